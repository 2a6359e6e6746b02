//! Do two sides differ in being right, or is it chance?
//!
//! Only comments that one side gets right and the other wrong speak (McNemar, Note on the sampling
//! error of the difference between correlated proportions or percentages, Psychometrika 12, 1947).
//! If neither side is better, each of these falls to either side with probability 1/2.

use serde::Serialize;

/// Fewest comments on which the sides differ for the mid-p variant; below, the exact test.
const MID_P_FROM: usize = 25;

/// How the probability was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// The exact binomial test: never too small a probability, often too large a one.
    Exact,
    /// The exact test with half the probability of what was observed (Fagerland, Lydersen and
    /// Laake, BMC Medical Research Methodology 13:91, 2013).
    MidP,
}

/// McNemar's test on two sides that judged the same labelled comments.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct McNemar {
    /// Comments that only the base gets right.
    pub base_only: usize,
    /// Comments that only the head gets right.
    pub head_only: usize,
    /// Two-sided probability of a difference as large as this, or larger, by chance.
    pub p: f64,
    /// How `p` was found.
    pub method: Method,
}

impl McNemar {
    /// Tests whether `base_only` and `head_only` differ by more than chance.
    #[must_use]
    pub fn test(base_only: usize, head_only: usize) -> Self {
        let (n, least) = (base_only + head_only, base_only.min(head_only));
        let (tail, observed) = lower_tail(n, least);
        let (method, p) = match n < MID_P_FROM {
            true => (Method::Exact, 2.0 * tail),
            false => (Method::MidP, 2.0 * tail - observed),
        };
        Self { base_only, head_only, p: p.min(1.0), method }
    }
}

/// The probability of at most `k` heads in `n` throws of a fair coin, and that of exactly `k`.
///
/// By logarithms: C(n, k) alone leaves the range of an `f64` from about n = 1030.
#[allow(clippy::cast_precision_loss, reason = "counts of comments are far below 2^52")]
fn lower_tail(n: usize, k: usize) -> (f64, f64) {
    let mut log = -(n as f64) * std::f64::consts::LN_2;
    let mut sum = log.exp();
    for i in 1..=k {
        log += ((n - i + 1) as f64 / i as f64).ln();
        sum += log.exp();
    }
    (sum, log.exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-9
    }

    #[test]
    fn small_counts_by_hand() {
        for (base_only, head_only, p) in [
            // 2 · (C(8,0) + C(8,1)) / 2⁸
            (1, 7, 18.0 / 256.0),
            // 2 · (1 + 6) / 2⁶
            (5, 1, 14.0 / 64.0),
            // 2 · 1 / 2¹⁰
            (0, 10, 2.0 / 1024.0),
            // Both tails and the middle twice: never above 1.
            (3, 3, 1.0),
            (0, 0, 1.0),
        ] {
            let test = McNemar::test(base_only, head_only);
            assert_eq!(test.method, Method::Exact);
            assert!(near(test.p, p), "{base_only} {head_only}: {}", test.p);
        }
    }

    #[test]
    fn large_counts_by_hand() {
        // C(25,5) = 53130; the sum of C(25,0..=5) = 1+25+300+2300+12650+53130 = 68406.
        let test = McNemar::test(5, 20);
        assert_eq!(test.method, Method::MidP);
        let whole = f64::from(1 << 25);
        assert!(near(test.p, (2.0 * 68406.0 - 53130.0) / whole), "{}", test.p);
        // As many on either side: nothing speaks for a difference.
        assert!(near(McNemar::test(20, 20).p, 1.0));
    }

    #[test]
    fn very_large_counts_stay_finite() {
        // χ² without correction: (5200 − 4800)² / 10000 = 16, p = 6.33e-5; mid-p is close to it.
        let p = McNemar::test(4800, 5200).p;
        assert!((6.0e-5..6.7e-5).contains(&p), "{p}");
        assert!(McNemar::test(0, 100_000).p < 1e-300);
    }

    #[test]
    fn the_sides_may_be_exchanged() {
        assert!(near(McNemar::test(12, 30).p, McNemar::test(30, 12).p));
    }
}
