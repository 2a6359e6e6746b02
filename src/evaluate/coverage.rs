//! What the functional suite says of the rule set: for each concept and functionality how many cases
//! there are and how many come out. Cells without a case are what nobody has tried yet.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::cases::{FUNCTIONALITIES, Suite};
use crate::concept::{ADVICE, CONCEPTS};
use crate::embedded;
use crate::lexicon::Lexicon;

/// The cases of a concept for one functionality.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct CoverageCell {
    /// Cases.
    pub cases: usize,
    /// Those that come out as they say.
    pub passed: usize,
    /// Those that are listed as not yet within reach, whether they come out by now or not.
    pub known_limitations: usize,
    /// Those that do not come out and are not listed.
    pub failed: usize,
}

impl CoverageCell {
    /// Nobody has tried.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cases == 0
    }

    fn add(&mut self, other: Self) {
        self.cases += other.cases;
        self.passed += other.passed;
        self.known_limitations += other.known_limitations;
        self.failed += other.failed;
    }
}

/// A column: a way in which a comment may break a clause, or look as if it did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Functionality {
    /// One of [`FUNCTIONALITIES`].
    pub name: &'static str,
    /// What a clerk would call it.
    pub title: &'static str,
    /// The same in English.
    pub title_en: &'static str,
    /// Whether its cases must be kept.
    pub keep: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConceptRow {
    /// The concept, or the name of a file of cases that is none.
    pub name: String,
    /// What a clerk would call it; the name if it is no concept.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// In the order of the functionalities.
    pub cells: Vec<CoverageCell>,
}

impl ConceptRow {
    /// All its cells together.
    #[must_use]
    pub fn total(&self) -> CoverageCell {
        total(self.cells.iter().copied())
    }
}

impl Serialize for ConceptRow {
    /// Cells under the names of their functionalities.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            concept: &'a str,
            title: &'a str,
            title_en: &'a str,
            total: CoverageCell,
            cells: BTreeMap<&'static str, CoverageCell>,
        }
        let names = FUNCTIONALITIES.iter().map(|(name, _)| *name);
        Shown {
            concept: &self.name,
            title: &self.title,
            title_en: &self.title_en,
            total: self.total(),
            cells: names.zip(self.cells.iter().copied()).collect(),
        }
        .serialize(serializer)
    }
}

/// Concepts by functionalities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// The columns.
    pub functionalities: Vec<Functionality>,
    /// The rows: the concepts that the lexicon has rules for, then other files of cases.
    pub concepts: Vec<ConceptRow>,
}

impl Coverage {
    /// Counts the results of a suite. A concept that the lexicon has rules for and the suite no cases
    /// is a row of empty cells.
    #[must_use]
    pub fn new(suite: &Suite, lexicon: &Lexicon) -> Self {
        let has_rules = |name: &str| lexicon.rules().iter().any(|rule| rule.concept == name);
        let concepts = CONCEPTS.iter().filter(|concept| has_rules(concept.name));
        let mut rows: Vec<ConceptRow> =
            concepts.map(|c| row(c.name, c.title, c.title_en)).collect();
        for rule in lexicon.rules() {
            if rule.concept != ADVICE && rows.iter().all(|row| row.name != rule.concept) {
                rows.push(row(&rule.concept, &rule.concept, &rule.concept));
            }
        }
        for result in &suite.results {
            let name = result.concept.as_str();
            let at = rows.iter().position(|row| row.name == name).unwrap_or_else(|| {
                let known = CONCEPTS.iter().find(|concept| concept.name == name);
                rows.push(
                    known.map_or_else(|| row(name, name, name), |c| row(name, c.title, c.title_en)),
                );
                rows.len() - 1
            });
            let column = FUNCTIONALITIES.iter().position(|(n, _)| *n == result.case.functionality);
            if let Some(column) = column {
                rows[at].cells[column].add(CoverageCell {
                    cases: 1,
                    passed: usize::from(result.passed),
                    known_limitations: usize::from(result.case.known_limitation.is_some()),
                    failed: usize::from(!result.passed && result.case.known_limitation.is_none()),
                });
            }
        }
        Self { functionalities: functionalities(), concepts: rows }
    }

    /// All rows together, by functionality.
    #[must_use]
    pub fn by_functionality(&self) -> Vec<CoverageCell> {
        let column = |index: usize| total(self.concepts.iter().map(|row| row.cells[index]));
        (0..self.functionalities.len()).map(column).collect()
    }

    /// All cells together.
    #[must_use]
    pub fn total(&self) -> CoverageCell {
        total(self.concepts.iter().map(ConceptRow::total))
    }

    /// How many cells nobody has tried, of how many.
    #[must_use]
    pub fn empty(&self) -> (usize, usize) {
        let cells = || self.concepts.iter().flat_map(|row| &row.cells);
        (cells().filter(|cell| cell.is_empty()).count(), cells().count())
    }
}

fn row(name: &str, title: &str, title_en: &str) -> ConceptRow {
    ConceptRow {
        name: name.to_owned(),
        title: title.to_owned(),
        title_en: title_en.to_owned(),
        cells: vec![CoverageCell::default(); FUNCTIONALITIES.len()],
    }
}

fn total(cells: impl Iterator<Item = CoverageCell>) -> CoverageCell {
    cells.fold(CoverageCell::default(), |mut sum, cell| {
        sum.add(cell);
        sum
    })
}

/// The titles stand in `evaluate/functionalities.csv`.
fn functionalities() -> Vec<Functionality> {
    let text = embedded::text("evaluate/functionalities.csv").unwrap_or_default();
    let titled = |name: &str| {
        text.lines().skip(1).find_map(|row| {
            let (known, titles) = row.split_once(',')?;
            (known == name).then(|| titles.split_once(','))?
        })
    };
    let functionality = |(name, keep): &(&'static str, bool)| {
        let (title, title_en) = titled(name).unwrap_or((name, name));
        Functionality { name, title, title_en, keep: *keep }
    };
    FUNCTIONALITIES.iter().map(functionality).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_functionality_has_its_titles() {
        for functionality in functionalities() {
            assert_ne!(functionality.title, functionality.name);
            assert!(!functionality.title_en.is_empty() && !functionality.title_en.contains('_'));
        }
    }
}
