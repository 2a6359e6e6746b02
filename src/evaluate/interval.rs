//! How far a figure may be trusted: 95 % intervals.

use serde::Serialize;

use super::figures::Counts;

/// The 97.5 % quantile of the normal distribution: 95 % lie between it and its negative.
pub(super) const Z: f64 = 1.959_963_984_540_054;
/// The share on either side that a 95 % interval leaves out.
const TAIL: f64 = 0.025;

/// A figure with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// The figure, 0 to 1.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

/// The share `part` of `whole` with Wilson's score interval without continuity correction (Wilson,
/// JASA 22, 1927; method 3 in Newcombe, Statistics in Medicine 17, 1998); `None` of nothing.
///
/// ```
/// let share = sekimori::evaluate::wilson(81, 263).expect("of something");
/// assert_eq!(format!("{:.4} {:.4} {:.4}", share.low, share.value, share.high), "0.2553 0.3080 0.3662");
/// ```
#[must_use]
pub fn wilson(part: usize, whole: usize) -> Option<Estimate> {
    let (n, value) = (float(whole), ratio(part, whole)?);
    let z2 = Z * Z;
    let centre = (value + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z / (1.0 + z2 / n) * (value * (1.0 - value) / n + z2 / (4.0 * n * n)).sqrt();
    // At 0 and 1 the ends meet the figure; rounding must not put it outside.
    let (low, high) = ((centre - half).clamp(0.0, value), (centre + half).clamp(value, 1.0));
    Some(Estimate { value, low, high })
}

/// How figures without a formula for their interval are resampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Bootstrap {
    /// How often.
    pub resamples: usize,
    /// Where the random numbers begin: the same seed, the same interval.
    pub seed: u64,
}

impl Default for Bootstrap {
    /// 2,000 resamples: the ends of the interval rest on 50 values each.
    fn default() -> Self {
        Self { resamples: 2000, seed: 1 }
    }
}

impl Bootstrap {
    /// F_β of `counts` with its percentile interval (Efron & Tibshirani, *An Introduction to the
    /// Bootstrap*, 1993, ch. 13): the comments are drawn again with replacement. `None` if F_β has
    /// no value. Where every comment is right the interval has no width, as always with the
    /// bootstrap; precision and recall then tell more.
    #[must_use]
    pub fn f_beta(&self, counts: &Counts, beta: f64) -> Option<Estimate> {
        let value = counts.f_beta(beta)?;
        let mut random = fastrand::Rng::with_seed(self.seed);
        let draws = (0..self.resamples).filter_map(|_| resample(counts, &mut random).f_beta(beta));
        let mut drawn: Vec<f64> = draws.collect();
        drawn.sort_by(f64::total_cmp);
        let low = quantile(&drawn, TAIL).unwrap_or(value);
        let high = quantile(&drawn, 1.0 - TAIL).unwrap_or(value);
        Some(Estimate { value, low, high })
    }
}

/// As many comments as there are, drawn with replacement. F does not look at true negatives, which
/// are the great majority: the gaps that they leave between the others are geometric, and are
/// jumped over.
fn resample(counts: &Counts, random: &mut fastrand::Rng) -> Counts {
    let Counts { true_positives, false_positives, false_negatives, true_negatives } = *counts;
    let telling = true_positives + false_positives + false_negatives;
    let all = telling + true_negatives;
    let silent = float(true_negatives) / float(all);
    let mut drawn = Counts::default();
    let mut at = gap(silent, random);
    while at < all {
        let pick = random.usize(0..telling);
        if pick < true_positives {
            drawn.true_positives += 1;
        } else if pick < true_positives + false_positives {
            drawn.false_positives += 1;
        } else {
            drawn.false_negatives += 1;
        }
        at = at.saturating_add(1).saturating_add(gap(silent, random));
    }
    drawn
}

/// How many draws in a row are silent, if each is with probability `silent`.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is not negative, and saturates"
)]
fn gap(silent: f64, random: &mut fastrand::Rng) -> usize {
    // From (0, 1]: the logarithm of 0 is no number of draws.
    let uniform = 1.0 - random.f64();
    (uniform.ln() / silent.ln()) as usize
}

/// The smallest value that at least the share `p` of the sorted values do not exceed.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    let rank = (p * float(sorted.len())).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

/// A share; `None` of nothing.
#[must_use]
pub(super) fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| float(part) / float(whole))
}

#[allow(clippy::cast_precision_loss, reason = "counts of comments are far below 2^52")]
pub(super) fn float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_is_as_published() {
        // Newcombe 1998, table I, method 3.
        for (part, whole, low, high) in [
            (81, 263, "0.2553", "0.3662"),
            (15, 148, "0.0624", "0.1605"),
            (0, 20, "0.0000", "0.1611"),
            (1, 29, "0.0061", "0.1718"),
        ] {
            let share = wilson(part, whole).expect("of something");
            assert_eq!(
                (format!("{:.4}", share.low), format!("{:.4}", share.high)),
                (low.into(), high.into())
            );
        }
        // Symmetry: all of 20 is none of 20 seen from the other side.
        let all = wilson(20, 20).expect("of something");
        assert_eq!((all.high, format!("{:.4}", all.low)), (1.0, "0.8389".to_owned()));
        assert_eq!(wilson(0, 0), None);
    }

    #[test]
    fn the_bootstrap_gives_the_quantiles_of_the_binomial() {
        // Of 20 comments 10 are true and 10 false positives. A resample has tp ~ Binomial(20, ½) and
        // F1 = 2tp / (2tp + fp). The tables give P(tp ≤ 5) = 0.0207, P(≤ 6) = 0.0577,
        // P(≤ 13) = 0.9423, P(≤ 14) = 0.9793: the quantiles are 6 and 14.
        let counts = Counts { true_positives: 10, false_positives: 10, ..Counts::default() };
        let f1 = Bootstrap { resamples: 20_000, seed: 7 }.f_beta(&counts, 1.0).expect("a value");
        assert_eq!((f1.value, f1.low, f1.high), (20.0 / 30.0, 12.0 / 26.0, 28.0 / 34.0));
    }

    #[test]
    fn silent_comments_are_drawn_as_often_as_they_should() {
        // 30 of 1,000 comments tell: a resample holds 30 ± 5.4 of them on average.
        let counts = Counts {
            true_positives: 10,
            false_positives: 10,
            false_negatives: 10,
            true_negatives: 970,
        };
        let mut random = fastrand::Rng::with_seed(3);
        let telling: Vec<f64> = (0..4000)
            .map(|_| {
                let drawn = resample(&counts, &mut random);
                float(drawn.true_positives + drawn.false_positives + drawn.false_negatives)
            })
            .collect();
        let mean = telling.iter().sum::<f64>() / 4000.0;
        let variance = telling.iter().map(|n| (n - mean).powi(2)).sum::<f64>() / 4000.0;
        // Four standard errors: of the mean √(29.1 / 4000), of the variance 29.1 · √(2 / 4000).
        assert!((mean - 30.0).abs() < 0.35, "{mean}");
        assert!((variance - 29.1).abs() < 2.7, "{variance}");
    }

    #[test]
    fn the_same_seed_gives_the_same_interval_and_all_right_has_none() {
        let counts = Counts {
            true_positives: 8,
            false_positives: 2,
            false_negatives: 3,
            true_negatives: 40,
        };
        let bootstrap = Bootstrap::default();
        assert_eq!(bootstrap.f_beta(&counts, 0.5), bootstrap.f_beta(&counts, 0.5));
        let right = Counts { true_positives: 3, true_negatives: 2, ..Counts::default() };
        let f1 = bootstrap.f_beta(&right, 1.0).expect("a value");
        assert_eq!((f1.low, f1.value, f1.high), (1.0, 1.0, 1.0));
        assert_eq!(bootstrap.f_beta(&Counts::default(), 1.0), None);
    }
}
