//! The answer on a comment.

use serde::Serialize;

use crate::detect::{Finding, KeepReason};
use crate::policy::{Decision, FollowUp, Violation};
use crate::span::Span;

/// Everything needed to act on a comment and to defend it years later.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[must_use]
#[non_exhaustive]
pub struct Verdict {
    /// Delete, review or keep.
    pub decision: Decision,
    /// The score of the clause that decided, 0 to 1.
    pub score: f32,
    /// The clauses that are broken, harshest first.
    pub violations: Vec<Violation>,
    /// Findings that led to nothing: too weak, on trial, or covered by no clause of this policy.
    pub uncounted: Vec<Finding>,
    /// Why near-hits do not count, and why harsh words may stay.
    pub keep_reasons: Vec<KeepReason>,
    /// What would be left if only the offending parts were masked; `None` for keep.
    pub redaction: Option<Redaction>,
    /// What the policy says is to be done.
    pub follow_ups: Vec<FollowUp>,
    /// Only the first part of the comment was read, up to this byte.
    pub read_to: Option<usize>,
    /// Whether the comment reached the tokenizer.
    pub tokenized: bool,
    /// What made this verdict.
    pub provenance: Provenance,
}

/// The comment with the offending parts masked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Redaction {
    /// The masked text.
    pub text: String,
    /// The masked parts, in the original text.
    pub spans: Vec<Span>,
    /// The decision on the masked text.
    pub decision_after: Decision,
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
