//! `sekimori redact`.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::Result;
use sekimori::explain::Lang;
use sekimori::{Comment, Operator};

use crate::args::{Format, Masking, RedactArgs};
use crate::{check, setup};

pub fn run(args: &RedactArgs) -> Result<ExitCode> {
    let engine = setup::engine(&args.engine)?;
    let mut session = engine.session();
    let operator = match args.operator {
        Masking::Mask => Operator::Mask,
        Masking::Label => Operator::Label,
        Masking::Remove => Operator::Remove,
    };
    let lang: Lang = args.lang.into();
    let mut enough = true;
    let mut out = std::io::stdout().lock();
    for text in &args.texts {
        let text = if text == "-" { &check::read_stdin()? } else { text };
        let redaction = session.redact(&Comment::new(text), operator);
        if redaction.as_ref().is_some_and(|redaction| redaction.whole_only) {
            enough = false;
            eprintln!(
                "sekimori: {}",
                lang.pick(
                    "該当箇所を伏せても禁止事項に当たるため、一部の削除では足りません。",
                    "masking the parts does not do: what is left still breaks the policy",
                )
            );
        }
        match (args.format, redaction) {
            (Format::Json, redaction) => writeln!(out, "{}", serde_json::to_string(&redaction)?)?,
            (Format::Text, Some(redaction)) => writeln!(out, "{}", redaction.text)?,
            (Format::Text, None) => writeln!(out, "{text}")?,
        }
    }
    Ok(if enough { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
