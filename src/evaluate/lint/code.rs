//! The pages on the codes: `dictionaries/lint/codes.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::embedded;

/// What a code means. Codes are never re-used for something else.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// `SK003`.
    pub code: String,
    /// What is wrong, in a few words.
    pub title: String,
    /// The same in English.
    pub title_en: String,
    /// Why it matters, and what to do.
    pub text: String,
    /// The same in English.
    pub text_en: String,
    /// Whether `--fix` mends it.
    #[serde(default)]
    pub fixable: bool,
    /// Files that have the fault: path in the lexicon's folder and text.
    pub bad: BTreeMap<String, String>,
    /// The same files without it.
    pub good: BTreeMap<String, String>,
}

impl Code {
    /// A whole lexicon that has this fault alone, by path: the bad example over small sound files.
    #[must_use]
    pub fn bad_lexicon(&self) -> BTreeMap<&str, &str> {
        laid_over_base(&self.bad)
    }

    /// The same lexicon without the fault.
    #[must_use]
    pub fn good_lexicon(&self) -> BTreeMap<&str, &str> {
        laid_over_base(&self.good)
    }
}

fn laid_over_base(files: &BTreeMap<String, String>) -> BTreeMap<&str, &str> {
    let all = FILE.base.iter().chain(files);
    all.map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    base: BTreeMap<String, String>,
    codes: Vec<Code>,
}

/// The file is part of the program, and a test reads it.
static FILE: LazyLock<File> = LazyLock::new(|| {
    let text = embedded::text("lint/codes.toml").unwrap_or_default();
    toml::from_str(text).unwrap_or_default()
});

/// The pages on all codes, in their order.
#[must_use]
pub fn codes() -> &'static [Code] {
    &FILE.codes
}

/// The page on a code; upper and lower case are the same.
#[must_use]
pub fn code(name: &str) -> Option<&'static Code> {
    codes().iter().find(|known| known.code.eq_ignore_ascii_case(name))
}

/// How alike a code must be to be proposed, 0 to 1.
const ALIKE: f64 = 0.6;
/// Most codes that are proposed.
const PROPOSED: usize = 3;

/// The codes that somebody may have meant, the likeliest first.
#[must_use]
pub fn similar_codes(name: &str) -> Vec<&'static str> {
    let name = name.to_ascii_uppercase();
    let alike = |code: &'static Code| (strsim::jaro(&name, &code.code), code.code.as_str());
    let mut near: Vec<(f64, &str)> =
        codes().iter().map(alike).filter(|(alike, _)| *alike >= ALIKE).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().take(PROPOSED).map(|(_, code)| code).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_code_has_one_whole_page() {
        let text = embedded::text("lint/codes.toml").expect("the file is embedded");
        let file: File = toml::from_str(text).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(file.codes.len(), codes().len());
        let mut seen = BTreeSet::new();
        for page in codes() {
            let number = page.code.strip_prefix("SK").expect("a code begins with SK");
            assert!(number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit()));
            assert!(seen.insert(&page.code), "{} has two pages", page.code);
            for text in [&page.title, &page.title_en, &page.text, &page.text_en] {
                assert!(!text.is_empty(), "{} lacks a text", page.code);
            }
            assert!(!page.bad.is_empty() && !page.good.is_empty(), "{} has no example", page.code);
        }
        assert!(codes().is_sorted_by_key(|page| &page.code));
    }

    #[test]
    fn near_codes_are_proposed() {
        assert!(code("sk003").is_some() && code("SK999").is_none());
        assert!(similar_codes("SK0003").contains(&"SK003"));
        assert!(similar_codes("banana").is_empty());
    }
}
