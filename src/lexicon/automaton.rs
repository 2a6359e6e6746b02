//! Many patterns at once: one pass over a view finds every occurrence of every pattern.
//!
//! Overlapping matches are reported (死, 死ね, ねば in 死ねば), because which of them counts depends
//! on edges, allow terms and context.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::words::{Bytes, Numbers, Words, WordsParts, as_bytes, borrowed};

/// A pattern that stands for several ids has, instead of an id, the place of their list plus this.
const LISTED: u32 = 1 << 31;

/// Patterns with the ids that each stands for; an id is less than 2³¹.
#[derive(Debug, Default)]
pub(crate) struct PatternSet {
    patterns: BTreeMap<String, Vec<u32>>,
}

/// More patterns, or more different letters in them, than can be numbered.
#[derive(Debug)]
pub(crate) struct TooMany;

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

    /// Compiles the set; `None` if it is empty.
    ///
    /// # Errors
    ///
    /// If it is too large to be numbered.
    pub fn compile(self) -> Result<Option<Automaton>, TooMany> {
        if self.patterns.is_empty() {
            return Ok(None);
        }
        self.numbered().map(Some).ok_or(TooMany)
    }

    fn numbered(self) -> Option<Automaton> {
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
        let lists = lists.into_iter().flat_map(u32::to_le_bytes).collect();
        Some(Automaton { words: Words::new(&patterns)?, lists, number: patterns.len() })
    }
}

/// The compiled set in a form that can be stored.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct AutomatonParts {
    words: WordsParts,
    #[serde(serialize_with = "as_bytes", deserialize_with = "borrowed")]
    lists: Bytes,
    number: usize,
}

/// The compiled set.
pub(crate) struct Automaton {
    /// The value of a pattern is its id: most have one.
    words: Words,
    /// The number of ids and the ids of each pattern that has several, one list behind the other.
    lists: Bytes,
    /// How many patterns there are.
    number: usize,
}

impl std::fmt::Debug for Automaton {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Automaton").field("patterns", &self.number).finish()
    }
}

impl Automaton {
    /// Calls `found` with the place and each id of every occurrence of every pattern, in the order of
    /// their beginnings, shorter ones first.
    #[inline]
    pub fn scan(
        &self,
        text: &str,
        numbers: &mut Numbers,
        mut found: impl FnMut(Range<usize>, u32),
    ) {
        self.words.scan(text, numbers, |place, value| match value.checked_sub(LISTED) {
            None => found(place, value),
            Some(list) => {
                let ids = self.list(list as usize).iter();
                ids.for_each(|id| found(place.clone(), u32::from_le_bytes(*id)));
            }
        });
    }

    fn list(&self, place: usize) -> &[[u8; 4]] {
        let lists: &[[u8; 4]] = self.lists.as_chunks().0;
        let length = lists.get(place).map_or(0, |length| u32::from_le_bytes(*length));
        lists.get(place + 1..place + 1 + length as usize).unwrap_or_default()
    }

    /// The automaton with its tables, for [`Automaton::from_parts`].
    pub fn to_parts(&self) -> AutomatonParts {
        let words = self.words.parts().clone();
        AutomatonParts { words, lists: self.lists.clone(), number: self.number }
    }

    /// The automaton that [`Automaton::to_parts`] gave; `None` if the parts are not one.
    pub fn from_parts(parts: AutomatonParts) -> Option<Self> {
        let AutomatonParts { words, lists, number } = parts;
        Some(Self { words: Words::from_parts(words)?, lists, number })
    }

    /// Number of distinct patterns.
    pub fn len(&self) -> usize {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::{Numbers, PatternSet};

    #[test]
    fn overlapping_patterns_are_all_found() {
        let mut set = PatternSet::default();
        for (id, pattern) in ["死", "死ね", "ねば", ""].iter().enumerate() {
            set.add((*pattern).to_owned(), u32::try_from(id).unwrap_or_default());
        }
        set.add("死ね".into(), 9);
        let automaton = set.compile().expect("a small set").expect("no empty one");
        let mut seen = Vec::new();
        let mut numbers = Numbers::default();
        automaton.scan("死ねば", &mut numbers, |range, id| seen.push((range, id)));
        assert_eq!(seen, [(0..3, 0), (0..6, 1), (0..6, 9), (3..9, 2)]);
        assert_eq!(automaton.len(), 3);
        assert!(PatternSet::default().compile().is_ok_and(|compiled| compiled.is_none()));
    }
}
