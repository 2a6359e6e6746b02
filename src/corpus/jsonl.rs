//! JSON Lines: one object a comment.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::comment::{Comment, LinkedPage};

/// Which fields of an object hold what.
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
    /// The whole object, for labels and columns that are passed on.
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

/// Reads the rows of a JSON Lines stream, empty lines skipped, one at a time.
///
/// Every row is either a [`Record`] or says what is wrong with it; only a broken stream ends early.
pub fn records<R: BufRead + 'static>(
    mut reader: R,
    columns: &Columns,
) -> impl Iterator<Item = std::io::Result<Result<Record, RowError>>> + '_ {
    let mut row = 0;
    let mut line = Vec::new();
    std::iter::from_fn(move || {
        loop {
            line.clear();
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
            row += 1;
            let bytes =
                if row == 1 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line) } else { &line };
            if !bytes.trim_ascii().is_empty() {
                let parsed = parse(bytes, row, columns).map_err(|cause| RowError { row, cause });
                return Some(Ok(parsed));
            }
        }
    })
}

fn parse(line: &[u8], row: usize, columns: &Columns) -> Result<Record, String> {
    let line = std::str::from_utf8(line).map_err(|error| {
        format!("not UTF-8 at byte {}; save the file as UTF-8", error.valid_up_to() + 1)
    })?;
    let value: Value = serde_json::from_str(line).map_err(|error| {
        format!("not a JSON object ({error}); each line must be one object with «{}»", columns.text)
    })?;
    let Value::Object(fields) = value else {
        return Err(format!("not a JSON object; write {{\"{}\": \"…\"}}", columns.text));
    };
    let Some(text) = fields.get(&columns.text) else {
        let known: Vec<&str> = fields.keys().map(String::as_str).collect();
        return Err(format!(
            "no field «{}»; the row has {}: name the right one with --text-column",
            columns.text,
            known.join(", ")
        ));
    };
    let Value::String(text) = text else {
        return Err(format!("the field «{}» is not a string", columns.text));
    };
    let optional = |name: &str| fields.get(name).and_then(Value::as_str).map(str::to_owned);
    let links = match fields.get(&columns.links) {
        None | Some(Value::Null) => Vec::new(),
        Some(links) => serde_json::from_value(links.clone()).map_err(|error| {
            format!("«{}» must be [{{\"url\": …, \"text\": …}}] ({error})", columns.links)
        })?,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &'static str) -> Vec<Result<Record, RowError>> {
        let columns = Columns::default();
        records(input.as_bytes(), &columns).map(|row| row.expect("memory does not fail")).collect()
    }

    #[test]
    fn rows_keep_their_number() {
        let rows = read("\u{FEFF}{\"text\":\"一\"}\n\n{\"id\":\"x\",\"text\":\"三\"}\n");
        let ids: Vec<String> = rows.iter().flatten().map(|record| record.id.to_string()).collect();
        assert_eq!(ids, ["1", "\"x\""]);
    }

    #[test]
    fn a_bad_row_says_what_to_do_and_the_next_is_read() {
        let rows = read("{\"body\":\"あ\"}\n[1]\n{\"text\":\"\\ud800\"}\n{\"text\":\"い\"}\n");
        let causes: Vec<String> =
            rows.iter().filter_map(|row| row.as_ref().err()).map(ToString::to_string).collect();
        assert_eq!(causes.len(), 3);
        assert!(causes[0].contains("the row has body") && causes[0].contains("--text-column"));
        assert!(causes[2].starts_with("row 3: not a JSON object"));
        assert!(rows[3].is_ok());
    }

    #[test]
    fn links_are_handed_on() {
        let rows =
            read("{\"text\":\"x\",\"links\":[{\"url\":\"https://example.com\",\"text\":\"頁\"}]}");
        let record = rows[0].as_ref().expect("a good row");
        assert_eq!(record.comment().links[0].text, Some("頁"));
    }
}
