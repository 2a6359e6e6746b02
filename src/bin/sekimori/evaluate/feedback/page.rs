//! What a record of decisions comes to, for people.

use sekimori::evaluate::feedback::{Change, FeedbackSummary, Kappa, Proposal};
use sekimori::explain::Lang;

use super::Told;
use crate::evaluate::tables::{confusion, estimate, measure_row, topic};
use crate::form::{Block, Cell, header};

/// Rules of which the table shows a row; the JSON holds all.
const MAX_RULES: usize = 10;
/// Ids that are named beside a proposal; the JSON holds all.
const MAX_IDS: usize = 8;

pub fn blocks(told: &Told, lang: Lang) -> Vec<Block> {
    Page { told, summary: &told.summary, lang }.blocks()
}

struct Page<'a> {
    told: &'a Told,
    summary: &'a FeedbackSummary,
    lang: Lang,
}

impl Page<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Strong(self.agreement()), Block::Line(self.counts())];
        blocks.push(confusion(
            self.lang.pick(
                "職員の判断（行）と判定（列）",
                "Clerks' decisions (rows) against the engine's",
            ),
            &self.summary.confusion,
            self.lang,
        ));
        blocks.extend([self.clauses(), self.months()]);
        blocks.extend(self.rules());
        blocks.extend(self.proposals());
        blocks
    }

    fn agreement(&self) -> String {
        let share = estimate(self.summary.agreement);
        let kappa = kappa(self.summary.kappa);
        match self.lang {
            Lang::Ja => format!("判断の一致 {share}、偶然を除いた一致（コーエンのκ） {kappa}"),
            Lang::En => format!("same decision {share}, beyond chance (Cohen's κ) {kappa}"),
        }
    }

    fn counts(&self) -> String {
        let FeedbackSummary { comments, judged_anew, undecided, .. } = self.summary;
        let missed = self.summary.missed.len();
        match self.lang {
            Lang::Ja => format!(
                "判断のあるもの{comments}件（うち改めて判定{judged_anew}件）、未判断{undecided}件。判定は維持、職員は該当としたもの{missed}件"
            ),
            Lang::En => format!(
                "{comments} decided ({judged_anew} judged anew), {undecided} undecided; {missed} kept by the engine and flagged by clerks"
            ),
        }
    }

    fn clauses(&self) -> Block {
        let names = [
            ("対象", "of"),
            ("職員", "clerks"),
            ("判定", "engine"),
            ("適合率 [95%]", "precision [95%]"),
            ("再現率 [95%]", "recall [95%]"),
            ("F1 [95%]", "F1 [95%]"),
            ("F0.5 [95%]", "F0.5 [95%]"),
        ];
        let overall = self.lang.pick("全体（掲載維持以外）", "all (flagged)").to_owned();
        let mut rows = vec![measure_row(overall, &self.summary.flagged)];
        rows.extend(self.summary.clauses.iter().map(|t| measure_row(topic(t), &t.measure)));
        let title = self.lang.pick("条項別", "By clause").to_owned();
        Block::Table { title, header: header(self.lang, names), rows }
    }

    fn months(&self) -> Block {
        let names = [
            ("月", "month"),
            ("件数", "comments"),
            ("一致", "same"),
            ("割合 [95%]", "share [95%]"),
            ("κ [95%]", "κ [95%]"),
        ];
        let rows = self.summary.months.iter().map(|month| {
            vec![
                Cell::Words(month.month.clone()),
                Cell::count(month.comments),
                Cell::count(month.agreed),
                Cell::Number(estimate(month.agreement)),
                Cell::Number(kappa(month.kappa)),
            ]
        });
        let title =
            self.lang.pick("月別（職員が判断した月）", "By month of the decision").to_owned();
        Block::Table { title, header: header(self.lang, names), rows: rows.collect() }
    }

    /// The rules that clerks did not follow, the most often first.
    fn rules(&self) -> Option<Block> {
        let names = [
            ("規則", "rule"),
            ("件数", "comments"),
            ("支持", "upheld"),
            ("割合 [95%]", "share [95%]"),
        ];
        let rejected = self.summary.rules.iter().filter(|rule| rule.rejected() > 0);
        let rows = rejected.take(MAX_RULES).map(|rule| {
            let trial = self.lang.pick("（試行中）", " (on trial)");
            let trial = if rule.on_trial { trial } else { "" };
            vec![
                Cell::Quoted(format!("{}{trial}", rule.rule)),
                Cell::count(rule.comments),
                Cell::count(rule.upheld),
                Cell::Number(estimate(rule.precision)),
            ]
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        let title = self
            .lang
            .pick("職員が支持しなかったことのある規則", "Rules that clerks did not always uphold");
        let header = header(self.lang, names);
        (!rows.is_empty()).then(|| Block::Table { title: title.to_owned(), header, rows })
    }

    fn proposals(&self) -> Vec<Block> {
        if self.summary.proposals.is_empty() {
            return vec![Block::Line(String::new()), Block::Strong(self.none())];
        }
        let names = [
            ("規則", "rule"),
            ("提案", "proposal"),
            ("件数", "comments"),
            ("支持", "upheld"),
            ("割合 [95%]", "share [95%]"),
            ("根拠となるid", "ids"),
        ];
        let rows = self.summary.proposals.iter().map(|proposal| {
            vec![
                Cell::Quoted(proposal.rule.clone()),
                Cell::Words(self.change(proposal)),
                Cell::count(proposal.comments),
                Cell::count(proposal.upheld),
                Cell::Number(estimate(Some(proposal.share))),
                Cell::Quoted(ids(&proposal.ids)),
            ]
        });
        let title = self
            .lang
            .pick("見直しの提案（自動では変わりません）", "Proposals (nothing changes by itself)");
        let table = Block::Table {
            title: title.to_owned(),
            header: header(self.lang, names),
            rows: rows.collect(),
        };
        let title = self.lang.pick(
            "辞書に貼り付ける場合（--lexicon のフォルダ）",
            "To paste into a folder for --lexicon",
        );
        let code = Block::Code {
            title: title.to_owned(),
            language: "toml",
            text: self.told.snippet.clone(),
        };
        let mut blocks = vec![table, Block::Line(self.criteria())];
        blocks.extend(self.texts());
        blocks.push(code);
        blocks
    }

    fn none(&self) -> String {
        let least = self.summary.criteria.min_comments;
        match self.lang {
            Lang::Ja => format!(
                "見直しを提案できるだけの根拠のある規則はありません（{least}件以上、95 %区間で判断）"
            ),
            Lang::En => format!(
                "no rule with enough evidence for a proposal (from {least} comments, by 95 % intervals)"
            ),
        }
    }

    fn change(&self, proposal: &Proposal) -> String {
        match (self.lang, proposal.change) {
            (Lang::Ja, Change::Trial) => "試行に移す（shadow = true）".to_owned(),
            (Lang::En, Change::Trial) => "put on trial (shadow = true)".to_owned(),
            (Lang::Ja, Change::EndTrial) => "試行を終えて判定に使う".to_owned(),
            (Lang::En, Change::EndTrial) => "end the trial".to_owned(),
            (Lang::Ja, Change::Lower { strength }) => format!("強さを{strength}に下げる"),
            (Lang::En, Change::Lower { strength }) => format!("lower its strength to {strength}"),
            (Lang::Ja, Change::Raise { strength }) => format!("強さを{strength}に上げる"),
            (Lang::En, Change::Raise { strength }) => format!("raise its strength to {strength}"),
        }
    }

    fn criteria(&self) -> String {
        let c = &self.summary.criteria;
        let (least, target) = (c.min_comments, c.target_precision);
        let (trial, delete) = (c.trial_below, c.delete_from);
        match self.lang {
            Lang::Ja => format!(
                "基準（95 %ウィルソン区間、{least}件以上）: 上端が{target}未満なら下げる、{trial}未満なら試行に移す。単独で要確認としたものを職員が削除した割合の下端が{delete}以上なら上げる"
            ),
            Lang::En => format!(
                "criteria (95 % Wilson interval, from {least} comments): upper end below {target}: lower, below {trial}: on trial; lower end of what clerks deleted where it alone asked for review from {delete}: raise"
            ),
        }
    }

    /// The comments behind the proposals, if they were asked for.
    fn texts(&self) -> Option<Block> {
        let texts = self.told.texts.as_ref()?;
        let rows = self.summary.proposals.iter().flat_map(|proposal| {
            proposal.ids.iter().take(MAX_IDS).map(|id| {
                let text = texts.get(id).cloned().unwrap_or_default();
                vec![
                    Cell::Quoted(proposal.rule.clone()),
                    Cell::Quoted(id.clone()),
                    Cell::Quoted(text),
                ]
            })
        });
        let title = self.lang.pick("根拠となるコメント", "Comments behind them").to_owned();
        let names = [("規則", "rule"), ("id", "id"), ("コメント", "comment")];
        Some(Block::Table { title, header: header(self.lang, names), rows: rows.collect() })
    }
}

fn kappa(kappa: Option<Kappa>) -> String {
    // Not «-0.000».
    let shown = |value: f64| if value.abs() < 0.0005 { 0.0 } else { value };
    let figures =
        |k: Kappa| format!("{:.3} [{:.3}, {:.3}]", shown(k.value), shown(k.low), shown(k.high));
    kappa.map_or_else(|| "–".to_owned(), figures)
}

fn ids(ids: &[String]) -> String {
    let named = ids.iter().take(MAX_IDS).cloned().collect::<Vec<_>>().join(" ");
    match ids.len().saturating_sub(MAX_IDS) {
        0 => named,
        more => format!("{named} … +{more}"),
    }
}
