//! Every disguise on every explicit case of the suite: how much of what is found plainly is found
//! in disguise, and that a disguise of a harmless comment never makes it a candidate for deletion.

use std::path::Path;

use sekimori::evaluate::{CaseFile, Expected};
use sekimori::{Comment, Decision, Engine, EngineBuilder, Session};
use unicode_normalization::UnicodeNormalization;

/// Evidence longer than this is a sentence: nobody disguises all of it.
const MAX_LETTERS: usize = 12;

/// A way to write a word so that a list does not find it; `None` if it leaves the word as it is.
struct Disguise {
    name: &'static str,
    apply: fn(&str) -> Option<String>,
    /// Least share of what is found plainly that must be found in this disguise.
    floor: f64,
}

const DISGUISES: [Disguise; 24] = [
    Disguise { name: "katakana", apply: katakana, floor: 0.95 },
    Disguise { name: "zero width", apply: |s| separated(s, "\u{200B}"), floor: 0.97 },
    Disguise { name: "soft hyphen", apply: |s| separated(s, "\u{AD}"), floor: 0.97 },
    Disguise { name: "decomposed", apply: |s| changed(s, s.nfd().collect()), floor: 0.97 },
    Disguise { name: "space", apply: |s| separated(s, " "), floor: 0.9 },
    Disguise { name: "wide space", apply: |s| separated(s, "\u{3000}"), floor: 0.9 },
    Disguise { name: "vertical", apply: |s| separated(s, "\n"), floor: 0.9 },
    Disguise { name: "middle dot", apply: |s| separated(s, "・"), floor: 0.9 },
    Disguise { name: "full stop", apply: |s| separated(s, "."), floor: 0.9 },
    Disguise { name: "slash", apply: |s| separated(s, "/"), floor: 0.9 },
    Disguise { name: "star", apply: |s| separated(s, "★"), floor: 0.9 },
    Disguise { name: "heart", apply: |s| separated(s, "♡"), floor: 0.9 },
    Disguise { name: "emoji", apply: |s| separated(s, "😂"), floor: 0.9 },
    Disguise { name: "wave", apply: |s| separated(s, "〜"), floor: 0.9 },
    Disguise { name: "comma", apply: |s| separated(s, "、"), floor: 0.9 },
    Disguise { name: "masked ○", apply: |s| masked(s, '○'), floor: 0.9 },
    Disguise { name: "masked *", apply: |s| masked(s, '*'), floor: 0.9 },
    Disguise { name: "masked ■", apply: |s| masked(s, '■'), floor: 0.9 },
    Disguise { name: "masked △", apply: |s| masked(s, '△'), floor: 0.85 },
    Disguise { name: "small kana", apply: small_kana, floor: 0.9 },
    Disguise { name: "large kana", apply: large_kana, floor: 0.9 },
    Disguise { name: "drawn out", apply: drawn_out, floor: 0.88 },
    Disguise { name: "stammered", apply: stammered, floor: 0.95 },
    Disguise { name: "trailing", apply: trailing, floor: 0.95 },
];

fn changed(word: &str, disguised: String) -> Option<String> {
    (disguised != word).then_some(disguised)
}

fn map(word: &str, change: impl Fn(char) -> char) -> Option<String> {
    changed(word, word.chars().map(change).collect())
}

fn katakana(word: &str) -> Option<String> {
    map(word, |c| match c {
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
        _ => c,
    })
}

fn separated(word: &str, separator: &str) -> Option<String> {
    let letters: Vec<String> = word.chars().map(String::from).collect();
    changed(word, letters.join(separator))
}

fn masked(word: &str, mask: char) -> Option<String> {
    let mut chars: Vec<char> = word.chars().collect();
    let letters: Vec<usize> = (0..chars.len()).filter(|at| chars[*at].is_alphanumeric()).collect();
    let at = match letters.len() {
        0 | 1 => return None,
        2 => letters[1],
        len => letters[len / 2],
    };
    chars[at] = mask;
    Some(chars.into_iter().collect())
}

const LARGE: &str = "あいうえおつやゆよわアイウエオツヤユヨワ";
const SMALL: &str = "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ";

fn small_kana(word: &str) -> Option<String> {
    map(word, |c| LARGE.chars().zip(SMALL.chars()).find(|(l, _)| *l == c).map_or(c, |(_, s)| s))
}

fn large_kana(word: &str) -> Option<String> {
    map(word, |c| LARGE.chars().zip(SMALL.chars()).find(|(_, s)| *s == c).map_or(c, |(l, _)| l))
}

fn drawn_out(word: &str) -> Option<String> {
    let first = word.chars().next()?;
    let rest = &word[first.len_utf8()..];
    (!rest.is_empty()).then(|| format!("{first}ー{rest}"))
}

fn stammered(word: &str) -> Option<String> {
    let first = word.chars().next()?;
    Some(format!("{first}{first}{word}"))
}

fn trailing(word: &str) -> Option<String> {
    let last = word.chars().next_back()?;
    Some(format!("{word}{}", last.to_string().repeat(4)))
}

fn engine() -> Engine {
    EngineBuilder::new().without_redaction().build().unwrap_or_else(|error| panic!("{error}"))
}

/// The texts of the cases that `wanted` asks for, by functionality and expected decision.
fn texts(wanted: impl Fn(&str, Expected) -> bool) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut texts = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .expect("tests/cases is there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a case file is UTF-8");
        let concept = path.file_stem().expect("it has a name").to_string_lossy();
        let file = CaseFile::parse(&concept, &path.display().to_string(), &text)
            .unwrap_or_else(|fault| panic!("{fault}"));
        // What they speak of is no word: contacts, links, the post, an operator's own list.
        if ["off_topic", "prohibited_link", "operator_discretion", "privacy"].contains(&&*concept) {
            continue;
        }
        let cases = file.cases.iter().filter(|case| {
            !case.outgoing
                && case.article.is_none()
                && case.links.is_empty()
                && case.known_limitation.is_none()
                && wanted(&case.functionality, case.decision)
        });
        texts.extend(cases.map(|case| case.text.clone()));
    }
    texts
}

fn decision(session: &mut Session, text: &str) -> Decision {
    session.judge(&Comment::new(text)).decision
}

/// The comment with its longest piece of evidence taken out: what stands before, the piece, the rest.
fn cut(session: &mut Session, text: &str) -> Option<[String; 3]> {
    let verdict = session.judge(&Comment::new(text));
    let finding = verdict.violations.first()?.findings.first()?;
    let spans = finding.evidence.iter().map(|evidence| evidence.span);
    let span = spans
        .filter(|span| span.slice(text).chars().count() <= MAX_LETTERS)
        .max_by_key(|span| span.len())?;
    Some([&text[..span.start], span.slice(text), &text[span.end..]].map(str::to_owned))
}

#[test]
fn what_is_found_plainly_is_found_in_disguise() {
    let engine = engine();
    let mut session = engine.session();
    let explicit = texts(|functionality, _| ["explicit", "slang"].contains(&functionality));
    let cuts: Vec<[String; 3]> =
        explicit.iter().filter_map(|text| cut(&mut session, text)).collect();
    assert!(cuts.len() > 500, "only {} explicit cases have evidence to disguise", cuts.len());
    let mut short = Vec::new();
    for disguise in &DISGUISES {
        let (mut all, mut found) = (0u32, 0u32);
        for [before, word, after] in &cuts {
            let Some(word) = (disguise.apply)(word) else { continue };
            all += 1;
            let text = [before.as_str(), &word, after].concat();
            found += u32::from(decision(&mut session, &text) != Decision::Keep);
        }
        let share = f64::from(found) / f64::from(all.max(1));
        println!("{:<12} {found:>4}/{all:<4} {share:.3}", disguise.name);
        if share < disguise.floor {
            short.push(format!("{}: {found} of {all}, floor {}", disguise.name, disguise.floor));
        }
    }
    assert!(short.is_empty(), "found less than before:\n{}", short.join("\n"));
}

#[test]
fn no_disguise_makes_a_harmless_comment_one_to_delete() {
    let engine = engine();
    let mut session = engine.session();
    let harmless = texts(|_, expected| expected == Expected::Keep);
    let mut deleted = Vec::new();
    let mut twins = 0;
    for (index, text) in harmless.iter().enumerate() {
        // Each comment meets a fourth of the disguises, each disguise a fourth of the comments.
        for disguise in DISGUISES.iter().skip(index % 4).step_by(4) {
            let Some(twin) = (disguise.apply)(text) else { continue };
            twins += 1;
            if decision(&mut session, &twin) == Decision::Delete {
                deleted.push(format!("{}: {text}", disguise.name));
            }
        }
    }
    assert!(twins > 10_000, "only {twins} disguised comments were looked at");
    assert!(deleted.is_empty(), "{} of {twins}:\n{}", deleted.len(), deleted.join("\n"));
}

/// Nobody writes so to hide something harmless, but some write so for the look of it: 「し・ん・ね・ん」.
#[test]
fn harmless_comments_that_are_spelt_out_are_kept() {
    let engine = EngineBuilder::new().build().expect("the built-in data compiles");
    let mut session = engine.session();
    for comment in include_str!("../benches/texts/harmless.txt").lines() {
        for separator in [" ", "\u{3000}", "・", ".", "/", "_", "★", "\n", "\u{200B}"] {
            let written = separated(comment, separator).expect("it has letters");
            let verdict = session.judge(&Comment::new(&written));
            assert_eq!(verdict.decision, Decision::Keep, "{written}: {:?}", verdict.violations);
        }
    }
}
