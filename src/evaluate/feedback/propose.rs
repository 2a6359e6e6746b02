//! Changes of rules that clerks' decisions give reason for.

use serde::Serialize;

use super::criteria::Criteria;
use super::summary::RuleFeedback;
use crate::evaluate::interval::{Estimate, wilson};
use crate::lexicon::{Lexicon, Rule};
use crate::policy::{Clause, Decision, Policy};

/// What is proposed for a rule.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// `shadow = true`: it is wrong more often than right.
    Trial,
    /// A strength below the clause's `review_at`, so that it counts only in company.
    Lower {
        /// The new strength.
        strength: f32,
    },
    /// A strength that recommends deletion.
    Raise {
        /// The new strength.
        strength: f32,
    },
    /// `shadow = true` taken out: on trial it was right.
    EndTrial,
}

/// A change of a rule, with its evidence. A person decides on it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposal {
    /// The rule.
    pub rule: String,
    /// What to change.
    #[serde(flatten)]
    pub change: Change,
    /// The rule's strength now; `None` if its terms have their own.
    pub strength_now: Option<f32>,
    /// Comments that speak: all that the rule acted on; for [`Change::Raise`] those that it alone sent
    /// to review.
    pub comments: usize,
    /// Those that clerks upheld; for [`Change::Raise`] deleted.
    pub upheld: usize,
    /// The share of those, with Wilson's interval.
    pub share: Estimate,
    /// The bound that the interval's end is beyond.
    pub bound: f64,
    /// The ids of the comments that speak for the change.
    pub ids: Vec<String>,
}

/// The changes that the evidence is strong enough for, in the order of `rules`. Rules that `lexicon`
/// does not hold (any more) are passed over, and of those on trial only the end of it is proposed.
#[must_use]
pub fn propose(
    rules: &[RuleFeedback],
    criteria: Criteria,
    lexicon: &Lexicon,
    policy: &Policy,
) -> Vec<Proposal> {
    let proposals = rules.iter().filter_map(|evidence| {
        let rule = lexicon.rules().iter().find(|rule| rule.id == evidence.rule)?;
        let clauses: Vec<&Clause> = policy
            .clauses
            .iter()
            .filter(|clause| clause.concepts.contains(&rule.concept))
            .collect();
        Case { rule, evidence, criteria, clauses }.proposal()
    });
    proposals.collect()
}

/// A rule with what speaks for and against it.
struct Case<'a> {
    rule: &'a Rule,
    evidence: &'a RuleFeedback,
    criteria: Criteria,
    /// The clauses that cover its concept.
    clauses: Vec<&'a Clause>,
}

impl Case<'_> {
    fn proposal(&self) -> Option<Proposal> {
        match (self.rule.shadow, self.evidence.on_trial) {
            (true, true) => self.end_trial(),
            (false, false) => self.weaken().or_else(|| self.raise()),
            // The trial began or ended since: the record speaks of another rule.
            _ => None,
        }
    }

    fn weaken(&self) -> Option<Proposal> {
        let share = self.enough(self.evidence.upheld, self.evidence.comments)?;
        let Criteria { target_precision, trial_below, margin, .. } = self.criteria;
        let ids = &self.evidence.rejected_ids;
        if share.high < trial_below {
            return Some(self.because(Change::Trial, share, trial_below, ids));
        }
        let review_at = self.clauses.iter().map(|clause| clause.review_at).reduce(f32::min)?;
        let lower = Change::Lower { strength: hundredths(review_at - margin) };
        (share.high < target_precision).then(|| self.because(lower, share, target_precision, ids))
    }

    fn end_trial(&self) -> Option<Proposal> {
        let share = self.enough(self.evidence.upheld, self.evidence.comments)?;
        let bound = self.criteria.target_precision;
        let ids = &self.evidence.upheld_ids;
        (share.low >= bound).then(|| self.because(Change::EndTrial, share, bound, ids))
    }

    /// Only of a combination: the terms of a class have strengths of their own.
    fn raise(&self) -> Option<Proposal> {
        let (deleted, alone) = (self.evidence.alone_deleted, self.evidence.alone);
        let share = self.enough(deleted, alone)?;
        let bound = self.criteria.delete_from;
        let open = self.clauses.iter().filter(|clause| clause.max_action == Decision::Delete);
        let strength = open.map(|clause| clause.delete_at).reduce(f32::max)?;
        let raised = self.rule.strength.is_some_and(|now| now < strength) && share.low >= bound;
        raised.then(|| Proposal {
            comments: alone,
            upheld: deleted,
            ..self.because(Change::Raise { strength }, share, bound, &self.evidence.upheld_ids)
        })
    }

    fn enough(&self, part: usize, comments: usize) -> Option<Estimate> {
        wilson(part, comments).filter(|_| comments >= self.criteria.min_comments)
    }

    fn because(&self, change: Change, share: Estimate, bound: f64, ids: &[String]) -> Proposal {
        Proposal {
            rule: self.rule.id.clone(),
            change,
            strength_now: self.rule.strength,
            comments: self.evidence.comments,
            upheld: self.evidence.upheld,
            share,
            bound,
            ids: ids.to_vec(),
        }
    }
}

/// Strengths are written with two decimals.
fn hundredths(strength: f32) -> f32 {
    (strength.max(0.0) * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EngineBuilder;

    const CRITERIA: Criteria = Criteria {
        min_comments: 10,
        target_precision: 0.8,
        trial_below: 0.5,
        delete_from: 0.9,
        margin: 0.05,
    };
    /// A rule with a strength of its own, under a clause that allows deletion.
    const COMBINATION: &str = "defamation.doom_at_person";

    fn evidence(rule: &str, upheld: usize, comments: usize) -> RuleFeedback {
        let ids = |prefix: &str, n: usize| (0..n).map(|i| format!("{prefix}{i}")).collect();
        RuleFeedback {
            rule: rule.to_owned(),
            on_trial: false,
            comments,
            upheld,
            precision: wilson(upheld, comments),
            alone: 0,
            alone_deleted: 0,
            upheld_ids: ids("u", upheld),
            rejected_ids: ids("r", comments - upheld),
        }
    }

    fn proposed(evidence: RuleFeedback) -> Option<Proposal> {
        let engine = EngineBuilder::new().build().expect("built in");
        propose(&[evidence], CRITERIA, engine.lexicon(), engine.policy()).pop()
    }

    #[test]
    fn only_enough_evidence_proposes() {
        let change = |upheld, comments| {
            proposed(evidence(COMBINATION, upheld, comments)).map(|proposal| proposal.change)
        };
        // Wilson's upper ends: 3/40 0.199, 20/40 0.648, 29/40 0.838, 0/9 0.299 (too few).
        assert_eq!(change(3, 40), Some(Change::Trial));
        assert_eq!(change(20, 40), Some(Change::Lower { strength: 0.45 }));
        assert_eq!(change(29, 40), None);
        assert_eq!(change(0, 9), None);
        let proposal = proposed(evidence(COMBINATION, 3, 40)).expect("a proposal");
        assert_eq!((proposal.comments, proposal.upheld, proposal.ids.len()), (40, 3, 37));
        assert_eq!(proposed(evidence("defamation.gone", 0, 40)), None, "no such rule any more");
    }

    #[test]
    fn a_rule_alone_on_what_clerks_delete_is_raised() {
        // Wilson's lower ends: 40/40 0.912, 36/40 0.769.
        let alone = |deleted| RuleFeedback {
            alone: 40,
            alone_deleted: deleted,
            ..evidence(COMBINATION, 40, 40)
        };
        let raised = proposed(alone(40)).expect("a proposal");
        assert_eq!((raised.change, raised.comments), (Change::Raise { strength: 0.9 }, 40));
        assert_eq!(proposed(alone(36)), None);
        let of_terms = RuleFeedback { rule: "defamation.death_wish".to_owned(), ..alone(40) };
        assert_eq!(proposed(of_terms), None, "its terms have strengths of their own");
    }

    #[test]
    fn a_record_of_a_trial_speaks_only_of_a_trial() {
        let tried = RuleFeedback { on_trial: true, ..evidence(COMBINATION, 0, 40) };
        assert_eq!(proposed(tried), None);
    }
}
