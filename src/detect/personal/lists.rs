//! The lists of `dictionaries/privacy/` and `dictionaries/places/`, parsed when first needed.

use std::collections::HashMap;
use std::ops::Range;

use regex::Regex;

use crate::normalize::key;

/// The rows of a list of two columns (or one) without its header.
pub(super) fn rows(csv: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    csv.lines()
        .skip(1)
        .filter(|line| !line.is_empty())
        .map(|line| line.split_once(',').unwrap_or((line, "")))
}

/// Joins words into a regular expression that prefers the longest.
pub(super) fn alternation<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut words: Vec<&str> = words.collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    let escaped: Vec<String> = words.into_iter().map(regex::escape).collect();
    format!("(?:{})", escaped.join("|"))
}

/// Words of a list that are looked for in a stretch of the key view, each with its kind.
pub(super) struct Words {
    regex: Option<Regex>,
    kinds: HashMap<String, &'static str>,
}

impl Words {
    /// Compiles the words, folded as comments are, whose kind is among `kinds` (all if empty).
    pub(super) fn new(csv: &'static str, kinds: &[&str]) -> Self {
        let kinds: HashMap<String, &'static str> = rows(csv)
            .filter(|(_, kind)| kinds.is_empty() || kinds.contains(kind))
            .map(|(word, kind)| (key(word), kind))
            .collect();
        let regex = Regex::new(&alternation(kinds.keys().map(String::as_str))).ok();
        Self { regex, kinds }
    }

    /// The occurrences in `text`, longest first where two begin together.
    pub(super) fn find_iter<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (Range<usize>, &'static str)> + 't {
        self.regex.iter().flat_map(move |regex| {
            regex.find_iter(text).filter_map(|found| {
                let kind = self.kinds.get(found.as_str())?;
                Some((found.range(), *kind))
            })
        })
    }
}

/// The part of `text` that lies up to `chars` characters before `at`.
pub(super) fn before(text: &str, at: usize, chars: usize) -> &str {
    let head = &text[..at];
    let start = head.char_indices().rev().take(chars).last().map_or(at, |(index, _)| index);
    &head[start..]
}

/// The part of `text` that lies up to `chars` characters behind `at`.
pub(super) fn after(text: &str, at: usize, chars: usize) -> &str {
    let tail = &text[at..];
    let end = tail.char_indices().nth(chars).map_or(tail.len(), |(index, _)| index);
    &tail[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        let words = Words::new("word,kind\n課,office\n課題,neutral\n", &[]);
        let found: Vec<_> = words.find_iter("税務課の課題").map(|(_, kind)| kind).collect();
        assert_eq!(found, ["office", "neutral"]);
    }

    #[test]
    fn windows_are_counted_in_characters() {
        assert_eq!(before("あいう", 6, 1), "い");
        assert_eq!(before("あ", 3, 9), "あ");
        assert_eq!(after("あいう", 3, 1), "い");
        assert_eq!(after("あ", 3, 4), "");
    }
}
