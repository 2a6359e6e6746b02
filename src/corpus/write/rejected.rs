//! The table of rows that could not be read: CSV in UTF-8 with a mark, whatever the rest is.

use super::columns::name;
use super::formula::formula_safe;
use crate::corpus::record::RowError;
use crate::corpus::table::push_cell;
use crate::explain::Lang;

/// The mark and the header: file, row, cause, content.
#[must_use]
pub fn rejected_header(lang: Lang) -> Vec<u8> {
    let names = ["file", "row", "cause", "content"].map(|column| name(column, lang));
    format!("\u{FEFF}{}", line(&names.each_ref().map(String::as_str))).into_bytes()
}

/// A row: which one, why, and how it stands in the file.
#[must_use]
pub fn rejected_row(file: &str, error: &RowError, content: &str) -> Vec<u8> {
    line(&[file, &error.row.to_string(), &error.cause, content]).into_bytes()
}

fn line(cells: &[&str]) -> String {
    let mut line = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            line.push(',');
        }
        push_cell(&mut line, &formula_safe(cell), b',');
    }
    line + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_can_be_found_again() {
        let header = String::from_utf8(rejected_header(Lang::Ja)).expect("UTF-8");
        assert_eq!(header, "\u{FEFF}ファイル,行,理由,内容\r\n");
        let error = RowError { row: 3, cause: "line 4: broken".to_owned() };
        let row = String::from_utf8(rejected_row("a.csv", &error, "=1,\"x\n")).expect("UTF-8");
        assert_eq!(row, "a.csv,3,line 4: broken,\"'=1,\"\"x\n\"\r\n");
    }
}
