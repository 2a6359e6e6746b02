//! Lines of a stream, none longer than a bound, and lines that are put back.

use std::io::{self, BufRead};

/// Most bytes of a row; what is longer is no comment, and would fill the memory.
pub(super) const MAX_ROW: usize = 16 << 20;

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// It was appended, with its line end if it has one.
    Whole,
    /// It is longer than [`MAX_ROW`]; only its beginning was appended.
    TooLong,
}

/// A stream, line by line.
pub(super) struct Lines<R> {
    reader: R,
    /// What was put back, and how much of it has been read again.
    held: Vec<u8>,
    again: usize,
    /// 1-based number of the next line.
    number: usize,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, held: Vec::new(), again: 0, number: 1 }
    }

    /// 1-based number of the line that is read next.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// Appends the next line; `None` at the end.
    pub(super) fn next(&mut self, into: &mut Vec<u8>) -> io::Result<Option<Line>> {
        let begin = into.len();
        let mut line = None;
        loop {
            let buffer = match self.held.get(self.again..) {
                Some(held) if !held.is_empty() => held,
                _ => self.reader.fill_buf()?,
            };
            if buffer.is_empty() {
                break;
            }
            let end = memchr::memchr(b'\n', buffer);
            let count = end.map_or(buffer.len(), |at| at + 1);
            let room = MAX_ROW.saturating_sub(into.len() - begin).min(count);
            into.extend_from_slice(&buffer[..room]);
            let fits = room == count && line != Some(Line::TooLong);
            line = Some(if fits { Line::Whole } else { Line::TooLong });
            self.consume(count);
            if end.is_some() {
                break;
            }
        }
        self.number += usize::from(line.is_some());
        Ok(line)
    }

    fn consume(&mut self, count: usize) {
        if self.again < self.held.len() {
            self.again += count;
        } else {
            self.reader.consume(count);
        }
    }

    /// Puts lines back, to be read next; `lines` is how many.
    pub(super) fn put_back(&mut self, bytes: &[u8], lines: usize) {
        self.held.splice(..self.again, bytes.iter().copied());
        self.again = 0;
        self.number -= lines;
    }
}

/// Without the line end.
pub(super) fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_one_by_one_and_again() {
        let mut lines = Lines::new(&b"a\r\nb\nc"[..]);
        let mut out = Vec::new();
        while lines.next(&mut out).expect("memory").is_some() && lines.number() < 3 {}
        assert_eq!((out.as_slice(), lines.number()), (&b"a\r\nb\n"[..], 3));
        lines.put_back(b"b\n", 1);
        out.clear();
        assert_eq!(lines.next(&mut out).expect("memory"), Some(Line::Whole));
        assert_eq!((trimmed(&out), lines.number()), (&b"b"[..], 3));
        assert_eq!(lines.next(&mut out).expect("memory"), Some(Line::Whole));
        assert_eq!(lines.next(&mut out).expect("memory"), None);
        assert_eq!((out.as_slice(), lines.number()), (&b"b\nc"[..], 4));
    }

    #[test]
    fn a_line_without_end_does_not_fill_the_memory() {
        let long = vec![b'x'; MAX_ROW + 5];
        let long = std::io::Read::chain(&long[..], &b"\nnext\n"[..]);
        let mut lines = Lines::new(std::io::BufReader::new(long));
        let mut out = Vec::new();
        assert_eq!(lines.next(&mut out).expect("memory"), Some(Line::TooLong));
        assert_eq!(out.len(), MAX_ROW);
        out.clear();
        assert_eq!(lines.next(&mut out).expect("memory"), Some(Line::Whole));
        assert_eq!(out, b"next\n");
    }
}
