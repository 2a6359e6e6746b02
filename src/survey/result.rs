//! What a survey tells.

use serde::Serialize;

/// The figures of a whole export. Times are RFC 3339 with the offset of Japan.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Survey {
    /// All comments.
    pub comments: u64,
    /// By decision.
    pub decisions: Decisions,
    /// How many comments had no time that could be read.
    pub undated: u64,
    /// The first and the last time.
    pub period: Option<(String, String)>,
    /// Broken clauses in the policy's order.
    pub clauses: Vec<ClauseCount>,
    /// Rules, the most frequent first.
    pub rules: Vec<RuleCount>,
    /// Every day from the first to the last with comments, without gaps unless there are thousands.
    pub days: Vec<DayCount>,
    /// Bursts in order of time.
    pub incidents: Vec<Incident>,
    /// Texts that were posted again and again, the largest group first.
    pub copies: Vec<CopyGroup>,
    /// Rumours that spread, the largest first.
    pub claims: Vec<CopyGroup>,
    /// What the policy says of rumours.
    pub claim_procedure: Vec<Procedure>,
    /// Authors with several violations, the worst first.
    pub authors: Vec<RepeatAuthor>,
    /// What the policy says of blocking; empty where it blocks nobody.
    pub block_procedure: Vec<Procedure>,
    /// Names that pass for the body's own.
    pub impersonators: Vec<Impersonator>,
    /// What the policy says of impersonation.
    pub impersonation_procedure: Vec<Procedure>,
    /// Texts and authors that were forgotten to keep memory bounded: groups may be too small.
    pub forgotten: u64,
    /// What the lists have no room for.
    pub unlisted: Unlisted,
}

/// How many entries are not in a list because it is full (`listed` in the parameters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Unlisted {
    /// Of [`Survey::copies`].
    pub copies: u64,
    /// Of [`Survey::claims`].
    pub claims: u64,
    /// Of [`Survey::authors`].
    pub authors: u64,
}

/// Comments by decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Decisions {
    /// Candidates for deletion.
    pub delete: u64,
    /// For a person to look at.
    pub review: u64,
    /// Kept.
    pub keep: u64,
}

/// How often a clause was broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClauseCount {
    /// As printed.
    pub clause: String,
    /// Its text.
    pub text: String,
    /// Comments for which it asks for deletion.
    pub delete: u64,
    /// Comments that it sends to a person.
    pub review: u64,
}

/// How many comments a rule counted in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleCount {
    /// The rule's id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Comments.
    pub comments: u64,
}

/// A day in Japan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DayCount {
    /// YYYY-MM-DD.
    pub day: String,
    /// Its comments.
    #[serde(flatten)]
    pub decisions: Decisions,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Series {
    /// Comments that are not kept.
    Flagged,
    /// All comments.
    Comments,
}

/// A burst of comments.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Incident {
    /// Of what.
    pub series: Series,
    /// When it begins.
    pub start: String,
    /// When it is over.
    pub end: String,
    /// The beginning of its fullest stretch.
    pub peak: String,
    /// How many comments of the series.
    pub count: u64,
    /// How many would have been usual, to one decimal.
    pub usual: f64,
    /// All comments in that time.
    pub comments: u64,
    /// The post most of them stand under.
    pub post: Option<String>,
    /// How many of them stand there.
    pub under_post: u64,
    /// What the policy says is to be done.
    pub procedure: Vec<Procedure>,
}

/// What a policy says is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Procedure {
    /// The stable name of the step.
    pub action: String,
    /// Where the policy says so.
    pub basis: String,
    /// What to do.
    pub text: String,
}

/// A text that was posted again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopyGroup {
    /// The first of them, at most 200 characters, personal data masked.
    pub sample: String,
    /// How many.
    pub count: u64,
    /// How many are the same letter by letter.
    pub exact: u64,
    /// How many are not kept.
    pub flagged: u64,
    /// By how many authors, as far as they are known; from 256 on an estimate, rounded to two digits.
    pub authors: u64,
    /// When first.
    pub first: Option<String>,
    /// When last.
    pub last: Option<String>,
    /// Ids of the first twenty.
    pub ids: Vec<String>,
}

/// An author with several violations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RepeatAuthor {
    /// As given.
    pub author: String,
    /// All comments since the first violation, that one included.
    pub comments: u64,
    /// Candidates for deletion.
    pub delete: u64,
    /// For a person to look at.
    pub review: u64,
    /// Clauses broken, as printed.
    pub clauses: Vec<String>,
    /// When first.
    pub first: Option<String>,
    /// When last.
    pub last: Option<String>,
    /// Ids of the first twenty violations.
    pub ids: Vec<String>,
    /// Whether the policy lets the body think of blocking.
    pub may_be_blocked: bool,
}

/// A name that passes for the body's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Impersonator {
    /// As given.
    pub name: String,
    /// In what way.
    pub likeness: super::Likeness,
    /// What it is like.
    pub like: String,
    /// Comments under it.
    pub comments: u64,
    /// Those that are not kept.
    pub flagged: u64,
    /// Ids of the first twenty.
    pub ids: Vec<String>,
}
