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

/// The sorts of masks, by what must stand beside them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// A letter on one side.
    Circle,
    /// The katakana ロ: a letter on one side, no katakana on either.
    Box,
    /// Letters of one script on both sides.
    Question,
    /// Letters on both sides.
    Shape,
    /// Japanese letters on both sides.
    Cross,
}

/// Whether a char is a mask in any surroundings: the cheap test.
#[inline]
#[must_use]
pub fn may_mask(c: char) -> bool {
    sort(c).is_some()
}

/// Every char that may be a mask.
pub(crate) fn all_masks() -> impl Iterator<Item = char> {
    ('\0'..='\u{FFFF}').filter(|c| may_mask(*c))
}

#[inline]
fn sort(c: char) -> Option<Sort> {
    match c {
        // Most chars of a comment end here.
        'ぁ'..='ゟ' | '\u{4E00}'..='\u{9FFF}' => None,
        '○' | '〇' | '◯' | '●' | '◎' | '⚪' | '⚫' | '⭕' | '❌' | '✖' | '✕' | '■' | '□' | '▇'
        | '█' | '◻' | '◼' | '＊' | '×' | '*' | '＿' | '_' => Some(Sort::Circle),
        'ロ' => Some(Sort::Box),
        '?' | '？' => Some(Sort::Question),
        '△' | '▲' | '▽' | '▼' | '◇' | '◆' | '☆' | '★' => Some(Sort::Shape),
        'X' | 'x' => Some(Sort::Cross),
        _ => None,
    }
}

/// Whether `c` masks a letter, given its neighbours in the surface view. `×` between digits is a
/// product, katakana ロ masks only outside katakana words, `_` and `*` only inside a word.
#[must_use]
pub fn mask(c: char, before: Option<char>, after: Option<char>) -> Option<Mask> {
    let sort = sort(c)?;
    let script = |c: Option<char>| c.map_or(Script::Other, Script::of);
    let letter = |c: Option<char>| {
        let script = script(c);
        script.is_word() && script != Script::Digit
    };
    let katakana = |c| script(c) == Script::Katakana;
    let japanese =
        |c: Option<char>| matches!(script(c), Script::Hiragana | Script::Katakana | Script::Kanji);
    let (one, both) = (letter(before) || letter(after), letter(before) && letter(after));
    match sort {
        Sort::Circle => one.then_some(Mask::Plain),
        Sort::Box => (one && !katakana(before) && !katakana(after)).then_some(Mask::Plain),
        Sort::Question => (both && script(before) == script(after)).then_some(Mask::Doubtful),
        Sort::Shape => both.then_some(Mask::Doubtful),
        Sort::Cross => (japanese(before) && japanese(after)).then_some(Mask::Doubtful),
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
