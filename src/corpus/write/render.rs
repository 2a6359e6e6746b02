//! A row with its verdict as it is written. Many threads render, one writes.

use serde_json::Value;

use super::columns;
use super::encode::{Missing, OutputEncoding, Unmappable};
use super::formula::formula_safe;
use crate::corpus::cell::{Cell, Kind};
use crate::corpus::format::Format;
use crate::corpus::parser::Row;
use crate::corpus::record::RowError;
use crate::corpus::table::push_cell;
use crate::explain::{self, Lang};
use crate::verdict::Verdict;

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriteOptions {
    /// The format.
    pub format: Format,
    /// Language of headers, explanations and the like.
    pub lang: Lang,
    /// The encoding of CSV and TSV; JSON is UTF-8.
    pub encoding: OutputEncoding,
    /// What to do with characters that the encoding lacks.
    pub unmappable: Unmappable,
    /// Writes text that a spreadsheet would run as it is, too.
    pub raw_cells: bool,
}

/// A row as it is written.
#[derive(Debug, Clone, PartialEq)]
pub enum Rendered {
    /// Bytes to append.
    Bytes(Vec<u8>),
    /// Cells of a file that is no text.
    Cells(Vec<Cell>),
}

/// Why a row cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// A character that the encoding lacks.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// The verdict is no JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

/// Renders the rows of a file. The same for all threads.
#[derive(Debug, Clone)]
pub struct Renderer {
    options: WriteOptions,
    /// The columns of a table.
    header: Vec<String>,
    /// A column for fields that the header does not name.
    others: bool,
}

impl Renderer {
    /// For rows with these names; `others` if fields may come that they do not tell of.
    #[must_use]
    pub fn new(options: WriteOptions, names: &[String], others: bool) -> Self {
        let header = columns::header(names, others, options.lang);
        Self { options, header, others }
    }

    /// The columns of a table.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// Whether rows must come with their cells.
    #[must_use]
    pub fn needs_cells(&self) -> bool {
        self.options.format.is_table() || self.options.format == Format::Lines
    }

    /// What the columns hold, those of the input being of `kinds`.
    #[must_use]
    pub fn kinds(&self, kinds: &[Kind]) -> Vec<Kind> {
        let input = self.header.len() - columns::COLUMNS.len() - usize::from(self.others);
        let mut all: Vec<Kind> = kinds.iter().copied().take(input).collect();
        all.resize(self.header.len() - columns::COLUMNS.len(), Kind::Text);
        all.extend(columns::COLUMNS.map(columns::kind));
        all
    }

    /// What a text file begins with.
    ///
    /// # Errors
    ///
    /// If the encoding lacks a character of the header.
    pub fn begin(&self) -> Result<Vec<u8>, Missing> {
        let Some(delimiter) = self.delimiter() else { return Ok(Vec::new()) };
        let mut begin = self.options.encoding.mark().to_vec();
        let names = self.header.iter().map(|name| Cell::text(name.as_str()));
        begin.extend(self.line(&names.collect::<Vec<_>>(), delimiter)?);
        Ok(begin)
    }

    /// A row with its verdict.
    ///
    /// # Errors
    ///
    /// If the encoding lacks a character of it.
    pub fn row(&self, row: Row, verdict: &Verdict) -> Result<Rendered, RenderError> {
        let (record, lang) = (&row.record, self.options.lang);
        if !self.needs_cells() {
            let report = explain::report(verdict, &record.text, record.id.clone(), lang);
            return Ok(Rendered::Bytes(serde_json::to_vec(&report)?));
        }
        let mut cells = row.cells;
        if self.others {
            let others = (!row.others.is_empty()).then(|| Value::Object(row.others).to_string());
            cells.push(Cell::text(others.unwrap_or_default()));
        }
        cells.extend(columns::cells(verdict, &record.text, lang));
        match self.delimiter() {
            Some(delimiter) => Ok(Rendered::Bytes(self.line(&cells, delimiter)?)),
            None => Ok(Rendered::Cells(cells)),
        }
    }

    /// What stands in the place of a row that could not be read; tables leave it out.
    ///
    /// # Errors
    ///
    /// If the cause is no JSON, which cannot be.
    pub fn bad_row(&self, error: &RowError) -> Result<Option<Rendered>, RenderError> {
        if self.needs_cells() {
            return Ok(None);
        }
        let line = serde_json::json!({"id": error.row, "error": error.cause});
        Ok(Some(Rendered::Bytes(serde_json::to_vec(&line)?)))
    }

    /// What separates the cells, if the file is text.
    fn delimiter(&self) -> Option<u8> {
        match self.options.format {
            Format::Csv | Format::Lines => Some(b','),
            Format::Tsv => Some(b'\t'),
            _ => None,
        }
    }

    fn line(&self, cells: &[Cell], delimiter: u8) -> Result<Vec<u8>, Missing> {
        let mut line = String::new();
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                line.push(char::from(delimiter));
            }
            match cell {
                Cell::Text(text) if !self.options.raw_cells => {
                    push_cell(&mut line, &formula_safe(text), delimiter);
                }
                cell => push_cell(&mut line, &cell.shown(), delimiter),
            }
        }
        line.push_str("\r\n");
        self.options.encoding.encode(line, self.options.unmappable)
    }
}
