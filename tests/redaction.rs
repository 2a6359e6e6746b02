//! What is masked is enough, and no more than is needed.

mod support;

use sekimori::{Comment, Decision, Engine, EngineBuilder, Operator, Policy};
use support::violating;

/// How many of the texts can be kept in part, and those of which a redaction says what is not so.
fn redact_all(engine: &Engine, texts: &[String]) -> (usize, Vec<String>) {
    let mut session = engine.session();
    let (mut enough, mut wrong) = (0, Vec::new());
    for text in texts {
        for operator in [Operator::Mask, Operator::Label, Operator::Remove] {
            let Some(redaction) = session.redact(&Comment::new(text), operator) else { continue };
            let kept = session.judge(&Comment::new(&redaction.text)).decision == Decision::Keep;
            enough += usize::from(kept);
            if kept == redaction.whole_only || (redaction.decision_after == Decision::Keep) != kept
            {
                wrong.push(format!("{operator:?}: {text} → {}", redaction.text));
            }
        }
    }
    (enough, wrong)
}

#[test]
fn the_rest_is_kept_whenever_it_is_said_so() {
    let engine = EngineBuilder::new().build().unwrap_or_else(|error| panic!("{error}"));
    let texts = violating();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut enough, mut wrong) = (0, Vec::new());
    std::thread::scope(|scope| {
        let parts = texts.chunks(texts.len().div_ceil(threads));
        let running: Vec<_> = parts.map(|part| scope.spawn(|| redact_all(&engine, part))).collect();
        for thread in running {
            let (kept, faults) = thread.join().expect("no text makes a redaction panic");
            enough += kept;
            wrong.extend(faults);
        }
    });
    assert!(enough > 3000, "only {enough} redactions leave something to keep");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_masked_piece_can_be_given_back() {
    let engine = EngineBuilder::new().build().unwrap_or_else(|error| panic!("{error}"));
    let text = "お前らの対応はひどい。担当は死ね。道路は早く直してほしい";
    let redaction = engine.session().redact(&Comment::new(text), Operator::Mask);
    let redaction = redaction.unwrap_or_else(|| panic!("it is kept: {text}"));
    assert_eq!(redaction.text, "お前らの対応はひどい。担当は○○。道路は早く直してほしい");
    assert!(!redaction.whole_only);
}

#[test]
fn a_policy_that_lets_parts_be_deleted_says_so() {
    let policy = Policy::builtin("tottori").unwrap_or_else(|error| panic!("{error}"));
    let engine = EngineBuilder::new().policy(policy).build();
    let engine = engine.unwrap_or_else(|error| panic!("{error}"));
    let verdict = engine.session().judge(&"担当の田中は死ね".into());
    let shown = sekimori::explain::text(&verdict, "担当の田中は死ね", Default::default());
    assert!(shown.contains("該当箇所だけを伏せれば掲載できます"), "{shown}");
}
