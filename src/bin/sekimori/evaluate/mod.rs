//! `sekimori evaluate`.

mod cases;
mod labelled;
mod page;
mod tables;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use sekimori::Engine;
use sekimori::evaluate::{Bootstrap, Gate, Suite, Summary};

use crate::args::{EvaluateArgs, Format};
use crate::setup;
use labelled::Labelled;

pub fn run(args: &EvaluateArgs) -> Result<ExitCode> {
    let engine = setup::measuring_engine(&args.engine)?;
    let gate = args.fail_under.as_deref().map(|gate| Gate::parse(gate, engine.policy()));
    let gate = gate.transpose().context("--fail-under")?;
    let (cases, labelled): (Vec<&PathBuf>, Vec<&PathBuf>) =
        args.inputs.iter().partition(|path| path.extension().is_some_and(|ext| ext == "toml"));
    refuse_useless(args, &labelled)?;

    let mut suite = Suite::default();
    for input in cases {
        cases::run(input, &engine, &mut suite)?;
    }
    let comments = measure(args, &engine, &labelled)?;
    let bootstrap = Bootstrap { resamples: args.resamples as usize, ..Bootstrap::default() };
    let summary = comments.as_ref().map(|comments| comments.benchmark.summary(bootstrap));
    print(args, &suite, summary.as_ref())?;
    if let (Some(target), Some(comments), Some(summary)) = (&args.html, &comments, &summary) {
        page::write(target, comments, summary, engine.policy(), args.lang.into())?;
    }
    let unread = comments.as_ref().map_or(0, Labelled::unread);
    Ok(match (unread, passes(gate.as_ref(), summary.as_ref()) && suite.failures().count() == 0) {
        (1.., _) => ExitCode::from(2),
        (0, true) => ExitCode::SUCCESS,
        (0, false) => ExitCode::from(1),
    })
}

/// Options that speak of labelled comments do nothing without any.
fn refuse_useless(args: &EvaluateArgs, labelled: &[&PathBuf]) -> Result<()> {
    let asked = [
        ("--errors", args.errors.is_some()),
        ("--html", args.html.is_some()),
        ("--fail-under", args.fail_under.is_some()),
    ];
    match asked.iter().find(|(_, asked)| *asked && labelled.is_empty()) {
        Some((option, _)) => bail!(
            "{option} needs labelled comments\n  help: give a .jsonl, .csv or .tsv file beside the cases"
        ),
        None => Ok(()),
    }
}

fn measure<'e>(
    args: &EvaluateArgs,
    engine: &'e Engine,
    inputs: &[&PathBuf],
) -> Result<Option<Labelled<'e>>> {
    if inputs.is_empty() {
        return Ok(None);
    }
    let mut labelled = Labelled::new(args, engine)?;
    for input in inputs {
        labelled.file(input)?;
    }
    labelled.finish()?;
    Ok(Some(labelled))
}

fn print(args: &EvaluateArgs, suite: &Suite, summary: Option<&Summary>) -> Result<()> {
    let cases = Some(suite).filter(|suite| !suite.results.is_empty());
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&serde_json::json!({
            "cases": cases.map(cases::json),
            "labelled": summary,
        }))?,
        Format::Text => {
            let tables = summary.map(|summary| tables::text(summary, args.lang.into()));
            let parts: Vec<String> = cases.map(cases::text).into_iter().chain(tables).collect();
            parts.join("\n\n")
        }
    };
    writeln!(std::io::stdout(), "{text}")?;
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

fn shown(path: &Path) -> String {
    path.display().to_string()
}
