//! The content of a report for people.

use sekimori::Decision;
use sekimori::evaluate::compare::{
    Agreement, Labelled, McNemar, Method, Outcome, RuleRow, Summary,
};

use super::form::{Block, Cell};
use super::report::{Changed, Report};
use super::side::Spec;

/// Most rules that are named beside a changed comment.
const MAX_RULES: usize = 4;

const DECISIONS: [Decision; 3] = [Decision::Keep, Decision::Review, Decision::Delete];

pub fn blocks(report: &Report<'_>) -> Vec<Block> {
    let [base, head] = report.policies();
    let summary = &report.summary;
    let mut blocks = vec![
        Block::Line(side("base", &report.args.base, base)),
        Block::Line(side("head", &report.args.head, head)),
        Block::Strong(difference(summary)),
    ];
    if report.unreadable > 0 {
        let line = format!("{} rows could not be read and are left out", report.unreadable);
        blocks.push(Block::Strong(line));
    }
    if summary.policies_differ {
        blocks.push(Block::Line("the policies differ: clauses are not compared".to_owned()));
    }
    if summary.decisions_changed > 0 {
        blocks.push(matrix(summary));
    }
    blocks.extend(summary.labelled.iter().flat_map(labels));
    blocks.extend(rules(report));
    blocks.extend(trials(report));
    blocks.extend(changes(&report.changes));
    let rest = summary.decisions_changed + summary.clauses_changed - report.changes.len();
    if rest > 0 {
        blocks.push(Block::Line(format!("… and {rest} more (--limit N, or -o FILE for all)")));
    }
    blocks.push(Block::Line(String::new()));
    blocks.extend(report.breaches.iter().map(|breach| Block::Strong(format!("FAIL {breach}"))));
    if report.breaches.is_empty() {
        blocks.push(Block::Line("every gate passed".to_owned()));
    }
    blocks
}

fn side(name: &str, side: &Spec, policy: Option<&str>) -> String {
    let policy = policy.map(|policy| format!(" under {policy}")).unwrap_or_default();
    format!("{name}: {side}{policy}")
}

fn difference(summary: &Summary) -> String {
    let comments = summary.comments;
    let rules = summary.rules.iter().filter(|row| row.counts.changed()).count();
    match (summary.decisions_changed, summary.clauses_changed, rules) {
        (0, 0, 0) => format!("no difference on {comments} comments"),
        (0, 0, rules) => format!(
            "no difference in decisions and clauses on {comments} comments; rules that differ: {rules}"
        ),
        (decisions, clauses, _) => format!(
            "of {comments} comments {decisions} get another decision, {clauses} the same by other clauses"
        ),
    }
}

fn matrix(summary: &Summary) -> Block {
    let rows = DECISIONS.iter().map(|base| {
        let name = Cell::Words(base.to_string());
        let counts = DECISIONS.map(|head| Cell::count(*summary.matrix.get(*base).get(head)));
        std::iter::once(name).chain(counts).collect()
    });
    let header = vec!["base / head", "keep", "review", "delete"];
    Block::Table { title: "Decisions", header, rows: rows.collect() }
}

/// The rules that act on other comments than before, the most changed first; or all that act.
fn rules(report: &Report<'_>) -> Vec<Block> {
    let summary = &report.summary;
    let changed = |row: &RuleRow| row.counts.started + row.counts.stopped;
    let acts = |row: &&RuleRow| row.counts.base + row.counts.head > 0;
    let mut rows: Vec<&RuleRow> = summary.rules.iter().filter(acts).collect();
    let all = report.args.all_rules;
    if !all {
        rows.retain(|row| changed(row) > 0);
        rows.sort_by_key(|row| std::cmp::Reverse(changed(row)));
    }
    let limit = if all { rows.len() } else { rows.len().min(report.args.limit) };
    let labelled = summary.labelled.is_some();
    let mut blocks: Vec<Block> = rules_table(labelled, &rows[..limit]).into_iter().collect();
    blocks.extend(more_rules(rows.len() - limit));
    blocks
}

fn rules_table(labelled: bool, rows: &[&RuleRow]) -> Option<Block> {
    let cells = |row: &&RuleRow| {
        let counts = &row.counts;
        let mut cells = vec![Cell::Quoted(row.rule.clone())];
        let numbers = [counts.base, counts.head, counts.started, counts.stopped];
        cells.extend(numbers.map(Cell::count));
        cells.extend([row.base_per_100k, row.head_per_100k].map(rate));
        if labelled {
            cells.push(rate(row.head_fp_per_100k));
        }
        cells
    };
    let rows: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
    let mut header =
        vec!["rule", "base", "head", "started", "stopped", "base/100,000", "head/100,000"];
    if labelled {
        header.push("harmless/100,000");
    }
    let title = "Rules (comments on which they act)";
    (!rows.is_empty()).then_some(Block::Table { title, header, rows })
}

fn rate(per_100k: f64) -> Cell {
    Cell::Number(format!("{per_100k:.1}"))
}

/// The rules that fired on trial, the most frequent first, and what they would have changed.
fn trials(report: &Report<'_>) -> Vec<Block> {
    let summary = &report.summary;
    let fired = |row: &RuleRow| row.counts.base_on_trial + row.counts.head_on_trial;
    let mut tried: Vec<&RuleRow> = summary.rules.iter().filter(|row| fired(row) > 0).collect();
    if tried.is_empty() {
        return Vec::new();
    }
    tried.sort_by_key(|row| std::cmp::Reverse(fired(row)));
    let limit = if report.args.all_rules { tried.len() } else { report.args.limit };
    let cells = |name: Cell, counts: [usize; 2]| -> Vec<Cell> {
        std::iter::once(name).chain(counts.map(Cell::count)).collect()
    };
    let decided = [summary.base_trials.would_decide, summary.head_trials.would_decide];
    let mut rows = vec![cells(Cell::Words("decisions that would change".to_owned()), decided)];
    rows.extend(tried.iter().take(limit).map(|row| {
        let counts = [row.counts.base_on_trial, row.counts.head_on_trial];
        cells(Cell::Quoted(row.rule.clone()), counts)
    }));
    let title = "On trial (comments on which they fire; not counted)";
    let mut blocks = vec![Block::Table { title, header: vec!["rule", "base", "head"], rows }];
    blocks.extend(more_rules(tried.len().saturating_sub(limit)));
    blocks
}

fn more_rules(rest: usize) -> Option<Block> {
    let line = || format!("… and {rest} more rules (--limit N, or --all-rules)");
    (rest > 0).then(|| Block::Line(line()))
}

fn labels(labelled: &Labelled) -> Vec<Block> {
    let row = |name: &str, agreement: &Agreement| {
        let share =
            |share: Option<f64>| Cell::Number(share.map_or("–".to_owned(), |s| format!("{s:.3}")));
        let shares = [agreement.precision, agreement.recall, agreement.f1].map(share);
        let wrong = [agreement.false_positives, agreement.false_negatives].map(Cell::count);
        std::iter::once(Cell::Words(name.to_owned())).chain(wrong).chain(shares).collect()
    };
    let rows = vec![row("base", &labelled.base), row("head", &labelled.head)];
    let header = vec!["side", "false positives", "false negatives", "precision", "recall", "F1"];
    vec![
        Block::Table { title: "Labels", header, rows },
        Block::Line(format!(
            "{} comments should be flagged, {} kept",
            labelled.flag, labelled.keep
        )),
        Block::Line(chance(&labelled.mcnemar)),
    ]
}

fn chance(test: &McNemar) -> String {
    let method = match test.method {
        Method::Exact => "exact",
        Method::MidP => "mid-p",
    };
    let p = if test.p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {:.3}", test.p) };
    format!(
        "only the base is right on {}, only the head on {}; McNemar's test: {p} ({method})",
        test.base_only, test.head_only
    )
}

fn changes(changes: &[Changed]) -> Option<Block> {
    let row = |changed: &Changed| {
        let id = changed.id.as_str().map_or_else(|| changed.id.to_string(), str::to_owned);
        let label = changed.label.unwrap_or_default().to_owned();
        let change = format!("{} → {}", changed.base.decision, changed.head.decision);
        vec![
            Cell::Words(change),
            Cell::Quoted(id),
            Cell::Words(label),
            Cell::Quoted(changed.text.clone()),
            Cell::Words(reasons(&changed.base, &changed.head)),
        ]
    };
    let header = vec!["change", "id", "label", "comment", "rules"];
    let rows: Vec<Vec<Cell>> = changes.iter().map(row).collect();
    (!rows.is_empty()).then_some(Block::Table { title: "Changed comments", header, rows })
}

/// The rules that act newly (+) and no longer (−); if none, the clauses.
fn reasons(base: &Outcome, head: &Outcome) -> String {
    let only = |sign: char, of: &[String], others: &[String]| -> Vec<String> {
        of.iter()
            .filter(|rule| !others.contains(rule))
            .map(|rule| format!("{sign}{rule}"))
            .collect()
    };
    let mut rules = only('+', &head.rules, &base.rules);
    rules.extend(only('−', &base.rules, &head.rules));
    if rules.is_empty() {
        return format!("{} → {}", base.clauses.join(" "), head.clauses.join(" "));
    }
    let more = rules.len().saturating_sub(MAX_RULES);
    rules.truncate(MAX_RULES);
    if more > 0 {
        rules.push(format!("and {more} more"));
    }
    rules.join(" ")
}
