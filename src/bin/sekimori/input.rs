//! Opening the files that the arguments name.

use std::io;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sekimori::corpus::{
    Columns, Encoding, Format, Guess, ReadOptions, Source, shown_name, shown_names, usual_names,
};

use crate::args::{ReadArgs, RecordColumns};

/// What the arguments say of how files are to be read.
pub fn options(args: &ReadArgs) -> Result<ReadOptions> {
    Ok(ReadOptions {
        format: args.input_format.map(Into::into),
        encoding: args.encoding.as_deref().map(encoding).transpose()?,
        delimiter: args.delimiter.as_deref().map(delimiter).transpose()?,
        no_header: args.no_header,
        sheet: args.sheet.clone(),
    })
}

fn encoding(name: &str) -> Result<Encoding> {
    Encoding::of_name(name).with_context(|| {
        format!("--encoding {name}: is no encoding that is known\n  help: utf-8, cp932, euc-jp, utf-16le, utf-16be …")
    })
}

fn delimiter(name: &str) -> Result<u8> {
    match name {
        "comma" | "," => Ok(b','),
        "tab" | "\t" | "\\t" => Ok(b'\t'),
        "semicolon" | ";" => Ok(b';'),
        "pipe" | "|" => Ok(b'|'),
        _ => bail!("--delimiter {name}: is no separator\n  help: comma, tab, semicolon or pipe"),
    }
}

/// Opens a file, `-` being standard input, and tells what was found out about it.
pub fn open(path: &Path, options: &ReadOptions) -> Result<Source> {
    let shown = path.display();
    let source = if path.as_os_str() == "-" {
        if matches!(options.format, Some(Format::Xlsx | Format::Parquet)) {
            bail!("a workbook cannot come from standard input\n  help: give its path");
        }
        Source::read(io::stdin(), options).context("standard input")
    } else if path.is_dir() {
        bail!("{shown} is a folder\n  help: name the files in it");
    } else {
        let opened = std::fs::File::open(path);
        opened.with_context(|| format!("could not open {shown}"))?;
        Source::open(path, options).with_context(|| shown.to_string())
    };
    let source = source.with_context(|| "could not read the input")?;
    if !source.notes().is_empty() {
        let notes = source.notes().join(", ");
        eprintln!(
            "sekimori: {shown}: read as {notes} (--encoding, --delimiter, --sheet to change)"
        );
    }
    Ok(source)
}

/// The columns as asked for, and else as guessed; a guess other than the default is told.
pub fn columns(source: &Source, asked: &RecordColumns, file: &str) -> Result<Columns> {
    let Guess { columns: guessed, .. } = source.guess();
    let pick = |asked: &Option<String>, guessed: String| asked.clone().unwrap_or(guessed);
    let columns = Columns {
        text: pick(&asked.text_column, guessed.text),
        id: pick(&asked.id_column, guessed.id),
        article: pick(&asked.article_column, guessed.article),
        author: pick(&asked.author_column, guessed.author),
        time: pick(&asked.time_column, guessed.time),
        links: guessed.links,
    };
    let options = [
        (&asked.id_column, "--id-column"),
        (&asked.article_column, "--article-column"),
        (&asked.author_column, "--author-column"),
        (&asked.time_column, "--time-column"),
    ];
    demand(source, Some(&columns.text), "--text-column", file)?;
    for (column, option) in options {
        demand(source, column.as_deref(), option, file)?;
    }
    if asked.text_column.is_none() && columns.text != Columns::default().text {
        tell_guess(source, &columns.text, file);
    }
    Ok(columns)
}

fn tell_guess(source: &Source, text: &str, file: &str) {
    let usual = |name: &&String| {
        usual_names("text").any(|usual| usual.to_lowercase() == name.trim().to_lowercase())
    };
    let others = source.names().iter().filter(|name| *name != text).filter(usual);
    let others: Vec<String> = others.map(|name| format!("«{name}»")).collect();
    let also = match others.is_empty() {
        true => String::new(),
        false => format!("not {}; ", others.join(", ")),
    };
    eprintln!(
        "sekimori: {file}: comments from the column «{}» ({also}--text-column to change)",
        shown_name(text)
    );
}

/// A header names every column, unlike the first objects of JSON.
fn demand(source: &Source, column: Option<&str>, option: &str, file: &str) -> Result<()> {
    let Some(column) = column else { return Ok(()) };
    if matches!(source.format(), Format::Json | Format::JsonLines) {
        return Ok(());
    }
    let names = source.names();
    match names.iter().filter(|name| *name == column).count() {
        1 => Ok(()),
        0 => bail!(
            "{file} has no column «{column}»; it has {}\n  help: name the right one with {option}",
            shown_names(names)
        ),
        count => bail!(
            "{file} has {count} columns «{column}»\n  help: rename all but one, or name another with {option}"
        ),
    }
}
