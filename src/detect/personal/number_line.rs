//! Lines of digits: what the scan of [`super::digits`] yields.

use std::ops::Range;

/// The mark of a digit that is masked.
pub(super) const MASKED: u8 = b'x';

/// What stands before a digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing: it touches the digit before it.
    None,
    /// The digit opens its line.
    Start,
    Space,
    NewLine,
    Other,
    Dot,
    Hyphen,
    Close,
    Open,
    Comma,
    Plus,
}

/// A digit.
#[derive(Debug, Clone)]
pub(super) struct Digit {
    /// `b'0'` to `b'9'`, or [`MASKED`].
    pub mark: u8,
    pub gap: Gap,
    /// Where it stands in the key view.
    pub range: Range<usize>,
}

/// How the digits of a line are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    Ascii,
    Kanji,
    Kana,
}

/// Digits that may belong to one number.
#[derive(Debug, Clone)]
pub(super) struct NumberLine {
    pub digits: Vec<Digit>,
    pub writing: Writing,
}

impl NumberLine {
    /// Whether a group (digits without a gap) starts at digit `index`, or the line ends there.
    pub(super) fn is_edge(&self, index: usize) -> bool {
        self.digits.get(index).is_none_or(|digit| digit.gap != Gap::None)
    }

    /// The sizes of the groups in a range of digits.
    pub(super) fn shape(&self, range: Range<usize>) -> Vec<usize> {
        let mut sizes = Vec::with_capacity(4);
        for digit in &self.digits[range] {
            match sizes.last_mut() {
                Some(size) if digit.gap == Gap::None => *size += 1,
                _ => sizes.push(1),
            }
        }
        sizes
    }

    /// The gaps between the groups of a range of digits.
    pub(super) fn gaps(&self, range: Range<usize>) -> impl Iterator<Item = Gap> + '_ {
        let inner = range.start + 1..range.end.max(range.start + 1);
        self.digits[inner].iter().map(|digit| digit.gap).filter(|gap| *gap != Gap::None)
    }

    /// The digits of a range as text.
    pub(super) fn text(&self, range: Range<usize>) -> String {
        self.digits[range].iter().map(|digit| char::from(digit.mark)).collect()
    }

    /// The bytes of the key view that a range of digits covers.
    pub(super) fn place(&self, range: Range<usize>) -> Range<usize> {
        self.digits[range.start].range.start..self.digits[range.end - 1].range.end
    }
}
