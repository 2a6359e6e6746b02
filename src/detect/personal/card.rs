//! Payment cards: 14 to 19 digits of a known issuer with Luhn's check digit.
//!
//! Source: ISO/IEC 7812-1 (numbering, Annex B: Luhn); the issuers' ranges are in
//! `dictionaries/privacy/card_issuers.csv`.

use std::sync::LazyLock;

use super::number_line::{Gap, NumberLine};
use super::numbers::{is_part_of_code, original};
use super::surroundings::{label_before, unit_behind};
use crate::detect::{Input, Signal};

const LENGTHS: [usize; 6] = [16, 15, 14, 19, 17, 18];
/// Confidence of a number in one piece that no label announces.
const UNLABELLED: f32 = 0.75;

/// A range of numbers that an issuer uses.
struct Issuer {
    name: &'static str,
    from: &'static str,
    to: &'static str,
    lengths: Vec<usize>,
}

static ISSUERS: LazyLock<Vec<Issuer>> = LazyLock::new(|| {
    include_str!("../../../dictionaries/privacy/card_issuers.csv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some(Issuer {
                name: cells.next()?,
                from: cells.next()?,
                to: cells.next()?,
                lengths: cells.next()?.split(' ').filter_map(|text| text.parse().ok()).collect(),
            })
        })
        .collect()
});

/// Appends the card numbers in a line of digits.
pub(super) fn find(input: &Input<'_>, line: &NumberLine, out: &mut Vec<Signal>) {
    let mut at = 0;
    while at + 14 <= line.digits.len() {
        let found = LENGTHS.into_iter().find_map(|length| signal_at(input, line, at, length));
        match found {
            Some((signal, length)) => {
                out.push(signal);
                at += length;
            }
            None => at += 1,
        }
    }
}

fn signal_at(
    input: &Input<'_>,
    line: &NumberLine,
    at: usize,
    length: usize,
) -> Option<(Signal, usize)> {
    let end = at + length;
    if end > line.digits.len() || !line.is_edge(at) || !line.is_edge(end) {
        return None;
    }
    let shape = line.shape(at..end);
    let known =
        matches!(shape.as_slice(), [_] | [4, 4, 4, 4] | [4, 6, 5] | [4, 6, 4] | [4, 4, 4, 4, 3])
            || shape.len() == length;
    let longer = line.digits.get(end).is_some_and(|next| next.gap == Gap::Hyphen);
    if !known || longer || line.gaps(at..end).any(|gap| gap == Gap::Comma) {
        return None;
    }
    let value = line.text(at..end);
    let issuer = issuer(&value)?;
    let key = input.key.as_str();
    let place = line.place(at..end);
    let label = label_before(key, place.start);
    if !luhn(&value)
        || is_part_of_code(key, place.start)
        || unit_behind(key, place.end)
        || label.is_some_and(|label| label != "card" && label != "phone")
    {
        return None;
    }
    let confidence = if label == Some("card") || shape.len() > 1 { 1.0 } else { UNLABELLED };
    let signal = Signal::new("card_number", original(input, place), value);
    Some((signal.with_confidence(confidence, issuer), length))
}

fn issuer(value: &str) -> Option<&'static str> {
    ISSUERS
        .iter()
        .find(|issuer| {
            let head = value.get(..issuer.from.len()).unwrap_or_default();
            issuer.lengths.contains(&value.len()) && issuer.from <= head && head <= issuer.to
        })
        .map(|issuer| issuer.name)
}

/// Luhn's check; a masked digit fails it.
fn luhn(value: &str) -> bool {
    let sum = value.bytes().rev().enumerate().try_fold(0_u32, |sum, (index, mark)| {
        let digit = char::from(mark).to_digit(10)?;
        let doubled = if index % 2 == 1 { digit * 2 } else { digit };
        Some(sum + doubled / 10 + doubled % 10)
    });
    sum.is_some_and(|sum| sum > 0 && sum % 10 == 0)
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use crate::detect::personal::Numbers;

    #[test]
    fn issuers_and_check_digits() {
        for (text, found) in [
            ("カード番号 4111-1111-1111-1111", true),
            ("４１１１　１１１１　１１１１　１１１１", true),
            ("378282246310005", true),
            ("3530 1113 3330 0000", true),
            ("4111-1111-1111-1112", false),
            ("9111-1111-1111-1111", false),
            ("注文番号4111111111111111", false),
        ] {
            let cards = signals(&Numbers, text);
            assert_eq!(cards.iter().any(|signal| signal.name == "card_number"), found, "{text}");
        }
    }
}
