//! Which column of a record of decisions holds what (`evaluate/decision_columns.csv`).

use crate::embedded;

/// The columns of a record; `None` where the file has none. The comment, its id and its time stand
/// in the usual columns of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackColumns {
    /// What the clerk decided.
    pub clerk_decision: String,
    /// The clauses that the clerk names.
    pub clerk_clauses: Option<String>,
    /// When the clerk decided, RFC 3339.
    pub decided_at: Option<String>,
    /// What the engine recommended.
    pub decision: Option<String>,
    /// The clauses that the engine named.
    pub clauses: Option<String>,
    /// The rules that the engine's decision rests on.
    pub rules: Option<String>,
}

impl FeedbackColumns {
    /// Compares the names of a file's columns with the usual ones, Japanese and English, earlier
    /// rows of the list first. `None` if no column is known to hold a clerk's decision: the file is
    /// no record.
    #[must_use]
    pub fn from_names<S: AsRef<str>>(names: &[S]) -> Option<Self> {
        let find = |column: &str| {
            usual_names(column).find_map(|usual| {
                let same = |name: &&str| name.trim().to_lowercase() == usual.to_lowercase();
                names.iter().map(AsRef::as_ref).find(same).map(str::to_owned)
            })
        };
        Some(Self {
            clerk_decision: find("clerk_decision")?,
            clerk_clauses: find("clerk_clauses"),
            decided_at: find("decided_at"),
            decision: find("decision"),
            clauses: find("clauses"),
            rules: find("rules"),
        })
    }
}

fn usual_names(column: &str) -> impl Iterator<Item = &'static str> {
    embedded::listed("evaluate/decision_columns.csv", column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_known_by_the_clerks_decision() {
        let names = "id,time,text,decision,clauses,rules,score,clerk_decision,clerk_clauses,clerk,decided_at,note";
        let names: Vec<&str> = names.split(',').collect();
        let columns = FeedbackColumns::from_names(&names).expect("a record");
        assert_eq!(columns.rules.as_deref(), Some("rules"));
        let columns =
            FeedbackColumns::from_names(&["本文", "判定", "職員の判断"]).expect("a record");
        assert_eq!(columns.clerk_decision, "職員の判断");
        assert_eq!((columns.decision.as_deref(), columns.rules), (Some("判定"), None));
        assert_eq!(FeedbackColumns::from_names(&["text", "label", "判定"]), None);
    }

    #[test]
    fn every_row_of_the_list_names_a_known_column() {
        let text = embedded::text("evaluate/decision_columns.csv").expect("embedded");
        let known =
            ["clerk_decision", "clerk_clauses", "decided_at", "decision", "clauses", "rules"];
        for row in text.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            assert!(known.contains(&cells[0]) && cells.len() == 3, "{row}");
        }
        for column in known {
            assert_eq!(usual_names(column).next(), Some(column), "the program's own name is first");
        }
    }
}
