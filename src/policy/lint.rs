//! Checks of a policy that goes beyond whether its file can be read.

use super::decide::Decision;
use super::decide::Side;
use super::file::{Clause, FollowUp, Policy};
use crate::concept::CONCEPTS;
use crate::error::Diagnostic;
use crate::lexicon::Lexicon;

/// Strongest evidence there is: one finding of a rule cannot say more.
const STRONGEST: f32 = 1.0;

/// What a check of a policy found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyLint {
    /// What must be mended.
    pub errors: Vec<Diagnostic>,
    /// What may be meant so, a sentence each.
    pub notes: Vec<String>,
}

/// Checks the text of a policy file; `file` is what messages call it.
///
/// Errors: all that [`Policy::parse`] refuses, a clause without concepts, a clause that no rule of
/// the lexicon can reach, a threshold that no finding can reach, a follow-up that waits for a decision
/// that no clause leads to. Notes: concepts that no clause covers.
#[must_use]
pub fn lint(file: &str, text: &str, lexicon: &Lexicon) -> PolicyLint {
    let policy = match Policy::parse(file, text) {
        Ok(policy) => policy,
        Err(errors) => return PolicyLint { errors, notes: Vec::new() },
    };
    let mut found = PolicyLint::default();
    let own_outgoing =
        if policy.outgoing_from.is_none() { policy.outgoing.as_slice() } else { &[] };
    for clause in policy.clauses.iter().chain(own_outgoing) {
        if let Some((message, help)) = fault(clause, lexicon) {
            let line = line_of(text, &clause.text);
            found.errors.push(Diagnostic::at(file, text, line, "").says(message, help));
        }
    }
    for follow_up in policy.follow_ups.iter().filter(|follow_up| is_idle(&policy, follow_up)) {
        let line = line_of(text, &follow_up.text);
        let message = format!("the follow-up {} can never apply", follow_up.action);
        let help =
            "no clause of that list leads to its decision: mend `when`, or leave out `decision`";
        found.errors.push(Diagnostic::at(file, text, line, "").says(message, help.to_owned()));
    }
    for side in [Side::Comment, Side::Outgoing] {
        found.notes.extend(uncovered(&policy, side));
    }
    found
}

fn fault(clause: &Clause, lexicon: &Lexicon) -> Option<(String, String)> {
    let number = &clause.number;
    if clause.concepts.is_empty() {
        let names: Vec<&str> = CONCEPTS.iter().map(|concept| concept.name).collect();
        let help = format!("name what it covers: {}", names.join(", "));
        return Some((format!("clause {number} covers no concept and can never apply"), help));
    }
    if clause.review_at >= STRONGEST {
        let message = format!(
            "clause {number} asks for a score of {} that nothing reaches",
            clause.review_at
        );
        return Some((message, "usual values: review_at = 0.5, delete_at = 0.9".to_owned()));
    }
    let reached = |concept: &String| lexicon.rules().iter().any(|rule| rule.concept == *concept);
    if !clause.concepts.iter().any(reached) {
        let message = format!("no rule of the lexicon speaks of {}", clause.concepts.join(", "));
        let help = "add rules under dictionaries/<concept>/, or map the clause to another concept";
        return Some((message, help.to_owned()));
    }
    None
}

/// Whether a follow-up waits for a decision that no clause of its list can lead to.
fn is_idle(policy: &Policy, follow_up: &FollowUp) -> bool {
    let when = &follow_up.when;
    let side = if when.outgoing { Side::Outgoing } else { Side::Comment };
    let leads = |clause: &Clause| {
        when.decision.is_some_and(|wanted| wanted <= clause.max_action)
            && when.concept.as_ref().is_none_or(|concept| clause.concepts.contains(concept))
    };
    when.decision.is_some_and(|wanted| wanted > Decision::Keep)
        && !policy.list(side).iter().any(leads)
}

/// The line of an entry's `text`.
fn line_of(text: &str, entry: &str) -> usize {
    let wanted = |line: &str| {
        let line = line.trim_start();
        line.starts_with("text") && line.contains(entry)
    };
    text.lines().position(wanted).map_or(1, |at| at + 1)
}

fn uncovered(policy: &Policy, side: Side) -> Option<String> {
    let list = policy.list(side);
    if list.is_empty() {
        return Some(match side {
            Side::Comment => "no list for comments: every comment is kept".to_owned(),
            Side::Outgoing => "no list for own posts: every draft passes".to_owned(),
        });
    }
    let missing: Vec<&str> = CONCEPTS
        .iter()
        .map(|concept| concept.name)
        .filter(|name| !list.iter().any(|clause| clause.concepts.iter().any(|c| c == name)))
        .collect();
    let of = match side {
        Side::Comment => "comments",
        Side::Outgoing => "own posts",
    };
    (!missing.is_empty()).then(|| {
        format!("no clause on {of} covers {}: such findings lead to keep", missing.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::EngineBuilder;

    #[test]
    fn a_clause_that_can_never_apply_is_an_error() -> Result<(), crate::BuildError> {
        let engine = EngineBuilder::new().build()?;
        let text = r#"
id = "x"
title = "方針"
body = "市"
version = "1"
source = "§1"

[[clauses]]
number = "(1)"
text = "不適切なもの"
concepts = []
review_at = 0.5
delete_at = 0.9
max_action = "delete"

[[clauses]]
number = "(2)"
text = "広告"
concepts = ["commercial"]
review_at = 1.0
delete_at = 1.0
max_action = "delete"

[[follow_ups]]
when = { decision = "review", outgoing = true }
action = "report_to_manager"
basis = "§2"
text = "報告します。"
"#;
        let found = lint("x.toml", text, engine.lexicon());
        let lines: Vec<usize> = found.errors.iter().map(|error| error.line).collect();
        assert_eq!(lines, [10, 18, 28], "{:?}", found.errors);
        assert!(found.notes[0].contains("defamation"), "{:?}", found.notes);
        Ok(())
    }

    #[test]
    fn the_builtin_policies_are_clean() -> Result<(), crate::BuildError> {
        let engine = EngineBuilder::new().build()?;
        for id in Policy::builtin_ids() {
            let path = format!("policies/{id}.toml");
            let text = crate::embedded::text(&path).unwrap_or_default();
            assert_eq!(lint(&path, text, engine.lexicon()).errors, [], "{id}");
        }
        Ok(())
    }
}
