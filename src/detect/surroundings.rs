//! Context: what stands around a hit, and what it does to it.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::finding::{ContextNote, Localized};
use super::hit::Hit;
use super::places::{Order, Places};
use super::quotations::Quotations;
use crate::embedded;
use crate::lexicon::{ClassId, Context, Cue, Effect, Lexicon, Where};
use crate::normalize::{Loose, View, ends_sentence, is_invisible};
use crate::span::Span;

/// What the surroundings do to a hit or a finding.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    /// Index of the context that cancels it.
    pub cancelled_by: Option<u32>,
    pub factor: f32,
    pub raise: f32,
    /// The contexts that apply, with the cue of each; its text is made only for findings.
    pub notes: Vec<(u32, Span)>,
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
    /// Whether each sentence is a question; filled when the first hit asks.
    questions: OnceCell<Vec<bool>>,
    /// The gaps last asked for.
    behind: Cell<Option<(usize, usize)>>,
    before: Cell<Option<(usize, usize)>>,
    quotations: Quotations,
    outside: OnceCell<usize>,
    cues: BTreeMap<u32, Places>,
    classes: BTreeMap<ClassId, Places>,
    loose: Option<&'a Loose>,
}

impl<'a> Surroundings<'a> {
    /// Reads the surroundings of `hits`, sorted by where they begin: one pass for sentences and
    /// quotations, one for cues.
    pub fn new(
        lexicon: &'a Lexicon,
        text: &'a str,
        key: &View,
        loose: Option<&'a Loose>,
        hits: &[Hit],
    ) -> Self {
        let mut cues: BTreeMap<u32, Places> = BTreeMap::new();
        // Who spells out a word may spell out what excuses it.
        for (run, view) in std::iter::once(key).chain(loose.map(Loose::view)).enumerate() {
            lexicon.scan_cues(view.as_str(), |range, id| {
                cues.entry(id).or_default().push(run, Order::End, view.original(range));
            });
        }
        let mut classes: BTreeMap<ClassId, Places> = BTreeMap::new();
        for hit in hits {
            classes.entry(hit.class).or_default().push(0, Order::Start, hit.span);
        }
        let ends = text.char_indices().filter(|(at, c)| {
            ends_sentence(*c)
                && !loose.is_some_and(|loose| loose.dropped(*at))
                && !goes_on(&text[at + c.len_utf8()..])
        });
        let sentence_ends = ends.map(|(at, c)| at + c.len_utf8()).collect();
        Self {
            lexicon,
            text,
            sentence_ends,
            questions: OnceCell::new(),
            behind: Cell::new(None),
            before: Cell::new(None),
            quotations: Quotations::of(text),
            outside: OnceCell::new(),
            cues,
            classes,
            loose,
        }
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
            outcome.notes.push((id, cue));
        }
        outcome
    }

    /// The cue that makes `context` apply to `span`; a zero-length span for cues that are no words.
    fn find(&self, id: u32, context: &Context, span: Span) -> Option<Span> {
        match &context.cue {
            Cue::Quoted => {
                self.quotations.around(span).filter(|_| self.outside() >= context.window)
            }
            Cue::Question => self.is_question(span).then_some(Span::new(span.end, span.end)),
            Cue::Words(_) => self.matching(self.cues.get(&id)?, context, span),
            Cue::Class(_) => {
                let class = self.lexicon.context_classes[id as usize]?;
                self.matching(self.classes.get(&class)?, context, span)
            }
        }
    }

    fn matching(&self, cues: &Places, context: &Context, span: Span) -> Option<Span> {
        let reach = context.window * 4;
        let after = |from: usize| cues.starting(from, from + reach);
        let before = || cues.ending(span.start.saturating_sub(reach), span.start);
        let standing = |cue: &Span| !cue.overlaps(span) && self.stands(*cue, context, span);
        match context.place {
            Where::After => after(span.end).find(standing),
            Where::Before => before().find(standing),
            Where::Around => {
                cues.around(span.start.saturating_sub(reach), span.end + reach).find(standing)
            }
            Where::Next => cues
                .starting(span.end, self.gap_behind(span.end))
                .filter(standing)
                .max_by_key(|cue| cue.len()),
            Where::Prev => cues.ending(self.gap_before(span.start), span.start).find(standing),
            Where::Sentence => {
                let sentence = self.bounds_of(self.sentence_of(span.start));
                cues.starting(sentence.start, sentence.end).find(standing)
            }
            Where::Comment => cues.all().find(standing),
            Where::AfterQuote => {
                let quotation = self.quotations.around(span)?;
                after(quotation.end).find(standing)
            }
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
            Where::Next => (span.end..=self.gap_behind(span.end)).contains(&cue.start),
            Where::Prev => (self.gap_before(span.start)..=span.start).contains(&cue.end),
            Where::Sentence => self.sentence_of(cue.start) == self.sentence_of(span.start),
            Where::Comment => true,
            Where::AfterQuote => self.quotations.around(span).is_some_and(|quotation| {
                cue.start >= quotation.end && self.near(quotation.end, cue.start, context.window)
            }),
        }
    }

    /// Where what a disguise put in behind `from` ends.
    fn gap_behind(&self, from: usize) -> usize {
        gap(&self.behind, from, |from| {
            let rest = self.text.get(from..).unwrap_or_default();
            let visible = rest.char_indices().find(|(at, c)| !self.is_added(from + at, *c));
            from + visible.map_or(rest.len(), |(at, _)| at)
        })
    }

    /// Where what a disguise put in before `to` begins.
    fn gap_before(&self, to: usize) -> usize {
        gap(&self.before, to, |to| {
            let rest = self.text.get(..to).unwrap_or_default();
            let visible = rest.char_indices().rev().find(|(at, c)| !self.is_added(*at, *c));
            visible.map_or(0, |(at, c)| at + c.len_utf8())
        })
    }

    fn is_added(&self, at: usize, c: char) -> bool {
        is_invisible(c) || self.loose.is_some_and(|loose| loose.dropped(at))
    }

    /// Whether at most `window` characters lie between two offsets.
    fn near(&self, from: usize, to: usize, window: usize) -> bool {
        to - from <= window * 4
            && self.text.get(from..to).is_some_and(|gap| gap.chars().count() <= window)
    }

    /// How many characters the comment says outside of quotation marks.
    fn outside(&self) -> usize {
        *self.outside.get_or_init(|| self.quotations.outside(self.text))
    }

    fn is_question(&self, span: Span) -> bool {
        let questions = self.questions.get_or_init(|| {
            (0..=self.sentence_ends.len())
                .map(|sentence| is_question(self.bounds_of(sentence).slice(self.text)))
                .collect()
        });
        questions.get(self.sentence_of(span.start)).is_some_and(|question| *question)
    }

    fn bounds_of(&self, sentence: usize) -> Span {
        let start = sentence.checked_sub(1).map_or(0, |before| self.sentence_ends[before]);
        let end = self.sentence_ends.get(sentence).copied().unwrap_or(self.text.len());
        Span::new(start, end)
    }
}

/// Whether a sentence goes on behind a mark: what ended was only what somebody says
/// (くたばれ！って叫ぶ歌).
fn goes_on(rest: &str) -> bool {
    static BEGINNINGS: LazyLock<Vec<&str>> =
        LazyLock::new(|| embedded::listed("cues/sentences.csv", "goes_on").collect());
    let rest = rest.trim_start_matches(ends_sentence);
    BEGINNINGS.iter().any(|beginning| rest.starts_with(beginning))
}

fn is_question(sentence: &str) -> bool {
    let bare = sentence.trim_end_matches(|c: char| ends_sentence(c) || c.is_whitespace());
    sentence.ends_with(['?', '？']) || bare.ends_with(['か']) || bare.ends_with("かな")
}

/// The edge of the gap at a place; all contexts of a hit ask for the same one.
fn gap(known: &Cell<Option<(usize, usize)>>, at: usize, edge: impl Fn(usize) -> usize) -> usize {
    match known.get() {
        Some((place, edge)) if place == at => edge,
        _ => {
            let edge = edge(at);
            known.set(Some((at, edge)));
            edge
        }
    }
}

/// What is told of a context that applies.
pub(super) fn note(lexicon: &Lexicon, (id, cue): (u32, Span)) -> ContextNote {
    let context = &lexicon.contexts[id as usize];
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
