//! Counting what changed.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{McNemar, Outcome};
use crate::evaluate::{Label, Tally};
use crate::policy::Decision;

/// On how many comments a rule is a ground of the verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RuleCounts {
    /// With the base.
    pub base: usize,
    /// With the head.
    pub head: usize,
    /// With the head and not with the base.
    pub started: usize,
    /// With the base and not with the head.
    pub stopped: usize,
    /// With the base, on comments that are to be kept.
    pub base_harmless: usize,
    /// With the head, on comments that are to be kept.
    pub head_harmless: usize,
    /// With the base, on comments whose label does not ask for a flag.
    pub base_unasked: usize,
    /// With the head, on comments whose label does not ask for a flag.
    pub head_unasked: usize,
    /// Fired with the base while on trial.
    pub base_on_trial: usize,
    /// Fired with the head while on trial.
    pub head_on_trial: usize,
    /// Newly, on comments that are newly to be deleted and are not labelled as to be flagged.
    pub new_deletes: usize,
    /// The same of comments that are newly flagged.
    pub new_flags: usize,
}

impl RuleCounts {
    /// Whether base and head differ.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.started + self.stopped > 0 || self.base_on_trial != self.head_on_trial
    }
}

/// How a comment's verdict differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another decision.
    Decision,
    /// The same decision by other clauses.
    Clauses,
}

/// What is on trial on one side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Trials {
    /// Comments on which something on trial fired.
    pub fired: usize,
    /// Comments whose decision would be another if everything on trial counted.
    pub would_decide: usize,
}

/// Counts of the comments that both sides judged. Add every comment, then ask for the
/// [`Comparison::summary`].
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    matrix: [[usize; 3]; 3],
    clauses: usize,
    rules: BTreeMap<String, RuleCounts>,
    trials: [Trials; 2],
    labels: [Tally; 2],
    right_only: [usize; 2],
    unasked: usize,
    new_deletes: usize,
    new_flags: usize,
}

impl Comparison {
    /// Counts a comment; `label` is what it says should happen, if it says so.
    pub fn add(&mut self, label: Option<Label>, base: &Outcome, head: &Outcome) -> Option<Change> {
        self.matrix[base.decision as usize][head.decision as usize] += 1;
        self.count_rules(label, base, head);
        self.count_label(label.unwrap_or(Label::Other), base.decision, head.decision);
        for (trials, outcome) in self.trials.iter_mut().zip([base, head]) {
            trials.fired += usize::from(!outcome.on_trial.is_empty());
            trials.would_decide += usize::from(outcome.trial_decision != outcome.decision);
        }
        if base.decision != head.decision {
            return Some(Change::Decision);
        }
        let clauses = base.clauses_differ(head);
        self.clauses += usize::from(clauses);
        clauses.then_some(Change::Clauses)
    }

    fn count_rules(&mut self, label: Option<Label>, base: &Outcome, head: &Outcome) {
        let harmless = usize::from(label == Some(Label::Keep));
        let unasked = label != Some(Label::Flag);
        let newly = |at: Decision| unasked && base.decision < at && head.decision >= at;
        let (deletes, flags) = (newly(Decision::Delete), newly(Decision::Review));
        let unasked = usize::from(unasked);
        self.unasked += unasked;
        self.new_deletes += usize::from(deletes);
        self.new_flags += usize::from(flags);
        for rule in &base.rules {
            let counts = self.of(rule);
            counts.base += 1;
            counts.base_harmless += harmless;
            counts.base_unasked += unasked;
            counts.stopped += usize::from(head.rules.binary_search(rule).is_err());
        }
        for rule in &head.rules {
            let started = base.rules.binary_search(rule).is_err();
            let counts = self.of(rule);
            counts.head += 1;
            counts.head_harmless += harmless;
            counts.head_unasked += unasked;
            counts.started += usize::from(started);
            counts.new_deletes += usize::from(started && deletes);
            counts.new_flags += usize::from(started && flags);
        }
        for rule in &base.on_trial {
            self.of(rule).base_on_trial += 1;
        }
        for rule in &head.on_trial {
            self.of(rule).head_on_trial += 1;
        }
    }

    fn of(&mut self, rule: &str) -> &mut RuleCounts {
        self.rules.entry(rule.to_owned()).or_default()
    }

    fn count_label(&mut self, label: Label, base: Decision, head: Decision) {
        self.labels[0].add(label, base);
        self.labels[1].add(label, head);
        let right = |decision: Decision| match label {
            Label::Flag => Some(decision > Decision::Keep),
            Label::Keep => Some(decision == Decision::Keep),
            Label::Other => None,
        };
        self.right_only[0] += usize::from(right(base) == Some(true) && right(head) == Some(false));
        self.right_only[1] += usize::from(right(base) == Some(false) && right(head) == Some(true));
    }

    /// The figures.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let comments = self.matrix.iter().flatten().sum();
        let changed = |(i, row): (usize, &[usize; 3])| -> usize {
            row.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, count)| *count).sum()
        };
        let labelled = self.labelled();
        let presumed = if labelled.is_some() { None } else { Some(comments) };
        let harmless = presumed.unwrap_or_else(|| self.labels[1].total(Label::Keep));
        let row = |(rule, counts): (&String, &RuleCounts)| {
            let hits = if presumed.is_some() { counts.head } else { counts.head_harmless };
            RuleRow {
                rule: rule.clone(),
                counts: counts.clone(),
                base_per_100k: per_100k(counts.base, comments),
                head_per_100k: per_100k(counts.head, comments),
                head_fp_per_100k: per_100k(hits, harmless),
                head_unasked_share: per_100k(counts.head_unasked, self.unasked) / 100_000.0,
            }
        };
        Summary {
            comments,
            matrix: self.matrix,
            decisions_changed: self.matrix.iter().enumerate().map(changed).sum(),
            clauses_changed: self.clauses,
            unasked: self.unasked,
            new_deletes: self.new_deletes,
            new_flags: self.new_flags,
            harmless,
            harmless_presumed: presumed.is_some(),
            rules: self.rules.iter().map(row).collect(),
            trials: self.trials,
            labelled,
        }
    }

    fn labelled(&self) -> Option<Labelled> {
        let [base, head] = &self.labels;
        let (flag, keep) = (head.total(Label::Flag), head.total(Label::Keep));
        (flag + keep > 0).then(|| Labelled {
            flag,
            keep,
            base: base.into(),
            head: head.into(),
            mcnemar: McNemar::test(self.right_only[0], self.right_only[1]),
        })
    }
}

/// The figures of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Comments that both judged.
    pub comments: usize,
    /// Comments by decision: `matrix[base][head]`, both in the order keep, review, delete.
    pub matrix: [[usize; 3]; 3],
    /// Comments with another decision.
    pub decisions_changed: usize,
    /// Comments with the same decision by other clauses.
    pub clauses_changed: usize,
    /// Comments whose label does not ask for a flag, or that have none.
    pub unasked: usize,
    /// Comments that only the head deletes; those labelled as to be flagged are left out.
    pub new_deletes: usize,
    /// Comments that only the head flags; those labelled as to be flagged are left out.
    pub new_flags: usize,
    /// Comments that are to be kept: those labelled so, or all if none is labelled.
    pub harmless: usize,
    /// No comment is labelled: all are taken to be harmless.
    pub harmless_presumed: bool,
    /// By rule, sorted by id.
    pub rules: Vec<RuleRow>,
    /// What is on trial, base and head.
    pub trials: [Trials; 2],
    /// Agreement with the labels, if there are any.
    pub labelled: Option<Labelled>,
}

/// The figures of a rule.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleRow {
    /// Its id; of a word list `word:` and the word.
    pub rule: String,
    /// The counts.
    #[serde(flatten)]
    pub counts: RuleCounts,
    /// Comments that it is a ground on with the base, of 100,000.
    pub base_per_100k: f64,
    /// The same with the head.
    pub head_per_100k: f64,
    /// With the head, harmless comments of 100,000 harmless ones.
    pub head_fp_per_100k: f64,
    /// With the head, the share (0 to 1) of the comments whose label does not ask for a flag.
    pub head_unasked_share: f64,
}

/// Agreement with labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Labelled {
    /// Comments that should be flagged.
    pub flag: usize,
    /// Comments that should be kept.
    pub keep: usize,
    /// How the base agrees.
    pub base: Agreement,
    /// How the head agrees.
    pub head: Agreement,
    /// Whether the difference is more than chance.
    pub mcnemar: McNemar,
}

/// How one side agrees with the labels; flagged = not kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Agreement {
    /// Harmless comments that are flagged.
    pub false_positives: usize,
    /// Comments that should be flagged and are kept.
    pub false_negatives: usize,
    /// Of the flagged, the share that should be.
    pub precision: Option<f64>,
    /// Of those that should be flagged, the share that is.
    pub recall: Option<f64>,
    /// The harmonic mean of both.
    pub f1: Option<f64>,
}

impl From<&Tally> for Agreement {
    fn from(tally: &Tally) -> Self {
        let kept = |label| tally.count(label, Decision::Keep);
        Self {
            false_positives: tally.total(Label::Keep) - kept(Label::Keep),
            false_negatives: kept(Label::Flag),
            precision: tally.precision(),
            recall: tally.recall(),
            f1: tally.f1(),
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of comments are far below 2^52")]
fn per_100k(count: usize, of: usize) -> f64 {
    if of == 0 { 0.0 } else { count as f64 * 100_000.0 / of as f64 }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::evaluate::compare) fn outcome(decision: Decision, rules: &[&str]) -> Outcome {
        let rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
        Outcome::without_clauses(decision, rules)
    }

    #[test]
    fn decisions_rules_and_labels_are_counted() {
        use Decision::{Delete, Keep, Review};
        let mut comparison = Comparison::default();
        let mut add = |label, base: Outcome, head: Outcome| comparison.add(label, &base, &head);
        let (keep, flag) = (Some(Label::Keep), Some(Label::Flag));
        let none = outcome(Keep, &[]);
        assert_eq!(add(keep, none.clone(), none.clone()), None);
        assert_eq!(add(keep, none.clone(), outcome(Delete, &["a"])), Some(Change::Decision));
        assert_eq!(add(flag, none.clone(), outcome(Delete, &["a"])), Some(Change::Decision));
        assert_eq!(add(flag, outcome(Review, &["b"]), none), Some(Change::Decision));
        let summary = comparison.summary();
        assert_eq!(summary.matrix, [[1, 0, 2], [1, 0, 0], [0, 0, 0]]);
        assert_eq!((summary.decisions_changed, summary.new_deletes, summary.new_flags), (3, 1, 1));
        let a = &summary.rules[0];
        assert_eq!((a.counts.started, a.counts.new_deletes, a.counts.head_harmless), (2, 1, 1));
        assert!((a.head_per_100k - 50_000.0).abs() < 1e-9);
        let b = &summary.rules[1];
        assert_eq!((b.counts.stopped, b.counts.head), (1, 0));
        let labelled = summary.labelled.expect("there are labels");
        assert_eq!((labelled.head.false_positives, labelled.head.false_negatives), (1, 1));
        assert_eq!((labelled.mcnemar.base_only, labelled.mcnemar.head_only), (2, 1));
    }

    #[test]
    fn without_labels_all_comments_are_taken_to_be_harmless() {
        let mut comparison = Comparison::default();
        comparison.add(None, &outcome(Decision::Keep, &[]), &outcome(Decision::Review, &["a"]));
        comparison.add(None, &outcome(Decision::Keep, &[]), &outcome(Decision::Keep, &[]));
        let summary = comparison.summary();
        assert!(summary.harmless_presumed && summary.labelled.is_none());
        assert!((summary.rules[0].head_fp_per_100k - 50_000.0).abs() < 1e-9);
    }

    #[test]
    fn trials_are_counted_apart() {
        let mut comparison = Comparison::default();
        let on_trial = Outcome {
            on_trial: vec!["a".to_owned()],
            trial_decision: Decision::Review,
            ..outcome(Decision::Keep, &[])
        };
        assert_eq!(comparison.add(None, &outcome(Decision::Keep, &[]), &on_trial), None);
        let summary = comparison.summary();
        assert_eq!(summary.trials[1], Trials { fired: 1, would_decide: 1 });
        let counts = &summary.rules[0].counts;
        assert!(counts.changed() && counts.head_on_trial == 1 && counts.head == 0);
    }
}
