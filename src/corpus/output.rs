//! Output that is there whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file that is written beside its target and renamed when finished. Standard output, and a
/// target that is no regular file (a device, a named pipe), are written straight through: a
/// rename would put a file where the device was.
pub struct Output {
    writer: BufWriter<Box<dyn Write + Send>>,
    rename: Option<(PathBuf, PathBuf)>,
}

impl Output {
    /// Opens `target`; `-` is standard output.
    ///
    /// # Errors
    ///
    /// If the target is a folder, or the temporary file beside it cannot be made.
    pub fn create(target: &Path) -> io::Result<Self> {
        if target.as_os_str() == "-" {
            return Ok(Self { writer: BufWriter::new(Box::new(io::stdout())), rename: None });
        }
        // Through a symbolic link: the link stays, what it points at is replaced.
        let (target, exists) = match target.canonicalize() {
            Ok(real) => (real, true),
            Err(_) => (target.to_owned(), false),
        };
        if exists && !target.is_file() {
            let device = File::options().write(true).open(&target)?;
            return Ok(Self { writer: BufWriter::new(Box::new(device)), rename: None });
        }
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let temporary = target.with_file_name(name);
        let file = File::create(&temporary)?;
        Ok(Self { writer: BufWriter::new(Box::new(file)), rename: Some((temporary, target)) })
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

    #[cfg(unix)]
    #[test]
    fn a_pipe_stays_a_pipe_and_a_link_a_link() {
        use std::os::unix::fs::{FileTypeExt as _, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
        assert!(made.success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).expect("can read")
        });
        let mut output = Output::create(&pipe).expect("can write");
        output.write_all(b"x").expect("can write");
        output.finish().expect("can flush");
        assert_eq!(reader.join().expect("ends"), b"x");
        assert!(fs::metadata(&pipe).expect("is there").file_type().is_fifo());

        let (link, target) = (folder.path().join("link"), folder.path().join("target"));
        fs::write(&target, b"old").expect("can write");
        symlink(&target, &link).expect("can link");
        let mut output = Output::create(&link).expect("can write");
        output.write_all(b"new").expect("can write");
        output.finish().expect("can rename");
        assert!(link.is_symlink());
        assert_eq!(fs::read(&target).expect("is there"), b"new");
        assert!(Output::create(folder.path()).is_err(), "a folder is no target");
    }
}
