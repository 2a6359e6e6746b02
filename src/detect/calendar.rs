//! Days of the year, with the year left out as people do, and their weekdays.
//!
//! Source of weekdays: the Gregorian calendar (JIS X 0301), by the `jiff` crate.

use jiff::civil::{Date, Weekday};

/// So near to today, a date without a year means only one day: 12月5日 in November is next month's.
const NEAR_DAYS: i32 = 92;

/// A day as a draft names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NamedDay {
    /// The year, if it is written.
    pub year: Option<i16>,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

impl NamedDay {
    /// The days that may be meant, seen from today: one if the year is written or the day is near,
    /// otherwise the last and the next of that name. None if there is no such day, or if only the
    /// year could say which it is and today is not known.
    pub fn candidates(self, today: Option<Date>) -> Vec<Date> {
        let of_year = |year: i16| Date::new(year, self.month, self.day).ok();
        if let Some(year) = self.year {
            return of_year(year).into_iter().collect();
        }
        let Some(today) = today else { return Vec::new() };
        let years = [today.year() - 1, today.year(), today.year() + 1];
        let mut days: Vec<Date> = years.into_iter().filter_map(of_year).collect();
        days.sort_by_key(|day| distance(*day, today).abs());
        let only_one = days.first().is_some_and(|day| distance(*day, today).abs() <= NEAR_DAYS);
        days.truncate(if only_one { 1 } else { 2 });
        days
    }
}

/// The day that an ISO 8601 date or time begins with.
pub(super) fn day_of(time: &str) -> Option<Date> {
    time.get(..10)?.parse().ok()
}

/// Whether a day lies before today: at most [`NEAR_DAYS`] if its year is not written.
pub(super) fn is_past(day: NamedDay, today: Date) -> bool {
    let meant = day.candidates(Some(today));
    meant.len() == 1 && meant.iter().all(|day| *day < today)
}

/// The weekday of the day that is meant, if it is none of those that the written one fits.
pub(super) fn right_weekday(
    day: NamedDay,
    written: Weekday,
    today: Option<Date>,
) -> Option<Weekday> {
    let meant = day.candidates(today);
    let fits = meant.iter().any(|day| day.weekday() == written);
    meant.first().filter(|_| !fits).map(|day| day.weekday())
}

/// Days from today to a day; negative for the past.
fn distance(day: Date, today: Date) -> i32 {
    (day - today).get_days()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 11, 26);

    fn named(year: Option<i16>, month: i8, day: i8) -> NamedDay {
        NamedDay { year, month, day }
    }

    #[test]
    fn a_day_without_a_year() {
        let of = |month, day| named(None, month, day).candidates(Some(TODAY));
        assert_eq!(of(12, 5), [date(2026, 12, 5)]);
        assert_eq!(of(1, 10), [date(2027, 1, 10)]);
        assert_eq!(of(11, 20), [date(2026, 11, 20)]);
        assert_eq!(of(5, 1), [date(2027, 5, 1), date(2026, 5, 1)]);
        assert_eq!(named(None, 12, 5).candidates(None), []);
        assert_eq!(named(Some(2026), 2, 29).candidates(Some(TODAY)), []);
    }

    #[test]
    fn weekdays() {
        // 2026-12-05 is a Saturday; Friday was right a year before.
        let right = |written| right_weekday(named(None, 12, 5), written, Some(TODAY));
        assert_eq!(right(Weekday::Saturday), None);
        assert_eq!(right(Weekday::Friday), Some(Weekday::Saturday));
        // Far off, the weekday of the last or of the next such day will do.
        let far = |written| right_weekday(named(None, 5, 1), written, Some(TODAY));
        assert_eq!(far(Weekday::Saturday), None);
        assert_eq!(far(Weekday::Friday), None);
        assert_eq!(far(Weekday::Monday), Some(Weekday::Saturday));
        let written_year = right_weekday(named(Some(2024), 10, 3), Weekday::Friday, None);
        assert_eq!(written_year, Some(Weekday::Thursday));
    }

    #[test]
    fn the_past() {
        assert!(is_past(named(None, 11, 20), TODAY));
        assert!(is_past(named(Some(2020), 5, 1), TODAY));
        assert!(!is_past(named(None, 11, 26), TODAY));
        assert!(!is_past(named(None, 12, 5), TODAY));
        assert!(!is_past(named(None, 5, 1), TODAY), "last May or next May");
        assert_eq!(day_of("2026-11-26T10:00:00+09:00"), Some(TODAY));
        assert_eq!(day_of("昨日のこと"), None);
    }
}
