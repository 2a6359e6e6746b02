//! Floods: the same phrase, tag, account, emoji or character over and over.
//!
//! Source: X「プラットフォームの操作とスパムに関するポリシー」, YouTube「スパム、欺瞞行為、詐欺に関する
//! ポリシー」. The thresholds are in `dictionaries/platform_terms/floods.toml`.

use std::collections::HashSet;
use std::ops::Range;

use serde::Deserialize;

use super::copies::{by_segment, in_a_row};
use super::detector::{Detector, Input};
use super::signal::Signal;
use crate::normalize::{Script, View, is_emoji};
use crate::tokenize::Morphemes;

/// Confidence where a flood begins; it rises to 1 at `sure`.
const AT_THRESHOLD: f32 = 0.7;
/// Comments shorter than this hold no flood, in bytes.
const SHORTEST: usize = 40;
/// So many repeated pairs of characters make a closer look worth while.
const REPEATED_PAIRS: usize = 12;

/// The thresholds, as in `platform_terms/floods.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floods {
    repetition: Vec<PhraseFlood>,
    hashtags: Flood,
    mentions: Flood,
    emoji: EmojiFlood,
    characters: CharacterFlood,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseFlood {
    chars: usize,
    at: usize,
    sure: usize,
    total: usize,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flood {
    at: usize,
    sure: usize,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct EmojiFlood {
    at: usize,
    sure: usize,
    share: f32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CharacterFlood {
    at: usize,
    sure: usize,
    calm: String,
    calm_at: usize,
    calm_sure: usize,
}

impl Flood {
    /// The confidence for a count; `None` below the threshold.
    fn confidence(self, count: usize) -> Option<f32> {
        if count < self.at {
            return None;
        }
        let way = (count - self.at) as f32 / (self.sure.saturating_sub(self.at)).max(1) as f32;
        Some((AT_THRESHOLD + (1.0 - AT_THRESHOLD) * way).min(1.0))
    }
}

/// Reports floods.
#[derive(Debug)]
pub struct RepetitionDetector {
    floods: Floods,
    /// Every flood but those of marks repeats so many characters.
    least_repeated: usize,
}

impl RepetitionDetector {
    /// A detector with the thresholds of a file like `platform_terms/floods.toml`.
    ///
    /// # Errors
    ///
    /// If the text is not of that form.
    pub fn new(toml_text: &str) -> Result<Self, toml::de::Error> {
        let floods: Floods = toml::from_str(toml_text)?;
        let phrase =
            |step: &PhraseFlood| (step.chars * step.at).max(step.total).saturating_sub(step.chars);
        let phrases = floods.repetition.iter().map(phrase).min().unwrap_or(usize::MAX);
        let characters = floods.characters.at.min(floods.characters.calm_at).saturating_sub(1);
        Ok(Self { least_repeated: phrases.min(characters), floods })
    }

    /// A detector with the thresholds that are part of the crate.
    ///
    /// # Errors
    ///
    /// If `platform_terms/floods.toml` is malformed.
    pub fn embedded() -> Result<Self, toml::de::Error> {
        Self::new(include_str!("../../dictionaries/platform_terms/floods.toml"))
    }

    fn find(&self, input: &Input<'_>) -> Vec<Signal> {
        let mut out = Vec::new();
        let chars: Vec<(usize, char)> = input.surface.as_str().char_indices().collect();
        self.phrases(input.key, &mut out);
        self.hashtags(input.surface, &chars, &mut out);
        self.mentions(input.surface, &chars, &mut out);
        self.emoji(input.surface, &chars, &mut out);
        self.characters(input.surface, &chars, &mut out);
        out.sort_by_key(|signal| signal.span);
        out
    }

    /// A phrase in a row (買って買って …) or line by line.
    fn phrases(&self, key: &View, out: &mut Vec<Signal>) {
        let text = key.as_str();
        let best = in_a_row(text).into_iter().chain(by_segment(text)).filter_map(|copies| {
            let chars =
                text[copies.phrase.clone()].chars().filter(|c| Script::of(*c).is_word()).count();
            let step = self
                .floods
                .repetition
                .iter()
                .filter(|step| chars >= step.chars && copies.times >= step.at)
                .filter(|step| chars * copies.times >= step.total)
                .max_by_key(|step| step.chars)?;
            let flood = Flood { at: step.at, sure: step.sure };
            Some((flood.confidence(copies.times)?, copies))
        });
        // One finding for one flood: the longest.
        if let Some((confidence, copies)) = best.max_by_key(|(_, copies)| copies.all.len()) {
            let phrase = text[copies.phrase].trim().to_owned();
            out.push(
                Signal::new("repetition", key.original(copies.all), phrase)
                    .with_confidence(confidence, "同じ語句の繰り返し"),
            );
        }
    }

    fn hashtags(&self, surface: &View, chars: &[(usize, char)], out: &mut Vec<Signal>) {
        let tags: Vec<Range<usize>> = marked(chars, '#');
        self.counted(
            "hashtag_flood",
            "多数のハッシュタグ",
            self.floods.hashtags,
            tags,
            surface,
            out,
        );
    }

    fn mentions(&self, surface: &View, chars: &[(usize, char)], out: &mut Vec<Signal>) {
        let text = surface.as_str();
        let mut seen = HashSet::new();
        let mut names = marked(chars, '@');
        names.retain(|name| seen.insert(&text[name.clone()]));
        self.counted(
            "mention_flood",
            "多数のアカウントへの呼びかけ",
            self.floods.mentions,
            names,
            surface,
            out,
        );
    }

    fn counted(
        &self,
        name: &'static str,
        note: &'static str,
        flood: Flood,
        places: Vec<Range<usize>>,
        surface: &View,
        out: &mut Vec<Signal>,
    ) {
        if let (Some(first), Some(last)) = (places.first(), places.last())
            && let Some(confidence) = flood.confidence(places.len())
        {
            let span = surface.original(first.start..last.end);
            let count = places.len().to_string();
            out.push(Signal::new(name, span, count).with_confidence(confidence, note));
        }
    }

    fn emoji(&self, surface: &View, chars: &[(usize, char)], out: &mut Vec<Signal>) {
        let EmojiFlood { at, sure, share } = self.floods.emoji;
        let places: Vec<Range<usize>> = chars
            .iter()
            .filter(|(_, c)| is_emoji(*c))
            .map(|(at, c)| *at..at + c.len_utf8())
            .collect();
        let visible = chars.iter().filter(|(_, c)| !c.is_whitespace()).count();
        if places.len() as f32 >= share * visible as f32 {
            self.counted("emoji_flood", "多数の絵文字", Flood { at, sure }, places, surface, out);
        }
    }

    /// The longest run of one character.
    fn characters(&self, surface: &View, chars: &[(usize, char)], out: &mut Vec<Signal>) {
        let floods = &self.floods.characters;
        let found = chars
            .chunk_by(|a, b| a.1 == b.1)
            .filter_map(|run| {
                let (start, c) = *run.first()?;
                // Emoji in a row have their own signal.
                if run.len() < floods.at.min(floods.calm_at) || c.is_whitespace() || is_emoji(c) {
                    return None;
                }
                let flood = if floods.calm.contains(c) {
                    Flood { at: floods.calm_at, sure: floods.calm_sure }
                } else {
                    Flood { at: floods.at, sure: floods.sure }
                };
                let confidence = flood.confidence(run.len())?;
                Some((confidence, start..start + run.len() * c.len_utf8(), c))
            })
            .max_by_key(|(_, range, _)| range.len());
        if let Some((confidence, range, c)) = found {
            out.push(
                Signal::new("char_flood", surface.original(range), c)
                    .with_confidence(confidence, "同じ文字の連続"),
            );
        }
    }
}

/// Words behind a mark: `#tag`, `@name`. Not the right half of an e-mail address.
fn marked(chars: &[(usize, char)], mark: char) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let marks = chars.iter().enumerate().filter(|(_, (_, c))| *c == mark);
    for (index, &(start, _)) in marks {
        let after_word = index > 0 && chars[index - 1].1.is_ascii_alphanumeric();
        let word = chars.get(index + 1).filter(|(_, next)| *next == '_' || next.is_alphanumeric());
        if let (false, Some(&(at, _))) = (after_word, word) {
            let length = chars[index + 1..]
                .iter()
                .take(MARKED)
                .take_while(|(_, c)| {
                    *c == '_' || (c.is_alphanumeric() && (mark == '#' || c.is_ascii()))
                })
                .map(|(_, c)| c.len_utf8())
                .sum::<usize>();
            places.push(start..at + length);
        }
    }
    places
}

/// Longest word behind a mark that is compared, in characters.
const MARKED: usize = 64;

impl Detector for RepetitionDetector {
    fn signals(&self) -> &'static [&'static str] {
        &["repetition", "hashtag_flood", "mention_flood", "emoji_flood", "char_flood"]
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        let bytes = input.surface.as_str().as_bytes();
        let letters = input.letters;
        let marked = letters.wide() > 0 || letters.may_hold_any("#@");
        if bytes.len() < SHORTEST || !marked && letters.repeated() < self.least_repeated {
            return false;
        }
        // The last three bytes of a kana or kanji say enough; a table this small stays in the cache.
        let mut table = [0u32; 256];
        let (mut repeated, mut marks) = (0, 0);
        for window in bytes.windows(6) {
            marks += usize::from(matches!(window[0], b'#' | b'@' | 0xF0));
            let pair = u32::from_le_bytes([window[1], window[2], window[4], window[5]]);
            let slot = (pair.wrapping_mul(0x9E37_79B1) >> 24) as usize;
            repeated += usize::from(table[slot] == pair);
            table[slot] = pair;
        }
        repeated >= REPEATED_PAIRS || marks >= self.floods.mentions.at.min(self.floods.hashtags.at)
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        out.append(&mut self.find(input));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::probe::with_input;

    fn found(text: &str) -> Vec<(&'static str, String)> {
        let detector = RepetitionDetector::embedded().expect("the thresholds load");
        with_input(text, None, |input| {
            let signals = if detector.may_find(input) { detector.find(input) } else { Vec::new() };
            signals.into_iter().map(|s| (s.name, s.value)).collect()
        })
    }

    #[test]
    fn floods() {
        for (text, name, value) in [
            ("今すぐ登録！".repeat(8), "repetition", "今すぐ登録!"),
            ("市長は辞めろ\n".repeat(7), "repetition", "市長は辞めろ"),
            (
                "この店は詐欺なので行かないでください。".repeat(4),
                "repetition",
                "この店は詐欺なので行かないでください。",
            ),
            ("#旅行 ".repeat(12), "hashtag_flood", "12"),
            ("@a1 @b2 @c3 @d4 @e5 @f6 @g7 見てください、お願いします".into(), "mention_flood", "7"),
            ("🎉".repeat(30), "emoji_flood", "30"),
            ("あ".repeat(40), "char_flood", "あ"),
        ] {
            let all = found(&text);
            assert!(all.contains(&(name, value.to_owned())), "{text}: {all:?}");
        }
    }

    #[test]
    fn joy_is_no_flood() {
        for text in [
            "頑張れ頑張れ頑張れ頑張れ！応援しています",
            "きれいーーーーーーーーーーーーーー！！！！！！！！！！",
            "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
            "🎉🎉🎉おめでとう🎉🎉🎉",
            "ありがとうございます。本当にありがとうございます。皆さんもありがとうございます。",
            "#花火 #夏祭り #屋台 楽しかった",
            "連絡はa@example.comかb@example.comへ、またはc@example.comへどうぞ",
            "━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        for unit in ["1", "@", "#a", "あい", "ab cd ", "あ。い。"] {
            let start = std::time::Instant::now();
            let _ = found(&unit.repeat(200_000 / unit.len()));
            assert!(start.elapsed().as_secs() < 20, "{unit}: {:?}", start.elapsed());
        }
    }
}
