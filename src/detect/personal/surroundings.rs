//! What stands around a number or an address: the label before it, the unit behind it, and
//! whether the neighbourhood speaks of an office or of a person.

use std::ops::Range;
use std::sync::LazyLock;

use super::lists::{Words, after, before};

/// Characters before a number in which its label is looked for.
const LABEL_WINDOW: usize = 22;
/// Characters that may stand between a label and its number.
const LABEL_GAP: usize = 8;
/// Characters before a number in which an office or a person is looked for.
const CUE_BEFORE: usize = 40;
/// Characters behind a number in which an office or a person is looked for.
const CUE_AFTER: usize = 12;

static LABELS: LazyLock<Words> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/privacy/number_labels.csv");
    Words::new(list, &["phone", "personal_phone", "my_number", "card", "postal", "other"])
});

static UNITS: LazyLock<Words> = LazyLock::new(|| {
    Words::new(include_str!("../../../dictionaries/privacy/number_labels.csv"), &["unit"])
});

static NUMBER_CUES: LazyLock<Words> = LazyLock::new(|| {
    Words::new(include_str!("../../../dictionaries/privacy/number_surroundings.csv"), &[])
});

static ADDRESS_CUES: LazyLock<Words> = LazyLock::new(|| {
    Words::new(include_str!("../../../dictionaries/privacy/address_surroundings.csv"), &[])
});

/// The kind of the label that stands directly before a number: `phone` for 電話：03-…, `other` for
/// 整理番号0312345678.
pub(super) fn label_before(key: &str, at: usize) -> Option<&'static str> {
    let window = before(key, at, LABEL_WINDOW);
    let (range, kind) = LABELS.find_iter(window).last()?;
    let gap = &window[range.end..];
    (gap.chars().count() <= LABEL_GAP && gap.chars().all(is_filler)).then_some(kind)
}

/// Whether a telephone is spoken of in the characters before a number, and nothing behind it says
/// that the number is another one: 犯人の連絡先わかったぞ。0312345678.
pub(super) fn is_spoken_of(key: &str, at: usize) -> bool {
    let last = LABELS.find_iter(before(key, at, CUE_BEFORE)).last();
    last.is_some_and(|(_, kind)| matches!(kind, "phone" | "personal_phone"))
}

/// Whether a unit or a counter stands directly behind a number: 号, 円, 人.
pub(super) fn unit_behind(key: &str, at: usize) -> bool {
    let window = after(key, at, 4);
    UNITS.find_iter(window).next().is_some_and(|(range, _)| range.start == 0)
}

/// What may stand between a label and its number.
fn is_filler(c: char) -> bool {
    !c.is_alphanumeric() || "はがのをもですなんこちらって".contains(c)
}

/// A word near a number that says whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cue {
    /// `office`, `personal`, `donation`, `facility`.
    pub kind: &'static str,
    /// Characters between the word and the number.
    pub distance: usize,
}

/// The nearest word that says whose number it is.
pub(super) fn number_cue(key: &str, place: &Range<usize>) -> Option<Cue> {
    previous(&NUMBER_CUES, key, place.start).or_else(|| next(&NUMBER_CUES, key, place.end))
}

/// Whether the text around calls for a number to be spread or called: then it is not an office's own
/// notice. The call often stands in the next sentence.
pub(super) fn is_exposed(key: &str, place: &Range<usize>) -> bool {
    [before(key, place.start, CUE_BEFORE), after(key, place.end, CUE_BEFORE)]
        .iter()
        .any(|part| NUMBER_CUES.find_iter(part).any(|(_, kind)| kind == "exposed"))
}

/// The nearest word that says whether an address is a place of the public or a home.
pub(super) fn address_cue(key: &str, place: &Range<usize>) -> Option<Cue> {
    let before = previous(&ADDRESS_CUES, key, place.start);
    let behind = next(&ADDRESS_CUES, key, place.end);
    match (before, behind) {
        (Some(before), Some(behind)) if behind.distance < before.distance => Some(behind),
        (before, behind) => before.or(behind),
    }
}

/// Whether donations or public money are spoken of before the end of a bank account.
pub(super) fn speaks_of_donation(key: &str, at: usize) -> bool {
    NUMBER_CUES.find_iter(before(key, at, 2 * CUE_BEFORE)).any(|(_, kind)| kind == "donation")
}

/// The nearest cue before a place in its sentence. Line breaks do not end it: contact data is set
/// in lines.
fn previous(cues: &Words, key: &str, at: usize) -> Option<Cue> {
    let head = before(key, at, CUE_BEFORE);
    let head = head.rfind(['。', '!', '?']).map_or(head, |end| &head[end..]);
    let (range, kind) = cues.find_iter(head).filter(|(_, kind)| says_whose(kind)).last()?;
    Some(Cue { kind, distance: head[range.end..].chars().count() })
}

/// The first cue behind a place in its sentence.
fn next(cues: &Words, key: &str, at: usize) -> Option<Cue> {
    let tail = after(key, at, CUE_AFTER);
    let tail = tail.find(['。', '!', '?', '\n']).map_or(tail, |end| &tail[..end]);
    let (range, kind) = cues.find_iter(tail).find(|(_, kind)| says_whose(kind))?;
    Some(Cue { kind, distance: tail[..range.start].chars().count() })
}

fn says_whose(kind: &str) -> bool {
    !matches!(kind, "neutral" | "exposed")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::key;

    #[test]
    fn labels_say_what_a_number_is() {
        for (text, expected) in [
            ("電話番号は", Some("phone")),
            ("TEL:", Some("phone")),
            ("ケータイ→", Some("personal_phone")),
            ("整理番号 ", Some("other")),
            ("お問い合わせ番号:", Some("other")),
            ("議案第", Some("other")),
            ("電話で昨日聞いたら", None),
            ("今日は", None),
        ] {
            let text = key(text);
            assert_eq!(label_before(&text, text.len()), expected, "{text}");
        }
    }

    #[test]
    fn the_nearest_word_says_whose_number_it_is() {
        for (text, expected) in [
            ("お問い合わせは市役所税務課 @", Some("office")),
            ("市役所の田中さんの携帯 @", Some("personal")),
            ("結局 @", None),
            ("@ (市役所代表)", Some("office")),
        ] {
            let text = key(text);
            let at = text.find('@').unwrap_or_default();
            let cue = number_cue(&text, &(at..at + 1)).map(|cue| cue.kind);
            assert_eq!(cue, expected, "{text}");
        }
    }

    #[test]
    fn units_make_it_an_amount() {
        assert!(unit_behind("0312345678号", 10) && !unit_behind("0312345678に", 10));
    }
}
