//! YouTube: `commentThreads` of Data API v3, and the text cells of Takeout's comments.csv.

use serde_json::Value;

use super::{Fields, objects, row, unescaped};

/// `{"items": [{"snippet": {"topLevelComment": …}, "replies": {"comments": […]}}]}`; a list of
/// comments (`comments.list`) too.
pub(super) fn threads(document: &Value) -> Option<(Vec<Fields>, &'static str)> {
    let items = objects(document.get("items")?)?;
    let mut rows = Vec::new();
    for item in items {
        let snippet = item.get("snippet")?;
        match snippet.get("topLevelComment") {
            Some(comment) => rows.push(self::comment(comment)?),
            None => {
                let id = item.get("id").cloned();
                rows.push(self::fields(id, snippet)?);
            }
        }
        let replies = item.get("replies").and_then(|replies| replies.get("comments"));
        for reply in replies.and_then(Value::as_array).into_iter().flatten() {
            rows.push(comment(reply)?);
        }
    }
    Some((rows, "YouTube comment threads"))
}

fn comment(comment: &Value) -> Option<Fields> {
    fields(comment.get("id").cloned(), comment.get("snippet")?)
}

fn fields(id: Option<Value>, snippet: &Value) -> Option<Fields> {
    let get = |name: &str| snippet.get(name).cloned();
    let original = get("textOriginal");
    let displayed = snippet.get("textDisplay").and_then(Value::as_str);
    let text = original.or_else(|| displayed.map(|html| without_marks(html).into()))?;
    Some(row([
        ("id", id),
        ("text", Some(text)),
        ("author", get("authorDisplayName")),
        ("time", get("publishedAt")),
        ("parent", get("parentId").or_else(|| get("videoId"))),
    ]))
}

/// `textDisplay` is HTML: line breaks, links and emphasis.
fn without_marks(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, behind)) = rest.split_once('<') {
        text.push_str(before);
        let Some((mark, behind)) = behind.split_once('>') else {
            rest = behind;
            break;
        };
        if mark.trim_end_matches(['/', ' ']).eq_ignore_ascii_case("br") {
            text.push('\n');
        }
        rest = behind;
    }
    text.push_str(rest);
    unescaped(&text)
}

/// Takeout writes a comment's text as segments, `{"text":"一行目"},{"text":"\n"}`, newer ones as
/// `{"takeoutSegments":[…]}`. `None` if the cell is no such list.
pub(in crate::corpus) fn takeout_text(cell: &str) -> Option<String> {
    if !cell.starts_with("{\"") {
        return None;
    }
    let value: Value = serde_json::from_str(&format!("[{cell}]")).ok()?;
    let segments = match value.get(0)?.get("takeoutSegments") {
        Some(segments) => segments.as_array()?,
        None => value.as_array()?,
    };
    segments.iter().map(|segment| segment.get("text")?.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_thread_and_its_replies() {
        let document = json!({"kind": "youtube#commentThreadListResponse", "items": [{
            "snippet": {"topLevelComment": {"id": "A", "snippet": {
                "textDisplay": "いい町ですね<br>&lt;3 <a href=\"https://example.jp\">リンク</a>",
                "authorDisplayName": "@machi", "publishedAt": "2026-05-01T00:00:00Z", "videoId": "v"}}},
            "replies": {"comments": [{"id": "A.1", "snippet": {
                "textOriginal": "同感です", "textDisplay": "x", "parentId": "A"}}]}}]});
        let (rows, _) = threads(&document).expect("threads");
        assert_eq!(rows[0]["text"], "いい町ですね\n<3 リンク");
        assert_eq!((&rows[0]["author"], &rows[0]["parent"]), (&"@machi".into(), &"v".into()));
        assert_eq!((&rows[1]["text"], &rows[1]["parent"]), (&"同感です".into(), &"A".into()));
    }

    #[test]
    fn segments_of_takeout() {
        let read = |cell| takeout_text(cell);
        assert_eq!(
            read(r#"{"text":"一行目"},{"text":"\n"},{"text":"二行目"}"#).as_deref(),
            Some("一行目\n二行目")
        );
        assert_eq!(read(r#"{"takeoutSegments":[{"text":"あ"}]}"#).as_deref(), Some("あ"));
        assert_eq!(read("{\"と書いた人"), None);
        assert_eq!(read("ふつう"), None);
    }
}
