//! The content of a report for people.

use sekimori::Decision;
use sekimori::evaluate::compare::{
    Agreement, Breach, Labelled, McNemar, Method, Outcome, RuleRow, Summary,
};
use sekimori::explain::Lang;

use super::report::{Changed, Report};
use super::side::Spec;
use crate::form::{Block, Cell, header};

/// Most rules that are named beside a changed comment.
const MAX_RULES: usize = 4;

const DECISIONS: [Decision; 3] = [Decision::Keep, Decision::Review, Decision::Delete];

pub fn blocks(report: &Report<'_>) -> Vec<Block> {
    Page { report, summary: &report.summary, lang: report.args.lang.into() }.blocks()
}

struct Page<'a> {
    report: &'a Report<'a>,
    summary: &'a Summary,
    lang: Lang,
}

impl Page<'_> {
    fn blocks(&self) -> Vec<Block> {
        let (report, summary) = (self.report, self.summary);
        let [base, head] = report.policies();
        let mut blocks = vec![
            Block::Line(self.side(("base", "変更前"), &report.args.base, base)),
            Block::Line(self.side(("head", "変更後"), &report.args.head, head)),
            Block::Strong(self.difference()),
        ];
        blocks.extend(self.left_out().map(Block::Strong));
        if summary.policies_differ {
            let line = self.lang.pick(
                "方針が異なるため、条項は比べていません",
                "the policies differ: clauses are not compared",
            );
            blocks.push(Block::Line(line.to_owned()));
        }
        if summary.decisions_changed > 0 {
            blocks.push(self.matrix());
        }
        blocks.extend(summary.labelled.iter().flat_map(|labelled| self.labels(labelled)));
        blocks.extend(self.rules());
        blocks.extend(self.trials());
        blocks.extend(self.changes());
        blocks.extend(self.more_changes());
        blocks.push(Block::Line(String::new()));
        blocks.extend(report.breaches.iter().map(|breach| Block::Strong(self.breach(breach))));
        if report.breaches.is_empty() {
            let line = self.lang.pick("すべての基準を満たしています", "every gate passed");
            blocks.push(Block::Line(line.to_owned()));
        }
        blocks
    }

    fn side(&self, (en, ja): (&str, &str), side: &Spec, policy: Option<&str>) -> String {
        match (self.lang, policy) {
            (Lang::Ja, Some(policy)) => format!("{ja}: {side}（方針 {policy}）"),
            (Lang::Ja, None) => format!("{ja}: {side}"),
            (Lang::En, Some(policy)) => format!("{en}: {side} under {policy}"),
            (Lang::En, None) => format!("{en}: {side}"),
        }
    }

    fn difference(&self) -> String {
        let summary = self.summary;
        let comments = summary.comments;
        let rules = summary.rules.iter().filter(|row| row.counts.changed()).count();
        let (decisions, clauses) = (summary.decisions_changed, summary.clauses_changed);
        match (self.lang, decisions + clauses, rules) {
            (Lang::Ja, 0, 0) => format!("コメント{comments}件で違いはありません"),
            (Lang::En, 0, 0) => format!("no difference on {comments} comments"),
            (Lang::Ja, 0, rules) => format!(
                "コメント{comments}件で判定と条項に違いはありません。働き方の異なる規則: {rules}"
            ),
            (Lang::En, 0, rules) => format!(
                "no difference in decisions and clauses on {comments} comments; rules that differ: {rules}"
            ),
            (Lang::Ja, ..) => format!(
                "コメント{comments}件のうち{decisions}件で判定が変わり、{clauses}件で判定は同じまま条項が変わります"
            ),
            (Lang::En, ..) => format!(
                "of {comments} comments {decisions} get another decision, {clauses} the same by other clauses"
            ),
        }
    }

    fn left_out(&self) -> Option<String> {
        let rows = self.report.unreadable;
        (rows > 0).then(|| match self.lang {
            Lang::Ja => format!("読めない行が{rows}行あり、除いています"),
            Lang::En => format!("{rows} rows could not be read and are left out"),
        })
    }

    fn matrix(&self) -> Block {
        let rows = DECISIONS.iter().map(|base| {
            let name = Cell::Words(base.to_string());
            let counts =
                DECISIONS.map(|head| Cell::count(*self.summary.matrix.get(*base).get(head)));
            std::iter::once(name).chain(counts).collect()
        });
        let names = [
            ("変更前／変更後", "base / head"),
            ("keep", "keep"),
            ("review", "review"),
            ("delete", "delete"),
        ];
        let title = self.lang.pick("判定", "Decisions").to_owned();
        Block::Table { title, header: header(self.lang, names), rows: rows.collect() }
    }

    /// The rules that act on other comments than before, the most changed first; or all that act.
    fn rules(&self) -> Vec<Block> {
        let summary = self.summary;
        let changed = |row: &RuleRow| row.counts.started + row.counts.stopped;
        let acts = |row: &&RuleRow| row.counts.base + row.counts.head > 0;
        let mut rows: Vec<&RuleRow> = summary.rules.iter().filter(acts).collect();
        let all = self.report.args.all_rules;
        if !all {
            rows.retain(|row| changed(row) > 0);
            rows.sort_by_key(|row| std::cmp::Reverse(changed(row)));
        }
        let limit = if all { rows.len() } else { rows.len().min(self.report.args.limit) };
        let mut blocks: Vec<Block> = self.rules_table(&rows[..limit]).into_iter().collect();
        blocks.extend(self.more_rules(rows.len() - limit));
        blocks
    }

    fn rules_table(&self, rows: &[&RuleRow]) -> Option<Block> {
        let labelled = self.summary.labelled.is_some();
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
        let names = [
            ("規則", "rule"),
            ("変更前", "base"),
            ("変更後", "head"),
            ("新たに", "started"),
            ("なくなる", "stopped"),
            ("変更前／10万件", "base/100,000"),
            ("変更後／10万件", "head/100,000"),
        ];
        let mut header = header(self.lang, names);
        if labelled {
            header.push(self.lang.pick("無害／10万件", "harmless/100,000").to_owned());
        }
        let title =
            self.lang.pick("規則（働いたコメントの数）", "Rules (comments on which they act)");
        (!rows.is_empty()).then(|| Block::Table { title: title.to_owned(), header, rows })
    }

    /// The rules that fired on trial, the most frequent first, and what they would have changed.
    fn trials(&self) -> Vec<Block> {
        let summary = self.summary;
        let fired = |row: &RuleRow| row.counts.base_on_trial + row.counts.head_on_trial;
        let mut tried: Vec<&RuleRow> = summary.rules.iter().filter(|row| fired(row) > 0).collect();
        if tried.is_empty() {
            return Vec::new();
        }
        tried.sort_by_key(|row| std::cmp::Reverse(fired(row)));
        let limit = if self.report.args.all_rules { tried.len() } else { self.report.args.limit };
        let cells = |name: Cell, counts: [usize; 2]| -> Vec<Cell> {
            std::iter::once(name).chain(counts.map(Cell::count)).collect()
        };
        let decided = [summary.base_trials.would_decide, summary.head_trials.would_decide];
        let change = self.lang.pick("変わるはずの判定", "decisions that would change");
        let mut rows = vec![cells(Cell::Words(change.to_owned()), decided)];
        rows.extend(tried.iter().take(limit).map(|row| {
            let counts = [row.counts.base_on_trial, row.counts.head_on_trial];
            cells(Cell::Quoted(row.rule.clone()), counts)
        }));
        let title = self.lang.pick(
            "試行中（働いたコメントの数。判定には数えません）",
            "On trial (comments on which they fire; not counted)",
        );
        let header = header(self.lang, [("規則", "rule"), ("変更前", "base"), ("変更後", "head")]);
        let mut blocks = vec![Block::Table { title: title.to_owned(), header, rows }];
        blocks.extend(self.more_rules(tried.len().saturating_sub(limit)));
        blocks
    }

    fn more_rules(&self, rest: usize) -> Option<Block> {
        (rest > 0).then(|| {
            Block::Line(match self.lang {
                Lang::Ja => format!("… ほか{rest}規則（--limit N または --all-rules）"),
                Lang::En => format!("… and {rest} more rules (--limit N, or --all-rules)"),
            })
        })
    }

    fn labels(&self, labelled: &Labelled) -> Vec<Block> {
        let row = |name: &str, agreement: &Agreement| {
            let share = |share: Option<f64>| {
                Cell::Number(share.map_or("–".to_owned(), |s| format!("{s:.3}")))
            };
            let shares = [agreement.precision, agreement.recall, agreement.f1].map(share);
            let wrong = [agreement.false_positives, agreement.false_negatives].map(Cell::count);
            std::iter::once(Cell::Words(name.to_owned())).chain(wrong).chain(shares).collect()
        };
        let rows = vec![
            row(self.lang.pick("変更前", "base"), &labelled.base),
            row(self.lang.pick("変更後", "head"), &labelled.head),
        ];
        let names = [
            ("側", "side"),
            ("誤検出", "false positives"),
            ("見逃し", "false negatives"),
            ("適合率", "precision"),
            ("再現率", "recall"),
            ("F1", "F1"),
        ];
        let title = self.lang.pick("ラベルとの一致", "Labels").to_owned();
        let (flag, keep) = (labelled.flag, labelled.keep);
        let counts = match self.lang {
            Lang::Ja => format!("検出すべきもの{flag}件、維持すべきもの{keep}件"),
            Lang::En => format!("{flag} comments should be flagged, {keep} kept"),
        };
        vec![
            Block::Table { title, header: header(self.lang, names), rows },
            Block::Line(counts),
            Block::Line(self.chance(&labelled.mcnemar)),
        ]
    }

    fn chance(&self, test: &McNemar) -> String {
        let method = match test.method {
            Method::Exact => self.lang.pick("正確検定", "exact"),
            Method::MidP => "mid-p",
        };
        let p = if test.p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {:.3}", test.p) };
        let (base, head) = (test.base_only, test.head_only);
        match self.lang {
            Lang::Ja => format!(
                "変更前だけが正しいもの{base}件、変更後だけが正しいもの{head}件。マクネマー検定: {p}（{method}）"
            ),
            Lang::En => format!(
                "only the base is right on {base}, only the head on {head}; McNemar's test: {p} ({method})"
            ),
        }
    }

    fn changes(&self) -> Option<Block> {
        let row = |changed: &Changed| {
            let id = changed.id.as_str().map_or_else(|| changed.id.to_string(), str::to_owned);
            let label = changed.label.unwrap_or_default().to_owned();
            let change = format!("{} → {}", changed.base.decision, changed.head.decision);
            vec![
                Cell::Words(change),
                Cell::Quoted(id),
                Cell::Words(label),
                Cell::Quoted(changed.text.clone()),
                Cell::Words(self.reasons(&changed.base, &changed.head)),
            ]
        };
        let names = [
            ("変化", "change"),
            ("id", "id"),
            ("ラベル", "label"),
            ("コメント", "comment"),
            ("規則", "rules"),
        ];
        let rows: Vec<Vec<Cell>> = self.report.changes.iter().map(row).collect();
        let title = self.lang.pick("判定の変わるコメント", "Changed comments").to_owned();
        let header = header(self.lang, names);
        (!rows.is_empty()).then_some(Block::Table { title, header, rows })
    }

    fn more_changes(&self) -> Option<Block> {
        let changed = self.summary.decisions_changed + self.summary.clauses_changed;
        let rest = changed - self.report.changes.len();
        (rest > 0).then(|| {
            Block::Line(match self.lang {
                Lang::Ja => format!("… ほか{rest}件（--limit N、すべては -o ファイル）"),
                Lang::En => format!("… and {rest} more (--limit N, or -o FILE for all)"),
            })
        })
    }

    /// The rules that act newly (+) and no longer (−); if none, the clauses.
    fn reasons(&self, base: &Outcome, head: &Outcome) -> String {
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
            rules.push(match self.lang {
                Lang::Ja => format!("ほか{more}"),
                Lang::En => format!("and {more} more"),
            });
        }
        rules.join(" ")
    }

    fn breach(&self, breach: &Breach) -> String {
        if self.lang == Lang::En {
            return format!("FAIL {breach}");
        }
        let told = match breach {
            Breach::MaxNewDeletes { count, limit, .. } => {
                format!("新たに削除候補となるもの{count}件（上限{limit}件）")
            }
            Breach::MaxNewFlags { count, limit, .. } => {
                format!("新たに検出されるもの{count}件（上限{limit}件）")
            }
            Breach::MaxFpPer100k { rule, per_100k, limit } => {
                format!(
                    "{rule} が無害なコメント10万件あたり{per_100k:.1}件で働きます（上限{limit}件）"
                )
            }
            Breach::MaxRuleShare { rule, share, limit } => format!(
                "{rule} がコメントの{:.1} %で働きます（上限{:.1} %）",
                share * 100.0,
                limit * 100.0
            ),
            other => other.to_string(),
        };
        let rules = match breach {
            Breach::MaxNewDeletes { rules, .. } | Breach::MaxNewFlags { rules, .. } => {
                self.named(rules)
            }
            _ => String::new(),
        };
        format!("不合格 {}: {told}{rules}", breach.gate())
    }

    /// The rules behind a breach, the first few of them.
    fn named(&self, rules: &[String]) -> String {
        let named = &rules[..rules.len().min(MAX_RULES)];
        if named.is_empty() {
            return String::new();
        }
        let more = match rules.len() - named.len() {
            0 => String::new(),
            more => format!("、ほか{more}"),
        };
        format!("。規則: {}{more}", named.join("、"))
    }
}

fn rate(per_100k: f64) -> Cell {
    Cell::Number(format!("{per_100k:.1}"))
}
