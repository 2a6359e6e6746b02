//! Numbers that belong to a person: telephone, My Number, payment card, postal code.
//!
//! One scan of the digits serves them all. Validators dispose of what merely has the form: the
//! check digit of My Number (総務省令第85号第5条), Luhn's and the issuer's range for cards; labels
//! and units tell 整理番号, 議案第…号, prices and ISBNs apart.

use std::ops::Range;

use super::contact::push_contact;
use super::digits::{may_hold_number, number_lines};
use super::lists::before;
use super::number_line::{Gap, NumberLine};
use super::phone::{Line, Phone, phones};
use super::surroundings::{Cue, is_exposed, is_spoken_of, label_before, number_cue, unit_behind};
use super::{card, my_number, postal_code};
use crate::detect::{Detector, Input, Signal};
use crate::span::Span;
use crate::tokenize::Morphemes;

/// Characters between an office and a mobile number up to which the number is the office's.
const OFFICE_REACH: usize = 10;
/// Characters before a number in which the head of a link is looked for.
const LINK_WINDOW: usize = 200;

/// Detects telephone numbers, My Numbers, card numbers and postal codes.
#[derive(Debug, Default)]
pub struct Numbers;

impl Detector for Numbers {
    fn signals(&self) -> &'static [&'static str] {
        &["phone_number", "office_phone", "my_number", "card_number", "postal_code", "contact"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        may_hold_number(input.key.as_str(), input.letters)
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let first = out.len();
        for line in number_lines(input.key.as_str()) {
            for phone in phones(&line) {
                phone_signal(input, &line, &phone, out);
            }
            my_number::find(input, &line, out);
            card::find(input, &line, out);
            postal_code::find(input, &line, out);
        }
        out[first..].sort_by_key(|signal| signal.span);
    }
}

/// The original text that digits of the key view stand for, with the keycap of the last one.
pub(super) fn original(input: &Input<'_>, place: Range<usize>) -> Span {
    let mut span = input.key.original(place);
    let tail = input.comment.text.get(span.end..).unwrap_or_default();
    let keycap = ["\u{FE0F}\u{20E3}", "\u{20E3}"].into_iter().find(|mark| tail.starts_with(mark));
    span.end += keycap.map_or(0, str::len);
    span
}

/// Whether digits stand inside a link (but not `tel:`) or continue a Latin word.
pub(super) fn is_part_of_code(key: &str, at: usize) -> bool {
    let head = before(key, at, LINK_WINDOW);
    let word = head.rfind(|c: char| !c.is_ascii_graphic()).map_or(head, |end| &head[end..]);
    let link = ["://", "www.", ".jp/", ".com/"].iter().any(|mark| word.contains(mark));
    link && !word.contains("tel:")
}

fn phone_signal(input: &Input<'_>, line: &NumberLine, phone: &Phone, out: &mut Vec<Signal>) {
    let key = input.key.as_str();
    let place = with_brackets(key, line, phone);
    let label = label_before(key, place.start);
    if is_part_of_code(key, place.start) || is_other_number(key, &place, phone, label) {
        return;
    }
    let span = original(input, place.clone());
    let cue = number_cue(key, &place);
    // 担当の山田 090-… だ、晒せ: a notice of an office's own does not ask for that.
    let exposed = is_exposed(key, &place);
    let others = exposed && phone.line == Line::Mobile;
    if !others && belongs_to_office(phone, label, cue) {
        out.push(Signal::new("office_phone", span, phone.value.clone()));
        return;
    }
    let personal =
        exposed || label == Some("personal_phone") || cue.is_some_and(|cue| cue.kind == "personal");
    let named = label.is_some() || is_spoken_of(key, place.start);
    let confidence = confidence(phone, named, personal);
    let note = match phone.line {
        _ if phone.masked => "一部が伏せられた電話番号",
        Line::Mobile => "携帯電話などの番号の形",
        Line::Fixed | Line::Service => "固定電話の番号の形",
        Line::Local => "市外局番のない電話番号",
    };
    let signal = Signal::new("phone_number", span, phone.value.clone());
    push_contact(signal.with_confidence(confidence, note), out);
}

/// (03)1234-5678 begins with its bracket.
fn with_brackets(key: &str, line: &NumberLine, phone: &Phone) -> Range<usize> {
    let mut place = line.place(phone.digits.clone());
    let opened = line.digits[phone.digits.start].gap == Gap::Open;
    let plus = line.digits[phone.digits.start].gap == Gap::Plus;
    let closed = line.gaps(phone.digits.clone()).next() == Some(Gap::Close);
    if (plus && key[..place.start].ends_with('+'))
        || (opened && closed && key[..place.start].ends_with('('))
    {
        place.start -= 1;
    }
    place
}

/// Whether a label, a unit or a Latin letter says that it is no telephone number.
fn is_other_number(
    key: &str,
    place: &Range<usize>,
    phone: &Phone,
    label: Option<&'static str>,
) -> bool {
    let labelled = matches!(label, Some("phone" | "personal_phone"));
    if label.is_some() && !labelled {
        return true;
    }
    let letter_before =
        key[..place.start].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
    let joined = phone.form < 0.96;
    !labelled
        && (letter_before || phone.line == Line::Local || (joined && unit_behind(key, place.end)))
}

fn belongs_to_office(phone: &Phone, label: Option<&'static str>, cue: Option<Cue>) -> bool {
    let office = cue.is_some_and(|cue| {
        cue.kind == "office" && (phone.line != Line::Mobile || cue.distance <= OFFICE_REACH)
    });
    phone.line == Line::Service || (office && label != Some("personal_phone"))
}

fn confidence(phone: &Phone, labelled: bool, personal: bool) -> f32 {
    if phone.masked || phone.line == Line::Local {
        return phone.form;
    }
    let form = if labelled || personal { phone.form.max(0.95) } else { phone.form };
    match phone.line {
        Line::Fixed if !personal => form * 0.8,
        _ => form,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, String)> {
        signals(&Numbers, text)
            .into_iter()
            .filter(|signal| signal.name != "contact")
            .map(|signal| (signal.name, signal.span.slice(text).to_owned()))
            .collect()
    }

    #[test]
    fn spans_are_exact() {
        for (text, span) in [
            ("あいつの番号は０９０－１２３４－５６７８だよ", "０９０－１２３４－５６７８"),
            ("⇒0️⃣9️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣！", "0️⃣9️⃣0️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣"),
            ("電話は+81 90 1234 5678です", "+81 90 1234 5678"),
            ("自宅(03)1234-5678まで", "(03)1234-5678"),
            ("携帯(090-1234-5678)", "090-1234-5678"),
            ("0\u{200B}9\u{200B}0-12\u{200B}34-5678", "0\u{200B}9\u{200B}0-12\u{200B}34-5678"),
        ] {
            assert_eq!(found(text), [("phone_number", span.to_owned())], "{text}");
        }
    }

    #[test]
    fn numbers_of_offices_are_told_apart() {
        for text in [
            "お問い合わせ：市役所税務課 03-1234-5678",
            "保健所（03-1234-5678）に電話してください",
            "0120-123-456",
            "03-1234-5678（市役所代表）",
        ] {
            assert_eq!(found(text).first().map(|signal| signal.0), Some("office_phone"), "{text}");
        }
        let text = "市役所の田中さんの携帯は090-1234-5678";
        assert_eq!(found(text)[0].0, "phone_number");
    }

    #[test]
    fn other_numbers_are_not_phones() {
        for text in [
            "議案第0123456789号について",
            "整理番号0312345678の件",
            "受付番号：090-1234-5678",
            "https://example.jp/p/09012345678",
            "ISBN 978-4-00-000000-0",
            "令和6年10月20日 10:00-15:30",
            "2024-11-20 10:30～12:45",
            "人口は0312345678人",
            "abc09012345678",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
