//! `sekimori evaluate`.

mod cases;
mod feedback;
mod labelled;
mod page;
mod source;
mod tables;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use sekimori::Engine;
use sekimori::corpus::Output;
use sekimori::evaluate::feedback::FeedbackColumns;
use sekimori::evaluate::{Bootstrap, Gate, Suite, Summary};

use crate::args::{EvaluateArgs, Form};
use crate::{form, setup};
use feedback::{Records, Told};
use labelled::Labelled;
pub use labelled::demand;
use source::Opened;

pub fn run(args: &EvaluateArgs) -> Result<ExitCode> {
    let engine = setup::measuring_engine(&args.engine)?;
    let gate = args.fail_under.as_deref().map(|gate| Gate::parse(gate, engine.policy()));
    let gate = gate.transpose().context("--fail-under")?;
    let (cases, others): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.inputs.iter().partition(|path| path.extension().is_some_and(|ext| ext == "toml"));

    let mut suite = Suite::default();
    for input in cases {
        cases::run(input, &engine, &mut suite)?;
    }
    let Read { labelled, records } = read(args, &engine, &others)?;
    let bootstrap = Bootstrap { resamples: args.resamples as usize, ..Bootstrap::default() };
    let summary = labelled.as_ref().map(|comments| comments.benchmark.summary(bootstrap));
    let unread =
        labelled.as_ref().map_or(0, Labelled::unread) + records.as_ref().map_or(0, Records::unread);
    let told = records.map(|records| records.told(bootstrap));
    print(args, &suite, summary.as_ref(), told.as_ref())?;
    if let (Some(target), Some(comments), Some(summary)) = (&args.html, &labelled, &summary) {
        page::write(target, comments, summary, engine.policy(), args.lang.into())?;
    }
    Ok(match (unread, passes(gate.as_ref(), summary.as_ref()) && suite.failures().count() == 0) {
        (1.., _) => ExitCode::from(2),
        (0, true) => ExitCode::SUCCESS,
        (0, false) => ExitCode::from(1),
    })
}

/// What was read: labelled comments, and records of clerks' decisions.
struct Read<'e> {
    labelled: Option<Labelled<'e>>,
    records: Option<Records<'e>>,
}

fn read<'e>(args: &EvaluateArgs, engine: &'e Engine, inputs: &[&PathBuf]) -> Result<Read<'e>> {
    let options = crate::input::options(&args.read)?;
    let opened =
        inputs.iter().map(|input| source::open(input, &options)).collect::<Result<Vec<_>>>()?;
    // Who names the column of labels wants labels, whatever else the file holds.
    let columns = |opened: &Opened| match args.label_column {
        None => FeedbackColumns::from_names(opened.source.names()),
        Some(_) => None,
    };
    let (records, comments): (Vec<_>, Vec<_>) = opened
        .into_iter()
        .map(|opened| (columns(&opened), opened))
        .partition(|(columns, _)| columns.is_some());
    refuse_useless(args, comments.is_empty(), records.is_empty())?;
    let mut read = Read { labelled: None, records: None };
    if !comments.is_empty() {
        let mut labelled = Labelled::new(args, engine)?;
        for (_, opened) in comments {
            labelled.file(opened)?;
        }
        labelled.finish()?;
        read.labelled = Some(labelled);
    }
    if !records.is_empty() {
        let mut decided = Records::new(args, engine)?;
        for (columns, opened) in records {
            if let Some(columns) = columns {
                decided.file(opened, columns)?;
            }
        }
        read.records = Some(decided);
    }
    Ok(read)
}

/// Options that speak of labelled comments, or of decisions, do nothing without any.
fn refuse_useless(args: &EvaluateArgs, no_labels: bool, no_records: bool) -> Result<()> {
    let labels = "labelled comments\n  help: give a .jsonl, .csv or .tsv file beside the cases";
    let records = "a record of clerks' decisions\n  help: give a file with a column clerk_decision";
    let asked = [
        ("--errors", no_labels && args.errors.is_some(), labels),
        ("--html", no_labels && args.html.is_some(), labels),
        ("--fail-under", no_labels && args.fail_under.is_some(), labels),
        ("--rejudge", no_records && args.rejudge, records),
        ("--with-text", no_records && args.with_text, records),
        ("--criteria", no_records && args.criteria.is_some(), records),
    ];
    match asked.iter().find(|(_, useless, _)| *useless) {
        Some((option, _, needed)) => bail!("{option} needs {needed}"),
        None => Ok(()),
    }
}

fn print(
    args: &EvaluateArgs,
    suite: &Suite,
    summary: Option<&Summary>,
    told: Option<&Told>,
) -> Result<()> {
    let cases = Some(suite).filter(|suite| !suite.results.is_empty());
    let lang = args.lang.into();
    let blocks = || {
        let mut blocks = cases.map(|suite| cases::blocks(suite, lang)).unwrap_or_default();
        blocks.extend(summary.into_iter().flat_map(|summary| tables::blocks(summary, lang)));
        blocks.extend(told.into_iter().flat_map(|told| told.blocks(lang)));
        blocks
    };
    let text = match args.format {
        Form::Json => {
            let mut json = serde_json::json!({
                "cases": cases.map(cases::json),
                "labelled": summary,
            });
            if let Some(told) = told {
                json["decisions"] = told.json()?;
            }
            serde_json::to_string_pretty(&json)?
        }
        Form::Text => form::text(&blocks()),
        Form::Markdown => form::markdown("sekimori evaluate", &blocks()),
    };
    writeln!(std::io::stdout(), "{}", text.trim_matches('\n'))?;
    Ok(())
}

fn passes(gate: Option<&Gate>, summary: Option<&Summary>) -> bool {
    let (Some(gate), Some(summary)) = (gate, summary) else { return true };
    let shortfalls = gate.shortfalls(summary);
    for shortfall in &shortfalls {
        eprintln!("sekimori: {shortfall}");
    }
    shortfalls.is_empty()
}

fn create(target: &Path) -> Result<Output> {
    Output::create(target).with_context(|| format!("could not write {}", shown(target)))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
