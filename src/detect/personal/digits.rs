//! Digits as people write them: ０９０, 〇九〇, ①⑨, ぜろきゅうぜろ, o9o, with whatever stands between.
//!
//! A scan of the key view yields lines of digits, each digit with the kind of gap before it and
//! its place; what a line means (a phone, a card …) is for others to say.

use std::ops::Range;
use std::sync::LazyLock;

use super::lists::rows;
use super::number_line::{Digit, Gap, MASKED, NumberLine, Writing};
use crate::normalize::{LetterSet, LetterWords, Letters, is_emoji};

/// Shortest line that anybody asks about.
const SHORTEST: usize = 6;
/// Most characters between two digits of one number.
const WIDEST_GAP: usize = 4;
/// Longest run of masks that stands for digits (090-1234-○○○○).
const LONGEST_MASK: usize = 8;

/// How a zero is spoken.
const ZEROS_SPOKEN: [&str; 5] = ["ぜろ", "れい", "れー", "まる", "おー"];
static ZEROS: LazyLock<LetterWords> = LazyLock::new(|| LetterWords::new(ZEROS_SPOKEN));
/// Digits outside ASCII, as [`other_digit`] reads them.
static OTHER_DIGITS: LazyLock<LetterSet> = LazyLock::new(|| LetterSet::new(DIGITS.chars()));
const DIGITS: &str = "〇零一壱二弐三参四五六七八九\
    ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९๐๑๒๓๔๕๖๗๘๙০১২৩৪৫৬৭৮৯";

/// Whether a text could hold a line of digits: six digits, or a spoken zero.
pub(super) fn may_hold_number(key: &str, letters: &Letters) -> bool {
    if letters.digits() >= SHORTEST {
        return true;
    }
    let spoken = ZEROS.spelt_by(letters).next().is_some();
    if !spoken && !letters.meets(&OTHER_DIGITS) {
        return false;
    }
    let mut kanji = 0;
    for (at, c) in key.char_indices() {
        match c {
            '一'..='龠' | '〇' | '\u{660}'..='\u{E59}' if other_digit(c).is_some() => {
                kanji += 1;
                if kanji == SHORTEST {
                    return true;
                }
            }
            _ if begins_spoken_zero(c) && starts_spoken_number(&key[at..]) => return true,
            _ => {}
        }
    }
    false
}

/// Whether one of [`ZEROS_SPOKEN`] begins with the char.
fn begins_spoken_zero(c: char) -> bool {
    matches!(c, 'ぜ' | 'れ' | 'ま' | 'お')
}

/// Whether a text begins with a spoken zero and another digit: ぜろきゅう, but not まるで.
fn starts_spoken_number(text: &str) -> bool {
    let Some(rest) = ZEROS_SPOKEN.iter().find_map(|zero| text.strip_prefix(zero)) else {
        return false;
    };
    let next = rest.trim_start_matches(|c| gap_of(c).is_some() || c == 'の');
    next.starts_with(|c: char| c.is_ascii_digit() || other_digit(c).is_some())
        || spoken_at(next).is_some()
}

/// The lines of digits in a key view.
pub(super) fn number_lines(key: &str) -> Vec<NumberLine> {
    let mut scan = Scan {
        key,
        digits: Vec::new(),
        writing: Writing::Ascii,
        gap: Gap::None,
        gap_chars: 0,
        lines: Vec::new(),
    };
    let mut at = 0;
    while let Some(c) = key[at..].chars().next() {
        at += scan.step(at, c);
    }
    scan.finish_line();
    scan.lines
}

struct Scan<'a> {
    key: &'a str,
    digits: Vec<Digit>,
    writing: Writing,
    gap: Gap,
    gap_chars: usize,
    lines: Vec<NumberLine>,
}

impl Scan<'_> {
    /// Reads what stands at `at`; returns its length.
    fn step(&mut self, at: usize, c: char) -> usize {
        if let Some((mark, len)) = self.digit(at, c) {
            self.push(mark, at..at + len);
            return len;
        }
        if !self.digits.is_empty() {
            match self.separator(at, c) {
                Some((gap, len)) if self.gap_chars < WIDEST_GAP => {
                    self.gap = self.gap.max(gap);
                    self.gap_chars += 1;
                    return len;
                }
                _ => self.finish_line(),
            }
        }
        c.len_utf8()
    }

    fn push(&mut self, mark: u8, range: Range<usize>) {
        let gap = if !self.digits.is_empty() {
            self.gap
        } else {
            match self.key[..range.start].chars().next_back() {
                Some('+') => Gap::Plus,
                Some('(' | '[') => Gap::Open,
                _ => Gap::Start,
            }
        };
        self.digits.push(Digit { mark, gap, range });
        self.gap = Gap::None;
        self.gap_chars = 0;
    }

    fn finish_line(&mut self) {
        if self.digits.len() >= SHORTEST {
            let digits = std::mem::take(&mut self.digits);
            self.lines.push(NumberLine { digits, writing: self.writing });
        }
        self.digits.clear();
        self.gap = Gap::None;
        self.gap_chars = 0;
    }

    fn next_char(&self, at: usize) -> Option<char> {
        self.key[at..].chars().next()
    }

    fn digit(&mut self, at: usize, c: char) -> Option<(u8, usize)> {
        let first = self.digits.is_empty();
        let len = c.len_utf8();
        match c {
            '0'..='9' => {
                if first {
                    self.writing = Writing::Ascii;
                }
                u8::try_from(c).ok().map(|mark| (mark, len))
            }
            '〇' | '○' | '◯' => self.circle(at, c),
            'o' => self.letter_o(at),
            '*' | '×' | 'x' | '●' | '■' | '□' | '?' | '_' | '♪' | '★' | '☆' => {
                self.mask(at, c)
            }
            _ if first || self.writing == Writing::Kana => {
                self.kanji(at, c).or_else(|| self.spoken(at, c, first))
            }
            _ => self.kanji(at, c),
        }
    }

    /// A digit of a kanji number. In a line of ASCII digits 一 is a hyphen and the others count
    /// only between digits.
    fn kanji(&mut self, at: usize, c: char) -> Option<(u8, usize)> {
        let mark = other_digit(c)?;
        if self.digits.is_empty() {
            self.writing = Writing::Kanji;
        }
        let next = self.next_char(at + c.len_utf8());
        let between = self.gap == Gap::None && next.is_some_and(|next| next.is_ascii_digit());
        let plain = self.writing != Writing::Ascii || (between && c != '一');
        plain.then_some((mark, c.len_utf8()))
    }

    /// A circle is a zero when alone, a mask when in company.
    fn circle(&mut self, at: usize, c: char) -> Option<(u8, usize)> {
        let next = self.next_char(at + c.len_utf8());
        if self.digits.is_empty() {
            let next = next?;
            let writing = if next.is_ascii_digit() {
                Writing::Ascii
            } else if c == '〇' && other_digit(next).is_some() {
                Writing::Kanji
            } else {
                return None;
            };
            self.writing = writing;
            return Some((b'0', c.len_utf8()));
        }
        let masked = self.digits.last().is_some_and(|digit| digit.mark == MASKED);
        let alone = !masked && !next.is_some_and(is_circle);
        if alone || (self.writing == Writing::Kanji && c == '〇') {
            return Some((b'0', c.len_utf8()));
        }
        self.mask(at, c)
    }

    /// The letter o for a zero: o9o-1234-5678.
    fn letter_o(&self, at: usize) -> Option<(u8, usize)> {
        let previous = self.key[..at].chars().next_back();
        let next = self.next_char(at + 1);
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() && c != 'o');
        let touches = self.gap_chars == 0 && !self.digits.is_empty();
        let leads = next.is_some_and(|c| c.is_ascii_digit())
            || (next == Some('o') && self.digits.len() >= 3);
        (!letter(previous) && !letter(next) && (touches || leads)).then_some((b'0', 1))
    }

    fn mask(&self, at: usize, c: char) -> Option<(u8, usize)> {
        if self.digits.len() < 3 {
            return None;
        }
        let masked = self.digits.iter().rev().take_while(|digit| digit.mark == MASKED).count();
        if masked >= LONGEST_MASK {
            return None;
        }
        let again = self.next_char(at + c.len_utf8()) == Some(c);
        (again || masked > 0).then_some((MASKED, c.len_utf8()))
    }

    /// A digit read out: ぜろ, きゅう. A line of them begins with a zero.
    fn spoken(&mut self, at: usize, c: char, first: bool) -> Option<(u8, usize)> {
        if first && !begins_spoken_zero(c) {
            return None;
        }
        let (word, mark) = spoken_at(&self.key[at..])?;
        if first {
            if mark != b'0' {
                return None;
            }
            self.writing = Writing::Kana;
        }
        mark.is_ascii_digit().then_some((mark, word.len()))
    }

    fn separator(&self, at: usize, c: char) -> Option<(Gap, usize)> {
        let rest = &self.key[at..];
        let spoken = || spoken_at(rest).filter(|(_, mark)| !mark.is_ascii_digit());
        if let Some(gap) = gap_of(c) {
            return Some((gap, c.len_utf8()));
        }
        match c {
            '一' => Some((Gap::Hyphen, c.len_utf8())),
            'の' | '→' | '⇒' => Some((Gap::Other, c.len_utf8())),
            _ if is_emoji(c) => Some((Gap::Other, c.len_utf8())),
            'は' | 'だ' | 'ど' | 'ぽ' | 'て' => {
                let (word, mark) = spoken()?;
                let gap = if mark == b'-' { Gap::Hyphen } else { Gap::Dot };
                Some((gap, word.len()))
            }
            _ => None,
        }
    }
}

fn is_circle(c: char) -> bool {
    matches!(c, '〇' | '○' | '◯')
}

/// Digits that compatibility folding leaves alone: kanji, Arabic, Devanagari, Thai …
fn other_digit(c: char) -> Option<u8> {
    const ZEROS: [char; 5] = ['\u{660}', '\u{6F0}', '\u{966}', '\u{E50}', '\u{9E6}'];
    let value = match c {
        '〇' | '零' => 0,
        '一' | '壱' => 1,
        '二' | '弐' => 2,
        '三' | '参' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        '\u{660}'..='\u{E59}' => ZEROS.iter().find_map(|zero| {
            let value = u32::from(c).wrapping_sub(u32::from(*zero));
            u8::try_from(value).ok().filter(|value| *value < 10)
        })?,
        _ => return None,
    };
    Some(b'0' + value)
}

fn gap_of(c: char) -> Option<Gap> {
    Some(match c {
        ' ' | '\t' => Gap::Space,
        '\n' | '\r' => Gap::NewLine,
        '-' | 'ー' | '~' | '=' | '_' | '─' | '━' | '➖' | '▪' | 'ｰ' => Gap::Hyphen,
        '.' | '・' | '。' | '·' | '•' => Gap::Dot,
        '(' | '[' | '【' | '〔' | '「' | '<' => Gap::Open,
        ')' | ']' | '】' | '〕' | '」' | '>' => Gap::Close,
        ',' => Gap::Comma,
        '+' => Gap::Plus,
        '、' | '/' | '|' | '\\' | '*' | '"' | '\'' | '…' | '´' | '`' => Gap::Other,
        _ => return None,
    })
}

/// The spoken digit or separator that a text begins with.
fn spoken_at(text: &str) -> Option<(&'static str, u8)> {
    static WORDS: LazyLock<Vec<(&'static str, u8)>> = LazyLock::new(|| {
        let list = include_str!("../../../dictionaries/privacy/spoken_digits.csv");
        let mut words: Vec<(&'static str, u8)> = rows(list)
            .filter_map(|(word, means)| Some((word, *means.as_bytes().first()?)))
            .collect();
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        words
    });
    WORDS.iter().copied().find(|(word, _)| text.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digits(text: &str) -> Vec<String> {
        number_lines(&crate::normalize::key(text))
            .iter()
            .map(|line| {
                let shape: Vec<String> =
                    line.shape(0..line.digits.len()).iter().map(usize::to_string).collect();
                format!("{} {}", line.text(0..line.digits.len()), shape.join("-"))
            })
            .collect()
    }

    #[test]
    fn every_way_to_write_a_digit() {
        for text in [
            "090-1234-5678",
            "０９０－１２３４－５６７８",
            "〇九〇―一二三四―五六七八",
            "⓪⑨⓪ー①②③④ー⑤⑥⑦⑧",
            "0️⃣9️⃣0️⃣-1️⃣2️⃣3️⃣4️⃣-5️⃣6️⃣7️⃣8️⃣",
            "090の1234の5678",
            "o9o-1234-5678",
            "〇9〇・1234・5678",
            "090一1234一5678",
            "090【1234】5678",
            "ゼロ九ゼロ、一二三四、五六七八",
            "090ハイフン1234ハイフン5678",
            "ぜろきゅうぜろ、いちにーさんよん、ごろくななはち",
            "𝟎𝟗𝟎-𝟏𝟐𝟑𝟒-𝟓𝟔𝟕𝟖",
        ] {
            let found = digits(text);
            assert!(
                found.first().is_some_and(|line| line.starts_with("09012345678 ")),
                "{text}: {found:?}"
            );
        }
    }

    #[test]
    fn masks_count_as_digits_only_in_company() {
        assert_eq!(digits("090-1234-○○○○"), ["0901234xxxx 3-4-4"]);
        assert_eq!(digits("090-12××-XXXX"), ["09012xxxxxx 3-4-4"]);
        assert!(digits("○○市○○町").is_empty());
        assert!(digits("3×4").is_empty());
    }

    #[test]
    fn particles_behind_a_number_are_no_digits() {
        assert_eq!(digits("090-1234-5678に電話"), ["09012345678 3-4-4"]);
        assert!(digits("まるで夢のよう、れいの件ですごく困る").is_empty());
    }
}
