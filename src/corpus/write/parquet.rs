//! Parquet, by groups of rows.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::Type;

use super::sink::WriteError;
use crate::corpus::cell::{Cell, Kind};
use crate::corpus::output::Staged;

/// Rows that are held in memory and written together.
const GROUP: usize = 16_384;

/// A Parquet file.
pub struct ParquetSink {
    writer: SerializedFileWriter<File>,
    staged: Staged,
    kinds: Vec<Kind>,
    rows: Vec<Vec<Cell>>,
}

impl ParquetSink {
    pub(super) fn create(
        target: &Path,
        header: &[String],
        kinds: &[Kind],
    ) -> Result<Self, WriteError> {
        let staged = Staged::beside(target, &format!(".{}.part", std::process::id()));
        let staged = staged.ok_or_else(|| {
            WriteError::Format("a Parquet file cannot be written to a stream".to_owned())
        })?;
        let columns = header.iter().zip(kinds).map(|(name, kind)| column(name, *kind));
        let columns = columns.collect::<Result<_, _>>().map_err(refused)?;
        let schema = Type::group_type_builder("comments").with_fields(columns).build();
        let level = ZstdLevel::try_new(3).map_err(refused)?;
        let properties = WriterProperties::builder().set_compression(Compression::ZSTD(level));
        let file = File::create(staged.path())?;
        let schema = Arc::new(schema.map_err(refused)?);
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties.build()));
        let (writer, kinds) = (writer.map_err(refused)?, kinds.to_vec());
        Ok(Self { writer, staged, kinds, rows: Vec::with_capacity(GROUP) })
    }

    pub(super) fn write(&mut self, cells: &[Cell]) -> Result<(), WriteError> {
        self.rows.push(cells.to_vec());
        if self.rows.len() == GROUP { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), WriteError> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(refused)?;
        for (at, kind) in self.kinds.iter().enumerate() {
            let Some(mut column) = group.next_column().map_err(refused)? else { break };
            let cells = self.rows.iter().map(|row| row.get(at).unwrap_or(&Cell::Empty));
            put(&mut column, *kind, cells).and_then(|()| column.close()).map_err(refused)?;
        }
        group.close().map_err(refused)?;
        self.rows.clear();
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), WriteError> {
        self.flush()?;
        self.writer.close().map_err(refused)?;
        Ok(self.staged.finish()?)
    }
}

fn column(name: &str, kind: Kind) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Integer => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
        Kind::Bool => (Physical::BOOLEAN, None),
        Kind::Time => (Physical::INT64, Some(LogicalType::timestamp(false, TimeUnit::MICROS))),
    };
    let builder = Type::primitive_type_builder(name, physical).with_logical_type(logical);
    builder.with_repetition(Repetition::OPTIONAL).build().map(Arc::new)
}

fn put<'a>(
    column: &mut SerializedColumnWriter<'_>,
    kind: Kind,
    cells: impl Iterator<Item = &'a Cell>,
) -> Result<(), ParquetError> {
    match kind {
        Kind::Text => typed::<ByteArrayType>(column, cells, |cell| {
            (*cell != Cell::Empty).then(|| ByteArray::from(cell.shown().as_bytes().to_vec()))
        }),
        Kind::Integer => typed::<Int64Type>(column, cells, |cell| match cell {
            Cell::Integer(number) => Some(*number),
            _ => None,
        }),
        Kind::Number => typed::<DoubleType>(column, cells, |cell| match cell {
            Cell::Integer(number) => Some(*number as f64),
            Cell::Number(number) => Some(*number),
            _ => None,
        }),
        Kind::Bool => typed::<BoolType>(column, cells, |cell| match cell {
            Cell::Bool(truth) => Some(*truth),
            _ => None,
        }),
        Kind::Time => typed::<Int64Type>(column, cells, |cell| match cell {
            Cell::Time(time) => microseconds(time),
            _ => None,
        }),
    }
}

fn typed<'a, T: DataType>(
    column: &mut SerializedColumnWriter<'_>,
    cells: impl Iterator<Item = &'a Cell>,
    value: impl Fn(&Cell) -> Option<T::T>,
) -> Result<(), ParquetError> {
    let values: Vec<Option<T::T>> = cells.map(value).collect();
    // 1 where there is a value, 0 where there is none.
    let levels: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let values: Vec<T::T> = values.into_iter().flatten().collect();
    column.typed::<T>().write_batch(&values, Some(&levels), None).map(drop)
}

fn microseconds(time: &str) -> Option<i64> {
    let time: DateTime = time.parse().ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp().as_microsecond())
}

fn refused(error: ParquetError) -> WriteError {
    WriteError::Format(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{ReadOptions, Source};

    const KINDS: [Kind; 5] = [Kind::Text, Kind::Integer, Kind::Number, Kind::Bool, Kind::Time];

    #[test]
    fn types_and_gaps_survive() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rows.parquet");
        let names = ["text", "b", "c", "d", "e"].map(str::to_owned);
        let full = vec![
            Cell::text("寒い😢"),
            Cell::Integer(-5),
            Cell::Number(0.25),
            Cell::Bool(true),
            Cell::Time("2026-04-01T12:34:56".to_owned()),
        ];
        let rows = [full, vec![Cell::Empty; 5]];
        let mut sink = ParquetSink::create(&path, &names, &KINDS).expect("can write");
        rows.iter().for_each(|row| sink.write(row).expect("can write"));
        sink.finish().expect("can write");

        let mut source = Source::open(&path, &ReadOptions::default()).expect("it opens");
        assert_eq!((source.names(), source.kinds()), (&names[..], &KINDS[..]));
        let parser = source.parser(&source.guess().columns).with_cells();
        let block = source.next_block(9).expect("can read").expect("has rows");
        let read: Vec<Vec<Cell>> =
            (0..block.len()).map(|index| parser.row(&block, index).expect("good").cells).collect();
        assert_eq!(read, rows);
    }
}
