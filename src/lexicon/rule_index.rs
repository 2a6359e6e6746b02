//! Which rules come into question once some classes have a hit, without asking a thousand rules.

use super::compile::{ClassId, ClassSet, CompiledRule};

/// Rules by the classes of one element each: the one that is met least. A rule all of whose elements
/// are there is always among the candidates.
#[derive(Debug, Default)]
pub(crate) struct RuleIndex {
    by_class: Vec<Vec<u32>>,
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
        let at = usize::from(class.0);
        if self.by_class.len() <= at {
            self.by_class.resize(at + 1, Vec::new());
        }
        if self.by_class[at].last() != Some(&rule) {
            self.by_class[at].push(rule);
        }
    }

    /// The rules that may be possible with the classes that are `present`; a rule may come twice.
    pub fn candidates<'a>(&'a self, present: &'a ClassSet) -> impl Iterator<Item = usize> + 'a {
        let of =
            |class: ClassId| self.by_class.get(usize::from(class.0)).map_or(&[][..], Vec::as_slice);
        present.iter().flat_map(of).map(|rule| *rule as usize)
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

    #[test]
    fn a_rule_stands_under_its_rarest_element() {
        let rules = [rule(&[&[1], &[70, 2]]), rule(&[&[1, 3]])];
        // Higher numbers are rarer here.
        let cost =
            |element: &[ClassId]| element.iter().map(|class| 100 - usize::from(class.0)).max();
        let index = RuleIndex::new((0..).zip(&rules), cost);
        let found = |classes: &[u16]| index.candidates(&set(classes)).collect::<Vec<_>>();
        assert_eq!(found(&[1]), [1]);
        assert_eq!(found(&[70]), [0]);
        assert_eq!(found(&[3, 9]), [1]);
    }

    #[test]
    fn a_rule_without_a_cost_stands_under_everything() {
        let rules = [rule(&[&[1], &[2]])];
        let index = RuleIndex::new((0..).zip(&rules), |_| None);
        assert_eq!(index.candidates(&set(&[2])).collect::<Vec<_>>(), [0]);
        assert_eq!(index.candidates(&set(&[1, 2])).collect::<Vec<_>>(), [0, 0]);
    }
}
