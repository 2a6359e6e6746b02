//! Pages: templates filled, every value escaped, written whole or not at all.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use minijinja::{Environment, UndefinedBehavior};
use sekimori::corpus::Output;
use sekimori::explain::Lang;
use serde::Serialize;

/// Fills a template, in which `t(ja, en)` picks the language.
pub fn render(template: &'static str, page: &impl Serialize, lang: Lang) -> Result<String> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_trim_blocks(true);
    templates.set_lstrip_blocks(true);
    templates.add_function("t", move |ja: String, en: String| lang.pick(&ja, &en).to_owned());
    // The name's ending makes the engine escape every value.
    templates.add_template("page.html", template)?;
    Ok(templates.get_template("page.html")?.render(page)?)
}

/// Puts a page into its place.
pub fn write(target: &Path, html: &str) -> Result<()> {
    let failed = || format!("could not write {}", target.display());
    let mut output = Output::create(target).with_context(failed)?;
    output.write_all(html.as_bytes()).with_context(failed)?;
    output.finish().with_context(failed)
}
