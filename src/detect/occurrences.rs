//! Occurrences of patterns in the key view, before anything is asked about them.
//!
//! Half of a comment's letters belong to some cue or harmless word. What an occurrence is worth is
//! looked at only if some rule could be met by what is there, which it seldom is.

use super::scan::NEAR_HIT;
use crate::lexicon::{
    ClassSet, Entry, Form, Halves, Lexicon, MOST_OCCURRENCES, Occurrence, sort_by_ends,
};

/// What the automaton found; a buffer that a session keeps.
#[derive(Debug, Default)]
pub(super) struct Occurrences {
    found: Vec<Occurrence>,
    halves: Halves,
    /// Where, in the key view, the first occurrence begins that was one too many.
    pub cut: Option<usize>,
    /// The classes that could have a hit.
    pub present: ClassSet,
    /// A term is among them that is worth a reason if it turns out to be part of another word.
    pub near: bool,
}

impl Occurrences {
    /// Reads a key view, replacing what was found before.
    pub fn read(&mut self, lexicon: &Lexicon, key: &str) {
        let Self { found, halves, cut, present, near } = self;
        found.clear();
        present.clear();
        *near = false;
        *cut = None;
        lexicon.scan(key, halves, |range, entry, form| {
            match entry {
                Entry::Term(id) if form != Form::Unmarked => {
                    present.insert(lexicon.term_classes[id as usize]);
                    *near |= lexicon.term_strengths[id as usize] >= NEAR_HIT;
                }
                Entry::Allow(_) if form != Form::Unmarked => {}
                // Halves are put together before they get here.
                Entry::Term(_) | Entry::Allow(_) | Entry::Head(_) | Entry::Tail(_) => return,
            }
            if found.len() < MOST_OCCURRENCES {
                found.push((range, entry, form));
            } else {
                cut.get_or_insert(range.start);
            }
        });
    }

    /// Each occurrence in the order of their ends, longer ones first.
    pub fn by_ends(&mut self) -> impl Iterator<Item = Occurrence> + '_ {
        sort_by_ends(&mut self.found, |(range, ..)| range);
        self.found.iter().cloned()
    }
}
