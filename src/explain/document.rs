//! Ready texts on a verdict: an internal record, a notice to the commenter, a line for the
//! transparency report.
//!
//! What they say is in the template files `dictionaries/templates/<document>.<language>.txt`
//! (Jinja syntax); an office may replace each. Here is only what a template can ask for.

use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use super::Lang;
use super::text::{decision_label, list_name};
use super::width::{lines, visible};
use crate::detect::{Evidence, Finding};
use crate::embedded;
use crate::error::Diagnostic;
use crate::policy::{Extent, FollowUp, Policy, Violation};
use crate::redact::{cover, label, personal};
use crate::span::Span;
use crate::verdict::{Provenance, Verdict};

/// From this strength a finding is named in a notice beside the strongest of its clause.
const NAMED_FROM: f32 = 0.5;

/// A text that an office writes about a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// The internal record (起案用): comment, clauses, evidence, proposed action, room for the decision.
    Record,
    /// What the commenter is told. It never repeats the offending words.
    Notice,
    /// A tab-separated line for the report on what was deleted.
    Transparency,
}

impl Document {
    /// Every document.
    pub const ALL: [Self; 3] = [Self::Record, Self::Notice, Self::Transparency];

    /// The name of its template file: `notice.ja.txt`.
    #[must_use]
    pub fn file_name(self, lang: Lang) -> String {
        let name = match self {
            Self::Record => "record",
            Self::Notice => "notice",
            Self::Transparency => "transparency",
        };
        format!("{name}.{}.txt", lang.pick("ja", "en"))
    }

    /// Whether it is written for a comment that is kept: only the record is, to say why.
    #[must_use]
    pub fn covers_kept(self) -> bool {
        self == Self::Record
    }

    /// The template that is part of the crate, to start one's own from.
    #[must_use]
    pub fn builtin_template(self, lang: Lang) -> &'static str {
        embedded::text(&format!("templates/{}", self.file_name(lang))).unwrap_or_default()
    }
}

/// A template that cannot be read or filled in.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct TemplateError(Box<Diagnostic>);

/// The templates of all documents in both languages.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
}

impl Templates {
    /// The templates that are part of the crate.
    ///
    /// # Errors
    ///
    /// If one is malformed; the tests of this crate hold that none is.
    pub fn builtin() -> Result<Self, TemplateError> {
        let mut environment = Environment::new();
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        environment.set_keep_trailing_newline(true);
        // A misspelt field is an error, and text files need no HTML escapes.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        let mut templates = Self { environment };
        for document in Document::ALL {
            for lang in [Lang::Ja, Lang::En] {
                let shown = format!("dictionaries/templates/{}", document.file_name(lang));
                templates.replace(document, lang, &shown, document.builtin_template(lang))?;
            }
        }
        Ok(templates)
    }

    /// Replaces a template by another text, which messages call `shown`.
    ///
    /// # Errors
    ///
    /// If the text is no template: the place and what is wrong there.
    pub fn replace(
        &mut self,
        document: Document,
        lang: Lang,
        shown: &str,
        text: &str,
    ) -> Result<(), TemplateError> {
        self.environment
            .add_template_owned(document.file_name(lang), text.to_owned())
            .map_err(|error| diagnostic(&error, shown, text))
    }

    /// Fills a template in.
    ///
    /// # Errors
    ///
    /// If the template asks for something that there is not.
    pub fn render(
        &self,
        document: Document,
        lang: Lang,
        subject: &Subject<'_>,
    ) -> Result<String, TemplateError> {
        let name = document.file_name(lang);
        let fail = |error| diagnostic(&error, &name, "");
        let template = self.environment.get_template(&name).map_err(fail)?;
        template
            .render(subject.fields(lang))
            .map_err(|error| diagnostic(&error, &name, template.source()))
    }
}

fn diagnostic(error: &minijinja::Error, shown: &str, text: &str) -> TemplateError {
    let message = match error.detail() {
        Some(detail) => format!("{}: {detail}", error.kind()),
        None => error.kind().to_string(),
    };
    let place = match error.range() {
        Some(range) => Diagnostic::at_bytes(shown, text, range),
        None => Diagnostic::at(shown, text, error.line().unwrap_or(1), ""),
    };
    let help = "compare it with the built-in template, which shows every field: sekimori policy templates DIR";
    TemplateError(Box::new(place.says(message, help)))
}

/// What a document is about.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The verdict.
    pub verdict: &'a Verdict,
    /// The comment that it is on.
    pub comment: &'a str,
    /// The policy that it was made by.
    pub policy: &'a Policy,
    /// Whether personal data in the comment are shown; otherwise every letter of them is a ○.
    pub unmasked: bool,
}

/// What a template can ask for.
#[derive(Serialize)]
struct Fields<'a> {
    policy: PolicyFields<'a>,
    decision: crate::policy::Decision,
    decision_label: &'a str,
    comment_lines: Vec<String>,
    masked: bool,
    read_to: Option<usize>,
    clauses: Vec<ClauseFields<'a>>,
    kinds: Vec<&'a str>,
    keep_reasons: Vec<KeepFields<'a>>,
    follow_ups: Vec<FollowUpFields<'a>>,
    redaction: Option<RedactionFields>,
    provenance: &'a Provenance,
}

#[derive(Serialize)]
struct PolicyFields<'a> {
    id: &'a str,
    title: &'a str,
    body: &'a str,
    version: &'a str,
    source: &'a str,
    manager: &'a str,
    hours: &'a str,
    part_allowed: bool,
    blocks_users: bool,
}

#[derive(Serialize)]
struct ClauseFields<'a> {
    list: &'a str,
    number: &'a str,
    text: &'a str,
    capped: bool,
    score: String,
    findings: Vec<FindingFields<'a>>,
}

#[derive(Serialize)]
struct FindingFields<'a> {
    rule: &'a str,
    title: &'a str,
    reason: &'a str,
    strength: String,
    evidence: Vec<EvidenceFields<'a>>,
    context: Vec<&'a str>,
}

#[derive(Serialize)]
struct EvidenceFields<'a> {
    text: String,
    label: &'a str,
    steps: Vec<&'static str>,
}

#[derive(Serialize)]
struct KeepFields<'a> {
    text: String,
    reason: &'a str,
}

#[derive(Serialize)]
struct FollowUpFields<'a> {
    action: &'a str,
    text: &'a str,
    basis: &'a str,
}

#[derive(Serialize)]
struct RedactionFields {
    text: String,
    whole_only: bool,
}

impl<'a> Subject<'a> {
    fn fields(&self, lang: Lang) -> Fields<'a> {
        let (verdict, policy) = (self.verdict, self.policy);
        let hidden = if self.unmasked { Vec::new() } else { personal(findings(verdict)) };
        let shown = |span: Span| visible(&cover(self.comment, span, &hidden));
        Fields {
            policy: PolicyFields::of(policy),
            decision: verdict.decision,
            decision_label: decision_label(verdict.decision, verdict.side, lang),
            comment_lines: lines(self.comment)
                .map(|line| shown(Span::new(line.start, line.start + line.text.len())))
                .collect(),
            masked: !hidden.is_empty(),
            read_to: verdict.read_to,
            clauses: verdict
                .violations
                .iter()
                .map(|violation| ClauseFields::of(violation, verdict, lang, &shown))
                .collect(),
            kinds: kinds(verdict, lang),
            keep_reasons: verdict
                .keep_reasons
                .iter()
                .map(|kept| KeepFields { text: shown(kept.span), reason: lang.of(&kept.reason) })
                .collect(),
            follow_ups: verdict.follow_ups.iter().map(|item| follow_up(item, lang)).collect(),
            redaction: verdict.redaction.as_ref().map(|redaction| {
                let whole = Span::new(0, verdict.read_to.unwrap_or(self.comment.len()));
                let covered = [hidden.as_slice(), &redaction.spans].concat();
                RedactionFields {
                    text: visible(&cover(self.comment, whole, &covered)),
                    whole_only: redaction.whole_only,
                }
            }),
            provenance: &verdict.provenance,
        }
    }
}

impl<'a> PolicyFields<'a> {
    fn of(policy: &'a Policy) -> Self {
        Self {
            id: &policy.id,
            title: &policy.title,
            body: &policy.body,
            version: &policy.version,
            source: &policy.source,
            manager: &policy.manager,
            hours: &policy.hours,
            part_allowed: policy.deletes == Extent::WholeOrPart,
            blocks_users: policy.blocks_users,
        }
    }
}

impl<'a> ClauseFields<'a> {
    fn of(
        violation: &'a Violation,
        verdict: &Verdict,
        lang: Lang,
        shown: &impl Fn(Span) -> String,
    ) -> Self {
        Self {
            list: lang.pick(list_name(verdict.side), "clause"),
            number: &violation.clause,
            text: &violation.text,
            capped: violation.capped,
            score: figure(violation.score),
            findings: violation.findings.iter().map(|found| finding(found, lang, shown)).collect(),
        }
    }
}

fn finding<'a>(
    finding: &'a Finding,
    lang: Lang,
    shown: &impl Fn(Span) -> String,
) -> FindingFields<'a> {
    let mut context: Vec<&str> = Vec::new();
    for note in &finding.context {
        let reason = lang.of(&note.reason);
        if !context.contains(&reason) {
            context.push(reason);
        }
    }
    let evidence = |piece: &'a Evidence| EvidenceFields {
        text: shown(piece.span),
        label: label(finding, piece),
        steps: piece.steps.iter().map(|step| lang.pick(step.label(), step.label_en())).collect(),
    };
    FindingFields {
        rule: &finding.rule,
        title: lang.of(&finding.title),
        reason: lang.of(&finding.reason),
        strength: figure(finding.strength),
        evidence: finding.evidence.iter().map(evidence).collect(),
        context,
    }
}

fn follow_up(item: &FollowUp, lang: Lang) -> FollowUpFields<'_> {
    FollowUpFields { action: &item.action, text: item.text_in(lang), basis: &item.basis }
}

/// The titles of what was found, the strongest of each clause first, each once.
fn kinds(verdict: &Verdict, lang: Lang) -> Vec<&str> {
    let mut kinds: Vec<&str> = Vec::new();
    for violation in &verdict.violations {
        for (index, finding) in violation.findings.iter().enumerate() {
            let title = lang.of(&finding.title);
            if (index == 0 || finding.strength >= NAMED_FROM) && !kinds.contains(&title) {
                kinds.push(title);
            }
        }
    }
    kinds
}

fn findings(verdict: &Verdict) -> impl Iterator<Item = &Finding> {
    let counted = verdict.violations.iter().flat_map(|violation| &violation.findings);
    counted.chain(&verdict.uncounted)
}

fn figure(value: f32) -> String {
    format!("{value:.2}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_builtin_template_is_there_and_sound() {
        Templates::builtin().expect("all parse");
        for document in Document::ALL {
            for lang in [Lang::Ja, Lang::En] {
                assert!(
                    !document.builtin_template(lang).is_empty(),
                    "{}",
                    document.file_name(lang)
                );
            }
        }
    }

    #[test]
    fn a_broken_template_is_told_with_its_place() {
        let mut templates = Templates::builtin().expect("all parse");
        let text = "{{ policy.title }}\n{% for x in %}\n";
        let error = templates
            .replace(Document::Notice, Lang::Ja, "mine/notice.ja.txt", text)
            .expect_err("no list");
        assert!(error.to_string().contains("mine/notice.ja.txt:2"), "{error}");
    }
}
