//! What the build script embeds: the data files, and the lexicon compiled from them.

/// Path under `dictionaries/` and text of every data file, sorted by path.
pub(crate) static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// The built-in lexicon as the lexicon's image.
pub(crate) static LEXICON: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));
