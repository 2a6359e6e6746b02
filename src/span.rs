//! Ranges in a text.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in the original text, always on char boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// Makes a span from byte offsets; an `end` before `start` is taken as empty.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds nothing.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether `other` lies inside this span (or is equal to it).
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The part of `text` that the span names, or `""` if it does not fit `text`.
    #[must_use]
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn relations() {
        let outer = Span::new(2, 9);
        let inner = Span::new(3, 5);
        assert!(outer.contains(inner) && !inner.contains(outer));
        assert!(outer.overlaps(inner));
        assert!(!Span::new(0, 2).overlaps(outer), "touching is not overlapping");
        assert_eq!(inner.cover(Span::new(7, 12)), Span::new(3, 12));
        assert_eq!(Span::new(5, 3), Span::new(5, 5));
        assert_eq!(Span::new(0, 99).slice("短い"), "");
    }
}
