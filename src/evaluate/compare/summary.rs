//! The figures of a comparison.

use serde::Serialize;

use super::McNemar;
use crate::evaluate::Counts;
use crate::policy::Decision;

/// Something for each decision.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ByDecision<T> {
    /// Kept.
    pub keep: T,
    /// A person should look.
    pub review: T,
    /// A candidate for deletion.
    pub delete: T,
}

impl<T> ByDecision<T> {
    /// That of a decision.
    #[must_use]
    pub fn get(&self, decision: Decision) -> &T {
        match decision {
            Decision::Keep => &self.keep,
            Decision::Review => &self.review,
            Decision::Delete => &self.delete,
        }
    }

    /// That of a decision, to be changed.
    pub fn get_mut(&mut self, decision: Decision) -> &mut T {
        match decision {
            Decision::Keep => &mut self.keep,
            Decision::Review => &mut self.review,
            Decision::Delete => &mut self.delete,
        }
    }
}

/// The figures of a comparison.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// Comments that both judged.
    pub comments: usize,
    /// Comments by the base's decision, then by the head's.
    pub matrix: ByDecision<ByDecision<usize>>,
    /// Comments with another decision.
    pub decisions_changed: usize,
    /// Comments with the same decision by other clauses.
    pub clauses_changed: usize,
    /// The sides judge by policies of different ids: their clauses are not compared.
    pub policies_differ: bool,
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
    /// What is on trial with the base.
    pub base_trials: Trials,
    /// What is on trial with the head.
    pub head_trials: Trials,
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

impl From<&Counts> for Agreement {
    fn from(counts: &Counts) -> Self {
        Self {
            false_positives: counts.false_positives,
            false_negatives: counts.false_negatives,
            precision: counts.precision(),
            recall: counts.recall(),
            f1: counts.f_beta(1.0),
        }
    }
}

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

/// What is on trial on one side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Trials {
    /// Comments on which something on trial fired.
    pub fired: usize,
    /// Comments whose decision would be another if everything on trial counted.
    pub would_decide: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agreement_by_hand() {
        // 3 of 5 violating comments are flagged, 1 of 6 harmless ones.
        let counts =
            Counts { true_positives: 3, false_positives: 1, false_negatives: 2, true_negatives: 5 };
        let agreement = Agreement::from(&counts);
        assert_eq!((agreement.false_positives, agreement.false_negatives), (1, 2));
        assert_eq!((agreement.precision, agreement.recall), (Some(0.75), Some(0.6)));
        // 2 · 0.75 · 0.6 / (0.75 + 0.6)
        assert!(agreement.f1.is_some_and(|f1| (f1 - 2.0 / 3.0).abs() < 1e-12));
        assert_eq!(Agreement::from(&Counts::default()).precision, None);
    }
}
