//! Many patterns at once: one pass over a view finds every occurrence of every pattern.
//!
//! Overlapping matches are reported (死, 死ね, ねば in 死ねば), because which of them counts depends
//! on edges, allow terms and context. Char-wise, because that is faster than bytes on Japanese and
//! needs a fraction of the memory (`benches/layers.rs`).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use daachorse::CharwiseDoubleArrayAhoCorasick;
use serde::{Deserialize, Serialize};

/// A pattern that stands for several ids has, instead of an id, the place of their list plus this.
const LISTED: u32 = 1 << 31;

/// Patterns with the ids that each stands for; an id is less than 2³¹.
#[derive(Debug, Default)]
pub(crate) struct PatternSet {
    patterns: BTreeMap<String, Vec<u32>>,
}

impl PatternSet {
    /// Adds an id under a pattern; empty patterns match nothing and are left out.
    pub fn add(&mut self, pattern: String, id: u32) {
        if pattern.is_empty() {
            return;
        }
        let ids = self.patterns.entry(pattern).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }

    /// Compiles the set. `None` if it is empty or too large for an automaton (2³¹ states).
    pub fn compile(self) -> Option<Automaton> {
        let mut lists: Vec<u32> = Vec::new();
        let mut patterns = Vec::with_capacity(self.patterns.len());
        for (pattern, ids) in self.patterns {
            let value = match ids.as_slice() {
                [id] if *id < LISTED => *id,
                _ => {
                    let place = u32::try_from(lists.len()).ok()?.checked_add(LISTED)?;
                    lists.push(u32::try_from(ids.len()).ok()?);
                    lists.extend(ids);
                    place
                }
            };
            patterns.push((pattern, value));
        }
        let number = patterns.len();
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(patterns).ok()?;
        Some(Automaton { automaton, lists, number })
    }
}

/// The compiled set in a form that can be stored.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct AutomatonParts {
    #[serde(serialize_with = "as_bytes", deserialize_with = "borrowed")]
    automaton: Cow<'static, [u8]>,
    lists: Vec<u32>,
    number: usize,
}

fn as_bytes<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// Borrows the bytes instead of copying them one by one.
fn borrowed<'de: 'static, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Cow<'static, [u8]>, D::Error> {
    <&'de [u8]>::deserialize(deserializer).map(Cow::Borrowed)
}

/// The compiled set.
pub(crate) struct Automaton {
    /// The value of a pattern is its id: most have one, and every look into a table of 190,000 rows
    /// is a look past the cache.
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    /// The number of ids and the ids of each pattern that has several, one list behind the other.
    lists: Vec<u32>,
    /// How many patterns there are.
    number: usize,
}

impl std::fmt::Debug for Automaton {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Automaton").field("patterns", &self.number).finish()
    }
}

impl Automaton {
    /// Calls `found` with the place and the ids of every occurrence of every pattern.
    #[inline]
    pub fn scan(&self, text: &str, mut found: impl FnMut(Range<usize>, &[u32])) {
        for occurrence in self.automaton.find_overlapping_iter(text) {
            let range = occurrence.start()..occurrence.end();
            let value = occurrence.value();
            match value.checked_sub(LISTED) {
                None => found(range, &[value]),
                Some(place) => found(range, self.list(place as usize)),
            }
        }
    }

    fn list(&self, place: usize) -> &[u32] {
        &self.lists[place + 1..][..self.lists[place] as usize]
    }

    /// The automaton as bytes with its tables, for [`Automaton::from_parts`].
    pub fn to_parts(&self) -> AutomatonParts {
        AutomatonParts {
            automaton: Cow::Owned(self.automaton.serialize()),
            lists: self.lists.clone(),
            number: self.number,
        }
    }

    /// The automaton that [`Automaton::to_parts`] wrote; `None` if the bytes are not one.
    pub fn from_parts(parts: AutomatonParts) -> Option<Self> {
        let (automaton, _) = CharwiseDoubleArrayAhoCorasick::deserialize(&parts.automaton).ok()?;
        Some(Self { automaton, lists: parts.lists, number: parts.number })
    }

    /// Number of distinct patterns.
    pub fn len(&self) -> usize {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::PatternSet;

    #[test]
    fn overlapping_patterns_are_all_found() {
        let mut set = PatternSet::default();
        for (id, pattern) in ["死", "死ね", "ねば", ""].iter().enumerate() {
            set.add((*pattern).to_owned(), u32::try_from(id).unwrap_or_default());
        }
        set.add("死ね".into(), 9);
        let automaton = set.compile().expect("a small set compiles");
        let mut seen = Vec::new();
        automaton.scan("死ねば", |range, ids| seen.push((range, ids.to_vec())));
        assert_eq!(seen, [(0..3, vec![0]), (0..6, vec![1, 9]), (3..9, vec![2])]);
        assert_eq!(automaton.len(), 3);
    }
}
