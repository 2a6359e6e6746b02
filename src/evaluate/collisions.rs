//! Harmless words that the rules fire on: every surface form of the morphological dictionary, pairs of
//! frequent words, place names and personal names are judged as if each were a comment.
//!
//! A text *collides* if it is not kept and the evidence is no word of the text but a part of one, or
//! runs over the seam of two. アスパラガス with the evidence カス collides; 馬鹿 with the evidence 馬鹿 does
//! not: there the word itself is what was looked for. What is known and accepted stands, with its
//! reason, in `collisions.csv`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::lint::{Fault, Places};
use crate::detect::Finding;
use crate::embedded;
use crate::engine::Session;
use crate::error::Diagnostic;
use crate::lexicon::{Lexicon, Sources};
use crate::policy::Decision;

/// A text made of everyday words, with the offset of the seam if it is a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The text.
    pub text: String,
    /// Byte offset at which the second word begins; the text's length for a single word.
    pub seam: usize,
}

impl Candidate {
    /// A single word.
    #[must_use]
    pub fn word(word: &str) -> Self {
        Self { text: word.to_owned(), seam: word.len() }
    }

    /// Two words in a row.
    #[must_use]
    pub fn pair(first: &str, second: &str) -> Self {
        Self { text: [first, second].concat(), seam: first.len() }
    }

    /// Whether `finding` rests on whole words of the text.
    fn is_word(&self, finding: &Finding) -> bool {
        let edges = [0, self.seam, self.text.len()];
        finding
            .evidence
            .iter()
            .all(|piece| edges.contains(&piece.span.start) && edges.contains(&piece.span.end))
    }
}

/// A harmless text that a rule fires on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Collision {
    /// The text.
    pub text: String,
    /// The part of it that was taken for a term.
    pub part: String,
    /// The rule.
    pub rule: String,
    /// What the policy would make of it.
    pub decision: Decision,
}

/// What is known to collide and accepted: a row of `collisions.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Accepted {
    part: String,
    rule: String,
    line: usize,
}

/// The accepted collisions.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    file: String,
    text: String,
    rows: Vec<Accepted>,
}

impl Baseline {
    /// Reads `part,rule,reason` rows with a header; `file` is what messages call it.
    ///
    /// # Errors
    ///
    /// The number of the line that has not three cells, or no reason.
    pub fn parse(file: &str, text: &str) -> Result<Self, usize> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let mut rows = Vec::new();
        for (index, record) in reader.records().enumerate() {
            let line = index + 2;
            let record = record.map_err(|_| line)?;
            match record.iter().collect::<Vec<&str>>().as_slice() {
                [part, rule, reason] if !part.is_empty() && !reason.is_empty() => {
                    rows.push(Accepted { part: (*part).to_owned(), rule: (*rule).to_owned(), line })
                }
                _ => return Err(line),
            }
        }
        Ok(Self { file: file.to_owned(), text: text.to_owned(), rows })
    }

    /// The baseline that comes with the built-in lexicon.
    ///
    /// # Errors
    ///
    /// As [`Baseline::parse`].
    pub fn builtin() -> Result<Self, usize> {
        let text = embedded::text("collisions.csv");
        text.map_or_else(
            || Ok(Self::default()),
            |text| Self::parse("dictionaries/collisions.csv", text),
        )
    }

    fn row_for(&self, collision: &Collision) -> Option<usize> {
        self.rows
            .iter()
            .position(|row| row.rule == collision.rule && collision.text.contains(&row.part))
    }
}

/// Every text that is tried: surfaces, pairs of frequent words, places, names. Without the feature
/// `ipadic` only places and names are known.
pub fn candidates() -> impl Iterator<Item = Candidate> {
    let words = embedded::SURFACES.lines().map(Candidate::word);
    let (content, function): (Vec<_>, Vec<_>) = embedded::FREQUENT
        .lines()
        .filter_map(|row| row.split_once('\t'))
        .partition(|(_, kind)| *kind == "content");
    let pairs = pairs(&content, &function);
    words.chain(pairs).chain(places()).chain(names())
}

/// Content words next to each other, and with every particle before and behind.
fn pairs(content: &[(&str, &str)], function: &[(&str, &str)]) -> std::vec::IntoIter<Candidate> {
    let mut pairs = Vec::new();
    for (first, _) in content {
        for (second, _) in content.iter().chain(function) {
            pairs.push(Candidate::pair(first, second));
        }
        for (particle, _) in function {
            pairs.push(Candidate::pair(particle, first));
        }
    }
    pairs.into_iter()
}

fn places() -> impl Iterator<Item = Candidate> {
    rows("places/municipalities.csv").map(|(prefecture, town)| Candidate::pair(prefecture, town))
}

/// Family and given names, with the title that comments give them.
fn names() -> impl Iterator<Item = Candidate> {
    rows("privacy/names.csv").map(|(name, _)| Candidate::pair(name, "さん"))
}

fn rows(path: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    embedded::text(path).unwrap_or_default().lines().skip(1).filter_map(|row| row.split_once(','))
}

/// Judges a candidate.
#[must_use]
pub fn collision(session: &mut Session, candidate: &Candidate) -> Option<Collision> {
    let verdict = session.judge(&candidate.text.as_str().into());
    let violation = verdict.violations.first()?;
    let finding = violation.findings.iter().find(|finding| !candidate.is_word(finding))?;
    let part = finding.evidence.iter().map(|piece| piece.span.slice(&candidate.text));
    Some(Collision {
        text: candidate.text.clone(),
        part: part.collect::<Vec<_>>().join(" … "),
        rule: finding.rule.clone(),
        decision: verdict.decision,
    })
}

/// Most texts that are named for one rule and part.
const NAMED: usize = 8;

/// The collisions that the baseline does not accept, grouped by rule and part (`SK010`), and the
/// rows of the baseline that accept nothing any more (`SK011`).
#[must_use]
pub fn new_collisions(
    found: &[Collision],
    baseline: &Baseline,
    lexicon: &Lexicon,
    sources: &Sources,
) -> Vec<Fault> {
    let mut used = vec![false; baseline.rows.len()];
    let mut groups: BTreeMap<(&str, &str), Vec<&Collision>> = BTreeMap::new();
    for collision in found {
        match baseline.row_for(collision) {
            Some(row) => used[row] = true,
            None => groups.entry((&collision.rule, &collision.part)).or_default().push(collision),
        }
    }
    let places = Places::new(sources);
    let place = |id: &str| match lexicon.rules().iter().find(|rule| rule.id == id) {
        Some(rule) => places.rule(rule, ""),
        None => Diagnostic::at("", "", 1, ""),
    };
    let mut faults: Vec<Fault> = groups
        .into_iter()
        .map(|((rule, part), group)| fault(rule, part, &group, place(rule)))
        .collect();
    for (row, _) in baseline.rows.iter().zip(&used).filter(|(_, used)| !**used) {
        let place = Diagnostic::at(&baseline.file, &baseline.text, row.line, &row.part);
        let message = format!("«{}» no longer collides with {}", row.part, row.rule);
        faults.push(Fault::new("SK011", place, message, "take the row away"));
    }
    faults
}

fn fault(rule: &str, part: &str, group: &[&Collision], place: Diagnostic) -> Fault {
    let mut words: Vec<&str> =
        group.iter().take(NAMED).map(|collision| collision.text.as_str()).collect();
    if group.len() > NAMED {
        words.push("…");
    }
    let (texts, words) = (group.len(), words.join(", "));
    let message = format!("{rule} takes «{part}» for a term in {texts} harmless texts: {words}");
    let help = "give the term `stand` = run or token, list the words in allow.csv, or accept them in \
                collisions.csv with a reason";
    Fault::new("SK010", place, message, help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::EngineBuilder;

    fn example(text: &str, part: &str) -> Collision {
        Collision {
            text: text.into(),
            part: part.into(),
            rule: "defamation.slur".into(),
            decision: Decision::Review,
        }
    }

    #[test]
    fn new_ones_are_told_and_stale_rows_too() {
        let rows =
            "part,rule,reason\nカステラ,defamation.slur,菓子\n古語,defamation.slur,もうない\n";
        let baseline = Baseline::parse("accepted.csv", rows).unwrap_or_default();
        let found = [example("カステラ", "カス"), example("アスパラガス", "カス")];
        let sources = Sources::of_program(embedded::FILES);
        let lexicon = Lexicon::from_image(embedded::LEXICON).expect("it is embedded");
        let faults = new_collisions(&found, &baseline, &lexicon, &sources);
        let codes: Vec<&str> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(codes, ["SK010", "SK011"]);
        let [new, stale] = [&faults[0].diagnostic, &faults[1].diagnostic];
        assert!(new.message.contains("アスパラガス"), "{}", new.message);
        assert_eq!((stale.file.as_str(), stale.line), ("accepted.csv", 3));
        let without_reason = "part,rule,reason\nカステラ,defamation.slur,\n";
        assert_eq!(Baseline::parse("", without_reason).err(), Some(2));
    }

    #[test]
    fn a_word_that_is_the_term_is_no_collision() -> Result<(), crate::BuildError> {
        let engine = EngineBuilder::new().without_redaction().build()?;
        let mut session = engine.session();
        assert_eq!(collision(&mut session, &Candidate::word("死ね")), None);
        assert_eq!(collision(&mut session, &Candidate::pair("役所", "は")), None);
        let inside = collision(&mut session, &Candidate::word("お前ら全員死ね"));
        assert!(inside.is_some_and(|collision| collision.part.contains("死ね")));
        Ok(())
    }
}
