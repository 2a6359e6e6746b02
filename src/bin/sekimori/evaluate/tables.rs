//! The figures as tables.

use sekimori::evaluate::{ConfusionRow, Estimate, Measure, Summary, SweepPoint, Topic};
use sekimori::explain::Lang;

use crate::form::{Block, Cell, header};

/// Thresholds of which the table shows a row; the page and the JSON hold all.
const THRESHOLDS: [f64; 9] = [0.9, 0.8, 0.7, 0.65, 0.6, 0.5, 0.4, 0.3, 0.2];
/// Rules of which the table shows a row, those that were most often wrong.
const MAX_RULES: usize = 10;
/// Characters of a clause's text that are shown.
const MAX_TITLE: usize = 16;

/// All tables.
pub fn blocks(summary: &Summary, lang: Lang) -> Vec<Block> {
    let tables = Tables { lang };
    let mut blocks = vec![tables.figures(summary)];
    // How often comments that should be kept are flagged: what citizens feel.
    blocks.extend(wrongly_flagged(&summary.overall, lang).map(Block::Line));
    let title = lang.pick("ラベルと判定", "Labels against decisions");
    blocks.push(confusion(title, &summary.confusion, lang));
    blocks.extend(tables.sweep(summary));
    blocks.extend(tables.rules(summary));
    blocks.extend([Block::Line(String::new()), Block::Line(tables.notes(summary))]);
    blocks
}

struct Tables {
    lang: Lang,
}

impl Tables {
    fn figures(&self, summary: &Summary) -> Block {
        let names = [
            ("対象", "of"),
            ("正例", "support"),
            ("検出", "found"),
            ("適合率 [95%]", "precision [95%]"),
            ("再現率 [95%]", "recall [95%]"),
            ("F1 [95%]", "F1 [95%]"),
            ("F0.5 [95%]", "F0.5 [95%]"),
        ];
        let overall = self.lang.pick("全体（掲載維持以外）", "all (flagged)").to_owned();
        let mut rows = vec![measure_row(overall, &summary.overall)];
        let topics = summary.clauses.iter().chain(&summary.concepts);
        rows.extend(topics.map(|of| measure_row(topic(of), &of.measure)));
        let title = self.lang.pick("適合率と再現率", "Precision and recall").to_owned();
        Block::Table { title, header: header(self.lang, names), rows }
    }

    fn sweep(&self, summary: &Summary) -> Option<Block> {
        let names = [
            ("しきい値", "threshold"),
            ("適合率", "precision"),
            ("再現率", "recall"),
            ("確認の割合", "to look at"),
        ];
        let row = |threshold: f64| {
            let point = at(&summary.sweep, threshold)?;
            let cells = [
                format!("{threshold:.2}"),
                share(point.precision),
                share(point.recall),
                percent(point.review_share),
            ];
            Some(cells.map(Cell::Number).into())
        };
        let rows: Vec<Vec<Cell>> = THRESHOLDS.into_iter().filter_map(row).collect();
        let title = self.lang.pick("しきい値を変えたら", "Other thresholds").to_owned();
        let header = header(self.lang, names);
        (!rows.is_empty()).then_some(Block::Table { title, header, rows })
    }

    fn rules(&self, summary: &Summary) -> Option<Block> {
        let names = [
            ("規則", "rule"),
            ("件数", "comments"),
            ("ラベルあり", "labelled"),
            ("正", "right"),
            ("適合率 [95%]", "precision [95%]"),
        ];
        let wrong = summary.rules.iter().filter(|rule| rule.right < rule.labelled);
        let rows = wrong.take(MAX_RULES).map(|rule| {
            let counts = [rule.comments, rule.labelled, rule.right].map(Cell::count);
            let name = std::iter::once(Cell::Quoted(rule.rule.clone()));
            name.chain(counts).chain([Cell::Number(estimate(rule.precision))]).collect()
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        let title = self.lang.pick("誤りの多い規則", "Rules most often wrong").to_owned();
        let header = header(self.lang, names);
        (!rows.is_empty()).then_some(Block::Table { title, header, rows })
    }

    fn notes(&self, summary: &Summary) -> String {
        let (resamples, seed) = (summary.bootstrap.resamples, summary.bootstrap.seed);
        let average = share(summary.average_precision);
        let comments = summary.comments;
        match self.lang {
            Lang::Ja => format!(
                "{comments}件　平均適合率 {average}　区間: Wilson（適合率・再現率）、ブートストラップ {resamples}回・乱数の種 {seed}（F）"
            ),
            Lang::En => format!(
                "{comments} comments  average precision {average}  intervals: Wilson (precision, recall), bootstrap with {resamples} resamples, seed {seed} (F)"
            ),
        }
    }
}

pub fn measure_row(name: String, measure: &Measure) -> Vec<Cell> {
    let counts = [measure.support, measure.found].map(Cell::count);
    let figures = [measure.precision, measure.recall, measure.f1, measure.f05];
    let figures = figures.map(|figure| Cell::Number(estimate(figure)));
    std::iter::once(Cell::Words(name)).chain(counts).chain(figures).collect()
}

/// A clause's number with the beginning of its text; a concept's name says enough.
pub fn topic(topic: &Topic) -> String {
    if !topic.title_en.is_empty() {
        return topic.name.clone();
    }
    let mut title: String = topic.title.chars().take(MAX_TITLE).collect();
    if title.len() < topic.title.len() {
        title.push('…');
    }
    format!("{} {title}", topic.name)
}

/// What people say against what the engine says.
pub fn confusion(title: &str, rows: &[ConfusionRow], lang: Lang) -> Block {
    let names = [("ラベル", "label"), ("keep", "keep"), ("review", "review"), ("delete", "delete")];
    let rows = rows.iter().map(|row| {
        let counts = [row.keep, row.review, row.delete].map(Cell::count);
        std::iter::once(Cell::Words(row.label.to_owned())).chain(counts).collect()
    });
    Block::Table { title: title.to_owned(), header: header(lang, names), rows: rows.collect() }
}

/// `None` if no comment should be kept.
pub fn wrongly_flagged(overall: &Measure, lang: Lang) -> Option<String> {
    let rate = overall.false_positive_rate?;
    let wrong = overall.counts.false_positives;
    let kept = wrong + overall.counts.true_negatives;
    let figures = format!(
        "{wrong} / {kept} = {:.3} % [{:.3}, {:.3}]",
        rate.value * 100.0,
        rate.low * 100.0,
        rate.high * 100.0
    );
    Some(match lang {
        Lang::Ja => format!("維持すべきコメントのうち検出されたもの: {figures}"),
        Lang::En => format!("Flagged of those to be kept: {figures}"),
    })
}

/// What flagging from `threshold` on would do: the lowest score that occurs and reaches it.
fn at(sweep: &[SweepPoint], threshold: f64) -> Option<&SweepPoint> {
    sweep.iter().take_while(|point| point.threshold >= threshold).last()
}

pub fn estimate(estimate: Option<Estimate>) -> String {
    estimate
        .map_or_else(|| "–".to_owned(), |e| format!("{:.3} [{:.3}, {:.3}]", e.value, e.low, e.high))
}

pub fn share(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.3}"))
}

pub fn percent(value: f64) -> String {
    format!("{:.1} %", value * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_takes_in_every_score_that_reaches_it() {
        let point = |threshold| SweepPoint {
            threshold,
            precision: None,
            recall: None,
            review_share: threshold,
        };
        let sweep = [point(0.95), point(0.6), point(0.55), point(0.0)];
        let shown = [0.97, 0.9, 0.6, 0.5].map(|t| at(&sweep, t).map(|point| point.threshold));
        assert_eq!(shown, [None, Some(0.95), Some(0.6), Some(0.55)]);
    }
}
