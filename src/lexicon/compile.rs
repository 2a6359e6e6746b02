//! From rows to an immutable [`Lexicon`].

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::automaton::{Automaton, PatternSet, TooMany};
use super::braces;
use super::context::{CONTEXT_HEADER, Context, Cue, canonical_class};
use super::kana::KanaForms;
use super::masked::MaskIndex;
use super::rule::{self, Rule};
use super::rule_index::RuleIndex;
use super::scan::Halves;
use super::source::Sources;
use super::table;
use super::term::{ALLOW_HEADER, Allow, TERM_HEADER, Term, covers};
use crate::concept::CONCEPTS;
use crate::error::Diagnostic;
use crate::normalize::{key, loose_key};

/// A class of words or a signal, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClassId(pub(crate) u16);

/// A set of classes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ClassSet(Vec<u64>);

impl ClassSet {
    pub fn insert(&mut self, class: ClassId) {
        let word = usize::from(class.0 / 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (class.0 % 64);
    }

    pub fn contains(&self, class: ClassId) -> bool {
        self.0.get(usize::from(class.0 / 64)).is_some_and(|word| word & (1 << (class.0 % 64)) != 0)
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Whether `test` says yes to one of the classes that are in both.
    pub fn any_shared(&self, other: &Self, mut test: impl FnMut(ClassId) -> bool) -> bool {
        (0u16..).zip(self.0.iter().zip(&other.0)).any(|(word, (own, other))| {
            let mut bits = own & other;
            while bits != 0 {
                if test(ClassId(word * 64 + bits.trailing_zeros() as u16)) {
                    return true;
                }
                // The lowest bit goes.
                bits &= bits - 1;
            }
            false
        })
    }
}

/// What an occurrence of a pattern means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Entry {
    Term(u32),
    Allow(u32),
    /// The first half of a term with many spellings.
    Head(u32),
    /// The second half: with the first right before it the term is there.
    Tail(u32),
}

impl Entry {
    /// With its form as the id of a pattern: the row's number, two bits for the kind, two for the form.
    /// A row past 2²⁷ is no row: a lexicon of half the size is past what an automaton can hold.
    fn pack(self, form: Form) -> u32 {
        let (kind, row) = match self {
            Self::Term(row) => (0, row),
            Self::Allow(row) => (1, row),
            Self::Head(row) => (2, row),
            Self::Tail(row) => (3, row),
        };
        (row & 0x7FF_FFFF) << 4 | kind << 2 | form as u32
    }

    /// What [`Entry::pack`] put together.
    #[inline]
    pub(super) fn unpack(id: u32) -> (Self, Form) {
        let row = id >> 4;
        let entry = match id >> 2 & 3 {
            0 => Self::Term(row),
            1 => Self::Allow(row),
            2 => Self::Head(row),
            _ => Self::Tail(row),
        };
        let form = match id & 3 {
            0 => Form::Plain,
            1 => Form::Large,
            _ => Form::Unmarked,
        };
        (entry, form)
    }
}

/// The form in which a pattern writes its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    /// As the key view has it.
    Plain,
    /// As the loose view has it: small kana large (ぶつ殺す).
    Large,
    /// The same, and a prolonged mark of the term was left out: the comment must show one.
    Unmarked,
}

impl Form {
    fn of_loose(folded: &str) -> Self {
        if folded.contains('ー') { Self::Unmarked } else { Self::Large }
    }
}

/// A rule with its names resolved.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct CompiledRule {
    pub elements: Vec<Vec<ClassId>>,
    pub none: Vec<ClassId>,
}

/// The compiled lexicon: immutable, shared by all sessions.
#[derive(Debug)]
pub struct Lexicon {
    pub(crate) classes: Vec<String>,
    pub(crate) class_ids: HashMap<String, ClassId>,
    pub(crate) terms: Vec<Term>,
    pub(crate) term_classes: Vec<ClassId>,
    /// The strength of each term once more, close together: it is asked for at each occurrence.
    pub(crate) term_strengths: Vec<f32>,
    pub(crate) allows: Vec<Allow>,
    pub(crate) allow_sets: Vec<ClassSet>,
    pub(crate) contexts: Vec<Context>,
    pub(crate) context_classes: Vec<Option<ClassId>>,
    pub(crate) class_contexts: Vec<Vec<u32>>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) compiled_rules: Vec<CompiledRule>,
    pub(crate) rule_contexts: Vec<Vec<u32>>,
    pub(super) automaton: Option<Automaton>,
    pub(super) cues: Option<Automaton>,
    pub(super) masked: OnceLock<MaskIndex>,
    pub(super) rule_index: RuleIndex,
    pub(super) kana: KanaForms,
    pub(super) signal_ids: HashMap<String, ClassId>,
    pub(super) fingerprint: String,
}

/// The longest spelling, in bytes. A comment may be nothing but the beginnings of a word: this bounds
/// how often each of its letters is read.
const LONGEST: usize = 3_000;

#[derive(Default)]
struct Rows {
    terms: Vec<Term>,
    allows: Vec<Allow>,
    contexts: Vec<Context>,
    rules: Vec<Rule>,
}

impl Lexicon {
    /// Loads, checks and compiles the files. Later files add to earlier ones; a row with the same
    /// term and class, or a rule with the same id, replaces the earlier one.
    ///
    /// # Errors
    ///
    /// Every problem found, each with its place and remedy.
    pub fn compile(sources: &Sources) -> Result<Self, Vec<Diagnostic>> {
        let mut faults = Vec::new();
        let rows = read(sources, &mut faults);
        let mut lexicon = Self::assemble(rows, sources, &mut faults);
        lexicon.fingerprint = sources.fingerprint();
        lexicon.index();
        if faults.is_empty() { Ok(lexicon) } else { Err(faults) }
    }

    fn assemble(rows: Rows, sources: &Sources, faults: &mut Vec<Diagnostic>) -> Self {
        let mut names = Names::default();
        let term_classes: Vec<ClassId> =
            rows.terms.iter().map(|t| names.intern(&t.class)).collect();
        names.known = names.list.len();
        let compiled_rules = resolve_rules(&rows.rules, &mut names, sources, faults);
        let context_classes = resolve_cues(&rows.contexts, &mut names, sources, faults);
        let rule_ids: Vec<&str> = rows.rules.iter().map(|rule| rule.id.as_str()).collect();
        check_patterns(&rows.contexts, &names, &rule_ids, sources, faults);
        let allow_sets = rows.allows.iter().map(|allow| names.set(&allow.classes)).collect();
        let class_contexts = applicable(&rows.contexts, &names.list);
        let rule_contexts = applicable(&rows.contexts, &rule_ids);

        let automaton = compile_terms(&rows, sources, faults);
        let cues = compile_cues(&rows.contexts, sources, faults);
        Self {
            classes: names.list,
            class_ids: names.ids,
            terms: rows.terms,
            term_classes,
            term_strengths: Vec::new(),
            allows: rows.allows,
            allow_sets,
            contexts: rows.contexts,
            context_classes,
            class_contexts,
            rules: rows.rules,
            compiled_rules,
            rule_contexts,
            automaton,
            cues,
            masked: OnceLock::new(),
            rule_index: RuleIndex::default(),
            kana: KanaForms::new(0),
            signal_ids: HashMap::new(),
            fingerprint: String::new(),
        }
    }

    /// Fills what is worked out from the other tables.
    pub(super) fn index(&mut self) {
        let rules = (0u32..).zip(&self.compiled_rules);
        self.rule_index = RuleIndex::new(rules, |element| Some(self.commonness(element)));
        self.kana = KanaForms::new(self.terms.len());
        self.term_strengths = self.terms.iter().map(|term| term.strength).collect();
        let signal =
            |(name, id): (&String, &ClassId)| Some((name.strip_prefix('@')?.to_owned(), *id));
        self.signal_ids = self.class_ids.iter().filter_map(signal).collect();
    }

    /// How often one of these classes may be met: cues are everywhere, signals are rare.
    pub(crate) fn commonness(&self, element: &[ClassId]) -> usize {
        let of = |class: &ClassId| {
            let name = &self.classes[usize::from(class.0)];
            if name.starts_with('@') {
                1
            } else if name.starts_with("cues.") {
                100
            } else {
                10
            }
        };
        element.iter().map(of).sum()
    }

    /// Whether `test` says yes to one of the rules that may be possible; see [`RuleIndex`].
    pub(crate) fn any_rule_with(
        &self,
        present: &ClassSet,
        test: impl FnMut(usize) -> bool,
    ) -> bool {
        self.rule_index.any_candidate(present, test)
    }

    /// Whether `written` has the kana of a spelling of the row, letter by letter.
    pub(crate) fn kana_agree(&self, term: u32, written: &str) -> bool {
        self.kana.agree(term, &self.terms[term as usize], written)
    }

    /// The class of a signal, by its name without `@`.
    pub(crate) fn signal(&self, name: &str) -> Option<ClassId> {
        self.signal_ids.get(name).copied()
    }

    /// What masks may hide, made when the first masked comment comes.
    pub(crate) fn masked(&self) -> &MaskIndex {
        self.masked.get_or_init(|| {
            let terms = self.terms.iter().flat_map(Term::patterns);
            // A harmless word may stand there as well.
            let allows = self.allows.iter().flat_map(Allow::spellings);
            MaskIndex::new(terms.chain(allows).map(|pattern| key(&pattern)))
        })
    }

    /// The spelling of a term that `written` was read as; the row's cell where braces leave it open.
    pub(crate) fn spelling(&self, term: u32, written: &str, masked: bool) -> String {
        let term = &self.terms[term as usize];
        // The cell keeps katakana and kanji as people write them.
        if !term.written.contains('{') {
            return term.written.to_string();
        }
        let folded = key(written);
        if braces::stands_for(&term.written, &folded) {
            return folded;
        }
        nearest_spelling(term, written, &folded, masked).unwrap_or_else(|| term.written.to_string())
    }

    /// Every rule, in the order of the files.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Every row of the term lists, in the order of the files.
    #[must_use]
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// Every row of the lists of harmless words, in the order of the files.
    #[must_use]
    pub fn allows(&self) -> &[Allow] {
        &self.allows
    }

    /// Every row of the contexts, in the order of the files.
    #[must_use]
    pub fn contexts(&self) -> &[Context] {
        &self.contexts
    }

    /// How many occurrences of terms and allow terms one pass over a folded text finds, before
    /// anything is settled: what matching alone costs (`benches/ratios.rs`).
    #[must_use]
    pub fn occurrences(&self, folded: &str) -> usize {
        let mut count = 0;
        self.scan(folded, &mut Halves::default(), |_, _, _| count += 1);
        count
    }

    /// Number of distinct spellings that are looked for.
    #[must_use]
    pub fn pattern_count(&self) -> usize {
        self.automaton.as_ref().map_or(0, Automaton::len)
    }

    /// `sha256:…` over the files that the lexicon was made from.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// The names of the signals that rules, contexts or allow lists refer to, without `@`.
    pub fn signals(&self) -> impl Iterator<Item = &str> {
        self.classes.iter().filter_map(|name| name.strip_prefix('@'))
    }
}

/// The spelling, folded, that comes nearest to what was written in disguise.
fn nearest_spelling(term: &Term, written: &str, folded: &str, masked: bool) -> Option<String> {
    let letters = written.chars().count();
    let spellings: Vec<String> = term.spellings().iter().map(|spelling| key(spelling)).collect();
    let own = || spellings.iter();
    let exact = own().find(|spelling| *spelling == folded);
    let differing = |s: &&String| s.chars().zip(folded.chars()).filter(|(a, b)| a != b).count();
    let masked = || own().filter(|s| masked && s.chars().count() == letters).min_by_key(differing);
    let near = || {
        let loose = loose_key(folded);
        own().filter(|s| is_subsequence(&loose_key(s), &loose)).max_by_key(|s| s.len())
    };
    exact.or_else(masked).or_else(near).or_else(|| own().next()).cloned()
}

/// Whether the letters of `short` stand in `long` in their order.
fn is_subsequence(short: &str, long: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

fn read(sources: &Sources, faults: &mut Vec<Diagnostic>) -> Rows {
    let mut rows = Rows::default();
    for file in sources.files() {
        match file.name() {
            "terms.csv" => {
                for row in table::rows(file, &TERM_HEADER, faults) {
                    match Term::parse(&row) {
                        Ok(term) => rows.terms.push(term),
                        Err(fault) => faults.push(fault),
                    }
                }
            }
            "allow.csv" => {
                rows.allows
                    .extend(table::rows(file, &ALLOW_HEADER, faults).iter().map(Allow::parse));
            }
            "context.csv" => {
                for row in table::rows(file, &CONTEXT_HEADER, faults) {
                    match Context::parse(&row) {
                        Ok(context) => rows.contexts.push(context),
                        Err(fault) => faults.push(fault),
                    }
                }
            }
            "rules.toml" => rows.rules.extend(rule::parse(file, faults)),
            _ => {}
        }
    }
    replace_earlier(&mut rows.terms, |term| (term.class.clone(), term.written.clone()));
    replace_earlier(&mut rows.rules, |rule| rule.id.clone());
    rows
}

/// Of items with the same key only the last stays, at its own place.
fn replace_earlier<T, K: std::hash::Hash + Eq>(items: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let last: HashMap<K, usize> =
        items.iter().enumerate().map(|(index, item)| (key(item), index)).collect();
    let mut index = 0;
    items.retain(|item| {
        index += 1;
        last.get(&key(item)) == Some(&(index - 1))
    });
}

/// Class names and their numbers.
#[derive(Default)]
struct Names {
    list: Vec<String>,
    ids: HashMap<String, ClassId>,
    /// How many of them have terms.
    known: usize,
}

impl Names {
    fn intern(&mut self, name: &str) -> ClassId {
        if let Some(id) = self.ids.get(name) {
            return *id;
        }
        // More than 65,535 classes do not fit any lexicon a person could keep.
        let id = ClassId(u16::try_from(self.list.len()).unwrap_or(u16::MAX));
        self.list.push(name.to_owned());
        self.ids.insert(name.to_owned(), id);
        id
    }

    fn get(&mut self, name: &str) -> Option<ClassId> {
        if name.starts_with('@') { Some(self.intern(name)) } else { self.ids.get(name).copied() }
    }

    fn set(&self, patterns: &[String]) -> ClassSet {
        let mut set = ClassSet::default();
        for pattern in patterns {
            let pattern = canonical_class(pattern);
            for (name, id) in &self.ids {
                if covers(&pattern, name) {
                    set.insert(*id);
                }
            }
        }
        set
    }

    fn similar(&self, name: &str) -> String {
        let tail = name.rsplit('.').next().unwrap_or(name);
        let near: Vec<&str> = self
            .list
            .iter()
            .filter(|known| known.ends_with(&format!(".{tail}")))
            .map(String::as_str)
            .collect();
        if near.is_empty() {
            "add terms of this class, or correct the name".to_owned()
        } else {
            format!("did you mean {}?", near.join(" or "))
        }
    }
}

fn resolve_rules(
    rules: &[Rule],
    names: &mut Names,
    sources: &Sources,
    faults: &mut Vec<Diagnostic>,
) -> Vec<CompiledRule> {
    let mut compiled = Vec::with_capacity(rules.len());
    for rule in rules {
        let mut resolve = |name: &String| {
            let id = names.get(name);
            if id.is_none() {
                let place = rule.places.iter().find(|(known, _)| known == name);
                let file = sources.files().iter().find(|file| file.shown == rule.file);
                if let (Some((_, bytes)), Some(file)) = (place, file) {
                    let message = format!("no terms of class «{name}»");
                    faults.push(
                        Diagnostic::at_bytes(&file.shown, &file.text, bytes.clone())
                            .says(message, names.similar(name)),
                    );
                }
            }
            id
        };
        let elements = rule
            .all
            .iter()
            .map(|alternatives| alternatives.iter().filter_map(&mut resolve).collect())
            .collect();
        let none = rule.none.iter().filter_map(&mut resolve).collect();
        compiled.push(CompiledRule { elements, none });
    }
    compiled
}

fn resolve_cues(
    contexts: &[Context],
    names: &mut Names,
    sources: &Sources,
    faults: &mut Vec<Diagnostic>,
) -> Vec<Option<ClassId>> {
    contexts
        .iter()
        .map(|context| {
            let Cue::Class(name) = &context.cue else { return None };
            let id = names.get(name);
            if id.is_none() {
                let message = format!("no terms of class «{name}»");
                faults.push(place(sources, context, name).says(message, names.similar(name)));
            }
            id
        })
        .collect()
}

fn place(sources: &Sources, context: &Context, cell: &str) -> Diagnostic {
    Diagnostic::at(&context.file, text_of(&context.file, sources), context.line, cell)
}

/// Every name in `applies_to` must be a class, a rule or a pattern that covers one.
fn check_patterns(
    contexts: &[Context],
    names: &Names,
    rule_ids: &[&str],
    sources: &Sources,
    faults: &mut Vec<Diagnostic>,
) {
    for context in contexts {
        for pattern in context.applies_to.iter().chain(&context.except) {
            let known = names.list.iter().any(|name| covers(pattern, name))
                || rule_ids.iter().any(|id| covers(pattern, id))
                || CONCEPTS.iter().any(|concept| pattern.strip_suffix(".*") == Some(concept.name));
            if !known {
                let cell = pattern.rsplit('.').next().unwrap_or(pattern);
                faults.push(place(sources, context, cell).says(
                    format!("«{pattern}» is neither a class nor a rule"),
                    names.similar(pattern),
                ));
            }
        }
    }
}

/// For each name the contexts that concern it.
fn applicable<S: AsRef<str>>(contexts: &[Context], names: &[S]) -> Vec<Vec<u32>> {
    names
        .iter()
        .map(|name| {
            let concerned = (0u32..).zip(contexts).filter(|(_, c)| c.concerns(name.as_ref()));
            concerned.map(|(index, _)| index).collect()
        })
        .collect()
}

fn compile_terms(
    rows: &Rows,
    sources: &Sources,
    faults: &mut Vec<Diagnostic>,
) -> Option<Automaton> {
    let mut set = PatternSet::default();
    let push = |set: &mut PatternSet, pattern: String, entry: Entry, form: Form| {
        set.add(pattern, entry.pack(form));
    };
    for (id, term) in (0u32..).zip(&rows.terms) {
        let short = |halves: &[String]| halves.iter().all(|half| half.len() <= LONGEST);
        let split = braces::split(&term.written);
        if let Some((heads, tails)) = split.filter(|(heads, tails)| short(heads) && short(tails)) {
            for (halves, entry) in [(heads, Entry::Head(id)), (tails, Entry::Tail(id))] {
                for half in halves {
                    let folded = key(&half);
                    let loose = loose_key(&folded);
                    if loose != folded {
                        push(&mut set, loose, entry, Form::of_loose(&folded));
                    }
                    push(&mut set, folded, entry, Form::Plain);
                }
            }
            continue;
        }
        for spelling in expand(&term.written, &term.file, term.line, sources, faults) {
            let folded = key(&spelling);
            let loose = loose_key(&folded);
            if loose != folded {
                push(&mut set, loose, Entry::Term(id), Form::of_loose(&folded));
            }
            push(&mut set, folded, Entry::Term(id), Form::Plain);
        }
    }
    for (id, allow) in (0u32..).zip(&rows.allows) {
        for spelling in expand(&allow.written, &allow.file, allow.line, sources, faults) {
            let folded = key(&spelling);
            let loose = loose_key(&folded);
            if loose != folded {
                push(&mut set, loose, Entry::Allow(id), Form::of_loose(&folded));
            }
            push(&mut set, folded, Entry::Allow(id), Form::Plain);
        }
    }
    let last = rows.terms.last().map(|term| (term.file.as_ref(), term.line));
    compiled(set, last, sources, faults)
}

fn compile_cues(
    contexts: &[Context],
    sources: &Sources,
    faults: &mut Vec<Diagnostic>,
) -> Option<Automaton> {
    let mut set = PatternSet::default();
    for (id, context) in (0u32..).zip(contexts) {
        if let Cue::Words(words) = &context.cue {
            for spelling in expand(words, &context.file, context.line, sources, faults) {
                set.add(key(&spelling), id);
            }
        }
    }
    let last = contexts.last().map(|context| (context.file.as_ref(), context.line));
    compiled(set, last, sources, faults)
}

/// The automaton of a set. One that is too large is a fault, told of the last row.
fn compiled(
    set: PatternSet,
    last: Option<(&str, usize)>,
    sources: &Sources,
    faults: &mut Vec<Diagnostic>,
) -> Option<Automaton> {
    set.compile().unwrap_or_else(|TooMany| {
        let (file, line) = last.unwrap_or_default();
        faults.push(Diagnostic::at(file, text_of(file, sources), line, "").says(
            "the words are too many, or have more than 65,535 different letters",
            "leave out what no comment will hold",
        ));
        None
    })
}

fn expand(
    cell: &str,
    file: &str,
    line: usize,
    sources: &Sources,
    faults: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let (message, help) = match braces::expand(cell) {
        Ok(spellings) if spellings.iter().all(|spelling| spelling.len() <= LONGEST) => {
            return spellings;
        }
        Ok(_) => (
            format!("a spelling is longer than {LONGEST} bytes"),
            "look for a part of it: a word of the comment is enough",
        ),
        Err(error) => (error.to_string(), "braces: 死ね{,よ}; split large cells into rows"),
    };
    faults.push(Diagnostic::at(file, text_of(file, sources), line, cell).says(message, help));
    Vec::new()
}

fn text_of<'a>(file: &str, sources: &'a Sources) -> &'a str {
    let source = sources.files().iter().find(|known| known.shown == file);
    source.map_or("", |source| source.text.as_ref())
}
