//! Names of persons, by morphemes: 山田 花子, 山田さん, 山田容疑者, ヤマダ ハナコ.
//!
//! Source: IPADIC's 名詞-固有名詞-人名. A name alone discloses nothing; rules combine it. Persons in a
//! public role (市長の山田氏, 山田選手) are reported as `public_person`, people who introduce
//! themselves not at all.

use super::name::{Name, find_names};
use super::spaced_name::spaced_names;
use crate::detect::{Detector, Input, Signal};
use crate::normalize::ends_sentence;
use crate::span::Span;
use crate::tokenize::Morphemes;

/// Most sentences of a comment in which names are looked for.
const MOST_SENTENCES: usize = 200;
/// Confidence of a surname without a title.
const BARE: f32 = 0.9;

/// Detects names of persons.
#[derive(Debug, Default)]
pub struct People;

impl Detector for People {
    fn signals(&self) -> &'static [&'static str] {
        &["person_name", "full_name", "public_person"]
    }

    fn is_late(&self) -> bool {
        true
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        has_kanji_or_katakana(input.surface.as_str())
    }

    fn detect(&self, input: &Input<'_>, morphemes: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let mut names = spaced_names(input, morphemes);
        for sentence in sentences(input.comment.text).take(MOST_SENTENCES) {
            let text = sentence.slice(input.comment.text);
            if !has_kanji_or_katakana(text) {
                continue;
            }
            let at = sentence.start + text.len() - text.trim_start().len();
            for name in find_names(input, morphemes.sentence(at)) {
                if names.iter().all(|other| !other.span.overlaps(name.span)) {
                    names.push(name);
                }
            }
        }
        names.sort_by_key(|name| name.span);
        names.into_iter().for_each(|name| push(name, out));
    }
}

/// Reports a name; one in full as `full_name` as well.
fn push(name: Name, out: &mut Vec<Signal>) {
    match name.role {
        Some("public") => out.push(Signal::new("public_person", name.span, name.value)),
        Some("bare") => {
            let signal = Signal::new("person_name", name.span, name.value);
            out.push(signal.with_confidence(BARE, "敬称のない名字"));
        }
        Some(_) => out.push(Signal::new("person_name", name.span, name.value)),
        None => {
            out.push(Signal::new("person_name", name.span, name.value.clone()));
            out.push(Signal::new("full_name", name.span, name.value));
        }
    }
}

fn has_kanji_or_katakana(text: &str) -> bool {
    text.chars().any(|c| matches!(c, '\u{4E00}'..='\u{9FFF}' | 'ァ'..='ヶ' | 'ｦ'..='ﾝ'))
}

/// The sentences of a text, their ends included.
fn sentences(text: &str) -> impl Iterator<Item = Span> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let end = rest
            .char_indices()
            .find(|(_, c)| ends_sentence(*c))
            .map_or(text.len(), |(at, c)| start + at + c.len_utf8());
        let span = Span::new(start, end);
        start = end;
        Some(span)
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        signals(&People, text)
            .into_iter()
            .filter(|signal| signal.name == "person_name")
            .map(|signal| (signal.span.slice(text).to_owned(), signal.value))
            .collect()
    }

    #[test]
    fn names_in_full_and_with_a_title() {
        for (text, span, value) in [
            ("犯人の名前は山田花子だ", "山田花子", "山田花子"),
            ("本名は清水 稔、住所は", "清水 稔", "清水稔"),
            ("近所の佐藤さんの電話", "佐藤", "佐藤さん"),
            ("鈴木容疑者の自宅", "鈴木", "鈴木容疑者"),
            ("税務課の佐藤が怪しい", "佐藤", "佐藤"),
            ("田中の携帯", "田中", "田中"),
            ("名前はミウラ　ヤスヒロです", "ミウラ　ヤスヒロ", "ミウラヤスヒロ"),
        ] {
            assert_eq!(found(text), [(span.to_owned(), value.to_owned())], "{text}");
        }
    }

    #[test]
    fn public_roles_and_oneself_do_not_count() {
        for text in [
            "市長の田中氏は説明してほしい",
            "田中市長の自宅",
            "佐藤選手の出身高校",
            "青葉町に住む田中と申します",
            "皆さんの電話",
            "山田の坂を上った",
            "職員さんの対応",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
