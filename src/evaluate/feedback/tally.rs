//! Counting clerks' decisions.

use std::collections::{BTreeMap, BTreeSet};

use super::criteria::Criteria;
use super::kappa::cohen_kappa;
use super::propose::propose;
use super::row::FeedbackRow;
use super::summary::{FeedbackSummary, Month, RuleFeedback};
use crate::evaluate::compare::Outcome;
use crate::evaluate::figures::{Counts, Measure};
use crate::evaluate::interval::{Bootstrap, wilson};
use crate::evaluate::labels::Label;
use crate::evaluate::summary::{ConfusionRow, Topic};
use crate::lexicon::Lexicon;
use crate::policy::{Decision, Policy};

/// Decisions of clerk (row) and engine (column), in the order of [`Decision`].
type Matrix = [[usize; 3]; 3];

/// Counts decisions as they are read.
#[derive(Debug, Clone)]
pub struct Feedback<'p> {
    policy: &'p Policy,
    decisions: Matrix,
    /// Flagged by the clerk without a decision.
    flagged: [usize; 3],
    sides: Counts,
    clauses: Vec<Counts>,
    months: BTreeMap<String, (usize, Matrix)>,
    rules: BTreeMap<(String, bool), Ground>,
    missed: Vec<String>,
    judged_anew: usize,
    undecided: usize,
}

#[derive(Debug, Clone, Default)]
struct Ground {
    upheld: Vec<String>,
    rejected: Vec<String>,
    alone: usize,
    alone_deleted: usize,
}

impl<'p> Feedback<'p> {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        Self {
            policy,
            decisions: Matrix::default(),
            flagged: [0; 3],
            sides: Counts::default(),
            clauses: vec![Counts::default(); policy.clauses.len()],
            months: BTreeMap::new(),
            rules: BTreeMap::new(),
            missed: Vec::new(),
            judged_anew: 0,
            undecided: 0,
        }
    }

    /// Counts a row on which no clerk has decided.
    pub fn add_undecided(&mut self) {
        self.undecided += 1;
    }

    /// Counts a decision against what the record says that the engine recommended, or else against
    /// `judged`.
    pub fn add(&mut self, row: &FeedbackRow, judged: &Outcome) {
        self.judged_anew += usize::from(row.recorded.is_none());
        let engine = row.recorded.as_ref().unwrap_or(judged);
        let flagged = engine.decision > Decision::Keep;
        self.sides.add(row.side == Label::Flag, flagged);
        let month = row.month.clone().unwrap_or_else(|| "-".to_owned());
        let (comments, decisions) = self.months.entry(month).or_default();
        *comments += 1;
        match row.decision {
            Some(clerk) => {
                self.decisions[clerk as usize][engine.decision as usize] += 1;
                decisions[clerk as usize][engine.decision as usize] += 1;
            }
            None => self.flagged[engine.decision as usize] += 1,
        }
        if row.side == Label::Flag && !flagged {
            self.missed.push(row.id.clone());
        }
        let named = named(row, engine);
        self.add_clauses(named.as_ref(), engine);
        self.add_rules(row, engine);
    }

    fn add_clauses(&mut self, named: Option<&BTreeSet<String>>, engine: &Outcome) {
        let Some(named) = named else { return };
        for (clause, counts) in self.policy.clauses.iter().zip(&mut self.clauses) {
            counts.add(named.contains(&clause.number), engine.clauses.contains(&clause.number));
        }
    }

    fn add_rules(&mut self, row: &FeedbackRow, engine: &Outcome) {
        let counted = engine.rules.iter().map(|rule| (rule, false));
        let on_trial = engine.on_trial.iter().map(|rule| (rule, true));
        let alone = engine.decision == Decision::Review && engine.rules.len() == 1;
        for (rule, on_trial) in counted.chain(on_trial) {
            let upheld = row.side == Label::Flag
                && row.clauses.as_ref().is_none_or(|named| covered(self.policy, rule, named));
            let ground = self.rules.entry((rule.clone(), on_trial)).or_default();
            if upheld { &mut ground.upheld } else { &mut ground.rejected }.push(row.id.clone());
            if alone && !on_trial {
                ground.alone += 1;
                let deleted = upheld && row.decision == Some(Decision::Delete);
                ground.alone_deleted += usize::from(deleted);
            }
        }
    }

    /// Works the figures out, and what they propose for the rules of `lexicon`.
    #[must_use]
    pub fn summary(
        &self,
        criteria: Criteria,
        lexicon: &Lexicon,
        bootstrap: Bootstrap,
    ) -> FeedbackSummary {
        let rules = self.by_rule();
        let proposals = propose(&rules, criteria, lexicon, self.policy);
        FeedbackSummary {
            policy: self.policy.id.clone(),
            comments: self.months.values().map(|(comments, _)| comments).sum(),
            judged_anew: self.judged_anew,
            undecided: self.undecided,
            confusion: self.confusion(),
            agreement: agreement(&self.decisions).1,
            kappa: cohen_kappa(&self.decisions),
            flagged: Measure::new(self.sides, &bootstrap),
            clauses: self.by_clause(&bootstrap),
            months: self.months.iter().map(month).collect(),
            rules,
            missed: self.missed.clone(),
            criteria,
            proposals,
        }
    }

    fn confusion(&self) -> Vec<ConfusionRow> {
        let row = |label, [keep, review, delete]: [usize; 3]| ConfusionRow {
            label,
            keep,
            review,
            delete,
        };
        let [keep, review, delete] = self.decisions;
        let rows = [("delete", delete), ("review", review), ("keep", keep), ("flag", self.flagged)];
        let some = rows.into_iter().filter(|(_, counts)| counts.iter().sum::<usize>() > 0);
        some.map(|(label, counts)| row(label, counts)).collect()
    }

    fn by_clause(&self, bootstrap: &Bootstrap) -> Vec<Topic> {
        let clauses = self.policy.clauses.iter().zip(&self.clauses);
        let named = clauses.filter(|(_, counts)| counts.support() + counts.found() > 0);
        let topics = named.map(|(clause, counts)| Topic {
            name: clause.number.clone(),
            title: clause.text.clone(),
            title_en: String::new(),
            measure: Measure::new(*counts, bootstrap),
        });
        topics.collect()
    }

    fn by_rule(&self) -> Vec<RuleFeedback> {
        let rules = self.rules.iter().map(|((rule, on_trial), ground)| {
            let (upheld, comments) =
                (ground.upheld.len(), ground.upheld.len() + ground.rejected.len());
            RuleFeedback {
                rule: rule.clone(),
                on_trial: *on_trial,
                comments,
                upheld,
                precision: wilson(upheld, comments),
                alone: ground.alone,
                alone_deleted: ground.alone_deleted,
                upheld_ids: ground.upheld.clone(),
                rejected_ids: ground.rejected.clone(),
            }
        });
        let mut rules: Vec<RuleFeedback> = rules.collect();
        rules.sort_by_key(|rule| std::cmp::Reverse((rule.rejected(), rule.comments)));
        rules
    }
}

/// The clauses that the clerk holds to be broken. Who upholds a flag without naming clauses upholds
/// the engine's; who flags what the engine kept, and names none, says nothing of clauses.
fn named(row: &FeedbackRow, engine: &Outcome) -> Option<BTreeSet<String>> {
    let upheld = || engine.clauses.iter().cloned().collect();
    row.clauses.clone().or_else(|| (engine.decision > Decision::Keep).then(upheld))
}

/// Whether a clause that is named covers the rule's concept, which its id begins with.
fn covered(policy: &Policy, rule: &str, named: &BTreeSet<String>) -> bool {
    let concept = rule.split('.').next().unwrap_or_default();
    let mut clauses = policy.clauses.iter().filter(|clause| named.contains(&clause.number));
    clauses.any(|clause| clause.concepts.iter().any(|covered| covered == concept))
}

fn month((month, (comments, decisions)): (&String, &(usize, Matrix))) -> Month {
    let (agreed, share) = agreement(decisions);
    Month {
        month: month.clone(),
        comments: *comments,
        agreed,
        agreement: share,
        kappa: cohen_kappa(decisions),
    }
}

/// How often both decided the same, and the share of that.
fn agreement(decisions: &Matrix) -> (usize, Option<crate::evaluate::interval::Estimate>) {
    let agreed = (0..3).map(|i| decisions[i][i]).sum();
    (agreed, wilson(agreed, decisions.iter().flatten().sum()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EngineBuilder;

    fn outcome(decision: Decision, clauses: &[&str], rules: &[&str]) -> Outcome {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Outcome {
            decision,
            policy: Some("tokubetsuku".to_owned()),
            clauses: owned(clauses),
            rules: owned(rules),
            on_trial: Vec::new(),
            trial_decision: decision,
        }
    }

    fn row(id: &str, clerk: Decision, named: Option<&[&str]>, month: &str) -> FeedbackRow {
        let keep = clerk == Decision::Keep;
        let named = named.or(keep.then_some(&[]));
        FeedbackRow {
            id: id.to_owned(),
            side: if keep { Label::Keep } else { Label::Flag },
            decision: Some(clerk),
            clauses: named.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
            recorded: None,
            month: Some(month.to_owned()),
        }
    }

    #[test]
    fn a_record_by_hand() -> Result<(), Box<dyn std::error::Error>> {
        use Decision::{Delete, Keep, Review};
        let policy = Policy::builtin("tokubetsuku")?;
        let mut feedback = Feedback::new(&policy);
        let insult = outcome(Review, &["(2)"], &["defamation.a"]);
        let both = outcome(Delete, &["(2)", "(5)"], &["commercial.b", "defamation.a"]);
        feedback.add(&row("1", Delete, None, "2026-04"), &insult); // upheld, and alone
        feedback.add(&row("2", Keep, None, "2026-04"), &insult); // rejected
        feedback.add(&row("3", Delete, Some(&["(5)"]), "2026-05"), &both); // a rejected, b upheld
        feedback.add(&row("4", Delete, Some(&["(2)"]), "2026-05"), &outcome(Keep, &[], &[])); // missed
        feedback.add(&row("5", Keep, None, "2026-05"), &outcome(Keep, &[], &[]));
        feedback.add_undecided();
        let engine = EngineBuilder::new().build()?;
        let summary =
            feedback.summary(Criteria::builtin()?, engine.lexicon(), Bootstrap::default());
        assert_eq!((summary.comments, summary.undecided, summary.judged_anew), (5, 1, 5));
        // The same decision on 3 and 5.
        assert_eq!(summary.agreement.map(|share| share.value), Some(0.4));
        // Clerks: delete 3, keep 2; engine: delete 1, review 2, keep 2. Chance (3·1 + 2·2) / 25 = 0.28;
        // κ = (0.4 − 0.28) / 0.72.
        assert!(summary.kappa.is_some_and(|kappa| (kappa.value - 0.12 / 0.72).abs() < 1e-12));
        assert_eq!(summary.missed, ["4"]);
        // (2): named by 1 (upheld) and 4, found in 1, 2, 3. (5): named and found in 3.
        let counts = |name: &str| {
            let topic = summary.clauses.iter().find(|topic| topic.name == name).expect("named");
            let c = topic.measure.counts;
            [c.true_positives, c.false_positives, c.false_negatives, c.true_negatives]
        };
        assert_eq!((counts("(2)"), counts("(5)")), ([1, 2, 1, 1], [1, 0, 0, 4]));
        let rules: Vec<_> = summary
            .rules
            .iter()
            .map(|r| (r.rule.as_str(), r.comments, r.upheld, r.alone, r.alone_deleted))
            .collect();
        assert_eq!(rules, [("defamation.a", 3, 1, 2, 1), ("commercial.b", 1, 1, 0, 0)]);
        assert_eq!(summary.rules[0].rejected_ids, ["2", "3"]);
        let months: Vec<_> =
            summary.months.iter().map(|m| (m.month.as_str(), m.comments, m.agreed)).collect();
        assert_eq!(months, [("2026-04", 2, 0), ("2026-05", 3, 2)]);
        assert_eq!(summary.proposals, [], "too few comments");
        Ok(())
    }

    #[test]
    fn what_the_record_says_goes_before_a_new_judgement() -> Result<(), Box<dyn std::error::Error>>
    {
        let policy = Policy::builtin("tokubetsuku")?;
        let mut feedback = Feedback::new(&policy);
        let recorded = outcome(Decision::Keep, &[], &[]);
        let row =
            FeedbackRow { recorded: Some(recorded), ..row("1", Decision::Keep, None, "2026-04") };
        feedback.add(&row, &outcome(Decision::Delete, &["(2)"], &["defamation.a"]));
        let engine = EngineBuilder::new().build()?;
        let summary =
            feedback.summary(Criteria::builtin()?, engine.lexicon(), Bootstrap::default());
        assert_eq!((summary.judged_anew, summary.rules.len()), (0, 0));
        assert_eq!(summary.agreement.map(|share| share.value), Some(1.0));
        Ok(())
    }
}
