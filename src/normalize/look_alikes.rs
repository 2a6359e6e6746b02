//! Reading look-alikes as what they look like: タヒ for 死, ネ申 for 神, バ力, pаypal, p0rn.

use std::sync::LazyLock;

use super::chars::Script;
use super::tables::{LookAlike, Place, look_alikes};

/// Chars of the Basic Multilingual Plane, one bit each.
const WORDS: usize = 0x1_0000 / 64;

/// The rows by their first char, behind a bitmap: most chars begin none.
struct Table {
    first: Box<[u64; WORDS]>,
    rows: Vec<Rows>,
}

/// The rows that begin with a char.
struct Rows {
    first: char,
    /// A bit, by its code modulo 64, for each char that comes second; all bits if nothing does.
    second: u64,
    rows: Vec<&'static LookAlike>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { first: Box::new([0; WORDS]), rows: Vec::new() };
    for row in look_alikes() {
        let Some(c) = row.written.chars().next() else { continue };
        if let Some(word) = table.first.get_mut(c as usize / 64) {
            *word |= 1 << (c as usize % 64);
        }
        let second = row.written.chars().nth(1).map_or(u64::MAX, |c| 1 << (c as usize % 64));
        match table.rows.iter_mut().find(|known| known.first == c) {
            Some(known) => {
                known.second |= second;
                known.rows.push(row);
            }
            None => table.rows.push(Rows { first: c, second, rows: vec![row] }),
        }
    }
    table.rows.sort_by_key(|rows| rows.first);
    table
});

/// Whether a row begins with the char.
pub(super) fn may_begin(c: char) -> bool {
    let begins = |word: &u64| word & (1 << (c as usize % 64)) != 0;
    TABLE.first.get(c as usize / 64).is_none_or(begins)
}

/// The row that the text at byte `at` is written as, longest first.
pub(super) fn at(text: &str, at: usize) -> Option<&'static LookAlike> {
    let mut chars = text[at..].chars();
    let c = chars.next().filter(|c| may_begin(*c))?;
    let table = &*TABLE;
    let index = table.rows.binary_search_by_key(&c, |rows| rows.first).ok()?;
    let known = &table.rows[index];
    let next = chars.next().map_or(0, |c| 1 << (c as usize % 64));
    if known.second != u64::MAX && known.second & next == 0 {
        return None;
    }
    known.rows.iter().copied().find(|row| fits(row, text, at))
}

fn fits(row: &LookAlike, text: &str, at: usize) -> bool {
    if !text[at..].starts_with(&row.written) {
        return false;
    }
    let before = text[..at].chars().next_back();
    let after = text[at + row.written.len()..].chars().next();
    let beside = |test: fn(char) -> bool| before.is_some_and(test) || after.is_some_and(test);
    match row.place {
        Place::Anywhere => true,
        Place::Latin => beside(|c| c.is_ascii_alphabetic()),
        Place::Leet => {
            let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
            let two =
                |text: &mut dyn Iterator<Item = char>| latin(text.next()) && latin(text.next());
            (latin(before) && latin(after))
                || two(&mut text[..at].chars().rev())
                || two(&mut text[at + row.written.len()..].chars())
        }
        Place::Katakana => {
            beside(|c| Script::of(c) == Script::Katakana && c != 'ー')
                && !beside(|c| matches!(Script::of(c), Script::Kanji | Script::Digit))
        }
        Place::Apart => !beside(|c| Script::of(c) == Script::Katakana),
    }
}

#[cfg(test)]
mod tests {
    use super::at;

    fn read(text: &str, place: usize) -> Option<&'static str> {
        at(text, place).map(|row| row.folded.as_str())
    }

    #[test]
    fn look_alikes_are_read_in_their_place() {
        for (text, place, expected) in [
            ("タヒね", 0, Some("死")),
            ("バ力", 3, Some("カ")),
            ("力士", 0, None),
            ("タトゥー", 0, None),
            ("タト国", 0, Some("外")),
            ("p0rn", 1, Some("o")),
            ("1000", 1, None),
            ("5G", 0, None),
        ] {
            assert_eq!(read(text, place), expected, "{text}");
        }
    }
}
