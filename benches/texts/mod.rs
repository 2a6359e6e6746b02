//! The texts that are measured: comments of our own making, a line each (`\n` is a line break).

/// What most comments are.
pub fn harmless() -> Vec<String> {
    lines(include_str!("harmless.txt"))
}

/// The tone of a bulletin board.
pub fn forum() -> Vec<String> {
    lines(include_str!("forum.txt"))
}

/// Abuse, disguises, contact data, floods.
pub fn hostile() -> Vec<String> {
    lines(include_str!("hostile.txt"))
}

/// All of them by name.
pub fn own() -> Vec<(String, Vec<String>)> {
    vec![
        ("harmless".to_owned(), harmless()),
        ("forum".to_owned(), forum()),
        ("hostile".to_owned(), hostile()),
    ]
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| line.replace("\\n", "\n")).collect()
}
