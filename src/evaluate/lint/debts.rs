//! What a row owes its reader: a reason, a source, examples and near misses
//! (`SK001`, `SK002`, `SK005`, `SK008`, `SK009`).

use std::collections::HashSet;

use super::place::Places;
use super::{Fault, short};
use crate::lexicon::{Lexicon, Rule, Term};

pub(super) fn check(lexicon: &Lexicon, places: &Places<'_>, faults: &mut Vec<Fault>) {
    for rule in lexicon.rules() {
        check_rule(rule, places, faults);
    }
    for term in lexicon.terms() {
        check_term(term, places, faults);
    }
    for allow in lexicon.allows().iter().filter(|allow| allow.reason.is_empty()) {
        let message = format!("the allow term «{}» lacks a reason", short(&allow.written));
        let help = "say what the word is: 「暴く」の活用です";
        let place = places.cell(&allow.file, allow.line, &allow.written);
        faults.push(Fault::new("SK008", place, message, help));
    }
    for context in lexicon.contexts() {
        if context.reason.is_empty() || context.reason_en.is_empty() {
            let message = "the context lacks a reason in one of the languages";
            let help = "one short sentence for the clerk in `reason` and `reason_en`";
            let place = places.cell(&context.file, context.line, "");
            faults.push(Fault::new("SK008", place, message, help));
        }
    }
}

fn check_rule(rule: &Rule, places: &Places<'_>, faults: &mut Vec<Fault>) {
    let shown = !rule.examples.is_empty() && (!rule.near_misses.is_empty() || rule.keep);
    if !shown && !needs_more_than_text(rule) {
        let message = format!("{} has no examples or no near misses", rule.id);
        let help = "give both: texts that it must find, and harmless ones that look like them";
        faults.push(Fault::new("SK001", places.rule(rule, ""), message, help));
    }
    let texts = [&rule.title, &rule.title_en, &rule.reason, &rule.reason_en, &rule.source];
    if texts.into_iter().any(|text| text.trim().is_empty()) {
        let message = format!("{} lacks a title, a reason or a source", rule.id);
        let help = "fill in title, title_en, reason, reason_en and source: people read them";
        faults.push(Fault::new("SK002", places.rule(rule, ""), message, help));
    }
    let mut seen = HashSet::new();
    for text in rule.examples.iter().chain(&rule.near_misses) {
        if !seen.insert(text) {
            let message = format!("{} gives «{text}» twice", rule.id);
            let help = "one text is either an example or a near miss, and once is enough";
            faults.push(Fault::new("SK009", places.rule(rule, text), message, help));
        }
    }
}

fn check_term(term: &Term, places: &Places<'_>, faults: &mut Vec<Fault>) {
    let place = |cell: &str| places.cell(&term.file, term.line, cell);
    if term.reason.is_empty() || term.source.is_empty() {
        let message = format!("«{}» lacks a reason or a source", short(&term.written));
        let help = "fill in both: 死を願う言葉, 刑法第231条（侮辱）";
        faults.push(Fault::new("SK005", place(&term.written), message, help));
    }
    let mut seen = HashSet::new();
    for near_miss in &term.near_misses {
        if !seen.insert(near_miss) {
            let message = format!("the near miss «{near_miss}» stands twice");
            faults.push(Fault::new("SK009", place(near_miss), message, "once is enough"));
        }
    }
}

/// Whether a rule speaks of linked pages or the post: what a line of text cannot show.
pub(crate) fn needs_more_than_text(rule: &Rule) -> bool {
    let beyond = |name: &String| name.starts_with("@page_") || name == "@unrelated";
    rule.all.iter().flatten().any(beyond)
}
