//! Output that is there whole or not at all.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What the name of an unfinished file that can be gone on with ends in.
const PART: &str = ".part";
/// Bytes by which an unfinished file is known again.
const TAIL: usize = 4096;
/// Bytes that are written at once.
const BUFFER: usize = 256 << 10;

/// A path beside a target, for a file that takes the target's place when finished. What is not
/// finished is taken away, unless it is to be kept.
#[derive(Debug)]
pub(super) struct Staged {
    temporary: PathBuf,
    target: PathBuf,
    keep: bool,
    finished: bool,
}

impl Staged {
    /// A place beside `target`; `None` if that is standard output or no regular file (a device, a
    /// named pipe): a rename would put a file where the device was.
    pub(super) fn beside(target: &Path, suffix: &str) -> Option<Self> {
        if target.as_os_str() == "-" {
            return None;
        }
        // Through a symbolic link: the link stays, what it points at is replaced.
        let target = match target.canonicalize() {
            Ok(real) if !real.is_file() => return None,
            Ok(real) => real,
            Err(_) => target.to_owned(),
        };
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(suffix);
        let temporary = target.with_file_name(name);
        Some(Self { temporary, target, keep: false, finished: false })
    }

    pub(super) fn path(&self) -> &Path {
        &self.temporary
    }

    pub(super) fn finish(mut self) -> io::Result<()> {
        self.finished = true;
        fs::rename(&self.temporary, &self.target)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if !self.finished && !self.keep {
            // The target was never touched; a leftover is all that can remain.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// The file, locked until it is closed: two runs that write to one target would mix their bytes.
fn alone(file: File, staged: &mut Staged) -> io::Result<File> {
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            // It is the other run's.
            staged.keep = true;
            let name = staged.path().file_name().unwrap_or_default().to_string_lossy();
            let cause = format!("another run is writing {name} at this moment");
            Err(io::Error::new(io::ErrorKind::ResourceBusy, cause))
        }
        // A file system without locks.
        Err(TryLockError::Error(_)) => Ok(file),
    }
}

/// A file that is written beside its target and renamed when finished. Standard output, and a
/// target that is no regular file (a device, a named pipe), are written straight through.
pub struct Output {
    writer: BufWriter<Box<dyn Write + Send>>,
    staged: Option<Staged>,
    /// The file behind the writer, to have it put on disk.
    file: Option<File>,
    written: u64,
    /// The last bytes written, somewhat more than [`TAIL`].
    tail: Vec<u8>,
}

impl Output {
    /// Opens `target`; `-` is standard output.
    ///
    /// # Errors
    ///
    /// If the target is a folder, or the temporary file beside it cannot be made.
    pub fn create(target: &Path) -> io::Result<Self> {
        let suffix = format!(".{}.part", std::process::id());
        let Some(staged) = Staged::beside(target, &suffix) else { return Self::through(target) };
        let file = File::create(staged.path())?;
        Self::staged(staged, file, 0)
    }

    /// Opens `target` so that writing can go on after a break: what is unfinished is called
    /// `TARGET.part` and stays where it is when [`Output::keep`] was called or the program ends.
    ///
    /// # Errors
    ///
    /// As [`Output::create`], or if another run is writing to the same target.
    pub fn resumable(target: &Path) -> io::Result<Self> {
        let Some(mut staged) = Staged::beside(target, PART) else { return Self::through(target) };
        let options = File::options().write(true).create(true).truncate(false).clone();
        let file = alone(options.open(staged.path())?, &mut staged)?;
        file.set_len(0)?;
        Self::staged(staged, file, 0)
    }

    /// Goes on behind the first `written` bytes of what [`Output::resumable`] left; what is behind
    /// them is dropped. `seen` gets the last of these bytes, at most 4096.
    ///
    /// # Errors
    ///
    /// If there is no such file, it is shorter, or another run is writing to it.
    pub fn resume(target: &Path, written: u64, seen: &mut Vec<u8>) -> io::Result<Self> {
        let Some(mut staged) = Staged::beside(target, PART) else {
            return Err(io::Error::new(io::ErrorKind::Unsupported, "is no regular file"));
        };
        staged.keep = true;
        let file = File::options().read(true).write(true).open(staged.path())?;
        let mut file = alone(file, &mut staged)?;
        if file.metadata()?.len() < written {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "is shorter than it was"));
        }
        let tail = written.min(TAIL as u64);
        file.seek(SeekFrom::Start(written - tail))?;
        (&mut file).take(tail).read_to_end(seen)?;
        file.set_len(written)?;
        let mut output = Self::staged(staged, file, written)?;
        output.tail.clone_from(seen);
        output.keep(true);
        Ok(output)
    }

    fn staged(staged: Staged, file: File, written: u64) -> io::Result<Self> {
        let handle = file.try_clone()?;
        let writer = BufWriter::with_capacity(BUFFER, Box::new(file) as Box<dyn Write + Send>);
        Ok(Self { writer, staged: Some(staged), file: Some(handle), written, tail: Vec::new() })
    }

    fn through(target: &Path) -> io::Result<Self> {
        let writer: Box<dyn Write + Send> = if target.as_os_str() == "-" {
            Box::new(io::stdout())
        } else {
            Box::new(File::options().write(true).open(target)?)
        };
        Ok(Self {
            writer: BufWriter::new(writer),
            staged: None,
            file: None,
            written: 0,
            tail: Vec::new(),
        })
    }

    /// Whether it is a file beside its target; not for standard output and devices.
    #[must_use]
    pub fn is_staged(&self) -> bool {
        self.staged.is_some()
    }

    /// Whether what is unfinished stays.
    pub fn keep(&mut self, keep: bool) {
        if let Some(staged) = &mut self.staged {
            staged.keep = keep;
        }
    }

    /// Bytes written so far, those before a break included.
    #[must_use]
    pub fn written(&self) -> u64 {
        self.written
    }

    /// The last bytes written, at most 4096, those before a break included.
    #[must_use]
    pub fn tail(&self) -> &[u8] {
        &self.tail[self.tail.len().saturating_sub(TAIL)..]
    }

    /// Whether an earlier run left something unfinished beside `target`.
    #[must_use]
    pub fn is_unfinished(target: &Path) -> bool {
        Staged::beside(target, PART).is_some_and(|mut staged| {
            staged.keep = true;
            staged.path().is_file()
        })
    }

    /// Makes a finished file an unfinished one again.
    ///
    /// # Errors
    ///
    /// If it cannot be renamed.
    pub fn reopen(target: &Path) -> io::Result<()> {
        Staged::beside(target, PART).map_or(Ok(()), |mut staged| {
            staged.keep = true;
            fs::rename(&staged.target, &staged.temporary)
        })
    }

    /// Has everything written so far put on disk, where the target is a file.
    ///
    /// # Errors
    ///
    /// If the disk does not take it.
    pub fn sync(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.file.as_ref().map_or(Ok(()), File::sync_data)
    }

    /// Writes out what is buffered and puts the file in its place.
    ///
    /// # Errors
    ///
    /// If writing or renaming fails; the target is then as it was.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()?;
        self.staged.take().map_or(Ok(()), Staged::finish)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.writer.write(bytes)?;
        self.written += count as u64;
        self.tail.extend_from_slice(&bytes[count.saturating_sub(TAIL)..count]);
        if self.tail.len() > 4 * TAIL {
            self.tail.drain(..self.tail.len() - TAIL);
        }
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
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

    #[test]
    fn writing_goes_on_where_it_was() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("out.csv");
        let mut output = Output::resumable(&target).expect("can write");
        output.write_all(b"12345").expect("can write");
        output.keep(true);
        output.flush().expect("can write");
        drop(output);
        let mut seen = Vec::new();
        let mut output = Output::resume(&target, 3, &mut seen).expect("is there");
        assert_eq!((seen.as_slice(), output.written()), (&b"123"[..], 3));
        output.write_all(b"x").expect("can write");
        output.finish().expect("can rename");
        assert_eq!(fs::read(&target).expect("is there"), b"123x");
        assert!(Output::resume(&target, 3, &mut seen).is_err(), "nothing is left to go on with");
    }

    #[test]
    fn two_runs_do_not_write_to_one_target() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join("out.csv");
        let mut first = Output::resumable(&target).expect("can write");
        first.write_all(b"first").expect("can write");
        first.flush().expect("can write");
        let second = Output::resumable(&target).err().expect("it is busy");
        assert_eq!(second.kind(), io::ErrorKind::ResourceBusy);
        assert!(second.to_string().contains("another run is writing out.csv.part"), "{second}");
        assert!(Output::resume(&target, 2, &mut Vec::new()).is_err());
        first.finish().expect("can rename");
        assert_eq!(fs::read(&target).expect("is there"), b"first");
        Output::resumable(&target).expect("it is free again");
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
