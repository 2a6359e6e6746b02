//! Who breaks the policy again and again.

use std::collections::{BTreeSet, HashMap};

use super::copies::hash_of;
use super::watch::AuthorWatch;
use crate::policy::Decision;
use crate::verdict::Verdict;

const IDS: usize = 20;
const NAME_CHARS: usize = 100;

/// An author since the first violation.
#[derive(Debug, Clone, Default)]
pub struct Author {
    pub name: String,
    pub comments: u64,
    pub delete: u64,
    pub review: u64,
    pub clauses: BTreeSet<(usize, String)>,
    pub first: Option<jiff::Timestamp>,
    pub last: Option<jiff::Timestamp>,
    pub ids: Vec<String>,
}

/// Authors with at least one violation.
#[derive(Debug, Default)]
pub struct Authors {
    known: HashMap<u64, Author>,
    pub forgotten: u64,
}

impl Authors {
    pub fn see(
        &mut self,
        id: &str,
        name: &str,
        time: Option<jiff::Timestamp>,
        verdict: &Verdict,
        watch: &AuthorWatch,
    ) {
        let key = hash_of(name.as_bytes());
        let kept = verdict.decision == Decision::Keep;
        if kept && !self.known.contains_key(&key) {
            return;
        }
        if self.known.len() >= watch.remembered && !self.known.contains_key(&key) {
            self.forget();
        }
        let author = self.known.entry(key).or_default();
        author.comments += 1;
        if kept {
            return;
        }
        if author.name.is_empty() {
            author.name = name.chars().take(NAME_CHARS).collect();
        }
        author.delete += u64::from(verdict.decision == Decision::Delete);
        author.review += u64::from(verdict.decision == Decision::Review);
        let clauses = verdict.violations.iter();
        author.clauses.extend(clauses.map(|broken| (broken.position, broken.clause.clone())));
        author.first = author.first.into_iter().chain(time).min();
        author.last = author.last.into_iter().chain(time).max();
        if author.ids.len() < IDS {
            author.ids.push(id.to_owned());
        }
    }

    /// Those with enough violations, the worst first.
    pub fn repeated(&self, watch: &AuthorWatch) -> Vec<&Author> {
        let violations = |author: &Author| author.delete + author.review;
        let mut found: Vec<&Author> = self
            .known
            .values()
            .filter(|author| violations(author) >= watch.least_violations)
            .collect();
        found.sort_by(|a, b| {
            (b.delete, violations(b), &a.name).cmp(&(a.delete, violations(a), &b.name))
        });
        found
    }

    /// Authors with one violation make room; if there is none, all do.
    fn forget(&mut self) {
        let before = self.known.len();
        self.known.retain(|_, author| author.delete + author.review > 1);
        if self.known.len() == before {
            self.known.clear();
        }
        self.forgotten += (before - self.known.len()) as u64;
    }
}
