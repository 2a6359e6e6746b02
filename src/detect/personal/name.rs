//! Reading names off morphemes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lists::{alternation, rows};
use crate::detect::Input;
use crate::normalize::Script;
use crate::span::Span;
use crate::tokenize::{Morpheme, Morphemes};

/// A name and who bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub span: Span,
    /// `full:山田花子` or `surname:山田さん`.
    pub value: String,
    /// `public`, or the kind of the title where only the surname is given.
    pub role: Option<&'static str>,
}

/// Titles behind a name: さん, 容疑者, 市長 …, each with its kind.
static TITLES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("../../../dictionaries/privacy/name_titles.csv")).collect());

/// A public role before a name (市長の山田氏), invariant: compiles.
static ROLE_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/privacy/public_roles.csv");
    let roles = alternation(rows(list).map(|(role, _)| role));
    Regex::new(&format!("{roles}(?:の|・|である|だった|、| )?$")).ok()
});

/// Two parts with a space between them, in kanji or in katakana, invariant: compiles.
static SPACED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"([\p{Han}々ヶ]{1,4}|[ァ-ヶー]{2,7})( )([\p{Han}々]{1,3}|[ぁ-ん]{1,3}[\p{Han}ぁ-ん]|[ァ-ヶー]{2,7})").ok()
});

/// Shortest given name in hiragana that is told from a particle, in characters of three bytes.
const KANA_LENGTH: usize = 3;

const FAMILY: u8 = 1;
const GIVEN: u8 = 2;

/// Family and given names, in kanji and by their reading.
static PARTS: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut parts = HashMap::new();
    for (name, part) in rows(include_str!("../../../dictionaries/privacy/names.csv")) {
        *parts.entry(name).or_insert(0) |= if part == "family" { FAMILY } else { GIVEN };
    }
    parts
});

/// The names in a sentence.
pub(super) fn find_names(input: &Input<'_>, sentence: &[Morpheme]) -> Vec<Name> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < sentence.len() {
        let read = name_at(input, sentence, at);
        at = read.as_ref().map_or(at + 1, |(_, end)| *end);
        names.extend(read.map(|(name, _)| name));
    }
    names
}

/// The name that begins at a morpheme, and the index behind it.
fn name_at(input: &Input<'_>, sentence: &[Morpheme], at: usize) -> Option<(Name, usize)> {
    let family = &sentence[at];
    let surname = family.is_pos("名詞-固有名詞-人名-姓");
    let written = family.surface(input.surface);
    let known = PARTS.get(written).is_some_and(|bits| bits & FAMILY != 0);
    let kanji = Script::of(first_char(written)) == Script::Kanji;
    if !(known && family.pos(0) == "名詞" || surname && kanji) {
        return None;
    }
    let proper = family.is_pos("名詞-固有名詞");
    let given = given_end(input, sentence, at + 1, proper);
    let end = given.unwrap_or(family.span.end);
    let next = sentence.partition_point(|morpheme| morpheme.span.start < end);
    let title = sentence.get(next).and_then(|first| title_of(input, sentence, next, first));
    let kind = match (given, title) {
        (None, None) => return None,
        (None, Some((_, "private"))) if !surname => return None,
        (_, Some((_, "official" | "public"))) => Some("public"),
        (Some(_), _) => None,
        (None, Some(_)) if !proper && family.surface(input.surface).chars().count() < 2 => {
            return None;
        }
        (None, Some((_, kind))) => Some(kind),
    };
    let span = Span::new(family.span.start, end);
    let written: String = span.slice(input.comment.text).split_whitespace().collect();
    let value = match (given, title) {
        (None, Some((title, _))) => format!("surname:{written}{title}"),
        _ => format!("full:{written}"),
    };
    if introduces_oneself(input, span) {
        return None;
    }
    let role = if is_public(input, span) { Some("public") } else { kind };
    Some((Name { span, value, role }, next.max(at + 1)))
}

/// The end of a given name that touches the family name before morpheme `at`: the longest that is
/// known, else what IPADIC calls one.
fn given_end(input: &Input<'_>, sentence: &[Morpheme], at: usize, proper: bool) -> Option<usize> {
    let first = sentence.get(at)?;
    let start = input.surface.position(first.span.start);
    let tail = &input.surface.as_str()[start..];
    let longest = tail
        .char_indices()
        .take(4)
        .take_while(|(_, c)| matches!(Script::of(*c), Script::Kanji | Script::Hiragana))
        .map(|(index, c)| index + c.len_utf8())
        .filter(|end| Script::of(first_char(tail)) == Script::Kanji || *end >= 3 * KANA_LENGTH)
        .filter(|end| PARTS.get(&tail[..*end]).is_some_and(|bits| bits & GIVEN != 0))
        .filter(|end| ends_name(&tail[*end..]))
        .last();
    if proper && let Some(end) = longest {
        return Some(input.surface.original(start..start + end).end);
    }
    first.is_pos("名詞-固有名詞-人名-名").then_some(first.span.end)
}

fn first_char(text: &str) -> char {
    text.chars().next().unwrap_or(' ')
}

/// Whether a name can end before this text: no kanji follows, or a title does.
fn ends_name(tail: &str) -> bool {
    let next = tail.chars().next();
    next.is_none_or(|c| Script::of(c) != Script::Kanji)
        || TITLES.keys().any(|title| tail.starts_with(title))
}

/// The title that a morpheme begins, with its kind: さん; 市長; 教育 + 長.
fn title_of(
    input: &Input<'_>,
    sentence: &[Morpheme],
    at: usize,
    first: &Morpheme,
) -> Option<(&'static str, &'static str)> {
    let whole = |count: usize| {
        let last = sentence.get(at + count - 1)?;
        let start = input.surface.position(first.span.start);
        let end = input.surface.position(last.span.end);
        let text = input.surface.as_str().get(start..end)?;
        TITLES.get_key_value(text).map(|(title, kind)| (*title, *kind))
    };
    (1..=3).rev().find_map(whole)
}

fn is_public(input: &Input<'_>, name: Span) -> bool {
    let head = &input.surface.as_str()[..input.surface.position(name.start)];
    let window = super::lists::before(head, head.len(), 14);
    ROLE_BEFORE.as_ref().is_some_and(|role| role.is_match(window))
}

/// 山田と申します; 私は山田です; a comment that begins 山田です.
fn introduces_oneself(input: &Input<'_>, name: Span) -> bool {
    let text = input.comment.text;
    let tail = text[name.end..].trim_start();
    if ["と申", "ともうします", "と言います", "といいます", "と名乗"]
        .iter()
        .any(|verb| tail.starts_with(verb))
    {
        return true;
    }
    let head = text[..name.start].trim_end();
    let first_person =
        ["私は", "私、", "わたしは", "僕は", "俺は", "当方", "在住の", "に住む", "住みの"];
    let alone = head.is_empty() || head.ends_with(['\n', '。', '！', '!']);
    tail.starts_with("です") && (alone || first_person.iter().any(|word| head.ends_with(word)))
}

/// Names whose parts stand apart: 清水 稔, ミウラ ヤスヒロ. Both parts are known names; a given name
/// that is not may also be pieced together of single kanji (涼平).
pub(super) fn spaced_names(input: &Input<'_>, morphemes: &mut Morphemes<'_>) -> Vec<Name> {
    let text = input.surface.as_str();
    let Some(spaced) = SPACED.as_ref() else { return Vec::new() };
    let mut names = Vec::new();
    let mut at = 0;
    while let Some(found) = spaced.captures_at(text, at) {
        let (Some(family), Some(given)) = (found.get(1), found.get(3)) else { break };
        at = family.end();
        let begins = part_start(text, family.range());
        let (Some(start), Some(length)) = (begins, given_length(input, morphemes, given.range()))
        else {
            continue;
        };
        at = given.start() + length;
        let span = input.surface.original(start..at);
        let value = format!("full:{}{}", &text[start..family.end()], &text[given.start()..at]);
        if !introduces_oneself(input, span) {
            names.push(Name { span, value, role: is_public(input, span).then_some("public") });
        }
    }
    names
}

/// Where a known family name begins that ends the range: in 犯人林 it is 林.
fn part_start(text: &str, range: Range<usize>) -> Option<usize> {
    let run = &text[range.clone()];
    let known = |part: &str| PARTS.get(part).is_some_and(|bits| bits & FAMILY != 0);
    run.char_indices().map(|(at, _)| at).find(|at| known(&run[*at..])).map(|at| range.start + at)
}

/// The length of the given name that begins the range.
fn given_length(
    input: &Input<'_>,
    morphemes: &mut Morphemes<'_>,
    range: Range<usize>,
) -> Option<usize> {
    let text = input.surface.as_str();
    let run = &text[range.clone()];
    let known = |part: &str| PARTS.get(part).is_some_and(|bits| bits & GIVEN != 0);
    let ends: Vec<usize> = run.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let continues = |end: usize| {
        text[range.start + end..].chars().next().is_some_and(|c| Script::of(c) == Script::Kanji)
    };
    let kana = run.starts_with(|c| Script::of(c) == Script::Hiragana);
    let longest = ends.iter().rev().copied().find(|end| known(&run[..*end]));
    if let Some(end) = longest
        && (kana || end == run.len())
    {
        return Some(end);
    }
    let script = run.chars().next().map(Script::of);
    if script == Some(Script::Katakana) && !run.contains('ー') {
        return Some(run.len());
    }
    let kanji = script == Some(Script::Kanji);
    if !kanji || continues(run.len()) || ends.len() < 2 {
        return None;
    }
    let span = input.surface.original(range.clone());
    let pieces = morphemes.in_span(span);
    let name = |m: &Morpheme| {
        m.surface(input.surface).chars().count() == 1 || m.is_pos("名詞-固有名詞-人名")
    };
    pieces.iter().all(name).then_some(run.len())
}
