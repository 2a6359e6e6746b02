//! What other thresholds would do: precision and recall of «score at least t», and the share of
//! comments that a person would have to look at.

use serde::Serialize;

use super::interval::{float, ratio};
use super::labels::Label;

/// Scores are told apart to two decimals.
const STEPS: usize = 100;
/// Scores are sums in single precision: 0.5 may come as 0.49999997.
const SLACK: f64 = 5e-5;

/// What a threshold would do.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SweepPoint {
    /// Comments with this score or a higher one would be flagged.
    pub threshold: f64,
    /// Of those with a label, the share that should be.
    pub precision: Option<f64>,
    /// Of those that should be flagged, the share that would be.
    pub recall: Option<f64>,
    /// Of all comments, labelled or not, the share that a person would have to look at.
    pub review_share: f64,
}

/// How many comments have which score, by label.
#[derive(Debug, Clone)]
pub(super) struct Scores {
    counts: [[usize; 3]; STEPS + 1],
}

impl Default for Scores {
    fn default() -> Self {
        Self { counts: [[0; 3]; STEPS + 1] }
    }
}

impl Scores {
    /// Counts a comment.
    pub fn add(&mut self, label: Label, score: f32) {
        self.counts[step(score)][label as usize] += 1;
    }

    /// A point for every score that occurs, the highest first.
    pub fn points(&self) -> Vec<SweepPoint> {
        let sum = |label: Label| self.counts.iter().map(|row| row[label as usize]).sum::<usize>();
        let should = sum(Label::Flag);
        let all = should + sum(Label::Keep) + sum(Label::Other);
        let (mut right, mut wrong, mut other) = (0, 0, 0);
        let mut points = Vec::new();
        for (step, row) in self.counts.iter().enumerate().rev() {
            if row.iter().all(|count| *count == 0) {
                continue;
            }
            right += row[Label::Flag as usize];
            wrong += row[Label::Keep as usize];
            other += row[Label::Other as usize];
            points.push(SweepPoint {
                threshold: float(step) / float(STEPS),
                precision: ratio(right, right + wrong),
                recall: ratio(right, should),
                review_share: float(right + wrong + other) / float(all),
            });
        }
        points
    }
}

/// Rounded down, so that exactly the scores of at least t are flagged at t.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
fn step(score: f32) -> usize {
    ((f64::from(score) + SLACK) * float(STEPS)).clamp(0.0, float(STEPS)) as usize
}

/// Average precision: the precision at each threshold, weighted by the recall that it adds. `None`
/// if nothing should be flagged.
#[must_use]
pub fn average_precision(points: &[SweepPoint]) -> Option<f64> {
    let mut before = 0.0;
    let mut sum = 0.0;
    for point in points {
        let recall = point.recall?;
        sum += (recall - before) * point.precision.unwrap_or_default();
        before = recall;
    }
    (!points.is_empty()).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_by_hand() {
        let mut scores = Scores::default();
        for (label, score) in [
            (Label::Flag, 0.97),
            (Label::Keep, 0.65),
            (Label::Flag, 0.65),
            (Label::Other, 0.55),
            (Label::Flag, 0.2),
            (Label::Keep, 0.0),
            (Label::Keep, 0.0),
            (Label::Keep, 0.0),
        ] {
            scores.add(label, score);
        }
        // 8 comments, 3 to be flagged.
        let points = scores.points();
        let shown: Vec<[f64; 4]> = points
            .iter()
            .map(|p| {
                [p.threshold, p.precision.unwrap_or(-1.0), p.recall.unwrap_or(-1.0), p.review_share]
            })
            .collect();
        assert_eq!(
            shown,
            [
                [0.97, 1.0, 1.0 / 3.0, 1.0 / 8.0],
                [0.65, 2.0 / 3.0, 2.0 / 3.0, 3.0 / 8.0],
                [0.55, 2.0 / 3.0, 2.0 / 3.0, 4.0 / 8.0],
                [0.2, 3.0 / 4.0, 1.0, 5.0 / 8.0],
                [0.0, 3.0 / 7.0, 1.0, 1.0],
            ]
        );
        // 1·1/3 + 2/3·1/3 + 3/4·1/3 = 29/36.
        let average = average_precision(&points).expect("there is something to find");
        assert!((average - 29.0 / 36.0).abs() < 1e-12, "{average}");
        assert_eq!(average_precision(&[]), None);
    }

    #[test]
    fn scores_go_to_the_threshold_that_they_reach() {
        for (score, at) in [(0.5, 50), (1.0 - 0.7 * 0.7, 51), (0.499, 49), (1.0, 100), (7.0, 100)] {
            assert_eq!(step(score), at, "{score}");
        }
    }
}
