//! Corrections of data files that are mechanical, and nothing else touched.

use std::fmt;
use std::ops::Range;

use super::short;
use crate::lexicon::SourceFile;

/// A part of a file to be replaced.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file, as messages name it.
    pub file: String,
    /// The bytes to be replaced, of the text behind a byte order mark.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// What stands there now.
    pub was: String,
    /// What stands there afterwards; empty to take them away.
    pub text: String,
}

impl Edit {
    pub(super) fn new(file: &SourceFile, range: Range<usize>, text: impl Into<String>) -> Self {
        let was = file.text[range.clone()].to_owned();
        let (start, end) = (range.start, range.end);
        Self { file: file.shown.clone(), start, end, was, text: text.into() }
    }
}

impl fmt::Display for Edit {
    /// What it changes: of a cell with alternatives the first that differs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.is_empty() {
            return write!(f, "«{}» taken away", short(self.was.trim_end_matches(['\n', '\r'])));
        }
        let (from, to) = difference(&self.was, &self.text);
        write!(f, "«{from}» is now «{to}»")
    }
}

/// The alternatives, or else the whole cells, that differ first.
pub(super) fn difference<'c>(from: &'c str, to: &'c str) -> (&'c str, &'c str) {
    let parts = |text: &'c str| text.split(['{', ',', '}']);
    parts(from).zip(parts(to)).find(|(a, b)| a != b).unwrap_or((from, to))
}

/// The text of `file` with those of the edits that concern it. An edit inside what another one
/// replaces or takes away goes with it.
#[must_use]
pub fn apply<'e>(file: &str, text: &str, edits: impl IntoIterator<Item = &'e Edit>) -> String {
    let mut edits: Vec<&Edit> = edits.into_iter().filter(|edit| edit.file == file).collect();
    edits.sort_by_key(|edit| (edit.start, std::cmp::Reverse(edit.end)));
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for edit in edits {
        if edit.start < at || edit.end > text.len() {
            continue;
        }
        out.push_str(&text[at..edit.start]);
        out.push_str(&edit.text);
        at = edit.end;
    }
    out.push_str(&text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outer_edit_wins_and_other_files_stay() {
        let file = |shown: &str| SourceFile {
            path: String::new(),
            shown: shown.to_owned(),
            text: "abcdef".into(),
        };
        let (a, b) = (file("a"), file("b"));
        let edits = [
            Edit::new(&a, 5..6, "!"),
            Edit::new(&a, 2..4, ""),
            Edit::new(&a, 0..4, "x"),
            Edit::new(&a, 0..4, "x"),
            Edit::new(&b, 0..6, "no"),
        ];
        assert_eq!(apply("a", "abcdef", &edits), "xe!");
        assert_eq!(apply("c", "abcdef", &edits), "abcdef");
        assert_eq!(edits[1].to_string(), "«cd» taken away");
        assert_eq!(edits[4].to_string(), "«abcdef» is now «no»");
    }

    #[test]
    fn of_many_alternatives_the_one_that_differs_is_told() {
        assert_eq!(difference("\"{a,ｂ,c}\"", "\"{a,b,c}\""), ("ｂ", "b"));
        assert_eq!(difference("a ", "a"), ("a ", "a"));
    }
}
