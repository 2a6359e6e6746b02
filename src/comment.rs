//! What the caller hands in.

use serde::{Deserialize, Serialize};

/// A comment and what the caller knows about it. Only `text` is needed; the engine never fetches
/// anything by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment<'a> {
    /// The comment as posted.
    pub text: &'a str,
    /// The text of the post that it was left under; enables the test of relevance.
    #[serde(default)]
    pub article: Option<&'a str>,
    /// The commenter's display name or handle.
    #[serde(default)]
    pub author: Option<&'a str>,
    /// When it was posted, or a draft is to be: ISO 8601, of which the day (`2026-01-31`) is read.
    /// Enables the test of dates in drafts.
    #[serde(default)]
    pub time: Option<&'a str>,
    /// Pages that the comment links to, as far as the caller has read them.
    #[serde(default, borrow)]
    pub links: Vec<LinkedPage<'a>>,
}

/// A page behind a link in the comment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedPage<'a> {
    /// The link as it stands in the comment, or its resolved target.
    pub url: &'a str,
    /// The page's text, if the caller has it.
    #[serde(default)]
    pub text: Option<&'a str>,
}

impl<'a> Comment<'a> {
    /// A comment of which only the text is known.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, ..Self::default() }
    }
}

impl<'a> From<&'a str> for Comment<'a> {
    fn from(text: &'a str) -> Self {
        Self::new(text)
    }
}
