//! Taking a row apart, whatever the format of its file.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::block::{Block, Body, Raw};
use super::cell::Cell;
use super::encoding::Encoding;
use super::export::{Shape, takeout_text};
use super::json;
use super::record::{Columns, Link, Record, RowError, bad_links, no_text};
use super::table;

/// How the bytes of a row are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Cells with a separator between.
    Table { delimiter: u8, encoding: Encoding },
    /// One object, perhaps as a platform exports it.
    Object(Shape),
    /// Nothing but the comment.
    Line(Encoding),
    /// Rows that come with cells and types.
    #[cfg_attr(not(any(feature = "xlsx", feature = "parquet")), allow(dead_code))]
    Typed,
}

/// A row of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The comment and what belongs to it.
    pub record: Record,
    /// Everything that the row holds, in the order of the file's names; empty unless asked for.
    pub cells: Vec<Cell>,
    /// Fields of an object that the file's names do not tell of; empty unless cells are asked for.
    pub others: Map<String, Value>,
}

/// Takes rows apart. Cheap to clone, and the same for all threads.
#[derive(Debug, Clone)]
pub struct Parser {
    layout: Layout,
    names: Arc<[String]>,
    /// The same, to look up. In order: a journal tells by this type's `Debug` how a file is read.
    known: Arc<BTreeSet<String>>,
    columns: Columns,
    at: Places,
    cells: bool,
    fields: bool,
}

/// Where in a table the columns stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Places {
    text: Option<usize>,
    id: Option<usize>,
    article: Option<usize>,
    author: Option<usize>,
    time: Option<usize>,
    links: Option<usize>,
}

impl Places {
    fn of(names: &[String], columns: &Columns) -> Self {
        let at = |column: &str| names.iter().position(|name| name == column);
        Self {
            text: at(&columns.text),
            id: at(&columns.id),
            article: at(&columns.article),
            author: at(&columns.author),
            time: at(&columns.time),
            links: at(&columns.links),
        }
    }
}

impl Parser {
    pub(super) fn new(layout: Layout, names: &[String], columns: &Columns) -> Self {
        Self {
            layout,
            names: names.into(),
            known: Arc::new(names.iter().cloned().collect()),
            columns: columns.clone(),
            at: Places::of(names, columns),
            cells: false,
            fields: true,
        }
    }

    /// Gives [`Row::cells`] too.
    #[must_use]
    pub fn with_cells(mut self) -> Self {
        self.cells = true;
        self
    }

    /// Leaves [`Record::fields`] empty where they cost something.
    #[must_use]
    pub fn without_fields(mut self) -> Self {
        self.fields = false;
        self
    }

    /// Takes the row at `index` of a block of the same file apart.
    ///
    /// # Errors
    ///
    /// The row's number, what is wrong with it, and what to do.
    pub fn row(&self, block: &Block, index: usize) -> Result<Row, RowError> {
        let raw = block.row(index);
        self.parse(block, raw).map_err(|cause| RowError { row: raw.number, cause })
    }

    fn parse(&self, block: &Block, raw: &Raw) -> Result<Row, String> {
        match (&raw.body, self.layout) {
            (Body::Broken(cause, _), _) => Err(cause.clone()),
            (Body::Cells(cells), _) => self.typed(cells, raw),
            (Body::Fields(fields), _) => self.object(fields.clone(), raw),
            (Body::Bytes(range), Layout::Table { delimiter, encoding }) => {
                let record = decoded(block.bytes(range), raw, encoding)?;
                self.table(table::cells(record, delimiter).collect(), raw)
            }
            (Body::Bytes(range), Layout::Line(encoding)) => {
                let line = decoded(block.bytes(range), raw, encoding)?;
                self.table(vec![Cow::Borrowed(line)], raw)
            }
            (Body::Bytes(range), Layout::Object(shape)) => {
                let fields = json::object(block.bytes(range), &self.columns.text)?;
                self.object(shape.row(fields), raw)
            }
            (Body::Bytes(_), Layout::Typed) => Err("no cells".to_owned()),
        }
    }

    fn object(&self, fields: Map<String, Value>, raw: &Raw) -> Result<Row, String> {
        let cells: Vec<Cell> = if self.cells {
            let cell = |name: &String| fields.get(name).map(Cell::from).unwrap_or_default();
            self.names.iter().map(cell).collect()
        } else {
            Vec::new()
        };
        let record = Record::from_fields(fields, raw.number, &self.columns)?;
        let mut others = Map::new();
        if self.cells {
            let known = |name: &String| self.known.contains(name);
            others.extend(record.fields.iter().filter(|(name, _)| !known(name)).map(owned));
        }
        Ok(Row { record, cells, others })
    }

    fn table(&self, cells: Vec<Cow<'_, str>>, raw: &Raw) -> Result<Row, String> {
        if cells.iter().skip(self.names.len()).any(|cell| !cell.is_empty()) {
            return Err(self.too_many(cells.len(), raw.line));
        }
        let text = self.at.text.and_then(|at| cells.get(at));
        let text = text.ok_or_else(|| self.no_text(cells.len()))?;
        let optional = |at: Option<usize>| {
            let cell = at.and_then(|at| cells.get(at))?;
            (!cell.is_empty()).then(|| cell.clone().into_owned())
        };
        let record = Record {
            id: optional(self.at.id).map_or_else(|| raw.number.into(), Value::String),
            text: takeout_text(text).unwrap_or_else(|| text.clone().into_owned()),
            article: optional(self.at.article),
            author: optional(self.at.author),
            time: optional(self.at.time),
            links: optional(self.at.links).map_or(Ok(Vec::new()), |cell| self.links(&cell))?,
            fields: self.fields_of(&cells),
        };
        let cells = match self.cells {
            true => cells.into_iter().map(|cell| Cell::text(cell.into_owned())).collect(),
            false => Vec::new(),
        };
        Ok(Row { record, cells: self.padded(cells), others: Map::new() })
    }

    fn typed(&self, cells: &[Cell], raw: &Raw) -> Result<Row, String> {
        if cells.iter().skip(self.names.len()).any(|cell| *cell != Cell::Empty) {
            return Err(self.too_many(cells.len(), raw.line));
        }
        let text = self.at.text.ok_or_else(|| self.no_text(cells.len()))?;
        let optional = |at: Option<usize>| {
            let cell = cells.get(at?)?;
            (*cell != Cell::Empty).then(|| cell.shown().into_owned())
        };
        let id = self.at.id.and_then(|at| cells.get(at)).map(Cell::value);
        let shown: Vec<Cow<'_, str>> = cells.iter().map(Cell::shown).collect();
        let record = Record {
            id: id.filter(|id| !id.is_null()).unwrap_or_else(|| raw.number.into()),
            text: optional(Some(text)).unwrap_or_default(),
            article: optional(self.at.article),
            author: optional(self.at.author),
            time: optional(self.at.time),
            links: optional(self.at.links).map_or(Ok(Vec::new()), |cell| self.links(&cell))?,
            fields: self.fields_of(&shown),
        };
        let cells = if self.cells { cells.to_vec() } else { Vec::new() };
        Ok(Row { record, cells: self.padded(cells), others: Map::new() })
    }

    fn too_many(&self, cells: usize, line: usize) -> String {
        let names = self.names.len();
        let remedy = match self.layout {
            Layout::Typed => "name every column in the first row",
            _ => "put cells that hold a delimiter in \"…\"",
        };
        format!("line {line} has {cells} cells, the header {names}; {remedy}")
    }

    fn no_text(&self, cells: usize) -> String {
        no_text(&self.columns.text, self.names.iter().take(cells).map(String::as_str))
    }

    /// Linked pages stand in their cell as JSON.
    fn links(&self, cell: &str) -> Result<Vec<Link>, String> {
        serde_json::from_str(cell).map_err(|error| bad_links(&self.columns.links, &error))
    }

    /// Cells become strings; an empty one counts as absent, except that of the comment. Of columns
    /// with the same name the first counts.
    fn fields_of(&self, cells: &[Cow<'_, str>]) -> Map<String, Value> {
        let mut fields = Map::new();
        if self.fields {
            for (index, (name, cell)) in self.names.iter().zip(cells).enumerate() {
                if !cell.is_empty() || self.at.text == Some(index) {
                    fields
                        .entry(name.as_str())
                        .or_insert_with(|| Value::String(cell.as_ref().to_owned()));
                }
            }
        }
        fields
    }

    /// As many cells as there are names.
    fn padded(&self, mut cells: Vec<Cell>) -> Vec<Cell> {
        if self.cells {
            cells.resize(self.names.len(), Cell::Empty);
        }
        cells
    }
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// The text of a row, or on which line there are bytes that mean nothing.
fn decoded<'a>(bytes: &'a [u8], raw: &Raw, encoding: Encoding) -> Result<&'a str, String> {
    std::str::from_utf8(bytes).map_err(|_| not_text(raw.line, encoding))
}

/// What is said of a line that holds bytes which mean nothing in the encoding.
pub(super) fn not_text(line: usize, encoding: Encoding) -> String {
    let remedy = if encoding == Encoding::UTF_8 {
        "save the file as «CSV UTF-8», or name its encoding with --encoding"
    } else {
        "mend it, or name the right encoding with --encoding"
    };
    format!("line {line} is not {}; {remedy}", encoding.name())
}
