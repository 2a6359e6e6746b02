//! Excel workbooks, row by row: rows already written are kept in a temporary file, not in memory.

use std::io::{self, Write as _};
use std::path::Path;

use rust_xlsxwriter::{Color, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::sink::WriteError;
use crate::corpus::cell::Cell;
use crate::corpus::output::Staged;

/// Rows of a sheet, the header included.
const MAX_ROWS: u32 = 1_048_576;
/// UTF-16 units of a cell.
const MAX_CELL: usize = 32_767;
/// Columns are made as wide as their name, within these, in characters.
const WIDTH: std::ops::RangeInclusive<f64> = 10.0..=30.0;

/// A workbook of one sheet.
pub struct XlsxSink {
    book: Workbook,
    staged: Option<Staged>,
    row: u32,
    columns: u16,
    time: Format,
}

impl XlsxSink {
    pub(super) fn create(target: &Path, header: &[String]) -> Result<Self, WriteError> {
        let staged = Staged::beside(target, &format!(".{}.part", std::process::id()));
        if staged.is_none() && target.as_os_str() != "-" {
            return Err(WriteError::Format("a workbook cannot be written to a device".to_owned()));
        }
        let columns = u16::try_from(header.len()).map_err(|_| too_many_columns(header.len()))?;
        let mut book = Workbook::new();
        let sheet = book.add_worksheet_with_constant_memory().map_err(refused)?;
        let bold = Format::new().set_bold().set_background_color(Color::RGB(0x00E7_E6E6));
        for (column, name) in (0..columns).zip(header) {
            // Full-width characters take two columns.
            let width = (name.chars().count() * 2 + 2) as f64;
            let width = width.clamp(*WIDTH.start(), *WIDTH.end());
            sheet.set_column_width(column, width).map_err(refused)?;
            sheet.write_string_with_format(0, column, name, &bold).map_err(refused)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(refused)?;
        let time = Format::new().set_num_format("yyyy/mm/dd hh:mm:ss");
        Ok(Self { book, staged, row: 0, columns, time })
    }

    pub(super) fn write(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        self.row += 1;
        if self.row >= MAX_ROWS {
            let text = "a sheet holds 1,048,575 rows; write .csv, or give the input in parts";
            return Err(WriteError::Format(text.to_owned()));
        }
        let sheet = self.book.worksheet_from_index(0).map_err(refused)?;
        for (column, cell) in (0..self.columns).zip(cells) {
            put(sheet, self.row, column, cell, &self.time)
                .map_err(|error| WriteError::Format(format!("row {}: {error}", self.row)))?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        let sheet = self.book.worksheet_from_index(0).map_err(refused)?;
        sheet.autofilter(0, 0, self.row, self.columns.saturating_sub(1)).map_err(refused)?;
        match self.staged {
            Some(staged) => {
                self.book.save(staged.path()).map_err(refused)?;
                Ok(staged.finish()?)
            }
            None => Ok(io::stdout().write_all(&self.book.save_to_buffer().map_err(refused)?)?),
        }
    }
}

/// Text is written as text: nothing in it is a formula.
fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    time: &Format,
) -> Result<(), String> {
    let told = |error: XlsxError| error.to_string();
    match cell {
        Cell::Empty => {}
        Cell::Text(text) if text.encode_utf16().count() > MAX_CELL => {
            return Err("a cell holds 32,767 characters; write .csv".to_owned());
        }
        Cell::Text(text) => drop(sheet.write_string(row, column, text).map_err(told)?),
        Cell::Integer(number) => {
            // Excel keeps 15 digits; more of them only as text.
            if number.unsigned_abs() < 1_000_000_000_000_000 {
                sheet.write_number(row, column, *number as f64).map_err(told)?;
            } else {
                sheet.write_string(row, column, number.to_string()).map_err(told)?;
            }
        }
        Cell::Number(number) => drop(sheet.write_number(row, column, *number).map_err(told)?),
        Cell::Bool(truth) => drop(sheet.write_boolean(row, column, *truth).map_err(told)?),
        Cell::Time(when) => match ExcelDateTime::parse_from_str(when) {
            Ok(date) => {
                sheet.write_datetime_with_format(row, column, &date, time).map_err(told)?;
            }
            Err(_) => drop(sheet.write_string(row, column, when).map_err(told)?),
        },
    }
    Ok(())
}

fn refused(error: XlsxError) -> WriteError {
    WriteError::Format(error.to_string())
}

fn too_many_columns(count: usize) -> WriteError {
    WriteError::Format(format!("{count} columns; a sheet holds 16,384"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{ReadOptions, Source};

    fn written(rows: &[Vec<Cell>]) -> Result<Vec<Vec<Cell>>, WriteError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("book.xlsx");
        let names = ["text", "b", "c", "d", "e"].map(str::to_owned);
        let mut sink = XlsxSink::create(&path, &names)?;
        rows.iter().try_for_each(|row| sink.write(row))?;
        sink.finish()?;
        let mut source = Source::open(&path, &ReadOptions::default()).expect("it opens");
        assert_eq!(source.names(), names);
        let parser = source.parser(&source.guess().columns).with_cells();
        let block = source.next_block(9).expect("can read").expect("has rows");
        let row = |index| parser.row(&block, index).expect("a good row").cells;
        Ok((0..block.len()).map(row).collect())
    }

    #[test]
    fn types_survive_and_no_text_becomes_a_formula() {
        let rows = [
            vec![
                Cell::text("=1+1"),
                Cell::Integer(-5),
                Cell::Number(0.25),
                Cell::Bool(true),
                Cell::Time("2026-04-01T12:34:56".to_owned()),
            ],
            vec![
                Cell::text("二行の\n寒い😢 _x0041_"),
                Cell::text("001"),
                Cell::Empty,
                Cell::text("TRUE"),
                Cell::text("2026-04-01"),
            ],
        ];
        assert_eq!(written(&rows).expect("can write"), rows);
    }

    #[test]
    fn a_cell_that_does_not_fit_is_told() {
        let row = vec![Cell::text("あ".repeat(MAX_CELL + 1))];
        let error = written(&[row]).expect_err("too long").to_string();
        assert!(error.starts_with("row 1: a cell holds 32,767"), "{error}");
    }
}
