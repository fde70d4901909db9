//! The arguments of `frontback lexicon`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use frontback::document::Lang;

use super::arguments::{LabelledFlags, LexiconFlags, ReportFormat, parse_language};
use super::labelled::{Filter, LabelMap, parse_filter, parse_label_map};

const FIT_EXAMPLES: &str = "\
Rows with the same rating share a fold, as one source often rates several rows.

Examples:
  frontback lexicon fit jobs.csv --label side -o weights.csv
  frontback lexicon fit rated.csv --rating contact --group id --by lang -o weights.csv
  frontback scan more.csv --lexicon weights.csv";

const SUGGEST_EXAMPLES: &str = "\
Only what could hardly be chance is shown (95 %), and only phrases of at least two texts.

Examples:
  frontback lexicon suggest jobs.csv --label side --to table
  frontback lexicon suggest jobs.csv --label dept --map front=Sales --map back=IT,HR --lang en --top 20";

const CHECK_EXAMPLES: &str = "\
A mistake makes a term say something else than it says, and the exit status 1; advice does not.

Examples:
  frontback lexicon check mine.csv
  frontback lexicon check data/languages/de       also runs its examples.csv
  frontback lexicon check mine.csv --to csv | sort";

const EXPORT_EXAMPLES: &str = "\
Examples:
  frontback lexicon export de > terms.csv
  frontback lexicon export en --to dic -o frontback.dic
  frontback lexicon export en --plain | grep -i -F -f - postings.txt";

/// What to show of the lexicons.
#[derive(Debug, Subcommand)]
pub enum LexiconCommand {
    /// List the languages: terms, concepts covered, measured accuracy
    Languages(LanguagesFlags),
    /// List the concepts, or the terms of a language
    List {
        /// Show the terms of this language
        #[arg(value_name = "CODE", value_parser = parse_language)]
        language: Option<Lang>,

        #[command(flatten)]
        flags: LexiconListFlags,
    },
    /// Write out the terms for other tools: every spelling a row
    #[command(after_help = EXPORT_EXAMPLES)]
    Export(ExportFlags),
    /// Fit concept weights to a labelled or rated table; prints a concepts CSV for --lexicon
    #[command(after_help = FIT_EXAMPLES)]
    Fit(Box<FitFlags>),
    /// Fit the confidence to a labelled table; prints rows of data/calibration.csv
    Calibrate(Box<CalibrateFlags>),
    /// Find words and phrases that set front from back apart in a labelled table and that no lexicon has
    #[command(after_help = SUGGEST_EXAMPLES)]
    Suggest(Box<SuggestFlags>),
    /// Check lexicons: what is wrong or odd, where, and what to do
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckFlags),
}

/// Flags of `lexicon calibrate`.
#[derive(Debug, Args)]
pub struct CalibrateFlags {
    #[command(flatten)]
    pub labelled: LabelledFlags,

    /// Parts that the rows are cut into for cross-validation
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(2..=100), help_heading = "Fit")]
    pub folds: u16,
}

/// Flags of `lexicon export`.
#[derive(Debug, Args)]
pub struct ExportFlags {
    /// Only this language; else all, with a column that tells it
    #[arg(value_name = "CODE", value_parser = parse_language)]
    pub language: Option<Lang>,

    /// Format of the terms
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ExportFormat::Csv)]
    pub to: ExportFormat,

    /// Only words and phrases, one a line, cut at '*': for grep -i -F -f
    #[arg(long, conflicts_with = "to")]
    pub plain: bool,

    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    #[command(flatten)]
    pub lexicon: LexiconFlags,
}

/// Formats of exported terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// One JSON object a line
    Jsonl,
    /// A dictionary for LIWC (format of 2007)
    Dic,
    /// A dictionary for quanteda (YAML)
    Quanteda,
}

/// Flags of `lexicon suggest`.
#[derive(Debug, Args)]
pub struct SuggestFlags {
    #[command(flatten)]
    pub labelled: LabelledFlags,

    /// How phrases are ranked
    #[arg(long, value_enum, value_name = "MEASURE", default_value_t = RankFlag::LogOdds, help_heading = "Suggestions")]
    pub rank: RankFlag,

    /// Most suggestions for each language and side
    #[arg(long, value_name = "N", default_value_t = 50, help_heading = "Suggestions")]
    pub top: usize,

    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Format of the suggestions
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ReportFormat::Csv, help_heading = "Output")]
    pub to: ReportFormat,
}

/// Measures that phrases are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RankFlag {
    /// z-scores of the log-odds ratio with an informative Dirichlet prior (Monroe et al. 2008)
    LogOdds,
    /// The log-likelihood ratio G² (Dunning 1993)
    LogLikelihood,
}

/// Flags of `lexicon check`.
#[derive(Debug, Args)]
pub struct CheckFlags {
    /// Files as for --lexicon, and folders of languages
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Categories of a dictionary that are on a side, such as front=Sales,Marketing; repeatable
    #[arg(long = "map", value_name = "SIDE=CATEGORY,...", value_parser = parse_label_map)]
    pub maps: Vec<LabelMap>,

    /// Print all findings as rows; else at most 50 of a kind, to read
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Option<ReportFormat>,
}

/// Flags of `lexicon fit`.
#[derive(Debug, Args)]
pub struct FitFlags {
    #[command(flatten)]
    pub labelled: LabelledFlags,

    /// Rows with the same value are versions of one item: they count as one and share a fold
    #[arg(long, value_name = "COLUMN", help_heading = "Fit")]
    pub group: Option<String>,

    /// Show the cross-validated figures for each value of this column
    #[arg(long, value_name = "COLUMN", help_heading = "Fit")]
    pub by: Option<String>,

    /// Show the cross-validated figures of these rows only, though all are fitted to; repeatable
    #[arg(long = "figures-where", value_name = "COLUMN=VALUE,...", value_parser = parse_filter, help_heading = "Fit")]
    pub figures: Vec<Filter>,

    /// Parts that the rows are cut into for cross-validation
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(2..=100), help_heading = "Fit")]
    pub folds: u16,

    /// Write the concepts to FILE instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,
}

/// Flags of `lexicon languages`.
#[derive(Debug, Args)]
pub struct LanguagesFlags {
    /// Judge each language's own examples for the column `example_macro_f1`
    #[arg(long)]
    pub measure: bool,

    #[command(flatten)]
    pub list: LexiconListFlags,
}

/// Flags of the lexicon lists.
#[derive(Debug, Args)]
pub struct LexiconListFlags {
    /// Format of the list
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ReportFormat::Csv)]
    pub to: ReportFormat,

    #[command(flatten)]
    pub lexicon: LexiconFlags,
}
