//! Policies: what a body calls what was found, and what it may do about it.
//!
//! A policy sees findings, never text. Its file format is in `dictionaries/policies/`.

mod decide;
mod file;

pub use decide::{Decision, Judgement, Violation};
pub use file::{Clause, Extent, FollowUp, Policy, PolicyError};
