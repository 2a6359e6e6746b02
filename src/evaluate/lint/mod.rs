//! Checks of the data, told like a compiler's: how rows are written, what they owe, whether they can
//! ever act, and whether examples and near misses behave.
//!
//! Every check has a stable code; [`codes`] holds a page on each.

mod behaviour;
mod code;
mod debts;
mod fix;
mod form;
mod place;
mod rules;
mod sheet;
mod words;

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

pub use code::{Code, code, codes, similar_codes};
pub(in crate::evaluate) use debts::needs_more_than_text;
pub use fix::{Edit, apply};

use crate::engine::Engine;
use crate::error::Diagnostic;
use crate::lexicon::Sources;
pub(in crate::evaluate) use place::Places;

/// Something in the data that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code: one of [`codes`].
    pub code: &'static str,
    /// Where, what is wrong and what to do.
    pub diagnostic: Diagnostic,
    /// What mends it, where that is mechanical.
    pub edit: Option<Edit>,
}

impl Fault {
    /// A fault that a person has to mend.
    pub(super) fn new(
        code: &'static str,
        place: Diagnostic,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self { code, diagnostic: place.says(message, help), edit: None }
    }

    /// The same with what mends it.
    fn mended_by(self, edit: Edit) -> Self {
        Self { edit: Some(edit), ..self }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.diagnostic.rendered(self.code))
    }
}

impl Serialize for Fault {
    /// As programs read it: `column` is the 1-based character of the line.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            code: &'static str,
            file: &'a str,
            line: usize,
            column: usize,
            message: &'a str,
            help: &'a str,
            fixable: bool,
        }
        let Diagnostic { file, line, source, column, message, help, .. } = &self.diagnostic;
        let before = source.get(..column.start).unwrap_or_default();
        Shown {
            code: self.code,
            file,
            line: *line,
            column: before.chars().count() + 1,
            message,
            help,
            fixable: self.edit.is_some(),
        }
        .serialize(serializer)
    }
}

/// Every fault of the engine's data, by file and line. `sources` are the files that the engine was
/// made of ([`crate::EngineBuilder::sources`]).
#[must_use]
pub fn lint(engine: &Engine, sources: &Sources) -> Vec<Fault> {
    let places = Places::new(sources);
    let mut faults = Vec::new();
    form::check(sources, &mut faults);
    debts::check(engine.lexicon(), &places, &mut faults);
    words::check(engine.lexicon(), &places, &mut faults);
    let idle = rules::check(engine, &places, &mut faults);
    behaviour::check(engine, &idle, &places, &mut faults);
    in_order(faults, sources)
}

/// Characters of a cell that a message repeats: the place shows the rest.
const SHOWN: usize = 24;

/// The beginning of a cell.
fn short(cell: &str) -> String {
    match cell.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &cell[..end]),
        None => cell.to_owned(),
    }
}

/// By file as the sources have them, then by line, then by code.
fn in_order(mut faults: Vec<Fault>, sources: &Sources) -> Vec<Fault> {
    let files = sources.files().iter().enumerate();
    let rank: BTreeMap<&str, usize> =
        files.map(|(index, file)| (file.shown.as_str(), index)).collect();
    faults.sort_by_key(|fault| {
        let file = rank.get(fault.diagnostic.file.as_str()).copied();
        (file, fault.diagnostic.line, fault.code)
    });
    faults
}
