//! The folding tables of `dictionaries/fold/`, parsed once.

use std::sync::LazyLock;

const FIRST_KANJI: usize = 0x3400;
const LAST_KANJI: usize = 0x9FFF;

/// One row of `look_alikes.csv` or `split_kanji.csv`.
#[derive(Debug, Clone)]
pub(super) struct LookAlike {
    /// As written in the surface view.
    pub written: String,
    /// What it stands for.
    pub folded: String,
    /// Where it may stand.
    pub place: Place,
}

/// Between which neighbours a look-alike is read as what it looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Anywhere: タヒ for 死.
    Anywhere,
    /// Beside katakana: the kanji 力 in バ力.
    Katakana,
    /// In a word that has Latin letters: the Cyrillic а in pаypal.
    Latin,
    /// Inside Latin letters, or where two of them follow or precede: the 0 in p0rn.
    Leet,
    /// Not beside katakana: タト for 外, but not in タトゥー.
    Apart,
}

/// Old and variant forms of kanji to the form of the 常用漢字表 (平成22年内閣告示第2号).
pub(super) fn variant_kanji(c: char) -> char {
    static TABLE: LazyLock<Vec<char>> = LazyLock::new(|| {
        let mut table: Vec<char> = (FIRST_KANJI..=LAST_KANJI)
            .map(|code| u32::try_from(code).ok().and_then(char::from_u32).unwrap_or('\0'))
            .collect();
        for (written, folded) in pairs(include_str!("../../dictionaries/fold/variant_kanji.csv")) {
            if let (Some(old), Some(new)) = (written.chars().next(), folded.chars().next())
                && let Some(slot) = table.get_mut((old as usize).wrapping_sub(FIRST_KANJI))
            {
                *slot = new;
            }
        }
        table
    });
    TABLE.get((c as usize).wrapping_sub(FIRST_KANJI)).copied().unwrap_or(c)
}

/// The look-alikes, longest first, so that the first that fits is the right one.
pub(super) fn look_alikes() -> &'static [LookAlike] {
    static TABLE: LazyLock<Vec<LookAlike>> = LazyLock::new(|| {
        let tables = [
            include_str!("../../dictionaries/fold/look_alikes.csv"),
            include_str!("../../dictionaries/fold/split_kanji.csv"),
        ];
        let lines = tables.iter().flat_map(|table| table.lines().skip(1));
        let mut rows: Vec<LookAlike> = lines.filter_map(look_alike).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.written.len()));
        rows
    });
    &TABLE
}

fn look_alike(line: &str) -> Option<LookAlike> {
    let mut cells = line.split(',');
    Some(LookAlike {
        written: cells.next()?.to_owned(),
        folded: cells.next()?.to_owned(),
        place: match cells.next()? {
            "katakana" => Place::Katakana,
            "latin" => Place::Latin,
            "leet" => Place::Leet,
            "apart" => Place::Apart,
            _ => Place::Anywhere,
        },
    })
}

fn pairs(csv: &str) -> impl Iterator<Item = (&str, &str)> {
    csv.lines().skip(1).filter_map(|line| line.split_once(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_fold_in_one_step() {
        assert_eq!(variant_kanji('國'), '国');
        assert_eq!(variant_kanji('死'), '死');
        for (written, folded) in pairs(include_str!("../../dictionaries/fold/variant_kanji.csv")) {
            for c in folded.chars() {
                assert_eq!(variant_kanji(c), c, "{written} folds to {folded}, which folds on");
            }
        }
    }

    #[test]
    fn look_alikes_come_longest_first() {
        let rows = look_alikes();
        assert!(rows.len() > 20);
        assert!(rows.windows(2).all(|pair| pair[0].written.len() >= pair[1].written.len()));
    }
}
