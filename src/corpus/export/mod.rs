//! What platforms hand out, brought into rows of `id`, `text`, `author`, `time`, `article`, `parent`.
//!
//! Recognized by content, never by the name of the file. Other fields of an export are left out.

mod meta;
mod x;
mod youtube;

pub(super) use youtube::takeout_text;

use serde_json::{Map, Value};

/// An object's fields.
pub(super) type Fields = Map<String, Value>;

/// What one element of an array is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A row as it stands.
    Plain,
    /// `{"tweet": …}` of an X archive.
    Tweet,
    /// `{"string_map_data": …}` of Instagram's «download your information».
    Instagram,
}

impl Shape {
    pub(super) fn of(fields: &Fields) -> Self {
        if fields.get("tweet").is_some_and(|tweet| tweet.get("full_text").is_some()) {
            return Self::Tweet;
        }
        if meta::is_instagram(fields) { Self::Instagram } else { Self::Plain }
    }

    /// What it is called, if it is no plain row.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Tweet => Some("an X archive"),
            Self::Instagram => Some("an Instagram download"),
        }
    }

    /// The element as a row.
    pub(super) fn row(self, fields: Fields) -> Fields {
        match self {
            Self::Plain => fields,
            Self::Tweet => x::tweet(&fields),
            Self::Instagram => meta::instagram(&fields),
        }
    }
}

/// The rows of an export that is one object, and what it is called; `Err` has the names of its fields.
pub(super) fn document(document: &Value) -> Result<(Vec<Fields>, &'static str), Vec<String>> {
    let found = youtube::threads(document)
        .or_else(|| x::responses(document))
        .or_else(|| meta::comments(document))
        .or_else(|| only_array(document));
    found.ok_or_else(|| {
        let fields = document.as_object().into_iter().flatten();
        fields.map(|(name, _)| name.clone()).collect()
    })
}

/// An object of which one field, and no other, is an array of objects.
fn only_array(document: &Value) -> Option<(Vec<Fields>, &'static str)> {
    let arrays = document.as_object()?.values().filter_map(objects);
    let arrays: Vec<Vec<&Fields>> = arrays.filter(|rows| !rows.is_empty()).collect();
    let [rows] = arrays.as_slice() else { return None };
    Some((rows.iter().copied().cloned().collect(), "an object around rows"))
}

/// The elements of an array, if all are objects.
fn objects(array: &Value) -> Option<Vec<&Fields>> {
    array.as_array()?.iter().map(Value::as_object).collect()
}

/// A row from what is there.
fn row<const N: usize>(fields: [(&str, Option<Value>); N]) -> Fields {
    let there = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    there.filter(|(_, value)| !value.is_null()).collect()
}

/// Seconds since 1970 as RFC 3339 in UTC.
fn time(seconds: &Value) -> Option<Value> {
    let time = jiff::Timestamp::from_second(seconds.as_i64()?).ok()?;
    Some(time.to_string().into())
}

/// Text in which `<`, `>`, `&` and quotes were written as entities.
fn unescaped(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    plain.replace("&#39;", "'").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_around_rows() {
        let value = serde_json::json!({"count": 1, "comments": [{"text": "a"}], "tags": []});
        let (rows, _) = document(&value).expect("one array");
        assert_eq!(rows[0]["text"], "a");
        let value = serde_json::json!({"a": [{"text": "a"}], "b": [{"text": "b"}]});
        assert_eq!(document(&value).expect_err("two arrays"), ["a", "b"]);
    }

    #[test]
    fn entities_are_read_once() {
        assert_eq!(unescaped("&amp;lt; &lt;3 &#39;"), "&lt; <3 '");
    }
}
