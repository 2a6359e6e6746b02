//! What two sides (rule sets, policies, word lists, saved verdicts) decide differently.
//!
//! The benchmark of a change: every comment is judged by the base and by the head; what changed is
//! counted, and [`Gates`] say whether it may pass.

mod gates;
mod mcnemar;
mod outcome;
mod saved;
mod summary;
mod tally;
mod word_list;

pub use gates::{Breach, Gates};
pub use mcnemar::{McNemar, Method};
pub use outcome::Outcome;
pub use saved::{SavedError, SavedVerdicts};
pub use summary::{Agreement, ByDecision, Labelled, RuleCounts, RuleRow, Summary, Trials};
pub use tally::{Change, Comparison};
pub use word_list::{Reading, WordList, WordListError};
