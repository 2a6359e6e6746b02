//! Numbers as Japanese writes them: `30万5千`, `三十万`, `1,200`, `数千`.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Longest run of digits that is read as one number.
const LONGEST: usize = 48;

/// The numbers of a text, as ranges. Runs longer than any amount are left out.
pub(super) fn numbers(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"[0-9〇零一二三四五六七八九十百千万億兆壱弐参拾数何](?:[,.]?[0-9〇零一二三四五六七八九十百千万億兆壱弐参拾])*").ok()
    });
    NUMBER
        .iter()
        .flat_map(move |regex| regex.find_iter(text))
        .map(|hit| hit.range())
        .filter(|range| range.len() <= LONGEST)
}

/// The worth of a number; `None` if it is vague (数万) or not a number.
pub(super) fn value(number: &str) -> Option<f64> {
    let mut total = 0.0;
    let mut section = 0.0;
    let mut digits = String::new();
    for c in number.chars().filter(|c| *c != ',') {
        if let Some(digit) = digit(c) {
            digits.push(digit);
            continue;
        }
        let before = if digits.is_empty() { None } else { Some(digits.parse::<f64>().ok()?) };
        digits.clear();
        let unit = unit(c)?;
        if unit >= 10_000.0 {
            let group: f64 = section + before.unwrap_or(0.0);
            total += if group == 0.0 { unit } else { group * unit };
            section = 0.0;
        } else {
            section += before.unwrap_or(1.0) * unit;
        }
    }
    let last = if digits.is_empty() { 0.0 } else { digits.parse::<f64>().ok()? };
    Some(total + section + last)
}

fn digit(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' | '.' => c,
        '〇' | '零' => '0',
        '一' | '壱' => '1',
        '二' | '弐' => '2',
        '三' | '参' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => return None,
    })
}

fn unit(c: char) -> Option<f64> {
    Some(match c {
        '十' | '拾' => 10.0,
        '百' => 100.0,
        '千' => 1000.0,
        '万' => 1e4,
        '億' => 1e8,
        '兆' => 1e12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        for (number, expected) in [
            ("1,200", Some(1200.0)),
            ("30万5千", Some(305_000.0)),
            ("三十万", Some(300_000.0)),
            ("一万二千三百", Some(12_300.0)),
            ("1.5億", Some(150_000_000.0)),
            ("千", Some(1000.0)),
            ("二〇二四", Some(2024.0)),
            ("数万", None),
        ] {
            assert_eq!(value(number), expected, "{number}");
        }
    }

    #[test]
    fn numbers_end_before_punctuation() {
        let text = "3.5は1,200、三十万です。1.";
        let found: Vec<&str> = numbers(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["3.5", "1,200", "三十万", "1"]);
    }
}
