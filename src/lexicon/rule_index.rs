//! Which rules come into question once some classes have a hit, without asking a thousand rules.

use super::compile::{ClassId, ClassSet, CompiledRule};

/// Rules by the classes of one element each: the one that is met least. A rule all of whose elements
/// are there is always among the candidates.
#[derive(Debug, Default)]
pub(crate) struct RuleIndex {
    by_class: Vec<Vec<u32>>,
    /// The classes that a rule stands under; cues, which are everywhere, seldom are among them.
    classes: ClassSet,
}

impl RuleIndex {
    /// Indexes rules by the element for which `cost`, how often it is met, is least. An element
    /// without a cost (`None`) is not asked about; a rule that has no other stands under all classes.
    pub fn new<'a>(
        rules: impl Iterator<Item = (u32, &'a CompiledRule)>,
        cost: impl Fn(&[ClassId]) -> Option<usize>,
    ) -> Self {
        let mut index = Self::default();
        for (id, rule) in rules {
            let rarest = rule.elements.iter().filter_map(|element| Some((cost(element)?, element)));
            match rarest.min_by_key(|(cost, _)| *cost) {
                Some((_, element)) => element.iter().for_each(|class| index.add(*class, id)),
                None => rule.elements.iter().flatten().for_each(|class| index.add(*class, id)),
            }
        }
        index
    }

    fn add(&mut self, class: ClassId, rule: u32) {
        self.classes.insert(class);
        let at = usize::from(class.0);
        if self.by_class.len() <= at {
            self.by_class.resize(at + 1, Vec::new());
        }
        if self.by_class[at].last() != Some(&rule) {
            self.by_class[at].push(rule);
        }
    }

    /// Whether `test` says yes to one of the rules that may be possible with the classes that are
    /// `present`; it may be asked about a rule twice.
    pub fn any_candidate(&self, present: &ClassSet, mut test: impl FnMut(usize) -> bool) -> bool {
        self.classes.any_shared(present, |class| {
            self.by_class[usize::from(class.0)].iter().any(|rule| test(*rule as usize))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(classes: &[u16]) -> ClassSet {
        let mut set = ClassSet::default();
        classes.iter().for_each(|class| set.insert(ClassId(*class)));
        set
    }

    fn rule(elements: &[&[u16]]) -> CompiledRule {
        let classes = |element: &&[u16]| element.iter().map(|class| ClassId(*class)).collect();
        CompiledRule { elements: elements.iter().map(classes).collect(), none: Vec::new() }
    }

    fn candidates(index: &RuleIndex, classes: &[u16]) -> Vec<usize> {
        let mut found = Vec::new();
        index.any_candidate(&set(classes), |rule| {
            found.push(rule);
            false
        });
        found
    }

    #[test]
    fn a_rule_stands_under_its_rarest_element() {
        let rules = [rule(&[&[1], &[70, 2]]), rule(&[&[1, 3]])];
        // Higher numbers are rarer here.
        let cost =
            |element: &[ClassId]| element.iter().map(|class| 100 - usize::from(class.0)).max();
        let index = RuleIndex::new((0..).zip(&rules), cost);
        assert_eq!(candidates(&index, &[1]), [1]);
        assert_eq!(candidates(&index, &[70]), [0]);
        assert_eq!(candidates(&index, &[3, 9]), [1]);
    }

    #[test]
    fn a_rule_without_a_cost_stands_under_everything() {
        let rules = [rule(&[&[1], &[2]])];
        let index = RuleIndex::new((0..).zip(&rules), |_| None);
        assert_eq!(candidates(&index, &[2]), [0]);
        assert_eq!(candidates(&index, &[1, 2]), [0, 0]);
        assert!(index.any_candidate(&set(&[2, 9]), |rule| rule == 0));
        assert!(!index.any_candidate(&set(&[9]), |_| true));
    }
}
