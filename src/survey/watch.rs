//! The parameters of the survey (`survey/watch.toml`).

use serde::Deserialize;

use crate::embedded;

/// What the survey looks for.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// Concepts whose comments come first.
    pub urgent: Vec<String>,
    /// How many entries a list of copies, claims or authors has at most.
    pub listed: usize,
    /// Bursts.
    pub bursts: BurstWatch,
    /// Copies.
    pub copies: CopyWatch,
    /// Repeated violations.
    pub authors: AuthorWatch,
}

/// Parameters of [`super::bursts`].
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BurstWatch {
    /// Concepts whose steps in the policy are told.
    pub procedure_of: Vec<String>,
    /// Width of a bin, in hours.
    pub bin_hours: u32,
    /// How many times the usual rate a burst has.
    pub ratio: f64,
    /// Price of going up, times the logarithm of the number of bins.
    pub climb: f64,
    /// Days of the overall mean added to each hour's own.
    pub prior_days: f64,
    /// The smallest burst of flagged comments.
    pub least_flagged: u64,
    /// The smallest burst of comments.
    pub least_comments: u64,
}

/// When texts are copies of one another.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyWatch {
    /// Letters and digits that a text must have to be compared.
    pub least_letters: usize,
    /// Share of equal MinHash values, 0 to 1.
    pub alike: f64,
    /// The smallest group.
    pub least_copies: u64,
    /// The smallest group of a rumour.
    pub least_claims: u64,
    /// How many texts are remembered.
    pub remembered: usize,
}

/// When an author is named.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorWatch {
    /// Comments that break the policy.
    pub least_violations: u64,
    /// How many authors are remembered.
    pub remembered: usize,
}

/// What is wrong with parameters.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WatchError {
    /// Not the expected keys.
    #[error("the survey's parameters: {0}")]
    Toml(#[from] toml::de::Error),
    /// A number outside its range.
    #[error("the survey's parameters: «{key}» must be {range}")]
    Range {
        /// The key.
        key: &'static str,
        /// What it may be.
        range: &'static str,
    },
}

impl Watch {
    /// The built-in parameters.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`]; a test holds that there is none.
    pub fn builtin() -> Result<Self, WatchError> {
        Self::parse(embedded::text("survey/watch.toml").unwrap_or_default())
    }

    /// Reads parameters from TOML.
    ///
    /// # Errors
    ///
    /// If a key is missing or unknown, or a number is outside its range.
    pub fn parse(text: &str) -> Result<Self, WatchError> {
        let watch: Self = toml::from_str(text)?;
        let within = |holds: bool, key, range| {
            if holds { Ok(()) } else { Err(WatchError::Range { key, range }) }
        };
        within(watch.listed > 0, "listed", "1 or more")?;
        within((1..=24).contains(&watch.bursts.bin_hours), "bin_hours", "1 to 24")?;
        within(watch.bursts.ratio > 1.0, "ratio", "greater than 1")?;
        within(watch.bursts.climb >= 0.0, "climb", "0 or more")?;
        within(watch.bursts.prior_days > 0.0, "prior_days", "greater than 0")?;
        within((0.0..=1.0).contains(&watch.copies.alike), "alike", "0 to 1")?;
        within(watch.copies.remembered > 1, "copies.remembered", "2 or more")?;
        within(watch.authors.remembered > 0, "authors.remembered", "1 or more")?;
        Ok(watch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_parameters_are_sound_and_a_bad_number_is_named() {
        let text = embedded::text("survey/watch.toml").expect("embedded");
        assert!(Watch::parse(text).is_ok());
        let error = Watch::parse(&text.replace("ratio = 4.0", "ratio = 0.5"));
        assert!(error.expect_err("out of range").to_string().contains("ratio"));
        assert!(Watch::parse(&text.replace("climb", "clim")).is_err());
    }
}
