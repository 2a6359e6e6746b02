//! Rows that another thread reads: for readers that borrow what they read from.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::block::{Block, Body, Rows};
use super::cell::Cell;

/// Rows that may wait to be asked for.
const WAITING: usize = 4096;

/// What is said of a file that its reader cannot cope with.
pub(super) const BROKE: &str = "the file is damaged: reading it broke off; save it anew, or as CSV";

/// A row with its place in the file, or why reading ended.
pub(super) type Message = Result<(usize, Vec<Cell>), String>;

/// Rows behind a header.
pub(super) struct Received {
    rows: Receiver<Message>,
    /// Place of the header.
    header: usize,
    waiting: Option<(usize, Vec<Cell>)>,
}

impl Received {
    /// Lets `read` send rows from a thread of its own until they end or nobody listens.
    pub(super) fn from_thread(read: impl FnOnce(&SyncSender<Message>) + Send + 'static) -> Self {
        let (sender, rows) = sync_channel(WAITING);
        std::thread::spawn(move || {
            // A reader that breaks must not look like the end of the file.
            if catch_unwind(AssertUnwindSafe(|| read(&sender))).is_err() {
                // Nobody may be listening.
                let _ = sender.send(Err(BROKE.to_owned()));
            }
        });
        Self { rows, header: 0, waiting: None }
    }

    /// The next row; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Message> {
        self.waiting.take().map(Ok).or_else(|| self.rows.recv().ok())
    }

    /// Rows are numbered behind this place.
    pub(super) fn behind(mut self, header: usize) -> Self {
        self.header = header;
        self
    }

    /// A row is to be read again.
    pub(super) fn again(mut self, row: (usize, Vec<Cell>)) -> Self {
        self.waiting = Some(row);
        self
    }
}

impl Rows for Received {
    fn read(&mut self, block: &mut Block) -> io::Result<bool> {
        let Some(next) = self.next() else { return Ok(false) };
        let (place, cells) = next.map_err(io::Error::other)?;
        block.push(place - self.header, place, Body::Cells(cells));
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::{BROKE, Received};

    #[test]
    fn a_reader_that_breaks_is_no_end_of_the_file() {
        let mut rows = Received::from_thread(|sender| {
            let _ = sender.send(Ok((1, Vec::new())));
            panic!("on purpose");
        });
        assert_eq!(rows.next(), Some(Ok((1, Vec::new()))));
        assert_eq!(rows.next(), Some(Err(BROKE.to_owned())));
        assert_eq!(rows.next(), None);
    }
}
