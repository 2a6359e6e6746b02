//! From the text of a clause to the concepts that it covers.

use std::sync::LazyLock;

use crate::embedded;
use crate::normalize::key;

/// From this weight a phrase says clearly what a clause is about.
pub(super) const CLEAR: f32 = 0.7;

/// A concept that a clause speaks of, and how clearly: 0 to 1.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mapped {
    pub concept: String,
    pub confidence: f32,
}

/// The phrases by which clauses are recognized, folded as comments are.
pub(super) struct Phrases {
    rows: Vec<(String, &'static str, f32)>,
}

impl Phrases {
    /// Reads `policy_import/phrases.csv`. A row that is malformed is left out; a test holds that
    /// there is none.
    pub fn builtin() -> Self {
        let rows = table("policy_import/phrases.csv").filter_map(|row| {
            let (phrase, rest) = split_quoted(row)?;
            let mut cells = rest.split(',');
            Some((folded(phrase), cells.next()?, cells.next()?.parse().ok()?))
        });
        Self { rows: rows.collect() }
    }

    /// What a clause covers, clearest first. Unclear phrases count only where no clear one is.
    pub fn map(&self, text: &str) -> Vec<Mapped> {
        let text = folded(text);
        let mut mapped: Vec<Mapped> = Vec::new();
        for (phrase, concept, weight) in &self.rows {
            if !text.contains(phrase.as_str()) {
                continue;
            }
            match mapped.iter_mut().find(|known| known.concept == *concept) {
                Some(known) => known.confidence = known.confidence.max(*weight),
                None => mapped.push(Mapped { concept: (*concept).to_owned(), confidence: *weight }),
            }
        }
        mapped.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        let clear = mapped.iter().filter(|mapped| mapped.confidence >= CLEAR).count();
        mapped.truncate(clear.max(1));
        mapped
    }
}

/// A concept that no clause of a list covers, and the concept whose clause it joins.
pub(super) struct Fallback {
    pub concept: &'static str,
    pub joins: &'static str,
    pub outgoing: bool,
    pub comments: bool,
    pub reason: &'static str,
}

pub(super) fn fallbacks() -> impl Iterator<Item = Fallback> {
    table("policy_import/fallbacks.csv").filter_map(|row| {
        let cells: Vec<&'static str> = row.splitn(4, ',').collect();
        let [concept, joins, side, reason] = cells.try_into().ok()?;
        let (outgoing, comments) = (side != "comments", side != "outgoing");
        Some(Fallback { concept, joins, outgoing, comments, reason })
    })
}

/// Whether text alone cannot decide on a concept.
pub(super) fn is_undecidable(concept: &str) -> bool {
    table("policy_import/review_only.csv").any(|row| row.split(',').next() == Some(concept))
}

/// A text as phrases are compared: folded as comments are, without spaces, one spelling a word.
pub(super) fn folded(text: &str) -> String {
    let text: String = key(text).chars().filter(|c| !c.is_whitespace()).collect();
    SPELLINGS.iter().fold(text, |text, (written, read)| text.replace(written, read))
}

/// Spellings of one word in such policies, folded.
static SPELLINGS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let rows = table("policy_import/spellings.csv").filter_map(|row| {
        let (written, rest) = split_quoted(row)?;
        Some((key(written), key(rest.split(',').next()?)))
    });
    rows.collect()
});

pub(super) fn table(path: &str) -> impl Iterator<Item = &'static str> {
    embedded::text(path).unwrap_or_default().lines().skip(1)
}

/// The first cell, with or without quotes, and the rest of the row.
pub(super) fn split_quoted(row: &'static str) -> Option<(&'static str, &'static str)> {
    match row.strip_prefix('"') {
        Some(rest) => rest.split_once("\","),
        None => row.split_once(','),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::concept::CONCEPTS;

    #[test]
    fn every_row_is_read_and_speaks_of_a_concept() {
        let phrases = Phrases::builtin();
        assert_eq!(phrases.rows.len(), table("policy_import/phrases.csv").count());
        let known = |name: &str| CONCEPTS.iter().any(|concept| concept.name == name);
        assert!(phrases.rows.iter().all(|(_, concept, weight)| known(concept) && *weight <= 1.0));
        assert_eq!(SPELLINGS.len(), table("policy_import/spellings.csv").count());
        assert_eq!(fallbacks().count(), table("policy_import/fallbacks.csv").count());
        assert!(fallbacks().all(|row| known(row.concept) && known(row.joins)));
    }

    #[test]
    fn a_clause_may_speak_of_several_things() {
        let mapped =
            Phrases::builtin().map("営業活動、政治的活動、宗教的活動、その他営利を目的としたもの");
        let mut concepts: Vec<&str> = mapped.iter().map(|mapped| mapped.concept.as_str()).collect();
        concepts.sort_unstable();
        assert_eq!(concepts, ["commercial", "political_religious"]);
    }
}
