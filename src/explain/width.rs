//! Text under text: columns of a terminal, where a kanji takes two.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::normalize::is_invisible;
use crate::span::Span;

/// A line of the comment with its place in it.
pub(super) struct Line<'a> {
    pub start: usize,
    pub text: &'a str,
}

/// The lines of a text. A comment written one letter a line is told as one line with ⏎ marks by
/// [`visible`], so only long comments have several.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |piece| {
        let line = Line { start, text: piece.trim_end_matches(['\n', '\r']) };
        start += piece.len();
        line
    })
}

/// A text with what cannot be seen or would disturb a terminal shown as a placeholder of one column.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\r' => '⏎',
            _ if is_invisible(c) => '·',
            _ if c.is_control() => '·',
            _ => c,
        })
        .collect()
}

/// Columns that a text takes once [`visible`].
pub(super) fn columns(text: &str) -> usize {
    UnicodeWidthStr::width(visible(text).as_str())
}

/// A line of carets under the parts of `line` that `spans` name.
pub(super) fn carets(line: &Line<'_>, spans: &[Span]) -> String {
    let mut marks = String::new();
    for (at, c) in line.text.char_indices() {
        let at = line.start + at;
        let marked = spans.iter().any(|span| span.start <= at && at < span.end);
        let shown = visible(c.encode_utf8(&mut [0; 4]));
        let width = shown.chars().next().and_then(UnicodeWidthChar::width).unwrap_or(0);
        marks.extend(std::iter::repeat_n(if marked { '^' } else { ' ' }, width));
    }
    marks.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_full_width_letters() {
        let text = "お前ら し・ね";
        let start = text.find('し').unwrap_or_default();
        let line = lines(text).next().expect("a line");
        assert_eq!(carets(&line, &[Span::new(start, text.len())]), "       ^^^^^^");
    }

    #[test]
    fn invisible_characters_are_shown() {
        assert_eq!(visible("し\u{200B}ね\n"), "し·ね⏎");
        assert_eq!(columns("し\u{200B}ね"), 5);
    }
}
