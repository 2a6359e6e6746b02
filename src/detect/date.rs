//! Dates (`date`), dates whose weekday is another (`wrong_weekday`) and, where the day of posting is
//! known, dates before it (`past_date`): 2024年10月3日, 令和6年10月3日, 10月3日, 10/3(土), 十月三日, 明日, 来週の土曜.
//!
//! Sources: JIS X 0301 (日付及び時刻の表記), 元号法. The words are in `dictionaries/cues/dates.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use regex::{Captures, Regex};
use serde::Deserialize;

use super::amount;
use super::calendar::{NamedDay, day_of, is_past, right_weekday};
use super::detector::{Detector, Input};
use super::signal::Signal;
use crate::normalize::{LetterSet, LetterWords};
use crate::tokenize::Morphemes;

/// 10/3 may be a fraction or a score.
const MAY_BE_A_FRACTION: f32 = 0.6;
/// 明日, 土曜: a day, but not which.
const RELATIVE: f32 = 0.7;

/// The words of dates, as in `cues/dates.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct DateWords {
    relative: Vec<String>,
    weekdays: Vec<String>,
    eras: BTreeMap<String, u32>,
}

/// Reports dates.
#[derive(Debug)]
pub struct DateDetector {
    words: DateWords,
    /// Those that name no date: 明日, 土曜.
    relative: LetterWords,
}

impl DateDetector {
    /// A detector with the words of a file like `cues/dates.toml`.
    ///
    /// # Errors
    ///
    /// If the text is not of that form.
    pub fn new(toml_text: &str) -> Result<Self, toml::de::Error> {
        let words: DateWords = toml::from_str(toml_text)?;
        let relative = words.relative.iter().chain(&words.weekdays);
        Ok(Self { relative: LetterWords::new(relative.map(String::as_str)), words })
    }

    /// A detector with the words that are part of the crate.
    ///
    /// # Errors
    ///
    /// If `cues/dates.toml` is malformed.
    pub fn embedded() -> Result<Self, toml::de::Error> {
        Self::new(include_str!("../../dictionaries/cues/dates.toml"))
    }

    /// The day that is named. `None` if there is no such day in any year.
    fn named_day(&self, hit: &Captures<'_>) -> Option<NamedDay> {
        let number = |name: &str| hit.name(name).and_then(|m| to_number(m.as_str()));
        let (month, day) = (number("month")?, number("day")?);
        let longest = match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        if !(1..=longest).contains(&day) {
            return None;
        }
        let era = hit.name("era").and_then(|m| self.words.eras.get(m.as_str()));
        let written = hit.name("year").map(|m| m.as_str());
        let year = match (era, written) {
            (Some(start), Some("元")) => Some(start + 1),
            (Some(start), Some(year)) => Some(start + to_number(year)?),
            (None, Some(year)) => Some(to_number(year)?),
            (_, None) => None,
        };
        Some(NamedDay {
            year: year.map(i16::try_from).transpose().ok()?,
            month: i8::try_from(month).ok()?,
            day: i8::try_from(day).ok()?,
        })
    }

    fn find(&self, input: &Input<'_>) -> Vec<Signal> {
        let mut out = Vec::new();
        self.numbered(input, &mut out);
        self.relative(input, &mut out);
        out.sort_by_key(|signal| signal.span);
        out
    }

    fn numbered(&self, input: &Input<'_>, out: &mut Vec<Signal>) {
        static NUMBERED: LazyLock<Option<Regex>> = LazyLock::new(|| {
            Regex::new(concat!(
                r"(?:(?P<era>令和|平成|昭和|大正|明治|[RHS]) ?)?",
                r"(?:(?P<year>[0-9]{1,4}|元|[〇一二三四五六七八九十]{1,4}) ?[年/.\-] ?)?",
                r"(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?(?P<by>[月/.\-]) ?",
                r"(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3}) ?(?P<end>日)?(?: ?(?P<week>\([月火水木金土日](?:曜日?)?(?:・?祝)?\)|[月火水木金土日]曜日?))?",
            ))
            .ok()
        });
        static NUMERALS: LazyLock<LetterSet> =
            LazyLock::new(|| LetterSet::new("一二三四五六七八九十".chars()));
        let number = input.letters.digits() > 0 || input.letters.meets(&NUMERALS);
        if !number || !input.letters.may_hold_any("月/.-") {
            return;
        }
        let text = input.surface.as_str();
        let today = input.comment.time.and_then(day_of);
        for hit in NUMBERED.iter().flat_map(|regex| regex.captures_iter(text)) {
            let Some(all) = hit.get(0).filter(|all| !touches_number(text, all.range())) else {
                continue;
            };
            let sure = has_date_form(&hit);
            let by_slash = hit.name("by").is_some_and(|by| by.as_str() == "/");
            if !sure && (!by_slash || hit.name("year").is_some()) {
                continue;
            }
            let Some(day) = self.named_day(&hit) else { continue };
            let signal = Signal::new("date", input.surface.original(all.range()), canonical(day));
            if sure {
                out.extend(against_calendar(&hit, day, today, &signal));
            }
            out.push(if sure {
                signal
            } else {
                signal.with_confidence(MAY_BE_A_FRACTION, "分数や得点かもしれない書き方")
            });
        }
    }

    fn relative(&self, input: &Input<'_>, out: &mut Vec<Signal>) {
        let text = input.surface.as_str();
        for word in self.relative.spelt_by(input.letters) {
            for (at, found) in text.match_indices(word) {
                let span = input.surface.original(at..at + found.len());
                out.push(
                    Signal::new("date", span, found).with_confidence(RELATIVE, "日を指す言葉"),
                );
            }
        }
    }
}

/// Whether a year, an era, a weekday or 月 and 日 say that it is a date: 1.5 and 3-2 are none.
fn has_date_form(hit: &Captures<'_>) -> bool {
    let by_month = hit.name("by").is_some_and(|by| by.as_str() == "月");
    let full_year = hit.name("year").is_some_and(|year| year.len() >= 4);
    (by_month && hit.name("end").is_some())
        || full_year
        || hit.name("era").is_some()
        || hit.name("week").is_some()
}

/// `2024-10-03`, or `--10-03` where the year is not given.
fn canonical(NamedDay { year, month, day }: NamedDay) -> String {
    year.map_or_else(
        || format!("--{month:02}-{day:02}"),
        |year| format!("{year:04}-{month:02}-{day:02}"),
    )
}

/// What is wrong with a date, by the calendar.
fn against_calendar(
    hit: &Captures<'_>,
    day: NamedDay,
    today: Option<Date>,
    date: &Signal,
) -> Vec<Signal> {
    let written = hit.name("week").and_then(|week| weekday(week.as_str()));
    let right = written.and_then(|written| right_weekday(day, written, today));
    let wrong = right.map(|right| {
        let note = WEEKDAY_NOTES[right.to_monday_zero_offset() as usize];
        Signal::new("wrong_weekday", date.span, date.value.clone()).with_confidence(1.0, note)
    });
    let past = today.filter(|today| is_past(day, *today));
    let past = past.map(|_| Signal::new("past_date", date.span, date.value.clone()));
    wrong.into_iter().chain(past).collect()
}

/// From Monday on.
const WEEKDAY_NOTES: [&str; 7] = [
    "暦では月曜日",
    "暦では火曜日",
    "暦では水曜日",
    "暦では木曜日",
    "暦では金曜日",
    "暦では土曜日",
    "暦では日曜日",
];

fn weekday(written: &str) -> Option<Weekday> {
    let letter = written.trim_start_matches('(').chars().next()?;
    let offset = "月火水木金土日".chars().position(|day| day == letter)?;
    Weekday::from_monday_zero_offset(i8::try_from(offset).ok()?).ok()
}

fn to_number(written: &str) -> Option<u32> {
    amount::value(written).filter(|value| *value <= 9999.0).map(|value| value as u32)
}

/// Whether the digits go on before or behind the match.
fn touches_number(text: &str, range: std::ops::Range<usize>) -> bool {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '/' | '-' | '.');
    let digit_before = text[..range.start].chars().next_back().is_some_and(is_part);
    let mut behind = text[range.end..].chars();
    let digit_behind = match behind.next() {
        Some(c) if c.is_ascii_digit() || c == '/' => true,
        Some('-' | '.') => behind.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    digit_before || digit_behind
}

impl Detector for DateDetector {
    fn signals(&self) -> &'static [&'static str] {
        &["date", "wrong_weekday", "past_date"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        static MARKS: LazyLock<LetterWords> = LazyLock::new(|| {
            let marks = ["日", "月", "週", "曜", "あした", "あさって", "年", "今夜", "今晩", "明"];
            LetterWords::new(marks)
        });
        input.letters.digits() > 0 || input.has_listed(&MARKS)
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        out.append(&mut self.find(input));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::probe::with_input;

    fn found(text: &str) -> Vec<(String, String)> {
        let detector = DateDetector::embedded().expect("the words load");
        with_input(text, None, |input| detector.find(input))
            .into_iter()
            .map(|s| (s.span.slice(text).to_owned(), s.value))
            .collect()
    }

    #[test]
    fn dates() {
        for (text, span, value) in [
            ("2024年10月3日に開催", "2024年10月3日", "2024-10-03"),
            ("令和６年１０月３日", "令和６年１０月３日", "2024-10-03"),
            ("令和元年5月1日", "令和元年5月1日", "2019-05-01"),
            ("R6.10.3", "R6.10.3", "2024-10-03"),
            ("10月3日(土)に行く", "10月3日(土)", "--10-03"),
            ("10/3(土)", "10/3(土)", "--10-03"),
            ("十月三日に", "十月三日", "--10-03"),
            ("2024-10-03", "2024-10-03", "2024-10-03"),
            ("明日行きます", "明日", "明日"),
            ("土曜に", "土曜", "土曜"),
        ] {
            assert_eq!(found(text), [(span.to_owned(), value.to_owned())], "{text}");
        }
    }

    #[test]
    fn the_calendar_is_asked() {
        let detector = DateDetector::embedded().expect("the words load");
        let names = |text: &str| -> Vec<&'static str> {
            with_input(text, None, |input| {
                let comment =
                    crate::Comment { time: Some("2026-11-26"), ..crate::Comment::new(text) };
                let found = detector.find(&Input { comment: &comment, ..*input });
                found.into_iter().map(|signal| signal.name).collect()
            })
        };
        assert_eq!(names("12月5日(土)に開催"), ["date"]);
        assert_eq!(names("12月5日（金）に開催"), ["wrong_weekday", "date"]);
        assert_eq!(names("令和8年12月6日（土曜日）"), ["wrong_weekday", "date", "date"]);
        assert_eq!(names("11月20日(金)に開催"), ["past_date", "date"]);
        assert_eq!(names("11/26(木)まで"), ["date"]);
    }

    #[test]
    fn other_numbers() {
        for text in [
            "13月40日",
            "1.5",
            "3-2で勝った",
            "110/300",
            "090-1234-5678",
            "2月31日",
            "100/3000人",
            "192.168.1.1",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        let detector = DateDetector::embedded().expect("the words load");
        for unit in ["1", "1/", "1月", "明日", "令和"] {
            let text = unit.repeat(200_000 / unit.len());
            let start = std::time::Instant::now();
            let _ = with_input(&text, None, |input| detector.find(input));
            assert!(start.elapsed().as_secs() < 20, "{unit}: {:?}", start.elapsed());
        }
    }
}
