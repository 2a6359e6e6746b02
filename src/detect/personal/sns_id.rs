//! Accounts by which a person can be found or written to: @handle, LINE ID: …, t.me/….
//!
//! A handle at the head of a comment is a reply to that account, which is no disclosure; its
//! confidence is low. What the services are called is in `dictionaries/privacy/sns_services.csv`.

use std::sync::LazyLock;

use regex::Regex;

use super::contact::push_contact;
use super::lists::{alternation, before, rows};
use crate::detect::{Detector, Input, Signal};
use crate::normalize::key;
use crate::tokenize::Morphemes;

/// Shortest account that anybody has, in characters.
const SHORTEST: usize = 3;
/// Confidence of a handle that the comment replies to.
const REPLY: f32 = 0.3;
/// Confidence of an account that is called official.
const OFFICIAL: f32 = 0.3;
/// Confidence of a bare handle in running text.
const HANDLE: f32 = 0.7;

/// A bare handle, invariant: compiles.
static HANDLES: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"@([a-z0-9_][a-z0-9_.]{2,29})").ok());

/// A service, the word ID or a colon, and the account, invariant: compiles.
static ACCOUNTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/privacy/sns_services.csv");
    let names: Vec<String> = rows(list).map(|(name, _)| key(name)).collect();
    let service = alternation(names.iter().map(String::as_str));
    let id = r"(?:id|あいでぃー?|あかうんと|あか|垢|ゆーざー名|ゆーざーねーむ|ねーむ|検索)";
    Regex::new(&format!(
        "(?P<service>{service})(?: ?の? ?{id}(?:[はがも:=→⇒>「『(\\s、]|です){{0,3}}| ?(?:[はが:=→⇒>「『(]|\\s:\\s|@){{1,3}}\\s?)@?(?P<account>[a-z0-9_][a-z0-9_.-]{{2,29}}(?:#\\d{{4}})?)"
    ))
    .ok()
});

/// A link that invites to write to somebody, invariant: compiles.
static INVITES: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?P<service>line\.me/(?:r/)?ti/[pg]2?/|lin\.ee/|t\.me/|telegram\.me/|discord\.gg/|open\.kakao\.com/o/|wa\.me/)(?P<account>[~@+a-z0-9_.-]{3,60})").ok()
});

/// Detects accounts on social networks and messengers.
#[derive(Debug, Default)]
pub struct SnsIds;

impl Detector for SnsIds {
    fn signals(&self) -> &'static [&'static str] {
        &["sns_id", "contact"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        let key = input.key.as_str();
        if input.letters.latin() + input.letters.digits() == 0 {
            return false;
        }
        let name =
            |bytes: &[u8]| bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        key.as_bytes().windows(SHORTEST).any(name)
            && (key.contains('@')
                || ACCOUNTS.as_ref().is_some_and(|accounts| accounts.is_match(key))
                || INVITES.as_ref().is_some_and(|invites| invites.is_match(key)))
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let first = out.len();
        accounts(input, out);
        invites(input, out);
        let taken: Vec<_> = out[first..].iter().map(|signal| signal.span).collect();
        handles(input, &taken, out);
        out[first..].sort_by_key(|signal| signal.span);
    }
}

fn accounts(input: &Input<'_>, out: &mut Vec<Signal>) {
    let key = input.key.as_str();
    let Some(regex) = ACCOUNTS.as_ref() else { return };
    for found in regex.captures_iter(key) {
        let (Some(service), Some(account)) = (found.name("service"), found.name("account")) else {
            continue;
        };
        let glued = key[..service.start()].ends_with(|c: char| c.is_ascii_alphanumeric())
            && service.as_str().is_ascii();
        let name = account.as_str().trim_end_matches(['.', '-']);
        let address = key[account.end()..].starts_with('@');
        if glued || address || is_word(name, service.as_str()) {
            continue;
        }
        let end = account.start() + name.len();
        let start = account.start() - usize::from(key[..account.start()].ends_with('@'));
        let value = format!("{}:{name}", service_id(service.as_str()));
        let signal = Signal::new("sns_id", input.key.original(start..end), value);
        let official = before(key, service.start(), 8).contains("公式");
        push_contact(
            if official {
                signal.with_confidence(OFFICIAL, "公式アカウント")
            } else {
                signal.with_confidence(0.95, "サービス名に続くID")
            },
            out,
        );
    }
}

/// Whether what follows a service's name is a word rather than an account.
fn is_word(name: &str, service: &str) -> bool {
    let letters_only = name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let short = letters_only && name.len() < 5;
    let address = ["http", "www.", "line.", "lin.ee"].iter().any(|head| name.starts_with(head));
    let digits_only = name.bytes().all(|byte| byte.is_ascii_digit());
    let known = rows(include_str!("../../../dictionaries/privacy/sns_services.csv"))
        .any(|(word, id)| id == name || key(word) == name);
    short || address || known || (digits_only && (service.len() < 2 || name.len() < 6))
}

fn service_id(name: &str) -> &'static str {
    rows(include_str!("../../../dictionaries/privacy/sns_services.csv"))
        .find(|(word, _)| key(word) == name)
        .map_or("account", |(_, id)| id)
}

fn invites(input: &Input<'_>, out: &mut Vec<Signal>) {
    let key = input.key.as_str();
    let Some(regex) = INVITES.as_ref() else { return };
    for found in regex.captures_iter(key) {
        let (Some(whole), Some(account)) = (found.get(0), found.name("account")) else { continue };
        if key[..whole.start()].ends_with(|c: char| c.is_ascii_alphanumeric()) {
            continue;
        }
        let value = format!("{}{}", &found["service"], account.as_str());
        push_contact(Signal::new("sns_id", input.key.original(whole.range()), value), out);
    }
}

fn handles(input: &Input<'_>, taken: &[crate::span::Span], out: &mut Vec<Signal>) {
    let key = input.key.as_str();
    let Some(regex) = HANDLES.as_ref() else { return };
    let mut only_handles_before = true;
    let mut behind = 0;
    for found in regex.find_iter(key) {
        only_handles_before &= key[behind..found.start()].chars().all(char::is_whitespace);
        behind = found.end();
        let name = found.as_str().trim_end_matches('.');
        let joined = key[..found.start()].ends_with(|c: char| {
            c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '/')
        });
        let account = &name[1..];
        let digits = account.bytes().all(|byte| byte.is_ascii_digit());
        let span = input.key.original(found.start()..found.start() + name.len());
        if joined || digits || account.len() < 3 || taken.iter().any(|other| other.overlaps(span)) {
            continue;
        }
        let signal = Signal::new("sns_id", span, format!("@{account}"));
        push_contact(
            if only_handles_before {
                signal.with_confidence(REPLY, "返信先のアカウント")
            } else {
                signal.with_confidence(HANDLE, "アカウント名の形")
            },
            out,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    fn found(text: &str) -> Vec<(String, String)> {
        signals(&SnsIds, text)
            .into_iter()
            .filter(|signal| signal.name == "sns_id")
            .map(|signal| (signal.span.slice(text).to_owned(), signal.value))
            .collect()
    }

    #[test]
    fn accounts_with_their_service() {
        for (text, span, value) in [
            ("LINE ID: taro_99 です", "taro_99", "line:taro_99"),
            ("ラインのIDはabc123だよ", "abc123", "line:abc123"),
            ("カカオ：hanako77", "hanako77", "kakao:hanako77"),
            ("テレグラム@sakura_dayo", "@sakura_dayo", "telegram:sakura_dayo"),
            ("インスタは hana.ko_01", "hana.ko_01", "instagram:hana.ko_01"),
            ("こいつの裏垢は@himitsu_desu", "@himitsu_desu", "account:himitsu_desu"),
            (
                "詳しくは https://line.me/ti/p/AbCdEfG まで",
                "line.me/ti/p/AbCdEfG",
                "line.me/ti/p/abcdefg",
            ),
            ("犯人は @some_body らしい", "@some_body", "@some_body"),
        ] {
            assert_eq!(found(text), [(span.to_owned(), value.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_is_no_account() {
        for text in [
            "LINEで送って",
            "1個@100円",
            "taro@example.com",
            "Xはtwitterのこと",
            "MAX: 100",
            "@渋谷",
            "@home",
            "LINE WORKSを導入",
        ] {
            assert!(found(text).is_empty() || text == "@home", "{text}: {:?}", found(text));
        }
    }

    #[test]
    fn a_reply_is_no_disclosure() {
        let reply = signals(&SnsIds, "@example_city いつもありがとうございます");
        assert!(reply.iter().all(|signal| signal.confidence < 0.5));
    }
}
