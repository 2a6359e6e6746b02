//! Rules: from hits to findings.

use super::hit::{Hit, Origin};
use super::surroundings::Surroundings;
use crate::lexicon::{ClassId, ClassSet, CompiledRule, Lexicon, Rule};
use crate::span::Span;

/// Most findings of one rule in one comment.
const MAX_PER_RULE: usize = 16;

/// The hits that satisfy a rule, in the order of the text.
pub(super) type Combination = Vec<usize>;

/// Whether every element of a rule has a hit at all: the cheap test before anything else.
pub(super) fn is_possible(rule: &CompiledRule, present: &ClassSet) -> bool {
    rule.elements.iter().all(|element| element.iter().any(|class| present.contains(*class)))
}

/// The same if everything `assumed` had a hit, too.
pub(super) fn is_possible_with(
    rule: &CompiledRule,
    present: &ClassSet,
    assumed: &ClassSet,
) -> bool {
    let there = |class: &ClassId| present.contains(*class) || assumed.contains(*class);
    rule.elements.iter().all(|element| element.iter().any(there))
}

/// All ways (up to a limit) in which `hits`, sorted by place, satisfy a rule.
pub(super) fn combinations(
    rule: &Rule,
    compiled: &CompiledRule,
    hits: &[Hit],
    surroundings: &Surroundings<'_>,
    text: &str,
) -> Vec<Combination> {
    let elements: Vec<Vec<usize>> =
        compiled.elements.iter().map(|classes| indices(hits, classes)).collect();
    if elements.iter().any(Vec::is_empty) {
        return Vec::new();
    }
    if let [only] = elements.as_slice() {
        return longest(hits, only).into_iter().map(|index| vec![index]).collect();
    }
    let search = Search { rule, hits, elements: &elements, surroundings, text };
    let mut found: Vec<Combination> = Vec::new();
    let mut anchors: Vec<(usize, usize)> = Vec::new();
    for (element, candidates) in elements.iter().enumerate() {
        if element > 0 && rule.ordered {
            break;
        }
        anchors.extend(candidates.iter().map(|index| (*index, element)));
    }
    anchors.sort_unstable();
    let mut covered_to = 0;
    for (anchor, element) in anchors {
        if found.len() >= MAX_PER_RULE {
            break;
        }
        if hits[anchor].span.start < covered_to {
            continue;
        }
        if let Some(combination) = search.from(anchor, element) {
            covered_to = combination.iter().map(|i| hits[*i].span.end).max().unwrap_or(covered_to);
            found.push(combination);
        }
    }
    found
}

/// Whether a class that the rule excludes stands in the same sentence as the combination.
pub(super) fn is_excluded(
    compiled: &CompiledRule,
    all_hits: &[Hit],
    span: Span,
    surroundings: &Surroundings<'_>,
) -> bool {
    if compiled.none.is_empty() {
        return false;
    }
    let sentences = surroundings.sentence_of(span.start)
        ..=surroundings.sentence_of(span.end.saturating_sub(1).max(span.start));
    all_hits.iter().any(|hit| {
        compiled.none.contains(&hit.class)
            && sentences.contains(&surroundings.sentence_of(hit.span.start))
    })
}

fn indices(hits: &[Hit], classes: &[ClassId]) -> Vec<usize> {
    (0..hits.len()).filter(|index| classes.contains(&hits[*index].class)).collect()
}

/// Of overlapping hits the longest, then the strongest.
fn longest(hits: &[Hit], candidates: &[usize]) -> Vec<usize> {
    let mut order = candidates.to_vec();
    order.sort_by(|a, b| {
        let (a, b) = (&hits[*a], &hits[*b]);
        b.span.len().cmp(&a.span.len()).then(b.strength.total_cmp(&a.strength))
    });
    let mut kept: Vec<usize> = Vec::new();
    for index in order {
        if kept.len() >= MAX_PER_RULE {
            break;
        }
        if kept.iter().all(|other| !hits[*other].span.overlaps(hits[index].span)) {
            kept.push(index);
        }
    }
    kept.sort_unstable();
    kept
}

struct Search<'a> {
    rule: &'a Rule,
    hits: &'a [Hit],
    elements: &'a [Vec<usize>],
    surroundings: &'a Surroundings<'a>,
    text: &'a str,
}

impl Search<'_> {
    /// The nearest combination whose leftmost hit is `anchor`, taken as `element`.
    fn from(&self, anchor: usize, element: usize) -> Option<Combination> {
        let mut chosen = vec![anchor];
        let mut at = self.hits[anchor].span.start;
        for (index, candidates) in self.elements.iter().enumerate() {
            if index == element {
                continue;
            }
            let next = self.nearest(candidates, at, &chosen)?;
            if self.rule.ordered {
                at = self.hits[next].span.start;
            }
            chosen.push(next);
        }
        chosen.sort_unstable_by_key(|index| self.hits[*index].span);
        Some(chosen)
    }

    /// The first candidate at or behind `at` that overlaps nothing chosen and stays near enough.
    fn nearest(&self, candidates: &[usize], at: usize, chosen: &[usize]) -> Option<usize> {
        let start = candidates.partition_point(|index| self.hits[*index].span.start < at);
        let first = self.hits[chosen[0]].span;
        for index in &candidates[start..] {
            let span = self.hits[*index].span;
            if !self.is_near(first, span) {
                return None;
            }
            if chosen.iter().all(|other| !self.hits[*other].span.overlaps(span)) {
                return Some(*index);
            }
        }
        None
    }

    fn is_near(&self, first: Span, span: Span) -> bool {
        let cover = first.cover(span);
        let within = self.rule.within;
        let near = within == 0
            || (cover.len() <= within * 4 && cover.slice(self.text).chars().count() <= within);
        near && (!self.rule.same_sentence
            || self.surroundings.sentence_of(first.start)
                == self.surroundings.sentence_of(span.start))
    }
}

/// The strength of a combination before the context of the whole: the rule's own or the term's,
/// lowered by what is uncertain about its parts.
pub(super) fn base_strength(
    lexicon: &Lexicon,
    rule: &Rule,
    hits: &[Hit],
    combination: &[usize],
) -> f32 {
    let certainty = |index: &usize| match hits[*index].origin {
        Origin::Signal(_) => hits[*index].strength,
        Origin::Term(id) => {
            let own = lexicon.terms[id as usize].strength;
            if own > 0.0 { hits[*index].strength / own } else { 1.0 }
        }
    };
    match rule.strength {
        Some(strength) => {
            strength * combination.iter().map(certainty).fold(1.0, f32::min).clamp(0.0, 1.0)
        }
        None => combination.iter().map(|index| hits[*index].strength).fold(0.0, f32::max),
    }
}
