//! Morphemes of a comment, on demand.

use std::borrow::Cow;
use std::ops::Range;

use lindera::dictionary::Lattice;
use lindera::segmenter::Segmenter;

use super::dictionary::Tokenizer;
use super::stopwatch::Stopwatch;
use crate::normalize::{View, ends_sentence};
use crate::span::Span;

/// Longest stretch without a sentence's end that is segmented at once, in bytes. Segmentation is
/// linear, but its lattice grows with the sentence.
const MAX_SENTENCE: usize = 4096;

/// Bytes that the features of most morphemes take.
const FEATURES: usize = 128;

/// A morpheme with IPADIC's features.
#[derive(Debug, Clone)]
pub struct Morpheme {
    /// Where it stands in the original text.
    pub span: Span,
    /// Its place in the surface view.
    view: Range<usize>,
    /// The features, joined by commas as IPADIC prints them.
    features: Box<str>,
}

impl Morpheme {
    fn feature(&self, index: usize) -> &str {
        let features = &*self.features;
        let mut commas = features.bytes().enumerate().filter(|(_, byte)| *byte == b',');
        let start = match index.checked_sub(1) {
            None => Some(0),
            Some(before) => commas.nth(before).map(|(at, _)| at + 1),
        };
        let Some(start) = start else { return "*" };
        let end = commas.next().map_or(features.len(), |(at, _)| at);
        &features[start..end]
    }

    /// A level of the part of speech, 0 to 3: 名詞, 固有名詞, 人名, 姓; `*` where there is none.
    #[must_use]
    pub fn pos(&self, level: usize) -> &str {
        if level < 4 { self.feature(level) } else { "*" }
    }

    /// The conjugated form: 基本形, 命令ｅ, 連用形 …; `*` where there is none.
    #[must_use]
    pub fn conjugation(&self) -> &str {
        self.feature(5)
    }

    /// The base form: 死ぬ for 死ね; `*` for words the dictionary does not know.
    #[must_use]
    pub fn base(&self) -> &str {
        self.feature(6)
    }

    /// The reading in katakana; `*` for words the dictionary does not know.
    #[must_use]
    pub fn reading(&self) -> &str {
        self.feature(7)
    }

    /// All features as IPADIC prints them.
    #[must_use]
    pub fn features(&self) -> &str {
        &self.features
    }

    /// Whether the part of speech begins with `prefix`, written 名詞-固有名詞-人名.
    #[must_use]
    pub fn is_pos(&self, prefix: &str) -> bool {
        prefix.split('-').enumerate().all(|(level, name)| self.pos(level) == name)
    }
}

/// Buffers that a session keeps from comment to comment.
#[derive(Default)]
pub struct Scratch {
    lattice: Lattice,
    stopwatch: Option<Stopwatch>,
}

impl Scratch {
    /// Measures how long segmenting takes from now on.
    pub(crate) fn measure(&mut self, stopwatch: Stopwatch) {
        self.stopwatch = Some(stopwatch);
    }
}

/// The morphemes of one comment: sentences are segmented when first asked about.
pub struct Morphemes<'a> {
    tokenizer: &'a Tokenizer,
    scratch: &'a mut Scratch,
    surface: &'a View,
    sentences: Vec<Sentence>,
}

struct Sentence {
    original: Span,
    morphemes: Vec<Morpheme>,
}

impl<'a> Morphemes<'a> {
    /// Prepares to segment the comment whose surface view is given. Does no work yet.
    pub fn new(tokenizer: &'a Tokenizer, scratch: &'a mut Scratch, surface: &'a View) -> Self {
        Self { tokenizer, scratch, surface, sentences: Vec::new() }
    }

    /// Whether anything has been segmented yet.
    #[must_use]
    pub fn used(&self) -> bool {
        !self.sentences.is_empty()
    }

    /// The morphemes of the sentence that holds byte `at` of the original.
    pub fn sentence(&mut self, at: usize) -> &[Morpheme] {
        let known = self
            .sentences
            .iter()
            .position(|sentence| sentence.original.start <= at && at < sentence.original.end);
        let index = known.unwrap_or_else(|| {
            let range = sentence_range(self.surface, at);
            let morphemes =
                segment(&self.tokenizer.segmenter, self.surface, range.clone(), self.scratch);
            let original = self.surface.original(range);
            self.sentences.push(Sentence { original, morphemes });
            self.sentences.len() - 1
        });
        &self.sentences[index].morphemes
    }

    /// The morphemes that overlap `span`.
    pub fn in_span(&mut self, span: Span) -> &[Morpheme] {
        let all = self.sentence(span.start);
        let first = all.partition_point(|morpheme| morpheme.span.end <= span.start);
        let last = all.partition_point(|morpheme| morpheme.span.start < span.end);
        &all[first..last.max(first)]
    }

    /// Whether a morpheme starts at byte `at` of the original.
    pub fn starts_at(&mut self, at: usize) -> bool {
        self.sentence(at).iter().any(|morpheme| morpheme.span.start == at)
    }

    /// Whether a morpheme ends at byte `at` of the original.
    pub fn ends_at(&mut self, at: usize) -> bool {
        at > 0 && self.sentence(at - 1).iter().any(|morpheme| morpheme.span.end == at)
    }
}

/// The sentence of the surface view that holds byte `at` of the original.
fn sentence_range(surface: &View, at: usize) -> Range<usize> {
    let text = surface.as_str();
    let at = floor_boundary(text, surface.position(at).min(text.len()));
    let window = floor_boundary(text, at.saturating_sub(MAX_SENTENCE / 2));
    let start = text[window..at]
        .char_indices()
        .rev()
        .find(|(_, c)| ends_sentence(*c))
        .map_or(window, |(index, c)| window + index + c.len_utf8());
    let limit = floor_boundary(text, (at + MAX_SENTENCE / 2).min(text.len()));
    let end = text[at..limit]
        .char_indices()
        .find(|(_, c)| ends_sentence(*c))
        .map_or(limit, |(index, c)| at + index + c.len_utf8());
    start..end
}

fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn segment(
    segmenter: &Segmenter,
    surface: &View,
    range: Range<usize>,
    scratch: &mut Scratch,
) -> Vec<Morpheme> {
    let started = scratch.stopwatch.as_ref().map(Stopwatch::start);
    let morphemes = cut(segmenter, surface, range, &mut scratch.lattice);
    if let (Some(stopwatch), Some(started)) = (&scratch.stopwatch, started) {
        stopwatch.stop(started);
    }
    morphemes
}

fn cut(
    segmenter: &Segmenter,
    surface: &View,
    range: Range<usize>,
    lattice: &mut Lattice,
) -> Vec<Morpheme> {
    let text = &surface.as_str()[range.clone()];
    // lindera fails only on a dictionary that contradicts itself; a comment without morphemes is
    // then judged without them.
    let tokens = segmenter.segment_with_lattice(Cow::Borrowed(text), lattice).unwrap_or_default();
    tokens
        .into_iter()
        .map(|mut token| {
            let view = range.start + token.byte_start..range.start + token.byte_end;
            let mut features = String::with_capacity(FEATURES);
            for (index, feature) in token.details_iter().enumerate() {
                if index > 0 {
                    features.push(',');
                }
                features.push_str(feature);
            }
            Morpheme { span: surface.original(view.clone()), view, features: features.into() }
        })
        .collect()
}

impl Morpheme {
    /// The morpheme as it stands in the surface view.
    #[must_use]
    pub fn surface<'v>(&self, surface: &'v View) -> &'v str {
        &surface.as_str()[self.view.clone()]
    }
}

#[cfg(all(test, feature = "ipadic"))]
mod tests {
    use super::*;
    use crate::normalize::{Level, fold};

    fn cut(text: &str, at: usize) -> Vec<(String, String)> {
        let tokenizer =
            Tokenizer::embedded("surface,pos,reading,reason\nサブスク,名詞-一般,サブスク,\n")
                .expect("the embedded dictionary loads");
        let mut surface = View::default();
        fold(text, Level::Surface, &mut surface);
        let mut scratch = Scratch::default();
        let mut morphemes = Morphemes::new(&tokenizer, &mut scratch, &surface);
        morphemes
            .sentence(at)
            .iter()
            .map(|m| (m.span.slice(text).to_owned(), m.pos(0).to_owned()))
            .collect()
    }

    #[test]
    fn only_the_sentence_asked_about_is_cut() {
        let pieces = cut("晴れた。ｻﾌﾞｽｸを解約した！", "晴れた。".len());
        let words: Vec<&str> = pieces.iter().map(|(surface, _)| surface.as_str()).collect();
        assert_eq!(words, ["ｻﾌﾞｽｸ", "を", "解約", "し", "た", "！"]);
        assert_eq!(pieces[0].1, "名詞");
    }

    #[test]
    fn pieces_cover_the_sentence() {
        let text = "今日は　いい天気\u{200B}ですね 散歩しよう";
        let joined: String = cut(text, 0).into_iter().map(|(surface, _)| surface).collect();
        assert_eq!(joined.replace('\u{200B}', ""), text.replace('\u{200B}', ""));
    }
}
