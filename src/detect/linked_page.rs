//! What the pages behind links hold, as signals at the links.

use super::finding::Finding;
use super::signal::Signal;
use crate::concept::CONCEPTS;
use crate::span::Span;

/// A page's finding weaker than this says nothing about the link.
const CLEAR: f32 = 0.7;

/// The signal names of [`CONCEPTS`], in their order.
pub(crate) const PAGE_SIGNALS: [&str; CONCEPTS.len()] = [
    "page_illegal_activity",
    "page_defamation",
    "page_political_religious",
    "page_intellectual_property",
    "page_commercial",
    "page_discrimination",
    "page_public_order",
    "page_misinformation",
    "page_privacy",
    "page_harm",
    "page_malware",
    "page_obscenity",
    "page_off_topic",
    "page_operator_discretion",
    "page_platform_terms",
    "page_prohibited_link",
    "page_impersonation",
    "page_crime_incitement",
    "page_content_alteration",
    "page_malicious_solicitation",
    "page_insult",
    "page_confidential",
    "page_security_threat",
    "page_unannounced",
];

/// `@page_<concept>` for a clear finding on a linked page.
pub(crate) fn page_signal(finding: &Finding, link: Span, url: &str) -> Option<Signal> {
    if finding.strength < CLEAR || finding.shadow {
        return None;
    }
    let name =
        PAGE_SIGNALS.iter().find(|name| name.strip_prefix("page_") == Some(&finding.concept))?;
    Some(Signal::new(name, link, url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concept_has_its_signal() {
        for (concept, signal) in CONCEPTS.iter().zip(PAGE_SIGNALS) {
            assert_eq!(format!("page_{}", concept.name), signal);
        }
    }
}
