//! Rows of an export that had to be read as a whole.

use std::io;

use super::block::{Block, Body, Rows};
use super::export::Fields;

/// Rows in memory.
pub(super) struct Whole {
    rows: std::vec::IntoIter<Fields>,
    number: usize,
}

impl Whole {
    pub(super) fn new(rows: Vec<Fields>) -> Self {
        Self { rows: rows.into_iter(), number: 0 }
    }
}

impl Rows for Whole {
    fn read(&mut self, block: &mut Block) -> io::Result<bool> {
        let Some(fields) = self.rows.next() else { return Ok(false) };
        self.number += 1;
        block.push(self.number, 0, Body::Fields(fields));
        Ok(true)
    }
}
