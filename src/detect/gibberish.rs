//! Strings without meaning (`gibberish`): a hand run over the keyboard (`asdfghjkl`, `くぁwせdrftgyふじこ`).
//!
//! The rows of keys are those of the JIS X 6002 keyboard; they and the thresholds are in
//! `dictionaries/operator_discretion/keyboard.toml`.

use serde::Deserialize;

use super::detector::{Detector, Input};
use super::signal::Signal;
use crate::normalize::Script;
use crate::tokenize::Morphemes;

/// Keys and thresholds, as in `operator_discretion/keyboard.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keyboard {
    rows: Vec<String>,
    row_run: usize,
    letters: usize,
    vowel_share: f32,
    kana_pieces: usize,
    particles: Vec<String>,
    share: f32,
    confidence: f32,
}

/// Reports comments that are little more than keys hit at random.
#[derive(Debug)]
pub struct GibberishDetector {
    keyboard: Keyboard,
    /// Every stretch of `row_run` neighbouring keys, in both directions.
    stretches: Vec<String>,
}

impl GibberishDetector {
    /// A detector with the keys of a file like `operator_discretion/keyboard.toml`.
    ///
    /// # Errors
    ///
    /// If the text is not of that form.
    pub fn new(toml_text: &str) -> Result<Self, toml::de::Error> {
        let keyboard: Keyboard = toml::from_str(toml_text)?;
        let mut stretches = Vec::new();
        for row in &keyboard.rows {
            let keys: Vec<char> = row.chars().collect();
            for part in keys.windows(keyboard.row_run) {
                stretches.push(part.iter().collect());
                stretches.push(part.iter().rev().collect());
            }
        }
        Ok(Self { keyboard, stretches })
    }

    /// A detector with the keys that are part of the crate.
    ///
    /// # Errors
    ///
    /// If `operator_discretion/keyboard.toml` is malformed.
    pub fn embedded() -> Result<Self, toml::de::Error> {
        Self::new(include_str!("../../dictionaries/operator_discretion/keyboard.toml"))
    }

    fn find(&self, input: &Input<'_>) -> Option<Signal> {
        let text = input.key.as_str();
        let (mut meaningless, mut all) = (0, 0);
        let (mut first, mut last) = (None, 0);
        for (start, run, keys) in runs(text) {
            let length = run.chars().count();
            all += length;
            let link = text[..start].ends_with(['/', '.', '@', '#', '_', ':', '-']);
            if keys && !link && self.is_meaningless(run, length) {
                meaningless += length;
                first.get_or_insert(start);
                last = start + run.len();
            }
        }
        let first = first?;
        (meaningless as f32 >= self.keyboard.share * all as f32).then(|| {
            let span = input.key.original(first..last);
            Signal::new("gibberish", span, &text[first..last])
                .with_confidence(self.keyboard.confidence, "キーを順に、または無作為に押した文字列")
        })
    }

    fn is_meaningless(&self, run: &str, length: usize) -> bool {
        let by_row = length >= self.keyboard.row_run
            && self.stretches.iter().any(|stretch| run.contains(stretch.as_str()));
        if length < self.keyboard.letters {
            return by_row;
        }
        let latin = run.bytes().filter(u8::is_ascii_alphabetic).count();
        let vowels = run.bytes().filter(|b| b"aeiouy".contains(b)).count();
        if latin == length {
            let varied = run.bytes().any(|b| b != run.as_bytes()[0]);
            return by_row
                || (varied && vowels as f32 <= self.keyboard.vowel_share * length as f32);
        }
        // くぁwせdrftgy: kana between Latin letters that are no particles (PCやAIの) and form no
        // words (googleだったり), nor laughter (かwwwわwww).
        let kana = run.split(|c: char| c.is_ascii_alphabetic()).filter(|piece| {
            !piece.is_empty() && !self.keyboard.particles.iter().any(|p| p == piece)
        });
        let mute = vowels * 4 <= latin;
        let varied = (b'a'..=b'z').filter(|letter| run.as_bytes().contains(letter)).count() >= 4;
        mute && varied && kana.count() >= self.keyboard.kana_pieces && length <= latin * 3
    }
}

/// Runs of word characters, with whether they are Latin letters and hiragana, the keys that are hit.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str, bool)> {
    let word = |c: char| c.is_ascii_alphabetic() || Script::of(c) == Script::Hiragana;
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(|c: char| Script::of(c).is_word())?;
        let inside = text[start..].chars().next().is_some_and(word);
        let length = text[start..]
            .find(|c: char| !Script::of(c).is_word() || word(c) != inside)
            .unwrap_or(text.len() - start);
        at = start + length;
        Some((start, &text[start..at], inside))
    })
}

impl Detector for GibberishDetector {
    fn signals(&self) -> &'static [&'static str] {
        &["gibberish"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        input.letters.latin() >= 4
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        out.extend(self.find(input));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::probe::with_input;

    fn found(text: &str) -> bool {
        let detector = GibberishDetector::embedded().expect("the keys load");
        with_input(text, None, |input| detector.may_find(input) && detector.find(input).is_some())
    }

    #[test]
    fn keys_at_random() {
        for text in [
            "asdfghjkl",
            "qwertyuiop",
            "fjdkslfjdksl",
            "くぁwせdrftgyふじこlp",
            "ｄｆｇｈｊｋｌ",
            "lkjhgfdsa asdf asdfgh",
        ] {
            assert!(found(text), "{text}");
        }
    }

    #[test]
    fn words() {
        for text in [
            "楽しみにしています",
            "BTSのライブに行きたい",
            "www",
            "https://example.com/asdfghjkl",
            "キーボードのqwerty配列について質問です。市の端末はどれですか",
            "Thank you very much",
            "HTMLとCSSを勉強中",
            "rhythm",
            "SDGsの取組",
            "PCやAIやITやIoTを活用して",
            "googleだったりamazonだったりappleだったり",
            "かwwwわwwwいwwwいwww",
            "3月4日5時6分7秒8",
        ] {
            assert!(!found(text), "{text}");
        }
    }
}
