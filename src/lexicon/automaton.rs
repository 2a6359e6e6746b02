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

/// Patterns with the ids that each stands for.
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
        let mut ids = Vec::new();
        let mut ranges = Vec::with_capacity(self.patterns.len());
        let mut patterns = Vec::with_capacity(self.patterns.len());
        for (index, (pattern, list)) in self.patterns.into_iter().enumerate() {
            let start = u32::try_from(ids.len()).ok()?;
            ids.extend(list);
            ranges.push((start, u32::try_from(ids.len()).ok()?));
            patterns.push((pattern, u32::try_from(index).ok()?));
        }
        let automaton = CharwiseDoubleArrayAhoCorasick::with_values(patterns).ok()?;
        Some(Automaton { automaton, ranges, ids })
    }
}

/// The compiled set in a form that can be stored.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct AutomatonParts {
    #[serde(serialize_with = "as_bytes", deserialize_with = "borrowed")]
    automaton: Cow<'static, [u8]>,
    ranges: Vec<(u32, u32)>,
    ids: Vec<u32>,
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
    automaton: CharwiseDoubleArrayAhoCorasick<u32>,
    ranges: Vec<(u32, u32)>,
    ids: Vec<u32>,
}

impl std::fmt::Debug for Automaton {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Automaton").field("patterns", &self.ranges.len()).finish()
    }
}

impl Automaton {
    /// Calls `found` with the place and the ids of every occurrence of every pattern.
    #[inline]
    pub fn scan(&self, text: &str, mut found: impl FnMut(Range<usize>, &[u32])) {
        for occurrence in self.automaton.find_overlapping_iter(text) {
            let (from, to) = self.ranges[occurrence.value() as usize];
            let ids = &self.ids[from as usize..to as usize];
            found(occurrence.start()..occurrence.end(), ids);
        }
    }

    /// The automaton as bytes with its tables, for [`Automaton::from_parts`].
    pub fn to_parts(&self) -> AutomatonParts {
        AutomatonParts {
            automaton: Cow::Owned(self.automaton.serialize()),
            ranges: self.ranges.clone(),
            ids: self.ids.clone(),
        }
    }

    /// The automaton that [`Automaton::to_parts`] wrote; `None` if the bytes are not one.
    pub fn from_parts(parts: AutomatonParts) -> Option<Self> {
        let (automaton, _) = CharwiseDoubleArrayAhoCorasick::deserialize(&parts.automaton).ok()?;
        Some(Self { automaton, ranges: parts.ranges, ids: parts.ids })
    }

    /// Number of distinct patterns.
    pub fn len(&self) -> usize {
        self.ranges.len()
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
