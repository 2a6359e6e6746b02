//! Reading, judging and writing at the same time, rows staying in order.
//!
//! One thread cuts the files into blocks of rows, a second hands each block to all cores to be taken
//! apart, judged and rendered, and this one writes. A few blocks wait between them at most, so that
//! memory does not grow with the files.

use std::cmp::Ordering;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use anyhow::{Context as _, Result, anyhow};
use indicatif::ProgressBar;
use rayon::prelude::*;
use sekimori::corpus::{
    Block, Output, Parser, Record, Rendered, Renderer, RowError, Sink, Source, TextSink,
};
use sekimori::{Engine, Session, Verdict};

use super::journal::{self, Journal, Left, Progress, Settings};
use super::rejects::Rejects;
use super::target::Target;
use super::{Input, Observer, progress};
use crate::args::BatchArgs;

/// Blocks that may wait between two threads.
const WAITING: usize = 2;

/// A run over all files.
pub struct Run<'a> {
    engine: &'a Engine,
    target: Target,
    sink: Sink,
    rejects: Rejects,
    bar: ProgressBar,
    /// Whether the bar counts bytes.
    by_bytes: bool,
    chunk: usize,
    journal: Option<Journal>,
    /// What is done.
    progress: Progress,
    /// What an earlier run had done.
    before: Progress,
}

/// What became of a row.
enum Judged {
    Row { number: usize, rendered: Rendered, seen: Option<Box<(Record, Verdict)>> },
    Bad { error: RowError, raw: String, rendered: Option<Rendered> },
}

/// A block with its place.
struct Work {
    block: Block,
    /// Bytes read so far.
    bytes: u64,
}

type Done = (Vec<Judged>, u64);

impl<'a> Run<'a> {
    /// Opens the output, or what an earlier run left of it; `Err` inside if that was all, with how
    /// many rows could not be read.
    pub fn begin(
        args: &BatchArgs,
        engine: &'a Engine,
        inputs: &[Input],
        target: Target,
    ) -> Result<Result<Self, usize>> {
        let lang = target.options.lang;
        let table = target.renderer.needs_cells();
        let mut rejects = Rejects::new(args.rejects.as_deref(), &args.output, table, lang);
        let (sink, before, journal) = if journal::can_resume(target.options.format) {
            let settings = Settings::new(args, engine, inputs, &target)?;
            let (output, before) = match journal::left(args, &settings)? {
                Left::All { bad } => return Ok(Err(bad)),
                Left::Part(output, before) => (output, before),
                Left::Nothing => (create(&args.output)?, Progress::default()),
            };
            rejects.resume(before.rejected_bytes, before.bad)?;
            let again = output.is_staged() && args.inputs.iter().all(|input| input.is_file());
            let going_on = output.written() > 0;
            let journal = again.then(|| Journal::new(&args.output, settings, going_on));
            (text(&target, output, before.written)?, before, journal)
        } else {
            journal::refuse(args, target.options.format)?;
            let header = target.renderer.header();
            let kinds = target.renderer.kinds(inputs[0].source.kinds());
            let sink = Sink::container(&args.output, target.options.format, header, &kinds);
            (sink.with_context(|| could_not(&args.output))?, Progress::default(), None)
        };
        let streams = inputs.iter().all(|input| input.source.is_stream());
        let files = if streams { args.inputs.as_slice() } else { &[] };
        let (bar, by_bytes) = progress::of_files(args.quiet, files);
        let progress = before;
        let chunk = args.chunk;
        Ok(Ok(Self {
            engine,
            target,
            sink,
            rejects,
            bar,
            by_bytes,
            chunk,
            journal,
            progress,
            before,
        }))
    }

    /// Judges all files, and gives how many rows could not be read.
    pub fn all(
        mut self,
        inputs: Vec<Input>,
        pool: &rayon::ThreadPool,
        observers: &mut [Box<dyn Observer>],
    ) -> Result<usize> {
        let sessions: Vec<Mutex<Session>> =
            (0..pool.current_num_threads()).map(|_| Mutex::new(self.engine.session())).collect();
        let mut bytes = 0;
        for (index, input) in inputs.into_iter().enumerate() {
            if index < self.before.file && observers.is_empty() {
                bytes += std::fs::metadata(&input.name).map_or(0, |data| data.len());
                continue;
            }
            let read = self.file(index, input, bytes, pool, &sessions, observers);
            bytes = read.inspect_err(|_| self.leave())?;
        }
        self.bar.finish_and_clear();
        let bad = self.rejects.count;
        self.rejects.finish()?;
        self.sink.finish().context("could not write the output")?;
        if let Some(journal) = self.journal {
            journal.remove();
        }
        Ok(bad)
    }

    /// Judges a file; gives the bytes read so far.
    fn file(
        &mut self,
        index: usize,
        input: Input,
        bytes: u64,
        pool: &rayon::ThreadPool,
        sessions: &[Mutex<Session>],
        observers: &mut [Box<dyn Observer>],
    ) -> Result<u64> {
        let Input { name, source, parser } = input;
        let mut skip = self.skip(index);
        let observed = !observers.is_empty();
        let parser = if self.target.renderer.needs_cells() { parser.with_cells() } else { parser };
        let reader = Reading { source, chunk: self.chunk, bytes };
        let renderer = self.target.renderer.clone();
        let skip_unread = if observed { 0 } else { std::mem::take(&mut skip) };
        std::thread::scope(|scope| {
            let (to_judge, work) = sync_channel(WAITING);
            let (to_write, done) = sync_channel(WAITING);
            scope.spawn(move || reader.send(skip_unread, &to_judge));
            let judge = Judge { parser, renderer, sessions, observed };
            scope.spawn(move || judge.all(pool, &work, &to_write));
            let mut read = bytes;
            for done in done {
                let (rows, bytes): Done =
                    done.with_context(|| format!("could not judge {name}"))?;
                read = bytes;
                for row in rows {
                    self.row(&name, row, &mut skip, observers)?;
                }
                self.block_done(index, read)?;
            }
            Ok(read)
        })
    }

    /// Rows of the file that an earlier run has done.
    fn skip(&mut self, index: usize) -> usize {
        if index > self.progress.file {
            (self.progress.file, self.progress.rows) = (index, 0);
        }
        match index.cmp(&self.before.file) {
            Ordering::Less => usize::MAX,
            Ordering::Equal => self.before.rows,
            Ordering::Greater => 0,
        }
    }

    fn row(
        &mut self,
        name: &str,
        row: Judged,
        skip: &mut usize,
        observers: &mut [Box<dyn Observer>],
    ) -> Result<()> {
        let done = *skip > 0;
        *skip = skip.saturating_sub(1);
        let rendered = match row {
            Judged::Row { number, rendered, seen } => {
                if let Some(seen) = seen {
                    observers
                        .iter_mut()
                        .for_each(|observer| observer.see(number, &seen.0, &seen.1));
                }
                Some(rendered)
            }
            Judged::Bad { error, raw, rendered } => {
                if !done {
                    self.rejects.add(name, &error, &raw, &self.bar)?;
                }
                rendered
            }
        };
        if done {
            return Ok(());
        }
        self.progress.rows += 1;
        if let Some(rendered) = rendered {
            self.progress.written += 1;
            let written = self.sink.write(&rendered, self.target.options.format);
            written.context("could not write the output")?;
        }
        Ok(())
    }

    /// Shows and records how far it is.
    fn block_done(&mut self, file: usize, read: u64) -> Result<()> {
        let total = self.progress.written + self.rejects.count as u64;
        if self.by_bytes {
            self.bar.set_position(read);
            self.bar.set_message(format!("{total} comments"));
        } else {
            self.bar.set_position(total);
        }
        if file < self.before.file {
            return Ok(());
        }
        let (Some(journal), Sink::Text(text)) = (&mut self.journal, &mut self.sink) else {
            return Ok(());
        };
        let sync = journal.is_due();
        self.rejects.flush(sync)?;
        self.progress.rejected_bytes = self.rejects.written();
        self.progress.bad = self.rejects.count;
        journal
            .record(text.output(), &mut self.progress, sync)
            .context("could not write the output")
    }

    /// Says, when a run fails, whether it can be gone on with.
    fn leave(&self) {
        self.bar.finish_and_clear();
        if self.journal.as_ref().is_some_and(Journal::is_begun) {
            eprintln!("sekimori: what is done is kept; go on with --resume");
        }
    }
}

/// A file being cut into blocks.
struct Reading {
    source: Source,
    chunk: usize,
    /// Bytes of the files before.
    bytes: u64,
}

impl Reading {
    /// Sends every block behind the first `skip` rows; stops when nobody takes them any more.
    fn send(mut self, mut skip: usize, to: &SyncSender<std::io::Result<Work>>) {
        let read = self.source.bytes_read();
        loop {
            let wanted = if skip > 0 { self.chunk.min(skip) } else { self.chunk };
            let block = match self.source.next_block(wanted) {
                Ok(None) => return,
                Ok(Some(block)) => block,
                Err(error) => return drop(to.send(Err(error))),
            };
            if skip > 0 {
                skip -= block.len();
                continue;
            }
            let bytes = self.bytes + read.load(std::sync::atomic::Ordering::Relaxed);
            if to.send(Ok(Work { block, bytes })).is_err() {
                return;
            }
        }
    }
}

/// What every row goes through, on all cores.
struct Judge<'a> {
    parser: Parser,
    renderer: Renderer,
    /// One for every thread of the pool.
    sessions: &'a [Mutex<Session>],
    /// Whether somebody looks at record and verdict.
    observed: bool,
}

impl Judge<'_> {
    fn all(
        &self,
        pool: &rayon::ThreadPool,
        work: &Receiver<std::io::Result<Work>>,
        to: &SyncSender<Result<Done>>,
    ) {
        for work in work {
            let done = work.map_err(Into::into).and_then(|Work { block, bytes }| {
                let rows = 0..block.len();
                let rows = rows.into_par_iter().map(|index| self.row(&block, index));
                let rows: Vec<Result<Judged>> = pool.install(|| rows.collect());
                // Of several rows that fail the first is told.
                Ok((rows.into_iter().collect::<Result<_>>()?, bytes))
            });
            if to.send(done).is_err() {
                return;
            }
        }
    }

    fn row(&self, block: &Block, index: usize) -> Result<Judged> {
        let row = match self.parser.row(block, index) {
            Ok(row) => row,
            Err(error) => {
                let rendered = self.renderer.bad_row(&error)?;
                return Ok(Judged::Bad { raw: block.raw(index).into_owned(), error, rendered });
            }
        };
        let number = block.number(index);
        let verdict = self.verdict(&row.record)?;
        let record = self.observed.then(|| row.record.clone());
        let rendered = self.renderer.row(row, &verdict);
        let rendered = rendered.with_context(|| format!("row {number}"))?;
        let seen = record.map(|record| Box::new((record, verdict)));
        Ok(Judged::Row { number, rendered, seen })
    }

    fn verdict(&self, record: &Record) -> Result<Verdict> {
        let thread = rayon::current_thread_index().unwrap_or_default();
        let mut session = self.sessions[thread].lock().map_err(|_| anyhow!("a thread broke"))?;
        Ok(session.judge(&record.comment()))
    }
}

/// A text file, begun or gone on with.
fn text(target: &Target, output: Output, rows: u64) -> Result<Sink> {
    let begin = target.renderer.begin().map_err(|error| anyhow!("the header: {error}"))?;
    let text = TextSink::new(output, target.options.format, &begin, rows);
    Ok(Sink::Text(text.context("could not write the output")?))
}

fn create(target: &Path) -> Result<Output> {
    Output::resumable(target).with_context(|| could_not(target))
}

fn could_not(path: &Path) -> String {
    format!("could not write {}", path.display())
}
