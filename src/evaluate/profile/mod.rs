//! What each rule does to a corpus, and what it costs: hits, comments that it decides alone, how often
//! it is right, time.
//!
//! **The time of a rule** is what passes while the rule itself is looked at: all its elements are in
//! the comment, and their hits are put together, tested against its context and made a finding. The
//! passes that all rules share (folding, the automaton, detectors, morphemes) are no rule's: they
//! would cost the same without it. They are the stages.
//!
//! Times are of the wall clock, on one thread, of a comment that was judged once before: what is made
//! when first needed is there.

mod meter;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::benchmark::Benchmark;
use super::interval::Estimate;
use super::labels::Expectation;
use super::lint::needs_more_than_text;
use crate::comment::Comment;
use crate::concept::ADVICE;
use crate::detect::{Finding, Stage};
use crate::engine::{Engine, Session};
use crate::lexicon::Rule;
use crate::policy::{Decision, Side};
use crate::tokenize::Clock;
use crate::verdict::Verdict;
use meter::Meter;

/// Measures as comments are judged, one after the other.
pub struct Profiler<'e> {
    engine: &'e Engine,
    session: Session,
    meter: Meter,
    clock: Clock,
    benchmark: Benchmark<'e>,
    comments: usize,
    bytes: usize,
    tokenized: usize,
    flagged: usize,
    /// By rule: comments in which it found something, and those that it alone decides.
    counts: BTreeMap<String, [usize; 2]>,
}

/// The figures over a corpus.
#[derive(Debug, Clone, Serialize)]
pub struct Profile {
    /// Comments that were judged.
    pub comments: usize,
    /// Bytes of their texts.
    pub bytes: usize,
    /// Comments that were not kept.
    pub flagged: usize,
    /// Comments of which the tokenizer cut a sentence.
    pub tokenized: usize,
    /// What reading the clock once takes. The time of a stage or a rule holds about one reading for
    /// each time that it began.
    pub clock_nanoseconds: u64,
    /// Time by stage, in the order of the way.
    pub stages: Vec<StageTime>,
    /// The rules that were looked at or found something.
    pub rules: Vec<RuleProfile>,
    /// The rules that found nothing.
    pub dead: Vec<DeadRule>,
}

/// What a stage took.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StageTime {
    /// The stage.
    pub stage: Stage,
    /// Time in all.
    pub nanoseconds: u64,
    /// Of the time of all stages; `None` if no time passed.
    pub share: Option<f64>,
}

/// What a rule did and took.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleProfile {
    /// The rule.
    pub rule: String,
    /// How often all its elements were there and it was looked at; linked pages count.
    pub tried: usize,
    /// Comments in which it found something, or gave a reason to keep.
    pub hits: usize,
    /// Comments that would be kept without it.
    pub alone: usize,
    /// Comments with a label in which it is a ground of a violation.
    pub labelled: usize,
    /// Those of them that should be flagged.
    pub right: usize,
    /// `right` of `labelled`, with Wilson's interval.
    pub precision: Option<Estimate>,
    /// Time in all.
    pub nanoseconds: u64,
    /// The middle one of the times that a try took; `None` if it was never looked at.
    pub median_nanoseconds: Option<u64>,
}

/// A rule that found nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeadRule {
    /// The rule.
    pub rule: String,
    /// Whether it speaks of linked pages or the post, which the corpus may lack.
    pub needs_more_than_text: bool,
}

impl<'e> Profiler<'e> {
    /// Nothing measured yet. `clock` tells the time since any fixed moment.
    #[must_use]
    pub fn new(engine: &'e Engine, clock: Clock) -> Self {
        let meter = Meter::new(clock, engine.lexicon().rules().len());
        let mut session = engine.session();
        session.measure(meter.tokenizer());
        Self {
            engine,
            session,
            meter,
            clock,
            benchmark: Benchmark::new(engine.policy()),
            comments: 0,
            bytes: 0,
            tokenized: 0,
            flagged: 0,
            counts: BTreeMap::new(),
        }
    }

    /// Judges a comment, twice: the second time is measured. `None` stands for one without a label.
    pub fn add(&mut self, comment: &Comment<'_>, expected: Option<&Expectation>) {
        // Tables that are made when first needed are no comment's cost.
        let _ = self.session.judge(comment);
        self.meter.begin();
        let (verdict, findings) = self.session.judge_watched(comment, &mut self.meter);
        self.meter.end();
        self.comments += 1;
        self.bytes += comment.text.len();
        self.tokenized += usize::from(verdict.tokenized);
        self.flagged += usize::from(verdict.decision > Decision::Keep);
        let found = findings.iter().map(|finding| finding.rule.as_str());
        let kept = verdict.keep_reasons.iter().map(|reason| reason.rule.as_str());
        for rule in found.chain(kept).collect::<BTreeSet<&str>>() {
            self.counts.entry(rule.to_owned()).or_default()[0] += 1;
        }
        for rule in self.deciding(&verdict, &findings) {
            self.counts.entry(rule).or_default()[1] += 1;
        }
        self.benchmark.add(expected, &verdict);
    }

    /// The rules without which the comment would be kept.
    fn deciding(&self, verdict: &Verdict, findings: &[Finding]) -> BTreeSet<String> {
        if verdict.decision == Decision::Keep {
            return BTreeSet::new();
        }
        let grounds = verdict.violations.iter().flat_map(|violation| &violation.findings);
        let rules: BTreeSet<&str> =
            grounds.filter(|f| !f.shadow).map(|finding| finding.rule.as_str()).collect();
        let kept_without = |rule: &&str| {
            let rest = findings.iter().filter(|finding| finding.rule != *rule).cloned().collect();
            self.engine.policy().judge(rest, Side::Comment).decision == Decision::Keep
        };
        rules.into_iter().filter(kept_without).map(str::to_owned).collect()
    }

    /// The figures so far; rules in the order of the files.
    #[must_use]
    pub fn profile(&self) -> Profile {
        let lexicon = self.engine.lexicon();
        let agreement = self.benchmark.agreement();
        let (mut rules, mut dead) = (Vec::new(), Vec::new());
        for (index, rule) in lexicon.rules().iter().enumerate() {
            let [hits, alone] = self.counts.get(&rule.id).copied().unwrap_or_default();
            let tries = self.meter.tries(index);
            if hits == 0 && rule.concept != ADVICE {
                dead.push(dead_rule(rule));
            }
            if hits == 0 && tries.count() == 0 {
                continue;
            }
            let agreed = agreement.iter().find(|agreed| agreed.rule == rule.id);
            rules.push(RuleProfile {
                rule: rule.id.clone(),
                tried: tries.count(),
                hits,
                alone,
                labelled: agreed.map_or(0, |agreed| agreed.labelled),
                right: agreed.map_or(0, |agreed| agreed.right),
                precision: agreed.and_then(|agreed| agreed.precision),
                nanoseconds: nanoseconds(tries.sum()),
                median_nanoseconds: tries.median().map(nanoseconds),
            });
        }
        Profile {
            comments: self.comments,
            bytes: self.bytes,
            flagged: self.flagged,
            tokenized: self.tokenized,
            clock_nanoseconds: nanoseconds(Meter::reading(self.clock)),
            stages: self.stages(),
            rules,
            dead,
        }
    }

    fn stages(&self) -> Vec<StageTime> {
        let times = Stage::ALL.map(|stage| (stage, self.meter.stage_time(stage)));
        let all: std::time::Duration = times.iter().map(|(_, time)| *time).sum();
        let share = |time: std::time::Duration| {
            (!all.is_zero()).then(|| time.as_secs_f64() / all.as_secs_f64())
        };
        let row =
            |(stage, time)| StageTime { stage, nanoseconds: nanoseconds(time), share: share(time) };
        times.map(row).to_vec()
    }
}

fn dead_rule(rule: &Rule) -> DeadRule {
    DeadRule { rule: rule.id.clone(), needs_more_than_text: needs_more_than_text(rule) }
}

/// Saturates after five hundred years.
fn nanoseconds(time: std::time::Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

impl Profile {
    /// Time of all stages.
    #[must_use]
    pub fn nanoseconds(&self) -> u64 {
        self.stages.iter().map(|stage| stage.nanoseconds).sum()
    }

    /// Sorts the rules, the greatest first; of equal ones the slower, then by name.
    pub fn sort_by(&mut self, order: RuleOrder) {
        let figure = |rule: &RuleProfile| match order {
            RuleOrder::Time | RuleOrder::Name => 0,
            RuleOrder::Hits => rule.hits,
            RuleOrder::Alone => rule.alone,
            RuleOrder::Wrong => rule.labelled - rule.right,
        };
        self.rules.sort_by(|a, b| {
            let by_time = b.nanoseconds.cmp(&a.nanoseconds);
            let first = figure(b).cmp(&figure(a));
            let then = if order == RuleOrder::Name { a.rule.cmp(&b.rule) } else { by_time };
            first.then(then).then_with(|| a.rule.cmp(&b.rule))
        });
    }
}

/// What the rules of a profile are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuleOrder {
    /// Time in all.
    Time,
    /// Comments in which a rule found something.
    Hits,
    /// Comments that a rule alone decides.
    Alone,
    /// Comments with a label in which a rule is a ground and should not be.
    Wrong,
    /// The rule's id.
    Name,
}
