//! What went wrong, in which file, record and line, and what to do about it.
//!
//! An [`Error`] ends the run or one input; a [`Reject`] is one bad record, which the run survives.

use std::io;
use std::path::PathBuf;

/// The result of anything that can end a run or one input.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure that no other record of the same input can survive.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused to open, read, list or write something.
    #[error("{}: {action}: {reason}", path.display())]
    Io {
        /// What was being worked on, as the user named it.
        path: PathBuf,
        /// What was tried: "cannot open", "cannot write".
        action: &'static str,
        /// The system's reason.
        reason: io::Error,
    },
    /// A table has no column that the text could be taken from.
    #[error("{path}: no {role} column found{wanted}; the columns are: {columns}. Name one with {flag} COLUMN")]
    NoColumn {
        /// The table.
        path: String,
        /// Which role the column should have played: "text", "id".
        role: &'static str,
        /// What was looked for: " named x", or nothing for the usual names.
        wanted: String,
        /// The columns that there are, joined by commas.
        columns: String,
        /// The flag that names a column for this role.
        flag: &'static str,
    },
    /// A data file (lexicon, cues, concepts) breaks its rules.
    #[error("{path}:{line}: {problem}; expected {expected}")]
    Data {
        /// The data file.
        path: String,
        /// 1-based line.
        line: u64,
        /// What stands there.
        problem: String,
        /// What should stand there.
        expected: String,
    },
    /// Something asked for on the command line cannot be done.
    #[error("{0}")]
    Usage(String),
    /// The input's bytes cannot be read as what they claim to be.
    #[error("{path}: {reason}")]
    Unreadable {
        /// The input.
        path: String,
        /// Why, and what to do.
        reason: String,
    },
    /// The reader of the output has gone (`| head`): a success, told apart from failures.
    #[error("the output was closed")]
    ClosedPipe,
    /// The user interrupted the run.
    #[error("interrupted: no report was written")]
    Interrupted,
}

impl Error {
    /// Wraps a system error with the path and the action that it happened in.
    pub fn io(path: impl Into<PathBuf>, action: &'static str, reason: io::Error) -> Error {
        Error::Io { path: path.into(), action, reason }
    }

    /// Wraps a failed write: a closed pipe is not a failure.
    pub fn write(path: impl Into<PathBuf>, reason: io::Error) -> Error {
        if reason.kind() == io::ErrorKind::BrokenPipe {
            Error::ClosedPipe
        } else {
            Error::io(path, "cannot write", reason)
        }
    }
}

/// One record that could not be read. The others of its file are not touched by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file, as the user named it.
    pub source: String,
    /// 1-based record, 0 where the whole file is meant.
    pub record: u64,
    /// 1-based line where the record starts, 0 where lines make no sense.
    pub line: u64,
    /// Byte offset of the record in the decoded UTF-8 text.
    pub byte: u64,
    /// What is wrong and what was expected.
    pub reason: String,
    /// The beginning of the record, at most [`Reject::EXCERPT_CHARACTERS`].
    pub excerpt: String,
}

impl Reject {
    /// Long enough to recognise a record, short enough for a table cell.
    pub const EXCERPT_CHARACTERS: usize = 120;

    /// A reject for a whole file.
    pub fn file(source: &str, reason: impl Into<String>) -> Reject {
        Reject { source: source.to_owned(), record: 0, line: 0, byte: 0, reason: reason.into(), excerpt: String::new() }
    }

    /// A reject for a whole file that gave an error; the reject names the file, so the reason alone is kept.
    pub fn of(source: &str, error: Error) -> Reject {
        let reason = match error {
            Error::Io { action, reason, .. } => format!("{action}: {reason}"),
            Error::Unreadable { reason, .. } => reason,
            other => other.to_string(),
        };
        Reject::file(source, reason)
    }

    /// The beginning of `bytes` as text, cut at [`Reject::EXCERPT_CHARACTERS`].
    pub fn excerpt_of(bytes: &[u8]) -> String {
        // A character has at most four bytes.
        let head = &bytes[..bytes.len().min(Reject::EXCERPT_CHARACTERS * 4)];
        String::from_utf8_lossy(head).trim_end().chars().take(Reject::EXCERPT_CHARACTERS).collect()
    }
}

impl std::fmt::Display for Reject {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}", self.source)?;
        if self.record > 0 {
            write!(formatter, ": record {}", self.record)?;
        }
        if self.line > 0 {
            write!(formatter, " (line {})", self.line)?;
        }
        write!(formatter, ": {}", self.reason)
    }
}
