//! The detectors that every engine has.

use std::sync::OnceLock;

use super::date::DateDetector;
use super::detector::{Detector, Input};
use super::gibberish::GibberishDetector;
use super::personal;
use super::price::PriceDetector;
use super::relevance::{self, RelevanceDetector};
use super::repetition::RepetitionDetector;
use super::signal::Signal;
use super::url::{self, DomainLists, UrlDetector};
use super::wording::{self, WordingDetector};
use crate::error::Diagnostic;
use crate::lexicon::{SourceFile, Sources};
use crate::tokenize::Morphemes;

/// Makes them from their data files; a user's folder may replace the tables and add domains.
///
/// # Errors
///
/// Every problem in the data files that they read.
pub(crate) fn standard_detectors(
    sources: &Sources,
) -> Result<Vec<Box<dyn Detector>>, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let mut detectors: Vec<Box<dyn Detector>> = personal::detectors();
    let own_domains = |file: &SourceFile| file.folder() == "domains" && file.is_users();
    if sources.files().iter().any(own_domains) {
        add(&mut detectors, &mut faults, "domains", domains(sources));
    } else {
        detectors.push(Box::new(OnDemand {
            signals: url::SIGNALS,
            wanted: url::may_find,
            make: || UrlDetector::embedded().ok(),
            made: OnceLock::new(),
        }));
    }
    let table = |path: &str| sources.get(path).map(|file| file.text.as_ref());
    add(
        &mut detectors,
        &mut faults,
        "cues/amounts.toml",
        match table("cues/amounts.toml") {
            Some(text) => PriceDetector::new(text),
            None => PriceDetector::embedded(),
        },
    );
    add(
        &mut detectors,
        &mut faults,
        "cues/dates.toml",
        match table("cues/dates.toml") {
            Some(text) => DateDetector::new(text),
            None => DateDetector::embedded(),
        },
    );
    let floods = "platform_terms/floods.toml";
    add(
        &mut detectors,
        &mut faults,
        floods,
        match table(floods) {
            Some(text) => RepetitionDetector::new(text),
            None => RepetitionDetector::embedded(),
        },
    );
    let keyboard = "operator_discretion/keyboard.toml";
    add(
        &mut detectors,
        &mut faults,
        keyboard,
        match table(keyboard) {
            Some(text) => GibberishDetector::new(text),
            None => GibberishDetector::embedded(),
        },
    );
    let tables = [
        table("off_topic/themes.csv"),
        table("off_topic/common.csv"),
        table("off_topic/relevance.toml"),
    ];
    let own_tables = |file: &SourceFile| file.folder() == "off_topic" && file.is_users();
    match tables {
        [Some(themes), Some(common), Some(thresholds)]
            if sources.files().iter().any(own_tables) =>
        {
            let made = RelevanceDetector::new(themes, common, thresholds);
            add(&mut detectors, &mut faults, "off_topic", made);
        }
        _ => detectors.push(Box::new(OnDemand {
            signals: relevance::SIGNALS,
            wanted: |input| input.comment.article.is_some(),
            make: || RelevanceDetector::embedded().ok(),
            made: OnceLock::new(),
        })),
    }
    let own_wording = |file: &SourceFile| file.folder() == "wording" && file.is_users();
    match (table("wording/signs.csv"), table("wording/wording.toml")) {
        (Some(signs), Some(settings)) if sources.files().iter().any(own_wording) => {
            add(&mut detectors, &mut faults, "wording", WordingDetector::new(signs, settings));
        }
        _ => detectors.push(Box::new(OnDemand {
            signals: wording::SIGNALS,
            wanted: |input| !input.draft,
            make: WordingDetector::embedded,
            made: OnceLock::new(),
        })),
    }
    if faults.is_empty() { Ok(detectors) } else { Err(faults) }
}

/// A detector with large tables of the crate's own, made when the first comment needs it.
struct OnDemand<D> {
    signals: &'static [&'static str],
    wanted: fn(&Input<'_>) -> bool,
    /// The crate's own tables load; `None` could only mean that the tests were not run.
    make: fn() -> Option<D>,
    made: OnceLock<Option<D>>,
}

impl<D: Detector> Detector for OnDemand<D> {
    fn signals(&self) -> &'static [&'static str] {
        self.signals
    }

    fn may_find(&self, input: &Input<'_>) -> bool {
        (self.wanted)(input)
    }

    fn detect(&self, input: &Input<'_>, morphemes: &mut Morphemes<'_>, out: &mut Vec<Signal>) {
        if let Some(detector) = self.made.get_or_init(self.make) {
            detector.detect(input, morphemes, out);
        }
    }

    fn detect_surroundings(&self, input: &Input<'_>, out: &mut Vec<Signal>) {
        let wanted = (self.wanted)(input).then(|| self.made.get_or_init(self.make).as_ref());
        if let Some(detector) = wanted.flatten() {
            detector.detect_surroundings(input, out);
        }
    }
}

fn add<D: Detector + 'static>(
    detectors: &mut Vec<Box<dyn Detector>>,
    faults: &mut Vec<Diagnostic>,
    file: &str,
    made: Result<D, impl std::error::Error>,
) {
    match made {
        Ok(detector) => detectors.push(Box::new(detector)),
        Err(error) => faults.push(
            Diagnostic::at(file, "", 1, "")
                .says(error.to_string(), "compare it with the built-in file of that name"),
        ),
    }
}

/// The built-in domains and those that a user's `domains/` adds (trusted.csv: the operator's own).
fn domains(sources: &Sources) -> Result<UrlDetector, url::DomainListError> {
    let mut lists = DomainLists::embedded()?;
    let added = |file: &&SourceFile| file.folder() == "domains";
    for file in sources.files().iter().filter(added) {
        let name = file.name().trim_end_matches(".csv");
        if DomainLists::NAMES.contains(&name) {
            lists.extend(name, &file.text)?;
        }
    }
    Ok(UrlDetector::new(lists))
}
