//! The text files that a lexicon is made of.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

/// A file or folder of a lexicon that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("could not read {path}: {cause}")]
pub struct SourceError {
    /// What was to be read.
    pub path: std::path::PathBuf,
    /// The system's words.
    pub cause: std::io::Error,
}

/// A data file with the name that messages give it.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// `defamation/terms.csv`: the folder says the concept.
    pub path: String,
    /// What messages call it: the same, or the user's path.
    pub shown: String,
    /// Its text.
    pub text: Cow<'static, str>,
}

impl SourceFile {
    /// The folder: the concept.
    #[must_use]
    pub fn folder(&self) -> &str {
        self.path.split_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether it comes from a user's folder and not from the crate.
    #[must_use]
    pub fn is_users(&self) -> bool {
        matches!(self.text, Cow::Owned(_))
    }

    /// The name in the folder.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }
}

/// The files of a lexicon: the built-in ones, then a user's.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Files that are part of the program: path under `dictionaries/` and text.
    #[must_use]
    pub fn of_program(files: &[(&'static str, &'static str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| SourceFile {
                path: (*path).to_owned(),
                shown: format!("dictionaries/{path}"),
                text: Cow::Borrowed(*text),
            })
            .collect();
        Self { files }
    }

    /// Adds the `.csv` and `.toml` files of `folder/<concept>/`. Symbolic links are not followed: a
    /// lexicon reads nothing outside its folder.
    ///
    /// # Errors
    ///
    /// If the folder or a file in it cannot be read as UTF-8 text.
    pub fn add_dir(&mut self, folder: &Path) -> Result<(), SourceError> {
        self.add_dir_within(folder, u64::MAX)
    }

    /// The same, but refuses a file with which the users' files are more than `most` bytes, before it
    /// is read.
    ///
    /// # Errors
    ///
    /// As [`Sources::add_dir`], and if there is too much.
    pub fn add_dir_within(&mut self, folder: &Path, most: u64) -> Result<(), SourceError> {
        let users = self.files.iter().filter(|file| matches!(file.text, Cow::Owned(_)));
        let mut bytes: u64 = users.map(|file| file.text.len() as u64).sum();
        for concept in sorted_entries(folder)? {
            if !is_plain(&concept, fs::FileType::is_dir)? {
                continue;
            }
            for path in sorted_entries(&concept)? {
                let wanted = path.extension().is_some_and(|ext| ext == "csv" || ext == "toml");
                if !wanted || !is_plain(&path, fs::FileType::is_file)? {
                    continue;
                }
                bytes += fs::metadata(&path).map_err(|cause| io(&path, cause))?.len();
                if bytes > most {
                    return Err(io(&path, too_much(bytes, most)));
                }
                let text = fs::read_to_string(&path).map_err(|cause| io(&path, cause))?;
                let relative = path.strip_prefix(folder).unwrap_or(&path);
                self.files.push(SourceFile {
                    path: relative.to_string_lossy().replace('\\', "/"),
                    shown: path.display().to_string(),
                    text: Cow::Owned(text.trim_start_matches('\u{FEFF}').to_owned()),
                });
            }
        }
        Ok(())
    }

    /// Adds a file that the caller has read: its path as under `dictionaries/`, and its text.
    pub fn add_text(&mut self, path: &str, text: String) {
        let (path, shown) = (path.to_owned(), path.to_owned());
        self.files.push(SourceFile { path, shown, text: Cow::Owned(text) });
    }

    /// All files, built-in first.
    #[must_use]
    pub fn files(&self) -> &[SourceFile] {
        &self.files
    }

    /// The last file (a user's over the built-in one) at `path`.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().rev().find(|file| file.path == path)
    }

    /// `sha256:…` over every file's path and text: the lexicon's identity in a verdict.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        // A policy has a fingerprint of its own; the wording of a letter or a page decides nothing.
        let counts =
            |file: &&SourceFile| !matches!(file.folder(), "policies" | "templates" | "lint");
        for file in self.files.iter().filter(counts) {
            hash.update(file.path.as_bytes());
            hash.update([0]);
            hash.update(file.text.as_bytes());
            hash.update([0]);
        }
        hex(&hash.finalize())
    }
}

/// `sha256:` and the digest in hexadecimal.
pub(crate) fn hex(digest: &[u8]) -> String {
    use std::fmt::Write as _;
    digest.iter().fold(String::from("sha256:"), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn sorted_entries(folder: &Path) -> Result<Vec<std::path::PathBuf>, SourceError> {
    let entries = fs::read_dir(folder).map_err(|cause| io(folder, cause))?;
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()).map_err(|cause| io(folder, cause)))
        .collect::<Result<Vec<_>, _>>()?;
    paths.sort();
    Ok(paths)
}

fn is_plain(path: &Path, test: fn(&fs::FileType) -> bool) -> Result<bool, SourceError> {
    let meta = fs::symlink_metadata(path).map_err(|cause| io(path, cause))?;
    Ok(test(&meta.file_type()))
}

fn too_much(bytes: u64, most: u64) -> std::io::Error {
    std::io::Error::other(format!(
        "the lexicon folders hold {bytes} bytes up to here, the limit is {most}\n  help: leave out \
         what is not needed, or raise `Limits::lexicon_bytes`"
    ))
}

fn io(path: &Path, cause: std::io::Error) -> SourceError {
    SourceError { path: path.to_owned(), cause }
}
