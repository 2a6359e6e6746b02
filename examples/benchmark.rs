//! Compares two rule sets on labelled comments: `cargo run --example benchmark`.
//!
//! The one is the built-in one, the other has no lists of its own but those of a folder.

use sekimori::evaluate::{Benchmark, Bootstrap, LabelReader, Summary};
use sekimori::{Engine, EngineBuilder};

/// Comments with labels: a decision, a concept or a clause, as in a spreadsheet.
const LABELLED: [(&str, &str); 6] = [
    ("お前ら市の職員は全員 し・ね よ", "(2)"),
    ("市役所に爆弾を仕掛けた", "harm"),
    ("誰でも稼げる副業、詳しくはDMで", "commercial"),
    ("ゴミの日はいつですか", "keep"),
    ("死ぬほどおいしい給食でした", "keep"),
    ("市長の説明には納得できない", "keep"),
];

fn measure(engine: &Engine) -> Result<Summary, Box<dyn std::error::Error>> {
    let labels = LabelReader::new(engine.policy());
    let mut session = engine.session();
    let mut benchmark = Benchmark::new(engine.policy());
    for (text, label) in LABELLED {
        let expected = labels.read(&label.into())?;
        benchmark.add(expected.as_ref(), &session.judge(&text.into()));
    }
    Ok(benchmark.summary(Bootstrap::default()))
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "examples/town_lexicon".to_owned());
    let own = EngineBuilder::new().without_builtin_lexicon().lexicon_dir(folder).build()?;
    for (name, engine) in [("built-in", EngineBuilder::new().build()?), ("own", own)] {
        let summary = measure(&engine)?;
        let share =
            |value: Option<f64>| value.map_or("–".to_owned(), |value| format!("{value:.2}"));
        let counts = summary.overall.counts;
        println!(
            "{name}: precision {}, recall {}",
            share(counts.precision()),
            share(counts.recall())
        );
    }
    Ok(())
}
