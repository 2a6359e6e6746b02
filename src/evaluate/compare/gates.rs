//! What a change must not do.

use serde::Serialize;

use super::{RuleRow, Summary};

/// Most rules that a breach names.
const MAX_NAMED: usize = 5;

/// Bounds on a change; `None` sets none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gates {
    /// Most comments that only the head deletes. Those labelled as to be flagged do not count.
    pub max_new_deletes: Option<usize>,
    /// Most comments that only the head flags. Those labelled as to be flagged do not count.
    pub max_new_flags: Option<usize>,
    /// Most harmless comments of 100,000 that one rule of the head may act on.
    pub max_fp_per_100k: Option<f64>,
    /// The emergency brake: the largest share of the comments, 0 to 1, that a rule of the head may
    /// act on, unless it does so with the base. Those labelled as to be flagged do not count.
    pub max_rule_share: Option<f64>,
    /// Fewest comments (those labelled as to be flagged not counted) from which the brake acts.
    pub brake_from: usize,
}

/// A bound that was passed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "gate")]
#[non_exhaustive]
pub enum Breach {
    /// Too many new deletions.
    #[serde(rename = "max-new-deletes")]
    MaxNewDeletes {
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
        /// The rules that act newly on them, the most frequent first.
        rules: Vec<String>,
    },
    /// Too many comments are newly flagged.
    #[serde(rename = "max-new-flags")]
    MaxNewFlags {
        /// How many there are.
        count: usize,
        /// How many there may be.
        limit: usize,
        /// The rules that act newly on them, the most frequent first.
        rules: Vec<String>,
    },
    /// A rule acts on too many harmless comments.
    #[serde(rename = "max-fp-per-100k")]
    MaxFpPer100k {
        /// The rule.
        rule: String,
        /// On how many of 100,000.
        per_100k: f64,
        /// How many there may be.
        limit: f64,
    },
    /// A rule acts on too large a share of the comments: the emergency brake.
    #[serde(rename = "max-rule-share")]
    MaxRuleShare {
        /// The rule.
        rule: String,
        /// The share, 0 to 1.
        share: f64,
        /// The largest share allowed.
        limit: f64,
    },
}

impl Breach {
    /// The option that sets the bound.
    #[must_use]
    pub fn gate(&self) -> &'static str {
        match self {
            Self::MaxNewDeletes { .. } => "max-new-deletes",
            Self::MaxNewFlags { .. } => "max-new-flags",
            Self::MaxFpPer100k { .. } => "max-fp-per-100k",
            Self::MaxRuleShare { .. } => "max-rule-share",
        }
    }
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: ", self.gate())?;
        match self {
            Self::MaxNewDeletes { count, limit, rules } => {
                write!(f, "{count} new deletions, {limit} allowed")?;
                by(f, rules)
            }
            Self::MaxNewFlags { count, limit, rules } => {
                write!(f, "{count} comments newly flagged, {limit} allowed")?;
                by(f, rules)
            }
            Self::MaxFpPer100k { rule, per_100k, limit } => write!(
                f,
                "{rule} acts on {per_100k:.1} of 100,000 harmless comments, {limit} allowed"
            ),
            Self::MaxRuleShare { rule, share, limit } => write!(
                f,
                "{rule} acts on {:.1} % of the comments, {:.1} % allowed",
                share * 100.0,
                limit * 100.0
            ),
        }
    }
}

fn by(f: &mut std::fmt::Formatter<'_>, rules: &[String]) -> std::fmt::Result {
    let more = rules.len().saturating_sub(MAX_NAMED);
    let named = &rules[..rules.len() - more];
    if !named.is_empty() {
        write!(f, " (by {}", named.join(", "))?;
        if more > 0 {
            write!(f, " and {more} more")?;
        }
        write!(f, ")")?;
    }
    Ok(())
}

impl Gates {
    /// Every bound that a comparison passes.
    #[must_use]
    pub fn check(&self, summary: &Summary) -> Vec<Breach> {
        let mut breaches = Vec::new();
        if let Some(limit) = self.max_new_deletes.filter(|limit| summary.new_deletes > *limit) {
            let rules = causes(summary, |row| row.counts.new_deletes);
            breaches.push(Breach::MaxNewDeletes { count: summary.new_deletes, limit, rules });
        }
        if let Some(limit) = self.max_new_flags.filter(|limit| summary.new_flags > *limit) {
            let rules = causes(summary, |row| row.counts.new_flags);
            breaches.push(Breach::MaxNewFlags { count: summary.new_flags, limit, rules });
        }
        breaches.extend(summary.rules.iter().filter_map(|row| self.false_positives(row)));
        breaches.extend(summary.rules.iter().filter_map(|row| self.brake(row, summary.unasked)));
        breaches
    }

    fn false_positives(&self, row: &RuleRow) -> Option<Breach> {
        let limit = self.max_fp_per_100k?;
        let (rule, per_100k) = (row.rule.clone(), row.head_fp_per_100k);
        (per_100k > limit).then_some(Breach::MaxFpPer100k { rule, per_100k, limit })
    }

    fn brake(&self, row: &RuleRow, comments: usize) -> Option<Breach> {
        let limit = self.max_rule_share.filter(|_| comments >= self.brake_from)?;
        let share = row.head_unasked_share;
        let grew = row.counts.head_unasked > row.counts.base_unasked;
        let rule = row.rule.clone();
        (grew && share > limit).then_some(Breach::MaxRuleShare { rule, share, limit })
    }
}

/// The rules with a count, the largest first.
fn causes(summary: &Summary, count: impl Fn(&RuleRow) -> usize) -> Vec<String> {
    let mut rows: Vec<&RuleRow> = summary.rules.iter().filter(|row| count(row) > 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(count(row)));
    rows.into_iter().map(|row| row.rule.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tally::tests::outcome;
    use super::super::{Comparison, Outcome};
    use super::*;
    use crate::evaluate::Label;
    use crate::policy::Decision::{Delete, Keep, Review};

    const NONE: Gates = Gates {
        max_new_deletes: None,
        max_new_flags: None,
        max_fp_per_100k: None,
        max_rule_share: None,
        brake_from: 20,
    };

    fn summary(rows: &[(Option<Label>, Outcome, Outcome, usize)]) -> Summary {
        let mut comparison = Comparison::default();
        for (label, base, head, times) in rows {
            for _ in 0..*times {
                comparison.add(*label, base, head);
            }
        }
        comparison.summary()
    }

    fn quiet() -> Outcome {
        outcome(Keep, &[])
    }

    #[test]
    fn new_deletions_name_the_rules_behind_them() {
        let summary = summary(&[
            (None, quiet(), outcome(Delete, &["a", "b"]), 1),
            (None, outcome(Review, &["b"]), outcome(Delete, &["b", "c"]), 2),
            (Some(Label::Flag), quiet(), outcome(Delete, &["d"]), 5),
        ]);
        let told = |gates: Gates| -> Vec<String> {
            gates.check(&summary).iter().map(ToString::to_string).collect()
        };
        assert_eq!(told(NONE), Vec::<String>::new());
        assert_eq!(told(Gates { max_new_deletes: Some(3), ..NONE }), Vec::<String>::new());
        let expected = "max-new-deletes: 3 new deletions, 2 allowed (by c, a, b)";
        assert_eq!(told(Gates { max_new_deletes: Some(2), ..NONE }), [expected]);
        let expected = "max-new-flags: 1 comments newly flagged, 0 allowed (by a, b)";
        assert_eq!(told(Gates { max_new_flags: Some(0), ..NONE }), [expected]);
    }

    #[test]
    fn the_brake_spares_small_corpora_and_what_was_so_before() {
        let gates = Gates { max_rule_share: Some(0.05), ..NONE };
        let grown = |hits, rest| {
            summary(&[
                (None, quiet(), outcome(Review, &["a"]), hits),
                (None, outcome(Review, &["old"]), outcome(Review, &["old"]), rest),
            ])
        };
        assert_eq!(gates.check(&grown(5, 14)), [], "19 comments");
        assert_eq!(gates.check(&grown(1, 19)), [], "exactly 5 %");
        let breach = Breach::MaxRuleShare { rule: "a".to_owned(), share: 0.1, limit: 0.05 };
        assert_eq!(gates.check(&grown(2, 18)), [breach]);
        let asked = summary(&[
            (Some(Label::Flag), quiet(), outcome(Delete, &["a"]), 30),
            (Some(Label::Keep), quiet(), quiet(), 30),
        ]);
        assert_eq!(gates.check(&asked), [], "the labels ask for it");
    }

    #[test]
    fn false_positives_are_those_on_harmless_comments() {
        let gates = Gates { max_fp_per_100k: Some(1000.0), ..NONE };
        let summary = summary(&[
            (Some(Label::Keep), quiet(), outcome(Review, &["a"]), 1),
            (Some(Label::Keep), quiet(), quiet(), 49),
            (Some(Label::Flag), quiet(), outcome(Review, &["b"]), 50),
        ]);
        let limit = 1000.0;
        let breach = Breach::MaxFpPer100k { rule: "a".to_owned(), per_100k: 2000.0, limit };
        assert_eq!(gates.check(&summary), [breach]);
    }
}
