//! A file of comments, whatever its format: first its names, then its rows.

use std::io::{self, BufRead, Cursor, Read as _};
use std::path::Path;

use serde_json::{Map, Value};

use super::jsonl;
use super::record::{Columns, Record, RowError};
use super::table::{Table, TableError};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object a line.
    JsonLines,
    /// Comma-separated values with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
}

impl Format {
    /// By the extension: `csv`, `tsv` or `tab`; everything else is taken for JSON Lines.
    #[must_use]
    pub fn of_path(path: &Path) -> Self {
        match path.extension().and_then(|ext| ext.to_str()).map(str::to_lowercase).as_deref() {
            Some("csv") => Self::Csv,
            Some("tsv" | "tab") => Self::Tsv,
            _ => Self::JsonLines,
        }
    }
}

/// What an iterator over rows yields: a broken stream ends it, a bad row does not.
pub type Row = io::Result<Result<Record, RowError>>;

/// An opened file of comments.
pub struct Source {
    names: Vec<String>,
    rows: Rows,
}

enum Rows {
    Lines(Box<dyn BufRead>),
    Table(Table<Box<dyn BufRead>>),
}

impl Source {
    /// Reads as far as the names: the header of a table, the first object of JSON Lines.
    ///
    /// # Errors
    ///
    /// If the stream breaks, or a table has no readable header.
    pub fn open(reader: impl BufRead + 'static, format: Format) -> Result<Self, TableError> {
        let delimiter = match format {
            Format::JsonLines => {
                let (names, reader) = peek(reader)?;
                return Ok(Self { names, rows: Rows::Lines(reader) });
            }
            Format::Csv => b',',
            Format::Tsv => b'\t',
        };
        let reader: Box<dyn BufRead> = Box::new(reader);
        let table = Table::open(reader, delimiter)?;
        Ok(Self { names: table.header().to_vec(), rows: Rows::Table(table) })
    }

    /// The names of the fields, as far as the beginning of the file tells.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The rows, one at a time.
    #[must_use]
    pub fn records(self, columns: &Columns) -> Box<dyn Iterator<Item = Row> + '_> {
        match self.rows {
            Rows::Lines(reader) => Box::new(jsonl::records(reader, columns)),
            Rows::Table(table) => Box::new(table.records(columns)),
        }
    }
}

/// The keys of the first object, and a reader that begins with it again. What is no object has no
/// keys here and is told as a bad row later.
fn peek(mut reader: impl BufRead + 'static) -> io::Result<(Vec<String>, Box<dyn BufRead>)> {
    let mut begin = Vec::new();
    let mut start = 0;
    while begin[start..].trim_ascii().is_empty() {
        start = begin.len();
        if reader.read_until(b'\n', &mut begin)? == 0 {
            break;
        }
    }
    let line = &begin[start..];
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    let object: Map<String, Value> = serde_json::from_slice(line).unwrap_or_default();
    let names = object.keys().cloned().collect();
    Ok((names, Box::new(Cursor::new(begin).chain(reader))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(input: &'static str, format: Format) -> (Vec<String>, Vec<String>) {
        let source = Source::open(input.as_bytes(), format).expect("it opens");
        let names = source.names().to_vec();
        let columns = Columns { text: names[0].clone(), ..Columns::default() };
        let rows = source.records(&columns);
        let texts = rows.map(|row| row.expect("memory").expect("a good row").text).collect();
        (names, texts)
    }

    #[test]
    fn the_same_rows_in_three_formats() {
        for (input, path) in [
            ("\n{\"本文\":\"一\",\"判定\":\"keep\"}\n{\"本文\":\"二\"}\n", "a.jsonl"),
            ("本文,判定\n一,keep\n二,\n", "a.CSV"),
            ("本文\t判定\n一\tkeep\n二\t\n", "a.tsv"),
        ] {
            let (names, texts) = texts(input, Format::of_path(Path::new(path)));
            assert_eq!(
                (names, texts),
                (vec!["本文".into(), "判定".into()], vec!["一".into(), "二".into()]),
                "{path}"
            );
        }
    }

    #[test]
    fn an_empty_file_of_lines_has_no_names_and_no_rows() {
        let source = Source::open(&b"\n \n"[..], Format::JsonLines).expect("it opens");
        assert!(source.names().is_empty());
        assert_eq!(source.records(&Columns::default()).count(), 0);
    }
}
