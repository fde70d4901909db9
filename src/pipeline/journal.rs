//! What a killed run leaves for the next one: the report so far, and a journal of how far it is whole.
//!
//! Beside `out.csv` lie, while it is written, `.out.csv.partial` and `.out.csv.journal`; hidden, so that a scan
//! of the folder does not take them for input. The journal's first line holds the settings of the run, each
//! further one a [`Checkpoint`]: so many documents are in the first so many bytes of the partial report. A line
//! is written only after those bytes are on the disk.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::TempPath;

use crate::error::{Error, Result};

/// What a run's rows depend on, by name. A run is gone on with only under the same settings.
pub type Settings = Vec<(String, String)>;

/// Up to where a partial report is whole.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// Documents whose rows are in it, counted from the first input's first.
    pub documents: u64,
    /// Its bytes, as they lie on disk.
    pub bytes: u64,
    /// What the program counted until here, for its summary.
    pub counts: serde_json::Value,
}

#[derive(Serialize, Deserialize)]
struct Head {
    settings: Settings,
}

/// The journal of a report being written. Its file goes with it, unless it is kept.
pub(super) struct Journal {
    path: PathBuf,
    file: File,
    unless_kept: TempPath,
    checkpoints: u64,
}

/// The hidden file beside `path` that its name and `ending` give.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(ending);
    path.with_file_name(name)
}

/// Where the unfinished report of `path` lies.
pub(super) fn partial_path(path: &Path) -> PathBuf {
    beside(path, ".partial")
}

impl Journal {
    /// Opens the journal of the report `path`; with `resume`, also says where the run before ended, if it left
    /// anything.
    ///
    /// # Errors
    /// [`Error::Usage`] if another run is writing the same report, or if the run before had other settings.
    pub(super) fn open(path: &Path, settings: &Settings, resume: bool) -> Result<(Journal, Option<Checkpoint>)> {
        let journal = beside(path, ".journal");
        let fail = |reason| Error::io(&journal, "cannot write", reason);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&journal);
        let file = file.map_err(fail)?;
        // Some file systems know no locks; there it is the user who must not start a run twice.
        if matches!(file.try_lock(), Err(TryLockError::WouldBlock)) {
            let name = path.display();
            return Err(Error::Usage(format!("{name}: another run is writing this report; wait for it or end it")));
        }
        let mut last = None;
        let mut whole_bytes = 0;
        if resume {
            let partial_bytes = partial_path(path).metadata().map_or(0, |metadata| metadata.len());
            (last, whole_bytes) = read(&file, path, settings, partial_bytes)?;
        }
        // Only now: a refused run must leave what it found.
        let unless_kept = TempPath::try_from_path(&journal).map_err(fail)?;
        let mut journal = Journal { path: journal.clone(), file, unless_kept, checkpoints: u64::from(last.is_some()) };
        // Without a checkpoint the head too is written anew.
        let kept_bytes = if last.is_some() { whole_bytes } else { 0 };
        journal.file.set_len(kept_bytes).and_then(|()| journal.file.seek(SeekFrom::End(0))).map_err(fail)?;
        if last.is_none() {
            journal.append(&Head { settings: settings.clone() })?;
        }
        Ok((journal, last))
    }

    /// Notes that the report is whole up to here; its bytes must be on the disk.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(super) fn note(&mut self, checkpoint: &Checkpoint) -> Result<()> {
        self.checkpoints += 1;
        self.append(checkpoint)
    }

    fn append(&mut self, line: &impl Serialize) -> Result<()> {
        let fail = |reason| Error::io(&self.path, "cannot write", reason);
        let mut bytes = serde_json::to_vec(line).map_err(|error| fail(error.into()))?;
        bytes.push(b'\n');
        self.file.write_all(&bytes).map_err(fail)
    }

    /// Whether a run could go on from here.
    pub(super) fn is_of_use(&self) -> bool {
        self.checkpoints > 0
    }

    /// Lets the file stay.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub(super) fn keep(self) -> Result<()> {
        self.unless_kept.keep().map(drop).map_err(|error| Error::io(self.path, "cannot keep", error.error))
    }
}

/// The last checkpoint within the partial report's bytes, and the journal's length up to there.
fn read(journal: &File, path: &Path, settings: &Settings, partial_bytes: u64) -> Result<(Option<Checkpoint>, u64)> {
    let fail = |reason| Error::io(path, "cannot read the journal of", reason);
    let mut lines = BufReader::new(journal);
    let mut line = Vec::new();
    // A line that the kill cut short has no line break and ends what is read.
    let mut next = |line: &mut Vec<u8>| -> io::Result<bool> {
        line.clear();
        lines.read_until(b'\n', line)?;
        Ok(line.ends_with(b"\n"))
    };
    if !next(&mut line).map_err(fail)? {
        return Ok((None, 0));
    }
    let mut bytes = line.len() as u64;
    let head: Option<Head> = serde_json::from_slice(&line).ok();
    let (mut last, mut last_bytes) = (None, 0);
    while next(&mut line).map_err(fail)? {
        bytes += line.len() as u64;
        match serde_json::from_slice::<Checkpoint>(&line) {
            Ok(checkpoint) if checkpoint.bytes <= partial_bytes => (last, last_bytes) = (Some(checkpoint), bytes),
            _ => break,
        }
    }
    if last.is_some() {
        same_settings(path, &head.map(|head| head.settings).unwrap_or_default(), settings)?;
    }
    Ok((last, last_bytes))
}

/// A report half by one command and half by another is none.
fn same_settings(path: &Path, then: &Settings, now: &Settings) -> Result<()> {
    let value = |settings: &Settings, name: &str| {
        settings.iter().find(|(known, _)| known == name).map_or("nothing", |(_, value)| value).to_owned()
    };
    let names = now.iter().chain(then).map(|(name, _)| name);
    let Some(name) = names.into_iter().find(|name| value(now, name) != value(then, name)) else {
        return Ok(());
    };
    let (path, then, now) = (path.display(), value(then, name), value(now, name));
    Err(Error::Usage(format!(
        "{path}: cannot resume, the {name} changed: it was {then} and is {now}. Give the command as it was, or \
         leave --resume out to begin anew"
    )))
}
