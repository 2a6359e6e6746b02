//! Fitting the wording (`wording/signs.csv`, `wording/wording.toml`) to labelled examples.
//!
//! What stands in the tables is a linear model, chosen in three steps: a machine over every string
//! that examples share; the strings that it leans on most; a second machine over these alone. The
//! threshold is set by cross-validation: no more than a given share of the examples that must stay
//! may reach it, judged by a machine that has not seen them. Which subject a passage speaks of is
//! decided by one machine a concept over the violating examples.

mod features;
mod svm;

use features::Signs;
use svm::{Document, Plane, separate};

use crate::detect::wording::{SUBJECTS, WordingSettings, likeliest};
use crate::normalize::key;

/// How the fit is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitOptions {
    /// Most signs of the table.
    pub signs: usize,
    /// The share of the kept examples that may reach the threshold.
    pub kept_flagged: f64,
    /// Parts into which the examples are divided to judge each by a machine that has not seen it.
    pub folds: usize,
    /// How much the loss of an example counts against a simple plane.
    pub cost: f64,
    /// How much that of a background text counts.
    pub background_cost: f64,
}

impl Default for FitOptions {
    fn default() -> Self {
        Self { signs: 6000, kept_flagged: 0.015, folds: 5, cost: 0.03, background_cost: 0.01 }
    }
}

/// A comment and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The comment.
    pub text: String,
    /// The concept that it violates; `None` if it must be kept.
    pub concept: Option<String>,
    /// How often it counts: cases that were written to be hard may count less than comments.
    pub weight: f64,
}

/// The examples cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// A label names a concept that has no wording.
    #[error("«{0}» is no concept with a wording; use one of {list}", list = concepts())]
    Concept(String),
    /// There is nothing to tell apart.
    #[error(
        "{violating} violating and {kept} kept examples are too few; give at least {least} of each"
    )]
    TooFew {
        /// Number of violating examples.
        violating: usize,
        /// Number of kept examples.
        kept: usize,
        /// How many of each are needed.
        least: usize,
    },
    /// The table could not be written.
    #[error("the table of signs could not be written: {0}")]
    Table(String),
}

impl From<csv::Error> for FitError {
    fn from(error: csv::Error) -> Self {
        Self::Table(error.to_string())
    }
}

fn concepts() -> String {
    SUBJECTS.map(|(_, concept)| concept).join(", ")
}

/// The tables, and how well they do on examples that the judging machine had not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// `wording/signs.csv`.
    pub signs_csv: String,
    /// What `wording/wording.toml` must say.
    pub settings: WordingSettings,
    /// Number of violating examples, and of those found in cross-validation.
    pub violating: (usize, usize),
    /// Number of kept examples, and of those flagged in cross-validation.
    pub kept: (usize, usize),
    /// Number of background texts, and of those flagged in cross-validation.
    pub background: (usize, usize),
    /// Violating examples, in cross-validation, whose concept is among the (up to two) named ones.
    pub right_concept: usize,
}

/// Fewest examples of each side: below, a threshold means nothing.
const LEAST: usize = 50;
/// The part of a first subject's share from which a second one is named.
const SECOND_TOPIC: f32 = 0.6;
/// Distance above the threshold from which a report counts in full.
const CERTAIN: f32 = 1.0;
/// Distance below the threshold from which a comment is in the wording of those that stay.
const CALM: f32 = 1.5;
/// Weights of subjects smaller than this are left out of the table.
const LEAST_TOPIC: f64 = 0.05;
/// Longest passage, in characters, that is weighed at once.
const WINDOW: usize = 160;

/// A text as the machines see it.
struct Read {
    text: String,
    concept: Option<usize>,
    weight: f64,
    background: bool,
}

/// Fits the tables to examples; `background` are texts of any kind that must stay.
///
/// # Errors
///
/// If a concept is unknown or the examples are too few.
pub fn fit(
    examples: &[Example],
    background: &[String],
    options: &FitOptions,
) -> Result<Fit, FitError> {
    let texts = read(examples, background)?;
    let scores = cross_validate(&texts, options);
    let threshold = threshold(&texts, &scores, options.kept_flagged);
    let count = |wanted: &dyn Fn(&Read) -> bool| {
        let chosen = || texts.iter().zip(&scores).filter(|(text, _)| wanted(text));
        (chosen().count(), chosen().filter(|(_, score)| score.margin >= threshold).count())
    };
    let right_concept = texts
        .iter()
        .zip(&scores)
        .filter(|(text, score)| text.concept.is_some() && score.margin >= threshold && score.right)
        .count();
    let all: Vec<usize> = (0..texts.len()).collect();
    let model = Model::of(&texts, &all, options);
    Ok(Fit {
        signs_csv: model.table()?,
        settings: model.settings(threshold),
        violating: count(&|text| text.concept.is_some()),
        kept: count(&|text| text.concept.is_none() && !text.background),
        background: count(&|text| text.background),
        right_concept,
    })
}

fn read(examples: &[Example], background: &[String]) -> Result<Vec<Read>, FitError> {
    let mut texts = Vec::with_capacity(examples.len() + background.len());
    for example in examples {
        let concept = example.concept.as_deref().map(|name| {
            let index = SUBJECTS.iter().position(|(_, concept)| *concept == name);
            index.ok_or_else(|| FitError::Concept(name.to_owned()))
        });
        let text = key(&example.text);
        let weight = example.weight;
        texts.push(Read { text, concept: concept.transpose()?, weight, background: false });
    }
    let violating = texts.iter().filter(|text| text.concept.is_some()).count();
    let kept = texts.len() - violating;
    if violating < LEAST || kept < LEAST {
        return Err(FitError::TooFew { violating, kept, least: LEAST });
    }
    texts.extend(background.iter().map(|text| Read {
        text: key(text),
        concept: None,
        weight: 1.0,
        background: true,
    }));
    Ok(texts)
}

/// What a machine that has not seen a text says of it.
#[derive(Debug, Clone, Copy, Default)]
struct Score {
    margin: f64,
    /// The text's concept is among those named.
    right: bool,
}

fn cross_validate(texts: &[Read], options: &FitOptions) -> Vec<Score> {
    let mut scores = vec![Score::default(); texts.len()];
    let mut order: Vec<usize> = (0..texts.len()).collect();
    fastrand::Rng::with_seed(1).shuffle(&mut order);
    let folds = options.folds.max(2);
    for fold in 0..folds {
        let seen: Vec<usize> = order.iter().copied().filter(|at| at % folds != fold).collect();
        let model = Model::of(texts, &seen, options);
        for at in order.iter().copied().filter(|at| at % folds == fold) {
            let features = model.signs.in_text(&texts[at].text);
            let named = model.named(&features);
            scores[at] = Score {
                margin: model.plane.score(&features),
                right: texts[at].concept.is_some_and(|concept| named.contains(&concept)),
            };
        }
    }
    scores
}

/// The least threshold on the violating side of the plane that at most the given share of the kept
/// examples reaches.
fn threshold(texts: &[Read], scores: &[Score], share: f64) -> f64 {
    let kept =
        texts.iter().zip(scores).filter(|(text, _)| text.concept.is_none() && !text.background);
    let mut margins: Vec<(f64, f64)> =
        kept.map(|(text, score)| (score.margin, text.weight)).collect();
    margins.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut left = margins.iter().map(|(_, weight)| weight).sum::<f64>() * share;
    let first_to_stay = margins.iter().find(|(_, weight)| {
        left -= weight;
        left < 0.0
    });
    // Just above it.
    first_to_stay.map_or(0.0, |(margin, _)| (margin + 1e-6).max(0.0))
}

/// The machines over the chosen signs.
struct Model {
    signs: Signs,
    /// Over all signs; those that were not chosen weigh nothing.
    plane: Plane,
    /// One a subject.
    topics: Vec<Plane>,
    chosen: Vec<bool>,
}

impl Model {
    fn of(texts: &[Read], seen: &[usize], options: &FitOptions) -> Self {
        let seen: Vec<&Read> = seen.iter().map(|at| &texts[*at]).collect();
        let examples = || seen.iter().filter(|text| !text.background);
        let signs = Signs::of(examples().map(|text| text.text.as_str()));
        let mut features: Vec<Vec<u32>> =
            seen.iter().map(|text| signs.in_text(&text.text)).collect();
        let first = separate(&documents(&seen, &features, options), signs.len());
        let chosen = choose(&first, &seen, &features, options.signs);
        features.iter_mut().for_each(|own| own.retain(|id| chosen[*id as usize]));
        let plane = separate(&documents(&seen, &features, options), signs.len());
        let topic = |topic: usize| {
            let violating = seen.iter().zip(&features).filter_map(|(text, features)| {
                let positive = text.concept? == topic;
                Some(Document { features, positive, cost: text.weight * options.cost })
            });
            separate(&violating.collect::<Vec<_>>(), signs.len())
        };
        let topics = (0..SUBJECTS.len()).map(topic).collect();
        Self { signs, plane, topics, chosen }
    }

    /// The subjects that a text would be said to speak of.
    fn named(&self, features: &[u32]) -> Vec<usize> {
        let mut shares = [0.0; SUBJECTS.len()];
        for (share, plane) in shares.iter_mut().zip(&self.topics) {
            #[allow(clippy::cast_possible_truncation)]
            let score = plane.score(features) as f32;
            *share = score;
        }
        likeliest(&shares, SECOND_TOPIC).collect()
    }

    /// `signs.csv`, the heaviest first.
    fn table(&self) -> Result<String, csv::Error> {
        let names = self.signs.names();
        let mut ids: Vec<usize> = (0..names.len()).filter(|id| self.chosen[*id]).collect();
        let weight = |id: usize| self.plane.weights[id];
        ids.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)).then(names[*a].cmp(names[*b])));
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(["sign", "weight", "topics"])?;
        for id in ids {
            let topics = self
                .topics
                .iter()
                .zip(SUBJECTS)
                .filter(|(plane, _)| plane.weights[id].abs() >= LEAST_TOPIC)
                .map(|(plane, (_, concept))| format!("{concept}:{:.2}", plane.weights[id]));
            let topics = topics.collect::<Vec<_>>().join(" ");
            table.write_record([names[id], &format!("{:.3}", weight(id)), &topics])?;
        }
        let bytes = table.into_inner().map_err(|error| error.into_error())?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn settings(&self, threshold: f64) -> WordingSettings {
        #[allow(clippy::cast_possible_truncation)]
        let small = |number: f64| (number * 1000.0).round() as f32 / 1000.0;
        let subjects = self.topics.iter().zip(SUBJECTS);
        WordingSettings {
            bias: small(self.plane.bias),
            threshold: small(threshold),
            certain: small(threshold) + CERTAIN,
            calm: small(threshold) - CALM,
            second_topic: SECOND_TOPIC,
            window: WINDOW,
            topics: subjects
                .map(|(plane, (_, name))| (name.to_owned(), small(plane.bias)))
                .collect(),
        }
    }
}

fn documents<'a>(
    texts: &[&Read],
    features: &'a [Vec<u32>],
    options: &FitOptions,
) -> Vec<Document<'a>> {
    let document = |(text, features): (&&Read, &'a Vec<u32>)| Document {
        features,
        positive: text.concept.is_some(),
        cost: text.weight * if text.background { options.background_cost } else { options.cost },
    };
    texts.iter().zip(features).map(document).collect()
}

/// The signs that a plane leans on most: their weight, times the root of how often examples show
/// them.
fn choose(plane: &Plane, texts: &[&Read], features: &[Vec<u32>], most: usize) -> Vec<bool> {
    let mut counts = vec![0_u32; plane.weights.len()];
    let examples = texts.iter().zip(features).filter(|(text, _)| !text.background);
    examples.flat_map(|(_, features)| features).for_each(|id| counts[*id as usize] += 1);
    let lean = |id: usize| plane.weights[id].abs() * f64::from(counts[id]).sqrt();
    let mut order: Vec<usize> = (0..plane.weights.len()).collect();
    order.sort_by(|a, b| lean(*b).total_cmp(&lean(*a)).then(a.cmp(b)));
    let mut chosen = vec![false; plane.weights.len()];
    order.into_iter().take(most).for_each(|id| chosen[id] = true);
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::wording::WordingDetector;

    const PLACES: [&str; 6] = ["駅前", "公園", "図書館", "商店街", "学校", "港"];

    /// Sixty comments a side: offers of two concepts, and thanks about the same places.
    fn examples() -> Vec<Example> {
        let text = |round: usize, ends: [&str; 3]| {
            let place = PLACES[round % PLACES.len()];
            format!("{place}の{}番{}", round, ends[round % 3])
        };
        let example = |text, concept: Option<&str>| Example {
            text,
            concept: concept.map(Into::into),
            weight: 1.0,
        };
        (0..60)
            .flat_map(|round| {
                let (offer, concept) = if round % 2 == 0 {
                    (["で募集、残り3枠", "に興味ある方は連絡を", "で今だけ格安です"], "commercial")
                } else {
                    (["でみんなで電話攻撃しよう", "を燃やしに行くぞ", "で待ち伏せしてやる"], "harm")
                };
                let thanks = ["の掃除に感謝します", "は何時までですか", "で転びそうになりました"];
                [example(text(round, offer), Some(concept)), example(text(round, thanks), None)]
            })
            .collect()
    }

    #[test]
    fn a_fitted_table_tells_unseen_comments_apart() {
        let background =
            vec!["今日はいい天気で、散歩に行きました。".to_owned(); 5];
        let fitted =
            fit(&examples(), &background, &FitOptions::default()).expect("enough examples");
        assert_eq!(fitted.violating.0, 60);
        assert!(fitted.violating.1 > 50 && fitted.right_concept > 50, "{:?}", fitted.violating);
        assert_eq!((fitted.kept.0, fitted.background), (60, (5, 0)));
        assert!(fitted.kept.1 <= 1);
        let settings = toml::to_string(&fitted.settings).expect("settings are plain");
        let detector =
            WordingDetector::new(&fitted.signs_csv, &settings).expect("its own tables load");
        let margin = |text: &str| detector.margin(&key(text));
        assert!(margin("空港で募集、残り5枠、興味ある方は連絡を") > 0.0);
        assert!(margin("空港は何時までですか") < 0.0);
    }

    #[test]
    fn the_same_examples_give_the_same_table() {
        let fitted = || fit(&examples(), &[], &FitOptions::default()).expect("enough examples");
        assert_eq!(fitted(), fitted());
    }

    #[test]
    fn examples_that_cannot_be_used() {
        let few = &examples()[..20];
        let error = fit(few, &[], &FitOptions::default()).expect_err("too few");
        assert_eq!(error, FitError::TooFew { violating: 10, kept: 10, least: LEAST });
        let odd = [Example { text: "あ".into(), concept: Some("weather".into()), weight: 1.0 }];
        let error = fit(&odd, &[], &FitOptions::default()).expect_err("unknown concept");
        assert!(error.to_string().starts_with("«weather» is no concept"), "{error}");
    }
}
