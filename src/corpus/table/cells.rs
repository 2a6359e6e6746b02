//! The cells of a record, and cells as a record holds them (RFC 4180).

use std::borrow::Cow;

/// The cells of a record of which [`super::records::Records`] found nothing broken.
pub(in crate::corpus) fn cells(record: &str, delimiter: u8) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(record);
    std::iter::from_fn(move || {
        let (cell, behind) = next(rest?, delimiter);
        rest = behind;
        Some(cell)
    })
}

/// The first cell, and what is behind its separator.
fn next(record: &str, delimiter: u8) -> (Cow<'_, str>, Option<&str>) {
    let Some(quoted) = record.strip_prefix('"') else {
        return match memchr::memchr(delimiter, record.as_bytes()) {
            Some(at) => (Cow::Borrowed(&record[..at]), Some(&record[at + 1..])),
            None => (Cow::Borrowed(record), None),
        };
    };
    let mut doubled = false;
    let mut at = 0;
    let bytes = quoted.as_bytes();
    while let Some(quote) = memchr::memchr(b'"', &bytes[at..]) {
        at += quote;
        if bytes.get(at + 1) != Some(&b'"') {
            break;
        }
        doubled = true;
        at += 2;
    }
    let cell = &quoted[..at];
    let cell = if doubled { Cow::Owned(cell.replace("\"\"", "\"")) } else { Cow::Borrowed(cell) };
    (cell, quoted.get(at + 2..))
}

/// Appends a cell, quoted where it must be.
pub(in crate::corpus) fn push_cell(out: &mut String, cell: &str, delimiter: u8) {
    let special = |byte: &u8| *byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
    if !cell.as_bytes().iter().any(special) {
        out.push_str(cell);
        return;
    }
    out.push('"');
    for (index, part) in cell.split('"').enumerate() {
        if index > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::records::Records;
    use super::*;

    fn record(of: &[String], delimiter: u8) -> String {
        let mut out = String::new();
        for (index, cell) in of.iter().enumerate() {
            if index > 0 {
                out.push(char::from(delimiter));
            }
            push_cell(&mut out, cell, delimiter);
        }
        out
    }

    #[test]
    fn quoted_and_plain() {
        let cells: Vec<_> = cells("a,\"b,\"\"c\"\"\",,\"\",d\"e", b',').collect();
        assert_eq!(cells, ["a", "b,\"c\"", "", "", "d\"e"]);
        assert_eq!(super::cells("", b',').collect::<Vec<_>>(), [""]);
        assert_eq!(super::cells("a,", b',').collect::<Vec<_>>(), ["a", ""]);
    }

    proptest! {
        #[test]
        fn any_cells_survive(
            rows in prop::collection::vec(
                prop::collection::vec("[a,;\t\"'\r\n=あ～①𠮷 -]{0,8}", 2..5), 1..6),
            delimiter in prop::sample::select(vec![b',', b'\t', b';']),
        ) {
            let file: String =
                rows.iter().map(|row| record(row, delimiter) + "\r\n").collect();
            let mut records = Records::new(file.as_bytes(), delimiter);
            let mut bytes = Vec::new();
            let mut read = Vec::new();
            while let Some(found) = records.next(&mut bytes).expect("memory") {
                prop_assert_eq!(found.broken, None);
                let text = String::from_utf8(std::mem::take(&mut bytes)).expect("UTF-8");
                read.push(cells(&text, delimiter).map(Cow::into_owned).collect::<Vec<_>>());
            }
            prop_assert_eq!(&read, &rows);

            // What a lenient reader makes of the same file.
            let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false)
                .flexible(true).from_reader(file.as_bytes());
            let lenient: Vec<Vec<String>> = csv.records()
                .map(|row| row.expect("UTF-8").iter().map(str::to_owned).collect()).collect();
            prop_assert_eq!(read, lenient);
        }
    }
}
