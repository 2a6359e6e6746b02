//! Making an engine from the arguments.

use std::path::Path;

use anyhow::{Context as _, Result};
use sekimori::lexicon::Sources;
use sekimori::policy::PolicyError;
use sekimori::{Engine, EngineBuilder, Policy};

use crate::args::EngineArgs;

pub fn engine(args: &EngineArgs) -> Result<Engine> {
    Ok(chosen(args)?.build()?)
}

/// An engine for measuring: no redaction is sought, which no figure depends on.
pub fn measuring_engine(args: &EngineArgs) -> Result<Engine> {
    Ok(chosen(args)?.without_redaction().build()?)
}

/// An engine for measuring with the files that it was made of.
pub fn linted_engine(args: &EngineArgs) -> Result<(Engine, Sources)> {
    let builder = chosen(args)?.without_redaction();
    let sources = builder.sources()?;
    Ok((builder.build()?, sources))
}

/// An engine that judges by the given policy.
pub fn engine_for(args: &EngineArgs, policy: Policy) -> Result<Engine> {
    Ok(builder_for(args, policy).build()?)
}

fn chosen(args: &EngineArgs) -> Result<EngineBuilder> {
    crate::policy::refuse_all(&args.policy)?;
    Ok(builder_for(args, policy(&args.policy)?))
}

fn builder_for(args: &EngineArgs, policy: Policy) -> EngineBuilder {
    let mut builder = EngineBuilder::new().policy(policy);
    if args.no_builtin {
        builder = builder.without_builtin_lexicon();
    }
    for folder in &args.lexicon {
        builder = builder.lexicon_dir(folder);
    }
    if let Some(folder) = &args.dictionary {
        builder = builder.dictionary_dir(folder);
    }
    builder
}

/// A built-in policy by id, or a file by path.
pub fn policy(name: &str) -> Result<Policy> {
    let (file, text) = policy_text(name)?;
    Ok(Policy::parse(&file, &text).map_err(PolicyError::Invalid)?)
}

/// What messages call a policy's file, and its text.
pub fn policy_text(name: &str) -> Result<(String, String)> {
    let path = Path::new(name);
    if path.extension().is_some_and(|ext| ext == "toml") || path.is_file() {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("could not read the policy file {name}"))?;
        return Ok((name.to_owned(), text));
    }
    Ok((format!("dictionaries/policies/{name}.toml"), Policy::builtin_text(name)?.to_owned()))
}
