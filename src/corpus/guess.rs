//! Which column holds what, by the names that exports usually have (`corpus/columns.csv`).

use super::record::Columns;
use crate::embedded;

/// What the names of a file's columns say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The columns; the default name where none fits.
    pub columns: Columns,
    /// The column of labels, if one fits.
    pub label: Option<String>,
}

impl Guess {
    /// Compares the names of a file's columns with the usual ones, earlier rows of the list first.
    /// Case and surrounding spaces do not matter.
    #[must_use]
    pub fn from_names<S: AsRef<str>>(names: &[S]) -> Self {
        let find = |column: &str| {
            usual_names(column).find_map(|usual| {
                let same = |name: &&str| name.trim().to_lowercase() == usual.to_lowercase();
                names.iter().map(AsRef::as_ref).find(same).map(str::to_owned)
            })
        };
        let default = Columns::default();
        let columns = Columns {
            text: find("text").unwrap_or(default.text),
            id: find("id").unwrap_or(default.id),
            article: find("article").unwrap_or(default.article),
            author: find("author").unwrap_or(default.author),
            time: find("time").unwrap_or(default.time),
            links: find("links").unwrap_or(default.links),
        };
        Self { columns, label: find("label") }
    }
}

/// The usual names of a column, the likeliest first.
pub fn usual_names(column: &str) -> impl Iterator<Item = &'static str> {
    embedded::listed("corpus/columns.csv", column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_found_whatever_their_case() {
        let guess = Guess::from_names(&["No.", "本文", " Label ", "投稿日時"]);
        assert_eq!((guess.columns.text.as_str(), guess.columns.id.as_str()), ("本文", "id"));
        assert_eq!(guess.columns.time, "投稿日時");
        assert_eq!(guess.label.as_deref(), Some(" Label "));
    }

    #[test]
    fn the_likelier_name_wins_and_none_is_none() {
        let guess = Guess::from_names(&["comment", "text", "番号"]);
        assert_eq!((guess.columns.text.as_str(), guess.columns.id.as_str()), ("text", "番号"));
        assert_eq!(guess.label, None);
    }

    #[test]
    fn every_row_of_the_list_names_a_known_column() {
        for column in ["text", "id", "article", "author", "time", "links", "label"] {
            assert_eq!(usual_names(column).next(), Some(column), "the default is the likeliest");
        }
        let text = embedded::text("corpus/columns.csv").expect("embedded");
        let known = ["text", "id", "article", "author", "time", "links", "label"];
        for row in text.lines().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            assert!(known.contains(&cells[0]) && cells.len() == 3, "{row}");
        }
    }
}
