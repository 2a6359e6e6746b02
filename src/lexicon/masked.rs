//! What masks may hide: 死○, セ*クス, キ○ガ○.
//!
//! A mask is filled with each letter that stands between such neighbours in a term; the text so
//! filled is then read like any other. Only a handful of letters come into question at a time.

use std::collections::{HashMap, HashSet};

use crate::normalize::{MASK, Script};

/// The neighbours that say what a mask may hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    /// The letters on both sides.
    Between(char, char),
    /// The two letters before it: the mask is the last letter.
    Behind(char, char),
    /// The two letters after it: the mask is the first letter.
    Ahead(char, char),
    /// The only other letter of a two-letter word, before it.
    Only(char),
}

/// The letters of the terms by their neighbours.
#[derive(Debug, Default)]
pub(crate) struct MaskIndex {
    letters: HashMap<Key, HashSet<char>>,
}

impl MaskIndex {
    /// Adds a folded spelling of a term, or a half of one.
    pub fn add(&mut self, spelling: &str) {
        let chars: Vec<char> = spelling.chars().collect();
        for at in 0..chars.len() {
            if let Some(key) = key_at(&chars, at).filter(|_| chars[at] != MASK) {
                self.letters.entry(key).or_default().insert(chars[at]);
            }
        }
    }

    /// The letters that the mask at `at` of `text` may hide, in a fixed order.
    pub fn letters(&self, text: &[char], at: usize) -> Vec<char> {
        let keys = keys_around(text, at).into_iter().flatten();
        let mut letters: Vec<char> =
            keys.filter_map(|key| self.letters.get(&key)).flatten().copied().collect();
        letters.sort_unstable();
        letters.dedup();
        letters
    }
}

fn key_at(chars: &[char], at: usize) -> Option<Key> {
    match (at, chars.len()) {
        // Of two letters only the second may be hidden, and only behind a kanji: ○ね is anything.
        (1, 2) => (Script::of(chars[0]) == Script::Kanji).then_some(Key::Only(chars[0])),
        (_, 0..=2) => None,
        (0, _) => Some(Key::Ahead(chars[1], chars[2])),
        (at, len) if at == len - 1 => Some(Key::Behind(chars[at - 2], chars[at - 1])),
        (at, _) => Some(Key::Between(chars[at - 1], chars[at + 1])),
    }
}

fn keys_around(text: &[char], at: usize) -> [Option<Key>; 4] {
    let get =
        |offset: isize| at.checked_add_signed(offset).and_then(|index| text.get(index)).copied();
    let pair = |a: Option<char>, b: Option<char>, make: fn(char, char) -> Key| Some(make(a?, b?));
    [
        pair(get(-1), get(1), Key::Between),
        pair(get(-2), get(-1), Key::Behind),
        pair(get(1), get(2), Key::Ahead),
        get(-1).map(Key::Only),
    ]
}

#[cfg(test)]
mod tests {
    use super::MaskIndex;

    fn letters(text: &str) -> String {
        let mut index = MaskIndex::default();
        for spelling in ["死ね", "きちがい", "きらがい", "ばか", "あほう"] {
            index.add(spelling);
        }
        let chars: Vec<char> = text.chars().collect();
        let mask = chars.iter().position(|c| *c == '○').expect("a mask");
        index.letters(&chars, mask).into_iter().collect()
    }

    #[test]
    fn neighbours_say_what_a_mask_hides() {
        for (text, expected) in [
            ("お前死○よ", "ね"),
            ("き○がい", "ちら"),
            ("○ほう", "あ"),
            ("きちが○", "い"),
            ("ば○", ""),
            ("○ね", ""),
        ] {
            assert_eq!(letters(text), expected, "{text}");
        }
    }
}
