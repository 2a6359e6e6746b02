//! The verdict as JSON: the contract that other tools rely on. Fields may be added, never renamed.

use serde::Serialize;
use serde_json::Value;

use super::Lang;
use super::text::plain;
use crate::detect::{ContextNote, Evidence, Finding, KeepReason};
use crate::policy::{Decision, FollowUp, Side, Violation};
use crate::span::Span;
use crate::verdict::Verdict;

/// One verdict with the comment's id, ready to serialize.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    id: Value,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    outgoing: bool,
    decision: Decision,
    score: f32,
    policy: PolicyOut,
    violations: Vec<ViolationOut>,
    uncounted: Vec<FindingOut>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_trial: Option<TrialOut>,
    keep_reasons: Vec<KeepOut>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    advice: Vec<FindingOut>,
    redaction: Option<RedactionOut>,
    follow_up: Vec<FollowUpOut>,
    /// Only the first `read_bytes` bytes were read.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    read_bytes: Option<usize>,
    /// The same as `read_bytes`, by its first name.
    #[serde(skip_serializing_if = "Option::is_none")]
    read_to: Option<usize>,
    explanation: String,
    provenance: ProvenanceOut,
}

#[derive(Debug, Clone, Serialize)]
struct PolicyOut {
    id: String,
    title: String,
    version: String,
}

#[derive(Debug, Clone, Serialize)]
struct ProvenanceOut {
    engine: String,
    lexicon: String,
    policy: String,
}

#[derive(Debug, Clone, Serialize)]
struct TrialOut {
    decision: Decision,
    violations: Vec<ViolationOut>,
}

#[derive(Debug, Clone, Serialize)]
struct ViolationOut {
    clause: String,
    position: usize,
    text: String,
    concept: String,
    action: Decision,
    score: f32,
    capped: bool,
    findings: Vec<FindingOut>,
}

#[derive(Debug, Clone, Serialize)]
struct Place {
    start: usize,
    end: usize,
    char_start: usize,
    char_end: usize,
    text: String,
}

#[derive(Debug, Clone, Serialize)]
struct FindingOut {
    rule: String,
    concept: String,
    detector: String,
    #[serde(flatten)]
    place: Place,
    normalized: String,
    strength: f32,
    title: String,
    reason: String,
    evidence: Vec<EvidenceOut>,
    context: Vec<ContextOut>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    shadow: bool,
}

#[derive(Debug, Clone, Serialize)]
struct EvidenceOut {
    #[serde(flatten)]
    place: Place,
    normalized: String,
    label: String,
    steps: Vec<crate::normalize::Step>,
}

#[derive(Debug, Clone, Serialize)]
struct ContextOut {
    kind: String,
    effect: String,
    #[serde(flatten)]
    place: Option<Place>,
    reason: String,
}

#[derive(Debug, Clone, Serialize)]
struct KeepOut {
    rule: String,
    #[serde(flatten)]
    place: Place,
    reason: String,
}

#[derive(Debug, Clone, Serialize)]
struct RedactionOut {
    text: String,
    spans: Vec<Place>,
    decision_after: Decision,
    whole_only: bool,
}

#[derive(Debug, Clone, Serialize)]
struct FollowUpOut {
    action: String,
    basis: String,
    text: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    repeated: bool,
}

/// Puts a verdict on `comment` into the form of the contract.
#[must_use]
pub fn report(verdict: &Verdict, comment: &str, id: Value, lang: Lang) -> Report {
    let writer = Writer { comment, lang };
    let provenance = &verdict.provenance;
    Report {
        id,
        outgoing: verdict.side == Side::Outgoing,
        decision: verdict.decision,
        score: round(verdict.score),
        policy: PolicyOut {
            id: provenance.policy_id.clone(),
            title: provenance.policy_title.clone(),
            version: provenance.policy_version.clone(),
        },
        violations: verdict.violations.iter().map(|v| writer.violation(v)).collect(),
        uncounted: verdict.uncounted.iter().map(|f| writer.finding(f)).collect(),
        on_trial: verdict.on_trial.as_ref().map(|trial| TrialOut {
            decision: trial.decision,
            violations: trial.violations.iter().map(|v| writer.violation(v)).collect(),
        }),
        keep_reasons: verdict.keep_reasons.iter().map(|k| writer.keep(k)).collect(),
        advice: verdict.advice.iter().map(|f| writer.finding(f)).collect(),
        redaction: verdict.redaction.as_ref().map(|redaction| RedactionOut {
            text: redaction.text.clone(),
            spans: redaction.spans.iter().map(|span| writer.place(*span)).collect(),
            decision_after: redaction.decision_after,
            whole_only: redaction.whole_only,
        }),
        follow_up: verdict.follow_ups.iter().map(|f| writer.follow_up(f)).collect(),
        truncated: verdict.read_to.is_some(),
        read_bytes: verdict.read_to,
        read_to: verdict.read_to,
        explanation: plain(verdict, lang),
        provenance: ProvenanceOut {
            engine: provenance.engine.clone(),
            lexicon: provenance.lexicon.clone(),
            policy: provenance.policy.clone(),
        },
    }
}

struct Writer<'a> {
    comment: &'a str,
    lang: Lang,
}

impl Writer<'_> {
    fn place(&self, span: Span) -> Place {
        let before = self.comment.get(..span.start).unwrap_or_default().chars().count();
        let text = span.slice(self.comment);
        Place {
            start: span.start,
            end: span.end,
            char_start: before,
            char_end: before + text.chars().count(),
            text: text.to_owned(),
        }
    }

    fn violation(&self, violation: &Violation) -> ViolationOut {
        ViolationOut {
            clause: violation.clause.clone(),
            position: violation.position,
            text: violation.text.clone(),
            concept: violation.concept.clone(),
            action: violation.action,
            score: round(violation.score),
            capped: violation.capped,
            findings: violation.findings.iter().map(|finding| self.finding(finding)).collect(),
        }
    }

    fn finding(&self, finding: &Finding) -> FindingOut {
        let normalized: Vec<&str> =
            finding.evidence.iter().map(|piece| piece.normalized.as_str()).collect();
        FindingOut {
            rule: finding.rule.clone(),
            concept: finding.concept.clone(),
            detector: finding.detector.clone(),
            place: self.place(finding.span),
            normalized: normalized.join(" … "),
            strength: round(finding.strength),
            title: self.lang.of(&finding.title).to_owned(),
            reason: self.lang.of(&finding.reason).to_owned(),
            evidence: finding.evidence.iter().map(|piece| self.evidence(piece)).collect(),
            context: finding.context.iter().map(|note| self.context(note)).collect(),
            shadow: finding.shadow,
        }
    }

    fn evidence(&self, piece: &Evidence) -> EvidenceOut {
        EvidenceOut {
            place: self.place(piece.span),
            normalized: piece.normalized.clone(),
            label: piece.label.clone(),
            steps: piece.steps.clone(),
        }
    }

    fn context(&self, note: &ContextNote) -> ContextOut {
        ContextOut {
            kind: note.kind.clone(),
            effect: note.effect.clone(),
            place: note.span.map(|span| self.place(span)),
            reason: self.lang.of(&note.reason).to_owned(),
        }
    }

    fn keep(&self, reason: &KeepReason) -> KeepOut {
        KeepOut {
            rule: reason.rule.clone(),
            place: self.place(reason.span),
            reason: self.lang.of(&reason.reason).to_owned(),
        }
    }

    fn follow_up(&self, follow_up: &FollowUp) -> FollowUpOut {
        FollowUpOut {
            action: follow_up.action.clone(),
            basis: follow_up.basis.clone(),
            text: follow_up.text_in(self.lang).to_owned(),
            repeated: follow_up.when.repeated,
        }
    }
}

/// Two decimals say all that a score means, and keep outputs comparable.
fn round(score: f32) -> f32 {
    (score * 100.0).round() / 100.0
}
