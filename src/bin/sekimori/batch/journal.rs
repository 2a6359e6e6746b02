//! What is done so far, beside the output, so that a run that was cut off can be gone on with.
//!
//! The journal is a small JSON file `OUTPUT.journal`. It is written anew (and renamed) after every
//! block of rows, once the rows themselves have left the program. A run that goes on cuts the output
//! back to where the journal says and reads the input again without judging what is done. Everything
//! on which the output depends stands in the journal; if anything of it changed, going on is refused.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use sekimori::Engine;
use sekimori::corpus::{Format, Output};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::Input;
use super::target::Target;
use crate::args::BatchArgs;

/// Layout of the journal.
const VERSION: u32 = 1;
/// Time between two waits for the disk: what is lost at most when the power fails.
const SYNC: Duration = Duration::from_secs(1);
/// Bytes at either end by which a file is known again.
const ENDS: u64 = 64 << 10;

/// What is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The file that is being read, from 0.
    pub file: usize,
    /// Rows of it that are done.
    pub rows: usize,
    /// Rows of the output.
    pub written: u64,
    /// Rows that could not be read.
    pub bad: usize,
    /// Bytes of the output.
    pub bytes: u64,
    /// Bytes of the file of rejected rows.
    pub rejected_bytes: u64,
}

/// Everything on which the output depends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Name and value, to tell what changed.
    values: BTreeMap<String, String>,
}

impl Settings {
    pub fn new(
        args: &BatchArgs,
        engine: &Engine,
        inputs: &[Input],
        target: &Target,
    ) -> Result<Self> {
        let made_by = engine.session().judge(&"".into()).provenance;
        let mut values = BTreeMap::new();
        let mut set = |name: &str, value: String| values.insert(name.to_owned(), value);
        set("program", made_by.engine.clone());
        set("lexicon", made_by.lexicon.clone());
        set("policy", made_by.policy.clone());
        set("dictionary", format!("{:?}", args.engine.dictionary));
        set("output options", format!("{:?}", target.options));
        set("--rejects", format!("{:?}", args.rejects));
        for (path, input) in args.inputs.iter().zip(inputs) {
            set(&format!("how {} is read", input.name), format!("{:?}", input.parser));
            set(&format!("the content of {}", input.name), fingerprint(path)?);
        }
        let order: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
        set("the list of files", order.join("\n"));
        Ok(Self { values })
    }

    /// The names of what is not the same.
    fn changed<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let names = self.values.keys().chain(other.values.keys());
        let mut changed: Vec<&str> = names
            .filter(|name| self.values.get(*name) != other.values.get(*name))
            .map(String::as_str)
            .collect();
        changed.sort_unstable();
        changed.dedup();
        changed
    }
}

/// Size and both ends of a file; nothing of what is no file.
fn fingerprint(path: &Path) -> Result<String> {
    if !path.is_file() {
        return Ok("a stream".to_owned());
    }
    let read = || -> std::io::Result<(u64, String)> {
        let mut file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut ends = Vec::new();
        (&mut file).take(ENDS).read_to_end(&mut ends)?;
        file.seek(SeekFrom::Start(size.saturating_sub(ENDS)))?;
        file.take(ENDS).read_to_end(&mut ends)?;
        Ok((size, hash(&ends)))
    };
    let (size, ends) = read().with_context(|| format!("could not read {}", path.display()))?;
    Ok(format!("{size} bytes, {ends}"))
}

fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What stands in the file.
#[derive(Serialize, Deserialize)]
struct Page {
    version: u32,
    settings: Settings,
    progress: Progress,
    /// Checksum of the end of the output.
    tail: String,
}

/// The journal of a run.
pub struct Journal {
    path: PathBuf,
    settings: Settings,
    synced: Instant,
    begun: bool,
}

impl Journal {
    /// Begins or goes on with the journal beside `output`.
    pub fn new(output: &Path, settings: Settings, going_on: bool) -> Self {
        let path = path(output);
        if !going_on {
            // Of an earlier run, whose output has just been begun anew.
            let _ = fs::remove_file(&path);
        }
        Self { path, settings, synced: Instant::now(), begun: going_on }
    }

    /// Whether it is time to wait for the disk.
    pub fn is_due(&self) -> bool {
        self.synced.elapsed() >= SYNC
    }

    /// Whether there is something to go on with.
    pub fn is_begun(&self) -> bool {
        self.begun
    }

    /// Writes down how far it is, after the rows have left the program.
    pub fn record(
        &mut self,
        output: &mut Output,
        progress: &mut Progress,
        sync: bool,
    ) -> Result<()> {
        output.keep(true);
        if sync {
            output.sync()?;
            self.synced = Instant::now();
        } else {
            output.flush()?;
        }
        progress.bytes = output.written();
        let page = Page {
            version: VERSION,
            settings: self.settings.clone(),
            progress: *progress,
            tail: hash(output.tail()),
        };
        let next = self.path.with_extension("journal.part");
        fs::write(&next, serde_json::to_vec(&page)?)?;
        fs::rename(&next, &self.path)?;
        self.begun = true;
        Ok(())
    }

    /// The run is complete.
    pub fn remove(self) {
        // A journal without its unfinished output is harmless.
        let _ = fs::remove_file(&self.path);
    }
}

fn path(output: &Path) -> PathBuf {
    let output = output.canonicalize().unwrap_or_else(|_| output.to_owned());
    let mut name = output.file_name().unwrap_or_default().to_owned();
    name.push(".journal");
    output.with_file_name(name)
}

/// Whether a file of this format can grow at its end.
pub fn can_resume(format: Format) -> bool {
    !matches!(format, Format::Xlsx | Format::Parquet)
}

/// Refuses to go on with a file that is written in one piece.
pub fn refuse(args: &BatchArgs, format: Format) -> Result<()> {
    if args.resume {
        let (output, extension) = (args.output.display(), format.extension());
        bail!(
            "{output}: --resume cannot go on with .{extension}, which is written in one piece\n  help: write .csv or .jsonl"
        );
    }
    Ok(())
}

/// What an earlier run left.
pub enum Left {
    /// Nothing.
    Nothing,
    /// A part of the output.
    Part(Output, Progress),
    /// All of it; how many rows could not be read.
    All { bad: usize },
}

/// Finds what an earlier run with the same settings left, if it is to be gone on with.
pub fn left(args: &BatchArgs, settings: &Settings) -> Result<Left> {
    if !args.resume {
        return Ok(Left::Nothing);
    }
    let journal = path(&args.output);
    let shown = args.output.display();
    if args.output.as_os_str() == "-" || args.inputs.iter().any(|input| !input.is_file()) {
        bail!("--resume needs files: standard input and output cannot be read again");
    }
    let unfinished = Output::is_unfinished(&args.output);
    if !journal.is_file() {
        if args.output.is_file() && !unfinished {
            bail!("{shown} is complete: nothing to go on with\n  help: {ANEW}");
        }
        eprintln!("sekimori: {shown}: nothing to go on with, so from the beginning");
        return Ok(Left::Nothing);
    }
    let page = read(&journal)?;
    let changed = settings.changed(&page.settings);
    if !changed.is_empty() {
        let changed = changed.join(", ");
        bail!("{shown} cannot be gone on with: changed since: {changed}\n  help: {ANEW}");
    }
    if !unfinished && args.output.is_file() {
        // The end came between renaming the output and taking the journal away.
        let _ = fs::remove_file(&journal);
        eprintln!("sekimori: {shown} was complete");
        return Ok(Left::All { bad: page.progress.bad });
    }
    let mut tail = Vec::new();
    let output = Output::resume(&args.output, page.progress.bytes, &mut tail)
        .with_context(|| format!("{shown}.part cannot be gone on with"))?;
    if hash(&tail) != page.tail {
        bail!("{shown}.part is not what the journal says\n  help: {ANEW}");
    }
    eprintln!("sekimori: {shown}: going on behind row {}", page.progress.rows);
    Ok(Left::Part(output, page.progress))
}

const ANEW: &str = "leave --resume out to judge anew";

fn read(journal: &Path) -> Result<Page> {
    let shown = journal.display();
    let bytes = fs::read(journal).with_context(|| format!("could not read {shown}"))?;
    let page: Option<Page> = serde_json::from_slice(&bytes).ok();
    page.filter(|page| page.version == VERSION)
        .with_context(|| format!("{shown} is no journal of this program\n  help: {ANEW}"))
}
