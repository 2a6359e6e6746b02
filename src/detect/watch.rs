//! What a scan tells while it runs: for whoever measures rules. Everybody else watches with `()`, of
//! which nothing is left when the crate is compiled.

use serde::Serialize;

/// A part of the way of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Folding the views of the comment.
    Normalize,
    /// The automaton over the views, and what is behind masks.
    Scan,
    /// The detectors of structure, without their morphemes.
    Detect,
    /// Cutting sentences into morphemes, whoever asked for them.
    Tokenize,
    /// The rules all of whose elements are there: edges, context, combination.
    Rules,
    /// The policy.
    Decide,
}

impl Stage {
    /// All, in the order of the way.
    pub const ALL: [Self; 6] =
        [Self::Normalize, Self::Scan, Self::Detect, Self::Tokenize, Self::Rules, Self::Decide];
}

/// Is told where a scan is.
pub(crate) trait Watch {
    /// A stage begins; what was before ends.
    #[inline]
    fn stage(&mut self, _stage: Stage) {}

    /// A rule all of whose elements are there is looked at; what was before ends.
    #[inline]
    fn rule(&mut self, _rule: usize) {}
}

impl Watch for () {}
