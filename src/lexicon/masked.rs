//! What masks may hide: 死○, セ*クス, キ○ガ○.
//!
//! A mask is filled with each letter that stands between such neighbours in a term; the text so
//! filled is then read like any other. Only a handful of letters come into question at a time.

use crate::normalize::{MASK, Script};

/// The neighbours that say what a mask may hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

/// The letters of the terms by their neighbours, sorted: made once, in a fraction of the time that
/// a map would take.
#[derive(Debug)]
pub(crate) struct MaskIndex {
    letters: Vec<(Key, char)>,
}

impl MaskIndex {
    /// Makes the index of folded spellings of terms, or halves of them.
    pub fn new(spellings: impl Iterator<Item = String>) -> Self {
        let mut letters = Vec::new();
        let (mut chars, mut last) = (Vec::new(), Vec::new());
        for spelling in spellings {
            std::mem::swap(&mut chars, &mut last);
            chars.clear();
            chars.extend(spelling.chars());
            // The spellings of one row share most of their letters.
            let known = |at: usize, pair: (Key, char)| {
                let from_end = (last.len() + at).checked_sub(chars.len());
                [Some(at), from_end]
                    .into_iter()
                    .flatten()
                    .any(|at| pair_at(&last, at) == Some(pair))
            };
            let pairs = (0..chars.len()).filter_map(|at| Some((at, pair_at(&chars, at)?)));
            letters.extend(pairs.filter(|(at, pair)| !known(*at, *pair)).map(|(_, pair)| pair));
        }
        letters.sort_unstable();
        letters.dedup();
        Self { letters }
    }

    /// The letters that the mask at `at` of `text` may hide, in a fixed order.
    pub fn letters(&self, text: &[char], at: usize) -> Vec<char> {
        let keys = keys_around(text, at).into_iter().flatten();
        let mut letters: Vec<char> = keys.flat_map(|key| self.of(key)).collect();
        letters.sort_unstable();
        letters.dedup();
        letters
    }

    fn of(&self, key: Key) -> impl Iterator<Item = char> {
        let first = self.letters.partition_point(|(known, _)| *known < key);
        self.letters[first..].iter().take_while(move |(known, _)| *known == key).map(|(_, c)| *c)
    }
}

/// The letter at `at` with its neighbours, if a mask may hide it.
fn pair_at(chars: &[char], at: usize) -> Option<(Key, char)> {
    let letter = *chars.get(at)?;
    Some((key_at(chars, at)?, letter)).filter(|_| letter != MASK)
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
        let spellings = ["死ね", "きちがい", "きらがい", "ばか", "あほう"];
        let index = MaskIndex::new(spellings.into_iter().map(str::to_owned));
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
