//! The figures of `rules profile` and `rules coverage`, against a corpus and a suite worked by hand.

use std::cell::Cell;
use std::time::Duration;

use sekimori::detect::Stage;
use sekimori::evaluate::{
    CaseFile, Coverage, CoverageCell, Expectation, Label, Profile, Profiler, RuleOrder, Suite,
};
use sekimori::policy::PolicyError;
use sekimori::{Comment, Engine, EngineBuilder, Policy};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd/evaluate");

/// Rules `defamation.word` (severeword 0.9, strongword 0.6, weakword 0.3) and `commercial.word`
/// (adword 0.6), each with a clause.
fn engine() -> Engine {
    let text = std::fs::read_to_string(format!("{FIXTURES}/policy.toml")).expect("is there");
    let policy = Policy::parse("policy.toml", &text).map_err(PolicyError::Invalid);
    EngineBuilder::new()
        .policy(policy.unwrap_or_else(|error| panic!("{error}")))
        .without_builtin_lexicon()
        .lexicon_dir(format!("{FIXTURES}/lexicon"))
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

/// A clock that goes on by one nanosecond whenever it is read.
fn clock() -> Duration {
    thread_local! {
        static NOW: Cell<u64> = const { Cell::new(0) };
    }
    Duration::from_nanos(NOW.replace(NOW.get() + 1))
}

fn label(side: Label) -> Option<Expectation> {
    Some(Expectation { side, ..Expectation::default() })
}

fn profile() -> Profile {
    let engine = engine();
    let mut profiler = Profiler::new(&engine, clock);
    let corpus = [
        ("severeword です", label(Label::Flag)),
        ("strongword です", label(Label::Keep)),
        ("strongword、adword です", label(Label::Flag)),
        ("adword です", None),
        ("weakword です", label(Label::Keep)),
        ("ごみの日はいつですか", label(Label::Keep)),
    ];
    for (text, expected) in corpus {
        profiler.add(&Comment::new(text), expected.as_ref());
    }
    profiler.profile()
}

#[test]
fn hits_and_lone_decisions_are_counted_by_comment() {
    let mut profile = profile();
    profile.sort_by(RuleOrder::Hits);
    assert_eq!((profile.comments, profile.flagged, profile.tokenized), (6, 4, 0));
    let figures = |rule: &sekimori::evaluate::RuleProfile| {
        (rule.rule.clone(), [rule.tried, rule.hits, rule.alone, rule.labelled, rule.right])
    };
    let rules: Vec<_> = profile.rules.iter().map(figures).collect();
    assert_eq!(
        rules,
        [
            // weakword is found and decides nothing; of the third comment adword would be left.
            ("defamation.word".to_owned(), [4, 4, 2, 3, 2]),
            ("commercial.word".to_owned(), [2, 2, 1, 1, 1]),
        ]
    );
    assert!(profile.dead.is_empty());
    profile.sort_by(RuleOrder::Wrong);
    assert_eq!(profile.rules[0].rule, "defamation.word");
    profile.sort_by(RuleOrder::Name);
    assert_eq!(profile.rules[0].rule, "commercial.word");
}

#[test]
fn times_are_what_the_clock_says() {
    let profile = profile();
    let of = |stage| profile.stages.iter().find(|s| s.stage == stage).expect("every stage");
    // One reading between the beginning of a stage and that of the next.
    assert_eq!(of(Stage::Normalize).nanoseconds, 6);
    // Those that go on are scanned for their hits once the detectors have spoken.
    assert_eq!(of(Stage::Scan).nanoseconds, 6 + 5);
    assert_eq!(of(Stage::Detect).nanoseconds, 6 + 5);
    assert_eq!(of(Stage::Tokenize).nanoseconds, 0);
    assert_eq!(of(Stage::Decide).nanoseconds, 6);
    // Five comments reach the rules: before them, six tries, behind them.
    assert_eq!(of(Stage::Rules).nanoseconds, 5 + 6 + 5);
    let tries: u64 = profile.rules.iter().map(|rule| rule.nanoseconds).sum();
    assert_eq!(tries, 6);
    assert!(profile.rules.iter().all(|rule| rule.median_nanoseconds == Some(1)));
    let shares: f64 = profile.stages.iter().filter_map(|stage| stage.share).sum();
    assert!((shares - 1.0).abs() < 1e-9);
    assert_eq!(profile.clock_nanoseconds, 1);
}

#[test]
fn a_rule_that_finds_nothing_is_dead() {
    let engine = engine();
    let mut profiler = Profiler::new(&engine, clock);
    profiler.add(&Comment::new("adword です"), None);
    let profile = profiler.profile();
    let dead: Vec<&str> = profile.dead.iter().map(|dead| dead.rule.as_str()).collect();
    assert_eq!(dead, ["defamation.word"]);
    assert!(!profile.dead[0].needs_more_than_text);
    assert_eq!(profile.rules.len(), 1);
    assert_eq!(profile.rules[0].precision, None);
}

/// A case of the suite: functionality, text, decision, and what else it says.
fn case(functionality: &str, text: &str, decision: &str, more: &str) -> String {
    format!(
        "[[cases]]\nname = \"n\"\nfunctionality = \"{functionality}\"\ntext = \"{text}\"\n\
         decision = \"{decision}\"\n{more}\n"
    )
}

#[test]
fn cells_count_cases_passes_and_limitations() {
    let engine = engine();
    let mut suite = Suite::default();
    let cases = [
        case("explicit", "severeword です", "delete", ""),
        case("explicit", "strongword です", "delete", ""),
        case("explicit", "hiddenword です", "flag", "known_limitation = \"not listed\""),
        case("near_miss", "word です", "keep", ""),
    ];
    for (concept, text) in [("defamation", cases.concat()), ("elsewhere", cases[3].clone())] {
        let file = CaseFile::parse(concept, "cases.toml", &text);
        suite.run(&file.unwrap_or_else(|fault| panic!("{fault}")), &mut engine.session());
    }
    let coverage = Coverage::new(&suite, engine.lexicon());
    let rows: Vec<&str> = coverage.concepts.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(rows, ["defamation", "commercial", "elsewhere"], "rules without cases are shown");
    let cell = |row: usize, name: &str| {
        let column = coverage.functionalities.iter().position(|f| f.name == name);
        coverage.concepts[row].cells[column.expect("it is one")]
    };
    assert_eq!(
        cell(0, "explicit"),
        CoverageCell { cases: 3, passed: 1, known_limitations: 1, failed: 1 }
    );
    assert_eq!(
        cell(0, "near_miss"),
        CoverageCell { cases: 1, passed: 1, known_limitations: 0, failed: 0 }
    );
    assert!(cell(0, "slang").is_empty());
    assert!(coverage.concepts[1].total().is_empty());
    assert_eq!(
        coverage.total(),
        CoverageCell { cases: 5, passed: 3, known_limitations: 1, failed: 1 }
    );
    let columns = coverage.functionalities.len();
    assert_eq!(coverage.empty(), (3 * columns - 3, 3 * columns));
    assert_eq!(coverage.by_functionality()[0].cases, 3);
}
