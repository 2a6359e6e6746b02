//! Brace expansion: `死ね{,よ}` stands for 死ね and 死ねよ.

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
