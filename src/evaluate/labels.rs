//! Labels: what somebody who read the comment says should happen to it.
//!
//! A label is a decision, `toxic` or `not_toxic`, a concept, a clause as the policy prints it, or
//! several of these: `(2);(9)`, `delete;(2)`, `["(2)", "(9)"]`. The words are listed in
//! `evaluate/labels.csv`.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use serde::Serialize;
use serde_json::Value;

use crate::concept::CONCEPTS;
use crate::embedded;
use crate::error::shortened;
use crate::normalize::key;
use crate::policy::{Decision, Policy};

/// Which side a label takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Label {
    /// The comment should be flagged.
    Flag,
    /// The comment should be kept.
    Keep,
    /// The label takes no side.
    #[default]
    Other,
}

impl Label {
    /// Reads a label that is one of the listed words, whatever the policy.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        match WORDS.get(&key(text)) {
            Some(Meaning::Flag | Meaning::Decision(Decision::Review | Decision::Delete)) => {
                Self::Flag
            }
            Some(Meaning::Decision(Decision::Keep)) => Self::Keep,
            _ => Self::Other,
        }
    }
}

/// What a label asks of the verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Expectation {
    /// Flagged or kept.
    pub side: Label,
    /// The decision, if the label names one.
    pub decision: Option<Decision>,
    /// Exactly the clauses that must be named; `None` if the label says nothing of clauses.
    pub clauses: Option<BTreeSet<String>>,
    /// Exactly the concepts that must be named; `None` if the label says nothing of concepts.
    pub concepts: Option<BTreeSet<String>>,
}

/// A label that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelError {
    /// No such word.
    #[error(
        "the label «{label}» is no decision, no concept and no clause of the policy «{policy}»; \
         write delete, review, keep, toxic, not_toxic, a concept such as defamation, or a clause \
         as printed{example}"
    )]
    Unknown {
        /// The word.
        label: String,
        /// The policy's id.
        policy: String,
        /// One of its clauses, behind a colon; empty if it has none.
        example: String,
    },
    /// What a spreadsheet makes of a clause in brackets.
    #[error(
        "the label «{label}» is what a spreadsheet makes of {clause}; write {clause} into the file, \
         and give the column the format «text»"
    )]
    Spreadsheet {
        /// The negative number.
        label: String,
        /// The clause that it was.
        clause: String,
    },
    /// The parts contradict each other.
    #[error(
        "the label «{label}» says two things at once; give one decision, and clauses only with delete or review"
    )]
    Contradiction {
        /// The whole label.
        label: String,
    },
    /// Neither a text, a number, a truth value nor a list of these.
    #[error("the label {label} is no text and no list of texts")]
    Shape {
        /// The value as JSON.
        label: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Meaning {
    Decision(Decision),
    Flag,
    Other,
    Concept(&'static str),
    Clause(String),
}

/// Reads labels against a policy.
#[derive(Debug, Clone)]
pub struct LabelReader<'p> {
    policy: &'p Policy,
    meanings: HashMap<String, Meaning>,
}

impl<'p> LabelReader<'p> {
    /// Knows the listed words, the concepts by name and title, and the policy's clauses for
    /// comments. Width does not matter in a clause's number: （２） is (2). But ① is not 1, which
    /// elsewhere means «flagged».
    #[must_use]
    pub fn new(policy: &'p Policy) -> Self {
        let mut meanings = WORDS.clone();
        for concept in &CONCEPTS {
            for name in [concept.name, concept.title] {
                meanings.insert(key(name), Meaning::Concept(concept.name));
            }
        }
        for clause in &policy.clauses {
            let folded = key(&clause.number);
            if !folded.bytes().all(|byte| byte.is_ascii_digit()) {
                meanings.insert(folded, Meaning::Clause(clause.number.clone()));
            }
        }
        Self { policy, meanings }
    }

    /// Reads the label of a row; `None` if there is none.
    ///
    /// # Errors
    ///
    /// If a part of the label is unknown, or parts contradict each other.
    pub fn read(&self, cell: &Value) -> Result<Option<Expectation>, LabelError> {
        let parts = self.parts(cell)?;
        if parts.is_empty() {
            return Ok(None);
        }
        let meanings =
            parts.iter().map(|part| self.meaning(part)).collect::<Result<Vec<_>, _>>()?;
        let contradiction = || LabelError::Contradiction { label: shortened(&parts.join(";")) };
        self.expectation(&meanings).map(Some).ok_or_else(contradiction)
    }

    fn parts(&self, cell: &Value) -> Result<Vec<String>, LabelError> {
        match cell {
            Value::Null => Ok(Vec::new()),
            Value::Bool(_) | Value::Number(_) => Ok(vec![cell.to_string()]),
            Value::String(text) => Ok(self.split(text)),
            Value::Array(cells) => {
                let parts =
                    cells.iter().map(|cell| self.parts(cell)).collect::<Result<Vec<_>, _>>();
                // An empty list says: nothing is wrong with it. An absent one says nothing.
                let parts = parts?.concat();
                Ok(if cells.is_empty() { vec![Decision::Keep.to_string()] } else { parts })
            }
            Value::Object(_) => Err(LabelError::Shape { label: shortened(&cell.to_string()) }),
        }
    }

    /// The parts of a cell: all of it if that is known, a JSON array, or what stands between
    /// separators.
    fn split(&self, text: &str) -> Vec<String> {
        let text = text.trim();
        if self.known(text).is_some() {
            return vec![text.to_owned()];
        }
        if text.starts_with('[')
            && let Ok(cells @ Value::Array(_)) = serde_json::from_str::<Value>(text)
            && let Ok(parts) = self.parts(&cells)
        {
            return parts;
        }
        let parts = text.split([';', '；', ',', '、', '，', '|', '\n', ' ', '　']);
        parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }

    /// A clause exactly as printed goes before a word.
    fn known(&self, part: &str) -> Option<Meaning> {
        let printed = self.policy.clauses.iter().find(|clause| clause.number == part);
        let clause = printed.map(|clause| Meaning::Clause(clause.number.clone()));
        clause.or_else(|| self.meanings.get(&key(part)).cloned())
    }

    fn meaning(&self, part: &str) -> Result<Meaning, LabelError> {
        if let Some(meaning) = self.known(part) {
            return Ok(meaning);
        }
        let bracketed = part.strip_prefix('-').map(|number| format!("({number})"));
        if let Some(Meaning::Clause(clause)) = bracketed.and_then(|clause| self.known(&clause)) {
            return Err(LabelError::Spreadsheet { label: shortened(part), clause });
        }
        Err(LabelError::Unknown {
            label: shortened(part),
            policy: self.policy.id.clone(),
            example: self
                .policy
                .clauses
                .first()
                .map_or_else(String::new, |c| format!(": {}", c.number)),
        })
    }

    /// `None` if the meanings contradict each other.
    fn expectation(&self, meanings: &[Meaning]) -> Option<Expectation> {
        let mut decision = None;
        let (mut clauses, mut concepts) = (BTreeSet::new(), BTreeSet::new());
        let (mut flag, mut numbered, mut other) = (false, false, false);
        for meaning in meanings {
            match meaning {
                Meaning::Decision(named) if decision.is_none_or(|known| known == *named) => {
                    decision = Some(*named);
                }
                Meaning::Decision(_) => return None,
                Meaning::Flag => flag = true,
                Meaning::Other => other = true,
                Meaning::Clause(number) => {
                    numbered = true;
                    clauses.insert(number.clone());
                }
                Meaning::Concept(name) => {
                    concepts.insert((*name).to_owned());
                    clauses.extend(self.clauses_on(name));
                }
            }
        }
        let topical = numbered || !concepts.is_empty();
        if decision == Some(Decision::Keep) {
            let nothing = Some(BTreeSet::new());
            let expected = Expectation {
                side: Label::Keep,
                decision,
                clauses: nothing.clone(),
                concepts: nothing,
            };
            return (!flag && !other && !topical).then_some(expected);
        }
        let side = match other || (decision.is_none() && !flag && clauses.is_empty()) {
            // No side is taken, or only concepts are named that this policy does not forbid.
            true => Label::Other,
            false => Label::Flag,
        };
        Some(Expectation {
            side,
            decision,
            // Who takes no side may name what is in doubt; it is no ground to count.
            clauses: (topical && !other).then_some(clauses),
            // A clause may cover several concepts: its number does not say which.
            concepts: (topical && !other && !numbered).then_some(concepts),
        })
    }

    fn clauses_on(&self, concept: &str) -> impl Iterator<Item = String> {
        let covers =
            move |clause: &&crate::policy::Clause| clause.concepts.iter().any(|c| c == concept);
        self.policy.clauses.iter().filter(covers).map(|clause| clause.number.clone())
    }
}

/// The listed words, folded, with their meanings.
static WORDS: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    let rows = embedded::text("evaluate/labels.csv").unwrap_or_default().lines().skip(1);
    let words = rows.filter_map(|row| {
        let mut cells = row.split(',');
        Some((key(cells.next()?), word_meaning(cells.next()?)?))
    });
    words.collect()
});

fn word_meaning(name: &str) -> Option<Meaning> {
    Some(match name {
        "delete" => Meaning::Decision(Decision::Delete),
        "review" => Meaning::Decision(Decision::Review),
        "keep" => Meaning::Decision(Decision::Keep),
        "flag" => Meaning::Flag,
        "other" => Meaning::Other,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(cell: &Value) -> Result<Option<Expectation>, LabelError> {
        let policy = Policy::builtin("tokubetsuku").expect("it is built in");
        LabelReader::new(&policy).read(cell)
    }

    fn expect(cell: Value) -> Expectation {
        read(&cell).expect("a good label").expect("a label")
    }

    fn set(names: &[&str]) -> Option<BTreeSet<String>> {
        Some(names.iter().map(|name| (*name).to_owned()).collect())
    }

    #[test]
    fn every_listed_word_has_a_meaning() {
        let text = embedded::text("evaluate/labels.csv").expect("embedded");
        assert_eq!(WORDS.len(), text.lines().count() - 1);
        for (word, side) in
            [("toxic", Label::Flag), ("NOT_TOXIC", Label::Keep), ("謎", Label::Other)]
        {
            assert_eq!(Label::parse(word), side, "{word}");
        }
    }

    #[test]
    fn decisions_clauses_and_concepts_in_every_spelling() {
        let two = expect(json!("(2);(9)"));
        assert_eq!((two.side, two.decision), (Label::Flag, None));
        assert_eq!((two.clauses, two.concepts), (set(&["(2)", "(9)"]), None));
        for cell in [json!(["(2)", "(9)"]), json!("[\"(2)\",\"(9)\"]"), json!("（２）、（９）")]
        {
            assert_eq!(expect(cell).clauses, set(&["(2)", "(9)"]));
        }
        let concept = expect(json!("誹謗中傷"));
        assert_eq!(concept.concepts, set(&["defamation"]));
        assert!(concept.clauses.expect("known").contains("(2)"));
        let mixed = expect(json!("削除 (2)"));
        assert_eq!((mixed.decision, mixed.clauses), (Some(Decision::Delete), set(&["(2)"])));
    }

    #[test]
    fn a_bare_number_is_no_circled_one() {
        let text = Policy::builtin_text("ninohe").expect("it is built in");
        let text = text.replace("\"(1)\"", "\"①\"").replace("\"(2)\"", "\"②\"");
        let policy = Policy::parse("circled.toml", &text).expect("a good policy");
        let reader = LabelReader::new(&policy);
        let clauses = |cell| reader.read(&json!(cell)).map(|read| read.and_then(|e| e.clauses));
        assert_eq!(clauses("②"), Ok(set(&["②"])));
        assert_eq!(clauses("1"), Ok(None), "flagged, whatever for");
        assert!(matches!(clauses("2"), Err(LabelError::Unknown { .. })));
    }

    #[test]
    fn what_a_label_leaves_open_stays_open() {
        let toxic = expect(json!("toxic"));
        assert_eq!((toxic.side, toxic.clauses, toxic.concepts), (Label::Flag, None, None));
        for cell in [json!("keep"), json!(0), json!(false), json!([])] {
            let keep = expect(cell);
            assert_eq!((keep.side, keep.clauses), (Label::Keep, set(&[])));
        }
        let doubt = expect(json!("borderline;(2)"));
        assert_eq!((doubt.side, doubt.clauses), (Label::Other, None));
        assert_eq!(read(&json!("")), Ok(None));
        assert_eq!(read(&Value::Null), Ok(None));
    }

    #[test]
    fn unknown_and_contradicting_labels_are_told() {
        let unknown = read(&json!("(99)")).expect_err("no such clause").to_string();
        assert!(unknown.contains("«(99)»") && unknown.contains("(1)"), "{unknown}");
        for cell in ["keep;(2)", "delete;review", "toxic;not_toxic"] {
            assert!(matches!(read(&json!(cell)), Err(LabelError::Contradiction { .. })), "{cell}");
        }
        assert!(matches!(read(&json!({"a": 1})), Err(LabelError::Shape { .. })));
        for cell in [json!("-2"), json!(-2)] {
            let told = read(&cell).expect_err("no clause").to_string();
            assert!(told.contains("makes of (2)"), "{told}");
        }
    }
}
