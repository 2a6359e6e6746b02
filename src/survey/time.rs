//! Times as exports write them.

use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil};

/// Japan has one zone and no summer time.
const JAPAN: Offset = Offset::constant(9);

/// Reads a time: RFC 3339, `2026/04/01 12:34`, `2026-04-01 12:34:56`, `2026年4月1日 午後3時5分`, a date
/// alone, X's `Wed Apr 01 03:34:56 +0000 2026`, seconds or milliseconds since 1970. Without a zone it is
/// a time of Japan.
#[must_use]
pub fn instant(text: &str) -> Option<Timestamp> {
    // Full-width digits and marks become plain ones.
    let text: String = text.trim().chars().map(plain).collect();
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return epoch(&text);
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    if let Ok(broken) = strtime::parse("%a %b %d %H:%M:%S %z %Y", &text) {
        return broken.to_timestamp().ok();
    }
    JAPAN.to_timestamp(local(&text)?).ok()
}

/// The day in Japan.
#[must_use]
pub fn day(instant: Timestamp) -> civil::Date {
    JAPAN.to_datetime(instant).date()
}

/// RFC 3339 with the offset of Japan, to the second.
#[must_use]
pub fn written(instant: Timestamp) -> String {
    let time = instant.to_zoned(TimeZone::fixed(JAPAN));
    time.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn plain(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        // Full-width ASCII lies at a fixed distance.
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

fn epoch(digits: &str) -> Option<Timestamp> {
    let number = digits.parse().ok()?;
    match digits.len() {
        9..=10 => Timestamp::from_second(number).ok(),
        12..=13 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

fn local(text: &str) -> Option<DateTime> {
    let afternoon = text.contains("午後") || text.to_ascii_uppercase().ends_with("PM");
    let numbers: Vec<i16> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    let [year, month, day, rest @ ..] = numbers.as_slice() else { return None };
    if !(1000..=9999).contains(year) || !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let part = |index: usize| i8::try_from(rest.get(index).copied().unwrap_or(0)).ok();
    let mut hour = part(0)?;
    if afternoon && hour < 12 {
        hour += 12;
    }
    let date = civil::Date::new(*year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?);
    let time = civil::Time::new(hour, part(1)?, part(2)?, 0);
    Some(date.ok()?.to_datetime(time.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_forms_are_the_same_instant() {
        let expected = instant("2026-04-01T12:34:00+09:00");
        assert!(expected.is_some());
        for text in [
            "2026/04/01 12:34",
            "2026-04-01 12:34:00",
            "2026/4/1 12:34",
            "２０２６／０４／０１　１２：３４",
            "2026年4月1日 午後0時34分",
            "Wed Apr 01 03:34:00 +0000 2026",
            "2026-04-01T03:34:00Z",
            "1775014440",
            "1775014440000",
        ] {
            assert_eq!(instant(text), expected, "{text}");
        }
    }

    #[test]
    fn a_day_is_a_day_in_japan() {
        let late = instant("2026-04-01T15:30:00Z").expect("a time");
        assert_eq!(day(late).to_string(), "2026-04-02");
        assert_eq!(day(instant("2026/4/2").expect("a date")).to_string(), "2026-04-02");
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in
            ["", "昨日", "12:34", "2026/13/01", "2026/2/30 10:00", "42", "09012345678", "平成3"]
        {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
