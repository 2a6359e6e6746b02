//! A CSV file with the place of every cell: what a correction needs to leave all else as it is.

use std::borrow::Cow;
use std::ops::Range;

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// 1-based line at which it begins.
    pub line: usize,
    /// Its bytes in the file, line break included.
    pub range: Range<usize>,
    /// The bytes of each cell, quotation marks included.
    cells: Vec<Range<usize>>,
}

impl Row {
    /// Number of cells.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// The bytes of a cell.
    pub fn place(&self, column: usize) -> Range<usize> {
        self.cells.get(column).cloned().unwrap_or(self.range.end..self.range.end)
    }

    /// What a cell says, its quotation marks taken off.
    pub fn cell<'t>(&self, text: &'t str, column: usize) -> Cow<'t, str> {
        let raw = &text[self.place(column)];
        match raw.strip_prefix('"').map(|rest| rest.strip_suffix('"').unwrap_or(rest)) {
            Some(quoted) if quoted.contains("\"\"") => quoted.replace("\"\"", "\"").into(),
            Some(quoted) => quoted.into(),
            None => raw.into(),
        }
    }
}

/// The records of a file, the header first; empty lines are none (RFC 4180, as the reader takes it).
pub(super) fn rows(text: &str) -> Vec<Row> {
    let bytes = text.as_bytes();
    let (mut rows, mut at, mut line) = (Vec::new(), 0, 1);
    while at < bytes.len() {
        let (start, first) = (at, line);
        let mut cells = Vec::new();
        loop {
            let end = cell_end(bytes, at);
            cells.push(at..end);
            at = end;
            if bytes.get(at) != Some(&b',') {
                break;
            }
            at += 1;
        }
        at += usize::from(bytes.get(at) == Some(&b'\r'));
        at += usize::from(bytes.get(at) == Some(&b'\n'));
        line += text[start..at].matches('\n').count();
        if cells.len() > 1 || !cells[0].is_empty() {
            rows.push(Row { line: first, range: start..at, cells });
        }
    }
    rows
}

/// Where the cell that begins at byte `at` ends.
fn cell_end(bytes: &[u8], mut at: usize) -> usize {
    if bytes.get(at) == Some(&b'"') {
        at += 1;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'"' if bytes.get(at) == Some(&b'"') => at += 1,
                b'"' => break,
                _ => {}
            }
        }
    }
    let ends = |byte: &u8| matches!(byte, b',' | b'\n' | b'\r');
    bytes[at..].iter().position(ends).map_or(bytes.len(), |length| at + length)
}

/// A cell as it is to be written; quoted if it was, or if it must be.
pub(super) fn written(value: &str, quoted: bool) -> String {
    if quoted || value.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded;

    #[test]
    fn cells_have_their_places() {
        let text = "a,b\r\n\n\"x,\"\"y\"\"\n\",z\n,";
        let rows = rows(text);
        let lines: Vec<usize> = rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [1, 3, 5]);
        assert_eq!(rows[1].cell(text, 0), "x,\"y\"\n");
        assert_eq!(
            (&text[rows[1].place(0)], rows[1].cell(text, 1)),
            ("\"x,\"\"y\"\"\n\"", "z".into())
        );
        assert_eq!((rows[2].len(), rows[2].cell(text, 0).as_ref()), (2, ""));
    }

    #[test]
    fn every_file_reads_as_the_reader_of_the_lexicon_reads_it() {
        let mut cells = 0;
        for (path, text) in embedded::FILES.iter().filter(|(path, _)| path.ends_with(".csv")) {
            let mut reader = csv::ReaderBuilder::new()
                .flexible(true)
                .has_headers(false)
                .from_reader(text.as_bytes());
            let rows = rows(text);
            let records: Vec<csv::StringRecord> =
                reader.records().map(|record| record.expect("a good row")).collect();
            assert_eq!(rows.len(), records.len(), "{path}");
            for (row, record) in rows.iter().zip(&records) {
                assert_eq!(row.len(), record.len(), "{path}:{}", row.line);
                for (column, cell) in record.iter().enumerate() {
                    assert_eq!(row.cell(text, column), cell, "{path}:{}", row.line);
                    cells += 1;
                }
            }
        }
        assert!(cells > 10_000, "the files hold {cells} cells");
    }

    #[test]
    fn what_needs_quotation_marks_gets_them() {
        assert_eq!(written("死ね", false), "死ね");
        assert_eq!(written("死ね", true), "\"死ね\"");
        assert_eq!(written("死ね{,よ}", false), "\"死ね{,よ}\"");
        assert_eq!(written("a\"b", false), "\"a\"\"b\"");
    }
}
