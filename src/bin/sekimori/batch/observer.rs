//! What else looks at every row.

use sekimori::Verdict;
use sekimori::corpus::Record;

/// Sees every judged row, in the order of the input, also those that an earlier run had written.
/// Rows that could not be read are not seen.
pub trait Observer {
    /// A row by its 1-based number in the file.
    fn see(&mut self, row: usize, record: &Record, verdict: &Verdict);

    /// Tells what it saw, once all rows are judged and the output is in its place.
    fn finish(self: Box<Self>) -> anyhow::Result<()>;
}
