//! Words behind masks: 死○, セ*クス, キ○ガ○.
//!
//! A masked word is found from the two letters nearest to the mask: they select the few terms that
//! can stand there, which are then compared letter by letter.

use std::collections::HashMap;
use std::ops::Range;

use crate::normalize::MASK;

/// Most masks of one comment that are looked into; past it the text is art, not words.
const MAX_MASKS: usize = 512;

/// Which two visible letters select candidates for a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    /// The letters on both sides.
    Between(char, char),
    /// The two letters before it: the mask is the last letter.
    Behind(char, char),
    /// The two letters after it: the mask is the first letter.
    Ahead(char, char),
    /// The only other letter of a two-letter word.
    Only(char),
}

/// Terms by the neighbourhood of each letter that could be masked.
#[derive(Debug, Default)]
pub(crate) struct MaskIndex {
    spellings: Vec<(Vec<char>, u32)>,
    index: HashMap<Key, Vec<(u32, u8)>>,
}

/// A term found behind masks: chars of the masked text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MaskedHit {
    pub chars: Range<usize>,
    pub term: u32,
}

impl MaskIndex {
    /// Adds a folded spelling of a term. `masks_one_of_two`: a two-letter word may be masked too
    /// (死○). Spellings that contain [`MASK`] are masked as written.
    pub fn add(&mut self, spelling: &str, term: u32, masks_one_of_two: bool) {
        let chars: Vec<char> = spelling.chars().collect();
        let written = chars.contains(&MASK);
        if chars.len() < 2
            || chars.len() > 60
            || (chars.len() == 2 && !masks_one_of_two && !written)
        {
            return;
        }
        let id = u32::try_from(self.spellings.len()).unwrap_or(u32::MAX);
        for at in 0..chars.len() {
            if written && chars[at] != MASK {
                continue;
            }
            // Of two letters only the second may be hidden: ○ね is anything.
            if chars.len() == 2 && at == 0 && !written {
                continue;
            }
            let key = key_at(&chars, at);
            self.index.entry(key).or_default().push((id, u8::try_from(at).unwrap_or(0)));
        }
        self.spellings.push((chars, term));
    }

    /// Finds the terms that the masked `text` may stand for.
    pub fn scan(&self, text: &[char], mut found: impl FnMut(MaskedHit)) {
        let masks = text.iter().enumerate().filter(|(_, c)| **c == MASK).take(MAX_MASKS);
        for (at, _) in masks {
            for key in keys_around(text, at).into_iter().flatten() {
                for (id, position) in self.index.get(&key).into_iter().flatten() {
                    let (spelling, term) = &self.spellings[*id as usize];
                    let Some(start) = at.checked_sub(usize::from(*position)) else { continue };
                    if fits(spelling, text.get(start..start + spelling.len())) {
                        found(MaskedHit { chars: start..start + spelling.len(), term: *term });
                    }
                }
            }
        }
    }
}

fn key_at(chars: &[char], at: usize) -> Key {
    match (at, chars.len()) {
        (0, 2) => Key::Only(chars[1]),
        (_, 2) => Key::Only(chars[0]),
        (0, _) => Key::Ahead(chars[1], chars[2]),
        (at, len) if at == len - 1 => Key::Behind(chars[at - 2], chars[at - 1]),
        (at, _) => Key::Between(chars[at - 1], chars[at + 1]),
    }
}

fn keys_around(text: &[char], at: usize) -> [Option<Key>; 5] {
    let get =
        |offset: isize| at.checked_add_signed(offset).and_then(|index| text.get(index)).copied();
    let pair = |a: Option<char>, b: Option<char>, make: fn(char, char) -> Key| Some(make(a?, b?));
    [
        pair(get(-1), get(1), Key::Between),
        pair(get(-2), get(-1), Key::Behind),
        pair(get(1), get(2), Key::Ahead),
        get(-1).map(Key::Only),
        get(1).map(Key::Only),
    ]
}

/// Letters agree, at least two (one of a two-letter word) and half of them visible.
fn fits(spelling: &[char], text: Option<&[char]>) -> bool {
    let Some(text) = text else { return false };
    let mut visible = 0;
    for (wanted, given) in spelling.iter().zip(text) {
        if given == wanted && *given != MASK {
            visible += 1;
        } else if *given != MASK {
            return false;
        }
    }
    visible * 2 >= spelling.len() && (visible >= 2 || spelling.len() == 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(terms: &[(&str, bool)], text: &str) -> Vec<(String, u32)> {
        let mut index = MaskIndex::default();
        for (id, (term, two)) in terms.iter().enumerate() {
            index.add(term, u32::try_from(id).unwrap_or_default(), *two);
        }
        let chars: Vec<char> = text.chars().collect();
        let mut found = Vec::new();
        index.scan(&chars, |hit| {
            let hit_text: String = chars[hit.chars.clone()].iter().collect();
            if !found.contains(&(hit_text.clone(), hit.term)) {
                found.push((hit_text, hit.term));
            }
        });
        found
    }

    #[test]
    fn masked_words() {
        let terms = [("死ね", true), ("きちがい", false), ("ばか", false), ("あほう", false)];
        assert_eq!(hits(&terms, "お前死○よ"), [("死○".to_owned(), 0)]);
        assert_eq!(hits(&terms, "き○がい"), [("き○がい".to_owned(), 1)]);
        assert_eq!(hits(&terms, "き○が○"), [("き○が○".to_owned(), 1)]);
        assert_eq!(hits(&terms, "○ほう"), [("○ほう".to_owned(), 3)]);
        assert_eq!(hits(&terms, "ば○"), [], "two kana are too little to go by");
        assert_eq!(hits(&terms, "○ね"), [], "the second letter alone says nothing");
        assert_eq!(hits(&terms, "○○○い"), []);
    }

    #[test]
    fn spellings_with_a_mask_of_their_own() {
        assert_eq!(hits(&[("タ○", false)], "タ○"), [("タ○".to_owned(), 0)]);
    }
}
