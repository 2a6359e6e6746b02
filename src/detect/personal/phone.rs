//! Telephone numbers of Japan in every notation.
//!
//! Source: 電気通信番号計画（令和元年総務省告示第6号）: mobile and IP numbers have 11 digits after
//! 060, 070, 080, 090, 050; subscriber numbers 10 digits, the area code having 2 to 5 of them;
//! 0120, 0800, 0570, 0990 are services of the called party, never a private person's.

use std::ops::Range;

use super::number_line::{Gap, MASKED, NumberLine, Writing};

/// Whose number it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    /// 090, 080, 070, 060, 050.
    Mobile,
    /// A subscriber's line with an area code.
    Fixed,
    /// 0120, 0800, 0570, 0990: always an organization's.
    Service,
    /// Without an area code: a number only where a label says so.
    Local,
}

/// Something that has the form of a telephone number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Phone {
    /// Its digits within the line.
    pub digits: Range<usize>,
    pub line: Line,
    /// In national form: 09012345678; `x` where masked.
    pub value: String,
    /// How much the form alone says, 0 to 1.
    pub form: f32,
    /// Whether digits are masked.
    pub masked: bool,
}

/// The telephone numbers in a line of digits.
pub(super) fn phones(line: &NumberLine) -> Vec<Phone> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.digits.len() {
        match phone_at(line, at) {
            Some(phone) => {
                at = phone.digits.end;
                found.push(phone);
            }
            None => at += 1,
        }
    }
    found
}

fn phone_at(line: &NumberLine, at: usize) -> Option<Phone> {
    if !line.is_edge(at) || (at > 0 && continues(line.digits[at].gap)) {
        return None;
    }
    international(line, at).or_else(|| national(line, at)).or_else(|| without_zero(line, at))
}

/// Gaps that bind what follows to what precedes.
fn continues(gap: Gap) -> bool {
    matches!(gap, Gap::Hyphen | Gap::Dot | Gap::Comma)
}

/// +81 90-1234-5678, 0081…, 010-81…; a zero in brackets is dropped.
fn international(line: &NumberLine, at: usize) -> Option<Phone> {
    let code = ["0081", "01081", "81"].into_iter().find(|code| starts_with(line, at, code))?;
    if code == "81" && line.digits[at].gap != Gap::Plus {
        return None;
    }
    let mut rest = at + code.len();
    if line.digits.get(rest)?.mark == b'0' {
        rest += 1;
    }
    let mobile = matches!(line.digits.get(rest)?.mark, b'5'..=b'9')
        && line.digits.get(rest + 1)?.mark == b'0';
    let length = if mobile { 10 } else { 9 };
    let value = format!("0{}", checked_text(line, rest, length)?);
    let kind = if mobile { Line::Mobile } else { Line::Fixed };
    finish(line, at..rest + length, kind, value, 1.0)
}

fn starts_with(line: &NumberLine, at: usize, code: &str) -> bool {
    let marks = line.digits[at..].iter().map(|digit| digit.mark).take(code.len());
    marks.eq(code.bytes())
}

/// The digits as text, if there are that many and the first three are not masked.
fn checked_text(line: &NumberLine, at: usize, length: usize) -> Option<String> {
    let digits = line.digits.get(at..at + length)?;
    let plain = digits.iter().take(3).all(|digit| digit.mark != MASKED);
    plain.then(|| line.text(at..at + length))
}

fn national(line: &NumberLine, at: usize) -> Option<Phone> {
    if line.digits[at].mark != b'0' {
        return None;
    }
    if let Some(value) = checked_text(line, at, 11)
        && let Some((kind, form)) = eleven_digits(line, at, &value)
        && let Some(phone) = finish(line, at..at + 11, kind, value, form)
    {
        return Some(phone);
    }
    let value = checked_text(line, at, 10)?;
    let (kind, form) = ten_digits(line, at, &value)?;
    finish(line, at..at + 10, kind, value, form)
}

fn eleven_digits(line: &NumberLine, at: usize, value: &str) -> Option<(Line, f32)> {
    let shape = line.shape(at..at + 11);
    if value.starts_with("0800") && shape == [4, 3, 4] {
        return Some((Line::Service, 1.0));
    }
    let mobile = ["050", "060", "070", "080", "090"].iter().any(|head| value.starts_with(head));
    let form = match shape.as_slice() {
        [3, 4, 4] => 1.0,
        [11] | [3, 8] | [7, 4] => 0.95,
        ones if ones.len() == 11 => 0.95,
        _ => 0.85,
    };
    mobile.then_some((Line::Mobile, form))
}

fn ten_digits(line: &NumberLine, at: usize, value: &str) -> Option<(Line, f32)> {
    if ["0120", "0570", "0990", "0180"].iter().any(|head| value.starts_with(head)) {
        return Some((Line::Service, 1.0));
    }
    let mobile = ["050", "060", "070", "080", "090"].iter().any(|head| value.starts_with(head));
    if value.as_bytes().get(1) == Some(&b'0') || mobile {
        return None;
    }
    let shape = line.shape(at..at + 10);
    let spaced = line.gaps(at..at + 10).all(|gap| gap == Gap::Space);
    let form = match shape.as_slice() {
        [2, 4, 4] | [3, 3, 4] | [4, 2, 4] | [5, 1, 4] if spaced => 0.7,
        [2, 4, 4] | [3, 3, 4] | [4, 2, 4] | [5, 1, 4] => 0.9,
        ones if ones.len() == 10 => 0.5,
        [10] if line.writing == Writing::Ascii => 0.35,
        _ => 0.4,
    };
    Some((Line::Fixed, form))
}

/// 90-1234-5678, 3-1234-5678 and local numbers, which need a label to be believed.
fn without_zero(line: &NumberLine, at: usize) -> Option<Phone> {
    let hyphens = |range: Range<usize>| line.gaps(range).all(|gap| gap == Gap::Hyphen);
    if checked_text(line, at, 10).is_some()
        && line.shape(at..at + 10) == [2, 4, 4]
        && hyphens(at..at + 10)
    {
        let mobile = line.digits[at + 1].mark == b'0';
        let form = if mobile { 0.8 } else { 0.6 };
        let kind = if mobile { Line::Mobile } else { Line::Fixed };
        let value = format!("0{}", line.text(at..at + 10));
        return finish(line, at..at + 10, kind, value, form);
    }
    [8, 7, 6].into_iter().find_map(|length| {
        let value = checked_text(line, at, length)?;
        let shape = line.shape(at..at + length);
        let local = matches!(shape.as_slice(), [4, 4] | [3, 4] | [2, 4]);
        (local && hyphens(at..at + length))
            .then(|| finish(line, at..at + length, Line::Local, value, 0.6))?
    })
}

/// Checks what surrounds the digits in their line.
fn finish(
    line: &NumberLine,
    digits: Range<usize>,
    kind: Line,
    value: String,
    form: f32,
) -> Option<Phone> {
    let inner: Vec<Gap> = line.gaps(digits.clone()).collect();
    let strange = |gap: &Gap| matches!(gap, Gap::Comma) || (*gap == Gap::Plus);
    if inner.iter().any(strange) || inner.iter().filter(|gap| **gap == Gap::NewLine).count() == 1 {
        return None;
    }
    let next = line.digits.get(digits.end);
    let bound = next.is_some_and(|next| match next.gap {
        Gap::None => line.writing != Writing::Kana,
        Gap::Hyphen | Gap::Comma => true,
        gap => inner.len() + 1 == digits.len() && inner.last() == Some(&gap),
    });
    if bound {
        return None;
    }
    let masked = value.bytes().filter(|mark| *mark == MASKED).count();
    let form = match masked {
        0 => form,
        1..=4 => form.min(0.5),
        _ => form.min(0.25),
    };
    Some(Phone { digits, line: kind, value, form, masked: masked > 0 })
}

#[cfg(test)]
mod tests {
    use super::super::digits::number_lines;
    use super::*;

    fn found(text: &str) -> Vec<(String, Line)> {
        number_lines(&crate::normalize::key(text))
            .iter()
            .flat_map(phones)
            .map(|phone| (phone.value, phone.line))
            .collect()
    }

    #[test]
    fn notations_of_one_number() {
        for text in [
            "090-1234-5678",
            "09012345678",
            "090 1234 5678",
            "+81 90-1234-5678",
            "+81(0)90 1234 5678",
            "0081-90-1234-5678",
            "090.1234.5678",
            "090（1234）5678",
            "0 9 0 1 2 3 4 5 6 7 8",
            "090/1234/5678",
            "0901234-5678",
            "〇九〇一二三四五六七八",
            "ぜろきゅうぜろいちにさんよんごろくななはちに電話",
            "90-1234-5678",
        ] {
            assert_eq!(found(text), [("09012345678".to_owned(), Line::Mobile)], "{text}");
        }
    }

    #[test]
    fn lines_of_an_office_and_of_a_house() {
        for (text, value, line) in [
            ("（03）1234-5678", "0312345678", Line::Fixed),
            ("03(1234)5678", "0312345678", Line::Fixed),
            ("045-123-4567", "0451234567", Line::Fixed),
            ("0120-123-456", "0120123456", Line::Service),
            ("0800-123-4567", "08001234567", Line::Service),
            ("0570-00-1234", "0570001234", Line::Service),
            ("12-3456", "123456", Line::Local),
        ] {
            assert_eq!(found(text), [(value.to_owned(), line)], "{text}");
        }
    }

    #[test]
    fn longer_numbers_are_no_phones() {
        for text in [
            "090123456789",
            "1-090-1234-5678",
            "2024-03-1234-5678-9",
            "1,234,567,890",
            "4-04-012345-6",
            "978-4-00-000000-0",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
