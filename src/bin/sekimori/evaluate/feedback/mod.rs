//! Records of clerks' decisions: read, where need be judged anew, and counted.

mod page;

use std::cmp::Ordering;
use std::collections::HashMap;

use anyhow::{Context as _, Result};
use rayon::prelude::*;
use sekimori::Engine;
use sekimori::corpus::{Guess, Record};
use sekimori::evaluate::Bootstrap;
use sekimori::evaluate::compare::Outcome;
use sekimori::evaluate::feedback::{
    Criteria, Feedback, FeedbackColumns, FeedbackReader, FeedbackSummary, snippet,
};
use sekimori::explain::Lang;
use serde_json::Value;

use super::shown;
use super::source::{Opened, refuse_empty};
use crate::args::EvaluateArgs;
use crate::batch::CHUNK;
use crate::form::Block;

/// Rows of which is told why they cannot be used.
const MAX_TOLD: usize = 10;

/// What has been read so far.
pub struct Records<'e> {
    engine: &'e Engine,
    feedback: Feedback<'e>,
    criteria: Criteria,
    rejudge: bool,
    text_column: Option<String>,
    /// The comments by their ids, if they are to be shown.
    texts: Option<HashMap<String, String>>,
    bad_rows: usize,
}

/// What a record comes to.
pub struct Told {
    pub summary: FeedbackSummary,
    /// The proposals as data.
    pub snippet: String,
    pub texts: Option<HashMap<String, String>>,
}

impl<'e> Records<'e> {
    pub fn new(args: &EvaluateArgs, engine: &'e Engine) -> Result<Self> {
        let criteria = match &args.criteria {
            None => Criteria::builtin()?,
            Some(path) => {
                let name = shown(path);
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("could not read {name}"))?;
                Criteria::parse(&name, &text)?
            }
        };
        Ok(Self {
            engine,
            feedback: Feedback::new(engine.policy()),
            criteria,
            rejudge: args.rejudge,
            text_column: args.text_column.clone(),
            texts: args.with_text.then(HashMap::new),
            bad_rows: 0,
        })
    }

    /// Rows that could not be used.
    pub fn unread(&self) -> usize {
        self.bad_rows
    }

    pub fn file(&mut self, opened: Opened, columns: FeedbackColumns) -> Result<()> {
        let Opened { name, source, .. } = opened;
        let mut usual = Guess::from_names(source.names()).columns;
        if let Some(column) = &self.text_column {
            usual.text.clone_from(column);
        }
        let reader = FeedbackReader::new(self.engine.policy(), columns);
        let mut chunk = Vec::with_capacity(CHUNK);
        let mut rows = 0;
        for row in source.records(&usual) {
            rows += 1;
            match row.with_context(|| format!("could not read {name}"))? {
                Ok(record) => chunk.push(record),
                Err(error) => self.bad_row(&name, &error.to_string()),
            }
            if chunk.len() == CHUNK {
                self.judge(&mut chunk, &reader, &name);
            }
        }
        self.judge(&mut chunk, &reader, &name);
        refuse_empty(rows, &name)
    }

    fn judge(&mut self, chunk: &mut Vec<Record>, reader: &FeedbackReader<'_>, name: &str) {
        let (engine, rejudge) = (self.engine, self.rejudge);
        let judged: Vec<_> = chunk
            .par_iter()
            .map_init(
                || engine.session(),
                |session, record| {
                    let row = reader
                        .read(&record.id, &record.fields)
                        .map_err(|error| error.to_string())?;
                    Ok(row.map(|mut row| {
                        row.recorded = row.recorded.filter(|_| !rejudge);
                        let judged = match row.recorded.clone() {
                            Some(recorded) => recorded,
                            None => Outcome::from(&session.judge(&record.comment())),
                        };
                        (row, judged)
                    }))
                },
            )
            .collect::<Vec<Result<_, String>>>();
        for (record, judged) in chunk.drain(..).zip(judged) {
            match judged {
                Ok(Some((row, judged))) => {
                    self.feedback.add(&row, &judged);
                    if let Some(texts) = &mut self.texts {
                        texts.insert(row.id, record.text);
                    }
                }
                Ok(None) => self.feedback.add_undecided(),
                Err(cause) => self.bad_row(name, &format!("id {}: {cause}", plain(&record.id))),
            }
        }
    }

    /// A wrong column or policy makes every row a bad one: only the first are told.
    fn bad_row(&mut self, file: &str, cause: &str) {
        self.bad_rows += 1;
        match self.bad_rows.cmp(&MAX_TOLD) {
            Ordering::Less => eprintln!("sekimori: {file}, {cause}"),
            Ordering::Equal => eprintln!("sekimori: {file}, {cause} (further ones are not told)"),
            Ordering::Greater => {}
        }
    }

    /// The figures; tells how many rows were left out.
    pub fn told(self, bootstrap: Bootstrap) -> Told {
        if self.bad_rows > MAX_TOLD {
            eprintln!("sekimori: rows left out: {}", self.bad_rows);
        }
        let lexicon = self.engine.lexicon();
        let summary = self.feedback.summary(self.criteria, lexicon, bootstrap);
        let snippet = snippet(&summary.proposals, lexicon);
        Told { summary, snippet, texts: self.texts }
    }
}

fn plain(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

impl Told {
    pub fn blocks(&self, lang: Lang) -> Vec<Block> {
        page::blocks(self, lang)
    }

    pub fn json(&self) -> Result<Value> {
        let mut json = serde_json::to_value(&self.summary)?;
        json["snippet"] = self.snippet.clone().into();
        if let Some(texts) = &self.texts {
            let ids = self.summary.proposals.iter().flat_map(|proposal| &proposal.ids);
            let named: serde_json::Map<String, Value> =
                ids.filter_map(|id| Some((id.clone(), texts.get(id)?.as_str().into()))).collect();
            json["texts"] = named.into();
        }
        Ok(json)
    }
}
