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
        let help = remedy(error.as_bytes());
        anyhow::anyhow!("{} is not UTF-8 at byte {at}\n  help: {help}", file.display())
    })
}

/// What to do with a file that is no UTF-8 text, by how it begins.
fn remedy(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'%', b'P', b'D', b'F', ..] => "it is a PDF: copy its text into a text file",
        [b'P', b'K', ..] | [0xD0, 0xCF, ..] => {
            "it is a Word or Excel file: copy its text into a text file"
        }
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => {
            "it is UTF-16: save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 FILE"
        }
        _ => "it may be Shift_JIS: save it as UTF-8, or convert it: iconv -f CP932 -t UTF-8 FILE",
    }
}

fn summary(draft: &Draft) -> String {
    let unsure = |clauses: &[DraftClause]| clauses.iter().filter(|c| c.is_unsure()).count();
    let mut summary = format!(
        "sekimori: {} clauses on comments ({} unsure), {} on own posts ({} unsure); look for 要確認",
        draft.clauses.len(),
        unsure(&draft.clauses),
        draft.outgoing.len(),
        unsure(&draft.outgoing)
    );
    for (items, first) in &draft.others {
        summary.push_str(&format!("\nsekimori: another list of {items} was left out: {first}"));
    }
    for item in &draft.left_out {
        summary.push_str(&format!("\nsekimori: no concept, left out of own posts: {item}"));
    }
    summary
}

#[cfg(test)]
mod tests {
    use super::remedy;

    #[test]
    fn the_remedy_is_the_file_s() {
        assert!(remedy(b"%PDF-1.7").contains("PDF"));
        assert!(remedy(b"PK\x03\x04").contains("Word"));
        assert!(remedy(&[0xFF, 0xFE, 0x42, 0x30]).contains("UTF-16"));
        assert!(remedy(&[0x8B, 0xD6, 0x8E, 0x7E]).contains("CP932"));
    }
}
