//! The answer on a comment.

use std::sync::Arc;

use serde::Serialize;

use crate::detect::{Finding, KeepReason};
use crate::policy::{Decision, FollowUp, Side, Trial, Violation};
use crate::redact::Redaction;

/// Everything needed to act on a comment and to defend it years later.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[must_use]
#[non_exhaustive]
pub struct Verdict {
    /// Whose words were judged: a comment of the public, or a draft of the body's own.
    pub side: Side,
    /// Delete, review or keep; of a draft: not to be posted, to be looked at, nothing found.
    pub decision: Decision,
    /// The score of the clause that decided, 0 to 1.
    pub score: f32,
    /// The clauses that are broken, harshest first.
    pub violations: Vec<Violation>,
    /// Findings that led to nothing: too weak, on trial, or covered by no clause of this policy.
    pub uncounted: Vec<Finding>,
    /// What the verdict would be if the rules, clauses and the policy on trial counted; `None` if
    /// that changes nothing.
    pub on_trial: Option<Trial>,
    /// Why near-hits do not count, and why harsh words may stay.
    pub keep_reasons: Vec<KeepReason>,
    /// The policy has no list for this side: nothing can break it.
    pub no_list: bool,
    /// What a careful colleague would say of a draft: a wrong weekday, a shortened link. It breaks
    /// nothing and moves no decision; always empty for comments.
    pub advice: Vec<Finding>,
    /// What would be left if only the offending parts were masked; `None` for keep, and if the engine
    /// was built without.
    pub redaction: Option<Redaction>,
    /// What the policy says is to be done.
    pub follow_ups: Vec<FollowUp>,
    /// Only the first part of the comment was read, up to this byte.
    pub read_to: Option<usize>,
    /// Whether the comment reached the tokenizer.
    pub tokenized: bool,
    /// What made this verdict; all verdicts of an engine share it.
    #[serde(serialize_with = "shared")]
    pub provenance: Arc<Provenance>,
}

/// Versions and checksums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// Version of this crate.
    pub engine: String,
    /// `sha256:…` of the lexicon.
    pub lexicon: String,
    /// Id of the policy.
    pub policy_id: String,
    /// Title of the policy.
    pub policy_title: String,
    /// Version of the policy as printed.
    pub policy_version: String,
    /// `sha256:…` of the policy file.
    pub policy: String,
}

fn shared<S: serde::Serializer>(
    provenance: &Arc<Provenance>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    provenance.as_ref().serialize(serializer)
}
