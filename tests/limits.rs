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

/// A word that a comment almost repeats is read anew at each of its letters, as far as a word may go.
#[test]
fn long_words_are_bounded() {
    use std::time::{Duration, Instant};

    let folder = tempfile::tempdir().expect("a folder");
    let concept = folder.path().join("insult");
    fs::create_dir(&concept).expect("a folder");
    let write = |words: &[String]| {
        let row = |word: &String| format!("{word},made_up,anywhere,,0.5,自作,tests,\n");
        let rows: String = words.iter().map(row).collect();
        fs::write(concept.join("terms.csv"), [HEADER, &rows].concat()).expect("written");
        EngineBuilder::new().without_builtin_lexicon().lexicon_dir(folder.path()).build()
    };
    let refused = write(&["あ".repeat(1_001)]).expect_err("too long").to_string();
    assert!(
        refused.contains("longer than 3000 bytes") && refused.contains("terms.csv"),
        "{refused}"
    );
    let engine = write(&["い", "う"].map(|last| "あ".repeat(999) + last)).expect("long words");
    let start = Instant::now();
    let verdict = engine.session().judge(&Comment::new(&"あ".repeat(300_000)));
    assert_eq!(verdict.decision, Decision::Keep);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}

/// Letters are numbered in two bytes: a lexicon that has more is refused, not left unread.
#[test]
fn a_lexicon_of_too_many_letters_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let concept = folder.path().join("insult");
    fs::create_dir(&concept).expect("a folder");
    let letters = ['\u{3400}'..='\u{9FFF}', '\u{AC00}'..='\u{D7A3}', '\u{20000}'..='\u{2A6DF}'];
    let rows = letters
        .into_iter()
        .flatten()
        .map(|c| format!("謎{c}謎,made_up,anywhere,,0.5,自作,tests,\n"));
    fs::write(concept.join("terms.csv"), HEADER.to_owned() + &rows.collect::<String>())
        .expect("written");
    let built = EngineBuilder::new().without_builtin_lexicon().lexicon_dir(folder.path()).build();
    let message = built.expect_err("too many").to_string();
    assert!(message.contains("terms.csv") && message.contains("different letters"), "{message}");
}

#[cfg(unix)]
/// A user's list of 100,000 words; ten times as many take ten times as long.
#[test]
fn a_very_large_lexicon_finds_what_a_small_one_finds() {
    use std::fmt::Write as _;

    let word = |number: usize| -> String {
        let letters: Vec<char> = "アカサタナハマヤラワ".chars().collect();
        let digits = (0..6_u32).map(|place| letters[number / 10_usize.pow(place) % 10]);
        digits.chain("ゾゾ".chars()).collect()
    };
    let folder = tempfile::tempdir().expect("a folder");
    let concept = folder.path().join("defamation");
    fs::create_dir(&concept).expect("can write");
    let mut terms = HEADER.to_owned();
    for number in 0..100_000 {
        let _ = writeln!(terms, "{},many,anywhere,,0.95,独自の語,運用要領,", word(number));
    }
    fs::write(concept.join("terms.csv"), terms).expect("can write");
    let rule = "[[rules]]\nid = \"many\"\ntitle = \"独自の語\"\ntitle_en = \"own list\"\n\
                reason = \"独自の語です。\"\nreason_en = \"A word of the list.\"\n\
                source = \"運用要領\"\nmatch = \"many\"\n";
    fs::write(concept.join("rules.toml"), rule).expect("can write");
    let engine = EngineBuilder::new()
        .without_builtin_lexicon()
        .lexicon_dir(folder.path())
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
    let mut session = engine.session();
    for number in [0, 31_415, 99_999] {
        let verdict = session.judge(&Comment::new(&format!("あの{}め", word(number))));
        assert_eq!(verdict.decision, Decision::Delete, "{}", word(number));
    }
    let verdict = session.judge(&Comment::new(&format!("あの{}め", word(100_000))));
    assert_eq!(verdict.decision, Decision::Keep);
}

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

/// What a reader says of a file: when it is opened, and of its rows.
fn told(format: sekimori::corpus::Format, file: &str) -> Vec<String> {
    use sekimori::corpus::{Columns, ReadOptions, Source};
    let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
    match Source::read(std::io::Cursor::new(file.to_owned()), &options) {
        Ok(source) => {
            let columns = Columns::default();
            let rows = source.records(&columns).map(|row| row.expect("memory does not fail"));
            rows.filter_map(Result::err).map(|error| error.to_string()).collect()
        }
        Err(error) => vec![error.to_string()],
    }
}

#[test]
fn errors_do_not_repeat_comments() {
    use sekimori::corpus::Format::{Csv, Json, JsonLines, Lines, Tsv};
    let secret = "これはだれにも見せてはいけないひみつのコメントです";
    for (format, file, faults) in [
        (JsonLines, format!("{{\"body\":\"{secret}\"}}\n{{\"text\":\"{secret}\nx\n"), 3),
        (JsonLines, format!("\"{secret}\"\n[\"{secret}\"]\n{{\"text\":[\"{secret}\"]}}\n"), 3),
        (JsonLines, format!("{{\"text\":\"a\",\"links\":\"{secret}\"}}\n"), 1),
        (JsonLines, format!("{{\"text\":\"a\",\"links\":[{{\"url\":[\"{secret}\"]}}]}}\n"), 1),
        (JsonLines, format!("{{\"{secret}\":1}}\n"), 1),
        (Json, format!("[\"{secret}\",{{\"text\":\"{secret}\" \"\"}}]"), 1),
        (Json, format!("{{\"{secret}\":\"{secret}\"}}"), 1),
        (Csv, format!("{secret}\n{secret}\n"), 1),
        (Csv, format!("text,links\n{secret},\"\"\"{secret}\"\"\"\n{secret},a,{secret}\n"), 2),
        (Csv, format!("text\n\"{secret}\"x\n\"{secret}\n"), 2),
        (Csv, format!("\"{secret}\"x\n"), 1),
        (Tsv, format!("text\n{secret}\t{secret}\n"), 1),
        (Lines, secret.to_owned(), 0),
    ] {
        let told = told(format, &file);
        assert!(told.len() >= faults, "{file}: {told:?}");
        assert!(told.iter().all(|told| !told.contains(secret)), "{told:?}");
    }
}

#[test]
fn a_label_that_is_a_comment_is_not_repeated() {
    use sekimori::evaluate::LabelReader;
    let secret = "これはだれにも見せてはいけないひみつのコメントです";
    let policy = Policy::builtin("tokubetsuku").expect("a built-in policy");
    for label in
        [serde_json::json!(secret), serde_json::json!({ "a": secret }), serde_json::json!([secret])]
    {
        let told = LabelReader::new(&policy).read(&label).expect_err("no label").to_string();
        assert!(!told.contains(secret), "{told}");
    }
}

#[test]
fn a_template_reads_no_files() {
    use sekimori::explain::{Document, Templates};
    for reach in ["include", "import", "extends"] {
        let alias = if reach == "import" { " as a" } else { "" };
        let text = format!("{{% {reach} \"/etc/hostname\"{alias} %}}");
        let mut templates = Templates::builtin().expect("the built-in ones compile");
        let refused = templates.replace(Document::Record, Lang::Ja, "record.txt", &text);
        assert!(refused.is_err(), "{reach}");
    }
}

#[test]
fn messages_of_the_command_line_do_not_repeat_comments() {
    let secret = "これはだれにも見せてはいけないひみつのコメントです";
    let folder = tempfile::tempdir().expect("a folder");
    let files = [
        ("no_header.csv", format!("{secret}\n{secret}\n")),
        ("quotes.csv", format!("text,label\n\"{secret}\"x,delete\n{secret},{secret}\n")),
        (
            "broken.jsonl",
            format!("{{\"text\":\"{secret}\nx\n{{\"text\":\"{secret}\",\"links\":\"{secret}\"}}\n"),
        ),
        ("array.json", format!("{{\"{secret}\":\"{secret}\"}}")),
    ];
    for (name, text) in &files {
        fs::write(folder.path().join(name), text).expect("written");
        for arguments in [
            vec!["batch", "-o", "out.csv", name],
            vec!["evaluate", name],
            vec!["evaluate", "--label-column", "text", name],
            vec!["compare", "--base", "builtin", "--head", "builtin", name],
            vec!["rules", "profile", name],
            vec!["check", "--format", "json", secret, "-"],
        ] {
            let done = std::process::Command::new(env!("CARGO_BIN_EXE_sekimori"))
                .current_dir(folder.path())
                .args(&arguments)
                .stdin(std::process::Stdio::null())
                .output()
                .expect("it runs");
            let told = String::from_utf8_lossy(&done.stderr);
            assert!(!told.contains(secret), "{arguments:?}: {told}");
        }
    }
}
