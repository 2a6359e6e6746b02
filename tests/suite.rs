//! The functional suite: every case under `tests/cases`, and the examples and near misses of the
//! data itself.

use std::path::Path;

use sekimori::EngineBuilder;
use sekimori::evaluate::{CaseFile, Suite, lint};

/// Fewest cases of a concept of the default policy.
const MIN_CASES: usize = 60;
/// operator_discretion is what an operator's own lists say: few cases can be common to all.
const MIN_CASES_OPERATOR: usize = 20;
/// Largest share of cases that may be listed as not yet within reach.
const MAX_LIMITATIONS: f64 = 0.03;

fn case_files() -> Vec<CaseFile> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("tests/cases is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).expect("a case file is UTF-8");
            let concept = path.file_stem().expect("it has a name").to_string_lossy();
            CaseFile::parse(&concept, &path.display().to_string(), &text)
                .unwrap_or_else(|fault| panic!("{fault}"))
        })
        .collect()
}

#[test]
fn every_case_comes_out_as_it_says() {
    let engine = EngineBuilder::new().build().unwrap_or_else(|error| panic!("{error}"));
    let mut session = engine.session();
    let mut suite = Suite::default();
    for file in case_files() {
        suite.run(&file, &mut session);
    }
    for (title, rows) in
        [("concept", suite.by_concept()), ("functionality", suite.by_functionality())]
    {
        println!("{title:<24} {:>13} {:>13}", "found", "kept");
        for (name, [found, violating, kept, innocent]) in rows {
            println!("{name:<24} {found:>6}/{violating:<6} {kept:>6}/{innocent:<6}");
        }
    }
    let failures: Vec<String> = suite.failures().map(|result| result.summary()).collect();
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));

    let solved: Vec<String> =
        suite.limitations().filter(|r| r.passed).map(|result| result.summary()).collect();
    assert!(solved.is_empty(), "no longer limitations:\n{}", solved.join("\n"));
    let share = suite.limitations().count() as f64 / suite.results.len() as f64;
    assert!(share <= MAX_LIMITATIONS, "{:.1} % of the cases are limitations", share * 100.0);
}

#[test]
fn every_concept_has_its_cases_and_innocent_ones() {
    let files = case_files();
    assert!(files.len() >= 16, "a concept has no file");
    for file in files {
        let least =
            if file.concept == "operator_discretion" { MIN_CASES_OPERATOR } else { MIN_CASES };
        let innocent = file
            .cases
            .iter()
            .filter(|case| case.decision == sekimori::evaluate::Expected::Keep)
            .count();
        assert!(file.cases.len() >= least, "{} has {} cases", file.concept, file.cases.len());
        assert!(innocent >= least / 2, "{} has {innocent} innocent cases", file.concept);
    }
}

#[test]
fn examples_are_found_and_near_misses_are_not() {
    let sources = EngineBuilder::new().sources().unwrap_or_else(|error| panic!("{error}"));
    let engine = EngineBuilder::new().build().unwrap_or_else(|error| panic!("{error}"));
    let faults: Vec<String> = lint(&engine, &sources).iter().map(ToString::to_string).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
