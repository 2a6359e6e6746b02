//! What is on trial is judged and reported, and never decides.

use std::fs;
use std::path::Path;

use sekimori::evaluate::lint;
use sekimori::explain::{Lang, Style, plain, report, text};
use sekimori::policy::PolicyError;
use sekimori::{Comment, Decision, EngineBuilder, LinkedPage, Policy, Verdict};

const COMMENT: &str = "ナナシノゴンベエは出ていけ";

/// A lexicon of one word, on trial or not.
fn lexicon(folder: &Path, shadow: bool) {
    let concept = folder.join("defamation");
    fs::create_dir_all(&concept).expect("can write");
    fs::write(
        concept.join("terms.csv"),
        "term,class,stand,pos,strength,reason,source,near_misses\n\
         ナナシノゴンベエ,own_list,anywhere,,0.95,独自の語,運用要領,\n",
    )
    .expect("can write");
    let rule = format!(
        "[[rules]]\nid = \"own_list\"\ntitle = \"独自の語\"\ntitle_en = \"own list\"\n\
         reason = \"独自の語です。\"\nreason_en = \"A word of the list.\"\nsource = \"運用要領\"\n\
         match = \"own_list\"\nshadow = {shadow}\nexamples = [\"ナナシノゴンベエ\"]\n\
         near_misses = [\"名無し\"]\n"
    );
    fs::write(concept.join("rules.toml"), rule).expect("can write");
}

/// A policy of one clause; the keys are put into the policy and into the clause.
fn policy(own: &str, clause: &str) -> Policy {
    let file = format!(
        "id = \"made-up\"\ntitle = \"例示町SNS運用方針\"\nbody = \"例示町\"\nversion = \"1\"\n\
         source = \"第5条\"\n{own}\n[[clauses]]\nnumber = \"ア\"\ntext = \"独自の語\"\n\
         concepts = [\"defamation\"]\nreview_at = 0.5\ndelete_at = 0.9\n\
         max_action = \"delete\"\n{clause}\n"
    );
    Policy::parse("made-up.toml", &file)
        .map_err(PolicyError::Invalid)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn judge(rule_on_trial: bool, policy: Policy) -> Verdict {
    let folder = tempfile::tempdir().expect("a folder");
    lexicon(folder.path(), rule_on_trial);
    let engine = EngineBuilder::new()
        .without_builtin_lexicon()
        .lexicon_dir(folder.path())
        .policy(policy)
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
    engine.session().judge(&Comment::new(COMMENT))
}

#[test]
fn without_a_trial_the_comment_is_deleted() {
    let verdict = judge(false, policy("", ""));
    assert_eq!(verdict.decision, Decision::Delete);
    assert_eq!(verdict.on_trial, None);
}

#[test]
fn a_rule_a_clause_and_a_policy_on_trial_decide_nothing() {
    for (rule, own, clause) in
        [(true, "", ""), (false, "", "shadow = true"), (false, "shadow = true", "")]
    {
        let verdict = judge(rule, policy(own, clause));
        let case = format!("rule {rule}, policy {own:?}, clause {clause:?}");
        assert_eq!(verdict.decision, Decision::Keep, "{case}");
        assert!(verdict.violations.is_empty() && verdict.redaction.is_none(), "{case}");
        assert_eq!(verdict.uncounted.len(), 1, "{case}");
        assert_eq!(verdict.uncounted[0].shadow, rule, "{case}");
        let trial = verdict.on_trial.as_ref().expect("it would have been deleted");
        assert_eq!(trial.decision, Decision::Delete, "{case}");
        assert_eq!(trial.violations[0].clause, "ア", "{case}");
    }
}

#[test]
fn the_explanation_and_the_json_say_so() {
    let verdict = judge(true, policy("", ""));
    let said = "試行中のものも数えると「削除候補」です（禁止事項ア）。この判定には含めていません。";
    assert!(plain(&verdict, Lang::Ja).contains(said));
    let page = text(&verdict, COMMENT, Style::default());
    assert!(page.contains(said) && page.contains("（試行中のため数えていません）"), "{page}");
    let json = serde_json::to_value(report(&verdict, COMMENT, 1.into(), Lang::Ja))
        .expect("a report is JSON");
    assert_eq!(json["decision"], "keep");
    assert_eq!(json["uncounted"][0]["shadow"], true);
    assert_eq!(json["on_trial"]["decision"], "delete");
    assert_eq!(json["on_trial"]["violations"][0]["clause"], "ア");
}

#[test]
fn a_rule_on_trial_says_nothing_through_a_linked_page() {
    for (shadow, expected) in [(false, Decision::Review), (true, Decision::Keep)] {
        let folder = tempfile::tempdir().expect("a folder");
        lexicon(folder.path(), shadow);
        let engine = EngineBuilder::new()
            .lexicon_dir(folder.path())
            .build()
            .unwrap_or_else(|error| panic!("{error}"));
        let url = "https://example.com/x";
        let link = LinkedPage { url, text: Some(COMMENT) };
        let comment = Comment { links: vec![link], ..Comment::new(url) };
        assert_eq!(engine.session().judge(&comment).decision, expected, "shadow = {shadow}");
    }
}

#[test]
fn a_rule_on_trial_is_held_to_its_near_misses() {
    let folder = tempfile::tempdir().expect("a folder");
    lexicon(folder.path(), true);
    let faults = |folder: &Path| -> Vec<&'static str> {
        let builder = EngineBuilder::new().without_builtin_lexicon().lexicon_dir(folder);
        let sources = builder.sources().unwrap_or_else(|error| panic!("{error}"));
        let engine = builder.build().unwrap_or_else(|error| panic!("{error}"));
        lint(&engine, &sources).iter().map(|fault| fault.code).collect()
    };
    assert_eq!(faults(folder.path()), Vec::<&str>::new());
    let path = folder.path().join("defamation/rules.toml");
    let rule = fs::read_to_string(&path).expect("is there");
    fs::write(&path, rule.replace("[\"名無し\"]", "[\"ナナシノゴンベエさん\"]"))
        .expect("can write");
    assert_eq!(faults(folder.path()), ["SK004"]);
}

#[test]
fn a_reason_to_keep_cannot_be_on_trial() {
    let folder = tempfile::tempdir().expect("a folder");
    lexicon(folder.path(), true);
    let path = folder.path().join("defamation/rules.toml");
    let rule = fs::read_to_string(&path).expect("is there");
    fs::write(&path, rule.replace("shadow = true", "shadow = true\nkeep = true"))
        .expect("can write");
    let error =
        EngineBuilder::new().without_builtin_lexicon().lexicon_dir(folder.path()).build().err();
    assert!(error.is_some_and(|error| error.to_string().contains("cannot be on trial")));
}
