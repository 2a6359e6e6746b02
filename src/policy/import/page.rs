//! What a page carries besides its text: tags, entities, Markdown's signs, page numbers.

use std::sync::LazyLock;

use regex::Regex;

/// Patterns of this file, invariant: they compile.
static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)<(?P<end>/?)(?P<name>ul|ol|li|br|p|div|tr|td|th|dt|dd|h[1-6])\b[^<>]*>|</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|(?s)<!--.*?-->").ok()
});
static PAGE_NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:[-‐–—―－]+\s*\d{1,3}\s*[-‐–—―－]+|\d{1,3}\s*[/／]\s*\d{1,3}|p(?:age|\.)?\s*\d{1,3}|\d{1,3}\s*(?:ページ|頁))$").ok()
});

/// The page's text alone, a row or an item a line.
pub(super) fn text(page: &str) -> String {
    // Byte order marks, zero-width spaces, soft hyphens: they would hide a marker.
    let page = page.replace(['\u{feff}', '\u{200b}', '\u{2060}', '\u{ad}'], "");
    let page = untagged(&page);
    let mut out = String::with_capacity(page.len());
    for line in page.lines() {
        let line = unmarked(line);
        if !is_rule(&line) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// Whether a line is a page number. A bare «3» may as well be an item's number and is none.
pub(super) fn is_page_number(line: &str) -> bool {
    PAGE_NUMBER.as_ref().is_some_and(|regex| regex.is_match(line))
}

/// Tags become line breaks and list signs: what a browser would show.
fn untagged(page: &str) -> String {
    let Some(tag) = TAG.as_ref().filter(|_| page.contains('<')) else { return page.to_owned() };
    // For each list that is open: the last number, none in one of bullets.
    let mut lists: Vec<Option<usize>> = Vec::new();
    let text = tag.replace_all(page, |found: &regex::Captures<'_>| {
        let name = found.name("name").map(|name| name.as_str().to_lowercase());
        let ends = found.name("end").is_some_and(|end| !end.as_str().is_empty());
        match (name.as_deref(), ends) {
            (Some("ul" | "ol"), true) => {
                lists.pop();
                "\n".to_owned()
            }
            (Some("ul"), false) => {
                lists.push(None);
                "\n".to_owned()
            }
            (Some("ol"), false) => {
                lists.push(Some(0));
                "\n".to_owned()
            }
            (Some("li"), false) => match lists.last_mut() {
                Some(Some(number)) => {
                    *number += 1;
                    format!("\n{number}. ")
                }
                _ => "\n・".to_owned(),
            },
            (Some("td" | "th"), _) => "　".to_owned(),
            (Some("p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"), false) => {
                "\n\n".to_owned()
            }
            (Some(_), _) => "\n".to_owned(),
            (None, _) => String::new(),
        }
    });
    [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")]
        .iter()
        .fold(text.into_owned(), |text, (entity, sign)| text.replace(entity, sign))
}

/// A line without Markdown's quotes, emphasis, escapes and table edges.
fn unmarked(line: &str) -> String {
    let line = line.trim().trim_start_matches("> ");
    let cells = line.strip_prefix('|').map(|row| row.strip_suffix('|').unwrap_or(row));
    let mut line = cells.map_or_else(|| line.to_owned(), row);
    if line.contains("**") || line.contains("__") {
        line = line.replace("**", "").replace("__", "");
    }
    // Converters escape what would begin a list: \(1\), 1\.
    if line.contains('\\') {
        for sign in ["(", ")", ".", "-", "*", "_", "[", "]"] {
            line = line.replace(&format!("\\{sign}"), sign);
        }
    }
    line
}

/// A row of a table: its number and its text, or what there is.
fn row(cells: &str) -> String {
    let cells: Vec<&str> =
        cells.split('|').map(str::trim).filter(|cell| !cell.is_empty()).collect();
    cells.join("　")
}

/// A line drawn under a heading or a table's head.
fn is_rule(line: &str) -> bool {
    let signs = line.trim();
    signs.chars().count() > 2
        && signs.chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | '─' | '━' | ':' | '　' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_become_what_a_browser_shows() {
        let page = "<h2>禁止事項</h2><p>次のもの&nbsp;は削除します。</p><ol class=\"a\"><li>広告</li>\n<li>宣伝<ul><li>誹謗</li></ul></li><li><a href=\"x\">わいせつ</a></li></ol>1 < 2";
        let lines: Vec<String> =
            text(page).lines().map(str::to_owned).filter(|line| !line.is_empty()).collect();
        assert_eq!(
            lines,
            [
                "禁止事項",
                "次のもの は削除します。",
                "1. 広告",
                "2. 宣伝",
                "・誹謗",
                "3. わいせつ",
                "1 < 2"
            ]
        );
    }

    #[test]
    fn markdown_leaves_its_text() {
        assert_eq!(
            text("| 号 | 内容 |\n|---|:--|\n| **(1)** | 広告 |\n> \\(2\\) 宣伝"),
            "号　内容\n(1)　広告\n(2) 宣伝\n"
        );
    }

    #[test]
    fn what_cannot_be_seen_hides_no_marker() {
        assert_eq!(
            text("\u{feff}\u{200b}(1) 広\u{ad}告\n\u{a0}(2)\u{a0}宣伝"),
            "(1) 広告\n(2)\u{a0}宣伝\n"
        );
    }

    #[test]
    fn page_numbers_are_told_from_items() {
        for line in ["- 3 -", "－３－", "3/5", "P.3", "3ページ"] {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["3", "- 3", "(3)", "3 広告"] {
            assert!(!is_page_number(line), "{line}");
        }
    }
}
