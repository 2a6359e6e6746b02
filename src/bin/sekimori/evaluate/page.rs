//! The page of `--html`: `dictionaries/templates/evaluate.html`, filled.

use std::path::Path;

use anyhow::Result;
use sekimori::evaluate::{ConfusionRow, Disagreement, Estimate, Figure, Measure, Summary};
use sekimori::explain::{Lang, printable};
use sekimori::{Policy, Verdict};
use serde::Serialize;
use serde_json::Value;

use super::labelled::{Labelled, Shown};
use super::tables::{estimate, percent, share, wrongly_flagged};
use crate::html;

const TEMPLATE: &str = include_str!("../../../../dictionaries/templates/evaluate.html");

pub fn write(
    target: &Path,
    comments: &Labelled<'_>,
    summary: &Summary,
    policy: &Policy,
    lang: Lang,
) -> Result<()> {
    let page = Page::new(comments, summary, policy, lang);
    html::write(target, &html::render(TEMPLATE, &page, lang)?)
}

#[derive(Serialize)]
struct Page<'a> {
    lang: &'static str,
    policy_title: &'a str,
    policy_version: &'a str,
    engine: &'a str,
    lexicon: &'a str,
    files: &'a [String],
    comments: usize,
    resamples: usize,
    seed: u64,
    average_precision: String,
    wrongly_flagged: Option<String>,
    figures: Vec<Row>,
    confusion: &'a [ConfusionRow],
    precision_recall: String,
    cost: String,
    here_precision: Option<Point>,
    here_cost: Option<Point>,
    sweep: Vec<Threshold>,
    rules: Vec<Rule<'a>>,
    disagreements: usize,
    shown: usize,
    groups: Vec<Group>,
}

#[derive(Serialize)]
struct Row {
    name: String,
    title: String,
    support: usize,
    found: usize,
    figures: [String; 4],
}

#[derive(Serialize)]
struct Threshold {
    threshold: String,
    precision: String,
    recall: String,
    review_share: String,
}

#[derive(Serialize)]
struct Rule<'a> {
    rule: &'a str,
    comments: usize,
    labelled: usize,
    right: usize,
    precision: String,
}

#[derive(Serialize)]
struct Group {
    kind: Disagreement,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    label: String,
    decision: String,
    score: String,
    pieces: Vec<Piece>,
    reasons: Vec<String>,
}

/// A part of a comment; with a label, evidence.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Piece {
    text: String,
    label: String,
}

/// A place on a chart of 100 by 100, counted from its upper left corner.
#[derive(Serialize)]
struct Point {
    x: String,
    y: String,
}

impl Point {
    fn new(x: f64, y: f64) -> Self {
        Self { x: format!("{:.2}", x * 100.0), y: format!("{:.2}", (1.0 - y) * 100.0) }
    }
}

impl<'a> Page<'a> {
    fn new(
        comments: &'a Labelled<'_>,
        summary: &'a Summary,
        policy: &'a Policy,
        lang: Lang,
    ) -> Self {
        let value = |estimate: Option<Estimate>| estimate.map(|estimate| estimate.value);
        let (precision, recall) = (value(summary.overall.precision), value(summary.overall.recall));
        let points = || summary.sweep.iter();
        Self {
            lang: lang.pick("ja", "en"),
            policy_title: &policy.title,
            policy_version: &policy.version,
            engine: &comments.provenance.engine,
            lexicon: &comments.provenance.lexicon,
            files: &comments.files,
            comments: summary.comments,
            resamples: summary.bootstrap.resamples,
            seed: summary.bootstrap.seed,
            average_precision: share(summary.average_precision),
            wrongly_flagged: wrongly_flagged(&summary.overall, lang),
            figures: figures(summary, lang),
            confusion: &summary.confusion,
            precision_recall: curve(points().map(|point| Some((point.recall?, point.precision?)))),
            cost: curve(points().map(|point| Some((point.review_share, point.recall?)))),
            here_precision: recall.zip(precision).map(|(x, y)| Point::new(x, y)),
            here_cost: recall.map(|recall| Point::new(summary.flagged_share(), recall)),
            sweep: points().map(threshold).collect(),
            rules: summary.rules.iter().map(rule).collect(),
            disagreements: comments.disagreements,
            shown: comments.shown.len(),
            groups: groups(&comments.shown, lang),
        }
    }
}

fn figures(summary: &Summary, lang: Lang) -> Vec<Row> {
    let row = |name: String, title: String, measure: &Measure| Row {
        name,
        title,
        support: measure.support,
        found: measure.found,
        figures: Figure::ALL.map(|figure| estimate(measure.estimate(figure))),
    };
    let overall = lang.pick("全体（掲載維持以外）", "all (flagged)");
    let mut rows = vec![row(overall.to_owned(), String::new(), &summary.overall)];
    for topic in summary.clauses.iter().chain(&summary.concepts) {
        let english = lang == Lang::En && !topic.title_en.is_empty();
        let title = if english { &topic.title_en } else { &topic.title };
        rows.push(row(topic.name.clone(), title.clone(), &topic.measure));
    }
    rows
}

fn threshold(point: &sekimori::evaluate::SweepPoint) -> Threshold {
    Threshold {
        threshold: format!("{:.2}", point.threshold),
        precision: share(point.precision),
        recall: share(point.recall),
        review_share: percent(point.review_share),
    }
}

fn rule(rule: &sekimori::evaluate::RuleAgreement) -> Rule<'_> {
    Rule {
        rule: &rule.rule,
        comments: rule.comments,
        labelled: rule.labelled,
        right: rule.right,
        precision: estimate(rule.precision),
    }
}

/// The `points` of a polyline; places without a value are left out.
fn curve(points: impl Iterator<Item = Option<(f64, f64)>>) -> String {
    let places = points.flatten().map(|(x, y)| Point::new(x, y));
    places.map(|point| format!("{},{}", point.x, point.y)).collect::<Vec<_>>().join(" ")
}

fn groups(shown: &[Shown], lang: Lang) -> Vec<Group> {
    let kinds = [
        Disagreement::FalseAlarm,
        Disagreement::Missed,
        Disagreement::Topic,
        Disagreement::Decision,
    ];
    let groups = kinds.into_iter().map(|kind| Group {
        kind,
        items: shown.iter().filter(|shown| shown.kind == kind).map(|s| item(s, lang)).collect(),
    });
    groups.filter(|group| !group.items.is_empty()).collect()
}

fn item(shown: &Shown, lang: Lang) -> Item {
    Item {
        id: plain(&shown.record.id),
        label: plain(&shown.label),
        decision: shown.verdict.decision.to_string(),
        score: format!("{:.2}", shown.verdict.score),
        pieces: pieces(&shown.record.text, &shown.verdict),
        reasons: reasons(&shown.verdict, lang),
    }
}

/// A string without its quotation marks.
fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The comment cut at the edges of its evidence. Of pieces that overlap the first is marked.
fn pieces(text: &str, verdict: &Verdict) -> Vec<Piece> {
    let findings = verdict.violations.iter().flat_map(|violation| &violation.findings);
    let mut evidence: Vec<_> = findings.flat_map(|finding| &finding.evidence).collect();
    evidence.sort_by_key(|piece| (piece.span.start, std::cmp::Reverse(piece.span.end)));
    let mut pieces = Vec::new();
    let mut push = |part: &str, label: &str| {
        if !part.is_empty() {
            let text = part.split('\n').map(printable).collect::<Vec<_>>().join("\n");
            pieces.push(Piece { text, label: label.to_owned() });
        }
    };
    let mut at = 0;
    for piece in evidence.iter().filter(|piece| !piece.label.is_empty()) {
        if piece.span.start >= at {
            push(text.get(at..piece.span.start).unwrap_or_default(), "");
            push(piece.span.slice(text), &piece.label);
            at = piece.span.end;
        }
    }
    push(text.get(at..).unwrap_or_default(), "");
    pieces
}

/// Why it was flagged, or why it was not.
fn reasons(verdict: &Verdict, lang: Lang) -> Vec<String> {
    let violations = verdict.violations.iter().flat_map(|violation| {
        violation.findings.iter().map(move |finding| {
            let reason = lang.of(&finding.reason);
            format!("{} {} {:.2}: {reason}", violation.clause, finding.rule, finding.strength)
        })
    });
    let weak = verdict.uncounted.iter().map(|finding| {
        let left = lang.pick("判定に用いず", "not counted");
        format!("{} {:.2} ({left}): {}", finding.rule, finding.strength, lang.of(&finding.reason))
    });
    let kept = verdict.keep_reasons.iter().map(|reason| {
        format!("{} 「{}」: {}", reason.rule, printable(&reason.text), lang.of(&reason.reason))
    });
    violations.chain(weak).chain(kept).collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use clap::Parser as _;
    use sekimori::EngineBuilder;
    use sekimori::evaluate::Bootstrap;

    use super::*;
    use crate::args::{Args, Command};

    /// The page on a file of the given rows.
    fn page(rows: &str, lang: Lang) -> Result<String> {
        let folder = tempfile::tempdir()?;
        let input = folder.path().join("labelled.jsonl");
        std::fs::write(&input, rows)?;
        let command =
            Args::try_parse_from(["sekimori".into(), "evaluate".into(), input.clone()])?.command;
        let Command::Evaluate(args) = command else { panic!("it is `evaluate`") };
        let engine = EngineBuilder::new().build()?;
        let mut comments = Labelled::new(&args, &engine)?;
        comments.file(super::super::source::open(&input, &Default::default())?)?;
        comments.finish()?;
        let summary = comments.benchmark.summary(Bootstrap::default());
        let target: PathBuf = folder.path().join("page.html");
        write(&target, &comments, &summary, engine.policy(), lang)?;
        Ok(std::fs::read_to_string(target)?)
    }

    #[test]
    fn the_page_is_whole_escaped_and_asks_for_nothing() -> Result<()> {
        let rows = "{\"id\":\"<b>\",\"text\":\"お前は死ね <script>alert('&')</script>\",\"label\":\"keep\"}\n{\"text\":\"良い天気\",\"label\":\"toxic\"}\n";
        for lang in [Lang::Ja, Lang::En] {
            let html = page(rows, lang)?;
            assert!(html.starts_with("<!doctype html>") && html.trim_end().ends_with("</html>"));
            assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
            assert!(html.contains("&lt;script") && html.contains("<mark title="));
            assert!(html.contains("default-src 'none'"));
            for outside in ["http:", "https:", "src=", "url(", "@import", "<link"] {
                assert!(!html.contains(outside), "the page reaches out: {outside}");
            }
            assert_eq!(html.matches("<svg").count(), 2);
            assert_eq!(html.matches("<article>").count(), 2, "one false alarm, one missed");
        }
        Ok(())
    }

    #[test]
    fn pieces_put_together_are_the_comment() -> Result<(), sekimori::BuildError> {
        let text = "市の職員は全員死ね、\nお前も死ね";
        let verdict = EngineBuilder::new().build()?.session().judge(&text.into());
        let pieces = pieces(text, &verdict);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        assert!(pieces.iter().any(|piece| !piece.label.is_empty() && piece.text.contains("死ね")));
        Ok(())
    }

    #[test]
    fn a_curve_leaves_out_what_has_no_value() {
        let points = [Some((0.0, 1.0)), None, Some((0.5, 0.25))];
        assert_eq!(curve(points.into_iter()), "0.00,0.00 50.00,75.00");
    }
}
