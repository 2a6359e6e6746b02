//! What is known about names: parts, titles, public roles, the words that introduce them.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;

use super::lists::{alternation, before, rows};
use crate::detect::Input;
use crate::span::Span;

/// Characters before a name in which a public role is looked for.
const ROLE_WINDOW: usize = 14;

/// Family and given names, in kanji and by their reading, sorted by their bytes.
const NAMES: &str = include_str!("../../../dictionaries/privacy/names.csv");

/// Titles behind a name: さん, 容疑者, 市長 …, each with its kind.
static TITLES: LazyLock<HashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows(include_str!("../../../dictionaries/privacy/name_titles.csv")).collect());

/// A public role before a name (市長の山田氏), invariant: compiles.
static ROLE_BEFORE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/privacy/public_roles.csv");
    let roles = alternation(rows(list).map(|(role, _)| role));
    Regex::new(&format!("{roles}(?:の|・|である|だった|、| )?$")).ok()
});

/// What tells a surname without a title from a word, by place.
struct BareCues {
    /// 税務課の佐藤
    unit: Option<Regex>,
    /// 犯人は佐藤
    intro: Option<Regex>,
    /// 佐藤の携帯, 佐藤って人
    behind: Option<Regex>,
}

static BARE: LazyLock<BareCues> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/privacy/bare_name_cues.csv");
    let words = |kind: &str| {
        alternation(rows(list).filter(|(_, place)| *place == kind).map(|(word, _)| word))
    };
    let compile = |pattern: String| Regex::new(&pattern).ok();
    BareCues {
        unit: compile(format!("{}の$", words("unit"))),
        intro: compile(format!("{}(?:は|が|って|、|→|:|=|の) ?$", words("intro"))),
        behind: compile(format!("^(?:の{}|{})", words("owned"), words("called"))),
    }
});

pub(super) fn is_family(name: &str) -> bool {
    matches!(part(name), Some("family" | "both"))
}

pub(super) fn is_given(name: &str) -> bool {
    matches!(part(name), Some("given" | "both"))
}

/// What a name is.
fn part(name: &str) -> Option<&'static str> {
    /// Where each row of the list begins: that is found out in a moment, a table of the names is not.
    static STARTS: LazyLock<Vec<u32>> = LazyLock::new(|| {
        let ends = NAMES.bytes().zip(1..).filter(|(byte, _)| *byte == b'\n');
        ends.map(|(_, next)| next).filter(|start| (*start as usize) < NAMES.len()).collect()
    });
    // A name ends in a comma, which comes before all letters: what is shorter comes first by itself.
    let found = STARTS.binary_search_by(|start| {
        let row = &NAMES.as_bytes()[*start as usize..];
        let ends = || row.get(name.len()).map_or(Ordering::Greater, |next| next.cmp(&b','));
        row[..name.len().min(row.len())].cmp(name.as_bytes()).then_with(ends)
    });
    let row = NAMES[STARTS[found.ok()?] as usize..].lines().next()?;
    row.split_once(',').map(|(_, part)| part)
}

/// A title and its kind.
pub(super) fn title(text: &str) -> Option<(&'static str, &'static str)> {
    TITLES.get_key_value(text).map(|(title, kind)| (*title, *kind))
}

pub(super) fn starts_with_title(text: &str) -> bool {
    TITLES.keys().any(|title| text.starts_with(title))
}

/// Whether a public role stands before the name: 市長の山田氏, 作家・山田花子.
pub(super) fn is_public(input: &Input<'_>, name: Span) -> bool {
    let text = input.surface.as_str();
    let window = before(text, input.surface.position(name.start), ROLE_WINDOW);
    ROLE_BEFORE.as_ref().is_some_and(|role| role.is_match(window))
}

/// Whether its surroundings show that a surname without a title is one: 税務課の佐藤が, 犯人は佐藤,
/// 佐藤の携帯, 佐藤って人.
pub(super) fn is_bare_name(input: &Input<'_>, name: Span) -> bool {
    let text = input.surface.as_str();
    let (start, end) = (input.surface.position(name.start), input.surface.position(name.end));
    let (head, tail) = (before(text, start, ROLE_WINDOW), &text[end..]);
    let is = |regex: &Option<Regex>, text: &str| {
        regex.as_ref().is_some_and(|regex| regex.is_match(text))
    };
    let ends = tail
        .chars()
        .next()
        .is_none_or(|c| !c.is_alphanumeric() || "がはをもにとでだっらじやの".contains(c));
    is(&BARE.behind, tail) || (ends && (is(&BARE.unit, head) || is(&BARE.intro, head)))
}

/// 山田と申します; 私は山田です; a comment that begins 山田です.
pub(super) fn introduces_oneself(input: &Input<'_>, name: Span) -> bool {
    const VERBS: [&str; 5] = ["と申", "ともうします", "と言います", "といいます", "と名乗"];
    const SELF: [&str; 8] =
        ["私は", "私、", "わたしは", "僕は", "俺は", "当方", "在住の", "に住む"];
    let text = input.comment.text;
    let tail = text[name.end..].trim_start();
    let head = text[..name.start].trim_end();
    let alone = head.is_empty() || head.ends_with(['\n', '。', '！', '!']);
    VERBS.iter().any(|verb| tail.starts_with(verb))
        || (tail.starts_with("です") && (alone || SELF.iter().any(|word| head.ends_with(word))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_names_is_sorted_and_every_name_is_found() {
        let names: Vec<(&str, &str)> = rows(NAMES).collect();
        assert!(names.windows(2).all(|pair| pair[0].0 < pair[1].0), "sort names.csv by its bytes");
        for (name, kind) in names.iter().step_by(97) {
            assert_eq!(part(name), Some(*kind), "{name}");
        }
        assert!(is_family("佐藤") && is_given("花子") && part("ん").is_none());
    }
}
