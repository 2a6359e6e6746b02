//! Reading comments from files and writing verdicts to them.

mod block;
mod cell;
mod delimiter;
mod encoding;
mod export;
mod fields;
mod format;
mod guess;
#[cfg(feature = "xlsx")]
mod inflated;
mod json;
mod lines;
mod naming;
mod output;
#[cfg(feature = "parquet")]
mod parquet;
mod parser;
mod plain;
#[cfg(any(feature = "xlsx", feature = "parquet"))]
mod received;
mod record;
mod source;
mod table;
#[cfg(feature = "xlsx")]
mod workbook;
mod write;

pub use block::Block;
pub use cell::{Cell, Kind};
pub use encoding::Encoding;
pub use format::Format;
pub use guess::{Guess, usual_names};
pub use naming::{shown_name, shown_names};
pub use output::Output;
pub use parser::{Parser, Row};
pub use record::{Columns, Link, Record, RowError};
pub use source::{OpenError, ReadOptions, Source};
pub use write::{
    Missing, OutputEncoding, RenderError, Rendered, Renderer, Sink, TextSink, Unmappable,
    WriteError, WriteOptions, formula_safe, rejected_header, rejected_row,
};
