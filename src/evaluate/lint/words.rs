//! Words that can do nothing, or do the same twice (`SK030` to `SK033`, `SK037`).

use std::collections::{BTreeSet, HashMap};

use super::place::Places;
use super::{Fault, short};
use crate::lexicon::{
    Allow, Entry, Form, Halves, Lexicon, Rule, Stand, Term, canonical_class, covers,
};
use crate::normalize::{key, loose_key};

pub(super) fn check(lexicon: &Lexicon, places: &Places<'_>, faults: &mut Vec<Fault>) {
    let words = Words::new(lexicon);
    for (index, term) in lexicon.terms().iter().enumerate() {
        let at = || places.cell(&term.file, term.line, &term.written);
        if let Some(other) = words.covering(index) {
            let message = format!(
                "«{}» can never be reported: line {} finds all that it finds, as strongly",
                short(&term.written),
                other.line
            );
            let help = format!(
                "take the row away, or ask more of «{}» in {}:{}",
                short(&other.written),
                other.file,
                other.line
            );
            faults.push(Fault::new("SK030", at(), message, help));
        }
        if let Some(other) = words.told_twice(index) {
            let message = format!(
                "«{}» stands in the class «{}» too, and both classes are reported",
                short(&term.written),
                other.class
            );
            let help =
                format!("keep it in one of them; the other is {}:{}", other.file, other.line);
            faults.push(Fault::new("SK031", at(), message, help));
        }
        if let Some(allow) = words.excused(index) {
            let message =
                format!("«{}» can never be found: it is allowed as a whole", short(&term.written));
            let help = format!(
                "take the row away, or «{}» out of {}:{}",
                short(&allow.written),
                allow.file,
                allow.line
            );
            faults.push(Fault::new("SK032", at(), message, help));
        }
    }
    for (index, allow) in lexicon.allows().iter().enumerate() {
        let place = |cell: &str| places.cell(&allow.file, allow.line, cell);
        for pattern in allow.classes.iter().filter(|pattern| !names_any(lexicon, pattern)) {
            let message = format!("«{pattern}» has no terms to be excused");
            let help = "take the name away, or correct it";
            let cell = pattern.rsplit('.').next().unwrap_or(pattern);
            faults.push(Fault::new("SK037", place(cell), message, help));
        }
        if !words.excuses(index) {
            let message =
                format!("«{}» holds no term of {}", short(&allow.written), allow.classes.join(" "));
            let help = "take the row away, or name the class whose term it holds";
            faults.push(Fault::new("SK033", place(&allow.written), message, help));
        }
    }
}

/// The terms and allow terms by what they look for.
struct Words<'a> {
    lexicon: &'a Lexicon,
    /// The folded spellings of each term.
    spellings: Vec<BTreeSet<String>>,
    /// The terms by folded spelling.
    terms: HashMap<String, Vec<usize>>,
    /// The allow terms by folded spelling.
    allows: HashMap<String, Vec<usize>>,
    /// For each class the rules that report its hits alone.
    reporting: HashMap<&'a str, Vec<&'a Rule>>,
}

impl<'a> Words<'a> {
    fn new(lexicon: &'a Lexicon) -> Self {
        let folded = |spellings: Vec<String>| spellings.iter().map(|s| key(s)).collect();
        let spellings: Vec<BTreeSet<String>> =
            lexicon.terms().iter().map(|term| folded(term.spellings())).collect();
        let allowed: Vec<BTreeSet<String>> =
            lexicon.allows().iter().map(|allow| folded(allow.spellings())).collect();
        let (terms, allows) = (by_spelling(&spellings), by_spelling(&allowed));
        let mut reporting: HashMap<&str, Vec<&Rule>> = HashMap::new();
        for rule in lexicon.rules().iter().filter(|rule| !rule.keep) {
            if let [element] = rule.all.as_slice() {
                element.iter().for_each(|class| reporting.entry(class).or_default().push(rule));
            }
        }
        Self { lexicon, spellings, terms, allows, reporting }
    }

    /// Whether an allow term can excuse anything: it holds a term, or looks like one behind masks.
    fn excuses(&self, index: usize) -> bool {
        let (lexicon, set) = (self.lexicon, &self.lexicon.allow_sets[index]);
        let holds = |text: &str| {
            let mut found = false;
            lexicon.scan(text, &mut Halves::default(), |_, entry, form| {
                if let Entry::Term(term) = entry {
                    let class = lexicon.term_classes[term as usize];
                    found |= form != Form::Unmarked && set.contains(class);
                }
            });
            found
        };
        let words: Vec<String> =
            lexicon.allows()[index].spellings().iter().map(|s| key(s)).collect();
        if words.iter().any(|word| holds(word) || holds(&loose_key(word))) {
            return true;
        }
        let letters = |text: &String| text.chars().collect::<Vec<char>>();
        let words: Vec<Vec<char>> = words.iter().map(letters).collect();
        let terms = lexicon.term_classes.iter().zip(&self.spellings);
        let terms = terms.filter(|(class, _)| set.contains(**class)).flat_map(|(_, all)| all);
        terms.map(letters).any(|term| words.iter().any(|word| alike_behind_masks(&term, word)))
    }

    fn term(&self, index: usize) -> &'a Term {
        &self.lexicon.terms()[index]
    }

    /// The first other row of the class that finds whatever this one finds, as strongly.
    fn covering(&self, index: usize) -> Option<&'a Term> {
        let own = self.term(index);
        let first = self.spellings[index].first()?;
        let others = self.terms[first].iter().copied().filter(|other| *other != index);
        let covers = |other: &usize| {
            let term = self.term(*other);
            term.class == own.class
                && asks_no_more(term, own)
                && term.strength >= own.strength
                // Of two rows that are the same the first one stays.
                && (*other < index || term.strength > own.strength || !asks_no_more(own, term)
                    || self.spellings[*other].len() > self.spellings[index].len())
                && self.spellings[index].is_subset(&self.spellings[*other])
        };
        others.into_iter().find(covers).map(|other| self.term(other))
    }

    /// An earlier row of another class of the concept with all these words, if a rule reports each
    /// class: a clerk is then told twice of one word.
    fn told_twice(&self, index: usize) -> Option<&'a Term> {
        let own = self.term(index);
        if !self.is_reported(own) {
            return None;
        }
        let doubled = |other: &usize| {
            let term = self.term(*other);
            *other < index
                && term.class != own.class
                && concept(&term.class) == concept(&own.class)
                && self.is_reported(term)
                && !self.share_a_rule(own, term)
                && asks_no_more(term, own)
                && self.spellings[index].is_subset(&self.spellings[*other])
        };
        let others = &self.terms[self.spellings[index].first()?];
        others.iter().find(|other| doubled(other)).map(|other| self.term(*other))
    }

    fn is_reported(&self, term: &Term) -> bool {
        term.strength > 0.0 && self.reporting.contains_key(term.class.as_ref())
    }

    fn share_a_rule(&self, a: &Term, b: &Term) -> bool {
        let of = |term: &Term| self.reporting.get(term.class.as_ref()).into_iter().flatten();
        of(a).any(|rule| of(b).any(|other| rule.id == other.id))
    }

    /// The allow term that excuses the word wherever it stands; that of its first spelling, if each
    /// has one.
    fn excused(&self, index: usize) -> Option<&'a Allow> {
        let class = self.lexicon.term_classes[index];
        let excusing = |spelling: &String| {
            let allows = self.allows.get(spelling).into_iter().flatten();
            allows.copied().find(|allow| self.lexicon.allow_sets[*allow].contains(class))
        };
        let allows: Option<Vec<usize>> = self.spellings[index].iter().map(excusing).collect();
        Some(&self.lexicon.allows()[*allows?.first()?])
    }
}

fn by_spelling(items: &[BTreeSet<String>]) -> HashMap<String, Vec<usize>> {
    let mut index: HashMap<String, Vec<usize>> = HashMap::new();
    for (item, spellings) in items.iter().enumerate() {
        for spelling in spellings {
            index.entry(spelling.clone()).or_default().push(item);
        }
    }
    index
}

fn concept(class: &str) -> &str {
    class.split_once('.').map_or(class, |(concept, _)| concept)
}

/// Whether `a` stands wherever `b` does, given the same letters.
fn asks_no_more(a: &Term, b: &Term) -> bool {
    let flags = |stand: Stand| [stand.run, stand.start, stand.end, stand.no_disguise];
    let weaker = flags(a.stand).into_iter().zip(flags(b.stand)).all(|(a, b)| b || !a);
    // What is matched as written depends on the kana of the cell.
    let as_written = !a.stand.as_written || (b.stand.as_written && a.written == b.written);
    weaker && as_written && (a.pos.is_none() || a.pos == b.pos)
}

/// Whether an allow list's `class`, `concept.*` or `*` is the name of any terms.
fn names_any(lexicon: &Lexicon, pattern: &str) -> bool {
    let pattern = canonical_class(pattern);
    lexicon.terms().iter().any(|term| covers(&pattern, &term.class))
}

/// Whether masks can make a term and a part of a harmless word look the same: 殺○ is 殺す or 殺虫. At
/// least half of the letters must be there to see.
fn alike_behind_masks(term: &[char], word: &[char]) -> bool {
    let same = |part: &[char]| part.iter().zip(term).filter(|(a, b)| a == b).count();
    term.len() > 1 && word.windows(term.len()).any(|part| same(part) * 2 >= term.len())
}
