//! Links written so that no program should see them: `hxxp://`, `example[.]com`,
//! `example ドット com`, `example。com`, blanks around the dots.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::find::{Found, LONGEST_LINK};
use super::link::Link;
use super::lists::DomainLists;

/// A dot and a top-level domain spelled out in kana.
const KANA_ENDINGS: [(&str, &str); 3] =
    [("ドットコム", ".com"), ("ドットジェーピー", ".jp"), ("ドットネット", ".net")];

/// Appends the links whose scheme or dots are disguised.
pub(super) fn defanged(text: &str, lists: &DomainLists, found: &mut Vec<Found>) {
    static DEFANGED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            // A scheme as written to keep it from being clickable …
            r"(?i)(?P<scheme>(?:h ?[tx*_]{1,2} ?[tx*_]? ?p ?s?|h?[tx]{1,2}ps?|tps?) ?",
            r"(?: ?(?:\[:\]|\(:\)|:|;))? ?/ ?/ ?)?",
            // … labels joined by dots in whatever form …
            r"(?P<host>[a-z0-9][a-z0-9-]{0,62}(?:(?:\.",
            r"| {0,2}(?:[\[(\{<] ?(?:\.|dot|ドット) ?[\])\}>]|ドット|どっと|。) {0,2}",
            r"| dot | {1,2}\. {0,2}|\. {1,2})[a-z0-9][a-z0-9-]{0,62}",
            r"|ドット(?:コム|ジェーピー|ネット))+)",
            // … and a path.
            r"(?P<path>(?::[0-9]{1,5})?(?: ?/ ?[!#-;=?-Z_a-z~%&+@$\\]*)?)",
        ))
        .ok()
    });
    let hits = DEFANGED.iter().flat_map(|regex| regex.captures_iter(text));
    found.extend(hits.filter_map(|hit| undo(&hit, text, lists)));
}

/// The link that a match stands for; `None` if it is not one, or not in disguise.
fn undo(hit: &Captures<'_>, text: &str, lists: &DomainLists) -> Option<Found> {
    let part = |name: &str| hit.name(name).map_or("", |m| m.as_str());
    let host = hit.name("host")?;
    let scheme = scheme_of(part("scheme"));
    let (plain_host, host_end) = undisguise(host.as_str(), lists)?;
    let disguised = plain_host != host.as_str()[..host_end].to_ascii_lowercase()
        || scheme.is_some_and(|(_, disguised)| disguised);
    // The right half of an e-mail address is no link.
    if !disguised || text[..host.start()].ends_with('@') {
        return None;
    }
    let path = if host_end == host.len() { part("path") } else { "" };
    let shown = path.trim_end_matches([' ', '.', ',', '!', '?', ')']);
    let start = if scheme.is_some() { hit.get(0)?.start() } else { host.start() };
    let prefix = scheme.map_or("", |(plain, _)| plain);
    let link = Link::parse(&format!("{prefix}{plain_host}{}", shown.replace(' ', "")))?;
    let range = start..host.start() + host_end + shown.len();
    Some(Found { range, link, defanged: true, international: false })
}

/// The scheme that was meant, and whether it was disguised. `None` if none was written.
fn scheme_of(written: &str) -> Option<(&'static str, bool)> {
    if written.is_empty() {
        return None;
    }
    let lower = written.to_ascii_lowercase();
    let secure = lower.contains("ps") || lower.contains("p s");
    let plain = if secure { "https://" } else { "http://" };
    Some((plain, lower.trim_end() != plain))
}

/// Undoes the disguise of a host: the labels up to the last one that is a top-level domain, joined
/// by plain dots, with the length that they take as written.
fn undisguise(written: &str, lists: &DomainLists) -> Option<(String, usize)> {
    let mut host = String::new();
    let mut best = None;
    let mut at = 0;
    while at < written.len() && host.len() < LONGEST_LINK {
        let rest = &written[at..];
        if let Some((kana, plain)) = KANA_ENDINGS.iter().find(|(kana, _)| rest.starts_with(kana)) {
            host.push_str(plain);
            at += kana.len();
        } else {
            let dot = dot_length(rest);
            if dot > 0 {
                host.push('.');
                at += dot;
            }
            let label = label_length(&written[at..]);
            if label == 0 {
                break;
            }
            host.push_str(&written[at..at + label].to_ascii_lowercase());
            at += label;
        }
        let tld = host.rsplit_once('.').map_or("", |(_, tld)| tld);
        if lists.bare_tlds.has(tld) {
            best = Some((host.len(), at));
        }
    }
    let (length, end) = best?;
    host.truncate(length);
    Some((host, end))
}

fn label_length(rest: &str) -> usize {
    rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count()
}

/// The length of the dot, in whatever disguise, at the start of `rest`.
fn dot_length(rest: &str) -> usize {
    static DOT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?i)^ {0,2}(?:[\[(\{<] ?(?:\.|dot|ドット) ?[\])\}>]|\.|。|dot|ドット|どっと) {0,2}",
        )
        .ok()
    });
    DOT.as_ref().and_then(|regex| regex.find(rest)).map_or(0, |m| m.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(String, bool)> {
        let lists = DomainLists::embedded().expect("the lists load");
        super::super::find::links(text, &lists)
            .into_iter()
            .map(|f| (f.link.host, f.defanged))
            .collect()
    }

    #[test]
    fn disguised_links() {
        for (text, host) in [
            ("hxxps://evil.example.com/a", "evil.example.com"),
            ("h**p://example.com", "example.com"),
            ("ttp://example.com/x", "example.com"),
            ("example[.]com", "example.com"),
            ("example(.)comへ", "example.com"),
            ("example ドット com を見て", "example.com"),
            ("exampleドットコムで検索", "example.com"),
            ("example。com", "example.com"),
            ("www . example . com / shop", "www.example.com"),
            ("example (dot) com", "example.com"),
            ("h t t p s : / / example.com", "example.com"),
            ("http : // shop . example / a", "shop.example"),
            ("https://example[.]co[.]jp/a", "example.co.jp"),
        ] {
            assert_eq!(found(text), [(host.to_owned(), true)], "{text}");
        }
    }
}
