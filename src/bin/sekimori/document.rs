//! `sekimori check --document` and `sekimori policy templates`.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sekimori::Decision;
use sekimori::corpus::Output;
use sekimori::explain::{Document, Lang, Subject, Templates};

use crate::args::CheckArgs;

/// Writes one kind of document for each comment.
pub struct Writer {
    document: Document,
    lang: Lang,
    templates: Templates,
    written: bool,
}

impl Writer {
    /// What the arguments ask for; `None` if they ask for no document.
    pub fn new(args: &CheckArgs) -> Result<Option<Self>> {
        let Some(kind) = args.document else { return Ok(None) };
        let mut templates = Templates::builtin()?;
        if let Some(folder) = &args.templates {
            replace_by(folder, &mut templates)?;
        }
        Ok(Some(Self { document: kind.into(), lang: args.lang.into(), templates, written: false }))
    }

    /// Writes the document on a comment, or says on stderr that there is nothing to write.
    pub fn write(
        &mut self,
        number: usize,
        subject: &Subject<'_>,
        out: &mut impl Write,
    ) -> Result<()> {
        if subject.verdict.decision == Decision::Keep && !self.document.covers_kept() {
            eprintln!("sekimori: comment {number} is kept: there is nothing to write about it");
            return Ok(());
        }
        let text = self.templates.render(self.document, self.lang, subject)?;
        if self.written && self.document != Document::Transparency {
            writeln!(out)?;
        }
        write!(out, "{text}")?;
        self.written = true;
        Ok(())
    }
}

/// Every document in every language.
fn kinds() -> impl Iterator<Item = (Document, Lang)> {
    Document::ALL.into_iter().flat_map(|document| [(document, Lang::Ja), (document, Lang::En)])
}

/// Takes those templates that the folder holds.
fn replace_by(folder: &Path, templates: &mut Templates) -> Result<()> {
    let mut replaced = 0;
    for (document, lang) in kinds() {
        let path = folder.join(document.file_name(lang));
        if !path.is_file() {
            continue;
        }
        let shown = path.display().to_string();
        let text = fs::read_to_string(&path).with_context(|| format!("could not read {shown}"))?;
        templates.replace(document, lang, &shown, &text)?;
        replaced += 1;
    }
    if replaced == 0 {
        let names: Vec<String> = kinds().map(|(document, lang)| document.file_name(lang)).collect();
        bail!(
            "no template in {}\n  help: a template is called {}",
            folder.display(),
            names.join(", ")
        );
    }
    Ok(())
}

/// Writes the built-in templates into a folder.
pub fn write_builtin(folder: &Path, force: bool) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    for (document, lang) in kinds() {
        let path = folder.join(document.file_name(lang));
        if path.exists() && !force {
            eprintln!("sekimori: {} is there already and was left alone", path.display());
            continue;
        }
        let mut output =
            Output::create(&path).with_context(|| format!("could not write {}", path.display()))?;
        output.write_all(document.builtin_template(lang).as_bytes())?;
        output.finish().with_context(|| format!("could not write {}", path.display()))?;
        println!("{}", path.display());
    }
    Ok(())
}
