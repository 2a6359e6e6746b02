//! When evidence is enough for a proposal (`evaluate/tuning.toml`).

use serde::{Deserialize, Serialize};

use crate::embedded;

/// Bounds on the evidence; the shares are compared by the end of their 95 % Wilson interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criteria {
    /// Fewest comments that a rule must have acted on.
    pub min_comments: usize,
    /// The share of a rule's comments, 0 to 1, that clerks should uphold.
    pub target_precision: f64,
    /// A rule whose upper end is below this is proposed for a trial.
    pub trial_below: f64,
    /// A rule whose lower end of deleted comments reaches this is proposed for deletion.
    pub delete_from: f64,
    /// How far below `review_at` a lowered strength is set.
    pub margin: f32,
}

/// Criteria that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {cause}\n  help: take dictionaries/evaluate/tuning.toml as a pattern")]
pub struct CriteriaError {
    /// What messages call the file.
    pub file: String,
    /// What is wrong with it.
    pub cause: String,
}

impl Criteria {
    /// Those of `dictionaries/evaluate/tuning.toml`.
    ///
    /// # Errors
    ///
    /// None as long as the embedded file is well formed, which a test holds.
    pub fn builtin() -> Result<Self, CriteriaError> {
        let file = "evaluate/tuning.toml";
        Self::parse(file, embedded::text(file).unwrap_or_default())
    }

    /// Reads a file; `file` is what messages call it.
    ///
    /// # Errors
    ///
    /// If a key is unknown or missing, or a share is not from 0 to 1.
    pub fn parse(file: &str, text: &str) -> Result<Self, CriteriaError> {
        let fault = |cause: String| CriteriaError { file: file.to_owned(), cause };
        let criteria: Self =
            toml::from_str(text).map_err(|error| fault(error.to_string().trim().to_owned()))?;
        let shares = [
            ("target_precision", criteria.target_precision),
            ("trial_below", criteria.trial_below),
            ("delete_from", criteria.delete_from),
            ("margin", f64::from(criteria.margin)),
        ];
        match shares.iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
            Some((name, share)) => Err(fault(format!("{name} = {share} is not from 0 to 1"))),
            None => Ok(criteria),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_criteria_are_well_formed() -> Result<(), CriteriaError> {
        let criteria = Criteria::builtin()?;
        assert!(criteria.trial_below <= criteria.target_precision && criteria.min_comments > 0);
        Ok(())
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let good = "min_comments = 10\ntarget_precision = 0.8\ntrial_below = 0.5\ndelete_from = 0.9\nmargin = 0.05\n";
        assert!(Criteria::parse("t.toml", good).is_ok());
        for (from, to, said) in [
            ("0.8", "80", "target_precision = 80 is not from 0 to 1"),
            ("0.8", "nan", "target_precision = NaN is not from 0 to 1"),
            ("margin", "marge", "unknown field `marge`"),
            ("margin = 0.05\n", "", "missing field `margin`"),
        ] {
            let told =
                Criteria::parse("t.toml", &good.replace(from, to)).expect_err(to).to_string();
            assert!(told.starts_with("t.toml: ") && told.contains(said), "{told}");
        }
    }
}
