//! The sides of a comparison.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context as _, Result, anyhow, bail};
use sekimori::corpus::Record;
use sekimori::evaluate::compare::{Outcome, Reading, SavedVerdicts, WordList};
use sekimori::{Engine, EngineBuilder, Policy, Session};

use super::args::CompareArgs;
use crate::setup;

/// What a side is, as given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spec {
    /// The built-in lexicon, a folder, or both.
    Lexicon { builtin: bool, folder: Option<PathBuf> },
    /// A plain list of words.
    WordList { file: PathBuf, reading: Reading },
    /// What `batch` wrote.
    Result { file: PathBuf },
}

impl FromStr for Spec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let file = |file: &str| match file.is_empty() {
            true => Err(format!("no file behind «{text}»")),
            false => Ok(PathBuf::from(file)),
        };
        if text == "builtin" {
            return Ok(Self::Lexicon { builtin: true, folder: None });
        }
        if let Some(rest) = text.strip_prefix("wordlist:") {
            return Ok(Self::WordList { file: file(rest)?, reading: Reading::Raw });
        }
        if let Some(rest) = text.strip_prefix("wordlist-nfkc:") {
            return Ok(Self::WordList { file: file(rest)?, reading: Reading::Nfkc });
        }
        if let Some(rest) = text.strip_prefix("result:") {
            return Ok(Self::Result { file: file(rest)? });
        }
        let (builtin, folder) = match text.strip_prefix("builtin+") {
            Some(folder) => (true, folder),
            None => (false, text),
        };
        if !Path::new(folder).is_dir() {
            return Err(format!(
                "«{folder}» is no folder\n  help: use builtin, DIR, builtin+DIR, wordlist:FILE, wordlist-nfkc:FILE or result:FILE"
            ));
        }
        Ok(Self::Lexicon { builtin, folder: Some(folder.into()) })
    }
}

impl std::fmt::Display for Spec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Lexicon { folder: None, .. } => f.write_str("builtin"),
            Self::Lexicon { builtin: true, folder: Some(folder) } => {
                write!(f, "builtin+{}", folder.display())
            }
            Self::Lexicon { builtin: false, folder: Some(folder) } => folder.display().fmt(f),
            Self::WordList { file, reading: Reading::Raw } => {
                write!(f, "wordlist:{}", file.display())
            }
            Self::WordList { file, reading: Reading::Nfkc } => {
                write!(f, "wordlist-nfkc:{}", file.display())
            }
            Self::Result { file } => write!(f, "result:{}", file.display()),
        }
    }
}

/// A side, ready to judge.
pub enum Side {
    Engine(Box<Engine>, Box<[Policy; 1]>),
    WordList(WordList),
    Saved(SavedVerdicts),
}

impl Side {
    fn new(spec: &Spec, policy: Policy, dictionary: Option<&Path>) -> Result<Self> {
        Ok(match spec {
            Spec::Lexicon { builtin, folder } => {
                let engine = engine(*builtin, folder.as_deref(), dictionary)?;
                Self::Engine(Box::new(engine), Box::new([policy]))
            }
            Spec::WordList { file, reading } => {
                let (name, text) = read(file)?;
                Self::WordList(WordList::parse(&name, &text, *reading)?)
            }
            Spec::Result { file } => {
                let (name, text) = read(file)?;
                Self::Saved(SavedVerdicts::parse(&name, &text)?)
            }
        })
    }

    fn judge(&self) -> Judge<'_> {
        match self {
            Self::Engine(engine, policy) => Judge::Engine(Box::new(engine.session()), policy),
            Self::WordList(list) => Judge::WordList(list),
            Self::Saved(_) => Judge::Saved,
        }
    }
}

fn engine(builtin: bool, folder: Option<&Path>, dictionary: Option<&Path>) -> Result<Engine> {
    let mut builder = EngineBuilder::new().without_redaction();
    if !builtin {
        builder = builder.without_builtin_lexicon();
    }
    if let Some(folder) = folder {
        builder = builder.lexicon_dir(folder);
    }
    if let Some(dictionary) = dictionary {
        builder = builder.dictionary_dir(dictionary);
    }
    Ok(builder.build()?)
}

fn read(file: &Path) -> Result<(String, String)> {
    let name = file.display().to_string();
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read {name}"))?;
    Ok((name, text))
}

/// Both sides of a comparison.
pub enum Pair {
    /// One lexicon under two policies: a comment is read once for both.
    Shared(Box<Engine>, Box<[Policy; 2]>),
    /// Two of any kind.
    Apart([Side; 2]),
}

/// What batch said of a comment, base and head, where a side is a saved result.
pub type Saved = [Option<Outcome>; 2];

impl Pair {
    pub fn new(args: &CompareArgs) -> Result<Self> {
        let policy = |spec: &Spec, own: Option<&str>| {
            if own.is_some() && !matches!(spec, Spec::Lexicon { .. }) {
                bail!("{spec} judges by no policy\n  help: leave its policy option out");
            }
            let name = own.unwrap_or(&args.policy);
            crate::policy::refuse_all(name)?;
            setup::policy(name)
        };
        let base = policy(&args.base, args.base_policy.as_deref())?;
        let head = policy(&args.head, args.head_policy.as_deref())?;
        let dictionary = args.dictionary.as_deref();
        Ok(match &args.base {
            Spec::Lexicon { builtin, folder } if args.base == args.head => {
                let engine = engine(*builtin, folder.as_deref(), dictionary)?;
                Self::Shared(Box::new(engine), Box::new([base, head]))
            }
            _ => Self::Apart([
                Side::new(&args.base, base, dictionary)?,
                Side::new(&args.head, head, dictionary)?,
            ]),
        })
    }

    /// What one thread judges with.
    pub fn judges(&self) -> Judges<'_> {
        match self {
            Self::Shared(engine, policies) => Judges::Shared(Box::new(engine.session()), policies),
            Self::Apart(sides) => Judges::Apart(sides.each_ref().map(|side| side.judge())),
        }
    }

    /// Takes the saved verdicts on the next comment out of the sides that have some.
    pub fn take_saved(&mut self, record: &Record) -> Saved {
        let Self::Apart(sides) = self else { return [None, None] };
        sides.each_mut().map(|side| match side {
            Side::Saved(verdicts) => verdicts.take(&record.id),
            Side::Engine(..) | Side::WordList(_) => None,
        })
    }

    /// How many saved verdicts no comment asked for.
    pub fn left(&self) -> usize {
        let Self::Apart(sides) = self else { return 0 };
        let left = |side: &Side| match side {
            Side::Saved(verdicts) => verdicts.left(),
            Side::Engine(..) | Side::WordList(_) => 0,
        };
        sides.iter().map(left).sum()
    }
}

/// Both sides on one thread.
pub enum Judges<'a> {
    Shared(Box<Session>, &'a [Policy; 2]),
    Apart([Judge<'a>; 2]),
}

/// One side on one thread.
pub enum Judge<'a> {
    Engine(Box<Session>, &'a [Policy; 1]),
    WordList(&'a WordList),
    Saved,
}

impl Judges<'_> {
    /// What base and head make of a comment.
    pub fn judge(&mut self, record: &Record, saved: Saved) -> Result<[Outcome; 2]> {
        match self {
            Self::Shared(session, policies) => {
                let verdicts = session.judge_by_each(&record.comment(), policies);
                Ok(verdicts.each_ref().map(Outcome::from))
            }
            Self::Apart([base, head]) => {
                let [of_base, of_head] = saved;
                Ok([base.judge(record, of_base)?, head.judge(record, of_head)?])
            }
        }
    }
}

impl Judge<'_> {
    fn judge(&mut self, record: &Record, saved: Option<Outcome>) -> Result<Outcome> {
        match self {
            Self::Engine(session, policy) => {
                let [verdict] = session.judge_by_each(&record.comment(), policy);
                Ok(Outcome::from(&verdict))
            }
            Self::WordList(list) => Ok(list.judge(&record.text)),
            Self::Saved => saved.ok_or_else(|| {
                anyhow!(
                    "no saved verdict for id {}\n  help: give --id-column as `batch` was given it, and the same files in the same order",
                    record.id
                )
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_shown_as_it_is_given() {
        for text in [
            "builtin",
            "src",
            "builtin+src",
            "wordlist:ng.txt",
            "wordlist-nfkc:ng.csv",
            "result:verdicts.jsonl",
        ] {
            assert_eq!(text.parse::<Spec>().map(|spec| spec.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "builtin+", "builtin+nowhere", "nowhere", "wordlist:", "result:"] {
            assert!(text.parse::<Spec>().is_err(), "{text}");
        }
    }
}
