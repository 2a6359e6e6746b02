//! Copies of a phrase inside one text, in one pass.

use std::collections::HashMap;
use std::ops::Range;

use crate::normalize::ends_sentence;

/// How many characters must agree for a place to count as a copy of an earlier one.
const GRAM: usize = 3;

/// A phrase and where its copies stand, in bytes of the view.
#[derive(Debug)]
pub(super) struct Copies {
    pub phrase: Range<usize>,
    pub all: Range<usize>,
    pub times: usize,
}

/// Phrases that follow each other without anything between: the distance to the last place with
/// the same characters stays the same all along.
pub(super) fn in_a_row(text: &str) -> Vec<Copies> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let byte = |index: usize| chars.get(index).map_or(text.len(), |(at, _)| *at);
    let mut last: HashMap<u64, usize> = HashMap::new();
    let mut found = Vec::new();
    let (mut distance, mut start) = (0, 0);
    let mut close = |distance: usize, start: usize, end: usize| {
        if distance > 0 && end - start >= distance {
            // The first copy stands `distance` before the first place that repeats it.
            let first = start - distance;
            let times = (end - first) / distance;
            found.push(Copies {
                phrase: byte(first)..byte(first + distance),
                all: byte(first)..byte(end),
                times,
            });
        }
    };
    for index in 0..chars.len().saturating_sub(GRAM - 1) {
        // A char has 21 bits.
        let gram = chars[index..index + GRAM].iter();
        let gram = gram.fold(0, |gram, (_, c)| gram << 21 | u64::from(*c));
        let here = last.insert(gram, index).map_or(0, |before| index - before);
        if here != distance {
            close(distance, start, index + GRAM - 1);
            (distance, start) = (here, index);
        }
    }
    close(distance, start, chars.len());
    found
}

/// Lines, sentences or words that come again, with others between them or not.
pub(super) fn by_segment(text: &str) -> Vec<Copies> {
    let mut seen: HashMap<&str, Copies> = HashMap::new();
    let mut start = 0;
    let ends = text
        .char_indices()
        .filter(|(_, c)| ends_sentence(*c) || c.is_whitespace())
        .map(|(at, c)| (at, at + c.len_utf8()))
        .chain([(text.len(), text.len())]);
    for (end, next) in ends {
        let segment = &text[start..end];
        if segment.len() >= GRAM * GRAM {
            let copies = seen.entry(segment).or_insert(Copies {
                phrase: start..end,
                all: start..end,
                times: 0,
            });
            copies.times += 1;
            copies.all.end = end;
        }
        start = next;
    }
    seen.into_values().filter(|copies| copies.times > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_in_a_row() {
        let text = "さあ買って買って買って買ってね";
        let longest = in_a_row(text).into_iter().max_by_key(|c| c.times).expect("copies");
        assert_eq!((&text[longest.phrase], longest.times), ("買って", 4));
        assert!(in_a_row("今日は晴れです").is_empty());
    }

    #[test]
    fn copies_with_others_between() {
        let text = "やめてください！返事は？やめてください！まだ？やめてください！";
        let copies = by_segment(text);
        assert_eq!(copies.len(), 1);
        assert_eq!((&text[copies[0].phrase.clone()], copies[0].times), ("やめてください", 3));
    }
}
