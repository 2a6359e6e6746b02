//! Checks of the data that need a running engine: do examples and near misses behave?

use std::collections::HashSet;

use crate::comment::Comment;
use crate::concept::ADVICE;
use crate::detect::Finding;
use crate::engine::{Engine, Session};
use crate::lexicon::Rule;
use crate::verdict::Verdict;

/// Something in the data that does not behave as it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code.
    pub code: &'static str,
    /// `file:line`.
    pub place: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}\n  --> {}", self.code, self.message, self.place)
    }
}

/// Every fault of the engine's lexicon.
#[must_use]
pub fn lint(engine: &Engine) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut session = engine.session();
    rules(engine, &mut session, &mut faults);
    terms(engine, &mut session, &mut faults);
    unused_classes(engine, &mut faults);
    faults
}

fn rules(engine: &Engine, session: &mut Session, faults: &mut Vec<Fault>) {
    for rule in engine.lexicon().rules() {
        let place = format!("{}:{}", rule.file, rule.line);
        let mut fault = |code, message: String| {
            faults.push(Fault { code, place: place.clone(), message });
        };
        let shown = !rule.examples.is_empty() && (!rule.near_misses.is_empty() || rule.keep);
        if !shown && !needs_more_than_text(rule) {
            fault("SK001", format!("{} has no examples or no near misses; give both", rule.id));
        }
        if rule.reason.is_empty() || rule.source.is_empty() || rule.title_en.is_empty() {
            fault("SK002", format!("{} lacks a reason, a source or an English title", rule.id));
        }
        for example in &rule.examples {
            let verdict = judge(session, &rule.concept, example);
            if !names(&verdict, &rule.id) && !rule.keep {
                fault(
                    "SK003",
                    format!(
                        "{} does not find its example «{example}»; add the missing word or widen the rule",
                        rule.id
                    ),
                );
            }
        }
        for near_miss in &rule.near_misses {
            let verdict = judge(session, &rule.concept, near_miss);
            if breaks(&verdict, &rule.id) {
                fault(
                    "SK004",
                    format!(
                        "{} fires on its near miss «{near_miss}»; narrow the term or add a context",
                        rule.id
                    ),
                );
            }
        }
    }
}

/// The day on which drafts in examples are posted.
const POSTED: &str = "2026-01-15";

/// Advice is for drafts; every other rule is shown on comments.
fn judge(session: &mut Session, concept: &str, text: &str) -> Verdict {
    if concept == ADVICE {
        session.judge_draft(&Comment { time: Some(POSTED), ..Comment::new(text) })
    } else {
        session.judge(&text.into())
    }
}

/// Whether a rule speaks of linked pages or the post: what a line of text cannot show.
fn needs_more_than_text(rule: &Rule) -> bool {
    let beyond = |name: &String| name.starts_with("@page_") || name == "@unrelated";
    rule.all.iter().flatten().any(beyond)
}

fn terms(engine: &Engine, session: &mut Session, faults: &mut Vec<Fault>) {
    for term in engine.lexicon().terms() {
        let place = format!("{}:{}", term.file, term.line);
        if term.reason.is_empty() || term.source.is_empty() {
            faults.push(Fault {
                code: "SK005",
                place: place.clone(),
                message: format!("«{}» lacks a reason or a source", term.written),
            });
        }
        for near_miss in &term.near_misses {
            let concept = term.class.split_once('.').map_or("", |(concept, _)| concept);
            let verdict = judge(session, concept, near_miss);
            let rule = rules_of(engine, &term.class);
            let fired = grounds(&verdict).find(|finding| rule.contains(finding.rule.as_str()));
            if let Some(finding) = fired {
                faults.push(Fault {
                    code: "SK006",
                    place: place.clone(),
                    message: format!("{} fires on the near miss «{near_miss}»; narrow `stand`, or add an allow term or a context", finding.rule),
                });
            }
        }
    }
}

fn rules_of<'a>(engine: &'a Engine, class: &str) -> HashSet<&'a str> {
    let rules = engine.lexicon().rules().iter();
    rules
        .filter(|rule| rule.all.len() == 1 && rule.all[0].iter().any(|name| name == class))
        .map(|rule| rule.id.as_str())
        .collect()
}

fn unused_classes(engine: &Engine, faults: &mut Vec<Fault>) {
    let lexicon = engine.lexicon();
    let used: HashSet<&str> = lexicon
        .rules()
        .iter()
        .flat_map(|rule| rule.all.iter().flatten().chain(&rule.none))
        .map(String::as_str)
        .collect();
    let mut told: HashSet<&str> = HashSet::new();
    for term in lexicon.terms() {
        if term.strength > 0.0 && !used.contains(term.class.as_ref()) && told.insert(&term.class) {
            faults.push(Fault {
                code: "SK007",
                place: format!("{}:{}", term.file, term.line),
                message: format!(
                    "no rule speaks of the class «{}»; add one with match",
                    term.class
                ),
            });
        }
    }
}

/// Whether the rule found anything, counted or not.
fn names(verdict: &Verdict, rule: &str) -> bool {
    grounds(verdict).chain(&verdict.uncounted).any(|finding| finding.rule == rule)
}

/// From this strength a finding can lead to a review by itself.
const COUNTS: f32 = 0.5;

/// Whether the rule is among the grounds of a violation or gave advice, strong enough to be one by itself.
fn breaks(verdict: &Verdict, rule: &str) -> bool {
    grounds(verdict).any(|finding| finding.rule == rule && finding.strength >= COUNTS)
}

/// The findings that violations rest on; a rule on trial is held to its examples too.
fn grounds(verdict: &Verdict) -> impl Iterator<Item = &Finding> {
    let on_trial = verdict.on_trial.iter().flat_map(|trial| &trial.violations);
    let violations = verdict.violations.iter().chain(on_trial);
    violations.flat_map(|violation| &violation.findings).chain(&verdict.advice)
}
