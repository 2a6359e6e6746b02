//! Names whose parts stand apart: 清水 稔, ミウラ ヤスヒロ.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lists::{HIRAGANA, KANJI, KATAKANA};
use super::name::Name;
use super::name_lists::{introduces_oneself, is_family, is_given, is_public};
use crate::detect::Input;
use crate::normalize::Script;
use crate::tokenize::{Morpheme, Morphemes};

/// Two parts with a space between them, in kanji or in katakana, invariant: compiles.
static SPACED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        "([{KANJI}]{{1,4}}|[{KATAKANA}]{{2,7}})( )([{KANJI}]{{1,3}}|[{HIRAGANA}]{{1,3}}[{KANJI}{HIRAGANA}]|[{KATAKANA}]{{2,7}})"
    ))
    .ok()
});

/// The names whose parts stand apart. Both parts are known names; a given name that is not may also be pieced together of single kanji (涼平).
pub(super) fn spaced_names(input: &Input<'_>, morphemes: &mut Morphemes<'_>) -> Vec<Name> {
    let text = input.surface.as_str();
    let Some(spaced) = SPACED.as_ref().filter(|_| text.contains(' ')) else { return Vec::new() };
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
        let value = format!("{}{}", &text[start..family.end()], &text[given.start()..at]);
        if !introduces_oneself(input, span) {
            names.push(Name { span, value, role: is_public(input, span).then_some("public") });
        }
    }
    names
}

/// Where a known family name begins that ends the range: in 犯人林 it is 林.
fn part_start(text: &str, range: Range<usize>) -> Option<usize> {
    let run = &text[range.clone()];
    run.char_indices()
        .map(|(at, _)| at)
        .find(|at| is_family(&run[*at..]))
        .map(|at| range.start + at)
}

/// The length of the given name that begins the range.
fn given_length(
    input: &Input<'_>,
    morphemes: &mut Morphemes<'_>,
    range: Range<usize>,
) -> Option<usize> {
    let text = input.surface.as_str();
    let run = &text[range.clone()];
    let ends: Vec<usize> = run.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let continues = |end: usize| {
        text[range.start + end..].chars().next().is_some_and(|c| Script::of(c) == Script::Kanji)
    };
    let kana = run.starts_with(|c| Script::of(c) == Script::Hiragana);
    let longest = ends.iter().rev().copied().find(|end| is_given(&run[..*end]));
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
