//! What the tests of detectors share.

use super::detector::Input;
use crate::comment::Comment;
use crate::normalize::{Letters, Level, Loose, View, fold};

/// Calls `look` with the input that a comment under an article makes.
pub(super) fn with_input<R>(
    text: &str,
    article: Option<&str>,
    look: impl FnOnce(&Input<'_>) -> R,
) -> R {
    let comment = Comment { text, article, ..Comment::default() };
    let (mut surface, mut key) = (View::default(), View::default());
    fold(text, Level::Surface, &mut surface);
    fold(text, Level::Key, &mut key);
    let mut letters = Letters::default();
    letters.read(key.as_str());
    let mut loose = Loose::default();
    loose.build(&surface, |_, _| false);
    look(&Input {
        comment: &comment,
        surface: &surface,
        key: &key,
        unbroken: loose.unbroken().unwrap_or(&key),
        letters: &letters,
        draft: false,
    })
}
