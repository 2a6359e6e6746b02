//! `sekimori check`.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use sekimori::explain::{self, Style, Subject};
use sekimori::{Comment, Decision};

use crate::args::{CheckArgs, Colour, Format};
use crate::{all, document, setup};

pub fn run(args: &CheckArgs) -> Result<ExitCode> {
    if args.engine.policy == "all" {
        return all::run(args);
    }
    let engine = setup::engine(&args.engine)?;
    let mut session = engine.session();
    let article = args.article.as_deref().map(article).transpose()?;
    let colour = match args.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
    };
    let style = Style { lang: args.lang.into(), colour };
    let mut all_kept = true;
    let mut out = std::io::stdout().lock();
    let mut documents = document::Writer::new(args)?;
    let today = args.today.unwrap_or_else(|| jiff::Zoned::now().date()).to_string();
    for (index, text) in args.texts.iter().enumerate() {
        let text = if text == "-" { &read_stdin()? } else { text };
        let mut comment = Comment { article: article.as_deref(), ..Comment::new(text) };
        comment.time = args.outgoing.then_some(today.as_str());
        let verdict = match args.outgoing {
            true => session.judge_draft(&comment),
            false => session.judge(&comment),
        };
        all_kept &= verdict.decision == Decision::Keep;
        if let Some(documents) = &mut documents {
            let subject = Subject {
                verdict: &verdict,
                comment: text,
                policy: engine.policy(),
                unmasked: args.unmasked,
            };
            documents.write(index + 1, &subject, &mut out)?;
            continue;
        }
        match args.format {
            Format::Text => {
                if index > 0 {
                    writeln!(out)?;
                }
                write!(out, "{}", explain::text(&verdict, text, style))?;
            }
            Format::Json => {
                let report = explain::report(&verdict, text, (index + 1).into(), style.lang);
                writeln!(out, "{}", serde_json::to_string(&report)?)?;
            }
        }
    }
    Ok(if all_kept || args.exit_zero { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

pub fn read_stdin() -> Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("could not read standard input")?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        anyhow::anyhow!(
            "standard input is not UTF-8 at byte {}\n  help: convert it first: iconv -f CP932 -t UTF-8",
            at + 1
        )
    })?;
    Ok(text.strip_suffix('\n').unwrap_or(&text).to_owned())
}

/// The post: a file if there is one of that name, otherwise the text itself.
pub fn article(given: &str) -> Result<String> {
    let path = Path::new(given);
    if path.is_file() {
        return std::fs::read_to_string(path)
            .with_context(|| format!("could not read the post {given}"));
    }
    Ok(given.to_owned())
}
