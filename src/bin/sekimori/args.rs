//! The arguments.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use sekimori::evaluate::fit::FitOptions;

use crate::compare::CompareArgs;

/// Moderates Japanese comments against a public body's published policy, and says why.
#[derive(Parser)]
#[command(
    version,
    about,
    arg_required_else_help = true,
    after_help = "\
Exit codes: 0 = ran, and for `check` every comment is kept; 1 = `check` found one that is not, or a
gate failed; 2 = wrong usage or unreadable input. Messages go to stderr, data to stdout.

Examples:
  sekimori check \"お前ら市の職員は全員 し・ね よ\"
  cat comment.txt | sekimori check - --format json
  sekimori batch comments.jsonl -o verdicts.jsonl
  sekimori rules show defamation.death_wish
  sekimori policy show tokubetsuku"
)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Judge comments given as arguments or on standard input
    Check(CheckArgs),
    /// Judge files of comments: CSV, TSV, XLSX, JSON, exports of platforms
    Batch(BatchArgs),
    /// Measure the rules against cases (.toml) or labelled comments (.jsonl, .csv, .tsv)
    Evaluate(EvaluateArgs),
    /// Tell what two rule sets, policies or word lists decide differently on a corpus
    Compare(CompareArgs),
    /// Print comments with only the offending parts masked
    Redact(RedactArgs),
    /// Show, check and compare policies
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Show and check rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Print completions for a shell
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
}

/// What every command that judges takes.
#[derive(ClapArgs)]
pub struct EngineArgs {
    /// A built-in policy or the path of a policy file; for `check` also `all`: every built-in one
    #[arg(long, value_name = "ID|FILE", default_value = "tokubetsuku")]
    pub policy: String,
    /// A folder of term lists and rules that adds to the built-in ones (may be repeated)
    #[arg(long, value_name = "DIR")]
    pub lexicon: Vec<PathBuf>,
    /// Leave the built-in term lists and rules out: only those of --lexicon count
    #[arg(long, requires = "lexicon")]
    pub no_builtin: bool,
    /// A compiled lindera dictionary instead of the embedded IPADIC
    #[arg(long, value_name = "DIR")]
    pub dictionary: Option<PathBuf>,
}

/// Which fields of a row hold what a comment is made of. By default they are guessed from usual names
/// (text, 本文, コメント …).
#[derive(ClapArgs)]
pub struct RecordColumns {
    /// The column that holds the comment; guessed from usual names (text, 本文, コメント …), and else the
    /// one with the longest Japanese text
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// The column that holds the id; guessed from usual names, and else the row number
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
    /// The column that holds the text of the post
    #[arg(long, value_name = "NAME")]
    pub article_column: Option<String>,
    /// The column that holds the commenter
    #[arg(long, value_name = "NAME")]
    pub author_column: Option<String>,
    /// The column that holds the time
    #[arg(long, value_name = "NAME")]
    pub time_column: Option<String>,
}

/// How files are read. What is not said is guessed, and guesses are told.
#[derive(ClapArgs)]
#[command(next_help_heading = "Reading")]
pub struct ReadArgs {
    /// How the input is written, whatever its name
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub input_format: Option<FileFormat>,
    /// Encoding of text: utf-8, cp932, euc-jp, utf-16le …
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// What separates the cells: comma, tab, semicolon or pipe
    #[arg(long, value_name = "NAME")]
    pub delimiter: Option<String>,
    /// The first row is a row; columns are called 列1, 列2 …
    #[arg(long)]
    pub no_header: bool,
    /// The sheet of a workbook; by default the first
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
}

/// How a file is written.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FileFormat {
    /// One JSON object a line
    Jsonl,
    /// A JSON array, or a platform's export
    Json,
    Csv,
    Tsv,
    /// One comment a line
    Txt,
    Xlsx,
    Parquet,
}

impl From<FileFormat> for sekimori::corpus::Format {
    fn from(format: FileFormat) -> Self {
        match format {
            FileFormat::Jsonl => Self::JsonLines,
            FileFormat::Json => Self::Json,
            FileFormat::Csv => Self::Csv,
            FileFormat::Tsv => Self::Tsv,
            FileFormat::Txt => Self::Lines,
            FileFormat::Xlsx => Self::Xlsx,
            FileFormat::Parquet => Self::Parquet,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
}

/// The form of a report on measurements.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    Text,
    Json,
    /// Fit for a pull request
    Markdown,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    Ja,
    En,
}

impl From<Language> for sekimori::explain::Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Ja => Self::Ja,
            Language::En => Self::En,
        }
    }
}

#[derive(ClapArgs)]
#[command(after_help = "\
Examples:
  sekimori check \"ゴミの日はいつですか\" \"市長の説明には納得できない\"
  sekimori check --lang en --format json - < comment.txt
  sekimori check --article \"夏祭りを開催します\" \"今日の株価は…\"
  sekimori check --policy all \"…\"
  sekimori check --document record \"担当の電話は090-1234-5678だ、晒せ\"
  sekimori check --outgoing --policy shiroi \"来年度の新施設は内々に決まっています\"")]
pub struct CheckArgs {
    /// The comments; `-` reads one from standard input
    #[arg(value_name = "TEXT", required = true)]
    pub texts: Vec<String>,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// The post that the comments stand under: a file's path or the text itself
    #[arg(long, value_name = "FILE|TEXT")]
    pub article: Option<String>,
    /// The texts are drafts of the body's own posts: judge them by the policy's list for those
    #[arg(long)]
    pub outgoing: bool,
    /// The day on which the drafts go out, by which dates without a year are read; by default today
    #[arg(long, value_name = "YYYY-MM-DD", requires = "outgoing")]
    pub today: Option<jiff::civil::Date>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Instead of the explanation, print a text for the office to go on with
    #[arg(long, value_enum, conflicts_with_all = ["format", "outgoing"])]
    pub document: Option<DocumentKind>,
    /// A folder with templates of one's own, named like the built-in ones (see `policy templates`)
    #[arg(long, value_name = "DIR", requires = "document")]
    pub templates: Option<PathBuf>,
    /// Show personal data in the document; otherwise they are masked
    #[arg(long, requires = "document")]
    pub unmasked: bool,
    /// Language of explanations
    #[arg(long, value_enum, default_value_t = Language::Ja)]
    pub lang: Language,
    /// Exit with 0 whatever is found
    #[arg(long)]
    pub exit_zero: bool,
    /// Colour: auto looks at the terminal and NO_COLOR
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub color: Colour,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DocumentKind {
    /// The internal record (起案用)
    Record,
    /// A notice to the commenter
    Notice,
    /// A tab-separated line for the transparency report
    Transparency,
}

impl From<DocumentKind> for sekimori::explain::Document {
    fn from(kind: DocumentKind) -> Self {
        match kind {
            DocumentKind::Record => Self::Record,
            DocumentKind::Notice => Self::Notice,
            DocumentKind::Transparency => Self::Transparency,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(ClapArgs)]
#[command(after_help = "\
Input: CSV, TSV, XLSX, JSON Lines, JSON arrays, Parquet (if built with the feature), text (.txt, one comment a
line), and exports: X archive (tweets.js) and API v2, YouTube Takeout and commentThreads, Facebook and
Instagram downloads. Encoding, separator and columns are guessed and told; the options override.

Output: by the name of OUTPUT, else like the input. Tables keep all columns of the input; the verdict's
are added: 判定, スコア, 該当条項, 規則, 根拠, 説明, 対応, 伏せた本文 (--lang en: decision …). CSV and TSV
are UTF-8 with a byte-order mark, by which Excel knows it, unless --output-encoding says otherwise (to
standard output: without). Text that a spreadsheet would run as a formula gets a ' before it. JSON Lines
and JSON hold the verdicts in full, with the input's id or the row number.

A row that cannot be read is put aside with its number and cause (OUTPUT.rejected.csv; in JSON it
becomes {\"id\": ROW, \"error\": \"…\"}), the rest is judged, and the exit code is 2.

A run that was cut off leaves OUTPUT.part and OUTPUT.journal: --resume goes on behind the last rows that
were written; the output is the same as of a run that was not. Workbooks and Parquet are written in one
piece and cannot be gone on with.

Examples:
  sekimori batch コメント.csv -o 判定.csv
  sekimori batch コメント.xlsx -o 判定.xlsx --sheet 4月 --text-column 本文
  sekimori batch tweets.js -o verdicts.csv --lang en
  sekimori batch big.csv -o verdicts.csv --resume
  sekimori batch コメント.csv -o 判定.csv --report 報告.html --summary --account 〇〇市公式
  sekimori batch comments.csv -o old.csv --output-encoding cp932 --substitute
  echo '{\"id\":\"1\",\"text\":\"ゴミの日はいつですか\"}' | sekimori batch - -o -")]
pub struct BatchArgs {
    /// The files; `-` is standard input
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// Where verdicts go; `-` is standard output
    #[arg(short, long, value_name = "OUTPUT")]
    pub output: PathBuf,
    #[command(flatten)]
    pub engine: EngineArgs,
    #[command(flatten)]
    pub columns: RecordColumns,
    /// Threads; all cores by default
    #[arg(short, long, value_name = "N")]
    pub jobs: Option<usize>,
    /// Language of explanations and of the names of added columns
    #[arg(long, value_enum, default_value_t = Language::Ja)]
    pub lang: Language,
    /// No progress bar
    #[arg(short, long)]
    pub quiet: bool,
    /// Go on with a run that was cut off
    #[arg(long)]
    pub resume: bool,
    /// Write one page that needs no network: figures, bursts, copies, repeated violations, and the queue of
    /// comments that are not kept, for a person to decide on
    #[arg(long, value_name = "FILE.html", help_heading = "Overview")]
    pub report: Option<PathBuf>,
    /// How many comments the page's queue holds at most, the most urgent first
    #[arg(long, value_name = "N", requires = "report", help_heading = "Overview", default_value_t = 2000,
          value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..=20000))]
    pub report_limit: usize,
    /// Print the same figures as tables, or as JSON; to stderr if verdicts go to standard output
    #[arg(long, value_enum, value_name = "FORM", num_args = 0..=1, default_missing_value = "text",
          help_heading = "Overview")]
    pub summary: Option<Format>,
    /// The display name of one of the body's own accounts, so that others like it are told (may be repeated)
    #[arg(long, value_name = "NAME", help_heading = "Overview")]
    pub account: Vec<String>,
    /// Where rows go that cannot be read; by default OUTPUT.rejected.csv, for JSON nowhere else
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Rows that are judged, written and recorded together
    #[arg(long, value_name = "ROWS", hide = true, default_value_t = crate::batch::CHUNK,
          value_parser = chunk)]
    pub chunk: usize,
    #[command(flatten)]
    pub read: ReadArgs,
    /// How the output is written, whatever its name
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Writing")]
    pub output_format: Option<FileFormat>,
    /// Encoding of CSV and TSV: utf-8-bom, utf-8, cp932 or utf-16
    #[arg(long, value_name = "NAME", help_heading = "Writing")]
    pub output_encoding: Option<String>,
    /// Write the nearest character, or 〓, for one that CP932 lacks, instead of stopping
    #[arg(long, help_heading = "Writing")]
    pub substitute: bool,
    /// Write text that a spreadsheet would run as a formula as it is
    #[arg(long, help_heading = "Writing")]
    pub raw_cells: bool,
}

fn chunk(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|rows| *rows > 0).ok_or_else(|| "not a number from 1".to_owned())
}

#[derive(ClapArgs)]
#[command(after_help = "\
Cases are files of [[cases]] as in tests/cases. Labelled comments are JSON Lines, CSV or TSV
(with a header), or any other format that `batch` reads. A label is a decision (delete, review, keep; 削除, 要確認, 維持), toxic or
not_toxic, a concept (defamation, 誹謗中傷), a clause as the policy prints it, or several of these:
(2);(9), delete;(2), a JSON array. Where a label names clauses or concepts it names all of them;
toxic and delete alone say nothing of clauses and are left out of their figures.

A file with a column clerk_decision (職員の判断) is a record of what clerks decided, as the report of
`batch` exports it: text, clerk_decision and optional id, decision, clauses, rules (the engine's then,
several with ;), clerk_clauses, decided_at (RFC 3339). It gives agreement with the engine, by clause, rule
and month, and rules proposed for another strength or for a trial where the evidence is enough
(dictionaries/evaluate/tuning.toml). Nothing is changed. Comments without decision and rules are judged
anew.

Figures: precision, recall, F1 and F0.5 over all (flagged = not kept), by clause and by concept,
with 95 % intervals (Wilson; for F a percentile bootstrap); labels against decisions (flag: to be
flagged, no decision named; other: takes no side; none: no label); what other thresholds would do;
how often each rule was right.

Exit codes: 0 = measured, 1 = a case failed or a figure is below --fail-under, 2 = wrong usage, or
a row or label that cannot be read (the rest is measured).

Examples:
  sekimori evaluate tests/cases/*.toml
  sekimori evaluate labelled.csv --text-column 本文 --label-column 判定 --html report.html
  sekimori evaluate labelled.jsonl --errors errors.jsonl --format json
  sekimori evaluate decisions.csv --with-text --format markdown
  sekimori evaluate labelled.jsonl --fail-under precision=0.95,recall=0.7,recall@defamation=0.6")]
pub struct EvaluateArgs {
    /// .toml files of cases; .jsonl, .csv, .tsv, .xlsx … files of labelled comments; `-` is standard
    /// input
    #[arg(value_name = "FILE", required = true)]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// The column that holds the comment; by default guessed from usual names (text, 本文, コメント …)
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    #[command(flatten)]
    pub read: ReadArgs,
    /// The column that holds the label; by default guessed from usual names (label, ラベル, 判定 …)
    #[arg(long, value_name = "NAME")]
    pub label_column: Option<String>,
    /// For people, for programs or for a pull request
    #[arg(long, value_enum, default_value_t = Form::Text)]
    pub format: Form,
    /// Language of tables and of the page
    #[arg(long, value_enum, default_value_t = Language::Ja)]
    pub lang: Language,
    /// Writes the comments on which label and verdict disagree, as JSON Lines
    #[arg(long, value_name = "FILE")]
    pub errors: Option<PathBuf>,
    /// Writes figures, curves and disagreements as one page that needs no network
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Fails (exit 1) below these figures, over all or of a clause or concept:
    /// precision=0.95,recall=0.7,f1=0.8,f0.5=0.9,recall@defamation=0.6,precision@(2)=0.9
    #[arg(long, value_name = "FIGURES")]
    pub fail_under: Option<String>,
    /// Of a record of decisions: judge its comments anew, though it says what was recommended then
    #[arg(long)]
    pub rejudge: bool,
    /// Of a record of decisions: show the comments behind the proposals, not only their ids
    #[arg(long)]
    pub with_text: bool,
    /// Of a record of decisions: when evidence is enough, instead of dictionaries/evaluate/tuning.toml
    #[arg(long, value_name = "FILE")]
    pub criteria: Option<PathBuf>,
    /// How often the comments are drawn again for the intervals of F
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(1..))]
    pub resamples: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Masking {
    /// ○ for every character
    Mask,
    /// ［電話番号］
    Label,
    /// Nothing
    Remove,
}

#[derive(ClapArgs)]
#[command(after_help = "\
Only the smallest part is masked with which the rest is kept; the rest is judged again to prove it.

Exit codes: 0 = what is printed may stay; 1 = masking does not do for a comment (it is printed with
everything masked, the reason on stderr); 2 = wrong usage or unreadable input.

Examples:
  sekimori redact \"担当は死ね。道路は早く直して\"
  sekimori redact --operator label - < comment.txt")]
pub struct RedactArgs {
    /// The comments; `-` reads one from standard input
    #[arg(value_name = "TEXT", required = true)]
    pub texts: Vec<String>,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// What stands in the place of a masked part
    #[arg(long, value_enum, default_value_t = Masking::Mask)]
    pub operator: Masking,
    /// The text alone, or the redaction with its spans
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Language of messages
    #[arg(long, value_enum, default_value_t = Language::Ja)]
    pub lang: Language,
}

#[derive(Subcommand)]
pub enum PolicyCommand {
    /// List the built-in policies
    List,
    /// Print a policy as a page
    Show {
        /// A built-in id or the path of a policy file
        #[arg(default_value = "tokubetsuku")]
        policy: String,
        /// For people or for programs
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Language of the page; clauses stay as printed
        #[arg(long, value_enum, default_value_t = Language::Ja)]
        lang: Language,
    },
    /// Tell what one policy forbids and another does not
    #[command(after_help = "\
Example:
  sekimori policy diff tokubetsuku ninohe")]
    Diff {
        /// A built-in id or the path of a policy file
        a: String,
        /// The other one
        b: String,
        /// For people or for programs
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Language of the table
        #[arg(long, value_enum, default_value_t = Language::Ja)]
        lang: Language,
    },
    /// Draft a policy file from the text of a published policy
    #[command(after_help = "\
Reads a pasted policy page, or only its list of 禁止事項, in any numbering: (1), 1., ①, ア, (ア), 第1号, ・.
Lines that a person has to look at are marked 要確認.

Exit codes: 0 = drafted, 2 = no list was found, or a file cannot be read or written.

Examples:
  sekimori policy import policy.txt --id minato -o minato.toml
  sekimori policy import - < list.txt")]
    Import {
        /// The text; `-` reads standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Where the draft goes; standard output if not given
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// The policy's id; by default the name of the output, or of the text
        #[arg(long)]
        id: Option<String>,
        /// Overwrite an existing output
        #[arg(long)]
        force: bool,
    },
    /// Write the built-in templates of records and notices into a folder, to change them
    #[command(after_help = "\
Files that are there already are left alone, unless --force is given.

Example:
  sekimori policy templates mine
  sekimori check --document notice --templates mine \"…\"")]
    Templates {
        /// The folder; made if it is not there
        folder: PathBuf,
        /// Overwrite files that are there
        #[arg(long)]
        force: bool,
    },
    /// Check policy files: keys, concepts, numbers, thresholds, clauses that nothing can reach
    #[command(after_help = "\
Exit codes: 0 = no errors (there may be notes), 1 = errors, 2 = a file cannot be read.

Example:
  sekimori policy lint minato.toml")]
    Lint {
        /// Built-in ids or paths of policy files; all built-in ones if none is given
        policies: Vec<String>,
    },
}

#[derive(Subcommand)]
pub enum RulesCommand {
    /// List every rule with its title
    List {
        /// Only rules of this concept
        #[arg(long)]
        concept: Option<String>,
        #[command(flatten)]
        engine: EngineArgs,
        /// Language of titles
        #[arg(long, value_enum, default_value_t = Language::Ja)]
        lang: Language,
    },
    /// Print a rule with its reason, source, terms and examples
    Show {
        /// The rule's id: defamation.death_wish
        rule: String,
        #[command(flatten)]
        engine: EngineArgs,
        /// For people or for programs
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
    },
    /// Check the data: how rows are written, what can never act, examples and near misses
    #[command(after_help = "\
Every fault has a code; `sekimori rules explain CODE` says what it means. --fix rewrites what is
mechanical in the files of --lexicon (blanks, width, rows that stand twice) and leaves all else as it
is, byte for byte; what is left is told.

With --collisions every word of the morphological dictionary, pairs of frequent words, place names and
personal names are judged as if each were a comment. A text that is not kept because of a part of a word
is a collision. Known ones stand, with their reason, in dictionaries/collisions.csv.

Exit codes: 0 = nothing to tell, 1 = faults, 2 = wrong usage or unreadable data.

Examples:
  sekimori rules lint
  sekimori rules lint --lexicon mine --fix
  sekimori rules lint --collisions
  sekimori rules lint --collisions --words menu.txt --lexicon mine")]
    Lint(LintArgs),
    /// Tell what each rule does to a corpus, and what it costs
    #[command(after_help = "\
Input: JSON Lines, CSV or TSV as for `evaluate`; a label is not needed.

tried: how often all elements of the rule were there and it was looked at. hits: comments in which it
found something. alone: comments that would be kept without it. right: of the comments with a label in
which it is a ground, those that should be flagged.

The time of a rule is what passes while it is looked at: its hits are put together, tested against its
context and made a finding; median is that of one try. What all rules share (folding, the automaton, detectors, morphemes) would
cost the same without it and is told by stage. Every comment is judged twice on one thread, and the
second time is measured.

Exit codes: 0 = measured, 2 = wrong usage, or a row or label that cannot be read (the rest is measured).

Examples:
  sekimori rules profile comments.jsonl --top 20
  sekimori rules profile labelled.csv --sort wrong
  sekimori rules profile comments.jsonl --format json")]
    Profile(ProfileArgs),
    /// Show which concepts the cases try in which ways
    #[command(after_help = "\
A row a concept, a column a functionality: 12 = twelve cases, all as they say; 11/12 = eleven of
twelve; · = no case. `evaluate` tells which cases fail.

Examples:
  sekimori rules coverage tests/cases
  sekimori rules coverage tests/cases --html coverage.html > /dev/null
  sekimori rules coverage mine/cases --lexicon mine --no-builtin --format markdown")]
    Coverage(CoverageArgs),
    /// Print the page on a code of `rules lint`; without a code, list them
    #[command(after_help = "\
Examples:
  sekimori rules explain SK003
  sekimori rules explain --lang en")]
    Explain {
        /// The code: SK003
        code: Option<String>,
        /// For people or for programs
        #[arg(long, value_enum, default_value_t = Format::Text)]
        format: Format,
        /// Language of the page
        #[arg(long, value_enum, default_value_t = Language::Ja)]
        lang: Language,
    },
    /// Fit the wording (wording/signs.csv) to labelled examples
    #[command(after_help = "\
EXAMPLES are case files (.toml: the file's name is the concept) or tables and JSON Lines with a column
«text» and a column «label»: a concept (commercial, harm …) or keep. --background takes any texts that
must stay: they keep ordinary language from being flagged. The report tells how the tables do on texts
that the judging machine had not seen.

Examples:
  sekimori rules fit tests/cases/*.toml tests/comments/*.csv -o dictionaries/wording
  sekimori rules fit ours.csv --background archive.jsonl -o mine/wording
  sekimori check --lexicon mine \"…\"")]
    Fit {
        /// Labelled examples
        #[arg(required = true, value_name = "EXAMPLES")]
        examples: Vec<PathBuf>,
        /// Texts that must stay, whatever they speak of (may be repeated)
        #[arg(long, value_name = "FILE")]
        background: Vec<PathBuf>,
        /// The folder for signs.csv and wording.toml
        #[arg(short, long, value_name = "DIR")]
        output: PathBuf,
        /// Most signs in the table
        #[arg(long, value_name = "N", default_value_t = FitOptions::default().signs)]
        signs: usize,
        /// The share of the kept examples that may be flagged, 0 to 1
        #[arg(long, value_name = "SHARE", default_value_t = FitOptions::default().kept_flagged)]
        kept_flagged: f64,
    },
}

#[derive(ClapArgs)]
pub struct ProfileArgs {
    /// The files; `-` is standard input (JSON Lines)
    #[arg(value_name = "CORPUS", required = true)]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// The column that holds the comment; by default guessed from usual names (text, 本文, コメント …)
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// The column that holds the label; by default guessed from usual names (label, ラベル, 判定 …)
    #[arg(long, value_name = "NAME")]
    pub label_column: Option<String>,
    /// What the rules are sorted by, the greatest first
    #[arg(long, value_enum, default_value_t = ProfileOrder::Time)]
    pub sort: ProfileOrder,
    /// Show only so many rules
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Language of the tables
    #[arg(long, value_enum, default_value_t = Language::Ja)]
    pub lang: Language,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProfileOrder {
    /// Time in all
    Time,
    /// Comments in which the rule found something
    Hits,
    /// Comments that the rule alone decides
    Alone,
    /// Comments with a label in which the rule is wrong
    Wrong,
    /// The rule's id
    Name,
}

#[derive(ClapArgs)]
pub struct CoverageArgs {
    /// Files of cases (.toml), or folders of them
    #[arg(value_name = "CASES", required = true)]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub engine: EngineArgs,
    /// How the table is written
    #[arg(long, value_enum, default_value_t = CoverageFormat::Text)]
    pub format: CoverageFormat,
    /// Writes the table as a heat map, one page that needs no network
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Language of the table and of the page
    #[arg(long, value_enum, default_value_t = Language::Ja)]
    pub lang: Language,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CoverageFormat {
    /// For the terminal
    Text,
    /// For programs
    Json,
    /// For a pull request
    Markdown,
}

#[derive(ClapArgs)]
pub struct LintArgs {
    #[command(flatten)]
    pub engine: EngineArgs,
    /// Rewrite what is mechanical in the files of --lexicon
    #[arg(long, conflicts_with = "collisions")]
    pub fix: bool,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Look for harmless words that the rules fire on
    #[arg(long)]
    pub collisions: bool,
    /// Try the words of this file, one a line, instead of the built-in ones
    #[arg(long, value_name = "FILE", requires = "collisions")]
    pub words: Option<PathBuf>,
    /// The accepted collisions (part,rule,reason) instead of the built-in list
    #[arg(long, value_name = "FILE", requires = "collisions")]
    pub baseline: Option<PathBuf>,
}
