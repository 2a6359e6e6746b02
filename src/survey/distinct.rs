//! How many different things there were, in bounded memory.
//!
//! The K smallest hashes tell it: exactly while there are fewer than K, then by how dense they lie
//! (Bar-Yossef et al. 2002; unbiased form of Beyer et al. 2007, *On synopses for distinct-value
//! estimation under multiset operations*). With K = 256 the standard error is 6 %.

const K: usize = 256;

/// Counts different hashes.
#[derive(Debug, Clone, Default)]
pub struct Distinct {
    /// The smallest, in order.
    least: Vec<u64>,
}

impl Distinct {
    /// Takes in a hash whose values are spread evenly.
    pub fn see(&mut self, hash: u64) {
        let Err(place) = self.least.binary_search(&hash) else { return };
        if place < K {
            self.least.truncate(K - 1);
            self.least.insert(place, hash);
        }
    }

    /// How many there were; an estimate, rounded to two digits, from 256 on.
    pub fn count(&self) -> u64 {
        let seen = self.least.len();
        match self.least.last() {
            Some(&last) if seen == K => {
                let estimate = (K - 1) as f64 / (last as f64 / u64::MAX as f64);
                let unit = 10_f64.powf(estimate.log10().floor() - 1.0);
                ((estimate / unit).round() * unit) as u64
            }
            _ => seen as u64,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::copies::hash_of;

    fn counted(different: u64) -> u64 {
        let mut distinct = Distinct::default();
        for _ in 0..2 {
            (0..different).for_each(|n| distinct.see(hash_of(&n.to_le_bytes())));
        }
        distinct.count()
    }

    #[test]
    fn few_are_counted_and_many_estimated() {
        assert_eq!(Distinct::default().count(), 0);
        for few in [1, 2, 200, 255] {
            assert_eq!(counted(few), few);
        }
        for many in [1_000, 30_000, 200_000] {
            let estimate = counted(many);
            assert!(estimate.abs_diff(many) * 5 < many, "{estimate} of {many}");
        }
    }
}
