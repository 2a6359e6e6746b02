//! An old-fashioned list of forbidden words: a comment that holds one of them is to be deleted.
//!
//! The opponent that a rule set has to beat. It knows no word edges, disguises, contexts or clauses.

use aho_corasick::AhoCorasick;
use unicode_normalization::UnicodeNormalization as _;

use super::Outcome;
use crate::policy::Decision;

/// Why a word list could not be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WordListError {
    /// Nothing is left when empty lines and comments are gone.
    #[error("{file} lists no words\n  help: write one word a line; lines with # are comments")]
    Empty {
        /// What messages call the file.
        file: String,
    },
    /// The CSV cannot be read.
    #[error("{file} is no CSV: {source}\n  help: the words stand in the first column")]
    Csv {
        /// What messages call the file.
        file: String,
        /// What is wrong.
        source: csv::Error,
    },
    /// The automaton would be too large.
    #[error("the words of {file} cannot be compiled: {source}\n  help: split the list")]
    Compile {
        /// What messages call the file.
        file: String,
        /// What is wrong.
        source: aho_corasick::BuildError,
    },
}

/// How words and comments are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Letter by letter, as written.
    Raw,
    /// Width and case made equal: NFKC, then lower case.
    Nfkc,
}

impl Reading {
    fn of(self, text: &str) -> String {
        match self {
            Self::Raw => text.to_owned(),
            Self::Nfkc => text.nfkc().flat_map(char::to_lowercase).collect(),
        }
    }
}

/// A compiled word list.
#[derive(Debug, Clone)]
pub struct WordList {
    words: Vec<String>,
    automaton: AhoCorasick,
    reading: Reading,
}

impl WordList {
    /// Reads a list: a word a line, `#` begins a comment line. If the name of `file` ends in
    /// `.csv`, the first cell of each row, the first row included.
    ///
    /// # Errors
    ///
    /// If the CSV is broken, or there is no word.
    pub fn parse(file: &str, text: &str, reading: Reading) -> Result<Self, WordListError> {
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut words: Vec<String> = match file.ends_with(".csv") {
            true => first_column(file, text)?,
            false => text.lines().filter(|l| !l.starts_with('#')).map(str::to_owned).collect(),
        };
        for word in &mut words {
            *word = word.trim().to_owned();
        }
        words.retain(|word| !word.is_empty());
        words.sort_unstable();
        words.dedup();
        if words.is_empty() {
            return Err(WordListError::Empty { file: file.to_owned() });
        }
        let automaton = AhoCorasick::new(words.iter().map(|word| reading.of(word)))
            .map_err(|source| WordListError::Compile { file: file.to_owned(), source })?;
        Ok(Self { words, automaton, reading })
    }

    /// The words, sorted.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Every hit means delete; the rules are `word:` and the words found.
    #[must_use]
    pub fn judge(&self, text: &str) -> Outcome {
        let folded;
        let text = match self.reading {
            Reading::Raw => text,
            Reading::Nfkc => {
                folded = self.reading.of(text);
                &folded
            }
        };
        let mut found: Vec<usize> = self
            .automaton
            .find_overlapping_iter(text)
            .map(|hit| hit.pattern().as_usize())
            .collect();
        found.sort_unstable();
        found.dedup();
        let rules: Vec<String> =
            found.into_iter().map(|index| format!("word:{}", self.words[index])).collect();
        let decision = if rules.is_empty() { Decision::Keep } else { Decision::Delete };
        Outcome::without_clauses(decision, rules)
    }
}

fn first_column(file: &str, text: &str) -> Result<Vec<String>, WordListError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .comment(Some(b'#'))
        .from_reader(text.as_bytes());
    let first = |row: Result<csv::StringRecord, csv::Error>| {
        let row = row.map_err(|source| WordListError::Csv { file: file.to_owned(), source })?;
        Ok(row.get(0).unwrap_or_default().to_owned())
    };
    reader.records().map(first).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_inside_a_word_is_a_hit() -> Result<(), WordListError> {
        let list = WordList::parse("ng.txt", "# 罵倒\nカス\n\nゴミ\nカス\n", Reading::Raw)?;
        assert_eq!(list.words(), ["カス", "ゴミ"]);
        let outcome = list.judge("カステラとゴミの日");
        assert_eq!(outcome.decision, Decision::Delete);
        assert_eq!(outcome.rules, ["word:カス", "word:ゴミ"]);
        assert_eq!(list.judge("ｶｽ").decision, Decision::Keep);
        Ok(())
    }

    #[test]
    fn width_and_case_are_made_equal_when_asked() -> Result<(), WordListError> {
        let list = WordList::parse("ng.txt", "カス\nＳＥＸ", Reading::Nfkc)?;
        assert_eq!(list.judge("ｶｽ Sex").rules, ["word:カス", "word:ＳＥＸ"]);
        assert_eq!(list.judge("かす").decision, Decision::Keep);
        Ok(())
    }

    #[test]
    fn words_inside_words_of_the_list_are_all_found() -> Result<(), WordListError> {
        let list = WordList::parse("ng.txt", "死\n死ね\nばか", Reading::Raw)?;
        assert_eq!(list.judge("死ね").rules, ["word:死", "word:死ね"]);
        Ok(())
    }

    #[test]
    fn a_table_gives_its_first_column_and_an_empty_list_is_refused() -> Result<(), WordListError> {
        let list = WordList::parse("ng.csv", "死ね,暴言\n\"消え,ろ\",暴言,x\n", Reading::Raw)?;
        assert_eq!(list.words(), ["死ね", "消え,ろ"]);
        let error = WordList::parse("ng.txt", "# 何もない\n", Reading::Raw).err();
        assert!(error.is_some_and(|error| error.to_string().contains("lists no words")));
        Ok(())
    }
}
