//! A row of a record: what the engine recommended, what the clerk decided.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::columns::FeedbackColumns;
use crate::evaluate::compare::Outcome;
use crate::evaluate::labels::{Label, LabelError, LabelReader};
use crate::policy::{Decision, Policy};

/// A row of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackRow {
    /// The comment's id, or the row's number.
    pub id: String,
    /// Whether the clerk lets the comment stand.
    pub side: Label,
    /// The clerk's decision; `None` if the clerk says only that it is a violation.
    pub decision: Option<Decision>,
    /// The clauses that the clerk names; empty for keep, `None` if nothing is said of them.
    pub clauses: Option<BTreeSet<String>>,
    /// What the engine recommended then; `None` if the record does not hold it.
    pub recorded: Option<Outcome>,
    /// The month of the decision, `2026-04`; `None` if the record does not say.
    pub month: Option<String>,
}

/// A row that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the column «{column}»: {cause}")]
pub struct FeedbackError {
    /// The column.
    pub column: String,
    /// What is wrong, and what to do.
    pub cause: String,
}

/// Reads rows of a record against the policy that they were judged by.
#[derive(Debug, Clone)]
pub struct FeedbackReader<'p> {
    policy: &'p Policy,
    labels: LabelReader<'p>,
    columns: FeedbackColumns,
}

impl<'p> FeedbackReader<'p> {
    /// Clauses are looked up in `policy`.
    #[must_use]
    pub fn new(policy: &'p Policy, columns: FeedbackColumns) -> Self {
        Self { policy, labels: LabelReader::new(policy), columns }
    }

    /// Reads a row, given its id (or its number) and its fields; `None` if the clerk has not decided
    /// on it.
    ///
    /// # Errors
    ///
    /// If a decision, clause or time in it cannot be read.
    pub fn read(
        &self,
        id: &Value,
        fields: &Map<String, Value>,
    ) -> Result<Option<FeedbackRow>, FeedbackError> {
        let columns = &self.columns;
        let clerk = cell(fields, Some(&columns.clerk_decision));
        let named = cell(fields, columns.clerk_clauses.as_deref());
        let asked = match is_empty(&clerk) {
            true => return Ok(None),
            false => Value::Array(vec![clerk, named]),
        };
        let fault = |error: LabelError| fault(&columns.clerk_decision, error.to_string());
        let Some(expected) = self.labels.read(&asked).map_err(fault)? else { return Ok(None) };
        if expected.side == Label::Other {
            return Ok(None);
        }
        Ok(Some(FeedbackRow {
            id: id.as_str().map_or_else(|| id.to_string(), str::to_owned),
            side: expected.side,
            decision: expected.decision,
            clauses: expected.clauses,
            recorded: self.recorded(fields)?,
            month: self.month(fields)?,
        }))
    }

    /// What the engine recommended, if the row says both the decision and the rules.
    fn recorded(&self, fields: &Map<String, Value>) -> Result<Option<Outcome>, FeedbackError> {
        let (Some(column), Some(rules)) = (&self.columns.decision, &self.columns.rules) else {
            return Ok(None);
        };
        let told = cell(fields, Some(column));
        let read = |column: &str, cell: &Value| {
            self.labels.read(cell).map_err(|error| fault(column, error.to_string()))
        };
        let Some(decision) = read(column, &told)?.and_then(|expected| expected.decision) else {
            return match is_empty(&told) {
                true => Ok(None),
                false => Err(fault(column, format!("{told} is none of delete, review, keep"))),
            };
        };
        let clauses = match &self.columns.clauses {
            Some(column) => {
                let read = self.labels.read(&cell(fields, Some(column)));
                let policy = "; choose the policy (--policy) that it was judged by";
                read.map_err(|error| fault(column, format!("{error}{policy}")))?
            }
            None => None,
        };
        let mut rules = split(&cell(fields, Some(rules)));
        rules.sort_unstable();
        rules.dedup();
        Ok(Some(Outcome {
            decision,
            policy: Some(self.policy.id.clone()),
            clauses: clauses.and_then(|e| e.clauses).unwrap_or_default().into_iter().collect(),
            rules,
            on_trial: Vec::new(),
            trial_decision: decision,
        }))
    }

    fn month(&self, fields: &Map<String, Value>) -> Result<Option<String>, FeedbackError> {
        let Some(column) = &self.columns.decided_at else { return Ok(None) };
        let told = cell(fields, Some(column));
        let Some(time) = told.as_str().map(str::trim).filter(|time| !time.is_empty()) else {
            return Ok(None);
        };
        // 2026/04/01 is how spreadsheets write a day.
        let written = time.replace('/', "-");
        let date = jiff::fmt::temporal::Pieces::parse(&written).map(|pieces| pieces.date());
        let date = date.map_err(|_| {
            fault(column, format!("«{time}» is no time; write 2026-04-01T09:30:00+09:00"))
        })?;
        Ok(Some(format!("{:04}-{:02}", date.year(), date.month())))
    }
}

fn fault(column: &str, cause: String) -> FeedbackError {
    FeedbackError { column: column.to_owned(), cause }
}

fn cell(fields: &Map<String, Value>, column: Option<&str>) -> Value {
    column.and_then(|column| fields.get(column)).cloned().unwrap_or_default()
}

fn is_empty(cell: &Value) -> bool {
    cell.is_null() || cell.as_str().is_some_and(|text| text.trim().is_empty())
}

/// Names between semicolons, or a list of them.
fn split(cell: &Value) -> Vec<String> {
    match cell {
        Value::Array(cells) => cells.iter().flat_map(split).collect(),
        Value::String(text) => {
            let names = text.split([';', '；']).map(str::trim).filter(|name| !name.is_empty());
            names.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(row: Value) -> Result<Option<FeedbackRow>, FeedbackError> {
        let policy = Policy::builtin("tokubetsuku").expect("it is built in");
        let Value::Object(fields) = row else { panic!("an object") };
        let names: Vec<String> = fields.keys().cloned().collect();
        let columns = FeedbackColumns::from_names(&names).expect("a record");
        FeedbackReader::new(&policy, columns).read(&7.into(), &fields)
    }

    #[test]
    fn a_row_as_the_report_writes_it() -> Result<(), FeedbackError> {
        let row = read(json!({
            "decision": "review", "clauses": "(2);(5)", "rules": "b.x;a.y", "clerk_decision": "削除",
            "clerk_clauses": "(2)", "decided_at": "2026-04-30T23:30:00+09:00",
        }))?
        .expect("decided");
        assert_eq!((row.id.as_str(), row.decision), ("7", Some(Decision::Delete)));
        assert_eq!(row.clauses, Some(BTreeSet::from(["(2)".to_owned()])));
        assert_eq!(row.month.as_deref(), Some("2026-04"), "of the clerk's own clock");
        let recorded = row.recorded.expect("the engine's own");
        assert_eq!(
            (recorded.decision, recorded.rules),
            (Decision::Review, vec!["a.y".into(), "b.x".into()])
        );
        assert_eq!(recorded.clauses, ["(2)", "(5)"]);
        Ok(())
    }

    #[test]
    fn what_is_open_stays_open() -> Result<(), FeedbackError> {
        for undecided in [json!(""), json!(null), json!("保留")] {
            assert_eq!(read(json!({"clerk_decision": undecided}))?, None);
        }
        let row = read(json!({"職員の判断": "維持", "判断日": "2026/12/01"}))?.expect("decided");
        assert_eq!(
            (row.side, row.recorded, row.month.as_deref()),
            (Label::Keep, None, Some("2026-12"))
        );
        assert_eq!(row.clauses, Some(BTreeSet::new()));
        Ok(())
    }

    #[test]
    fn mistakes_name_the_column_and_the_remedy() {
        for (row, said) in [
            (json!({"clerk_decision": "消す"}), "«clerk_decision»: the label «消す»"),
            (json!({"clerk_decision": "keep", "clerk_clauses": "(2)"}), "says two things at once"),
            (
                json!({"clerk_decision": "keep", "decided_at": "四月"}),
                "«四月» is no time; write 2026-",
            ),
            (json!({"clerk_decision": "keep", "decision": "toxic", "rules": ""}), "none of delete"),
            (
                json!({"clerk_decision": "keep", "decision": "review", "rules": "a.b", "clauses": "-2"}),
                "makes of (2)",
            ),
        ] {
            let told = read(row).expect_err(said).to_string();
            assert!(told.contains(said), "{told}");
        }
    }
}
