//! What a benchmark comes to: figures to print, to draw and to hold a gate against.

use serde::Serialize;

use super::figures::Measure;
use super::interval::{Bootstrap, Estimate, ratio};
use super::sweep::SweepPoint;

/// What the labels say of a rule set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The policy's id.
    pub policy: String,
    /// All comments, labelled or not.
    pub comments: usize,
    /// Flagged (not kept) or not, over the comments whose labels take a side.
    pub overall: Measure,
    /// The clauses that labels or verdicts name, in the printed order; empty if no label names any.
    pub clauses: Vec<Topic>,
    /// The concepts that labels or verdicts name; empty if no label names any.
    pub concepts: Vec<Topic>,
    /// Labels against decisions; rows without a comment are left out.
    pub confusion: Vec<ConfusionRow>,
    /// Average precision of the score; `None` if nothing should be flagged.
    pub average_precision: Option<f64>,
    /// What other thresholds would do, the highest first.
    pub sweep: Vec<SweepPoint>,
    /// The rules that acted, those that were most often wrong first.
    pub rules: Vec<RuleAgreement>,
    /// How the intervals of F were resampled.
    pub bootstrap: Bootstrap,
}

impl Summary {
    /// Of all comments, the share that is flagged: what a person has to look at.
    #[must_use]
    pub fn flagged_share(&self) -> f64 {
        let flagged = self.confusion.iter().map(|row| row.review + row.delete).sum();
        ratio(flagged, self.comments).unwrap_or_default()
    }

    /// The measure of a clause or a concept; `None` if it is not among those listed.
    #[must_use]
    pub fn topic(&self, name: &str) -> Option<&Measure> {
        let mut topics = self.clauses.iter().chain(&self.concepts);
        topics.find(|topic| topic.name == name).map(|topic| &topic.measure)
    }
}

/// A clause or a concept with its figures.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Topic {
    /// The clause's number, or the concept's name.
    pub name: String,
    /// The clause's text, or the concept's title.
    pub title: String,
    /// The concept's title in English; empty for a clause, which stays as printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title_en: String,
    /// Over the comments whose labels say something of it.
    pub measure: Measure,
}

/// How a rule's findings agree with the labels.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleAgreement {
    /// The rule.
    pub rule: String,
    /// Comments in which it is a ground, labelled or not.
    pub comments: usize,
    /// Those of them whose label takes a side.
    pub labelled: usize,
    /// Those that should be flagged; where the label names clauses, under the rule's clause.
    pub right: usize,
    /// `right` of `labelled`, with Wilson's interval.
    pub precision: Option<Estimate>,
}

/// How often which decision met which label.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfusionRow {
    /// `delete`, `review`, `keep`; `flag`: to be flagged, no decision named; `other`: no side
    /// taken; `none`: no label.
    pub label: &'static str,
    /// Verdicts «keep».
    pub keep: usize,
    /// Verdicts «review».
    pub review: usize,
    /// Verdicts «delete».
    pub delete: usize,
}
