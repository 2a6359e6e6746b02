//! My Number (個人番号): twelve digits, the last a check digit.
//!
//! Source: 行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知
//! カード及び個人番号カード並びに情報提供ネットワークシステムによる特定個人情報の提供等に関する
//! 省令（平成26年総務省令第85号）第5条. Driving licences and parcel numbers have twelve digits too,
//! so a number without the label is only a suspicion.

use super::number_line::{Gap, NumberLine};
use super::numbers::{is_part_of_code, original};
use super::surroundings::{label_before, unit_behind};
use crate::detect::{Input, Signal};
use crate::normalize::key as fold_key;

const LENGTH: usize = 12;
/// Confidence of a valid number that no label announces.
const UNLABELLED: f32 = 0.63;
/// Confidence of a number that the label announces and the check digit refutes.
const REFUTED: f32 = 0.55;

/// Appends the My Numbers in a line of digits.
pub(super) fn find(input: &Input<'_>, line: &NumberLine, out: &mut Vec<Signal>) {
    let mut at = 0;
    while at + LENGTH <= line.digits.len() {
        match signal_at(input, line, at) {
            Some(signal) => {
                out.push(signal);
                at += LENGTH;
            }
            None => at += 1,
        }
    }
}

fn signal_at(input: &Input<'_>, line: &NumberLine, at: usize) -> Option<Signal> {
    let range = at..at + LENGTH;
    if !line.is_edge(at) || !line.is_edge(range.end) || !is_uniform(line, at) {
        return None;
    }
    let value = line.text(range.clone());
    let valid = has_check_digit(&value)?;
    let key = input.key.as_str();
    let place = line.place(range);
    if is_part_of_code(key, place.start) || unit_behind(key, place.end) {
        return None;
    }
    let span = original(input, place.clone());
    let signal = Signal::new("my_number", span, value.clone());
    match label_before(key, place.start) {
        Some("my_number") if valid => {
            Some(Signal { note: Some("チェックデジット一致"), ..signal })
        }
        Some("my_number") => Some(signal.with_confidence(REFUTED, "チェックデジット不一致")),
        Some(_) => None,
        None if is_about_my_number(key, place.start) => {
            let confidence = if valid { 0.9 } else { 0.5 };
            Some(signal.with_confidence(confidence, "マイナンバーの話の中の12桁の数字"))
        }
        None if valid && !is_timestamp(&value) => {
            Some(signal.with_confidence(UNLABELLED, "12桁でチェックデジット一致"))
        }
        None => None,
    }
}

/// Twelve digits in one piece, in fours, or each apart; not in a longer chain of the same kind.
fn is_uniform(line: &NumberLine, at: usize) -> bool {
    let end = at + LENGTH;
    let shape = line.shape(at..end);
    let known = matches!(shape.as_slice(), [12] | [4, 4, 4]) || shape.len() == LENGTH;
    let bound = |gap: Gap| matches!(gap, Gap::Hyphen | Gap::Comma | Gap::Dot);
    let inner: Vec<Gap> = line.gaps(at..end).collect();
    let same = |gap: Gap| inner.first() == Some(&gap);
    let before = at > 0 && (bound(line.digits[at].gap) || same(line.digits[at].gap));
    let after = line.digits.get(end).is_some_and(|next| bound(next.gap) || same(next.gap));
    known && !before && !after && !inner.contains(&Gap::Comma)
}

/// Whether the last digit is the one that the first eleven call for; `None` if one is masked.
fn has_check_digit(value: &str) -> Option<bool> {
    let digits: Vec<u32> = value.chars().map(|c| c.to_digit(10)).collect::<Option<Vec<_>>>()?;
    let (check, body) = digits.split_last()?;
    // P_n is the n-th digit from the right of the first eleven, Q_n its weight.
    let sum: u32 = body
        .iter()
        .rev()
        .zip([2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6])
        .map(|(digit, weight)| digit * weight)
        .sum();
    let remainder = sum % 11;
    Some(*check == if remainder <= 1 { 0 } else { 11 - remainder })
}

fn is_about_my_number(key: &str, at: usize) -> bool {
    let head = super::lists::before(key, at, 30);
    head.contains(&fold_key("マイナンバー")) || head.contains("個人番号")
}

/// 202411221530: a year, a month, a day, a time.
fn is_timestamp(value: &str) -> bool {
    let part = |range| value.get(range).and_then(|text: &str| text.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (part(0..4), part(4..6), part(6..8)) else {
        return false;
    };
    (1900..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;
    use crate::detect::personal::Numbers;

    #[test]
    fn the_check_digit_of_the_ordinance() {
        assert_eq!(has_check_digit("123456789018"), Some(true));
        assert_eq!(has_check_digit("123456789012"), Some(false));
        assert_eq!(has_check_digit("12345678901x"), None);
    }

    #[test]
    fn labels_and_check_digits_decide() {
        for (text, confidence) in [
            ("田中のマイナンバーは1234-5678-9018です", Some(1.0)),
            ("個人番号：１２３４５６７８９０１８", Some(1.0)),
            ("マイナンバー 123456789012", Some(REFUTED)),
            ("1234 5678 9018", Some(UNLABELLED)),
            ("123456789012", None),
            ("免許証番号123456789018", None),
            ("お問い合わせ番号 1234-5678-9018", None),
            ("人口123456789018人", None),
        ] {
            let found = signals(&Numbers, text);
            let mine = found.iter().find(|signal| signal.name == "my_number");
            assert_eq!(mine.map(|signal| signal.confidence), confidence, "{text}");
        }
    }
}
