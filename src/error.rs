//! Errors in data files, told like a compiler's: file, line, the offending cell under a caret, and
//! what to do.

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// Characters of a word of the input that messages repeat.
const LONGEST_WORD: usize = 16;

/// A word of the input, such as a column's name or a label, as messages repeat it. What is longer may be
/// a comment, which no message repeats: it is cut.
pub(crate) fn shortened(word: &str) -> String {
    let mut chars = word.chars();
    let head: String = chars.by_ref().take(LONGEST_WORD).collect();
    if chars.next().is_some() { head + "…" } else { head }
}

/// Something wrong at a place of a data file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, as the user would name it.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// The line as it stands in the file.
    pub source: String,
    /// Bytes of `source` to point at; empty to point at the whole line.
    pub column: std::ops::Range<usize>,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Diagnostic {
    /// Points at `cell` in the given line of `text` (at the whole line if the cell is not found).
    #[must_use]
    pub fn at(file: &str, text: &str, line: usize, cell: &str) -> Self {
        let source = text.lines().nth(line.saturating_sub(1)).unwrap_or_default().to_owned();
        let column = match source.find(cell) {
            Some(start) if !cell.is_empty() => start..start + cell.len(),
            _ => 0..source.len(),
        };
        Self {
            file: file.to_owned(),
            line,
            source,
            column,
            message: String::new(),
            help: String::new(),
        }
    }

    /// Points at a byte range of the whole text, as TOML readers report places.
    #[must_use]
    pub fn at_bytes(file: &str, text: &str, bytes: std::ops::Range<usize>) -> Self {
        let start = bytes.start.min(text.len());
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let source = text.lines().nth(line - 1).unwrap_or_default().to_owned();
        let from = (start - line_start).min(source.len());
        let to = (bytes.end.saturating_sub(line_start)).clamp(from, source.len());
        Self {
            file: file.to_owned(),
            line,
            source,
            column: from..to,
            message: String::new(),
            help: String::new(),
        }
    }

    /// Says what is wrong and what to do.
    #[must_use]
    pub fn says(mut self, message: impl Into<String>, help: impl Into<String>) -> Self {
        self.message = message.into();
        self.help = help.into();
        self
    }

    /// As it is shown, with the code of what is wrong beside its level; empty if it has none.
    #[must_use]
    pub fn rendered(&self, code: &str) -> String {
        let column =
            if self.column.is_empty() { 0..self.source.len() } else { self.column.clone() };
        let snippet = Snippet::source(self.source.as_str())
            .line_start(self.line)
            .path(self.file.as_str())
            .annotation(AnnotationKind::Primary.span(column));
        let title = Level::ERROR.primary_title(self.message.as_str());
        let title = if code.is_empty() { title } else { title.id(code) };
        let mut group = title.element(snippet);
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(self.help.as_str()));
        }
        Renderer::plain().render(&[group])
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rendered(""))
    }
}

impl std::error::Error for Diagnostic {}

/// Several diagnostics, one after the other.
pub(crate) fn join(diagnostics: &[Diagnostic]) -> String {
    let texts: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    texts.join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::Diagnostic;

    #[test]
    fn the_cell_is_under_the_caret() {
        let text = "term,class\nバカ,insult\n";
        let shown = Diagnostic::at("terms.csv", text, 2, "insult")
            .says("unknown class", "add a rule for it")
            .to_string();
        assert_eq!(
            shown,
            "error: unknown class\n --> terms.csv:2:4\n  |\n2 | バカ,insult\n  |      ^^^^^^\n  |\n  = help: add a rule for it"
        );
    }

    #[test]
    fn a_code_stands_beside_the_level() {
        let shown = Diagnostic::at("a.csv", "x\n", 1, "x").says("no", "").rendered("SK003");
        assert!(shown.starts_with("error[SK003]: no\n"), "{shown}");
    }

    #[test]
    fn byte_ranges_become_lines() {
        let text = "a = 1\nb = \"x\"\n";
        let place = Diagnostic::at_bytes("p.toml", text, 10..13);
        assert_eq!((place.line, place.column), (2, 4..7));
        let past = Diagnostic::at_bytes("p.toml", text, 99..120);
        assert!(past.column.end <= past.source.len());
    }
}
