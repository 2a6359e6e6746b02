//! What a clerk reads.

use std::fmt::Write as _;

use super::Lang;
use super::trial::tried;
use super::width::{Line, carets, columns, lines, visible};
use crate::detect::{Evidence, Finding, KeepReason};
use crate::policy::{Decision, Extent, Side, Violation};
use crate::redact::{Redaction, label};
use crate::span::Span;
use crate::verdict::Verdict;

/// How an explanation is dressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Language.
    pub lang: Lang,
    /// ANSI colours.
    pub colour: bool,
}

/// Most lines of a long comment that are shown; those with evidence come first.
const MAX_LINES: usize = 12;
/// Most columns of a line that are shown.
const MAX_COLUMNS: usize = 160;

/// The whole explanation of a verdict on `comment`, several lines, ending with a line break.
#[must_use]
pub fn text(verdict: &Verdict, comment: &str, style: Style) -> String {
    let mut page = Page { out: String::new(), style };
    page.decision(verdict);
    for violation in &verdict.violations {
        page.violation(violation, verdict.side);
    }
    if verdict.violations.is_empty() {
        page.quote(comment);
    } else {
        page.evidence(verdict, comment);
    }
    page.advice(verdict, comment);
    page.reasons(verdict);
    page.keep_reasons(verdict);
    page.uncounted(verdict);
    page.on_trial(verdict);
    page.actions(verdict);
    page.out
}

/// The reasons in one paragraph, as the JSON gives them.
#[must_use]
pub fn plain(verdict: &Verdict, lang: Lang) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for violation in &verdict.violations {
        let Some(finding) = violation.findings.first() else { continue };
        let clause = lang.pick(list_name(verdict.side), "clause");
        let reason = lang.of(&finding.reason);
        sentences.push(format!("{clause}{}: {reason}", violation.clause));
    }
    if verdict.violations.is_empty() {
        sentences.push(kept_sentence(verdict, lang).to_owned());
        sentences.extend(verdict.keep_reasons.iter().map(|reason| kept(reason, lang)));
    }
    sentences.extend(verdict.on_trial.as_ref().map(|trial| tried(trial, verdict.side, lang)));
    sentences.extend(verdict.read_to.map(|end| unread(end, lang)));
    sentences.join(lang.pick("", " "))
}

/// Why a comment that was read in part goes to a person.
fn unread(end: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!(
            "長いため、先頭の{end}バイトだけを調べました。残りの内容は分からないため、担当者が全文を確認してください。"
        ),
        Lang::En => format!(
            "Too long: only the first {end} bytes were read; a person should read the rest, for nobody knows what it says."
        ),
    }
}

fn kept(reason: &KeepReason, lang: Lang) -> String {
    format!("「{}」: {}", visible(&reason.text), lang.of(&reason.reason))
}

/// What a decision is called.
pub(crate) fn decision_label(decision: Decision, side: Side, lang: Lang) -> &'static str {
    let (ja, en) = match (decision, side) {
        (Decision::Delete, Side::Comment) => ("削除候補", "delete"),
        (Decision::Delete, Side::Outgoing) => ("このままでは発信できません", "not to be posted"),
        (Decision::Review, Side::Comment) => ("要確認", "review"),
        (Decision::Review, Side::Outgoing) => ("発信前に要確認", "review before posting"),
        (Decision::Keep, Side::Comment) => ("掲載を維持", "keep"),
        (Decision::Keep, Side::Outgoing) => ("発信を妨げる表現なし", "nothing against posting"),
    };
    lang.pick(ja, en)
}

/// What the clauses of a side are called.
pub(crate) fn list_name(side: Side) -> &'static str {
    match side {
        Side::Comment => "禁止事項",
        Side::Outgoing => "発信の基準",
    }
}

fn kept_sentence(verdict: &Verdict, lang: Lang) -> &'static str {
    if verdict.no_list {
        return match verdict.side {
            Side::Comment => lang.pick(
                "この方針には、市民のコメントについての禁止事項の定めがありません。",
                "This policy has no list of what comments must not contain.",
            ),
            Side::Outgoing => lang.pick(
                "この方針には、自らの発信についての定めがありません。",
                "This policy has no list for the body's own posts.",
            ),
        };
    }
    if verdict.keep_reasons.is_empty() && verdict.uncounted.is_empty() {
        lang.pick(
            "禁止事項に当たる表現は見つかりませんでした。",
            "Nothing that the policy forbids was found.",
        )
    } else {
        lang.pick(
            match verdict.side {
                Side::Comment => "禁止事項に似た表現はありますが、削除の理由にはなりません。",
                Side::Outgoing => "禁止事項に似た表現はありますが、発信を控える理由にはなりません。",
            },
            match verdict.side {
                Side::Comment => "There are words that resemble what the policy forbids, but they are no ground for deletion.",
                Side::Outgoing => "There are words that resemble what the policy forbids, but they are no ground against posting.",
            },
        )
    }
}

/// A piece of evidence and the finding that rests on it.
type Piece<'a> = (&'a Finding, &'a Evidence);

struct Page {
    out: String,
    style: Style,
}

impl Page {
    fn lang(&self) -> Lang {
        self.style.lang
    }

    /// A line with a label in the first column.
    fn row(&mut self, ja: &str, en: &str, content: &str) {
        let label = self.lang().pick(ja, en);
        let padding = 8usize.saturating_sub(columns(label)).max(1);
        // Writing to a string cannot fail.
        let _ = writeln!(self.out, "{label}{}{content}", " ".repeat(padding));
    }

    fn paint(&self, text: &str, code: &str) -> String {
        if self.style.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn decision(&mut self, verdict: &Verdict) {
        let code = match verdict.decision {
            Decision::Delete => "1;31",
            Decision::Review => "1;33",
            Decision::Keep => "1;32",
        };
        let decision =
            self.paint(decision_label(verdict.decision, verdict.side, self.lang()), code);
        let provenance = &verdict.provenance;
        let policy = format!("{}（{}）", provenance.policy_title, provenance.policy_version);
        let score = match verdict.decision {
            Decision::Keep => String::new(),
            _ => format!(" {:.2}", verdict.score),
        };
        self.row("判定", "Verdict", &format!("{decision}{score}    {policy}"));
    }

    fn violation(&mut self, violation: &Violation, side: Side) {
        let lang = self.lang();
        let mut line = format!("{} {} {}", list_name(side), violation.clause, violation.text);
        if violation.capped {
            line.push_str(lang.pick(
                "（文面だけでは決められないため、確認までとします）",
                " (text alone cannot decide this: for review only)",
            ));
        }
        self.row("該当", "Breaks", &line);
    }

    /// The comment, without marks.
    fn quote(&mut self, comment: &str) {
        self.out.push('\n');
        for line in lines(comment).take(MAX_LINES) {
            let shown = clip(&visible(line.text));
            let _ = writeln!(self.out, "  {shown}");
        }
        self.out.push('\n');
    }

    /// The comment with the evidence under carets.
    fn evidence(&mut self, verdict: &Verdict, comment: &str) {
        self.out.push('\n');
        let findings = verdict.violations.iter().flat_map(|violation| &violation.findings);
        let evidence: Vec<Piece<'_>> = findings
            .flat_map(|finding| finding.evidence.iter().map(move |evidence| (finding, evidence)))
            .collect();
        // A word spelt out over several lines is shown on one, with ⏎ for the breaks.
        let broken = evidence.iter().any(|(_, piece)| piece.span.slice(comment).contains('\n'));
        let all: Vec<Line<'_>> =
            if broken { vec![Line { start: 0, text: comment }] } else { lines(comment).collect() };
        let mut shown = 0;
        for line in &all {
            let here: Vec<Piece<'_>> = evidence
                .iter()
                .copied()
                .filter(|(_, piece)| {
                    piece.span.start >= line.start
                        && piece.span.start <= line.start + line.text.len()
                })
                .collect();
            if shown >= MAX_LINES || (all.len() > MAX_LINES && here.is_empty()) {
                continue;
            }
            shown += 1;
            self.marked_line(line, &here);
        }
        self.out.push('\n');
    }

    fn marked_line(&mut self, line: &Line<'_>, evidence: &[Piece<'_>]) {
        let _ = writeln!(self.out, "  {}", clip(&visible(line.text)));
        let mut labelled: Vec<(Span, String)> = Vec::new();
        for (finding, piece) in evidence {
            let label = self.label(finding, piece);
            if labelled.iter().all(|(span, known)| *span != piece.span || *known != label) {
                labelled.push((piece.span, label));
            }
        }
        labelled.sort_by_key(|(span, _)| *span);
        for (span, label) in labelled {
            let marks = self.paint(&clip(&carets(line, &[span])), "1;31");
            let _ = writeln!(self.out, "  {marks} {label}");
        }
    }

    /// 「死ね」死を願う言葉（文字の間の記号や空白を除く）
    fn label(&self, finding: &Finding, piece: &Evidence) -> String {
        let lang = self.lang();
        let steps: Vec<&str> =
            piece.steps.iter().map(|step| lang.pick(step.label(), step.label_en())).collect();
        let steps = match (steps.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::Ja) => format!("（{}）", steps.join("、")),
            (false, Lang::En) => format!(" ({})", steps.join(", ")),
        };
        format!("「{}」{}{steps}", visible(&piece.normalized), label(finding, piece))
    }

    fn reasons(&mut self, verdict: &Verdict) {
        let lang = self.lang();
        if verdict.violations.is_empty() {
            self.row("理由", "Reason", kept_sentence(verdict, lang));
            return;
        }
        let mut told: Vec<String> = Vec::new();
        for finding in verdict.violations.iter().flat_map(|violation| &violation.findings) {
            let line = self.reason(finding);
            if !told.contains(&line) {
                self.row(
                    if told.is_empty() { "理由" } else { "" },
                    if told.is_empty() { "Reason" } else { "" },
                    &line,
                );
                told.push(line);
            }
        }
    }

    fn reason(&self, finding: &Finding) -> String {
        let lang = self.lang();
        let notes: Vec<&str> = finding.context.iter().map(|note| lang.of(&note.reason)).collect();
        let mut line = format!("{} [{}]", lang.of(&finding.reason), finding.rule);
        let mut told: Vec<&str> = Vec::new();
        for note in notes {
            if !told.contains(&note) {
                let _ = write!(line, " {note}");
                told.push(note);
            }
        }
        line
    }

    /// 助言    「12月5日(日)」: 日付と曜日が合いません。
    fn advice(&mut self, verdict: &Verdict, comment: &str) {
        let lang = self.lang();
        for (index, finding) in verdict.advice.iter().enumerate() {
            let first = index == 0;
            let quoted = clip(&visible(finding.span.slice(comment)));
            let note = finding.evidence.iter().find_map(|piece| match lang {
                Lang::Ja if piece.signal.is_some() && !piece.label.is_empty() => Some(&piece.label),
                _ => None,
            });
            let note = note.map_or(String::new(), |note| format!("（{note}）"));
            let line =
                format!("「{quoted}」: {}{note} [{}]", lang.of(&finding.reason), finding.rule);
            self.row(if first { "助言" } else { "" }, if first { "Advice" } else { "" }, &line);
        }
    }

    fn keep_reasons(&mut self, verdict: &Verdict) {
        let lang = self.lang();
        for (index, reason) in verdict.keep_reasons.iter().enumerate() {
            let first = index == 0;
            let line = kept(reason, lang);
            self.row(if first { "考慮" } else { "" }, if first { "Weighed" } else { "" }, &line);
        }
    }

    fn uncounted(&mut self, verdict: &Verdict) {
        let lang = self.lang();
        for finding in verdict.uncounted.iter().take(5) {
            let trial = match finding.shadow {
                true => lang.pick("（試行中のため数えていません）", " (on trial: not counted)"),
                false => "",
            };
            let title = lang.of(&finding.title);
            let line = format!("{title} {:.2} [{}]{trial}", finding.strength, finding.rule);
            self.row("参考", "Noted", &line);
        }
    }

    fn on_trial(&mut self, verdict: &Verdict) {
        if let Some(trial) = &verdict.on_trial {
            self.row("試行", "Trial", &tried(trial, verdict.side, self.lang()));
        }
    }

    fn actions(&mut self, verdict: &Verdict) {
        let lang = self.lang();
        for (index, follow_up) in verdict.follow_ups.iter().enumerate() {
            let first = index == 0;
            let line = format!("{}（{}）", follow_up.text_in(lang), follow_up.basis);
            self.row(if first { "対応" } else { "" }, if first { "To do" } else { "" }, &line);
        }
        if let Some(redaction) = &verdict.redaction {
            let line = part(redaction, verdict.side, lang);
            self.row("一部", "Part", &line);
        }
        if let Some(end) = verdict.read_to {
            let line = unread(end, lang);
            self.row("注意", "Note", &line);
        }
    }
}

/// What masking a part would do, and whether the policy allows it.
fn part(redaction: &Redaction, side: Side, lang: Lang) -> String {
    if redaction.whole_only {
        return lang
            .pick(
                "該当箇所を伏せても禁止事項に当たるため、一部の削除では足りません。",
                "Masking the parts would not do: what is left still breaks the policy.",
            )
            .to_owned();
    }
    let (ja, en) = match (side, redaction.extent) {
        (Side::Outgoing, _) => {
            ("該当箇所を除けば発信できます: ", "without these parts it may be posted: ")
        }
        (Side::Comment, Extent::WholeOrPart) => {
            ("該当箇所だけを伏せれば掲載できます: ", "with only these parts masked it may stay: ")
        }
        (Side::Comment, Extent::Whole) => (
            "該当箇所だけを伏せれば残りは禁止事項に当たりません（この方針が定めるのはコメント全体の削除です）: ",
            "with only these parts masked the rest breaks nothing (the policy speaks of deleting whole comments only): ",
        ),
    };
    format!("{}{}", lang.pick(ja, en), clip(&visible(&redaction.text)))
}

/// The first columns of a long line.
fn clip(line: &str) -> String {
    if line.len() <= MAX_COLUMNS {
        return line.to_owned();
    }
    let mut width = 0;
    let mut out = String::new();
    for c in line.chars() {
        width += columns(c.encode_utf8(&mut [0; 4]));
        if width > MAX_COLUMNS {
            out.push('…');
            break;
        }
        out.push(c);
    }
    out
}
