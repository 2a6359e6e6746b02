//! The compiled lexicon as bytes: written by the build script, read when an engine is built.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::automaton::{Automaton, AutomatonParts};
use super::compile::{ClassId, ClassSet, CompiledRule, Lexicon};
use super::context::Context;
use super::kana::KanaForms;
use super::rule::Rule;
use super::rule_index::RuleIndex;
use super::term::{Allow, Term, Text, borrowed};

/// The bytes are not an image of a lexicon of this version.
#[derive(Debug, thiserror::Error)]
#[error(
    "the embedded lexicon cannot be read: {cause}\n  help: build the crate anew (cargo clean -p sekimori)"
)]
pub struct ImageError {
    cause: String,
}

/// What an image holds. One layout a build: nothing else ever reads it.
#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Image {
    #[serde(deserialize_with = "borrowed")]
    crate_version: Text,
    content: Content,
}

#[derive(Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Content {
    classes: Vec<String>,
    terms: Vec<Term>,
    term_classes: Vec<ClassId>,
    allows: Vec<Allow>,
    allow_sets: Vec<ClassSet>,
    contexts: Vec<Context>,
    context_classes: Vec<Option<ClassId>>,
    class_contexts: Vec<Vec<u32>>,
    rules: Vec<Rule>,
    compiled_rules: Vec<CompiledRule>,
    rule_contexts: Vec<Vec<u32>>,
    automaton: Option<AutomatonParts>,
    cues: Option<AutomatonParts>,
    fingerprint: String,
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

impl Lexicon {
    /// The lexicon as bytes for [`Lexicon::from_image`] of the same version of this crate. The same
    /// lexicon always gives the same bytes.
    ///
    /// # Errors
    ///
    /// If a table is too large to be written.
    pub fn image(&self) -> Result<Vec<u8>, ImageError> {
        let content = Content {
            classes: self.classes.clone(),
            terms: self.terms.clone(),
            term_classes: self.term_classes.clone(),
            allows: self.allows.clone(),
            allow_sets: self.allow_sets.clone(),
            contexts: self.contexts.clone(),
            context_classes: self.context_classes.clone(),
            class_contexts: self.class_contexts.clone(),
            rules: self.rules.clone(),
            compiled_rules: self.compiled_rules.clone(),
            rule_contexts: self.rule_contexts.clone(),
            automaton: self.automaton.as_ref().map(Automaton::to_parts),
            cues: self.cues.as_ref().map(Automaton::to_parts),
            fingerprint: self.fingerprint.clone(),
        };
        postcard::to_stdvec(&Image { crate_version: VERSION.into(), content }).map_err(fault)
    }

    /// Reads what [`Lexicon::image`] wrote.
    ///
    /// # Errors
    ///
    /// If the bytes are something else or of another version.
    pub fn from_image(bytes: &'static [u8]) -> Result<Self, ImageError> {
        let image: Image = postcard::from_bytes(bytes).map_err(fault)?;
        if image.crate_version != VERSION {
            let cause = format!("it was made by version {}, not {VERSION}", image.crate_version);
            return Err(ImageError { cause });
        }
        let content = image.content;
        let ids = (0u16..).map(ClassId);
        let class_ids: HashMap<String, ClassId> =
            content.classes.iter().cloned().zip(ids).collect();
        let mut lexicon = Self {
            class_ids,
            classes: content.classes,
            terms: content.terms,
            term_classes: content.term_classes,
            term_strengths: Vec::new(),
            allows: content.allows,
            allow_sets: content.allow_sets,
            contexts: content.contexts,
            context_classes: content.context_classes,
            class_contexts: content.class_contexts,
            rules: content.rules,
            compiled_rules: content.compiled_rules,
            rule_contexts: content.rule_contexts,
            automaton: content.automaton.and_then(Automaton::from_parts),
            cues: content.cues.and_then(Automaton::from_parts),
            masked: OnceLock::new(),
            rule_index: RuleIndex::default(),
            kana: KanaForms::new(0),
            signal_ids: HashMap::new(),
            fingerprint: content.fingerprint,
        };
        lexicon.index();
        Ok(lexicon)
    }
}

fn fault(error: postcard::Error) -> ImageError {
    ImageError { cause: error.to_string() }
}

#[cfg(test)]
mod tests {
    use crate::embedded::{FILES, LEXICON};
    use crate::lexicon::{Lexicon, Sources};

    #[test]
    fn the_embedded_image_is_what_the_files_give() {
        let fresh = Lexicon::compile(&Sources::of_program(FILES)).expect("the data is sound");
        assert!(fresh.image().expect("an image") == LEXICON, "the image is out of date");
        let read = Lexicon::from_image(LEXICON).expect("the image reads");
        assert_eq!(read.fingerprint(), fresh.fingerprint());
        assert_eq!(read.pattern_count(), fresh.pattern_count());
    }

    #[test]
    fn other_bytes_are_refused() {
        assert!(Lexicon::from_image(b"not an image").is_err());
    }
}
