//! `sekimori evaluate`.

use std::fs::File;
use std::io::{BufReader, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use sekimori::corpus::{Columns, Output, records};
use sekimori::evaluate::{CaseFile, Label, Suite, Tally};
use sekimori::{Decision, Engine};

use crate::args::EvaluateArgs;
use crate::setup;

pub fn run(args: &EvaluateArgs) -> Result<ExitCode> {
    let engine = setup::engine(&args.engine)?;
    let (mut suite, mut tally) = (Suite::default(), Tally::default());
    let mut errors = args.errors.as_deref().map(Output::create).transpose()?;
    for input in &args.inputs {
        if input.extension().is_some_and(|ext| ext == "toml") {
            run_cases(input, &engine, &mut suite)?;
        } else {
            run_labelled(input, args, &engine, &mut tally, &mut errors)?;
        }
    }
    if let Some(errors) = errors {
        errors.finish()?;
    }
    let mut good = true;
    if !suite.results.is_empty() {
        good &= report_suite(&suite);
    }
    if tally != Tally::default() {
        report_tally(&tally);
        if let Some(gate) = &args.fail_under {
            good &= passes(gate, &tally)?;
        }
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn run_cases(input: &Path, engine: &Engine, suite: &mut Suite) -> Result<()> {
    let shown = input.display().to_string();
    let text = std::fs::read_to_string(input).with_context(|| format!("could not read {shown}"))?;
    let concept = input.file_stem().unwrap_or_default().to_string_lossy();
    let file = CaseFile::parse(&concept, &shown, &text)?;
    suite.run(&file, &mut engine.session());
    Ok(())
}

fn run_labelled(
    input: &Path,
    args: &EvaluateArgs,
    engine: &Engine,
    tally: &mut Tally,
    errors: &mut Option<Output>,
) -> Result<()> {
    let file = File::open(input).with_context(|| format!("could not open {}", input.display()))?;
    let mut session = engine.session();
    let columns = Columns::default();
    for row in records(BufReader::new(file), &columns) {
        let record = row?.with_context(|| format!("{} cannot be evaluated", input.display()))?;
        let label = record.fields.get(&args.label_column).and_then(serde_json::Value::as_str);
        let label = label.map_or(Label::Other, Label::parse);
        let verdict = session.judge(&record.comment());
        tally.add(label, verdict.decision);
        let wrong = match label {
            Label::Keep => verdict.decision > Decision::Keep,
            Label::Flag => verdict.decision == Decision::Keep,
            Label::Other => false,
        };
        if let (true, Some(out)) = (wrong, errors.as_mut()) {
            let report = sekimori::explain::report(
                &verdict,
                &record.text,
                record.id.clone(),
                Default::default(),
            );
            let row = serde_json::json!({"text": record.text, "label": record.fields.get(&args.label_column), "verdict": report});
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}

fn report_suite(suite: &Suite) -> bool {
    for (title, rows) in
        [("concept", suite.by_concept()), ("functionality", suite.by_functionality())]
    {
        println!("{title:<24} {:>13} {:>13}", "found", "kept");
        for (name, [found, violating, kept, innocent]) in rows {
            if violating + innocent > 0 {
                println!("{name:<24} {found:>6}/{violating:<6} {kept:>6}/{innocent:<6}");
            }
        }
        println!();
    }
    for failure in suite.failures() {
        println!("FAIL {}", failure.summary());
    }
    let failed = suite.failures().count();
    println!(
        "{} cases, {failed} failed, {} known limitations",
        suite.results.len(),
        suite.limitations().count()
    );
    failed == 0
}

fn report_tally(tally: &Tally) {
    println!("{:<10} {:>8} {:>8} {:>8} {:>8}", "label", "all", "keep", "review", "delete");
    for (name, label) in [("flag", Label::Flag), ("keep", Label::Keep), ("other", Label::Other)] {
        println!(
            "{name:<10} {:>8} {:>8} {:>8} {:>8}",
            tally.total(label),
            tally.count(label, Decision::Keep),
            tally.count(label, Decision::Review),
            tally.count(label, Decision::Delete)
        );
    }
    let show = |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.3}"));
    println!(
        "precision {}  recall {}  F1 {}",
        show(tally.precision()),
        show(tally.recall()),
        show(tally.f1())
    );
}

fn passes(gate: &str, tally: &Tally) -> Result<bool> {
    let mut good = true;
    for part in gate.split(',') {
        let Some((name, least)) = part.split_once('=') else {
            bail!("--fail-under: «{part}» is not NAME=FIGURE; write precision=0.95,recall=0.7");
        };
        let least: f64 =
            least.parse().with_context(|| format!("--fail-under: «{least}» is no number"))?;
        let value = match name.trim() {
            "precision" => tally.precision(),
            "recall" => tally.recall(),
            "f1" => tally.f1(),
            other => bail!("--fail-under: no figure «{other}»; use precision, recall or f1"),
        };
        if value.is_none_or(|value| value < least) {
            eprintln!("sekimori: {name} is below {least}");
            good = false;
        }
    }
    Ok(good)
}
