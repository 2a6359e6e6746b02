//! How the files are written: blanks, canonical terms, rows that stand twice (`SK020` to `SK024`).

use std::collections::HashMap;

use super::Fault;
use super::fix::{Edit, difference};
use super::sheet::{self, Row};
use crate::error::Diagnostic;
use crate::lexicon::{SourceFile, Sources, expand};
use crate::normalize::{Level, View, fold, is_invisible, key};

/// The tables whose first cell is a term.
const OF_TERMS: [&str; 3] = ["terms.csv", "allow.csv", "context.csv"];
/// Shortest spelling in characters of a term that may stand anywhere, unless it is a cue.
const SHORTEST: usize = 2;
/// Edges that let a term be shorter.
const EDGES: [&str; 4] = ["run", "token", "start", "end"];

pub(super) fn check(sources: &Sources, faults: &mut Vec<Fault>) {
    for file in sources.files() {
        match file.name() {
            name if OF_TERMS.contains(&name) => check_table(file, faults),
            "rules.toml" => check_rules(file, faults),
            _ => {}
        }
    }
}

fn check_table(file: &SourceFile, faults: &mut Vec<Fault>) {
    let mut lines: HashMap<Vec<String>, usize> = HashMap::new();
    let mut named: HashMap<[String; 2], usize> = HashMap::new();
    for row in sheet::rows(&file.text).iter().skip(1) {
        let cells = (0..row.len()).map(|column| canonical(file, row, column));
        let twin = lines.insert(cells.collect(), row.line);
        if let Some(line) = twin {
            faults.push(repeated(file, row, line));
        }
        (0..row.len()).for_each(|column| faults.extend(blanks(file, row, column)));
        faults.extend(uncanonical(file, row));
        if file.name() == "terms.csv" {
            let name = [row.cell(&file.text, 0), row.cell(&file.text, 1)];
            let name = name.map(|cell| cell.trim().to_owned());
            if let (Some(line), None) = (named.insert(name, row.line), twin) {
                faults.push(replaced(file, row, line));
            }
            faults.extend(too_short(file, row));
        }
    }
}

/// A cell as it should be written: no blanks at its edges, the letters of a term in their usual
/// encoding.
fn canonical(file: &SourceFile, row: &Row, column: usize) -> String {
    let cell = row.cell(&file.text, column);
    let trimmed = cell.trim();
    if column > 0 || trimmed.starts_with(['@', '<']) {
        return trimmed.to_owned();
    }
    let usual = usual_letters(trimmed);
    let keys = |cell: &str| expand(cell).map(|all| all.iter().map(|s| key(s)).collect::<Vec<_>>());
    if keys(&usual) == keys(trimmed) { usual } else { trimmed.to_owned() }
}

/// Letters and digits in the width that people write them in, without invisible marks. Signs stay:
/// ！ is as usual as !, and the mark behind an emoji is part of it.
fn usual_letters(text: &str) -> String {
    let is_letter = |c: char| c.is_alphanumeric() || matches!(c, 'ﾞ' | 'ﾟ' | '\u{3099}' | '\u{309A}');
    let (mut usual, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(first) = rest.chars().next() {
        let in_word = |c: char| is_letter(c) || (is_letter(first) && is_invisible(c));
        let end = rest.find(|c: char| in_word(c) != is_letter(first)).unwrap_or(rest.len());
        let (stretch, behind) = rest.split_at(end);
        if is_letter(first) {
            let mut view = View::default();
            fold(stretch, Level::Surface, &mut view);
            usual.push_str(view.as_str());
        } else {
            usual.push_str(stretch);
        }
        rest = behind;
    }
    usual
}

/// The edit that makes a cell canonical.
fn mend(file: &SourceFile, row: &Row, column: usize) -> Edit {
    let place = row.place(column);
    let quoted = file.text[place.clone()].starts_with('"');
    Edit::new(file, place, sheet::written(&canonical(file, row, column), quoted))
}

fn at(file: &SourceFile, row: &Row, column: usize) -> Diagnostic {
    Diagnostic::at_bytes(&file.shown, &file.text, row.place(column))
}

fn blanks(file: &SourceFile, row: &Row, column: usize) -> Option<Fault> {
    let cell = row.cell(&file.text, column);
    // Quotation marks behind a blank are letters of the cell; a person must look at that.
    let mechanical = !cell.trim_start().starts_with('"');
    (cell.trim() != cell).then(|| {
        let message = "the cell begins or ends with a blank";
        let fault = Fault::new("SK020", at(file, row, column), message, "take the blanks away");
        if mechanical { fault.mended_by(mend(file, row, column)) } else { fault }
    })
}

fn uncanonical(file: &SourceFile, row: &Row) -> Option<Fault> {
    let cell = row.cell(&file.text, 0);
    let canonical = canonical(file, row, 0);
    (canonical != cell.trim()).then(|| {
        let (from, to) = difference(cell.trim(), &canonical);
        let message = format!("«{from}» is not written in its usual letters");
        let help = format!("write {to}: width and invisible marks make no difference");
        Fault::new("SK021", at(file, row, 0), message, help).mended_by(mend(file, row, 0))
    })
}

fn repeated(file: &SourceFile, row: &Row, line: usize) -> Fault {
    let message = format!("the row stands on line {line} already");
    Fault::new("SK022", at(file, row, 0), message, "take one of them away").mended_by(Edit::new(
        file,
        row.range.clone(),
        "",
    ))
}

fn replaced(file: &SourceFile, row: &Row, line: usize) -> Fault {
    let message = format!("this row replaces that of line {line}: same term, same class");
    let help = "keep one row; for two ways of standing write the term in two spellings";
    Fault::new("SK023", at(file, row, 0), message, help)
}

fn too_short(file: &SourceFile, row: &Row) -> Option<Fault> {
    let stand = row.cell(&file.text, 2);
    let is_cue = row.cell(&file.text, 4).trim().parse::<f32>().is_ok_and(|value| value <= 0.0);
    if is_cue || stand.split('+').any(|flag| EDGES.contains(&flag.trim())) {
        return None;
    }
    let spellings = expand(row.cell(&file.text, 0).trim()).unwrap_or_default();
    let short = spellings.iter().find(|spelling| spelling.chars().count() < SHORTEST)?;
    let message = format!("«{short}» has less than {SHORTEST} characters and may stand anywhere");
    let help = "give it an edge in `stand` (run or token), or write a longer form";
    Some(Fault::new("SK024", at(file, row, 0), message, help))
}

/// Blanks at the ends of lines that are no part of a text, and rules that replace one another.
fn check_rules(file: &SourceFile, faults: &mut Vec<Fault>) {
    let text = &file.text;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let kept = content.trim_end().len();
        if kept < content.len() {
            let blanks = start + kept..start + content.len();
            let edit = Edit::new(file, blanks.clone(), "");
            if means_the_same(text, &super::fix::apply(&file.shown, text, [&edit])) {
                let place = Diagnostic::at_bytes(&file.shown, text, blanks);
                let message = "the line ends with a blank";
                let fault = Fault::new("SK020", place, message, "take the blanks away");
                faults.push(fault.mended_by(edit));
            }
        }
        start += line.len();
    }
    faults.extend(same_ids(file));
}

fn means_the_same(a: &str, b: &str) -> bool {
    match (toml::from_str::<toml::Table>(a), toml::from_str::<toml::Table>(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

#[derive(serde::Deserialize)]
struct Ids {
    #[serde(default)]
    rules: Vec<Id>,
}

#[derive(serde::Deserialize)]
struct Id {
    id: toml::Spanned<String>,
}

fn same_ids(file: &SourceFile) -> Vec<Fault> {
    // The lexicon was compiled from this text: it can be read.
    let ids = toml::from_str(&file.text).map_or_else(|_| Vec::new(), |ids: Ids| ids.rules);
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut faults = Vec::new();
    for Id { id } in ids {
        let place = Diagnostic::at_bytes(&file.shown, &file.text, id.span());
        let name = id.into_inner();
        if let Some(line) = seen.insert(name.clone(), place.line) {
            let message = format!("the rule «{name}» replaces that of line {line}");
            faults.push(Fault::new("SK023", place, message, "give one of them another id"));
        }
    }
    faults
}
