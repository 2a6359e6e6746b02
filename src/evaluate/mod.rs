//! Measuring a rule set: against cases written for it, against labelled comments, and against
//! another one.

mod cases;
mod collisions;
pub mod compare;
mod labels;
mod lint;

pub use cases::{Case, CaseFile, CaseResult, Expected, FUNCTIONALITIES, Suite};
pub use collisions::{Baseline, Candidate, Collision, candidates, collision, new_collisions};
pub use labels::{Label, Tally};
pub use lint::{Fault, lint};
