//! Laws that hold for any text.

use std::sync::LazyLock;

use proptest::prelude::*;
use sekimori::normalize::{Level, View, fold, key};
use sekimori::policy::import;
use sekimori::{Comment, Decision, Engine, EngineBuilder, Policy, Verdict};

static ENGINE: LazyLock<Engine> =
    LazyLock::new(|| EngineBuilder::new().build().unwrap_or_else(|error| panic!("{error}")));

/// Pieces that comments are made of: words that fire, disguises, and anything at all.
fn comment() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "\\PC{0,6}",
        4 => prop::sample::select(vec![
            "お前", "死ね", "しね", "ﾊﾞｶ", "タヒね", "し・ね", "市長", "職員", "殺す", "バ○", "に注意",
            "「", "」", "。", "\n", "・", " ", "\u{200B}", "\u{3099}", "ー", "○", "×", "090-1234-5678",
            "https://example.com/", "hxxp://", "@", "①", "㍍", "𠮷", "👨‍👩‍👧", "～", "東京都千代田区1-1-1",
            "5,000円", "拡散希望", "地震", "がある", "しないで", "って言われた",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Pieces that policies' pages are made of, in any order.
fn page() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(vec![
            "(1) ", "（２）", "(1)～(3) ", "⑴", "①", "②", "1. ", "2　", "3\n", "ア　", "(イ)", "一、", "・", "- ", "■",
            "※", "# ", "| ", "第1条 ", "第2号 ", "a) ", "Ⅱ ", "<li>", "</ol>", "<ol>", "- 2 -", "\n", "\n\n",
        ]).prop_map(str::to_owned),
        4 => prop::sample::select(vec![
            "誹謗中傷するもの\n", "広告、宣伝\n", "わいせつなもの\n", "差別\n", "次のものは削除します。\n",
            "発信してはならない。\n", "の内容を含むページへのリンク\n", "なお、ブロックします。\n", "虚偽 \"\\\n",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn spans(verdict: &Verdict) -> Vec<sekimori::Span> {
    let findings = verdict.violations.iter().flat_map(|v| &v.findings).chain(&verdict.uncounted);
    let mut spans: Vec<sekimori::Span> = findings
        .flat_map(|finding| {
            let notes = finding.context.iter().filter_map(|note| note.span);
            finding.evidence.iter().map(|piece| piece.span).chain([finding.span]).chain(notes)
        })
        .collect();
    spans.extend(verdict.keep_reasons.iter().map(|reason| reason.span));
    spans.extend(verdict.redaction.iter().flat_map(|redaction| redaction.spans.iter().copied()));
    spans
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_twice_is_folding_once(text in comment()) {
        let once = key(&text);
        prop_assert_eq!(key(&once), once);
    }

    #[test]
    fn every_place_of_a_view_lies_on_char_boundaries(text in comment()) {
        for level in [Level::Surface, Level::Key] {
            let mut view = View::default();
            fold(&text, level, &mut view);
            let mut last = 0;
            for (at, c) in view.as_str().char_indices() {
                let span = view.original(at..at + c.len_utf8());
                prop_assert!(text.get(span.start..span.end).is_some_and(|part| !part.is_empty()));
                prop_assert!(span.start >= last, "the alignment is monotone");
                last = span.start;
            }
        }
    }

    #[test]
    fn every_span_slices_the_original(text in comment()) {
        let verdict = ENGINE.session().judge(&Comment::new(&text));
        for span in spans(&verdict) {
            prop_assert!(text.get(span.start..span.end).is_some(), "{:?}", span);
        }
        if verdict.decision == Decision::Keep {
            prop_assert!(verdict.violations.is_empty() && verdict.redaction.is_none());
        }
    }

    #[test]
    fn a_draft_can_be_read_back(page in page()) {
        if let Ok(draft) = import("x", &page) {
            let text = draft.to_toml();
            let policy = Policy::parse("x.toml", &text);
            prop_assert!(policy.is_ok(), "{page}\n{text}\n{:?}", policy.err());
        }
    }

    #[test]
    fn the_same_comment_gets_the_same_verdict(text in comment()) {
        let comment = Comment::new(&text);
        let mut session = ENGINE.session();
        let first = session.judge(&comment);
        let _ = session.judge(&Comment::new("お前らは全員バカだ"));
        prop_assert_eq!(first, session.judge(&comment));
    }
}

#[test]
fn adding_a_term_removes_no_finding() {
    let folder = tempfile::tempdir().expect("a folder");
    let concept = folder.path().join("operator_discretion");
    std::fs::create_dir(&concept).expect("can write");
    std::fs::write(
        concept.join("terms.csv"),
        "term,class,stand,pos,strength,reason,source,near_misses\nナナシノゴンベエ,own_list,anywhere,,0.6,独自の語,運用要領,\n",
    )
    .expect("can write");
    std::fs::write(
        concept.join("rules.toml"),
        "[[rules]]\nid = \"own_list\"\ntitle = \"独自の語\"\ntitle_en = \"own list\"\nreason = \"独自の語です。\"\nreason_en = \"A word of the operator's list.\"\nsource = \"運用要領\"\nmatch = \"own_list\"\nexamples = [\"ナナシノゴンベエ\"]\nnear_misses = [\"名無し\"]\n",
    )
    .expect("can write");
    let engine = EngineBuilder::new()
        .lexicon_dir(folder.path())
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
    let text = "お前ら全員死ね。ナナシノゴンベエ 090-1234-5678";
    let before = ENGINE.session().judge(&text.into());
    let after = engine.session().judge(&text.into());
    let rules = |verdict: &Verdict| -> Vec<String> {
        verdict.violations.iter().flat_map(|v| &v.findings).map(|f| f.rule.clone()).collect()
    };
    let known = rules(&after);
    assert!(rules(&before).iter().all(|rule| known.contains(rule)));
    assert!(known.contains(&"operator_discretion.own_list".to_owned()));
}

#[test]
fn extreme_texts_get_a_verdict() {
    let mut session = ENGINE.session();
    for text in [
        String::new(),
        "あ".repeat(1 << 20),
        "死".repeat(100_000),
        "・".repeat(100_000),
        "し・".repeat(50_000),
        "「".repeat(50_000),
        "1".repeat(200_000),
        "@".repeat(100_000),
        "a\u{0301}".repeat(50_000),
        "○".repeat(100_000),
        "\u{FFFF}\u{FDD0}\u{202E}".repeat(1000),
    ] {
        let verdict = session.judge(&Comment::new(&text));
        for span in spans(&verdict) {
            assert!(text.get(span.start..span.end).is_some());
        }
    }
    let long = "い".repeat(1 << 20);
    assert_eq!(session.judge(&Comment::new(&long)).read_to, Some((1 << 20) / 3 * 3));
}

#[test]
fn an_engine_is_shared_by_threads() {
    fn shared<T: Send + Sync + std::panic::UnwindSafe>(_: &T) {}
    shared(&*ENGINE);
    let verdicts: Vec<Decision> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| scope.spawn(|| ENGINE.session().judge(&"お前らは全員死ね".into()).decision))
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(verdicts.iter().all(|decision| *decision == Decision::Delete));
}
