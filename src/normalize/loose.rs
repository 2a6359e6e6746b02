//! The loose view: what is left when the means of disguise are taken out.
//!
//! Separators between short islands of letters go (し・ね), repeated letters and prolonged marks
//! collapse (しねえええ, ばーーか), look-alikes are read as what they look like (タヒ for 死, バ力).
//! It is built only for comments that show such a thing; a match in it is a *disguised* match, and
//! [`Loose::admits`] says whether its edges are believable.

use std::ops::Range;
use std::sync::LazyLock;

use super::chars::{Script, is_separator};
use super::fold::{Level, finish_key, fold, key};
use super::gaps::{Gap, Gaps, is_clause_mark};
use super::look_alikes;
use super::view::View;
use crate::span::Span;

/// An island of at most this many letters counts as torn out of a word.
const SHORT_ISLAND: usize = 2;
/// This many equal letters in a row are one letter drawn out.
const DRAWN_OUT: usize = 3;

/// How many letters on each side of a prolonged mark are read together.
const JOINED: usize = 6;

/// The loose view of a comment.
#[derive(Debug, Clone, Default)]
pub struct Loose {
    view: View,
    opened: View,
    unbroken: View,
    gaps: Gaps,
    window: String,
}

/// A char on its way from the surface to the loose view.
#[derive(Clone, Copy)]
struct Piece {
    c: char,
    /// The char folded.
    key: char,
    original: Span,
    script: Script,
}

impl Loose {
    /// The folded text with its alignment.
    #[must_use]
    pub fn view(&self) -> &View {
        &self.view
    }

    /// The surface with the means of disguise taken out, kana as written: what scripts and
    /// morphemes are read in.
    #[must_use]
    pub fn opened(&self) -> &View {
        &self.opened
    }

    /// The key view without the separators that tear words apart, if there are any; letters drawn out
    /// and look-alikes are read as in the loose view.
    #[must_use]
    pub fn unbroken(&self) -> Option<&View> {
        (!self.gaps.is_empty()).then_some(&self.unbroken)
    }

    /// Builds the loose view; gives `false`, leaving it empty, if the text shows no disguise.
    ///
    /// Marks in katakana words are everywhere (カード). For each, `joins` is asked with the folded
    /// letters around it and the place where they meet: whether a word lies across it (シャーブ).
    pub fn build(&mut self, surface: &View, joins: impl FnMut(&str, usize) -> bool) -> bool {
        self.view.clear();
        self.opened.clear();
        self.unbroken.clear();
        self.gaps.clear();
        if !may_be_disguised(surface.as_str(), &mut self.window, joins) {
            return false;
        }
        let (mut pieces, mut changed) = read_look_alikes(surface);
        changed |= collapse(&mut pieces);
        let keep = separators_to_keep(&pieces);
        let broken = keep.contains(&false);
        changed |= broken;
        // Small kana alone are no piece that goes.
        changed |= pieces.windows(2).any(|pair| is_odd_folded(pair[0].key, pair[1].key));
        if !changed {
            return false;
        }
        let mut gap: Option<(char, Span)> = None;
        for (piece, keep) in pieces.iter().zip(&keep) {
            if !keep {
                let (separator, span) = gap.unwrap_or((piece.c, piece.original));
                gap = Some((separator, span.cover(piece.original)));
                continue;
            }
            if let Some((separator, original)) = gap.take() {
                self.gaps.push(Gap { at: self.view.as_str().len(), separator, original });
            }
            let Span { start, .. } = piece.original;
            self.view.push(loose_kana(piece.key), start, piece.original.len());
            self.opened.push(piece.c, start, piece.original.len());
            if broken {
                self.unbroken.push(piece.key, start, piece.original.len());
            }
        }
        true
    }

    /// Whether a match may be believed. A word of two letters spelt out with separators begins and
    /// ends with them and is not the middle of a longer one spelt out the same way (し・ん・ね・ん);
    /// a longer one needs less. `guarded` words, which have many innocent twins, are read only where
    /// every letter stands by itself.
    #[must_use]
    pub fn admits(&self, range: Range<usize>, guarded: bool) -> bool {
        self.gaps.admit(&self.view, &self.opened, range, guarded)
    }

    /// Whether a match of two letters stands amid letters spelt out the same way, and has a kanji in
    /// it: お 前 死 ね. Kana alone have too many twins: し・ん・ね・ん.
    #[must_use]
    pub fn amid(&self, range: Range<usize>) -> bool {
        let word = &self.view.as_str()[range.clone()];
        word.chars().count() == 2
            && word.chars().any(|c| Script::of(c) == Script::Kanji)
            && self.gaps.amid(&self.view, &self.opened, range)
    }

    /// Whether a match ends where its letters do: other separators, or none, stand beside it.
    #[must_use]
    pub fn bounds(&self, range: Range<usize>) -> bool {
        self.gaps.bound(&self.view, &self.opened, range)
    }

    /// Whether byte `at` of the original is a separator that was dropped: such a line break ends no
    /// sentence.
    #[must_use]
    pub fn dropped(&self, at: usize) -> bool {
        self.gaps.hold(at)
    }
}

/// Folds a text without the separators that tear words apart, as the wording of comments is read:
/// 「し・ん・ね・ん」 as しんねん.
#[must_use]
pub fn unbroken(text: &str) -> String {
    let (mut surface, mut loose) = (View::default(), Loose::default());
    fold(text, Level::Surface, &mut surface);
    loose.build(&surface, |_, _| false);
    loose.unbroken().map_or_else(|| key(text), |view| view.as_str().to_owned())
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
/// A table says of each char whether it asks for more than to be counted; few do.
fn may_be_disguised(
    surface: &str,
    window: &mut String,
    mut joins: impl FnMut(&str, usize) -> bool,
) -> bool {
    let table = Traits::table();
    let mut island = 0usize;
    let mut after_separator = false;
    let mut previous = '\0';
    let mut repeats = 1usize;
    for (at, c) in surface.char_indices() {
        let traits = table.get(c as usize).copied().unwrap_or_else(|| Traits::of(c));
        if c == previous {
            repeats += 1;
            if (repeats >= DRAWN_OUT || (repeats == 2 && is_prolonged(c)))
                && Script::of(c) != Script::Digit
            {
                return true;
            }
        } else {
            repeats = 1;
        }
        if traits.has(Traits::TELLING) && tells(surface, at, c, previous, window, &mut joins) {
            return true;
        }
        if traits.has(Traits::WORD) {
            island += 1;
        } else if island > 0 {
            let separator = traits.has(Traits::SEPARATOR);
            if island <= SHORT_ISLAND && (after_separator || separator) {
                return true;
            }
            after_separator = separator;
            island = 0;
        }
        if is_small_tsu(previous) && is_odd_small_kana(previous, c) {
            return true;
        }
        previous = c;
    }
    after_separator && (1..=SHORT_ISLAND).contains(&island)
}

/// Whether a char that may tell of a disguise does so here.
fn tells(
    surface: &str,
    at: usize,
    c: char,
    previous: char,
    window: &mut String,
    joins: &mut impl FnMut(&str, usize) -> bool,
) -> bool {
    if is_prolonged(c) && is_drawn_out_by_mark(previous) {
        if Script::of(previous) != Script::Katakana {
            return true;
        }
        // At the end of a word it hides nothing that is not found without.
        if surface[at + c.len_utf8()..].starts_with(|c| Script::of(c) == Script::Katakana) {
            let place = join(surface, at, window);
            if joins(window, place) {
                return true;
            }
        }
    }
    is_odd_small_kana(previous, c) || look_alikes::at(surface, at).is_some()
}

fn is_small_tsu(c: char) -> bool {
    matches!(c, 'っ' | 'ッ')
}

/// What the search for disguises must know of a char.
#[derive(Clone, Copy)]
struct Traits(u8);

impl Traits {
    const WORD: u8 = 1;
    const SEPARATOR: u8 = 2;
    /// A prolonged mark, a small kana, or what a look-alike may begin with.
    const TELLING: u8 = 4;

    /// Those of the Basic Multilingual Plane, by code point.
    fn table() -> &'static [Self] {
        static TABLE: LazyLock<Vec<Traits>> = LazyLock::new(|| {
            let traits = |code| char::from_u32(code).map_or(Traits(0), Traits::of);
            (0..=0xFFFF).map(traits).collect()
        });
        &TABLE
    }

    fn of(c: char) -> Self {
        let small = matches!(finish_key(c), 'ゃ' | 'ゅ' | 'ょ');
        let telling = small || is_prolonged(c) || look_alikes::may_begin(c);
        let flag = |set: bool, flag: u8| if set { flag } else { 0 };
        Self(
            flag(Script::of(c).is_word(), Self::WORD)
                | flag(is_separator(c), Self::SEPARATOR)
                | flag(telling, Self::TELLING),
        )
    }

    fn has(self, flag: u8) -> bool {
        self.0 & flag != 0
    }
}

/// Puts the folded letters on both sides of the mark at byte `at` into `window`; gives the offset
/// at which they meet.
fn join(surface: &str, at: usize, window: &mut String) -> usize {
    let letters = |c: &char| !is_prolonged(*c);
    let before = surface[..at].char_indices().rev().filter(|(_, c)| letters(c)).take(JOINED);
    let start = before.last().map_or(at, |(start, _)| start);
    window.clear();
    window.extend(surface[start..at].chars().filter(letters).map(finish_key));
    let place = window.len();
    window.extend(surface[at..].chars().filter(letters).take(JOINED).map(finish_key));
    place
}

/// Whether a small kana stands where none can be spoken: ゃ after another row than い, っ before a
/// vowel. Such are small for show (ゃっら).
fn is_odd_small_kana(before: char, c: char) -> bool {
    is_odd_folded(finish_key(before), finish_key(c))
}

/// The same of chars that are folded.
fn is_odd_folded(before: char, c: char) -> bool {
    match (before, c) {
        (before, 'ゃ' | 'ゅ' | 'ょ') => !matches!(
            before,
            'き' | 'し'
                | 'ち'
                | 'に'
                | 'ひ'
                | 'み'
                | 'り'
                | 'ぎ'
                | 'じ'
                | 'ぢ'
                | 'び'
                | 'ぴ'
                | 'い'
                | 'て'
                | 'で'
                | 'ふ'
                | 'ゔ'
                | 'う'
                | 'く'
                | 'ぐ'
                | 'つ'
        ),
        ('っ', c) => matches!(
            c,
            'あ'..='お' | 'な'..='の' | 'ま'..='も' | 'や' | 'ゆ' | 'よ' | 'ら'..='ろ' | 'わ' | 'を' | 'ん'
        ),
        _ => false,
    }
}

/// Splits the surface into pieces, reading look-alikes as what they stand for.
fn read_look_alikes(surface: &View) -> (Vec<Piece>, bool) {
    let text = surface.as_str();
    let mut pieces = Vec::with_capacity(text.len() / 2);
    let mut changed = false;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let found = look_alikes::at(text, at);
        let (len, folded) = match found {
            Some(row) => (row.written.len(), row.folded.as_str()),
            None => (c.len_utf8(), &text[at..at + c.len_utf8()]),
        };
        changed |= found.is_some();
        let original = surface.original(at..at + len);
        let piece = |c| Piece { c, key: finish_key(c), original, script: Script::of(c) };
        pieces.extend(folded.chars().map(piece));
        at += len;
    }
    (pieces, changed)
}

fn is_prolonged(c: char) -> bool {
    matches!(c, 'ー' | '~')
}

/// Whether a prolonged mark after `c` draws the letter out.
fn is_drawn_out_by_mark(c: char) -> bool {
    matches!(Script::of(c), Script::Hiragana | Script::Katakana | Script::Kanji) && c != 'ー'
}

/// Takes drawn-out letters together; prolonged marks after kana or kanji go.
fn collapse(pieces: &mut Vec<Piece>) -> bool {
    let before = pieces.len();
    let mut out: Vec<Piece> = Vec::with_capacity(before);
    // サ ー バ: the mark belongs to the letter before the separator.
    let mut last: Option<char> = None;
    let mut index = 0;
    while index < pieces.len() {
        let piece = pieces[index];
        let same = pieces[index..].iter().take_while(|next| next.key == piece.key).count();
        let after_letter = last.is_some_and(is_drawn_out_by_mark);
        if is_prolonged(piece.c) && (same >= 2 || (piece.c == 'ー' && after_letter)) {
            index += same;
            continue;
        }
        let drawn_out =
            same >= DRAWN_OUT && piece.script.is_word() && piece.script != Script::Digit;
        let kept = if drawn_out { 1 } else { same };
        out.extend_from_slice(&pieces[index..index + kept]);
        if !is_separator(piece.c) {
            last = Some(piece.c);
        }
        index += same;
    }
    *pieces = out;
    pieces.len() != before
}

/// A run of separators goes when it stands between letters of which one island is short. Marks that
/// end a clause go only beside a single letter.
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
        let marked = pieces[run.clone()].iter().any(|piece| is_clause_mark(piece.c));
        if short <= if marked { 1 } else { SHORT_ISLAND } {
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

    /// The loose view, if words lie across the marks in katakana words.
    fn loose(text: &str) -> Option<String> {
        built(text, true)
    }

    fn built(text: &str, joins: bool) -> Option<String> {
        let mut surface = View::default();
        fold(text, Level::Surface, &mut surface);
        let mut loose = Loose::default();
        loose.build(&surface, |_, _| joins).then(|| loose.view().as_str().to_owned())
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
            assert_eq!(built(text, false), None, "{text}");
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
            assert!(loose.build(&surface, |_, _| true), "{text}");
            let start = loose.view().as_str().find(word).expect("the word is in the view");
            assert_eq!(loose.admits(start..start + word.len(), false), admitted, "{text}");
        }
    }
}
