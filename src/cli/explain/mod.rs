//! `frontback explain`: why one text gets its label, for people at a terminal.

mod marks;
mod page;
mod render;
mod sum;
mod words;

use std::ffi::{OsStr, OsString};
use std::path::Path;

use clap::Args;
use frontback::Analyzer;
use frontback::config::{ColumnSettings, IngestSettings};
use frontback::document::Document;
use frontback::error::Error;
use frontback::ingest;
use frontback::pipeline::{Input, Output};

use super::arguments::{LanguageFlags, LexiconFlags, When, parse_bytes};
use super::{Outcome, load_lexicons};
use page::Page;

/// Shown below the help.
pub const EXAMPLES: &str = "\
Examples:
  frontback explain 'You greet guests at the reception and post the invoices.'
  frontback explain article.txt | less -R
  frontback explain jobs.csv --record 17         the record that scan's report names
  frontback explain --lang nb Resepsjonist";

/// Flags of `explain`.
#[derive(Debug, Args)]
pub struct ExplainFlags {
    /// The text itself, or a file that holds it; '-' or nothing for standard input
    #[arg(value_name = "TEXT")]
    pub text: Option<OsString>,

    /// Title of the text; it counts more
    #[arg(long, value_name = "TEXT", help_heading = "Input")]
    pub title: Option<String>,

    /// Record of a table, from 1, as in the report of scan
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Input")]
    pub record: Option<u64>,

    /// Column of a table that holds the text; repeatable, joined as paragraphs
    #[arg(long = "text", value_name = "COLUMN", help_heading = "Input")]
    pub columns: Vec<String>,

    /// Largest text, in bytes (K, M, G allowed)
    #[arg(long, value_name = "BYTES", value_parser = parse_bytes, default_value = "8M", help_heading = "Input")]
    pub max_record: usize,

    #[command(flatten)]
    pub language: LanguageFlags,

    #[command(flatten)]
    pub lexicon: LexiconFlags,

    /// When to colour; the variable `NO_COLOR` is honoured. Without colour there are brackets
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = When::Auto, help_heading = "Output")]
    pub color: When,

    /// Columns to fill [default: those of the terminal, or 100]
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(60..), help_heading = "Output")]
    pub width: Option<u16>,
}

/// Where there is no terminal to ask for its width.
const UNKNOWN_WIDTH: u16 = 100;

/// Lines longer than this are hard to read, however wide the terminal.
const MOST_WIDTH: u16 = 120;

/// Narrower pages hold no table.
const LEAST_WIDTH: u16 = 60;

/// Runs the command.
pub fn run(flags: &ExplainFlags) -> anyhow::Result<Outcome> {
    let document = read(flags)?;
    let analyzer = Analyzer::new(load_lexicons(&flags.lexicon)?, flags.language.settings());
    let page = Page::new(width(flags.width), flags.color.colors_output());
    let text = render::explanation(&document, &analyzer, flags.language.lang.is_some(), page);
    let mut output = Output::open(None)?;
    output.write(text.as_bytes())?;
    output.finish()?;
    Ok(Outcome::Done)
}

fn width(asked: Option<u16>) -> usize {
    let of_terminal = || terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0);
    let found = || of_terminal().unwrap_or(UNKNOWN_WIDTH).clamp(LEAST_WIDTH, MOST_WIDTH);
    usize::from(asked.unwrap_or_else(found))
}

/// The text to explain: an argument that names no file is the text itself.
fn read(flags: &ExplainFlags) -> anyhow::Result<Document> {
    let input = match flags.text.as_deref() {
        None if std::io::IsTerminal::is_terminal(&std::io::stdin()) => {
            let hint = "nothing to explain: give a text or a file, or pipe text in; see frontback explain --help";
            return Err(Error::Usage(hint.to_owned()).into());
        }
        None => Input::Standard,
        Some(argument) if argument == "-" => Input::Standard,
        Some(argument) if Path::new(argument).is_dir() => {
            let name = Path::new(argument).display();
            let hint = format!("{name}: is a folder; explain takes one text or file, scan takes folders");
            return Err(Error::Usage(hint).into());
        }
        Some(argument) if Path::new(argument).exists() => Input::File(argument.into()),
        Some(argument) => return read_argument(flags, argument),
    };
    let settings = IngestSettings {
        columns: ColumnSettings { text: flags.columns.clone(), ..ColumnSettings::default() },
        max_record_bytes: flags.max_record,
        ..IngestSettings::default()
    };
    let source = input.name();
    let mut documents = ingest::documents(&source, input.open()?, &settings)?;
    let skipped = flags.record.map_or(0, |record| usize::try_from(record - 1).unwrap_or(usize::MAX));
    let found = documents.nth(skipped);
    if flags.record.is_none() && documents.next().is_some() {
        let hint = format!("{source}: holds more than one record; choose one with --record N");
        return Err(Error::Usage(hint).into());
    }
    let Some(found) = found else {
        let reason = flags.record.map_or("holds no record".to_owned(), |record| format!("has no record {record}"));
        return Err(Error::Unreadable { path: source, reason }.into());
    };
    let mut document = found.map_err(|reject| anyhow::anyhow!("{reject}"))?;
    match documents.replacements() {
        0 => {}
        count => eprintln!("frontback: {source}: undecodable places, shown as U+FFFD: {count}"),
    }
    if let Some(title) = &flags.title {
        document.title.clone_from(title);
    }
    Ok(document)
}

fn read_argument(flags: &ExplainFlags, argument: &OsStr) -> anyhow::Result<Document> {
    let text = argument.to_string_lossy();
    if is_file_name(&text) {
        return Err(
            Error::Usage(format!("{text}: there is no such file; a text of one word goes to standard input")).into()
        );
    }
    if flags.record.is_some() || !flags.columns.is_empty() {
        let hint = "--record and --text choose from a table, but the argument names no file";
        return Err(Error::Usage(hint.to_owned()).into());
    }
    if text.len() > flags.max_record {
        let limit = flags.max_record;
        return Err(Error::Usage(format!("the text is larger than {limit} bytes; raise --max-record")).into());
    }
    let title = flags.title.clone().unwrap_or_default();
    Ok(Document { title, body: text.into_owned(), ..Document::default() })
}

/// Whether a text is more likely the misspelt name of a file: one word with a usual ending.
fn is_file_name(text: &str) -> bool {
    const ENDINGS: [&str; 12] =
        ["txt", "text", "md", "markdown", "csv", "tsv", "tab", "jsonl", "ndjson", "json", "gz", "zst"];
    let ending = Path::new(text).extension().and_then(OsStr::to_str).unwrap_or_default().to_ascii_lowercase();
    !text.contains(char::is_whitespace) && ENDINGS.contains(&ending.as_str())
}
