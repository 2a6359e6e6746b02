//! Fitting the wording (`wording/signs.csv`, `wording/wording.toml`) to labelled examples.
//!
//! What stands in the tables are linear machines, one that parts all violating examples from those
//! that stay and one a concept, which parts its own from all others, chosen in three steps: machines
//! over every string that examples share; the strings that they lean on most; second machines over
//! these alone. Rare strings count for
//! more (inverse document frequency), and a text counts for the same however long it is (cosine
//! normalization; Salton and Buckley, «Term-weighting approaches in automatic text retrieval», 1988).
//! A passage scores what the first machine says plus the most that one of the others says. The
//! threshold is set by cross-validation: no more than a given share of the examples that must stay may
//! reach it, judged by machines that have not seen them.

mod features;
mod svm;

use features::{CALM_LENGTH, Features, LEAST_LENGTH, Signs, features, hundredths, length, rarity};
use svm::{Document, Plane, separate};

use crate::detect::wording::{SUBJECTS, WordingSettings, likeliest, passages, sentences};
use crate::normalize::unbroken;

/// How the fit is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FitOptions {
    /// Most signs of the table.
    pub signs: usize,
    /// The share of the kept examples, and of the background, that may reach the threshold.
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
        Self { signs: 100_000, kept_flagged: 0.03, folds: 5, cost: 1.0, background_cost: 0.6 }
    }
}

/// A comment and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The comment.
    pub text: String,
    /// The concept that it violates; `None` if it must be kept.
    pub concept: Option<String>,
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
/// How much lower than the first a second subject may be to be named, too.
const SECOND_TOPIC: f32 = 0.5;
/// Distance above the threshold from which a report counts in full.
const CERTAIN: f32 = 1.0;
/// Passages below this in the first plane are not weighed further: hardly one would reach the threshold.
const GATE: f32 = -0.4;
/// The share of the violating examples that may pass for calm, and for calm by far.
const CALM: f64 = 0.1;
const VERY_CALM: f64 = 0.012;
/// Different signs below which a comment is not said to be calm.
const CALM_LEAST: usize = 20;
/// Weights smaller than this are left out of the table.
const LEAST_WEIGHT: f64 = 0.25;
/// Characters of a passage.
const WINDOW: usize = 120;

/// A text as the machines see it.
struct Read {
    text: String,
    concept: Option<usize>,
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
    let calm = [CALM, VERY_CALM].map(|share| lowest(&texts, &scores, share));
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
        settings: model.settings(threshold, calm),
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
        let text = unbroken(&example.text);
        texts.push(Read { text, concept: concept.transpose()?, background: false });
    }
    let violating = texts.iter().filter(|text| text.concept.is_some()).count();
    let kept = texts.len() - violating;
    if violating < LEAST || kept < LEAST {
        return Err(FitError::TooFew { violating, kept, least: LEAST });
    }
    texts.extend(background.iter().map(|text| Read {
        text: unbroken(text),
        concept: None,
        background: true,
    }));
    Ok(texts)
}

/// What machines that have not seen a text say of it.
#[derive(Debug, Clone, Copy)]
struct Score {
    /// Of the heaviest passage.
    margin: f64,
    /// The same without the gate, sentence by sentence, as calm is asked for.
    sum: f64,
    /// The text's concept is among those named.
    right: bool,
}

impl Score {
    /// Of a text without a passage.
    const NONE: Self = Self { margin: f64::NEG_INFINITY, sum: f64::NEG_INFINITY, right: false };
}

fn cross_validate(texts: &[Read], options: &FitOptions) -> Vec<Score> {
    let mut scores = vec![Score::NONE; texts.len()];
    let mut order: Vec<usize> = (0..texts.len()).collect();
    fastrand::Rng::with_seed(1).shuffle(&mut order);
    let folds = options.folds.max(2);
    for fold in 0..folds {
        let seen: Vec<usize> = order.iter().copied().filter(|at| at % folds != fold).collect();
        let model = Model::of(texts, &seen, options);
        for at in order.iter().copied().filter(|at| at % folds == fold) {
            scores[at] = model.score(&texts[at]);
        }
    }
    scores
}

/// The least threshold that at most the given share of the kept examples reaches, and of the background.
fn threshold(texts: &[Read], scores: &[Score], share: f64) -> f64 {
    let of = |background: bool| {
        let stay = |text: &Read| text.concept.is_none() && text.background == background;
        let margins = texts.iter().zip(scores).filter(|(text, _)| stay(text));
        let mut margins: Vec<f64> = margins.map(|(_, score)| score.margin).collect();
        margins.sort_by(|a, b| b.total_cmp(a));
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let first_to_stay = margins.get((margins.len() as f64 * share) as usize).copied();
        // Just above it.
        first_to_stay.map_or(f64::NEG_INFINITY, |margin| margin + 1e-6)
    };
    // Where nothing that stays passes the gate, whatever does is told.
    of(false).max(of(true)).max(f64::from(GATE))
}

/// The sum below which a given share of the violating examples lies.
fn lowest(texts: &[Read], scores: &[Score], share: f64) -> f64 {
    let violating = texts.iter().zip(scores).filter(|(text, _)| text.concept.is_some());
    let mut sums: Vec<f64> = violating.map(|(_, score)| score.sum).collect();
    sums.sort_by(f64::total_cmp);
    #[allow(clippy::cast_possible_truncation)]
    let few = (sums.len() as f64 * share) as usize;
    sums.get(few).copied().unwrap_or_default()
}

/// The machines over the chosen signs.
struct Model {
    signs: Signs,
    /// How rare each sign is.
    rarity: Vec<f64>,
    /// Over all signs, weights times rarity; those that were not chosen weigh nothing. The first is
    /// that of all concepts, then one a subject.
    planes: Vec<Plane>,
    chosen: Vec<bool>,
}

impl Model {
    fn of(texts: &[Read], seen: &[usize], options: &FitOptions) -> Self {
        let seen: Vec<&Read> = seen.iter().map(|at| &texts[*at]).collect();
        let examples = || seen.iter().filter(|text| !text.background);
        let signs = Signs::of(examples().map(|text| text.text.as_str()));
        let mut own: Vec<Vec<u32>> = seen.iter().map(|text| signs.in_text(&text.text)).collect();
        let rarity = rarity(&own, signs.len());
        let first = machines(&seen, &features(&own, &rarity), signs.len(), options);
        let mut chosen = choose(&first, &rarity, &seen, &own, options.signs);
        own.iter_mut().for_each(|ids| ids.retain(|id| chosen[*id as usize]));
        let mut planes = machines(&seen, &features(&own, &rarity), signs.len(), options);
        for plane in &mut planes {
            for (weight, rarity) in plane.weights.iter_mut().zip(&rarity) {
                *weight = as_written(*weight * rarity);
            }
        }
        for (id, chosen) in chosen.iter_mut().enumerate() {
            *chosen &= planes.iter().any(|plane| plane.weights[id] != 0.0);
        }
        Self { signs, rarity, planes, chosen }
    }

    fn score(&self, text: &Read) -> Score {
        let score = |place, least| self.score_passage(&text.text[place], text.concept, least);
        let heavier =
            |best: Score, next: Score| if next.margin > best.margin { next } else { best };
        let heaviest = passages(&text.text, WINDOW)
            .map(|place| score(place, LEAST_LENGTH))
            .fold(Score::NONE, heavier);
        let sentences = sentences(&text.text, WINDOW).map(|place| score(place, CALM_LENGTH));
        Score { sum: sentences.map(|next| next.sum).fold(f64::NEG_INFINITY, f64::max), ..heaviest }
    }

    fn score_passage(&self, passage: &str, concept: Option<usize>, least: f64) -> Score {
        let mut ids = self.signs.in_text(passage);
        ids.retain(|id| self.chosen[*id as usize]);
        let length = length(&ids, &self.rarity, least);
        let features: Vec<(u32, f64)> = ids.into_iter().map(|id| (id, 1.0 / length)).collect();
        let all = self.planes[0].score(&features);
        let mut subjects = [0.0; SUBJECTS.len()];
        for (subject, plane) in subjects.iter_mut().zip(&self.planes[1..]) {
            #[allow(clippy::cast_possible_truncation)]
            let score = plane.score(&features) as f32;
            *subject = score;
        }
        let highest = subjects.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let sum = all + f64::from(highest);
        let margin = if all >= f64::from(GATE) { sum } else { f64::NEG_INFINITY };
        let named: Vec<usize> = likeliest(&subjects, SECOND_TOPIC).collect();
        Score { margin, sum, right: concept.is_some_and(|concept| named.contains(&concept)) }
    }

    /// `signs.csv`, the heaviest first.
    fn table(&self) -> Result<String, csv::Error> {
        let names = self.signs.names();
        let mut ids: Vec<usize> = (0..names.len()).filter(|id| self.chosen[*id]).collect();
        let weight = |id: usize| self.planes[0].weights[id];
        ids.sort_by(|a, b| weight(*b).total_cmp(&weight(*a)).then(names[*a].cmp(names[*b])));
        let mut table = csv::Writer::from_writer(Vec::new());
        let concepts = SUBJECTS.iter().map(|(_, concept)| *concept);
        table.write_record(["sign", "rarity", "all"].into_iter().chain(concepts))?;
        for id in ids {
            let weights = self.planes.iter().map(|plane| match plane.weights[id] {
                0.0 => String::new(),
                weight => format!("{weight:.2}"),
            });
            let rarity = format!("{:.2}", self.rarity[id]);
            table.write_record([names[id].to_owned(), rarity].into_iter().chain(weights))?;
        }
        let bytes = table.into_inner().map_err(|error| error.into_error())?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn settings(&self, threshold: f64, [calm, very_calm]: [f64; 2]) -> WordingSettings {
        #[allow(clippy::cast_possible_truncation)]
        let small = |number: f64| (number * 1000.0).round() as f32 / 1000.0;
        let subjects = self.planes[1..].iter().zip(SUBJECTS);
        WordingSettings {
            least_length: small(LEAST_LENGTH),
            bias: small(self.planes[0].bias),
            gate: GATE,
            threshold: small(threshold),
            certain: small(threshold + f64::from(CERTAIN)),
            calm: small(calm),
            very_calm: small(very_calm),
            calm_length: small(CALM_LENGTH),
            calm_least: CALM_LEAST,
            second_topic: SECOND_TOPIC,
            window: WINDOW,
            topics: subjects
                .map(|(plane, (_, name))| (name.to_owned(), small(plane.bias)))
                .collect(),
        }
    }
}

/// The machine of all concepts, then one a subject: its violating examples against all others.
/// They know nothing of one another, so each has a thread of its own as long as there are cores.
fn machines(
    texts: &[&Read],
    features: &[Features],
    size: usize,
    options: &FitOptions,
) -> Vec<Plane> {
    let subjects: Vec<Option<usize>> =
        std::iter::once(None).chain((0..SUBJECTS.len()).map(Some)).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let worker = || {
        let mut own = Vec::new();
        while let Some(subject) =
            subjects.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        {
            own.push((*subject, separate(&documents(texts, features, *subject, options), size)));
        }
        own
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut planes: Vec<(Option<usize>, Plane)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        let done = workers.into_iter().map(|worker| worker.join());
        done.flat_map(|own| own.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
    });
    planes.sort_by_key(|(subject, _)| *subject);
    planes.into_iter().map(|(_, plane)| plane).collect()
}

/// What a machine sees: on one side the violating examples of its subject (`None`: of all), on the
/// other all that stay, and what violates something else.
fn documents<'a>(
    texts: &[&Read],
    features: &'a [Features],
    subject: Option<usize>,
    options: &FitOptions,
) -> Vec<Document<'a>> {
    let seen = |(text, features): (&&Read, &'a Features)| {
        let cost = if text.background { options.background_cost } else { options.cost };
        let positive = text.concept.is_some() && (subject.is_none() || text.concept == subject);
        Document { features, positive, cost }
    };
    texts.iter().zip(features).map(seen).collect()
}

/// The signs that a plane leans on most: the greatest weight times the rarity, times the root of how
/// often examples show them.
fn choose(
    planes: &[Plane],
    rarity: &[f64],
    texts: &[&Read],
    signs: &[Vec<u32>],
    most: usize,
) -> Vec<bool> {
    let mut counts = vec![0_u32; rarity.len()];
    let examples = texts.iter().zip(signs).filter(|(text, _)| !text.background);
    examples.flat_map(|(_, signs)| signs).for_each(|id| counts[*id as usize] += 1);
    let greatest =
        |id: usize| planes.iter().map(|plane| plane.weights[id].abs()).fold(0.0, f64::max);
    let lean: Vec<f64> = (0..rarity.len())
        .map(|id| greatest(id) * rarity[id] * f64::from(counts[id]).sqrt())
        .collect();
    let mut order: Vec<usize> = (0..rarity.len()).collect();
    order.sort_by(|a, b| lean[*b].total_cmp(&lean[*a]).then(a.cmp(b)));
    let mut chosen = vec![false; rarity.len()];
    order.into_iter().take(most).for_each(|id| chosen[id] = true);
    chosen
}

/// A weight as the table has it.
fn as_written(weight: f64) -> f64 {
    if weight.abs() < LEAST_WEIGHT { 0.0 } else { hundredths(weight) }
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
        let example =
            |text, concept: Option<&str>| Example { text, concept: concept.map(Into::into) };
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
        let margin = |text: &str| detector.margin(&unbroken(text));
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
        let odd = [Example { text: "あ".into(), concept: Some("weather".into()) }];
        let error = fit(&odd, &[], &FitOptions::default()).expect_err("unknown concept");
        assert!(error.to_string().starts_with("«weather» is no concept"), "{error}");
    }
}
