//! `sekimori compare`.

mod args;
mod corpus;
mod page;
mod report;
mod side;

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use indicatif::ProgressBar;
use rayon::prelude::*;
use sekimori::corpus::Output;
use sekimori::evaluate::compare::{Breach, Comparison, Gates, Outcome};

pub use args::CompareArgs;
use corpus::{Corpus, Row, Sample};
use report::{Changed, Listed, Report};
use side::{Judges, Pair, Saved};

use crate::{batch, setup};

pub fn run(args: &CompareArgs) -> Result<ExitCode> {
    let pool = batch::pool(args.jobs)?;
    let output = args.output.as_deref().map(create).transpose()?;
    let mut job = Job {
        pair: Pair::new(args)?,
        comparison: Comparison::default(),
        listed: Listed::new(args.limit),
        output,
        bar: batch::counter(args.quiet),
        bad: 0,
    };
    let policy = setup::policy(&args.policy)?;
    let mut corpus = Corpus::new(&args.columns, &policy);
    for input in &args.inputs {
        job.file(input, &mut corpus, &pool)?;
    }
    job.bar.finish_and_clear();
    let bad_labels = corpus.tell_bad_labels();
    if let Some(output) = job.output.take() {
        output.finish().context("could not write the changes")?;
    }
    job.conclude(args, bad_labels)
}

fn create(target: &Path) -> Result<Output> {
    if target.as_os_str() == "-" {
        bail!("-o -: the report goes to standard output\n  help: name a file for the changes");
    }
    Output::create(target).with_context(|| format!("could not write {}", target.display()))
}

struct Job {
    pair: Pair,
    comparison: Comparison,
    listed: Listed,
    output: Option<Output>,
    bar: ProgressBar,
    bad: usize,
}

impl Job {
    fn file(
        &mut self,
        input: &Path,
        corpus: &mut Corpus<'_>,
        pool: &rayon::ThreadPool,
    ) -> Result<()> {
        let mut chunk: Vec<(Sample, Saved)> = Vec::with_capacity(batch::CHUNK);
        corpus.read(input, |row| {
            let Some(sample) = self.good(row, input) else { return Ok(()) };
            let saved = self.pair.take_saved(&sample.record);
            chunk.push((sample, saved));
            match chunk.len() < batch::CHUNK {
                true => Ok(()),
                false => self.flush(&mut chunk, input, pool),
            }
        })?;
        self.flush(&mut chunk, input, pool)
    }

    /// Tells what is wrong with a row that cannot be read.
    fn good(&mut self, row: Row, input: &Path) -> Option<Sample> {
        row.map_err(|error| {
            self.bad += 1;
            let input = input.display();
            self.bar.suspend(|| eprintln!("sekimori: {input}, {error}"));
        })
        .ok()
    }

    fn flush(
        &mut self,
        chunk: &mut Vec<(Sample, Saved)>,
        input: &Path,
        pool: &rayon::ThreadPool,
    ) -> Result<()> {
        let pair = &self.pair;
        let judge = |judges: &mut Judges<'_>, (sample, saved): (Sample, Saved)| {
            judges.judge(&sample.record, saved).map(|outcomes| (sample, outcomes))
        };
        let count = chunk.len() as u64;
        let judged: Vec<Result<(Sample, [Outcome; 2])>> =
            pool.install(|| chunk.par_drain(..).map_init(|| pair.judges(), judge).collect());
        for judged in judged {
            let (sample, [base, head]) =
                judged.with_context(|| format!("{} cannot be compared", input.display()))?;
            if self.comparison.add(sample.label, &base, &head).is_none() {
                continue;
            }
            let changed = Changed::new(input, sample, base, head);
            if let Some(output) = &mut self.output {
                writeln!(output, "{}", serde_json::to_string(&changed)?)?;
            }
            self.listed.push(changed);
        }
        self.bar.inc(count);
        Ok(())
    }

    fn conclude(self, args: &CompareArgs, bad_labels: usize) -> Result<ExitCode> {
        let summary = self.comparison.summary();
        if summary.comments == 0 {
            bail!(
                "the corpus holds no comments\n  help: give a file with a row for each comment, or cases"
            );
        }
        if self.pair.left() > 0 {
            eprintln!("sekimori: {} saved verdicts belong to no comment", self.pair.left());
        }
        let gates = Gates::from(&args.gates);
        let breaches = gates.check(&summary);
        let changes = self.listed.finish();
        let report = Report { args, summary, unreadable: self.bad, breaches, changes };
        report.print()?;
        if !report.breaches.is_empty() {
            let mut gates: Vec<&str> = report.breaches.iter().map(Breach::gate).collect();
            gates.dedup();
            eprintln!("sekimori: gates failed: {}", gates.join(", "));
        }
        let failed = !report.breaches.is_empty() && !args.exit_zero;
        Ok(match (self.bad + bad_labels, failed) {
            (0, false) => ExitCode::SUCCESS,
            (0, true) => ExitCode::from(1),
            _ => ExitCode::from(2),
        })
    }
}
