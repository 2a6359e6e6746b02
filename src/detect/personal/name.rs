//! Reading names off morphemes.

use super::name_lists::{
    introduces_oneself, is_bare_name, is_family, is_given, is_public, starts_with_title, title,
};
use crate::detect::Input;
use crate::normalize::Script;
use crate::span::Span;
use crate::tokenize::Morpheme;

/// Shortest given name in hiragana that is told from a particle, in characters.
const KANA_LENGTH: usize = 3;

/// A name and who bears it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub span: Span,
    /// 山田花子, 山田さん or 山田, without blanks.
    pub value: String,
    /// `public`, or the kind of the title where only the surname is given.
    pub role: Option<&'static str>,
}

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
    let written = family.surface(input.surface);
    if family.pos(0) != "名詞" {
        return None;
    }
    let surname = family.is_pos("名詞-固有名詞-人名-姓");
    let kanji = Script::of(first_char(written)) == Script::Kanji;
    if !(surname && kanji || is_family(written)) {
        return None;
    }
    let proper = family.is_pos("名詞-固有名詞");
    let given = given_end(input, sentence, at + 1, proper);
    let span = Span::new(family.span.start, given.unwrap_or(family.span.end));
    let next = sentence.partition_point(|morpheme| morpheme.span.start < span.end);
    let title = sentence.get(next).and_then(|first| title_of(input, sentence, next, first));
    let several = written.chars().count() > 1;
    let role = match (given, title) {
        (_, Some((_, "official" | "public"))) => Some("public"),
        (Some(_), _) => None,
        (None, Some((_, "private"))) if !surname => return None,
        (None, Some((_, kind))) if proper || several => Some(kind),
        (None, None) if proper && several && is_bare_name(input, span) => Some("bare"),
        _ => return None,
    };
    if introduces_oneself(input, span) {
        return None;
    }
    let text: String = span.slice(input.comment.text).split_whitespace().collect();
    let value = match (given, title) {
        (Some(_), _) => text,
        (None, Some((title, _))) => format!("{text}{title}"),
        (None, None) => text,
    };
    let role = if is_public(input, span) { Some("public") } else { role };
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
        .filter(|end| {
            Script::of(first_char(tail)) == Script::Kanji
                || tail[..*end].chars().count() >= KANA_LENGTH
        })
        .filter(|end| is_given(&tail[..*end]))
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
    next.is_none_or(|c| Script::of(c) != Script::Kanji) || starts_with_title(tail)
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
        title(input.surface.as_str().get(start..end)?)
    };
    (1..=3).rev().find_map(whole)
}
