//! Whereabouts of a person: 青葉小に通ってる, 302号室に住んでいる, 勤務先は….
//!
//! The detector says only that a place is named as somebody's; rules ask for the person and leave
//! alone people who speak of themselves. Places down to the school, the firm or the room count in
//! full, a town or a district little. Lists: `whereabouts.csv`, `whereabouts_verbs.csv`.

use std::sync::LazyLock;

use regex::Regex;

use super::lists::{alternation, rows};
use crate::detect::{Detector, Input, Signal};
use crate::tokenize::Morphemes;

/// Confidence of a town, a district, a municipality.
const COARSE: f32 = 0.5;

const PLACES: &str = include_str!("../../../dictionaries/privacy/whereabouts.csv");

/// A place and a verb of living, working, learning, invariant: compiles.
static WHEREABOUTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let verbs = include_str!("../../../dictionaries/privacy/whereabouts_verbs.csv");
    let verb = alternation(rows(verbs).map(|(verb, _)| verb));
    let place = alternation(rows(PLACES).map(|(place, _)| place));
    let name = r"[\p{Han}々ァ-ヶーA-Za-z0-9○〇◯△□×Xx]";
    Regex::new(&format!(
        r"(?P<name>{name}{{1,14}}?(?:ヶ|ノ|の)?{name}{{0,6}}?)(?P<place>{place})(?:の?\d年(?:\d組)?|のあたり|あたり|付近)?(?:に|で|へ|から|の)(?:今|いま|も|毎日|一人で)?{verb}"
    ))
    .ok()
});

/// What is named as somebody's home, school or firm, invariant: compiles.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:勤務先|勤め先|職場|就職先|転職先|勤めてる会社|通学先|通ってる学校|学校|自宅|家の場所|住まい|住んでる(?:とこ|ところ|場所)|住所|実家|部屋|アパート|マンション|入院先|バイト先|転居先|引っ越し先)(?:は|って|、|:)\s?(?P<value>[^\s、。！？!?はがを]{2,20})",
    )
    .ok()
});

/// Detects whereabouts.
#[derive(Debug, Default)]
pub struct Residences;

impl Detector for Residences {
    fn signals(&self) -> &'static [&'static str] {
        &["residence"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        let text = input.surface.as_str();
        WHEREABOUTS.as_ref().is_some_and(|regex| regex.is_match(text))
            || NAMED.as_ref().is_some_and(|regex| regex.is_match(text))
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let text = input.surface.as_str();
        let first = out.len();
        for found in WHEREABOUTS.iter().flat_map(|regex| regex.captures_iter(text)) {
            let Some(whole) = found.get(0) else { continue };
            let detail = rows(PLACES).find(|(place, _)| *place == &found["place"]);
            let signal =
                Signal::new("residence", input.surface.original(whole.range()), whole.as_str());
            out.push(match detail {
                Some((_, "coarse")) => signal.with_confidence(COARSE, "町や地域までの居所"),
                _ => signal.with_confidence(1.0, "住まい・学校・勤め先を示す言い方"),
            });
        }
        for found in NAMED.iter().flat_map(|regex| regex.captures_iter(text)) {
            let (Some(whole), Some(value)) = (found.get(0), found.name("value")) else { continue };
            let Some(length) = place_length(value.as_str()) else { continue };
            let place = whole.start()..value.start() + length;
            let span = input.surface.original(place.clone());
            let known = out[first..].iter().any(|signal| signal.span.overlaps(span));
            if !known {
                let signal = Signal::new("residence", span, &text[place]);
                out.push(signal.with_confidence(0.9, "住まい・学校・勤め先を示す言い方"));
            }
        }
        out[first..].sort_by_key(|signal| signal.span);
    }
}

/// The length of the name of a place that a text begins with: up to the word that such names end
/// in (青葉小, 302号室).
fn place_length(value: &str) -> Option<usize> {
    rows(PLACES)
        .filter(|(_, detail)| *detail == "fine")
        .filter_map(|(place, _)| {
            let at = value.find(place)?;
            let named =
                value[..at].chars().count() >= if place.chars().count() > 1 { 1 } else { 2 };
            named.then_some(at + place.len())
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
        ] {
            assert_eq!(found(text), Some((span.to_owned(), 1.0)), "{text}");
        }
        assert_eq!(found("あの人の勤務先は青葉病院").map(|signal| signal.1), Some(0.9));
        assert_eq!(found("本町に住んでいます").map(|signal| signal.1), Some(COARSE));
    }

    #[test]
    fn ordinary_talk_of_places() {
        for text in [
            "学校に通う子どもたち",
            "住まいは大切です",
            "職場は忙しい",
            "公園で遊んで",
            "会社は休み",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
