//! Where reports go: standard output, or a file that is there whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

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

/// A report being written.
pub struct Output {
    name: PathBuf,
    packed: Packed,
}

enum Target {
    Standard(io::Stdout),
    File { unfinished: NamedTempFile, path: PathBuf },
}

enum Packed {
    Plain(BufWriter<Target>),
    Gzip(flate2::write::GzEncoder<BufWriter<Target>>),
    Zstd(zstd::stream::write::Encoder<'static, BufWriter<Target>>),
}

impl Write for Target {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Target::Standard(stdout) => stdout.write(bytes),
            Target::File { unfinished, .. } => unfinished.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Target::Standard(stdout) => stdout.flush(),
            Target::File { unfinished, .. } => unfinished.flush(),
        }
    }
}

impl Output {
    /// Opens standard output, or a temporary file beside `path` that [`Output::finish`] puts in its place.
    ///
    /// # Errors
    /// [`Error::Io`] if the folder cannot be written to.
    pub fn open(path: Option<&Path>) -> Result<Output> {
        let Some(path) = path else {
            let packed = Packed::Plain(BufWriter::new(Target::Standard(io::stdout())));
            return Ok(Output { name: PathBuf::from("standard output"), packed });
        };
        let fail = |reason| Error::io(path, "cannot write", reason);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if path.is_dir() {
            return Err(fail(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".frontback-").suffix(".part");
        #[cfg(unix)]
        builder.permissions(permissions_for(path));
        let unfinished = builder.tempfile_in(folder).map_err(fail)?;
        let target = BufWriter::new(Target::File { unfinished, path: path.to_owned() });
        let packed = match Packing::of(path).0 {
            Packing::Plain => Packed::Plain(target),
            Packing::Gzip => Packed::Gzip(flate2::GzBuilder::new().write(target, flate2::Compression::default())),
            Packing::Zstd => Packed::Zstd(zstd::stream::write::Encoder::new(target, ZSTD_LEVEL).map_err(fail)?),
        };
        Ok(Output { name: path.to_owned(), packed })
    }

    /// Appends bytes.
    ///
    /// # Errors
    /// [`Error::ClosedPipe`] if nobody reads standard output any more, else [`Error::Io`].
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let writer: &mut dyn Write = match &mut self.packed {
            Packed::Plain(writer) => writer,
            Packed::Gzip(writer) => writer,
            Packed::Zstd(writer) => writer,
        };
        writer.write_all(bytes).map_err(|reason| Error::write(&self.name, reason))
    }

    /// Completes the report; a file gets its name only now.
    ///
    /// # Errors
    /// As [`Output::write`].
    pub fn finish(self) -> Result<()> {
        let Output { name, packed } = self;
        let fail = |reason| Error::write(&name, reason);
        let mut buffered = match packed {
            Packed::Plain(writer) => writer,
            Packed::Gzip(writer) => writer.finish().map_err(fail)?,
            Packed::Zstd(writer) => writer.finish().map_err(fail)?,
        };
        buffered.flush().map_err(fail)?;
        match buffered.into_inner().map_err(|error| fail(error.into_error()))? {
            Target::Standard(_) => Ok(()),
            Target::File { unfinished, path } => {
                unfinished.as_file().sync_all().map_err(fail)?;
                unfinished.persist(&path).map(drop).map_err(|error| fail(error.error))
            }
        }
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
