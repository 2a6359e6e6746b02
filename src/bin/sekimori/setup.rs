//! Making an engine from the arguments.

use std::path::Path;

use anyhow::{Context as _, Result};
use sekimori::{Engine, EngineBuilder, Policy};

use crate::args::EngineArgs;

pub fn engine(args: &EngineArgs) -> Result<Engine> {
    let mut builder = EngineBuilder::new().policy(policy(&args.policy)?);
    if args.no_builtin {
        builder = builder.without_builtin_lexicon();
    }
    for folder in &args.lexicon {
        builder = builder.lexicon_dir(folder);
    }
    if let Some(folder) = &args.dictionary {
        builder = builder.dictionary_dir(folder);
    }
    Ok(builder.build()?)
}

/// A built-in policy by id, or a file by path.
pub fn policy(name: &str) -> Result<Policy> {
    let path = Path::new(name);
    if path.extension().is_some_and(|ext| ext == "toml") || path.is_file() {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("could not read the policy file {name}"))?;
        return Ok(Policy::parse(name, &text).map_err(sekimori::policy::PolicyError::Invalid)?);
    }
    Ok(Policy::builtin(name)?)
}
