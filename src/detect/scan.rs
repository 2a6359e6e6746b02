//! One comment through all detectors: the hot path, in the order of what it costs.
//!
//! 1. fold (two views) and one pass of the automaton over the key view;
//! 2. the loose view and masks, only where the comment shows a disguise;
//! 3. detectors of structure, each behind its own cheap test;
//! 4. only if some rule could be met: what stands where, and
//! 5. only for rules all of whose elements are there: morphemes, context, combination.
//!
//! Most comments end after step 3 with nothing in hand, and nothing allocated (`tests/allocation.rs`).

use super::bench::Bench;
use super::combine::is_possible;
use super::detector::{Detector, Input};
use super::finding::{Finding, KeepReason, Localized};
use super::hit::{Dropped, Hit, Hits, Origin, Seen};
use super::late::LateDetectors;
use super::masked::MaskedText;
use super::occurrences::Occurrences;
use super::signal::Signal;
use super::surroundings::{Outcome, Surroundings};
use super::watch::{Stage, Watch};
use crate::comment::Comment;
use crate::concept::ADVICE;
use crate::lexicon::{ClassId, ClassSet, Halves, Lexicon};
use crate::normalize::{Letters, Level, Loose, View, fold};
use crate::span::Span;
use crate::tokenize::{Morphemes, Scratch, Stopwatch, Tokenizer};

/// Most reasons to keep that are reported.
const MAX_KEEP_REASONS: usize = 8;
/// A dropped hit weaker than this would not have counted alone and is not worth a reason.
pub(super) const NEAR_HIT: f32 = 0.5;

/// What the detectors say of a comment.
#[derive(Debug, Default)]
pub(crate) struct Detection {
    pub findings: Vec<Finding>,
    pub keep_reasons: Vec<KeepReason>,
    /// Whether the tokenizer was needed.
    pub tokenized: bool,
    /// Where reading ended because there was more to look at than is looked at.
    pub cut: Option<usize>,
}

impl Detection {
    /// The end of what was read, if that is not all: of what was given, or where there was too much.
    pub fn read_to(&self, given: Option<usize>) -> Option<usize> {
        self.cut.into_iter().chain(given).min()
    }

    /// Adds a reason to keep, unless the same has been told of this word or there are many.
    pub fn push_reason(&mut self, text: &str, rule: &str, span: Span, reason: Localized) {
        let known = self.keep_reasons.iter().any(|known| {
            known.span.overlaps(span) || (known.text == span.slice(text) && known.reason == reason)
        });
        if !known && self.keep_reasons.len() < MAX_KEEP_REASONS {
            let text = span.slice(text).to_owned();
            self.keep_reasons.push(KeepReason { rule: rule.to_owned(), text, span, reason });
        }
    }
}

/// Buffers that live as long as a session.
#[derive(Default)]
pub(crate) struct Buffers {
    surface: View,
    key: View,
    letters: Letters,
    occurrences: Occurrences,
    halves: Halves,
    loose: Loose,
    hits: Hits,
    signals: Vec<Signal>,
    scratch: Scratch,
    opened_scratch: Scratch,
}

impl Buffers {
    /// Measures how long the tokenizer takes from now on.
    pub fn measure(&mut self, stopwatch: &Stopwatch) {
        self.scratch.measure(stopwatch.clone());
        self.opened_scratch.measure(stopwatch.clone());
    }
}

/// A comment as it is read when rules are applied.
struct Read<'a, 'm> {
    text: &'a str,
    key: &'a View,
    loose: Option<&'a Loose>,
    /// Morphemes of the comment as written.
    plain: &'m mut Morphemes<'a>,
    /// Morphemes of the comment with its disguises taken out.
    opened: &'m mut Morphemes<'a>,
}

/// The immutable parts that a scan works with.
#[derive(Clone, Copy)]
pub(crate) struct Scanner<'a> {
    pub lexicon: &'a Lexicon,
    pub detectors: &'a [Box<dyn Detector>],
    pub tokenizer: &'a Tokenizer,
    pub late: &'a LateDetectors,
    /// The text is a draft of the body's own: rules that give advice on drafts apply.
    pub draft: bool,
}

impl Scanner<'_> {
    /// Runs everything over one comment.
    pub fn scan(
        self,
        comment: &Comment<'_>,
        given: Vec<Signal>,
        buffers: &mut Buffers,
        watch: &mut impl Watch,
    ) -> Detection {
        watch.stage(Stage::Normalize);
        let Buffers {
            surface,
            key,
            letters,
            occurrences,
            halves,
            loose,
            hits,
            signals,
            scratch,
            opened_scratch,
        } = buffers;
        fold(comment.text, Level::Surface, surface);
        fold(comment.text, Level::Key, key);
        letters.read(key.as_str());
        hits.clear();
        signals.clear();
        signals.extend(given);
        watch.stage(Stage::Scan);
        occurrences.read(self.lexicon, key.as_str());
        let joins = |text: &str, at: usize| self.lexicon.lies_across(text, at, halves);
        let loose = if loose.build(surface, joins) { Some(&*loose) } else { None };
        let masked = MaskedText::of(surface, letters);

        watch.stage(Stage::Detect);
        let mut morphemes = Morphemes::new(self.tokenizer, scratch, surface);
        let unbroken = loose.and_then(Loose::unbroken).unwrap_or(key);
        let input = Input { comment, surface, key, unbroken, letters, draft: self.draft };
        for detector in self.detectors.iter().filter(|detector| !detector.is_late()) {
            self.run(detector.as_ref(), &input, &mut morphemes, signals);
        }
        let classes = signals.iter().filter_map(|signal| self.lexicon.signal(signal.name));
        classes.for_each(|class| occurrences.present.insert(class));
        // Most comments end here, and nothing has been allocated for them.
        let plain = loose.is_none() && masked.is_none();
        if plain && !occurrences.near && !self.may_matter(&occurrences.present) {
            return Detection::default();
        }
        watch.stage(Stage::Scan);
        hits.collect(self.lexicon, comment.text, key, occurrences, loose);
        if let Some(masked) = &masked {
            hits.collect_masked(self.lexicon, masked);
        }
        watch.stage(Stage::Detect);
        self.add_signals(0, hits, signals);
        if hits.hits.is_empty() && hits.dropped.is_empty() {
            return Detection { cut: hits.cut, ..Detection::default() };
        }
        // What looked like words may not stand as such: then nothing needs its surroundings.
        if self.may_matter(&hits.present) {
            let known = signals.len();
            let detectors = self.detectors.iter();
            detectors.for_each(|detector| detector.detect_surroundings(&input, signals));
            self.add_signals(known, hits, signals);
            self.run_late(&input, &mut morphemes, hits, signals);
        }
        watch.stage(Stage::Rules);
        let mut opened = Morphemes::new(
            self.tokenizer,
            opened_scratch,
            loose.map_or(surface, |loose| loose.opened()),
        );
        let mut read =
            Read { text: comment.text, key, loose, plain: &mut morphemes, opened: &mut opened };
        self.judge(&mut read, hits, signals, watch)
    }

    /// Whether any rule could be met if every class that is `present` had a hit that stands.
    fn may_matter(self, present: &ClassSet) -> bool {
        let applies = |rule: usize| self.applies(rule);
        let met =
            |rule: usize| is_possible(&self.lexicon.compiled_rules[rule], present) && applies(rule);
        self.lexicon.any_rule_with(present, met)
            || self
                .late
                .stages()
                .iter()
                .any(|stage| stage.is_needed(self.lexicon, present, applies))
    }

    /// Runs the late detectors that a rule waits for.
    fn run_late(
        self,
        input: &Input<'_>,
        morphemes: &mut Morphemes<'_>,
        hits: &mut Hits,
        signals: &mut Vec<Signal>,
    ) {
        for stage in self.late.stages() {
            if stage.is_needed(self.lexicon, &hits.present, |rule| self.applies(rule)) {
                let known = signals.len();
                let detector = self.detectors[stage.detector].as_ref();
                self.run(detector, input, morphemes, signals);
                self.add_signals(known, hits, signals);
            }
        }
    }

    fn run(
        self,
        detector: &dyn Detector,
        input: &Input<'_>,
        morphemes: &mut Morphemes<'_>,
        signals: &mut Vec<Signal>,
    ) {
        if detector.may_find(input) {
            detector.detect(input, morphemes, signals);
        }
    }

    /// Makes hits of the signals from `first` on.
    fn add_signals(self, first: usize, hits: &mut Hits, signals: &[Signal]) {
        for (index, signal) in signals.iter().enumerate().skip(first) {
            let Some(class) = self.lexicon.signal(signal.name) else { continue };
            hits.present.insert(class);
            hits.hits.push(Hit {
                class,
                span: signal.span,
                strength: signal.confidence,
                origin: Origin::Signal(u32::try_from(index).unwrap_or(u32::MAX)),
                seen: Seen::Plain,
            });
        }
    }

    /// Advice is for drafts only.
    fn applies(self, rule: usize) -> bool {
        self.draft || self.lexicon.rules[rule].concept != ADVICE
    }

    fn judge(
        self,
        read: &mut Read<'_, '_>,
        hits: &mut Hits,
        signals: &[Signal],
        watch: &mut impl Watch,
    ) -> Detection {
        let text = read.text;
        let possible = self.possible(&hits.present);
        let mut detection = Detection { cut: hits.cut, ..Detection::default() };
        if !possible.is_empty() {
            let wanted = self.wanted(&possible);
            hits.settle_morphemes(self.lexicon, &wanted, text, read.plain, read.opened);
            hits.hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end)));
            let surroundings =
                Surroundings::new(self.lexicon, text, read.key, read.loose, &hits.hits);
            let judged = self.apply_context(&hits.hits, &wanted, &surroundings);
            self.keep_cancelled(text, &judged, &mut detection);
            let live = judged.iter().filter(|judged| judged.outcome.cancelled_by.is_none());
            let (live, notes): (Vec<_>, Vec<_>) =
                live.map(|judged| (judged.hit, judged.outcome.notes.as_slice())).unzip();
            let bench = Bench {
                lexicon: self.lexicon,
                text,
                signals,
                surroundings: &surroundings,
                live: &live,
                notes: &notes,
                all: &hits.hits,
            };
            bench.apply(&possible, &mut detection, watch);
        }
        watch.stage(Stage::Rules);
        self.keep_dropped(text, &hits.dropped, &mut detection);
        // What is part of a finding needs no excuse.
        let found: Vec<Span> = detection
            .findings
            .iter()
            .flat_map(|finding| finding.evidence.iter().map(|evidence| evidence.span))
            .collect();
        detection.keep_reasons.retain(|kept| !found.iter().any(|span| span.overlaps(kept.span)));
        detection.tokenized = read.plain.used() || read.opened.used();
        detection
    }

    /// The rules that apply and all of whose elements have a hit, in the order of the files.
    fn possible(self, present: &ClassSet) -> Vec<usize> {
        let mut possible = Vec::new();
        self.lexicon.any_rule_with(present, |rule| {
            if is_possible(&self.lexicon.compiled_rules[rule], present) && self.applies(rule) {
                possible.push(rule);
            }
            false
        });
        possible.sort_unstable();
        possible.dedup();
        possible
    }

    /// The classes that the possible rules speak of.
    fn wanted(self, possible: &[usize]) -> ClassSet {
        let mut wanted = ClassSet::default();
        for rule in possible {
            let rule = &self.lexicon.compiled_rules[*rule];
            rule.elements
                .iter()
                .flatten()
                .chain(&rule.none)
                .for_each(|class| wanted.insert(*class));
        }
        wanted
    }

    fn apply_context(
        self,
        hits: &[Hit],
        wanted: &ClassSet,
        surroundings: &Surroundings<'_>,
    ) -> Vec<Judged> {
        let relevant = hits.iter().filter(|hit| wanted.contains(hit.class));
        relevant
            .map(|hit| {
                let contexts = &self.lexicon.class_contexts[usize::from(hit.class.0)];
                let outcome = surroundings.judge(contexts, hit.span);
                let strength = outcome.apply(hit.strength);
                Judged { hit: Hit { strength, ..*hit }, outcome }
            })
            .collect()
    }

    /// Reports the hits that their surroundings cancelled.
    fn keep_cancelled(self, text: &str, judged: &[Judged], detection: &mut Detection) {
        for judged in judged {
            if detection.keep_reasons.len() == MAX_KEEP_REASONS {
                return;
            }
            let Some(context) = judged.outcome.cancelled_by else { continue };
            let Origin::Term(id) = judged.hit.origin else { continue };
            if self.lexicon.terms[id as usize].strength < NEAR_HIT {
                continue;
            }
            let context = &self.lexicon.contexts[context as usize];
            let reason = Localized::new(context.reason.clone(), context.reason_en.clone());
            detection.push_reason(text, self.class_name(judged.hit.class), judged.hit.span, reason);
        }
    }

    /// Reports the hits that are part of a harmless word.
    fn keep_dropped(self, text: &str, dropped: &[Dropped], detection: &mut Detection) {
        for dropped in dropped.iter().filter(|dropped| dropped.hit.strength >= NEAR_HIT) {
            if detection.keep_reasons.len() == MAX_KEEP_REASONS {
                return;
            }
            let reason = match dropped.allow {
                Some((id, span)) => {
                    let allow = &self.lexicon.allows[id as usize];
                    let word = span.slice(text);
                    Localized::new(
                        format!("「{word}」の一部です。{}", allow.reason),
                        format!("Part of “{word}”."),
                    )
                }
                None => {
                    Localized::new("別の語の一部です。", "The letters are part of another word.")
                }
            };
            let class = self.class_name(dropped.hit.class);
            detection.push_reason(text, class, dropped.hit.span, reason);
        }
    }

    fn class_name(&self, class: ClassId) -> &str {
        &self.lexicon.classes[usize::from(class.0)]
    }
}

struct Judged {
    hit: Hit,
    outcome: Outcome,
}
