//! The wording of a comment as a whole: many small signs that no single rule would act on.
//!
//! 「残り3枠」「興味ある方」「メッセージください」 are harmless one by one; together they are how people
//! advertise. Each sign is a short string with a weight, positive where it is usual in comments that
//! break a clause, negative where it is usual in comments that stay. The weights of the signs in a
//! passage add up; a passage above a threshold is reported with the subject that its signs speak
//! for. It is a linear model (a support vector machine, see `evaluate::fit`), so every report
//! can be read out sign by sign. A comment far below the threshold is said to be calm, which lowers
//! what combinations of words count for. What it reports is a reason to look, never to delete: the rules
//! that use it stay below the strength that counts as independent evidence.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::detector::{Detector, Input};
use super::signal::Signal;
use crate::lexicon::{Automaton, PatternSet};
use crate::span::Span;
use crate::tokenize::Morphemes;

/// Most signs that are read: their marks fit into a small array on the stack.
const MOST_SIGNS: usize = 8192;
/// Most stretches of signs that a report shows.
const MOST_SHOWN: usize = 5;
/// What the least report counts for, as a part of what a certain one does.
const LEAST: f32 = 0.8;

/// What a report says of its evidence.
const NOTE: &str = "重なると該当することの多い言い回し";

/// The signal of a subject's wording, and the concept that it speaks for.
pub const SUBJECTS: [(&str, &str); 17] = [
    ("wording_illegal_activity", "illegal_activity"),
    ("wording_defamation", "defamation"),
    ("wording_political_religious", "political_religious"),
    ("wording_intellectual_property", "intellectual_property"),
    ("wording_commercial", "commercial"),
    ("wording_discrimination", "discrimination"),
    ("wording_public_order", "public_order"),
    ("wording_misinformation", "misinformation"),
    ("wording_privacy", "privacy"),
    ("wording_harm", "harm"),
    ("wording_malware", "malware"),
    ("wording_obscenity", "obscenity"),
    ("wording_platform_terms", "platform_terms"),
    ("wording_prohibited_link", "prohibited_link"),
    ("wording_impersonation", "impersonation"),
    ("wording_crime_incitement", "crime_incitement"),
    ("wording_malicious_solicitation", "malicious_solicitation"),
];

/// The signal of a comment whose wording is that of comments that stay.
const CALM: &str = "wording_calm";

pub(super) const SIGNALS: &[&str] = &{
    let mut names = [CALM; SUBJECTS.len() + 1];
    let mut at = 0;
    while at < SUBJECTS.len() {
        names[at] = SUBJECTS[at].0;
        at += 1;
    }
    names
};

/// The tables cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WordingError {
    /// The settings are no TOML of the expected keys.
    #[error("wording.toml cannot be read: {0}")]
    Settings(#[from] Box<toml::de::Error>),
    /// A row of the signs cannot be read.
    #[error("signs.csv, row {row}: {cause}")]
    Row {
        /// The row, 1-based, without the header.
        row: usize,
        /// What is wrong with it.
        cause: String,
    },
    /// The settings name a concept that has no wording.
    #[error("wording.toml: «{0}» is no concept with a wording")]
    Subject(String),
    /// There are no signs, or more than are read.
    #[error("signs.csv has {0} signs; between 1 and {MOST_SIGNS} are read")]
    Number(usize),
}

/// How much of the wording is needed; see `wording/wording.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordingSettings {
    /// Added to the weights of the signs of a passage.
    pub bias: f32,
    /// The sum from which a passage is reported.
    pub threshold: f32,
    /// The sum from which a report counts in full.
    pub certain: f32,
    /// The sum below which a comment is in the wording of those that stay.
    pub calm: f32,
    /// The part of the first subject's share from which a second one is named, too.
    pub second_topic: f32,
    /// Longest passage that is weighed at once, in characters.
    pub window: usize,
    /// A subject's share before any sign is read, by concept.
    pub topics: BTreeMap<String, f32>,
}

struct Sign {
    weight: f32,
    /// Index into [`SUBJECTS`] and weight.
    topics: Vec<(usize, f32)>,
}

/// Detects passages in the wording of violating comments.
pub struct WordingDetector {
    signs: Vec<Sign>,
    automaton: Automaton,
    settings: WordingSettings,
    /// Each subject's share before any sign is read.
    shares: [f32; SUBJECTS.len()],
}

/// A passage and what its signs add up to.
#[derive(Debug, Clone, PartialEq)]
struct Passage {
    place: Range<usize>,
    score: f32,
}

impl WordingDetector {
    /// From the text of `signs.csv` (`sign,weight,topics`) and of `wording.toml`.
    ///
    /// # Errors
    ///
    /// If a table cannot be read, with the row.
    pub fn new(signs: &str, settings: &str) -> Result<Self, WordingError> {
        let settings: WordingSettings = toml::from_str(settings).map_err(Box::new)?;
        let mut shares = [f32::NEG_INFINITY; SUBJECTS.len()];
        for (concept, share) in &settings.topics {
            let unknown = || WordingError::Subject(concept.clone());
            shares[subject(concept).ok_or_else(unknown)?] = *share;
        }
        let mut patterns = PatternSet::default();
        let mut read = Vec::new();
        let mut rows = csv::Reader::from_reader(signs.as_bytes());
        for (row, cells) in rows.deserialize::<(String, f32, String)>().enumerate() {
            let fault = |cause: String| WordingError::Row { row: row + 1, cause };
            let (sign, weight, topics) = cells.map_err(|error| fault(error.to_string()))?;
            let topics = parse_topics(&topics).map_err(fault)?;
            patterns.add(sign, u32::try_from(row).unwrap_or(u32::MAX));
            read.push(Sign { weight, topics });
        }
        let number = read.len();
        if !(1..=MOST_SIGNS).contains(&number) {
            return Err(WordingError::Number(number));
        }
        let automaton = patterns.compile().ok_or(WordingError::Number(number))?;
        Ok(Self { signs: read, automaton, settings, shares })
    }

    /// From the crate's own tables.
    ///
    /// # Errors
    ///
    /// Never for a build whose tests passed.
    pub fn embedded() -> Result<Self, WordingError> {
        Self::new(
            include_str!("../../dictionaries/wording/signs.csv"),
            include_str!("../../dictionaries/wording/wording.toml"),
        )
    }

    /// What the signs of the heaviest passage of a text add up to, less the threshold. `key` is the
    /// text's key view.
    #[must_use]
    pub fn margin(&self, key: &str) -> f32 {
        self.heaviest(key).score - self.settings.threshold
    }

    /// The passage whose signs add up to most.
    fn heaviest(&self, key: &str) -> Passage {
        let mut best = Passage { place: 0..0, score: f32::NEG_INFINITY };
        let mut start = 0;
        while start < key.len() {
            let end = passage_end(key, start, self.settings.window);
            let score = self.weigh(&key[start..end], |_, _| {});
            if score > best.score {
                best = Passage { place: start..end, score };
            }
            start = end;
        }
        best
    }

    /// Adds up a passage; `seen` is told of each sign once, where it first stands.
    fn weigh(&self, passage: &str, mut seen: impl FnMut(Range<usize>, &Sign)) -> f32 {
        let mut marks = [0_u64; MOST_SIGNS / 64];
        let mut score = self.settings.bias;
        self.automaton.scan(passage, |place, ids| {
            for id in ids {
                let (word, bit) = (*id as usize / 64, 1 << (id % 64));
                if marks[word] & bit == 0 {
                    marks[word] |= bit;
                    let sign = &self.signs[*id as usize];
                    score += sign.weight;
                    seen(place.clone(), sign);
                }
            }
        });
        score
    }

    /// How much a report counts, 0 to 1.
    fn confidence(&self, score: f32) -> f32 {
        let WordingSettings { threshold, certain, .. } = &self.settings;
        let part = ((score - threshold) / (certain - threshold).max(f32::EPSILON)).clamp(0.0, 1.0);
        LEAST + (1.0 - LEAST) * part
    }
}

impl Detector for WordingDetector {
    fn signals(&self) -> &'static [&'static str] {
        SIGNALS
    }

    /// The wording of a body's own posts is another one than that of comments.
    fn may_find(&self, input: &Input<'_>) -> bool {
        !input.draft
    }

    fn detect(&self, input: &Input<'_>, _: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        let key = input.key.as_str();
        let Passage { place, score } = self.heaviest(key);
        if score < self.settings.threshold {
            return;
        }
        let mut shares = self.shares;
        let mut places = Vec::new();
        self.weigh(&key[place.clone()], |at, sign| {
            sign.topics.iter().for_each(|(topic, weight)| shares[*topic] += weight);
            if sign.weight > 0.0 {
                places.push((place.start + at.start..place.start + at.end, sign.weight));
            }
        });
        let parts: Vec<Span> =
            heaviest(stretches(places)).map(|part| input.key.original(part)).collect();
        let Some(span) = parts.iter().copied().reduce(Span::cover) else { return };
        let texts: Vec<&str> = parts.iter().map(|part| part.slice(input.comment.text)).collect();
        let value = texts.join(" … ");
        for subject in likeliest(&shares, self.settings.second_topic) {
            let signal = Signal::new(SUBJECTS[subject].0, span, value.clone());
            let confidence = self.confidence(score);
            out.push(Signal { confidence, note: Some(NOTE), parts: parts.clone(), ..signal });
        }
    }

    fn detect_surroundings(&self, input: &Input<'_>, out: &mut Vec<Signal>) {
        if !input.draft && self.heaviest(input.key.as_str()).score < self.settings.calm {
            let end = input.comment.text.len();
            out.push(Signal::new(CALM, Span::new(end, end), ""));
        }
    }
}

/// The subjects with the largest shares: the first, and a second one whose share, counted from the
/// plane at −1 on which no sign speaks for a subject, is at least `part` of the first's.
pub(crate) fn likeliest(
    shares: &[f32; SUBJECTS.len()],
    part: f32,
) -> impl Iterator<Item = usize> + use<> {
    let mut order: [usize; SUBJECTS.len()] = std::array::from_fn(|index| index);
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]));
    let [first, second, ..] = order;
    let near = 1.0 + shares[second] >= (1.0 + shares[first]) * part;
    [Some(first), near.then_some(second)].into_iter().flatten()
}

fn subject(concept: &str) -> Option<usize> {
    SUBJECTS.iter().position(|(_, own)| *own == concept)
}

/// `commercial:0.8 malware:-0.3`.
fn parse_topics(cell: &str) -> Result<Vec<(usize, f32)>, String> {
    cell.split_ascii_whitespace()
        .map(|part| {
            let (name, weight) = part.split_once(':').ok_or(format!("«{part}» has no weight"))?;
            let topic = subject(name).ok_or(format!("«{name}» is no concept with a wording"))?;
            let weight = weight.parse().map_err(|_| format!("«{weight}» is no number"))?;
            Ok((topic, weight))
        })
        .collect()
}

/// The end of the passage that begins at `start`: the rest, if it is short enough, else the last
/// end of a sentence within the window, else the window's end.
fn passage_end(key: &str, start: usize, window: usize) -> usize {
    let rest = &key[start..];
    let Some((cut, _)) = rest.char_indices().nth(window.max(1)) else { return key.len() };
    let ends = ['。', '!', '?', '\n'];
    let end = rest[..cut].char_indices().rev().find(|(_, c)| ends.contains(c));
    start + end.map_or(cut, |(at, c)| at + c.len_utf8())
}

/// Signs that overlap or touch, joined, with their weights added up, in the order of the text.
fn stretches(mut places: Vec<(Range<usize>, f32)>) -> Vec<(Range<usize>, f32)> {
    places.sort_by_key(|(place, _)| place.start);
    let mut joined: Vec<(Range<usize>, f32)> = Vec::new();
    for (place, weight) in places {
        match joined.last_mut() {
            Some((last, sum)) if place.start <= last.end => {
                last.end = last.end.max(place.end);
                *sum += weight;
            }
            _ => joined.push((place, weight)),
        }
    }
    joined
}

/// The heaviest stretches, in the order of the text.
fn heaviest(mut stretches: Vec<(Range<usize>, f32)>) -> impl Iterator<Item = Range<usize>> {
    stretches.sort_by(|a, b| b.1.total_cmp(&a.1));
    stretches.truncate(MOST_SHOWN);
    stretches.sort_by_key(|(place, _)| place.start);
    stretches.into_iter().map(|(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comment::Comment;
    use crate::normalize::{Letters, Level, View, fold};
    use crate::tokenize::{Scratch, Tokenizer};

    const SIGNS: &str = "sign,weight,topics\n残り,1,commercial:1\n興味ある,1.5,commercial:1 obscenity:0.8\nですか,-2,\n稼げ,1,illegal_activity:2\n";
    const SETTINGS: &str = "bias = -1.0\nthreshold = 1.0\ncertain = 2.0\ncalm = -1.5\nsecond_topic = 0.9\nwindow = 20\n[topics]\ncommercial = -1.0\nillegal_activity = -1.0\nobscenity = -1.0\n";

    fn found(text: &str) -> Vec<(&'static str, String, String)> {
        let detector = WordingDetector::new(SIGNS, SETTINGS).expect("the tables are right");
        let (mut surface, mut key) = (View::default(), View::default());
        fold(text, Level::Surface, &mut surface);
        fold(text, Level::Key, &mut key);
        let tokenizer = Tokenizer::embedded("").expect("the embedded dictionary loads");
        let mut scratch = Scratch::default();
        let mut morphemes = Morphemes::new(&tokenizer, &mut scratch, &surface);
        let comment = Comment::new(text);
        let mut out = Vec::new();
        let mut letters = Letters::default();
        letters.read(key.as_str());
        let input = Input {
            comment: &comment,
            surface: &surface,
            key: &key,
            letters: &letters,
            draft: false,
        };
        detector.detect(&input, &mut morphemes, &mut out);
        out.into_iter().map(|s| (s.name, s.span.slice(text).to_owned(), s.value)).collect()
    }

    #[test]
    fn signs_add_up() {
        let (span, shown) = ("残り３枠、興味ある".to_owned(), "残り … 興味ある".to_owned());
        assert_eq!(found("残り３枠、興味ある方"), [("wording_commercial", span, shown)]);
        assert_eq!(found("残り３枠です"), []);
        assert_eq!(found("残り３枠、興味ある方がいるですか"), []);
        // A sign counts once.
        assert_eq!(found("残り残り残り残り"), []);
    }

    #[test]
    fn passages_are_weighed_apart() {
        let text =
            "残りは3枠です。きょうはいい天気でした。明日も晴れるそうです。興味ある話でした。";
        assert_eq!(found(text), []);
        assert_eq!(passage_end("ああ。いい。うう", 0, 7), "ああ。いい。".len());
        assert_eq!(passage_end("ああああああああ", 0, 3), "あああ".len());
    }

    #[test]
    fn two_subjects_if_they_are_as_likely() {
        let names: Vec<&str> =
            found("残り、興味ある、稼げ").iter().map(|(name, ..)| *name).collect();
        assert_eq!(names, ["wording_illegal_activity", "wording_commercial"]);
    }

    #[test]
    fn bad_tables_say_where() {
        for (signs, part) in [
            ("sign,weight,topics\nあ,x,\n", "row 1"),
            ("sign,weight,topics\nあい,1,\nいう,1,nothing:1\n", "row 2"),
            ("sign,weight,topics\n", "0 signs"),
        ] {
            let error = WordingDetector::new(signs, SETTINGS).err().expect("it is a bad table");
            assert!(error.to_string().contains(part), "{error}");
        }
        assert!(WordingDetector::new(SIGNS, "bias = 1").is_err());
    }

    #[test]
    fn the_embedded_tables_load() {
        let detector = WordingDetector::embedded().expect("the tables are right");
        let calm = crate::normalize::key("先日は公園の草刈りをありがとうございました。");
        assert!(detector.margin(&calm) < 0.0);
    }
}
