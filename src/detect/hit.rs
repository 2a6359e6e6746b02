//! Occurrences of terms and signals in a comment, before rules and context are applied.

use super::masked::MaskedText;
use super::occurrences::Occurrences;
use crate::lexicon::{ClassId, ClassSet, Entry, Form, Halves, Lexicon, Stand, Term};
use crate::normalize::{Loose, Script, View, is_invisible, is_separator};
use crate::span::Span;
use crate::tokenize::Morphemes;

/// Most hits that are looked at in one comment. The longest that any platform allows (180 kB) holds
/// fewer; a flood with more is left to a person from there on.
const MAX_HITS: usize = 130_000;
/// A word of this many kana is no other word when its small kana are written large.
const LONG_ENOUGH: usize = 4;

/// How a hit was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// In the key view: as written, spelling variants aside.
    Plain,
    /// In the loose view: disguised by separators, repetition or look-alikes.
    Loose,
    /// In the loose view, amid letters that are spelt out the same way (お 前 死 ね): believed only
    /// where morphemes begin and end with it.
    Amid,
    /// Behind masks.
    Masked,
}

/// Where a hit comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A row of the term lists.
    Term(u32),
    /// A signal, by its index.
    Signal(u32),
}

/// An occurrence of a term or a signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Hit {
    pub class: ClassId,
    pub span: Span,
    pub strength: f32,
    pub origin: Origin,
    pub seen: Seen,
}

/// A hit that was dropped because the word is part of a harmless one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Dropped {
    pub hit: Hit,
    /// The allow term that covers it; `None` if its edges do not stand as the term must.
    pub allow: Option<(u32, Span)>,
}

/// Buffers for collecting hits, kept by a session.
#[derive(Debug, Default)]
pub(super) struct Hits {
    pub hits: Vec<Hit>,
    pub dropped: Vec<Dropped>,
    /// Allow terms with the view that they were seen in: one that needs a disguise excuses none that
    /// does not.
    allowed: Vec<(u32, Span, Seen)>,
    /// Where the first hit begins that was one too many.
    pub cut: Option<usize>,
    /// Classes that have a hit.
    pub present: ClassSet,
}

impl Hits {
    pub fn clear(&mut self) {
        self.hits.clear();
        self.dropped.clear();
        self.allowed.clear();
        self.cut = None;
        self.present.clear();
    }

    /// Collects the terms of all views and settles what needs no morphemes.
    pub fn collect(
        &mut self,
        lexicon: &Lexicon,
        text: &str,
        key: &View,
        occurrences: &mut Occurrences,
        loose: Option<&Loose>,
    ) {
        let plain = View::as_str(key);
        self.cut = occurrences.cut.map(|at| key.original(at..at).start);
        for (range, entry, form) in occurrences.by_ends() {
            let span = key.original(range.clone());
            match entry {
                Entry::Term(id) if form == Form::Plain => {
                    self.push(lexicon, id, span, Seen::Plain, |_| stands(lexicon, id, text, span));
                }
                // ぶつ殺す: the spelling itself is the disguise.
                Entry::Term(id) if form == Form::Large => {
                    let word = &plain[range];
                    self.push(lexicon, id, span, Seen::Loose, |term| {
                        stands_large(term, word, span.slice(text))
                            && stands(lexicon, id, text, span)
                    });
                }
                Entry::Allow(id) => {
                    let seen = if form == Form::Plain { Seen::Plain } else { Seen::Loose };
                    self.allowed.push((id, span, seen));
                }
                Entry::Term(_) | Entry::Head(_) | Entry::Tail(_) => {}
            }
        }
        if let Some(loose) = loose {
            self.collect_loose(lexicon, text, loose);
        }
        self.settle_allowed(lexicon);
        for hit in &self.hits {
            self.present.insert(hit.class);
        }
    }

    fn collect_loose(&mut self, lexicon: &Lexicon, text: &str, loose: &Loose) {
        let (view, opened) = (loose.view(), loose.opened());
        // A letter of a comment spelt out is no word of one letter: 紙 の 申 請 書.
        self.hits.retain(|hit| {
            let Origin::Term(id) = hit.origin else { return true };
            let alone = hit.span.slice(text).chars().nth(1).is_none()
                && (loose.dropped(hit.span.end)
                    || hit.span.start.checked_sub(1).is_some_and(|before| loose.dropped(before)));
            !alone || stands(lexicon, id, opened.as_str(), place_in(opened, hit.span))
        });
        let plain = self.hits.len();
        let mut halves = Halves::default();
        let cut = lexicon.scan_by_ends(view.as_str(), &mut halves, |range, entry, form| {
            let span = view.original(range.clone());
            match entry {
                Entry::Term(id) => {
                    let same = |hit: &Hit| hit.span == span && hit.origin == Origin::Term(id);
                    let stand = lexicon.terms[id as usize].stand;
                    // Hits stand in the order of their ends.
                    let ended = &self.hits[..plain];
                    let ended = &ended[ended.partition_point(|hit| hit.span.end < span.end)..];
                    if ended.iter().take_while(|hit| hit.span.end == span.end).any(same) {
                        return;
                    }
                    let seen = if loose.admits(range.clone(), stand.no_disguise) {
                        Seen::Loose
                    } else if !stand.no_disguise && loose.amid(range.clone()) {
                        Seen::Amid
                    } else {
                        return;
                    };
                    let place = place_in(opened, span);
                    self.push(lexicon, id, span, seen, |_| {
                        keeps_marks(form, span.slice(text))
                            && (stands(lexicon, id, opened.as_str(), place)
                                || loose.bounds(range.clone()) && stands(lexicon, id, text, span))
                    });
                }
                Entry::Allow(id) if keeps_marks(form, span.slice(text)) => {
                    self.allowed.push((id, span, Seen::Loose));
                }
                Entry::Allow(_) => {}
                Entry::Head(_) | Entry::Tail(_) => {}
            }
        });
        let cut = cut.map(|at| view.original(at..at).start);
        self.cut = self.cut.into_iter().chain(cut).min();
    }

    fn push(
        &mut self,
        lexicon: &Lexicon,
        id: u32,
        span: Span,
        seen: Seen,
        stands: impl Fn(&Term) -> bool,
    ) {
        let term = &lexicon.terms[id as usize];
        let class = lexicon.term_classes[id as usize];
        let hit = Hit { class, span, strength: term.strength, origin: Origin::Term(id), seen };
        if stands(term) {
            if self.hits.len() < MAX_HITS {
                self.hits.push(hit);
            } else {
                self.cut = Some(self.cut.map_or(span.start, |cut| cut.min(span.start)));
            }
        } else if self.dropped.len() < MAX_HITS && seen == Seen::Plain && term.strength > 0.0 {
            self.dropped.push(Dropped { hit, allow: None });
        }
    }

    fn settle_allowed(&mut self, lexicon: &Lexicon) {
        if self.allowed.is_empty() {
            return;
        }
        let (allowed, dropped) = (&self.allowed, &mut self.dropped);
        let mut by_start: Vec<usize> = (0..allowed.len()).collect();
        by_start.sort_unstable_by_key(|index| allowed[*index].1.start);
        let longest = allowed.iter().map(|(_, span, _)| span.len()).max().unwrap_or(0);
        self.hits.retain(|hit| {
            // What covers the hit begins before it, and no farther than the longest reaches.
            let least = (hit.span.end).saturating_sub(longest);
            let first = by_start.partition_point(|index| allowed[*index].1.start < least);
            let begun = by_start[first..].iter();
            let covers = begun
                .take_while(|index| allowed[**index].1.start <= hit.span.start)
                .filter(|index| {
                    let (id, span, seen) = &allowed[**index];
                    (*seen == Seen::Plain
                        || *seen == hit.seen
                        || (*seen == Seen::Loose && hit.seen == Seen::Amid))
                        && span.contains(hit.span)
                        && lexicon.allow_sets[*id as usize].contains(hit.class)
                });
            let cover = covers.min().map(|index| allowed[*index]);
            if let Some((id, span, _)) = cover {
                dropped.push(Dropped { hit: *hit, allow: Some((id, span)) });
            }
            cover.is_none()
        });
    }

    /// Adds the terms that masks may hide.
    pub fn collect_masked(&mut self, lexicon: &Lexicon, masked: &MaskedText) {
        let plain = self.hits.len();
        masked.read(lexicon, |reading, entry| {
            let Some(span) = masked.span(&reading) else { return };
            match entry {
                Entry::Term(id) => {
                    let class = lexicon.term_classes[id as usize];
                    let known = |hit: &Hit| hit.class == class && hit.span == span;
                    if masked.admits(&reading, &lexicon.terms[id as usize])
                        && !self.hits.iter().any(known)
                    {
                        self.push(lexicon, id, span, Seen::Masked, |_| true);
                    }
                }
                Entry::Allow(id) => self.allowed.push((id, span, Seen::Masked)),
                Entry::Head(_) | Entry::Tail(_) => {}
            }
        });
        if self.hits.len() > plain {
            self.settle_allowed(lexicon);
            for hit in &self.hits {
                self.present.insert(hit.class);
            }
        }
    }

    /// Drops the hits of `wanted` classes whose edges or part of speech do not stand as the term
    /// says; asks the tokenizer only about them.
    pub fn settle_morphemes(
        &mut self,
        lexicon: &Lexicon,
        wanted: &ClassSet,
        text: &str,
        plain: &mut Morphemes<'_>,
        opened: &mut Morphemes<'_>,
    ) {
        let dropped = &mut self.dropped;
        self.hits.retain(|hit| {
            let Origin::Term(id) = hit.origin else { return true };
            let term = &lexicon.terms[id as usize];
            if !wanted.contains(hit.class) {
                return true;
            }
            let admitted = match hit.seen {
                Seen::Plain => edges_admit(term.stand, hit, plain) && pos_admits(term, hit, plain),
                // A word in disguise must stand as it would have to without.
                Seen::Loose => {
                    let spelt_out = hit.span.slice(text).chars().any(is_separator);
                    let stand = Stand { end: term.stand.end && spelt_out, ..term.stand };
                    edges_admit(stand, hit, opened) && !is_known_katakana(hit, text, plain)
                }
                Seen::Amid => {
                    edges_admit(Stand { start: true, end: true, ..term.stand }, hit, opened)
                }
                Seen::Masked => !is_known_beside_mask(hit, text, plain),
            };
            if !admitted && term.strength > 0.0 {
                dropped.push(Dropped { hit: *hit, allow: None });
            }
            admitted
        });
        self.present.clear();
        for hit in &self.hits {
            self.present.insert(hit.class);
        }
    }
}

fn edges_admit(stand: Stand, hit: &Hit, morphemes: &mut Morphemes<'_>) -> bool {
    (!stand.start || morphemes.starts_at(hit.span.start))
        && (!stand.end || morphemes.ends_at(hit.span.end))
}

/// The mark ー draws nothing out in a word that the dictionary knows: オーナー.
fn is_known_katakana(hit: &Hit, text: &str, morphemes: &mut Morphemes<'_>) -> bool {
    let written = hit.span.slice(text);
    if !written.contains(['ー', 'ｰ'])
        || !written.chars().any(|c| c != 'ー' && Script::of(c) == Script::Katakana)
    {
        return false;
    }
    morphemes.in_span(hit.span).iter().all(|morpheme| morpheme.reading() != "*")
}

/// Whether what masks leave of a katakana word is a word that the dictionary knows: カメラ○.
fn is_known_beside_mask(hit: &Hit, text: &str, morphemes: &mut Morphemes<'_>) -> bool {
    let written = hit.span.slice(text);
    let inner = written.trim_matches(|c| Script::of(c) != Script::Katakana);
    let rest = written.replacen(inner, "", 1);
    if inner.chars().nth(1).is_none()
        || rest.chars().any(|c| Script::of(c).is_word())
        || !inner.chars().all(|c| Script::of(c) == Script::Katakana)
    {
        return false;
    }
    let start = hit.span.start + written.find(inner).unwrap_or(0);
    let known = morphemes.in_span(Span::new(start, start + inner.len()));
    known.iter().all(|morpheme| morpheme.reading() != "*")
        && known.first().is_some_and(|first| first.span.len() == inner.len())
}

fn pos_admits(term: &Term, hit: &Hit, morphemes: &mut Morphemes<'_>) -> bool {
    let Some(filter) = &term.pos else { return true };
    match morphemes.in_span(hit.span).first() {
        Some(first) => filter.admits(|prefix| first.is_pos(prefix), first.base()),
        None => true,
    }
}

/// Whether `word`, a term without its small kana, is long or plain enough to be no other word.
fn stands_large(term: &Term, word: &str, written: &str) -> bool {
    let kanji = || word.chars().any(|c| Script::of(c) == Script::Kanji);
    let kana = |script: Script| written.chars().any(|c| Script::of(c) == script);
    !term.stand.no_disguise
        && kana(Script::Hiragana) != kana(Script::Katakana)
        && (word.chars().count() >= LONG_ENOUGH || kanji())
}

/// Prolonged marks may be put into a word, not left out: コード is not こど. Put into two katakana
/// they make another word: ブース.
fn keeps_marks(form: Form, written: &str) -> bool {
    if !written.contains(['ー', 'ｰ']) {
        return form != Form::Unmarked;
    }
    let katakana = |c: &char| Script::of(*c) == Script::Katakana && !matches!(c, 'ー' | 'ｰ');
    let letters = written.chars().filter(katakana).count();
    letters == 0 || letters > 2 || written.chars().any(|c| Script::of(c) == Script::Kanji)
}

/// Where a part of the original stands in a view.
fn place_in(view: &View, span: Span) -> Span {
    Span::new(view.position(span.start), view.position(span.end))
}

/// Whether the term stands at `span` as its row says, morphemes aside.
fn stands(lexicon: &Lexicon, id: u32, text: &str, span: Span) -> bool {
    let stand = lexicon.terms[id as usize].stand;
    (!stand.run || is_run(text, span))
        && (!stand.as_written || is_as_written(lexicon, id, text, span))
}

/// Whether neither edge of `span` continues in the same script.
fn is_run(text: &str, span: Span) -> bool {
    let inside = span.slice(text);
    let same = |edge: Option<char>, neighbour: Option<char>| match (edge, neighbour) {
        (Some(edge), Some(neighbour)) => {
            let script = Script::of(edge);
            script.is_word() && script == Script::of(neighbour)
        }
        _ => false,
    };
    let visible = |c: &char| !is_invisible(*c);
    let before = text[..span.start].chars().rev().find(visible);
    let after = text[span.end..].chars().find(visible);
    !same(inside.chars().find(visible), before) && !same(inside.chars().rev().find(visible), after)
}

/// Whether the kana in the text are of the kind that the row is written in.
fn is_as_written(lexicon: &Lexicon, id: u32, text: &str, span: Span) -> bool {
    let term = &lexicon.terms[id as usize];
    let has =
        |text: &str, script: Script| text.chars().any(|c| c != 'ー' && Script::of(c) == script);
    let inside = span.slice(text);
    let both = [Script::Katakana, Script::Hiragana];
    if both.into_iter().all(|script| has(&term.written, script)) {
        return lexicon.kana_agree(id, inside);
    }
    both.into_iter().all(|script| !has(inside, script) || has(&term.written, script))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span_of(text: &str, part: &str) -> Span {
        let start = text.find(part).expect("the part is in the text");
        Span::new(start, start + part.len())
    }

    #[test]
    fn a_run_ends_where_the_script_changes() {
        for (text, part, run) in [
            ("カステラ", "カス", false),
            ("アスパラガス", "ガス", false),
            ("このカスが", "カス", true),
            ("必死です", "死", false),
            ("死んだ", "死", true),
            ("このカ\u{200B}スカ", "カ\u{200B}ス", false),
        ] {
            assert_eq!(is_run(text, span_of(text, part)), run, "{text}");
        }
    }
}
