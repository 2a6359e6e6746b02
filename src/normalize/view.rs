//! A rewritten text that knows where it came from.

use std::ops::Range;

use super::alignment::Alignment;
use crate::span::Span;

/// A view of a comment: the text after folding, with its alignment to the original.
///
/// Offsets into a view are bytes of [`View::as_str`]; [`View::original`] gives the [`Span`] in the
/// original text, always on char boundaries.
#[derive(Debug, Clone, Default)]
pub struct View {
    text: String,
    alignment: Alignment,
}

impl View {
    /// The folded text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part of the original that a byte range of the view stands for.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Span {
        self.alignment.original(range)
    }

    /// The offset in the view of the first char that stands at or behind byte `original`.
    #[must_use]
    pub fn position(&self, original: usize) -> usize {
        self.alignment.view(original, &self.text)
    }

    /// Empties the view, keeping its buffers.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.alignment.clear();
    }

    /// Appends one char that stands for `original_len` bytes at `original`.
    #[inline]
    pub(super) fn push(&mut self, c: char, original: usize, original_len: usize) {
        self.alignment.push(self.text.len(), c.len_utf8(), original, original_len);
        self.text.push(c);
    }

    /// Appends a stretch of the original that stands for itself.
    pub(super) fn push_same(&mut self, piece: &str, original: usize) {
        if !piece.is_empty() {
            self.alignment.push(self.text.len(), 1, original, 1);
            self.text.push_str(piece);
        }
    }

    /// Appends several chars that stand for one unit of the original.
    pub(super) fn push_str(&mut self, piece: &str, original: usize, original_len: usize) {
        if piece.is_empty() {
            return;
        }
        let mut chars = piece.chars();
        if let (Some(only), None) = (chars.next(), chars.next()) {
            self.push(only, original, original_len);
            return;
        }
        self.alignment.push_block(self.text.len(), original, original_len);
        self.text.push_str(piece);
    }
}
