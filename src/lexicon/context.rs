//! `context.csv`: what in the surroundings raises or cancels a hit.

use serde::{Deserialize, Serialize};

use super::table::Row;
use super::term::{Text, borrowed, covers, qualify};
use crate::error::Diagnostic;

pub(super) const CONTEXT_HEADER: [&str; 8] =
    ["cue", "kind", "where", "window", "effect", "applies_to", "reason", "reason_en"];

const KINDS: [&str; 18] = [
    "negation",
    "quotation",
    "report",
    "prevention",
    "support",
    "hypothesis",
    "self_reference",
    "idiom",
    "criticism",
    "official",
    "fiction",
    "food",
    "sport",
    "game",
    "news",
    "civic",
    "learning",
    "raise",
];

/// Where a cue must stand with respect to the hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Where {
    /// Within the window behind the hit, same sentence.
    After,
    /// Within the window before the hit, same sentence.
    Before,
    /// Either.
    Around,
    /// Touching the hit's end.
    Next,
    /// Touching the hit's start.
    Prev,
    /// Anywhere in the sentence.
    Sentence,
    /// Anywhere in the comment.
    Comment,
    /// Behind the bracket that closes the quotation in which the hit stands.
    AfterQuote,
}

/// What a cue does to a hit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Effect {
    /// The hit does not count.
    Cancel,
    /// Its strength is multiplied.
    Scale(f32),
    /// Its strength is raised.
    Raise(f32),
}

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cue {
    /// Words, with braces.
    Words(String),
    /// Any hit of a class, or a signal.
    Class(String),
    /// The hit stands in 「」『』“”.
    Quoted,
    /// The sentence is a question.
    Question,
}

/// A row of `context.csv`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Context {
    /// What is looked for.
    pub cue: Cue,
    /// What sort of context it is.
    #[serde(deserialize_with = "borrowed")]
    pub kind: Text,
    /// Where it must stand.
    pub place: Where,
    /// Characters between hit and cue at most; for [`Cue::Quoted`], those that the comment says
    /// outside of quotation marks at least.
    pub window: usize,
    /// What it does.
    pub effect: Effect,
    /// Classes and rules concerned; `concept.*` and `*` as patterns.
    pub applies_to: Vec<String>,
    /// Those of them that are left out (`!name`), in the same form.
    pub except: Vec<String>,
    /// For the clerk.
    #[serde(deserialize_with = "borrowed")]
    pub reason: Text,
    /// The same in English.
    #[serde(deserialize_with = "borrowed")]
    pub reason_en: Text,
    /// File and line, for messages.
    #[serde(deserialize_with = "borrowed")]
    pub file: Text,
    /// 1-based.
    pub line: usize,
}

impl Context {
    /// Whether it concerns a class or a rule, by its qualified name.
    pub(super) fn concerns(&self, name: &str) -> bool {
        let among = |patterns: &[String]| patterns.iter().any(|pattern| covers(pattern, name));
        among(&self.applies_to) && !among(&self.except)
    }

    pub(super) fn parse(row: &Row<'_>) -> Result<Self, Diagnostic> {
        let kind = row.cell(1);
        if !KINDS.contains(&kind) {
            let help = format!("use one of {}", KINDS.join(", "));
            return Err(row.fault(1, format!("unknown kind «{kind}»"), help));
        }
        let place = place(row.cell(2)).ok_or_else(|| {
            row.fault(
                2,
                "unknown place",
                "use after, before, around, next, prev, sentence, comment or after_quote",
            )
        })?;
        let window = match (row.cell(3), place) {
            ("", Where::Next | Where::Prev | Where::Sentence | Where::Comment) => 0,
            (cell, _) => cell
                .parse()
                .map_err(|_| row.fault(3, "the window is not a number", "give characters: 8"))?,
        };
        let effect = effect(row.cell(4))
            .ok_or_else(|| row.fault(4, "unknown effect", "use cancel, x0.5 or +0.2"))?;
        let concept = row.file.folder();
        let names = |left_out: bool| -> Vec<String> {
            let names = row.cell(5).split_whitespace();
            let names = names.filter(|name| name.starts_with('!') == left_out);
            names.map(|name| qualify(name.trim_start_matches('!'), concept)).collect()
        };
        let (applies_to, except) = (names(false), names(true));
        if applies_to.is_empty() {
            return Err(row.fault(5, "applies to nothing", "name classes or rules, or * for all"));
        }
        Ok(Self {
            cue: cue(row.cell(0), concept),
            kind: kind.to_owned().into(),
            place,
            window,
            effect,
            applies_to,
            except,
            reason: row.cell(6).to_owned().into(),
            reason_en: row.cell(7).to_owned().into(),
            file: row.file.shown.clone().into(),
            line: row.line,
        })
    }
}

fn place(cell: &str) -> Option<Where> {
    Some(match cell {
        "after" => Where::After,
        "before" => Where::Before,
        "around" => Where::Around,
        "next" => Where::Next,
        "prev" => Where::Prev,
        "sentence" => Where::Sentence,
        "comment" => Where::Comment,
        "after_quote" => Where::AfterQuote,
        _ => return None,
    })
}

fn effect(cell: &str) -> Option<Effect> {
    if cell == "cancel" {
        return Some(Effect::Cancel);
    }
    if let Some(factor) = cell.strip_prefix('x') {
        return factor.parse().ok().filter(|f| (0.0..=1.0).contains(f)).map(Effect::Scale);
    }
    let raise = cell.strip_prefix('+')?;
    raise.parse().ok().filter(|r| (0.0..=1.0).contains(r)).map(Effect::Raise)
}

fn cue(cell: &str, concept: &str) -> Cue {
    match cell {
        "@quoted" => Cue::Quoted,
        "@question" => Cue::Question,
        _ if cell.starts_with('@') => Cue::Class(cell.to_owned()),
        _ => match cell.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            Some(class) => Cue::Class(canonical_class(&super::term::qualify(class, concept))),
            None => Cue::Words(cell.to_owned()),
        },
    }
}

/// `cue.x` is how data files name the classes of the folder `cues/`.
pub(crate) fn canonical_class(name: &str) -> String {
    name.strip_prefix("cue.").map_or_else(|| name.to_owned(), |class| format!("cues.{class}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects() {
        assert_eq!(effect("cancel"), Some(Effect::Cancel));
        assert_eq!(effect("x0.5"), Some(Effect::Scale(0.5)));
        assert_eq!(effect("+0.2"), Some(Effect::Raise(0.2)));
        assert_eq!(effect("x2"), None);
        assert_eq!(effect("maybe"), None);
    }

    #[test]
    fn cues() {
        assert_eq!(cue("@quoted", "harm"), Cue::Quoted);
        assert_eq!(cue("<cue.measure>", "harm"), Cue::Class("cues.measure".into()));
        assert_eq!(cue("<threat>", "harm"), Cue::Class("harm.threat".into()));
        assert_eq!(cue("に注意", "harm"), Cue::Words("に注意".into()));
    }
}
