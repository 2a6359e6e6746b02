//! Mask characters: what people write in place of a letter they do not want to be read (死○, セ*クス).

use super::chars::Script;

/// The char that stands for any mask in patterns and in explanations.
pub const MASK: char = '○';

/// Whether `c` masks a letter, given its neighbours in the surface view. `×` between digits is a
/// product, katakana ロ masks only outside katakana words, `_` and `*` only inside a word.
#[must_use]
pub fn is_mask(c: char, before: Option<char>, after: Option<char>) -> bool {
    let script = |c: Option<char>| c.map_or(Script::Other, Script::of);
    let letter = |c: Option<char>| {
        let script = script(c);
        script.is_word() && script != Script::Digit
    };
    match c {
        '○' | '〇' | '◯' | '●' | '◎' | '⚪' | '⚫' | '⭕' | '❌' | '✖' | '✕' | '■' | '□' | '▇'
        | '█' | '◻' | '◼' | '＊' => letter(before) || letter(after),
        '×' => letter(before) || letter(after),
        '*' | '＿' | '_' => letter(before) || letter(after),
        'ロ' => {
            (letter(before) || letter(after))
                && script(before) != Script::Katakana
                && script(after) != Script::Katakana
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_mask;

    #[test]
    fn masks_need_a_letter_beside_them() {
        assert!(is_mask('○', Some('死'), None));
        assert!(is_mask('*', Some('セ'), Some('ク')));
        assert!(is_mask('ロ', Some('死'), Some('。')));
        assert!(!is_mask('×', Some('3'), Some('4')));
        assert!(!is_mask('ロ', Some('ク'), Some('ー')));
        assert!(!is_mask('○', Some(' '), None));
    }
}
