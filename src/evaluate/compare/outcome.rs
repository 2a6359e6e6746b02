//! What is compared of a verdict.

use serde::{Deserialize, Serialize};

use crate::detect::Finding;
use crate::policy::Decision;
use crate::verdict::Verdict;

/// What one side made of a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The decision.
    pub decision: Decision,
    /// The id of the policy; `None` for a word list, which knows no clauses.
    pub policy: Option<String>,
    /// The clauses that are broken, sorted.
    pub clauses: Vec<String>,
    /// The rules that the violations rest on, sorted.
    pub rules: Vec<String>,
    /// The rules that fired and did not count because they, the clause or the policy is on trial.
    pub on_trial: Vec<String>,
    /// What the decision would be if everything on trial counted.
    pub trial_decision: Decision,
}

impl Outcome {
    /// A decision that rests on rules alone: what a word list says.
    pub(super) fn without_clauses(decision: Decision, rules: Vec<String>) -> Self {
        let (policy, clauses, on_trial) = (None, Vec::new(), Vec::new());
        Self { decision, policy, clauses, rules, on_trial, trial_decision: decision }
    }

    /// Whether both break other clauses. Numbers mean something only within one policy: those of
    /// different policies are not compared.
    #[must_use]
    pub fn clauses_differ(&self, other: &Self) -> bool {
        self.policy.is_some() && self.policy == other.policy && self.clauses != other.clauses
    }

    /// Whether both judge by policies, and by different ones.
    pub(super) fn other_policy(&self, other: &Self) -> bool {
        self.policy.is_some() && other.policy.is_some() && self.policy != other.policy
    }
}

impl From<&Verdict> for Outcome {
    fn from(verdict: &Verdict) -> Self {
        let grounds = verdict.violations.iter().flat_map(|violation| &violation.findings);
        let rules = sorted(grounds.map(|finding| finding.rule.clone()));
        let tried = verdict.on_trial.iter().flat_map(|trial| &trial.violations);
        let fired = verdict.uncounted.iter().filter(|finding: &&Finding| finding.shadow);
        let on_trial = tried.flat_map(|violation| &violation.findings).chain(fired);
        Self {
            decision: verdict.decision,
            policy: Some(verdict.provenance.policy_id.clone()),
            clauses: sorted(verdict.violations.iter().map(|v| v.clause.clone())),
            on_trial: without(sorted(on_trial.map(|finding| finding.rule.clone())), &rules),
            rules,
            trial_decision: verdict
                .on_trial
                .as_ref()
                .map_or(verdict.decision, |trial| trial.decision),
        }
    }
}

/// A line of JSON as `batch` writes it, as far as it is compared.
#[derive(Deserialize)]
pub(super) struct SavedVerdict {
    decision: Decision,
    policy: SavedPolicy,
    violations: Vec<SavedViolation>,
    #[serde(default)]
    uncounted: Vec<SavedFinding>,
    on_trial: Option<SavedTrial>,
}

#[derive(Deserialize)]
struct SavedPolicy {
    id: String,
}

#[derive(Deserialize)]
struct SavedTrial {
    decision: Decision,
    violations: Vec<SavedViolation>,
}

#[derive(Deserialize)]
struct SavedViolation {
    clause: String,
    findings: Vec<SavedFinding>,
}

#[derive(Deserialize)]
struct SavedFinding {
    rule: String,
    #[serde(default)]
    shadow: bool,
}

impl From<SavedVerdict> for Outcome {
    fn from(saved: SavedVerdict) -> Self {
        let clauses = sorted(saved.violations.iter().map(|v| v.clause.clone()));
        let grounds = saved.violations.into_iter().flat_map(|violation| violation.findings);
        let rules = sorted(grounds.filter(|finding| !finding.shadow).map(|finding| finding.rule));
        let trial_decision = saved.on_trial.as_ref().map_or(saved.decision, |t| t.decision);
        let tried = saved.on_trial.into_iter().flat_map(|trial| trial.violations);
        let fired = saved.uncounted.into_iter().filter(|finding| finding.shadow);
        let on_trial = tried.flat_map(|violation| violation.findings).chain(fired);
        Self {
            decision: saved.decision,
            policy: Some(saved.policy.id),
            clauses,
            on_trial: without(sorted(on_trial.map(|finding| finding.rule)), &rules),
            rules,
            trial_decision,
        }
    }
}

fn sorted(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn without(mut names: Vec<String>, others: &[String]) -> Vec<String> {
    names.retain(|name| others.binary_search(name).is_err());
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{EngineBuilder, explain};

    #[test]
    fn a_saved_verdict_says_what_the_verdict_says() -> Result<(), Box<dyn std::error::Error>> {
        let engine = EngineBuilder::new().build()?;
        for text in ["お前ら全員死ね。090-1234-5678", "ゴミの日はいつですか"] {
            let verdict = engine.session().judge(&text.into());
            let report = explain::report(&verdict, text, 1.into(), explain::Lang::Ja);
            let saved: SavedVerdict = serde_json::from_str(&serde_json::to_string(&report)?)?;
            assert_eq!(Outcome::from(saved), Outcome::from(&verdict), "{text}");
        }
        Ok(())
    }

    #[test]
    fn clauses_are_compared_within_a_policy() {
        let outcome = |policy: &str, clause: &str| Outcome {
            policy: Some(policy.to_owned()),
            clauses: vec![clause.to_owned()],
            ..Outcome::without_clauses(Decision::Review, Vec::new())
        };
        assert!(outcome("a", "(1)").clauses_differ(&outcome("a", "(2)")));
        assert!(!outcome("a", "(1)").clauses_differ(&outcome("b", "(2)")));
    }
}
