//! A JSON array, element by element: cut at the commas between elements, each then a text of its own.
//! The array is never in memory as a whole.

use std::io::{self, BufRead};

use crate::corpus::block::{Block, Body, Rows};
use crate::corpus::lines::MAX_ROW;

/// The elements of an array. What stands before the first `[` (`window.YTD.tweets.part0 = `) is
/// passed over.
pub(in crate::corpus) struct Array<R> {
    reader: R,
    number: usize,
    begun: bool,
    ended: bool,
}

/// Where in an element the scan stands.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

/// What ended an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Comma,
    Bracket,
    /// The file ended within the array.
    File,
}

impl Scan {
    /// What the byte ends, if anything.
    fn step(&mut self, byte: u8) -> Option<End> {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return None;
        }
        match byte {
            b'"' => self.in_string = true,
            b'[' | b'{' => self.depth += 1,
            b']' if self.depth == 0 => return Some(End::Bracket),
            b']' | b'}' => self.depth = self.depth.saturating_sub(1),
            b',' if self.depth == 0 => return Some(End::Comma),
            _ => {}
        }
        None
    }
}

impl<R: BufRead> Array<R> {
    pub(in crate::corpus) fn new(reader: R) -> Self {
        Self { reader, number: 0, begun: false, ended: false }
    }

    fn begin(&mut self) -> io::Result<()> {
        let mut before = Vec::new();
        self.reader.read_until(b'[', &mut before)?;
        self.begun = true;
        self.ended = !before.ends_with(b"[");
        Ok(())
    }

    /// Appends an element; its end, and whether all of it was appended.
    fn element(&mut self, into: &mut Vec<u8>) -> io::Result<(End, bool)> {
        let begin = into.len();
        let mut scan = Scan::default();
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok((End::File, true));
            }
            let mut stop = None;
            let at = buffer.iter().position(|byte| {
                stop = scan.step(*byte);
                stop.is_some()
            });
            let count = at.unwrap_or(buffer.len());
            let room = MAX_ROW.saturating_sub(into.len() - begin).min(count);
            into.extend_from_slice(&buffer[..room]);
            let whole = into.len() - begin < MAX_ROW;
            self.reader.consume(at.map_or(count, |at| at + 1));
            if let Some(end) = stop {
                return Ok((end, whole));
            }
        }
    }
}

impl<R: BufRead + Send> Rows for Array<R> {
    fn read(&mut self, block: &mut Block) -> io::Result<bool> {
        if !self.begun {
            self.begin()?;
        }
        if self.ended {
            return Ok(false);
        }
        let (element, range) = block.append(|bytes| self.element(bytes));
        let (end, whole) = element?;
        self.ended = end != End::Comma;
        let empty = block.bytes(&range).trim_ascii().is_empty();
        if empty && end == End::Bracket {
            return Ok(false);
        }
        self.number += 1;
        let body = if !whole {
            Body::Broken("longer than 16 MiB".to_owned(), range)
        } else if end == End::File {
            let cause = "the file ends within the array; is it complete?";
            Body::Broken(cause.to_owned(), range)
        } else {
            Body::Bytes(range)
        };
        block.push(self.number, 0, body);
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(input: &str) -> Vec<String> {
        let mut array = Array::new(std::io::BufReader::with_capacity(3, input.as_bytes()));
        let mut block = Block::default();
        while array.read(&mut block).expect("memory") {}
        (0..block.len())
            .map(|index| match &block.row(index).body {
                Body::Broken(cause, _) => format!("!{cause}"),
                _ => block.raw(index).trim().to_owned(),
            })
            .collect()
    }

    #[test]
    fn commas_and_brackets_in_strings_and_below_do_not_count() {
        assert_eq!(
            elements("window.x = [ {\"a\":\"],\\\"}\",\"b\":[1,{}]} ,\n 2]\nrest"),
            ["{\"a\":\"],\\\"}\",\"b\":[1,{}]}", "2"]
        );
        assert!(elements("[ ]").is_empty());
        assert!(elements("").is_empty());
    }

    #[test]
    fn a_file_that_was_cut_off_is_told() {
        let found = elements("[{\"a\":1},{\"a\"");
        assert_eq!(found[0], "{\"a\":1}");
        assert!(found[1].starts_with("!the file ends within"), "{found:?}");
    }
}
