//! Masking the parts of a comment that a violation rests on, and no more.
//!
//! The smallest set is found by trial: everything is masked, then piece by piece is given back, the
//! least telling first, and what is left is judged anew each time. A piece stays visible if the rest
//! is still kept; what stands beside the most telling one is tried together first. The result is minimal (no masked piece can be given back), and proven by the verdict
//! on the very text that would be shown.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::detect::{Evidence, Finding};
use crate::embedded;
use crate::normalize::MASK;
use crate::policy::{Decision, Extent, Violation};
use crate::span::Span;

/// Most pieces that are given back by trial; each costs a judgement. Further pieces stay masked.
const MAX_TRIALS: usize = 16;
/// Bytes that all trials together may judge: 16 trials of the longest comment of any platform.
const TRIAL_BYTES: usize = 16 * 180_000;

/// What stands in the place of a masked part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// A ○ for every visible character.
    #[default]
    Mask,
    /// What it was: ［電話番号］, ［不適切な表現］.
    Label,
    /// Nothing.
    Remove,
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
    /// Nothing short of the whole comment's deletion would do: what is left is still not kept.
    pub whole_only: bool,
    /// How much of a comment the policy allows to be deleted.
    pub extent: Extent,
}

/// A part of the comment that a finding rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Piece {
    span: Span,
    /// How much it says by itself; 0 for a cue such as お前.
    strength: f32,
    label: &'static str,
}

/// Finds the smallest masking after which `judge` keeps the text.
pub(crate) fn smallest(
    text: &str,
    violations: &[Violation],
    extent: Extent,
    operator: Operator,
    mut judge: impl FnMut(&str) -> Decision,
) -> Redaction {
    let pieces = pieces(violations);
    let mut masked = vec![true; pieces.len()];
    let mut shown = apply(text, &pieces, &masked, operator);
    let mut decision = judge(&shown);
    if decision == Decision::Keep {
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        order.sort_by(|a, b| pieces[*a].strength.total_cmp(&pieces[*b].strength));
        let trials = MAX_TRIALS.min(TRIAL_BYTES / text.len().max(1));
        let mut gives_back = |together: &[usize]| {
            together.iter().for_each(|index| masked[*index] = false);
            let trial = apply(text, &pieces, &masked, operator);
            let will_do = masked.contains(&true) && judge(&trial) == Decision::Keep;
            if will_do {
                shown = trial;
            } else {
                together.iter().for_each(|index| masked[*index] = true);
            }
            will_do
        };
        // Most comments rest on one word: all else is given back at once, if that will do.
        let rest = order.split_last().map_or(&[][..], |(_, rest)| rest);
        let is_short = TRIAL_BYTES / text.len().max(1) > MAX_TRIALS;
        if !is_short || rest.len() < 2 || !gives_back(rest) {
            order.iter().take(trials).for_each(|index| _ = gives_back(&[*index]));
        }
        decision = Decision::Keep;
    }
    let spans =
        pieces.iter().zip(&masked).filter(|(_, masked)| **masked).map(|(piece, _)| piece.span);
    Redaction {
        text: shown,
        spans: spans.collect(),
        decision_after: decision,
        whole_only: decision > Decision::Keep,
        extent,
    }
}

/// The evidence of all violations, overlapping pieces merged, in the order of the text.
fn pieces(violations: &[Violation]) -> Vec<Piece> {
    let mut all: Vec<Piece> = violations
        .iter()
        .flat_map(|violation| &violation.findings)
        .flat_map(|finding| {
            finding.evidence.iter().map(|evidence| Piece {
                span: evidence.span,
                strength: evidence.strength,
                label: kind(finding, evidence),
            })
        })
        .collect();
    all.sort_by_key(|piece| piece.span);
    let mut merged: Vec<Piece> = Vec::with_capacity(all.len());
    for piece in all {
        match merged.last_mut() {
            Some(last) if piece.span.start < last.span.end || piece.span == last.span => {
                last.span = last.span.cover(piece.span);
                if piece.strength > last.strength {
                    (last.strength, last.label) = (piece.strength, piece.label);
                }
            }
            _ => merged.push(piece),
        }
    }
    merged
}

/// A row of `labels.csv`: what a masked part is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Row {
    /// `@signal`, or the beginning of a rule's id.
    key: &'static str,
    label: &'static str,
    personal: bool,
}

/// The row for the evidence's signal, or else the one with the longest beginning of the rule's id.
fn row(finding: &Finding, evidence: &Evidence) -> Option<Row> {
    let signal =
        evidence.signal.and_then(|name| rows().find(|row| row.key.strip_prefix('@') == Some(name)));
    signal.or_else(|| {
        rows().filter(|row| finding.rule.starts_with(row.key)).max_by_key(|row| row.key.len())
    })
}

fn kind(finding: &Finding, evidence: &Evidence) -> &'static str {
    row(finding, evidence).map_or("不適切な表現", |row| row.label)
}

/// What a piece of evidence is called: by its own label, or else by its kind (氏名).
pub(crate) fn label<'a>(finding: &Finding, evidence: &'a Evidence) -> &'a str {
    if evidence.label.is_empty() { kind(finding, evidence) } else { &evidence.label }
}

/// The rows of `labels.csv`, read once.
fn rows() -> impl Iterator<Item = Row> {
    static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
        let text = embedded::text("redaction/labels.csv").unwrap_or_default();
        let row = |line: &'static str| {
            let mut cells = line.split(',');
            let (key, label) = (cells.next()?, cells.next()?);
            Some(Row { key, label, personal: cells.next() == Some("yes") })
        };
        text.lines().skip(1).filter_map(row).collect()
    });
    ROWS.iter().copied()
}

/// Where findings rest on personal data, in the original text. A cue beside it (晒す) is none.
pub(crate) fn personal<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Span> {
    let pieces = findings.flat_map(|finding| {
        finding.evidence.iter().filter(|evidence| {
            (evidence.signal.is_some() || evidence.strength > 0.0)
                && row(finding, evidence).is_some_and(|row| row.personal)
        })
    });
    pieces.map(|evidence| evidence.span).collect()
}

/// A part of the text, with every visible character inside `hidden` masked.
pub(crate) fn cover(text: &str, part: Span, hidden: &[Span]) -> String {
    let inside = |at: usize| hidden.iter().any(|span| (span.start..span.end).contains(&at));
    let chars = part.slice(text).char_indices();
    chars.map(|(at, c)| if inside(part.start + at) { masked(c) } else { c }).collect()
}

/// A blank stays a blank, so that the text keeps its shape.
fn masked(c: char) -> char {
    if c.is_whitespace() { c } else { MASK }
}

fn apply(text: &str, pieces: &[Piece], hidden: &[bool], operator: Operator) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (piece, _) in pieces.iter().zip(hidden).filter(|(_, hidden)| **hidden) {
        out.push_str(text.get(at..piece.span.start).unwrap_or_default());
        match operator {
            Operator::Mask => out.extend(piece.span.slice(text).chars().map(masked)),
            Operator::Label => out.extend(["［", piece.label, "］"]),
            Operator::Remove => {}
        }
        at = piece.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, part: &str, strength: f32) -> Piece {
        let start = text.find(part).unwrap_or_default();
        Piece { span: Span::new(start, start + part.len()), strength, label: "不適切な表現" }
    }

    #[test]
    fn each_operator_leaves_the_rest_as_it_was() {
        let text = "お前は 死 ね よ";
        let pieces = [piece(text, "お前", 0.0), piece(text, "死 ね", 0.8)];
        let apply = |operator| apply(text, &pieces, &[false, true], operator);
        assert_eq!(apply(Operator::Mask), "お前は ○ ○ よ");
        assert_eq!(apply(Operator::Label), "お前は ［不適切な表現］ よ");
        assert_eq!(apply(Operator::Remove), "お前は  よ");
    }

    #[test]
    fn every_concept_has_a_label() {
        for concept in crate::concept::CONCEPTS {
            assert!(rows().any(|row| row.key == concept.name), "{} has no label", concept.name);
        }
        let phone = Row { key: "@phone_number", label: "電話番号", personal: true };
        assert!(rows().any(|row| row == phone));
    }
}
