//! JSON Lines: one object a line.

use std::io::{self, BufRead};

use crate::corpus::block::{Block, Body, Rows};
use crate::corpus::lines::{Line, Lines};

/// The lines of a stream that are not empty, numbered with them.
pub(in crate::corpus) struct ObjectLines<R> {
    lines: Lines<R>,
}

impl<R: BufRead> ObjectLines<R> {
    pub(in crate::corpus) fn new(reader: R) -> Self {
        Self { lines: Lines::new(reader) }
    }
}

impl<R: BufRead + Send> Rows for ObjectLines<R> {
    fn read(&mut self, block: &mut Block) -> io::Result<bool> {
        loop {
            let number = self.lines.number();
            let (line, range) = block.append(|bytes| self.lines.next(bytes));
            let body = match line? {
                None => return Ok(false),
                Some(Line::TooLong) => Body::Broken("longer than 16 MiB".to_owned(), range),
                Some(Line::Whole) if block.bytes(&range).trim_ascii().is_empty() => continue,
                Some(Line::Whole) => Body::Bytes(range),
            };
            block.push(number, number, body);
            return Ok(true);
        }
    }
}
