//! Rows that cannot be read: told, and put aside.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use indicatif::ProgressBar;
use sekimori::corpus::{Output, RowError, rejected_header, rejected_row};
use sekimori::explain::Lang;

/// Rows that are told one by one; the rest is only counted.
const TOLD: usize = 20;

/// The file of rejected rows, begun with the first of them.
pub struct Rejects {
    /// Where it goes, if anywhere.
    path: Option<PathBuf>,
    /// Whether the path was not asked for: then a file that an earlier run left is taken away.
    usual: bool,
    output: Option<Output>,
    lang: Lang,
    pub count: usize,
}

impl Rejects {
    /// Goes to `asked`, or for tables beside `output`.
    pub fn new(asked: Option<&Path>, output: &Path, table: bool, lang: Lang) -> Self {
        let beside = (table && output.as_os_str() != "-" && !is_device(output)).then(|| {
            let mut name = output.file_name().unwrap_or_default().to_owned();
            name.push(".rejected.csv");
            output.with_file_name(name)
        });
        let path = asked.map(Path::to_owned).or(beside);
        Self { path, usual: asked.is_none(), output: None, lang, count: 0 }
    }

    /// Goes on behind `written` bytes and `count` rows.
    pub fn resume(&mut self, written: u64, count: usize) -> Result<()> {
        self.count = count;
        if let (Some(path), true) = (&self.path, written > 0) {
            if path.is_file() && !Output::is_unfinished(path) {
                // The end came between this file's last step and the output's.
                Output::reopen(path).with_context(|| could_not(path))?;
            }
            let output = Output::resume(path, written, &mut Vec::new());
            self.output = Some(output.with_context(|| could_not(path))?);
        }
        Ok(())
    }

    /// Bytes written so far.
    pub fn written(&self) -> u64 {
        self.output.as_ref().map_or(0, Output::written)
    }

    /// Tells a row and puts it aside.
    pub fn add(
        &mut self,
        file: &str,
        error: &RowError,
        raw: &str,
        bar: &ProgressBar,
    ) -> Result<()> {
        self.count += 1;
        if self.count <= TOLD {
            bar.suspend(|| eprintln!("sekimori: {file}, {error}"));
        }
        let Some(path) = &self.path else { return Ok(()) };
        let output = match &mut self.output {
            Some(output) => output,
            None => {
                let mut output = Output::resumable(path).with_context(|| could_not(path))?;
                output.write_all(&rejected_header(self.lang)).with_context(|| could_not(path))?;
                self.output.insert(output)
            }
        };
        output.write_all(&rejected_row(file, error, raw)).with_context(|| could_not(path))
    }

    /// Writes out what is buffered; what is unfinished then stays if `keep`.
    pub fn flush(&mut self, sync: bool) -> Result<()> {
        let Some(output) = &mut self.output else { return Ok(()) };
        output.keep(true);
        let flushed = if sync { output.sync() } else { output.flush() };
        flushed.context("could not write the rejected rows")
    }

    /// Puts the file in its place and tells how many rows it holds.
    pub fn finish(self) -> Result<()> {
        if let (None, Some(path), true) = (&self.output, &self.path, self.usual) {
            // Of an earlier run: it would be taken for this one's.
            let _ = std::fs::remove_file(path);
        }
        let written = self.output.is_some();
        if let Some(output) = self.output {
            output.finish().context("could not write the rejected rows")?;
        }
        if self.count == 0 {
            return Ok(());
        }
        if self.count > TOLD {
            eprintln!("sekimori: … and {} more", self.count - TOLD);
        }
        let rows = if self.count == 1 { "1 row" } else { &format!("{} rows", self.count) };
        let place = match (&self.path, written) {
            (Some(path), true) => format!(" (see {})", path.display()),
            _ => String::new(),
        };
        eprintln!("sekimori: {rows} could not be read{place}; the rest is judged");
        Ok(())
    }
}

fn is_device(path: &Path) -> bool {
    path.exists() && !path.is_file()
}

fn could_not(path: &Path) -> String {
    format!("could not write {}", path.display())
}
