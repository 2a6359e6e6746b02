//! `sekimori policy`.

use std::process::ExitCode;

use anyhow::{Result, bail};
use comfy_table::{Table, presets};
use sekimori::concept::CONCEPTS;
use sekimori::explain::Lang;
use sekimori::policy::{Clause, Coverage, Extent, FollowUp, lint};
use sekimori::{Decision, EngineBuilder, Policy, Side};

use crate::args::{Format, PolicyCommand};
use crate::{document, import, setup};

pub fn run(command: &PolicyCommand) -> Result<ExitCode> {
    match command {
        PolicyCommand::List => list()?,
        PolicyCommand::Show { policy, format, lang } => {
            let policy = setup::policy(policy)?;
            match format {
                Format::Text => Page { lang: (*lang).into() }.policy(&policy),
                Format::Json => println!("{}", serde_json::to_string_pretty(&policy)?),
            }
        }
        PolicyCommand::Diff { a, b, format, lang } => {
            let (a, b) = (setup::policy(a)?, setup::policy(b)?);
            match format {
                Format::Text => differences(&a, &b, (*lang).into()),
                Format::Json => println!("{}", serde_json::to_string_pretty(&a.diff(&b))?),
            }
        }
        PolicyCommand::Templates { folder, force } => document::write_builtin(folder, *force)?,
        PolicyCommand::Import { file, output, id, force } => {
            import::run(file, output.as_deref(), id.as_deref(), *force)?;
        }
        PolicyCommand::Lint { policies } => return check(policies),
    }
    Ok(ExitCode::SUCCESS)
}

/// A table without frames: what a terminal and a pipe both read well.
pub fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(header);
    table
}

fn list() -> Result<()> {
    let mut table = table(&["id", "団体", "コメント", "発信", "版"]);
    for id in Policy::builtin_ids() {
        let policy = Policy::builtin(id)?;
        let counts = [policy.clauses.len(), policy.outgoing.len()];
        let [comments, outgoing] = counts.map(|count| count.to_string());
        table.add_row([id, &policy.body, &comments, &outgoing, &policy.version]);
    }
    println!("{}", table.trim_fmt());
    Ok(())
}

fn check(names: &[String]) -> Result<ExitCode> {
    let engine = EngineBuilder::new().build()?;
    let builtin: Vec<String> = Policy::builtin_ids().map(str::to_owned).collect();
    let mut errors = 0;
    for name in if names.is_empty() { &builtin } else { names } {
        let (file, text) = setup::policy_text(name)?;
        let found = lint(&file, &text, engine.lexicon());
        errors += found.errors.len();
        for error in &found.errors {
            println!("{error}\n");
        }
        for note in &found.notes {
            println!("{file}: note: {note}");
        }
        println!("{file}: {} errors, {} notes", found.errors.len(), found.notes.len());
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn concept_title(name: &str, lang: Lang) -> &str {
    let concept = CONCEPTS.iter().find(|concept| concept.name == name);
    concept.map_or(name, |concept| lang.pick(concept.title, concept.title_en))
}

struct Page {
    lang: Lang,
}

impl Page {
    fn row(&self, ja: &str, en: &str, text: &str) {
        if !text.is_empty() {
            println!("{}: {text}", self.lang.pick(ja, en));
        }
    }

    fn policy(&self, policy: &Policy) {
        println!("{}（{}）", policy.title, policy.version);
        if policy.shadow {
            self.row(
                "試行中",
                "On trial",
                self.lang.pick(
                    "数えるだけで、すべて維持とします",
                    "counted only: every comment is kept",
                ),
            );
        }
        self.row("団体", "Body", &policy.body);
        self.row("出典", "Source", &policy.source);
        self.row("決める人", "Decided by", &policy.manager);
        let extent = match policy.deletes {
            Extent::Whole => self.lang.pick("コメント全体", "whole comments"),
            Extent::WholeOrPart => {
                self.lang.pick("コメントの全部または一部", "comments in whole or in part")
            }
        };
        self.row("削除の範囲", "Deletes", extent);
        let blocks = match policy.blocks_users {
            true => self.lang.pick("定めあり", "provided for"),
            false => self.lang.pick("定めなし", "not provided for"),
        };
        self.row("利用者のブロック", "Blocking", blocks);
        self.row("運用時間", "Hours", &policy.hours);
        self.clauses("コメントの禁止事項", "What comments must not contain", &policy.clauses);
        let (ja, en) = ("発信してはならないもの", "What own posts must not contain");
        match &policy.outgoing_from {
            Some(other) => {
                self.clauses(
                    &format!("{ja}（{other} の定めを準用）"),
                    &format!("{en} (as {other})"),
                    &policy.outgoing,
                );
            }
            None => self.clauses(ja, en, &policy.outgoing),
        }
        self.follow_ups(&policy.follow_ups);
    }

    fn clauses(&self, ja: &str, en: &str, clauses: &[Clause]) {
        println!("\n{}", self.lang.pick(ja, en));
        if clauses.is_empty() {
            println!("  {}", self.lang.pick("定めがありません。", "There is no such list."));
        }
        for clause in clauses {
            println!("  {} {}", clause.number, clause.text);
            let titles: Vec<&str> =
                clause.concepts.iter().map(|name| concept_title(name, self.lang)).collect();
            println!(
                "      {}: {}  [{}]",
                self.lang.pick("調べること", "looks for"),
                titles.join(self.lang.pick("、", ", ")),
                clause.concepts.join(" ")
            );
            println!("      {}", self.thresholds(clause));
            if clause.shadow {
                let note = self.lang.pick(
                    "試行中: 数えるだけで判定に使いません",
                    "on trial: counted, never decides",
                );
                println!("      {note}");
            }
        }
    }

    fn thresholds(&self, clause: &Clause) -> String {
        let (review, delete) = (clause.review_at, clause.delete_at);
        if clause.max_action < Decision::Delete {
            return match self.lang {
                Lang::Ja => format!(
                    "{review:.2} 以上で確認（文面だけでは決められないため、削除候補にはしません）"
                ),
                Lang::En => {
                    format!("review from {review:.2}, never delete: text alone cannot decide this")
                }
            };
        }
        let only: Vec<&str> =
            clause.review_only.iter().map(|name| concept_title(name, self.lang)).collect();
        let only = match (only.is_empty(), self.lang) {
            (true, _) => String::new(),
            (false, Lang::Ja) => format!("（{}は確認まで）", only.join("、")),
            (false, Lang::En) => format!(" ({} for review only)", only.join(", ")),
        };
        match self.lang {
            Lang::Ja => format!("{review:.2} 以上で確認、{delete:.2} 以上で削除候補{only}"),
            Lang::En => format!("review from {review:.2}, delete from {delete:.2}{only}"),
        }
    }

    fn follow_ups(&self, follow_ups: &[FollowUp]) {
        if !follow_ups.is_empty() {
            println!("\n{}", self.lang.pick("対応", "What is to be done"));
        }
        for follow_up in follow_ups {
            let text = match follow_up.text_en.is_empty() {
                true => &follow_up.text,
                false => self.lang.pick(&follow_up.text, &follow_up.text_en),
            };
            println!("  {} {text}", follow_up.basis);
        }
    }
}

fn differences(a: &Policy, b: &Policy, lang: Lang) {
    let diff = a.diff(b);
    for (side, ja, en) in
        [(Side::Comment, "コメント", "comments"), (Side::Outgoing, "発信", "own posts")]
    {
        let mut table = table(&[lang.pick(ja, en), &a.id, &b.id]);
        for concept in diff.concepts.iter().filter(|concept| concept.side == side) {
            let title = concept_title(concept.concept, lang);
            table.add_row([
                title,
                &cell(concept.a.as_ref(), lang),
                &cell(concept.b.as_ref(), lang),
            ]);
        }
        println!("{}\n", table.trim_fmt());
    }
    if diff.deletes[0] != diff.deletes[1] {
        let name = |extent| match extent {
            Extent::Whole => lang.pick("全部のみ", "whole only"),
            Extent::WholeOrPart => lang.pick("全部または一部", "whole or part"),
        };
        let [a, b] = diff.deletes.map(name);
        println!("{}: {a} / {b}", lang.pick("削除の範囲", "deletes"));
    }
    if diff.blocks_users[0] != diff.blocks_users[1] {
        let name = |blocks| {
            if blocks { lang.pick("定めあり", "yes") } else { lang.pick("定めなし", "no") }
        };
        let [a, b] = diff.blocks_users.map(name);
        println!("{}: {a} / {b}", lang.pick("利用者のブロック", "blocks users"));
    }
    if diff.shadow[0] != diff.shadow[1] {
        let [a, b] = diff
            .shadow
            .map(|on| if on { lang.pick("はい", "yes") } else { lang.pick("いいえ", "no") });
        println!("{}: {a} / {b}", lang.pick("試行中", "on trial"));
    }
}

fn cell(coverage: Option<&Coverage>, lang: Lang) -> String {
    let Some(coverage) = coverage else { return lang.pick("なし", "none").to_owned() };
    let most = match coverage.most {
        Decision::Delete => "",
        _ => lang.pick("（確認まで）", " (review only)"),
    };
    format!("{}{most}", coverage.clauses.join(" "))
}

/// A policy must be one; `all` is for `check` alone.
pub fn refuse_all(name: &str) -> Result<()> {
    if name == "all" {
        bail!(
            "--policy all is for `check`\n  help: name one policy; `sekimori policy list` shows them"
        );
    }
    Ok(())
}
