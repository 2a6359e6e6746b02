//! The folds that every comment and every term go through, char by char.
//!
//! Two views come out of one pass each. The **surface** view settles how a char is encoded (width,
//! composition, invisible marks) and keeps what a reader sees; it is what the tokenizer and the
//! detectors of numbers and links read. The **key** view folds on (case, kana, small kana, variant
//! kanji) and is what terms are matched in.

use std::sync::LazyLock;

use unicode_normalization::char::{compose, decompose_compatible};

use super::chars::{Script, is_combining, is_invisible};
use super::tables::variant_kanji;
use super::view::View;

/// How far a view folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Encoding only: what the reader sees stays.
    Surface,
    /// Surface, and case, kana and kanji variants made one.
    Key,
}

/// Folds `text` into `view`, replacing what it held.
///
/// Most of a comment folds to itself, and most of the rest char by char: a table says so, and such
/// stretches are copied whole.
pub fn fold(text: &str, level: Level, view: &mut View) {
    view.clear();
    let table = table(level);
    let mut copied = 0;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        let folded = table.get(c as usize).copied().unwrap_or(ASK);
        if folded == c {
            continue;
        }
        let mut end = at + c.len_utf8();
        if let Some(mark) = voicing_mark(c)
            && let Some(base) = text[copied..at].chars().next_back().filter(|c| is_voicing_base(*c))
        {
            let start = at - base.len_utf8();
            view.push_same(&text[copied..start], copied);
            view.push(finish(voiced(base, mark), level), start, end - start);
            copied = end;
            continue;
        }
        view.push_same(&text[copied..at], copied);
        if is_voicing_base(c)
            && let Some(next) = text[end..].chars().next()
            && let Some(mark) = voicing_mark(next)
        {
            chars.next();
            end += next.len_utf8();
            view.push(finish(voiced(single(c), mark), level), at, end - at);
        } else if folded == ASK {
            fold_char(c, level, at, view);
        } else {
            view.push(folded, at, end - at);
        }
        copied = end;
    }
    view.push_same(&text[copied..], copied);
}

/// A kana with its voicing mark. あ゛ composes to nothing: the mark is for show and goes.
fn voiced(base: char, mark: char) -> char {
    compose(base, mark).unwrap_or(base)
}

/// In a [`table`]: the char wants a closer look.
const ASK: char = char::MAX;

/// What each char of the Basic Multilingual Plane folds to, by code point.
fn table(level: Level) -> &'static [char] {
    static SURFACE: LazyLock<Vec<char>> = LazyLock::new(|| tabulate(Level::Surface));
    static KEY: LazyLock<Vec<char>> = LazyLock::new(|| tabulate(Level::Key));
    match level {
        Level::Surface => &SURFACE,
        Level::Key => &KEY,
    }
}

/// The key form of a char, from the table where it is there.
#[inline]
pub(crate) fn key_char(c: char) -> char {
    match table(Level::Key).get(c as usize) {
        Some(folded) if *folded != ASK => *folded,
        _ => finish_key(c),
    }
}

fn tabulate(level: Level) -> Vec<char> {
    let mut view = View::default();
    let mut folded = |code: u32| match char::from_u32(code) {
        Some(c) if is_common(c) => finish(c, level),
        // Punctuation, signs and full-width forms: worth their place, and few.
        Some(
            c @ ('\u{00A0}'..='\u{00FF}'
            | '\u{2010}'..='\u{2027}'
            | '\u{2030}'..='\u{203F}'
            | '\u{2190}'..='\u{266F}'
            | '\u{3000}'..='\u{3040}'
            | '\u{FF01}'..='\u{FF5E}'),
        ) if voicing_mark(c).is_none() => {
            view.clear();
            fold_rare(c, level, 0, c.len_utf8(), &mut view);
            let mut chars = view.as_str().chars();
            chars.next().filter(|_| chars.next().is_none()).unwrap_or(ASK)
        }
        _ => ASK,
    };
    (0..=0xFFFF).map(&mut folded).collect()
}

/// ASCII, kana and the common kanji: the surface view has them as they are.
fn is_common(c: char) -> bool {
    c.is_ascii() || matches!(c, 'ぁ'..='ヿ' | '\u{4E00}'..='\u{9FFF}') && voicing_mark(c).is_none()
}

fn fold_char(c: char, level: Level, start: usize, view: &mut View) {
    match c {
        // A combining voicing mark with nothing before it to voice (㍍゙) goes like any other.
        '\u{3099}' | '\u{309A}' => {}
        '゛' | '゜' => view.push(c, start, c.len_utf8()),
        _ if is_common(c) => view.push(finish(c, level), start, c.len_utf8()),
        _ => fold_rare(c, level, start, c.len_utf8(), view),
    }
}

/// Folds a text without keeping the alignment, as terms are folded when a lexicon is loaded.
#[must_use]
pub fn key(text: &str) -> String {
    let mut view = View::default();
    fold(text, Level::Key, &mut view);
    view.as_str().to_owned()
}

/// Chars outside ASCII, kana and the common kanji.
fn fold_rare(c: char, level: Level, start: usize, len: usize, view: &mut View) {
    if is_invisible(c) || is_combining(c) || voicing_mark(c).is_some_and(|mark| mark == c) {
        return;
    }
    if let Some(plain) = punctuation(c) {
        view.push(finish(plain, level), start, len);
        return;
    }
    let mut piece = String::new();
    decompose_compatible(c, |part| {
        if is_hangul(c) {
            if piece.is_empty() {
                piece.push(c);
            }
        } else if let Some(voiced) = voicing_mark(part).and_then(|mark| {
            let base = piece.chars().next_back()?;
            compose(base, mark)
        }) {
            piece.pop();
            piece.push(finish(voiced, level));
        } else if !is_combining(part) && !is_invisible(part) && voicing_mark(part).is_none() {
            piece.push(finish(punctuation(part).unwrap_or(part), level));
        }
    });
    view.push_str(&piece, start, len);
}

/// The key form of a char that is already in its surface form.
pub(super) fn finish_key(c: char) -> char {
    finish(c, Level::Key)
}

/// Folds a term as the loose view folds comments: its prolonged marks go, as theirs do.
#[must_use]
pub fn loose_key(key: &str) -> String {
    let mut after_letter = false;
    let kept = key.chars().filter(|c| {
        let mark = *c == 'ー' && after_letter;
        after_letter = matches!(Script::of(*c), Script::Hiragana | Script::Kanji);
        !mark
    });
    kept.map(super::loose::loose_kana).collect()
}

/// The last fold of a char that is already in its surface form.
#[inline]
fn finish(c: char, level: Level) -> char {
    match level {
        Level::Surface => c,
        Level::Key => match c {
            'A'..='Z' => c.to_ascii_lowercase(),
            '\u{0000}'..='\u{007F}' => c,
            'ぁ'..='ヿ' => hiragana(c),
            '\u{3400}'..='\u{9FFF}' => variant_kanji(c),
            _ => lower(c),
        },
    }
}

fn lower(c: char) -> char {
    let mut lowered = c.to_lowercase();
    match (lowered.next(), lowered.next()) {
        (Some(only), None) => only,
        _ => c,
    }
}

/// Katakana and small kana to plain hiragana. っゃゅょ stay: きゃく and きやく are different words.
fn hiragana(c: char) -> char {
    let c = match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        'ヽ' => 'ゝ',
        'ヾ' => 'ゞ',
        _ => c,
    };
    match c {
        'ぁ' => 'あ',
        'ぃ' => 'い',
        'ぅ' => 'う',
        'ぇ' => 'え',
        'ぉ' => 'お',
        'ゎ' => 'わ',
        'ゕ' => 'か',
        'ゖ' => 'け',
        'ゐ' => 'い',
        'ゑ' => 'え',
        _ => c,
    }
}

/// Punctuation that Unicode has many of and NFKC treats unevenly (～ becomes `~`, 〜 does not).
fn punctuation(c: char) -> Option<char> {
    Some(match c {
        '〜' | '～' | '∼' | '∽' | '˜' => '~',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '－' | '⁃' => '-',
        'ｰ' => 'ー',
        '\u{00A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
        '\u{2028}' | '\u{2029}' | '\u{0085}' => '\n',
        '🅐'..='🅩' => char::from_u32(u32::from(c) - 0x1F150 + 0x41)?,
        '🅰'..='🆉' => char::from_u32(u32::from(c) - 0x1F170 + 0x41)?,
        '❶'..='❾' => char::from_u32(u32::from(c) - 0x2776 + 0x31)?,
        '➊'..='➒' => char::from_u32(u32::from(c) - 0x278A + 0x31)?,
        '⓿' => '0',
        _ => return None,
    })
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// Kana that a voicing mark may follow.
fn is_voicing_base(c: char) -> bool {
    matches!(c, 'ぁ'..='ん' | 'ァ'..='ン' | 'ゝ' | 'ヽ' | 'ｦ'..='ﾝ')
}

/// The combining form of a voicing mark in any of its encodings.
fn voicing_mark(c: char) -> Option<char> {
    match c {
        '\u{3099}' | '゛' | 'ﾞ' => Some('\u{3099}'),
        '\u{309A}' | '゜' | 'ﾟ' => Some('\u{309A}'),
        _ => None,
    }
}

/// The full-width form of a kana, other chars unchanged.
fn single(c: char) -> char {
    let mut whole = c;
    decompose_compatible(c, |part| {
        if matches!(c, 'ｦ'..='ﾝ') {
            whole = part;
        }
    });
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(level: Level, text: &str) -> String {
        let mut view = View::default();
        fold(text, level, &mut view);
        view.as_str().to_owned()
    }

    #[test]
    fn the_surface_keeps_what_a_reader_sees() {
        for (text, expected) in [
            ("ﾊﾞｶﾊﾟ", "バカパ"),
            ("か\u{3099}は゜", "がぱ"),
            ("あ゛", "あ"),
            ("Ａｂ１", "Ab1"),
            ("①㍍", "1メートル"),
            ("㍍\u{3099}", "メートル"),
            ("1\u{FE0F}\u{20E3}", "1"),
            ("し\u{200B}ね", "しね"),
            ("〜～~", "~~~"),
            ("Z\u{0300}\u{0301}a", "Za"),
            ("é", "e"),
            ("한국", "한국"),
            ("神", "神"),
            ("🅱ad", "Bad"),
            ("🅛❺⓿", "L50"),
            ("ヴ", "ヴ"),
        ] {
            assert_eq!(at(Level::Surface, text), expected, "{text}");
        }
    }

    #[test]
    fn the_key_makes_spellings_one() {
        for (text, expected) in [
            ("バカ", "ばか"),
            ("ﾊﾞｶ", "ばか"),
            ("ＳＮＳ", "sns"),
            ("🅢🅝🆂", "sns"),
            ("ヵヶァ", "かけあ"),
            ("🅐❶", "a1"),
            ("國語", "国語"),
            ("ちょっと", "ちょっと"),
            ("ー", "ー"),
        ] {
            assert_eq!(at(Level::Key, text), expected, "{text}");
        }
    }

    #[test]
    fn a_match_maps_to_the_whole_unit_it_came_from() {
        let text = "xｶﾞ㍍\u{200B}y";
        let mut view = View::default();
        fold(text, Level::Key, &mut view);
        assert_eq!(view.as_str(), "xがめーとるy");
        let ga = view.as_str().find('が').unwrap_or_default();
        assert_eq!(view.original(ga..ga + 3).slice(text), "ｶﾞ");
        let ru = view.as_str().find('る').unwrap_or_default();
        assert_eq!(view.original(ru..ru + 3).slice(text), "㍍");
        assert_eq!(view.original(ru..ru + 4).slice(text), "㍍\u{200B}y");
    }
}
