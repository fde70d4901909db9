//! The arguments as typed, and what they become.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use frontback::config::{AnalysisSettings, ColumnSettings, IngestSettings, InputFormat, PipelineSettings, Split};
use frontback::document::Lang;

use super::labelled::{Filter, LabelMap, parse_filter, parse_label_map};
use super::lexicon_flags::LexiconCommand;

const ABOUT: &str = "Tell front office from back office work in job postings and articles";

const EXAMPLES: &str = "\
Examples:
  frontback scan postings/                       every file of a folder, a row each
  frontback scan jobs.csv.gz -o labels.csv       a table; the usual column names are found
  frontback scan jobs.csv --text duties --keep region,year | head
  frontback scan --per sentence article.txt      a row for each sentence
  frontback scan postings/ --to table            a short table to read here
  echo 'We need a receptionist.' | frontback scan";

const EVAL_EXAMPLES: &str = "\
Examples:
  frontback eval jobs.csv --label department --map front=Sales,Marketing --map back=IT,HR
  frontback eval jobs.csv --label side --errors wrong.csv
  frontback eval jobs.csv --rating customer_contact --by lang
  frontback eval jobs.csv --group id --by lang --reference en";

/// All arguments.
#[derive(Debug, Parser)]
#[command(name = "frontback", version, about = ABOUT, after_help = EXAMPLES, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Classify documents or sentences
    #[command(after_help = EXAMPLES)]
    Scan(Box<ScanFlags>),
    /// Compare the language versions of articles
    #[command(after_help = super::audit::EXAMPLES)]
    Audit(Box<super::audit::AuditFlags>),
    /// Show why a text gets its label: its words, cues and sum
    #[command(after_help = super::explain::EXAMPLES)]
    Explain(Box<super::explain::ExplainFlags>),
    /// Measure accuracy against a labelled or rated column
    #[command(after_help = EVAL_EXAMPLES)]
    Eval(Box<EvalFlags>),
    /// Show the words that labels rest on
    #[command(subcommand)]
    Lexicon(LexiconCommand),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// Flags of `scan`.
#[derive(Debug, Args)]
pub struct ScanFlags {
    /// Files, folders, globs; '-' or nothing for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// What a row stands for
    #[arg(long, value_enum, default_value_t = Per::Document)]
    pub per: Per,

    #[command(flatten)]
    pub input: InputFlags,

    #[command(flatten)]
    pub language: LanguageFlags,

    #[command(flatten)]
    pub lexicon: LexiconFlags,

    #[command(flatten)]
    pub output: OutputFlags,

    #[command(flatten)]
    pub run: RunFlags,
}

/// A table of known labels or ratings.
#[derive(Debug, Args)]
pub struct LabelledFlags {
    /// Tables (CSV, TSV, JSONL)
    #[arg(required = true, value_name = "TABLE")]
    pub paths: Vec<PathBuf>,

    /// Column that holds the known label
    #[arg(long, value_name = "COLUMN", help_heading = "Truth")]
    pub label: Option<String>,

    /// Column that holds a number which is higher the more a text is front office
    #[arg(long, value_name = "COLUMN", help_heading = "Truth")]
    pub rating: Option<String>,

    /// Column that holds the known language; it is then kept from the detection
    #[arg(long, value_name = "COLUMN", help_heading = "Truth")]
    pub language_truth: Option<String>,

    /// Only rows whose column has one of these values; repeatable, all must hold
    #[arg(long = "where", value_name = "COLUMN=VALUE,...", value_parser = parse_filter, help_heading = "Truth")]
    pub filters: Vec<Filter>,

    #[command(flatten)]
    pub input: InputFlags,

    #[command(flatten)]
    pub language: LanguageFlags,

    #[command(flatten)]
    pub lexicon: LexiconFlags,

    /// Threads that analyze [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,

    /// Say nothing on standard error but errors
    #[arg(short, long)]
    pub quiet: bool,
}

/// Flags of `eval`.
#[derive(Debug, Args)]
pub struct EvalFlags {
    #[command(flatten)]
    pub labelled: LabelledFlags,

    /// A line for each value of this column
    #[arg(long, value_name = "COLUMN", help_heading = "Figures")]
    pub by: Option<String>,

    /// Rows with the same value are versions of one item; --by tells the versions apart
    #[arg(long, value_name = "COLUMN", help_heading = "Figures")]
    pub group: Option<String>,

    /// The version that the others are compared with [default: en]
    #[arg(long, value_name = "VALUE", requires = "group", help_heading = "Figures")]
    pub reference: Option<String>,

    /// Write the wrong rows with their evidence to FILE as CSV, worst first
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub errors: Option<PathBuf>,

    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Format of the figures [default: a table to read]
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub to: Option<ReportFormat>,
}

/// What a row stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Per {
    /// A document
    Document,
    /// A sentence
    Sentence,
}

/// How input is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct InputFlags {
    /// Format of the input; else found by extension and content
    #[arg(long, value_enum)]
    pub format: Option<FormatFlag>,

    /// Column that holds the text; repeatable, joined as paragraphs; 'tasks?' may be missing
    #[arg(long, value_name = "COLUMN")]
    pub text: Vec<String>,

    /// Column that holds the title
    #[arg(long, value_name = "COLUMN")]
    pub title: Option<String>,

    /// Column that holds the id
    #[arg(long, value_name = "COLUMN")]
    pub id: Option<String>,

    /// Column that holds the language
    #[arg(long, value_name = "COLUMN")]
    pub lang_column: Option<String>,

    /// Columns to copy through to the report; 'year?' may be missing
    #[arg(long, value_name = "COLUMN,...", value_delimiter = ',')]
    pub keep: Vec<String>,

    /// Sheet of a workbook, by name or number from 1 [default: the first]
    #[arg(long, value_name = "SHEET")]
    pub sheet: Option<String>,

    /// Largest record, in bytes (K, M, G allowed); larger ones are rejected
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes, default_value = "8M")]
    pub max_record: usize,

    /// Most bytes that one input may unpack to (K, M, G allowed)
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes, default_value = "64G", hide_short_help = true)]
    pub max_unpacked: usize,

    /// Most times its own size that one input may unpack to, from 64M on
    #[arg(long, value_name = "N", default_value_t = IngestSettings::DEFAULT_MAX_RATIO, hide_short_help = true)]
    pub max_ratio: u64,

    /// Most entries of the archives in one input
    #[arg(long, value_name = "N", default_value_t = IngestSettings::DEFAULT_MAX_ENTRIES, hide_short_help = true)]
    pub max_entries: u64,

    /// Deepest nesting of values in JSON, and of elements in XML and pages
    #[arg(long, value_name = "N", value_parser = parse_depth, default_value_t = IngestSettings::DEFAULT_MAX_DEPTH, hide_short_help = true)]
    pub max_depth: usize,

    /// Most archives within one another
    #[arg(long, value_name = "N", default_value_t = IngestSettings::DEFAULT_MAX_NESTING, hide_short_help = true)]
    pub max_nesting: usize,
}

/// Input formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatFlag {
    /// Plain text or Markdown, one document a file
    Text,
    /// Separated by comma, semicolon, tab or pipe
    Csv,
    /// Separated by tabs
    Tsv,
    /// One JSON object a line
    Jsonl,
    /// A JSON array of objects, or an object that holds one
    Json,
    /// A web page
    Html,
    /// A web archive (WARC)
    Warc,
    /// A mail message (.eml)
    Mail,
    /// Mail messages behind one another
    Mbox,
    /// A ZIP archive of files in any format
    Zip,
    /// A tape archive of files in any format
    Tar,
    /// A Parquet table
    Parquet,
    /// A workbook of Excel 2007 and later
    Xlsx,
    /// A workbook of Excel 97 to 2003
    Xls,
    /// An OpenDocument spreadsheet
    Ods,
    /// A document of Word 2007 and later
    Docx,
    /// An OpenDocument text
    Odt,
    /// Rich Text Format
    Rtf,
    /// A PDF with text in it
    Pdf,
    /// An electronic book
    Epub,
}

impl From<FormatFlag> for InputFormat {
    fn from(flag: FormatFlag) -> InputFormat {
        match flag {
            FormatFlag::Text => InputFormat::Text,
            FormatFlag::Csv => InputFormat::Csv,
            FormatFlag::Tsv => InputFormat::Tsv,
            FormatFlag::Jsonl => InputFormat::Jsonl,
            FormatFlag::Json => InputFormat::Json,
            FormatFlag::Html => InputFormat::Html,
            FormatFlag::Warc => InputFormat::Warc,
            FormatFlag::Mail => InputFormat::Mail,
            FormatFlag::Mbox => InputFormat::Mbox,
            FormatFlag::Zip => InputFormat::Zip,
            FormatFlag::Tar => InputFormat::Tar,
            FormatFlag::Parquet => InputFormat::Parquet,
            FormatFlag::Xlsx => InputFormat::Xlsx,
            FormatFlag::Xls => InputFormat::Xls,
            FormatFlag::Ods => InputFormat::Ods,
            FormatFlag::Docx => InputFormat::Docx,
            FormatFlag::Odt => InputFormat::Odt,
            FormatFlag::Rtf => InputFormat::Rtf,
            FormatFlag::Pdf => InputFormat::Pdf,
            FormatFlag::Epub => InputFormat::Epub,
        }
    }
}

/// Which language texts are in.
#[derive(Debug, Args)]
#[command(next_help_heading = "Language")]
pub struct LanguageFlags {
    /// Take every text for this language
    #[arg(long, value_name = "CODE", value_parser = parse_language)]
    pub lang: Option<Lang>,

    /// Detect only these languages
    #[arg(long, value_name = "CODE,...", value_delimiter = ',', value_parser = parse_language)]
    pub langs: Vec<Lang>,
}

/// Which words count.
#[derive(Debug, Args)]
#[command(next_help_heading = "Lexicon")]
pub struct LexiconFlags {
    /// Your own terms or weights (CSV, LIWC .dic/.dicx, quanteda YAML), added to the built-in ones or replacing them; repeatable
    #[arg(long, value_name = "PATH")]
    pub lexicon: Vec<PathBuf>,

    /// Categories of a dictionary, or values of a label column, that mean a label, such as front=Sales,Marketing; repeatable
    #[arg(long = "map", value_name = "LABEL=NAME,...", value_parser = parse_label_map)]
    pub maps: Vec<LabelMap>,
}

/// Where the report goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub struct OutputFlags {
    /// Write to FILE instead of standard output; .gz and .zst compress
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Format of the report; else by the extension of FILE, else csv
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub to: Option<ScanFormat>,

    /// Go on where a killed run of the same command ended; begin if there was none
    #[arg(long, requires = "output")]
    pub resume: bool,

    /// How much report a killed run may lose, in bytes before packing (K, M, G allowed)
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes, default_value = "4M", hide_short_help = true)]
    pub part: usize,

    /// CSV for a double click in Excel; --excel=comma where Excel's locale is English
    #[arg(long, value_enum, value_name = "LOCALE", num_args = 0..=1, default_missing_value = "semicolon", require_equals = true)]
    pub excel: Option<ExcelLocale>,

    /// Write rejected records to FILE as CSV
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
}

/// Formats of a scan's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ScanFormat {
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// One JSON object a line
    Jsonl,
    /// A workbook with filters, colours, a summary and a chart
    Xlsx,
    /// Typed columns for data pipelines
    Parquet,
    /// A page to read and print
    Html,
    /// The main columns, aligned, to be read at a terminal
    Table,
}

/// Formats of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// One JSON object a line
    Jsonl,
    /// The main columns, aligned, to be read at a terminal
    Table,
}

/// How the Excel that will open the report separates cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExcelLocale {
    /// Semicolons between cells, decimal commas (most European and South American locales)
    Semicolon,
    /// Commas between cells, decimal points (English and East Asian locales)
    Comma,
}

/// How the run goes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Run")]
pub struct RunFlags {
    /// Threads that analyze [default: all cores]
    #[arg(short, long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub jobs: Option<u16>,

    /// When to show progress on standard error
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    pub progress: When,

    /// When to colour what is shown at a terminal; the variable `NO_COLOR` is honoured
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto)]
    pub color: When,

    /// Say nothing on standard error but errors
    #[arg(short, long)]
    pub quiet: bool,

    /// Say more on standard error: the threads, and each input that is read
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
}

impl When {
    /// Whether to use colour on standard output.
    pub fn colors_output(self) -> bool {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self {
            When::Always => true,
            When::Never => false,
            When::Auto => !no_color && std::io::IsTerminal::is_terminal(&std::io::stdout()),
        }
    }
}

/// When to do something that suits a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// At a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Reads the command line; ends the program on mistakes with what was expected.
pub fn parse() -> Arguments {
    Arguments::parse()
}

/// The command line's own description, for completions and the manual page.
pub fn description() -> clap::Command {
    Arguments::command()
}

/// Reads a language code.
pub fn parse_language(code: &str) -> Result<Lang, String> {
    Lang::parse(code)
        .map(frontback::language::canonical)
        .ok_or_else(|| "expected a language code such as en, de or nb".to_owned())
}

/// Reads `8M`, `512K`, `1G` or plain bytes.
pub fn parse_bytes(text: &str) -> Result<usize, String> {
    let expected = || format!("expected a number of bytes such as 8M, got '{text}'");
    let (digits, factor) = match text.to_ascii_uppercase().strip_suffix(['K', 'M', 'G']) {
        Some(digits) => {
            let shift = match text.as_bytes().last().map(u8::to_ascii_uppercase) {
                Some(b'K') => 10,
                Some(b'M') => 20,
                _ => 30,
            };
            (digits.to_owned(), 1_usize << shift)
        }
        None => (text.to_owned(), 1),
    };
    let number: usize = digits.parse().map_err(|_| expected())?;
    number.checked_mul(factor).filter(|&bytes| bytes > 0).ok_or_else(expected)
}

/// Reads a depth that the JSON parser can go to.
fn parse_depth(text: &str) -> Result<usize, String> {
    let expected = || format!("expected a number from 1 to {}, got '{text}'", IngestSettings::LARGEST_MAX_DEPTH);
    text.parse().ok().filter(|depth| (1..=IngestSettings::LARGEST_MAX_DEPTH).contains(depth)).ok_or_else(expected)
}

impl InputFlags {
    /// The settings that these flags stand for.
    pub fn settings(&self) -> IngestSettings {
        IngestSettings {
            format: self.format.map(InputFormat::from),
            sheet: self.sheet.clone(),
            columns: ColumnSettings {
                text: self.text.clone(),
                title: self.title.clone(),
                id: self.id.clone(),
                language: self.lang_column.clone(),
                keep: self.keep.clone(),
            },
            max_record_bytes: self.max_record,
            max_unpacked_bytes: self.max_unpacked as u64,
            max_ratio: self.max_ratio,
            max_entries: self.max_entries,
            max_depth: self.max_depth,
            max_nesting: self.max_nesting,
        }
    }
}

impl LanguageFlags {
    /// The settings that these flags stand for.
    pub fn settings(&self) -> AnalysisSettings {
        AnalysisSettings {
            forced_language: self.lang,
            allowed_languages: (!self.langs.is_empty()).then(|| self.langs.clone()),
            split: Split::Sentences,
        }
    }
}

impl LabelledFlags {
    /// How the work is spread.
    pub fn pipeline_settings(&self) -> PipelineSettings {
        pipeline_settings(self.jobs)
    }
}

fn pipeline_settings(jobs: Option<u16>) -> PipelineSettings {
    jobs.map_or_else(PipelineSettings::default, |jobs| PipelineSettings { jobs: usize::from(jobs) })
}

impl RunFlags {
    /// The settings that these flags stand for.
    pub fn settings(&self) -> PipelineSettings {
        pipeline_settings(self.jobs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(line: &str) -> ScanFlags {
        let arguments = Arguments::try_parse_from(line.split_whitespace()).unwrap_or_else(|error| panic!("{error}"));
        match arguments.command {
            Command::Scan(scan) => *scan,
            other => panic!("not a scan: {other:?}"),
        }
    }

    #[test]
    fn the_description_is_sound() {
        description().debug_assert();
    }

    #[test]
    fn flags_become_settings() {
        let flags = scan(
            "frontback scan a b --text x --text y --keep p,q --lang-column l --jobs 3 --langs en,DE --max-record 2k",
        );
        let ingest = flags.input.settings();
        assert_eq!(ingest.columns.text, ["x", "y"]);
        assert_eq!(ingest.columns.keep, ["p", "q"]);
        assert_eq!(ingest.columns.language.as_deref(), Some("l"));
        assert_eq!(ingest.max_record_bytes, 2048);
        assert_eq!(flags.run.settings().jobs, 3);
        let langs = flags.language.settings().allowed_languages.unwrap_or_default();
        assert_eq!(langs.iter().map(Lang::as_str).collect::<Vec<_>>(), ["en", "de"]);
    }

    #[test]
    fn excel_takes_a_locale_or_none() {
        assert_eq!(scan("frontback scan --excel a").output.excel, Some(ExcelLocale::Semicolon));
        assert_eq!(scan("frontback scan --excel=comma a").output.excel, Some(ExcelLocale::Comma));
        assert_eq!(scan("frontback scan a").output.excel, None);
    }

    #[test]
    fn sizes_are_read() {
        assert_eq!(parse_bytes("8M"), Ok(8 << 20));
        assert_eq!(parse_bytes("100"), Ok(100));
        assert!(parse_bytes("0").is_err() && parse_bytes("many").is_err() && parse_bytes("99999999999G").is_err());
    }
}
