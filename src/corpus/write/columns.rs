//! The columns that a verdict adds to a table.

use crate::corpus::cell::{Cell, Kind};
use crate::embedded;
use crate::explain::{Lang, decision_label, list_name, plain};
use crate::span::Span;
use crate::verdict::Verdict;

/// The columns, in their order.
pub(super) const COLUMNS: [&str; 8] =
    ["decision", "score", "clauses", "rules", "evidence", "explanation", "follow_up", "redacted"];

/// What a column holds.
pub(super) fn kind(column: &str) -> Kind {
    if column == "score" { Kind::Number } else { Kind::Text }
}

/// What a column is called (`corpus/verdict_columns.csv`); the key itself if nothing says.
pub(super) fn name(column: &str, lang: Lang) -> String {
    let rows = embedded::text("corpus/verdict_columns.csv").unwrap_or_default().lines().skip(1);
    let mut names = rows.filter_map(|row| {
        let mut cells = row.split(',');
        (cells.next()? == column).then(|| (cells.next(), cells.next()))
    });
    match names.next() {
        Some((Some(ja), Some(en))) => lang.pick(ja, en).to_owned(),
        _ => column.to_owned(),
    }
}

/// The names of a table: those of the input, then those of the verdict. A name that the input uses
/// already gets a number: 判定_2.
#[must_use]
pub fn header(input: &[String], others: bool, lang: Lang) -> Vec<String> {
    let mut names = input.to_vec();
    let others = others.then_some("others");
    for column in others.into_iter().chain(COLUMNS) {
        let name = name(column, lang);
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name));
        names.extend(free);
    }
    names
}

/// What the verdict on `text` puts into the columns.
#[must_use]
pub fn cells(verdict: &Verdict, text: &str, lang: Lang) -> Vec<Cell> {
    let findings = || verdict.violations.iter().flat_map(|violation| &violation.findings);
    let list = lang.pick(list_name(verdict.side), "clause ");
    let clauses = verdict.violations.iter().map(|violation| format!("{list}{}", violation.clause));
    let rules = findings().map(|finding| finding.rule.clone());
    let pieces = findings().flat_map(|finding| &finding.evidence);
    let evidence = pieces.map(|piece| quote(piece.span, &piece.label, text, lang));
    let follow_up = verdict.follow_ups.iter().map(|step| step.text_in(lang).to_owned());
    let redacted = verdict.redaction.as_ref().map(|redaction| redaction.text.as_str());
    vec![
        Cell::text(decision_label(verdict.decision, verdict.side, lang)),
        Cell::Number((f64::from(verdict.score) * 100.0).round() / 100.0),
        joined(clauses, ";"),
        joined(rules, ";"),
        joined(evidence, lang.pick("、", ", ")),
        Cell::text(plain(verdict, lang)),
        joined(follow_up, lang.pick("", " ")),
        Cell::text(redacted.unwrap_or_default()),
    ]
}

fn quote(span: Span, label: &str, text: &str, lang: Lang) -> String {
    let words = span.slice(text);
    match lang {
        Lang::Ja if label.is_empty() => format!("「{words}」"),
        Lang::Ja => format!("「{words}」（{label}）"),
        Lang::En => format!("“{words}”"),
    }
}

/// The pieces, each once.
fn joined(pieces: impl Iterator<Item = String>, separator: &str) -> Cell {
    let mut seen: Vec<String> = Vec::new();
    for piece in pieces {
        if !piece.is_empty() && !seen.contains(&piece) {
            seen.push(piece);
        }
    }
    Cell::text(seen.join(separator))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EngineBuilder;

    #[test]
    fn names_that_clash_get_a_number() {
        let input = ["判定".to_owned(), "判定_2".to_owned(), "本文".to_owned()];
        let names = header(&input, false, Lang::Ja);
        assert_eq!(names[3], "判定_3");
        assert_eq!(names.len(), 3 + COLUMNS.len());
        assert_eq!(header(&[], true, Lang::En)[..3], ["other_fields", "decision", "score"]);
    }

    #[test]
    fn every_column_has_a_name_of_its_own() {
        for lang in [Lang::Ja, Lang::En] {
            let mut names = header(&[], true, lang);
            names.sort();
            names.dedup();
            assert_eq!(names.len(), COLUMNS.len() + 1);
        }
        assert_eq!(name("cause", Lang::Ja), "理由");
    }

    #[cfg(feature = "ipadic")]
    #[test]
    fn a_verdict_in_cells() {
        let engine = EngineBuilder::new().build().expect("the built-in engine");
        let text = "お前ら市の職員は全員 し・ね よ";
        let verdict = engine.session().judge(&text.into());
        let cells = cells(&verdict, text, Lang::Ja);
        assert_eq!((cells[0].shown(), cells[2].shown()), ("削除候補".into(), "禁止事項(2)".into()));
        assert!(cells[4].shown().contains("し・ね"), "{cells:?}");
        assert!(cells[7].shown().contains('○'), "{cells:?}");
        let kept = super::cells(&engine.session().judge(&"晴れ".into()), "晴れ", Lang::En);
        assert_eq!(
            (kept[0].shown(), &kept[2], &kept[7]),
            ("keep".into(), &Cell::Empty, &Cell::Empty)
        );
    }
}
