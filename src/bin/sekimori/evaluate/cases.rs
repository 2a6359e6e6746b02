//! The functional suite.

use std::path::Path;

use anyhow::{Context as _, Result};
use sekimori::Engine;
use sekimori::evaluate::{CaseFile, CaseResult, Suite};
use serde_json::{Value, json};

use super::shown;

pub fn run(input: &Path, engine: &Engine, suite: &mut Suite) -> Result<()> {
    let shown = shown(input);
    let text = std::fs::read_to_string(input).with_context(|| format!("could not read {shown}"))?;
    let concept = input.file_stem().unwrap_or_default().to_string_lossy();
    let file = CaseFile::parse(&concept, &shown, &text)?;
    suite.run(&file, &mut engine.session());
    Ok(())
}

pub fn text(suite: &Suite) -> String {
    let mut lines = Vec::new();
    for (title, rows) in
        [("concept", suite.by_concept()), ("functionality", suite.by_functionality())]
    {
        lines.push(format!("{title:<24} {:>13} {:>13}", "found", "kept"));
        for (name, [found, violating, kept, innocent]) in rows {
            if violating + innocent > 0 {
                lines.push(format!("{name:<24} {found:>6}/{violating:<6} {kept:>6}/{innocent:<6}"));
            }
        }
        lines.push(String::new());
    }
    lines.extend(suite.failures().map(|failure| format!("FAIL {}", failure.summary())));
    lines.push(format!(
        "{} cases, {} failed, {} known limitations",
        suite.results.len(),
        suite.failures().count(),
        suite.limitations().count()
    ));
    lines.join("\n")
}

pub fn json(suite: &Suite) -> Value {
    let rows = |rows: Vec<(String, [usize; 4])>| -> Vec<Value> {
        let some = rows.into_iter().filter(|(_, counts)| counts[1] + counts[3] > 0);
        some.map(|(name, [found, violating, kept, innocent])| {
            json!({"name": name, "found": found, "violating": violating, "kept": kept, "innocent": innocent})
        })
        .collect()
    };
    let failures: Vec<String> = suite.failures().map(CaseResult::summary).collect();
    json!({
        "cases": suite.results.len(),
        "failed": failures.len(),
        "known_limitations": suite.limitations().count(),
        "by_concept": rows(suite.by_concept()),
        "by_functionality": rows(suite.by_functionality()),
        "failures": failures,
    })
}
