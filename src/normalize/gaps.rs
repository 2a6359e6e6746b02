//! Where the loose view dropped separators, and which words may be read across them.

use std::ops::Range;

use super::chars::Script;
use super::view::View;
use crate::span::Span;

/// Separators that the loose view dropped between two letters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gap {
    /// Offset in the view of the letter behind it.
    pub at: usize,
    /// The first of the separators.
    pub separator: char,
    /// Where they stand in the original.
    pub original: Span,
}

/// The gaps of a loose view, in its order.
#[derive(Debug, Clone, Default)]
pub(super) struct Gaps(Vec<Gap>);

/// A word of this many letters that is merely drawn out is no other word.
const LONG: usize = 5;

/// How a word lies across gaps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shape {
    letters: usize,
    gaps: usize,
    /// All its gaps have the same separator.
    uniform: bool,
    /// A gap is a mark that ends a clause.
    clause_mark: bool,
}

impl Shape {
    /// Every letter stands by itself.
    fn is_spelt_out(self) -> bool {
        self.gaps + 1 == self.letters && self.uniform
    }
}

/// How believable an edge of a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Edge {
    /// The word goes on in the same script.
    Open,
    /// Another script follows.
    Script,
    /// No letter follows, or a separator stood there.
    Firm,
    /// The same separator stood there as inside: a longer word is spelt out, or a list.
    SpeltOn,
}

impl Gaps {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn push(&mut self, gap: Gap) {
        self.0.push(gap);
    }

    /// Whether byte `at` of the original belongs to a dropped separator.
    pub fn hold(&self, at: usize) -> bool {
        let next = self.0.partition_point(|gap| gap.original.start <= at);
        next.checked_sub(1).is_some_and(|index| at < self.0[index].original.end)
    }

    /// The gaps strictly inside a range of the view.
    fn inside(&self, range: &Range<usize>) -> &[Gap] {
        let first = self.0.partition_point(|gap| gap.at <= range.start);
        let last = self.0.partition_point(|gap| gap.at < range.end);
        &self.0[first..last.max(first)]
    }

    /// Whether a word at `range` of `view` may be believed; see [`super::Loose::admits`].
    pub fn admit(&self, view: &View, opened: &View, range: Range<usize>, guarded: bool) -> bool {
        let text = view.as_str();
        let inside = self.inside(&range);
        let letters = text[range.clone()].chars().count();
        let Some(first) = inside.first() else { return !guarded || letters >= LONG };
        let shape = Shape {
            letters,
            gaps: inside.len(),
            uniform: inside.iter().all(|gap| gap.separator == first.separator),
            clause_mark: inside.iter().any(|gap| is_clause_mark(gap.separator)),
        };
        let edges = self.edges(view, opened, range, first.separator);
        believable(shape, edges, guarded)
    }

    /// Whether a word spelt out goes on the same way at an edge, and does not go on otherwise.
    pub fn amid(&self, view: &View, opened: &View, range: Range<usize>) -> bool {
        let Some(first) = self.inside(&range).first() else { return false };
        let edges = self.edges(view, opened, range, first.separator);
        !is_clause_mark(first.separator)
            && edges.contains(&Edge::SpeltOn)
            && edges.iter().all(|edge| *edge >= Edge::Script)
    }

    /// Whether both edges of a word spelt out are its own; see [`super::Loose::bounds`].
    pub fn bound(&self, view: &View, opened: &View, range: Range<usize>) -> bool {
        let Some(first) = self.inside(&range).first() else { return false };
        let edges = self.edges(view, opened, range, first.separator);
        edges.iter().all(|edge| matches!(edge, Edge::Script | Edge::Firm))
    }

    fn edges(&self, view: &View, opened: &View, range: Range<usize>, separator: char) -> [Edge; 2] {
        let span = view.original(range.clone());
        let plain = opened.as_str();
        // Scripts are read where kana are not folded yet.
        let (start, end) = (opened.position(span.start), opened.position(span.end));
        let (before, from) = plain.split_at(start);
        let (upto, after) = plain.split_at(end);
        let edge = |at: usize, own: Option<char>, neighbour: Option<char>| {
            if let Ok(index) = self.0.binary_search_by_key(&at, |gap| gap.at) {
                return if self.0[index].separator == separator {
                    Edge::SpeltOn
                } else {
                    Edge::Firm
                };
            }
            match (own.map(Script::of), neighbour.map(Script::of)) {
                (Some(own), Some(next)) if next.is_word() => {
                    if own == next {
                        Edge::Open
                    } else {
                        Edge::Script
                    }
                }
                _ => Edge::Firm,
            }
        };
        [
            edge(range.start, from.chars().next(), before.chars().next_back()),
            edge(range.end, upto.chars().next_back(), after.chars().next()),
        ]
    }
}

/// The judgement itself. `guarded`: the word has many innocent twins and is read only where it is
/// spelt out letter by letter, which leaves nothing to guess.
fn believable(shape: Shape, edges: [Edge; 2], guarded: bool) -> bool {
    let both = |least: Edge| edges.iter().all(|edge| *edge >= least);
    let spelt_on = edges.contains(&Edge::SpeltOn);
    let closed = if shape.clause_mark { Edge::Firm } else { Edge::Script };
    match shape.letters {
        0..=2 => !guarded && !spelt_on && both(closed),
        _ if shape.is_spelt_out() => {
            shape.letters > 3
                || if guarded { both(closed) && !spelt_on } else { both(Edge::Script) }
        }
        _ if guarded || shape.clause_mark => false,
        3 => both(Edge::Script),
        _ => edges.iter().any(|edge| *edge >= Edge::Script),
    }
}

/// Marks that end a clause stand between words far more often than inside one.
pub(super) fn is_clause_mark(c: char) -> bool {
    matches!(c, '。' | '、' | '｡' | '､' | ',' | '，')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(letters: usize, gaps: usize) -> Shape {
        Shape { letters, gaps, uniform: true, clause_mark: false }
    }

    #[test]
    fn short_words_need_both_edges() {
        use Edge::{Firm, Open, Script, SpeltOn};
        for (letters, gaps, edges, admitted) in [
            (2, 1, [Firm, Firm], true),
            (2, 1, [Script, Firm], true),
            (2, 1, [Open, Firm], false),
            (2, 1, [SpeltOn, Firm], false),
            (3, 2, [SpeltOn, Script], true),
            (3, 2, [Open, Firm], false),
            (3, 1, [Script, Open], false),
            (4, 3, [Open, Open], true),
            (4, 1, [Open, Open], false),
        ] {
            assert_eq!(
                believable(shape(letters, gaps), edges, false),
                admitted,
                "{letters} letters, {gaps} gaps, {edges:?}"
            );
        }
    }

    #[test]
    fn guarded_words_are_read_only_when_spelt_out() {
        let firm = [Edge::Firm, Edge::Firm];
        assert!(believable(shape(5, 4), firm, true));
        assert!(believable(shape(3, 2), firm, true));
        assert!(!believable(shape(2, 1), firm, true));
        assert!(!believable(shape(5, 1), firm, true));
    }

    #[test]
    fn clause_marks_need_more() {
        let marked = Shape { clause_mark: true, ..shape(2, 1) };
        assert!(believable(marked, [Edge::Firm, Edge::Firm], false));
        assert!(!believable(marked, [Edge::Script, Edge::Firm], false));
        assert!(!believable(
            Shape { gaps: 2, ..Shape { letters: 4, ..marked } },
            [Edge::Firm; 2],
            false
        ));
    }
}
