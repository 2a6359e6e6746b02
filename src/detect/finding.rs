//! What was seen, with everything needed to show it to a person.

use serde::Serialize;

use crate::normalize::Step;
use crate::span::Span;

/// A rule that applied to a comment. It names no clause and no decision.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// `concept.name` of the rule.
    pub rule: String,
    /// The rule's concept.
    pub concept: String,
    /// What saw it: `lexical`, `combination` or the name of a signal.
    pub detector: String,
    /// From the first to the last piece of evidence, in the original text.
    pub span: Span,
    /// The pieces of text that the finding rests on, in the order of the text.
    pub evidence: Vec<Evidence>,
    /// How strongly it speaks for a violation, 0 to 1, after context.
    pub strength: f32,
    /// The rule's title in Japanese and English.
    pub title: Localized,
    /// The rule's reason in Japanese and English.
    pub reason: Localized,
    /// What raised or lowered the strength.
    pub context: Vec<ContextNote>,
    /// The rule is on trial: reported, never decides.
    pub shadow: bool,
}

/// A text in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Localized {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

impl Localized {
    /// Makes a text; an empty English one falls back to the Japanese.
    #[must_use]
    pub fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        let (ja, en) = (ja.into(), en.into());
        let en = if en.is_empty() { ja.clone() } else { en };
        Self { ja, en }
    }
}

/// A piece of the comment that a finding rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// Where it stands in the original text.
    pub span: Span,
    /// What it was read as: the term's canonical form or the signal's value.
    pub normalized: String,
    /// What it is, as a short noun phrase.
    pub label: String,
    /// The detector's signal that it is, if it is no word.
    pub signal: Option<&'static str>,
    /// How much the piece says by itself, 0 to 1; 0 for a cue that counts only in combination.
    pub strength: f32,
    /// The folds that were needed to read it so.
    pub steps: Vec<Step>,
}

/// Something in the surroundings that changed how much a hit counts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ContextNote {
    /// `negation`, `quotation`, `prevention` …
    pub kind: String,
    /// Where it stands, if it is a word.
    pub span: Option<Span>,
    /// `cancel`, `x0.5`, `+0.2`.
    pub effect: String,
    /// What it means, for the clerk.
    pub reason: Localized,
}

/// Why a near-hit was not counted, or why harsh words may stay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeepReason {
    /// The rule or class that nearly applied, or the keep rule that did.
    pub rule: String,
    /// The words concerned.
    pub text: String,
    /// Where they stand in the original text.
    pub span: Span,
    /// Why they are no ground for deletion.
    pub reason: Localized,
}
