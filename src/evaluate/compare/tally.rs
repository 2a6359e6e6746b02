//! Counting what changed.

use std::collections::BTreeMap;

use super::summary::{ByDecision, Labelled, RuleCounts, RuleRow, Summary, Trials};
use super::{McNemar, Outcome};
use crate::evaluate::{Counts, Label};
use crate::policy::Decision;

/// How a comment's verdict differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another decision.
    Decision,
    /// The same decision by other clauses.
    Clauses,
}

/// Counts of the comments that both sides judged. Add every comment, then ask for the
/// [`Comparison::summary`].
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    comments: usize,
    matrix: ByDecision<ByDecision<usize>>,
    decisions: usize,
    policies_differ: bool,
    clauses: usize,
    rules: BTreeMap<String, RuleCounts>,
    trials: [Trials; 2],
    labels: [Counts; 2],
    right_only: [usize; 2],
    unasked: usize,
    new_deletes: usize,
    new_flags: usize,
}

impl Comparison {
    /// Counts a comment; `label` is what it says should happen, if it says so.
    pub fn add(&mut self, label: Option<Label>, base: &Outcome, head: &Outcome) -> Option<Change> {
        self.comments += 1;
        self.policies_differ |= base.other_policy(head);
        *self.matrix.get_mut(base.decision).get_mut(head.decision) += 1;
        self.count_rules(label, base, head);
        self.count_label(label.unwrap_or(Label::Other), base.decision, head.decision);
        for (trials, outcome) in self.trials.iter_mut().zip([base, head]) {
            trials.fired += usize::from(!outcome.on_trial.is_empty());
            trials.would_decide += usize::from(outcome.trial_decision != outcome.decision);
        }
        if base.decision != head.decision {
            self.decisions += 1;
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
        let [of_base, of_head] = [base, head].map(|decision| decision > Decision::Keep);
        let asked = match label {
            Label::Flag => true,
            Label::Keep => false,
            Label::Other => return,
        };
        for (counts, flagged) in self.labels.iter_mut().zip([of_base, of_head]) {
            counts.add(asked, flagged);
        }
        self.right_only[0] += usize::from(of_base == asked && of_head != asked);
        self.right_only[1] += usize::from(of_base != asked && of_head == asked);
    }

    /// The figures.
    #[must_use]
    pub fn summary(&self) -> Summary {
        let comments = self.comments;
        let labelled = self.labelled();
        let presumed = labelled.is_none();
        let harmless = labelled.as_ref().map_or(comments, |labelled| labelled.keep);
        let row = |(rule, counts): (&String, &RuleCounts)| {
            let hits = if presumed { counts.head } else { counts.head_harmless };
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
            decisions_changed: self.decisions,
            clauses_changed: self.clauses,
            policies_differ: self.policies_differ,
            unasked: self.unasked,
            new_deletes: self.new_deletes,
            new_flags: self.new_flags,
            harmless,
            harmless_presumed: presumed,
            rules: self.rules.iter().map(row).collect(),
            base_trials: self.trials[0],
            head_trials: self.trials[1],
            labelled,
        }
    }

    fn labelled(&self) -> Option<Labelled> {
        let [base, head] = &self.labels;
        let (flag, keep) = (head.support(), head.false_positives + head.true_negatives);
        (flag + keep > 0).then(|| Labelled {
            flag,
            keep,
            base: base.into(),
            head: head.into(),
            mcnemar: McNemar::test(self.right_only[0], self.right_only[1]),
        })
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
        fn row<T>(keep: T, review: T, delete: T) -> ByDecision<T> {
            ByDecision { keep, review, delete }
        }
        let matrix = row(row(1, 0, 2), row(1, 0, 0), row(0, 0, 0));
        assert_eq!(summary.matrix, matrix);
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
        assert_eq!(summary.head_trials, Trials { fired: 1, would_decide: 1 });
        let counts = &summary.rules[0].counts;
        assert!(counts.changed() && counts.head_on_trial == 1 && counts.head == 0);
    }
}
