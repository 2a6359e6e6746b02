//! Excel workbooks, a row at a time.
//!
//! The cells are read by a thread of their own: the reader borrows the workbook, and its rows are
//! asked for from elsewhere. What stays in memory is the table of shared strings.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::mpsc::SyncSender;

use calamine::{DataRef, Reader as _, Xlsx};

use super::cell::Cell;
use super::received::{BROKE, Message, Received};
use super::source::{OpenError, ReadOptions};

type Book = Xlsx<BufReader<File>>;

/// Columns of a sheet that are read.
const MAX_COLUMNS: usize = 16_384;

/// Opens a sheet and reads its header, the first row that holds anything. The sheet's name is given
/// where it was not asked for and there are others.
pub(super) fn open(
    path: &Path,
    options: &ReadOptions,
) -> Result<(Vec<String>, Received, Option<String>), OpenError> {
    super::inflated::check(File::open(path)?).map_err(OpenError::Container)?;
    let reader = BufReader::new(File::open(path)?);
    let broken = |error: calamine::XlsxError| {
        OpenError::Container(format!(
            "no Excel workbook that can be read ({error}); save it as .xlsx, without a password"
        ))
    };
    // What a damaged file does to the library must not reach the caller.
    let book = catch_unwind(|| Xlsx::new(reader))
        .map_err(|_| OpenError::Container(BROKE.to_owned()))?
        .map_err(broken)?;
    let sheets = book.sheet_names();
    let name = match &options.sheet {
        Some(name) if sheets.contains(name) => name.clone(),
        Some(name) => {
            let known = sheets.join(", ");
            return Err(OpenError::Container(format!("has no sheet «{name}»; it has {known}")));
        }
        None => sheets.first().cloned().unwrap_or_default(),
    };
    let said = (options.sheet.is_none() && sheets.len() > 1).then(|| name.clone());
    let mut rows = Received::from_thread(move |sender| send_rows(book, &name, sender));
    let (header, cells) = rows.next().ok_or(OpenError::NoHeader)?.map_err(OpenError::Container)?;
    if options.no_header {
        let names = (1..=cells.len()).map(|number| format!("列{number}")).collect();
        return Ok((names, rows.behind(header - 1).again((header, cells)), said));
    }
    let names = cells.iter().map(|cell| cell.shown().into_owned()).collect();
    Ok((names, rows.behind(header), said))
}

/// Sends every row that holds anything; stops when nobody asks any more.
fn send_rows(mut book: Book, name: &str, sender: &SyncSender<Message>) {
    if let Err(error) = read_rows(&mut book, name, sender) {
        // Nobody may be listening.
        let _ = sender.send(Err(format!("sheet «{name}»: {error}")));
    }
}

fn read_rows(
    book: &mut Book,
    name: &str,
    sender: &SyncSender<Message>,
) -> Result<(), calamine::XlsxError> {
    let mut reader = book.worksheet_cells_reader(name)?;
    let mut current = 0;
    let mut row: BTreeMap<usize, Cell> = BTreeMap::new();
    while let Some(cell) = reader.next_cell()? {
        let (line, column) = cell.get_position();
        if line < current {
            return Err(calamine::XlsxError::Unexpected("the rows are not in ascending order"));
        }
        if line != current && !flush(&mut row, current, sender) {
            return Ok(());
        }
        current = line;
        let value = value(cell.get_value());
        if value != Cell::Empty && (column as usize) < MAX_COLUMNS {
            row.insert(column as usize, value);
        }
    }
    flush(&mut row, current, sender);
    Ok(())
}

/// Sends a row if it holds anything; `false` when nobody listens.
fn flush(row: &mut BTreeMap<usize, Cell>, line: u32, sender: &SyncSender<Message>) -> bool {
    let Some((last, _)) = row.last_key_value() else { return true };
    let mut cells = vec![Cell::Empty; last + 1];
    for (column, cell) in std::mem::take(row) {
        cells[column] = cell;
    }
    sender.send(Ok((line as usize + 1, cells))).is_ok()
}

fn value(data: &DataRef<'_>) -> Cell {
    match data {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Integer(*number),
        DataRef::Float(number) => number_cell(*number),
        DataRef::String(text) => Cell::text(text.as_str()),
        DataRef::SharedString(text) => Cell::text(*text),
        DataRef::Bool(truth) => Cell::Bool(*truth),
        DataRef::DateTimeIso(time) => Cell::Time(time.clone()),
        DataRef::DurationIso(time) => Cell::text(time.as_str()),
        DataRef::Error(error) => Cell::text(error.to_string()),
        DataRef::DateTime(time) => date(*time),
    }
}

/// Excel has no whole numbers: 12 is 12.0.
fn number_cell(number: f64) -> Cell {
    let whole = number.fract() == 0.0 && number.abs() < 1e15;
    // Below 10^15 every whole number is exact.
    #[allow(clippy::cast_possible_truncation)]
    if whole { Cell::Integer(number as i64) } else { Cell::Number(number) }
}

fn date(time: calamine::ExcelDateTime) -> Cell {
    if time.is_duration() {
        return Cell::Number(time.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = time.to_ymd_hms_milli();
    Cell::Time(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}
