//! What is refused, what is read in part, and what a user's files cannot reach.

use std::fs;

use sekimori::explain::{self, Lang};
use sekimori::policy::Policy;
use sekimori::{Comment, Decision, Engine, EngineBuilder, Limits};

const HEADER: &str = "term,class,stand,pos,strength,reason,source,near_misses\n";

fn limited(text_bytes: usize) -> Engine {
    let limits = Limits { text_bytes, ..Limits::default() };
    EngineBuilder::new().limits(limits).build().expect("the built-in data compiles")
}

#[test]
fn a_comment_read_in_part_is_never_kept_in_silence() {
    let text = "公園の草刈りをありがとうございました。お前は死ね";
    let verdict = limited(60).session().judge(&Comment::new(text));
    assert_eq!((verdict.decision, verdict.read_to), (Decision::Review, Some(60)));
    assert!(verdict.violations.is_empty());
    for (lang, words) in
        [(Lang::Ja, "担当者が全文を確認"), (Lang::En, "a person should read the rest")]
    {
        let shown = explain::report(&verdict, text, 1.into(), lang);
        let json = serde_json::to_value(&shown).expect("a report is JSON");
        assert_eq!((&json["truncated"], &json["read_bytes"]), (&true.into(), &60.into()));
        assert!(json["explanation"].as_str().is_some_and(|told| told.contains(words)), "{json}");
    }
    let whole = limited(1 << 20).session().judge(&Comment::new(text));
    assert_eq!((whole.decision, whole.read_to), (Decision::Delete, None));
    let shown =
        serde_json::to_value(explain::report(&whole, text, 1.into(), Lang::Ja)).expect("JSON");
    assert!(shown.get("truncated").is_none());
}

#[test]
fn every_policy_sends_what_is_read_in_part_to_a_person() {
    let policies: Vec<Policy> =
        Policy::builtin_ids().map(|id| Policy::builtin(id).expect("a built-in policy")).collect();
    let mut session = limited(30).session();
    for verdict in
        session.judge_by(&Comment::new("いつもありがとうございます。また来ます。"), &policies)
    {
        assert_eq!(verdict.decision, Decision::Review, "{}", verdict.provenance.policy_id);
    }
}

#[test]
fn findings_are_bounded_and_the_strongest_stay() {
    let text = "お前は死ね。バカ。詐欺師。カス。090-1234-5678。高収入バイトあり。";
    let few = Limits { findings: 2, ..Limits::default() };
    let engine = EngineBuilder::new().limits(few).build().expect("the built-in data compiles");
    let verdict = engine.session().judge(&Comment::new(text));
    let found = verdict.violations.iter().flat_map(|violation| &violation.findings);
    assert_eq!(verdict.decision, Decision::Delete);
    assert!(found.chain(&verdict.uncounted).count() <= 2);
}

#[test]
fn a_lexicon_that_is_too_large_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join("insult")).expect("a folder");
    let row = "ほげほげ,made_up,anywhere,,0.5,自作,tests,\n";
    fs::write(folder.path().join("insult/terms.csv"), [HEADER, &row.repeat(100)].concat())
        .expect("written");
    let limits = Limits { lexicon_bytes: 1_000, ..Limits::default() };
    let refused = EngineBuilder::new().limits(limits).lexicon_dir(folder.path()).build();
    let message = refused.expect_err("too large").to_string();
    assert!(message.contains("terms.csv") && message.contains("the limit is 1000"), "{message}");
}

#[cfg(unix)]
#[test]
fn a_lexicon_folder_reads_nothing_outside_itself() {
    use std::os::unix::fs::symlink;

    let outside = tempfile::tempdir().expect("a folder");
    fs::create_dir(outside.path().join("insult")).expect("a folder");
    let secret = [HEADER, "ひみつのことば,made_up,anywhere,,0.5,自作,tests,\n"].concat();
    fs::write(outside.path().join("insult/terms.csv"), &secret).expect("written");
    let folder = tempfile::tempdir().expect("a folder");
    symlink(outside.path().join("insult"), folder.path().join("insult")).expect("a link");
    fs::create_dir(folder.path().join("harm")).expect("a folder");
    symlink(outside.path().join("insult/terms.csv"), folder.path().join("harm/terms.csv"))
        .expect("a link");
    let engine = EngineBuilder::new().lexicon_dir(folder.path()).build().expect("nothing to read");
    assert!(engine.lexicon().terms().iter().all(|term| term.written != "ひみつのことば"));
}

#[test]
fn a_policy_names_other_policies_and_no_files() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("other.toml"), "id = \"other\"").expect("written");
    for name in
        ["../tokubetsuku", "/etc/hostname", folder.path().join("other").to_str().expect("UTF-8")]
    {
        let text = format!(
            "id = \"own\"\ntitle = \"t\"\nbody = \"b\"\nversion = \"1\"\nsource = \"s\"\noutgoing_from = {name:?}\n"
        );
        assert!(Policy::parse("own.toml", &text).is_err(), "{name}");
    }
}

#[test]
fn deep_toml_is_refused_and_not_followed() {
    for deep in [
        format!("a = {}{}", "[".repeat(100_000), "]".repeat(100_000)),
        format!("a{} = 1", ".a".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
    ] {
        assert!(Policy::parse("deep.toml", &deep).is_err());
    }
}

#[test]
fn errors_do_not_repeat_comments() {
    use sekimori::corpus::{Columns, Format, ReadOptions, Source};
    let secret = "ひみつのコメント";
    let file = format!("{{\"body\":\"{secret}\"}}\n{{\"text\":\"{secret}\nx\n");
    let source = Source::read(
        std::io::Cursor::new(file),
        &ReadOptions { format: Some(Format::JsonLines), ..ReadOptions::default() },
    )
    .expect("it opens");
    let columns = Columns::default();
    let rows = source.records(&columns).map(|row| row.expect("memory does not fail"));
    let errors: Vec<String> = rows.filter_map(Result::err).map(|error| error.to_string()).collect();
    assert_eq!(errors.len(), 3);
    assert!(errors.iter().all(|error| !error.contains(secret)), "{errors:?}");
}
