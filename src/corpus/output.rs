//! Output that is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that is written beside its target and renamed when finished, or standard output.
pub struct Output {
    writer: BufWriter<Box<dyn Write + Send>>,
    rename: Option<(PathBuf, PathBuf)>,
}

impl Output {
    /// Opens `target`; `-` is standard output.
    ///
    /// # Errors
    ///
    /// If the temporary file beside the target cannot be made.
    pub fn create(target: &Path) -> io::Result<Self> {
        if target.as_os_str() == "-" {
            return Ok(Self { writer: BufWriter::new(Box::new(io::stdout())), rename: None });
        }
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let temporary = target.with_file_name(name);
        let file = File::create(&temporary)?;
        let writer = BufWriter::new(Box::new(file) as Box<dyn Write + Send>);
        Ok(Self { writer, rename: Some((temporary, target.to_owned())) })
    }

    /// Writes out what is buffered and puts the file in its place.
    ///
    /// # Errors
    ///
    /// If writing or renaming fails; the target is then as it was.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()?;
        if let Some((temporary, target)) = self.rename.take() {
            fs::rename(&temporary, &target)?;
        }
        Ok(())
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Drop for Output {
    /// An unfinished file is taken away.
    fn drop(&mut self) {
        if let Some((temporary, _)) = &self.rename {
            // The target was never touched; a leftover is all that can remain.
            let _ = fs::remove_file(temporary);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_appears_only_when_finished() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("out.jsonl");
        let mut output = Output::create(&target).expect("can write");
        output.write_all(b"x").expect("can write");
        assert!(!target.exists());
        output.finish().expect("can rename");
        assert_eq!(fs::read(&target).expect("is there"), b"x");
        drop(Output::create(&target).expect("can write"));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
