//! Where rendered rows go, in order.

use std::io::{self, Write as _};
use std::path::Path;

use super::render::Rendered;
use crate::corpus::cell::Kind;
use crate::corpus::format::Format;
use crate::corpus::output::Output;

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// The disk does not take it.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The format does not take it.
    #[error("{0}")]
    Format(String),
    /// The program was built without what writes this format.
    #[error("{0} files need a program that was built with the feature `{0}`")]
    NotBuilt(&'static str),
}

/// A file that takes rows one after another, and is there whole or not at all.
pub enum Sink {
    /// CSV, TSV and JSON: bytes are appended.
    Text(TextSink),
    /// A workbook.
    #[cfg(feature = "xlsx")]
    Xlsx(Box<super::xlsx::XlsxSink>),
    /// Parquet.
    #[cfg(feature = "parquet")]
    Parquet(Box<super::parquet::ParquetSink>),
}

/// A text file that grows at its end.
pub struct TextSink {
    output: Output,
    array: bool,
    /// Whether an element of an array has been written.
    any: bool,
}

impl TextSink {
    /// Appends rows to `output`. `begin` is what a new file begins with; a file that is gone on with
    /// has `rows` already.
    ///
    /// # Errors
    ///
    /// If the disk does not take it.
    pub fn new(mut output: Output, format: Format, begin: &[u8], rows: u64) -> io::Result<Self> {
        let array = format == Format::Json;
        if output.written() == 0 {
            output.write_all(if array { b"[" } else { begin })?;
        }
        Ok(Self { output, array, any: rows > 0 })
    }

    /// The file.
    pub fn output(&mut self) -> &mut Output {
        &mut self.output
    }

    fn write(&mut self, row: &[u8], lines: bool) -> io::Result<()> {
        if self.array {
            self.output.write_all(if self.any { b",\n" } else { b"\n" })?;
        }
        self.any = true;
        self.output.write_all(row)?;
        if lines && !self.array { self.output.write_all(b"\n") } else { Ok(()) }
    }

    fn finish(mut self) -> io::Result<()> {
        if self.array {
            self.output.write_all(b"\n]\n")?;
        }
        self.output.finish()
    }
}

impl Sink {
    /// Begins a file that is no text, with a kind for every column.
    ///
    /// # Errors
    ///
    /// If it cannot be made, or the program lacks the format.
    #[cfg_attr(not(all(feature = "xlsx", feature = "parquet")), allow(unused_variables))]
    pub fn container(
        target: &Path,
        format: Format,
        header: &[String],
        kinds: &[Kind],
    ) -> Result<Self, WriteError> {
        match format {
            #[cfg(feature = "xlsx")]
            Format::Xlsx => {
                Ok(Self::Xlsx(Box::new(super::xlsx::XlsxSink::create(target, header)?)))
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => Ok(Self::Parquet(Box::new(super::parquet::ParquetSink::create(
                target, header, kinds,
            )?))),
            #[cfg(not(feature = "parquet"))]
            Format::Parquet => Err(WriteError::NotBuilt("parquet")),
            _ => Err(WriteError::NotBuilt("xlsx")),
        }
    }

    /// Appends a row.
    ///
    /// # Errors
    ///
    /// If the disk or the format does not take it.
    pub fn write(&mut self, row: &Rendered, format: Format) -> Result<(), WriteError> {
        match (self, row) {
            (Self::Text(text), Rendered::Bytes(bytes)) => {
                Ok(text.write(bytes, format == Format::JsonLines)?)
            }
            #[cfg(feature = "xlsx")]
            (Self::Xlsx(book), Rendered::Cells(cells)) => book.write(cells),
            #[cfg(feature = "parquet")]
            (Self::Parquet(file), Rendered::Cells(cells)) => file.write(cells),
            _ => Err(WriteError::Format("was rendered for another format".to_owned())),
        }
    }

    /// Puts the file in its place.
    ///
    /// # Errors
    ///
    /// If the disk does not take it; the target is then as it was.
    pub fn finish(self) -> Result<(), WriteError> {
        match self {
            Self::Text(text) => Ok(text.finish()?),
            #[cfg(feature = "xlsx")]
            Self::Xlsx(book) => book.finish(),
            #[cfg(feature = "parquet")]
            Self::Parquet(file) => file.finish(),
        }
    }
}
