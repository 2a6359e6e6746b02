//! Bursts: stretches of time with far more comments than usual.
//!
//! Kleinberg, J. (2002), *Bursty and Hierarchical Structure in Streams*: of two states, the usual rate
//! and `ratio` times as much, the cheapest path through all bins is taken, going up costing
//! `climb · ln n`. Counts are taken for Poisson; the usual rate is that of the hour of the day.

use super::watch::BurstWatch;

/// How many comments a stretch of `bin_hours` held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bin {
    /// Of the watched kind.
    pub count: u64,
    /// Which bin of the day it is.
    pub of_day: usize,
}

/// A stretch of bins in the upper state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// The first bin.
    pub start: usize,
    /// The bin behind the last.
    pub end: usize,
    /// The fullest bin.
    pub peak: usize,
    /// All of its comments.
    pub count: u64,
    /// What would have been usual.
    pub usual: f64,
}

/// Finds bursts of at least `least` comments, in order of time. The bins follow one another without
/// gaps. Takes time and memory in proportion to their number.
#[must_use]
pub fn bursts(bins: &[Bin], watch: &BurstWatch, least: u64) -> Vec<Burst> {
    let usual = usual(bins, watch);
    let high = states(bins, &usual, watch);
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(first) = (start..bins.len()).find(|&bin| high[bin]) {
        let end = (first..bins.len()).find(|&bin| !high[bin]).unwrap_or(bins.len());
        let count = bins[first..end].iter().map(|bin| bin.count).sum();
        if count >= least {
            // Of equal bins the first.
            let peak = (first..end).rev().max_by_key(|&bin| bins[bin].count).unwrap_or(first);
            let usual = usual[first..end].iter().sum();
            found.push(Burst { start: first, end, peak, count, usual });
        }
        start = end;
    }
    found
}

/// The usual number of each bin: the mean of its hour of the day, drawn towards the overall mean.
fn usual(bins: &[Bin], watch: &BurstWatch) -> Vec<f64> {
    let mut days = [0.0; 24];
    let mut sums = [0.0; 24];
    for bin in bins {
        days[bin.of_day % 24] += 1.0;
        sums[bin.of_day % 24] += bin.count as f64;
    }
    let mean = sums.iter().sum::<f64>() / (bins.len().max(1) as f64);
    let of_day = |bin: &Bin| {
        let hour = bin.of_day % 24;
        let prior = watch.prior_days;
        // A rate of nothing would make a single comment infinitely strange.
        ((sums[hour] + prior * mean) / (days[hour] + prior)).max(1e-3)
    };
    bins.iter().map(of_day).collect()
}

/// Which bins are in the upper state (Viterbi).
fn states(bins: &[Bin], usual: &[f64], watch: &BurstWatch) -> Vec<bool> {
    let climb = watch.climb * (bins.len().max(2) as f64).ln();
    // For each bin and state, whether the cheapest way into it came from the upper state.
    let mut from_high = Vec::with_capacity(bins.len());
    let (mut low, mut high) = (0.0, climb);
    for (bin, usual) in bins.iter().zip(usual) {
        let ways = [high < low, high <= low + climb];
        from_high.push(ways);
        let (to_low, to_high): (f64, f64) = (low.min(high), high.min(low + climb));
        low = to_low;
        // Of the two costs of Poisson only the difference matters.
        high = to_high + usual * (watch.ratio - 1.0) - bin.count as f64 * watch.ratio.ln();
    }
    let mut state = high < low;
    let mut path = vec![false; bins.len()];
    for (bin, ways) in from_high.iter().enumerate().rev() {
        path[bin] = state;
        state = ways[usize::from(state)];
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::Watch;

    fn watch() -> BurstWatch {
        Watch::builtin().expect("sound").bursts
    }

    /// A Poisson number by Knuth's product of uniform numbers.
    fn poisson(random: &mut fastrand::Rng, mean: f64) -> u64 {
        let (limit, mut product, mut count) = ((-mean).exp(), random.f64(), 0);
        while product > limit {
            product *= random.f64();
            count += 1;
        }
        count
    }

    fn noise(seed: u64, mean: impl Fn(usize) -> f64) -> Vec<Bin> {
        let mut random = fastrand::Rng::with_seed(seed);
        (0..24 * 90)
            .map(|at| Bin { count: poisson(&mut random, mean(at)), of_day: at % 24 })
            .collect()
    }

    #[test]
    fn there_is_none_in_flat_noise() {
        for seed in 0..40 {
            for mean in [0.02, 0.2, 2.0, 20.0] {
                let bins = noise(seed, |_| mean);
                assert_eq!(bursts(&bins, &watch(), 5), [], "seed {seed}, mean {mean}");
            }
        }
    }

    #[test]
    fn busy_evenings_are_usual() {
        for seed in 0..10 {
            let bins = noise(seed, |at| if at % 24 >= 18 { 6.0 } else { 0.5 });
            assert_eq!(bursts(&bins, &watch(), 5), [], "seed {seed}");
        }
    }

    #[test]
    fn a_planted_burst_is_found_where_it_is() {
        for seed in 0..40 {
            let mut bins = noise(seed, |_| 0.1);
            bins[1000..1006].iter_mut().for_each(|bin| bin.count += 4);
            bins[1002].count += 20;
            let found = bursts(&bins, &watch(), 5);
            assert_eq!(found.len(), 1, "seed {seed}: {found:?}");
            assert!((980..=1000).contains(&found[0].start) && found[0].peak == 1002);
            assert!((1006..=1040).contains(&found[0].end) && found[0].count >= 44);
            assert!(found[0].usual < 5.0);
        }
    }

    #[test]
    fn nothing_and_little_have_none() {
        assert_eq!(bursts(&[], &watch(), 1), []);
        assert_eq!(bursts(&[Bin { count: 9, of_day: 0 }], &watch(), 1), []);
        let few = noise(1, |at| if at == 50 { 3.0 } else { 0.0 });
        assert_eq!(bursts(&few, &watch(), 5), []);
    }
}
