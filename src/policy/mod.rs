//! Policies: what a body calls what was found, and what it may do about it.
//!
//! A policy sees findings, never text. Its file format is in `dictionaries/policies/`.

mod decide;
mod diff;
mod file;
mod import;
mod lint;

pub use decide::{Decision, Judgement, Side, Trial, Violation};
pub use diff::{ConceptDiff, Coverage, PolicyDiff};
pub use file::{Clause, Extent, FollowUp, Policy, PolicyError};
pub use import::{Draft, DraftClause, ImportError, import};
pub use lint::{PolicyLint, lint};
