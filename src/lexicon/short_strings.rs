//! Many short strings at once: one pass over a text finds every occurrence of every string.
//!
//! From each char the tree of their ends is walked backwards, a letter a step, until no string ends so.
//! For strings of a few letters that takes no more steps than an automaton and a quarter of its
//! memory, with no way on from where the next letter does not fit. The tree is read where it lies in
//! the embedded image; the value of a string stands in it, as another look into memory would cost as
//! much as finding the string.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::alphabet::{Alphabet, by_frequency};
use super::words::{Bytes, as_bytes, borrowed};

/// Most letters of a string.
pub(crate) const LONGEST: usize = 16;
/// The value of no string.
const NONE: u64 = u64::MAX;
/// Bytes of a place in the tree: four places share a line of the cache.
const NODE: usize = 16;

/// A place in the tree. The one that a letter leads to stands so far behind the `base` of the one
/// before it as the letter's number says: no two bases are the same (a double array, Aoe 1989).
#[derive(Debug, Clone, Copy)]
struct Node {
    /// 0 if no string goes on from here.
    base: u32,
    /// The number of the letter that leads here; 0 if the place is free.
    letter: u32,
    /// Of the string that is complete here.
    value: u64,
}

impl Node {
    const FREE: Self = Self { base: 0, letter: 0, value: NONE };

    #[inline]
    fn read(bytes: [u8; NODE]) -> Self {
        let [b0, b1, b2, b3, l0, l1, l2, l3, value @ ..] = bytes;
        Self {
            base: u32::from_le_bytes([b0, b1, b2, b3]),
            letter: u32::from_le_bytes([l0, l1, l2, l3]),
            value: u64::from_le_bytes(value),
        }
    }

    fn bytes(self) -> impl Iterator<Item = u8> {
        let numbers = [self.base, self.letter].map(u32::to_le_bytes);
        numbers.into_iter().flatten().chain(self.value.to_le_bytes())
    }
}

/// The strings in a form that can be stored.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct ShortStringsParts {
    /// The letters in the order of their numbers, from 1.
    letters: Vec<char>,
    /// [`Node`] after node.
    #[serde(serialize_with = "as_bytes", deserialize_with = "borrowed")]
    nodes: Bytes,
}

/// The strings, ready to be looked for.
pub(crate) struct ShortStrings {
    parts: ShortStringsParts,
    alphabet: Alphabet,
}

impl ShortStrings {
    /// Of distinct strings with their values. `None` if a string is longer than [`LONGEST`], a value is
    /// `u64::MAX`, or there are more strings than can be numbered.
    pub fn new<'a>(strings: impl Iterator<Item = (&'a str, u64)> + Clone) -> Option<Self> {
        let letters = by_frequency(strings.clone().flat_map(|(string, _)| string.chars()));
        let alphabet = Alphabet::new(letters.iter().copied())?;
        let mut tree = vec![Branch::default()];
        for (string, value) in strings {
            if string.chars().count() > LONGEST || value == NONE {
                return None;
            }
            let end = string
                .chars()
                .rev()
                .fold(0, |at, c| Branch::grow(&mut tree, at, alphabet.number(c)));
            tree[end].value = Some(value);
        }
        let nodes = laid_out(&tree)?.into_iter().flat_map(Node::bytes).collect();
        Some(Self { parts: ShortStringsParts { letters, nodes }, alphabet })
    }

    /// Calls `found` with the place and the value of every occurrence, in the order of their ends.
    #[inline]
    pub fn scan(&self, text: &str, mut found: impl FnMut(Range<usize>, u64)) {
        let nodes = self.parts.nodes.as_chunks().0;
        let root = nodes.first().map_or(0, |root| Node::read(*root).base);
        // The letters read last, each with its place.
        let mut last = [(0, 0); LONGEST];
        for (count, (at, c)) in text.char_indices().enumerate() {
            last[count % LONGEST] = (self.alphabet.number(c), at);
            let mut base = root;
            for back in 0..LONGEST {
                let (letter, start) = last[count.wrapping_sub(back) % LONGEST];
                let node = nodes.get(base as usize + usize::from(letter)).copied().map(Node::read);
                let Some(node) = node.filter(|node| letter > 0 && node.letter == u32::from(letter))
                else {
                    break;
                };
                if node.value != NONE {
                    found(start..at + c.len_utf8(), node.value);
                }
                if node.base == 0 {
                    break;
                }
                base = node.base;
            }
        }
    }

    /// What [`ShortStrings::from_parts`] reads.
    pub fn into_parts(self) -> ShortStringsParts {
        self.parts
    }

    /// The strings that [`ShortStrings::into_parts`] gave; `None` if the parts are too large.
    pub fn from_parts(parts: ShortStringsParts) -> Option<Self> {
        let alphabet = Alphabet::new(parts.letters.iter().copied())?;
        Some(Self { parts, alphabet })
    }
}

/// A node before it has its place.
#[derive(Default)]
struct Branch {
    next: BTreeMap<u16, usize>,
    value: Option<u64>,
}

impl Branch {
    /// The branch that a letter leads to from the one at `at`, made if there is none.
    fn grow(tree: &mut Vec<Self>, at: usize, letter: u16) -> usize {
        let new = tree.len();
        let index = *tree[at].next.entry(letter).or_insert(new);
        if index == new {
            tree.push(Self::default());
        }
        index
    }
}

/// Gives every branch a place, the root the first. `None` if there are more than can be numbered.
fn laid_out(tree: &[Branch]) -> Option<Vec<Node>> {
    let mut nodes = vec![Node::FREE];
    let mut taken = vec![true];
    let mut bases = vec![true];
    let mut first_free = 1;
    let mut waiting = VecDeque::from([(0, 0)]);
    while let Some((branch, place)) = waiting.pop_front() {
        let next: &BTreeMap<u16, usize> = &tree[branch].next;
        let Some(first) = next.keys().next().copied().map(usize::from) else { continue };
        while taken.get(first_free).is_some_and(|taken| *taken) {
            first_free += 1;
        }
        let is_taken = |list: &[bool], at: usize| list.get(at).is_some_and(|taken| *taken);
        let fits = |base: &usize| {
            !is_taken(&bases, *base)
                && next.keys().all(|letter| !is_taken(&taken, base + usize::from(*letter)))
        };
        let base = (first_free.saturating_sub(first).max(1)..).find(fits)?;
        let end = base + next.keys().next_back().map_or(0, |last| usize::from(*last)) + 1;
        if taken.len() < end {
            taken.resize(end, false);
            bases.resize(end, false);
            nodes.resize(end, Node::FREE);
        }
        bases[base] = true;
        nodes[place].base = u32::try_from(base).ok()?;
        for (letter, branch) in next {
            let place = base + usize::from(*letter);
            taken[place] = true;
            nodes[place].letter = u32::from(*letter);
            nodes[place].value = tree[*branch].value.unwrap_or(NONE);
            waiting.push_back((*branch, place));
        }
    }
    Some(nodes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_occurrence_of_every_string_is_found() {
        let strings = ["死", "死ね", "ねば", "しねば", "😀", "😀ば"];
        let found = |strings: &ShortStrings, text: &str| {
            let mut found = Vec::new();
            strings.scan(text, |range, number| found.push((range, number)));
            found
        };
        let made = ShortStrings::new(strings.iter().copied().zip(0..)).expect("short strings");
        let expected = [(0..3, 0), (0..6, 1), (3..9, 2), (9..13, 4), (9..16, 5)];
        assert_eq!(found(&made, "死ねば😀ば"), expected);
        assert_eq!(found(&made, "いしねし ねば"), [(13..19, 2)]);
        let read = ShortStrings::from_parts(made.into_parts()).expect("the same strings");
        assert_eq!(found(&read, "死ねば😀ば"), expected);
        assert!(ShortStrings::new([("あ".repeat(17).as_str(), 0)].into_iter()).is_none());
    }

    #[test]
    fn random_strings_are_found_where_a_search_finds_them() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut text = |least: usize, most: usize| -> String {
            let letters: Vec<char> = "あいうえお漢字😀".chars().collect();
            (0..random.usize(least..most)).map(|_| letters[random.usize(..letters.len())]).collect()
        };
        let strings: std::collections::BTreeSet<String> = (0..200).map(|_| text(1, 5)).collect();
        let numbered = strings.iter().map(String::as_str).zip(0..);
        let made = ShortStrings::new(numbered.clone()).expect("short strings");
        for _ in 0..50 {
            let text = text(0, 40);
            let mut found = Vec::new();
            made.scan(&text, |range, number| found.push((range.start, range.end, number)));
            let mut expected: Vec<(usize, usize, u64)> = numbered
                .clone()
                .flat_map(|(string, number)| {
                    let places = text.char_indices().map(|(at, _)| at);
                    let places = places.filter(|at| text[*at..].starts_with(string));
                    places.map(|at| (at, at + string.len(), number)).collect::<Vec<_>>()
                })
                .collect();
            found.sort_unstable();
            expected.sort_unstable();
            assert_eq!(found, expected, "{text}");
        }
    }
}
