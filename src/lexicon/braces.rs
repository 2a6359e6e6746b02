//! Brace expansion: `死ね{,よ}` stands for 死ね and 死ねよ.

use crate::normalize::key_char;

/// Most spellings that one cell may stand for; past it the cell is a mistake.
const MAX_EXPANSIONS: usize = 20_000;

/// Cells that stand for more spellings than this are matched as two halves.
const SPLIT_FROM: usize = 48;
/// Shortest half in characters: shorter ones occur everywhere.
const MIN_HALF: usize = 2;

/// Why a cell could not be expanded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BraceError {
    #[error("a brace is not closed or not opened")]
    Unbalanced,
    #[error("stands for more than {MAX_EXPANSIONS} spellings")]
    TooMany,
}

/// All spellings that `cell` stands for, in the order written. Braces may be nested.
pub(crate) fn expand(cell: &str) -> Result<Vec<String>, BraceError> {
    let mut rest = cell;
    let spellings = sequence(&mut rest, true)?;
    Ok(spellings)
}

/// A cell that stands for many spellings, cut in two where that makes the fewest patterns: the cell
/// stands for every head followed by every tail. `None` if it is small or has no good cut.
pub(crate) fn split(cell: &str) -> Option<(Vec<String>, Vec<String>)> {
    let parts = parts(cell)?;
    let product = |parts: &[Vec<String>]| parts.iter().map(Vec::len).product::<usize>();
    if product(&parts) <= SPLIT_FROM {
        return None;
    }
    let shortest = |parts: &[Vec<String>]| -> usize {
        let shortest = |part: &Vec<String>| part.iter().map(|s| s.chars().count()).min();
        parts.iter().filter_map(shortest).sum()
    };
    let cuts = (1..parts.len())
        .filter(|cut| shortest(&parts[..*cut]) >= MIN_HALF && shortest(&parts[*cut..]) >= MIN_HALF);
    let cut = cuts.min_by_key(|cut| product(&parts[..*cut]) + product(&parts[*cut..]))?;
    Some((join(&parts[..cut]), join(&parts[cut..])))
}

/// The alternatives of each literal and each outermost brace of a cell, in order.
fn parts(cell: &str) -> Option<Vec<Vec<String>>> {
    let mut parts = Vec::new();
    let mut rest = cell;
    while let Some(c) = rest.chars().next() {
        if c == '{' {
            rest = &rest[1..];
            parts.push(alternatives(&mut rest).ok()?);
        } else {
            let literal = rest.find('{').unwrap_or(rest.len());
            parts.push(vec![rest[..literal].to_owned()]);
            rest = &rest[literal..];
        }
    }
    Some(parts)
}

fn join(parts: &[Vec<String>]) -> Vec<String> {
    parts.iter().fold(vec![String::new()], |heads, part| {
        heads.iter().flat_map(|head| part.iter().map(move |tail| format!("{head}{tail}"))).collect()
    })
}

/// Parses up to a `,` or `}` that belongs to the enclosing brace, or to the end.
fn sequence(rest: &mut &str, outermost: bool) -> Result<Vec<String>, BraceError> {
    let mut spellings = vec![String::new()];
    while let Some(c) = rest.chars().next() {
        match c {
            '{' => {
                *rest = &rest[1..];
                let choices = alternatives(rest)?;
                if spellings.len() * choices.len() > MAX_EXPANSIONS {
                    return Err(BraceError::TooMany);
                }
                spellings = spellings
                    .iter()
                    .flat_map(|head| choices.iter().map(move |tail| format!("{head}{tail}")))
                    .collect();
            }
            '}' if outermost => return Err(BraceError::Unbalanced),
            ',' | '}' if !outermost => break,
            _ => {
                spellings.iter_mut().for_each(|spelling| spelling.push(c));
                *rest = &rest[c.len_utf8()..];
            }
        }
    }
    Ok(spellings)
}

/// Whether `folded` is one of the spellings that `cell` stands for, letter by letter folded; without
/// writing them out. A spelling whose letters fold together (か゛) may be missed.
pub(crate) fn stands_for(cell: &str, folded: &str) -> bool {
    let mut rest = cell;
    ends(&mut rest, folded, &[0], true).contains(&folded.len())
}

/// The places in `folded` that a sequence may end at if it begins at one of `starts`.
fn ends(rest: &mut &str, folded: &str, starts: &[usize], outermost: bool) -> Vec<usize> {
    let mut at = starts.to_vec();
    while let Some(c) = rest.chars().next() {
        // A cell of thousands of spellings is read no farther than one of them fits.
        if at.is_empty() {
            *rest = &rest[if outermost { rest.len() } else { sequence_end(rest) }..];
            break;
        }
        match c {
            '{' => {
                let starts = std::mem::take(&mut at);
                loop {
                    *rest = &rest[1..];
                    if starts.iter().any(|start| may_begin(rest, &folded[*start..])) {
                        at.extend(ends(rest, folded, &starts, false));
                    } else {
                        *rest = &rest[sequence_end(rest)..];
                    }
                    if !rest.starts_with(',') {
                        break;
                    }
                }
                at.sort_unstable();
                at.dedup();
                *rest = rest.strip_prefix('}').unwrap_or_default();
            }
            ',' | '}' if !outermost => break,
            _ => {
                let letter = key_char(c);
                at.retain_mut(|at| {
                    let same = folded[*at..].starts_with(letter);
                    *at += letter.len_utf8();
                    same
                });
                *rest = &rest[c.len_utf8()..];
            }
        }
    }
    at
}

/// Whether a sequence may stand at the beginning of `folded`, by its first letter.
fn may_begin(sequence: &str, folded: &str) -> bool {
    let first = sequence.chars().next();
    first.is_none_or(|c| matches!(c, '{' | ',' | '}') || folded.starts_with(key_char(c)))
}

/// Where the sequence that goes on in `rest` ends: at a `,` or `}` that none of its braces holds.
fn sequence_end(rest: &str) -> usize {
    let mut depth = 0_usize;
    let end = rest.bytes().position(|byte| {
        match byte {
            b'{' => depth += 1,
            b',' | b'}' if depth == 0 => return true,
            b'}' => depth -= 1,
            _ => {}
        }
        false
    });
    end.unwrap_or(rest.len())
}

fn alternatives(rest: &mut &str) -> Result<Vec<String>, BraceError> {
    let mut choices = Vec::new();
    loop {
        choices.extend(sequence(rest, false)?);
        let delimiter = rest.chars().next().ok_or(BraceError::Unbalanced)?;
        *rest = &rest[1..];
        if delimiter == '}' {
            return Ok(choices);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::key;

    #[test]
    fn cells_expand_in_order() {
        for (cell, expected) in [
            ("死ね", vec!["死ね"]),
            ("死ね{,よ}", vec!["死ね", "死ねよ"]),
            ("{ぶっ,ブチ}殺{す,した}", vec!["ぶっ殺す", "ぶっ殺した", "ブチ殺す", "ブチ殺した"]),
            ("a{b,c{d,e}}f", vec!["abf", "acdf", "acef"]),
            ("a,b", vec!["a,b"]),
        ] {
            assert_eq!(
                expand(cell).as_deref(),
                Ok(expected.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>().as_slice()),
                "{cell}"
            );
        }
    }

    #[test]
    fn a_cell_stands_for_its_spellings_and_no_others() {
        for cell in ["死ね", "死ね{,よ}", "{ぶっ,ブチ}殺{す,した}", "a{b,c{d,e}}f", "{a,aa}{a,}"]
        {
            let spellings: Vec<String> = expand(cell).expect(cell).iter().map(|s| key(s)).collect();
            assert!(spellings.iter().all(|spelling| stands_for(cell, spelling)), "{cell}");
            for other in ["", "死", "死ねよよ", "ぶち殺", "af", "acf", "aaaa"] {
                let listed = spellings.iter().any(|spelling| spelling == other);
                assert_eq!(stands_for(cell, other), listed, "{cell} {other}");
            }
        }
    }

    #[test]
    fn large_cells_are_cut_where_it_pays() {
        assert_eq!(split("死ね{,よ}"), None);
        let wide = "{aa,bb,cc,dd,ee,ff,gg,hh}{を,}{AA,BB,CC,DD,EE,FF,GG,HH}";
        let (heads, tails) = split(wide).expect("128 spellings");
        assert_eq!((heads.len(), tails.len()), (8, 16));
        let all = expand(wide).expect("a good cell");
        assert_eq!(all.len(), heads.len() * tails.len());
        assert!(
            heads
                .iter()
                .all(|head| tails.iter().all(|tail| all.contains(&format!("{head}{tail}"))))
        );
    }

    #[test]
    fn broken_cells_are_refused() {
        assert_eq!(expand("死ね{よ"), Err(BraceError::Unbalanced));
        assert_eq!(expand("死ね}よ"), Err(BraceError::Unbalanced));
        let ten = "{a,b,c,d,e,f,g,h,i,j}";
        assert_eq!(expand(&ten.repeat(5)), Err(BraceError::TooMany));
    }
}
