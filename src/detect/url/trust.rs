//! Which hosts belong to public bodies.
//!
//! Sources: JPRS 属性型・地域型JPドメイン名登録等に関する規則 (`lg.jp`, `go.jp`, `ac.jp`, `ed.jp` are
//! reserved; `city.…`, `pref.…` below a prefecture's name belong to local governments).

use super::link::Link;
use super::lists::DomainLists;

/// Whether the host is a public body's, or one of the operator's own.
#[must_use]
pub fn is_trusted(link: &Link, lists: &DomainLists) -> bool {
    lists.trusted.covers(link) || is_local_government(link)
}

/// `city.chiyoda.tokyo.jp`, `www.pref.kyoto.jp`: names that the registry keeps for local
/// governments. `city.example.jp` anyone can have.
fn is_local_government(link: &Link) -> bool {
    let domain = link.registrable();
    let Some((first, rest)) = domain.split_once('.') else { return false };
    ["city", "town", "vill", "pref", "metro"].contains(&first)
        && rest.ends_with(".jp")
        && rest != "co.jp"
        && !["co", "or", "ne", "gr", "ad"].iter().any(|kind| rest == format!("{kind}.jp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_bodies() {
        let lists = DomainLists::embedded().expect("the lists load");
        let trusted = |url: &str| is_trusted(&Link::parse(url).expect("a link"), &lists);
        for url in [
            "https://www.city.example.lg.jp/a",
            "https://www.soumu.go.jp/",
            "https://www.city.chiyoda.tokyo.jp/",
            "https://www.metro.tokyo.jp/",
            "https://city.kawasaki.jp/",
            "https://x.example.ac.jp/",
        ] {
            assert!(trusted(url), "{url}");
        }
        for url in [
            "https://city.example.jp/",
            "https://lg.jp.example.com/",
            "https://city.co.jp/",
            "https://notgo.jp/",
        ] {
            assert!(!trusted(url), "{url}");
        }
    }
}
