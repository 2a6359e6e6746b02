//! From the text of a page to its lists: wrapped lines, page breaks, lists inside items.

use super::marker::{Kind, Marker, marker};
use super::page::is_page_number;

/// A list of items as printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct List {
    /// The lines before it: heading and introduction.
    pub intro: String,
    /// Its items in their order.
    pub items: Vec<Item>,
}

/// An item: marker as printed (empty for a bullet) and text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// The marker.
    pub number: String,
    /// What stands behind it.
    pub text: String,
    /// The lists inside it, by their places among the lists of the page.
    pub inner: Vec<usize>,
}

/// How many lines before a list are read as its introduction.
const INTRO_LINES: usize = 4;

/// The number of an item that speaks of the list itself and has none.
const OF_WHOLE: &str = "末尾";

/// A list that may go on.
struct Open {
    list: usize,
    kind: Kind,
    /// Where its last item stands in the order of its kind.
    places: Vec<usize>,
}

#[derive(Default)]
struct Reader<'a> {
    lists: Vec<List>,
    /// The lists that may go on, each inside an item of the one before.
    open: Vec<Open>,
    /// Words that begin a sentence behind a list: «なお、…».
    closings: &'a [&'static str],
    /// Lines since the last list, for the next one's introduction.
    prose: Vec<String>,
    /// The last line ended its paragraph: what comes now wraps nothing.
    blank: bool,
    /// Prose came since the last item: only the number that follows goes on with a list.
    closed: bool,
}

/// All lists of a page, in its order. `closings` begin a sentence that belongs to no item.
pub(super) fn lists(page: &str, closings: &[&'static str]) -> Vec<List> {
    let mut reader = Reader { closings, blank: true, closed: true, ..Reader::default() };
    for line in page.lines() {
        reader.line(line);
    }
    reader.lists
}

impl Reader<'_> {
    fn line(&mut self, line: &str) {
        if is_page_number(line.trim()) {
            return;
        }
        let (line, heading) = bare(line);
        if line.is_empty() {
            self.blank = true;
            return;
        }
        match marker(line).filter(|_| !heading) {
            Some(marker) if self.is_of_whole(&marker) => {
                // «(1) ～ (10) の内容を含むページへのリンク» speaks of the list and has no number.
                self.push(Item {
                    number: OF_WHOLE.to_owned(),
                    text: line.to_owned(),
                    ..Item::default()
                });
            }
            Some(marker) if marker.text.is_empty() && !self.numbers_next_line(&marker) => return,
            Some(marker) if self.is_wrapped(&marker) => self.wrap(line),
            Some(marker) if self.is_note(&marker) => self.prose(line),
            Some(marker) => self.item(&marker),
            None if self.wraps(line, heading) => self.wrap(line),
            None => self.prose(line),
        }
        self.blank = false;
    }

    fn is_of_whole(&self, marker: &Marker<'_>) -> bool {
        !self.closed
            && self.open.last().is_some_and(|open| open.kind == marker.kind)
            && is_of_whole(marker.text)
    }

    /// Whether a bare number numbers the next line; otherwise it is a page's.
    fn numbers_next_line(&self, marker: &Marker<'_>) -> bool {
        match self.open.last().filter(|_| !self.closed) {
            Some(open) if open.kind == marker.kind => marker.follows(&open.places),
            Some(_) => marker.kind != Kind::Number,
            None => marker.kind != Kind::Number || marker.is_first(),
        }
    }

    /// Whether a number belongs to running text that was wrapped before it.
    fn is_wrapped(&self, marker: &Marker<'_>) -> bool {
        let goes_on = |open: &Open| open.kind == marker.kind && marker.follows(&open.places);
        !marker.firm
            && !self.blank
            && !self.closed
            && !marker.is_first()
            && !self.open.iter().any(goes_on)
    }

    /// «※» explains what was said and is an item only where all are so marked.
    fn is_note(&self, marker: &Marker<'_>) -> bool {
        marker.kind == Kind::Bullet('※')
            && self.open.last().is_some_and(|open| open.kind != marker.kind)
    }

    fn wraps(&self, line: &str, heading: bool) -> bool {
        let closing = self.closings.iter().any(|word| line.starts_with(word));
        !self.closed && !self.blank && !heading && !closing
    }

    fn wrap(&mut self, line: &str) {
        let list = self.open.last().and_then(|open| self.lists.get_mut(open.list));
        if let Some(last) = list.and_then(|list| list.items.last_mut()) {
            last.text.push_str(line);
        }
    }

    fn prose(&mut self, line: &str) {
        self.closed = true;
        self.prose.push(line.to_owned());
    }

    fn item(&mut self, marker: &Marker<'_>) {
        match self.depth(marker) {
            Some(depth) => self.open.truncate(depth + 1),
            None => self.begin(marker),
        }
        self.closed = false;
        if let Some(open) = self.open.last_mut() {
            open.places.clone_from(&marker.places);
        }
        let number = marker.number.trim().to_owned();
        self.push(Item { number, text: marker.text.to_owned(), ..Item::default() });
    }

    /// The open list that a marker goes on with.
    fn depth(&self, marker: &Marker<'_>) -> Option<usize> {
        let same = |open: &Open| open.kind == marker.kind;
        if let Kind::Bullet(_) = marker.kind {
            return self.open.iter().rposition(same).filter(|_| !self.closed);
        }
        let next = self.open.iter().rposition(|open| same(open) && marker.follows(&open.places));
        // A number is left out where a clause was repealed.
        let beyond = |open: &Open| same(open) && !marker.is_first() && marker.places > open.places;
        let later = || self.open.iter().rposition(beyond);
        next.or_else(later)
    }

    /// Begins a list, inside the last item of the innermost list of another kind.
    fn begin(&mut self, marker: &Marker<'_>) {
        if let Some(depth) = self.open.iter().position(|open| open.kind == marker.kind) {
            self.open.truncate(depth);
        }
        let place = self.lists.len();
        let parent = self.open.last().filter(|_| !self.closed);
        let items =
            parent.and_then(|open| self.lists.get_mut(open.list)).map(|list| &mut list.items);
        if let Some(item) = items.and_then(|items| items.last_mut()) {
            // A list inside an item: the item introduces it.
            item.inner.push(place);
            self.prose.push(item.text.clone());
        }
        let from = self.prose.len().saturating_sub(INTRO_LINES);
        let intro = self.prose[from..].join("\n");
        self.prose.clear();
        self.lists.push(List { intro, items: Vec::new() });
        self.open.push(Open { list: place, kind: marker.kind, places: Vec::new() });
    }

    fn push(&mut self, item: Item) {
        if let Some(list) = self.open.last().and_then(|open| self.lists.get_mut(open.list)) {
            list.items.push(item);
        }
    }
}

/// A line without indentation and heading marks, and without the converter's bullet before a
/// marker; whether it was a heading.
fn bare(line: &str) -> (&str, bool) {
    let line = line.trim();
    let heading = line.starts_with('#');
    let line = line.trim_start_matches('#').trim_start();
    let inside = ["- ", "* ", "• "].iter().find_map(|bullet| line.strip_prefix(bullet));
    match inside.map(str::trim_start).filter(|inside| marker(inside).is_some()) {
        Some(inside) => (inside, heading),
        None => (line, heading),
    }
}

/// Whether a text goes on «～ (10) の内容を含む…»: the number before it is no marker.
fn is_of_whole(text: &str) -> bool {
    let rest = text.trim_start_matches(['～', '〜', '~', '-', '－']);
    (rest.len() < text.len() || text.starts_with("から") || text.starts_with("乃至"))
        && text.contains(['(', '（', '①'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(page: &str) -> Vec<List> {
        lists(page, &["なお、"])
    }

    fn numbers(page: &str) -> Vec<Vec<String>> {
        let numbers = |list: List| list.items.into_iter().map(|item| item.number).collect();
        read(page).into_iter().map(numbers).collect()
    }

    fn texts(list: &List) -> Vec<&str> {
        list.items.iter().map(|item| item.text.as_str()).collect()
    }

    #[test]
    fn markers_are_kept_as_printed() {
        for (page, expected) in [
            ("(1) 広告\n(2) 宣伝", ["(1)", "(2)"]),
            ("⑴広告\n⑵宣伝", ["⑴", "⑵"]),
            ("１　広告\n２　宣伝", ["１", "２"]),
            ("- (1) 広告\n- (2) 宣伝", ["(1)", "(2)"]),
            ("- 広告\n- 宣伝", ["", ""]),
            ("・広告\n・宣伝", ["", ""]),
            ("1\n広告\n2\n宣伝", ["1", "2"]),
        ] {
            assert_eq!(numbers(page), [expected.map(str::to_owned)], "{page}");
        }
    }

    #[test]
    fn wrapped_lines_and_page_breaks_belong_to_their_list() {
        let found = read(
            "(1) 広告、宣伝その他営利を\n- 2 -\n目的とするもの\n\n- 3 -\n\n(2) 午後\n5 時以降に\n4\nわいせつなもの\n(1)～(2) の内容を含むページへのリンク\nなお、判断は市が行う。",
        );
        assert_eq!(
            texts(&found[0]),
            [
                "広告、宣伝その他営利を目的とするもの",
                "午後5 時以降にわいせつなもの",
                "(1)～(2) の内容を含むページへのリンク"
            ]
        );
        assert_eq!(found[0].items[2].number, OF_WHOLE);
    }

    #[test]
    fn a_list_goes_on_behind_what_interrupts_it() {
        let page = "(1) 次に掲げるもの\nア 広告\nイ 宣伝\n(2) 誹謗\n\n例を挙げると、職員への悪口\n\n(3) 差別\n※ 言葉に限らない。\n(5) 虚偽";
        assert_eq!(numbers(page), [vec!["(1)", "(2)", "(3)", "(5)"], vec!["ア", "イ"]]);
        assert_eq!(read(page)[0].items[0].inner, [1]);
        assert_eq!(read(page)[1].intro, "次に掲げるもの");
    }

    #[test]
    fn a_list_that_begins_anew_is_another() {
        let page =
            "1 発信内容\n(1) 市政\n(2) 催し\n2 禁止事項\n(1) 広告\n(2) 宣伝\n・甲\n\n説明\n\n・乙";
        let expected: Vec<Vec<&str>> =
            vec![vec!["1", "2"], vec!["(1)", "(2)"], vec!["(1)", "(2)"], vec![""], vec![""]];
        assert_eq!(numbers(page), expected);
    }
}
