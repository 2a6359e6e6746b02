//! `rules.toml`: what classes and their combinations mean.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::context::canonical_class;
use super::source::SourceFile;
use super::term::{is_name, qualify};
use crate::error::Diagnostic;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RulesFile {
    #[serde(default)]
    rules: Vec<Spanned<RawRule>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: String,
    title: String,
    title_en: String,
    reason: String,
    reason_en: String,
    source: String,
    #[serde(rename = "match")]
    class: Option<Spanned<String>>,
    #[serde(default)]
    all: Vec<Spanned<String>>,
    #[serde(default)]
    none: Vec<Spanned<String>>,
    #[serde(default)]
    within: usize,
    #[serde(default)]
    ordered: bool,
    #[serde(default)]
    same_sentence: bool,
    strength: Option<f32>,
    #[serde(default)]
    keep: bool,
    #[serde(default)]
    shadow: bool,
    #[serde(default)]
    fallback: bool,
    #[serde(default)]
    beside: bool,
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    near_misses: Vec<String>,
}

/// Which findings of other rules a rule depends on, in the order in which rules are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// On none.
    #[default]
    First,
    /// It counts only where no other rule found anything worth a look; what it is sure of counts
    /// beside findings of other concepts that are not clear, too.
    Fallback,
    /// It counts only beside a finding of another concept that is worth a look.
    Beside,
}

/// A rule as written, names qualified.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rule {
    /// `concept.name`, stable for ever.
    pub id: String,
    /// The concept: the folder that the rule stands in.
    pub concept: String,
    /// A short title for the clerk.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// One sentence for the clerk.
    pub reason: String,
    /// The same in English.
    pub reason_en: String,
    /// The law, standard or usage that it rests on.
    pub source: String,
    /// The elements, each a list of alternatives. One element: every hit is a finding.
    pub all: Vec<Vec<String>>,
    /// Classes that must be absent from the sentence.
    pub none: Vec<String>,
    /// From the first to the last element in characters; 0 = anywhere in the comment.
    pub within: usize,
    /// Whether the elements must come in the order written.
    pub ordered: bool,
    /// Whether no sentence may end between them.
    pub same_sentence: bool,
    /// The strength of the combination; `None` = that of the term.
    pub strength: Option<f32>,
    /// A reason to keep rather than a finding.
    pub keep: bool,
    /// Evaluated and reported, never decides.
    pub shadow: bool,
    /// Which findings of other rules it depends on.
    pub turn: Turn,
    /// Texts that the rule must find.
    pub examples: Vec<String>,
    /// Texts that it must not find.
    pub near_misses: Vec<String>,
    /// The file, as messages name it.
    pub file: String,
    /// The 1-based line at which it begins.
    pub line: usize,
    #[serde(skip)]
    pub(super) places: Vec<(String, std::ops::Range<usize>)>,
}

/// Reads the rules of a file; faults are reported and their rules left out.
pub(super) fn parse(file: &SourceFile, faults: &mut Vec<Diagnostic>) -> Vec<Rule> {
    let raw: RulesFile = match toml::from_str(&file.text) {
        Ok(raw) => raw,
        Err(error) => {
            let place = error.span().unwrap_or(0..0);
            let message = error.message().to_owned();
            faults.push(
                Diagnostic::at_bytes(&file.shown, &file.text, place)
                    .says(message, "dictionaries/README.md lists the keys of a rule"),
            );
            return Vec::new();
        }
    };
    let mut rules = Vec::with_capacity(raw.rules.len());
    for rule in raw.rules {
        let place = rule.span();
        match convert(rule.into_inner(), file, place.start) {
            Ok(rule) => rules.push(rule),
            Err((place_in_rule, message, help)) => faults.push(
                Diagnostic::at_bytes(&file.shown, &file.text, place_in_rule.unwrap_or(place))
                    .says(message, help),
            ),
        }
    }
    rules
}

type Fault = (Option<std::ops::Range<usize>>, String, &'static str);

fn convert(raw: RawRule, file: &SourceFile, start: usize) -> Result<Rule, Fault> {
    let concept = file.folder();
    if !is_name(&raw.id) {
        return Err((None, format!("the id «{}» is not snake_case", raw.id), "use a-z, 0-9 and _"));
    }
    let mut places = Vec::new();
    let mut name = |spelt: &Spanned<String>| {
        let names: Vec<String> = spelt
            .get_ref()
            .split('|')
            .map(|part| canonical_class(&qualify(part.trim(), concept)))
            .collect();
        places.extend(names.iter().map(|name| (name.clone(), spelt.span())));
        names
    };
    let all: Vec<Vec<String>> = match (&raw.class, raw.all.as_slice()) {
        (Some(class), []) => vec![name(class)],
        (None, elements) if !elements.is_empty() => elements.iter().map(&mut name).collect(),
        _ => {
            let message = "a rule has either `match` or `all`".to_owned();
            return Err((None, message, "match = \"class\", or all = [\"class\", …]"));
        }
    };
    let none = raw.none.iter().flat_map(&mut name).collect();
    if raw.strength.is_some_and(|strength| !(0.0..=1.0).contains(&strength)) {
        return Err((None, "the strength is not from 0 to 1".into(), "0.5 = review, 0.9 = severe"));
    }
    if raw.class.is_none() && raw.strength.is_none() && !raw.keep {
        return Err((None, "a combination needs a strength".into(), "strength = 0.7"));
    }
    if raw.keep && raw.shadow {
        let message = "a `keep` rule cannot be on trial: it decides nothing".to_owned();
        return Err((None, message, "leave `shadow` out"));
    }
    let turn = match (raw.fallback, raw.beside) {
        (false, false) => Turn::First,
        (true, false) => Turn::Fallback,
        (false, true) => Turn::Beside,
        (true, true) => {
            let message = "a rule cannot be both `fallback` and `beside`".to_owned();
            return Err((None, message, "leave one of them out"));
        }
    };
    Ok(Rule {
        id: format!("{concept}.{}", raw.id),
        concept: concept.to_owned(),
        title: raw.title,
        title_en: raw.title_en,
        reason: raw.reason,
        reason_en: raw.reason_en,
        source: raw.source,
        all,
        none,
        within: raw.within,
        ordered: raw.ordered,
        same_sentence: raw.same_sentence,
        strength: raw.strength,
        keep: raw.keep,
        shadow: raw.shadow,
        turn,
        examples: raw.examples,
        near_misses: raw.near_misses,
        file: file.shown.clone(),
        line: file.text.get(..start).unwrap_or_default().matches('\n').count() + 1,
        places,
    })
}
