//! JSON Lines: one object a comment.

use std::io::BufRead;

use serde_json::Value;

use super::record::{Columns, Record, RowError};

/// Reads the rows of a JSON Lines stream, empty lines skipped, one at a time.
///
/// Every row is either a [`Record`] or says what is wrong with it; only a broken stream ends early.
pub fn records<R: BufRead + 'static>(
    mut reader: R,
    columns: &Columns,
) -> impl Iterator<Item = std::io::Result<Result<Record, RowError>>> + '_ {
    let mut row = 0;
    let mut line = Vec::new();
    std::iter::from_fn(move || {
        loop {
            line.clear();
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
            row += 1;
            let bytes =
                if row == 1 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line) } else { &line };
            if !bytes.trim_ascii().is_empty() {
                let parsed = parse(bytes, row, columns).map_err(|cause| RowError { row, cause });
                return Some(Ok(parsed));
            }
        }
    })
}

fn parse(line: &[u8], row: usize, columns: &Columns) -> Result<Record, String> {
    let line = std::str::from_utf8(line).map_err(|error| {
        format!("not UTF-8 at byte {}; save the file as UTF-8", error.valid_up_to() + 1)
    })?;
    let value: Value = serde_json::from_str(line).map_err(|error| {
        format!("not a JSON object ({error}); each line must be one object with «{}»", columns.text)
    })?;
    let Value::Object(fields) = value else {
        return Err(format!("not a JSON object; write {{\"{}\": \"…\"}}", columns.text));
    };
    Record::from_fields(fields, row, columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &'static str) -> Vec<Result<Record, RowError>> {
        let columns = Columns::default();
        records(input.as_bytes(), &columns).map(|row| row.expect("memory does not fail")).collect()
    }

    #[test]
    fn rows_keep_their_number() {
        let rows = read("\u{FEFF}{\"text\":\"一\"}\n\n{\"id\":\"x\",\"text\":\"三\"}\n");
        let ids: Vec<String> = rows.iter().flatten().map(|record| record.id.to_string()).collect();
        assert_eq!(ids, ["1", "\"x\""]);
    }

    #[test]
    fn a_bad_row_says_what_to_do_and_the_next_is_read() {
        let rows = read("{\"body\":\"あ\"}\n[1]\n{\"text\":\"\\ud800\"}\n{\"text\":\"い\"}\n");
        let causes: Vec<String> =
            rows.iter().filter_map(|row| row.as_ref().err()).map(ToString::to_string).collect();
        assert_eq!(causes.len(), 3);
        assert!(causes[0].contains("the row has body") && causes[0].contains("--text-column"));
        assert!(causes[2].starts_with("row 3: not a JSON object"));
        assert!(rows[3].is_ok());
    }

    #[test]
    fn links_are_handed_on() {
        let rows =
            read("{\"text\":\"x\",\"links\":[{\"url\":\"https://example.com\",\"text\":\"頁\"}]}");
        let record = rows[0].as_ref().expect("a good row");
        assert_eq!(record.comment().links[0].text, Some("頁"));
    }
}
