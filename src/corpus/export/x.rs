//! X: the archive of one's account (`tweets.js`), and answers of API v2.

use serde_json::Value;

use super::{Fields, objects, row, unescaped};

/// `{"tweet": {"id_str": …, "full_text": …, "created_at": …}}`.
pub(super) fn tweet(element: &Fields) -> Fields {
    let tweet = element.get("tweet");
    let get = |name: &str| tweet.and_then(|tweet| tweet.get(name)).cloned();
    row([
        ("id", get("id_str").or_else(|| get("id"))),
        ("text", get("full_text").map(plain)),
        ("time", get("created_at")),
        ("parent", get("in_reply_to_status_id_str")),
    ])
}

/// `{"data": [{"id": …, "text": …, "author_id": …}], "includes": {"users": […], "tweets": […]}}`.
pub(super) fn responses(document: &Value) -> Option<(Vec<Fields>, &'static str)> {
    let data = objects(document.get("data")?)?;
    let first = data.first()?;
    let is_post = first.contains_key("id") && first.contains_key("text");
    is_post.then_some(())?;
    let rows = data.into_iter().map(|post| self::post(post, document)).collect();
    Some((rows, "an answer of X API v2"))
}

fn post(post: &Fields, document: &Value) -> Fields {
    let included = |kind: &str, id: Option<&Value>| -> Option<&Value> {
        let all = document.get("includes")?.get(kind)?.as_array()?;
        all.iter().find(|one| one.get("id") == id && id.is_some())
    };
    let author = post.get("author_id");
    let user = included("users", author).and_then(|user| user.get("username")).or(author);
    let parent = replied_to(post);
    let article = included("tweets", parent).and_then(|tweet| tweet.get("text"));
    row([
        ("id", post.get("id").cloned()),
        ("text", full_text(post).cloned().map(plain)),
        ("author", user.cloned()),
        ("time", post.get("created_at").cloned()),
        ("article", article.cloned().map(plain)),
        ("parent", parent.cloned()),
    ])
}

/// Long posts stand in a note; `text` is then only their beginning.
fn full_text(post: &Fields) -> Option<&Value> {
    post.get("note_tweet").and_then(|note| note.get("text")).or_else(|| post.get("text"))
}

fn replied_to(post: &Fields) -> Option<&Value> {
    let references = post.get("referenced_tweets")?.as_array()?;
    let reply = references.iter().find(|one| one.get("type") == Some(&"replied_to".into()))?;
    reply.get("id")
}

fn plain(text: Value) -> Value {
    text.as_str().map(|text| unescaped(text).into()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_post_knows_its_author_and_what_it_answers() {
        let document = json!({
            "data": [
                {"id": "2", "text": "雪かき &gt; 早く", "author_id": "9", "created_at": "2026-01-08T00:00:00.000Z",
                 "referenced_tweets": [{"type": "quoted", "id": "0"}, {"type": "replied_to", "id": "1"}]},
                {"id": "3", "text": "長い…", "note_tweet": {"text": "長い投稿の全文"}}],
            "includes": {"users": [{"id": "9", "username": "yuki", "name": "ゆき"}],
                         "tweets": [{"id": "1", "text": "除雪のお知らせ"}]}});
        let (rows, _) = responses(&document).expect("posts");
        let expected = json!({"id": "2", "text": "雪かき > 早く", "author": "yuki",
            "time": "2026-01-08T00:00:00.000Z", "article": "除雪のお知らせ", "parent": "1"});
        assert_eq!(Value::Object(rows[0].clone()), expected);
        assert_eq!(rows[1]["text"], "長い投稿の全文");
        assert!(responses(&json!({"data": [{"text": "a"}]})).is_none());
    }
}
