//! A row of an export, whatever its format.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::naming::shown_names;
use crate::comment::{Comment, LinkedPage};

/// Which field of a row (a key of an object, a column of a table) holds what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// The comment; required in every row.
    pub text: String,
    /// Its id; the row number where it is missing.
    pub id: String,
    /// The text of the post that it stands under.
    pub article: String,
    /// The commenter.
    pub author: String,
    /// When it was written.
    pub time: String,
    /// Linked pages: `[{"url": …, "text": …}]`.
    pub links: String,
}

impl Default for Columns {
    fn default() -> Self {
        let name = |name: &str| name.to_owned();
        Self {
            text: name("text"),
            id: name("id"),
            article: name("article"),
            author: name("author"),
            time: name("time"),
            links: name("links"),
        }
    }
}

/// A row of an export.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The row's id, or its 1-based number.
    pub id: Value,
    /// The comment.
    pub text: String,
    /// The post.
    pub article: Option<String>,
    /// The commenter.
    pub author: Option<String>,
    /// When it was written, as given.
    pub time: Option<String>,
    /// Linked pages.
    pub links: Vec<Link>,
    /// The whole row, for labels and columns that are passed on.
    pub fields: Map<String, Value>,
}

/// A linked page as rows give it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Link {
    /// The link.
    pub url: String,
    /// The page's text.
    #[serde(default)]
    pub text: Option<String>,
}

/// A row that could not be read. The rest of the file can.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: {cause}")]
pub struct RowError {
    /// 1-based number of the row.
    pub row: usize,
    /// What is wrong with it, and what to do.
    pub cause: String,
}

impl Record {
    /// Takes a row's fields apart; the error is the cause, and what to do.
    pub(super) fn from_fields(
        fields: Map<String, Value>,
        row: usize,
        columns: &Columns,
    ) -> Result<Self, String> {
        let Some(text) = fields.get(&columns.text) else {
            return Err(no_text(&columns.text, fields.keys().map(String::as_str)));
        };
        let Value::String(text) = text else {
            return Err(format!("the field «{}» is not a string", columns.text));
        };
        let optional = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
        let links = match fields.get(&columns.links) {
            None | Some(Value::Null) => Vec::new(),
            Some(links) => serde_json::from_value(links.clone())
                .map_err(|error| bad_links(&columns.links, &error))?,
        };
        Ok(Record {
            id: fields
                .get(&columns.id)
                .filter(|id| !id.is_null())
                .cloned()
                .unwrap_or_else(|| row.into()),
            text: text.clone(),
            article: optional(&columns.article),
            author: optional(&columns.author),
            time: optional(&columns.time),
            links,
            fields,
        })
    }

    /// The comment as the engine takes it.
    #[must_use]
    pub fn comment(&self) -> Comment<'_> {
        Comment {
            text: &self.text,
            article: self.article.as_deref(),
            author: self.author.as_deref(),
            time: self.time.as_deref(),
            links: self
                .links
                .iter()
                .map(|link| LinkedPage { url: &link.url, text: link.text.as_deref() })
                .collect(),
        }
    }
}

/// What is said of a row without its comment.
pub(super) fn no_text<'a>(column: &str, known: impl Iterator<Item = &'a str>) -> String {
    format!(
        "no field «{column}»; the row has {}: name the right one with --text-column",
        shown_names(known)
    )
}

/// What is said of links that are none.
pub(super) fn bad_links(column: &str, error: &serde_json::Error) -> String {
    // What is of the wrong kind is repeated by the error, which may be anybody's words.
    let place = match error.is_data() {
        true => String::new(),
        false => format!(" ({error})"),
    };
    format!("«{column}» must be [{{\"url\": …, \"text\": …}}]{place}")
}
