//! Runs a detector on a text, for the tests of this folder.

use std::sync::LazyLock;

use crate::detect::probe::with_input;
use crate::detect::{Detector, Signal};
use crate::tokenize::{Morphemes, Scratch, Tokenizer};

static TOKENIZER: LazyLock<Tokenizer> =
    LazyLock::new(|| Tokenizer::embedded("").expect("the embedded dictionary loads"));

/// The signals of one detector, spans checked against the text.
pub(super) fn signals(detector: &dyn Detector, text: &str) -> Vec<Signal> {
    let found = with_input(text, None, |input| {
        let mut scratch = Scratch::default();
        let mut morphemes = Morphemes::new(&TOKENIZER, &mut scratch, input.surface);
        let mut found = Vec::new();
        if detector.may_find(input) {
            detector.detect(input, &mut morphemes, &mut found);
        }
        found
    });
    for signal in &found {
        assert!(text.get(signal.span.start..signal.span.end).is_some(), "{signal:?} in {text}");
        assert!(detector.signals().contains(&signal.name), "{signal:?} is announced");
    }
    found
}
