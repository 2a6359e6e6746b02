//! Links: where they stand, what they lead to, whether they hide or imitate.
//!
//! Sources: RFC 3986 (parts of a link), UTS #46 (international hosts), the Public Suffix List,
//! フィッシング対策協議会「フィッシング対策ガイドライン」 (how hosts imitate).

mod classify;
mod disguise;
mod find;
mod link;
mod lists;
mod lookalike;
mod trust;

use std::sync::LazyLock;

pub(super) use find::may_hold_link;
use find::{Found, links};
pub use lists::{DomainListError, DomainLists};

use super::detector::{Detector, Input};
use super::signal::Signal;
use crate::normalize::LetterWords;
use crate::tokenize::Morphemes;
use lookalike::Imitations;

/// Reports links (`url`) and their kinds (`short_url`, `url_lookalike` …), and files that run
/// (`executable_file`) where only their name is written.
#[derive(Debug)]
pub struct UrlDetector {
    lists: DomainLists,
    imitations: Imitations,
}

impl UrlDetector {
    /// A detector that knows the given lists.
    #[must_use]
    pub fn new(lists: DomainLists) -> Self {
        let imitations = Imitations::new(
            &lists,
            include_str!("../../../dictionaries/fold/look_alikes.csv"),
            include_str!("../../../dictionaries/domains/similar_letters.csv"),
        );
        Self { lists, imitations }
    }

    /// A detector with the lists that are part of the crate.
    ///
    /// # Errors
    ///
    /// If a row of them is malformed.
    pub fn embedded() -> Result<Self, DomainListError> {
        DomainLists::embedded().map(Self::new)
    }

    /// The links of a text, with their kinds as `(signal, confidence, note)`.
    fn signals_of(&self, found: &Found) -> Vec<classify::Kind> {
        classify::kinds(found, &self.lists, &self.imitations)
    }

    /// `setup.exe` in plain text.
    fn file_names(&self, input: &Input<'_>, links: &[Found], out: &mut Vec<Signal>) {
        let text = input.surface.as_str();
        for (dot, _) in text.match_indices('.') {
            let ending =
                text[dot + 1..].bytes().take_while(u8::is_ascii_alphanumeric).take(6).count();
            let name = text[..dot].bytes().rev().take_while(|b| is_name_byte(*b)).take(64).count();
            let range = dot - name..dot + 1 + ending;
            let outside =
                !links.iter().any(|l| l.range.start < range.end && range.start < l.range.end);
            let word = &text[range.clone()];
            if name > 0 && outside && classify::has_ending(word, &self.lists.executables) {
                out.push(Signal::new("executable_file", input.surface.original(range), word));
            }
        }
    }
}

/// The kinds of links that are told apart.
pub(super) const SIGNALS: &[&str] = &[
    "url",
    "short_url",
    "url_ip_host",
    "url_punycode",
    "url_lookalike",
    "url_executable",
    "url_suspicious_tld",
    "url_credentials_bait",
    "url_free_host",
    "url_random_host",
    "url_adult_host",
    "url_gambling_host",
    "url_piracy_host",
    "url_file_sharing",
    "url_messenger",
    "url_video_social",
    "url_plain_http",
    "url_provisional",
    "url_trusted",
    "url_untrusted",
    "url_defanged",
    "executable_file",
];

fn is_name_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')
}

/// A cheap test whether a comment could hold a link.
pub(super) fn may_find(input: &Input<'_>) -> bool {
    static DOTS: LazyLock<LetterWords> =
        LazyLock::new(|| LetterWords::new([".", "/", "ドット", "dot"]));
    let letters = input.letters;
    let marked =
        DOTS.spelt_by(letters).next().is_some() || (letters.latin() > 0 && letters.may_hold('。'));
    marked && may_hold_link(input.surface.as_str())
}

impl Detector for UrlDetector {
    fn signals(&self) -> &'static [&'static str] {
        SIGNALS
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        may_find(input)
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let found = links(input.surface.as_str(), &self.lists);
        for link in &found {
            let span = input.surface.original(link.range.clone());
            for (name, confidence, note) in self.signals_of(link) {
                let value = link.link.host.as_str();
                out.push(Signal { confidence, note, ..Signal::new(name, span, value) });
            }
        }
        self.file_names(input, &found, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::{Level, View, fold};

    /// The names of the signals, with the original text of the first.
    fn signals(text: &str) -> (Vec<&'static str>, String) {
        let detector = UrlDetector::new(DomainLists::embedded().expect("the lists load"));
        let mut surface = View::default();
        fold(text, Level::Surface, &mut surface);
        if !may_hold_link(surface.as_str()) {
            return (Vec::new(), String::new());
        }
        let mut names = Vec::new();
        let mut first = String::new();
        for found in links(surface.as_str(), &detector.lists) {
            if first.is_empty() {
                first = surface.original(found.range.clone()).slice(text).to_owned();
            }
            names.extend(detector.signals_of(&found).into_iter().map(|(name, ..)| name));
        }
        (names, first)
    }

    #[test]
    fn kinds_of_links() {
        for (text, kind) in [
            ("https://bit.ly/3xYzAbC", "short_url"),
            ("https://qq.gd/aB3dE9", "short_url"),
            ("http://203.0.113.9/x", "url_ip_host"),
            ("https://xn--80ak6aa92e.com/", "url_punycode"),
            ("https://amaz0n-login.xyz/", "url_lookalike"),
            ("https://files.example.com/update.apk", "url_executable"),
            ("https://prize.example.top/", "url_suspicious_tld"),
            ("https://secure-login.example.com/verify", "url_credentials_bait"),
            ("https://www.dlsite.com/x", "url_adult_host"),
            ("https://gigafile.nu/abc", "url_file_sharing"),
            ("https://lin.ee/AbCdEf", "url_messenger"),
            ("https://t.me/joinchat", "url_messenger"),
            ("https://youtu.be/abcdEFG", "url_video_social"),
            ("https://www.city.example.lg.jp/", "url_trusted"),
            ("hxxp://example.com/", "url_defanged"),
            ("https://blog.example.com/", "url_untrusted"),
            ("ｈｔｔｐｓ：／／ｂｉｔ．ｌｙ／ＡＢＣ１", "short_url"),
            ("https://bit\u{200B}.ly/abc", "short_url"),
        ] {
            let (names, span) = signals(text);
            assert!(names.contains(&kind), "{text}: {names:?}");
            assert_eq!(span, text);
        }
    }

    #[test]
    fn harmless_links_have_no_alarming_kind() {
        for text in [
            "https://www.city.example.lg.jp/login/form.zip",
            "https://www.youtube.com/watch?v=abcdef",
            "https://www.nhk.or.jp/news/html/2024/index.html",
            "https://maps.app.goo.gl/AbCdEf123",
            "https://www.amazon.co.jp/dp/B000000000",
            "https://example.jp/bara/2024.html",
        ] {
            let (names, _) = signals(text);
            // The example hosts are placeholders, which harms nobody.
            let calm =
                ["url", "url_trusted", "url_untrusted", "url_video_social", "url_provisional"];
            let alarming: Vec<_> = names.iter().filter(|name| !calm.contains(name)).collect();
            let owned = alarming.iter().all(|name| **name == "short_url");
            assert!(
                alarming.is_empty() || owned && text.contains("goo.gl"),
                "{text}: {alarming:?}"
            );
        }
    }

    #[test]
    fn every_signal_is_declared() {
        let detector = UrlDetector::new(DomainLists::embedded().expect("the lists load"));
        for text in ["https://bit.ly/1", "hxxp://a.example.xyz/login.exe", "https://lg.jp"] {
            for name in signals(text).0 {
                assert!(detector.signals().contains(&name), "{name}");
            }
        }
    }
}
