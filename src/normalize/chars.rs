//! Character classes that folding and matching share.

/// Characters that show nothing and change nothing: zero-width marks, bidi controls, variation
/// selectors, tags, soft hyphens, fillers. Source: Unicode `Default_Ignorable_Code_Point`.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}'
        | '\u{FFA0}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

/// Marks that sit on the letter before them (Zalgo, keycaps, strike-through), the kana voicing
/// marks excepted.
#[must_use]
pub fn is_combining(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{1AB0}'..='\u{1AFF}'
        | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

/// The script of a char, as far as word edges are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// ひらがな
    Hiragana,
    /// カタカナ, half-width too, with the prolonged sound mark
    Katakana,
    /// Kanji and 々〆〇
    Kanji,
    /// Letters of every other script
    Letter,
    /// Digits
    Digit,
    /// Everything else: punctuation, spaces, symbols, emoji
    Other,
}

impl Script {
    /// Classifies a char.
    #[must_use]
    pub fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' => Self::Letter,
            '0'..='9' | '０'..='９' => Self::Digit,
            '\u{0000}'..='\u{007F}' => Self::Other,
            'ぁ'..='ゖ' | 'ゝ' | 'ゞ' | 'ゟ' => Self::Hiragana,
            'ァ'..='ヺ' | 'ー' | 'ヽ' | 'ヾ' | 'ㇰ'..='ㇿ' | 'ｦ'..='ﾝ' | 'ﾞ' | 'ﾟ' => {
                Self::Katakana
            }
            '々'
            | '〆'
            | '〇'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}' => Self::Kanji,
            'ａ'..='ｚ' | 'Ａ'..='Ｚ' => Self::Letter,
            _ if c.is_numeric() => Self::Digit,
            _ if c.is_alphabetic() => Self::Letter,
            _ => Self::Other,
        }
    }

    /// Whether the char can be part of a word.
    #[must_use]
    pub fn is_word(self) -> bool {
        self != Self::Other
    }
}

/// Whether a char ends a sentence.
#[must_use]
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '\n' | '｡' | '‼' | '⁉' | '❗' | '❓')
}

/// Whether a char can stand between the letters of a disguised word (し・ね).
#[must_use]
pub fn is_separator(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_alphanumeric() && !matches!(c, '!' | '?' | '@' | '(' | ')' | '"' | '%');
    }
    c.is_whitespace()
        || matches!(c,
            '・' | '･' | '、' | '。' | '｡' | '､' | '，' | '．' | '／' | '｜' | '＿' | '－' | '―'
            | '…' | '‥' | '•' | '·' | '～' | '〜' | '＊' | '※' | '＋' | '＝' | '：' | '゛' | '゜'
            | '\u{2010}'..='\u{2015}' | '\u{2190}'..='\u{21FF}' | '\u{2500}'..='\u{27BF}'
            | '\u{2B00}'..='\u{2BFF}' | '\u{3000}')
        || is_emoji(c)
}

/// Whether a char is a pictograph.
#[must_use]
pub fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts() {
        for (c, script) in [
            ('あ', Script::Hiragana),
            ('ー', Script::Katakana),
            ('ｶ', Script::Katakana),
            ('〇', Script::Kanji),
            ('死', Script::Kanji),
            ('ß', Script::Letter),
            ('９', Script::Digit),
            ('①', Script::Digit),
            ('・', Script::Other),
            ('😀', Script::Other),
        ] {
            assert_eq!(Script::of(c), script, "{c}");
        }
    }

    #[test]
    fn a_zero_width_joiner_is_invisible_but_a_space_is_not() {
        assert!(is_invisible('\u{200D}'));
        assert!(!is_invisible(' '));
        assert!(is_separator('\u{3000}') && is_separator('♡') && !is_separator('ー'));
    }
}
