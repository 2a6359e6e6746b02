//! `sekimori batch`.

mod journal;
mod observer;
mod overview;
mod page;
mod pipeline;
mod progress;
mod queue;
mod rejects;
mod summary;
mod target;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use sekimori::corpus::{Parser, Source};

use crate::args::BatchArgs;
use crate::{input, setup};

pub use observer::Observer;
pub use progress::counter;

/// Rows that are judged together: enough to keep all threads busy, few enough to stay small.
pub const CHUNK: usize = 4096;

/// A file that has been opened, and what takes its rows apart.
pub struct Input {
    pub name: String,
    pub source: Source,
    pub parser: Parser,
}

pub fn run(args: &BatchArgs) -> Result<ExitCode> {
    let engine = setup::engine(&args.engine)?;
    let pool = pool(args.jobs)?;
    refuse_same(args)?;
    let inputs = open(args)?;
    let target = target::Target::new(args, &inputs)?;
    let mut observers: Vec<Box<dyn Observer>> = Vec::new();
    if let Some(overview) = overview::Overview::wanted(args, &engine)? {
        observers.push(Box::new(overview));
    }
    let bad = match pipeline::Run::begin(args, &engine, &inputs, target)? {
        Ok(run) => run.all(inputs, &pool, &mut observers)?,
        Err(bad) => bad,
    };
    observers.into_iter().try_for_each(Observer::finish)?;
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Threads to judge with: as many as asked for, all cores otherwise.
pub fn pool(jobs: Option<usize>) -> Result<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or_default());
    builder.build().context("could not start the threads")
}

/// Opens all files before the first row is judged: a missing column shows now, not in an hour.
fn open(args: &BatchArgs) -> Result<Vec<Input>> {
    let options = input::options(&args.read)?;
    let open = |path: &std::path::PathBuf| {
        let name = path.display().to_string();
        let source = input::open(path, &options)?;
        let columns = input::columns(&source, &args.columns, &name)?;
        let parser = source.parser(&columns).without_fields();
        Ok(Input { name, source, parser })
    };
    args.inputs.iter().map(open).collect()
}

/// What is written must not be what is read.
fn refuse_same(args: &BatchArgs) -> Result<()> {
    let Ok(output) = args.output.canonicalize() else { return Ok(()) };
    let same = |input: &Path| input.canonicalize().is_ok_and(|input| input == output);
    if output.is_file() && args.inputs.iter().any(|input| same(input)) {
        let output = args.output.display();
        bail!("{output} is both input and output\n  help: name another file with -o");
    }
    Ok(())
}
