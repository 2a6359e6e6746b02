//! A file of labelled comments or of decisions, opened.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sekimori::corpus::{Format, Source};

use super::shown;
use crate::batch;

pub struct Opened {
    pub name: String,
    pub format: Format,
    pub source: Source,
}

pub fn open(input: &Path) -> Result<Opened> {
    let (name, format) = (shown(input), Format::of_path(input));
    let source = Source::open(batch::open(input)?, format)
        .with_context(|| format!("{name} cannot be evaluated"))?;
    Ok(Opened { name, format, source })
}

/// A file without rows is a mistake: nothing can be measured on it.
pub fn refuse_empty(rows: usize, name: &str) -> Result<()> {
    if rows == 0 {
        bail!("{name} holds no comments\n  help: write a row for each, below the header");
    }
    Ok(())
}
