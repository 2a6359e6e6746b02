//! The engine: built once, immutable, shared; a session per thread.

use std::path::PathBuf;
use std::sync::Arc;

use crate::comment::Comment;
use crate::detect::{Buffers, Detection, Detector, Scanner, Signal, standard_detectors};
use crate::embedded;
use crate::error::Diagnostic;
use crate::lexicon::{ImageError, Lexicon, SourceError, Sources};
use crate::normalize::MASK;
use crate::policy::{Decision, Judgement, Policy, PolicyError};
use crate::span::Span;
use crate::tokenize::{TokenizeError, Tokenizer};
use crate::verdict::{Provenance, Redaction, Verdict};

/// What [`EngineBuilder::build`] can fail with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The morphological dictionary could not be loaded.
    #[error(transparent)]
    Tokenize(#[from] TokenizeError),
    /// A lexicon folder could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Term lists or rules are wrong; every problem found.
    #[error("{}", crate::error::join(.0))]
    Lexicon(Vec<Diagnostic>),
    /// The embedded lexicon cannot be read.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The policy is not there or is wrong.
    #[error(transparent)]
    Policy(#[from] PolicyError),
}

/// Bounds on what is read of one comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a comment that are read; what is behind is not judged and the verdict says so.
    pub text_bytes: usize,
    /// Bytes of a linked page that are read.
    pub page_bytes: usize,
    /// Linked pages that are read.
    pub pages: usize,
}

impl Default for Limits {
    /// 1 MiB of text (the longest comment any platform allows has 60,000 characters), 256 KiB of
    /// each of 8 linked pages.
    fn default() -> Self {
        Self { text_bytes: 1 << 20, page_bytes: 256 << 10, pages: 8 }
    }
}

/// Puts an engine together.
///
/// ```
/// use sekimori::{Decision, EngineBuilder};
///
/// let engine = EngineBuilder::new().build()?;
/// let verdict = engine.session().judge(&"ゴミの日はいつですか".into());
/// assert_eq!(verdict.decision, Decision::Keep);
/// # Ok::<(), sekimori::BuildError>(())
/// ```
#[derive(Default)]
#[must_use]
pub struct EngineBuilder {
    policy: Option<Policy>,
    without_builtin: bool,
    lexicon_dirs: Vec<PathBuf>,
    dictionary_dir: Option<PathBuf>,
    detectors: Vec<Box<dyn Detector>>,
    limits: Limits,
}

impl EngineBuilder {
    /// The built-in lexicon, the default policy, the embedded morphological dictionary.
    pub fn new() -> Self {
        Self::default()
    }

    /// Judges by this policy instead of `tokubetsuku`.
    pub fn policy(mut self, policy: Policy) -> Self {
        self.policy = Some(policy);
        self
    }

    /// Adds a folder of term lists and rules, laid out like `dictionaries/`; what it holds adds to
    /// the built-in lexicon or replaces rows of it.
    pub fn lexicon_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.lexicon_dirs.push(folder.into());
        self
    }

    /// Leaves the built-in term lists and rules out: only those of [`EngineBuilder::lexicon_dir`]
    /// count.
    pub fn without_builtin_lexicon(mut self) -> Self {
        self.without_builtin = true;
        self
    }

    /// Uses a compiled lindera dictionary in a folder instead of the embedded one.
    pub fn dictionary_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.dictionary_dir = Some(folder.into());
        self
    }

    /// Adds a detector of one's own. Its signals mean what rules in a lexicon folder say.
    pub fn detector(mut self, detector: impl Detector + 'static) -> Self {
        self.detectors.push(Box::new(detector));
        self
    }

    /// Sets the bounds on what is read.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Loads and compiles everything.
    ///
    /// # Errors
    ///
    /// If a data file is wrong (every problem is told, with its place) or cannot be read.
    pub fn build(self) -> Result<Engine, BuildError> {
        let mut sources = match self.without_builtin {
            true => Sources::default(),
            false => Sources::of_program(embedded::FILES),
        };
        for folder in &self.lexicon_dirs {
            sources.add_dir(folder)?;
        }
        // The built-in lexicon was compiled when the crate was built: 10 ms instead of a second.
        let lexicon = if self.lexicon_dirs.is_empty() && !self.without_builtin {
            Lexicon::from_image(embedded::LEXICON)?
        } else {
            Lexicon::compile(&sources).map_err(BuildError::Lexicon)?
        };
        let user_words = sources.get("user/words.csv").map_or("", |file| file.text.as_ref());
        let tokenizer = match &self.dictionary_dir {
            Some(folder) => Tokenizer::from_dir(folder, user_words)?,
            None => Tokenizer::embedded(user_words)?,
        };
        let policy = match self.policy {
            Some(policy) => policy,
            None => Policy::builtin("tokubetsuku")?,
        };
        let mut detectors = standard_detectors(&sources).map_err(BuildError::Lexicon)?;
        detectors.extend(self.detectors);
        let provenance = Provenance {
            engine: env!("CARGO_PKG_VERSION").to_owned(),
            lexicon: lexicon.fingerprint().to_owned(),
            policy_id: policy.id.clone(),
            policy_title: policy.title.clone(),
            policy_version: policy.version.clone(),
            policy: policy.fingerprint.clone(),
        };
        let limits = self.limits;
        let parts = Parts { lexicon, detectors, tokenizer, policy, limits, provenance };
        Ok(Engine { parts: Arc::new(parts) })
    }
}

struct Parts {
    lexicon: Lexicon,
    detectors: Vec<Box<dyn Detector>>,
    tokenizer: Tokenizer,
    policy: Policy,
    limits: Limits,
    provenance: Provenance,
}

/// A compiled engine. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Engine {
    parts: Arc<Parts>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("policy", &self.parts.policy.id).finish_non_exhaustive()
    }
}

impl Engine {
    /// A session: buffers for judging many comments on one thread.
    #[must_use]
    pub fn session(&self) -> Session {
        Session { parts: Arc::clone(&self.parts), buffers: Buffers::default() }
    }

    /// The policy that comments are judged by.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.parts.policy
    }

    /// The lexicon in use.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.parts.lexicon
    }
}

/// Judges comments one after the other, reusing its buffers. Make one per thread.
pub struct Session {
    parts: Arc<Parts>,
    buffers: Buffers,
}

impl Session {
    /// Judges a comment.
    pub fn judge(&mut self, comment: &Comment<'_>) -> Verdict {
        let limits = self.parts.limits;
        let text = head(comment.text, limits.text_bytes);
        let read_to = (text.len() < comment.text.len()).then_some(text.len());
        let comment = Comment { text, ..comment.clone() };
        let (detection, judgement) = self.decide(&comment);
        let redaction =
            (judgement.decision > Decision::Keep).then(|| self.redact(&comment, &judgement));
        Verdict {
            decision: judgement.decision,
            score: judgement.score,
            violations: judgement.violations,
            uncounted: judgement.uncounted,
            keep_reasons: detection.keep_reasons,
            redaction,
            follow_ups: judgement.follow_ups,
            read_to,
            tokenized: detection.tokenized,
            provenance: self.parts.provenance.clone(),
        }
    }

    fn decide(&mut self, comment: &Comment<'_>) -> (Detection, Judgement) {
        let pages = self.read_pages(comment);
        let mut detection = self.scan(comment, pages);
        let findings = std::mem::take(&mut detection.findings);
        let judgement = self.parts.policy.judge(findings);
        (detection, judgement)
    }

    fn scan(&mut self, comment: &Comment<'_>, given: Vec<Signal>) -> Detection {
        let parts = &self.parts;
        let scanner = Scanner {
            lexicon: &parts.lexicon,
            detectors: &parts.detectors,
            tokenizer: &parts.tokenizer,
        };
        scanner.scan(comment, given, &mut self.buffers)
    }

    /// Reads the pages that the caller supplied; what they hold becomes signals at their links.
    fn read_pages(&mut self, comment: &Comment<'_>) -> Vec<Signal> {
        let limits = self.parts.limits;
        let mut signals: Vec<Signal> = Vec::new();
        for link in comment.links.iter().take(limits.pages) {
            let Some(page) = link.text else { continue };
            let page = Comment::new(head(page, limits.page_bytes));
            let start = comment.text.find(link.url);
            let span = start.map_or(Span::new(0, comment.text.len()), |start| {
                Span::new(start, start + link.url.len())
            });
            for finding in self.scan(&page, Vec::new()).findings {
                if let Some(signal) = crate::detect::page_signal(&finding, span, link.url)
                    && signals.iter().all(|known| known.name != signal.name)
                {
                    signals.push(signal);
                }
            }
        }
        signals
    }

    /// Masks the evidence of every violation and judges what is left.
    fn redact(&mut self, comment: &Comment<'_>, judgement: &Judgement) -> Redaction {
        let mut spans: Vec<Span> = judgement
            .violations
            .iter()
            .flat_map(|violation| &violation.findings)
            .flat_map(|finding| finding.evidence.iter().map(|evidence| evidence.span))
            .collect();
        spans.sort_unstable();
        let spans = merge(spans);
        let text = mask(comment.text, &spans);
        let masked = Comment { text: &text, links: Vec::new(), ..comment.clone() };
        let decision_after = self.decide(&masked).1.decision;
        Redaction { text, spans, decision_after }
    }
}

fn merge(sorted: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match merged.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => merged.push(span),
        }
    }
    merged
}

/// Replaces every visible char of the spans by a mask.
fn mask(text: &str, spans: &[Span]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for span in spans {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.extend(span.slice(text).chars().map(|c| if c.is_whitespace() { c } else { MASK }));
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// The first `bytes` of a text, cut at a char boundary.
fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masking_keeps_the_rest() {
        let text = "お前は 死 ね よ";
        let start = text.find('死').unwrap_or_default();
        let spans = merge(vec![Span::new(start, start + 3), Span::new(start + 2, start + 7)]);
        assert_eq!(mask(text, &spans), "お前は ○ ○ よ");
        assert_eq!(head("あい", 4), "あ");
    }
}
