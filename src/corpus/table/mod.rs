//! CSV and TSV: a header, then one row a comment.

mod cells;
mod records;

pub(super) use cells::{cells, push_cell};
pub(super) use records::{Broken, Records};

use std::io::{self, BufRead};

use super::block::{Block, Body, Rows};

impl<R: BufRead + Send> Rows for Table<R> {
    fn read(&mut self, block: &mut Block) -> io::Result<bool> {
        let (found, range) = block.append(|bytes| self.records.next(bytes));
        let Some(found) = found? else { return Ok(false) };
        self.number += 1;
        let body = match found.broken {
            None => Body::Bytes(range),
            Some(broken) => Body::Broken(format!("line {}: {broken}", found.line), range),
        };
        block.push(self.number, found.line, body);
        Ok(true)
    }
}

/// The rows behind a header, numbered from 1.
pub(super) struct Table<R> {
    records: Records<R>,
    number: usize,
}

/// Why a table could not be begun.
#[derive(Debug)]
pub(super) enum NoHeader {
    Read(io::Error),
    Empty,
    Malformed,
    Broken(Broken),
}

impl<R: BufRead> Table<R> {
    /// Reads the header.
    pub(super) fn open(reader: R, delimiter: u8) -> Result<(Vec<String>, Self), NoHeader> {
        let mut records = Records::new(reader, delimiter);
        let mut header = Vec::new();
        let found = records.next(&mut header).map_err(NoHeader::Read)?.ok_or(NoHeader::Empty)?;
        if let Some(broken) = found.broken {
            return Err(NoHeader::Broken(broken));
        }
        let header = String::from_utf8(header).map_err(|_| NoHeader::Malformed)?;
        let names: Vec<String> = cells(&header, delimiter).map(Into::into).collect();
        if names.iter().all(String::is_empty) {
            return Err(NoHeader::Empty);
        }
        Ok((names, Self { records, number: 0 }))
    }

    /// Takes the first record for a row.
    pub(super) fn without_header(reader: R, delimiter: u8) -> Self {
        Self { records: Records::new(reader, delimiter), number: 0 }
    }
}
