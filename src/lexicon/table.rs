//! Reading a CSV file of the lexicon with the place of every row.

use super::source::SourceFile;
use crate::error::Diagnostic;

/// A row and where it stands.
pub(super) struct Row<'a> {
    pub file: &'a SourceFile,
    pub line: usize,
    cells: csv::StringRecord,
}

impl Row<'_> {
    /// A cell by column, trimmed.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or_default().trim()
    }

    /// A complaint that points at a cell.
    pub fn fault(
        &self,
        column: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic::at(&self.file.shown, &self.file.text, self.line, self.cell(column))
            .says(message, help)
    }
}

/// Reads all rows; the header must be exactly `header`. Faulty rows are reported and left out.
pub(super) fn rows<'a>(
    file: &'a SourceFile,
    header: &[&str],
    faults: &mut Vec<Diagnostic>,
) -> Vec<Row<'a>> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file.text.as_bytes());
    let expected = header.join(",");
    let found = reader.headers().map(|row| row.iter().collect::<Vec<_>>().join(","));
    if found.as_deref().ok() != Some(expected.as_str()) {
        faults.push(Diagnostic::at(&file.shown, &file.text, 1, "").says(
            "the header is not what this file must have",
            format!("the first line must be: {expected}"),
        ));
        return Vec::new();
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let cells = match record {
            Ok(cells) => cells,
            Err(error) => {
                let line = error.position().map_or(1, |place| place.line() as usize);
                faults.push(
                    Diagnostic::at(&file.shown, &file.text, line, "")
                        .says(error.to_string(), "check the quotes of this row (RFC 4180)"),
                );
                continue;
            }
        };
        let line = cells.position().map_or(1, |place| place.line() as usize);
        let row = Row { file, line, cells };
        if row.cells.len() == header.len() {
            rows.push(row);
        } else {
            faults.push(row.fault(
                usize::MAX,
                format!("{} cells where the header has {}", row.cells.len(), header.len()),
                "quote cells that hold a comma, and keep empty cells",
            ));
        }
    }
    rows
}
