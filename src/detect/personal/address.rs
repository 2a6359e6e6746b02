//! Postal addresses down to the house: 東京都…区…1-2-3, …町三丁目5番2号 ハイツ…203号室.
//!
//! Source: 住居表示に関する法律第2条 (街区符号, 住居番号), 不動産登記法第35条 (地番). An address
//! without a house number is a place, not a home, and is not reported. Whether it is the home of
//! a person or a place of the public (市役所, a broken street lamp) is read off its surroundings.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::lists::{HIRAGANA, KANJI, KATAKANA, after, alternation, before, rows};
use super::place_names::{Head, head};
use super::surroundings::address_cue;
use crate::detect::{Detector, Input, Signal};
use crate::normalize::{LetterSet, Script};
use crate::span::Span;
use crate::tokenize::Morphemes;

/// Characters before the number in which the address may begin.
const HEAD_WINDOW: usize = 45;
/// Characters behind the number in which a building may be named.
const BUILDING_WINDOW: usize = 34;

/// House numbers, invariant: compiles. In kanji or digits; with 丁目, 番, 号, or with hyphens.
static NUMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let n = r"(?:\d(?: ?\d){0,4}|[〇零一二三四五六七八九十百]{1,6})";
    let hyphen = r" ?[-ー~の] ?";
    let tail = format!("(?:{hyphen}{n})*");
    let chome =
        format!("{n} ?丁目(?: ?の)? ?{n} ?(?:番地?|{hyphen})(?: ?の? ?{n}(?: ?[号番])?)?{tail}");
    let banchi = format!("{n} ?番地(?: ?の? ?{n}(?: ?号)?)?{tail}|{n} ?番 ?(?:の ?)?{n} ?号{tail}");
    let plain = r"\d{1,4}(?: ?[-ー~の一] ?\d{1,4}){1,4}|[〇一二三四五六七八九十]{1,4}(?:[-~][〇一二三四五六七八九十]{1,4}){1,4}";
    Regex::new(&format!("(?P<full>{chome}|{banchi})|(?P<plain>{plain})")).ok()
});

/// What names a building and a room behind the number, invariant: compiles.
static BUILDING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/privacy/buildings.csv");
    let word = alternation(rows(list).map(|(word, _)| word));
    let letter = format!("[{KANJI}{KATAKANA}A-Za-z0-9・'&]");
    let loose = format!("[{KANJI}{HIRAGANA}{KATAKANA}A-Za-z0-9・'& ]");
    let room = r" ?(?:[A-Za-z]?-?\d{1,5}|[〇零一二三四五六七八九十百]{2,5}|[A-Za-z\d]{1,2}棟 ?\d{2,5})(?: ?号室?)?";
    Regex::new(&format!(
        "^ ?(?:{letter}{loose}{{0,16}}?{room}号室|(?:{letter}{loose}{{0,14}}?)??{word}{loose}{{0,12}}?{room}|(?:{letter}{{1,10}}?)??{word}| ?\\d{{2,4}} ?号室?)"
    ))
    .ok()
});

/// Detects addresses down to the house.
#[derive(Debug, Default)]
pub struct Addresses;

impl Detector for Addresses {
    fn signals(&self) -> &'static [&'static str] {
        &["postal_address", "facility_address"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        static MARKS: LazyLock<LetterSet> = LazyLock::new(|| LetterSet::new(['番', '丁']));
        let marked = |c: char| matches!(c, '番' | '丁');
        input.letters.digits() >= 2
            || input.letters.meets(&MARKS) && input.surface.as_str().contains(marked)
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let text = input.surface.as_str();
        let Some(number) = NUMBER.as_ref() else { return };
        let mut behind = 0;
        for found in number.captures_iter(text) {
            let Some(block) = found.get(0) else { continue };
            let range = block.range();
            let full = found.name("full").is_some();
            let start = behind.min(range.start);
            let part_of_name = text[range.end..].starts_with(['町', '条', '線', '通']);
            if range.start < behind || part_of_name || !(full || is_house_number(text, &range)) {
                continue;
            }
            let window = before(
                &text[start.max(behind)..range.start],
                range.start - start.max(behind),
                HEAD_WINDOW,
            );
            let Some(head) = head(window) else { continue };
            let Some(confidence) = confidence(&head, full, block.as_str()) else { continue };
            let place = range.start - window.len() + head.start..with_building(text, range.end);
            behind = place.end;
            out.extend(signal(input, place, confidence, &head));
        }
    }
}

/// Whether hyphenated digits can be a house number: no date, time, score, price, phone or code.
fn is_house_number(text: &str, range: &Range<usize>) -> bool {
    let block = &text[range.clone()];
    let parts: Vec<&str> =
        block.split(['-', 'ー', '~', 'の', '一', ' ']).filter(|part| !part.is_empty()).collect();
    let zero = parts.iter().any(|part| part.starts_with('0'));
    let code = matches!(parts.as_slice(), [first, second] if first.len() == 3 && second.len() == 4);
    let date =
        parts.len() == 3 && parts[0].parse().is_ok_and(|year: u32| (1900..2100).contains(&year));
    let joined = text[..range.start].ends_with(['-', '.', '/', ':', ','])
        || text[range.end..].starts_with(['-', '.', '/', ':', ',']);
    let counted = [
        "時", "日", "月", "年", "人", "名", "円", "歳", "才", "点", "位", "回", "分", "%", "本",
        "個", "台", "で勝", "で負", "m", "k",
    ]
    .iter()
    .filter_map(|unit| text[range.end..].strip_prefix(unit))
    .any(|rest| !rest.starts_with(|c| Script::of(c) == Script::Kanji));
    let digit_behind = text[range.end..].starts_with(|c: char| c.is_ascii_digit());
    !(zero || code || date || joined || counted || digit_behind)
}

/// How sure it is, by what is named; `None` if it is no address at all.
fn confidence(head: &Head, full: bool, block: &str) -> Option<f32> {
    let parts = block.split(['-', 'ー', '~', 'の']).count();
    match (head.located, full) {
        (true, true) => Some(1.0),
        (true, false) if !head.town => None,
        (true, false) if parts >= 3 => Some(1.0),
        (true, false) => Some(0.75),
        (false, true) => Some(0.7),
        (false, false) => Some(0.5),
    }
}

/// The end of the address: behind the room, if a building follows the number.
fn with_building(text: &str, end: usize) -> usize {
    let tail = after(text, end, BUILDING_WINDOW);
    let tail =
        tail.find(['、', '。', '\n', '(', ')', '「', '」']).map_or(tail, |stop| &tail[..stop]);
    let found = BUILDING.as_ref().and_then(|building| building.find(tail));
    found.map_or(end, |building| end + building.end())
}

fn signal(input: &Input<'_>, place: Range<usize>, confidence: f32, head: &Head) -> Option<Signal> {
    let key = input.key.as_str();
    let span: Span = input.surface.original(place.clone());
    let value = input.surface.as_str()[place].to_owned();
    let key_place = input.key.position(span.start)..input.key.position(span.end);
    let cue = address_cue(key, &key_place).map(|cue| cue.kind);
    let personal = cue == Some("personal");
    if !head.located && !personal && confidence < 0.6 {
        return None;
    }
    if cue == Some("facility") {
        return Some(Signal::new("facility_address", span, value));
    }
    let signal = Signal::new("postal_address", span, value);
    Some(match (head.located, personal) {
        (true, _) => signal.with_confidence(confidence, "番地まである住所"),
        (false, true) => signal.with_confidence(0.95, "番地まである住所（市区町村名なし）"),
        (false, false) => signal.with_confidence(confidence, "市区町村名のない番地"),
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    fn found(text: &str) -> Option<(&'static str, String)> {
        let signals = signals(&Addresses, text);
        signals.first().map(|signal| (signal.name, signal.span.slice(text).to_owned()))
    }

    #[test]
    fn spans_are_exact() {
        for (text, span) in [
            ("あいつの家は東京都港区芝公園4-2-8だよ", "東京都港区芝公園4-2-8"),
            (
                "住所は横浜市港北区日吉本町３丁目５番２号 メゾン青葉２０３号室です",
                "横浜市港北区日吉本町３丁目５番２号 メゾン青葉２０３号室",
            ),
            (
                "自宅：千葉県山武郡九十九里町百村二十七丁目十一番三号",
                "千葉県山武郡九十九里町百村二十七丁目十一番三号",
            ),
            (
                "北海道利島村富久町22丁目27番6号 無栗屋シャルム708に凸",
                "北海道利島村富久町22丁目27番6号 無栗屋シャルム708",
            ),
            ("福岡県北九州市小倉北区城内1の1の田中", "福岡県北九州市小倉北区城内1の1"),
            ("犯人の自宅は桜ヶ丘2丁目8-14", "桜ヶ丘2丁目8-14"),
            ("長野市大字鶴賀緑町1613番地に住んでる", "長野市大字鶴賀緑町1613番地"),
        ] {
            assert_eq!(found(text), Some(("postal_address", span.to_owned())), "{text}");
        }
    }

    #[test]
    fn places_of_the_public_are_told_apart() {
        for text in [
            "会場は中央区銀座1-2-3の区民会館です",
            "市役所（横浜市中区本町6-50-10）まで",
            "港区芝公園4丁目2番の街灯が切れています",
            "本町3丁目5番地付近の道路に穴があいています",
        ] {
            assert_eq!(found(text).map(|signal| signal.0), Some("facility_address"), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_addresses() {
        for text in [
            "横浜市は2024-11-20に発表",
            "川崎市 10-17時",
            "港区 03-1234-5678",
            "渋谷区で3-2で勝った",
            "本町三丁目のお祭り",
            "議案 3-2-1",
            "〒231-0005 横浜市",
            "試合は2-1で勝利",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
