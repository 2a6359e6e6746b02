//! The arguments of `compare`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use sekimori::evaluate::compare::Gates;

use super::side::Spec;
use crate::args::{Form, Language, ReadArgs, RecordColumns};

#[derive(ClapArgs)]
#[command(after_help = "\
A side (--base, --head) is one of
  builtin             the built-in term lists and rules
  DIR                 a folder laid out like dictionaries/, alone
  builtin+DIR         the built-in ones with a folder added
  wordlist:FILE       a plain list of forbidden words, one a line (# comments) or in the first
                      column of a .csv: a comment that contains one, letter by letter, is to be
                      deleted
  wordlist-nfkc:FILE  the same with width and case made equal
  result:FILE         verdicts that `sekimori batch` wrote, found by id or row number

CORPUS is any file that `batch` reads, or .toml files of cases as in
tests/cases, whose expected decisions serve as labels. A label (a decision, toxic, not_toxic, a concept, a
clause of --policy) says whether a comment should be flagged, that is, not kept. Clauses are compared if
both sides judge by the same policy.

Gates. By default nothing may become harsher unseen: a change fails that newly flags or deletes a
comment; say how many may be, or `any`. The emergency brake: a change fails that lets a rule act on
more than 5 % of at least 20 comments, and on more of them than with the base. What a label asks for
is not held against a change: for these gates comments labelled as to be flagged are left out.

Exit codes: 0 = compared, no gate failed; 1 = a gate failed, the report says which and by which
rule; 2 = wrong usage or unreadable input.

Examples:
  sekimori compare --base builtin --head builtin+mine comments.jsonl
  sekimori compare --base builtin --head dictionaries --format markdown comments.jsonl
  sekimori compare --base wordlist:ng_words.txt --head builtin labelled.jsonl
  sekimori compare --base builtin --head builtin --head-policy ninohe comments.jsonl
  sekimori compare --base result:verdicts.jsonl --head builtin comments.jsonl -o changes.jsonl")]
pub struct CompareArgs {
    /// What is compared with
    #[arg(long, value_name = "SIDE")]
    pub base: Spec,
    /// What is new
    #[arg(long, value_name = "SIDE")]
    pub head: Spec,
    /// The files; `-` is standard input
    #[arg(value_name = "CORPUS", required = true)]
    pub inputs: Vec<PathBuf>,
    /// A built-in policy or the path of a policy file, for both sides and for labels that name clauses
    #[arg(long, value_name = "ID|FILE", default_value = "tokubetsuku")]
    pub policy: String,
    /// The policy of the base, if another
    #[arg(long, value_name = "ID|FILE")]
    pub base_policy: Option<String>,
    /// The policy of the head, if another
    #[arg(long, value_name = "ID|FILE")]
    pub head_policy: Option<String>,
    /// A compiled lindera dictionary instead of the embedded IPADIC
    #[arg(long, value_name = "DIR")]
    pub dictionary: Option<PathBuf>,
    #[command(flatten)]
    pub columns: ColumnArgs,
    /// For people, for programs or for a pull request
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// Language of the report
    #[arg(long, value_enum, default_value_t = Language::Ja)]
    pub lang: Language,
    /// Changed comments (new deletions first) and changed rules that are listed
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// List every rule that acts, not only those that act on other comments than before
    #[arg(long)]
    pub all_rules: bool,
    /// Writes every changed comment, as JSON Lines
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Exit with 0 though a gate failed
    #[arg(long)]
    pub exit_zero: bool,
    /// Threads; all cores by default
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<usize>,
    /// No progress bar
    #[arg(short, long)]
    pub quiet: bool,
    #[command(flatten)]
    pub gates: GateArgs,
}

#[derive(ClapArgs)]
pub struct ColumnArgs {
    #[command(flatten)]
    pub record: RecordColumns,
    #[command(flatten)]
    pub read: ReadArgs,
    /// The column that holds the label; by default guessed from usual names (label, ラベル, 判定 …).
    /// Comments without it have none
    #[arg(long, value_name = "NAME")]
    pub label_column: Option<String>,
}

#[derive(ClapArgs)]
#[command(next_help_heading = "Gates")]
pub struct GateArgs {
    /// Most comments that only the head deletes
    #[arg(long, value_name = "N|any", default_value = "0")]
    max_new_deletes: Limit<usize>,
    /// Most comments that only the head flags
    #[arg(long, value_name = "N|any", default_value = "0")]
    max_new_flags: Limit<usize>,
    /// Most harmless comments (all, if none is labelled) of 100,000 that one rule of the head acts on
    #[arg(long, value_name = "X|any", default_value = "any")]
    max_fp_per_100k: Limit<f64>,
    /// Largest share of the comments that one rule of the head acts on, 0 to 1
    #[arg(long, value_name = "X|any", default_value = "0.05")]
    max_rule_share: Limit<f64>,
    /// Fewest comments from which --max-rule-share holds
    #[arg(long, value_name = "N", default_value_t = 20)]
    brake_from: usize,
}

impl From<&GateArgs> for Gates {
    fn from(args: &GateArgs) -> Self {
        Self {
            max_new_deletes: args.max_new_deletes.0,
            max_new_flags: args.max_new_flags.0,
            max_fp_per_100k: args.max_fp_per_100k.0,
            max_rule_share: args.max_rule_share.0,
            brake_from: args.brake_from,
        }
    }
}

/// A bound, or `any` for none.
#[derive(Clone, Copy)]
struct Limit<T>(Option<T>);

impl<T: std::str::FromStr + PartialOrd + Default> std::str::FromStr for Limit<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "any" {
            return Ok(Self(None));
        }
        // NaN is not at least anything.
        let limit = text.parse().ok().filter(|limit| *limit >= T::default());
        limit
            .map(|limit| Self(Some(limit)))
            .ok_or_else(|| "not a number from 0; write a number, or `any` for no limit".to_owned())
    }
}
