//! Reading comments from files and writing verdicts to them.

mod jsonl;
mod output;

pub use jsonl::{Columns, Link, Record, RowError, records};
pub use output::Output;
