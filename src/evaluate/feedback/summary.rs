//! What a record of decisions comes to.

use serde::Serialize;

use super::criteria::Criteria;
use super::kappa::Kappa;
use super::propose::Proposal;
use crate::evaluate::figures::Measure;
use crate::evaluate::interval::Estimate;
use crate::evaluate::summary::{ConfusionRow, Topic};

/// Agreement of clerks with the engine, and what follows for the rules.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FeedbackSummary {
    /// The policy's id.
    pub policy: String,
    /// Comments on which a clerk decided.
    pub comments: usize,
    /// Those of them that the engine judged anew, because the record does not say what it recommended.
    pub judged_anew: usize,
    /// Rows on which no clerk has decided.
    pub undecided: usize,
    /// Clerks' decisions (`label`; `flag`: a violation without a decision) against the engine's.
    pub confusion: Vec<ConfusionRow>,
    /// The share of the same decision, where the clerk gave one.
    pub agreement: Option<Estimate>,
    /// The same beyond chance, over delete, review and keep.
    pub kappa: Option<Kappa>,
    /// Flagged (not kept) by the engine against flagged by clerks.
    pub flagged: Measure,
    /// The clauses that clerks or the engine name, in the printed order.
    pub clauses: Vec<Topic>,
    /// By month of the clerks' decisions, the earliest first; `-` if the record does not say.
    pub months: Vec<Month>,
    /// By rule, those most often rejected first.
    pub rules: Vec<RuleFeedback>,
    /// The ids of comments that clerks flagged and the engine kept.
    pub missed: Vec<String>,
    /// By what evidence changes are proposed.
    pub criteria: Criteria,
    /// Proposed changes of rules; nothing is changed by itself.
    pub proposals: Vec<Proposal>,
}

/// Agreement in a month.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Month {
    /// `2026-04`.
    pub month: String,
    /// Comments on which a clerk decided.
    pub comments: usize,
    /// Those with the same decision.
    pub agreed: usize,
    /// The share of the same decision, where the clerk gave one.
    pub agreement: Option<Estimate>,
    /// The same beyond chance.
    pub kappa: Option<Kappa>,
}

/// What clerks made of the comments that a rule acted on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleFeedback {
    /// The rule.
    pub rule: String,
    /// The rule was on trial: it acted, and did not count.
    pub on_trial: bool,
    /// Comments that it acted on.
    pub comments: usize,
    /// Those that clerks did not keep, under a clause of the rule's concept where they named clauses.
    pub upheld: usize,
    /// The share of those, with Wilson's interval.
    pub precision: Option<Estimate>,
    /// Comments that it alone sent to review.
    pub alone: usize,
    /// Those of them that clerks deleted for it.
    pub alone_deleted: usize,
    /// The ids of the comments that were upheld.
    pub upheld_ids: Vec<String>,
    /// The ids of the others.
    pub rejected_ids: Vec<String>,
}

impl RuleFeedback {
    /// Comments that clerks kept, or flagged under other clauses.
    #[must_use]
    pub fn rejected(&self) -> usize {
        self.comments - self.upheld
    }
}
