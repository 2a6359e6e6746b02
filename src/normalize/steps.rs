//! Which folds a match needed, for the explanation.

use serde::Serialize;

use super::chars::{Script, is_combining, is_invisible, is_separator};
use super::fold::key;

/// A named step of normalization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Step {
    /// Half-width and full-width forms, circled letters, unit signs (NFKC).
    Width,
    /// Upper and lower case.
    Case,
    /// Katakana and hiragana, small kana.
    Kana,
    /// 旧字体 and other variants of a kanji.
    VariantKanji,
    /// Voicing marks written as characters of their own.
    Voicing,
    /// Zero-width and other invisible characters.
    Invisible,
    /// Combining marks.
    Combining,
    /// Spaces, 中黒, line breaks, emoji between letters.
    Separator,
    /// A letter replaced by ○ or the like.
    Mask,
    /// Repeated letters and prolonged sound marks.
    Repeat,
    /// Characters that look like others.
    LookAlike,
    /// `hxxp`, `[.]`, ドット and the like.
    Defang,
}

impl Step {
    /// What the step does, for a clerk.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Width => "全角・半角を揃える",
            Self::Case => "大文字・小文字を揃える",
            Self::Kana => "かなを揃える",
            Self::VariantKanji => "漢字の字体を揃える",
            Self::Voicing => "濁点を文字に合わせる",
            Self::Invisible => "見えない文字を除く",
            Self::Combining => "重ねられた記号を除く",
            Self::Separator => "文字の間の記号や空白を除く",
            Self::Mask => "伏せ字を補う",
            Self::Repeat => "繰り返しや長音を除く",
            Self::LookAlike => "似た文字に置き換える",
            Self::Defang => "URLの書き換えを戻す",
        }
    }

    /// The same in English.
    #[must_use]
    pub fn label_en(self) -> &'static str {
        match self {
            Self::Width => "width folded",
            Self::Case => "case folded",
            Self::Kana => "kana folded",
            Self::VariantKanji => "kanji variants folded",
            Self::Voicing => "voicing marks composed",
            Self::Invisible => "invisible characters dropped",
            Self::Combining => "combining marks dropped",
            Self::Separator => "separators dropped",
            Self::Mask => "masked letter supplied",
            Self::Repeat => "repetition dropped",
            Self::LookAlike => "look-alikes read",
            Self::Defang => "defanged address restored",
        }
    }
}

/// The steps that lead from `written`, a piece of the original, to the `canonical` spelling of the
/// term that it matched. Empty if it was written as the lexicon writes it.
#[must_use]
pub fn steps(written: &str, canonical: &str, masked: bool) -> Vec<Step> {
    let mut steps = Vec::new();
    if written == canonical {
        return steps;
    }
    let any = |test: fn(char) -> bool| written.chars().any(test);
    if any(|c| matches!(c, '\u{FF01}'..='\u{FF5E}' | '\u{FF66}'..='\u{FF9D}' | '①'..='⓿')) {
        steps.push(Step::Width);
    }
    if any(|c| c.is_ascii_uppercase()) && !canonical.chars().any(|c| c.is_ascii_uppercase()) {
        steps.push(Step::Case);
    }
    if any(is_invisible) {
        steps.push(Step::Invisible);
    }
    if any(is_combining) {
        steps.push(Step::Combining);
    }
    if any(|c| matches!(c, 'ﾞ' | 'ﾟ' | '゛' | '゜' | '\u{3099}' | '\u{309A}')) {
        steps.push(Step::Voicing);
    }
    if masked {
        steps.push(Step::Mask);
        return steps;
    }
    let (folded, target) = (key(written), key(canonical));
    if folded == target {
        spelling_steps(written, canonical, &mut steps);
        return steps;
    }
    disguise_steps(&folded, &target, &mut steps);
    steps
}

/// The texts are equal once folded: what differs is kana or the form of a kanji.
fn spelling_steps(written: &str, canonical: &str, steps: &mut Vec<Step>) {
    let kana = |text: &str, script: Script| text.chars().any(|c| Script::of(c) == script);
    if kana(written, Script::Katakana) != kana(canonical, Script::Katakana)
        || kana(written, Script::Hiragana) != kana(canonical, Script::Hiragana)
    {
        steps.push(Step::Kana);
    }
    let kanji = |text: &str| -> String {
        text.chars().filter(|c| Script::of(*c) == Script::Kanji).collect()
    };
    if kanji(written) != kanji(canonical) {
        steps.push(Step::VariantKanji);
    }
}

/// The texts differ once folded: what was taken out or read otherwise.
fn disguise_steps(folded: &str, target: &str, steps: &mut Vec<Step>) {
    if folded.chars().any(is_separator) {
        steps.push(Step::Separator);
    }
    let letters: String = folded.chars().filter(|c| !is_separator(*c)).collect();
    if letters == target {
        return;
    }
    let repeats = letters
        .chars()
        .zip(letters.chars().skip(1))
        .any(|(a, b)| a == b || matches!(b, 'ー' | '~'));
    if repeats {
        steps.push(Step::Repeat);
    }
    let squeezed = |text: &str| {
        let mut chars: Vec<char> = text.chars().filter(|c| !matches!(c, 'ー' | '~')).collect();
        chars.dedup();
        chars
    };
    if squeezed(&letters) != squeezed(target) {
        steps.push(Step::LookAlike);
    }
}

#[cfg(test)]
mod tests {
    use super::{Step, steps};

    #[test]
    fn each_disguise_is_named() {
        for (written, canonical, expected) in [
            ("死ね", "死ね", vec![]),
            ("バカ", "ばか", vec![Step::Kana]),
            ("し・ね", "しね", vec![Step::Separator]),
            ("し\u{200B}ね", "しね", vec![Step::Invisible]),
            ("ばーーか", "ばか", vec![Step::Repeat]),
            ("タヒね", "死ね", vec![Step::LookAlike]),
            ("ﾊﾞｶ", "バカ", vec![Step::Width, Step::Voicing]),
        ] {
            assert_eq!(steps(written, canonical, false), expected, "{written}");
        }
        assert_eq!(steps("死○", "死ね", true), [Step::Mask]);
    }
}
