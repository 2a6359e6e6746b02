//! Reading comments from files and writing verdicts to them.

mod guess;
mod jsonl;
mod output;
mod record;
mod source;
mod table;

pub use guess::{Guess, usual_names};
pub use jsonl::records;
pub use output::Output;
pub use record::{Columns, Link, Record, RowError};
pub use source::{Format, Row, Source};
pub use table::{Table, TableError};
