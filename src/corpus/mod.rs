//! Reading comments from files and writing verdicts to them.

mod jsonl;
mod output;

pub use jsonl::{Columns, Record, RowError, records};
pub use output::Output;
