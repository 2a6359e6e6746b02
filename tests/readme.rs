//! The tables of the READMEs are what the commands beside them print.
//!
//! A table stands between `<!-- table «TITLE»: sekimori … -->` and `<!-- end -->`; it is the one with
//! this title in what the command prints. After a change of the rules,
//! `README=overwrite cargo test --test readme` writes the tables anew.

#![cfg(feature = "cli")]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const END: &str = "<!-- end -->";
const UPDATE: &str = "README=overwrite cargo test --test readme";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

/// A place for a table in a page.
struct Slot<'a> {
    title: &'a str,
    command: &'a str,
    /// Where the table stands, in bytes.
    at: std::ops::Range<usize>,
}

fn slots(page: &str) -> Vec<Slot<'_>> {
    let starts = page.match_indices("<!-- table «");
    let slots = starts.map(|(start, opening)| {
        let marker = &page[start + opening.len()..];
        let (marker, _) = marker.split_once(" -->\n").expect("a marker ends its line");
        let (title, command) = marker.split_once("»: ").expect("TITLE»: COMMAND");
        let begin = start + opening.len() + marker.len() + " -->\n".len();
        let length = page[begin..].find(END).expect("a table ends with <!-- end -->");
        Slot { title, command, at: begin..begin + length }
    });
    slots.collect()
}

/// What a command of the README prints, run in the root of the repository.
fn run(command: &str) -> String {
    let words = command.split(' ').skip(1).flat_map(|word| match word {
        "tests/cases/*.toml" => case_files(),
        word => vec![word.to_owned()],
    });
    let mut sekimori = Command::new(env!("CARGO_BIN_EXE_sekimori"));
    let output = sekimori.args(words).current_dir(root()).output().expect("it runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() != Some(2), "{command}: {told}");
    String::from_utf8(output.stdout).expect("it prints UTF-8")
}

fn case_files() -> Vec<String> {
    let folder = std::fs::read_dir(root().join("tests/cases")).expect("tests/cases is there");
    let mut files: Vec<String> = folder
        .map(|entry| entry.expect("it can be read").file_name().to_string_lossy().into_owned())
        .map(|name| format!("tests/cases/{name}"))
        .collect();
    files.sort();
    files
}

/// The table under a heading of Markdown, an empty line before and after.
fn table(printed: &str, title: &str) -> String {
    let heading = format!("#### {title}\n");
    let (_, rest) = printed.split_once(&heading).unwrap_or_else(|| panic!("no table «{title}»"));
    let lines = rest.lines().skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    format!("\n{}\n\n", lines.collect::<Vec<_>>().join("\n"))
}

/// The page with its tables as the commands print them now.
fn renewed(page: &str, printed: &mut HashMap<String, String>) -> String {
    let mut new = page.to_owned();
    for slot in slots(page).into_iter().rev() {
        let printed =
            printed.entry(slot.command.to_owned()).or_insert_with_key(|command| run(command));
        new.replace_range(slot.at, &table(printed, slot.title));
    }
    new
}

#[test]
fn the_tables_of_the_readmes_are_current() {
    let overwrite = std::env::var("README").is_ok_and(|value| value == "overwrite");
    let mut printed = HashMap::new();
    for name in ["README.md", "README.ja.md"] {
        let path = root().join(name);
        let page = std::fs::read_to_string(&path).expect("it is there");
        assert_eq!(slots(&page).len(), 2, "{name}: cases, and the word list beside the rules");
        let new = renewed(&page, &mut printed);
        if overwrite {
            std::fs::write(&path, new).expect("it can be written");
        } else {
            assert!(
                page == new,
                "{name} is not current; run `{UPDATE}`\n\n{}",
                changed(&page, &new)
            );
        }
    }
}

/// The lines of the new page that the old one does not have.
fn changed(old: &str, new: &str) -> String {
    let known: Vec<&str> = old.lines().collect();
    new.lines().filter(|line| !known.contains(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_table_is_found_by_its_title_and_put_into_its_slot() {
    let page = "a\n<!-- table «T»: sekimori x -->\nold\n<!-- end -->\nb\n";
    let slot = &slots(page)[0];
    assert_eq!((slot.title, slot.command, &page[slot.at.clone()]), ("T", "sekimori x", "old\n"));
    let printed = "#### S\n\n| 0 |\n\n#### T\n\n| 1 |\n| 2 |\n\nmore\n".to_owned();
    let new = renewed(page, &mut HashMap::from([("sekimori x".to_owned(), printed)]));
    let expected = "a\n<!-- table «T»: sekimori x -->\n\n| 1 |\n| 2 |\n\n<!-- end -->\nb\n";
    assert_eq!(new, expected);
}
