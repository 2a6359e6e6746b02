//! `sekimori rules lint`.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, anyhow};
use rayon::prelude::*;
use sekimori::Engine;
use sekimori::evaluate::{
    Baseline, Candidate, Collision, Fault, candidates, collision, lint, new_collisions,
};

/// Do examples and near misses behave?
pub fn data(engine: &Engine) -> Result<ExitCode> {
    let faults = lint(engine);
    let lexicon = engine.lexicon();
    let (rules, terms) = (lexicon.rules().len(), lexicon.terms().len());
    Ok(tell(&faults, &format!("{rules} rules, {terms} rows of terms")))
}

/// Which harmless words do the rules fire on?
pub fn collisions(
    engine: &Engine,
    words: Option<&Path>,
    baseline: Option<&Path>,
) -> Result<ExitCode> {
    let baseline = accepted(baseline)?;
    let candidates: Vec<Candidate> = match words {
        None => candidates().collect(),
        Some(path) => {
            let text = read(path)?;
            text.lines().filter(|line| !line.is_empty()).map(Candidate::word).collect()
        }
    };
    let found: Vec<Collision> =
        candidates.par_iter().map_init(|| engine.session(), collision).flatten().collect();
    let faults = new_collisions(&found, &baseline);
    let summary = format!("{} texts tried, {} collide", candidates.len(), found.len());
    Ok(tell(&faults, &summary))
}

fn accepted(path: Option<&Path>) -> Result<Baseline> {
    let (name, baseline) = match path {
        None => ("dictionaries/collisions.csv".to_owned(), Baseline::builtin()),
        Some(path) => (path.display().to_string(), Baseline::parse(&read(path)?)),
    };
    baseline.map_err(|line| {
        anyhow!("{name}, line {line}: not a row of part,rule,reason\n  help: fill all three cells")
    })
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))
}

fn tell(faults: &[Fault], summary: &str) -> ExitCode {
    for fault in faults {
        println!("{fault}\n");
    }
    println!("{summary}, {} faults", faults.len());
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
