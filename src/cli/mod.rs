//! Flags to plain settings, one file per command. Belongs to the binary; no stage sees a flag.

mod arguments;
mod lexicon;
mod packaging;
mod progress;
mod scan;
mod stop;

use std::process::ExitCode;

use anyhow::Context as _;
use frontback::error::Error;
use frontback::lexicon::{Lexicons, UserLexicon};

pub use arguments::parse;
use arguments::{Arguments, Command, LexiconFlags};

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

/// The lexicons that come with the tool and those that flags name.
fn load_lexicons(flags: &LexiconFlags) -> anyhow::Result<Lexicons> {
    let mut additions = Vec::new();
    for path in &flags.lexicon {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{}: cannot read the lexicon", path.display()))?;
        additions.push(UserLexicon::parse(&path.display().to_string(), &text)?);
    }
    Ok(Lexicons::new(additions)?)
}
