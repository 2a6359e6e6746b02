//! The interface of detectors.

use std::panic::{RefUnwindSafe, UnwindSafe};

use super::signal::Signal;
use crate::comment::Comment;
use crate::normalize::{LetterWords, Letters, View};
use crate::tokenize::Morphemes;

/// What a detector may look at.
pub struct Input<'a> {
    /// The comment as handed in.
    pub comment: &'a Comment<'a>,
    /// Its surface view: width, composition and invisible marks settled, otherwise as written.
    pub surface: &'a View,
    /// Its key view: case, kana and kanji variants folded as well.
    pub key: &'a View,
    /// The key view without the separators that tear words apart (し・ん・ね・ん); mostly the key view.
    pub unbroken: &'a View,
    /// Which characters it has: the cheap test before any search.
    pub letters: &'a Letters,
    /// The text is a draft of the body's own post, not a comment by the public.
    pub draft: bool,
}

impl Input<'_> {
    /// Whether the surface view holds one of the words.
    #[must_use]
    pub fn has_any(&self, words: &[&str]) -> bool {
        let surface = self.surface.as_str();
        words.iter().any(|word| self.letters.may_spell(word) && surface.contains(word))
    }

    /// The same for a list that is asked about often.
    #[must_use]
    pub fn has_listed(&self, words: &LetterWords) -> bool {
        let surface = self.surface.as_str();
        words.spelt_by(self.letters).any(|word| surface.contains(word))
    }

    /// Whether the key view holds one of the words, folded as it is.
    #[must_use]
    pub fn key_has_any(&self, words: &[&str]) -> bool {
        let key = self.key.as_str();
        words.iter().any(|word| self.letters.may_spell(word) && key.contains(word))
    }
}

/// A detector of structure that no list of words can describe.
///
/// It reports [`Signal`]s; what they mean is said by rules (`match = "@phone_number"`), so a
/// detector knows neither clauses nor decisions.
pub trait Detector: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// The names of the signals that it can report.
    fn signals(&self) -> &'static [&'static str];

    /// Whether the detector costs so much (morphemes of the whole comment) that it should run only
    /// when a rule lacks nothing but its signals.
    fn is_late(&self) -> bool {
        false
    }

    /// A cheap test whether [`Detector::detect`] could find anything; called on every comment.
    fn may_find(&self, input: &Input<'_>) -> bool;

    /// Appends what it sees to `out`, in the order of the text.
    fn detect(&self, input: &Input<'_>, morphemes: &mut Morphemes<'_>, out: &mut Vec<Signal>);

    /// Appends signals that matter only as the surroundings of something else; called when there is
    /// something else.
    fn detect_surroundings(&self, _: &Input<'_>, _: &mut Vec<Signal>) {}
}
