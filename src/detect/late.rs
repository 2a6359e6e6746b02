//! When the detectors that need every morpheme are worth their cost.

use super::combine::is_possible_with;
use super::detector::Detector;
use crate::lexicon::{ClassSet, CompiledRule, Lexicon, RuleIndex};

/// The late detectors in the order in which they run, worked out once an engine is built.
#[derive(Debug, Default)]
pub(crate) struct LateDetectors {
    stages: Vec<Stage>,
}

/// One late detector and the rules that speak of what it reports.
#[derive(Debug)]
pub(crate) struct Stage {
    /// Its place among the engine's detectors.
    pub detector: usize,
    own: ClassSet,
    /// What it and those behind it may still report.
    outstanding: ClassSet,
    rules: RuleIndex,
}

impl LateDetectors {
    /// Finds them among an engine's detectors.
    pub fn new(lexicon: &Lexicon, detectors: &[Box<dyn Detector>]) -> Self {
        let late = detectors.iter().enumerate().filter(|(_, detector)| detector.is_late());
        let mut outstanding = ClassSet::default();
        let mut stages = Vec::new();
        for (index, detector) in late.rev() {
            let mut own = ClassSet::default();
            for class in detector.signals().iter().filter_map(|name| lexicon.signal(name)) {
                own.insert(class);
                outstanding.insert(class);
            }
            stages.push(Stage::new(index, own, outstanding.clone(), lexicon));
        }
        stages.reverse();
        Self { stages }
    }

    /// The stages in their order.
    pub fn stages(&self) -> &[Stage] {
        &self.stages
    }
}

impl Stage {
    fn new(detector: usize, own: ClassSet, outstanding: ClassSet, lexicon: &Lexicon) -> Self {
        let rules = (0u32..).zip(&lexicon.compiled_rules);
        let speaking = rules.filter(|(_, rule)| speaks_of(rule, &own));
        let rules = RuleIndex::new(speaking, |element| {
            let late = element.iter().any(|class| outstanding.contains(*class));
            (!late).then(|| lexicon.commonness(element))
        });
        Self { detector, own, outstanding, rules }
    }

    /// Whether a rule that `applies` and of which something is `present` would be possible if the
    /// detector, and those behind it, found all that they can find.
    pub fn is_needed(
        &self,
        lexicon: &Lexicon,
        present: &ClassSet,
        applies: impl Fn(usize) -> bool,
    ) -> bool {
        self.rules.any_candidate(present, |id| {
            let rule = &lexicon.compiled_rules[id];
            let mut classes = rule.elements.iter().flatten();
            is_possible_with(rule, present, &self.outstanding)
                && classes.any(|class| self.own.contains(*class) && !present.contains(*class))
                && applies(id)
        })
    }
}

fn speaks_of(rule: &CompiledRule, signals: &ClassSet) -> bool {
    rule.elements.iter().flatten().any(|class| signals.contains(*class))
}
