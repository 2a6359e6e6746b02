//! The loose view: what is left when the means of disguise are taken out.
//!
//! Separators between short islands of letters go (し・ね), repeated letters and prolonged marks
//! collapse (しねえええ, ばーーか), look-alikes are read as what they look like (タヒ for 死, バ力).
//! It is built only for comments that show such a thing; a match in it is a *disguised* match, and
//! [`Loose::admits`] says whether its edges are believable.

use std::ops::Range;

use super::chars::{Script, is_separator};
use super::fold::finish_key;
use super::tables::{LookAlike, Place, look_alikes};
use super::view::View;
use crate::span::Span;

/// An island of at most this many letters counts as torn out of a word.
const SHORT_ISLAND: usize = 2;
/// This many equal letters in a row are one letter drawn out.
const DRAWN_OUT: usize = 3;

/// A separator that the loose view dropped.
#[derive(Debug, Clone, Copy)]
struct Gap {
    /// Offset in the view of the char behind it.
    at: usize,
    separator: char,
}

/// The loose view of a comment.
#[derive(Debug, Clone, Default)]
pub struct Loose {
    view: View,
    gaps: Vec<Gap>,
}

/// A char on its way from the surface to the loose view.
#[derive(Clone, Copy)]
struct Piece {
    c: char,
    original: Span,
    script: Script,
}

impl Loose {
    /// The folded text with its alignment.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Builds the loose view; gives `false`, leaving it empty, if the text shows no disguise.
    pub fn build(&mut self, surface: &View) -> bool {
        self.view.clear();
        self.gaps.clear();
        if !may_be_disguised(surface.as_str()) {
            return false;
        }
        let (mut pieces, mut changed) = read_look_alikes(surface);
        changed |= collapse(&mut pieces);
        let keep = separators_to_keep(&pieces);
        changed |= keep.contains(&false);
        if !changed {
            return false;
        }
        let mut separator = None;
        for (piece, keep) in pieces.iter().zip(&keep) {
            if !keep {
                separator = separator.or(Some(piece.c));
                continue;
            }
            if let Some(separator) = separator.take() {
                self.gaps.push(Gap { at: self.view.as_str().len(), separator });
            }
            let c = loose_kana(finish_key(piece.c));
            self.view.push(c, piece.original.start, piece.original.len());
        }
        true
    }

    /// Whether a match may be believed: a word spelt out with separators begins and ends with its
    /// islands, and a word of two letters is not the middle of a longer one spelt out the same way
    /// (し・ん・ね・ん).
    #[must_use]
    pub fn admits(&self, range: Range<usize>) -> bool {
        let text = self.view.as_str();
        let inside = |gap: &&Gap| range.start < gap.at && gap.at < range.end;
        let Some(first) = self.gaps.iter().find(inside) else { return true };
        let letters = text[range.clone()].chars().count();
        let gap_at = |at: usize| self.gaps.iter().find(|gap| gap.at == at);
        let before = gap_at(range.start);
        let after = gap_at(range.end);
        let starts = before.is_some() || !is_word(text[..range.start].chars().next_back());
        let ends = after.is_some() || !is_word(text[range.end..].chars().next());
        if letters > 3 {
            return starts || ends;
        }
        let spelt_on = |gap: Option<&Gap>| gap.is_some_and(|gap| gap.separator == first.separator);
        starts && ends && (letters > 2 || !(spelt_on(before) || spelt_on(after)))
    }
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| Script::of(c).is_word())
}

/// っゃゅょ are written large to dodge a list; only here, where a disguise has been seen.
pub(super) fn loose_kana(c: char) -> char {
    match c {
        'っ' => 'つ',
        'ゃ' => 'や',
        'ゅ' => 'ゆ',
        'ょ' => 'よ',
        _ => c,
    }
}

/// One cheap pass: short islands beside separators, drawn-out letters, chars of the look-alike table.
fn may_be_disguised(surface: &str) -> bool {
    let mut island = 0usize;
    let mut after_separator = false;
    let mut previous = '\0';
    let mut repeats = 1usize;
    for c in surface.chars() {
        repeats = if c == previous { repeats + 1 } else { 1 };
        let script = Script::of(c);
        if (repeats >= DRAWN_OUT || (repeats == 2 && is_prolonged(c))) && script != Script::Digit {
            return true;
        }
        if c == 'ー' && matches!(previous, 'ぁ'..='ゖ') {
            return true;
        }
        if script.is_word() {
            island += 1;
        } else if island > 0 {
            if island <= SHORT_ISLAND && (after_separator || is_separator(c)) {
                return true;
            }
            after_separator = is_separator(c);
            island = 0;
        }
        if LookAlikes::starts_with(c) {
            return true;
        }
        previous = c;
    }
    after_separator && (1..=SHORT_ISLAND).contains(&island)
}

struct LookAlikes;

impl LookAlikes {
    fn starts_with(c: char) -> bool {
        static FIRST: std::sync::LazyLock<Vec<char>> = std::sync::LazyLock::new(|| {
            let mut first: Vec<char> =
                look_alikes().iter().filter_map(|row| row.written.chars().next()).collect();
            first.sort_unstable();
            first.dedup();
            first
        });
        !c.is_ascii() && FIRST.binary_search(&c).is_ok()
    }
}

/// Splits the surface into pieces, reading look-alikes as what they stand for.
fn read_look_alikes(surface: &View) -> (Vec<Piece>, bool) {
    let text = surface.as_str();
    let mut pieces = Vec::with_capacity(text.len() / 2);
    let mut changed = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let found = if LookAlikes::starts_with(c) {
            look_alikes().iter().find(|row| fits(row, text, at))
        } else {
            None
        };
        let (len, folded) = match found {
            Some(row) => (row.written.len(), row.folded.as_str()),
            None => (c.len_utf8(), &text[at..at + c.len_utf8()]),
        };
        changed |= found.is_some();
        let original = surface.original(at..at + len);
        pieces.extend(folded.chars().map(|c| Piece { c, original, script: Script::of(c) }));
        at += len;
    }
    (pieces, changed)
}

fn fits(row: &LookAlike, text: &str, at: usize) -> bool {
    if !text[at..].starts_with(&row.written) {
        return false;
    }
    let before = text[..at].chars().next_back();
    let after = text[at + row.written.len()..].chars().next();
    let beside = |test: fn(char) -> bool| before.is_some_and(test) || after.is_some_and(test);
    match row.place {
        Place::Anywhere => true,
        Place::Latin => beside(|c| c.is_ascii_alphabetic()),
        Place::Katakana => {
            beside(|c| Script::of(c) == Script::Katakana && c != 'ー')
                && !beside(|c| matches!(Script::of(c), Script::Kanji | Script::Digit))
        }
    }
}

fn is_prolonged(c: char) -> bool {
    matches!(c, 'ー' | '~')
}

/// Takes drawn-out letters together; a prolonged mark after hiragana or doubled goes altogether.
fn collapse(pieces: &mut Vec<Piece>) -> bool {
    let before = pieces.len();
    let mut out: Vec<Piece> = Vec::with_capacity(before);
    let mut index = 0;
    while index < pieces.len() {
        let piece = pieces[index];
        let same = pieces[index..]
            .iter()
            .take_while(|next| finish_key(next.c) == finish_key(piece.c))
            .count();
        let after_hiragana = out.last().is_some_and(|last| last.script == Script::Hiragana);
        if is_prolonged(piece.c) && (same >= 2 || (piece.c == 'ー' && after_hiragana)) {
            index += same;
            continue;
        }
        let drawn_out =
            same >= DRAWN_OUT && piece.script.is_word() && piece.script != Script::Digit;
        let kept = if drawn_out { 1 } else { same };
        out.extend_from_slice(&pieces[index..index + kept]);
        index += same;
    }
    *pieces = out;
    pieces.len() != before
}

/// A run of separators goes when it stands between letters of which one island is short. Marks that
/// end a clause go only between single letters.
fn separators_to_keep(pieces: &[Piece]) -> Vec<bool> {
    let mut keep = vec![true; pieces.len()];
    let islands = islands(pieces);
    for pair in islands.windows(2) {
        let (left, right) = (&pair[0], &pair[1]);
        let run = left.end..right.start;
        if !pieces[run.clone()].iter().all(|piece| is_separator(piece.c)) {
            continue;
        }
        let short = left.len().min(right.len());
        let limit = if pieces[run.clone()].iter().any(|piece| matches!(piece.c, '。' | '、')) {
            1
        } else {
            SHORT_ISLAND
        };
        if short <= limit && (limit > 1 || left.len().max(right.len()) == 1) {
            keep[run].fill(false);
        }
    }
    keep
}

fn islands(pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut islands = Vec::new();
    let mut start = None;
    for (index, piece) in pieces.iter().enumerate() {
        match (start, piece.script.is_word()) {
            (None, true) => start = Some(index),
            (Some(begin), false) => {
                islands.push(begin..index);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(begin) = start {
        islands.push(begin..pieces.len());
    }
    islands
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::{Level, fold};

    fn loose(text: &str) -> Option<String> {
        let mut surface = View::default();
        fold(text, Level::Surface, &mut surface);
        let mut loose = Loose::default();
        loose.build(&surface).then(|| loose.view().as_str().to_owned())
    }

    #[test]
    fn disguises_fall_away() {
        for (text, expected) in [
            ("お前ら し・ね よ", "お前らしねよ"),
            ("死\nね", "死ね"),
            ("ばーーーか", "ばか"),
            ("ばーか", "ばか"),
            ("しねええええ", "しねえ"),
            ("タヒね", "死ね"),
            ("ﾀﾋね", "死ね"),
            ("バ力", "ばか"),
            ("pаypal", "paypal"),
            ("こ♡ろ♡す", "ころす"),
        ] {
            assert_eq!(loose(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn plain_text_needs_no_loose_view() {
        for text in [
            "今日はいい天気ですね。散歩しよう",
            "カステラとメール",
            "北海道・名古屋・鹿児島",
            "2026年",
        ] {
            assert_eq!(loose(text), None, "{text}");
        }
    }

    #[test]
    fn a_word_spelt_out_is_not_cut_from_a_longer_one() {
        for (text, word, admitted) in [
            ("し・ね", "しね", true),
            ("お前ら し・ね よ", "しね", true),
            ("し・ん・し・ね・ん", "しね", false),
            ("だし・ねぎ", "しね", false),
            ("こ ろ す ぞ", "ころす", true),
        ] {
            let mut surface = View::default();
            fold(text, Level::Surface, &mut surface);
            let mut loose = Loose::default();
            assert!(loose.build(&surface), "{text}");
            let start = loose.view().as_str().find(word).expect("the word is in the view");
            assert_eq!(loose.admits(start..start + word.len()), admitted, "{text}");
        }
    }
}
