//! `sekimori rules lint`.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow, bail};
use rayon::prelude::*;
use sekimori::Engine;
use sekimori::corpus::Output;
use sekimori::evaluate::{
    Baseline, Candidate, Collision, Edit, Fault, apply, candidates, collision, lint, new_collisions,
};
use sekimori::lexicon::Sources;
use serde_json::json;

use crate::args::{Format, LintArgs};
use crate::setup;

/// What stands before the text of some files that spreadsheets write.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

pub fn run(args: &LintArgs) -> Result<ExitCode> {
    if args.fix && args.engine.lexicon.is_empty() {
        bail!(
            "--fix rewrites files, and the built-in lexicon is part of the program\n  help: name the folder with --lexicon DIR"
        );
    }
    let (mut engine, mut sources) = setup::linted_engine(&args.engine)?;
    if args.collisions {
        return collisions(args, &engine, &sources);
    }
    let mut faults = lint(&engine, &sources);
    let mut fixed = Vec::new();
    if args.fix {
        fixed = fix(&faults, &sources)?;
        if !fixed.is_empty() {
            (engine, sources) = setup::linted_engine(&args.engine)?;
            faults = lint(&engine, &sources);
        }
    }
    let lexicon = engine.lexicon();
    let summary =
        format!("{} rules, {} rows of terms", lexicon.rules().len(), lexicon.terms().len());
    tell(args.format, &faults, &fixed, &summary)
}

/// Rewrites the user's files; the faults that are mended.
fn fix(faults: &[Fault], sources: &Sources) -> Result<Vec<Fault>> {
    let mendable = |fault: &&Fault| {
        let file = |edit: &Edit| sources.files().iter().find(|file| file.shown == edit.file);
        fault.edit.as_ref().and_then(file).is_some_and(|file| file.is_users())
    };
    let mended: Vec<Fault> = faults.iter().filter(mendable).cloned().collect();
    let edits: Vec<&Edit> = mended.iter().filter_map(|fault| fault.edit.as_ref()).collect();
    let files: BTreeSet<&str> = edits.iter().map(|edit| edit.file.as_str()).collect();
    for file in files {
        let known = sources.files().iter().find(|known| known.shown == file);
        rewrite(file, known.map_or("", |known| known.text.as_ref()), &edits)
            .with_context(|| format!("could not mend {file}"))?;
    }
    Ok(mended)
}

/// Writes a file anew, its byte order mark kept.
fn rewrite(file: &str, linted: &str, edits: &[&Edit]) -> Result<()> {
    let text = fs::read_to_string(file)?;
    let body = text.trim_start_matches(BYTE_ORDER_MARK);
    if body != linted {
        bail!("it has changed meanwhile\n  help: run the command again");
    }
    let mut output = Output::create(Path::new(file))?;
    output.write_all(&text.as_bytes()[..text.len() - body.len()])?;
    output.write_all(apply(file, body, edits.iter().copied()).as_bytes())?;
    output.finish()?;
    Ok(())
}

/// Which harmless words do the rules fire on?
fn collisions(args: &LintArgs, engine: &Engine, sources: &Sources) -> Result<ExitCode> {
    let baseline = accepted(args.baseline.as_deref())?;
    let candidates: Vec<Candidate> = match &args.words {
        None => candidates().collect(),
        Some(path) => {
            let text = read(path)?;
            text.lines().filter(|line| !line.is_empty()).map(Candidate::word).collect()
        }
    };
    let found: Vec<Collision> =
        candidates.par_iter().map_init(|| engine.session(), collision).flatten().collect();
    let faults = new_collisions(&found, &baseline, engine.lexicon(), sources);
    let summary = format!("{} texts tried, {} collide", candidates.len(), found.len());
    tell(args.format, &faults, &[], &summary)
}

fn accepted(path: Option<&Path>) -> Result<Baseline> {
    let (name, baseline) = match path {
        None => ("dictionaries/collisions.csv".to_owned(), Baseline::builtin()),
        Some(path) => {
            let name = path.display().to_string();
            let baseline = Baseline::parse(&name, &read(path)?);
            (name, baseline)
        }
    };
    baseline.map_err(|line| {
        anyhow!("{name}, line {line}: not a row of part,rule,reason\n  help: fill all three cells")
    })
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

fn tell(format: Format, faults: &[Fault], fixed: &[Fault], summary: &str) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    match format {
        Format::Json => {
            let all = json!({ "faults": faults, "fixed": fixed });
            writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        }
        Format::Text => {
            for fault in fixed {
                let Some(edit) = &fault.edit else { continue };
                writeln!(
                    out,
                    "fixed[{}]: {}:{}: {edit}",
                    fault.code, edit.file, fault.diagnostic.line
                )?;
            }
            for fault in faults {
                writeln!(out, "{fault}\n")?;
            }
            let fixable = faults.iter().filter(|fault| fault.edit.is_some()).count();
            let hint = match fixable {
                0 => String::new(),
                count => format!(" ({count} of them mended by --fix)"),
            };
            writeln!(out, "{summary}, {} faults{hint}", faults.len())?;
        }
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
