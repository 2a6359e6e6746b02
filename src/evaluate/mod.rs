//! Measuring a rule set: against cases written for it, and against labelled comments.

mod cases;
mod labels;
mod lint;

pub use cases::{Case, CaseFile, CaseResult, Expected, FUNCTIONALITIES, Suite};
pub use labels::{Label, Tally};
pub use lint::{Fault, lint};
