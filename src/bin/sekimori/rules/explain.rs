//! `sekimori rules explain`.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use sekimori::evaluate::{Code, code, codes, similar_codes};
use sekimori::explain::Lang;

use crate::args::Format;

pub fn run(name: Option<&str>, format: Format, lang: Lang) -> Result<ExitCode> {
    let text = match (name.map(find).transpose()?, format) {
        (None, Format::Json) => serde_json::to_string_pretty(codes())?,
        (Some(page), Format::Json) => serde_json::to_string_pretty(page)?,
        (None, Format::Text) => list(lang),
        (Some(page), Format::Text) => page_on(page, lang),
    };
    writeln!(std::io::stdout(), "{}", text.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn find(name: &str) -> Result<&'static Code> {
    if let Some(page) = code(name) {
        return Ok(page);
    }
    let near = similar_codes(name);
    let help = if near.is_empty() {
        "`sekimori rules explain` lists all".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    bail!("no code «{name}»\n  help: {help}")
}

fn list(lang: Lang) -> String {
    let row = |page: &Code| {
        let fix = if page.fixable { " --fix" } else { "" };
        format!("{}  {}{fix}\n", page.code, lang.pick(&page.title, &page.title_en))
    };
    codes().iter().map(row).collect()
}

fn page_on(page: &Code, lang: Lang) -> String {
    let mut text = format!("{}  {}\n\n", page.code, lang.pick(&page.title, &page.title_en));
    text += &format!("{}\n", lang.pick(&page.text, &page.text_en).trim());
    if page.fixable {
        let note = lang.pick(
            "`sekimori rules lint --lexicon DIR --fix` で直せます。",
            "`sekimori rules lint --lexicon DIR --fix` mends it.",
        );
        text += &format!("\n{note}\n");
    }
    text += &example(lang.pick("悪い例", "Bad"), &page.bad);
    text += &example(lang.pick("良い例", "Good"), &page.good);
    text
}

/// The files of an example, a frame at their left that keeps blanks visible.
fn example(title: &str, files: &BTreeMap<String, String>) -> String {
    let file = |(path, text): (&String, &String)| {
        let lines: String =
            text.trim_end_matches('\n').split('\n').map(|line| format!("  | {line}\n")).collect();
        format!("  {path}\n{lines}")
    };
    format!("\n{title}\n{}", files.iter().map(file).collect::<String>())
}
