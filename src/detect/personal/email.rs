//! E-mail addresses, also where the mark is written out: taro[at]example.com, taro★example.com.
//!
//! Source: RFC 5321 (local part up to 64 characters), RFC 1035 (labels of a domain).

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::contact::push_contact;
use super::lists::{after, before, rows};
use crate::detect::{Detector, Input, Signal};
use crate::tokenize::Morphemes;

/// Fewest letters of an address: a@b.jp.
const SHORTEST: usize = 4;
const LONGEST_LOCAL: usize = 64;
const LONGEST_DOMAIN: usize = 120;

/// The mark between name and domain, invariant: compiles.
static MARK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r" ?(?:@|[(\[<{【「]\s?(?:@|at|あっと(?:まーく)?)\s?[)\]>}】」]|[★☆●◎♡]|あっとまーく|あっと|_at_) ?| at ").ok()
});

/// A domain with its dots written out or not, invariant: compiles.
static DOMAIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let dot = r" ?(?:\.|[(\[<{【]\s?(?:dot|どっと|\.)\s?[)\]>}】]|どっと|。) ?";
    Regex::new(&format!("^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:{dot}[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*{dot}(?:[a-z]{{2,12}}|こむ|じぇーぴー)"))
        .ok()
});

static DOT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[ (\[<{【]*(?:dot|どっと|\.|。)[ )\]>}】]*").ok());

/// What stands before the last part of a name whose dots are written out: taro[dot] of
/// taro[dot]y@… . Invariant: compiles.
static SPELT_LOCAL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:[a-z0-9_%+-]+ ?[(\[<{【]\s?(?:dot|どっと|\.)\s?[)\]>}】] ?)+$").ok()
});

/// Detects e-mail addresses.
#[derive(Debug, Default)]
pub struct Emails;

impl Detector for Emails {
    fn signals(&self) -> &'static [&'static str] {
        &["email", "office_email", "contact"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        input.letters.latin() >= SHORTEST && input.key_has_any(&["@", "at", "あっと", "★", "☆"])
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let key = input.key.as_str();
        let Some(mark) = MARK.as_ref() else { return };
        for found in mark.find_iter(key) {
            let Some(place) = address(key, &found.range()) else { continue };
            let local = plain_domain(&key[place.start..found.start()]);
            let written = &key[found.end()..place.end];
            let domain = plain_domain(written);
            let mark = found.as_str().trim();
            let believed = match mark {
                "@" => true,
                "at" => is_provider(&domain),
                _ => is_provider(&domain) || has_mail_ending(&domain),
            };
            if !believed {
                continue;
            }
            let span = input.key.original(place.clone());
            let value = format!("{local}@{domain}");
            if is_office(&local, &domain) {
                out.push(Signal::new("office_email", span, value));
                continue;
            }
            let signal = Signal::new("email", span, value);
            let note = if mark != "@" || domain != written {
                "記号を言い換えたメールアドレス"
            } else {
                "メールアドレスの形"
            };
            push_contact(signal.with_confidence(1.0, note), out);
        }
    }
}

/// The whole address around a mark.
fn address(key: &str, mark: &Range<usize>) -> Option<Range<usize>> {
    let head = before(key, mark.start, LONGEST_LOCAL);
    let local = head
        .rfind(|c: char| !is_local(c))
        .map_or(head, |at| &head[at + head[at..].chars().next().map_or(0, char::len_utf8)..]);
    let local = local.trim_start_matches(['.', '-', '+', '_', '%']);
    let spelt =
        SPELT_LOCAL.as_ref().and_then(|spelt| spelt.find(&head[..head.len() - local.len()]));
    let local = spelt.map_or(local, |spelt| &head[spelt.start()..]);
    if local.is_empty() || local.ends_with('.') {
        return None;
    }
    let tail = after(key, mark.end, LONGEST_DOMAIN);
    let domain = DOMAIN.as_ref()?.find(tail)?;
    Some(mark.start - local.len()..mark.end + domain.end())
}

fn is_local(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-')
}

/// The domain with real dots.
fn plain_domain(written: &str) -> String {
    let dotted = DOT.as_ref().map_or(written.into(), |dot| dot.replace_all(written, "."));
    dotted.replace("こむ", "com").replace("じぇーぴー", "jp")
}

/// Whether a domain is one that people have mail at: where the mark is the mere word «at», the form
/// alone proves nothing.
fn is_provider(domain: &str) -> bool {
    let providers = rows(include_str!("../../../dictionaries/privacy/mail_providers.csv"));
    providers.map(|(name, _)| name).any(|name| name == domain)
}

/// Whether a domain ends like one of mail addresses: with a disguised mark the form proves little.
fn has_mail_ending(domain: &str) -> bool {
    let endings = rows(include_str!("../../../dictionaries/privacy/mail_endings.csv"));
    endings.map(|(ending, _)| ending).any(|ending| domain.ends_with(ending))
}

/// Whether the domain is a public body's, or the name an office's and no person's: info@.
fn is_office(local: &str, domain: &str) -> bool {
    rows(include_str!("../../../dictionaries/privacy/office_domains.csv")).any(|(part, place)| {
        match place {
            "mailbox" => local == part,
            "start" => domain.starts_with(part) && domain.ends_with(".jp"),
            _ => domain.ends_with(part) && domain.trim_end_matches(part).ends_with('.'),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    fn found(text: &str) -> Vec<(&'static str, String, String)> {
        signals(&Emails, text)
            .into_iter()
            .filter(|signal| signal.name != "contact")
            .map(|signal| (signal.name, signal.span.slice(text).to_owned(), signal.value))
            .collect()
    }

    #[test]
    fn spans_and_values() {
        for (text, span, value) in [
            ("メールはTaro.Y@example.co.jpまで", "Taro.Y@example.co.jp", "taro.y@example.co.jp"),
            (
                "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍです",
                "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ",
                "taro@example.com",
            ),
            ("taro[at]example[dot]com に", "taro[at]example[dot]com", "taro@example.com"),
            ("taro[dot]y@example[dot]com に", "taro[dot]y@example[dot]com", "taro.y@example.com"),
            ("taro★gmail.com(★を@に)", "taro★gmail.com", "taro@gmail.com"),
            ("taro at gmail.com まで", "taro at gmail.com", "taro@gmail.com"),
            (
                "taroアットマークgmailドットコムへ",
                "taroアットマークgmailドットコム",
                "taro@gmail.com",
            ),
            ("taro_99 @ docomo.ne.jp。", "taro_99 @ docomo.ne.jp", "taro_99@docomo.ne.jp"),
        ] {
            let expected = ("email", span.to_owned(), value.to_owned());
            assert_eq!(found(text), [expected], "{text}");
        }
    }

    #[test]
    fn mail_of_offices_and_what_is_no_mail() {
        assert_eq!(found("kouhou@city.example.lg.jp")[0].0, "office_email");
        assert_eq!(found("info@example.go.jp")[0].0, "office_email");
        for text in [
            "@example_city さん",
            "あっという間",
            "★★★おすすめ★★★",
            "1個@100円",
            "a@b",
            "look at example.com",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
