//! Finding links in a text: plain ones, international ones, and (by [`disguise`]) ones written so
//! that no program should see them.

use std::ops::Range;
use std::sync::LazyLock;

use linkify::{LinkFinder, LinkKind};
use regex::Regex;

use super::disguise;
use super::link::Link;
use super::lists::DomainLists;

/// Longest stretch without a blank that is searched at once, in bytes: a longer link than this no
/// browser takes, and the finder's cost grows with the square of it.
pub(super) const LONGEST_LINK: usize = 1024;

/// Most links of a comment that are looked at; past it more of the same changes nothing.
pub(super) const MOST_LINKS: usize = 200;

/// A link in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it stands in the text that was searched.
    pub range: Range<usize>,
    /// What it says once its disguise is undone.
    pub link: Link,
    /// Whether it was written in a disguise.
    pub defanged: bool,
    /// Whether the host has letters outside ASCII.
    pub international: bool,
}

/// A cheap test whether the text could hold a link.
#[must_use]
pub fn may_hold_link(text: &str) -> bool {
    let bytes = text.as_bytes();
    let beside = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || b" []()<>{}".contains(&b);
    let dotted = bytes.windows(3).any(|w| w[1] == b'.' && beside(w[0]) && beside(w[2]));
    let ideographic = || {
        text.match_indices('。').any(|(at, dot)| {
            let after = bytes.get(at + dot.len()).is_some_and(u8::is_ascii_alphabetic);
            after && at > 0 && bytes[at - 1].is_ascii_alphanumeric()
        })
    };
    dotted
        || text.contains("//")
        || ["ドット", "どっと", "dot", "DOT"].iter().any(|mark| text.contains(mark))
        || ideographic()
}

/// Every link of the text, in its order, none overlapping another.
#[must_use]
pub fn links(text: &str, lists: &DomainLists) -> Vec<Found> {
    let mut found = Vec::new();
    plain(text, lists, &mut found);
    disguise::defanged(text, lists, &mut found);
    international(text, lists, &mut found);
    // The longest of those that overlap is the whole link.
    found.sort_by_key(|f| (f.range.start, std::cmp::Reverse(f.range.end)));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for next in found {
        match kept.last_mut() {
            Some(last) if next.range.start < last.range.end => {
                if next.range.len() > last.range.len() {
                    *last = next;
                }
            }
            _ => kept.push(next),
        }
    }
    kept.truncate(MOST_LINKS);
    kept
}

/// Links in plain ASCII, with or without a scheme.
fn plain(text: &str, lists: &DomainLists, found: &mut Vec<Found>) {
    let mut finder = LinkFinder::new();
    finder.kinds(&[LinkKind::Url]).url_can_be_iri(false).url_must_have_scheme(false);
    for stretch in stretches(text) {
        if found.len() >= MOST_LINKS {
            break;
        }
        for hit in finder.links(&text[stretch.clone()]) {
            let Some(link) = Link::parse(hit.as_str()) else { continue };
            let range = stretch.start + hit.start()..stretch.start + hit.end();
            if is_plausible(&link, lists) {
                found.push(Found { range, link, defanged: false, international: false });
            }
        }
    }
    static NUMBER_HOST: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)https?://(?:0x[0-9a-f]{8}|[0-9]{8,10}|\[[0-9a-f:.]{3,45}\])(?::\d{1,5})?(?:/[!-~]*)?").ok()
    });
    for hit in NUMBER_HOST.iter().flat_map(|regex| regex.find_iter(text)).take(MOST_LINKS) {
        if let Some(link) = Link::parse(hit.as_str()) {
            found.push(Found { range: hit.range(), link, defanged: false, international: false });
        }
    }
}

/// The runs of visible ASCII that hold a dot or a colon, none longer than [`LONGEST_LINK`].
fn stretches(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at + bytes[at..].iter().position(u8::is_ascii_graphic)?;
            let rest = &bytes[start..bytes.len().min(start + LONGEST_LINK)];
            let end = start + rest.iter().position(|b| !b.is_ascii_graphic()).unwrap_or(rest.len());
            at = end;
            if bytes[start..end].iter().any(|b| matches!(b, b'.' | b':')) {
                return Some(start..end);
            }
        }
        None
    })
}

/// Whether a link is one: `example.com` is, `No.1`, `ver.2`, `Node.js` and `F.C.Tokyo` are not.
fn is_plausible(link: &Link, lists: &DomainLists) -> bool {
    if !link.scheme.is_empty() {
        // Disguised schemes (hxxp) are left to the search for disguises.
        let known = matches!(link.scheme.as_str(), "http" | "https" | "ftp");
        return known || lists.messengers.has(&format!("{}:", link.scheme));
    }
    if link.is_ip() {
        return link.path.len() > 1;
    }
    if !link.has_known_suffix() {
        return false;
    }
    lists.bare_tlds.has(link.tld())
        || link.host.starts_with("www.")
        || link.path.len() > 1
        || lists.shorteners.covers(link)
        || lists.messengers.covers(link)
}

/// Links whose host has letters outside ASCII: 日本語.jp, or аmazon.co.jp with a Cyrillic letter.
fn international(text: &str, lists: &DomainLists, found: &mut Vec<Found>) {
    // Without a scheme only alphabets that look like Latin: Japanese has no blanks to end a host.
    static INTERNATIONAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)(?:https?://[\p{L}\p{N}\-]+|[\p{Latin}\p{Cyrillic}\p{Greek}0-9\-]*[\p{Cyrillic}\p{Greek}][\p{Latin}\p{Cyrillic}\p{Greek}0-9\-]*)",
            r"(?:\.[\p{L}\p{N}\-]+)*\.(?P<tld>[a-z]{2,12})(?::[0-9]{1,5})?(?:/[!#-;=?-Z_a-z~%&+@$]*)?",
        ))
        .ok()
    });
    for hit in INTERNATIONAL.iter().flat_map(|regex| regex.captures_iter(text)) {
        let Some(all) = hit.get(0) else { continue };
        let tld = hit.name("tld").map_or("", |m| m.as_str()).to_ascii_lowercase();
        let Some(link) = Link::parse(all.as_str()) else { continue };
        if !link.host.contains("xn--") || (link.scheme.is_empty() && !lists.bare_tlds.has(&tld)) {
            continue;
        }
        found.push(Found { range: all.range(), link, defanged: false, international: true });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(text: &str) -> Vec<String> {
        let lists = DomainLists::embedded().expect("the lists load");
        links(text, &lists).into_iter().map(|f| f.link.host).collect()
    }

    #[test]
    fn plain_links() {
        for (text, host) in [
            ("詳しくはhttps://www.example.lg.jp/a/b.htmlをご覧ください", "www.example.lg.jp"),
            ("（example.com）です", "example.com"),
            ("こちらwww.example.tokyoへ", "www.example.tokyo"),
            ("bit.ly/3AbCdEfで公開中", "bit.ly"),
            ("http://203.0.113.9/login", "203.0.113.9"),
            ("http://3405803785/a", "3405803785"),
            ("HTTP://EXAMPLE.NET", "example.net"),
            ("https://日本語.jpを見て", "xn--wgv71a119e.jp"),
        ] {
            assert_eq!(hosts(text), [host], "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_link() {
        for text in [
            "No.1のver.2.0です",
            "F.C.Tokyoの試合",
            "Node.jsで作った",
            "3.5kmを1.2.3.4と数える",
            "foo@mail.example.comへ連絡",
            "10.000円。OKです",
            "a.m. と p.m.",
            "Mr.Children",
            "水玉ドット柄",
            "8月。Tシャツ",
            "見た。 comment",
            "example at dot",
            "ドットコムは会社の名前",
        ] {
            assert_eq!(hosts(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn look_alike_alphabets() {
        let found = hosts("https://аmazon.co.jp/ と раypal.com");
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|host| host.starts_with("xn--")), "{found:?}");
    }

    #[test]
    fn ranges_are_exact() {
        let lists = DomainLists::embedded().expect("the lists load");
        for (text, expected) in [
            ("こちら→https://example.com/a?b=c。どうぞ", "https://example.com/a?b=c"),
            ("見て example [.] com !", "example [.] com"),
            ("(hxxp://example.com/x)", "hxxp://example.com/x"),
        ] {
            let ranges: Vec<&str> =
                links(text, &lists).into_iter().map(|f| &text[f.range]).collect();
            assert_eq!(ranges, [expected], "{text}");
        }
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        let lists = DomainLists::embedded().expect("the lists load");
        for unit in
            ["a.b_", "a.", "@", "1", ". ", "https://", "a。", "ドット", "[", "a[.]", "а.", "h t "]
        {
            let text = unit.repeat(50_000 / unit.len());
            let start = std::time::Instant::now();
            let _ = links(&text, &lists);
            assert!(start.elapsed().as_secs() < 20, "{unit:?} took {:?}", start.elapsed());
        }
    }
}
