//! Precision, recall and what is made of them.

use serde::Serialize;

use super::interval::{Bootstrap, Estimate, float, ratio, wilson};

/// What was found against what should be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Found, and rightly.
    pub true_positives: usize,
    /// Found, but should not be.
    pub false_positives: usize,
    /// Not found, but should be.
    pub false_negatives: usize,
    /// Not found, and rightly.
    pub true_negatives: usize,
}

impl Counts {
    /// Counts one comment.
    pub fn add(&mut self, expected: bool, found: bool) {
        let count = match (expected, found) {
            (true, true) => &mut self.true_positives,
            (false, true) => &mut self.false_positives,
            (true, false) => &mut self.false_negatives,
            (false, false) => &mut self.true_negatives,
        };
        *count += 1;
    }

    /// How many should be found.
    #[must_use]
    pub fn support(&self) -> usize {
        self.true_positives + self.false_negatives
    }

    /// How many are found.
    #[must_use]
    pub fn found(&self) -> usize {
        self.true_positives + self.false_positives
    }

    /// Of what is found, the share that should be; `None` if nothing is.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        ratio(self.true_positives, self.found())
    }

    /// Of what should be found, the share that is; `None` if nothing should.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        ratio(self.true_positives, self.support())
    }

    /// The weighted harmonic mean of both (van Rijsbergen, *Information Retrieval*, 1979, ch. 7):
    /// with β = 1 they weigh the same, with β = 0.5 precision weighs more. `None` if nothing is and
    /// nothing should be found.
    #[must_use]
    pub fn f_beta(&self, beta: f64) -> Option<f64> {
        let b2 = beta * beta;
        let hits = (1.0 + b2) * float(self.true_positives);
        let all = hits + b2 * float(self.false_negatives) + float(self.false_positives);
        (all > 0.0).then(|| hits / all)
    }
}

/// Counts with the figures that they give; `None` where nothing is there to divide by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Measure {
    /// The counts.
    #[serde(flatten)]
    pub counts: Counts,
    /// How many should be found.
    pub support: usize,
    /// How many are found.
    pub found: usize,
    /// With Wilson's interval.
    pub precision: Option<Estimate>,
    /// With Wilson's interval.
    pub recall: Option<Estimate>,
    /// Of what should not be found, the share that is, with Wilson's interval.
    pub false_positive_rate: Option<Estimate>,
    /// With the bootstrap's interval.
    pub f1: Option<Estimate>,
    /// With the bootstrap's interval.
    #[serde(rename = "f0.5")]
    pub f05: Option<Estimate>,
}

impl Measure {
    /// Works the figures out.
    #[must_use]
    pub fn new(counts: Counts, bootstrap: &Bootstrap) -> Self {
        let (support, found) = (counts.support(), counts.found());
        Self {
            counts,
            support,
            found,
            precision: wilson(counts.true_positives, found),
            recall: wilson(counts.true_positives, support),
            false_positive_rate: wilson(
                counts.false_positives,
                counts.false_positives + counts.true_negatives,
            ),
            f1: bootstrap.f_beta(&counts, 1.0),
            f05: bootstrap.f_beta(&counts, 0.5),
        }
    }

    /// A figure with its interval.
    #[must_use]
    pub fn estimate(&self, figure: Figure) -> Option<Estimate> {
        match figure {
            Figure::Precision => self.precision,
            Figure::Recall => self.recall,
            Figure::F1 => self.f1,
            Figure::F05 => self.f05,
        }
    }

    /// A figure's value.
    #[must_use]
    pub fn value(&self, figure: Figure) -> Option<f64> {
        self.estimate(figure).map(|estimate| estimate.value)
    }
}

/// The figures that a gate can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// The share of what is found that should be.
    Precision,
    /// The share of what should be found that is.
    Recall,
    /// Both, evenly.
    F1,
    /// Both, precision weighing more.
    F05,
}

impl Figure {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Precision, Self::Recall, Self::F1, Self::F05];

    /// The name that gates and tables use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Precision => "precision",
            Self::Recall => "recall",
            Self::F1 => "f1",
            Self::F05 => "f0.5",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_by_hand() {
        // 3 of 4 that should be are found, 2 of 6 others too.
        // P = 3/5, R = 3/4, F1 = 2·3 / (2·3 + 1 + 2) = 6/9, F½ = 1.25·3 / (1.25·3 + 0.25·1 + 2) = 3.75/6.
        let mut counts = Counts::default();
        for found in [true, true, true, false] {
            counts.add(true, found);
        }
        for found in [true, true, false, false, false, false] {
            counts.add(false, found);
        }
        let measure = Measure::new(counts, &Bootstrap::default());
        let values = Figure::ALL.map(|figure| measure.value(figure).expect("a value"));
        for (value, by_hand) in values.iter().zip([0.6, 0.75, 6.0 / 9.0, 0.625]) {
            assert!((value - by_hand).abs() < 1e-12, "{values:?}");
        }
        assert_eq!((measure.support, measure.found, counts.true_negatives), (4, 5, 4));
        let rate = measure.false_positive_rate.map(|rate| rate.value);
        assert_eq!(rate, Some(2.0 / 6.0));
    }

    #[test]
    fn what_has_nothing_to_divide_by_has_no_value() {
        let nothing = Counts { true_negatives: 9, ..Counts::default() };
        assert_eq!(
            (nothing.precision(), nothing.recall(), nothing.f_beta(1.0)),
            (None, None, None)
        );
        let missed = Counts { false_negatives: 2, ..Counts::default() };
        assert_eq!(
            (missed.precision(), missed.recall(), missed.f_beta(1.0)),
            (None, Some(0.0), Some(0.0))
        );
    }
}
