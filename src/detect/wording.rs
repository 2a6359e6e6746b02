//! The wording of a comment as a whole: many small signs that no single rule would act on.
//!
//! 「残り3枠」「興味ある方」「メッセージください」 are harmless one by one; together they are how people
//! advertise. Each sign is a short string with a weight, positive where it is usual in comments that
//! break a clause, negative where it is usual in comments that stay. The weights of the signs in a
//! passage add up, divided by the length of the passage (the root of the squares of the signs'
//! rarities); a passage above a threshold is reported with the subject that its signs speak for. It
//! is a linear model (support vector machines, one for all concepts and one for each, see
//! `evaluate::fit`), so every report can be read out sign by sign. A comment far below the threshold
//! is said to be calm, which lowers what combinations of words count for. What it reports is a reason
//! to look, never to delete: the rules that use it stay below the strength that counts as
//! independent evidence.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::detector::{Detector, Input};
use super::signal::Signal;
use crate::embedded;
use crate::lexicon::{Sign, Signs, SignsError};
use crate::span::Span;
use crate::tokenize::Morphemes;

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

/// The signal of a comment whose wording is that of comments that stay, and of one that is so by far.
const CALM: &str = "wording_calm";
const VERY_CALM: &str = "wording_very_calm";

pub(super) const SIGNALS: &[&str] = &{
    let mut names = [CALM; SUBJECTS.len() + 2];
    let mut at = 0;
    while at < SUBJECTS.len() {
        names[at] = SUBJECTS[at].0;
        at += 1;
    }
    names[at] = VERY_CALM;
    names
};

/// The tables cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WordingError {
    /// The settings are no TOML of the expected keys.
    #[error("wording.toml cannot be read: {0}")]
    Settings(#[from] Box<toml::de::Error>),
    /// The signs cannot be read.
    #[error(transparent)]
    Signs(#[from] SignsError),
    /// The settings or the table name a subject that there is none of.
    #[error("wording: «{0}» is no concept with a wording")]
    Subject(String),
    /// The table has two columns of one concept.
    #[error("signs.csv: «{0}» has two columns; leave one")]
    Twice(String),
}

/// How much of the wording is needed; see `wording/wording.toml`. A sum is that of the plane `all` and
/// the highest of the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WordingSettings {
    /// What the weights of a passage are divided by at least: a few rare signs by chance say little.
    pub least_length: f32,
    /// Added to what the signs of a passage say in the plane `all`.
    pub bias: f32,
    /// A passage whose sum in the plane `all` is lower is not weighed further.
    pub gate: f32,
    /// The sum from which a passage is reported.
    pub threshold: f32,
    /// The sum from which a report counts in full.
    pub certain: f32,
    /// A comment whose sentences all have a lower sum is in the wording of those that stay: each
    /// sentence for itself, so that no friendly one speaks for the one behind it.
    pub calm: f32,
    /// … is so by far.
    pub very_calm: f32,
    /// What the weights of a sentence are divided by at least where calm is asked for: shortness is
    /// no calm.
    pub calm_length: f32,
    /// A comment whose sentences show fewer different signs is not said to be calm.
    pub calm_least: usize,
    /// A second subject is named, too, if its plane is at most this much lower.
    pub second_topic: f32,
    /// Characters of a passage, which ends with a sentence; one long sentence may have twice as many.
    pub window: usize,
    /// Added to what the signs of a passage say in a concept's plane.
    pub topics: BTreeMap<String, f32>,
}

/// Detects passages in the wording of violating comments.
pub struct WordingDetector {
    signs: Signs,
    settings: WordingSettings,
    /// Index into [`SUBJECTS`] and constant of each plane of the table.
    planes: Vec<(usize, f32)>,
}

/// A passage and what its signs add up to.
#[derive(Debug, Clone, PartialEq)]
struct Passage {
    place: Range<usize>,
    score: f32,
    /// How many different signs it shows.
    signs: usize,
    /// By subject.
    subjects: [f32; SUBJECTS.len()],
}

impl WordingDetector {
    /// From the text of `signs.csv` (`sign,rarity,all,<concept>,…`) and of `wording.toml`.
    ///
    /// # Errors
    ///
    /// If a table cannot be read, with the row.
    pub fn new(signs: &str, settings: &str) -> Result<Self, WordingError> {
        Self::of(Signs::parse(signs)?, settings)
    }

    /// From the crate's own tables. `None` only in a build whose tests were not run.
    #[must_use]
    pub fn embedded() -> Option<Self> {
        let settings = embedded::text("wording/wording.toml")?;
        Self::of(Signs::from_image(embedded::SIGNS)?, settings).ok()
    }

    fn of(signs: Signs, settings: &str) -> Result<Self, WordingError> {
        let settings: WordingSettings = toml::from_str(settings).map_err(Box::new)?;
        let unknown = |concept: &String| WordingError::Subject(concept.clone());
        for concept in settings.topics.keys() {
            subject(concept).ok_or_else(|| unknown(concept))?;
        }
        let plane = |concept: &String| {
            let constant = settings.topics.get(concept).copied();
            Ok((subject(concept).ok_or_else(|| unknown(concept))?, constant.unwrap_or_default()))
        };
        let concepts = signs.concepts();
        if let Some(again) = (1..concepts.len()).find(|at| concepts[..*at].contains(&concepts[*at]))
        {
            return Err(WordingError::Twice(concepts[again].clone()));
        }
        let planes = concepts.iter().map(plane).collect::<Result<_, WordingError>>()?;
        Ok(Self { signs, settings, planes })
    }

    /// What the signs of the heaviest passage of a text add up to, less the threshold. `key` is the
    /// text as [`normalize::unbroken`](crate::normalize::unbroken) reads it.
    #[must_use]
    pub fn margin(&self, key: &str) -> f32 {
        self.heaviest(key).map_or(f32::NEG_INFINITY, |passage| passage.score)
            - self.settings.threshold
    }

    /// The passage whose signs add up to most, among those that pass the gate.
    fn heaviest(&self, key: &str) -> Option<Passage> {
        let weighed = passages(key, self.settings.window).filter_map(|place| {
            let all = self.all(&key[place.clone()]);
            (all >= self.settings.gate).then(|| self.weigh(key, place, self.settings.least_length))
        });
        weighed.reduce(|best, next| if next.score > best.score { next } else { best })
    }

    /// The sum of a passage in the plane `all`.
    fn all(&self, passage: &str) -> f32 {
        let (mut sum, mut length) = (0, Length::default());
        self.signs.read(passage, |_, sign| {
            sum += sign.all();
            length.add(sign);
        });
        self.settings.bias + share(sum, length, self.settings.least_length)
    }

    /// A passage in all planes.
    fn weigh(&self, key: &str, place: Range<usize>, least: f32) -> Passage {
        let (mut all, mut sums) = (0, [0; SUBJECTS.len()]);
        let (mut signs, mut length) = (0, Length::default());
        self.signs.read(&key[place.clone()], |_, sign| {
            signs += 1;
            all += sign.all();
            length.add(sign);
            sign.others().for_each(|(plane, weight)| sums[plane] += weight);
        });
        let mut subjects = [f32::NEG_INFINITY; SUBJECTS.len()];
        for ((subject, constant), sum) in self.planes.iter().zip(sums) {
            subjects[*subject] = constant + share(sum, length, least);
        }
        let highest = subjects.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        Passage {
            place,
            score: self.settings.bias + share(all, length, least) + highest,
            signs,
            subjects,
        }
    }

    /// How much a report counts, 0 to 1.
    fn confidence(&self, score: f32) -> f32 {
        let WordingSettings { threshold, certain, .. } = &self.settings;
        let part = ((score - threshold) / (certain - threshold).max(f32::EPSILON)).clamp(0.0, 1.0);
        LEAST + (1.0 - LEAST) * part
    }

    /// The stretches of a passage that speak most for a subject, in places of the key view.
    fn telling(&self, key: &str, passage: &Range<usize>, subject: usize) -> Vec<Range<usize>> {
        let own = |plane: usize| self.planes[plane].0 == subject;
        let mut places = Vec::new();
        self.signs.read(&key[passage.clone()], |at, sign| {
            let others = sign.others().filter(|(plane, _)| own(*plane));
            let weight = sign.all() + others.map(|(_, weight)| weight).sum::<i32>();
            if weight > 0 {
                places.push((passage.start + at.start..passage.start + at.end, weight));
            }
        });
        heaviest(stretches(places))
    }
}

/// The squares of the rarities of the signs of a passage.
#[derive(Debug, Clone, Copy, Default)]
struct Length(i64);

impl Length {
    fn add(&mut self, sign: Sign<'_>) {
        self.0 += i64::from(sign.rarity()).pow(2);
    }

    /// The length of the vector of rarities.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
    fn root(self) -> f32 {
        (self.0 as f64).sqrt() as f32 / 100.0
    }
}

/// What a sum of weights, in hundredths, comes to: many signs say no more than few, so it is divided by
/// the length of the passage, `least` at least.
#[allow(clippy::cast_precision_loss)]
fn share(sum: i32, length: Length, least: f32) -> f32 {
    sum as f32 / 100.0 / length.root().max(least)
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
        let key = input.unbroken.as_str();
        let found = self.heaviest(key).filter(|found| found.score >= self.settings.threshold);
        let Some(Passage { place, score, subjects, .. }) = found else { return };
        let highest = subjects.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        for subject in likeliest(&subjects, self.settings.second_topic) {
            let telling = self.telling(key, &place, subject).into_iter();
            let parts: Vec<Span> = telling.map(|part| input.unbroken.original(part)).collect();
            let Some(span) = parts.iter().copied().reduce(Span::cover) else { continue };
            let texts: Vec<&str> =
                parts.iter().map(|part| part.slice(input.comment.text)).collect();
            let signal = Signal::new(SUBJECTS[subject].0, span, texts.join(" … "));
            let confidence = self.confidence(score - (highest - subjects[subject]));
            out.push(Signal { confidence, note: Some(NOTE), parts, ..signal });
        }
    }

    fn detect_surroundings(&self, input: &Input<'_>, out: &mut Vec<Signal>) {
        if input.draft {
            return;
        }
        let WordingSettings { calm, very_calm, calm_length, calm_least, window, .. } =
            self.settings;
        let key = input.unbroken.as_str();
        let (mut highest, mut signs) = (f32::NEG_INFINITY, 0);
        for place in sentences(key, window) {
            let passage = self.weigh(key, place, calm_length);
            (highest, signs) = (highest.max(passage.score), signs + passage.signs);
            if highest >= calm.max(very_calm) {
                return;
            }
        }
        if signs < calm_least {
            return;
        }
        let end = Span::new(input.comment.text.len(), input.comment.text.len());
        for (signal, below) in [(CALM, calm), (VERY_CALM, very_calm)] {
            if highest < below {
                out.push(Signal::new(signal, end, ""));
            }
        }
    }
}

/// The subject with the highest plane, and the second, if it is at most `behind` lower.
pub(crate) fn likeliest(
    subjects: &[f32; SUBJECTS.len()],
    behind: f32,
) -> impl Iterator<Item = usize> + use<> {
    let mut order: [usize; SUBJECTS.len()] = std::array::from_fn(|index| index);
    order.sort_by(|a, b| subjects[*b].total_cmp(&subjects[*a]));
    let [first, second, ..] = order;
    let near = subjects[second] >= subjects[first] - behind;
    [Some(first), near.then_some(second)].into_iter().flatten()
}

fn subject(concept: &str) -> Option<usize> {
    SUBJECTS.iter().position(|(_, own)| *own == concept)
}

/// What a sentence ends with.
const ENDS: [char; 4] = ['。', '!', '?', '\n'];

/// The sentences of a text; what does not end is cut as [`passages`] does.
pub(crate) fn sentences(key: &str, window: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    key.split_inclusive(ENDS)
        .scan(0, move |start, sentence| {
            let from = *start;
            *start += sentence.len();
            Some(passages(sentence, window).map(move |place| from + place.start..from + place.end))
        })
        .flatten()
}

/// The passages of a text: as many whole sentences as `window` characters hold.
pub(crate) fn passages(key: &str, window: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        let place = (start < key.len()).then(|| start..passage_end(key, start, window))?;
        start = place.end;
        Some(place)
    })
}

/// The end of the passage that begins at `start`: the last end of a sentence within the window; if
/// there is none, the next one, but no more than a second window on.
fn passage_end(key: &str, start: usize, window: usize) -> usize {
    // As many bytes are no more characters.
    if key.len() - start <= window {
        return key.len();
    }
    let (window, mut last) = (window.max(1), None);
    for (count, (at, c)) in (1..).zip(key[start..].char_indices()) {
        if count > window && last.is_some() || count > 2 * window {
            return last.unwrap_or(start + at);
        }
        if ENDS.contains(&c) {
            last = Some(start + at + c.len_utf8());
        }
    }
    key.len()
}

/// Signs that overlap or touch, joined, with their weights added up, in the order of the text.
fn stretches(mut places: Vec<(Range<usize>, i32)>) -> Vec<(Range<usize>, i32)> {
    places.sort_by_key(|(place, _)| place.start);
    let mut joined: Vec<(Range<usize>, i32)> = Vec::new();
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
fn heaviest(mut stretches: Vec<(Range<usize>, i32)>) -> Vec<Range<usize>> {
    stretches.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    stretches.truncate(MOST_SHOWN);
    stretches.sort_by_key(|(place, _)| place.start);
    stretches.into_iter().map(|(place, _)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::probe::with_input;
    use crate::tokenize::{Scratch, Tokenizer};

    const SIGNS: &str = "sign,rarity,all,commercial,illegal_activity,obscenity\n残り,1,2,2,,\n興味ある,1,2.2,2,,1.6\nですか,1,-4,,,\n稼げ,1,2,1,4.4,\n";
    const SETTINGS: &str = "least_length = 1.0\nbias = -1.0\ngate = 0.0\nthreshold = 2.5\ncertain = 3.5\ncalm = -1.5\nvery_calm = -2.5\ncalm_length = 1.0\ncalm_least = 15\nsecond_topic = 0.5\nwindow = 20\n[topics]\ncommercial = -1.0\nillegal_activity = -1.0\nobscenity = -1.0\n";

    fn found(text: &str) -> Vec<(&'static str, String, String)> {
        let detector = WordingDetector::new(SIGNS, SETTINGS).expect("the tables are right");
        let tokenizer = Tokenizer::embedded("").expect("the embedded dictionary loads");
        let mut scratch = Scratch::default();
        let mut out = Vec::new();
        with_input(text, None, |input| {
            let mut morphemes = Morphemes::new(&tokenizer, &mut scratch, input.surface);
            detector.detect(input, &mut morphemes, &mut out);
        });
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
    fn separators_between_letters_are_not_read() {
        let [(name, span, _)] = &found("残・り・3・枠、興・味・あ・る")[..] else {
            panic!("one finding")
        };
        assert_eq!((*name, span.as_str()), ("wording_commercial", "残・り・3・枠、興・味・あ・る"));
    }

    #[test]
    fn passages_are_weighed_apart() {
        let text =
            "残りは3枠です。きょうはいい天気でした。明日も晴れるそうです。興味ある話でした。";
        assert_eq!(found(text), []);
        let cut =
            |text, window| passages(text, window).map(|place| &text[place]).collect::<Vec<_>>();
        assert_eq!(cut("ああ。いい。うう", 7), ["ああ。いい。", "うう"]);
        assert_eq!(cut("ああああ。いい", 3), ["ああああ。", "いい"]);
        assert_eq!(cut("あああああああああ", 3), ["ああああああ", "あああ"]);
        assert!(cut("", 3).is_empty());
        let cut =
            |text, window| sentences(text, window).map(|place| &text[place]).collect::<Vec<_>>();
        assert_eq!(cut("ああ。いい。うう", 7), ["ああ。", "いい。", "うう"]);
        assert_eq!(cut("ああああああああ。い", 3), ["ああああああ", "ああ。", "い"]);
    }

    #[test]
    fn two_subjects_if_they_are_as_likely() {
        let names: Vec<&str> =
            found("残り、興味ある、稼げ").iter().map(|(name, ..)| *name).collect();
        assert_eq!(names, ["wording_commercial", "wording_illegal_activity"]);
    }

    #[test]
    fn bad_tables_are_refused() {
        let odd = WordingDetector::new("sign,rarity,all,weather\nあ,1,1,1\n", SETTINGS).err();
        assert!(odd.expect("no concept").to_string().contains("«weather»"));
        let twice = format!("sign,rarity,all{}\nあ,1,1{}\n", ",harm".repeat(30), ",1".repeat(30));
        let twice = WordingDetector::new(&twice, SETTINGS).err().expect("one column too many");
        assert!(twice.to_string().contains("«harm» has two columns"), "{twice}");
        assert!(WordingDetector::new("sign,rarity,all\n", SETTINGS).is_err());
        assert!(WordingDetector::new(SIGNS, "bias = 1").is_err());
    }

    #[test]
    fn the_embedded_tables_load() {
        let detector = WordingDetector::embedded().expect("the tables are right");
        let calm = crate::normalize::key("先日は公園の草刈りをありがとうございました。");
        assert!(detector.margin(&calm) < 0.0);
        let own = WordingDetector::new(
            embedded::text("wording/signs.csv").expect("embedded"),
            embedded::text("wording/wording.toml").expect("embedded"),
        );
        let text = crate::normalize::key("残り3枠です、興味ある方はメッセージください");
        let margin = own.expect("the text is the same table").margin(&text);
        assert!(margin > 0.0 && (margin - detector.margin(&text)).abs() < 1e-6);
    }
}
