//! Adds a detector of one's own and the rule that gives its signal a meaning:
//! `cargo run --example custom_detector`.

use sekimori::EngineBuilder;
use sekimori::detect::{Detector, Input, Signal};
use sekimori::tokenize::Morphemes;

/// Reports ticket numbers of the town's own system, which must not be posted.
struct TicketNumbers;

impl Detector for TicketNumbers {
    fn signals(&self) -> &'static [&'static str] {
        &["ticket_number"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        input.surface.as_str().contains("TKT-")
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let text = input.surface.as_str();
        for (start, _) in text.match_indices("TKT-") {
            let digits = text[start + 4..].bytes().take_while(u8::is_ascii_digit).count();
            let range = start..start + 4 + digits;
            if digits > 0 {
                let value = text[range.clone()].to_owned();
                out.push(Signal::new("ticket_number", input.surface.original(range), value));
            }
        }
    }
}

const RULES: &str = r#"
[[rules]]
id = "ticket_number"
title = "受付番号の書き込み"
title_en = "Ticket number"
reason = "受付番号が書かれています。"
reason_en = "The comment gives a ticket number."
source = "例示町SNS運用要領"
match = "@ticket_number"
strength = 0.6
examples = ["TKT-12345"]
near_misses = ["TKT"]
"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::temp_dir().join(format!("sekimori-example-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("operator_discretion"))?;
    std::fs::write(folder.join("operator_discretion/rules.toml"), RULES)?;
    let engine = EngineBuilder::new().lexicon_dir(&folder).detector(TicketNumbers).build()?;
    std::fs::remove_dir_all(&folder)?;

    let verdict = engine.session().judge(&"受付番号ＴＫＴ-２０２６ はどうなりましたか".into());
    for violation in &verdict.violations {
        let finding = &violation.findings[0];
        println!("{} {} {}", verdict.decision, violation.clause, finding.evidence[0].normalized);
    }
    Ok(())
}
