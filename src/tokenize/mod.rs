//! Morphemes: the only place that knows lindera.
//!
//! Segmentation costs twenty times what matching costs, so nothing here runs until a detector asks
//! about a place, and then only the sentence around it is segmented, once.

mod dictionary;
mod morphemes;
mod stopwatch;
mod user_words;

pub use dictionary::{TokenizeError, Tokenizer};
pub use morphemes::{Morpheme, Morphemes, Scratch};
pub use stopwatch::Clock;
pub(crate) use stopwatch::Stopwatch;
