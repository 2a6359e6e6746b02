//! `sekimori batch`.

use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use sekimori::corpus::{Columns, Output, Record, RowError, records};
use sekimori::explain::{self, Lang};
use sekimori::{Engine, Session};

use crate::args::BatchArgs;
use crate::setup;

/// Rows that are judged together: enough to keep all threads busy, few enough to stay small.
pub const CHUNK: usize = 4096;

pub fn run(args: &BatchArgs) -> Result<ExitCode> {
    let engine = setup::engine(&args.engine)?;
    let pool = pool(args.jobs)?;
    let columns = Columns {
        text: args.columns.text_column.clone(),
        id: args.columns.id_column.clone(),
        article: args.columns.article_column.clone(),
        author: args.columns.author_column.clone(),
        time: args.time_column.clone(),
        ..Columns::default()
    };
    let output = Output::create(&args.output)
        .with_context(|| format!("could not write {}", args.output.display()))?;
    let mut job = Job { engine, lang: args.lang.into(), output, bar: progress(args.quiet), bad: 0 };
    for input in &args.inputs {
        let reader = open(input)?;
        let rows = records(reader, &columns);
        job.file(rows, input, &pool)?;
    }
    job.output.finish().with_context(|| format!("could not write {}", args.output.display()))?;
    job.bar.finish_and_clear();
    Ok(if job.bad == 0 { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Threads to judge with: as many as asked for, all cores otherwise.
pub fn pool(jobs: Option<usize>) -> Result<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(jobs.unwrap_or_default());
    builder.build().context("could not start the threads")
}

struct Job {
    engine: Engine,
    lang: Lang,
    output: Output,
    bar: ProgressBar,
    bad: usize,
}

type Row = Result<Record, RowError>;

impl Job {
    fn file(
        &mut self,
        rows: impl Iterator<Item = std::io::Result<Row>>,
        input: &Path,
        pool: &rayon::ThreadPool,
    ) -> Result<()> {
        let mut chunk: Vec<Row> = Vec::with_capacity(CHUNK);
        for row in rows {
            let row = row.with_context(|| format!("could not read {}", input.display()))?;
            if let Err(error) = &row {
                self.bad += 1;
                let (input, error) = (input.display(), error.to_string());
                self.bar.suspend(|| eprintln!("sekimori: {input}, {error}"));
            }
            chunk.push(row);
            if chunk.len() == CHUNK {
                self.flush(&mut chunk, pool)?;
            }
        }
        self.flush(&mut chunk, pool)
    }

    fn flush(&mut self, chunk: &mut Vec<Row>, pool: &rayon::ThreadPool) -> Result<()> {
        let (engine, lang) = (&self.engine, self.lang);
        let lines: Vec<String> = pool.install(|| {
            chunk
                .par_iter()
                .map_init(|| engine.session(), |session, row| judge(session, row, lang))
                .collect::<Result<_, _>>()
        })?;
        for line in lines {
            self.output.write_all(line.as_bytes())?;
            self.output.write_all(b"\n")?;
        }
        self.bar.inc(chunk.len() as u64);
        chunk.clear();
        Ok(())
    }
}

fn judge(session: &mut Session, row: &Row, lang: Lang) -> Result<String, serde_json::Error> {
    match row {
        Ok(record) => {
            let verdict = session.judge(&record.comment());
            serde_json::to_string(&explain::report(&verdict, &record.text, record.id.clone(), lang))
        }
        Err(error) => {
            serde_json::to_string(&serde_json::json!({"id": error.row, "error": error.cause}))
        }
    }
}

pub fn open(path: &Path) -> Result<Box<dyn BufRead>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let file = File::open(path).with_context(|| format!("could not open {}", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

pub fn progress(quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new_spinner();
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} {pos} comments, {per_sec}, {elapsed}")
    {
        bar.set_style(style);
    }
    bar
}
