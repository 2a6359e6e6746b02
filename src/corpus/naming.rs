//! How messages call columns. A table without a header has comments for names, and no message repeats
//! a comment: what is longer than a name is cut.

use crate::error::shortened;

/// Names that are listed.
const MOST: usize = 30;

/// A column's name as messages show it: `本文`, but `お前ら市の職員は全員この町か…`.
#[must_use]
pub fn shown_name(name: &str) -> String {
    shortened(name)
}

/// Column names as messages list them.
#[must_use]
pub fn shown_names<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let mut names = names.into_iter();
    let mut shown: Vec<String> =
        names.by_ref().take(MOST).map(|name| shown_name(name.as_ref())).collect();
    let more = names.count();
    if more > 0 {
        shown.push(format!("… ({more} more)"));
    }
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{shown_name, shown_names};

    #[test]
    fn what_is_longer_than_a_name_is_cut() {
        assert_eq!(shown_name("本文"), "本文");
        assert_eq!(shown_name(&"長".repeat(16)), "長".repeat(16));
        assert_eq!(shown_name(&"長".repeat(17)), "長".repeat(16) + "…");
        assert_eq!(shown_names(["a", "b"]), "a, b");
        let many = shown_names((0..1_000_000).map(|number| number.to_string()));
        assert!(many.ends_with("29, … (999970 more)"), "{many}");
    }
}
