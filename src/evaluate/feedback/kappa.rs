//! Agreement beyond chance.

use serde::Serialize;

use crate::evaluate::interval::{Z, float};

/// Cohen's κ with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Kappa {
    /// 1 = full agreement, 0 = what chance gives, below = less than that.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// Cohen's κ of two raters (Cohen, A coefficient of agreement for nominal scales, Educational and
/// Psychological Measurement 20, 1960), rows one rater, columns the other, with the large-sample
/// interval of Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969, eq. 13), cut at −1 and 1.
/// `None` where chance alone gives full agreement: nothing rated, or both always the same.
#[must_use]
pub fn cohen_kappa<const N: usize>(counts: &[[usize; N]; N]) -> Option<Kappa> {
    let rated: usize = counts.iter().flatten().sum();
    let n = float(rated);
    let share = |i: usize, j: usize| float(counts[i][j]) / n;
    let row = |i: usize| (0..N).map(|j| share(i, j)).sum::<f64>();
    let column = |j: usize| (0..N).map(|i| share(i, j)).sum::<f64>();
    let observed: f64 = (0..N).map(|i| share(i, i)).sum();
    let chance: f64 = (0..N).map(|i| row(i) * column(i)).sum();
    let rest = 1.0 - chance;
    if rated == 0 || rest <= f64::EPSILON {
        return None;
    }
    let value = (observed - chance) / rest;
    let agreeing: f64 =
        (0..N).map(|i| share(i, i) * (1.0 - (row(i) + column(i)) * (1.0 - value)).powi(2)).sum();
    let pairs = (0..N).flat_map(|i| (0..N).map(move |j| (i, j))).filter(|(i, j)| i != j);
    let differing: f64 = pairs.map(|(i, j)| share(i, j) * (column(i) + row(j)).powi(2)).sum();
    let spread =
        agreeing + (1.0 - value).powi(2) * differing - (value - chance * (1.0 - value)).powi(2);
    let half = Z * (spread.max(0.0) / n).sqrt() / rest;
    Some(Kappa { value, low: (value - half).max(-1.0), high: (value + half).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kappa_by_hand() {
        // 50 rated by both: 20 yes/yes, 15 no/no, 5 and 10 apart. Observed 0.7; chance
        // 0.5 · 0.6 + 0.5 · 0.4 = 0.5; κ = 0.2 / 0.5.
        let kappa = cohen_kappa(&[[20, 5], [10, 15]]).expect("a value");
        assert!((kappa.value - 0.4).abs() < 1e-12, "{kappa:?}");
    }

    #[test]
    fn where_chance_says_all_there_is_no_kappa() {
        assert_eq!(cohen_kappa(&[[0; 3]; 3]), None);
        assert_eq!(cohen_kappa(&[[9, 0], [0, 0]]), None);
        let full = cohen_kappa(&[[9, 0], [0, 4]]).expect("a value");
        assert_eq!((full.low, full.value, full.high), (1.0, 1.0, 1.0));
    }
}
