//! Judges one comment by a town's own policy: `cargo run --example custom_policy`.

use sekimori::{EngineBuilder, Policy};

/// A town that numbers its own way and leaves every decision to a person.
const POLICY: &str = r#"
id = "example-town"
title = "例示町SNS運用方針"
body = "例示町"
version = "令和8年4月1日"
source = "例示町SNS運用方針 第5条"

[[clauses]]
number = "ア"
text = "他人を傷つけるもの"
concepts = ["defamation", "harm", "discrimination"]
review_at = 0.5
delete_at = 0.9
max_action = "review"
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let policy = Policy::parse("example-town.toml", POLICY)
        .map_err(sekimori::policy::PolicyError::Invalid)?;
    let engine = EngineBuilder::new().policy(policy).build()?;
    let verdict = engine.session().judge(&"お前ら市の職員は全員死ね".into());
    for violation in &verdict.violations {
        println!("{} {} {}", verdict.decision, violation.clause, violation.text);
    }
    Ok(())
}
