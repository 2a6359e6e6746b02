//! Files made to hurt: each is read in time and memory that grow with its length only, or refused with
//! a reason.

use std::io::Cursor;
use std::time::{Duration, Instant};

use sekimori::corpus::{Columns, Format, OpenError, ReadOptions, RowError, Source};

/// What such a file may cost in a test build on a busy machine; most take a hundredth of it.
const TIME: Duration = Duration::from_secs(60);

/// How many rows are good, and what is wrong with the first ten others.
#[derive(Debug, Default)]
struct Seen {
    good: usize,
    faults: Vec<RowError>,
    faulty: usize,
}

fn rows(source: Source) -> Seen {
    let columns = source.guess().columns;
    let mut seen = Seen::default();
    for row in source.records(&columns) {
        match row.expect("the stream does not break") {
            Ok(_) => seen.good += 1,
            Err(fault) => {
                seen.faulty += 1;
                if seen.faults.len() < 10 {
                    seen.faults.push(fault);
                }
            }
        }
    }
    seen
}

fn read(format: Format, bytes: Vec<u8>) -> Result<Seen, OpenError> {
    let start = Instant::now();
    let options = ReadOptions { format: Some(format), ..ReadOptions::default() };
    let seen = Source::read(Cursor::new(bytes), &options).map(rows);
    assert!(start.elapsed() < TIME, "{:?}", start.elapsed());
    seen
}

#[test]
fn deep_json_is_refused_and_not_followed() {
    let (open, close) = ("[".repeat(200_000), "]".repeat(200_000));
    let objects = "{\"a\":".repeat(200_000);
    for deep in [format!("{open}{close}"), open.clone(), objects.clone()] {
        assert!(read(Format::Json, deep.clone().into_bytes()).map_or(true, |seen| seen.good == 0));
        let seen = read(Format::JsonLines, deep.into_bytes()).expect("lines are read");
        assert_eq!((seen.good, seen.faulty), (0, 1));
    }
    let inside = format!("[{{\"text\":\"あ\",\"a\":{open}{close}}},{{\"text\":\"い\"}}]");
    let seen = read(Format::Json, inside.into_bytes()).expect("the array is begun");
    assert!(seen.good <= 1 && seen.faulty >= 1, "{seen:?}");
}

#[test]
fn a_million_columns() {
    let names: Vec<String> = (0..1_000_000).map(|number| format!("c{number}")).collect();
    let table = format!("text,{}\nあ{}\n", names.join(","), ",".repeat(1_000_000));
    assert_eq!(read(Format::Csv, table.into_bytes()).expect("it opens").good, 1);
    let commas = format!("{}\nあ\n", ",".repeat(1_000_000));
    assert!(matches!(read(Format::Csv, commas.into_bytes()), Err(OpenError::NoHeader)));
    let fields: Vec<String> = names.iter().map(|name| format!("\"{name}\":1")).collect();
    let object = format!("{{\"text\":\"あ\",{}}}\n", fields.join(","));
    assert_eq!(read(Format::JsonLines, object.repeat(2).into_bytes()).expect("it opens").good, 2);
}

#[test]
fn a_quote_that_is_never_closed_costs_its_line() {
    let line = "1,ありがとうございました\n";
    let lines = (20 << 20) / line.len();
    let file = format!("id,text\n0,\"寒い\n{}", line.repeat(lines));
    let seen = read(Format::Csv, file.into_bytes()).expect("it opens");
    assert_eq!((seen.good, seen.faulty), (lines, 1));
    assert!(seen.faults[0].to_string().contains("never closed"), "{}", seen.faults[0]);
}

#[test]
fn a_quote_on_every_line_and_one_line_without_end() {
    for unit in ["\"a\n", "a,\"\n", "\"\n\n", "\"\"\"\n", "\"a\"b,\"\n"] {
        let file = format!("id,text\n{}", unit.repeat((2 << 20) / unit.len()));
        let seen = read(Format::Csv, file.into_bytes()).expect("it opens");
        assert!(seen.good + seen.faulty > 0, "{unit:?}");
    }
    for (format, head) in [
        (Format::Csv, "text\n"),
        (Format::JsonLines, ""),
        (Format::Lines, ""),
        (Format::Tsv, "text\n"),
    ] {
        let file = format!("{head}{}\nあ\n", "a".repeat(20 << 20));
        let seen = read(format, file.into_bytes());
        assert!(seen.map_or(true, |seen| seen.faulty >= 1), "{format:?}");
    }
}

#[cfg(feature = "xlsx")]
#[test]
fn a_workbook_that_unpacks_to_a_thousand_times_its_size_is_refused() {
    use std::io::Write as _;

    let file = tempfile::Builder::new().suffix(".xlsx").tempfile().expect("a file");
    let mut archive = zip::ZipWriter::new(file.reopen().expect("reopened"));
    for (name, megabytes) in
        [("xl/workbook.xml", 0), ("xl/sharedStrings.xml", 96), ("xl/worksheets/sheet1.xml", 96)]
    {
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file(name, options).expect("a part");
        for _ in 0..megabytes {
            archive.write_all(&[b'a'; 1 << 20]).expect("written");
        }
    }
    archive.finish().expect("finished");
    let start = Instant::now();
    let refused = Source::open(file.path(), &ReadOptions::default()).map(|_| ());
    let refused = refused.expect_err("too large").to_string();
    assert!(refused.contains("sharedStrings") && refused.contains("CSV"), "{refused}");
    assert!(start.elapsed() < TIME);
}

/// A workbook whose one sheet is this XML.
#[cfg(feature = "xlsx")]
fn workbook(sheet: &str) -> tempfile::NamedTempFile {
    use std::io::Write as _;

    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"a\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>\
             </Relationships>"
        )
    };
    let book = format!(
        "<workbook xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"a\"/></sheets>\
         </workbook>"
    );
    let file = tempfile::Builder::new().suffix(".xlsx").tempfile().expect("a file");
    let mut archive = zip::ZipWriter::new(file.reopen().expect("reopened"));
    for (name, part) in [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet.to_owned()),
    ] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        archive.write_all(part.as_bytes()).expect("written");
    }
    archive.finish().expect("finished");
    file
}

#[cfg(feature = "xlsx")]
fn cell(name: &str, text: &str) -> String {
    format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

/// Found by fuzzing: the library that reads the cells multiplies the letters of a column's name.
#[cfg(feature = "xlsx")]
#[test]
fn a_column_name_without_end_is_a_fault_of_the_file() {
    let (header, text, endless) =
        (cell("A1", "本文"), cell("A2", "ありがとう"), cell(&"A".repeat(64), "死ね"));
    let file = workbook(&format!(
        "<worksheet><sheetData><row r=\"1\">{header}</row><row r=\"2\">{text}{endless}</row></sheetData></worksheet>"
    ));
    // Where numbers overflow, the library breaks off; where they wrap round, it reads on.
    match Source::open(file.path(), &ReadOptions::default()) {
        Ok(source) => assert!(source.records(&Columns::default()).take(10).count() <= 2),
        Err(error) => assert!(error.to_string().contains("damaged"), "{error}"),
    }
}

/// Found by fuzzing: a row that stands behind the header, with a number before it.
#[cfg(feature = "xlsx")]
#[test]
fn rows_out_of_order_are_a_fault_of_the_file() {
    let (header, before) = (cell("A5", "本文"), cell("A2", "ありがとう"));
    let file = workbook(&format!(
        "<worksheet><sheetData><row r=\"5\">{header}</row><row r=\"2\">{before}</row></sheetData></worksheet>"
    ));
    let error = Source::open(file.path(), &ReadOptions::default()).map(|_| ());
    let error = error.expect_err("no order").to_string();
    assert!(error.contains("not in ascending order"), "{error}");
}

/// A small file of a container format, by the command line's own writer.
#[cfg(all(feature = "cli", any(feature = "xlsx", feature = "parquet")))]
fn written(extension: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, output) =
        (folder.path().join("in.csv"), folder.path().join(format!("o.{extension}")));
    std::fs::write(&input, "id,text\n1,ありがとう\n2,お前は死ね\n").expect("written");
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_sekimori"))
        .args(["batch", "--quiet", "-o"])
        .args([&output, &input])
        .output()
        .expect("it runs");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    std::fs::read(output).expect("is there")
}

/// Every cut and every kind of flipped byte is read or refused, never a crash.
#[cfg(all(feature = "cli", any(feature = "xlsx", feature = "parquet")))]
fn damage(extension: &str) {
    let whole = written(extension);
    let file =
        tempfile::Builder::new().suffix(&format!(".{extension}")).tempfile().expect("a file");
    let open = |bytes: &[u8]| {
        std::fs::write(file.path(), bytes).expect("written");
        let Ok(source) = Source::open(file.path(), &ReadOptions::default()) else { return };
        let columns = Columns::default();
        // A stream that breaks says so and ends.
        let rows = source.records(&columns).take(1_000);
        for row in rows {
            if row.is_err() {
                break;
            }
        }
    };
    let start = Instant::now();
    let step = (whole.len() / 400).max(1);
    for at in (0..whole.len()).step_by(step) {
        open(&whole[..at]);
        for bits in [0x01, 0x80, 0xFF] {
            let mut broken = whole.clone();
            broken[at] ^= bits;
            open(&broken);
        }
    }
    assert!(start.elapsed() < TIME, "{:?}", start.elapsed());
}

#[cfg(all(feature = "cli", feature = "xlsx"))]
#[test]
fn a_damaged_workbook_is_read_or_refused() {
    damage("xlsx");
}

/// Row groups, columns and pages of absurd sizes are among what the flipped bytes say.
#[cfg(all(feature = "cli", feature = "parquet"))]
#[test]
fn a_damaged_parquet_file_is_read_or_refused() {
    damage("parquet");
}

/// A dictionary page of a few bytes that names 1,000 million values, found by fuzzing: making room for
/// them ended the process.
#[cfg(feature = "parquet")]
#[test]
fn a_dictionary_that_names_more_values_than_it_has_is_a_fault_of_the_file() {
    let path = "tests/fixtures/absurd_dictionary.parquet";
    let error = Source::open(std::path::Path::new(path), &ReadOptions::default()).err();
    let error = error.expect("refused").to_string();
    assert!(error.contains("damaged"), "{error}");
}
