//! The figures as tables.

use sekimori::evaluate::{Estimate, Measure, Summary, SweepPoint, Topic};
use sekimori::explain::Lang;

use crate::policy::table;

/// Thresholds of which the table shows a row; the page and the JSON hold all.
const THRESHOLDS: [f64; 9] = [0.9, 0.8, 0.7, 0.65, 0.6, 0.5, 0.4, 0.3, 0.2];
/// Rules of which the table shows a row, those that were most often wrong.
const MAX_RULES: usize = 10;
/// Characters of a clause's text that are shown.
const MAX_TITLE: usize = 16;

/// All tables, a blank line between them.
pub fn text(summary: &Summary, lang: Lang) -> String {
    let tables = Tables { lang };
    let parts = [
        tables.figures(summary),
        tables.wrongly_flagged(summary),
        tables.confusion(summary),
        tables.sweep(summary),
        tables.rules(summary),
        tables.notes(summary),
    ];
    let filled: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    filled.join("\n\n")
}

struct Tables {
    lang: Lang,
}

impl Tables {
    fn figures(&self, summary: &Summary) -> String {
        let header = self.lang.pick(
            "対象,正例,検出,適合率 [95%],再現率 [95%],F1 [95%],F0.5 [95%]",
            "of,support,found,precision [95%],recall [95%],F1 [95%],F0.5 [95%]",
        );
        let mut table = table(&header.split(',').collect::<Vec<_>>());
        let overall = self.lang.pick("全体（掲載維持以外）", "all (flagged)").to_owned();
        table.add_row(measure_row(overall, &summary.overall));
        for topic in summary.clauses.iter().chain(&summary.concepts) {
            table.add_row(measure_row(self.topic(topic), &topic.measure));
        }
        table.trim_fmt()
    }

    /// The number with the beginning of its text; a concept's name says enough.
    fn topic(&self, topic: &Topic) -> String {
        if !topic.title_en.is_empty() {
            return topic.name.clone();
        }
        let mut title: String = topic.title.chars().take(MAX_TITLE).collect();
        if title.len() < topic.title.len() {
            title.push('…');
        }
        format!("{} {title}", topic.name)
    }

    /// How often comments that should be kept are flagged: what citizens feel.
    fn wrongly_flagged(&self, summary: &Summary) -> String {
        wrongly_flagged(&summary.overall, self.lang).unwrap_or_default()
    }

    fn confusion(&self, summary: &Summary) -> String {
        let header = self.lang.pick("ラベル,keep,review,delete", "label,keep,review,delete");
        let mut table = table(&header.split(',').collect::<Vec<_>>());
        for row in &summary.confusion {
            table.add_row([
                row.label.to_owned(),
                row.keep.to_string(),
                row.review.to_string(),
                row.delete.to_string(),
            ]);
        }
        table.trim_fmt()
    }

    fn sweep(&self, summary: &Summary) -> String {
        let header = self
            .lang
            .pick("しきい値,適合率,再現率,確認の割合", "threshold,precision,recall,to look at");
        let mut table = table(&header.split(',').collect::<Vec<_>>());
        for threshold in THRESHOLDS {
            let Some(point) = at(&summary.sweep, threshold) else { continue };
            table.add_row([
                format!("{threshold:.2}"),
                share(point.precision),
                share(point.recall),
                percent(point.review_share),
            ]);
        }
        if table.is_empty() { String::new() } else { table.trim_fmt() }
    }

    fn rules(&self, summary: &Summary) -> String {
        let header = self.lang.pick(
            "誤りの多いルール,件数,ラベルあり,正,適合率 [95%]",
            "rules most often wrong,comments,labelled,right,precision [95%]",
        );
        let mut table = table(&header.split(',').collect::<Vec<_>>());
        let wrong = summary.rules.iter().filter(|rule| rule.right < rule.labelled);
        for rule in wrong.take(MAX_RULES) {
            table.add_row([
                rule.rule.clone(),
                rule.comments.to_string(),
                rule.labelled.to_string(),
                rule.right.to_string(),
                estimate(rule.precision),
            ]);
        }
        if table.is_empty() { String::new() } else { table.trim_fmt() }
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

fn measure_row(name: String, measure: &Measure) -> [String; 7] {
    [
        name,
        measure.support.to_string(),
        measure.found.to_string(),
        estimate(measure.precision),
        estimate(measure.recall),
        estimate(measure.f1),
        estimate(measure.f05),
    ]
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
