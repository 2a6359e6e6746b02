//! Labelled comments: read, judged and counted.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;
use sekimori::corpus::{Columns, Format, Guess, Output, Record, RowError, Source, usual_names};
use sekimori::evaluate::{Benchmark, Disagreement, Expectation, LabelReader};
use sekimori::explain::{self, Lang};
use sekimori::verdict::Provenance;
use sekimori::{Engine, Verdict};
use serde_json::Value;

use super::create;
use super::source::{Opened, refuse_empty};
use crate::args::EvaluateArgs;
use crate::batch::CHUNK;

/// Disagreements that are kept for the page; --errors writes all.
const MAX_SHOWN: usize = 500;

/// A comment on which label and verdict disagree.
pub struct Shown {
    pub kind: Disagreement,
    pub record: Record,
    pub label: Value,
    pub verdict: Verdict,
}

/// What has been measured so far.
pub struct Labelled<'e> {
    pub benchmark: Benchmark<'e>,
    /// The first of the disagreements.
    pub shown: Vec<Shown>,
    pub disagreements: usize,
    /// The files, by name.
    pub files: Vec<String>,
    /// What judged.
    pub provenance: Arc<Provenance>,
    engine: &'e Engine,
    labels: LabelReader<'e>,
    lang: Lang,
    text_column: Option<String>,
    label_column: Option<String>,
    errors: Option<Output>,
    bad_rows: usize,
    labelled: usize,
    /// Labels that cannot be read: what is wrong, and how often.
    bad_labels: BTreeMap<String, usize>,
}

impl<'e> Labelled<'e> {
    pub fn new(args: &EvaluateArgs, engine: &'e Engine) -> Result<Self> {
        Ok(Self {
            benchmark: Benchmark::new(engine.policy()),
            shown: Vec::new(),
            disagreements: 0,
            files: Vec::new(),
            provenance: engine.session().judge(&"".into()).provenance,
            engine,
            labels: LabelReader::new(engine.policy()),
            lang: args.lang.into(),
            text_column: args.text_column.clone(),
            label_column: args.label_column.clone(),
            errors: args.errors.as_deref().map(create).transpose()?,
            bad_rows: 0,
            labelled: 0,
            bad_labels: BTreeMap::new(),
        })
    }

    /// Rows and labels that could not be used.
    pub fn unread(&self) -> usize {
        self.bad_rows + self.bad_labels.values().sum::<usize>()
    }

    pub fn file(&mut self, opened: Opened) -> Result<()> {
        let Opened { name, source } = opened;
        let (columns, label) = self.columns(&source, &name)?;
        if !matches!(source.format(), Format::JsonLines | Format::Json) {
            demand(&columns.text, "--text-column", source.names(), &name)?;
            demand(&label, "--label-column", source.names(), &name)?;
        }
        let before = self.labelled;
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut rows = 0;
        for row in source.records(&columns) {
            rows += 1;
            match row.with_context(|| format!("could not read {name}"))? {
                Ok(record) => chunk.push(record),
                Err(error) => self.bad_row(&error, &name),
            }
            if chunk.len() == CHUNK {
                self.judge(&mut chunk, &label)?;
            }
        }
        self.judge(&mut chunk, &label)?;
        refuse_empty(rows, &name)?;
        self.files.push(name.clone());
        if self.labelled == before && self.unread() == 0 {
            bail!("{name} has no label in «{label}»\n  help: name the column with --label-column");
        }
        Ok(())
    }

    /// Puts the file of disagreements in its place, and tells which labels could not be read.
    pub fn finish(&mut self) -> Result<()> {
        if let Some(errors) = self.errors.take() {
            errors.finish().context("could not write the disagreements")?;
        }
        for (cause, rows) in &self.bad_labels {
            eprintln!("sekimori: {cause} (rows left out: {rows})");
        }
        Ok(())
    }

    /// The columns as asked for, or guessed; guesses other than the default are told.
    fn columns(&self, source: &Source, file: &str) -> Result<(Columns, String)> {
        let names = source.names();
        if names.is_empty() {
            bail!(
                "{file} begins with no row\n  help: write one object a line: {{\"text\": \"…\", \"label\": \"keep\"}}"
            );
        }
        // By names only: figures over the wrong column would not show that they are.
        let guess = Guess::from_names(names);
        let default = Columns::default();
        let mut columns = guess.columns;
        if let Some(text) = &self.text_column {
            columns.text.clone_from(text);
        } else if columns.text != default.text {
            eprintln!(
                "sekimori: {file}: comments from the column «{}» (--text-column to change)",
                columns.text
            );
        }
        let label = match (&self.label_column, guess.label) {
            (Some(label), _) => label.clone(),
            (None, Some(label)) => {
                if Some(label.as_str()) != usual_names("label").next() {
                    eprintln!(
                        "sekimori: {file}: labels from the column «{label}» (--label-column to change)"
                    );
                }
                label
            }
            (None, None) => bail!(
                "{file} has no column that is known to hold labels; it has {}\n  help: name the right one with --label-column",
                sekimori::corpus::shown_names(names)
            ),
        };
        Ok((columns, label))
    }

    fn bad_row(&mut self, error: &RowError, file: &str) {
        self.bad_rows += 1;
        eprintln!("sekimori: {file}, {error}");
    }

    fn judge(&mut self, chunk: &mut Vec<Record>, label: &str) -> Result<()> {
        let engine = self.engine;
        let verdicts: Vec<Verdict> = chunk
            .par_iter()
            .map_init(|| engine.session(), |session, record| session.judge(&record.comment()))
            .collect();
        for (record, verdict) in chunk.drain(..).zip(verdicts) {
            self.count(record, verdict, label)?;
        }
        Ok(())
    }

    fn count(&mut self, record: Record, verdict: Verdict, label: &str) -> Result<()> {
        let label = record.fields.get(label).cloned().unwrap_or_default();
        let expected = self.expectation(&label);
        let Some(kind) = self.benchmark.add(expected.as_ref(), &verdict) else { return Ok(()) };
        self.disagreements += 1;
        if let Some(out) = &mut self.errors {
            let report = explain::report(&verdict, &record.text, record.id.clone(), self.lang);
            let row = serde_json::json!({"text": record.text, "label": label, "kind": kind, "verdict": report});
            writeln!(out, "{row}").context("could not write the disagreements")?;
        }
        if self.shown.len() < MAX_SHOWN {
            self.shown.push(Shown { kind, record, label, verdict });
        }
        Ok(())
    }

    /// A label that cannot be read counts as none, and is told at the end.
    fn expectation(&mut self, label: &Value) -> Option<Expectation> {
        match self.labels.read(label) {
            Ok(expected) => {
                self.labelled += usize::from(expected.is_some());
                expected
            }
            Err(error) => {
                *self.bad_labels.entry(error.to_string()).or_default() += 1;
                None
            }
        }
    }
}

/// A header names every column, unlike the first object of JSON Lines.
pub fn demand(column: &str, option: &str, names: &[String], file: &str) -> Result<()> {
    if names.iter().any(|name| name == column) {
        return Ok(());
    }
    bail!(
        "{file} has no column «{column}»; it has {}\n  help: name the right one with {option}",
        sekimori::corpus::shown_names(names)
    )
}
