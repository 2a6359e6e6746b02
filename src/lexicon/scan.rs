//! Looking for the words of a [`Lexicon`] in a text.

use std::ops::Range;

use super::compile::{Entry, Form, Lexicon};
use super::words::Numbers;

/// First halves of terms that have been seen and wait for the other; buffers.
#[derive(Debug, Default)]
pub(crate) struct Halves {
    /// Those that end at or behind what is looked at: few, however long the text.
    heads: Vec<Head>,
    numbers: Numbers,
}

/// Most occurrences that are looked at in one comment. The longest that any platform allows (180 kB)
/// holds fewer; a flood with more is left to a person from there on.
pub(crate) const MOST_OCCURRENCES: usize = 600_000;

/// Where a pattern stands, what it means, and how it is written.
pub(crate) type Occurrence = (Range<usize>, Entry, Form);

/// Puts occurrences, found in the order of their beginnings, into that of their ends, longer ones
/// first; equal ones stay as they are. Only those that overlap are out of order: each such group is
/// sorted by itself.
pub(crate) fn sort_by_ends<T>(occurrences: &mut [T], place: impl Fn(&T) -> &Range<usize>) {
    let key = |occurrence: &T| (place(occurrence).end, place(occurrence).start);
    let (mut first, mut reach) = (0, 0);
    for index in 0..occurrences.len() {
        let Range { start, end } = *place(&occurrences[index]);
        if start >= reach {
            occurrences[first..index].sort_by_key(key);
            first = index;
        }
        reach = reach.max(end);
    }
    occurrences[first..].sort_by_key(key);
}

/// The term, where its first half stands, and how the pattern writes it.
type Head = (u32, Range<usize>, Form);

impl Lexicon {
    /// Calls `found` for every term and allow term in a view, in the order of their beginnings. The
    /// form says how the pattern writes it.
    #[inline]
    pub(crate) fn scan(
        &self,
        text: &str,
        halves: &mut Halves,
        mut found: impl FnMut(Range<usize>, Entry, Form),
    ) {
        let Some(automaton) = &self.automaton else { return };
        let Halves { heads, numbers } = halves;
        heads.clear();
        automaton.scan(text, numbers, |range, id| match Entry::unpack(id) {
            (Entry::Head(term), form) => {
                // Whatever is found from here on begins no earlier.
                heads.retain(|(_, head, _)| head.end >= range.start);
                heads.push((term, range, form));
            }
            (Entry::Tail(term), form) => {
                let touches = |head: &&Head| head.1.end == range.start && head.0 == term;
                for (_, head, of_head) in heads.iter().rev().filter(touches) {
                    found(head.start..range.end, Entry::Term(term), form.max(*of_head));
                }
            }
            (entry, form) => found(range, entry, form),
        });
    }

    /// The same in the order of their ends, longer ones first. Gives where the first one begins that
    /// was one too many, if there was.
    pub(crate) fn scan_by_ends(
        &self,
        text: &str,
        halves: &mut Halves,
        mut found: impl FnMut(Range<usize>, Entry, Form),
    ) -> Option<usize> {
        let (mut all, mut cut): (Vec<Occurrence>, _) = (Vec::new(), None);
        self.scan(text, halves, |range, entry, form| {
            if all.len() < MOST_OCCURRENCES {
                all.push((range, entry, form));
            } else {
                cut.get_or_insert(range.start);
            }
        });
        sort_by_ends(&mut all, |(range, ..)| range);
        all.into_iter().for_each(|(range, entry, form)| found(range, entry, form));
        cut
    }

    /// Whether a term of at least three letters lies across byte `at` of the folded `text`.
    pub(crate) fn lies_across(&self, text: &str, at: usize, halves: &mut Halves) -> bool {
        let mut across = false;
        self.scan(text, halves, |range, entry, form| {
            across |= form == Form::Plain
                && matches!(entry, Entry::Term(_))
                && range.start < at
                && at < range.end
                && text[range].chars().nth(2).is_some();
        });
        across
    }

    /// Calls `found` for every context cue in a view, with the context's index, in the order of their
    /// ends, longer ones first.
    pub(crate) fn scan_cues(&self, text: &str, mut found: impl FnMut(Range<usize>, u32)) {
        let Some(cues) = &self.cues else { return };
        let mut all = Vec::new();
        cues.scan(text, &mut Numbers::default(), |range, id| all.push((range, id)));
        sort_by_ends(&mut all, |(range, _)| range);
        all.into_iter().for_each(|(range, id)| found(range, id));
    }
}

#[cfg(test)]
mod tests {
    use super::sort_by_ends;

    #[test]
    fn groups_are_sorted_by_their_ends() {
        let mut places = [0..3, 0..9, 3..6, 4..6, 5..7, 9..10, 12..13, 12..20, 13..14, 14..20];
        let mut expected = places.clone();
        expected.sort_by_key(|place| (place.end, place.start));
        sort_by_ends(&mut places, |place| place);
        assert_eq!(places, expected);
    }
}
