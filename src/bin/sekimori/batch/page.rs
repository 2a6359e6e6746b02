//! The page of `--report`: `dictionaries/templates/report.html` with its script, style and data.

use anyhow::Result;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sekimori::Policy;
use sekimori::explain::Lang;
use sekimori::survey::Survey;
use sekimori::verdict::Provenance;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::queue::{Item, Queue};
use crate::html;

const TEMPLATE: &str = include_str!("../../../../dictionaries/templates/report.html");
const SCRIPT: &str = include_str!("../../../../dictionaries/templates/report.js");
const STYLE: &str = include_str!("../../../../dictionaries/templates/report.css");

/// What was judged, and by what.
pub struct About<'a> {
    pub policy: &'a Policy,
    pub files: &'a [String],
    pub lang: Lang,
}

#[derive(Serialize)]
struct Page<'a> {
    lang: &'a str,
    policy_title: &'a str,
    policy_version: &'a str,
    body: &'a str,
    files: &'a [String],
    engine: &'a str,
    lexicon: &'a str,
    policy: &'a str,
    script: &'a str,
    style: &'a str,
    script_hash: String,
    style_hash: String,
    data: String,
}

/// What the script reads.
#[derive(Serialize)]
struct Data<'a> {
    lang: &'a str,
    /// Tells reports apart in the browser's memory.
    key: String,
    survey: &'a Survey,
    queue: Vec<Item>,
    /// Comments that had no room.
    cut: u64,
}

pub fn render(
    about: &About<'_>,
    survey: &Survey,
    queue: Queue,
    provenance: Option<&Provenance>,
) -> Result<String> {
    let lang = about.lang.pick("ja", "en");
    let (queue, cut) = queue.into_items();
    let seen = serde_json::to_vec(&(survey, &queue))?;
    let key = Sha256::digest(&seen).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let data = embeddable(&serde_json::to_string(&Data { lang, key, survey, queue, cut })?);
    let page = Page {
        lang,
        policy_title: &about.policy.title,
        policy_version: &about.policy.version,
        body: &about.policy.body,
        files: about.files,
        engine: env!("CARGO_PKG_VERSION"),
        lexicon: provenance.map_or("–", |made| &made.lexicon),
        policy: &about.policy.fingerprint,
        script: SCRIPT,
        style: STYLE,
        script_hash: hash(SCRIPT),
        style_hash: hash(STYLE),
        data,
    };
    html::render(TEMPLATE, &page, about.lang)
}

/// JSON that cannot end the element it stands in: the letters of markup occur only inside strings,
/// where an escape means the same.
fn embeddable(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + json.len() / 16);
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                safe.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => safe.push(c),
        }
    }
    safe
}

/// As a Content-Security-Policy names an inline script or style (W3C, CSP Level 3, § 2.3.1).
fn hash(text: &str) -> String {
    BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_hold_no_markup_and_mean_the_same() {
        let hostile = "</script><script>alert(1)</script><!-- & \u{2028}\u{2029}\u{202E}\0";
        let json = serde_json::to_string(hostile).expect("a string");
        let safe = embeddable(&json);
        assert!(!safe.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\0']), "{safe}");
        assert_eq!(serde_json::from_str::<String>(&safe).expect("JSON"), hostile);
    }

    #[test]
    fn script_and_style_hold_nothing_that_would_end_their_element() {
        assert!(!SCRIPT.contains("</") && !SCRIPT.contains("<!--") && !STYLE.contains("</"));
        for forbidden in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("]
        {
            assert!(!SCRIPT.contains(forbidden), "{forbidden}");
        }
    }

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // The example of CSP Level 3, § 6.7.3.3.
        assert_eq!(hash("alert('Hello, world.');"), "qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }
}
