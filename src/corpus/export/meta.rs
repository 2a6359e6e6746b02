//! Facebook and Instagram: «download your information» as JSON.
//!
//! Both write every byte of UTF-8 as a character of its own (`\u00e3\u0081\u0082` for あ): the text is
//! UTF-8 read as Latin-1 and written again. It is read back here.

use serde_json::Value;

use super::{Fields, objects, row, time};

/// The fields under which Facebook keeps comments.
const FACEBOOK: [&str; 2] = ["comments_v2", "group_comments_v2"];

/// Comments of either, in an object.
pub(super) fn comments(document: &Value) -> Option<(Vec<Fields>, &'static str)> {
    let fields = document.as_object()?;
    let facebook: Vec<Fields> = FACEBOOK
        .iter()
        .filter_map(|name| objects(fields.get(*name)?))
        .flatten()
        .flat_map(facebook)
        .collect();
    if !facebook.is_empty() {
        return Some((facebook, "a Facebook download"));
    }
    let arrays = fields.values().filter_map(objects);
    let elements = arrays.flatten().filter(|element| is_instagram(element));
    let rows: Vec<Fields> = elements.map(instagram).collect();
    (!rows.is_empty()).then_some((rows, "an Instagram download"))
}

/// `{"timestamp": …, "data": [{"comment": {"comment": …, "author": …, "timestamp": …}}]}`.
fn facebook(element: &Fields) -> Vec<Fields> {
    let data = element.get("data").and_then(Value::as_array).into_iter().flatten();
    let comments = data.filter_map(|one| one.get("comment")?.as_object());
    let rows = comments.map(|comment| {
        let when = comment.get("timestamp").or_else(|| element.get("timestamp"));
        row([
            ("text", comment.get("comment").map(repaired)),
            ("author", comment.get("author").map(repaired)),
            ("time", when.and_then(time)),
            ("parent", comment.get("group").map(repaired)),
        ])
    });
    rows.collect()
}

pub(super) fn is_instagram(element: &Fields) -> bool {
    element.get("string_map_data").is_some_and(|data| data.get("Comment").is_some())
}

/// `{"string_map_data": {"Comment": {"value": …}, "Media Owner": {"value": …}, "Time": {"timestamp": …}}}`.
pub(super) fn instagram(element: &Fields) -> Fields {
    let get = |name: &str, key: &str| element.get("string_map_data")?.get(name)?.get(key);
    row([
        ("text", get("Comment", "value").map(repaired)),
        ("time", get("Time", "timestamp").and_then(time)),
        ("parent", get("Media Owner", "value").map(repaired)),
    ])
}

/// A string that was encoded twice, as it was meant; any other as it is.
fn repaired(value: &Value) -> Value {
    let Some(text) = value.as_str() else { return value.clone() };
    // Each character is a byte, so all are below U+0100 …
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    // … and together they are UTF-8, which ordinary Latin-1 words are not.
    match bytes.map(String::from_utf8) {
        Some(Ok(meant)) => meant.into(),
        _ => value.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn twice(text: &str) -> String {
        text.bytes().map(char::from).collect()
    }

    #[test]
    fn text_that_was_encoded_twice_is_repaired() {
        for text in ["公園の遊具が①壊れています😢", "plain", ""] {
            assert_eq!(repaired(&twice(text).into()), text);
        }
        for meant in ["公園", "café"] {
            assert_eq!(repaired(&meant.into()), meant, "encoded once");
        }
    }

    #[test]
    fn facebook_and_instagram() {
        let document = json!({"comments_v2": [{"timestamp": 1767225600, "title": "x", "data": [
            {"comment": {"timestamp": 1767225601, "comment": twice("道が暗い"), "author": twice("山")}}]}]});
        let (rows, _) = comments(&document).expect("comments");
        let expected = json!({"text": "道が暗い", "author": "山", "time": "2026-01-01T00:00:01Z"});
        assert_eq!(rows, [expected.as_object().expect("an object").clone()]);

        let element = json!({"media_list_data": [], "string_map_data": {
            "Comment": {"value": twice("きれい")}, "Time": {"timestamp": 1767225600},
            "Media Owner": {"value": "city"}}});
        let document = json!({"comments_reels_comments": [element]});
        let (rows, name) = comments(&document).expect("comments");
        assert_eq!((rows[0]["text"].as_str(), name), (Some("きれい"), "an Instagram download"));
        assert!(comments(&json!({"comments_v2": []})).is_none());
    }
}
