//! Parquet, a row at a time: of a row group only the pages at hand are in memory.

use std::fs::File;
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::mpsc::SyncSender;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use parquet::basic::{LogicalType, Type as Physical};
use parquet::column::page::{Page, PageReader};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::cell::{Cell, Kind};
use super::received::{BROKE, Message, Received};
use super::source::OpenError;

/// Opens a file: its columns, what they hold, and its rows.
pub(super) fn open(path: &Path) -> Result<(Vec<String>, Vec<Kind>, Received), OpenError> {
    let broken = |error: ParquetError| {
        OpenError::Container(format!("no Parquet file that can be read ({error})"))
    };
    let file = File::open(path)?;
    // What a damaged file does to the library must not reach the caller.
    let opened = catch_unwind(|| {
        let reader = SerializedFileReader::new(file)?;
        let fits = dictionaries_fit(&reader);
        Ok(fits.then_some(reader))
    });
    let damaged = || OpenError::Container(BROKE.to_owned());
    let reader = opened.map_err(|_| damaged())?.map_err(broken)?.ok_or_else(damaged)?;
    let columns = reader.metadata().file_metadata().schema().get_fields();
    let names = columns.iter().map(|column| column.name().to_owned()).collect();
    let kinds = columns.iter().map(|column| kind(column)).collect();
    Ok((names, kinds, Received::from_thread(move |sender| send(reader, sender))))
}

/// Whether every dictionary is as long as it says. The library makes room for the number of values
/// that a page names before it reads one, and a page of a few bytes can name four thousand million.
/// What is broken otherwise, reading finds.
fn dictionaries_fit(reader: &SerializedFileReader<File>) -> bool {
    let groups = (0..reader.num_row_groups()).map_while(|group| reader.get_row_group(group).ok());
    groups.into_iter().all(|group| {
        let mut columns =
            (0..group.num_columns()).map_while(|column| group.get_column_page_reader(column).ok());
        columns.all(|mut pages| dictionary_fits(pages.as_mut()))
    })
}

fn dictionary_fits(pages: &mut dyn PageReader) -> bool {
    while let Ok(Some(page)) = pages.peek_next_page() {
        if !page.is_dict {
            if pages.skip_next_page().is_err() {
                return true;
            }
            continue;
        }
        match pages.get_next_page() {
            // A value takes a byte at least.
            Ok(Some(Page::DictionaryPage { buf, num_values, .. }))
                if num_values as usize > buf.len() =>
            {
                return false;
            }
            Ok(Some(_)) => {}
            _ => return true,
        }
    }
    true
}

fn send(reader: SerializedFileReader<File>, sender: &SyncSender<Message>) {
    for (index, row) in reader.into_iter().enumerate() {
        let row = row.map_err(|error| format!("row {}: {error}", index + 1)).map(|row| {
            let cells = row.into_columns().into_iter().map(|(_, field)| cell(&field));
            (index + 1, cells.collect())
        });
        let ends = row.is_err();
        if sender.send(row).is_err() || ends {
            return;
        }
    }
}

/// What a column holds; what has no kind of its own is written as text.
fn kind(column: &Type) -> Kind {
    if !column.is_primitive() {
        return Kind::Text;
    }
    let logical = column.get_basic_info().logical_type_ref();
    match (logical, column.get_physical_type()) {
        (Some(LogicalType::Timestamp(_)), _) => Kind::Time,
        (None | Some(LogicalType::Integer(_)), Physical::INT32 | Physical::INT64) => Kind::Integer,
        (None, Physical::FLOAT | Physical::DOUBLE) => Kind::Number,
        (None, Physical::BOOLEAN) => Kind::Bool,
        _ => Kind::Text,
    }
}

fn cell(field: &Field) -> Cell {
    match field {
        Field::Null => Cell::Empty,
        Field::Bool(truth) => Cell::Bool(*truth),
        Field::Date(days) => day(*days),
        Field::TimestampMillis(time) => time_cell(Timestamp::from_millisecond(*time)),
        Field::TimestampMicros(time) => time_cell(Timestamp::from_microsecond(*time)),
        other => Cell::from(&other.to_json_value()),
    }
}

/// Days since 1970.
fn day(days: i32) -> Cell {
    let begin = Date::constant(1970, 1, 1);
    let day = jiff::Span::new().try_days(days).and_then(|days| begin.checked_add(days));
    day.map_or_else(|_| Cell::Integer(days.into()), |day| Cell::text(day.to_string()))
}

fn time_cell(time: Result<Timestamp, jiff::Error>) -> Cell {
    let civil = time.map(|time| time.to_zoned(TimeZone::UTC).datetime());
    civil.map_or(Cell::Empty, |civil| Cell::Time(civil.to_string()))
}
