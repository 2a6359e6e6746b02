//! What one policy forbids and another does not.

use serde::Serialize;

use super::decide::{Decision, Side};
use super::file::{Clause, Extent, Policy};
use crate::concept::{CONCEPTS, Concept};

/// What the clauses of a policy say of a concept. A clause on trial forbids nothing yet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// The numbers of the clauses that cover it, as printed.
    pub clauses: Vec<String>,
    /// The most that it may lead to.
    pub most: Decision,
    /// The lowest score that asks for review.
    pub review_at: f32,
    /// The lowest score that asks for deletion.
    pub delete_at: f32,
}

/// A concept on which two policies differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConceptDiff {
    /// The list that it concerns.
    pub side: Side,
    /// The concept's name.
    pub concept: &'static str,
    /// The first policy's clauses, if any covers it.
    pub a: Option<Coverage>,
    /// The second policy's.
    pub b: Option<Coverage>,
}

/// Everything on which two policies differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PolicyDiff {
    /// Concepts that are covered under other numbers, thresholds or not at all, in the fixed order.
    pub concepts: Vec<ConceptDiff>,
    /// How much of a comment may be deleted.
    pub deletes: [Extent; 2],
    /// Whether users may be blocked.
    pub blocks_users: [bool; 2],
    /// Whether the policy is on trial as a whole.
    pub shadow: [bool; 2],
}

impl Policy {
    /// Tells on what `self` and `other` differ, concept by concept.
    #[must_use]
    pub fn diff(&self, other: &Self) -> PolicyDiff {
        let sides = [Side::Comment, Side::Outgoing];
        let concepts = sides.into_iter().flat_map(|side| {
            let concept = |concept: &Concept| ConceptDiff {
                side,
                concept: concept.name,
                a: coverage(self.list(side), concept.name),
                b: coverage(other.list(side), concept.name),
            };
            CONCEPTS.iter().map(concept).filter(|diff| diff.a != diff.b).collect::<Vec<_>>()
        });
        PolicyDiff {
            concepts: concepts.collect(),
            deletes: [self.deletes, other.deletes],
            blocks_users: [self.blocks_users, other.blocks_users],
            shadow: [self.shadow, other.shadow],
        }
    }
}

fn coverage(clauses: &[Clause], concept: &str) -> Option<Coverage> {
    let covers = |c: &&Clause| !c.shadow && c.concepts.iter().any(|known| known == concept);
    let covering = || clauses.iter().filter(covers);
    let most = covering()
        .map(|clause| match clause.review_only.iter().any(|known| known == concept) {
            true => clause.max_action.min(Decision::Review),
            false => clause.max_action,
        })
        .max()?;
    Some(Coverage {
        clauses: covering().map(|clause| clause.number.clone()).collect(),
        most,
        review_at: covering().map(|clause| clause.review_at).fold(1.0, f32::min),
        delete_at: covering().map(|clause| clause.delete_at).fold(1.0, f32::min),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_does_not_differ_from_itself() -> Result<(), super::super::PolicyError> {
        for id in Policy::builtin_ids() {
            let policy = Policy::builtin(id)?;
            assert_eq!(policy.diff(&policy).concepts, [], "{id}");
        }
        Ok(())
    }

    #[test]
    fn numbers_and_missing_clauses_are_told() -> Result<(), super::super::PolicyError> {
        let diff = Policy::builtin("tokubetsuku")?.diff(&Policy::builtin("ninohe")?);
        let of = |concept: &str| {
            diff.concepts.iter().find(|diff| diff.concept == concept && diff.side == Side::Comment)
        };
        let numbers = |coverage: &Option<Coverage>| coverage.as_ref().map(|c| c.clauses.clone());
        let privacy = of("privacy").map(|diff| (numbers(&diff.a), numbers(&diff.b)));
        assert_eq!(privacy, Some((Some(vec!["(9)".into()]), Some(vec!["(1)".into()]))));
        let terms = of("platform_terms").map(|diff| (numbers(&diff.a), numbers(&diff.b)));
        assert_eq!(terms, Some((Some(vec!["(15)".into()]), None)));
        Ok(())
    }
}
