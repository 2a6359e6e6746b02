//! Whereabouts of a person: 青葉小に通ってる, 302号室に住んでいる, 勤務先は…, 家は公園の裏.
//!
//! The detector says only that a place is named as somebody's; rules ask for the person and leave
//! alone people who speak of themselves. Places down to the school, the firm or the room are
//! `residence`; a town or a district, and what was long ago, as `locality`. Homes are reported as
//! `home_place` as well, people described by them as `resident`. Lists: `whereabouts.csv`, `whereabouts_verbs.csv`, `whereabouts_nouns.csv`.

use std::sync::LazyLock;

use regex::Regex;

use super::lists::{KANJI, KATAKANA, Words, alternation, rows};
use crate::detect::{Detector, Input, Signal};
use crate::normalize::Script;
use crate::span::Span;
use crate::tokenize::Morphemes;

const PLACES: &str = include_str!("../../../dictionaries/privacy/whereabouts.csv");
const NOUNS: &str = include_str!("../../../dictionaries/privacy/whereabouts_nouns.csv");

const VERBS: &str = include_str!("../../../dictionaries/privacy/whereabouts_verbs.csv");

/// The words without one of which nothing is named: verbs, and nouns with a particle behind them.
static TRIGGERS: LazyLock<(Words, Words)> =
    LazyLock::new(|| (Words::new(VERBS, &[]), Words::new(NOUNS, &[])));

/// A place and a verb of living, working, learning, invariant: compiles.
static WHEREABOUTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let of = |kind: &'static str| {
        alternation(rows(VERBS).filter(move |(_, own)| *own == kind).map(|(verb, _)| verb))
    };
    let place = alternation(rows(PLACES).map(|(place, _)| place));
    let name = format!("[{KANJI}{KATAKANA}A-Za-z0-9○〇◯△□×]");
    Regex::new(&format!(
        r"(?:{name}{{1,14}}?(?:ヶ|ノ|の)?{name}{{0,6}}?)(?P<place>{place})(?:の?\d年生?(?:\d組)?|のあたり|あたり|付近)?(?:(?:に|で|へ|から|の)[^、。,\s!?]{{0,6}}?|[にで、]?)(?:(?P<home>{})|(?P<other>{}))",
        of("home"),
        of("other"),
    ))
    .ok()
});

/// What is named as somebody's home, school or firm, invariant: compiles.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let of = |kind: &'static str| {
        alternation(rows(NOUNS).filter(move |(_, own)| *own == kind).map(|(noun, _)| noun))
    };
    Regex::new(&format!(
        r"(?:(?P<home>{})|{})(?:は|って|も|、|:)\s?(?P<value>[^\s、。！？!?はがを]{{2,20}})",
        of("home"),
        of("other"),
    ))
    .ok()
});

/// The person whom whereabouts describe: …に住んでる人, invariant: compiles.
static RESIDENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let people = include_str!("../../../dictionaries/privacy/whereabouts_people.csv");
    Regex::new(&format!("^い?る{}", alternation(rows(people).map(|(word, _)| word)))).ok()
});

/// Detects whereabouts.
#[derive(Debug, Default)]
pub struct Residences;

impl Detector for Residences {
    fn signals(&self) -> &'static [&'static str] {
        &["residence", "home_place", "locality", "resident"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        let key = input.key.as_str();
        let (verbs, nouns) = &*TRIGGERS;
        let mut found = nouns.find_iter(key);
        verbs.may_be_in(input.letters) && verbs.is_in(key)
            || nouns.may_be_in(input.letters)
                && found
                    .any(|(range, _)| key[range.end..].starts_with(['は', 'っ', 'も', '、', ':']))
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let first = out.len();
        verbs(input, out);
        nouns(input, first, out);
        out[first..].sort_by_key(|signal| signal.span);
    }
}

fn verbs(input: &Input<'_>, out: &mut Vec<Signal>) {
    let text = input.surface.as_str();
    for found in WHEREABOUTS.iter().flat_map(|regex| regex.captures_iter(text)) {
        let Some(whole) = found.get(0) else { continue };
        let detail = rows(PLACES).find(|(place, _)| *place == &found["place"]);
        let tail = &text[whole.end()..];
        let past = ["いた", "いまし", "た", "おりまし"].iter().any(|word| tail.starts_with(word));
        let span = input.surface.original(whole.range());
        if past || detail.is_none_or(|(_, detail)| detail == "coarse") {
            let signal = Signal::new("locality", span, whole.as_str());
            out.push(signal.with_confidence(1.0, "町や地域まで、または昔の居所"));
            continue;
        }
        let signal = Signal::new("residence", span, whole.as_str());
        let signal = signal.with_confidence(1.0, "住まい・学校・勤め先を示す言い方");
        let person = RESIDENT.as_ref().and_then(|regex| regex.find(tail));
        push(signal, found.name("home").is_some(), out);
        out.extend(person.map(|person| {
            let place = whole.start()..whole.end() + person.end();
            Signal::new("resident", input.surface.original(place.clone()), &text[place])
        }));
    }
}

fn nouns(input: &Input<'_>, first: usize, out: &mut Vec<Signal>) {
    let text = input.surface.as_str();
    // Both go from left to right: what a verb has named so far is known by how far it reaches.
    let mut named: Vec<Span> = out[first..].iter().map(|signal| signal.span).collect();
    named.sort_unstable();
    let (mut next, mut reached) = (0, 0);
    for found in NAMED.iter().flat_map(|regex| regex.captures_iter(text)) {
        let (Some(whole), Some(value)) = (found.get(0), found.name("value")) else { continue };
        let joined = text[..whole.start()].chars().next_back().is_some_and(is_kanji);
        let house = whole.as_str().starts_with('家');
        if house && (joined || whole.as_str().starts_with("家、")) {
            continue;
        }
        let home = found.name("home").is_some();
        let Some(length) = place_length(value.as_str(), home) else { continue };
        let place = whole.start()..value.start() + length;
        let span = input.surface.original(place.clone());
        while let Some(verb) = named.get(next).filter(|verb| verb.start < span.end) {
            reached = reached.max(verb.end);
            next += 1;
        }
        if reached > span.start {
            continue;
        }
        let signal = Signal::new("residence", span, &text[place]);
        let signal = signal.with_confidence(0.9, "住まい・学校・勤め先を示す言い方");
        push(signal, home, out);
    }
}

fn is_kanji(c: char) -> bool {
    Script::of(c) == Script::Kanji
}

/// Reports whereabouts; a home as `home_place` as well.
fn push(signal: Signal, home: bool, out: &mut Vec<Signal>) {
    let twin = home.then(|| Signal { name: "home_place", ..signal.clone() });
    out.push(signal);
    out.extend(twin);
}

/// The length of the name of a place that a text begins with: up to the word that such names end
/// in (青葉小, 302号室, 公園の裏); for a home the town will do.
fn place_length(value: &str, home: bool) -> Option<usize> {
    rows(PLACES)
        .filter(|(_, detail)| home || *detail == "fine")
        .filter_map(|(place, _)| {
            let at = value.find(place)?;
            let needed = if place.chars().count() > 1 { 1 } else { 2 };
            (value[..at].chars().count() >= needed).then_some(at + place.len())
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    fn found(text: &str) -> Option<(String, f32)> {
        let signals = signals(&Residences, text);
        signals.first().map(|signal| (signal.span.slice(text).to_owned(), signal.confidence))
    }

    #[test]
    fn where_somebody_lives_works_or_learns() {
        for (text, span) in [
            ("あの家の子は青葉小に通ってる", "青葉小に通って"),
            ("犯人は302号室に住んでいる", "302号室に住んで"),
            ("みどり台三丁目に住んでる", "台三丁目に住んで"),
            ("旦那は山田工務店で働いてる", "山田工務店で働いて"),
            ("青葉町のアパートに愛人と住んでる", "青葉町のアパートに愛人と住んで"),
        ] {
            assert_eq!(found(text), Some((span.to_owned(), 1.0)), "{text}");
        }
        assert_eq!(found("あの人の勤務先は青葉病院").map(|signal| signal.1), Some(0.9));
        assert_eq!(found("家は駅前のマンションの5階").map(|signal| signal.1), Some(0.9));
        for text in ["本町に住んでいます", "青葉工場で働いていた人"] {
            assert_eq!(signals(&Residences, text)[0].name, "locality", "{text}");
        }
    }

    #[test]
    fn ordinary_talk_of_places() {
        for text in [
            "学校に通う子どもたち",
            "住まいは大切です",
            "職場は忙しい",
            "公園で遊んで",
            "会社は休み",
            "運動家、駅前で演説",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
