//! Rules that nothing can satisfy, and classes that nothing asks for (`SK007`, `SK034` to `SK036`).

use std::collections::{HashMap, HashSet};

use super::Fault;
use super::place::Places;
use crate::engine::Engine;
use crate::lexicon::{Cue, Lexicon, Rule, Term};

/// The folder of classes that every concept may use.
const SHARED: &str = "cues.";

/// The ids of the rules that can never give a finding are returned: that they do not find their
/// examples is no second fault.
pub(super) fn check<'e>(
    engine: &'e Engine,
    places: &Places<'_>,
    faults: &mut Vec<Fault>,
) -> HashSet<&'e str> {
    let lexicon = engine.lexicon();
    let mut idle = HashSet::new();
    check_classes(lexicon, places, faults);
    check_signals(engine, places, faults);
    let classes = Classes::new(lexicon);
    let mut same: HashMap<_, &Rule> = HashMap::new();
    for rule in lexicon.rules() {
        if let Some((part, message, help)) = classes.idle(rule) {
            faults.push(Fault::new("SK034", places.rule(rule, &part), message, help));
            idle.insert(rule.id.as_str());
        }
        let where_to = (rule.within, rule.ordered, rule.same_sentence);
        let meaning = (&rule.concept, &rule.all, &rule.none, where_to);
        if let Some(other) = same.get(&meaning) {
            let message = format!("{} asks for the same as {}", rule.id, other.id);
            let help = format!("keep one of them; the other is {}:{}", other.file, other.line);
            faults.push(Fault::new("SK036", places.rule(rule, ""), message, help));
        } else {
            same.insert(meaning, rule);
        }
    }
    idle
}

/// Classes that no rule and no context speaks of.
fn check_classes(lexicon: &Lexicon, places: &Places<'_>, faults: &mut Vec<Fault>) {
    let mut used: HashSet<&str> = HashSet::new();
    for rule in lexicon.rules() {
        used.extend(rule.all.iter().flatten().chain(&rule.none).map(String::as_str));
    }
    for context in lexicon.contexts() {
        if let Cue::Class(name) = &context.cue {
            used.insert(name);
        }
    }
    // Shared cues are there for the rules of a town, too.
    let own = |term: &&Term| term.strength > 0.0 || !term.class.starts_with(SHARED);
    for term in lexicon.terms().iter().filter(own) {
        // One fault for a class: it counts as told, hence as used.
        if used.insert(&term.class) {
            let message = format!("no rule speaks of the class «{}»", term.class);
            let help = "add a rule with match or all, or take its terms away";
            let class = term.class.rsplit('.').next().unwrap_or_default();
            let place = places.cell(&term.file, term.line, class);
            faults.push(Fault::new("SK007", place, message, help));
        }
    }
}

/// Signals that no detector reports.
fn check_signals(engine: &Engine, places: &Places<'_>, faults: &mut Vec<Fault>) {
    let known: HashSet<&str> = engine.signals().collect();
    let unknown = |name: &str| name.strip_prefix('@').is_some_and(|name| !known.contains(name));
    let fault = |place, name: &str| {
        Fault::new("SK035", place, format!("no detector reports {name}"), near(name, &known))
    };
    for rule in engine.lexicon().rules() {
        let names = rule.all.iter().flatten().chain(&rule.none);
        faults.extend(names.filter(|n| unknown(n)).map(|n| fault(places.rule(rule, n), n)));
    }
    for context in engine.lexicon().contexts() {
        if let Cue::Class(name) = &context.cue
            && unknown(name)
        {
            faults.push(fault(places.cell(&context.file, context.line, name), name));
        }
    }
}

/// What somebody may have meant by an unknown signal.
fn near(name: &str, known: &HashSet<&str>) -> String {
    let name = name.trim_start_matches('@');
    let alike = known.iter().map(|known| (strsim::jaro(name, known), known));
    match alike.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1))) {
        Some((alike, known)) if alike > 0.8 => format!("did you mean @{known}?"),
        _ => "dictionaries/README.md lists the signals".to_owned(),
    }
}

/// What the words of each class are like.
struct Classes<'a> {
    /// The highest strength.
    strength: HashMap<&'a str, f32>,
    /// Characters of the shortest spelling.
    shortest: HashMap<&'a str, usize>,
}

/// The part of the rule to point at, what is wrong, what to do.
type Idle = (String, String, &'static str);

impl<'a> Classes<'a> {
    fn new(lexicon: &'a Lexicon) -> Self {
        let (mut strength, mut shortest) = (HashMap::new(), HashMap::new());
        for term in lexicon.terms() {
            let strongest: &mut f32 = strength.entry(term.class.as_ref()).or_default();
            *strongest = strongest.max(term.strength);
            let lengths = term.spellings().into_iter().map(|spelling| spelling.chars().count());
            let least: &mut usize = shortest.entry(term.class.as_ref()).or_insert(usize::MAX);
            *least = lengths.min().map_or(*least, |length| length.min(*least));
        }
        Self { strength, shortest }
    }

    /// Why a rule can never give a finding.
    fn idle(&self, rule: &Rule) -> Option<Idle> {
        let excluded = |element: &&Vec<String>| element.iter().all(|name| rule.none.contains(name));
        if let Some(element) = rule.all.iter().find(excluded) {
            let message = format!("{} asks for what it excludes: {}", rule.id, element.join("|"));
            return Some((element[0].clone(), message, "take the class out of `none`"));
        }
        if !rule.keep && self.best(rule) <= 0.0 {
            let message = format!("{} has no strength, nor have its words", rule.id);
            return Some((String::new(), message, "give the rule a strength: 0.5 = review"));
        }
        let least: usize = rule.all.iter().map(|element| self.least(element)).sum();
        if rule.within > 0 && rule.within < least {
            let message = format!(
                "{} looks within {} characters, and its shortest words have {least}",
                rule.id, rule.within
            );
            return Some((format!("within = {}", rule.within), message, "widen `within`"));
        }
        None
    }

    /// The highest strength that a finding could have.
    fn best(&self, rule: &Rule) -> f32 {
        rule.strength.unwrap_or_else(|| {
            let names = rule.all.iter().flatten();
            let of = |name: &String| match name.starts_with('@') {
                true => 1.0,
                false => self.strength.get(name.as_str()).copied().unwrap_or_default(),
            };
            names.map(of).fold(0.0, f32::max)
        })
    }

    /// Characters that an element takes up at least; a signal may be of any length.
    fn least(&self, element: &[String]) -> usize {
        let of = |name: &String| self.shortest.get(name.as_str()).copied().unwrap_or(0);
        element.iter().map(of).min().unwrap_or(0)
    }
}
