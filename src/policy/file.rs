//! Policy files.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use toml::Spanned;

use super::decide::Decision;
use crate::concept::CONCEPTS;
use crate::embedded;
use crate::error::Diagnostic;
use crate::lexicon::hex;

/// Why a policy could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// No policy of that name is built in.
    #[error(
        "no policy «{id}»\n  help: the built-in ones are {known}; or give the path of a policy file"
    )]
    Unknown {
        /// What was asked for.
        id: String,
        /// The built-in ids.
        known: String,
    },
    /// The file is wrong; every problem found.
    #[error("{}", crate::error::join(.0))]
    Invalid(Vec<Diagnostic>),
}

/// A body's policy, checked and immutable.
#[derive(Debug, Clone, Serialize)]
pub struct Policy {
    /// The file name without `.toml`.
    pub id: String,
    /// The policy's title as published.
    pub title: String,
    /// The public body.
    pub body: String,
    /// Its date or version as printed.
    pub version: String,
    /// Where it is published, with the section of the list.
    pub source: String,
    /// Who decides on deletions, as the policy names them; empty if it does not say.
    pub manager: String,
    /// Whether only whole comments may be deleted, or parts of them too.
    pub deletes: Extent,
    /// Whether the policy allows users to be blocked.
    pub blocks_users: bool,
    /// Hours of operation as printed; empty if it does not say.
    pub hours: String,
    /// Strength from which a second independent finding lets the sum reach `delete_at`.
    pub corroborate_at: f32,
    /// The whole policy is on trial: judged and reported, every comment is kept.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub shadow: bool,
    /// What comments by the public must not contain, in the printed order.
    pub clauses: Vec<Clause>,
    /// What the body's own posts must not contain.
    pub outgoing: Vec<Clause>,
    /// The built-in policy whose list for own posts is used, because this one has none.
    pub outgoing_from: Option<String>,
    /// What is to be done beyond deletion.
    pub follow_ups: Vec<FollowUp>,
    /// `sha256:…` of the file.
    #[serde(skip)]
    pub fingerprint: String,
}

/// A clause of a policy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The number as printed: `(2)`, `②`, `ア`.
    pub number: String,
    /// The text as printed.
    pub text: String,
    /// The concepts that it covers.
    pub concepts: Vec<String>,
    /// Those of them that text alone cannot decide: they never lead beyond review.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review_only: Vec<String>,
    /// Score from which a person should look.
    pub review_at: f32,
    /// Score from which deletion is recommended.
    pub delete_at: f32,
    /// The most that text alone may lead to.
    pub max_action: Decision,
    /// On trial: judged and reported, never decides.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shadow: bool,
}

/// How much of a comment the policy allows to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The comment as a whole.
    #[default]
    Whole,
    /// The whole or a part (全部または一部).
    WholeOrPart,
}

/// What the policy says is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// When it applies: a concept that was violated, a decision, or both.
    pub when: When,
    /// A stable name: `report_to_manager`.
    pub action: String,
    /// The paragraph it rests on.
    pub basis: String,
    /// What to do, for the clerk.
    pub text: String,
    /// The same in English.
    #[serde(default)]
    pub text_en: String,
}

/// The conditions of a follow-up; those that are given must all hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// A violated concept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<String>,
    /// It is for drafts of the body's own posts, not for comments.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outgoing: bool,
    /// It is for users who break the policy again and again, which one comment cannot show.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub repeated: bool,
    /// The decision on the comment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyFile {
    id: String,
    title: String,
    body: String,
    version: String,
    source: String,
    #[serde(default = "default_corroboration")]
    corroborate_at: f32,
    #[serde(default)]
    shadow: bool,
    #[serde(default)]
    manager: String,
    #[serde(default)]
    deletes: Extent,
    #[serde(default)]
    blocks_users: bool,
    #[serde(default)]
    hours: String,
    #[serde(default)]
    clauses: Vec<Spanned<Clause>>,
    #[serde(default)]
    outgoing: Vec<Spanned<Clause>>,
    outgoing_from: Option<Spanned<String>>,
    #[serde(default)]
    follow_ups: Vec<Spanned<FollowUp>>,
}

fn default_corroboration() -> f32 {
    0.65
}

impl Policy {
    /// Reads a policy from the text of its file; `file` is what messages call it.
    ///
    /// # Errors
    ///
    /// Every problem found: unknown keys or concepts, duplicate numbers, thresholds out of range.
    pub fn parse(file: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let raw: PolicyFile = toml::from_str(text).map_err(|error| {
            let place = error.span().unwrap_or(0..0);
            let help = likely_key(error.message()).map_or_else(
                || "the keys of a policy file are described in ARCHITECTURE.md".to_owned(),
                |key| format!("did you mean `{key}`?"),
            );
            vec![Diagnostic::at_bytes(file, text, place).says(error.message(), help)]
        })?;
        let mut check = Check { file, text, faults: Vec::new() };
        check.clauses(&raw.clauses);
        check.clauses(&raw.outgoing);
        check.follow_ups(&raw.follow_ups);
        let mut outgoing: Vec<Clause> = raw.outgoing.into_iter().map(Spanned::into_inner).collect();
        if let Some(other) = &raw.outgoing_from {
            outgoing = check.outgoing_of(other, outgoing);
        }
        if !check.faults.is_empty() {
            return Err(check.faults);
        }
        Ok(Self {
            id: raw.id,
            title: raw.title,
            body: raw.body,
            version: raw.version,
            source: raw.source,
            corroborate_at: raw.corroborate_at,
            shadow: raw.shadow,
            manager: raw.manager,
            deletes: raw.deletes,
            blocks_users: raw.blocks_users,
            hours: raw.hours,
            clauses: raw.clauses.into_iter().map(Spanned::into_inner).collect(),
            outgoing,
            outgoing_from: raw.outgoing_from.map(Spanned::into_inner),
            follow_ups: raw.follow_ups.into_iter().map(Spanned::into_inner).collect(),
            fingerprint: hex(&Sha256::digest(text.as_bytes())),
        })
    }

    /// The ids of the built-in policies.
    pub fn builtin_ids() -> impl Iterator<Item = &'static str> {
        let paths = embedded::FILES.iter().map(|(path, _)| *path);
        paths.filter_map(|path| path.strip_prefix("policies/")?.strip_suffix(".toml"))
    }

    /// A built-in policy.
    ///
    /// # Errors
    ///
    /// If there is none of that id.
    pub fn builtin(id: &str) -> Result<Self, PolicyError> {
        let text = Self::builtin_text(id)?;
        let file = format!("dictionaries/policies/{id}.toml");
        Self::parse(&file, text).map_err(PolicyError::Invalid)
    }

    /// The text of a built-in policy's file: a start for one of one's own.
    ///
    /// # Errors
    ///
    /// If there is none of that id.
    pub fn builtin_text(id: &str) -> Result<&'static str, PolicyError> {
        embedded::text(&format!("policies/{id}.toml")).ok_or_else(|| {
            let known: Vec<&str> = Self::builtin_ids().collect();
            PolicyError::Unknown { id: id.to_owned(), known: known.join(", ") }
        })
    }
}

/// The known name that a misspelt one is nearest to, if it is near enough.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|known| (strsim::normalized_damerau_levenshtein(name, known), known))
        .filter(|(likeness, _)| *likeness > 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

/// The key that was meant, from the TOML reader's «unknown field `x`, expected one of `a`, `b`».
fn likely_key(message: &str) -> Option<&str> {
    let mut quoted = message.split('`').skip(1).step_by(2);
    let wrong = quoted.next()?;
    message.starts_with("unknown field").then(|| nearest(wrong, quoted))?
}

struct Check<'a> {
    file: &'a str,
    text: &'a str,
    faults: Vec<Diagnostic>,
}

impl Check<'_> {
    fn fault(&mut self, place: std::ops::Range<usize>, cell: &str, message: String, help: String) {
        let inside = self.text.get(place.clone()).and_then(|part| part.find(cell));
        let start = place.start + inside.unwrap_or(0);
        let place = if inside.is_some() { start..start + cell.len() } else { place };
        self.faults.push(Diagnostic::at_bytes(self.file, self.text, place).says(message, help));
    }

    fn clauses(&mut self, clauses: &[Spanned<Clause>]) {
        let mut numbers: Vec<&str> = Vec::new();
        for clause in clauses {
            let (place, clause) = (clause.span(), clause.get_ref());
            if numbers.contains(&clause.number.as_str()) {
                let message = format!("the number {} is there twice", clause.number);
                self.fault(
                    place.clone(),
                    &clause.number,
                    message,
                    "number each clause once".into(),
                );
            }
            numbers.push(&clause.number);
            for concept in &clause.concepts {
                self.concept(place.clone(), concept);
            }
            for concept in &clause.review_only {
                if !clause.concepts.contains(concept) {
                    let message =
                        format!("review_only names «{concept}», which the clause does not cover");
                    let help = "name concepts that stand under `concepts`".to_owned();
                    self.fault(place.clone(), "review_only", message, help);
                }
            }
            let ordered = clause.review_at <= clause.delete_at;
            if !ordered || !(0.0..=1.0).contains(&clause.review_at) || clause.delete_at > 1.0 {
                let message =
                    "the thresholds do not satisfy 0 ≤ review_at ≤ delete_at ≤ 1".to_owned();
                let help = "usual values: review_at = 0.5, delete_at = 0.9".to_owned();
                self.fault(place, "review_at", message, help);
            }
        }
    }

    /// The list for own posts of another built-in policy.
    fn outgoing_of(&mut self, other: &Spanned<String>, own: Vec<Clause>) -> Vec<Clause> {
        if !own.is_empty() {
            let message = "there are both `outgoing` clauses and `outgoing_from`".to_owned();
            self.fault(other.span(), other.get_ref(), message, "leave one of them out".to_owned());
            return own;
        }
        match Policy::builtin(other.get_ref()) {
            Ok(policy) => policy.outgoing,
            Err(_) => {
                let known: Vec<&str> = Policy::builtin_ids().collect();
                let message = format!("no policy «{}» is built in", other.get_ref());
                let help = format!("use one of {}", known.join(", "));
                self.fault(other.span(), other.get_ref(), message, help);
                own
            }
        }
    }

    fn follow_ups(&mut self, follow_ups: &[Spanned<FollowUp>]) {
        for follow_up in follow_ups {
            if let Some(concept) = &follow_up.get_ref().when.concept {
                self.concept(follow_up.span(), concept);
            }
        }
    }

    fn concept(&mut self, place: std::ops::Range<usize>, concept: &str) {
        if CONCEPTS.iter().all(|known| known.name != concept) {
            let known: Vec<&str> = CONCEPTS.iter().map(|known| known.name).collect();
            let help = match nearest(concept, known.iter().copied()) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("use one of {}", known.join(", ")),
            };
            self.fault(place, concept, format!("unknown concept «{concept}»"), help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(change: impl Fn(&str) -> String) -> Vec<String> {
        let text = embedded::text("policies/ninohe.toml").unwrap_or_default();
        let faults = Policy::parse("ninohe.toml", &change(text)).err().unwrap_or_default();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_mistake_is_told_with_its_place_and_remedy() {
        for (from, to, said) in [
            ("review_at = 0.5", "revew_at = 0.5", "did you mean `review_at`?"),
            ("[\"privacy\"]", "[\"privasy\"]", "did you mean privacy?"),
            ("number = \"(2)\"", "number = \"(1)\"", "number each clause once"),
            ("delete_at = 0.9", "delete_at = 0.3", "usual values"),
            ("max_action = \"delete\"", "max_action = \"erase\"", "unknown variant"),
            ("deletes = \"whole\"", "outgoing_from = \"nowhere\"", "leave one of them out"),
        ] {
            let told = faults(|text| text.replacen(from, to, 1));
            assert!(told.iter().any(|fault| fault.contains(said)), "{to}: {told:?}");
            assert!(told.iter().all(|fault| fault.contains("--> ninohe.toml:")), "{told:?}");
        }
    }

    #[test]
    fn the_list_for_own_posts_may_be_anothers() -> Result<(), PolicyError> {
        let saitama = Policy::builtin("saitama-kyodo")?;
        assert_eq!(saitama.outgoing.len(), Policy::builtin("tokubetsuku")?.outgoing.len());
        assert!(saitama.blocks_users && saitama.deletes == Extent::WholeOrPart);
        Ok(())
    }
}
