//! `sekimori batch` from file to file: formats, encodings, wrong calls.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sekimori::corpus::{Columns, ReadOptions, Source};

fn batch(folder: &Path, arguments: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_sekimori");
    let mut command = Command::new(program);
    command.current_dir(folder).arg("batch").args(arguments).output().expect("it runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).expect("can write");
    }
    folder
}

/// Names, and the cells of every row.
fn table(path: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let mut source = Source::open(path, &ReadOptions::default()).expect("it opens");
    let names = source.names().to_vec();
    let columns = Columns { text: names[0].clone(), ..Columns::default() };
    let parser = source.parser(&columns).with_cells();
    let mut rows = Vec::new();
    while let Some(block) = source.next_block(2).expect("it can be read") {
        for index in 0..block.len() {
            let row = parser.row(&block, index).expect("a good row");
            rows.push(row.cells.iter().map(|cell| cell.shown().into_owned()).collect());
        }
    }
    (names, rows)
}

/// As Excel in Japan writes it: CP932, CRLF, quoted line breaks (LF), characters of NEC and IBM.
fn cp932() -> Vec<u8> {
    let text = "番号,本文,点\r\n001,\"①番の公園で～\n髙橋さんが「\"\"危ない\"\"」と\",-5\r\n\
                002,お前ら市の職員は全員し・ねよ,\r\n";
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lost);
    bytes.into_owned()
}

const CELLS: [[&str; 3]; 2] = [
    ["001", "①番の公園で～\n髙橋さんが「\"危ない\"」と", "-5"],
    ["002", "お前ら市の職員は全員し・ねよ", ""],
];

/// All columns of the input are there, in the same order, and the verdicts behind them.
fn assert_survived(path: &Path) {
    let (names, rows) = table(path);
    assert_eq!(names[..4], ["番号", "本文", "点", "判定"], "{}", path.display());
    for (row, cells) in rows.iter().zip(CELLS) {
        assert_eq!(row[..3], cells, "{}", path.display());
    }
    let decisions: Vec<&str> = rows.iter().map(|row| row[3].as_str()).collect();
    assert_eq!(decisions, ["掲載を維持", "削除候補"], "{}", path.display());
}

#[test]
fn what_excel_writes_survives_every_format_and_encoding() {
    let folder = folder(&[("in.csv", &cp932())]);
    let at = |name: &str| folder.path().join(name);
    let mut chain = vec!["in.csv"];
    for (output, options) in [
        ("cp932.csv", &["--output-encoding", "cp932"][..]),
        ("utf16.tsv", &["--output-encoding", "utf-16"]),
        ("mark.csv", &[]),
        ("plain.tsv", &["--output-encoding", "utf-8"]),
        #[cfg(feature = "xlsx")]
        ("book.xlsx", &[]),
        #[cfg(feature = "parquet")]
        ("rows.parquet", &[]),
        ("again.csv", &[]),
    ] {
        let from = chain.last().expect("there is one");
        let arguments = [&[*from, "-o", output, "--text-column", "本文"], options].concat();
        let done = batch(folder.path(), &arguments);
        assert!(done.status.success(), "{output}: {}", stderr(&done));
        assert_survived(&at(output));
        chain.push(output);
    }
    let (bytes, _) = (fs::read(at("cp932.csv")).expect("is there"), ());
    assert!(bytes.windows(2).any(|pair| pair == b"\x87\x40"), "① as NEC has it");
    assert!(fs::read(at("mark.csv")).expect("is there").starts_with(b"\xEF\xBB\xBF"));
    assert!(fs::read(at("utf16.tsv")).expect("is there").starts_with(b"\xFF\xFE"));
    // The columns of a verdict that are there already get a number.
    let (names, _) = table(&at("again.csv"));
    assert!(names.contains(&"判定_2".to_owned()), "{names:?}");
}

#[test]
fn what_cp932_lacks_is_told_or_substituted() {
    let folder = folder(&[("in.csv", "本文\n寒い😢〜\n".as_bytes())]);
    let refused = batch(folder.path(), &["in.csv", "-o", "o.csv", "--output-encoding", "cp932"]);
    assert_eq!(refused.status.code(), Some(2));
    let message = stderr(&refused);
    assert!(message.contains("row 1: «😢» (U+1F622) is not in CP932"), "{message}");
    assert!(!folder.path().join("o.csv").exists());
    let arguments = ["in.csv", "-o", "o.csv", "--output-encoding", "cp932", "--substitute"];
    assert!(batch(folder.path(), &arguments).status.success());
    assert_eq!(table(&folder.path().join("o.csv")).1[0][0], "寒い〓～");
}

#[test]
fn formulas_are_disarmed_unless_asked_for() {
    let input = "本文,式,数\n@市役所 ありがとう,=1+1,-5\n".as_bytes();
    let folder = folder(&[("in.csv", input)]);
    let cells = |options: &[&str]| {
        let done = batch(folder.path(), &[&["in.csv", "-o", "o.csv"], options].concat());
        assert!(done.status.success(), "{}", stderr(&done));
        table(&folder.path().join("o.csv")).1[0][..3].to_vec()
    };
    assert_eq!(cells(&[]), ["'@市役所 ありがとう", "'=1+1", "-5"]);
    assert_eq!(cells(&["--raw-cells"]), ["@市役所 ありがとう", "=1+1", "-5"]);
}

#[test]
fn bad_rows_are_put_aside_and_the_rest_is_judged() {
    let mut input = "番号,本文\n1,一\n2,\"二\"つ\n3,a,b\n".as_bytes().to_vec();
    input.extend(b"4,\x82\xa0\n5,\xe4\xba\x94\n");
    let folder = folder(&[("in.csv", &input)]);
    let done = batch(folder.path(), &["in.csv", "-o", "o.csv"]);
    assert_eq!(done.status.code(), Some(2));
    let message = stderr(&done);
    assert!(message.contains("3 rows could not be read (see o.csv.rejected.csv)"), "{message}");
    let ids = |path: &str, column: usize| -> Vec<String> {
        let rows = table(&folder.path().join(path)).1;
        rows.into_iter().map(|row| row[column].clone()).collect()
    };
    assert_eq!(ids("o.csv", 0), ["1", "5"]);
    let options = ReadOptions::default();
    let rejected = Source::open(&folder.path().join("o.csv.rejected.csv"), &options);
    let rejected = rejected.expect("it opens");
    assert_eq!(rejected.names(), ["ファイル", "行", "理由", "内容"]);
    let columns = Columns { text: "内容".to_owned(), ..Columns::default() };
    let raw: Vec<String> = rejected
        .records(&columns)
        .map(|row| row.expect("is read").expect("is good").text)
        .collect();
    assert_eq!(raw, ["2,\"二\"つ", "3,a,b", "4,\u{FFFD}\u{FFFD}"]);

    // The next run, in which nothing is wrong, leaves no table of an earlier one.
    fs::write(folder.path().join("in.csv"), "本文\n一\n").expect("can write");
    assert!(batch(folder.path(), &["in.csv", "-o", "o.csv"]).status.success());
    assert!(!folder.path().join("o.csv.rejected.csv").exists());
}

#[test]
fn json_in_every_dress() {
    let rows = "{\"id\":1,\"text\":\"一\",\"tags\":[\"a\"]}\n{\"id\":2,\"text\":\"二\"}\n";
    let array = "[{\"id\":1,\"text\":\"一\",\"tags\":[\"a\"]},\n{\"id\":2,\"text\":\"二\"}]";
    let files: [(&str, &[u8]); 3] =
        [("a.jsonl", rows.as_bytes()), ("b.json", array.as_bytes()), ("c.json", rows.as_bytes())];
    let folder = folder(&files);
    for (name, _) in files {
        assert!(batch(folder.path(), &[name, "-o", "o.csv"]).status.success(), "{name}");
        let (names, rows) = table(&folder.path().join("o.csv"));
        assert_eq!(names[..4], ["id", "text", "tags", "判定"], "{name}");
        assert_eq!(rows[0][..3], ["1", "一", "[\"a\"]"], "{name}");
        assert!(batch(folder.path(), &[name, "-o", "o.json"]).status.success(), "{name}");
        let text = fs::read_to_string(folder.path().join("o.json")).expect("is there");
        let verdicts: Vec<serde_json::Value> = serde_json::from_str(&text).expect("an array");
        let ids: Vec<_> = verdicts.iter().map(|verdict| verdict["id"].clone()).collect();
        assert_eq!(ids, [1, 2], "{name}");
    }
}

#[test]
fn a_late_field_of_json_is_not_lost() {
    let mut rows: String =
        (0..1200).map(|id| format!("{{\"id\":{id},\"text\":\"あ\"}}\n")).collect();
    rows += "{\"id\":9999,\"text\":\"い\",\"late\":\"遅れて来た\"}\n";
    let folder = folder(&[("in.jsonl", rows.as_bytes())]);
    assert!(batch(folder.path(), &["in.jsonl", "-o", "o.csv"]).status.success());
    let (names, rows) = table(&folder.path().join("o.csv"));
    assert_eq!(names[2], "その他の項目");
    assert_eq!(rows.last().expect("rows")[2], "{\"late\":\"遅れて来た\"}");
    assert_eq!(rows.len(), 1201);
}

#[test]
fn lines_and_streams_without_a_name() {
    let folder = folder(&[("in.txt", "一行目\r\n\r\n死ね\n".as_bytes())]);
    let done = batch(folder.path(), &["in.txt", "-o", "-"]);
    let text = String::from_utf8(done.stdout).expect("UTF-8");
    assert!(text.starts_with("text,判定,"), "no mark on standard output: {text}");
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn wrong_calls_say_what_to_do() {
    let folder = folder(&[
        ("a.csv", "番号,備考\n1,2\n".as_bytes()),
        ("two.csv", "本文,本文\n一,二\n".as_bytes()),
        ("other.csv", "本文,点\n一,2\n".as_bytes()),
        ("empty.csv", b""),
        ("ok.csv", "本文\n一\n".as_bytes()),
        ("what.bin", b"\x01\x02\x03"),
        ("object.json", b"{\n\"name\": \"x\", \"count\": 3}"),
        ("book.xlsx", b"no workbook"),
    ]);
    fs::create_dir(folder.path().join("dir")).expect("can make");
    for (arguments, expected) in [
        (&["a.csv", "-o", "o.csv"][..], "a.csv has no column «text»; it has 番号, 備考"),
        (&["a.csv", "-o", "o.csv", "--text-column", "本文"], "has no column «本文»"),
        (&["ok.csv", "-o", "o.csv", "--id-column", "番号"], "right one with --id-column"),
        (&["two.csv", "-o", "o.csv"], "two.csv has 2 columns «本文»"),
        (&["ok.csv", "other.csv", "-o", "o.csv"], "other.csv has other columns than ok.csv"),
        (&["empty.csv", "-o", "o.csv"], "there is no header"),
        (&["ok.csv", "-o", "ok.csv"], "ok.csv is both input and output"),
        (&["ok.csv", "-o", "o.doc"], "its name does not tell a format"),
        (&["ok.csv", "-o", "o.txt"], "a text file cannot hold verdicts"),
        (&["dir", "-o", "o.csv"], "dir is a folder"),
        (&["none.csv", "-o", "o.csv"], "could not open none.csv"),
        (&["what.bin", "-o", "o.csv"], "is of no format that is known"),
        (&["object.json", "-o", "o.csv"], "is one JSON object with name, count"),
        (&["ok.csv", "-o", "o.csv", "--encoding", "klingon"], "--encoding klingon"),
        (&["ok.csv", "-o", "o.csv", "--delimiter", "x"], "comma, tab, semicolon or pipe"),
        (&["ok.csv", "-o", "o.csv", "--output-encoding", "latin1"], "utf-8-bom, cp932"),
        (&["ok.csv", "-o", "o.jsonl", "--output-encoding", "cp932"], "only CSV and TSV"),
        #[cfg(feature = "xlsx")]
        (&["book.xlsx", "-o", "o.csv"], "no Excel workbook that can be read"),
        #[cfg(feature = "xlsx")]
        (&["ok.csv", "-o", "o.xlsx", "--resume"], "written in one piece"),
    ] {
        let done = batch(folder.path(), arguments);
        let message = stderr(&done);
        assert_eq!(done.status.code(), Some(2), "{arguments:?}: {message}");
        assert!(message.contains(expected), "{arguments:?}: {message}");
    }
    let left = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(left, 9, "a wrong call leaves nothing behind");
}
