//! CSV and TSV: a header, then one row a comment.

use std::io::Read;

use csv::ByteRecord;
use serde_json::{Map, Value};

use super::record::{Columns, Record, RowError};

/// Why a table could not be begun.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The stream broke.
    #[error("could not be read: {0}")]
    Read(#[from] std::io::Error),
    /// There is nothing in it.
    #[error("there is no header; the first line must name the columns, for example text,label")]
    Empty,
    /// The first line is not UTF-8.
    #[error("the header is not UTF-8; {SAVE_AS_UTF8}")]
    Encoding,
}

const SAVE_AS_UTF8: &str =
    "save the file as «CSV UTF-8», or convert it: iconv -f CP932 -t UTF-8 FILE";

/// A table of which the header has been read.
#[derive(Debug)]
pub struct Table<R> {
    reader: csv::Reader<R>,
    header: Vec<String>,
}

impl<R: Read> Table<R> {
    /// Reads the header. `delimiter` is `b','` or `b'\t'`; a byte-order mark is passed over.
    ///
    /// # Errors
    ///
    /// If the stream breaks, is empty, or its first line is not UTF-8.
    pub fn open(reader: R, delimiter: u8) -> Result<Self, TableError> {
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(reader);
        let header = reader.byte_headers().map_err(std::io::Error::from)?;
        if header.iter().all(<[u8]>::is_empty) {
            return Err(TableError::Empty);
        }
        let names = header.iter().map(|name| String::from_utf8(name.to_vec()));
        let header = names.collect::<Result<_, _>>().map_err(|_| TableError::Encoding)?;
        Ok(Self { reader, header })
    }

    /// The names of the columns.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Reads the rows one at a time, numbered from 1 behind the header. Cells become strings; an
    /// empty cell counts as absent, except that of the comment.
    ///
    /// Every row is either a [`Record`] or says what is wrong with it; only a broken stream ends
    /// early.
    pub fn records(
        mut self,
        columns: &Columns,
    ) -> impl Iterator<Item = std::io::Result<Result<Record, RowError>>> {
        let mut row = 0;
        let mut cells = ByteRecord::new();
        std::iter::from_fn(move || {
            match self.reader.read_byte_record(&mut cells) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error.into())),
            }
            row += 1;
            let parsed = parse(&self.header, &cells, row, columns);
            Some(Ok(parsed.map_err(|cause| RowError { row, cause })))
        })
    }
}

fn parse(
    header: &[String],
    cells: &ByteRecord,
    row: usize,
    columns: &Columns,
) -> Result<Record, String> {
    let line = cells.position().map_or(0, csv::Position::line);
    if cells.len() > header.len() {
        return Err(format!(
            "line {line} has {} cells, the header {}; put cells that hold a delimiter in \"…\"",
            cells.len(),
            header.len()
        ));
    }
    let mut fields = Map::new();
    for (name, cell) in header.iter().zip(cells) {
        let cell = std::str::from_utf8(cell)
            .map_err(|_| format!("line {line} is not UTF-8; {SAVE_AS_UTF8}"))?;
        if !cell.is_empty() || *name == columns.text {
            fields.entry(name.as_str()).or_insert_with(|| Value::String(cell.to_owned()));
        }
    }
    read_links(&mut fields, columns)?;
    Record::from_fields(fields, row, columns)
}

/// Linked pages stand in their cell as JSON.
fn read_links(fields: &mut Map<String, Value>, columns: &Columns) -> Result<(), String> {
    if let Some(Value::String(cell)) = fields.get(&columns.links) {
        let links = serde_json::from_str(cell).map_err(|error| {
            format!("«{}» must be [{{\"url\": …, \"text\": …}}] ({error})", columns.links)
        })?;
        fields.insert(columns.links.clone(), links);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &'static [u8], delimiter: u8, text: &str) -> Vec<Result<Record, RowError>> {
        let columns = Columns { text: text.to_owned(), ..Columns::default() };
        let table = Table::open(bytes, delimiter).expect("a header");
        table.records(&columns).map(|row| row.expect("memory does not fail")).collect()
    }

    #[test]
    fn cells_with_commas_quotes_and_line_breaks() {
        let input = "\u{FEFF}id,本文,判定\r\n7,\"一行目、\"\"引用\"\"\n二行目\",keep\r\n,三,\r\n";
        let rows = read(input.as_bytes(), b',', "本文");
        let first = rows[0].as_ref().expect("a good row");
        assert_eq!(first.text, "一行目、\"引用\"\n二行目");
        assert_eq!((&first.id, &first.fields["判定"]), (&"7".into(), &"keep".into()));
        let second = rows[1].as_ref().expect("a good row");
        assert_eq!((&second.id, second.fields.get("判定")), (&2.into(), None));
    }

    #[test]
    fn tabs_and_links() {
        let input = r#"text	links
見て	"[{""url"":""https://example.com"",""text"":""頁""}]"
"#;
        let rows = read(input.as_bytes(), b'\t', "text");
        let record = rows[0].as_ref().expect("a good row");
        assert_eq!(record.comment().links[0].text, Some("頁"));
    }

    #[test]
    fn a_bad_row_names_line_and_remedy_and_the_next_is_read() {
        let rows = read(b"text,label\na,b,c\n\x82\xa0,keep\nok,keep\n", b',', "text");
        let causes: Vec<String> =
            rows.iter().filter_map(|row| row.as_ref().err()).map(ToString::to_string).collect();
        assert!(causes[0].starts_with("row 1: line 2 has 3 cells"), "{causes:?}");
        assert!(causes[1].contains("line 3 is not UTF-8") && causes[1].contains("iconv"));
        assert!(rows[2].is_ok());
    }

    #[test]
    fn without_a_header_there_is_no_table() {
        assert!(matches!(Table::open(&b""[..], b','), Err(TableError::Empty)));
        assert!(matches!(Table::open(&b"\x82\xa0,x\n"[..], b','), Err(TableError::Encoding)));
        let rows = read(b"body\nx\n", b',', "text");
        let cause = rows[0].as_ref().expect_err("no text").to_string();
        assert!(cause.contains("the row has body"), "{cause}");
    }
}
