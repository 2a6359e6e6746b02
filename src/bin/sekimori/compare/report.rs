//! What is told of a comparison: one content, three forms.

use std::io::Write as _;
use std::path::Path;

use anyhow::Result;
use sekimori::Decision;
use sekimori::evaluate::Label;
use sekimori::evaluate::compare::{Breach, Outcome, Summary};
use serde::Serialize;
use serde_json::Value;

use super::args::CompareArgs;
use super::corpus::Sample;
use super::page;
use super::side::Spec;
use crate::args::Form;
use crate::form;

/// A comment whose verdict differs.
#[derive(Serialize)]
pub struct Changed {
    pub file: String,
    pub id: Value,
    pub text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<&'static str>,
    pub base: Outcome,
    pub head: Outcome,
}

impl Changed {
    pub fn new(input: &Path, sample: Sample, base: Outcome, head: Outcome) -> Self {
        let label = sample.label.and_then(|label| match label {
            Label::Flag => Some("flag"),
            Label::Keep => Some("keep"),
            Label::Other => None,
        });
        let Sample { record, .. } = sample;
        let file = input.display().to_string();
        Self { file, id: record.id, text: record.text, label, base, head }
    }

    /// What a reader wants to see first: new deletions, then newly flagged comments, then what is
    /// kept now, then the rest.
    fn rank(&self) -> u8 {
        let (base, head) = (self.base.decision, self.head.decision);
        match () {
            () if head == Decision::Delete && base < head => 0,
            () if base < head => 1,
            () if base > head => 2,
            () => 3,
        }
    }
}

/// The changes that are listed, however many there are.
pub struct Listed {
    limit: usize,
    changes: Vec<Changed>,
}

impl Listed {
    pub fn new(limit: usize) -> Self {
        Self { limit, changes: Vec::new() }
    }

    pub fn push(&mut self, changed: Changed) {
        self.changes.push(changed);
        if self.changes.len() > 2 * self.limit {
            self.trim();
        }
    }

    fn trim(&mut self) {
        self.changes.sort_by_key(Changed::rank);
        self.changes.truncate(self.limit);
    }

    /// The first ones by weight, each weight in the order of the corpus.
    pub fn finish(mut self) -> Vec<Changed> {
        self.trim();
        self.changes
    }
}

/// Everything that is told.
pub struct Report<'a> {
    pub args: &'a CompareArgs,
    pub summary: Summary,
    /// Rows of the corpus that could not be read.
    pub unreadable: usize,
    pub breaches: Vec<Breach>,
    pub changes: Vec<Changed>,
}

#[derive(Serialize)]
struct Json<'a> {
    base: SideOut<'a>,
    head: SideOut<'a>,
    #[serde(flatten)]
    summary: &'a Summary,
    unreadable: usize,
    passed: bool,
    breaches: Vec<BreachOut<'a>>,
    changes: &'a [Changed],
}

#[derive(Serialize)]
struct SideOut<'a> {
    side: String,
    policy: Option<&'a str>,
}

#[derive(Serialize)]
struct BreachOut<'a> {
    #[serde(flatten)]
    breach: &'a Breach,
    message: String,
}

impl Report<'_> {
    pub fn print(&self) -> Result<()> {
        let page = match self.args.format {
            Form::Json => serde_json::to_string_pretty(&self.json())? + "\n",
            Form::Text => form::text(&page::blocks(self)),
            Form::Markdown => form::markdown("sekimori compare", &page::blocks(self)),
        };
        // Not `print!`: a reader that has seen enough is no reason to panic.
        std::io::stdout().lock().write_all(page.as_bytes())?;
        Ok(())
    }

    /// The policies of base and head, of sides that judge by one.
    pub fn policies(&self) -> [Option<&str>; 2] {
        let args = self.args;
        let sides = [(&args.base, &args.base_policy), (&args.head, &args.head_policy)];
        sides.map(|(side, own)| match side {
            Spec::Lexicon { .. } => Some(own.as_deref().unwrap_or(&args.policy)),
            Spec::WordList { .. } | Spec::Result { .. } => None,
        })
    }

    fn json(&self) -> Json<'_> {
        let [base, head] = self.policies();
        let message = |breach| BreachOut { breach, message: breach.to_string() };
        Json {
            base: SideOut { side: self.args.base.to_string(), policy: base },
            head: SideOut { side: self.args.head.to_string(), policy: head },
            summary: &self.summary,
            unreadable: self.unreadable,
            passed: self.breaches.is_empty(),
            breaches: self.breaches.iter().map(message).collect(),
            changes: &self.changes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(id: u32, base: Decision, head: Decision) -> Changed {
        let outcome = |decision| Outcome {
            decision,
            policy: None,
            clauses: Vec::new(),
            rules: Vec::new(),
            on_trial: Vec::new(),
            trial_decision: decision,
        };
        let (base, head) = (outcome(base), outcome(head));
        let (file, text) = (String::new(), String::new());
        Changed { file, id: id.into(), text, label: None, base, head }
    }

    #[test]
    fn new_deletions_are_listed_first_and_the_rest_in_order() {
        use Decision::{Delete, Keep, Review};
        let mut listed = Listed::new(3);
        for (id, base, head) in [
            (1, Review, Keep),
            (2, Keep, Review),
            (3, Delete, Delete),
            (4, Keep, Review),
            (5, Delete, Review),
            (6, Keep, Review),
            (7, Keep, Review),
            (8, Review, Delete),
        ] {
            listed.push(changed(id, base, head));
        }
        let ids: Vec<Value> = listed.finish().into_iter().map(|changed| changed.id).collect();
        assert_eq!(ids, [8, 2, 4]);
    }
}
