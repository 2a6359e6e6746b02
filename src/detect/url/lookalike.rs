//! Hosts that imitate a known name: `amaz0n-login.xyz`, `city.example.lg.jp.evil.com`.
//!
//! The ways of imitating are those that フィッシング対策協議会's guideline (フィッシング対策ガイドライン)
//! describes: the name inside another domain, swapped letters, letters that look alike.

use std::collections::HashMap;

use super::link::Link;
use super::lists::DomainLists;

/// The shortest name that is looked for inside a longer label: `rakuten` in `rakutencard-login`.
const SHORTEST_INSIDE: usize = 6;
/// The shortest name of which a misspelling is still recognizable.
const SHORTEST_MISSPELLED: usize = 6;

/// Of a host with more parts than this only the first are compared.
const MOST_TOKENS: usize = 16;

/// What a host imitates, and how sure that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Imitation {
    /// 0 to 1.
    pub confidence: f32,
    /// How it imitates, for the clerk.
    pub note: &'static str,
}

/// Knows the names that are imitated.
#[derive(Debug, Clone)]
pub struct Imitations {
    /// The first label of each brand's domain and its other names, with their skeletons.
    names: Vec<(String, String)>,
    /// The skeleton of each name, to tell `amaz0n` from `amazon`.
    skeletons: HashMap<String, usize>,
    /// Official domains that may stand inside an imitating host: `amazon.co.jp`, `lg.jp`.
    domains: Vec<String>,
    /// Letters and pairs of letters that look like others.
    similar: Vec<(String, String)>,
}

impl Imitations {
    /// Derives the names from the brands' official domains. `look_alikes` is the text of
    /// `fold/look_alikes.csv`, `similar` that of `domains/similar_letters.csv`.
    #[must_use]
    pub fn new(lists: &DomainLists, look_alikes: &str, similar: &str) -> Self {
        let similar: Vec<(String, String)> = rows(similar)
            .chain(rows(look_alikes).filter(|row| row.get(2) == Some(&"latin")))
            .filter_map(|row| Some(((*row.first()?).to_owned(), (*row.get(1)?).to_owned())))
            .collect();
        let mut names: Vec<String> = lists
            .brands
            .iter()
            .filter_map(|domain| domain.split('.').next())
            .chain(lists.brand_names.iter())
            .flat_map(names_of)
            .collect();
        names.sort_by_key(|name| (std::cmp::Reverse(name.len()), name.clone()));
        names.dedup();
        let names: Vec<(String, String)> = names
            .into_iter()
            .map(|name| {
                let folded = skeleton(&name, &similar);
                (name, folded)
            })
            .collect();
        let skeletons =
            names.iter().enumerate().map(|(i, (_, folded))| (folded.clone(), i)).collect();
        // Public suffixes of public bodies: nobody else can register below them.
        let mut domains: Vec<String> =
            lists.brands.iter().chain(lists.trusted.iter()).map(str::to_owned).collect();
        domains.retain(|domain| domain.contains('.') && !domain.contains('/'));
        domains.sort();
        Self { names, skeletons, domains, similar }
    }

    /// What the link's host imitates. Call it only for hosts that are not themselves official.
    #[must_use]
    pub fn find(&self, link: &Link, lists: &DomainLists) -> Option<Imitation> {
        if link.userinfo.contains('.') {
            return certain("「@」の前に別のサイトの名前を置いた形");
        }
        if self.holds_official_domain(link) {
            return certain("公式サイトの名前を途中に含む別のホスト");
        }
        let baited = is_baited(link, lists);
        let own = link.host.strip_suffix(link.suffix()).unwrap_or(&link.host);
        let own = decoded(own.trim_end_matches('.'));
        if own.contains("co-jp") || own.contains("co.jp") || own.contains("or-jp") {
            return certain("「co.jp」などを名前の途中に含むホスト");
        }
        tokens_of(&own)
            .iter()
            .filter_map(|token| self.imitated(token, link, baited, lists))
            .max_by(|a, b| a.confidence.total_cmp(&b.confidence))
            .or_else(|| public_body(link, baited))
            .or_else(|| self.named_in_path(link, lists))
    }

    /// A known name in the path of a page to log in, or of a doubtful host: `/rakuten/login`.
    fn named_in_path(&self, link: &Link, lists: &DomainLists) -> Option<Imitation> {
        let named =
            link.path.split(|c: char| !c.is_ascii_alphanumeric()).take(MOST_TOKENS).any(|part| {
                let folded = skeleton(part, &self.similar);
                part.len() >= 4 && self.skeletons.contains_key(&folded)
            });
        (named && (bait_words(&link.path, lists) > 0 || link.is_ip() || is_abused(link, lists)))
            .then(|| likely(0.9, "知られた名前のページを別のホストに置いた形"))
    }

    /// `amazon.co.jp.evil.com`, `city.example.lg.jp-login.com`.
    fn holds_official_domain(&self, link: &Link) -> bool {
        let host = link.host.as_str();
        self.domains.iter().filter(|domain| !link.registrable().starts_with(domain.as_str())).any(
            |domain| {
                host.match_indices(domain.as_str()).any(|(at, _)| {
                    let before = host[..at].chars().next_back();
                    let after = host[at + domain.len()..].chars().next();
                    before.is_none_or(|c| matches!(c, '.' | '-'))
                        && matches!(after, Some('.' | '-'))
                })
            },
        )
    }

    fn imitated(
        &self,
        token: &str,
        link: &Link,
        baited: bool,
        lists: &DomainLists,
    ) -> Option<Imitation> {
        let folded = skeleton(token, &self.similar);
        if token.len() > 64 || folded.len() < 3 {
            return None;
        }
        if let Some(&index) = self.skeletons.get(&folded) {
            let name = &self.names[index].0;
            if name != token {
                return (folded.len() >= 4).then(|| likely(1.0, "形の似た文字で書いた有名な名前"));
            }
            return Some(named(name, link, baited, lists));
        }
        let inside = self.names.iter().find(|(name, name_folded)| {
            name.len() >= SHORTEST_INSIDE && folded.contains(name_folded.as_str())
        });
        if let Some((name, _)) = inside {
            return Some(named(name, link, baited, lists));
        }
        let misspelled = self.names.iter().any(|(name, _)| {
            name.len() >= SHORTEST_MISSPELLED && one_edit_apart(token.as_bytes(), name.as_bytes())
        });
        let suspicious = baited || lists.tlds.has(link.tld());
        (misspelled && suspicious).then(|| likely(0.9, "有名な名前のつづりを一字変えたホスト"))
    }
}

/// A host with a known name in it that is not official: bait, or a fan's page.
fn named(name: &str, link: &Link, baited: bool, lists: &DomainLists) -> Imitation {
    let common = lists.common_names.has(name);
    if baited {
        likely(1.0, "有名な名前とログインや確認を表す語を組み合わせたホスト")
    } else if is_abused(link, lists) {
        likely(0.9, "有名な名前を悪用の多い場所に置いたホスト")
    } else if common {
        likely(0.4, "有名な名前を含むが公式ではないホスト")
    } else if lists.tlds_doubtful.has(link.tld()) {
        likely(0.8, "有名な名前を取得しやすいドメインに置いたホスト")
    } else {
        likely(0.7, "有名な名前を含むが公式ではないホスト")
    }
}

/// Whether the link lies where much abuse is reported.
fn is_abused(link: &Link, lists: &DomainLists) -> bool {
    lists.tlds.has(link.tld()) || lists.free_hosts.covers(link) || lists.dynamic_hosts.covers(link)
}

/// The parts of a host's own labels: split at hyphens, neighbours joined (e-tax), digits at the ends
/// dropped (docomo25).
fn tokens_of(own: &str) -> Vec<String> {
    let parts: Vec<&str> = own.split(['.', '-', '_']).take(MOST_TOKENS).collect();
    let joined = parts.windows(2).map(|pair| pair.concat());
    let bare = parts
        .iter()
        .map(|part| part.trim_matches(|c: char| c.is_ascii_digit()))
        .filter(|part| part.len() >= 3);
    parts.iter().copied().chain(bare).map(str::to_owned).chain(joined).collect()
}

/// The names in a brand's label: `sagawaexp` and `sagawa` in `sagawa-exp`.
fn names_of(label: &str) -> Vec<String> {
    let whole = label.replace('-', "");
    let first = label.split('-').next().filter(|first| first.len() >= 5 && *first != label);
    std::iter::once(whole).filter(|name| name.len() >= 3).chain(first.map(str::to_owned)).collect()
}

fn certain(note: &'static str) -> Option<Imitation> {
    Some(likely(1.0, note))
}

fn likely(confidence: f32, note: &'static str) -> Imitation {
    Imitation { confidence, note }
}

/// A host that calls itself a city, a prefecture or an office, outside the domains of these.
fn public_body(link: &Link, baited: bool) -> Option<Imitation> {
    let first = link.host.split(['.', '-']).next().unwrap_or("");
    let named =
        ["city", "town", "vill", "pref", "metro"].contains(&first) || link.host.contains("-city-");
    let governmental =
        link.host.split(['.', '-']).any(|t| matches!(t, "gov" | "lg" | "gojp" | "lgjp"));
    if governmental && (baited || link.host.contains('-')) {
        return certain("公的機関の名前に似せたホスト");
    }
    (named && baited).then(|| likely(0.9, "自治体の名前に似せたホスト"))
}

/// Whether the host itself, or the path, speaks of logging in, verifying or paying.
#[must_use]
pub fn is_baited(link: &Link, lists: &DomainLists) -> bool {
    bait_words(&link.host, lists) + bait_words(&link.path, lists) > 0
}

/// How many words of login pages a part of a link holds.
#[must_use]
pub fn bait_words(part: &str, lists: &DomainLists) -> usize {
    part.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| lists.bait_words.has(&word.to_ascii_lowercase()))
        .count()
}

/// A host's labels as they are shown: punycode decoded.
fn decoded(host: &str) -> String {
    if host.contains("xn--") { idna::domain_to_unicode(host).0 } else { host.to_owned() }
}

/// The text with all letters that look alike made one. Both sides of a comparison go through it.
fn skeleton(text: &str, similar: &[(String, String)]) -> String {
    let mut folded = text.to_lowercase();
    for (written, plain) in similar {
        if folded.contains(written.as_str()) {
            folded = folded.replace(written.as_str(), plain);
        }
    }
    folded
}

/// Whether one substitution, insertion, deletion or swap of neighbours turns `a` into `b`.
fn one_edit_apart(a: &[u8], b: &[u8]) -> bool {
    if a == b || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[start..], &b[start..]);
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - end], &b[..b.len() - end]);
    a.len() <= 1 && b.len() <= 1 || (a.len() == 2 && b.len() == 2 && a[0] == b[1] && a[1] == b[0])
}

fn rows(csv_text: &str) -> impl Iterator<Item = Vec<&str>> {
    csv_text.lines().skip(1).map(|line| line.split(',').collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn confidence(url: &str) -> f32 {
        let lists = DomainLists::embedded().expect("the lists load");
        let imitations = Imitations::new(
            &lists,
            include_str!("../../../dictionaries/fold/look_alikes.csv"),
            include_str!("../../../dictionaries/domains/similar_letters.csv"),
        );
        let link = Link::parse(url).expect("a link");
        imitations.find(&link, &lists).map_or(0.0, |found| found.confidence)
    }

    #[test]
    fn imitations() {
        for url in [
            "https://amaz0n.example/",
            "https://amazon.co.jp.example.com/",
            "https://rakuten-card-login.xyz/",
            "https://rakutencard-update.example/",
            "https://www.city.example.lg.jp-login.com/",
            "https://etax-nta-go-jp.example.top/login",
            "https://amazon.co.jp@203.0.113.1/",
            "https://аmazon.co.jp/",
            "https://mercarl.example/",
            "https://amazom-account.example/",
            "https://city-minato.example.com/login",
            "https://paypay-verify.example/",
            "https://docomo25-abc.duckdns.org/",
            "https://mercari-co-jp.example.com/",
            "https://vpass.example.icu/",
            "https://blog.example.com/rakuten/login.php",
            "http://203.0.113.5/rakuten/",
            "https://sites.google.com/view/amazonprime-kaiin",
        ] {
            assert!(confidence(url) >= 0.9, "{url}: {}", confidence(url));
        }
    }

    #[test]
    fn other_hosts() {
        for url in [
            "https://www.example.com/login",
            "https://online-shop.example.jp/",
            "https://airline.example.com/",
            "https://kagawa-kanko.example.jp/",
            "https://citypop.example.jp/",
            "https://rakuen.example.jp/",
            "https://apple-farm.example.jp/",
        ] {
            assert!(confidence(url) < 0.5, "{url}: {}", confidence(url));
        }
    }

    #[test]
    fn edits() {
        let apart = |a: &str, b: &str| one_edit_apart(a.as_bytes(), b.as_bytes());
        assert!(apart("amazom", "amazon") && apart("amaozn", "amazon") && apart("amazn", "amazon"));
        assert!(!apart("amazon", "amazon") && !apart("amaxom", "amazon") && !apart("ab", "ba1"));
    }
}
