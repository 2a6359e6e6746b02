//! A file of comments, whatever its format: first its names, then its rows.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use super::block::{Block, Rows};
use super::cell::Kind;
use super::delimiter::guess_delimiter;
use super::encoding::{Encoding, decoded};
use super::export::{self, Shape};
use super::fields::Whole;
use super::format::Format;
use super::guess::Guess;
use super::json::{Array, ObjectLines};
use super::parser::{Layout, Parser, Row};
use super::plain::CommentLines;
use super::record::{Columns, Record, RowError};
use super::table::{NoHeader, Table};

/// Bytes from which encoding, separator and format are guessed.
const HEAD: usize = 64 << 10;
/// Rows from which names and the column of comments are guessed.
const PEEK: usize = 1000;
/// Most bytes of an export that has to be read as a whole.
const MAX_DOCUMENT: u64 = 512 << 20;

/// What is not to be guessed about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// How rows are written; by the file's name, and else by its content.
    pub format: Option<Format>,
    /// The encoding of text.
    pub encoding: Option<Encoding>,
    /// What separates the cells of a table.
    pub delimiter: Option<u8>,
    /// The first row of a table is a row, no header: columns are called 列1, 列2 ….
    pub no_header: bool,
    /// The sheet of a workbook; the first one otherwise.
    pub sheet: Option<String>,
}

/// Why a file could not be begun.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The stream broke, or could not be opened.
    #[error("could not be read: {0}")]
    Read(#[from] io::Error),
    /// Neither name nor content tells what it is.
    #[error("is of no format that is known; name it: jsonl, json, csv, tsv, txt, xlsx or parquet")]
    Unknown,
    /// A table has nothing in it.
    #[error("there is no header; the first line must name the columns, for example text,label")]
    NoHeader,
    /// A table's first line cannot be read.
    #[error("the header: {0}")]
    BadHeader(String),
    /// One JSON object, but none that is known.
    #[error(
        "is one JSON object with {}; give an array of objects, one object a line, or an export as the platform wrote it",
        super::naming::shown_names(.0)
    )]
    UnknownDocument(Vec<String>),
    /// Something that had to be read as a whole is no JSON, or too long.
    #[error("is no readable JSON: {0}")]
    Document(String),
    /// A workbook or a Parquet file cannot be read.
    #[error("{0}")]
    Container(String),
    /// The program was built without what reads this format.
    #[error("{0} files need a program that was built with the feature `{0}`")]
    NotBuilt(&'static str),
}

/// An opened file of comments.
pub struct Source {
    names: Vec<String>,
    kinds: Vec<Kind>,
    layout: Layout,
    format: Format,
    delimiter: u8,
    notes: Vec<String>,
    /// Rows that were read to guess.
    peeked: Block,
    rows: Box<dyn Rows>,
    ended: bool,
    read: Arc<AtomicU64>,
}

impl Source {
    /// Opens a file and reads as far as names can be told: the header of a table, the first objects of
    /// JSON.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is of no known format, or a table has no readable header.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Self, OpenError> {
        let mut options = options.clone();
        options.format = options.format.or_else(|| Format::of_path(path));
        if options.format.is_none() {
            let mut head = Vec::new();
            File::open(path)?.take(4).read_to_end(&mut head)?;
            options.format = Format::of_bytes(&head).filter(|format| format.is_table());
        }
        match options.format {
            Some(Format::Xlsx) => workbook(path, &options),
            Some(Format::Parquet) => parquet(path),
            _ => Self::read(File::open(path)?, &options),
        }
    }

    /// Reads a stream. A workbook or a Parquet file is no stream: give [`Source::open`] its path.
    ///
    /// # Errors
    ///
    /// As [`Source::open`].
    pub fn read(
        reader: impl Read + Send + 'static,
        options: &ReadOptions,
    ) -> Result<Self, OpenError> {
        let read = Arc::new(AtomicU64::new(0));
        let mut reader = Counted { reader, read: Arc::clone(&read) };
        let mut head = Vec::new();
        reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        let encoding = options.encoding.unwrap_or_else(|| Encoding::guess(&head));
        let text = decoded(Cursor::new(head).chain(reader), encoding);
        let mut text = BufReader::with_capacity(HEAD, text);
        let head = peek(&mut text)?;
        // Nothing at all is JSON Lines without a row.
        let nothing = || head.trim_ascii().is_empty().then_some(Format::JsonLines);
        let format = options.format.or_else(|| Format::of_bytes(&head)).or_else(nothing);
        let format = format.ok_or(OpenError::Unknown)?;
        let mut source = match format {
            Format::Csv | Format::Tsv => table(text, format, encoding, &head, options)?,
            Format::JsonLines => Self::of_lines(text, Shape::Plain),
            Format::Json => json(text, &head)?,
            Format::Lines => Self::new(
                Layout::Line(encoding),
                Format::Lines,
                Box::new(CommentLines::new(text)),
                vec![Columns::default().text],
            ),
            Format::Xlsx | Format::Parquet => return Err(OpenError::Unknown),
        };
        source.read = read;
        source.note_encoding(encoding);
        source.peek()?;
        Ok(source)
    }

    fn new(layout: Layout, format: Format, rows: Box<dyn Rows>, names: Vec<String>) -> Self {
        Self {
            names,
            kinds: Vec::new(),
            layout,
            format,
            delimiter: b',',
            notes: Vec::new(),
            peeked: Block::default(),
            rows,
            ended: false,
            read: Arc::default(),
        }
    }

    fn of_lines(reader: impl BufRead + Send + 'static, shape: Shape) -> Self {
        let rows = Box::new(ObjectLines::new(reader));
        Self::new(Layout::Object(shape), Format::JsonLines, rows, Vec::new())
    }

    fn note_encoding(&mut self, encoding: Encoding) {
        if encoding != Encoding::UTF_8 {
            self.notes.push(encoding.name().to_owned());
        }
    }

    /// Reads the first rows, and learns from them what a header would tell.
    fn peek(&mut self) -> io::Result<()> {
        self.ended = !self.peeked.fill(self.rows.as_mut(), PEEK)?;
        if let Layout::Object(shape) = &mut self.layout {
            if let Some(first) = self.peeked.object(0) {
                *shape = Shape::of(&first);
                self.notes.extend(shape.name().map(str::to_owned));
            }
            let shape = *shape;
            let mut known: HashSet<String> = self.names.iter().cloned().collect();
            for index in 0..self.peeked.len() {
                let fields = self.peeked.object(index).map(|fields| shape.row(fields));
                for (name, _) in fields.into_iter().flatten() {
                    if known.insert(name.clone()) {
                        self.names.push(name);
                    }
                }
            }
        }
        Ok(())
    }

    /// The names of the fields: all of a table, and of JSON those of its first thousand rows.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// What the columns hold, as far as the file says; for the rest anything.
    #[must_use]
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// Whether fields may follow that [`Source::names`] does not tell of.
    #[must_use]
    pub fn more_names(&self) -> bool {
        matches!(self.layout, Layout::Object(_)) && !self.ended
    }

    /// How rows are written.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// Whether [`Source::bytes_read`] tells how far reading is.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        !matches!(self.format, Format::Xlsx | Format::Parquet)
    }

    /// What separates the cells of a text table.
    #[must_use]
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// What was found out about the file and is not what one would expect of it, in a few words each:
    /// its encoding, separator, sheet, export.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Bytes that have been read so far, of the file's size; stays 0 for workbooks and Parquet.
    #[must_use]
    pub fn bytes_read(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.read)
    }

    /// Which column holds what: by their names, and the comment's, if no name fits, by what the first
    /// rows hold.
    #[must_use]
    pub fn guess(&self) -> Guess {
        let mut guess = Guess::from_names(&self.names);
        let found = self.names.contains(&guess.columns.text);
        if !found && let Some(text) = self.japanese_column() {
            guess.columns.text = text;
        }
        guess
    }

    /// The column with the longest Japanese text.
    fn japanese_column(&self) -> Option<String> {
        let columns = Columns { text: self.names.first()?.clone(), ..Columns::default() };
        let parser = self.parser(&columns).with_cells().without_fields();
        let mut lengths = vec![0_usize; self.names.len()];
        for index in 0..self.peeked.len() {
            let Ok(row) = parser.row(&self.peeked, index) else { continue };
            for (length, cell) in lengths.iter_mut().zip(&row.cells) {
                *length += japanese(&cell.shown());
            }
        }
        let (at, longest) =
            lengths.iter().enumerate().max_by_key(|(at, length)| (**length, usize::MAX - at))?;
        (*longest > 0).then(|| self.names[at].clone())
    }

    /// What takes the rows apart.
    #[must_use]
    pub fn parser(&self, columns: &Columns) -> Parser {
        Parser::new(self.layout, &self.names, columns)
    }

    /// The next rows, at most `rows`; `None` at the end.
    ///
    /// # Errors
    ///
    /// If the stream breaks.
    pub fn next_block(&mut self, rows: usize) -> io::Result<Option<Block>> {
        let mut block = self.peeked.take(rows);
        if block.len() < rows && !self.ended {
            self.ended = !block.fill(self.rows.as_mut(), rows)?;
        }
        Ok((!block.is_empty()).then_some(block))
    }

    /// The rows, one at a time.
    pub fn records(
        mut self,
        columns: &Columns,
    ) -> impl Iterator<Item = io::Result<Result<Record, RowError>>> + use<> {
        let parser = self.parser(columns);
        let mut block = Block::default();
        let mut index = 0;
        std::iter::from_fn(move || {
            if index == block.len() {
                match self.next_block(PEEK) {
                    Ok(next) => block = next?,
                    Err(error) => return Some(Err(error)),
                }
                index = 0;
            }
            index += 1;
            Some(Ok(parser.row(&block, index - 1).map(|row: Row| row.record)))
        })
    }
}

/// Counts what is read.
struct Counted<R> {
    reader: R,
    read: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(into)?;
        self.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// The beginning of a stream, which is read again afterwards.
fn peek(reader: &mut BufReader<Box<dyn Read + Send>>) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    reader.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
    let rest = std::mem::replace(reader, BufReader::new(Box::new(io::empty())));
    let again: Box<dyn Read + Send> = Box::new(Cursor::new(head.clone()).chain(rest));
    *reader = BufReader::with_capacity(HEAD, again);
    Ok(head)
}

type Text = BufReader<Box<dyn Read + Send>>;

fn table(
    text: Text,
    format: Format,
    encoding: Encoding,
    head: &[u8],
    options: &ReadOptions,
) -> Result<Source, OpenError> {
    let usual = if format == Format::Tsv { b'\t' } else { b',' };
    let delimiter = options.delimiter.unwrap_or_else(|| guess_delimiter(head, usual));
    let layout = Layout::Table { delimiter, encoding };
    let mut source = if options.no_header {
        let (names, _) = Table::open(head, delimiter).map_err(|error| header(error, encoding))?;
        let names = (1..=names.len()).map(|number| format!("列{number}")).collect();
        let rows = Box::new(Table::without_header(text, delimiter));
        Source::new(layout, format, rows, names)
    } else {
        let (names, rows) =
            Table::open(text, delimiter).map_err(|error| header(error, encoding))?;
        Source::new(layout, format, Box::new(rows), names)
    };
    source.delimiter = delimiter;
    if delimiter != usual && options.delimiter.is_none() {
        let name = match delimiter {
            b'\t' => "tab",
            b';' => "semicolon",
            _ => "comma",
        };
        source.notes.push(format!("separator: {name}"));
    }
    Ok(source)
}

fn header(error: NoHeader, encoding: Encoding) -> OpenError {
    match error {
        NoHeader::Read(error) => OpenError::Read(error),
        NoHeader::Empty => OpenError::NoHeader,
        NoHeader::Malformed => OpenError::BadHeader(super::parser::not_text(1, encoding)),
        NoHeader::Broken(broken) => OpenError::BadHeader(broken.to_string()),
    }
}

/// An array, an object around rows, or lines in spite of the name.
fn json(text: Text, head: &[u8]) -> Result<Source, OpenError> {
    match head.trim_ascii_start().first() {
        Some(b'{') => {}
        None => return Ok(Source::of_lines(text, Shape::Plain)),
        Some(_) => {
            let rows = Box::new(Array::new(text));
            return Ok(Source::new(Layout::Object(Shape::Plain), Format::Json, rows, Vec::new()));
        }
    }
    if Format::of_bytes(head) == Some(Format::JsonLines) && !one_line(head) {
        return Ok(Source::of_lines(text, Shape::Plain));
    }
    let mut bytes = Vec::new();
    text.take(MAX_DOCUMENT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_DOCUMENT {
        return Err(OpenError::Document("longer than 512 MiB; give it in parts".to_owned()));
    }
    let document: Value =
        serde_json::from_slice(&bytes).map_err(|error| OpenError::Document(error.to_string()))?;
    match export::document(&document) {
        Ok((rows, name)) => {
            let rows = Box::new(Whole::new(rows));
            let layout = Layout::Object(Shape::Plain);
            let mut source = Source::new(layout, Format::Json, rows, Vec::new());
            source.notes.push(name.to_owned());
            Ok(source)
        }
        // One row, and nothing else.
        Err(_) if one_line(&bytes) => Ok(Source::of_lines(Cursor::new(bytes), Shape::Plain)),
        Err(names) => Err(OpenError::UnknownDocument(names)),
    }
}

/// Whether nothing follows the first line.
fn one_line(text: &[u8]) -> bool {
    !text.trim_ascii().contains(&b'\n')
}

/// Kana and kanji of a text.
fn japanese(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, 'ぁ'..='ヿ' | '㐀'..='鿿')).count()
}

#[cfg(feature = "xlsx")]
fn workbook(path: &Path, options: &ReadOptions) -> Result<Source, OpenError> {
    let (names, rows, sheet) = super::workbook::open(path, options)?;
    let mut source = Source::new(Layout::Typed, Format::Xlsx, Box::new(rows), names);
    source.notes.extend(sheet.map(|sheet| format!("sheet «{sheet}»")));
    source.peek()?;
    Ok(source)
}

#[cfg(not(feature = "xlsx"))]
fn workbook(_: &Path, _: &ReadOptions) -> Result<Source, OpenError> {
    Err(OpenError::NotBuilt("xlsx"))
}

#[cfg(feature = "parquet")]
fn parquet(path: &Path) -> Result<Source, OpenError> {
    let (names, kinds, rows) = super::parquet::open(path)?;
    let mut source = Source::new(Layout::Typed, Format::Parquet, Box::new(rows), names);
    source.kinds = kinds;
    source.peek()?;
    Ok(source)
}

#[cfg(not(feature = "parquet"))]
fn parquet(_: &Path) -> Result<Source, OpenError> {
    Err(OpenError::NotBuilt("parquet"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(bytes: &'static [u8], format: Option<Format>) -> Result<Source, OpenError> {
        Source::read(bytes, &ReadOptions { format, ..ReadOptions::default() })
    }

    fn texts(source: Source, column: &str) -> Vec<Result<String, String>> {
        let columns = Columns { text: column.to_owned(), ..Columns::default() };
        let rows = source.records(&columns).map(|row| row.expect("memory does not fail"));
        rows.map(|row| row.map(|row| row.text).map_err(|error| error.to_string())).collect()
    }

    fn good(texts: &[&str]) -> Vec<Result<String, String>> {
        texts.iter().map(|text| Ok((*text).to_owned())).collect()
    }

    #[test]
    fn the_same_rows_in_every_text_format() {
        let csv = "\u{FEFF}本文,判定\r\n一,keep\r\n\"二\n行\",\r\n";
        let tsv = "本文\t判定\n一\tkeep\n\"二\n行\"\t\n";
        let semicolons = "本文;判定\n一;keep\n\"二\n行\";\n";
        let lines = "\n{\"本文\":\"一\",\"判定\":\"keep\"}\n{\"本文\":\"二\\n行\"}\n";
        let array = "[{\"本文\":\"一\",\"判定\":\"keep\"},{\"本文\":\"二\\n行\"}]";
        for (input, format) in [
            (csv, Some(Format::Csv)),
            (tsv, Some(Format::Tsv)),
            (tsv, Some(Format::Csv)),
            (semicolons, Some(Format::Csv)),
            (lines, None),
            (lines, Some(Format::Json)),
            (array, None),
        ] {
            let source = open(input.as_bytes(), format).expect("it opens");
            assert_eq!(source.names(), ["本文", "判定"], "{input}");
            assert_eq!(texts(source, "本文"), good(&["一", "二\n行"]), "{input}");
        }
    }

    #[test]
    fn a_bad_row_names_line_and_remedy_and_the_next_is_read() {
        let input = b"text,label\na,b,c\n\x82\xa0,keep\nok,keep,,\n";
        let options = ReadOptions {
            format: Some(Format::Csv),
            encoding: Some(Encoding::UTF_8),
            ..ReadOptions::default()
        };
        let rows = texts(Source::read(&input[..], &options).expect("it opens"), "text");
        let cause = |index: usize| rows[index].clone().expect_err("a bad row");
        assert!(cause(0).starts_with("row 1: line 2 has 3 cells, the header 2"), "{rows:?}");
        assert!(cause(1).contains("line 3 is not UTF-8") && cause(1).contains("--encoding"));
        assert_eq!(rows[2].as_deref(), Ok("ok"), "separators behind the last cell do no harm");
    }

    #[test]
    fn rows_of_json_keep_their_number() {
        let input = "\u{FEFF}{\"text\":\"一\"}\n\n{\"body\":\"あ\"}\n[1]\n{\"text\":\"\\ud800\"}\n";
        let rows =
            texts(open(input.as_bytes(), Some(Format::JsonLines)).expect("it opens"), "text");
        assert_eq!(rows[0].as_deref(), Ok("一"));
        let causes: Vec<&String> = rows.iter().filter_map(|row| row.as_ref().err()).collect();
        assert!(causes[0].contains("the row has body") && causes[0].contains("--text-column"));
        assert!(causes[1].starts_with("row 4: not a JSON object"), "{causes:?}");
        assert!(causes[2].starts_with("row 5: not a JSON object"), "{causes:?}");
    }

    #[test]
    fn cells_of_links_and_takeout() {
        let input = "Comment Text\tlinks\n\"{\"\"text\"\":\"\"見て\"\"},{\"\"text\"\":\"\"ね\"\"}\"\t\"[{\"\"url\"\":\"\"https://example.com\"\",\"\"text\"\":\"\"頁\"\"}]\"\n";
        let source = open(input.as_bytes(), Some(Format::Tsv)).expect("it opens");
        let columns = source.guess().columns;
        let record = source.records(&columns).next().expect("a row");
        let record = record.expect("memory does not fail").expect("a good row");
        assert_eq!(record.text, "見てね");
        assert_eq!(record.comment().links[0].text, Some("頁"));
    }

    #[test]
    fn the_column_of_comments_by_what_it_holds() {
        let input = "a,b,c\n1,はい,公園の遊具が壊れています\n2,いいえ,直りました\n".as_bytes();
        let source = open(input, Some(Format::Csv)).expect("it opens");
        assert_eq!(source.guess().columns.text, "c");
        let source = open(b"a,b\n1,2\n", Some(Format::Csv)).expect("it opens");
        assert_eq!(source.guess().columns.text, "text", "nothing is Japanese");
    }

    #[test]
    fn exports_are_known_by_their_content() {
        let tweets = "window.YTD.tweets.part0 = [ {\"tweet\": {\"id_str\": \"1\", \"full_text\": \"雪 &amp; 氷\", \"created_at\": \"Wed Jan 07 03:04:05 +0000 2026\"}} ]";
        let source = open(tweets.as_bytes(), None).expect("it opens");
        assert_eq!(
            (source.names(), source.notes()),
            (&["id", "text", "time"].map(str::to_owned)[..], &["an X archive".to_owned()][..])
        );
        assert_eq!(texts(source, "text"), good(&["雪 & 氷"]));
        let posts =
            "{\"data\": [{\"id\": \"1\", \"text\": \"一\"}, {\"id\": \"2\", \"text\": \"二\"}]}";
        let source = open(posts.as_bytes(), Some(Format::Json)).expect("it opens");
        assert_eq!(source.notes(), ["an answer of X API v2"]);
        assert_eq!(texts(source, "text"), good(&["一", "二"]));
        let other = open(b"{\n\"name\": \"x\"}", None);
        assert!(matches!(other, Err(OpenError::UnknownDocument(names)) if names == ["name"]));
    }

    #[test]
    fn what_cannot_be_begun() {
        assert!(matches!(open(b"", Some(Format::Csv)), Err(OpenError::NoHeader)));
        assert!(matches!(open(b"\x01\x02", None), Err(OpenError::Unknown)));
        assert!(matches!(open(b"\"a\n", Some(Format::Csv)), Err(OpenError::BadHeader(_))));
        assert_eq!(texts(open(b"\n \n", None).expect("it opens"), "text"), []);
    }

    #[test]
    fn blocks_begin_with_the_rows_that_were_read_to_guess() {
        let mut source =
            open("本文\n一\n二\n三\n".as_bytes(), Some(Format::Csv)).expect("it opens");
        let mut sizes = Vec::new();
        while let Some(block) = source.next_block(2).expect("memory does not fail") {
            sizes.push((block.len(), block.number(0), block.raw(0).into_owned()));
        }
        assert_eq!(sizes, [(2, 1, "一".to_owned()), (1, 3, "三".to_owned())]);
    }
}
