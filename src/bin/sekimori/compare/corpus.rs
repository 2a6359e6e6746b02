//! The comments that both sides judge.

use std::path::Path;

use anyhow::{Context as _, Result};
use sekimori::corpus::{Link, Record, RowError};
use sekimori::evaluate::{Case, CaseFile, Label};

use super::args::ColumnArgs;
use crate::input;

/// A comment and what its label says should happen.
pub struct Sample {
    pub record: Record,
    pub label: Option<Label>,
}

/// A sample, or what is wrong with its row.
pub type Row = Result<Sample, RowError>;

/// Hands every row of a file to `take`.
pub fn read(
    input: &Path,
    columns: &ColumnArgs,
    mut take: impl FnMut(Row) -> Result<()>,
) -> Result<()> {
    if input.extension().is_some_and(|ext| ext == "toml") {
        return cases(input)?.into_iter().try_for_each(|sample| take(Ok(sample)));
    }
    let shown = input.display().to_string();
    let source = input::open(input, &input::options(&columns.read)?)?;
    let fields = input::columns(&source, &columns.record, &shown)?;
    for row in source.records(&fields) {
        let row = row.with_context(|| format!("could not read {shown}"))?;
        let sample = row.map(|record| {
            let label = record.fields.get(&columns.label_column).and_then(|label| label.as_str());
            Sample { label: label.map(Label::parse), record }
        });
        take(sample)?;
    }
    Ok(())
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
