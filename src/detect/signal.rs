//! What a detector of structure (numbers, links, names …) reports.

use crate::span::Span;

/// Something a detector saw, under a name that rules can refer to as `@name`.
#[derive(Debug, Clone, PartialEq)]
pub struct Signal {
    /// The name without `@`: `phone_number`.
    pub name: &'static str,
    /// Where it stands in the original text.
    pub span: Span,
    /// Its canonical form: digits of a number, host of a link.
    pub value: String,
    /// How sure the detector is that this is what it looks like, 0 to 1. The strength of the rule
    /// is multiplied by it.
    pub confidence: f32,
    /// What was checked or what lowered the confidence, for the explanation: `チェックデジット一致`.
    pub note: Option<&'static str>,
    /// The places within the span that it rests on, if it is not all of one piece.
    pub parts: Vec<Span>,
}

impl Signal {
    /// A signal that is certain.
    #[must_use]
    pub fn new(name: &'static str, span: Span, value: impl Into<String>) -> Self {
        Self { name, span, value: value.into(), confidence: 1.0, note: None, parts: Vec::new() }
    }

    /// Lowers (or sets) the confidence, saying why.
    #[must_use]
    pub fn with_confidence(mut self, confidence: f32, note: &'static str) -> Self {
        self.confidence = confidence;
        self.note = Some(note);
        self
    }
}
