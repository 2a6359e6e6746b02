//! Words behind masks: each mask is filled with the letters that a term could want there, and the
//! text around it is read as if it had been written so.

use std::ops::Range;
use std::sync::LazyLock;

use crate::lexicon::{Entry, Form, Halves, Lexicon, MaskIndex, Term};
use crate::normalize::{
    LetterSet, Letters, MASK, Mask, Script, View, all_masks, key_char, mask, may_mask,
};
use crate::span::Span;

/// Most masks of one comment that are looked into; past it the text is art, not words.
const MAX_MASKS: usize = 24;
/// Most ways of filling masks that are tried in one comment. Comments of people need fewer; without
/// a bound a dozen masks side by side would cost seconds.
const MAX_READINGS: usize = 20_000;
/// How far around a mask is read, in letters.
const REACH: usize = 20;
/// Most masks of one word that are filled together.
const MAX_DEPTH: usize = 3;
/// The next mask of the same word is not farther away.
const NEXT_MASK: usize = 3;
/// Terms weaker than this are too little to go by if half of their letters are hidden.
const STRONG: f32 = 0.6;
/// Letters that must be seen of a word with innocent twins, or behind a doubtful mask.
const PLAIN_TO_SEE: usize = 3;
/// Particles that stand behind nouns.
const NOUN_PARTICLES: &str = "をのがにはもとで";
/// This many letters are a word whatever stands before them.
const LONG: usize = 4;
/// A kanji tells as much as this many kana.
const KANJI: usize = 2;
/// A char after every letter for so many letters is no mask but a separator.
const ROW: usize = 3;
/// What must be seen of a word whose last letter is hidden, and of one whose first is: anything may
/// end in ○, and even more may begin with it.
const SEEN_OF_HEAD: usize = 4;
const SEEN_OF_TAIL: usize = 5;

/// The surface with plain masks made one, folded, char by char.
pub(super) struct MaskedText {
    chars: Vec<char>,
    /// The letters as written, for their scripts and kana.
    written: Vec<char>,
    scripts: Vec<Script>,
    spans: Vec<Span>,
    masks: Vec<(usize, Mask)>,
}

/// A pattern that lies over a filled mask.
pub(super) struct Reading {
    chars: Range<usize>,
    /// How many of the letters are masks.
    hidden: usize,
    mask: usize,
    /// What the mask is read as.
    letter: char,
    kind: Mask,
}

/// Whether a char stands in a row of the same ones, a letter between each: は_ど_こ_に.
fn separates(chars: &[char], index: usize) -> bool {
    let c = chars[index];
    let back = chars[..index].iter().rev().skip(1).step_by(2).take_while(|other| **other == c);
    let on = chars[index..].iter().step_by(2).take_while(|other| **other == c);
    back.take(ROW).count() + on.take(ROW).count() >= ROW
}

impl MaskedText {
    /// `None` if nothing is masked. `letters` are those of the key view.
    pub fn of(surface: &View, letters: &Letters) -> Option<Self> {
        static MASKS: LazyLock<LetterSet> = LazyLock::new(|| LetterSet::new(all_masks()));
        let text = surface.as_str();
        if !letters.meets(&MASKS) || !has_mask(text) {
            return None;
        }
        let mut masked = Self {
            chars: Vec::new(),
            written: Vec::new(),
            scripts: Vec::new(),
            spans: Vec::new(),
            masks: Vec::new(),
        };
        let chars: Vec<char> = text.chars().collect();
        for (index, (at, c)) in text.char_indices().enumerate() {
            let before = index.checked_sub(1).map(|before| chars[before]);
            let kind = mask(c, before, chars.get(index + 1).copied());
            let kind = kind.filter(|_| !separates(&chars, index));
            let folded = if kind == Some(Mask::Plain) { MASK } else { key_char(c) };
            if let Some(kind) = kind {
                masked.masks.push((masked.chars.len(), kind));
            }
            masked.chars.push(folded);
            masked.written.push(c);
            masked.scripts.push(if kind.is_some() { Script::Other } else { Script::of(c) });
            masked.spans.push(surface.original(at..at + c.len_utf8()));
        }
        Some(masked)
    }

    /// Calls `found` for every pattern of the lexicon that lies over a filled mask, and for those
    /// that hold a mask of their own (タ○).
    pub fn read(&self, lexicon: &Lexicon, mut found: impl FnMut(Reading, Entry)) {
        let mut text = self.chars.clone();
        let letters = lexicon.masked();
        let mut window = Window::default();
        let mut halves = Halves::default();
        let mut left = MAX_READINGS;
        for (at, kind) in self.masks.iter().take(MAX_MASKS) {
            let mut reader = Reader {
                lexicon,
                letters,
                kind: *kind,
                window: &mut window,
                halves: &mut halves,
                left: &mut left,
                found: &mut found,
            };
            reader.scan(&text, *at, 0);
            if !self.is_blank(*at..*at + 1) {
                reader.fill(&mut text, *at, 1);
            }
        }
    }

    /// The part of the original that a reading stands for.
    pub fn span(&self, reading: &Reading) -> Option<Span> {
        let (first, last) = (reading.chars.start, reading.chars.end.checked_sub(1)?);
        Some(self.spans.get(first)?.cover(*self.spans.get(last)?))
    }

    /// Whether what is left to see is enough to go by, and stands as a word.
    pub fn admits(&self, reading: &Reading, term: &Term) -> bool {
        let letters = reading.chars.len();
        if reading.hidden == 0 {
            return letters > 2 || !self.continues(reading.chars.end);
        }
        let guarded = term.stand.no_disguise || term.class.starts_with("cues.");
        // ○級, ○月: a number to be filled in.
        let number = Script::of(reading.letter) == Script::Digit;
        if number || self.is_blank(reading.chars.clone()) || !self.stands(reading) {
            return false;
        }
        if letters == 2 {
            // 死○ is the one thing, 石○ is any.
            return !guarded
                && reading.kind == Mask::Plain
                && reading.mask > reading.chars.start
                && self.scripts[reading.chars.start] == Script::Kanji
                && Script::of(reading.letter) == Script::Hiragana
                && term.strength >= STRONG
                && !self.continues(reading.chars.end);
        }
        let visible = letters - reading.hidden;
        let plain_to_see = visible >= PLAIN_TO_SEE;
        visible >= 2
            && visible * 2 >= letters
            && (!guarded || plain_to_see)
            && (reading.kind == Mask::Plain || plain_to_see)
            && self.tells(reading, term)
    }

    /// Whether the visible letters tell which word it is, by the place of the mask.
    fn tells(&self, reading: &Reading, term: &Term) -> bool {
        let seen = &self.scripts[reading.chars.clone()];
        let of = |script: Script| seen.iter().filter(|known| **known == script).count();
        let kanji = of(Script::Kanji);
        let visible = seen.len() - reading.hidden;
        let weight = visible + kanji * (KANJI - 1);
        let one_kana = of(Script::Hiragana) == visible || of(Script::Katakana) == visible;
        if self.is_lone_content(reading) {
            return false;
        }
        if reading.mask == reading.chars.start {
            return reading.kind == Mask::Plain
                && (weight >= SEEN_OF_TAIL || of(Script::Katakana) >= PLAIN_TO_SEE);
        }
        if reading.mask + 1 == reading.chars.end {
            return reading.kind == Mask::Plain
                && (weight >= SEEN_OF_HEAD
                    || one_kana && (visible >= PLAIN_TO_SEE || reading.hidden > 1));
        }
        seen.len() > 3 || kanji == 2 || self.is_spelt_so(reading, term)
    }

    /// Whether the visible letters of a short word are written as a row writes them, kana included.
    fn is_spelt_so(&self, reading: &Reading, term: &Term) -> bool {
        let written = &self.written[reading.chars.clone()];
        let hidden = reading.mask - reading.chars.start;
        term.spellings().iter().any(|spelling| {
            let agree = |(at, (own, seen)): (usize, (char, &char))| at == hidden || own == *seen;
            spelling.chars().count() == written.len()
                && spelling.chars().zip(written).enumerate().all(agree)
        })
    }

    /// Whether the mask hides a kanji that is a word of its own: 顔を○き may be any verb, ○の写真 any
    /// thing, クズの○ anybody.
    fn is_lone_content(&self, reading: &Reading) -> bool {
        let Range { start, end } = reading.chars;
        let within =
            |at: Option<usize>| at.filter(|at| (start..end).contains(at)).map(|at| self.chars[at]);
        let before = within(reading.mask.checked_sub(1));
        let after = within(Some(reading.mask + 1));
        let kanji = |c: char| Script::of(c) == Script::Kanji;
        let particle = |c: char| NOUN_PARTICLES.contains(c);
        kanji(reading.letter)
            && match (before, after) {
                (Some(before), Some(after)) => particle(before) && !kanji(after),
                (Some(before), None) => !kanji(before),
                (None, Some(after)) => !kanji(after),
                (None, None) => true,
            }
    }

    /// Whether neither edge goes on in the script of the last letter that is seen. Only particles may
    /// follow hiragana.
    fn stands(&self, reading: &Reading) -> bool {
        let seen = &self.scripts[reading.chars.clone()];
        let script = |at: Option<usize>| {
            at.and_then(|at| self.scripts.get(at)).copied().unwrap_or(Script::Other)
        };
        let letter = |script: &&Script| script.is_word();
        // Hiragana behind a kanji are its ending: 挙げ○い.
        let goes_on = |edge: Option<&Script>, neighbour: Script| {
            let ending = edge == Some(&Script::Hiragana) && neighbour == Script::Kanji;
            neighbour.is_word() && (edge == Some(&neighbour) || ending)
        };
        let (first, last) = (seen.iter().find(letter), seen.iter().rev().find(letter));
        let hiragana = |script: Option<&Script>| script == Some(&Script::Hiragana);
        let before = goes_on(first, script(reading.chars.start.checked_sub(1)));
        let next = script(Some(reading.chars.end));
        let after = next.is_word() && last == Some(&next);
        // A long word is one wherever it stands: 年度人事評○.
        let long = seen.len() - reading.hidden >= LONG;
        let katakana = |script: Option<&Script>| script == Some(&Script::Katakana);
        let before = before && !self.is_closed(reading.chars.start);
        (!before || long && !katakana(first)) && (!after || hiragana(last))
    }

    /// Whether the letters before `at` are お and one kanji, a word of its own: お前死○.
    fn is_closed(&self, at: usize) -> bool {
        let kanji = |at: usize| self.scripts[at] == Script::Kanji;
        at >= 2 && kanji(at - 1) && !kanji(at - 2) && matches!(self.chars[at - 2], 'お' | 'ご')
    }

    /// Whether masks stand side by side there: ○○ is a blank to fill in, not a letter.
    fn is_blank(&self, chars: Range<usize>) -> bool {
        let around = chars.start.saturating_sub(1)..chars.end + 1;
        let around = &self.chars[around.start..around.end.min(self.chars.len())];
        around.windows(2).any(|pair| pair == [MASK, MASK])
    }

    /// Whether the word goes on at char `at`, or is a noun: 死○者 and 死○に are not 死○.
    fn continues(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|c| {
            *c == MASK
                || NOUN_PARTICLES.contains(*c)
                || matches!(Script::of(*c), Script::Kanji | Script::Digit | Script::Letter)
        })
    }
}

/// Fills masks and reads around them.
struct Reader<'a, F> {
    lexicon: &'a Lexicon,
    letters: &'a MaskIndex,
    kind: Mask,
    window: &'a mut Window,
    halves: &'a mut Halves,
    /// Readings that may still be tried.
    left: &'a mut usize,
    found: &'a mut F,
}

impl<F: FnMut(Reading, Entry)> Reader<'_, F> {
    /// Fills the mask at `at` with each letter in turn, and then the next one of the same word.
    fn fill(&mut self, text: &mut [char], at: usize, depth: usize) {
        let masked = text[at];
        for letter in self.letters.letters(text, at) {
            text[at] = letter;
            self.scan(text, at, depth);
            let next = (at + 1..text.len().min(at + 1 + NEXT_MASK)).find(|i| text[*i] == MASK);
            if let Some(next) = next.filter(|_| depth < MAX_DEPTH) {
                self.fill(text, next, depth + 1);
            }
        }
        text[at] = masked;
    }

    fn scan(&mut self, text: &[char], at: usize, filled: usize) {
        let Some(left) = self.left.checked_sub(1) else { return };
        *self.left = left;
        let (kind, found) = (self.kind, &mut self.found);
        let window = self.window.read(text, at);
        _ = self.lexicon.scan_by_ends(&window.text, self.halves, |range, entry, form| {
            // Most patterns that are found lie beside the mask.
            if form != Form::Plain || !range.contains(&window.mask) {
                return;
            }
            let chars = window.char_at(range.start)..window.char_at(range.end);
            let hidden = filled.min(chars.len());
            found(Reading { chars, hidden, mask: at, letter: text[at], kind }, entry);
        });
    }
}

/// The text around a mask, for the automaton; a buffer.
#[derive(Default)]
struct Window {
    text: String,
    /// Where each char begins, in bytes.
    starts: Vec<usize>,
    /// The first char, by its number in the whole text.
    first: usize,
    /// The byte at which the mask begins.
    mask: usize,
}

impl Window {
    fn read(&mut self, text: &[char], at: usize) -> &Self {
        self.first = at.saturating_sub(REACH);
        self.text.clear();
        self.starts.clear();
        for c in &text[self.first..text.len().min(at + 1 + REACH)] {
            self.starts.push(self.text.len());
            self.text.push(*c);
        }
        self.mask = self.starts[at - self.first];
        self
    }

    /// The char of the whole text that begins at a byte.
    fn char_at(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start < byte) + self.first
    }
}

fn has_mask(text: &str) -> bool {
    text.char_indices().any(|(at, c)| {
        may_mask(c) && {
            let (before, after) = (text[..at].chars().next_back(), text[at..].chars().nth(1));
            mask(c, before, after).is_some()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Sources;

    const TERMS: &str = "term,class,stand,pos,strength,reason,source,near_misses\n\
        死ね,a,anywhere,,0.9,r,s,\n\
        きちがい,a,anywhere,,0.9,r,s,\n\
        ばか,a,anywhere,,0.9,r,s,\n\
        タ○,a,anywhere,,0.9,r,s,\n";

    fn found(text: &str) -> Vec<String> {
        let lexicon = Lexicon::compile(&Sources::of_program(&[("insult/terms.csv", TERMS)]))
            .expect("the terms compile");
        let mut surface = View::default();
        crate::normalize::fold(text, crate::normalize::Level::Surface, &mut surface);
        let mut letters = Letters::default();
        letters.read(&crate::normalize::key(text));
        let Some(masked) = MaskedText::of(&surface, &letters) else { return Vec::new() };
        let mut found = Vec::new();
        masked.read(&lexicon, |reading, entry| {
            let Entry::Term(id) = entry else { return };
            if masked.admits(&reading, &lexicon.terms[id as usize])
                && let Some(span) = masked.span(&reading)
            {
                found.push(span.slice(text).to_owned());
            }
        });
        found.dedup();
        found
    }

    #[test]
    fn masked_words_are_read() {
        for (text, expected) in [
            ("お前死○よ", vec!["死○"]),
            ("き○がい", vec!["き○がい"]),
            ("キ○ガ○", vec!["キ○ガ○"]),
            ("きロがい", vec!["きロがい"]),
            ("キ?ガイ", vec!["キ?ガイ"]),
            ("○ちがい", vec![]),
            ("うちき○がい", vec![]),
            ("タ○", vec!["タ○"]),
            ("ば○", vec![]),
            ("○ね", vec![]),
            ("死○者", vec![]),
            ("死○になる", vec![]),
            ("○○○い", vec![]),
            ("?ちがい", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
