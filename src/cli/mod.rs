//! Flags to plain settings, one file per command. Belongs to the binary; no stage sees a flag.

mod arguments;
mod audit;
mod calibrate;
mod check;
mod eval;
mod explain;
mod export;
mod fit;
mod labelled;
mod lexicon;
mod lexicon_flags;
mod listing;
mod packaging;
mod progress;
mod rejects;
mod scan;
mod stop;
mod suggest;

use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use frontback::document::{Label, Lang, Side};
use frontback::error::Error;
use frontback::lexicon::import::{self, CategoryMap, ForeignFormat};
use frontback::lexicon::{LanguageFiles, Lexicons, UserLexicon};
use frontback::pipeline::{Input, Inputs};

pub use arguments::parse;
use arguments::{Arguments, Command, LexiconFlags};
use labelled::LabelMap;

/// How a run ended that did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All of it.
    Done,
    /// Some input failed; each was named on standard error.
    SomeFailed,
    /// Nothing could be read.
    NothingDone,
}

/// Some input failed.
const EXIT_SOME_FAILED: u8 = 1;
/// Nothing could be done.
const EXIT_NOTHING_DONE: u8 = 2;
/// What shells expect of a run that Ctrl-C ended.
const EXIT_INTERRUPTED: u8 = 130;

impl Outcome {
    /// The exit status.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::SomeFailed => ExitCode::from(EXIT_SOME_FAILED),
            Outcome::NothingDone => ExitCode::from(EXIT_NOTHING_DONE),
        }
    }
}

/// Runs the command.
pub fn run(arguments: Arguments) -> anyhow::Result<Outcome> {
    match arguments.command {
        Command::Scan(scan) => scan::run(&scan),
        Command::Audit(audit) => audit::run(&audit),
        Command::Explain(explain) => explain::run(&explain),
        Command::Eval(eval) => eval::run(&eval),
        Command::Lexicon(lexicon) => lexicon::run(lexicon),
        Command::Completions { shell } => packaging::completions(shell),
        Command::Man => packaging::man(),
    }
}

/// Says what went wrong; a reader that has gone away is a success.
pub fn report_failure(error: &anyhow::Error) -> ExitCode {
    match error.downcast_ref::<Error>() {
        Some(Error::ClosedPipe) => return ExitCode::SUCCESS,
        Some(Error::Interrupted) => {
            eprintln!("frontback: {error}");
            return ExitCode::from(EXIT_INTERRUPTED);
        }
        _ => {}
    }
    let closed_pipe =
        error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe);
    if closed_pipe {
        return ExitCode::SUCCESS;
    }
    eprintln!("frontback: {error:#}");
    ExitCode::from(EXIT_NOTHING_DONE)
}

/// A report may never overwrite what it is made from, nor another one.
fn refuse_output_onto_input(outputs: &[&Option<PathBuf>], inputs: &Inputs) -> Result<(), Error> {
    let outputs: Vec<&Path> = outputs.iter().filter_map(|output| output.as_deref()).collect();
    for (number, path) in outputs.iter().enumerate() {
        let name = path.display();
        let target = path.canonicalize().ok();
        let is_target = |input: &Input| target.is_some() && Path::new(&input.name()).canonicalize().ok() == target;
        if let Some(input) = inputs.iter().find(|input| is_target(input)) {
            let name = input.name();
            return Err(Error::Usage(format!("{name}: is an input and cannot be the output too; name another file")));
        }
        if outputs[..number].contains(path) {
            return Err(Error::Usage(format!(
                "{name}: is the report's own file already; name another for each report"
            )));
        }
    }
    Ok(())
}

/// The lexicons that come with the tool and those that flags name: files of terms, folders of languages.
fn load_lexicons(flags: &LexiconFlags) -> anyhow::Result<Lexicons> {
    let map = category_map(&flags.maps);
    let (mut folders, mut additions) = (Vec::new(), Vec::new());
    for path in &flags.lexicon {
        if path.is_dir() {
            folders.push(read_language_folder(path)?);
            continue;
        }
        let (lexicon, left_out) = read_user_lexicon(path, &map)?;
        if let Some(first) = left_out.first() {
            let path = path.display();
            let count = left_out.len();
            eprintln!("frontback: {first}\nfrontback: {path}: left out {count} terms; 'lexicon check' names them");
        }
        additions.push(lexicon);
    }
    Ok(Lexicons::with_folders(folders, additions)?)
}

/// Reads a lexicon of the user's: our own CSV, in which everything must be right, or a dictionary of another
/// tool, with the terms of it that cannot be used.
fn read_user_lexicon(path: &Path, map: &CategoryMap) -> anyhow::Result<(UserLexicon, Vec<Error>)> {
    let (name, text) = (path.display().to_string(), read_text(path)?);
    Ok(match ForeignFormat::of(&name, &text) {
        Some(format) => import::parse(&name, &text, format, map)?,
        None => (UserLexicon::parse(&name, &text)?, Vec::new()),
    })
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{}: cannot read the lexicon", path.display()))
}

/// The categories that are on a side.
fn category_map(maps: &[LabelMap]) -> CategoryMap {
    let mut map = CategoryMap::default();
    for LabelMap { label, values } in maps {
        let side = match label {
            Label::Front => Side::Front,
            Label::Back => Side::Back,
            Label::Neutral => Side::Neutral,
            // Texts can be mixed; words are on one side.
            Label::Mixed => continue,
        };
        values.iter().for_each(|value| map.add(value, side));
    }
    map
}

/// The language, if it has a lexicon.
fn supported(lexicons: &Lexicons, language: Lang) -> Result<Lang, Error> {
    if lexicons.languages().any(|known| known == language) {
        return Ok(language);
    }
    let known: Vec<String> = lexicons.languages().map(|known| known.to_string()).collect();
    Err(Error::Usage(format!("no lexicon for '{language}'; there are: {}", known.join(", "))))
}

/// Reads a folder such as `data/languages/en`; only its lexicon must be there.
fn read_language_folder(folder: &Path) -> anyhow::Result<LanguageFiles> {
    let read = |name: &str, required: bool| {
        let path = folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok(Cow::Owned(text)),
            Err(error) if !required && error.kind() == std::io::ErrorKind::NotFound => Ok(Cow::Borrowed("")),
            Err(error) => Err(error).with_context(|| format!("{}: cannot read it", path.display())),
        }
    };
    let code = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    Ok(LanguageFiles {
        folder: Cow::Owned(folder.display().to_string()),
        code: Cow::Owned(code.file_name().unwrap_or_default().to_string_lossy().into_owned()),
        lexicon: read("lexicon.csv", true)?,
        cues: read("cues.csv", false)?,
        headings: read("headings.csv", false)?,
        abbreviations: read("abbreviations.csv", false)?,
        examples: read("examples.csv", false)?,
        numbers: read("numbers.csv", false)?,
        workplace_nouns: read("workplace-nouns.csv", false)?,
        anchors: read("anchors.csv", false)?,
    })
}
