//! Occurrences of terms and signals in a comment, before rules and context are applied.

use crate::lexicon::{ClassId, ClassSet, Entry, Lexicon, Stand, Term};
use crate::normalize::{Loose, MASK, Script, View, is_invisible, is_mask, key};
use crate::span::Span;
use crate::tokenize::Morphemes;

/// Most hits that are looked at in one comment; past it more of the same changes nothing.
const MAX_HITS: usize = 20_000;

/// How a hit was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// In the key view: as written, spelling variants aside.
    Plain,
    /// In the loose view: disguised by separators, repetition or look-alikes.
    Loose,
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
    allowed: Vec<(u32, Span)>,
    /// Classes that have a hit.
    pub present: ClassSet,
}

impl Hits {
    pub fn clear(&mut self) {
        self.hits.clear();
        self.dropped.clear();
        self.allowed.clear();
        self.present.clear();
    }

    /// Collects the terms of all views and settles what needs no morphemes.
    pub fn collect(&mut self, lexicon: &Lexicon, text: &str, key: &View, loose: Option<&Loose>) {
        self.scan(lexicon, text, key, None);
        if let Some(loose) = loose {
            self.scan(lexicon, text, loose.view(), Some(loose));
        }
        self.settle_allowed(lexicon);
        for hit in &self.hits {
            self.present.insert(hit.class);
        }
    }

    fn scan(&mut self, lexicon: &Lexicon, text: &str, view: &View, loose: Option<&Loose>) {
        let plain = self.hits.len();
        lexicon.scan(view.as_str(), loose.is_some(), |range, entry| {
            if self.hits.len() >= MAX_HITS {
                return;
            }
            let span = view.original(range.clone());
            match entry {
                // Halves are put together before they get here.
                Entry::Head(_) | Entry::Tail(_) => {}
                Entry::Allow(id) => self.allowed.push((id, span)),
                Entry::Term(id) => {
                    let term = &lexicon.terms[id as usize];
                    if let Some(loose) = loose {
                        let known = self.hits[..plain]
                            .iter()
                            .any(|hit| hit.span == span && hit.origin == Origin::Term(id));
                        if known || term.stand.no_disguise || !loose.admits(range) {
                            return;
                        }
                    }
                    let hit = Hit {
                        class: lexicon.term_classes[id as usize],
                        span,
                        strength: term.strength,
                        origin: Origin::Term(id),
                        seen: if loose.is_some() { Seen::Loose } else { Seen::Plain },
                    };
                    if stands(term, text, span) {
                        self.hits.push(hit);
                    } else if term.strength > 0.0 {
                        self.dropped.push(Dropped { hit, allow: None });
                    }
                }
            }
        });
    }

    fn settle_allowed(&mut self, lexicon: &Lexicon) {
        if self.allowed.is_empty() {
            return;
        }
        let (allowed, dropped) = (&self.allowed, &mut self.dropped);
        self.hits.retain(|hit| {
            let cover = allowed.iter().find(|(id, span)| {
                span.contains(hit.span) && lexicon.allow_sets[*id as usize].contains(hit.class)
            });
            if let Some(allow) = cover {
                dropped.push(Dropped { hit: *hit, allow: Some(*allow) });
            }
            cover.is_none()
        });
    }

    /// Adds the terms that masks may hide, if the text has any mask.
    pub fn collect_masked(&mut self, lexicon: &Lexicon, surface: &View) {
        let Some(masked) = MaskedText::of(surface) else { return };
        lexicon.masked().scan(&masked.chars, |found| {
            let Some(span) = masked.span(found.chars.clone()) else { return };
            let id = found.term;
            let term = &lexicon.terms[id as usize];
            let two_letters = found.chars.len() == 2;
            if two_letters && masked.continues(found.chars.end) {
                return;
            }
            let class = lexicon.term_classes[id as usize];
            let known = self.hits.iter().any(|hit| hit.class == class && hit.span == span);
            if !known && self.hits.len() < MAX_HITS {
                let origin = Origin::Term(id);
                let hit = Hit { class, span, strength: term.strength, origin, seen: Seen::Masked };
                self.present.insert(class);
                self.hits.push(hit);
            }
        });
    }

    /// Drops the hits of `wanted` classes whose edges or part of speech do not stand as the term
    /// says; asks the tokenizer only about them.
    pub fn settle_morphemes(
        &mut self,
        lexicon: &Lexicon,
        wanted: &ClassSet,
        morphemes: &mut Morphemes<'_>,
    ) {
        let dropped = &mut self.dropped;
        self.hits.retain(|hit| {
            let Origin::Term(id) = hit.origin else { return true };
            let term = &lexicon.terms[id as usize];
            if !wanted.contains(hit.class) || hit.seen == Seen::Masked {
                return true;
            }
            let admitted =
                edges_admit(term.stand, hit, morphemes) && pos_admits(term, hit, morphemes);
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

/// A word spelt out with separators has no morphemes to go by; one merely drawn out still begins
/// where a morpheme does.
fn edges_admit(stand: Stand, hit: &Hit, morphemes: &mut Morphemes<'_>) -> bool {
    match hit.seen {
        Seen::Masked => true,
        Seen::Loose => !stand.start || morphemes.starts_at(hit.span.start),
        Seen::Plain => {
            (!stand.start || morphemes.starts_at(hit.span.start))
                && (!stand.end || morphemes.ends_at(hit.span.end))
        }
    }
}

fn pos_admits(term: &Term, hit: &Hit, morphemes: &mut Morphemes<'_>) -> bool {
    let Some(filter) = &term.pos else { return true };
    if hit.seen != Seen::Plain {
        return true;
    }
    match morphemes.in_span(hit.span).first() {
        Some(first) => filter.admits(|prefix| first.is_pos(prefix), first.base()),
        None => true,
    }
}

/// Whether the term stands at `span` as its row says, morphemes aside.
fn stands(term: &Term, text: &str, span: Span) -> bool {
    let stand = term.stand;
    (!stand.run || is_run(text, span)) && (!stand.as_written || is_as_written(term, text, span))
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
fn is_as_written(term: &Term, text: &str, span: Span) -> bool {
    let has =
        |text: &str, script: Script| text.chars().any(|c| c != 'ー' && Script::of(c) == script);
    let inside = span.slice(text);
    let both = [Script::Katakana, Script::Hiragana];
    if both.into_iter().all(|script| has(&term.written, script)) {
        return term.spellings().iter().any(|spelling| same_kana(spelling, inside));
    }
    both.into_iter().all(|script| !has(inside, script) || has(&term.written, script))
}

/// Whether two texts that fold to the same have the same kind of kana, letter by letter.
fn same_kana(spelling: &str, written: &str) -> bool {
    let kana =
        |c: &char| matches!(Script::of(*c), Script::Katakana | Script::Hiragana) && *c != 'ー';
    let kinds = |text: &str| text.chars().filter(kana).map(Script::of).collect::<Vec<_>>();
    key(spelling) == key(written) && kinds(spelling) == kinds(written)
}

/// The surface with masks made one, folded, char by char.
struct MaskedText {
    chars: Vec<char>,
    spans: Vec<Span>,
}

impl MaskedText {
    /// `None` if nothing is masked.
    fn of(surface: &View) -> Option<Self> {
        let text = surface.as_str();
        let could_be = |c: char| is_mask(c, Some('あ'), Some('あ'));
        if !text.chars().any(could_be) {
            return None;
        }
        let plain: Vec<(usize, char)> = text.char_indices().collect();
        let mut masked = Self { chars: Vec::new(), spans: Vec::new() };
        let mut any = false;
        for (index, (at, c)) in plain.iter().enumerate() {
            let neighbour =
                |index: Option<usize>| index.and_then(|index| plain.get(index)).map(|(_, c)| *c);
            let mask = is_mask(*c, neighbour(index.checked_sub(1)), neighbour(Some(index + 1)));
            any |= mask;
            let folded = if mask { Some(MASK) } else { key(&c.to_string()).chars().next() };
            if let Some(folded) = folded {
                masked.chars.push(folded);
                masked.spans.push(surface.original(*at..*at + c.len_utf8()));
            }
        }
        any.then_some(masked)
    }

    fn span(&self, chars: std::ops::Range<usize>) -> Option<Span> {
        Some(self.spans.get(chars.start)?.cover(*self.spans.get(chars.end.checked_sub(1)?)?))
    }

    /// Whether the word goes on at char `at`: 死○者 is not 死○.
    fn continues(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|c| {
            *c == MASK || matches!(Script::of(*c), Script::Kanji | Script::Digit | Script::Letter)
        })
    }
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

    #[test]
    fn masks_are_found_with_their_place() {
        let mut surface = View::default();
        let text = "お前バ×だな";
        crate::normalize::fold(text, crate::normalize::Level::Surface, &mut surface);
        let masked = MaskedText::of(&surface).expect("a mask");
        assert_eq!(masked.chars.iter().collect::<String>(), "お前ば○だな");
        assert_eq!(masked.span(2..4).map(|span| span.slice(text)), Some("バ×"));
    }
}
