//! Cells that a spreadsheet would run (OWASP, *CSV Injection*).

use std::borrow::Cow;

/// First characters by which spreadsheets know a formula, and those that they drop before looking.
/// Excel in Japan reads the full-width ones as well.
const STARTS: [char; 12] = ['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'];

/// The cell, with `'` before it if a spreadsheet would take it for a formula. Numbers (-5, +1.5,
/// -1,234, -3%) are none.
#[must_use]
pub fn formula_safe(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(STARTS) && !is_number(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

fn is_number(cell: &str) -> bool {
    let digits = cell.strip_prefix(['+', '-']).unwrap_or(cell);
    let digits = digits.strip_suffix('%').unwrap_or(digits);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && digits.replace(',', "").parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_numbers_left_alone() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("@市役所 ありがとう", "'@市役所 ありがとう"),
            ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
            ("+81-90", "'+81-90"),
            ("-", "'-"),
            ("-inf", "'-inf"),
            ("\t=1", "'\t=1"),
            ("＝1+1", "'＝1+1"),
            ("-5", "-5"),
            ("+1.5", "+1.5"),
            ("-1,234", "-1,234"),
            ("-3%", "-3%"),
            ("-1e3", "-1e3"),
            ("a=1", "a=1"),
            ("", ""),
            ("'=1", "'=1"),
        ] {
            assert_eq!(formula_safe(cell), safe);
        }
    }
}
