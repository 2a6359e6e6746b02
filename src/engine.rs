//! The engine: built once, immutable, shared; a session per thread.

use std::path::PathBuf;
use std::sync::Arc;

use crate::comment::Comment;
use crate::concept::ADVICE;
use crate::detect::{
    Buffers, Detection, Detector, Finding, KeepReason, LateDetectors, PAGE_SIGNALS, Scanner,
    Signal, Stage, Watch, standard_detectors,
};
use crate::embedded;
use crate::error::Diagnostic;
use crate::lexicon::{ImageError, Lexicon, SourceError, Sources};
use crate::policy::{Decision, Judgement, Policy, PolicyError, Side, Violation};
use crate::redact::{self, Operator, Redaction};
use crate::span::Span;
use crate::tokenize::{Stopwatch, TokenizeError, Tokenizer};
use crate::verdict::{Provenance, Verdict};

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

/// Bounds on what is read. Costs grow with the length of what is read, so these bound them, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a comment that are read. Of a longer one [`Verdict::read_to`] says how far it was
    /// read, and the decision is [`Decision::Review`] at least: a person reads the rest.
    pub text_bytes: usize,
    /// Bytes of the post's text that are read.
    pub article_bytes: usize,
    /// Findings of one comment, the strongest first. Past some dozens more of them change nothing.
    pub findings: usize,
    /// Bytes of all files of the lexicon folders; a folder with more is refused.
    pub lexicon_bytes: u64,
    /// Bytes of a linked page that are read.
    pub page_bytes: usize,
    /// Linked pages that are read.
    pub pages: usize,
}

impl Default for Limits {
    /// 1 MiB of text (the longest comment any platform allows has 60,000 characters), 256 KiB of
    /// the post and of each of 8 linked pages, 1,000 findings, 256 MiB of lexicon (a million terms
    /// take 60).
    fn default() -> Self {
        Self {
            text_bytes: 1 << 20,
            article_bytes: 256 << 10,
            findings: 1_000,
            lexicon_bytes: 256 << 20,
            page_bytes: 256 << 10,
            pages: 8,
        }
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
    without_redaction: bool,
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

    /// Leaves [`Verdict::redaction`] empty: a comment that is not kept is judged once instead of up
    /// to 18 times. For measuring rules, where only decisions count; [`Session::redact`] still works.
    pub fn without_redaction(mut self) -> Self {
        self.without_redaction = true;
        self
    }

    /// Sets the bounds on what is read.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The data files that the engine is to be made of, as they are now.
    ///
    /// # Errors
    ///
    /// If a folder or a file in it cannot be read.
    pub fn sources(&self) -> Result<Sources, SourceError> {
        let mut sources = match self.without_builtin {
            true => Sources::default(),
            false => Sources::of_program(embedded::FILES),
        };
        for folder in &self.lexicon_dirs {
            sources.add_dir_within(folder, self.limits.lexicon_bytes)?;
        }
        Ok(sources)
    }

    /// Loads and compiles everything.
    ///
    /// # Errors
    ///
    /// If a data file is wrong (every problem is told, with its place) or cannot be read.
    pub fn build(self) -> Result<Engine, BuildError> {
        let sources = self.sources()?;
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
        let late = LateDetectors::new(&lexicon, &detectors);
        let provenance = Arc::new(provenance(&lexicon, &policy));
        let (limits, redaction) = (self.limits, !self.without_redaction);
        let parts =
            Parts { lexicon, detectors, late, tokenizer, policy, limits, redaction, provenance };
        Ok(Engine { parts: Arc::new(parts) })
    }
}

struct Parts {
    lexicon: Lexicon,
    detectors: Vec<Box<dyn Detector>>,
    late: LateDetectors,
    tokenizer: Tokenizer,
    policy: Policy,
    limits: Limits,
    redaction: bool,
    provenance: Arc<Provenance>,
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

    /// The names of the signals that rules may refer to, without `@`: those of the detectors and of
    /// linked pages.
    pub fn signals(&self) -> impl Iterator<Item = &'static str> {
        let detectors = self.parts.detectors.iter();
        detectors.flat_map(|detector| detector.signals()).chain(&PAGE_SIGNALS).copied()
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
    /// Judges a comment of the public.
    pub fn judge(&mut self, comment: &Comment<'_>) -> Verdict {
        self.verdict(comment, Side::Comment)
    }

    /// Judges a draft of the body's own post by the policy's list for such posts, and gives advice
    /// on it. With [`Comment::time`], the day of posting, dates in the draft are tested too.
    pub fn judge_draft(&mut self, draft: &Comment<'_>) -> Verdict {
        self.verdict(draft, Side::Outgoing)
    }

    /// Judges a comment by several policies. It is read once; what was found is the same for all.
    /// No redaction is sought.
    pub fn judge_by(&mut self, comment: &Comment<'_>, policies: &[Policy]) -> Vec<Verdict> {
        let (comment, read_to) = self.clip(comment);
        let detection = self.detect(&comment, Side::Comment, &mut ());
        let read_to = detection.read_to(read_to);
        policies.iter().map(|policy| self.by(policy, &detection, read_to)).collect()
    }

    /// The same for a fixed number of policies.
    pub fn judge_by_each<const N: usize>(
        &mut self,
        comment: &Comment<'_>,
        policies: &[Policy; N],
    ) -> [Verdict; N] {
        let (comment, read_to) = self.clip(comment);
        let detection = self.detect(&comment, Side::Comment, &mut ());
        let read_to = detection.read_to(read_to);
        policies.each_ref().map(|policy| self.by(policy, &detection, read_to))
    }

    fn by(&self, policy: &Policy, detection: &Detection, read_to: Option<usize>) -> Verdict {
        let judgement = policy.judge(detection.findings.clone(), Side::Comment);
        let judgement = whole_or_part(policy, judgement, Side::Comment, read_to);
        let provenance = Arc::new(provenance(&self.parts.lexicon, policy));
        let no_list = policy.clauses.is_empty();
        let parts = (detection.keep_reasons.clone(), detection.tokenized, read_to);
        verdict(judgement, parts, Side::Comment, no_list, provenance)
    }

    /// Masks the smallest part of a comment with which the rest is kept; `None` if it is kept as it
    /// is.
    pub fn redact(&mut self, comment: &Comment<'_>, operator: Operator) -> Option<Redaction> {
        let (comment, _) = self.clip(comment);
        let findings = self.detect(&comment, Side::Comment, &mut ()).findings;
        let judgement = self.parts.policy.judge(findings, Side::Comment);
        (judgement.decision > Decision::Keep)
            .then(|| self.smallest(&comment, &judgement.violations, Side::Comment, operator))
    }

    fn verdict(&mut self, comment: &Comment<'_>, side: Side) -> Verdict {
        let (comment, read_to) = self.clip(comment);
        let mut detection = self.detect(&comment, side, &mut ());
        let read_to = detection.read_to(read_to);
        let (advice, findings) = std::mem::take(&mut detection.findings)
            .into_iter()
            .partition(|finding| finding.concept == ADVICE && !finding.shadow);
        let judgement = self.parts.policy.judge(findings, side);
        let redaction = (self.parts.redaction && judgement.decision > Decision::Keep)
            .then(|| self.smallest(&comment, &judgement.violations, side, Operator::Mask));
        let judgement = whole_or_part(&self.parts.policy, judgement, side, read_to);
        let no_list = self.parts.policy.list(side).is_empty();
        let parts = (detection.keep_reasons, detection.tokenized, read_to);
        let provenance = Arc::clone(&self.parts.provenance);
        Verdict { advice, redaction, ..verdict(judgement, parts, side, no_list, provenance) }
    }

    /// The part of a comment that is read, and where it ends if that is not all.
    fn clip<'a>(&self, comment: &Comment<'a>) -> (Comment<'a>, Option<usize>) {
        let limits = self.parts.limits;
        let text = head(comment.text, limits.text_bytes);
        let article = comment.article.map(|article| head(article, limits.article_bytes));
        let read_to = (text.len() < comment.text.len()).then_some(text.len());
        (Comment { text, article, ..comment.clone() }, read_to)
    }

    fn detect(&mut self, comment: &Comment<'_>, side: Side, watch: &mut impl Watch) -> Detection {
        let pages = self.read_pages(comment, watch);
        self.scan(comment, pages, side, watch)
    }

    /// Judges a comment and tells `watch` where it is; also what was found, before the policy. No
    /// redaction is sought.
    pub(crate) fn judge_watched(
        &mut self,
        comment: &Comment<'_>,
        watch: &mut impl Watch,
    ) -> (Verdict, Vec<Finding>) {
        let (comment, read_to) = self.clip(comment);
        let detection = self.detect(&comment, Side::Comment, watch);
        let findings = detection.findings.clone();
        watch.stage(Stage::Decide);
        let read_to = detection.read_to(read_to);
        let verdict = self.by(&self.parts.policy, &detection, read_to);
        (verdict, findings)
    }

    /// Measures how long the tokenizer takes from now on.
    pub(crate) fn measure(&mut self, stopwatch: &Stopwatch) {
        self.buffers.measure(stopwatch);
    }

    fn smallest(
        &mut self,
        comment: &Comment<'_>,
        violations: &[Violation],
        side: Side,
        operator: Operator,
    ) -> Redaction {
        let extent = self.parts.policy.deletes;
        redact::smallest(comment.text, violations, extent, operator, |text| {
            let masked = Comment { text, links: Vec::new(), ..comment.clone() };
            let findings = self.detect(&masked, side, &mut ()).findings;
            self.parts.policy.judge(findings, side).decision
        })
    }

    fn scan(
        &mut self,
        comment: &Comment<'_>,
        given: Vec<Signal>,
        side: Side,
        watch: &mut impl Watch,
    ) -> Detection {
        let parts = &self.parts;
        let scanner = Scanner {
            lexicon: &parts.lexicon,
            detectors: &parts.detectors,
            tokenizer: &parts.tokenizer,
            late: &parts.late,
            draft: side == Side::Outgoing,
        };
        let mut detection = scanner.scan(comment, given, &mut self.buffers, watch);
        keep_strongest(&mut detection.findings, parts.limits.findings);
        detection
    }

    /// Reads the pages that the caller supplied; what they hold becomes signals at their links.
    fn read_pages(&mut self, comment: &Comment<'_>, watch: &mut impl Watch) -> Vec<Signal> {
        let limits = self.parts.limits;
        let mut signals: Vec<Signal> = Vec::new();
        for link in comment.links.iter().take(limits.pages) {
            let Some(page) = link.text else { continue };
            let page = Comment::new(head(page, limits.page_bytes));
            let start = comment.text.find(link.url);
            let span = start.map_or(Span::new(0, comment.text.len()), |start| {
                Span::new(start, start + link.url.len())
            });
            for finding in self.scan(&page, Vec::new(), Side::Comment, watch).findings {
                if let Some(signal) = crate::detect::page_signal(&finding, span, link.url)
                    && signals.iter().all(|known| known.name != signal.name)
                {
                    signals.push(signal);
                }
            }
        }
        signals
    }
}

fn provenance(lexicon: &Lexicon, policy: &Policy) -> Provenance {
    Provenance {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        lexicon: lexicon.fingerprint().to_owned(),
        policy_id: policy.id.clone(),
        policy_title: policy.title.clone(),
        policy_version: policy.version.clone(),
        policy: policy.fingerprint.clone(),
    }
}

/// The judgement, more careful if only a part was read.
fn whole_or_part(
    policy: &Policy,
    judgement: Judgement,
    side: Side,
    read_to: Option<usize>,
) -> Judgement {
    if read_to.is_some() { policy.of_part(judgement, side) } else { judgement }
}

/// Leaves the strongest findings, in their order.
fn keep_strongest(findings: &mut Vec<Finding>, most: usize) {
    if findings.len() <= most {
        return;
    }
    let mut order: Vec<usize> = (0..findings.len()).collect();
    order.sort_by(|a, b| findings[*b].strength.total_cmp(&findings[*a].strength));
    order.truncate(most);
    order.sort_unstable();
    let mut kept = order.into_iter().peekable();
    let mut index = 0;
    findings.retain(|_| {
        index += 1;
        kept.next_if_eq(&(index - 1)).is_some()
    });
}

/// A verdict without redaction from what a policy made of a detection.
fn verdict(
    judgement: Judgement,
    (keep_reasons, tokenized, read_to): (Vec<KeepReason>, bool, Option<usize>),
    side: Side,
    no_list: bool,
    provenance: Arc<Provenance>,
) -> Verdict {
    Verdict {
        side,
        decision: judgement.decision,
        score: judgement.score,
        violations: judgement.violations,
        uncounted: judgement.uncounted,
        on_trial: judgement.on_trial,
        keep_reasons,
        no_list,
        advice: Vec::new(),
        redaction: None,
        follow_ups: judgement.follow_ups,
        read_to,
        tokenized,
        provenance,
    }
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
    fn a_long_text_is_cut_at_a_char_boundary() {
        assert_eq!(head("あい", 4), "あ");
        assert_eq!(head("あい", 6), "あい");
    }
}
