//! `sekimori policy`.

use std::process::ExitCode;

use anyhow::Result;
use sekimori::Policy;
use sekimori::policy::Clause;

use crate::args::PolicyCommand;
use crate::setup;

pub fn run(command: &PolicyCommand) -> Result<ExitCode> {
    match command {
        PolicyCommand::List => {
            for id in Policy::builtin_ids() {
                let policy = Policy::builtin(id)?;
                println!("{id:<16} {}（{}）", policy.title, policy.version);
            }
        }
        PolicyCommand::Show { policy } => show(&setup::policy(policy)?),
    }
    Ok(ExitCode::SUCCESS)
}

fn show(policy: &Policy) {
    println!("{}（{}）", policy.title, policy.version);
    println!("{}", policy.body);
    println!("{}", policy.source);
    clauses("コメントの禁止事項", &policy.clauses);
    clauses("発信してはならないもの", &policy.outgoing);
    if !policy.follow_ups.is_empty() {
        println!("\n対応");
    }
    for follow_up in &policy.follow_ups {
        println!("  {} {}", follow_up.basis, follow_up.text);
    }
}

fn clauses(title: &str, clauses: &[Clause]) {
    if clauses.is_empty() {
        return;
    }
    println!("\n{title}");
    for clause in clauses {
        println!("  {} {}", clause.number, clause.text);
        println!(
            "      {}; review ≥ {:.2}, delete ≥ {:.2}, at most {}",
            clause.concepts.join(", "),
            clause.review_at,
            clause.delete_at,
            clause.max_action
        );
    }
}
