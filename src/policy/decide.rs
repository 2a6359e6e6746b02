//! From findings to clauses to a decision.
//!
//! Findings that overlap say the same thing: only the strongest counts. Independent ones add up as
//! 1 − Π(1 − s), repetitions of one rule at half their strength. Deletion needs one finding as
//! strong as `delete_at`, or two independent ones of at least `corroborate_at`.
//!
//! What is on trial (a rule, a clause or the policy with `shadow = true`) is judged beside: what it
//! would have led to is told, the decision is made without it.

use serde::{Deserialize, Serialize};

use super::file::{Clause, FollowUp, Policy};
use crate::detect::Finding;

/// What is recommended. Ordered by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// No ground to touch the comment.
    Keep,
    /// A person should look.
    Review,
    /// A candidate for deletion.
    Delete,
}

impl std::fmt::Display for Decision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Keep => "keep",
            Self::Review => "review",
            Self::Delete => "delete",
        })
    }
}

/// A clause with the findings that it rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Violation {
    /// The number as printed.
    pub clause: String,
    /// 1-based place in the list.
    pub position: usize,
    /// The clause as printed.
    pub text: String,
    /// The concept of the strongest finding.
    pub concept: String,
    /// What this clause alone leads to.
    pub action: Decision,
    /// 0 to 1.
    pub score: f32,
    /// The clause would have led to deletion, but text alone cannot decide it.
    pub capped: bool,
    /// Strongest first.
    pub findings: Vec<Finding>,
}

/// What a policy makes of a comment's findings.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The harshest action of any clause.
    pub decision: Decision,
    /// The score of the clause that decided; for `keep` the highest that was reached.
    pub score: f32,
    /// Clauses that reached a threshold, harshest first.
    pub violations: Vec<Violation>,
    /// Findings that no clause covers, that stay below every threshold, or that are on trial.
    pub uncounted: Vec<Finding>,
    /// What is to be done beyond deletion.
    pub follow_ups: Vec<FollowUp>,
    /// What would be different if everything on trial counted.
    pub on_trial: Option<Trial>,
}

/// What a comment would come to if the rules, clauses and the policy on trial counted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trial {
    /// The decision that would be made.
    pub decision: Decision,
    /// Clauses that would be broken, or be broken more harshly, than the verdict says.
    pub violations: Vec<Violation>,
}

/// Whose words are judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// A comment of the public.
    #[default]
    Comment,
    /// A draft of the body's own post.
    Outgoing,
}

impl Policy {
    /// The clauses for a side.
    #[must_use]
    pub fn list(&self, side: Side) -> &[Clause] {
        match side {
            Side::Comment => &self.clauses,
            Side::Outgoing => &self.outgoing,
        }
    }

    /// Judges findings by the clauses for comments of the public, or for the body's own posts.
    #[must_use]
    pub fn judge(&self, findings: Vec<Finding>, side: Side) -> Judgement {
        if findings.is_empty() {
            // Most comments: nothing to weigh, nothing to allocate.
            return Judgement {
                decision: Decision::Keep,
                score: 0.0,
                violations: Vec::new(),
                uncounted: Vec::new(),
                follow_ups: self.follow_ups(Decision::Keep, &[], &[], side),
                on_trial: None,
            };
        }
        let reached = self.reached(&findings, side, false);
        let highest = reached.iter().map(|violation| violation.score).fold(0.0, f32::max);
        let violations = broken(reached);
        let on_trial = self.trial(&findings, side, &violations);
        let counted = |finding: &Finding| {
            violations.iter().any(|violation| violation.findings.contains(finding))
        };
        let uncounted: Vec<Finding> =
            findings.iter().filter(|finding| !counted(finding)).cloned().collect();
        let decision = harshest(&violations);
        let score = violations.first().map_or(highest, |violation| violation.score);
        let follow_ups = self.follow_ups(decision, &violations, &uncounted, side);
        Judgement { decision, score, violations, uncounted, follow_ups, on_trial }
    }

    /// The judgement on a text of which only a part was read: nobody knows what the rest says, so a
    /// person looks at it at least.
    #[must_use]
    pub(crate) fn of_part(&self, judgement: Judgement, side: Side) -> Judgement {
        if judgement.decision > Decision::Keep {
            return judgement;
        }
        let Judgement { violations, uncounted, .. } = &judgement;
        let follow_ups = self.follow_ups(Decision::Review, violations, uncounted, side);
        Judgement { decision: Decision::Review, follow_ups, ..judgement }
    }

    /// What every clause with a finding comes to; what is on trial takes part only `with_trials`.
    fn reached(&self, findings: &[Finding], side: Side, with_trials: bool) -> Vec<Violation> {
        let clauses = self.list(side).iter().enumerate();
        clauses
            .filter(|(_, clause)| with_trials || !(self.shadow || clause.shadow))
            .filter_map(|(index, clause)| {
                let covered: Vec<&Finding> = findings
                    .iter()
                    .filter(|finding| clause.concepts.contains(&finding.concept))
                    .filter(|finding| with_trials || !finding.shadow)
                    .collect();
                self.violation(index, clause, &covered)
            })
            .collect()
    }

    /// What counting everything on trial would add to `violations`; `None` if that is nothing.
    fn trial(&self, findings: &[Finding], side: Side, violations: &[Violation]) -> Option<Trial> {
        let clause_on_trial = || self.list(side).iter().any(|clause| clause.shadow);
        let finding_on_trial = || findings.iter().any(|finding| finding.shadow);
        if !(self.shadow || clause_on_trial() || finding_on_trial()) {
            return None;
        }
        let with_trials = broken(self.reached(findings, side, true));
        let decision = harshest(&with_trials);
        let known = |violation: &Violation| {
            violations.iter().any(|known| {
                known.position == violation.position && known.action >= violation.action
            })
        };
        let added: Vec<Violation> =
            with_trials.into_iter().filter(|violation| !known(violation)).collect();
        (!added.is_empty()).then_some(Trial { decision, violations: added })
    }

    fn violation(&self, index: usize, clause: &Clause, covered: &[&Finding]) -> Option<Violation> {
        let mut findings: Vec<Finding> = covered.iter().map(|finding| (*finding).clone()).collect();
        findings.sort_by(|a, b| {
            b.strength.total_cmp(&a.strength).then(a.span.cmp(&b.span)).then(a.rule.cmp(&b.rule))
        });
        let independent = independent(&findings);
        let strongest = independent.first()?;
        let score = combined(&independent);
        let deletes = |counted: &[(usize, f32)]| {
            let severe = counted.iter().any(|(_, s)| *s >= clause.delete_at);
            let corroborated =
                counted.iter().filter(|(_, s)| *s >= self.corroborate_at).count() > 1;
            combined(counted) >= clause.delete_at && (severe || corroborated)
        };
        let decidable: Vec<(usize, f32)> = independent
            .iter()
            .copied()
            .filter(|(index, _)| !clause.review_only.contains(&findings[*index].concept))
            .collect();
        let wanted = if deletes(&independent) {
            Decision::Delete
        } else if score >= clause.review_at {
            Decision::Review
        } else {
            Decision::Keep
        };
        let most = if deletes(&decidable) {
            clause.max_action
        } else {
            clause.max_action.min(Decision::Review)
        };
        Some(Violation {
            clause: clause.number.clone(),
            position: index + 1,
            text: clause.text.clone(),
            concept: findings[strongest.0].concept.clone(),
            action: wanted.min(most),
            score,
            capped: wanted > most,
            findings,
        })
    }

    /// What is to be done. A duty that rests on a concept holds without a clause, too: a body that
    /// deletes no comments still calls the police on a threat, if the finding is a clear one.
    fn follow_ups(
        &self,
        decision: Decision,
        violations: &[Violation],
        uncounted: &[Finding],
        side: Side,
    ) -> Vec<FollowUp> {
        let covered = |concept: &String| {
            self.list(side).iter().any(|clause| clause.concepts.contains(concept))
        };
        let clear = |finding: &&Finding| {
            !finding.shadow && finding.strength >= self.corroborate_at && !covered(&finding.concept)
        };
        let mut violated: Vec<&Finding> =
            violations.iter().flat_map(|violation| &violation.findings).collect();
        violated.extend(uncounted.iter().filter(clear));
        let applies = |follow_up: &&FollowUp| {
            let when = &follow_up.when;
            when.outgoing == (side == Side::Outgoing)
                && when.decision.is_none_or(|wanted| wanted == decision)
                && when.concept.as_ref().is_none_or(|concept| {
                    violated.iter().any(|finding| finding.concept == *concept)
                })
        };
        let mut chosen: Vec<FollowUp> = Vec::new();
        for follow_up in self.follow_ups.iter().filter(applies) {
            // Two concepts may ask for the same.
            let same =
                |known: &FollowUp| known.action == follow_up.action && known.text == follow_up.text;
            if !chosen.iter().any(same) {
                chosen.push(follow_up.clone());
            }
        }
        chosen
    }
}

/// Those that reach a threshold, harshest first.
fn broken(mut reached: Vec<Violation>) -> Vec<Violation> {
    reached.retain(|violation| violation.action > Decision::Keep);
    reached.sort_by(|a, b| {
        b.action.cmp(&a.action).then(b.score.total_cmp(&a.score)).then(a.position.cmp(&b.position))
    });
    reached
}

/// The decision that violations, harshest first, lead to.
fn harshest(violations: &[Violation]) -> Decision {
    violations.first().map_or(Decision::Keep, |violation| violation.action)
}

/// What independent findings add up to.
fn combined(counted: &[(usize, f32)]) -> f32 {
    1.0 - counted.iter().map(|(_, strength)| 1.0 - strength).product::<f32>()
}

/// Index and counted strength of the findings that say something of their own, strongest first.
fn independent(findings: &[Finding]) -> Vec<(usize, f32)> {
    let mut counted: Vec<(usize, f32)> = Vec::new();
    for (index, finding) in findings.iter().enumerate() {
        let overlaps = |other: &Finding| {
            finding.evidence.iter().any(|a| other.evidence.iter().any(|b| a.span.overlaps(b.span)))
        };
        if counted.iter().any(|(other, _)| overlaps(&findings[*other])) {
            continue;
        }
        let repeated = counted.iter().any(|(other, _)| findings[*other].rule == finding.rule);
        counted.push((index, if repeated { finding.strength / 2.0 } else { finding.strength }));
    }
    counted
}

#[cfg(test)]
mod tests {
    use crate::{Comment, EngineBuilder, Policy};

    fn duties(policy: &str, comment: &str) -> Vec<String> {
        let policy = Policy::builtin(policy).unwrap_or_else(|error| panic!("{error}"));
        let engine = EngineBuilder::new().policy(policy).build();
        let engine = engine.unwrap_or_else(|error| panic!("{error}"));
        let verdict = engine.session().judge(&Comment::new(comment));
        verdict.follow_ups.into_iter().map(|follow_up| follow_up.action).collect()
    }

    #[test]
    fn a_duty_holds_without_a_clause_if_the_finding_is_clear() {
        assert_eq!(duties("shiroi", "職員を殺すぞ"), ["consult_police", "stay_calm"]);
        assert!(duties("shiroi", "バカ").is_empty());
        assert!(duties("shiroi", "朝市に行きました").is_empty());
    }

    #[test]
    fn what_two_concepts_ask_for_is_asked_once() {
        let duties = duties("ninohe", "お前はバカでクズだ。職員は横領犯だ");
        let calm = duties.iter().filter(|action| *action == "stay_calm").count();
        assert_eq!(calm, 1, "{duties:?}");
    }
}
