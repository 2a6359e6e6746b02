//! Context: what stands around a hit, and what it does to it.

use std::collections::HashMap;

use super::finding::{ContextNote, Localized};
use super::hit::Hit;
use crate::lexicon::{ClassId, Context, Cue, Effect, Lexicon, Where};
use crate::normalize::{Loose, View, ends_sentence};
use crate::span::Span;

/// What the surroundings do to a hit or a finding.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    /// Index of the context that cancels it.
    pub cancelled_by: Option<u32>,
    pub factor: f32,
    pub raise: f32,
    pub notes: Vec<ContextNote>,
}

impl Outcome {
    /// The strength that is left of `strength`.
    pub fn apply(&self, strength: f32) -> f32 {
        if self.cancelled_by.is_some() {
            return 0.0;
        }
        (strength * self.factor + self.raise).clamp(0.0, 1.0)
    }
}

/// Sentences, quotations and cues of one comment.
pub(super) struct Surroundings<'a> {
    lexicon: &'a Lexicon,
    text: &'a str,
    sentence_ends: Vec<usize>,
    quotations: Vec<Span>,
    cues: HashMap<u32, Vec<Span>>,
    classes: HashMap<ClassId, Vec<Span>>,
}

impl<'a> Surroundings<'a> {
    /// Reads the surroundings: one pass for sentences and quotations, one for cues.
    pub fn new(
        lexicon: &'a Lexicon,
        text: &'a str,
        key: &View,
        loose: Option<&Loose>,
        hits: &[Hit],
    ) -> Self {
        let mut cues: HashMap<u32, Vec<Span>> = HashMap::new();
        // Who spells out a word may spell out what excuses it.
        for view in std::iter::once(key).chain(loose.map(Loose::view)) {
            lexicon.scan_cues(view.as_str(), |range, id| {
                cues.entry(id).or_default().push(view.original(range));
            });
        }
        let mut classes: HashMap<ClassId, Vec<Span>> = HashMap::new();
        for hit in hits {
            classes.entry(hit.class).or_default().push(hit.span);
        }
        let ends = text
            .char_indices()
            .filter(|(at, c)| ends_sentence(*c) && !loose.is_some_and(|loose| loose.dropped(*at)));
        let sentence_ends = ends.map(|(at, c)| at + c.len_utf8()).collect();
        Self { lexicon, text, sentence_ends, quotations: quotations(text), cues, classes }
    }

    /// Number of the sentence that byte `at` stands in.
    pub fn sentence_of(&self, at: usize) -> usize {
        self.sentence_ends.partition_point(|end| *end <= at)
    }

    /// What the given contexts do to something at `span`.
    pub fn judge(&self, contexts: &[u32], span: Span) -> Outcome {
        let mut outcome = Outcome { factor: 1.0, ..Outcome::default() };
        let found: Vec<(u32, &Context, Span)> = contexts
            .iter()
            .filter_map(|id| {
                let context = &self.lexicon.contexts[*id as usize];
                self.find(*id, context, span).map(|cue| (*id, context, cue))
            })
            .collect();
        // What goes on from a hit is read as far as it goes: 死ねばいい is not 死ねば….
        let touching = found.iter().filter(|(_, context, _)| context.place == Where::Next);
        let longest = touching.map(|(_, _, cue)| cue.len()).max().unwrap_or(0);
        for (id, context, cue) in found {
            if context.place == Where::Next && cue.len() < longest {
                continue;
            }
            match context.effect {
                Effect::Cancel => {
                    if outcome.cancelled_by.is_none() {
                        outcome.cancelled_by = Some(id);
                    }
                }
                Effect::Scale(factor) => outcome.factor = outcome.factor.min(factor),
                Effect::Raise(raise) => outcome.raise = outcome.raise.max(raise),
            }
            outcome.notes.push(note(context, cue));
        }
        outcome
    }

    /// The cue that makes `context` apply to `span`; a zero-length span for cues that are no words.
    fn find(&self, id: u32, context: &Context, span: Span) -> Option<Span> {
        match &context.cue {
            Cue::Quoted => self.quotation_around(span),
            Cue::Question => self.is_question(span).then_some(Span::new(span.end, span.end)),
            Cue::Words(_) => self.matching(self.cues.get(&id)?, context, span),
            Cue::Class(_) => {
                let class = self.lexicon.context_classes[id as usize]?;
                self.matching(self.classes.get(&class)?, context, span)
            }
        }
    }

    fn matching(&self, cues: &[Span], context: &Context, span: Span) -> Option<Span> {
        let mut standing = cues
            .iter()
            .copied()
            .filter(|cue| !cue.overlaps(span) && self.stands(*cue, context, span));
        match context.place {
            Where::Next => standing.max_by_key(|cue| cue.len()),
            _ => standing.next(),
        }
    }

    fn stands(&self, cue: Span, context: &Context, span: Span) -> bool {
        let after = |from: usize| {
            cue.start >= from
                && self.near(from, cue.start, context.window)
                && self.sentence_of(from.saturating_sub(1)) == self.sentence_of(cue.start)
        };
        let before = || {
            cue.end <= span.start
                && self.near(cue.end, span.start, context.window)
                && self.sentence_of(cue.start) == self.sentence_of(span.start)
        };
        match context.place {
            Where::After => after(span.end),
            Where::Before => before(),
            Where::Around => after(span.end) || before(),
            Where::Next => cue.start == span.end,
            Where::Prev => cue.end == span.start,
            Where::Sentence => self.sentence_of(cue.start) == self.sentence_of(span.start),
            Where::Comment => true,
            Where::AfterQuote => self.quotation_around(span).is_some_and(|quotation| {
                cue.start >= quotation.end && self.near(quotation.end, cue.start, context.window)
            }),
        }
    }

    /// Whether at most `window` characters lie between two offsets.
    fn near(&self, from: usize, to: usize, window: usize) -> bool {
        to - from <= window * 4
            && self.text.get(from..to).is_some_and(|gap| gap.chars().count() <= window)
    }

    fn quotation_around(&self, span: Span) -> Option<Span> {
        self.quotations.iter().copied().find(|quotation| quotation.contains(span))
    }

    fn is_question(&self, span: Span) -> bool {
        let sentence = self.sentence_of(span.start);
        let start = sentence.checked_sub(1).map_or(0, |before| self.sentence_ends[before]);
        let end = self.sentence_ends.get(sentence).copied().unwrap_or(self.text.len());
        let sentence = self.text.get(start..end).unwrap_or_default();
        let bare = sentence.trim_end_matches(|c: char| ends_sentence(c) || c.is_whitespace());
        sentence.ends_with(['?', '？']) || bare.ends_with(['か']) || bare.ends_with("かな")
    }
}

fn note(context: &Context, cue: Span) -> ContextNote {
    ContextNote {
        kind: context.kind.to_string(),
        span: (!cue.is_empty()).then_some(cue),
        effect: match context.effect {
            Effect::Cancel => "cancel".to_owned(),
            Effect::Scale(factor) => format!("x{factor}"),
            Effect::Raise(raise) => format!("+{raise}"),
        },
        reason: Localized::new(context.reason.clone(), context.reason_en.clone()),
    }
}

/// The quoted stretches, brackets included. An opening bracket that is never closed quotes nothing.
fn quotations(text: &str) -> Vec<Span> {
    const PAIRS: [(char, char); 4] = [('「', '」'), ('『', '』'), ('“', '”'), ('｢', '｣')];
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut found = Vec::new();
    for (at, c) in text.char_indices() {
        if let Some((_, close)) = PAIRS.iter().find(|(opening, _)| *opening == c) {
            if open.len() < 16 {
                open.push((at, *close));
            }
        } else if let Some(depth) = open.iter().rposition(|(_, close)| *close == c) {
            found.push(Span::new(open[depth].0, at + c.len_utf8()));
            open.truncate(depth);
        }
    }
    found.sort_unstable_by_key(|span| span.len());
    found
}

#[cfg(test)]
mod tests {
    use super::quotations;

    #[test]
    fn quotations_nest_innermost_first() {
        let text = "彼は「これは『嘘』だ」と言った「";
        let found: Vec<&str> = quotations(text).iter().map(|span| span.slice(text)).collect();
        assert_eq!(found, ["『嘘』", "「これは『嘘』だ」"]);
    }
}
