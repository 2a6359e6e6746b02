//! Number plates: 品川 300 あ 12-34, and the serial number where a car is spoken of.
//!
//! Source: 道路運送車両法施行規則第11条 and 別表第二 (region, class, kana, serial number); the regions
//! are in `dictionaries/privacy/plate_regions.csv`.

use std::sync::LazyLock;

use regex::Regex;

use super::lists::{KANJI, alternation, rows};
use crate::detect::{Detector, Input, Signal};
use crate::normalize::key;
use crate::tokenize::Morphemes;

/// Confidence where the kana is a particle as well: 神戸10の5.
const PARTICLE: f32 = 0.45;
/// Confidence of a serial number without its region.
const SERIAL_ONLY: f32 = 0.7;

/// Both forms, invariant: compiles.
static PLATE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let list = include_str!("../../../dictionaries/privacy/plate_regions.csv");
    let names: Vec<String> = rows(list).map(|(name, _)| key(name)).collect();
    let region = alternation(names.iter().map(String::as_str));
    let serial = r"(?:\d{1,2} ?[-ー~・] ?\d{2}|[・.]{1,3} ?\d{1,3}|\d{1,4}|[x*○]{2}-?\d{2})";
    Regex::new(&format!(
        r"(?P<full>{region} ?(?:なんばーの?)? ?\d ?[\dacfhklmpxy](?: ?[\dacfhklmpxy])? ?(?P<kana>[あいうえかきくけこをさすせそたちつてとなにぬねのはひふほまみむめもやゆよらりるろわれehkmty]) ?{serial})|(?P<unknown>[{KANJI}]{{1,4}} ?\d{{3}} ?[さ-ろ] ?\d{{2}}-\d{{2}})|(?P<car>(?:車|くるま|ばいく|軽|わごん|せだん|ぷりうす|べんつ|{region})[のは、 ]?)?(?:なんばー|ぷれーと|車番)(?:ぷれーと)?[はがの、: ]{{0,3}}(?P<serial>\d{{2}} ?[-ー・] ?\d{{2}}|[・.]{{1,3}} ?\d{{1,3}}|\d{{4}})"
    ))
    .ok()
});

/// Detects number plates of motor vehicles.
#[derive(Debug, Default)]
pub struct NumberPlates;

impl Detector for NumberPlates {
    fn signals(&self) -> &'static [&'static str] {
        &["number_plate"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        let key = input.key.as_str();
        // A class and a serial number, or a serial number where plates are spoken of.
        let digits = input.letters.digits();
        let plate = || input.key_has_any(&["なんばー", "ぷれーと", "車番"]);
        (digits >= 4 || (digits == 3 && plate()))
            && PLATE.as_ref().is_some_and(|plate| plate.is_match(key))
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let key = input.key.as_str();
        let Some(regex) = PLATE.as_ref() else { return };
        for found in regex.captures_iter(key) {
            let Some(place) = found.name("full").or(found.name("unknown")).or(found.name("serial"))
            else {
                continue;
            };
            let tail = &key[place.end()..];
            let longer = tail.starts_with(|c: char| c.is_ascii_digit())
                || [
                    "円", "人", "年", "月", "日", "時", "件", "名", "位", "歳", "代", "個", "本",
                    "号",
                ]
                .iter()
                .any(|unit| tail.starts_with(unit));
            if longer {
                continue;
            }
            let value: String = place.as_str().chars().filter(|c| !c.is_whitespace()).collect();
            let signal = Signal::new("number_plate", input.key.original(place.range()), value);
            out.push(match found.name("kana").map(|kana| kana.as_str()) {
                Some("の" | "に" | "と" | "は" | "も" | "や" | "て")
                    if !place.as_str().contains('-') =>
                {
                    signal.with_confidence(PARTICLE, "自動車登録番号に似た並び")
                }
                Some(_) => signal.with_confidence(1.0, "自動車登録番号の形"),
                None if found.name("unknown").is_some() => {
                    signal.with_confidence(0.9, "自動車登録番号の形")
                }
                None if found.name("car").is_some() => {
                    signal.with_confidence(SERIAL_ONLY, "車の一連指定番号")
                }
                None => signal.with_confidence(0.5, "一連指定番号に似た数字"),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::signals;
    use super::*;

    #[test]
    fn plates() {
        for (text, span) in [
            ("白い車、品川 300 あ 12-34 でした", "品川 300 あ 12-34"),
            ("練馬５３０さ１２３４の人", "練馬５３０さ１２３４"),
            ("横浜33Aか・・12ですよね", "横浜33Aか・・12"),
            ("あの車のナンバーは12-34", "12-34"),
        ] {
            let found = signals(&NumberPlates, text);
            assert_eq!(found.first().map(|s| s.span.slice(text)), Some(span), "{text}");
        }
    }

    #[test]
    fn no_plates() {
        for text in [
            "品川300あたり1234円",
            "ナンバーワン",
            "横浜 500円",
            "背番号1234",
            "川崎10時に集合",
            "ナンバー2024年",
        ] {
            assert!(signals(&NumberPlates, text).is_empty(), "{text}");
        }
    }
}
