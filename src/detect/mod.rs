//! Detectors: from views of a comment to findings.
//!
//! A finding says what was seen and why it matters. It never names a clause or a decision.

mod amount;
mod bench;
mod calendar;
mod combine;
mod copies;
mod date;
mod detector;
mod finding;
mod gibberish;
mod hit;
mod late;
mod linked_page;
mod masked;
mod occurrences;
mod personal;
mod places;
mod price;
#[cfg(test)]
mod probe;
mod quotations;
mod relevance;
mod repetition;
mod scan;
mod signal;
mod standard;
mod surroundings;
mod url;
mod watch;
pub mod wording;

pub use detector::{Detector, Input};
pub use finding::{ContextNote, Evidence, Finding, KeepReason, Localized};
pub(crate) use late::LateDetectors;
pub(crate) use linked_page::{PAGE_SIGNALS, page_signal};
pub(crate) use scan::{Buffers, Detection, Scanner};
pub use signal::Signal;
pub(crate) use standard::standard_detectors;
pub use watch::Stage;
pub(crate) use watch::Watch;
