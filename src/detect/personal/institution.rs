//! Schools, firms and hospitals by name: 青葉小, みどり病院, 〇〇高校. Alone they are public; beside
//! a person they say where to find them.
//!
//! Lists: `dictionaries/privacy/institutions.csv` (what such names end in, what makes them generic).

use std::sync::LazyLock;

use regex::Regex;

use super::lists::{HIRAGANA, KANJI, KATAKANA, alternation, rows};
use crate::detect::{Detector, Input, Signal};
use crate::tokenize::Morphemes;

const LIST: &str = include_str!("../../../dictionaries/privacy/institutions.csv");

fn words(kind: &'static str) -> impl Iterator<Item = &'static str> {
    rows(LIST).filter(move |(_, own)| *own == kind).map(|(word, _)| word)
}

/// A name and what it ends in, invariant: compiles. 小, 中, 高 and 大 need more: a grade, a pupil, or a
/// name that is left blank.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name =
        format!("(?P<name>[{KANJI}{KATAKANA}A-Za-z]{{1,8}}?|[○〇◯△□×]{{1,3}}|[{HIRAGANA}]{{2,4}})");
    let kind = alternation(words("kind"));
    let short = alternation(words("short"));
    let pupil = r"(?:の?[1-6一二三四五六]年|の(?:生徒|児童|先生|教師|教員|子(?:だ|で|ら|[、。]|$))|に(?:通|いる|異動|勤|転校)|でいじめ|卒(?:業|で|ら|、|。|$)|出身)";
    Regex::new(&format!(
        "{name}(?P<kind>{kind})|(?P<blank>[○〇◯△□×]{{1,3}}|[A-Z]){short}|(?P<short>[{KANJI}{KATAKANA}]{{1,6}}{short}){pupil}"
    ))
    .ok()
});

/// Detects institutions by name.
#[derive(Debug, Default)]
pub struct Institutions;

impl Detector for Institutions {
    fn signals(&self) -> &'static [&'static str] {
        &["institution"]
    }

    fn is_late(&self) -> bool {
        true
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        NAMED.as_ref().is_some_and(|named| named.is_match(input.surface.as_str()))
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let text = input.surface.as_str();
        for found in NAMED.iter().flat_map(|named| named.captures_iter(text)) {
            let Some(whole) = found.get(0) else { continue };
            let name = found.name("name").map(|name| name.as_str());
            if name.is_some_and(|name| words("generic").any(|word| name.ends_with(word))) {
                continue;
            }
            let place = found.name("short").unwrap_or(whole);
            let span = input.surface.original(place.range());
            out.push(Signal::new("institution", span, place.as_str()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    #[test]
    fn names_of_schools_and_firms() {
        for (text, span) in [
            ("青葉高校の2年生", Some("青葉高校")),
            ("青葉小の4年生の子", Some("青葉小")),
            ("〇〇小に行ってる", Some("〇〇小")),
            ("みどり病院の内科", Some("みどり病院")),
            ("市立病院の内科", None),
            ("工事中の道路", None),
            ("地元の小学校", None),
        ] {
            let found = signals(&Institutions, text);
            assert_eq!(found.first().map(|s| s.span.slice(text)), span, "{text}");
        }
    }
}
