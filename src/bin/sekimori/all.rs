//! `sekimori check --policy all`: the same comment under every policy.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Result, bail};
use sekimori::detect::Finding;
use sekimori::explain::{self, Lang};
use sekimori::{Comment, Decision, Policy, Verdict};

use crate::args::{CheckArgs, Format};
use crate::{check, policy, setup};

pub fn run(args: &CheckArgs) -> Result<ExitCode> {
    if args.outgoing {
        bail!("--policy all judges comments\n  help: name one policy with --outgoing");
    }
    let policies = Policy::builtin_ids().map(Policy::builtin).collect::<Result<Vec<_>, _>>()?;
    let engine = setup::engine_for(&args.engine, policies[0].clone())?;
    let mut session = engine.session();
    let article = args.article.as_deref().map(check::article).transpose()?;
    let lang: Lang = args.lang.into();
    let mut all_kept = true;
    let mut out = std::io::stdout().lock();
    for (index, text) in args.texts.iter().enumerate() {
        let text = if text == "-" { &check::read_stdin()? } else { text };
        let comment = Comment { article: article.as_deref(), ..Comment::new(text) };
        let verdicts = session.judge_by(&comment, &policies);
        all_kept &= verdicts.iter().all(|verdict| verdict.decision == Decision::Keep);
        match args.format {
            Format::Text => write!(out, "{}", page(text, &policies, &verdicts, lang))?,
            Format::Json => {
                for verdict in &verdicts {
                    let report = explain::report(verdict, text, (index + 1).into(), lang);
                    writeln!(out, "{}", serde_json::to_string(&report)?)?;
                }
            }
        }
    }
    Ok(if all_kept || args.exit_zero { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn page(text: &str, policies: &[Policy], verdicts: &[Verdict], lang: Lang) -> String {
    let header = match lang {
        Lang::Ja => ["方針", "団体", "判定", "該当"],
        Lang::En => ["policy", "body", "verdict", "breaks"],
    };
    let mut table = policy::table(&header);
    for (policy, verdict) in policies.iter().zip(verdicts) {
        let clauses: Vec<&str> =
            verdict.violations.iter().map(|violation| violation.clause.as_str()).collect();
        let clauses = if verdict.no_list {
            lang.pick("コメントについての定めなし", "no list for comments").to_owned()
        } else {
            clauses.join(" ")
        };
        table.add_row([&policy.id, &policy.body, decision(verdict.decision, lang), &clauses]);
    }
    let mut page = format!("{}\n{}\n", explain::printable(text), table.trim_fmt());
    for (policy, verdict) in policies.iter().zip(verdicts) {
        let covers = |finding: &&Finding| {
            policy.clauses.iter().any(|clause| clause.concepts.contains(&finding.concept))
        };
        let uncovered = verdict.uncounted.iter().filter(|finding| !covers(finding));
        let mut titles: Vec<&str> = uncovered.map(|finding| lang.of(&finding.title)).collect();
        titles.dedup();
        if !titles.is_empty() {
            let note = lang.pick("定めがないため掲載を維持", "covered by no clause, so kept");
            page += &format!("  {} {note}: {}\n", policy.id, titles.join(lang.pick("、", ", ")));
        }
    }
    page.push('\n');
    page
}

fn decision(decision: Decision, lang: Lang) -> &'static str {
    match decision {
        Decision::Delete => lang.pick("削除候補", "delete"),
        Decision::Review => lang.pick("要確認", "review"),
        Decision::Keep => lang.pick("維持", "keep"),
    }
}
