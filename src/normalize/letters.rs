//! Which characters a comment has: one pass that answers the cheap questions of all detectors.

use super::fold::key_char;

/// Bits of the filter: large enough that a comment of a hundred characters sets one in twenty, small
/// enough to be cleared in a few instructions.
const BITS: usize = 2048;

/// Some characters as bits of the filter, worked out once to be asked about often.
#[derive(Debug, Clone)]
pub struct LetterSet([u64; BITS / 64]);

impl LetterSet {
    /// The set of these characters.
    #[must_use]
    pub fn new(chars: impl IntoIterator<Item = char>) -> Self {
        let mut bits = [0; BITS / 64];
        for c in chars {
            let (word, bit) = place(key_char(c));
            bits[word] |= bit;
        }
        Self(bits)
    }
}

/// Words with the bits of their letters, worked out once to be asked about often.
#[derive(Debug, Clone, Default)]
pub struct LetterWords(Vec<LetterWord>);

#[derive(Debug, Clone)]
struct LetterWord {
    word: String,
    /// The place of the first letter in the filter: most words end here.
    first: u16,
    /// The places of the others.
    rest: Box<[u16]>,
}

impl LetterWords {
    /// The list of these words.
    #[must_use]
    pub fn new<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let number = |c: char| (key_char(c) as usize % BITS) as u16;
        let word = |word: &str| {
            let mut places = word.chars().map(number);
            let first = places.next()?;
            Some(LetterWord { word: word.to_owned(), first, rest: places.collect() })
        };
        Self(words.into_iter().filter_map(word).collect())
    }

    /// Those of the words all of whose letters may be there, in their order.
    pub fn spelt_by<'a>(&'a self, letters: &'a Letters) -> impl Iterator<Item = &'a str> {
        let spelt = |word: &&LetterWord| {
            letters.has(word.first) && word.rest.iter().all(|place| letters.has(*place))
        };
        self.0.iter().filter(spelt).map(|word| word.word.as_str())
    }
}

/// The word and the bit of a folded character.
#[inline]
fn place(c: char) -> (usize, u64) {
    let code = c as usize;
    (code / 64 % (BITS / 64), 1 << (code % 64))
}

/// A Bloom filter (Bloom, 1970) over the characters of a key view, with one hash function, and counts
/// of what detectors ask about. It may say that a character is there that is not, never the opposite.
#[derive(Debug, Clone)]
pub struct Letters {
    bits: [u64; BITS / 64],
    chars: usize,
    digits: usize,
    latin: usize,
    wide: usize,
}

impl Default for Letters {
    fn default() -> Self {
        Self { bits: [0; BITS / 64], chars: 0, digits: 0, latin: 0, wide: 0 }
    }
}

impl Letters {
    /// Reads the characters of a key view, replacing what was known.
    pub fn read(&mut self, key: &str) {
        *self = Self::default();
        for c in key.chars() {
            let (word, bit) = place(c);
            self.bits[word] |= bit;
            self.chars += 1;
            self.digits += usize::from(c.is_ascii_digit());
            self.latin += usize::from(c.is_ascii_lowercase());
            self.wide += usize::from(c > '\u{FFFF}');
        }
    }

    /// Whether the character may be there, in any case, width or kind of kana.
    #[must_use]
    pub fn may_hold(&self, c: char) -> bool {
        let (word, bit) = place(key_char(c));
        self.bits[word] & bit != 0
    }

    /// Whether the bit of this number is set.
    #[inline]
    fn has(&self, place: u16) -> bool {
        self.bits[usize::from(place) / 64 % self.bits.len()] & (1 << (place % 64)) != 0
    }

    /// Whether one of the characters may be there.
    #[must_use]
    pub fn may_hold_any(&self, chars: &str) -> bool {
        chars.chars().any(|c| self.may_hold(c))
    }

    /// Whether one of the characters of a set may be there.
    #[must_use]
    pub fn meets(&self, set: &LetterSet) -> bool {
        self.bits.iter().zip(&set.0).any(|(own, other)| own & other != 0)
    }

    /// Whether all characters of a word may be there.
    #[must_use]
    pub fn may_spell(&self, word: &str) -> bool {
        word.chars().all(|c| self.may_hold(c))
    }

    /// ASCII digits.
    #[must_use]
    pub fn digits(&self) -> usize {
        self.digits
    }

    /// Latin letters without marks, full-width ones too.
    #[must_use]
    pub fn latin(&self) -> usize {
        self.latin
    }

    /// Characters outside the Basic Multilingual Plane: emoji, above all.
    #[must_use]
    pub fn wide(&self) -> usize {
        self.wide
    }

    /// At least so many characters occur a second time.
    #[must_use]
    pub fn repeated(&self) -> usize {
        let distinct: u32 = self.bits.iter().map(|word| word.count_ones()).sum();
        // Two characters that share a bit look like one that occurs twice: never too few.
        self.chars.saturating_sub(distinct as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::key;

    fn letters(text: &str) -> Letters {
        let mut letters = Letters::default();
        letters.read(&key(text));
        letters
    }

    #[test]
    fn what_is_there_is_never_denied() {
        let text = "料金は１，０００円、ドル払いもＯＫ😀";
        let letters = letters(text);
        assert!(text.chars().filter(|c| *c != '，').all(|c| letters.may_hold(c)));
        assert!(letters.may_spell("ドル") && letters.may_hold_any("万円"));
        assert!(!letters.may_hold_any("割引") && !letters.meets(&LetterSet::new("割引".chars())));
        assert!(letters.meets(&LetterSet::new(['円', '割'])));
        let words = LetterWords::new(["割引", "ドル", "", "ok", "OKだ"]);
        assert_eq!(words.spelt_by(&letters).collect::<Vec<_>>(), ["ドル", "ok"]);
    }

    #[test]
    fn counts() {
        let found = letters("ＡＢc 12３ああ😀");
        assert_eq!((found.latin(), found.digits(), found.wide()), (3, 3, 1));
        assert_eq!(found.repeated(), 1);
        assert_eq!(letters("").repeated(), 0);
    }
}
