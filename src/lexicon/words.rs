//! Very many strings at once, looked for in tables that are read where they lie.
//!
//! From each char the tree of the words is walked forwards, a letter a step, until no word goes on so:
//! two or three steps, in ordinary text. The tree is a double array (Aoe, 1989) down to where a word
//! parts from all others; the rest of it is kept as a string (Yata et al., 2007), which leaves a
//! quarter of the places. Nothing is copied out of the embedded image, so that an engine has its words
//! at once and a process only the pages that comments touch.
//!
//! An Aho–Corasick automaton never reads a letter twice, but it has a state for every letter of every
//! word: it takes as many instructions and four times as many looks past the cache. A walk ends at the
//! latest with the longest word.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::alphabet::{Alphabet, by_frequency};

/// Bytes of a place in the tree.
const NODE: usize = 8;
/// Ends the string of a tail; no text has this byte.
const END: u8 = 0xFF;

/// A place in the tree. The one that a letter leads to stands so far behind `next` of the one before
/// it as the letter's number says; no two branches have the same `next`.
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    /// With two bits for the kind.
    next: u32,
    /// The number of the letter that leads here; 0 if the place is free or holds a value.
    letter: u16,
    /// The number of the first letter of the tail, 0 if it has none: most walks need not read it.
    ahead: u16,
}

impl Node {
    /// `next` is the place of a tail.
    const TAIL: u32 = 1 << 31;
    /// A branch at which a word ends: its value is the `next` of the place at `next`.
    const WORD: u32 = 1 << 30;
    /// What `next` is less than.
    const MOST: u32 = Self::WORD;

    #[inline]
    fn read(bytes: [u8; NODE]) -> Self {
        let [n0, n1, n2, n3, l0, l1, a0, a1] = bytes;
        Self {
            next: u32::from_le_bytes([n0, n1, n2, n3]),
            letter: u16::from_le_bytes([l0, l1]),
            ahead: u16::from_le_bytes([a0, a1]),
        }
    }

    fn bytes(self) -> impl Iterator<Item = u8> {
        let [letter, ahead] = [self.letter, self.ahead].map(u16::to_le_bytes);
        self.next.to_le_bytes().into_iter().chain(letter).chain(ahead)
    }

    #[inline]
    fn is(self, kind: u32) -> bool {
        self.next & kind != 0
    }

    #[inline]
    fn next(self) -> usize {
        (self.next & (Self::MOST - 1)) as usize
    }
}

/// A table: part of the embedded image, or made for a user's lexicon.
pub(super) type Bytes = Cow<'static, [u8]>;

pub(super) fn as_bytes<S: serde::Serializer>(
    bytes: &[u8],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// Borrows a table of the embedded image.
pub(super) fn borrowed<'de: 'static, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Bytes, D::Error> {
    <&'de [u8]>::deserialize(deserializer).map(Cow::Borrowed)
}

/// The words in a form that can be stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct WordsParts {
    /// The letters in the order of their numbers, from 1.
    letters: Vec<char>,
    /// [`Node`] after node.
    #[serde(serialize_with = "as_bytes", deserialize_with = "borrowed")]
    nodes: Bytes,
    /// A value, the rest of the word that has it, and [`END`], again and again.
    #[serde(serialize_with = "as_bytes", deserialize_with = "borrowed")]
    tails: Bytes,
}

/// A letter of a text.
#[derive(Debug, Clone, Copy)]
struct Letter {
    at: u32,
    number: u16,
}

impl Letter {
    fn at(&self) -> usize {
        self.at as usize
    }
}

/// A text by the numbers of its letters, with one behind its end that is none; a buffer.
#[derive(Debug, Default)]
pub(crate) struct Numbers(Vec<Letter>);

impl Numbers {
    fn read(&mut self, text: &str, alphabet: &Alphabet) {
        // What is behind the four billionth byte is not read.
        let letter =
            |(at, c)| Some(Letter { at: u32::try_from(at).ok()?, number: alphabet.number(c) });
        self.0.clear();
        // Most letters are three bytes long.
        self.0.reserve(text.len() / 3 + 1);
        self.0.extend(text.char_indices().map_while(letter));
        let end = Letter { at: u32::try_from(text.len()).unwrap_or(u32::MAX), number: 0 };
        self.0.push(end);
    }
}

/// The words, ready to be looked for.
pub(crate) struct Words {
    parts: WordsParts,
    alphabet: Alphabet,
}

impl Words {
    /// Of words with a value each, sorted and distinct. `None` if one is empty, or if they are more,
    /// or have more different letters, than can be numbered.
    pub fn new(words: &[(String, u32)]) -> Option<Self> {
        if words.first().is_some_and(|(word, _)| word.is_empty()) {
            return None;
        }
        let letters = by_frequency(words.iter().flat_map(|(word, _)| word.chars()));
        let alphabet = Alphabet::new(letters.iter().copied())?;
        let (nodes, tails) = Builder::new(words, &alphabet).build()?;
        let parts = WordsParts {
            letters,
            nodes: nodes.into_iter().flat_map(Node::bytes).collect(),
            tails: tails.into(),
        };
        Some(Self { parts, alphabet })
    }

    /// Calls `found` with the place and the value of every occurrence, in the order of their
    /// beginnings, shorter ones first.
    #[inline]
    pub fn scan(
        &self,
        text: &str,
        numbers: &mut Numbers,
        mut found: impl FnMut(Range<usize>, u32),
    ) {
        numbers.read(text, &self.alphabet);
        let nodes = self.parts.nodes.as_chunks().0;
        let root = nodes.first().map_or(0, |root| Node::read(*root).next());
        let mut rest = numbers.0.as_slice();
        while let [first, behind @ ..] = rest {
            // Most letters begin no word, or one that does not go on.
            if let Some(node) = node_at(nodes, root, first.number) {
                self.walk(text, node, first.at(), behind, nodes, &mut found);
            }
            rest = behind;
        }
    }

    /// Calls `found` with the longest occurrence that begins first, the next one behind it, and so on.
    pub fn scan_apart(&self, text: &str, mut found: impl FnMut(Range<usize>, u32)) {
        let mut end = 0;
        let mut longest: Option<(Range<usize>, u32)> = None;
        let mut tell = |place: Range<usize>, value| {
            if place.start >= end {
                end = place.end;
                found(place, value);
            }
        };
        self.scan(text, &mut Numbers::default(), |place, value| {
            if let Some((last, value)) = longest.take_if(|(last, _)| last.start < place.start) {
                tell(last, value);
            }
            longest = Some((place, value));
        });
        longest.into_iter().for_each(|(place, value)| tell(place, value));
    }

    /// Calls `found` with the words that begin at byte `start` with the letter that leads to `node`
    /// and go on with `rest`.
    #[inline]
    fn walk(
        &self,
        text: &str,
        mut node: Node,
        start: usize,
        rest: &[Letter],
        nodes: &[[u8; NODE]],
        found: &mut impl FnMut(Range<usize>, u32),
    ) {
        for letter in rest {
            if node.is(Node::TAIL) {
                if (node.ahead == 0 || node.ahead == letter.number)
                    && let Some((length, value)) = self.tail(node.next(), &text[letter.at()..])
                {
                    found(start..letter.at() + length, value);
                }
                return;
            }
            if node.is(Node::WORD)
                && let Some(value) = nodes.get(node.next()).copied().map(Node::read)
            {
                found(start..letter.at(), value.next);
            }
            match node_at(nodes, node.next(), letter.number) {
                Some(next) => node = next,
                None => return,
            }
        }
    }

    /// The length and the value of the tail at a place, if `rest` begins with it.
    fn tail(&self, at: usize, rest: &str) -> Option<(usize, u32)> {
        let (value, tail) = self.parts.tails.get(at..)?.split_first_chunk()?;
        let mut bytes = rest.bytes();
        let mut length = 0;
        for expected in tail.iter().take_while(|byte| **byte != END) {
            if bytes.next() != Some(*expected) {
                return None;
            }
            length += 1;
        }
        Some((length, u32::from_le_bytes(*value)))
    }

    /// What [`Words::from_parts`] reads.
    pub fn parts(&self) -> &WordsParts {
        &self.parts
    }

    /// The words that [`Words::parts`] gave; `None` if the parts are too large.
    pub fn from_parts(parts: WordsParts) -> Option<Self> {
        let alphabet = Alphabet::new(parts.letters.iter().copied())?;
        Some(Self { parts, alphabet })
    }
}

/// The place that the letter of a number leads to.
#[inline]
fn node_at(nodes: &[[u8; NODE]], next: usize, letter: u16) -> Option<Node> {
    let node = Node::read(*nodes.get(next + usize::from(letter))?);
    (node.letter == letter && letter > 0).then_some(node)
}

/// As the `next` of a node.
fn numbered(place: usize) -> Option<u32> {
    u32::try_from(place).ok().filter(|place| *place < Node::MOST)
}

/// Lays out the tree.
struct Builder<'a> {
    words: &'a [(String, u32)],
    alphabet: &'a Alphabet,
    nodes: Vec<Node>,
    tails: Vec<u8>,
    /// By place, whether something stands there.
    taken: Vec<bool>,
    /// By place, whether it is the `next` of a branch.
    used: Vec<bool>,
    /// By the number of letters of a branch, as a power of two, where no search was yet.
    looked: [usize; 17],
}

/// Words that have their first letters in common, down to the byte `depth`; their branch's place.
struct Group {
    words: Range<usize>,
    depth: usize,
    place: usize,
}

impl<'a> Builder<'a> {
    fn new(words: &'a [(String, u32)], alphabet: &'a Alphabet) -> Self {
        Self {
            words,
            alphabet,
            nodes: vec![Node::default()],
            tails: Vec::new(),
            taken: vec![true],
            used: vec![true],
            looked: [1; 17],
        }
    }

    /// Level by level, so that the places that most walks come to lie together. `None` if there are
    /// more than can be numbered.
    fn build(mut self) -> Option<(Vec<Node>, Vec<u8>)> {
        let mut waiting = VecDeque::new();
        if !self.words.is_empty() {
            waiting.push_back(Group { words: 0..self.words.len(), depth: 0, place: 0 });
        }
        while let Some(group) = waiting.pop_front() {
            // Of the root's place no walk reads more than where its letters are.
            if group.words.len() == 1 && group.depth > 0 {
                self.add_tail(&group)?;
            } else {
                waiting.extend(self.add_branch(group)?);
            }
        }
        Some((self.nodes, self.tails))
    }

    fn add_tail(&mut self, group: &Group) -> Option<()> {
        let (word, value) = &self.words[group.words.start];
        let tail = &word[group.depth..];
        let node = &mut self.nodes[group.place];
        node.next = numbered(self.tails.len())? | Node::TAIL;
        node.ahead = tail.chars().next().map_or(0, |c| self.alphabet.number(c));
        self.tails.extend(value.to_le_bytes());
        self.tails.extend(tail.bytes());
        self.tails.push(END);
        Some(())
    }

    /// Gives a group that goes on in several ways a place for each.
    fn add_branch(&mut self, Group { mut words, depth, place }: Group) -> Option<Vec<Group>> {
        let mut value = None;
        if let (word, own) = &self.words[words.start]
            && word.len() == depth
        {
            value = Some(*own);
            words.start += 1;
        }
        let mut groups: Vec<(u16, Group)> = Vec::new();
        for word in words {
            let Some(c) = self.words[word].0[depth..].chars().next() else { continue };
            let letter = self.alphabet.number(c);
            match groups.last_mut() {
                Some((last, group)) if *last == letter => group.words.end = word + 1,
                _ => {
                    let depth = depth + c.len_utf8();
                    groups.push((letter, Group { words: word..word + 1, depth, place: 0 }));
                }
            }
        }
        let letters = groups.iter().map(|(letter, _)| *letter).chain(value.map(|_| 0));
        let next = self.room_for(&letters.collect::<Vec<u16>>());
        let node = &mut self.nodes[place];
        node.next = numbered(next)?;
        if let Some(value) = value {
            node.next |= Node::WORD;
            self.nodes[next].next = value;
        }
        let placed = groups.into_iter().map(|(letter, group)| {
            let place = next + usize::from(letter);
            self.nodes[place].letter = letter;
            Group { place, ..group }
        });
        Some(placed.collect())
    }

    /// A `next` with free places for these letters, which are then taken. No place is looked at twice
    /// for as many letters: what did not fit will not, and building takes time in proportion.
    fn room_for(&mut self, letters: &[u16]) -> usize {
        let places = |next: usize| letters.iter().map(move |letter| next + usize::from(*letter));
        let is_set = |flags: &[bool], place: usize| flags.get(place).is_some_and(|flag| *flag);
        let fits = |next: &usize| {
            !is_set(&self.used, *next) && places(*next).all(|place| !is_set(&self.taken, place))
        };
        let looked = &mut self.looked[letters.len().max(1).ilog2() as usize];
        let next = (*looked..).find(fits).unwrap_or(self.nodes.len());
        *looked = next + 1;
        let end = self.nodes.len().max(places(next).max().unwrap_or(next) + 1);
        self.nodes.resize(end, Node::default());
        self.taken.resize(end, false);
        self.used.resize(end, false);
        self.used[next] = true;
        places(next).for_each(|place| self.taken[place] = true);
        next
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn words(words: &[&str]) -> Words {
        let sorted: BTreeSet<&str> = words.iter().copied().collect();
        let value = |word: &str| words.iter().position(|known| *known == word).unwrap_or_default();
        let numbered: Vec<(String, u32)> = sorted
            .into_iter()
            .map(|word| (word.to_owned(), u32::try_from(value(word)).unwrap_or_default()))
            .collect();
        Words::new(&numbered).expect("few words")
    }

    fn found(words: &Words, text: &str) -> Vec<(Range<usize>, u32)> {
        let mut found = Vec::new();
        words.scan(text, &mut Numbers::default(), |range, value| found.push((range, value)));
        found
    }

    #[test]
    fn every_occurrence_of_every_word_is_found() {
        let made = words(&["死", "死ね", "ねば", "しねば", "😀", "😀ば", "しねばいいのに"]);
        let expected = [(0..3, 0), (0..6, 1), (3..9, 2), (9..13, 4), (9..16, 5)];
        assert_eq!(found(&made, "死ねば😀ば"), expected);
        assert_eq!(found(&made, "いしねし ねばいいのに"), [(13..19, 2)]);
        assert_eq!(found(&made, "しねばいいのに"), [(0..9, 3), (0..21, 6), (3..9, 2)]);
        assert_eq!(found(&made, ""), []);
        let read = Words::from_parts(made.parts().clone()).expect("the same words");
        assert_eq!(found(&read, "死ねば😀ば"), expected);
        assert_eq!(found(&words(&[]), "死ね"), []);
        assert_eq!(found(&words(&["死ね"]), "死ね死"), [(0..6, 0)]);
        assert!(Words::new(&[(String::new(), 0)]).is_none());
    }

    #[test]
    fn the_longest_come_one_behind_the_other() {
        let made = words(&["アプリ", "マッチングアプリ", "リボン", "グ"]);
        let mut found = Vec::new();
        made.scan_apart("マッチングアプリボングアプ", |range, value| {
            found.push((range, value))
        });
        assert_eq!(found, [(0..24, 1), (30..33, 3)]);
    }

    #[test]
    fn random_words_are_found_where_a_search_finds_them() {
        let mut random = fastrand::Rng::with_seed(1);
        let mut text = |least: usize, most: usize| -> String {
            let letters: Vec<char> = "あいうえお漢字😀".chars().collect();
            (0..random.usize(least..most)).map(|_| letters[random.usize(..letters.len())]).collect()
        };
        let strings: BTreeSet<String> = (0..400).map(|_| text(1, 7)).collect();
        let numbered: Vec<(String, u32)> = strings.into_iter().zip(0..).collect();
        let made = Words::new(&numbered).expect("few words");
        for _ in 0..50 {
            let text = text(0, 40);
            let mut expected: Vec<(Range<usize>, u32)> = numbered
                .iter()
                .flat_map(|(word, number)| {
                    let places = text.char_indices().map(|(at, _)| at);
                    let places = places.filter(|at| text[*at..].starts_with(word.as_str()));
                    places.map(|at| (at..at + word.len(), *number)).collect::<Vec<_>>()
                })
                .collect();
            expected.sort_by_key(|(place, _)| (place.start, place.end));
            assert_eq!(found(&made, &text), expected, "{text}");
        }
    }
}
