//! The quoted stretches of a comment.

use crate::span::Span;

const PAIRS: [(char, char); 4] = [('「', '」'), ('『', '』'), ('“', '”'), ('｢', '｣')];
/// Most brackets that are open at once; nobody quotes deeper.
const MAX_DEPTH: usize = 16;

/// Quoted stretches, brackets included. An opening bracket that is never closed quotes nothing.
#[derive(Debug, Default)]
pub(super) struct Quotations {
    /// By where they begin. Two of them nest or stand apart.
    spans: Vec<Span>,
    /// The quotation around each.
    parents: Vec<Option<usize>>,
}

impl Quotations {
    /// Reads the quotations of a text.
    pub fn of(text: &str) -> Self {
        let mut open: Vec<(usize, char)> = Vec::new();
        let mut spans = Vec::new();
        for (at, c) in text.char_indices() {
            if let Some((_, close)) = PAIRS.iter().find(|(opening, _)| *opening == c) {
                if open.len() < MAX_DEPTH {
                    open.push((at, *close));
                }
            } else if let Some(depth) = open.iter().rposition(|(_, close)| *close == c) {
                spans.push(Span::new(open[depth].0, at + c.len_utf8()));
                open.truncate(depth);
            }
        }
        spans.sort_unstable();
        Self { parents: parents(&spans), spans }
    }

    /// The innermost quotation that holds `span`.
    pub fn around(&self, span: Span) -> Option<Span> {
        let begun = self.spans.partition_point(|quotation| quotation.start <= span.start);
        let mut next = begun.checked_sub(1);
        while let Some(index) = next {
            if self.spans[index].contains(span) {
                return Some(self.spans[index]);
            }
            next = self.parents[index];
        }
        None
    }

    /// How many visible characters of `text` stand outside of its quotations.
    pub fn outside(&self, text: &str) -> usize {
        let visible = |part: Span| part.slice(text).chars().filter(|c| !c.is_whitespace()).count();
        let (mut at, mut count) = (0, 0);
        for quotation in &self.spans {
            // One inside another has been passed with it.
            if quotation.start >= at {
                count += visible(Span::new(at, quotation.start));
                at = quotation.end;
            }
        }
        count + visible(Span::new(at, text.len()))
    }
}

fn parents(spans: &[Span]) -> Vec<Option<usize>> {
    let mut open: Vec<usize> = Vec::new();
    let mut parents = Vec::with_capacity(spans.len());
    for (index, span) in spans.iter().enumerate() {
        while open.last().is_some_and(|outer| spans[*outer].end <= span.start) {
            open.pop();
        }
        parents.push(open.last().copied());
        open.push(index);
    }
    parents
}

#[cfg(test)]
mod tests {
    use super::Quotations;
    use crate::span::Span;

    fn around<'a>(text: &'a str, part: &str) -> Option<&'a str> {
        let start = text.find(part).expect("the part is in the text");
        let found = Quotations::of(text).around(Span::new(start, start + part.len()));
        found.map(|span| span.slice(text))
    }

    #[test]
    fn the_innermost_quotation_is_told() {
        let text = "「前」彼は「これは『嘘』だ」と『言』った「";
        assert_eq!(around(text, "嘘"), Some("『嘘』"));
        assert_eq!(around(text, "これは"), Some("「これは『嘘』だ」"));
        assert_eq!(around(text, "だ"), Some("「これは『嘘』だ」"));
        assert_eq!(around(text, "嘘』だ"), Some("「これは『嘘』だ」"));
        assert_eq!(around(text, "言"), Some("『言』"));
        for outside in ["彼は", "った", "だ」と"] {
            assert_eq!(around(text, outside), None, "{outside}");
        }
    }

    #[test]
    fn what_stands_outside_is_counted_once() {
        for (text, outside) in
            [("", 0), ("「死ね」", 0), ("彼は「これは『嘘』だ」 と言った", 6), ("「開いたまま", 6)]
        {
            assert_eq!(Quotations::of(text).outside(text), outside, "{text}");
        }
    }

    #[test]
    fn what_is_never_closed_quotes_nothing() {
        assert_eq!(around("「死ね", "死ね"), None);
        let deep = format!("{}死ね」", "「".repeat(100));
        assert!(around(&deep, "死ね").is_some_and(|quoted| quoted.ends_with("「死ね」")));
    }
}
