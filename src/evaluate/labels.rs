//! Agreement with labels: precision and recall of «flagged», that is, not kept.

use crate::policy::Decision;

/// What a label says should happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// The comment should be flagged.
    Flag,
    /// The comment should be kept.
    Keep,
    /// The label takes no side.
    Other,
}

impl Label {
    /// Reads a label: decisions, `toxic` and `not_toxic`.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match text {
            "delete" | "review" | "flag" | "toxic" => Self::Flag,
            "keep" | "not_toxic" => Self::Keep,
            _ => Self::Other,
        }
    }
}

/// Counts of decisions against labels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// `[label][decision]`, both in the order flag/keep/other and keep/review/delete.
    counts: [[usize; 3]; 3],
}

impl Tally {
    /// Counts one comment.
    pub fn add(&mut self, label: Label, decision: Decision) {
        self.counts[label as usize][decision as usize] += 1;
    }

    /// How many comments with this label got this decision.
    #[must_use]
    pub fn count(&self, label: Label, decision: Decision) -> usize {
        self.counts[label as usize][decision as usize]
    }

    /// How many comments have this label.
    #[must_use]
    pub fn total(&self, label: Label) -> usize {
        self.counts[label as usize].iter().sum()
    }

    fn flagged(&self, label: Label) -> usize {
        self.count(label, Decision::Review) + self.count(label, Decision::Delete)
    }

    /// Of the flagged comments that a label takes sides on, the share that should be; `None` if
    /// nothing is flagged.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        let right = self.flagged(Label::Flag);
        ratio(right, right + self.flagged(Label::Keep))
    }

    /// Of the comments that should be flagged, the share that is; `None` if there are none.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        ratio(self.flagged(Label::Flag), self.total(Label::Flag))
    }

    /// The harmonic mean of both.
    #[must_use]
    pub fn f1(&self) -> Option<f64> {
        let (precision, recall) = (self.precision()?, self.recall()?);
        (precision + recall > 0.0).then(|| 2.0 * precision * recall / (precision + recall))
    }
}

#[allow(clippy::cast_precision_loss, reason = "counts of comments are far below 2^52")]
fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_by_hand() {
        let mut tally = Tally::default();
        // 3 of 4 toxic flagged, 1 of 6 harmless flagged.
        for decision in [Decision::Delete, Decision::Review, Decision::Review, Decision::Keep] {
            tally.add(Label::Flag, decision);
        }
        for index in 0..6 {
            tally.add(Label::Keep, if index == 0 { Decision::Review } else { Decision::Keep });
        }
        tally.add(Label::Other, Decision::Delete);
        assert_eq!(tally.precision(), Some(0.75));
        assert_eq!(tally.recall(), Some(0.75));
        assert_eq!(tally.f1(), Some(0.75));
        assert_eq!(Tally::default().precision(), None);
    }
}
