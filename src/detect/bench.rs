//! Applying rules to what was found: combinations become findings, what is cancelled a reason to keep.

use std::collections::BTreeSet;

use super::combine::{Combination, base_strength, combinations, is_excluded};
use super::finding::{ContextNote, Evidence, Finding, Localized};
use super::hit::{Hit, Origin, Seen};
use super::scan::{Detection, NEAR_HIT};
use super::signal::Signal;
use super::surroundings::{Surroundings, note};
use super::watch::Watch;
use crate::lexicon::{Effect, Lexicon, Rule, Turn};
use crate::normalize::{Step, steps};
use crate::span::Span;

/// What a mask hides is a guess: by itself it never suffices for a deletion.
const MASKED_AT_MOST: f32 = 0.89;
/// What a fallback rule finds beside findings of other rules counts from here on, if it is of another
/// concept …
const SURE_BESIDE: f32 = 0.52;
/// … unless one of these is as clear as this: then nothing is open.
const CLEAR: f32 = 0.9;

/// What applying rules needs.
pub(super) struct Bench<'a> {
    pub lexicon: &'a Lexicon,
    pub text: &'a str,
    pub signals: &'a [Signal],
    pub surroundings: &'a Surroundings<'a>,
    /// Hits that nothing in their surroundings cancelled, and the contexts that applied to each.
    pub live: &'a [Hit],
    pub notes: &'a [&'a [(u32, Span)]],
    /// All hits; an excluded class excludes even where it is cancelled itself.
    pub all: &'a [Hit],
}

impl Bench<'_> {
    /// Applies rules, each in its turn.
    pub fn apply(&self, rules: &[usize], detection: &mut Detection, watch: &mut impl Watch) {
        self.take(Turn::First, rules, detection, watch);
        let strongest = strongest(&detection.findings);
        if strongest < CLEAR {
            let others = detection.findings.len();
            self.take(Turn::Fallback, rules, detection, watch);
            if strongest >= NEAR_HIT {
                let found = detection.findings.iter().take(others);
                let found = found.filter(|other| other.strength >= NEAR_HIT);
                let found: BTreeSet<String> = found.map(|other| other.concept.clone()).collect();
                let idle = |finding: &mut Finding| {
                    finding.strength < SURE_BESIDE || found.contains(&finding.concept)
                };
                detection.findings.extract_if(others.., idle).for_each(drop);
            }
        }
        self.take(Turn::Beside, rules, detection, watch);
    }

    fn take(&self, turn: Turn, rules: &[usize], detection: &mut Detection, watch: &mut impl Watch) {
        for index in rules {
            let rule = &self.lexicon.rules[*index];
            if rule.turn != turn {
                continue;
            }
            let others = detection.findings.iter().filter(|other| other.concept != rule.concept);
            if turn == Turn::Beside && strongest(others) < NEAR_HIT {
                continue;
            }
            watch.rule(*index);
            self.apply_rule(*index, detection);
        }
    }

    fn apply_rule(&self, index: usize, detection: &mut Detection) {
        let Self { lexicon, live, notes, .. } = *self;
        let (rule, compiled) = (&lexicon.rules[index], &lexicon.compiled_rules[index]);
        for combination in combinations(rule, compiled, live, self.surroundings, self.text) {
            let span = cover(live, &combination);
            if is_excluded(compiled, self.all, span, self.surroundings) {
                continue;
            }
            let mut outcome = self.surroundings.judge(&lexicon.rule_contexts[index], span);
            outcome.factor = outcome.factor.min(self.factor_of_words(&combination));
            let base = base_strength(lexicon, rule, live, &combination);
            if let Some(context) = outcome.cancelled_by {
                if base >= NEAR_HIT && !rule.keep {
                    let context = &lexicon.contexts[context as usize];
                    let reason = Localized::new(context.reason.clone(), context.reason_en.clone());
                    detection.push_reason(self.text, &rule.id, span, reason);
                }
                continue;
            }
            if rule.keep {
                let reason = Localized::new(rule.reason.clone(), rule.reason_en.clone());
                detection.push_reason(self.text, &rule.id, span, reason);
                continue;
            }
            let masked = combination.iter().any(|hit| live[*hit].seen == Seen::Masked);
            let strength = outcome.apply(base).min(if masked { MASKED_AT_MOST } else { 1.0 });
            if strength > 0.0 {
                let of_parts = combination.iter().flat_map(|hit| notes[*hit]);
                let context = outcome.notes.iter().chain(of_parts);
                let context = context.map(|told| note(lexicon, *told)).collect();
                detection.findings.push(self.finding(rule, &combination, strength, context));
            }
        }
    }

    /// What lowers a word without a strength of its own, of which [`base_strength`] knows nothing.
    fn factor_of_words(&self, combination: &Combination) -> f32 {
        let lexicon = self.lexicon;
        let weak = combination.iter().filter(|hit| match self.live[**hit].origin {
            Origin::Term(id) => lexicon.terms[id as usize].strength <= 0.0,
            Origin::Signal(_) => false,
        });
        let contexts = weak.flat_map(|hit| self.notes[*hit]);
        let factors = contexts.filter_map(|(id, _)| match lexicon.contexts[*id as usize].effect {
            Effect::Scale(factor) => Some(factor),
            Effect::Cancel | Effect::Raise(_) => None,
        });
        factors.fold(1.0, f32::min)
    }

    fn finding(
        &self,
        rule: &Rule,
        combination: &Combination,
        strength: f32,
        context: Vec<ContextNote>,
    ) -> Finding {
        let detector = match (rule.all.as_slice(), combination.as_slice()) {
            ([_], [only]) => match self.live[*only].origin {
                Origin::Signal(index) => self.signals[index as usize].name.to_owned(),
                Origin::Term(_) => "lexical".to_owned(),
            },
            _ => "combination".to_owned(),
        };
        Finding {
            rule: rule.id.clone(),
            concept: rule.concept.clone(),
            detector,
            span: cover(self.live, combination),
            evidence: combination
                .iter()
                .flat_map(|index| self.evidence(&self.live[*index]))
                .collect(),
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
        let term = &self.lexicon.terms[id as usize];
        let written = hit.span.slice(self.text);
        let masked = hit.seen == Seen::Masked;
        let normalized = self.lexicon.spelling(id, written, masked);
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

/// How strong the strongest finding is that is not on trial.
fn strongest<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> f32 {
    let counted = findings.into_iter().filter(|finding| !finding.shadow);
    counted.map(|finding| finding.strength).fold(0.0, f32::max)
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
