//! Plain text: one comment a line.

use std::io::{self, BufRead};

use super::block::{Block, Body, Rows};
use super::lines::{Line, Lines, trimmed};

/// The lines of a stream that are not empty, numbered with them.
pub(super) struct CommentLines<R> {
    lines: Lines<R>,
}

impl<R: BufRead> CommentLines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { lines: Lines::new(reader) }
    }
}

impl<R: BufRead + Send> Rows for CommentLines<R> {
    fn read(&mut self, block: &mut Block) -> io::Result<bool> {
        loop {
            let number = self.lines.number();
            let (line, range) = block.append(|bytes| {
                let begin = bytes.len();
                let line = self.lines.next(bytes);
                bytes.truncate(begin + trimmed(&bytes[begin..]).len());
                line
            });
            let body = match line? {
                None => return Ok(false),
                Some(Line::TooLong) => Body::Broken("longer than 16 MiB".to_owned(), range),
                Some(Line::Whole) if range.is_empty() => continue,
                Some(Line::Whole) => Body::Bytes(range),
            };
            block.push(number, number, body);
            return Ok(true);
        }
    }
}
