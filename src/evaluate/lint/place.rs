//! Where in the data a fault is shown.

use std::collections::HashMap;

use crate::error::Diagnostic;
use crate::lexicon::{Rule, SourceFile, Sources};

/// The files by the names that rows give them.
pub(in crate::evaluate) struct Places<'a> {
    files: HashMap<&'a str, &'a SourceFile>,
}

impl<'a> Places<'a> {
    pub fn new(sources: &'a Sources) -> Self {
        Self { files: sources.files().iter().map(|file| (file.shown.as_str(), file)).collect() }
    }

    /// A cell of a row of a table.
    pub fn cell(&self, file: &str, line: usize, cell: &str) -> Diagnostic {
        Diagnostic::at(file, self.text(file), line, cell)
    }

    /// The first place at which a rule says `part`; its id if it does not.
    pub fn rule(&self, rule: &Rule, part: &str) -> Diagnostic {
        let text = self.text(&rule.file);
        let start = line_start(text, rule.line);
        let end =
            text[start..].match_indices("[[").map(|(at, _)| start + at).find(|at| *at > start);
        let body = &text[start..end.unwrap_or(text.len())];
        let id = rule.id.rsplit('.').next().unwrap_or(&rule.id);
        let found = [part, id].into_iter().find_map(|part| {
            let at =
                body.find(&format!("\"{part}")).map(|at| at + 1).or_else(|| body.find(part))?;
            (!part.is_empty()).then(|| start + at..start + at + part.len())
        });
        match found {
            Some(bytes) => Diagnostic::at_bytes(&rule.file, text, bytes),
            None => Diagnostic::at(&rule.file, text, rule.line, ""),
        }
    }

    fn text(&self, file: &str) -> &'a str {
        self.files.get(file).map_or("", |file| file.text.as_ref())
    }
}

/// Byte at which a 1-based line begins.
fn line_start(text: &str, line: usize) -> usize {
    let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(breaks).nth(line.saturating_sub(1)).unwrap_or(text.len())
}
