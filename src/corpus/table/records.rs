//! Where a record of a table ends: at a line end outside quotes (RFC 4180).
//!
//! Unlike a lenient reader this one tells a quote that is never closed, or closed in the middle of a
//! cell, from a cell of many lines, and loses only the line where it stands: the next line is read as
//! a record of its own.

use std::io::{self, BufRead};

use crate::corpus::lines::{Line, Lines, trimmed};

/// Most bytes of a cell of several lines: a quote that is not closed within is a mistake.
const MAX_OPEN: usize = 1 << 20;

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(in crate::corpus) enum Broken {
    /// No second quote follows.
    #[error("a \" is opened and never closed; close it, or write a quote inside a cell as \"\"")]
    NeverClosed,
    /// Something follows the closing quote.
    #[error(
        "a \" closes in the middle of a cell; put the whole cell in \"…\" and write a quote inside as \"\""
    )]
    ClosedInside,
    /// It would fill the memory.
    #[error("longer than 16 MiB")]
    TooLong,
}

/// A record that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::corpus) struct Found {
    /// 1-based number of the line on which it begins.
    pub line: usize,
    /// What is wrong with it.
    pub broken: Option<Broken>,
}

/// The records of a stream.
pub(in crate::corpus) struct Records<R> {
    lines: Lines<R>,
    delimiter: u8,
}

impl<R: BufRead> Records<R> {
    pub(in crate::corpus) fn new(reader: R, delimiter: u8) -> Self {
        Self { lines: Lines::new(reader), delimiter }
    }

    /// Appends the next record without its line end; empty lines are passed over. `None` at the end.
    pub(in crate::corpus) fn next(&mut self, into: &mut Vec<u8>) -> io::Result<Option<Found>> {
        let begin = into.len();
        loop {
            let line = self.lines.number();
            let Some(read) = self.lines.next(into)? else { return Ok(None) };
            if trimmed(&into[begin..]).is_empty() {
                into.truncate(begin);
                continue;
            }
            let first = into.len();
            let broken = match read {
                Line::TooLong => Some(Broken::TooLong),
                Line::Whole => self.close(into, begin)?,
            };
            if broken.is_some() {
                let lines = self.lines.number() - line - 1;
                self.lines.put_back(&into[first..], lines);
                into.truncate(first);
            }
            into.truncate(begin + trimmed(&into[begin..]).len());
            return Ok(Some(Found { line, broken }));
        }
    }

    /// Appends lines as long as a quote is open.
    fn close(&mut self, into: &mut Vec<u8>, begin: usize) -> io::Result<Option<Broken>> {
        let mut open = false;
        let mut scanned = begin;
        loop {
            match open_after(trimmed(&into[scanned..]), self.delimiter, open) {
                Err(broken) => return Ok(Some(broken)),
                Ok(false) => return Ok(None),
                Ok(true) => open = true,
            }
            scanned = into.len();
            let ended =
                into.len() - begin > MAX_OPEN || self.lines.next(into)? != Some(Line::Whole);
            if ended {
                return Ok(Some(Broken::NeverClosed));
            }
        }
    }
}

/// Whether a quote is open after a line that began with `open`.
fn open_after(line: &[u8], delimiter: u8, mut open: bool) -> Result<bool, Broken> {
    let mut at = 0;
    loop {
        if open {
            let Some(quote) = memchr::memchr(b'"', &line[at..]) else { return Ok(true) };
            at += quote + 1;
            match line.get(at) {
                Some(b'"') => at += 1,
                Some(next) if *next == delimiter => (open, at) = (false, at + 1),
                Some(_) => return Err(Broken::ClosedInside),
                None => return Ok(false),
            }
        } else if line.get(at) == Some(&b'"') {
            (open, at) = (true, at + 1);
        } else {
            let Some(next) = memchr::memchr(delimiter, &line[at..]) else { return Ok(false) };
            at += next + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &str) -> Vec<(usize, String, Option<Broken>)> {
        let mut records = Records::new(input.as_bytes(), b',');
        let mut found = Vec::new();
        let mut record = Vec::new();
        while let Some(next) = records.next(&mut record).expect("memory") {
            let text = String::from_utf8(std::mem::take(&mut record)).expect("UTF-8");
            found.push((next.line, text, next.broken));
        }
        found
    }

    #[test]
    fn line_ends_within_quotes_belong_to_the_cell() {
        assert_eq!(
            all("a,b\r\n\n\"1\n\"\"2\"\",\",3\r\n4,\"5\"\n6"),
            [
                (1, "a,b".into(), None),
                (3, "\"1\n\"\"2\"\",\",3".into(), None),
                (5, "4,\"5\"".into(), None),
                (6, "6".into(), None),
            ]
        );
    }

    #[test]
    fn a_stray_quote_costs_its_own_line_only() {
        assert_eq!(
            all("1,\"a\n2,b\n3,c\"d\n4,\"e\"f\n5,\"g"),
            [
                (1, "1,\"a".into(), Some(Broken::ClosedInside)),
                (2, "2,b".into(), None),
                (3, "3,c\"d".into(), None),
                (4, "4,\"e\"f".into(), Some(Broken::ClosedInside)),
                (5, "5,\"g".into(), Some(Broken::NeverClosed)),
            ]
        );
    }

    #[test]
    fn what_is_never_closed_is_told_at_the_bound() {
        let input = format!("1,\"a\n{}last,row\n", "2,b\n".repeat(MAX_OPEN / 4 + 9));
        let found = all(&input);
        assert_eq!(found[0].2, Some(Broken::NeverClosed));
        assert_eq!(found.len(), MAX_OPEN / 4 + 9 + 2);
        assert_eq!(found.last().map(|last| last.1.as_str()), Some("last,row"));
    }
}
