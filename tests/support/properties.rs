//! What holds for any bytes: no panic, places that exist, the same answer twice.

use std::io::Cursor;
use std::path::Path;
use std::sync::LazyLock;

use sekimori::corpus::{Encoding, Format, ReadOptions, Source};
use sekimori::explain::{self, Lang};
use sekimori::lexicon::{Lexicon, Sources};
use sekimori::policy::{Decision, Policy, Side};
use sekimori::{Comment, Engine, EngineBuilder, LinkedPage, Verdict};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| EngineBuilder::new().build().expect("the built-in data compiles"));

/// Bytes that are no UTF-8, as a mark between parts.
const PART: u8 = 0xFF;

fn parts(bytes: &[u8]) -> Vec<String> {
    let parts = bytes.split(|byte| *byte == PART);
    parts.map(|part| String::from_utf8_lossy(part).into_owned()).collect()
}

/// A comment, the post above it, and a page behind its link.
pub fn judging(bytes: &[u8]) {
    let parts = parts(bytes);
    let part = |index: usize| parts.get(index).map(String::as_str);
    let text = part(0).unwrap_or_default();
    let page = LinkedPage { url: "https://example.com/", text: part(2) };
    let links = if parts.len() > 2 { vec![page] } else { Vec::new() };
    let comment = Comment { article: part(1), links, ..Comment::new(text) };
    let mut session = ENGINE.session();
    for verdict in [session.judge(&comment), session.judge_draft(&comment)] {
        check(&verdict, text);
    }
    assert_eq!(session.judge(&comment), ENGINE.session().judge(&comment), "{text:?}");
}

fn check(verdict: &Verdict, text: &str) {
    let violated = verdict.violations.iter().flat_map(|violation| &violation.findings);
    for finding in violated.chain(&verdict.uncounted).chain(&verdict.advice) {
        assert!((0.0..=1.0).contains(&finding.strength), "{finding:?}");
        for span in finding.evidence.iter().map(|evidence| evidence.span).chain([finding.span]) {
            assert!(text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
        }
    }
    for kept in &verdict.keep_reasons {
        assert_eq!(text.get(kept.span.start..kept.span.end), Some(kept.text.as_str()));
    }
    for span in verdict.redaction.iter().flat_map(|redaction| &redaction.spans) {
        assert!(text.get(span.start..span.end).is_some(), "{span:?} in {text:?}");
    }
    assert!(
        verdict.decision == Decision::Keep
            || verdict.read_to.is_some()
            || !verdict.violations.is_empty()
    );
    for lang in [Lang::Ja, Lang::En] {
        let report = explain::report(verdict, text, serde_json::Value::Null, lang);
        assert!(serde_json::to_string(&report).is_ok());
    }
}

/// A lexicon: terms, allow terms, contexts, rules.
pub fn lexicon(bytes: &[u8]) {
    let mut sources = Sources::default();
    let files = ["insult/terms.csv", "insult/allow.csv", "insult/context.csv", "insult/rules.toml"];
    for (path, text) in files.iter().zip(parts(bytes)) {
        sources.add_text(path, text);
    }
    match Lexicon::compile(&sources) {
        Ok(lexicon) => {
            let written: String =
                lexicon.terms().iter().map(|term| term.written.as_ref()).collect();
            let _ = lexicon.occurrences(&sekimori::normalize::key(&written));
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for fault in faults {
                assert!(!fault.to_string().is_empty());
            }
        }
    }
}

/// A policy file.
pub fn policy(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Policy::parse("fuzz.toml", &text) {
        Ok(policy) => {
            for side in [Side::Comment, Side::Outgoing] {
                assert_eq!(policy.judge(Vec::new(), side).decision, Decision::Keep);
            }
        }
        Err(faults) => assert!(faults.iter().all(|fault| !fault.to_string().is_empty())),
    }
}

/// A file of comments in every format and encoding.
pub fn corpus(bytes: &[u8]) {
    for name in ["a.jsonl", "a.csv", "a.tsv", "a.json", "a.txt", "a"] {
        let format = Format::of_path(Path::new(name));
        for encoding in [None, Some(Encoding::CP932), Some(Encoding::UTF_16LE)] {
            let options = ReadOptions { format, encoding, ..ReadOptions::default() };
            let Ok(source) = Source::read(Cursor::new(bytes.to_vec()), &options) else { continue };
            rows(source);
        }
    }
}

/// The rows of a file that could be opened.
pub fn rows(source: Source) {
    let guessed = source.guess().columns;
    for row in source.records(&guessed).take(10_000) {
        // A row is good, or says which one it is; a stream that breaks ends.
        match row {
            Ok(Ok(record)) => drop(record.comment()),
            Ok(Err(error)) => assert!(error.row > 0 && !error.to_string().is_empty()),
            Err(_) => break,
        }
    }
}

/// A file of any bytes, opened by its path as a format that is no stream: a workbook, Parquet.
pub fn container(path: &Path, format: Format) {
    let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
    if let Ok(source) = Source::open(path, &options) {
        rows(source);
    }
}
