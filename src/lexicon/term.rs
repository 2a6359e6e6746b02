//! `terms.csv` and `allow.csv`: words and how they must stand.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::table::Row;
use crate::error::Diagnostic;

pub(super) const TERM_HEADER: [&str; 8] =
    ["term", "class", "stand", "pos", "strength", "reason", "source", "near_misses"];
pub(super) const ALLOW_HEADER: [&str; 3] = ["term", "classes", "reason"];

/// A text of the data: borrowed from the embedded image, owned if it comes from a user's file.
pub type Text = Cow<'static, str>;

/// Borrows a text of the embedded image: ten thousand rows without ten thousand allocations.
pub(super) fn borrowed<'de: 'static, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Text, D::Error> {
    <&'de str>::deserialize(deserializer).map(Cow::Borrowed)
}

/// How a term must stand in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Stand {
    /// Neither edge continues in the same script.
    pub run: bool,
    /// The left edge is a morpheme boundary.
    pub start: bool,
    /// The right edge is a morpheme boundary.
    pub end: bool,
    /// Katakana stays katakana, hiragana stays hiragana.
    pub as_written: bool,
    /// Not matched in the loose view or behind masks.
    pub no_disguise: bool,
}

impl Stand {
    /// Whether deciding needs morphemes.
    #[must_use]
    pub fn needs_morphemes(self) -> bool {
        self.start || self.end
    }

    fn parse(cell: &str) -> Result<Self, String> {
        let mut stand = Self::default();
        for flag in cell.split('+') {
            match flag.trim() {
                "anywhere" => {}
                "run" => stand.run = true,
                "token" => (stand.start, stand.end) = (true, true),
                "start" => stand.start = true,
                "end" => stand.end = true,
                "as_written" => stand.as_written = true,
                "no_disguise" => stand.no_disguise = true,
                other => return Err(other.to_owned()),
            }
        }
        Ok(stand)
    }
}

/// A condition on the first morpheme of a match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PosFilter {
    negated: bool,
    prefixes: Vec<String>,
    base: Option<String>,
}

impl PosFilter {
    fn parse(cell: &str) -> Option<Self> {
        if cell.is_empty() {
            return None;
        }
        let negated = cell.starts_with('!');
        let cell = cell.trim_start_matches('!');
        let (mut prefixes, mut base) = (Vec::new(), None);
        for part in cell.split(['|', ';']).map(str::trim).filter(|part| !part.is_empty()) {
            match part.strip_prefix("base=") {
                Some(form) => base = Some(form.to_owned()),
                None => prefixes.push(part.trim_start_matches('!').to_owned()),
            }
        }
        Some(Self { negated, prefixes, base })
    }

    /// Whether a morpheme with these properties passes.
    pub fn admits(&self, is_pos: impl Fn(&str) -> bool, base: &str) -> bool {
        let pos = self.prefixes.is_empty() || self.prefixes.iter().any(|prefix| is_pos(prefix));
        let base = self.base.as_deref().is_none_or(|wanted| wanted == base);
        (pos && base) != self.negated
    }
}

/// A row of `terms.csv`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Term {
    /// The cell as written, with braces.
    #[serde(deserialize_with = "borrowed")]
    pub written: Text,
    /// Its class, `concept.class`.
    #[serde(deserialize_with = "borrowed")]
    pub class: Text,
    /// How it must stand.
    pub stand: Stand,
    /// What its first morpheme must be.
    pub pos: Option<PosFilter>,
    /// 0 = a cue, 1 = severe by itself.
    pub strength: f32,
    /// A short noun phrase for the clerk.
    #[serde(deserialize_with = "borrowed")]
    pub reason: Text,
    /// Where the meaning is documented.
    #[serde(deserialize_with = "borrowed")]
    pub source: Text,
    /// Harmless texts that contain the term's letters.
    pub near_misses: Vec<String>,
    /// The file, as messages name it.
    #[serde(deserialize_with = "borrowed")]
    pub file: Text,
    /// 1-based line in the file.
    pub line: usize,
}

impl Term {
    /// Every spelling that the row stands for.
    #[must_use]
    pub fn spellings(&self) -> Vec<String> {
        super::braces::expand(&self.written).unwrap_or_default()
    }

    /// What is looked for: the spellings, or the halves of a cell that stands for very many.
    pub(super) fn patterns(&self) -> Vec<String> {
        match super::braces::split(&self.written) {
            Some((heads, tails)) => [heads, tails].concat(),
            None => self.spellings(),
        }
    }

    pub(super) fn parse(row: &Row<'_>) -> Result<Self, Diagnostic> {
        let class = row.cell(1);
        if !is_name(class) {
            return Err(row.fault(1, "a class is named in snake_case", "use a-z, 0-9 and _"));
        }
        let stand = Stand::parse(row.cell(2)).map_err(|flag| {
            row.fault(
                2,
                format!("unknown flag «{flag}»"),
                "use anywhere, run, token, start, end, as_written or no_disguise, joined by +",
            )
        })?;
        let strength = row.cell(4).parse::<f32>().ok().filter(|value| (0.0..=1.0).contains(value));
        let strength = strength.ok_or_else(|| {
            row.fault(4, "the strength is not a number from 0 to 1", "0 for a cue")
        })?;
        if row.cell(0).is_empty() {
            return Err(row.fault(0, "the term is empty", "remove the row or fill it in"));
        }
        Ok(Self {
            written: row.cell(0).to_owned().into(),
            class: format!("{}.{class}", row.file.folder()).into(),
            stand,
            pos: PosFilter::parse(row.cell(3)),
            strength,
            reason: row.cell(5).to_owned().into(),
            source: row.cell(6).to_owned().into(),
            near_misses: split_list(row.cell(7)),
            file: row.file.shown.clone().into(),
            line: row.line,
        })
    }
}

/// A row of `allow.csv`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Allow {
    /// The cell as written, with braces.
    #[serde(deserialize_with = "borrowed")]
    pub written: Text,
    /// The classes whose hits it covers, resolved when compiled.
    pub classes: Vec<String>,
    /// Why it is harmless.
    #[serde(deserialize_with = "borrowed")]
    pub reason: Text,
    /// The file, as messages name it.
    #[serde(deserialize_with = "borrowed")]
    pub file: Text,
    /// 1-based line in the file.
    pub line: usize,
}

impl Allow {
    /// Every spelling that the row stands for.
    #[must_use]
    pub fn spellings(&self) -> Vec<String> {
        super::braces::expand(&self.written).unwrap_or_default()
    }

    pub(super) fn parse(row: &Row<'_>) -> Self {
        Self {
            written: row.cell(0).to_owned().into(),
            classes: names_in(row.cell(1), row.file.folder()),
            reason: row.cell(2).to_owned().into(),
            file: row.file.shown.clone().into(),
            line: row.line,
        }
    }
}

/// The names of a space-separated cell, each with its concept: `*` becomes `concept.*`.
pub(super) fn names_in(cell: &str, concept: &str) -> Vec<String> {
    cell.split_whitespace().map(|name| qualify(name, concept)).collect()
}

/// A name with its concept; signals (`@url`) and qualified names stay. In `cues/`, `*` is everything.
pub(super) fn qualify(name: &str, concept: &str) -> String {
    if name.starts_with('@') || name.contains('.') {
        name.to_owned()
    } else if name == "*" && concept == "cues" {
        "*".to_owned()
    } else {
        format!("{concept}.{name}")
    }
}

/// Whether a qualified name falls under a pattern: `*`, `concept.*` or the name itself.
pub(crate) fn covers(pattern: &str, name: &str) -> bool {
    pattern == "*"
        || pattern == name
        || pattern.strip_suffix('*').is_some_and(|prefix| name.starts_with(prefix))
}

pub(super) fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn split_list(cell: &str) -> Vec<String> {
    cell.split(" / ").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags() {
        let stand = Stand::parse("token+as_written").expect("known flags");
        assert!(stand.start && stand.end && stand.as_written && !stand.run);
        assert_eq!(Stand::parse("runn"), Err("runn".to_owned()));
    }

    #[test]
    fn parts_of_speech() {
        let verb = PosFilter::parse("動詞|形容詞").expect("a filter");
        assert!(verb.admits(|prefix| prefix == "動詞", "死ぬ"));
        assert!(!verb.admits(|prefix| prefix == "名詞", "死"));
        let not_name = PosFilter::parse("!名詞-固有名詞").expect("a filter");
        assert!(!not_name.admits(|prefix| prefix == "名詞-固有名詞", "*"));
        let base = PosFilter::parse("base=死ぬ").expect("a filter");
        assert!(base.admits(|_| false, "死ぬ") && !base.admits(|_| true, "生きる"));
        assert_eq!(PosFilter::parse(""), None);
    }

    #[test]
    fn patterns() {
        assert!(covers("*", "a.b") && covers("a.*", "a.b") && covers("a.b", "a.b"));
        assert!(!covers("a.*", "b.a") && !covers("a.b", "a.bc"));
    }
}
