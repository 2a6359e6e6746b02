//! The comments that a person should look at, the most urgent first, up to a limit.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use sekimori::corpus::Record;
use sekimori::explain::{self, Lang};
use sekimori::survey::{instant, written};
use sekimori::{Decision, Verdict};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// Fields of the verdict's JSON that the page does not show.
const LEFT_OUT: [&str; 6] = ["id", "policy", "provenance", "on_trial", "advice", "keep_reasons"];

/// Earlier rows first among equals.
type Urgency = ((bool, Decision, u32), Reverse<u64>);

/// Holds at most `limit` comments.
pub struct Queue {
    limit: usize,
    lang: Lang,
    seen: u64,
    heap: BinaryHeap<Reverse<Entry>>,
}

/// A comment with its verdict, as the page reads it.
#[derive(Serialize)]
pub struct Item {
    id: Value,
    text: String,
    article: Option<String>,
    author: Option<String>,
    /// As given.
    time: Option<String>,
    /// As understood: RFC 3339 in Japan.
    when: Option<String>,
    urgent: bool,
    /// Written already: a tree of values would take several times the memory.
    report: Box<RawValue>,
}

struct Entry {
    urgency: Urgency,
    item: Item,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.urgency == other.urgency
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.urgency.cmp(&other.urgency)
    }
}

impl Queue {
    pub fn new(limit: usize, lang: Lang) -> Self {
        Self { limit, lang, seen: 0, heap: BinaryHeap::new() }
    }

    pub fn add(
        &mut self,
        record: &Record,
        verdict: &Verdict,
        urgency: (bool, Decision, u32),
    ) -> serde_json::Result<()> {
        self.seen += 1;
        let urgent = urgency.0;
        let urgency = (urgency, Reverse(self.seen));
        if self.heap.len() == self.limit {
            if self.heap.peek().is_some_and(|least| urgency < least.0.urgency) {
                return Ok(());
            }
            self.heap.pop();
        }
        let item = self.item(record, verdict, urgent)?;
        self.heap.push(Reverse(Entry { urgency, item }));
        Ok(())
    }

    fn item(&self, record: &Record, verdict: &Verdict, urgent: bool) -> serde_json::Result<Item> {
        let report = explain::report(verdict, &record.text, record.id.clone(), self.lang);
        let mut report = serde_json::to_value(report)?;
        if let Value::Object(fields) = &mut report {
            fields.retain(|name, _| !LEFT_OUT.contains(&name.as_str()));
        }
        Ok(Item {
            id: record.id.clone(),
            text: record.text.clone(),
            article: record.article.as_ref().map(|article| article.chars().take(200).collect()),
            author: record.author.clone(),
            time: record.time.clone(),
            when: record.time.as_deref().and_then(instant).map(written),
            urgent,
            report: to_raw_value(&report)?,
        })
    }

    /// The comments, the most urgent first, and how many had no room.
    pub fn into_items(self) -> (Vec<Item>, u64) {
        let cut = self.seen - self.heap.len() as u64;
        let sorted = self.heap.into_sorted_vec();
        (sorted.into_iter().map(|Reverse(entry)| entry.item).collect(), cut)
    }
}
