//! Do examples and near misses behave? (`SK003`, `SK004`, `SK006`)

use std::collections::HashSet;

use super::Fault;
use super::place::Places;
use crate::comment::Comment;
use crate::concept::ADVICE;
use crate::detect::Finding;
use crate::engine::{Engine, Session};
use crate::lexicon::Rule;
use crate::verdict::Verdict;

/// The day on which drafts in examples are posted.
const POSTED: &str = "2026-01-15";
/// From this strength a finding can lead to a review by itself.
const COUNTS: f32 = 0.5;

pub(super) fn check(
    engine: &Engine,
    idle: &HashSet<&str>,
    places: &Places<'_>,
    faults: &mut Vec<Fault>,
) {
    let mut session = engine.session();
    for rule in engine.lexicon().rules() {
        if !idle.contains(rule.id.as_str()) {
            check_rule(rule, &mut session, places, faults);
        }
    }
    check_terms(engine, &mut session, places, faults);
}

fn check_rule(rule: &Rule, session: &mut Session, places: &Places<'_>, faults: &mut Vec<Fault>) {
    for example in &rule.examples {
        let verdict = judge(session, &rule.concept, example);
        if !names(&verdict, &rule.id) && !rule.keep {
            let message = format!("{} does not find its example «{example}»", rule.id);
            let help = "add the missing word, widen the rule, or correct the example";
            faults.push(Fault::new("SK003", places.rule(rule, example), message, help));
        }
    }
    for near_miss in &rule.near_misses {
        let verdict = judge(session, &rule.concept, near_miss);
        if breaks(&verdict, &rule.id) {
            let message = format!("{} fires on its near miss «{near_miss}»", rule.id);
            let help = "narrow the term, or add an allow term or a context";
            faults.push(Fault::new("SK004", places.rule(rule, near_miss), message, help));
        }
    }
}

fn check_terms(
    engine: &Engine,
    session: &mut Session,
    places: &Places<'_>,
    faults: &mut Vec<Fault>,
) {
    for term in engine.lexicon().terms() {
        for near_miss in &term.near_misses {
            let concept = term.class.split_once('.').map_or("", |(concept, _)| concept);
            let verdict = judge(session, concept, near_miss);
            let rules = rules_of(engine, &term.class);
            let fired = grounds(&verdict).find(|finding| rules.contains(finding.rule.as_str()));
            if let Some(finding) = fired {
                let message = format!("{} fires on the near miss «{near_miss}»", finding.rule);
                let help = "narrow `stand`, or add an allow term or a context";
                let place = places.cell(&term.file, term.line, near_miss);
                faults.push(Fault::new("SK006", place, message, help));
            }
        }
    }
}

/// Advice is for drafts; every other rule is shown on comments.
fn judge(session: &mut Session, concept: &str, text: &str) -> Verdict {
    if concept == ADVICE {
        session.judge_draft(&Comment { time: Some(POSTED), ..Comment::new(text) })
    } else {
        session.judge(&text.into())
    }
}

fn rules_of<'a>(engine: &'a Engine, class: &str) -> HashSet<&'a str> {
    let rules = engine.lexicon().rules().iter();
    rules
        .filter(|rule| rule.all.len() == 1 && rule.all[0].iter().any(|name| name == class))
        .map(|rule| rule.id.as_str())
        .collect()
}

/// Whether the rule found anything, counted or not.
fn names(verdict: &Verdict, rule: &str) -> bool {
    grounds(verdict).chain(&verdict.uncounted).any(|finding| finding.rule == rule)
}

/// Whether the rule is among the grounds of a violation or gave advice, strong enough to be one by
/// itself.
fn breaks(verdict: &Verdict, rule: &str) -> bool {
    grounds(verdict).any(|finding| finding.rule == rule && finding.strength >= COUNTS)
}

/// The findings that violations rest on; a rule on trial is held to its examples too.
fn grounds(verdict: &Verdict) -> impl Iterator<Item = &Finding> {
    let on_trial = verdict.on_trial.iter().flat_map(|trial| &trial.violations);
    let violations = verdict.violations.iter().chain(on_trial);
    violations.flat_map(|violation| &violation.findings).chain(&verdict.advice)
}
