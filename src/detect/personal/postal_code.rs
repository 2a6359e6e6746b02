//! Postal codes: 〒123-4567, or three and four digits before an address.
//!
//! Source: 郵便番号制（日本郵便、1998年から7桁）.

use std::sync::LazyLock;

use regex::Regex;

use super::lists::after;
use super::number_line::NumberLine;
use super::numbers::{is_part_of_code, original};
use super::surroundings::label_before;
use crate::detect::{Input, Signal};

/// An address that begins right behind the code.
static ADDRESS_HEAD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^[\s)]{0,2}(?:北海道|東京都|京都府|大阪府|[\u{3400}-\u{9FFF}]{2,3}県)").ok()
});

/// Appends the postal codes in a line of digits.
pub(super) fn find(input: &Input<'_>, line: &NumberLine, out: &mut Vec<Signal>) {
    for at in 0..line.digits.len().saturating_sub(6) {
        out.extend(signal_at(input, line, at));
    }
}

fn signal_at(input: &Input<'_>, line: &NumberLine, at: usize) -> Option<Signal> {
    let range = at..at + 7;
    if !line.is_edge(at) || (at > 0 && !line.is_edge(range.end)) {
        return None;
    }
    let shape = line.shape(range.clone());
    if !matches!(shape.as_slice(), [3, 4] | [7] | [3, ..]) || !line.is_edge(at + 3) && shape != [7]
    {
        return None;
    }
    let key = input.key.as_str();
    let place = line.place(range.clone());
    let marked = label_before(key, place.start) == Some("postal");
    let before_address =
        ADDRESS_HEAD.as_ref().is_some_and(|head| head.is_match(after(key, place.end, 8)));
    if !(marked || before_address) || !line.is_edge(range.end) || is_part_of_code(key, place.start)
    {
        return None;
    }
    Some(Signal::new("postal_code", original(input, place), line.text(range)))
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use crate::detect::personal::Numbers;

    #[test]
    fn a_mark_or_an_address_makes_it_a_postal_code() {
        for (text, value) in [
            ("〒100-0001 東京都", Some("1000001")),
            ("郵便番号は１００－０００１", Some("1000001")),
            ("100-0001 東京都千代田区", Some("1000001")),
            ("〒一〇〇－〇〇〇一", Some("1000001")),
            ("型番は100-0001", None),
        ] {
            let found = signals(&Numbers, text);
            let code = found.iter().find(|signal| signal.name == "postal_code");
            assert_eq!(code.map(|signal| signal.value.as_str()), value, "{text}");
        }
    }
}
