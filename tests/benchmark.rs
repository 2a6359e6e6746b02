//! The figures of `evaluate`: on three fixtures small enough to work out by hand, and on three larger
//! ones as scikit-learn, statsmodels and numpy work them out (`tests/benchmark/figures.py`).
//!
//! The lexicon under tests/cmd/evaluate, four made-up words with known strengths, makes every verdict plain: `severeword`
//! deletes (0.9) and `strongword` asks for a review (0.6), both under clause (一) as defamation;
//! `adword` asks for a review under (二) as commercial, `weakword` (0.3) leads to nothing.

use std::collections::BTreeMap;

use sekimori::evaluate::feedback::cohen_kappa;
use sekimori::evaluate::{
    Benchmark, Bootstrap, ConfusionRow, Disagreement, Estimate, Gate, LabelReader, Measure, Summary,
};
use sekimori::{Engine, EngineBuilder, Policy};
use serde::Deserialize;
use serde_json::json;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cmd/evaluate");

fn policy() -> Policy {
    let text = std::fs::read_to_string(format!("{FIXTURES}/policy.toml")).expect("it is there");
    Policy::parse("policy.toml", &text).expect("a good policy")
}

fn engine() -> Engine {
    let builder = EngineBuilder::new().policy(policy()).without_builtin_lexicon();
    let engine = builder.lexicon_dir(format!("{FIXTURES}/lexicon")).build();
    engine.unwrap_or_else(|error| panic!("{error}"))
}

fn measure(rows: &[(&str, serde_json::Value)]) -> (Summary, Vec<Option<Disagreement>>) {
    let engine = engine();
    let mut session = engine.session();
    let labels = LabelReader::new(engine.policy());
    let mut benchmark = Benchmark::new(engine.policy());
    let mut disagreements = Vec::new();
    for (text, label) in rows {
        let expected = labels.read(label).unwrap_or_else(|error| panic!("{error}"));
        let verdict = session.judge(&(*text).into());
        disagreements.push(benchmark.add(expected.as_ref(), &verdict));
    }
    (benchmark.summary(Bootstrap::default()), disagreements)
}

fn close(value: Option<f64>, by_hand: f64) {
    assert!(value.is_some_and(|value| (value - by_hand).abs() < 1e-9), "{value:?}, not {by_hand}");
}

#[test]
fn decisions_and_toxic() {
    let (summary, disagreements) = measure(&[
        ("severeword", json!("delete")),
        ("strongword", json!("delete")), // review for delete
        ("strongword", json!("review")),
        ("nothing", json!("review")), // missed
        ("nothing", json!("keep")),
        ("weakword", json!("not_toxic")),
        ("adword", json!("keep")), // false alarm
        ("severeword", json!("toxic")),
        ("severeword", json!("borderline")),
        ("adword", json!(null)),
    ]);
    // To be flagged: rows 1–4 and 8, of which 1, 2, 3 and 8 are. To be kept: 5–7, of which 7 is not.
    // tp 4, fp 1, fn 1, tn 2: P = R = F = 4/5.
    let counts = summary.overall.counts;
    assert_eq!((counts.true_positives, counts.false_positives), (4, 1));
    assert_eq!((counts.false_negatives, counts.true_negatives), (1, 2));
    for figure in
        [summary.overall.precision, summary.overall.recall, summary.overall.f1, summary.overall.f05]
    {
        close(figure.map(|figure| figure.value), 0.8);
    }
    // Wilson for 4 of 5 with z² = 3.8415: (0.8 + 0.38415) / 1.7683 ± 1.96 · √(0.032 + 0.038415) / 1.7683.
    let recall = summary.overall.recall.expect("a value");
    assert_eq!(format!("{:.3} {:.3}", recall.low, recall.high), "0.376 0.964");
    let row = |label, keep, review, delete| ConfusionRow { label, keep, review, delete };
    assert_eq!(
        summary.confusion,
        [
            row("delete", 0, 1, 1),
            row("review", 1, 1, 0),
            row("keep", 2, 1, 0),
            row("flag", 0, 0, 1),
            row("other", 0, 0, 1),
            row("none", 0, 1, 0),
        ]
    );
    assert_eq!(
        disagreements,
        [
            None,
            Some(Disagreement::Decision),
            None,
            Some(Disagreement::Missed),
            None,
            None,
            Some(Disagreement::FalseAlarm),
            None,
            None,
            None,
        ]
    );
    // Scores: 0.9 ×3 (two to be flagged), 0.6 ×4 (two to be flagged, one to be kept), 0.3, 0 ×2 (one
    // to be flagged). At 0.6: 4 of 5 right, 4 of 5 found, 7 of 10 to look at.
    let at: Vec<f64> = summary.sweep.iter().map(|point| point.threshold).collect();
    assert_eq!(at, [0.9, 0.6, 0.3, 0.0]);
    close(summary.sweep[1].precision, 0.8);
    close(summary.sweep[1].recall, 0.8);
    close(Some(summary.sweep[1].review_share), 0.7);
    // AP = 1·2/5 + 4/5·2/5 + 4/6·0 + 5/8·1/5.
    close(summary.average_precision, 0.4 + 0.32 + 0.125);
}

#[test]
fn clauses_as_printed() {
    let (summary, disagreements) = measure(&[
        ("severeword", json!("(一)")),
        ("severeword adword", json!("(一);(二)")),
        ("adword", json!(["(一)", "(二)"])), // (一) is missing
        ("adword", json!("（一）")),         // the wrong clause
        ("strongword", json!("keep")),
        ("nothing", json!("delete;(二)")),
        ("strongword", json!("toxic")), // says nothing of clauses
    ]);
    // (一): expected in rows 1–4, found in 1, 2, 5: tp 2, fp 1, fn 2. P = 2/3, R = 2/4.
    let first = summary.topic("(一)").expect("it is named");
    close(first.precision.map(|p| p.value), 2.0 / 3.0);
    close(first.recall.map(|r| r.value), 0.5);
    // F1 = 4/(4+1+2), F½ = 2.5/(2.5+0.5+1).
    close(first.f1.map(|f| f.value), 4.0 / 7.0);
    close(first.f05.map(|f| f.value), 2.5 / 4.0);
    // (二): expected in 2, 3, 6, found in 2, 3, 4: tp 2, fp 1, fn 1.
    let second = summary.topic("(二)").expect("it is named");
    close(second.precision.map(|p| p.value), 2.0 / 3.0);
    close(second.recall.map(|r| r.value), 2.0 / 3.0);
    assert_eq!((first.support, second.support, second.counts.true_negatives), (4, 3, 2));
    assert_eq!(summary.concepts, [], "numbers name no concept");
    assert_eq!(
        disagreements[2..],
        [
            Some(Disagreement::Topic),
            Some(Disagreement::Topic),
            Some(Disagreement::FalseAlarm),
            Some(Disagreement::Missed),
            None,
        ]
    );
}

#[test]
fn concepts_rules_and_a_gate() {
    let (summary, _) = measure(&[
        ("severeword", json!("defamation")),
        ("severeword", json!("defamation")),
        ("weakword", json!("defamation")), // too weak
        ("adword", json!("commercial")),
        ("adword", json!("defamation")),
        ("adword", json!("not_toxic")),
        ("adword", json!("borderline")),
        ("nothing", json!("obscenity")), // no clause of this policy: takes no side
    ]);
    // defamation: expected in 1, 2, 3, 5, found in 1, 2: P = 1, R = 1/2.
    let defamation = summary.topic("defamation").expect("it is named");
    close(defamation.precision.map(|p| p.value), 1.0);
    close(defamation.recall.map(|r| r.value), 0.5);
    // commercial: expected in 4, found in 4, 5, 6 (7 says nothing): P = 1/3, R = 1.
    let commercial = summary.topic("commercial").expect("it is named");
    close(commercial.precision.map(|p| p.value), 1.0 / 3.0);
    close(commercial.recall.map(|r| r.value), 1.0);
    assert_eq!(summary.topic("obscenity").map(|topic| topic.support), Some(1));
    // To be flagged 1–5, to be kept 6: tp 4, fp 1, fn 1.
    close(summary.overall.f1.map(|f| f.value), 0.8);
    // commercial.word acts in 4–7, three of them labelled, rightly in 4 alone; the other is never wrong.
    let rules: Vec<_> =
        summary.rules.iter().map(|r| (r.rule.as_str(), r.comments, r.labelled, r.right)).collect();
    assert_eq!(rules, [("commercial.word", 4, 3, 1), ("defamation.word", 2, 2, 2)]);

    let gate = Gate::parse("f1=0.8,recall@defamation=0.6,precision@(二)=0.3", &policy());
    let shortfalls = gate.expect("a good gate").shortfalls(&summary);
    let told: Vec<String> = shortfalls.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["recall@defamation=0.6 is not reached: 0.5000"]);
}

/// A fixture with its figures, as `tests/benchmark/figures.py` writes it.
#[derive(Deserialize)]
struct Fixture {
    name: String,
    rows: Vec<(String, String)>,
    overall: Figures,
    average_precision: f64,
    clauses: BTreeMap<String, Figures>,
    /// Rows the labels, columns the verdicts: keep, review, delete.
    decisions: [[usize; 3]; 3],
    kappa: [f64; 3],
}

/// Each figure with the ends of its interval.
#[derive(Deserialize)]
struct Figures {
    /// True and false positives, false and true negatives.
    counts: [usize; 4],
    precision: [f64; 3],
    recall: [f64; 3],
    f1: [f64; 3],
    #[serde(rename = "f0.5")]
    f05: [f64; 3],
}

/// How far the ends of two bootstraps may be apart: with these counts F moves in steps of up to 0.03.
const BOOTSTRAP: f64 = 0.03;

fn same(place: &str, ours: Option<Estimate>, theirs: [f64; 3], ends: f64) {
    let ours = ours.unwrap_or_else(|| panic!("{place} has no value"));
    let near = |a: f64, b: f64, within: f64| (a - b).abs() <= within;
    let [value, low, high] = theirs;
    let equal =
        near(ours.value, value, 1e-9) && near(ours.low, low, ends) && near(ours.high, high, ends);
    assert!(equal, "{place}: {ours:?}, not {theirs:?}");
}

fn compare(place: &str, measure: &Measure, figures: &Figures) {
    let c = measure.counts;
    let counts = [c.true_positives, c.false_positives, c.false_negatives, c.true_negatives];
    assert_eq!(counts, figures.counts, "{place}");
    same(&format!("{place} precision"), measure.precision, figures.precision, 1e-9);
    same(&format!("{place} recall"), measure.recall, figures.recall, 1e-9);
    same(&format!("{place} F1"), measure.f1, figures.f1, BOOTSTRAP);
    same(&format!("{place} F0.5"), measure.f05, figures.f05, BOOTSTRAP);
}

#[test]
fn figures_are_those_of_an_independent_computation() {
    let text = include_str!("benchmark/figures.json");
    let fixtures: Vec<Fixture> = serde_json::from_str(text).expect("the script wrote it");
    assert_eq!(fixtures.len(), 3);
    for fixture in fixtures {
        let rows = fixture.rows.iter().map(|(text, label)| (text.as_str(), json!(label)));
        let (summary, _) = measure(&rows.collect::<Vec<_>>());
        let name = &fixture.name;
        compare(name, &summary.overall, &fixture.overall);
        close(summary.average_precision, fixture.average_precision);
        assert_eq!(summary.clauses.len(), fixture.clauses.len(), "{name}");
        for (clause, figures) in &fixture.clauses {
            let topic = summary.topic(clause).unwrap_or_else(|| panic!("{name}: no {clause}"));
            compare(&format!("{name} {clause}"), topic, figures);
        }
        for (row, counts) in ["keep", "review", "delete"].iter().zip(fixture.decisions) {
            let ours = summary.confusion.iter().find(|ours| ours.label == *row);
            let ours = ours.map_or([0; 3], |ours| [ours.keep, ours.review, ours.delete]);
            assert_eq!(ours, counts, "{name}: {row}");
        }
        let kappa = cohen_kappa(&fixture.decisions).expect("they do not always agree");
        let kappa = Estimate { value: kappa.value, low: kappa.low, high: kappa.high };
        same(&format!("{name} kappa"), Some(kappa), fixture.kappa, 1e-9);
    }
}
