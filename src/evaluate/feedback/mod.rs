//! What clerks decided on what the engine recommended, and what that says of the rules.
//!
//! A record of decisions (the report of `batch` exports one) is read row by row with a
//! [`FeedbackReader`], counted by [`Feedback`], and gives [`FeedbackSummary`]: agreement, and
//! [`Proposal`]s for rules whose evidence is strong enough by the [`Criteria`]. Nothing is changed:
//! a person reads the proposals.

mod columns;
mod criteria;
mod kappa;
mod propose;
mod row;
mod snippet;
mod summary;
mod tally;

pub use columns::FeedbackColumns;
pub use criteria::{Criteria, CriteriaError};
pub use kappa::{Kappa, cohen_kappa};
pub use propose::{Change, Proposal, propose};
pub use row::{FeedbackError, FeedbackReader, FeedbackRow};
pub use snippet::snippet;
pub use summary::{FeedbackSummary, Month, RuleFeedback};
pub use tally::Feedback;
