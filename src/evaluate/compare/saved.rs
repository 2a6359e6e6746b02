//! Verdicts that `batch` wrote, as a side of a comparison.

use std::collections::{HashMap, VecDeque};

use serde_json::Value;

use super::Outcome;
use super::outcome::SavedVerdict;

/// A line that is no verdict.
#[derive(Debug, thiserror::Error)]
#[error(
    "{file}, line {line}: no verdict ({cause})\n  help: give a file that `sekimori batch` wrote"
)]
pub struct SavedError {
    /// What messages call the file.
    pub file: String,
    /// 1-based number of the line.
    pub line: usize,
    /// What is wrong with it.
    pub cause: serde_json::Error,
}

/// Saved verdicts by id. Where several have the same id (row numbers of several files), they are
/// handed out in their order.
#[derive(Debug, Clone, Default)]
pub struct SavedVerdicts {
    by_id: HashMap<String, VecDeque<Outcome>>,
}

impl SavedVerdicts {
    /// Reads JSON Lines as `batch` writes them; rows that it could not judge are skipped.
    ///
    /// # Errors
    ///
    /// If a line is neither a verdict nor the note of a row that could not be read.
    pub fn parse(file: &str, text: &str) -> Result<Self, SavedError> {
        let mut saved = Self::default();
        for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let fault = |cause| SavedError { file: file.to_owned(), line: index + 1, cause };
            let value: Value = serde_json::from_str(line).map_err(fault)?;
            if value.get("error").is_some() {
                continue;
            }
            let id = key(value.get("id").unwrap_or(&Value::Null));
            let verdict: SavedVerdict = serde_json::from_value(value).map_err(fault)?;
            saved.by_id.entry(id).or_default().push_back(verdict.into());
        }
        Ok(saved)
    }

    /// Takes out the next verdict on the comment of this id (or row number).
    pub fn take(&mut self, id: &Value) -> Option<Outcome> {
        self.by_id.get_mut(&key(id))?.pop_front()
    }

    /// How many verdicts have not been taken.
    #[must_use]
    pub fn left(&self) -> usize {
        self.by_id.values().map(VecDeque::len).sum()
    }
}

/// Ids are compared as they are shown: `7` and `"7"` are the same.
fn key(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Decision;

    const LINES: &str = r#"{"id":1,"decision":"keep","policy":{"id":"a"},"violations":[]}
{"id":2,"error":"no field «text»"}
{"id":"1","decision":"delete","policy":{"id":"a"},"violations":[]}
"#;

    #[test]
    fn equal_ids_are_handed_out_in_order() -> Result<(), SavedError> {
        let mut saved = SavedVerdicts::parse("x.jsonl", LINES)?;
        let mut next = |id: Value| saved.take(&id).map(|outcome| outcome.decision);
        assert_eq!(next("1".into()), Some(Decision::Keep));
        assert_eq!(next(2.into()), None);
        assert_eq!(next(1.into()), Some(Decision::Delete));
        assert_eq!(next(1.into()), None);
        assert_eq!(saved.left(), 0);
        Ok(())
    }

    #[test]
    fn what_is_no_verdict_is_told_with_its_line() {
        let error = SavedVerdicts::parse("x.jsonl", "\n{\"id\":1,\"text\":\"あ\"}").err();
        let told = error.map(|error| error.to_string()).unwrap_or_default();
        assert!(told.starts_with("x.jsonl, line 2: no verdict (missing field"), "{told}");
    }
}
