//! Whether a comment has to do with the post that it was left under (`unrelated`).
//!
//! Explainable on purpose: a comment is related if it shares a content word (a run of kanji, of
//! katakana or of Latin letters), a place or a theme with the post, if it speaks to the city or of
//! the post itself, or if it is short. The themes are in `dictionaries/off_topic/themes.csv`, words
//! that say nothing in `dictionaries/off_topic/common.csv`. A person decides: the signal never
//! supports more than a review.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::detector::{Detector, Input};
use super::signal::Signal;
use crate::lexicon::Words;
use crate::normalize::{self, Level, Script, View};
use crate::span::Span;
use crate::tokenize::Morphemes;

/// Why the tables of relevance could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RelevanceError {
    /// A table is not CSV or TOML of its form.
    #[error("off_topic/{file}: {cause}")]
    Table {
        /// The file.
        file: &'static str,
        /// What is wrong.
        cause: String,
    },
}

/// Thresholds, as in `off_topic/relevance.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thresholds {
    article_words: usize,
    comment_words: usize,
    comment_chars: usize,
    longest: usize,
    words_without_theme: usize,
    elsewhere_against_any: usize,
    near: Vec<Vec<String>>,
    no_theme: f32,
    other_theme: f32,
    elsewhere: f32,
}

/// What a word of `themes.csv` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Theme {
    /// Speaks to the city or of the post itself: related to every post.
    Any,
    /// A greeting, a question, a feeling: related unless the comment is about something else.
    Reaction,
    /// A theme of municipal posts.
    City(usize),
    /// A theme that few municipal posts have: idols, shares, television …
    Elsewhere(usize),
}

/// Reports comments that share nothing with the post.
pub struct RelevanceDetector {
    thresholds: Thresholds,
    common: HashSet<String>,
    words: Words,
    /// The themes of each of the words.
    themes: Vec<Vec<Theme>>,
    /// Groups of themes that go together.
    near: Vec<HashSet<Theme>>,
}

impl std::fmt::Debug for RelevanceDetector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RelevanceDetector").field("words", &self.themes.len()).finish()
    }
}

/// What of a text can be compared.
#[derive(Debug, Default)]
struct Content {
    /// Folded content words, in their order.
    words: Vec<String>,
    themes: HashSet<Theme>,
    /// How many words of themes from elsewhere there are.
    elsewhere: usize,
}

impl Content {
    /// Whether both have a theme in common, or themes of one group.
    fn shares_theme(&self, other: &Self, near: &[HashSet<Theme>]) -> bool {
        let named = |theme: &&Theme| matches!(theme, Theme::City(_) | Theme::Elsewhere(_));
        self.themes.iter().filter(named).any(|theme| {
            let close = |group: &&HashSet<Theme>| group.contains(theme);
            other.themes.contains(theme)
                || near.iter().filter(close).any(|group| !group.is_disjoint(&other.themes))
        })
    }

    fn has_city_theme(&self) -> bool {
        self.themes.iter().any(|theme| matches!(theme, Theme::City(_)))
    }
}

impl RelevanceDetector {
    /// A detector with tables like `themes.csv`, `common.csv` and `relevance.toml` of
    /// `dictionaries/off_topic/`.
    ///
    /// # Errors
    ///
    /// If one of them is malformed.
    pub fn new(themes: &str, common: &str, thresholds: &str) -> Result<Self, RelevanceError> {
        let fail = |file, cause: String| RelevanceError::Table { file, cause };
        let thresholds: Thresholds = toml::from_str(thresholds)
            .map_err(|error| fail("relevance.toml", error.to_string()))?;
        let common = first_cells(common)
            .map(|cell| cell.map(|[word, _]| normalize::key(&word)))
            .collect::<Result<_, _>>()
            .map_err(|error| fail("common.csv", error.to_string()))?;
        let mut names: Vec<String> = Vec::new();
        let mut words: HashMap<String, Vec<Theme>> = HashMap::new();
        for row in first_cells(themes) {
            let [name, cell] = row.map_err(|error| fail("themes.csv", error.to_string()))?;
            let theme = match name.split_once(':') {
                _ if name == "any" => Theme::Any,
                _ if name == "reaction" => Theme::Reaction,
                Some(("elsewhere", _)) => Theme::Elsewhere(names.len()),
                _ => Theme::City(names.len()),
            };
            names.push(name);
            for word in cell.split(" / ") {
                words.entry(normalize::key(word)).or_default().push(theme);
            }
        }
        let mut words: Vec<(String, Vec<Theme>)> = words.into_iter().collect();
        words.sort_by(|a, b| a.0.cmp(&b.0));
        let (words, themes): (Vec<String>, Vec<Vec<Theme>>) = words.into_iter().unzip();
        let words: Vec<(String, u32)> = words.into_iter().zip(0..).collect();
        let words = Words::new(&words).ok_or_else(|| fail("themes.csv", "too large".to_owned()))?;
        let near = thresholds
            .near
            .iter()
            .map(|group| group.iter().filter_map(|name| city_theme(&names, name)).collect())
            .collect();
        Ok(Self { thresholds, common, words, themes, near })
    }

    /// A detector with the tables that are part of the crate.
    ///
    /// # Errors
    ///
    /// If one of them is malformed.
    pub fn embedded() -> Result<Self, RelevanceError> {
        Self::new(
            include_str!("../../dictionaries/off_topic/themes.csv"),
            include_str!("../../dictionaries/off_topic/common.csv"),
            include_str!("../../dictionaries/off_topic/relevance.toml"),
        )
    }

    fn find(&self, input: &Input<'_>) -> Option<Signal> {
        let article = input.comment.article?;
        let text = input.key.as_str();
        let limits = &self.thresholds;
        let word_chars = text.chars().filter(|c| Script::of(*c).is_word());
        let length = word_chars.take(limits.longest + 1).count();
        if length < limits.comment_chars || length > limits.longest {
            return None;
        }
        let mut surface = View::default();
        normalize::fold(article, Level::Surface, &mut surface);
        let article = normalize::key(article);
        let post = self.content(&surface, &article);
        let comment = self.content(input.surface, text);
        let (confidence, note) = self.judge(&post, &comment)?;
        if shares_word(&comment, &article) {
            return None;
        }
        let span = Span::new(0, input.comment.text.len());
        let shown = comment.words.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>();
        Some(Signal::new("unrelated", span, shown.join("、")).with_confidence(confidence, note))
    }

    /// How sure it is, by themes, that the comment has nothing to do with the post.
    fn judge(&self, post: &Content, comment: &Content) -> Option<(f32, &'static str)> {
        let limits = &self.thresholds;
        let any = comment.themes.contains(&Theme::Any);
        if post.words.len() < limits.article_words
            || comment.words.len() + comment.elsewhere < limits.comment_words
            || comment.shares_theme(post, &self.near)
            || (any && comment.elsewhere < limits.elsewhere_against_any)
        {
            return None;
        }
        if comment.elsewhere > 0 {
            return Some((limits.elsewhere, "記事にない話題で、共通する言葉がない"));
        }
        if comment.themes.contains(&Theme::Reaction) {
            return None;
        }
        if comment.has_city_theme() {
            return Some((limits.other_theme, "記事とは別の市政の話題で、共通する言葉がない"));
        }
        let enough = comment.words.len() >= limits.words_without_theme;
        enough.then_some((limits.no_theme, "記事と共通する言葉がない"))
    }

    /// The content words and themes of a text, given as its surface view and its folded form.
    fn content(&self, surface: &View, key: &str) -> Content {
        let mut content = Content::default();
        // マッチングアプリ is not about the city's アプリ: the longest word counts.
        self.words.scan_apart(key, |_, word| {
            for theme in self.themes.get(word as usize).into_iter().flatten() {
                content.themes.insert(*theme);
                content.elsewhere += usize::from(matches!(theme, Theme::Elsewhere(_)));
            }
        });
        let mut seen = HashSet::new();
        for word in runs(surface.as_str()).map(normalize::key) {
            if !self.common.contains(&word) && seen.insert(word.clone()) {
                content.words.push(word);
            }
        }
        content
    }
}

fn city_theme(names: &[String], name: &str) -> Option<Theme> {
    names.iter().position(|known| known == name).map(Theme::City)
}

/// So many of the comment's words are shown as evidence.
const SHOWN: usize = 5;

/// Runs of kanji, of katakana and of Latin letters that are long enough to be a content word.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let shortest = |c: char| match Script::of(c) {
        Script::Kanji | Script::Katakana => Some(2),
        Script::Letter => Some(3),
        _ => None,
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + text[at..].find(|c: char| shortest(c).is_some())?;
            let first = text[start..].chars().next()?;
            let length = text[start..]
                .find(|c: char| Script::of(c) != Script::of(first))
                .unwrap_or(text.len() - start);
            at = start + length;
            if text[start..at].chars().count() >= shortest(first)? {
                return Some(&text[start..at]);
            }
        }
    })
}

/// Whether the folded article holds a word of the comment, or two neighbouring kanji of one.
fn shares_word(comment: &Content, article: &str) -> bool {
    comment.words.iter().any(|word| {
        let starts: Vec<usize> =
            word.char_indices().map(|(at, _)| at).chain([word.len()]).collect();
        let kanji = word.chars().all(|c| Script::of(c) == Script::Kanji);
        article.contains(word.as_str())
            || (kanji && starts.windows(3).any(|at| article.contains(&word[at[0]..at[2]])))
    })
}

/// The first two cells of each row.
fn first_cells(csv_text: &str) -> impl Iterator<Item = Result<[String; 2], csv::Error>> {
    csv::Reader::from_reader(csv_text.as_bytes()).into_records().map(|record| {
        let record = record?;
        Ok([record.get(0).unwrap_or("").to_owned(), record.get(1).unwrap_or("").to_owned()])
    })
}

/// What is reported.
pub(super) const SIGNALS: &[&str] = &["unrelated"];

impl Detector for RelevanceDetector {
    fn signals(&self) -> &'static [&'static str] {
        SIGNALS
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        input.comment.article.is_some()
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        out.extend(self.find(input));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::probe::with_input;

    const ROSES: &str = "中央公園のバラが見頃を迎えました。約200種1500株が咲き誇っています。入園は無料です。駐車場は混雑が予想されますので、公共交通機関をご利用ください。";
    const LIBRARY: &str = "図書館の臨時休館のお知らせ。蔵書点検のため、10月7日から11日まで中央図書館を休館します。返却ポストはご利用いただけます。";

    fn confidence(text: &str, article: &str) -> f32 {
        let detector = RelevanceDetector::embedded().expect("the tables load");
        with_input(text, Some(article), |input| {
            detector.find(input).map_or(0.0, |signal| signal.confidence)
        })
    }

    #[test]
    fn unrelated() {
        for (text, article) in [
            ("昨日の日本代表戦、後半のゴールがすごかった。次の試合も勝ってほしい", ROSES),
            ("ビットコインがまた上がってるけど今から買うのは遅いかな。株も気になる", LIBRARY),
            ("推しのライブに当選したから遠征の新幹線とホテルを予約した", LIBRARY),
            ("新作ゲームを徹夜でやってて眠い。ガチャも爆死した", ROSES),
        ] {
            assert!(confidence(text, article) > 0.84, "{text}");
        }
    }

    #[test]
    fn related() {
        for (text, article) in [
            ("きれい！", ROSES),
            ("先日家族で行きました。駐車場が狭くて停められず残念でした", ROSES),
            ("薔薇は毎年楽しみにしています。花の種類が多くて写真を撮るのに夢中になりました", ROSES),
            ("借りている本の返却期限はどうなりますか", LIBRARY),
            ("市長の説明には全く納得できない。税金の無駄遣いだ", LIBRARY),
            ("休みが多すぎませんか。学生が勉強する場所がなくなって困ります", LIBRARY),
            ("おつかれさまです。毎日ありがとうございます", ROSES),
        ] {
            assert_eq!(confidence(text, article), 0.0, "{text}");
        }
    }

    #[test]
    fn without_an_article_there_is_nothing_to_compare() {
        let detector = RelevanceDetector::embedded().expect("the tables load");
        let text = "昨日の日本代表戦、後半のゴールがすごかった";
        assert_eq!(with_input(text, None, |input| detector.find(input)), None);
    }
}
