//! Verdicts against labels: what a rule set finds of what people say should be found.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::figures::{Counts, Measure};
use super::interval::{Bootstrap, wilson};
use super::labels::{Expectation, Label};
use super::summary::{ConfusionRow, RuleAgreement, Summary, Topic};
use super::sweep::{Scores, average_precision};
use crate::concept::CONCEPTS;
use crate::policy::{Clause, Decision, Policy};
use crate::verdict::Verdict;

/// How a verdict differs from its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// Flagged, but should be kept.
    FalseAlarm,
    /// Kept, but should be flagged.
    Missed,
    /// Rightly flagged, but not under the clauses or concepts that the label names.
    Topic,
    /// Rightly flagged, but review for delete or the other way round.
    Decision,
}

/// Counts comments as they are judged.
#[derive(Debug, Clone)]
pub struct Benchmark<'p> {
    policy: &'p Policy,
    overall: Counts,
    clauses: Vec<Counts>,
    concepts: Vec<Counts>,
    confusion: [[usize; 3]; ROWS.len()],
    scores: Scores,
    rules: BTreeMap<String, [usize; 3]>,
}

/// The rows of the confusion.
const ROWS: [&str; 6] = ["delete", "review", "keep", "flag", "other", "none"];

impl<'p> Benchmark<'p> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        Self {
            policy,
            overall: Counts::default(),
            clauses: vec![Counts::default(); policy.clauses.len()],
            concepts: vec![Counts::default(); CONCEPTS.len()],
            confusion: Default::default(),
            scores: Scores::default(),
            rules: BTreeMap::new(),
        }
    }

    /// Counts a comment; `None` stands for one without a label. Tells how they differ, if they do.
    pub fn add(
        &mut self,
        expected: Option<&Expectation>,
        verdict: &Verdict,
    ) -> Option<Disagreement> {
        let row = row(expected);
        self.confusion[row][verdict.decision as usize] += 1;
        let unlabelled = Expectation::default();
        let expected = expected.unwrap_or(&unlabelled);
        self.scores.add(expected.side, verdict.score);
        let flagged = verdict.decision > Decision::Keep;
        if expected.side != Label::Other {
            self.overall.add(expected.side == Label::Flag, flagged);
        }
        self.add_topics(expected, verdict);
        self.add_rules(expected, verdict);
        self.disagreement(expected, verdict)
    }

    fn add_topics(&mut self, expected: &Expectation, verdict: &Verdict) {
        if let Some(wanted) = &expected.clauses {
            let found = clauses_of(verdict);
            for (clause, counts) in self.policy.clauses.iter().zip(&mut self.clauses) {
                let number = clause.number.as_str();
                counts.add(wanted.contains(number), found.contains(number));
            }
        }
        if let Some(wanted) = &expected.concepts {
            let found = concepts_of(verdict, &self.policy.clauses);
            for (concept, counts) in CONCEPTS.iter().zip(&mut self.concepts) {
                counts.add(wanted.contains(concept.name), found.contains(concept.name));
            }
        }
    }

    fn add_rules(&mut self, expected: &Expectation, verdict: &Verdict) {
        let mut acted: BTreeMap<&str, bool> = BTreeMap::new();
        for violation in &verdict.violations {
            let right = match &expected.clauses {
                Some(wanted) => wanted.contains(&violation.clause),
                None => expected.side == Label::Flag,
            };
            for finding in violation.findings.iter().filter(|finding| !finding.shadow) {
                *acted.entry(&finding.rule).or_default() |= right;
            }
        }
        for (rule, right) in acted {
            let [comments, labelled, rightly] = self.rules.entry(rule.to_owned()).or_default();
            let takes_side = expected.side != Label::Other;
            *comments += 1;
            *labelled += usize::from(takes_side);
            *rightly += usize::from(takes_side && right);
        }
    }

    fn disagreement(&self, expected: &Expectation, verdict: &Verdict) -> Option<Disagreement> {
        let flagged = verdict.decision > Decision::Keep;
        match expected.side {
            Label::Keep => return flagged.then_some(Disagreement::FalseAlarm),
            Label::Flag if !flagged => return Some(Disagreement::Missed),
            Label::Flag => {}
            Label::Other => return None,
        }
        let differ = |wanted: &Option<BTreeSet<String>>, found: &BTreeSet<&str>| {
            wanted
                .as_ref()
                .is_some_and(|wanted| !wanted.iter().map(String::as_str).eq(found.iter().copied()))
        };
        let topics = match &expected.concepts {
            // A concept may stand in several clauses: where concepts are named, they are compared.
            Some(_) => differ(&expected.concepts, &concepts_of(verdict, &self.policy.clauses)),
            None => differ(&expected.clauses, &clauses_of(verdict)),
        };
        if topics {
            return Some(Disagreement::Topic);
        }
        let decided = expected.decision.is_none_or(|wanted| wanted == verdict.decision);
        (!decided).then_some(Disagreement::Decision)
    }

    /// Works the figures out.
    #[must_use]
    pub fn summary(&self, bootstrap: Bootstrap) -> Summary {
        let measure = |counts: &Counts| Measure::new(*counts, &bootstrap);
        let clauses = self.policy.clauses.iter().zip(&self.clauses).map(|(clause, counts)| Topic {
            name: clause.number.clone(),
            title: clause.text.clone(),
            title_en: String::new(),
            measure: measure(counts),
        });
        let concepts = CONCEPTS.iter().zip(&self.concepts).map(|(concept, counts)| Topic {
            name: concept.name.to_owned(),
            title: concept.title.to_owned(),
            title_en: concept.title_en.to_owned(),
            measure: measure(counts),
        });
        let sweep = self.scores.points();
        Summary {
            policy: self.policy.id.clone(),
            comments: self.confusion.iter().flatten().sum(),
            overall: measure(&self.overall),
            clauses: named(clauses),
            concepts: named(concepts),
            confusion: self.confusion_rows(),
            average_precision: average_precision(&sweep),
            sweep,
            rules: self.agreement(),
            bootstrap,
        }
    }

    fn confusion_rows(&self) -> Vec<ConfusionRow> {
        let rows = ROWS.iter().zip(self.confusion);
        let rows = rows.filter(|(_, counts)| counts.iter().any(|count| *count > 0));
        rows.map(|(label, [keep, review, delete])| ConfusionRow { label, keep, review, delete })
            .collect()
    }

    /// How each rule's findings agree with the labels, those most often wrong first.
    pub(super) fn agreement(&self) -> Vec<RuleAgreement> {
        let rules = self.rules.iter().map(|(rule, [comments, labelled, right])| RuleAgreement {
            rule: rule.clone(),
            comments: *comments,
            labelled: *labelled,
            right: *right,
            precision: wilson(*right, *labelled),
        });
        let mut rules: Vec<RuleAgreement> = rules.collect();
        rules.sort_by_key(|rule| {
            (std::cmp::Reverse(rule.labelled - rule.right), std::cmp::Reverse(rule.comments))
        });
        rules
    }
}

/// The topics that labels or verdicts name; none if no label names any: comments to be kept alone say
/// nothing of how well a topic is found.
fn named(topics: impl Iterator<Item = Topic>) -> Vec<Topic> {
    let speaks = |topic: &Topic| topic.measure.support + topic.measure.found > 0;
    let topics: Vec<Topic> = topics.filter(speaks).collect();
    let labelled = topics.iter().any(|topic| topic.measure.support > 0);
    if labelled { topics } else { Vec::new() }
}

fn row(expected: Option<&Expectation>) -> usize {
    match expected {
        None => 5,
        Some(Expectation { side: Label::Other, .. }) => 4,
        Some(Expectation { decision: Some(Decision::Delete), .. }) => 0,
        Some(Expectation { decision: Some(Decision::Review), .. }) => 1,
        Some(Expectation { side: Label::Keep, .. }) => 2,
        Some(_) => 3,
    }
}

fn clauses_of(verdict: &Verdict) -> BTreeSet<&str> {
    verdict.violations.iter().map(|violation| violation.clause.as_str()).collect()
}

/// The concepts that a violation rests on: that of its strongest finding, and those of others that
/// would reach review by themselves.
fn concepts_of<'v>(verdict: &'v Verdict, clauses: &[Clause]) -> BTreeSet<&'v str> {
    let mut concepts = BTreeSet::new();
    for violation in &verdict.violations {
        let clause = clauses.iter().find(|clause| clause.number == violation.clause);
        let review_at = clause.map_or(1.0, |clause| clause.review_at);
        let strong = violation.findings.iter().filter(|f| !f.shadow && f.strength >= review_at);
        concepts.insert(violation.concept.as_str());
        concepts.extend(strong.map(|finding| finding.concept.as_str()));
    }
    concepts
}
