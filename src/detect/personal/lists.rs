//! The lists of `dictionaries/privacy/` and `dictionaries/places/`, parsed when first needed.

use std::collections::HashMap;
use std::ops::Range;

use crate::normalize::{LetterSet, LetterWords, Letters, Script, key};

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

/// Words of a list that are looked for in a short stretch of the key view, each with its kind.
/// Looking them up at every place costs less than compiling an automaton that few comments need.
pub(super) struct Words {
    kinds: HashMap<String, &'static str>,
    /// A kanji of each word that has one: by it a comment without any of the words is told.
    kanji: LetterSet,
    /// The words in kana alone.
    kana: LetterWords,
    /// The lengths of the words in bytes, longest first, by their first char.
    lengths: HashMap<char, Vec<usize>>,
    /// A bit for every first char of the basic plane: most places end here.
    first: Vec<u64>,
}

impl Words {
    /// Takes the words, folded as comments are, whose kind is among `kinds` (all if empty).
    pub(super) fn new(csv: &'static str, kinds: &[&str]) -> Self {
        let kinds: HashMap<String, &'static str> = rows(csv)
            .filter(|(_, kind)| kinds.is_empty() || kinds.contains(kind))
            .map(|(word, kind)| (key(word), kind))
            .collect();
        let mut lengths: HashMap<char, Vec<usize>> = HashMap::new();
        for word in kinds.keys() {
            let Some(first) = word.chars().next() else { continue };
            let known = lengths.entry(first).or_default();
            if !known.contains(&word.len()) {
                known.push(word.len());
            }
        }
        for known in lengths.values_mut() {
            known.sort_unstable_by_key(|length| std::cmp::Reverse(*length));
        }
        let mut first = vec![0; 0x1_0000 / 64];
        for c in lengths.keys() {
            if let Some(word) = first.get_mut(*c as usize / 64) {
                *word |= 1 << (*c as usize % 64);
            }
        }
        let kanji = |word: &String| word.chars().find(|c| Script::of(*c) == Script::Kanji);
        let kana = kinds.keys().filter(|word| kanji(word).is_none());
        let kana = LetterWords::new(kana.map(String::as_str));
        let kanji = LetterSet::new(kinds.keys().filter_map(kanji));
        Self { kinds, kanji, kana, lengths, first }
    }

    fn may_begin(&self, c: char) -> bool {
        let bits = self.first.get(c as usize / 64).copied().unwrap_or(u64::MAX);
        bits & (1 << (c as usize % 64)) != 0
    }

    /// Whether one of the words may occur in a text with these characters.
    pub(super) fn may_be_in(&self, letters: &Letters) -> bool {
        letters.meets(&self.kanji) || self.kana.spelt_by(letters).next().is_some()
    }

    /// Whether one of the words occurs.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.find_iter(text).next().is_some()
    }

    /// The occurrences in `text` from left to right, the longest at each place.
    pub(super) fn find_iter<'t>(
        &'t self,
        text: &'t str,
    ) -> impl Iterator<Item = (Range<usize>, &'static str)> + 't {
        let mut behind = 0;
        text.char_indices().filter_map(move |(at, c)| {
            if at < behind || !self.may_begin(c) {
                return None;
            }
            let found = self.lengths.get(&c)?.iter().find_map(|length| {
                let kind = self.kinds.get(text.get(at..at + length)?)?;
                Some((at..at + length, *kind))
            })?;
            behind = found.0.end;
            Some(found)
        })
    }
}

/// Ranges of a character class for a regular expression. The Unicode scripts have ranges all over
/// the planes; these are what Japanese is written with, at a tenth of the automaton.
pub(super) const KANJI: &str = r"\u{3400}-\u{9FFF}々〆ヶ";
/// Hiragana.
pub(super) const HIRAGANA: &str = "ぁ-ん";
/// Katakana with the prolonged sound mark.
pub(super) const KATAKANA: &str = "ァ-ヺー";

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
        assert!(words.is_in("この課") && !words.is_in("係と\u{1F600}"));
    }

    #[test]
    fn windows_are_counted_in_characters() {
        assert_eq!(before("あいう", 6, 1), "い");
        assert_eq!(before("あ", 3, 9), "あ");
        assert_eq!(after("あいう", 3, 1), "い");
        assert_eq!(after("あ", 3, 4), "");
    }
}
