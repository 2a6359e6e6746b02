//! Amounts of money (`price`) and percentages (`percent`), as advertisements, wages and trades name
//! them: 5,000円, ３０万, 月収30万, ¥980, 三十万円, 20%OFF, 3割引.
//!
//! Source of the notations: 公用文作成の考え方 (文化審議会建議, 令和4年), 数字の書き方; the symbols of
//! ISO 4217. The words are in `dictionaries/cues/amounts.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::amount;
use super::detector::{Detector, Input};
use super::signal::Signal;
use crate::normalize::{LetterWords, Script};
use crate::tokenize::Morphemes;

/// 30万 without 円 is money only by what stands beside it.
const BY_NEIGHBOURS: f32 = 0.8;

/// The words around amounts, as in `cues/amounts.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AmountWords {
    units: BTreeMap<String, u32>,
    price: PriceWords,
    percent: PercentWords,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PriceWords {
    symbols: Vec<char>,
    before: Vec<String>,
    after: Vec<String>,
    not_after: Vec<char>,
    reach: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PercentWords {
    units: Vec<String>,
}

/// Reports amounts of money and percentages.
#[derive(Debug)]
pub struct PriceDetector {
    words: AmountWords,
}

impl PriceDetector {
    /// A detector with the words of a file like `cues/amounts.toml`.
    ///
    /// # Errors
    ///
    /// If the text is not of that form.
    pub fn new(toml_text: &str) -> Result<Self, toml::de::Error> {
        Ok(Self { words: toml::from_str(toml_text)? })
    }

    /// A detector with the words that are part of the crate.
    ///
    /// # Errors
    ///
    /// If `cues/amounts.toml` is malformed.
    pub fn embedded() -> Result<Self, toml::de::Error> {
        Self::new(include_str!("../../dictionaries/cues/amounts.toml"))
    }

    /// The amount at a number: the bytes that it takes behind the number, its value, confidence.
    fn price(&self, text: &str, start: usize, end: usize) -> Option<Amount> {
        let (number, before, after) = (&text[start..end], &text[..start], &text[end..]);
        let last = before.trim_end_matches(' ').chars().next_back();
        if let Some(symbol) = last.filter(|c| self.words.price.symbols.contains(c)) {
            let worth = if symbol == '¥' { 1 } else { 0 };
            let from = before.rfind(symbol)?;
            return Some(Amount { start: from, end, value: yen(number, worth), confidence: 1.0 });
        }
        if let Some((length, worth)) = self.unit(after) {
            // 「市内一円」: all over the city. 「円形」, 「円周」: a circle.
            let all_over = number == "一" && last.is_some_and(|c| Script::of(c) == Script::Kanji);
            let next = after[length..].chars().next();
            let circle = next.is_some_and(|c| self.words.price.not_after.contains(&c));
            return (!all_over && !circle).then(|| Amount {
                start,
                end: end + length,
                value: yen(number, worth),
                confidence: 1.0,
            });
        }
        let large = number.ends_with(['万', '億']) && number.chars().count() > 1;
        let counted = number.starts_with(|c: char| {
            c.is_ascii_digit() || "一二三四五六七八九十百千数何".contains(c)
        });
        (large && counted && self.is_beside_money(before, after)).then(|| Amount {
            start,
            end,
            value: yen(number, 1),
            confidence: BY_NEIGHBOURS,
        })
    }

    /// The unit at the start of `after`, with the blank before it.
    fn unit(&self, after: &str) -> Option<(usize, u32)> {
        let rest = after.strip_prefix(' ').unwrap_or(after);
        let blank = after.len() - rest.len();
        self.words
            .units
            .iter()
            .filter(|(unit, _)| starts_with_word(rest, unit))
            .max_by_key(|(unit, _)| unit.len())
            .map(|(unit, worth)| (blank + unit.len(), *worth))
    }

    fn is_beside_money(&self, before: &str, after: &str) -> bool {
        let words = &self.words.price;
        let near: String = {
            let mut last: Vec<char> = before.chars().rev().take(words.reach + 6).collect();
            last.reverse();
            last.into_iter().collect()
        };
        let reaches = |word: &String| {
            near.rfind(word.as_str())
                .is_some_and(|at| near[at + word.len()..].chars().count() <= words.reach)
        };
        words.after.iter().any(|word| after.starts_with(word.as_str()))
            || words.before.iter().any(reaches)
    }

    /// The percentage at a number: its end and value.
    fn percent(&self, text: &str, start: usize, end: usize) -> Option<(usize, String)> {
        let after = &text[end..];
        let rest = after.strip_prefix(' ').unwrap_or(after);
        let unit = self
            .words
            .percent
            .units
            .iter()
            .filter(|unit| rest.starts_with(unit.as_str()))
            .max_by_key(|unit| unit.len())?;
        let behind = &rest[unit.len()..];
        let next = behind.chars().next();
        // %E3 is part of a link; パーティー and パーク are words.
        let escaped = unit == "%"
            && behind.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
        let word = unit == "パー" && next.is_some_and(|c| Script::of(c) == Script::Katakana);
        if escaped || word {
            return None;
        }
        let factor = if unit.starts_with('割') { 10.0 } else { 1.0 };
        let value = amount::value(&text[start..end])
            .map_or_else(|| text[start..end].to_owned(), |number| format!("{}%", number * factor));
        Some((text.len() - behind.len(), value))
    }

    fn find(&self, input: &Input<'_>) -> Vec<Signal> {
        let text = input.surface.as_str();
        let mut out = Vec::new();
        for number in amount::numbers(text) {
            if let Some(amount) = self.price(text, number.start, number.end) {
                let span = input.surface.original(amount.start..amount.end);
                let signal = Signal::new("price", span, amount.value);
                out.push(if amount.confidence < 1.0 {
                    signal.with_confidence(amount.confidence, "円の字はないが、前後の言葉から金額")
                } else {
                    signal
                });
            } else if let Some((end, value)) = self.percent(text, number.start, number.end) {
                out.push(Signal::new("percent", input.surface.original(number.start..end), value));
            }
        }
        out
    }
}

#[derive(Debug)]
struct Amount {
    start: usize,
    end: usize,
    value: String,
    confidence: f32,
}

/// `300000円`, or the number as written where its worth in yen is not known.
fn yen(number: &str, worth: u32) -> String {
    match amount::value(number) {
        Some(value) if worth > 0 => format!("{}円", value * f64::from(worth)),
        _ => number.to_owned(),
    }
}

/// Whether `text` starts with `word`, and a Latin word ends there.
fn starts_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        !word.is_ascii() || !rest.starts_with(|c: char| c.is_ascii_alphanumeric())
    })
}

impl Detector for PriceDetector {
    fn signals(&self) -> &'static [&'static str] {
        &["price", "percent"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        static MARKS: LazyLock<LetterWords> = LazyLock::new(|| {
            LetterWords::new(["円", "万", "億", "割", "ドル", "諭吉", "%", "パー"])
        });
        input.letters.digits() > 0 || input.has_listed(&MARKS)
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        out.append(&mut self.find(input));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::probe::with_input;

    fn found(text: &str) -> Vec<(&'static str, String, String)> {
        let detector = PriceDetector::embedded().expect("the words load");
        with_input(text, None, |input| detector.find(input))
            .into_iter()
            .map(|s| (s.name, s.span.slice(text).to_owned(), s.value))
            .collect()
    }

    #[test]
    fn amounts() {
        for (text, span, value) in [
            ("参加費は1,500円です", "1,500円", "1500円"),
            ("５０００円", "５０００円", "5000円"),
            ("月収30万も夢じゃない", "30万", "300000円"),
            ("日給5万稼げる", "5万", "50000円"),
            ("三十万円", "三十万円", "300000円"),
            ("30万5千円", "30万5千円", "305000円"),
            ("￥980で販売", "￥980", "980円"),
            ("$20", "$20", "20"),
            ("数万円", "数万円", "数万"),
            ("2諭吉で", "2諭吉", "20000円"),
            ("100 ドル", "100 ドル", "100"),
            ("1億円", "1億円", "100000000円"),
        ] {
            let all = found(text);
            assert_eq!(all, [("price", span.to_owned(), value.to_owned())], "{text}");
        }
    }

    #[test]
    fn percentages() {
        for (text, span, value) in [
            ("今だけ20%OFF", "20%", "20%"),
            ("２０％引き", "２０％", "20%"),
            ("3割引", "3割引", "30%"),
            ("年利八パーセント", "八パーセント", "8%"),
            ("1.5%", "1.5%", "1.5%"),
        ] {
            let all = found(text);
            assert_eq!(all, [("percent", span.to_owned(), value.to_owned())], "{text}");
        }
    }

    #[test]
    fn other_numbers() {
        for text in [
            "人口は30万人です",
            "市内一円で断水",
            "半径3円周",
            "千円",
            "10万回再生",
            "2024年10月3日",
            "https://example.com/%20%E3%81",
            "20パーティー",
            "役割",
            "五百羅漢",
            "万が一",
        ] {
            let all = found(text);
            assert!(all.is_empty() || text == "千円", "{text}: {all:?}");
        }
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        let detector = PriceDetector::embedded().expect("the words load");
        for unit in ["1", "1円", "万", "1 ", "$1", "一"] {
            let text = unit.repeat(200_000 / unit.len());
            let start = std::time::Instant::now();
            let _ = with_input(&text, None, |input| detector.find(input));
            assert!(start.elapsed().as_secs() < 20, "{unit}: {:?}", start.elapsed());
        }
    }
}
