//! A file of labelled comments or of decisions, opened.

use std::path::Path;

use anyhow::{Result, bail};
use sekimori::corpus::{ReadOptions, Source};

use super::shown;
use crate::input;

pub struct Opened {
    pub name: String,
    pub source: Source,
}

pub fn open(path: &Path, options: &ReadOptions) -> Result<Opened> {
    Ok(Opened { name: shown(path), source: input::open(path, options)? })
}

/// A file without rows is a mistake: nothing can be measured on it.
pub fn refuse_empty(rows: usize, name: &str) -> Result<()> {
    if rows == 0 {
        bail!("{name} holds no comments\n  help: write a row for each, below the header");
    }
    Ok(())
}
