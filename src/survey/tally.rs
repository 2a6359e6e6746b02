//! Plain counts.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::result::{ClauseCount, DayCount, Decisions, RuleCount};
use super::time::day;
use crate::explain::Lang;
use crate::policy::{Decision, Policy};
use crate::verdict::Verdict;

/// Days without comments are told as such up to this many days in all.
const DAYS_WITHOUT_GAPS: i32 = 4000;

#[derive(Debug, Default)]
pub struct Tally {
    pub decisions: Decisions,
    pub undated: u64,
    pub first: Option<Timestamp>,
    pub last: Option<Timestamp>,
    clauses: BTreeMap<usize, [u64; 2]>,
    rules: BTreeMap<String, (String, u64)>,
    days: BTreeMap<Date, Decisions>,
}

impl Decisions {
    fn add(&mut self, decision: Decision) {
        match decision {
            Decision::Delete => self.delete += 1,
            Decision::Review => self.review += 1,
            Decision::Keep => self.keep += 1,
        }
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> u64 {
        self.delete + self.review + self.keep
    }
}

impl Tally {
    pub fn see(&mut self, time: Option<Timestamp>, verdict: &Verdict, lang: Lang) {
        self.decisions.add(verdict.decision);
        match time {
            Some(time) => {
                self.first = self.first.into_iter().chain([time]).min();
                self.last = self.last.into_iter().chain([time]).max();
                self.days.entry(day(time)).or_default().add(verdict.decision);
            }
            None => self.undated += 1,
        }
        if verdict.decision == Decision::Keep {
            return;
        }
        let mut rules = BTreeSet::new();
        for broken in &verdict.violations {
            let counts = self.clauses.entry(broken.position).or_default();
            counts[usize::from(broken.action != Decision::Delete)] += 1;
            for finding in broken.findings.iter().filter(|finding| !finding.shadow) {
                if rules.insert(&finding.rule) {
                    let title = || (lang.of(&finding.title).to_owned(), 0);
                    self.rules.entry(finding.rule.clone()).or_insert_with(title).1 += 1;
                }
            }
        }
    }

    pub fn clauses(&self, policy: &Policy) -> Vec<ClauseCount> {
        let told = self.clauses.iter().filter_map(|(position, [delete, review])| {
            let clause = policy.clauses.get(position.checked_sub(1)?)?;
            Some(ClauseCount {
                clause: clause.number.clone(),
                text: clause.text.clone(),
                delete: *delete,
                review: *review,
            })
        });
        told.collect()
    }

    pub fn rules(&self) -> Vec<RuleCount> {
        let mut rules: Vec<RuleCount> = self
            .rules
            .iter()
            .map(|(rule, (title, comments))| RuleCount {
                rule: rule.clone(),
                title: title.clone(),
                comments: *comments,
            })
            .collect();
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.comments));
        rules
    }

    pub fn days(&self) -> Vec<DayCount> {
        let count =
            |(day, decisions): (Date, Decisions)| DayCount { day: day.to_string(), decisions };
        let (Some((&first, _)), Some((&last, _))) =
            (self.days.first_key_value(), self.days.last_key_value())
        else {
            return Vec::new();
        };
        if first.until(last).map_or(i32::MAX, |span| span.get_days()) > DAYS_WITHOUT_GAPS {
            return self.days.iter().map(|(day, decisions)| count((*day, *decisions))).collect();
        }
        let all = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
        all.map(|day| count((day, self.days.get(&day).copied().unwrap_or_default()))).collect()
    }
}
