//! Rows as they were cut out of a file, not taken apart yet.
//!
//! One thread can cut a file into rows much faster than it can take rows apart; blocks let the other
//! threads do that.

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use serde_json::{Map, Value};

use super::cell::Cell;

/// Bytes of text after which a block is full, however few rows it holds.
const MAX_BYTES: usize = 4 << 20;

/// Some rows of a file, in order.
#[derive(Debug, Default)]
pub struct Block {
    bytes: Vec<u8>,
    rows: Vec<Raw>,
}

#[derive(Debug)]
pub(super) struct Raw {
    /// 1-based number of the row.
    pub number: usize,
    /// 1-based number of the line on which it begins; 0 where there are no lines.
    pub line: usize,
    pub body: Body,
}

#[derive(Debug)]
pub(super) enum Body {
    /// A record, an object or a line, as it stands in the file.
    Bytes(Range<usize>),
    /// What could not even be cut out: why, and where it stands.
    Broken(String, Range<usize>),
    /// Cells with types.
    #[cfg_attr(not(any(feature = "xlsx", feature = "parquet")), allow(dead_code))]
    Cells(Vec<Cell>),
    /// Fields of an export that had to be read as a whole.
    Fields(Map<String, Value>),
}

/// What cuts a file into rows.
pub(super) trait Rows: Send {
    /// Appends the next row; `false` at the end.
    fn read(&mut self, block: &mut Block) -> io::Result<bool>;
}

impl Block {
    /// Rows in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// 1-based number, in the file, of the row at `index`, which is below [`Block::len`].
    #[must_use]
    pub fn number(&self, index: usize) -> usize {
        self.rows[index].number
    }

    /// The row at `index` as the file has it, as far as it can be shown; `index` is
    /// below [`Block::len`].
    #[must_use]
    pub fn raw(&self, index: usize) -> Cow<'_, str> {
        match &self.rows[index].body {
            Body::Bytes(range) | Body::Broken(_, range) => {
                String::from_utf8_lossy(&self.bytes[range.clone()])
            }
            Body::Cells(cells) => {
                let cells: Vec<Cow<'_, str>> = cells.iter().map(Cell::shown).collect();
                Cow::Owned(cells.join("\t"))
            }
            Body::Fields(fields) => Cow::Owned(Value::Object(fields.clone()).to_string()),
        }
    }

    /// The row at `index`, if there is one and it is an object.
    pub(super) fn object(&self, index: usize) -> Option<Map<String, Value>> {
        match &self.rows.get(index)?.body {
            Body::Bytes(range) => serde_json::from_slice(&self.bytes[range.clone()]).ok(),
            Body::Fields(fields) => Some(fields.clone()),
            Body::Broken(..) | Body::Cells(_) => None,
        }
    }

    pub(super) fn row(&self, index: usize) -> &Raw {
        &self.rows[index]
    }

    pub(super) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        &self.bytes[range.clone()]
    }

    pub(super) fn push(&mut self, number: usize, line: usize, body: Body) {
        self.rows.push(Raw { number, line, body });
    }

    /// Lets `write` append the bytes of a row, and says where they stand.
    pub(super) fn append<T>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> T) -> (T, Range<usize>) {
        let begin = self.bytes.len();
        let result = write(&mut self.bytes);
        (result, begin..self.bytes.len())
    }

    /// Takes the first rows out.
    pub(super) fn take(&mut self, count: usize) -> Block {
        let rest = self.rows.split_off(count.min(self.rows.len()));
        let mut taken = Block::default();
        for mut row in std::mem::replace(&mut self.rows, rest) {
            if let Body::Bytes(range) | Body::Broken(_, range) = &mut row.body {
                let begin = taken.bytes.len();
                taken.bytes.extend_from_slice(&self.bytes[range.clone()]);
                *range = begin..taken.bytes.len();
            }
            taken.rows.push(row);
        }
        taken
    }

    /// Reads on until the block is full; `false` if the file has ended.
    pub(super) fn fill(&mut self, rows: &mut dyn Rows, most: usize) -> io::Result<bool> {
        while self.rows.len() < most && self.bytes.len() < MAX_BYTES {
            if !rows.read(self)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
