//! Runs a detector on a text, for the tests of this folder.

use std::sync::LazyLock;

use crate::comment::Comment;
use crate::detect::{Detector, Input, Signal};
use crate::normalize::{Letters, Level, View, fold};
use crate::tokenize::{Morphemes, Scratch, Tokenizer};

static TOKENIZER: LazyLock<Tokenizer> =
    LazyLock::new(|| Tokenizer::embedded("").expect("the embedded dictionary loads"));

/// The signals of one detector, spans checked against the text.
pub(super) fn signals(detector: &dyn Detector, text: &str) -> Vec<Signal> {
    let comment = Comment::new(text);
    let (mut surface, mut key) = (View::default(), View::default());
    fold(text, Level::Surface, &mut surface);
    fold(text, Level::Key, &mut key);
    let mut letters = Letters::default();
    letters.read(key.as_str());
    let input = Input {
        comment: &comment,
        surface: &surface,
        key: &key,
        unbroken: &key,
        letters: &letters,
        draft: false,
    };
    let mut scratch = Scratch::default();
    let mut morphemes = Morphemes::new(&TOKENIZER, &mut scratch, &surface);
    let mut found = Vec::new();
    if detector.may_find(&input) {
        detector.detect(&input, &mut morphemes, &mut found);
    }
    for signal in &found {
        assert!(text.get(signal.span.start..signal.span.end).is_some(), "{signal:?} in {text}");
        assert!(detector.signals().contains(&signal.name), "{signal:?} is announced");
    }
    found
}
