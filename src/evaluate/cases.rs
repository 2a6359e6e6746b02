//! The functional suite: cases written for a concept and a functionality, in the manner of
//! HateCheck (Röttger et al., ACL 2021).

use serde::Deserialize;

use super::labels::Label;
use crate::comment::{Comment, LinkedPage};
use crate::engine::Session;
use crate::error::Diagnostic;
use crate::policy::Decision;
use crate::verdict::Verdict;

/// The functionalities, the violating ones first; the flag says whether cases must be kept.
pub const FUNCTIONALITIES: [(&str, bool); 29] = [
    ("explicit", false),
    ("implicit", false),
    ("slang", false),
    ("disguise_kana", false),
    ("disguise_width", false),
    ("disguise_zero_width", false),
    ("disguise_separator", false),
    ("disguise_vertical", false),
    ("disguise_mask", false),
    ("disguise_ateji", false),
    ("disguise_split_kanji", false),
    ("disguise_small_kana", false),
    ("disguise_repeat", false),
    ("disguise_emoji", false),
    ("disguise_digit", false),
    ("disguise_nfd", false),
    ("long", false),
    ("mixed", false),
    ("near_miss", true),
    ("criticism", true),
    ("quotation", true),
    ("negation", true),
    ("prevention", true),
    ("report", true),
    ("hypothesis", true),
    ("self_reference", true),
    ("idiom", true),
    ("civic", true),
    ("innocent_twin", true),
];

/// What a case expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// Kept.
    Keep,
    /// Review or delete.
    Flag,
    /// Review.
    Review,
    /// Delete.
    Delete,
}

impl Expected {
    /// The same as a label.
    #[must_use]
    pub fn label(self) -> Label {
        match self {
            Self::Keep => Label::Keep,
            Self::Flag | Self::Review | Self::Delete => Label::Flag,
        }
    }
}

/// One case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it tests, in a few words.
    pub name: String,
    /// One of [`FUNCTIONALITIES`].
    pub functionality: String,
    /// The comment.
    pub text: String,
    /// The text is a draft of the body's own post and is judged by the list for those.
    #[serde(default)]
    pub outgoing: bool,
    /// Clauses of the default policy that must be among the violations.
    #[serde(default)]
    pub clauses: Vec<String>,
    /// The decision.
    pub decision: Expected,
    /// Why.
    #[serde(default)]
    pub note: Option<String>,
    /// The post.
    #[serde(default)]
    pub article: Option<String>,
    /// Linked pages.
    #[serde(default)]
    pub links: Vec<CaseLink>,
    /// Why the engine cannot get it yet.
    #[serde(default)]
    pub known_limitation: Option<String>,
}

/// A linked page of a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseLink {
    /// The link.
    pub url: String,
    /// The page's text.
    #[serde(default)]
    pub text: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    cases: Vec<toml::Spanned<Case>>,
}

/// The cases of one file: one concept.
#[derive(Debug, Clone)]
pub struct CaseFile {
    /// The concept: the file's name.
    pub concept: String,
    /// Its cases.
    pub cases: Vec<Case>,
}

impl CaseFile {
    /// Reads a file of cases; `file` is what messages call it.
    ///
    /// # Errors
    ///
    /// If the TOML is wrong, or a functionality is unknown or contradicts the decision.
    pub fn parse(concept: &str, file: &str, text: &str) -> Result<Self, Box<Diagnostic>> {
        let raw: RawFile = toml::from_str(text).map_err(|error| {
            let place = error.span().unwrap_or(0..0);
            Box::new(Diagnostic::at_bytes(file, text, place).says(error.message(), ""))
        })?;
        for case in &raw.cases {
            let known =
                FUNCTIONALITIES.iter().find(|(name, _)| *name == case.get_ref().functionality);
            let fits =
                known.is_some_and(|(_, keep)| *keep == (case.get_ref().decision == Expected::Keep));
            if !fits {
                let message =
                    format!("the functionality «{}» does not fit", case.get_ref().functionality);
                let help = "violating functionalities expect a flag, innocent ones keep";
                let place = Diagnostic::at_bytes(file, text, case.span());
                return Err(Box::new(place.says(message, help)));
            }
        }
        let cases = raw.cases.into_iter().map(toml::Spanned::into_inner).collect();
        Ok(Self { concept: concept.to_owned(), cases })
    }
}

/// What became of a case.
#[derive(Debug, Clone)]
pub struct CaseResult {
    /// The concept.
    pub concept: String,
    /// The case.
    pub case: Case,
    /// The engine's answer.
    pub verdict: Verdict,
    /// Whether decision and clauses are as expected.
    pub passed: bool,
}

impl CaseResult {
    /// One line on what was expected and what came.
    #[must_use]
    pub fn summary(&self) -> String {
        let clauses: Vec<&str> =
            self.verdict.violations.iter().map(|violation| violation.clause.as_str()).collect();
        let rules: Vec<&str> = self
            .verdict
            .violations
            .iter()
            .flat_map(|violation| &violation.findings)
            .chain(&self.verdict.uncounted)
            .map(|finding| finding.rule.as_str())
            .collect();
        format!(
            "{} [{}] {}: expected {:?} {}, got {} {} {:?}: {}",
            self.concept,
            self.case.functionality,
            self.case.name,
            self.case.decision,
            self.case.clauses.join(""),
            self.verdict.decision,
            clauses.join(""),
            rules,
            self.case.text
        )
    }
}

/// The results of several files.
#[derive(Debug, Clone, Default)]
pub struct Suite {
    /// In the order of files and cases.
    pub results: Vec<CaseResult>,
}

impl Suite {
    /// Runs the cases of a file.
    pub fn run(&mut self, file: &CaseFile, session: &mut Session) {
        for case in &file.cases {
            let comment = Comment {
                text: &case.text,
                article: case.article.as_deref(),
                links: case
                    .links
                    .iter()
                    .map(|link| LinkedPage { url: &link.url, text: link.text.as_deref() })
                    .collect(),
                ..Comment::default()
            };
            let verdict =
                if case.outgoing { session.judge_draft(&comment) } else { session.judge(&comment) };
            let passed = passes(case, &verdict);
            let concept = file.concept.clone();
            self.results.push(CaseResult { concept, case: case.clone(), verdict, passed });
        }
    }

    /// Cases that failed and are not listed as known limitations.
    pub fn failures(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|r| !r.passed && r.case.known_limitation.is_none())
    }

    /// Cases that are listed as known limitations.
    pub fn limitations(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|result| result.case.known_limitation.is_some())
    }

    /// The table: a row a concept, passed and all cases on the violating and on the innocent side.
    #[must_use]
    pub fn by_concept(&self) -> Vec<(String, [usize; 4])> {
        let mut rows: Vec<(String, [usize; 4])> = Vec::new();
        for result in &self.results {
            count(&mut rows, &result.concept, result);
        }
        rows
    }

    /// The same, a row a functionality.
    #[must_use]
    pub fn by_functionality(&self) -> Vec<(String, [usize; 4])> {
        let mut rows: Vec<(String, [usize; 4])> =
            FUNCTIONALITIES.iter().map(|(name, _)| ((*name).to_owned(), [0; 4])).collect();
        for result in &self.results {
            count(&mut rows, &result.case.functionality, result);
        }
        rows
    }
}

fn count(rows: &mut Vec<(String, [usize; 4])>, name: &str, result: &CaseResult) {
    let index = rows.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
        rows.push((name.to_owned(), [0; 4]));
        rows.len() - 1
    });
    let side = if result.case.decision == Expected::Keep { 2 } else { 0 };
    rows[index].1[side] += usize::from(result.passed);
    rows[index].1[side + 1] += 1;
}

fn passes(case: &Case, verdict: &Verdict) -> bool {
    let decision = match case.decision {
        Expected::Keep => verdict.decision == Decision::Keep,
        Expected::Flag => verdict.decision > Decision::Keep,
        Expected::Review => verdict.decision == Decision::Review,
        Expected::Delete => verdict.decision == Decision::Delete,
    };
    let found =
        |clause: &String| verdict.violations.iter().any(|violation| violation.clause == *clause);
    decision && case.clauses.iter().all(found)
}
