//! One comment through all detectors: the hot path, in the order of what it costs.
//!
//! 1. fold (two views) and one pass of the automaton over the key view;
//! 2. the loose view and masks, only where the comment shows a disguise;
//! 3. detectors of structure, each behind its own cheap test;
//! 4. only for rules all of whose elements are there: morphemes, context, combination.
//!
//! Most comments end after step 3 with nothing in hand.

use super::combine::{Combination, base_strength, combinations, is_excluded, is_possible};
use super::detector::{Detector, Input};
use super::finding::{ContextNote, Evidence, Finding, KeepReason, Localized};
use super::hit::{Dropped, Hit, Hits, Origin, Seen};
use super::signal::Signal;
use super::surroundings::{Outcome, Surroundings};
use super::watch::{Stage, Watch};
use crate::comment::Comment;
use crate::concept::ADVICE;
use crate::lexicon::{ClassId, ClassSet, Lexicon, Rule};
use crate::normalize::{Level, Loose, Step, View, fold, steps};
use crate::span::Span;
use crate::tokenize::{Morphemes, Scratch, Stopwatch, Tokenizer};

/// Most reasons to keep that are reported.
const MAX_KEEP_REASONS: usize = 8;
/// What a mask hides is a guess: by itself it never suffices for a deletion.
const MASKED_AT_MOST: f32 = 0.89;
/// A dropped hit weaker than this would not have counted alone and is not worth a reason.
const NEAR_HIT: f32 = 0.5;

/// What the detectors say of a comment.
#[derive(Debug, Default)]
pub(crate) struct Detection {
    pub findings: Vec<Finding>,
    pub keep_reasons: Vec<KeepReason>,
    /// Whether the tokenizer was needed.
    pub tokenized: bool,
}

/// Buffers that live as long as a session.
#[derive(Default)]
pub(crate) struct Buffers {
    surface: View,
    key: View,
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
        let Buffers { surface, key, loose, hits, signals, scratch, opened_scratch } = buffers;
        fold(comment.text, Level::Surface, surface);
        fold(comment.text, Level::Key, key);
        hits.clear();
        *signals = given;
        let disguised = loose.build(surface, |text, at| self.lexicon.lies_across(text, at));
        watch.stage(Stage::Scan);
        hits.collect(self.lexicon, comment.text, key, disguised.then_some(&*loose));
        hits.collect_masked(self.lexicon, surface);

        watch.stage(Stage::Detect);
        let mut morphemes = Morphemes::new(self.tokenizer, scratch, surface);
        let loose = disguised.then_some(&*loose);
        let input = Input { comment, surface, key, draft: self.draft };
        self.run_detectors(&input, &mut morphemes, false, hits, signals);
        if hits.hits.is_empty() && hits.dropped.is_empty() {
            return Detection::default();
        }
        self.add_surroundings(&input, hits, signals);
        if self.needs_late_detectors(hits) {
            self.run_detectors(&input, &mut morphemes, true, hits, signals);
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

    fn run_detectors(
        self,
        input: &Input<'_>,
        morphemes: &mut Morphemes<'_>,
        late: bool,
        hits: &mut Hits,
        signals: &mut Vec<Signal>,
    ) {
        // Signals that the caller's pages gave are there before the first detector runs.
        let first = if late { signals.len() } else { 0 };
        for detector in self.detectors.iter().filter(|detector| detector.is_late() == late) {
            if detector.may_find(input) {
                detector.detect(input, morphemes, signals);
            }
        }
        self.count_signals(first, hits, signals);
    }

    fn add_surroundings(self, input: &Input<'_>, hits: &mut Hits, signals: &mut Vec<Signal>) {
        let first = signals.len();
        for detector in self.detectors {
            detector.detect_surroundings(input, signals);
        }
        self.count_signals(first, hits, signals);
    }

    /// Makes hits of the signals from `first` on.
    fn count_signals(self, first: usize, hits: &mut Hits, signals: &[Signal]) {
        for (index, signal) in (first..).zip(&signals[first..]) {
            let name = ["@", signal.name].concat();
            let Some(class) = self.lexicon.class_ids.get(&name) else { continue };
            hits.present.insert(*class);
            hits.hits.push(Hit {
                class: *class,
                span: signal.span,
                strength: signal.confidence,
                origin: Origin::Signal(u32::try_from(index).unwrap_or(u32::MAX)),
                seen: Seen::Plain,
            });
        }
    }

    /// Whether a rule would be possible if the late detectors found what they can find.
    fn needs_late_detectors(self, hits: &Hits) -> bool {
        let mut assumed = hits.present.clone();
        let mut any = false;
        for detector in self.detectors.iter().filter(|detector| detector.is_late()) {
            for signal in detector.signals() {
                if let Some(class) = self.lexicon.class_ids.get(&["@", signal].concat()) {
                    assumed.insert(*class);
                    any = true;
                }
            }
        }
        let rules = self.lexicon.compiled_rules.iter().enumerate();
        any && rules.filter(|(index, _)| self.applies(*index)).any(|(_, rule)| {
            is_possible(rule, &assumed)
                && rule
                    .elements
                    .iter()
                    .flatten()
                    .any(|class| assumed.contains(*class) && !hits.present.contains(*class))
                && rule
                    .elements
                    .iter()
                    .any(|element| element.iter().any(|class| hits.present.contains(*class)))
        })
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
        let possible: Vec<usize> = (0..self.lexicon.rules.len())
            .filter(|rule| is_possible(&self.lexicon.compiled_rules[*rule], &hits.present))
            .filter(|rule| self.applies(*rule))
            .collect();
        let mut detection = Detection::default();
        if !possible.is_empty() {
            let wanted = self.wanted(&possible);
            hits.settle_morphemes(self.lexicon, &wanted, text, read.plain, read.opened);
            hits.hits.sort_by_key(|hit| (hit.span.start, std::cmp::Reverse(hit.span.end)));
            let surroundings =
                Surroundings::new(self.lexicon, text, read.key, read.loose, &hits.hits);
            let judged = self.apply_context(&hits.hits, &wanted, &surroundings);
            self.keep_cancelled(text, &judged, &mut detection);
            let live: Vec<Hit> = judged
                .iter()
                .filter(|judged| judged.outcome.cancelled_by.is_none())
                .map(|judged| judged.hit)
                .collect();
            let notes: Vec<&[ContextNote]> = judged
                .iter()
                .filter(|judged| judged.outcome.cancelled_by.is_none())
                .map(|judged| judged.outcome.notes.as_slice())
                .collect();
            let bench = Bench { scanner: self, text, signals, surroundings: &surroundings };
            let (last, first): (Vec<usize>, Vec<usize>) =
                possible.into_iter().partition(|rule| self.lexicon.rules[*rule].fallback);
            for rule in first {
                watch.rule(rule);
                bench.apply_rule(rule, &live, &notes, &hits.hits, &mut detection);
            }
            let found = |finding: &Finding| finding.strength >= NEAR_HIT && !finding.shadow;
            if !detection.findings.iter().any(found) {
                for rule in last {
                    watch.rule(rule);
                    bench.apply_rule(rule, &live, &notes, &hits.hits, &mut detection);
                }
            }
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
            let Some(context) = judged.outcome.cancelled_by else { continue };
            let Origin::Term(id) = judged.hit.origin else { continue };
            if self.lexicon.terms[id as usize].strength < NEAR_HIT {
                continue;
            }
            let context = &self.lexicon.contexts[context as usize];
            let reason = Localized::new(context.reason.clone(), context.reason_en.clone());
            push_reason(
                detection,
                text,
                self.class_name(judged.hit.class),
                judged.hit.span,
                reason,
            );
        }
    }

    /// Reports the hits that are part of a harmless word.
    fn keep_dropped(self, text: &str, dropped: &[Dropped], detection: &mut Detection) {
        for dropped in dropped.iter().filter(|dropped| dropped.hit.strength >= NEAR_HIT) {
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
            push_reason(detection, text, class, dropped.hit.span, reason);
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

fn push_reason(detection: &mut Detection, text: &str, rule: &str, span: Span, reason: Localized) {
    let known = detection.keep_reasons.iter().any(|known| {
        known.span.overlaps(span) || (known.text == span.slice(text) && known.reason == reason)
    });
    if !known && detection.keep_reasons.len() < MAX_KEEP_REASONS {
        let text = span.slice(text).to_owned();
        detection.keep_reasons.push(KeepReason { rule: rule.to_owned(), text, span, reason });
    }
}

/// What applying a rule needs.
struct Bench<'a> {
    scanner: Scanner<'a>,
    text: &'a str,
    signals: &'a [Signal],
    surroundings: &'a Surroundings<'a>,
}

impl Bench<'_> {
    fn apply_rule(
        &self,
        index: usize,
        live: &[Hit],
        notes: &[&[ContextNote]],
        all: &[Hit],
        detection: &mut Detection,
    ) {
        let lexicon = self.scanner.lexicon;
        let (rule, compiled) = (&lexicon.rules[index], &lexicon.compiled_rules[index]);
        for combination in combinations(rule, compiled, live, self.surroundings, self.text) {
            let span = cover(live, &combination);
            if is_excluded(compiled, all, span, self.surroundings) {
                continue;
            }
            let outcome = self.surroundings.judge(&lexicon.rule_contexts[index], span);
            let base = base_strength(lexicon, rule, live, &combination);
            if let Some(context) = outcome.cancelled_by {
                if base >= NEAR_HIT && !rule.keep {
                    let context = &lexicon.contexts[context as usize];
                    let reason = Localized::new(context.reason.clone(), context.reason_en.clone());
                    push_reason(detection, self.text, &rule.id, span, reason);
                }
                continue;
            }
            if rule.keep {
                let reason = Localized::new(rule.reason.clone(), rule.reason_en.clone());
                push_reason(detection, self.text, &rule.id, span, reason);
                continue;
            }
            let masked = combination.iter().any(|hit| live[*hit].seen == Seen::Masked);
            let strength = outcome.apply(base).min(if masked { MASKED_AT_MOST } else { 1.0 });
            if strength > 0.0 {
                let mut context = outcome.notes;
                context.extend(combination.iter().flat_map(|hit| notes[*hit].iter().cloned()));
                detection.findings.push(self.finding(rule, live, &combination, strength, context));
            }
        }
    }

    fn finding(
        &self,
        rule: &Rule,
        hits: &[Hit],
        combination: &Combination,
        strength: f32,
        context: Vec<ContextNote>,
    ) -> Finding {
        let detector = match (rule.all.as_slice(), combination.as_slice()) {
            ([_], [only]) => match hits[*only].origin {
                Origin::Signal(index) => self.signals[index as usize].name.to_owned(),
                Origin::Term(_) => "lexical".to_owned(),
            },
            _ => "combination".to_owned(),
        };
        Finding {
            rule: rule.id.clone(),
            concept: rule.concept.clone(),
            detector,
            span: cover(hits, combination),
            evidence: combination.iter().flat_map(|index| self.evidence(&hits[*index])).collect(),
            strength,
            title: Localized::new(rule.title.clone(), rule.title_en.clone()),
            reason: Localized::new(rule.reason.clone(), rule.reason_en.clone()),
            context,
            shadow: rule.shadow,
        }
    }

    /// The pieces of evidence that a hit is: one, but for a signal of several parts.
    fn evidence(&self, hit: &Hit) -> Vec<Evidence> {
        match hit.origin {
            Origin::Term(id) => vec![self.word(hit, id)],
            Origin::Signal(index) => {
                let signal = &self.signals[index as usize];
                if signal.parts.is_empty() {
                    return vec![signal_evidence(signal, hit.span, signal.value.clone())];
                }
                let part =
                    |span: &Span| signal_evidence(signal, *span, span.slice(self.text).to_owned());
                signal.parts.iter().map(part).collect()
            }
        }
    }

    fn word(&self, hit: &Hit, id: u32) -> Evidence {
        let term = &self.scanner.lexicon.terms[id as usize];
        let written = hit.span.slice(self.text);
        let masked = hit.seen == Seen::Masked;
        let normalized = self.scanner.lexicon.spelling(id, written, masked);
        let steps = steps(written, &normalized, masked);
        Evidence {
            span: hit.span,
            normalized,
            label: term.reason.to_string(),
            signal: None,
            strength: term.strength,
            steps,
        }
    }
}

fn signal_evidence(signal: &Signal, span: Span, normalized: String) -> Evidence {
    let defanged = signal.name.contains("defanged");
    Evidence {
        span,
        normalized,
        label: signal.note.unwrap_or_default().to_owned(),
        signal: Some(signal.name),
        strength: signal.confidence,
        steps: if defanged { vec![Step::Defang] } else { Vec::new() },
    }
}

fn cover(hits: &[Hit], combination: &[usize]) -> Span {
    let spans = combination.iter().map(|index| hits[*index].span);
    spans.reduce(Span::cover).unwrap_or(Span::new(0, 0))
}
