//! Word lists, rules and contexts: loaded from `dictionaries/`, checked and compiled once.
//!
//! The format is described in `dictionaries/README.md`.

mod alphabet;
mod automaton;
mod braces;
mod compile;
mod context;
mod image;
mod kana;
mod masked;
mod rule;
mod rule_index;
mod scan;
mod short_strings;
mod signs;
mod source;
mod table;
mod term;
mod words;

pub(crate) use braces::expand;
pub use compile::{ClassId, Lexicon};
pub(crate) use compile::{ClassSet, CompiledRule, Entry, Form};
pub(crate) use context::canonical_class;
pub use context::{Context, Cue, Effect, Where};
pub use image::ImageError;
pub(crate) use masked::MaskIndex;
pub use rule::{Rule, Turn};
pub(crate) use rule_index::RuleIndex;
pub(crate) use scan::{Halves, MOST_OCCURRENCES, Occurrence, sort_by_ends};
pub use signs::SignsError;
pub(crate) use signs::{Sign, Signs};
pub(crate) use source::hex;
pub use source::{SourceError, SourceFile, Sources};
pub(crate) use term::covers;
pub use term::{Allow, PosFilter, Stand, Term};
pub(crate) use words::Words;
