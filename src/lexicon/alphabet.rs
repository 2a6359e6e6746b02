//! The letters of a set of strings, numbered by frequency.

use std::collections::{BTreeMap, HashMap};

/// The chars of the Basic Multilingual Plane.
const PLANE: usize = 0x1_0000;

/// A number for each letter, the most frequent first: what follows frequent letters then lies close
/// together in a table.
pub(super) struct Alphabet {
    /// By code point; 0 for chars that no string has.
    common: Box<[u16]>,
    /// The same outside the Basic Multilingual Plane.
    rare: HashMap<char, u16>,
}

impl Alphabet {
    /// Of letters in the order of their numbers, from 1. `None` if there are more than can be numbered.
    pub fn new(letters: impl IntoIterator<Item = char>) -> Option<Self> {
        let mut common = vec![0; PLANE].into_boxed_slice();
        let mut rare = HashMap::new();
        for (index, c) in letters.into_iter().enumerate() {
            let number = u16::try_from(index + 1).ok()?;
            match common.get_mut(c as usize) {
                Some(slot) => *slot = number,
                None => _ = rare.insert(c, number),
            }
        }
        Some(Self { common, rare })
    }

    /// The number of a char; 0 if no string has it.
    #[inline]
    pub fn number(&self, c: char) -> u16 {
        match self.common.get(c as usize) {
            Some(number) => *number,
            None => self.rare.get(&c).copied().unwrap_or(0),
        }
    }
}

/// The distinct chars, the most frequent first.
pub(super) fn by_frequency(chars: impl Iterator<Item = char>) -> Vec<char> {
    let mut counts: BTreeMap<char, usize> = BTreeMap::new();
    chars.for_each(|c| *counts.entry(c).or_default() += 1);
    let mut letters: Vec<char> = counts.keys().copied().collect();
    letters.sort_by_key(|c| std::cmp::Reverse(counts[c]));
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_letters_have_small_numbers() {
        let letters = by_frequency("死ね😀ねね死".chars());
        assert_eq!(letters, ['ね', '死', '😀']);
        let alphabet = Alphabet::new(letters).expect("three letters");
        assert_eq!(
            "ね死😀あ👀".chars().map(|c| alphabet.number(c)).collect::<Vec<_>>(),
            [1, 2, 3, 0, 0]
        );
    }
}
