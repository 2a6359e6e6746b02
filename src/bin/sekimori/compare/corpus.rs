//! The comments that both sides judge.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result};
use sekimori::Policy;
use sekimori::corpus::{Format, Link, Record, RowError, usual_names};
use sekimori::evaluate::{Case, CaseFile, Label, LabelReader};

use super::args::ColumnArgs;
use crate::evaluate::demand;
use crate::input;

/// A comment and what its label says should happen.
pub struct Sample {
    pub record: Record,
    pub label: Option<Label>,
}

/// A sample, or what is wrong with its row.
pub type Row = Result<Sample, RowError>;

/// Reads files of comments, with their labels.
pub struct Corpus<'a> {
    columns: &'a ColumnArgs,
    labels: LabelReader<'a>,
    /// Labels that cannot be read: what is wrong, and how often.
    bad_labels: BTreeMap<String, usize>,
}

impl<'a> Corpus<'a> {
    /// Labels that name clauses are read against `policy`.
    pub fn new(columns: &'a ColumnArgs, policy: &'a Policy) -> Self {
        Self { columns, labels: LabelReader::new(policy), bad_labels: BTreeMap::new() }
    }

    /// Hands every row of a file to `take`.
    pub fn read(&mut self, input: &Path, mut take: impl FnMut(Row) -> Result<()>) -> Result<()> {
        if input.extension().is_some_and(|ext| ext == "toml") {
            return cases(input)?.into_iter().try_for_each(|sample| take(Ok(sample)));
        }
        let name = input.display().to_string();
        let source = input::open(input, &input::options(&self.columns.read)?)?;
        let columns = input::columns(&source, &self.columns.record, &name)?;
        // The first object of JSON need not have what later ones have.
        if !matches!(source.format(), Format::Json | Format::JsonLines) {
            let label = self.columns.label_column.as_deref();
            label
                .map(|label| demand(label, "--label-column", source.names(), &name))
                .transpose()?;
        }
        let label = self.label_column(source.guess().label, &name);
        for row in source.records(&columns) {
            let row = row.with_context(|| format!("could not read {name}"))?;
            take(row.map(|record| self.sample(record, label.as_deref())))?;
        }
        Ok(())
    }

    /// The column as asked for, or guessed; a guess other than the default is told. A corpus need not
    /// be labelled, and of JSON Lines only later rows may be.
    fn label_column(&self, guess: Option<String>, file: &str) -> Option<String> {
        let default = usual_names("label").next().map(str::to_owned);
        if self.columns.label_column.is_some() {
            return self.columns.label_column.clone();
        }
        if let Some(label) = guess.as_ref().filter(|_| guess != default) {
            eprintln!(
                "sekimori: {file}: labels from the column «{label}» (--label-column to change)"
            );
        }
        guess.or(default)
    }

    /// A label that cannot be read counts as none, and is told at the end.
    fn sample(&mut self, record: Record, column: Option<&str>) -> Sample {
        let cell = column.and_then(|column| record.fields.get(column));
        let label = match cell.map(|cell| self.labels.read(cell)) {
            Some(Ok(expected)) => expected.map(|expected| expected.side),
            Some(Err(error)) => {
                *self.bad_labels.entry(error.to_string()).or_default() += 1;
                None
            }
            None => None,
        };
        Sample { record, label }
    }

    /// Tells which labels could not be read, and gives their number.
    pub fn tell_bad_labels(&self) -> usize {
        for (cause, rows) in &self.bad_labels {
            eprintln!("sekimori: {cause} (rows taken as not labelled: {rows})");
        }
        self.bad_labels.values().sum()
    }
}

/// The cases of a concept; their expected decisions are the labels.
fn cases(input: &Path) -> Result<Vec<Sample>> {
    let shown = input.display().to_string();
    let text = std::fs::read_to_string(input).with_context(|| format!("could not read {shown}"))?;
    let concept = input.file_stem().unwrap_or_default().to_string_lossy();
    let file = CaseFile::parse(&concept, &shown, &text)?;
    // Drafts are judged by another list than comments.
    let comments = file.cases.into_iter().filter(|case| !case.outgoing);
    Ok(comments.map(|case| sample(&concept, case)).collect())
}

fn sample(concept: &str, case: Case) -> Sample {
    let link = |url, text| Link { url, text };
    let record = Record {
        id: format!("{concept}/{}", case.name).into(),
        text: case.text,
        article: case.article,
        author: None,
        time: None,
        links: case.links.into_iter().map(|page| link(page.url, page.text)).collect(),
        fields: serde_json::Map::new(),
    };
    Sample { record, label: Some(case.decision.label()) }
}
