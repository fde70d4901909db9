//! Where reports go: standard output, or a file that is there whole or not at all.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};

use super::journal::{self, Checkpoint, Journal, Settings};
use crate::error::{Error, Result};

/// How a report is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// As it is.
    Plain,
    /// gzip.
    Gzip,
    /// Zstandard.
    Zstd,
}

impl Packing {
    /// The packing that a file name asks for, and the name without its ending.
    pub fn of(path: &Path) -> (Packing, &Path) {
        let stem = || Path::new(path.file_stem().unwrap_or_default());
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("gz") => (Packing::Gzip, stem()),
            Some("zst") => (Packing::Zstd, stem()),
            _ => (Packing::Plain, path),
        }
    }
}

/// The level that zstd's own tool takes by default.
const ZSTD_LEVEL: i32 = 3;

/// A report goes to its file in parts of at least this many bytes before packing: small enough that a killed run
/// has little to do again, large enough that a packed part, which is unpacked without the others, is no larger
/// for it.
pub const PART_BYTES: usize = 4 << 20;

/// A report being written.
pub struct Output {
    name: PathBuf,
    packing: Packing,
    target: Target,
    /// What is not yet in the file.
    part: Vec<u8>,
    part_bytes: usize,
    /// Bytes in the file.
    written: u64,
    journal: Option<Journal>,
}

enum Target {
    Standard(BufWriter<io::Stdout>),
    File { unfinished: NamedTempFile, path: PathBuf },
}

impl Output {
    /// Opens standard output, or a temporary file beside `path` that [`Output::finish`] puts in its place.
    ///
    /// # Errors
    /// [`Error::Io`] if the folder cannot be written to.
    pub fn open(path: Option<&Path>) -> Result<Output> {
        let Some(path) = path else {
            let target = Target::Standard(BufWriter::new(io::stdout()));
            return Ok(Output::new(Path::new("standard output"), Packing::Plain, target, None));
        };
        let fail = |reason| Error::io(path, "cannot write", reason);
        refuse_special_file(path)?;
        let path = &behind_link(path);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".frontback-").suffix(".part");
        #[cfg(unix)]
        builder.permissions(permissions_for(path));
        let unfinished = builder.tempfile_in(folder_of(path)).map_err(fail)?;
        Ok(Output::to_file(path, unfinished, None))
    }

    /// Opens a file that a run can go on with when it was killed: what is written lies beside it, with a journal
    /// (see [`super::journal`]), until [`Output::finish`]. With `resume`, goes on where the run before ended; the
    /// checkpoint says from which document on rows are still to be written.
    ///
    /// # Errors
    /// [`Error::Io`] if the folder cannot be written to; [`Error::Usage`] if another run is writing the report or
    /// the one before had other settings.
    pub fn open_journaled(
        path: &Path,
        settings: &Settings,
        resume: bool,
        part_bytes: usize,
    ) -> Result<(Output, Option<Checkpoint>)> {
        let fail = |reason| Error::io(path, "cannot write", reason);
        refuse_special_file(path)?;
        let path = &behind_link(path);
        let (journal, checkpoint) = Journal::open(path, settings, resume)?;
        let partial = journal::partial_path(path);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let mut file = options.open(&partial).map_err(fail)?;
        let written = checkpoint.as_ref().map_or(0, |checkpoint| checkpoint.bytes);
        file.set_len(written).and_then(|()| file.seek(SeekFrom::End(0))).map_err(fail)?;
        #[cfg(unix)]
        if let Ok(replaced) = path.metadata() {
            file.set_permissions(replaced.permissions()).map_err(fail)?;
        }
        let unfinished = NamedTempFile::from_parts(file, TempPath::try_from_path(&partial).map_err(fail)?);
        let output = Output { part_bytes, written, ..Output::to_file(path, unfinished, Some(journal)) };
        Ok((output, checkpoint))
    }

    fn to_file(path: &Path, unfinished: NamedTempFile, journal: Option<Journal>) -> Output {
        Output::new(path, Packing::of(path).0, Target::File { unfinished, path: path.to_owned() }, journal)
    }

    fn new(name: &Path, packing: Packing, target: Target, journal: Option<Journal>) -> Output {
        let name = name.to_owned();
        Output { name, packing, target, part: Vec::new(), part_bytes: PART_BYTES, written: 0, journal }
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// [`Error::ClosedPipe`] if nobody reads standard output any more, else [`Error::Io`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.write_all(bytes).map_err(|reason| Error::write(&self.name, reason))
    }

    /// Says that the rows of so many documents are written. Where there is a journal, parts end only here, so
    /// that they are the same in every run, and `counts` are what the next run is given when this one is killed.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn mark(&mut self, documents: u64, counts: impl FnOnce() -> serde_json::Value) -> Result<()> {
        if self.journal.is_none() || self.part.len() < self.part_bytes {
            return Ok(());
        }
        self.end_part().map_err(|reason| Error::write(&self.name, reason))?;
        let fail = |reason| Error::write(&self.name, reason);
        if let (Target::File { unfinished, .. }, Some(journal)) = (&self.target, &mut self.journal) {
            unfinished.as_file().sync_data().map_err(fail)?;
            journal.note(&Checkpoint { documents, bytes: self.written, counts: counts() })?;
        }
        Ok(())
    }

    /// Completes the report; a file gets its name only now.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn finish(mut self) -> Result<()> {
        // An empty report too is a packed file.
        if !self.part.is_empty() || self.written == 0 {
            self.end_part().map_err(|reason| Error::write(&self.name, reason))?;
        }
        let fail = |reason| Error::write(&self.name, reason);
        match self.target {
            Target::Standard(mut stdout) => stdout.flush().map_err(fail),
            Target::File { unfinished, path } => {
                unfinished.as_file().sync_all().map_err(fail)?;
                unfinished.persist(&path).map(drop).map_err(|error| fail(error.error))
            }
        }
    }

    /// Ends without completing the report, and lets what is written stay for a run that goes on; whether there is
    /// anything to go on with.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn keep_for_resuming(self) -> Result<bool> {
        match (self.target, self.journal) {
            (Target::File { unfinished, .. }, Some(journal)) if journal.is_of_use() => {
                unfinished.keep().map_err(|error| Error::io(&self.name, "cannot keep", error.error))?;
                journal.keep()?;
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    /// Packs what is not yet in the file, as a member or frame of its own, and writes it.
    fn end_part(&mut self) -> io::Result<()> {
        let Target::File { unfinished, .. } = &mut self.target else { return Ok(()) };
        let packed;
        let bytes: &[u8] = match self.packing {
            Packing::Plain => &self.part,
            Packing::Gzip => {
                let mut member = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
                member.write_all(&self.part)?;
                packed = member.finish()?;
                &packed
            }
            Packing::Zstd => {
                packed = zstd::encode_all(self.part.as_slice(), ZSTD_LEVEL)?;
                &packed
            }
        };
        unfinished.write_all(bytes)?;
        self.written += bytes.len() as u64;
        self.part.clear();
        Ok(())
    }
}

/// As bytes, for the formats that write files of their own make.
impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Target::Standard(stdout) = &mut self.target {
            return stdout.write(bytes);
        }
        self.part.extend_from_slice(bytes);
        if self.journal.is_none() && self.part.len() >= self.part_bytes {
            self.end_part()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        // Parts are flushed when they end.
        Ok(())
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file that a link leads to: renaming onto the link would replace the link.
fn behind_link(path: &Path) -> PathBuf {
    if path.is_symlink() { path.canonicalize().unwrap_or_else(|_| path.to_owned()) } else { path.to_owned() }
}

/// A report is put in its place by renaming, which would replace a device or a pipe by a file.
fn refuse_special_file(path: &Path) -> Result<()> {
    match path.metadata() {
        Ok(metadata) if !metadata.is_file() => {
            let what =
                if metadata.is_dir() { "it is a folder" } else { "it is no regular file; use '> FILE' instead of -o" };
            Err(Error::io(path, "cannot write", io::Error::other(what)))
        }
        _ => Ok(()),
    }
}

/// A report that replaces another keeps its permissions; a new one is readable as files usually are,
/// not secret as temporary files are.
#[cfg(unix)]
fn permissions_for(path: &Path) -> std::fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    /// Narrowed by the user's umask.
    const USUAL_MODE: u32 = 0o666;
    path.metadata().map_or_else(|_| std::fs::Permissions::from_mode(USUAL_MODE), |metadata| metadata.permissions())
}
