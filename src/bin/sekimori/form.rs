//! Blocks of a report as text for a terminal and as Markdown for a pull request.

use comfy_table::{CellAlignment, Table, presets};
use sekimori::explain::{Lang, printable};

/// Most characters of a comment that are shown.
const MAX_CHARS: usize = 60;

/// A part of a report.
pub enum Block {
    /// A sentence.
    Line(String),
    /// A sentence that stands out.
    Strong(String),
    /// A table with a title; what has a number in it is aligned to the right.
    Table { title: String, header: Vec<String>, rows: Vec<Vec<Cell>> },
    /// Text to be copied as it is, with the name of its language.
    Code { title: String, language: &'static str, text: String },
}

/// A cell of a table.
pub enum Cell {
    /// Words of the report's own.
    Words(String),
    /// A number.
    Number(String),
    /// What others wrote: shown as it is, never as markup.
    Quoted(String),
}

impl Cell {
    /// A count.
    pub fn count(count: usize) -> Self {
        Self::Number(count.to_string())
    }
}

/// The names of columns, Japanese and English, in one of the languages.
pub fn header<const N: usize>(lang: Lang, names: [(&str, &str); N]) -> Vec<String> {
    names.map(|(ja, en)| lang.pick(ja, en).to_owned()).into()
}

pub fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Line(line) | Block::Strong(line) => {
                out.push_str(line);
                out.push('\n');
            }
            Block::Table { title, header, rows } => {
                let mut table = Table::new();
                table.load_style(presets::NOTHING).set_header(header);
                for row in rows {
                    table.add_row(row.iter().map(plain));
                }
                for (index, cell) in rows.first().into_iter().flatten().enumerate() {
                    let column = table.column_mut(index);
                    if let (Cell::Number(_), Some(column)) = (cell, column) {
                        column.set_cell_alignment(CellAlignment::Right);
                    }
                }
                let body = table.trim_fmt();
                let lines: Vec<&str> = body.lines().map(str::trim_end).collect();
                out.push_str(&format!("\n{title}\n{}\n", lines.join("\n")));
            }
            Block::Code { title, text, .. } => out.push_str(&format!("\n{title}\n\n{text}")),
        }
    }
    out
}

fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Words(words) | Cell::Number(words) => words.clone(),
        Cell::Quoted(text) => clip(&printable(text)),
    }
}

/// `heading` is that of the whole.
pub fn markdown(heading: &str, blocks: &[Block]) -> String {
    let mut out = format!("### {heading}\n\n");
    for block in blocks {
        match block {
            Block::Line(line) if line.is_empty() => blank_line(&mut out),
            Block::Line(line) => out.push_str(&format!("{line}  \n")),
            Block::Strong(line) => out.push_str(&format!("**{line}**  \n")),
            Block::Table { title, header, rows } => {
                blank_line(&mut out);
                out.push_str(&format!("#### {title}\n\n"));
                let rule: Vec<&str> = match rows.first() {
                    Some(row) => row.iter().map(rule).collect(),
                    None => header.iter().map(|_| "---").collect(),
                };
                out.push_str(&format!("| {} |\n| {} |\n", header.join(" | "), rule.join(" | ")));
                for row in rows {
                    let cells: Vec<String> = row.iter().map(marked).collect();
                    out.push_str(&format!("| {} |\n", cells.join(" | ")));
                }
                out.push('\n');
            }
            Block::Code { title, language, text } => {
                blank_line(&mut out);
                out.push_str(&format!("#### {title}\n\n```{language}\n{text}```\n\n"));
            }
        }
    }
    out
}

fn blank_line(out: &mut String) {
    if !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// The line under a header that says how a column is aligned.
fn rule(cell: &Cell) -> &'static str {
    if matches!(cell, Cell::Number(_)) { "---:" } else { "---" }
}

/// In a code span neither markup nor the name of a user means anything; only `|` and the
/// backtick must be kept from it.
fn marked(cell: &Cell) -> String {
    match cell {
        Cell::Words(words) | Cell::Number(words) => words.replace('|', "\\|"),
        Cell::Quoted(text) if text.is_empty() => String::new(),
        Cell::Quoted(text) => {
            format!("`{}`", clip(&printable(text)).replace('`', "ˋ").replace('|', "\\|"))
        }
    }
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_cannot_leave_its_cell() {
        let row = vec![Cell::Quoted("`@someone` | <b>\n次".to_owned()), Cell::count(3)];
        let table = Block::Table {
            title: "t".to_owned(),
            header: header(Lang::En, [("", "a"), ("", "b")]),
            rows: vec![row],
        };
        let page = markdown("x", &[table]);
        let line = page.lines().find(|line| line.contains("someone")).unwrap_or_default();
        assert_eq!(line, "| `ˋ@someoneˋ \\| <b>⏎次` | 3 |");
        assert!(page.contains("| --- | ---: |"));
    }

    #[test]
    fn a_long_comment_is_clipped_at_a_character() {
        assert_eq!(clip(&"あ".repeat(61)), format!("{}…", "あ".repeat(60)));
        assert_eq!(clip("あ"), "あ");
    }
}
