//! Words behind masks: each mask is filled with the letters that a term could want there, and the
//! text around it is read as if it had been written so.

use std::ops::Range;

use crate::lexicon::{Entry, Form, Lexicon, MaskIndex, Term};
use crate::normalize::{MASK, Mask, Script, View, key, mask};
use crate::span::Span;

/// Most masks of one comment that are looked into; past it the text is art, not words.
const MAX_MASKS: usize = 24;
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

/// The surface with plain masks made one, folded, char by char.
pub(super) struct MaskedText {
    chars: Vec<char>,
    spans: Vec<Span>,
    masks: Vec<(usize, Mask)>,
}

/// A pattern that lies over a filled mask.
pub(super) struct Reading {
    chars: Range<usize>,
    /// How many of the letters are masks.
    hidden: usize,
    mask: usize,
    kind: Mask,
}

impl MaskedText {
    /// `None` if nothing is masked.
    pub fn of(surface: &View) -> Option<Self> {
        let text = surface.as_str();
        if !has_mask(text) {
            return None;
        }
        let mut masked = Self { chars: Vec::new(), spans: Vec::new(), masks: Vec::new() };
        let mut before = None;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let kind = mask(c, before, chars.peek().map(|(_, next)| *next));
            before = Some(c);
            let folded = match kind {
                Some(Mask::Plain) => Some(MASK),
                _ => key(c.encode_utf8(&mut [0; 4])).chars().next(),
            };
            let Some(folded) = folded else { continue };
            if let Some(kind) = kind {
                masked.masks.push((masked.chars.len(), kind));
            }
            masked.chars.push(folded);
            masked.spans.push(surface.original(at..at + c.len_utf8()));
        }
        Some(masked)
    }

    /// Calls `found` for every pattern of the lexicon that lies over a filled mask, and for those
    /// that hold a mask of their own (タ○).
    pub fn read(&self, lexicon: &Lexicon, mut found: impl FnMut(Reading, Entry)) {
        let mut text = self.chars.clone();
        let letters = lexicon.masked();
        for (at, kind) in self.masks.iter().take(MAX_MASKS) {
            let mut reader = Reader { lexicon, letters, kind: *kind, found: &mut found };
            reader.scan(&text, *at, 0);
            reader.fill(&mut text, *at, 1);
        }
    }

    /// The part of the original that a reading stands for.
    pub fn span(&self, reading: &Reading) -> Option<Span> {
        let (first, last) = (reading.chars.start, reading.chars.end.checked_sub(1)?);
        Some(self.spans.get(first)?.cover(*self.spans.get(last)?))
    }

    /// Whether what is left to see is enough to go by.
    pub fn admits(&self, reading: &Reading, term: &Term) -> bool {
        let letters = reading.chars.len();
        let visible = letters - reading.hidden;
        let inside = reading.chars.start < reading.mask && reading.mask + 1 < reading.chars.end;
        let guarded = term.stand.no_disguise || term.class.starts_with("cues.");
        if reading.hidden == 0 {
            return letters > 2 || !self.continues(reading.chars.end);
        }
        if self.is_blank(reading) {
            return false;
        }
        if letters == 2 {
            return !guarded
                && reading.kind == Mask::Plain
                && term.strength >= STRONG
                && !self.continues(reading.chars.end);
        }
        let enough = visible >= 2 && visible * 2 >= letters;
        let plain_to_see = visible >= PLAIN_TO_SEE;
        match reading.kind {
            Mask::Plain => enough && (!guarded || plain_to_see),
            Mask::Doubtful => enough && inside && plain_to_see,
        }
    }

    /// Whether masks stand side by side: ○○ is a blank to fill in, not a letter.
    fn is_blank(&self, reading: &Reading) -> bool {
        let around = reading.chars.start.saturating_sub(1)..reading.chars.end + 1;
        let around = &self.chars[around.start..around.end.min(self.chars.len())];
        around.windows(2).any(|pair| pair == [MASK, MASK])
    }

    /// Whether the word goes on at char `at`: 死○者 is not 死○.
    fn continues(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|c| {
            *c == MASK || matches!(Script::of(*c), Script::Kanji | Script::Digit | Script::Letter)
        })
    }
}

/// Fills masks and reads around them.
struct Reader<'a, F> {
    lexicon: &'a Lexicon,
    letters: &'a MaskIndex,
    kind: Mask,
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
        let first = at.saturating_sub(REACH);
        let window = &text[first..text.len().min(at + 1 + REACH)];
        let mut starts = Vec::with_capacity(window.len());
        let mut read = String::with_capacity(window.len() * 3);
        for c in window {
            starts.push(read.len());
            read.push(*c);
        }
        let char_at = |byte: usize| starts.partition_point(|start| *start < byte) + first;
        let (kind, found) = (self.kind, &mut self.found);
        self.lexicon.scan(&read, |range, entry, form| {
            let chars = char_at(range.start)..char_at(range.end);
            if form != Form::Plain || !chars.contains(&at) {
                return;
            }
            let hidden = filled.min(chars.len());
            found(Reading { chars, hidden, mask: at, kind }, entry);
        });
    }
}

fn has_mask(text: &str) -> bool {
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if mask(c, before, chars.peek().copied()).is_some() {
            return true;
        }
        before = Some(c);
    }
    false
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
        let Some(masked) = MaskedText::of(&surface) else { return Vec::new() };
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
            ("○ちがい", vec!["○ちがい"]),
            ("タ○", vec!["タ○"]),
            ("ば○", vec![]),
            ("○ね", vec![]),
            ("死○者", vec![]),
            ("○○○い", vec![]),
            ("?ちがい", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
