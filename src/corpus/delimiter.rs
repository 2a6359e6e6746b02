//! What separates the cells of a table: comma, tab or semicolon.

use super::table::{Records, cells};

/// Rows that are looked at.
const ROWS: usize = 20;

/// Guesses from the beginning of a table, decoded: the separator by which most of the first rows have
/// as many cells as the header, and more than one; of equals the one with more cells. `usual` is the
/// one that the file's name speaks for, and is taken where nothing speaks for another.
pub(super) fn guess_delimiter(head: &[u8], usual: u8) -> u8 {
    let mut best = (usual, fit(head, usual));
    for candidate in [b',', b'\t', b';'] {
        let fit = fit(head, candidate);
        if fit > best.1 {
            best = (candidate, fit);
        }
    }
    best.0
}

/// Rows in a hundred that have as many cells as the header, and how many those are; nothing for one.
fn fit(head: &[u8], delimiter: u8) -> (usize, usize) {
    let counts = widths(head, delimiter);
    let Some(header) = counts.first().copied().filter(|cells| *cells > 1) else { return (0, 0) };
    let same = counts.iter().filter(|cells| **cells == header).count();
    (same * 100 / counts.len(), header)
}

/// How many cells each of the first rows has.
fn widths(head: &[u8], delimiter: u8) -> Vec<usize> {
    let mut records = Records::new(head, delimiter);
    let mut record = Vec::new();
    let mut counts = Vec::new();
    while let (true, Ok(Some(_))) = (counts.len() < ROWS, records.next(&mut record)) {
        counts.push(cells(&String::from_utf8_lossy(&record), delimiter).count());
        record.clear();
    }
    // The last row may be cut off.
    if counts.len() > 1 && counts.len() < ROWS {
        counts.pop();
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_by_which_rows_agree() {
        for (head, usual, expected) in [
            ("id,本文\n1,こんにちは; また\n", b',', b','),
            ("id;本文\n1;はい, そうです\n2;いいえ\n", b',', b';'),
            ("id\t本文\n1\tはい, そうです\n2\t\"二\n行\"\n3\tx\n", b',', b'\t'),
            ("本文\nはい\n", b',', b','),
            ("本文\nはい\n", b'\t', b'\t'),
            ("", b',', b','),
        ] {
            assert_eq!(guess_delimiter(head.as_bytes(), usual), expected, "{head}");
        }
    }
}
