//! Judges a few comments: `cargo run --example quickstart`.

use sekimori::{Comment, EngineBuilder};

fn main() -> Result<(), sekimori::BuildError> {
    let engine = EngineBuilder::new().build()?;
    let mut session = engine.session();
    for text in ["ゴミの日はいつですか", "お前ら市の職員は全員 し・ね よ"] {
        let verdict = session.judge(&Comment::new(text));
        let clauses: Vec<&str> =
            verdict.violations.iter().map(|violation| violation.clause.as_str()).collect();
        println!("{} {:?} {text}", verdict.decision, clauses);
    }
    Ok(())
}
