//! How the kana of a row are written: for rows that mix hiragana and katakana and must stand so.

use std::sync::OnceLock;

use super::term::Term;
use crate::normalize::{Script, key};

/// A spelling, folded, with the kinds of its kana.
#[derive(Debug)]
struct Form {
    key: String,
    kana: Vec<Script>,
}

impl Form {
    fn of(text: &str) -> Self {
        Self { key: key(text), kana: kana(text).collect() }
    }
}

/// The forms of each row, worked out when it is first met.
#[derive(Debug)]
pub(crate) struct KanaForms {
    by_term: Box<[OnceLock<Box<[Form]>>]>,
}

impl KanaForms {
    /// For a lexicon of so many rows.
    pub fn new(terms: usize) -> Self {
        Self { by_term: (0..terms).map(|_| OnceLock::new()).collect() }
    }

    /// Whether `written` has the kana of a spelling of the row, letter by letter.
    pub fn agree(&self, id: u32, term: &Term, written: &str) -> bool {
        let Some(slot) = self.by_term.get(id as usize) else { return false };
        let forms =
            slot.get_or_init(|| term.spellings().iter().map(|text| Form::of(text)).collect());
        let same = |form: &&Form| kana(written).eq(form.kana.iter().copied());
        // The key is made only if the kana agree.
        let mut same = forms.iter().filter(same).peekable();
        same.peek().is_some() && {
            let folded = key(written);
            same.any(|form| form.key == folded)
        }
    }
}

fn kana(text: &str) -> impl Iterator<Item = Script> + '_ {
    let marked = text.chars().filter(|c| *c != 'ー').map(Script::of);
    marked.filter(|script| matches!(script, Script::Katakana | Script::Hiragana))
}
