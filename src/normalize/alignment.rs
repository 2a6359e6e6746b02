//! The dense map from a view back to the original text.

use std::ops::Range;

use crate::span::Span;

/// A stretch of a view that maps to the original in one way.
#[derive(Debug, Clone, Copy)]
struct Run {
    view: usize,
    original: usize,
    shape: Shape,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Char for char, with the same byte lengths: one run covers most of a comment.
    Parallel,
    /// A unit that cannot be cut: ㍍ → めーとる, ｶﾞ → が, Ａ → a. Its length in the original.
    Block(usize),
}

/// Where each char of a view comes from. Every offset it gives lies on a char boundary of the
/// original, and the map is monotone.
#[derive(Debug, Clone, Default)]
pub struct Alignment {
    runs: Vec<Run>,
}

impl Alignment {
    pub(super) fn clear(&mut self) {
        self.runs.clear();
    }

    /// Records that the view's bytes from `view` on stand for `original..original + original_len`,
    /// `view_len` bytes in all.
    #[inline]
    pub(super) fn push(
        &mut self,
        view: usize,
        view_len: usize,
        original: usize,
        original_len: usize,
    ) {
        if view_len == original_len && view_len <= 4 {
            if let Some(last) = self.runs.last()
                && last.shape == Shape::Parallel
                && view - last.view == original - last.original
            {
                return;
            }
            self.runs.push(Run { view, original, shape: Shape::Parallel });
        } else {
            self.runs.push(Run { view, original, shape: Shape::Block(original_len) });
        }
    }

    /// Records a unit of several chars, which maps as a whole whatever its length.
    pub(super) fn push_block(&mut self, view: usize, original: usize, original_len: usize) {
        self.runs.push(Run { view, original, shape: Shape::Block(original_len) });
    }

    fn run_at(&self, view: usize) -> Option<&Run> {
        let next = self.runs.partition_point(|run| run.view <= view);
        next.checked_sub(1).map(|index| &self.runs[index])
    }

    /// The original bytes that a range of the view stands for. Characters that the view dropped
    /// belong to the range only when they lie strictly inside it.
    #[must_use]
    pub fn original(&self, view: Range<usize>) -> Span {
        let Some(first) = self.run_at(view.start) else { return Span::new(0, 0) };
        let start = match first.shape {
            Shape::Parallel => first.original + (view.start - first.view),
            Shape::Block(_) => first.original,
        };
        if view.is_empty() {
            return Span::new(start, start);
        }
        let Some(last) = self.run_at(view.end - 1) else { return Span::new(start, start) };
        let end = match last.shape {
            Shape::Parallel => last.original + (view.end - last.view),
            Shape::Block(len) => last.original + len,
        };
        Span::new(start, end)
    }

    /// The view offset of the first char that comes from byte `original` or from behind it; the
    /// inverse of [`Alignment::original`] up to what was dropped.
    pub(super) fn view(&self, original: usize, text: &str) -> usize {
        let next = self.runs.partition_point(|run| run.original <= original);
        let end = self.runs.get(next).map_or(text.len(), |run| run.view);
        let Some(run) = next.checked_sub(1).map(|index| self.runs[index]) else { return 0 };
        match run.shape {
            Shape::Parallel => (run.view + (original - run.original)).min(end),
            Shape::Block(len) if original < run.original + len => run.view,
            Shape::Block(_) => end,
        }
    }
}
