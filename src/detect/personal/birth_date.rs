//! Dates of birth: 1990年1月2日生まれ, 生年月日 H2.1.2.
//!
//! Source: 個人情報の保護に関する法律第2条第1項第1号 (生年月日 is named there).

use std::sync::LazyLock;

use regex::Regex;

use crate::detect::{Detector, Input, Signal};
use crate::tokenize::Morphemes;

/// A date with the word that makes it a birthday before or behind it, invariant: compiles.
static BIRTH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let year = r"(?:(?:明治|大正|昭和|平成|令和|[mtshr]) ?\.?(?:\d{1,2}|元)|(?:18|19|20)\d{2})";
    let date = format!(r"{year} ?[年./-] ?\d{{1,2}} ?[月./-] ?\d{{1,2}} ?日?");
    Regex::new(&format!(
        r"(?:生年月日|誕生日|生まれ)(?:は|が|:|\s|、|=){{0,3}}(?P<behind>{date})|(?P<before>{date}) ?\)?(?:生まれ|うまれ|生ま|生(?:[^ぁ-ん一-龠]|$)|誕生)"
    ))
    .ok()
});

/// Detects dates of birth.
#[derive(Debug, Default)]
pub struct BirthDates;

impl Detector for BirthDates {
    fn signals(&self) -> &'static [&'static str] {
        &["birth_date"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        input.letters.digits() >= 3 && input.key_has_any(&["生", "誕", "うまれ"])
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let key = input.key.as_str();
        let Some(regex) = BIRTH.as_ref() else { return };
        for found in regex.captures_iter(key) {
            let Some(date) = found.name("behind").or(found.name("before")) else { continue };
            let value: String = date.as_str().chars().filter(|c| !c.is_whitespace()).collect();
            out.push(Signal::new("birth_date", input.key.original(date.range()), value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    #[test]
    fn birthdays_and_other_dates() {
        for (text, span) in [
            ("犯人は1990年1月2日生まれ", Some("1990年1月2日")),
            ("生年月日：平成２年１月２日", Some("平成２年１月２日")),
            ("S55.4.1生", Some("S55.4.1")),
            ("2024年11月20日の学生まつり", None),
            ("令和6年4月1日から生ごみの回収が変わる", None),
        ] {
            let found = signals(&BirthDates, text);
            assert_eq!(found.first().map(|s| s.span.slice(text)), span, "{text}");
        }
    }
}
