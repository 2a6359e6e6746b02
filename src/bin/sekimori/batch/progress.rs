//! How far it is.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};

const COUNTER: &str = "{spinner} {pos} comments, {per_sec}, {elapsed}";
const BAR: &str = "{bar:30} {percent}%  {bytes}/{total_bytes}  {msg}  {elapsed}, {eta} left";

/// A counter of comments; nothing if not asked for or if nobody sees it.
pub fn counter(quiet: bool) -> ProgressBar {
    styled(quiet, ProgressBar::new_spinner(), COUNTER)
}

/// How much of the files has been read, if all have a size; a counter otherwise.
pub fn of_files(quiet: bool, files: &[PathBuf]) -> (ProgressBar, bool) {
    let size = |path: &PathBuf| path.metadata().ok().filter(|data| data.is_file()).map(|d| d.len());
    let sizes: Option<Vec<u64>> = files.iter().map(size).collect();
    match sizes {
        Some(sizes) if !sizes.is_empty() => {
            (styled(quiet, ProgressBar::new(sizes.iter().sum()), BAR), true)
        }
        _ => (counter(quiet), false),
    }
}

fn styled(quiet: bool, bar: ProgressBar, template: &str) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
