//! Worst cases by construction: each must be read in time and memory that grow with its length only.

use std::time::{Duration, Instant};

use allocation_counter::measure;
use sekimori::{Comment, Decision, Engine, EngineBuilder, Limits, Verdict};

/// What such a comment may cost in a test build on a busy machine; most take a hundredth of it.
const TIME: Duration = Duration::from_secs(60);
/// What a session may hold for a comment, as a multiple of what is read of it, and at least.
const MEMORY: (u64, u64) = (200, 64 << 20);

fn engine() -> Engine {
    EngineBuilder::new().build().expect("the built-in data compiles")
}

/// Judges a text within the bounds; gives the verdict.
fn judge(engine: &Engine, name: &str, text: &str) -> Verdict {
    let mut verdict = None;
    let start = Instant::now();
    let memory = measure(|| verdict = Some(engine.session().judge(&Comment::new(text))));
    let read = text.len().min(Limits::default().text_bytes) as u64;
    let most = (MEMORY.0 * read).max(MEMORY.1);
    assert!(start.elapsed() < TIME, "{name}: {:?}", start.elapsed());
    assert!(memory.bytes_max < most, "{name}: {} bytes for {read}", memory.bytes_max);
    let verdict = verdict.expect("a verdict");
    // Whatever was found lies in the text.
    for finding in verdict.violations.iter().flat_map(|violation| &violation.findings) {
        assert!(text.get(finding.span.start..finding.span.end).is_some(), "{name}");
    }
    eprintln!("{name}: {:?}, {} kB", start.elapsed(), memory.bytes_max / 1024);
    verdict
}

fn repeated(unit: &str, bytes: usize) -> String {
    unit.repeat(bytes / unit.len())
}

#[test]
fn ten_megabytes_are_read_up_to_the_limit() {
    let engine = engine();
    let text = repeated("公園の草刈りをありがとうございました。", 10 << 20);
    let verdict = judge(&engine, "10 MB", &text);
    assert!(verdict.read_to.is_some_and(|end| end <= Limits::default().text_bytes));
    assert_eq!(verdict.decision, Decision::Review, "nobody has read the rest");
}

#[test]
fn marks_upon_marks() {
    let engine = engine();
    let combining = format!("死{}ね", "\u{0301}".repeat(100_000));
    assert!(judge(&engine, "combining", &combining).decision > Decision::Keep);
    let zalgo: String = "ありがとう"
        .chars()
        .map(|c| format!("{c}{}", "\u{0336}\u{0489}\u{20DD}".repeat(2_000)))
        .collect();
    assert_eq!(judge(&engine, "zalgo", &zalgo).decision, Decision::Keep);
    let voicing = repeated("か\u{3099}\u{309A}ﾞ゛", 200_000);
    let _ = judge(&engine, "voicing", &voicing);
}

#[test]
fn separators_without_end() {
    let engine = engine();
    let _ = judge(&engine, "separators", &"・".repeat(1_000_000));
    let _ = judge(&engine, "separators in a word", &format!("死{}ね", "・".repeat(300_000)));
    let _ = judge(&engine, "alternating", &repeated("し・", 1 << 20));
    let _ = judge(&engine, "line breaks", &repeated("あ\n", 1 << 20));
}

#[test]
fn nothing_but_candidates() {
    let engine = engine();
    for unit in [
        "死ね",
        "死ね。",
        "バカ",
        "お前ら",
        "市長死ね ",
        "詐欺だ、",
        "カステラ",
        "し・ね ",
        "ばーか",
        "お前死○",
        "住所は本町1丁目2番3号 ",
    ] {
        let _ = judge(&engine, unit, &repeated(unit, 1 << 17));
    }
}

/// A whole comment of one word, sign or notation, as long as comments are read.
#[test]
fn floods() {
    let engine = engine();
    for unit in [
        "ばーか",
        "死ね",
        "死",
        "あ",
        "0",
        "@",
        "a.",
        "○",
        "ー",
        "090-",
        "090-1234-5678 ",
        "「",
        "http://a.",
        "http://a.jp/ ",
        "www.",
        "お前は。",
        "死ねとは",
        "「死ね」と",
        "ですか？死ね",
        "死・・・ね",
        "住所は本町1丁目2番3号 ",
        "家は公園の裏。公園の裏に住んでる。",
        "口座番号1234567 ",
        "ばかばーか死ね0@a.○ー「",
    ] {
        let _ = judge(&engine, unit, &repeated(unit, 1 << 20));
    }
}

/// More of the same changes nothing, but what stands behind it may: what is not looked at any more is
/// left to a person.
#[test]
fn an_insult_behind_a_flood_is_never_kept() {
    let engine = engine();
    for unit in
        ["お前", "お前 ", "お前は。", "死亡", "市長", "カステラ", "「死ね」とは", "ありがとう。"]
    {
        let text = format!("{}、お前は死ね。", repeated(unit, 1_000_000));
        let verdict = judge(&engine, unit, &text);
        assert!(verdict.decision > Decision::Keep, "{unit}");
        assert!(verdict.read_to.is_none_or(|end| text.is_char_boundary(end)), "{unit}");
    }
    let long = repeated(
        "公園の草刈りをありがとうございました。市長さんにもよろしくお伝えください。\n",
        180_000,
    );
    let verdict = judge(&engine, "as long as any platform allows", &long);
    assert_eq!((verdict.decision, verdict.read_to), (Decision::Keep, None));
}

#[test]
fn nested_quotations() {
    let engine = engine();
    let nested = format!("{}死ね{}", "「".repeat(100_000), "」".repeat(100_000));
    let _ = judge(&engine, "nested", &nested);
    let _ = judge(&engine, "quoted", &repeated("「死ね」『バカ』", 1 << 20));
}

#[test]
fn digits_marks_and_links() {
    let engine = engine();
    for unit in [
        "1",
        "0120-",
        "０９０",
        "@",
        "a@",
        "@a1 ",
        "#あ",
        "http://",
        "a.b.",
        "www.a.jp/ ",
        "。jp",
        "1-2-3 ",
        "〇",
        "5,000円",
        "1月2日",
        "○",
        "ロ",
        "*",
        "キ*ガ*",
    ] {
        let _ = judge(&engine, unit, &repeated(unit, 1 << 17));
    }
}

#[test]
fn invisible_and_impossible_characters() {
    let engine = engine();
    for (name, unit) in [
        ("bidi", "\u{202E}死\u{202C}ね\u{2066}"),
        ("tags", "死\u{E0001}\u{E0041}\u{E007F}ね"),
        ("noncharacters", "\u{FFFE}\u{FFFF}\u{10FFFF}\u{FDD0}死"),
        ("nul", "\0死\0"),
        ("ligatures", "ﷺ㍿㌖"),
        ("hangul fillers", "\u{3164}\u{115F}"),
        ("families", "👨‍👩‍👧‍👦"),
    ] {
        let _ = judge(&engine, name, &repeated(unit, 1 << 17));
    }
}

#[test]
fn a_session_is_shared_by_no_one_and_an_engine_by_all() {
    fn holds<T: Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe>() {}
    holds::<Engine>();
    let engine = engine();
    let texts =
        ["お前は死ね", "除雪ありがとうございます", "バ○ども し・ね", "LINEで月収100万円稼げます"];
    let alone: Vec<Verdict> =
        texts.iter().map(|text| engine.session().judge(&Comment::new(text))).collect();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut session = engine.session();
                for _ in 0..25 {
                    for (text, expected) in texts.iter().zip(&alone) {
                        assert_eq!(&session.judge(&Comment::new(text)), expected, "{text}");
                    }
                }
            });
        }
    });
}
