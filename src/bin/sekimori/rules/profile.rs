//! `sekimori rules profile`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use sekimori::Engine;
use sekimori::corpus::{Columns, Guess, ReadOptions, Record};
use sekimori::detect::Stage;
use sekimori::evaluate::{Expectation, LabelReader, Profile, Profiler, RuleOrder, RuleProfile};
use sekimori::explain::Lang;

use crate::args::{Format, ProfileArgs, ProfileOrder};
use crate::policy::table;
use crate::{input, setup};

pub fn run(args: &ProfileArgs) -> Result<ExitCode> {
    let engine = setup::measuring_engine(&args.engine)?;
    let mut reading = Reading::new(args, &engine);
    for input in &args.inputs {
        reading.file(input)?;
    }
    let mut profile = reading.profiler.profile();
    if profile.comments == 0 {
        bail!("there is no comment to judge\n  help: give a file with a row at least");
    }
    profile.sort_by(args.sort.into());
    let rules = profile.rules.len();
    profile.rules.truncate(args.top.unwrap_or(rules));
    let text = match args.format {
        Format::Json => serde_json::to_string_pretty(&profile)?,
        Format::Text => Tables { lang: args.lang.into(), profile: &profile, rules }.text(),
    };
    writeln!(std::io::stdout(), "{text}")?;
    Ok(if reading.is_whole() { ExitCode::SUCCESS } else { ExitCode::from(2) })
}

/// Time since the first reading.
fn clock() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// What has been read and measured so far. One thread: two would only measure each other.
struct Reading<'a> {
    args: &'a ProfileArgs,
    profiler: Profiler<'a>,
    labels: LabelReader<'a>,
    bad_rows: usize,
    /// Labels that cannot be read: what is wrong, and how often.
    bad_labels: BTreeMap<String, usize>,
}

impl<'a> Reading<'a> {
    fn new(args: &'a ProfileArgs, engine: &'a Engine) -> Self {
        let labels = LabelReader::new(engine.policy());
        Self {
            args,
            profiler: Profiler::new(engine, clock),
            labels,
            bad_rows: 0,
            bad_labels: BTreeMap::new(),
        }
    }

    fn file(&mut self, input: &Path) -> Result<()> {
        let name = input.display().to_string();
        let source = input::open(input, &ReadOptions::default())?;
        let (columns, label) = self.columns(source.names(), &name)?;
        for row in source.records(&columns) {
            match row.with_context(|| format!("could not read {name}"))? {
                Ok(record) => self.judge(&record, label.as_deref()),
                Err(error) => {
                    self.bad_rows += 1;
                    eprintln!("sekimori: {name}, {error}");
                }
            }
        }
        Ok(())
    }

    /// The columns as asked for, or guessed; a label is not needed.
    fn columns(&self, names: &[String], file: &str) -> Result<(Columns, Option<String>)> {
        let guess = Guess::from_names(names);
        let mut columns = guess.columns;
        if let Some(text) = &self.args.text_column {
            columns.text.clone_from(text);
        }
        let asked = self.args.label_column.as_ref();
        let missing = |column: &&String| !names.is_empty() && !names.contains(column);
        if let Some(column) = asked.filter(missing).or(Some(&columns.text).filter(missing)) {
            bail!(
                "{file} has no column «{column}»; it has {}\n  help: name the right one with --text-column or --label-column",
                sekimori::corpus::shown_names(names)
            );
        }
        Ok((columns, asked.cloned().or(guess.label)))
    }

    /// A label that cannot be read counts as none, and is told at the end.
    fn judge(&mut self, record: &Record, label: Option<&str>) {
        let label = label.and_then(|label| record.fields.get(label));
        let expected: Option<Expectation> = match label.map(|label| self.labels.read(label)) {
            None => None,
            Some(Ok(expected)) => expected,
            Some(Err(error)) => {
                *self.bad_labels.entry(error.to_string()).or_default() += 1;
                None
            }
        };
        self.profiler.add(&record.comment(), expected.as_ref());
    }

    /// Whether every row and label was read; labels that were not are told.
    fn is_whole(&self) -> bool {
        for (cause, rows) in &self.bad_labels {
            eprintln!("sekimori: {cause} (rows measured without a label: {rows})");
        }
        self.bad_rows == 0 && self.bad_labels.is_empty()
    }
}

impl From<ProfileOrder> for RuleOrder {
    fn from(order: ProfileOrder) -> Self {
        match order {
            ProfileOrder::Time => Self::Time,
            ProfileOrder::Hits => Self::Hits,
            ProfileOrder::Alone => Self::Alone,
            ProfileOrder::Wrong => Self::Wrong,
            ProfileOrder::Name => Self::Name,
        }
    }
}

struct Tables<'a> {
    lang: Lang,
    profile: &'a Profile,
    /// All rules that did anything; the profile holds those to be shown.
    rules: usize,
}

impl Tables<'_> {
    fn text(&self) -> String {
        let parts = [self.summary(), self.stages(), self.rules(), self.dead(), self.note()];
        let filled: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        filled.join("\n\n")
    }

    #[allow(clippy::cast_precision_loss, reason = "a rate is shown to three digits")]
    fn summary(&self) -> String {
        let Profile { comments, bytes, flagged, tokenized, .. } = *self.profile;
        let seconds = self.profile.nanoseconds() as f64 / 1e9;
        let rate = bytes as f64 / 1e6 / seconds.max(f64::MIN_POSITIVE);
        let share = |part: usize| format!("{:.1} %", 100.0 * part as f64 / comments as f64);
        let time = time(self.profile.nanoseconds());
        match self.lang {
            Lang::Ja => format!(
                "{comments}件、{bytes}バイト、{time}（{rate:.2} MB/s、1スレッド）\n維持以外 {flagged}件（{}）、形態素解析に至ったもの {tokenized}件（{}）",
                share(flagged),
                share(tokenized)
            ),
            Lang::En => format!(
                "{comments} comments, {bytes} bytes, {time} ({rate:.2} MB/s, one thread)\nnot kept {flagged} ({}), reached the tokenizer {tokenized} ({})",
                share(flagged),
                share(tokenized)
            ),
        }
    }

    fn stages(&self) -> String {
        let header = self.lang.pick("段階,時間,割合,1件あたり", "stage,time,share,a comment");
        let mut table = table(&header.split(',').collect::<Vec<_>>());
        for stage in &self.profile.stages {
            let name = self.stage(stage.stage);
            let share =
                stage.share.map_or("–".to_owned(), |share| format!("{:.1} %", share * 100.0));
            let each = stage.nanoseconds / self.profile.comments.max(1) as u64;
            table.add_row([name.to_owned(), time(stage.nanoseconds), share, time(each)]);
        }
        table.trim_fmt()
    }

    fn stage(&self, stage: Stage) -> &'static str {
        match stage {
            Stage::Normalize => self.lang.pick("正規化", "normalize"),
            Stage::Scan => self.lang.pick("語の走査", "scan"),
            Stage::Detect => self.lang.pick("検出器", "detect"),
            Stage::Tokenize => self.lang.pick("形態素解析", "tokenize"),
            Stage::Rules => self.lang.pick("規則の適用", "rules"),
            Stage::Decide => self.lang.pick("方針による判定", "decide"),
        }
    }

    fn rules(&self) -> String {
        if self.profile.rules.is_empty() {
            return String::new();
        }
        let header = self.lang.pick(
            "規則,試行,該当,単独,ラベルあり,正,適合率 [95%],時間,1回（中央値）",
            "rule,tried,hits,alone,labelled,right,precision [95%],time,median",
        );
        let mut table = table(&header.split(',').collect::<Vec<_>>());
        for rule in &self.profile.rules {
            table.add_row(rule_row(rule));
        }
        let (shown, all) = (self.profile.rules.len(), self.rules);
        let rest = match self.lang {
            _ if shown == all => String::new(),
            Lang::Ja => format!("\n（{all}規則のうち{shown}規則）"),
            Lang::En => format!("\n({shown} of {all} rules)"),
        };
        format!("{}{rest}", table.trim_fmt())
    }

    /// Rules that found nothing, those apart that need what a corpus may lack.
    fn dead(&self) -> String {
        let names = |needs_more: bool| -> Vec<String> {
            let dead = self.profile.dead.iter().filter(|d| d.needs_more_than_text == needs_more);
            dead.map(|dead| format!("  {}", dead.rule)).collect()
        };
        let part = |names: Vec<String>, ja: &str, en: &str| {
            let title = format!("{} ({})", self.lang.pick(ja, en), names.len());
            if names.is_empty() { String::new() } else { format!("{title}\n{}", names.join("\n")) }
        };
        let parts = [
            part(names(false), "一度も該当しなかった規則", "Rules that never fired"),
            part(
                names(true),
                "一度も該当しなかった規則（リンク先や投稿本文が必要）",
                "Rules that never fired and need a linked page or the post",
            ),
        ];
        let filled: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        filled.join("\n\n")
    }

    fn note(&self) -> String {
        let clock = time(self.profile.clock_nanoseconds);
        match self.lang {
            Lang::Ja => format!(
                "規則の時間は、要素がすべて揃ってから該当・非該当が決まるまでです。全規則に共通の処理は段階に数えます。時計の読取り1回 {clock} を含みます。"
            ),
            Lang::En => format!(
                "The time of a rule runs from all its elements being there to its finding; what all rules share counts as stages. It holds one reading of the clock, {clock}."
            ),
        }
    }
}

fn rule_row(rule: &RuleProfile) -> [String; 9] {
    let precision = rule.precision.map_or_else(
        || "–".to_owned(),
        |e| format!("{:.3} [{:.3}, {:.3}]", e.value, e.low, e.high),
    );
    [
        rule.rule.clone(),
        rule.tried.to_string(),
        rule.hits.to_string(),
        rule.alone.to_string(),
        rule.labelled.to_string(),
        rule.right.to_string(),
        precision,
        time(rule.nanoseconds),
        rule.median_nanoseconds.map_or_else(|| "–".to_owned(), time),
    ]
}

/// Three digits and the unit that fits.
#[allow(clippy::cast_precision_loss, reason = "three digits are shown")]
fn time(nanoseconds: u64) -> String {
    let value = nanoseconds as f64;
    let (value, unit) = match nanoseconds {
        0..1_000 => return format!("{nanoseconds} ns"),
        1_000..1_000_000 => (value / 1e3, "µs"),
        1_000_000..1_000_000_000 => (value / 1e6, "ms"),
        _ => (value / 1e9, "s"),
    };
    let decimals = if value < 10.0 { 2 } else { usize::from(value < 100.0) };
    format!("{value:.decimals$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_have_three_digits() {
        let shown = [0, 999, 1_000, 12_340, 123_400, 5_678_000, 61_000_000_000].map(time);
        assert_eq!(shown, ["0 ns", "999 ns", "1.00 µs", "12.3 µs", "123 µs", "5.68 ms", "61.0 s"]);
    }
}
