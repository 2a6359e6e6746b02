//! `sekimori policy import`.

use std::io::{Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use sekimori::corpus::Output;
use sekimori::policy::{Draft, DraftClause, import};

pub fn run(file: &Path, output: Option<&Path>, id: Option<&str>, force: bool) -> Result<()> {
    if let Some(output) = output.filter(|output| output.exists() && !force) {
        bail!("{} is there already\n  help: give another -o, or --force", output.display());
    }
    let page = read(file)?;
    let stem = output.unwrap_or(file).file_stem().and_then(|stem| stem.to_str());
    let id = id.or(stem.filter(|stem| *stem != "-")).unwrap_or("policy");
    let draft =
        import(id, &page).with_context(|| format!("could not import {}", file.display()))?;
    match output {
        None => std::io::stdout().write_all(draft.to_toml().as_bytes())?,
        Some(path) => {
            let mut output = Output::create(path)
                .with_context(|| format!("could not write {}", path.display()))?;
            output.write_all(draft.to_toml().as_bytes())?;
            output.finish().with_context(|| format!("could not write {}", path.display()))?;
        }
    }
    eprintln!("{}", summary(&draft));
    Ok(())
}

fn read(file: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).context("could not read standard input")?;
    } else {
        bytes =
            std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    }
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to() + 1;
        anyhow::anyhow!(
            "{} is not UTF-8 at byte {at}\n  help: convert it first: iconv -f CP932 -t UTF-8",
            file.display()
        )
    })
}

fn summary(draft: &Draft) -> String {
    let unsure = |clauses: &[DraftClause]| clauses.iter().filter(|c| c.is_unsure()).count();
    format!(
        "sekimori: {} clauses on comments ({} unsure), {} on own posts ({} unsure); look for 要確認",
        draft.clauses.len(),
        unsure(&draft.clauses),
        draft.outgoing.len(),
        unsure(&draft.outgoing)
    )
}
