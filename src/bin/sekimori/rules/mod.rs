//! `sekimori rules`.

mod coverage;
mod explain;
mod lint;
mod profile;

use std::process::ExitCode;

use anyhow::{Result, bail};
use sekimori::Engine;
use sekimori::evaluate::fit::FitOptions;
use sekimori::explain::Lang;
use sekimori::lexicon::{Rule, Term};

use crate::args::{Format, RulesCommand};
use crate::{fit, setup};

pub fn run(command: &RulesCommand) -> Result<ExitCode> {
    match command {
        RulesCommand::List { concept, engine, lang } => {
            let engine = setup::measuring_engine(engine)?;
            list(&engine, concept.as_deref(), (*lang).into())
        }
        RulesCommand::Show { rule, engine, format } => {
            let engine = setup::measuring_engine(engine)?;
            show(&engine, rule, *format)
        }
        RulesCommand::Lint(args) => lint::run(args),
        RulesCommand::Profile(args) => profile::run(args),
        RulesCommand::Coverage(args) => coverage::run(args),
        RulesCommand::Explain { code, format, lang } => {
            explain::run(code.as_deref(), *format, (*lang).into())
        }
        RulesCommand::Fit { examples, background, output, signs, kept_flagged } => {
            let options =
                FitOptions { signs: *signs, kept_flagged: *kept_flagged, ..FitOptions::default() };
            fit::run(examples, background, output, &options)
        }
    }
}

fn list(engine: &Engine, concept: Option<&str>, lang: Lang) -> Result<ExitCode> {
    let rules = engine.lexicon().rules();
    let chosen: Vec<&Rule> =
        rules.iter().filter(|rule| concept.is_none_or(|concept| rule.concept == concept)).collect();
    if chosen.is_empty() {
        let mut known: Vec<&str> = rules.iter().map(|rule| rule.concept.as_str()).collect();
        known.dedup();
        bail!(
            "no rules of concept «{}»\n  help: use one of {}",
            concept.unwrap_or_default(),
            known.join(", ")
        );
    }
    for rule in chosen {
        let trial = if rule.shadow { lang.pick("（試行中）", " (on trial)") } else { "" };
        println!("{:<44} {}{trial}", rule.id, lang.pick(&rule.title, &rule.title_en));
    }
    Ok(ExitCode::SUCCESS)
}

fn show(engine: &Engine, id: &str, format: Format) -> Result<ExitCode> {
    let rules = engine.lexicon().rules();
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else {
        let tail = id.rsplit('.').next().unwrap_or(id);
        let near: Vec<&str> = rules
            .iter()
            .filter(|rule| rule.id.contains(tail))
            .map(|rule| rule.id.as_str())
            .take(5)
            .collect();
        let help = if near.is_empty() {
            "`sekimori rules list` names all".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        bail!("no rule «{id}»\n  help: {help}");
    };
    if format == Format::Json {
        println!("{}", serde_json::to_string_pretty(rule)?);
        return Ok(ExitCode::SUCCESS);
    }
    println!("{}  {} / {}", rule.id, rule.title, rule.title_en);
    println!("{}:{}", rule.file, rule.line);
    println!("\n{}\n{}", rule.reason, rule.reason_en);
    if rule.shadow {
        println!("試行中: 数えるだけで判定に使いません / on trial: counted, never decides");
    }
    println!("根拠: {}", rule.source);
    let elements: Vec<String> = rule.all.iter().map(|names| names.join(" | ")).collect();
    println!("条件: {}", elements.join("  ＋  "));
    if !rule.none.is_empty() {
        println!("除外: {}", rule.none.join(", "));
    }
    if let Some(strength) = rule.strength {
        println!("強さ: {strength}");
    }
    for example in &rule.examples {
        println!("該当例: {example}");
    }
    for near_miss in &rule.near_misses {
        println!("非該当例: {near_miss}");
    }
    terms(engine, rule);
    Ok(ExitCode::SUCCESS)
}

fn terms(engine: &Engine, rule: &Rule) {
    let belongs = |term: &&Term| rule.all.iter().flatten().any(|class| *class == term.class);
    let words: Vec<&Term> = engine.lexicon().terms().iter().filter(belongs).collect();
    if !words.is_empty() {
        println!("\n語 ({})", words.len());
    }
    for term in words.iter().take(200) {
        println!("  {} [{}] {:.2} {}", term.written, term.class, term.strength, term.reason);
    }
}
