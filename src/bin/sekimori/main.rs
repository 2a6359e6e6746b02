//! The command line of sekimori: arguments, progress, exit codes. Everything else is the library's.

mod all;
mod args;
mod batch;
mod check;
mod compare;
mod document;
mod evaluate;
mod fit;
mod form;
mod html;
mod import;
mod input;
mod policy;
mod redact;
mod rules;
mod setup;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Args, Command};

fn main() -> ExitCode {
    // A reader that has seen enough (`| head`) ends the program, as it does every other.
    sigpipe::reset();
    let args = Args::parse();
    let result = match args.command {
        Command::Check(args) => check::run(&args),
        Command::Batch(args) => batch::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Redact(args) => redact::run(&args),
        Command::Policy(command) => policy::run(&command),
        Command::Rules(command) => rules::run(&command),
        Command::Completions { shell } => {
            clap_complete::generate(
                shell,
                &mut Args::command(),
                "sekimori",
                &mut std::io::stdout(),
            );
            Ok(ExitCode::SUCCESS)
        }
    };
    result.unwrap_or_else(|error| {
        eprintln!("sekimori: {error:#}");
        ExitCode::from(2)
    })
}
