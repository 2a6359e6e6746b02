//! What is masked is enough, and no more than is needed.

use std::path::Path;

use sekimori::evaluate::{CaseFile, Expected};
use sekimori::{Comment, Decision, EngineBuilder, Operator, Policy};

/// The violating cases of the functional suite that need no post and no page.
fn violating() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).expect("tests/cases is there") {
        let path = entry.expect("it can be read").path();
        let text = std::fs::read_to_string(&path).expect("a case file is UTF-8");
        let file = CaseFile::parse("", &path.display().to_string(), &text);
        let file = file.unwrap_or_else(|fault| panic!("{fault}"));
        let alone = |case: &&sekimori::evaluate::Case| {
            case.decision != Expected::Keep && case.article.is_none() && case.links.is_empty()
        };
        texts.extend(file.cases.iter().filter(alone).map(|case| case.text.clone()));
    }
    texts
}

#[test]
fn the_rest_is_kept_whenever_it_is_said_so() {
    let engine = EngineBuilder::new().build().unwrap_or_else(|error| panic!("{error}"));
    let mut session = engine.session();
    let (mut enough, mut wrong) = (0, Vec::new());
    for (index, text) in violating().iter().enumerate() {
        let operator = [Operator::Mask, Operator::Label, Operator::Remove][index % 3];
        let Some(redaction) = session.redact(&Comment::new(text), operator) else { continue };
        let kept = session.judge(&Comment::new(&redaction.text)).decision == Decision::Keep;
        enough += usize::from(kept);
        if kept == redaction.whole_only || (redaction.decision_after == Decision::Keep) != kept {
            wrong.push(format!("{operator:?}: {text} → {}", redaction.text));
        }
    }
    assert!(enough > 1000, "only {enough} comments can be kept in part");
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
