//! `sekimori rules fit`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use sekimori::corpus::{Columns, Output, ReadOptions, Record};
use sekimori::evaluate::fit::{Example, Fit, FitOptions, fit};
use sekimori::evaluate::{CaseFile, Expected};

use crate::input;

/// What a label says of a comment that must stay.
const KEEP: &str = "keep";

const SETTINGS_HEAD: &str = "\
# How much of the usual wording of violating comments a comment must show before it is worth a look.
# The signs and their weights stand in signs.csv; both files are written by `sekimori rules fit`.
#
# least_length  what the weights of a passage are divided by at least
# bias          added to what the signs of a passage say in the plane «all»
# gate          a passage whose sum in «all» is lower is not weighed further
# threshold     a passage is reported if «all» and the highest other plane add up to this
# certain       from this sum on the report counts in full
# calm          a comment whose sentences all have a lower sum is in the wording of those that stay
# very_calm     … is so by far
# calm_length   what the weights of a sentence are divided by at least where calm is asked for
# calm_least    different signs that its sentences must show before a comment is said to be calm
# second_topic  a second concept is named if its plane is at most this much lower
# window        characters of a passage (it ends with a sentence)
# topics        added to the weights of the signs of a passage in a concept's plane

";

pub fn run(
    examples: &[PathBuf],
    background: &[PathBuf],
    output: &Path,
    options: &FitOptions,
) -> Result<ExitCode> {
    if !(0.0..1.0).contains(&options.kept_flagged) || options.signs == 0 {
        bail!(
            "--kept-flagged must lie between 0 and 1 and --signs be at least 1\n  help: leave them out for the usual values"
        );
    }
    let mut read = Vec::new();
    for path in examples {
        read.extend(if is_cases(path) { cases(path)? } else { labelled(path)? });
    }
    let mut texts = Vec::new();
    for path in background {
        texts.extend(records(path)?.into_iter().map(|record| record.text));
    }
    let fitted = fit(&read, &texts, options)?;
    let settings = toml::to_string(&fitted.settings).context("could not write the settings")?;
    write(output, "signs.csv", &fitted.signs_csv)?;
    write(output, "wording.toml", &format!("{SETTINGS_HEAD}{settings}"))?;
    report(&fitted, output);
    Ok(ExitCode::SUCCESS)
}

fn is_cases(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == "toml")
}

/// The cases of a concept. Drafts are no comments, and what the post decides is no wording.
fn cases(path: &Path) -> Result<Vec<Example>> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("could not read {shown}"))?;
    let concept = path.file_stem().unwrap_or_default().to_string_lossy();
    let file = CaseFile::parse(&concept, &shown, &text)?;
    let comments = file.cases.into_iter().filter(|case| !case.outgoing && case.article.is_none());
    let known = |concept: &str| {
        sekimori::detect::wording::SUBJECTS.iter().any(|(_, subject)| *subject == concept)
    };
    // Plain insults are abuse of somebody, too.
    let subject = if concept == "insult" { "defamation" } else { &*concept };
    Ok(comments
        .map(|case| {
            let violating = case.decision != Expected::Keep;
            Example { text: case.text, concept: violating.then(|| subject.to_owned()) }
        })
        .filter(|example| example.concept.as_deref().is_none_or(known))
        .collect())
}

fn labelled(path: &Path) -> Result<Vec<Example>> {
    let label = |record: &Record| record.fields.get("label")?.as_str().map(str::to_owned);
    records(path)?
        .into_iter()
        .enumerate()
        .map(|(row, record)| match label(&record) {
            Some(label) => {
                Ok(Example { text: record.text, concept: (label != KEEP).then_some(label) })
            }
            None => bail!(
                "{}, row {}: no label\n  help: give every row a «label»: a concept or keep",
                path.display(),
                row + 1
            ),
        })
        .collect()
}

fn records(path: &Path) -> Result<Vec<Record>> {
    let shown = path.display();
    let source = input::open(path, &ReadOptions::default())?;
    source
        .records(&Columns::default())
        .map(|row| Ok(row.with_context(|| format!("could not read {shown}"))??))
        .collect()
}

fn write(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    let shown = || format!("could not write {}", path.display());
    std::fs::create_dir_all(folder).with_context(shown)?;
    let mut out = Output::create(&path).with_context(shown)?;
    out.write_all(text.as_bytes()).with_context(shown)?;
    out.finish().with_context(shown)
}

fn report(fitted: &Fit, output: &Path) {
    let part = |(all, some): (usize, usize)| {
        #[allow(clippy::cast_precision_loss)]
        let share = some as f64 / all.max(1) as f64;
        format!("{some} of {all} ({:.1} %)", 100.0 * share)
    };
    println!("on texts that the judging machine had not seen:");
    println!("  violating examples found   {}", part(fitted.violating));
    println!("  … under the right concept  {}", part((fitted.violating.0, fitted.right_concept)));
    println!("  kept examples flagged      {}", part(fitted.kept));
    println!("  background flagged         {}", part(fitted.background));
    println!("written: {0}/signs.csv, {0}/wording.toml", output.display());
}
