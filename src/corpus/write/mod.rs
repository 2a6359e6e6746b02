//! Writing rows with their verdicts.

mod columns;
mod encode;
mod formula;
#[cfg(feature = "parquet")]
mod parquet;
mod rejected;
mod render;
mod sink;
#[cfg(feature = "xlsx")]
mod xlsx;

pub use encode::{Missing, OutputEncoding, Unmappable};
pub use formula::formula_safe;
pub use rejected::{rejected_header, rejected_row};
pub use render::{RenderError, Rendered, Renderer, WriteOptions};
pub use sink::{Sink, TextSink, WriteError};
