//! Signs: the short strings that comments share, and what each is worth in a text.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::normalize::{Mask, Script, mask};

/// Longest sign, in characters of the key view.
const LONGEST: usize = 3;
/// Fewest examples that a sign must stand in.
const LEAST_EXAMPLES: u32 = 4;

/// What the weights of a text are divided by at least: about twenty signs as rare as most.
pub(super) const LEAST_LENGTH: f64 = 32.0;
/// … where calm is asked for: shortness is no calm.
pub(super) const CALM_LENGTH: f64 = 8.0;

/// The signs that examples share, numbered.
#[derive(Debug, Default)]
pub(super) struct Signs {
    ids: HashMap<String, u32>,
}

impl Signs {
    /// The strings of up to [`LONGEST`] characters that at least [`LEAST_EXAMPLES`] texts have.
    pub fn of<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let mut counts: HashMap<&str, u32> = HashMap::new();
        for text in texts {
            let seen: HashSet<&str> = candidates(text).collect();
            seen.into_iter().for_each(|sign| *counts.entry(sign).or_default() += 1);
        }
        let shared = counts.into_iter().filter(|(_, count)| *count >= LEAST_EXAMPLES);
        // Sorted, so that the same texts always give the same numbers.
        let sorted: BTreeMap<&str, u32> = shared.collect();
        let ids = sorted.into_keys().zip(0..).map(|(sign, id)| (sign.to_owned(), id)).collect();
        Self { ids }
    }

    /// The signs that a text has, in ascending order.
    pub fn in_text(&self, text: &str) -> Vec<u32> {
        let found: HashSet<u32> =
            candidates(text).filter_map(|sign| self.ids.get(sign).copied()).collect();
        let mut found: Vec<u32> = found.into_iter().collect();
        found.sort_unstable();
        found
    }

    /// Number of signs.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// The signs by number.
    pub fn names(&self) -> Vec<&str> {
        let mut names = vec![""; self.ids.len()];
        self.ids.iter().for_each(|(sign, id)| names[*id as usize] = sign);
        names
    }
}

/// Every string of a text that may be a sign. A single kana says nothing, nor does a string that
/// begins or ends in a blank, which a table would lose. A masked letter is no wording either: what a
/// person masked (氏名○○) would look like what a writer hides. Nor are Latin letters and digits by
/// themselves: they are links and numbers, which have detectors of their own.
fn candidates(text: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let last = starts.len() - 1;
    (0..last).flat_map(move |from| {
        let ends: Vec<(usize, usize)> =
            (from + 1..=last.min(from + LONGEST)).map(|to| (starts[from], starts[to])).collect();
        ends.into_iter().map(|(start, end)| &text[start..end]).filter(|sign| is_sign(sign))
    })
}

fn is_sign(sign: &str) -> bool {
    let mut chars = sign.chars();
    let single = chars.next().filter(|_| chars.next().is_none());
    sign.trim() == sign
        && !sign.is_ascii()
        && !sign.contains(['\n', '\r', '\u{FEFF}'])
        && !sign.chars().any(|c| mask(c, Some('あ'), Some('あ')) == Some(Mask::Plain))
        && single.is_none_or(|c| Script::of(c) != Script::Hiragana && !c.is_ascii_alphanumeric())
}

/// The signs of a text with their values, whose squares add up to 1.
pub(super) type Features = Vec<(u32, f64)>;

/// How rare each sign is: the logarithm of how many texts there are for each that has it (inverse
/// document frequency, Spärck Jones 1972), as the table has it.
pub(super) fn rarity(signs: &[Vec<u32>], size: usize) -> Vec<f64> {
    let mut texts = vec![0_u32; size];
    signs.iter().flatten().for_each(|id| texts[*id as usize] += 1);
    #[allow(clippy::cast_precision_loss)]
    let all = signs.len() as f64;
    texts
        .into_iter()
        .map(|with| hundredths((all / f64::from(with.max(1))).ln().max(0.01)))
        .collect()
}

pub(super) fn features(signs: &[Vec<u32>], rarity: &[f64]) -> Vec<Features> {
    let of = |ids: &Vec<u32>| {
        let length = length(ids, rarity, LEAST_LENGTH);
        ids.iter().map(|id| (*id, rarity[*id as usize] / length)).collect()
    };
    signs.iter().map(of).collect()
}

/// The length of the vector of signs, by which their sum is divided: many signs say no more than few.
pub(super) fn length(ids: &[u32], rarity: &[f64], least: f64) -> f64 {
    let squares = ids.iter().map(|id| rarity[*id as usize].powi(2));
    squares.sum::<f64>().sqrt().max(least)
}

/// As the table has a number.
pub(super) fn hundredths(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_shared_strings() {
        let signs = Signs::of(["残り3枠", "残り5枠", "残り枠", "残り7枠"].into_iter());
        assert_eq!(signs.names(), ["枠", "残", "残り"]);
        assert_eq!(signs.in_text("残りは枠外").len(), 3);
        assert_eq!(signs.len(), 3);
    }

    #[test]
    fn what_is_no_sign() {
        for text in ["あ", "a", " 円", "円 ", "円\n", "死○", "*", ".com/", "024"] {
            assert!(!is_sign(text), "{text:?}");
        }
        assert!(is_sign("円") && is_sign("dmで") && is_sign("です"));
    }
}
