//! `sekimori batch --resume`: killed again and again, the output is that of an unbroken run.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const ROWS: usize = 12_000;
const KILLS: usize = 10;

fn program(folder: &Path, output: &str, options: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sekimori"));
    command.current_dir(folder).args(["batch", "in.csv", "--chunk", "7", "-o", output]);
    command.args(options);
    command
}

fn run(folder: &Path, output: &str, options: &[&str]) -> Output {
    program(folder, output, options).output().expect("it runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

/// Comments of which some are to be deleted, and some rows cannot be read.
fn input() -> String {
    let mut rows = "番号,本文\n".to_owned();
    for row in 0..ROWS {
        let line = match row % 50 {
            7 => format!("{row},お前ら職員は死ね\n"),
            13 => format!("{row},\"二行の\nコメントです\"\n"),
            31 => format!("{row},余分,な列\n"),
            _ => format!("{row},公園の遊具が壊れています。直してください\n"),
        };
        rows.write_str(&line).expect("memory");
    }
    rows
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("in.csv"), input()).expect("can write");
    folder
}

/// Starts or goes on, and kills the program soon after it has recorded something; `false` if it had
/// finished.
fn killed(folder: &Path, output: &str) -> bool {
    let journal = folder.join(format!("{output}.journal"));
    let before = fs::read(&journal).ok();
    let mut child =
        program(folder, output, &["--resume"]).stderr(Stdio::null()).spawn().expect("it runs");
    let begun = Instant::now();
    while fs::read(&journal).ok() == before {
        if child.try_wait().expect("can ask").is_some() {
            return false;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "it does not get on");
        std::thread::sleep(Duration::from_micros(200));
    }
    std::thread::sleep(Duration::from_micros(fastrand::u64(..20_000)));
    // On Unix that is SIGKILL: nothing can be tidied up.
    child.kill().expect("can kill");
    let status = child.wait().expect("can wait");
    status.code().is_none()
}

#[test]
fn a_run_that_is_killed_again_and_again_gives_the_same_bytes() {
    let folder = folder();
    let at = |name: &str| fs::read(folder.path().join(name)).expect("is there");
    for output in ["out.csv", "out.json"] {
        let unbroken = format!("unbroken-{output}");
        assert_eq!(run(folder.path(), &unbroken, &[]).status.code(), Some(2), "bad rows");
        let kills = (0..KILLS).take_while(|_| killed(folder.path(), output)).count();
        assert!(kills >= 3, "{output}: killed only {kills} times");
        if kills == KILLS {
            assert!(!folder.path().join(output).exists(), "unfinished output is out of sight");
            let last = run(folder.path(), output, &["--resume"]);
            assert_eq!(last.status.code(), Some(2), "{}", stderr(&last));
            assert!(stderr(&last).contains("going on behind row"), "{}", stderr(&last));
        }
        assert!(at(output) == at(&unbroken), "{output} is not the same");
        assert!(!folder.path().join(format!("{output}.journal")).exists());
    }
    assert!(at("out.csv.rejected.csv") == at("unbroken-out.csv.rejected.csv"), "rejected rows");
}

#[test]
fn going_on_is_refused_where_something_changed() {
    let folder = folder();
    assert!(killed(folder.path(), "out.csv"));
    let refused = |options: &[&str], expected: &str| {
        let output = run(folder.path(), "out.csv", options);
        assert_eq!(output.status.code(), Some(2), "{options:?}");
        assert!(stderr(&output).contains(expected), "{options:?}: {}", stderr(&output));
    };
    refused(&["--resume", "--policy", "shiroi"], "changed since: policy\n");
    refused(&["--resume", "--lang", "en"], "changed since: output options\n");
    refused(&["--resume", "--no-header"], "changed since: how in.csv is read\n");
    fs::write(folder.path().join("in.csv"), input() + "x,y\n").expect("can write");
    refused(&["--resume"], "changed since: the content of in.csv\n");
    fs::write(folder.path().join("in.csv"), input()).expect("can write");

    let part = folder.path().join("out.csv.part");
    let whole = fs::read(&part).expect("is there");
    fs::write(&part, vec![b'x'; whole.len()]).expect("can write");
    refused(&["--resume"], "out.csv.part is not what the journal says");
    fs::write(&part, b"x").expect("can write");
    refused(&["--resume"], "is shorter than it was");
    fs::write(folder.path().join("out.csv.journal"), "?").expect("can write");
    refused(&["--resume"], "is no journal of this program");
}

#[test]
fn a_complete_output_and_a_stream_cannot_be_gone_on_with() {
    let folder = folder();
    fs::write(folder.path().join("in.csv"), "本文\n一\n").expect("can write");
    let first = run(folder.path(), "out.csv", &["--resume"]);
    assert!(first.status.success(), "{}", stderr(&first));
    assert!(stderr(&first).contains("from the beginning"), "{}", stderr(&first));
    let again = run(folder.path(), "out.csv", &["--resume"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("out.csv is complete"), "{}", stderr(&again));
    let stream = run(folder.path(), "-", &["--resume"]);
    assert!(stderr(&stream).contains("--resume needs files"), "{}", stderr(&stream));
}
