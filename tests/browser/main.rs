//! The page of `batch --report` in a browser. Passed over, with a word, where no Chromium is installed.

mod chromium;

use std::path::Path;
use std::process::Command;

use chromium::Page;
use serde_json::{Value, json};

/// Comments that would like to run as code, turn text around, or be a formula.
const HOSTILE: [&str; 7] = [
    "</script><script>window.broken = 1</script>お前ら職員は死ね",
    "<img src=x onerror=\"window.broken = 1\">お前ら職員は死ね",
    "お前ら職員は死ね\u{2028}window.broken = 1\u{2029}",
    "お前ら職員は死ね\u{202E}<!-- <script> ${window.broken = 1}",
    "مرحبا お前ら職員は死ね \u{0} javascript:alert(1)",
    "=HYPERLINK(\"x\") お前ら職員は死ね",
    "担当の電話は090-1234-5678だ、お前ら職員は死ね、晒せ",
];

fn report(folder: &Path) -> std::path::PathBuf {
    let rows: Vec<String> = HOSTILE
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let time = format!("2026-04-{:02}T09:00:00+09:00", at + 1);
            let name = "<b onclick=x>名</b>";
            json!({"id": at + 1, "text": text, "time": time, "author": name, "article": text})
                .to_string()
        })
        .collect();
    let input = folder.join("in.jsonl");
    std::fs::write(&input, rows.join("\n")).expect("a file");
    let html = folder.join("report.html");
    let status = Command::new(env!("CARGO_BIN_EXE_sekimori"))
        .args(["batch", "--quiet"])
        .arg(&input)
        .arg("-o")
        .arg(folder.join("out.jsonl"))
        .arg("--report")
        .arg(&html)
        .status();
    assert!(status.expect("it runs").success());
    html
}

fn shown(page: &mut Page) -> Value {
    page.run("document.querySelectorAll('article').length")
}

#[test]
fn the_report_works_and_hostile_comments_are_inert() {
    let Some(program) = chromium::installed() else {
        eprintln!("passed over: no Chromium is installed (Debian: apt-get install chromium)");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let html = report(folder.path());
    let mut page = Page::open(program);
    page.load(&html);

    assert_eq!(shown(&mut page), HOSTILE.len());
    assert_eq!(page.run("typeof window.broken"), "undefined");
    assert_eq!(page.run("document.querySelectorAll('img, b[onclick]').length"), 0);
    assert_eq!(page.run("document.scripts.length"), 2, "the data and the script, no other");
    let text = page.run("document.body.innerText");
    let text = text.as_str().expect("text");
    assert!(text.contains("<img src=x") && text.contains("</script>"), "shown as written");
    assert!(!text.contains(['\u{202E}', '\u{2028}', '\0']) && text.contains("202E"));

    personal_data_are_masked(&mut page);
    filters_narrow(&mut page);
    keys_decide(&mut page);
    decisions_are_saved(&mut page);
    assert_eq!(page.complaints, Vec::<String>::new());
}

fn personal_data_are_masked(page: &mut Page) {
    let holds = "document.body.innerText.includes('1234-5678')";
    assert_eq!(page.run(holds), false);
    page.run("document.querySelector('blockquote .masked').click()");
    assert_eq!(page.run(holds), true);
}

fn filters_narrow(page: &mut Page) {
    let mut fill = |id: &str, value: &str| {
        let value = json!(value);
        page.run(&format!(
            "(f => {{ f.value = {value}; f.dispatchEvent(new Event('input', {{ bubbles: true }})) }})\
             (document.getElementById('{id}'))"
        ));
        page.run("document.querySelectorAll('article').length")
    };
    assert_eq!(fill("f-text", "ＯＮＥＲＲＯＲ"), 1, "width and case do not matter");
    assert_eq!(fill("f-text", "ありません"), 0);
    assert_eq!(fill("f-text", ""), HOSTILE.len());
    assert_eq!(fill("f-from", "2026-04-06"), 2);
    assert_eq!(fill("f-from", ""), HOSTILE.len());
    assert_eq!(fill("f-clause", "(2)"), HOSTILE.len());
    assert_eq!(fill("f-state", "done"), 0);
    assert_eq!(fill("f-state", ""), HOSTILE.len());
}

fn keys_decide(page: &mut Page) {
    page.run("document.getElementById('clerk').value = '山田'");
    for key in ["j", "1", "j", "3", "k", "j", "j", "2", "j", "1", "0"] {
        page.press(key);
    }
    assert_eq!(page.run("document.querySelectorAll('article.done').length"), 3);
    assert_eq!(page.run("document.activeElement.tagName"), "ARTICLE");
    page.press("e");
    assert_eq!(page.run("document.querySelector('article.current details').open"), true);
}

fn decisions_are_saved(page: &mut Page) {
    page.run(
        "URL.createObjectURL = blob => { window.saved = blob.text(); return '#saved'; };\
         document.getElementById('export').click()",
    );
    let csv = page.run("window.saved");
    let csv = csv.as_str().expect("text").trim_start_matches('\u{FEFF}');
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = "id,time,text,decision,clauses,rules,score,clerk_decision,clerk_clauses,clerk,decided_at,note";
    assert_eq!(reader.headers().expect("a header"), header.split(',').collect::<Vec<_>>());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 3);
    let mut made: Vec<&str> = rows.iter().map(|row| &row[7]).collect();
    made.sort_unstable();
    assert_eq!(made, ["delete", "keep", "review"]);
    for row in &rows {
        assert_eq!(&row[9], "山田");
        assert!(row[10].parse::<jiff::Timestamp>().is_ok(), "{}", &row[10]);
        assert!(row[4].contains("(2)") && row[5].contains("defamation."));
        assert!(!row[2].starts_with('='), "{}", &row[2]);
        assert_eq!(row[8].is_empty(), &row[7] == "keep");
    }
}
