//! Mask characters: what people write in place of a letter they do not want to be read (死○, セ*クス).

use super::chars::Script;

/// The char that stands for any mask in patterns and in explanations.
pub const MASK: char = '○';

/// How far a char may be taken for a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mask {
    /// It stands for a letter wherever a word asks for one.
    Plain,
    /// It has other uses (a question, a rating, an unknown): only deep inside a word.
    Doubtful,
}

/// Whether `c` masks a letter, given its neighbours in the surface view. `×` between digits is a
/// product, katakana ロ masks only outside katakana words, `_` and `*` only inside a word.
#[must_use]
pub fn mask(c: char, before: Option<char>, after: Option<char>) -> Option<Mask> {
    if c.is_ascii_lowercase() && c != 'x' {
        return None;
    }
    let script = |c: Option<char>| c.map_or(Script::Other, Script::of);
    let letter = |c: Option<char>| {
        let script = script(c);
        script.is_word() && script != Script::Digit
    };
    let japanese =
        |c: Option<char>| matches!(script(c), Script::Hiragana | Script::Katakana | Script::Kanji);
    let (one, both) = (letter(before) || letter(after), letter(before) && letter(after));
    match c {
        '○' | '〇' | '◯' | '●' | '◎' | '⚪' | '⚫' | '⭕' | '❌' | '✖' | '✕' | '■' | '□' | '▇'
        | '█' | '◻' | '◼' | '＊' | '×' | '*' | '＿' | '_' => one.then_some(Mask::Plain),
        'ロ' => {
            let katakana = |c| script(c) == Script::Katakana;
            (one && !katakana(before) && !katakana(after)).then_some(Mask::Plain)
        }
        '?' | '？' => (both && script(before) == script(after)).then_some(Mask::Doubtful),
        '△' | '▲' | '▽' | '▼' | '◇' | '◆' | '☆' | '★' => {
            both.then_some(Mask::Doubtful)
        }
        'X' | 'x' => (japanese(before) && japanese(after)).then_some(Mask::Doubtful),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Mask, mask};

    #[test]
    fn masks_need_a_letter_beside_them() {
        for (c, before, after, expected) in [
            ('○', Some('死'), None, Some(Mask::Plain)),
            ('*', Some('セ'), Some('ク'), Some(Mask::Plain)),
            ('ロ', Some('死'), Some('。'), Some(Mask::Plain)),
            ('×', Some('3'), Some('4'), None),
            ('ロ', Some('ク'), Some('ー'), None),
            ('ロ', Some('で'), Some('ス'), None),
            ('?', Some('い'), Some('体'), None),
            ('○', Some(' '), None, None),
            ('?', Some('か'), None, None),
            ('X', Some('A'), Some('B'), None),
            ('X', Some('セ'), Some('ク'), Some(Mask::Doubtful)),
        ] {
            assert_eq!(mask(c, before, after), expected, "{before:?} {c} {after:?}");
        }
    }
}
