//! The lists of a page that may be what is asked for, and their clauses.

use super::DraftClause;
use super::lines::{Item, List};
use super::mapping::{CLEAR, Phrases, fallbacks};
use super::sentences::{Says, Sentences};
use crate::policy::decide::Side;

/// Fewest items that make a list.
pub(super) const MIN_ITEMS: usize = 2;

/// A list that speaks of what policies forbid.
pub(super) struct Candidate {
    pub side: Side,
    pub clauses: Vec<DraftClause>,
    /// Items that speak of no concept and are no clauses, as printed.
    pub left_out: Vec<String>,
    pub intro: String,
    /// How many of its clauses speak of a concept and are no sentences, as sections are.
    telling: usize,
    /// Whether its introduction forbids.
    forbids: bool,
}

impl Candidate {
    /// How likely it is the list that is asked for: doubly if it is said to forbid.
    pub fn rank(&self) -> usize {
        self.telling * if self.forbids { 2 } else { 1 }
    }

    /// Whether a person should know of it though another list was taken.
    pub fn is_telling(&self) -> bool {
        self.forbids
    }
}

/// Reads lists with the tables at hand.
pub(super) struct Finder {
    pub phrases: Phrases,
    pub sentences: Sentences,
}

impl Finder {
    /// Every list that speaks of what policies forbid, in the page's order.
    pub fn candidates(&self, lists: &[List]) -> Vec<Candidate> {
        let mut taken = vec![false; lists.len()];
        let mut found = Vec::new();
        // Outer lists come before those inside them.
        for (place, list) in lists.iter().enumerate() {
            if taken[place] {
                continue;
            }
            let items = match self.is_outer(list) {
                true => {
                    list.items.iter().flat_map(|item| &item.inner).for_each(|at| taken[*at] = true);
                    self.spread(list, lists)
                }
                false => list.items.clone(),
            };
            found.extend(self.candidate(&List { intro: list.intro.clone(), items }));
        }
        found
    }

    /// The items of a page that has no markers: the longest run of lines that are no sentences.
    pub fn unmarked(&self, page: &str) -> Option<Candidate> {
        let mut runs = vec![List::default()];
        for line in page.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match runs.last_mut() {
                Some(run) if !is_sentence(line) => {
                    run.items.push(Item { text: line.to_owned(), ..Item::default() });
                }
                _ => runs.push(List { intro: line.to_owned(), items: Vec::new() }),
            }
        }
        let speaks = |item: &Item| !self.phrases.map(&item.text).is_empty();
        let trimmed = runs.into_iter().filter_map(|mut run| {
            // Headings before and after.
            let last = run.items.iter().rposition(speaks)?;
            run.items.truncate(last + 1);
            let first = run.items.iter().position(speaks)?;
            run.items.drain(..first);
            self.candidate(&run)
        });
        trimmed.max_by_key(Candidate::rank)
    }

    /// Whether a list with lists inside it is itself one of what is forbidden (and no list of
    /// sections): most of its other items are.
    fn is_outer(&self, list: &List) -> bool {
        let plain: Vec<&Item> = list.items.iter().filter(|item| item.inner.is_empty()).collect();
        let speaks =
            |item: &&&Item| !is_sentence(&item.text) && !self.phrases.map(&item.text).is_empty();
        let mapped = plain.iter().filter(speaks).count();
        plain.len() < list.items.len() && mapped >= MIN_ITEMS && mapped * 2 >= plain.len()
    }

    /// The items of a list with those inside them: «(3)ア» if they speak for themselves, else as
    /// part of their item's text.
    fn spread(&self, list: &List, lists: &[List]) -> Vec<Item> {
        let mut spread = Vec::new();
        for (at, item) in list.items.iter().enumerate() {
            let inner = item.inner.iter().filter_map(|place| lists.get(*place));
            let inner: Vec<&Item> = inner.flat_map(|list| &list.items).collect();
            let speaking = inner.iter().filter(|item| !self.phrases.map(&item.text).is_empty());
            if inner.len() >= MIN_ITEMS && speaking.count() * 2 > inner.len() {
                let number = match item.number.as_str() {
                    "" => format!("({})", at + 1),
                    printed => printed.to_owned(),
                };
                spread.extend(inner.iter().enumerate().map(|(at, inner)| Item {
                    number: match inner.number.as_str() {
                        "" => format!("{number}-{}", at + 1),
                        printed => format!("{number}{printed}"),
                    },
                    text: inner.text.clone(),
                    inner: Vec::new(),
                }));
            } else {
                let mut text = item.text.clone();
                for inner in inner {
                    text.push('　');
                    text.push_str(&inner.number);
                    text.push_str(&inner.text);
                }
                spread.push(Item { number: item.number.clone(), text, inner: Vec::new() });
            }
        }
        spread
    }

    fn candidate(&self, list: &List) -> Option<Candidate> {
        if list.items.len() < MIN_ITEMS {
            return None;
        }
        let side = self.sentences.side(list);
        let mut clauses: Vec<DraftClause> =
            list.items.iter().map(|item| self.clause(item)).collect();
        let mut left_out = Vec::new();
        if side == Side::Outgoing {
            // Such lists also hold advice on manners, which is no clause.
            clauses.retain(|clause| {
                if clause.concepts.is_empty() {
                    left_out.push(format!("{} {}", clause.number, clause.text).trim().to_owned());
                }
                !clause.concepts.is_empty()
            });
        }
        let mapped = || clauses.iter().filter(|clause| !clause.concepts.is_empty());
        let telling = mapped().filter(|clause| !is_sentence(&clause.text)).count();
        let mapped = mapped().count();
        let most = mapped >= MIN_ITEMS && mapped * 2 >= clauses.len();
        number_bullets(&mut clauses);
        tell_apart(&mut clauses);
        let forbids = self.sentences.say(&list.intro, Says::Forbids);
        let intro = list.intro.clone();
        most.then_some(Candidate { side, clauses, left_out, intro, telling, forbids })
    }

    fn clause(&self, item: &Item) -> DraftClause {
        let mapped = self.phrases.map(&item.text);
        let confidence = mapped.first().map_or(0.0, |mapped| mapped.confidence);
        let mut remarks = Vec::new();
        if mapped.is_empty() {
            remarks.push("要確認: 対応する概念が見つかりません".to_owned());
        } else if confidence < CLEAR {
            remarks.push(format!("要確認: 対応づけの確からしさ {confidence:.2}"));
        }
        DraftClause {
            number: item.number.clone(),
            text: item.text.clone(),
            concepts: mapped.iter().map(|mapped| mapped.concept.clone()).collect(),
            confidence,
            remarks,
        }
    }
}

/// Whether a text holds a sentence, as items seldom do.
fn is_sentence(line: &str) -> bool {
    ["ます", "です", "ください", "下さい", "する。", "ある。", "ない。"]
        .iter()
        .any(|end| line.contains(end))
}

fn number_bullets(clauses: &mut [DraftClause]) {
    for (index, clause) in clauses.iter_mut().enumerate().filter(|(_, c)| c.number.is_empty()) {
        clause.number = format!("({})", index + 1);
        clause.remarks.push("番号は印刷されていないため、順に付けました".to_owned());
    }
}

/// Numbers that were printed twice get a place behind them: a policy's numbers are unique.
fn tell_apart(clauses: &mut [DraftClause]) {
    for at in 1..clauses.len() {
        let printed = clauses[at].number.clone();
        let mut place = 2;
        while clauses[..at].iter().any(|clause| clause.number == clauses[at].number) {
            clauses[at].number = format!("{printed}-{place}");
            place += 1;
        }
        if place > 2 {
            clauses[at].remarks.push(format!("要確認: 番号 {printed} が重なっています"));
        }
    }
}

/// Lets the concepts that no clause covers join the clause that comes nearest.
pub(super) fn joined(mut clauses: Vec<DraftClause>, side: Side) -> Vec<DraftClause> {
    let own: Vec<Vec<String>> = clauses.iter().map(|clause| clause.concepts.clone()).collect();
    let covers = |index: usize, name: &str| own[index].iter().any(|concept| concept == name);
    let anywhere = |name: &str| (0..own.len()).any(|index| covers(index, name));
    for row in fallbacks() {
        let applies = if side == Side::Outgoing { row.outgoing } else { row.comments };
        let added = clauses.iter().any(|clause| clause.concepts.iter().any(|c| c == row.concept));
        if !applies || added || anywhere(row.concept) {
            continue;
        }
        if let Some(index) = (0..own.len()).find(|index| covers(*index, row.joins)) {
            clauses[index].concepts.push(row.concept.to_owned());
            clauses[index].remarks.push(format!("{}: {}", row.concept, row.reason));
        }
    }
    clauses
}
