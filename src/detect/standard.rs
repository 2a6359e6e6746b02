//! The detectors that every engine has.

use super::date::DateDetector;
use super::detector::Detector;
use super::gibberish::GibberishDetector;
use super::personal;
use super::price::PriceDetector;
use super::relevance::RelevanceDetector;
use super::repetition::RepetitionDetector;
use super::url::{DomainLists, UrlDetector};
use crate::error::Diagnostic;
use crate::lexicon::{SourceFile, Sources};

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
    add(&mut detectors, &mut faults, "domains", url(sources));
    let table = |path: &str| sources.get(path).map(|file| file.text.as_ref());
    add(&mut detectors, &mut faults, "cues/amounts.toml", match table("cues/amounts.toml") {
        Some(text) => PriceDetector::new(text),
        None => PriceDetector::embedded(),
    });
    add(&mut detectors, &mut faults, "cues/dates.toml", match table("cues/dates.toml") {
        Some(text) => DateDetector::new(text),
        None => DateDetector::embedded(),
    });
    let floods = "platform_terms/floods.toml";
    add(&mut detectors, &mut faults, floods, match table(floods) {
        Some(text) => RepetitionDetector::new(text),
        None => RepetitionDetector::embedded(),
    });
    let keyboard = "operator_discretion/keyboard.toml";
    add(&mut detectors, &mut faults, keyboard, match table(keyboard) {
        Some(text) => GibberishDetector::new(text),
        None => GibberishDetector::embedded(),
    });
    let tables = [
        table("off_topic/themes.csv"),
        table("off_topic/common.csv"),
        table("off_topic/relevance.toml"),
    ];
    add(&mut detectors, &mut faults, "off_topic", match tables {
        [Some(themes), Some(common), Some(thresholds)] => {
            RelevanceDetector::new(themes, common, thresholds)
        }
        _ => RelevanceDetector::embedded(),
    });
    if faults.is_empty() { Ok(detectors) } else { Err(faults) }
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
fn url(sources: &Sources) -> Result<UrlDetector, super::url::DomainListError> {
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
