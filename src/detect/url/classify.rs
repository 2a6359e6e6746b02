//! What kind of place a link leads to, as far as the link itself says.

use super::find::Found;
use super::link::Link;
use super::lists::DomainLists;
use super::lookalike::{self, Imitations};
use super::trust;

/// How sure a kind is that two facts support only in part.
const PARTLY: f32 = 0.5;
/// How sure a kind is when something else about the link is odd, too.
const ODD: f32 = 0.9;
/// A name without scheme or path may be a company's name: Amazon.com.
const NAME_ONLY: f32 = 0.5;
/// A short host with a code for a path is most likely a shortener that no list has.
const LIKE_A_SHORTENER: f32 = 0.85;
/// Longest host that counts as short: longer ones are mostly plain sites.
const SHORT_HOST: usize = 8;
/// Longest host of a shortener, apart from a few.
const MIDDLING_HOST: usize = 13;

/// A signal's name, its confidence and the note on it.
pub type Kind = (&'static str, f32, Option<&'static str>);

/// Every kind that fits the link, `url` first.
#[must_use]
pub fn kinds(found: &Found, lists: &DomainLists, imitations: &Imitations) -> Vec<Kind> {
    let link = &found.link;
    let name_only = link.scheme.is_empty() && link.path.len() <= 1;
    let sure = if name_only { NAME_ONLY } else { 1.0 };
    let mut kinds: Vec<Kind> = vec![("url", sure, name_only.then_some("名前だけのリンク"))];
    if found.defanged {
        kinds.push(("url_defanged", 1.0, Some("そのままでは開けないように書かれたリンク")));
    }
    if link.scheme == "http" {
        kinds.push(("url_plain_http", 1.0, Some("暗号化されないリンク")));
    }
    if is_provisional(link, lists) {
        kinds.push(("url_provisional", 1.0, Some("外から開けないと思われるリンク")));
    }
    let trusted =
        !found.international && link.userinfo.is_empty() && trust::is_trusted(link, lists);
    if trusted {
        kinds.push(("url_trusted", 1.0, None));
        return kinds;
    }
    let official = lists.brands.covers(link) && link.userinfo.is_empty();
    let social = lists.video_social.covers(link);
    // Anyone can put a page on sites.google.com: the well-known owner says nothing about it.
    let hosted = lists.free_hosts.covers(link) || lists.dynamic_hosts.covers(link);
    let unknown = hosted || (!official && !social && !lists.known.covers(link));
    if unknown {
        kinds.push(("url_untrusted", sure, None));
    }
    host_kinds(link, lists, sure, &mut kinds);
    if social {
        kinds.push(("url_video_social", sure, None));
    }
    shortener_kinds(link, lists, social, &mut kinds);
    shape_kinds(found, lists, &mut kinds);
    if unknown {
        if let Some(found) = imitations.find(link, lists) {
            kinds.push(("url_lookalike", found.confidence, Some(found.note)));
        }
        bait(link, lists, &mut kinds);
        place_kinds(link, lists, &mut kinds);
    }
    kinds
}

/// Whether the host is a placeholder, a trial or inside a network: nobody outside can open it.
fn is_provisional(link: &Link, lists: &DomainLists) -> bool {
    let first = link.host.find('.').map(|dot| &link.host[..=dot]);
    lists.provisional.covers(link)
        || first.is_some_and(|first| lists.provisional.has(first))
        || link.is_private_ip()
}

/// Kinds that say how little is known about who stands behind the host.
fn place_kinds(link: &Link, lists: &DomainLists, kinds: &mut Vec<Kind>) {
    let own = link.host.strip_suffix(link.suffix()).unwrap_or(&link.host);
    let random = own.split(['.', '-']).any(looks_random);
    let odd = random || lookalike::is_baited(link, lists);
    if lists.tlds.has(link.tld()) {
        kinds.push(("url_suspicious_tld", 1.0, Some("悪用の多いドメイン")));
    } else if lists.tlds_doubtful.has(link.tld()) {
        let confidence = if odd { ODD } else { PARTLY };
        kinds.push(("url_suspicious_tld", confidence, Some("取得しやすく悪用もあるドメイン")));
    }
    if lists.dynamic_hosts.covers(link) {
        kinds.push(("url_free_host", 1.0, Some("名乗らずに使える場所")));
    } else if lists.free_hosts.covers(link) {
        let confidence = if odd { 1.0 } else { PARTLY };
        kinds.push(("url_free_host", confidence, Some("誰でも名乗らずにページを置ける場所")));
    }
    if random && !link.host.ends_with(".jp") {
        kinds.push(("url_random_host", ODD, Some("無作為な文字列のホスト")));
    }
}

/// Whether a label is no word: `x7f3k2q9`, `wqkjzxvb`.
fn looks_random(label: &str) -> bool {
    let letters = label.bytes().filter(u8::is_ascii_lowercase).count();
    let digits = label.bytes().filter(u8::is_ascii_digit).count();
    let vowels = label.bytes().filter(|b| b"aeiouy".contains(b)).count();
    let changes =
        label.as_bytes().windows(2).filter(|w| w[0].is_ascii_digit() != w[1].is_ascii_digit());
    let run =
        label.split(|c: char| !c.is_ascii_lowercase() || "aeiouy".contains(c)).map(str::len).max();
    let woven = letters >= 3 && digits >= 3 && changes.count() >= 4;
    let mute = letters >= 8 && vowels * 5 <= letters && run >= Some(5);
    !label.starts_with("xn--") && label.len() >= 8 && (woven || mute)
}

/// Kinds that lists of hosts say.
fn host_kinds(link: &Link, lists: &DomainLists, sure: f32, kinds: &mut Vec<Kind>) {
    for (name, list) in [
        ("url_adult_host", &lists.adult),
        ("url_gambling_host", &lists.gambling),
        ("url_piracy_host", &lists.piracy),
        ("url_file_sharing", &lists.file_sharing),
        ("url_messenger", &lists.messengers),
    ] {
        if list.covers(link) {
            kinds.push((name, sure, None));
        }
    }
    if lists.messengers.has(&format!("{}:", link.scheme)) {
        kinds.push(("url_messenger", 1.0, None));
    }
}

/// Links that do not show where they lead.
fn shortener_kinds(link: &Link, lists: &DomainLists, social: bool, kinds: &mut Vec<Kind>) {
    if lists.shorteners.covers(link) {
        kinds.push(("short_url", 1.0, Some("行き先が見えない短縮URL")));
    } else if lists.shorteners_owned.covers(link) {
        kinds.push(("short_url", PARTLY, Some("行き先が一つのサービスに限られる短縮URL")));
    } else if looks_shortened(link, lists) && !social {
        kinds.push(("short_url", LIKE_A_SHORTENER, Some("短縮URLに似た形")));
    }
}

/// Kinds that the link's shape says.
fn shape_kinds(found: &Found, lists: &DomainLists, kinds: &mut Vec<Kind>) {
    let link = &found.link;
    if link.is_private_ip() {
        kinds.push(("url_ip_host", PARTLY, Some("家庭や職場の中のアドレス")));
    } else if link.is_ip() {
        kinds.push(("url_ip_host", 1.0, Some("名前の代わりに数字のアドレス")));
    }
    if link.host.contains("xn--") {
        let japanese = is_japanese(&link.host);
        let confidence = if japanese { PARTLY } else { 1.0 };
        kinds.push(("url_punycode", confidence, Some("英字以外の文字を含むホスト")));
    }
    if has_ending(link.file_name(), &lists.executables) {
        kinds.push(("url_executable", 1.0, Some("実行されるファイル")));
    } else if has_ending(link.file_name(), &lists.archives) {
        kinds.push(("url_executable", PARTLY, Some("中身の見えない圧縮ファイル")));
    }
}

/// A page to log in, verify or pay on a host that nobody knows.
fn bait(link: &Link, lists: &DomainLists, kinds: &mut Vec<Kind>) {
    let (host, path) =
        (lookalike::bait_words(&link.host, lists), lookalike::bait_words(&link.path, lists));
    if host + path == 0 {
        return;
    }
    let sure = host + path > 1 || link.is_ip() || lists.tlds.has(link.tld());
    let confidence = if sure { 1.0 } else { PARTLY };
    kinds.push((
        "url_credentials_bait",
        confidence,
        Some("ログインや確認を求めるページに見えるリンク"),
    ));
}

/// Whether a file name ends in one of the endings (`.exe`).
#[must_use]
pub fn has_ending(name: &str, endings: &super::lists::DomainList) -> bool {
    name.rfind('.').is_some_and(|dot| dot > 0 && endings.has(&name[dot..].to_ascii_lowercase()))
}

/// Whether all letters of the host outside ASCII are Japanese.
fn is_japanese(host: &str) -> bool {
    idna::domain_to_unicode(host).0.chars().filter(|c| !c.is_ascii()).all(
        |c| matches!(c, 'ぁ'..='ヿ' | '々' | '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}'),
    )
}

/// A short host with nothing but a code behind it: `xx.gd/aB3dE`. The more mixed the code, the longer
/// the host may be.
fn looks_shortened(link: &Link, lists: &DomainLists) -> bool {
    let host = link.host.strip_prefix("www.").unwrap_or(&link.host);
    let code = link.path.strip_prefix('/').unwrap_or("").trim_end_matches('/');
    let mixed = [
        code.bytes().any(|b| b.is_ascii_digit()),
        code.bytes().any(|b| b.is_ascii_uppercase()),
        code.bytes().any(|b| b.is_ascii_lowercase()),
    ];
    let longest = match mixed.iter().filter(|kind| **kind).count() {
        3 => MIDDLING_HOST,
        2 => SHORT_HOST,
        _ => 0,
    };
    let named = lists.shortener_words.iter().any(|word| host.contains(word));
    (host.len() <= longest || (named && longest > 0 && host.len() <= MIDDLING_HOST))
        && (3..=12).contains(&code.len())
        && code.bytes().all(|b| b.is_ascii_alphanumeric())
        && !lists.known.covers(link)
        && !lists.brands.covers(link)
}

#[cfg(test)]
mod tests {
    use super::looks_random;

    #[test]
    fn random_labels() {
        for label in ["x7f3k2q9", "wqkjzxvbtr", "a1b2c3d4e5"] {
            assert!(looks_random(label), "{label}");
        }
        for label in [
            "yokohama",
            "kanko2024",
            "library",
            "rhythm",
            "photographs",
            "setagaya-kyodo",
            "xn--80ak6aa92e",
        ] {
            assert!(!looks_random(label), "{label}");
        }
    }
}
