//! What paths mean: files, folders, globs, standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Reject, Result};

/// Stands for standard input on the command line.
const STANDARD_INPUT: &str = "-";

/// Stands for it in reports, where a cell that starts with `-` would have to be guarded.
const STANDARD_INPUT_NAME: &str = "stdin";

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// Standard input.
    Standard,
    /// A file.
    File(PathBuf),
}

/// All things to read, in a fixed order, and what could not be found.
#[derive(Debug, Default)]
pub struct Inputs {
    found: Vec<Input>,
    /// Paths that lead to nothing readable.
    pub missing: Vec<Reject>,
    /// Size of all files together, in bytes as they lie on disk; standard input counts nothing.
    pub bytes: u64,
}

impl Inputs {
    /// Finds what `paths` mean: a file, a folder (all its files, hidden ones left out), a glob, `-` or
    /// nothing for standard input. Files of one folder come in the order of their names.
    pub fn find(paths: &[PathBuf]) -> Inputs {
        let mut inputs = Inputs::default();
        if paths.is_empty() {
            inputs.found.push(Input::Standard);
        }
        for path in paths {
            inputs.add(path);
        }
        inputs
    }

    /// The things to read.
    pub fn iter(&self) -> impl Iterator<Item = &Input> {
        self.found.iter()
    }

    /// Keeps the things that `keeps` is true for; what is known of the size stays.
    pub fn retain(&mut self, keeps: impl FnMut(&Input) -> bool) {
        self.found.retain(keeps);
    }

    /// How many things there are to read.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    fn add(&mut self, path: &Path) {
        if path.as_os_str() == STANDARD_INPUT {
            self.found.push(Input::Standard);
            return;
        }
        match path.metadata() {
            Ok(metadata) if metadata.is_dir() => self.add_folder(path),
            Ok(metadata) => self.add_file(path, metadata.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_glob(path) => self.add_glob(path),
            Err(error) => self.miss(path, format!("cannot open: {error}")),
        }
    }

    fn add_file(&mut self, path: &Path, bytes: u64) {
        self.bytes += bytes;
        self.found.push(Input::File(path.to_owned()));
    }

    fn add_folder(&mut self, folder: &Path) {
        let before = (self.found.len(), self.missing.len());
        // Hidden files are left out; ignore files are for source trees and do not apply here.
        let mut walk = ignore::WalkBuilder::new(folder);
        walk.standard_filters(false).hidden(true).follow_links(true).sort_by_file_name(std::ffi::OsStr::cmp);
        for entry in walk.build() {
            match entry {
                Ok(entry) => {
                    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                    if is_file {
                        self.add_file(entry.path(), entry.metadata().map_or(0, |metadata| metadata.len()));
                    }
                }
                Err(error) => self.miss(folder, format!("cannot list: {error}")),
            }
        }
        if (self.found.len(), self.missing.len()) == before {
            self.miss(folder, "the folder holds no file that is not hidden");
        }
    }

    fn add_glob(&mut self, pattern: &Path) {
        let text = pattern.to_string_lossy();
        let matcher = match globset::GlobBuilder::new(&text).literal_separator(true).build() {
            Ok(glob) => glob.compile_matcher(),
            Err(error) => return self.miss(pattern, format!("no such file, and no glob: {error}")),
        };
        let before = self.found.len();
        let mut walk = ignore::WalkBuilder::new(fixed_part(pattern));
        walk.standard_filters(false).hidden(true).follow_links(true).sort_by_file_name(std::ffi::OsStr::cmp);
        for entry in walk.build().flatten() {
            let path = entry.path().strip_prefix("./").unwrap_or(entry.path());
            if entry.file_type().is_some_and(|kind| kind.is_file()) && matcher.is_match(path) {
                self.add_file(path, entry.metadata().map_or(0, |metadata| metadata.len()));
            }
        }
        if self.found.len() == before {
            self.miss(pattern, "no file fits the pattern");
        }
    }

    fn miss(&mut self, path: &Path, reason: impl Into<String>) {
        self.missing.push(Reject::file(&path.display().to_string(), reason));
    }
}

fn is_glob(path: &Path) -> bool {
    path.to_string_lossy().contains(['*', '?', '[', '{'])
}

/// The folder above the first part of a pattern that is no plain name.
fn fixed_part(pattern: &Path) -> PathBuf {
    let fixed: PathBuf = pattern.components().take_while(|part| !is_glob(part.as_ref())).collect();
    if fixed.as_os_str().is_empty() { PathBuf::from(".") } else { fixed }
}

impl Input {
    /// What reports call it: the path as the user gave it, or `stdin`.
    pub fn name(&self) -> String {
        match self {
            Input::Standard => STANDARD_INPUT_NAME.to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }

    /// Opens it.
    ///
    /// # Errors
    /// [`Error::Io`] with the system's reason; a device or a pipe is refused, as it may never end.
    pub fn open(&self) -> Result<InputBytes> {
        let counter = ByteCounter::default();
        let source: Box<dyn Read + Send> = match self {
            Input::Standard => Box::new(io::stdin()),
            Input::File(path) => {
                let fail = |reason| Error::io(path, "cannot open", reason);
                // Looked at before it is opened: opening a pipe would wait for its writer.
                if !path.metadata().map_err(fail)?.is_file() {
                    return Err(fail(io::Error::other("not a regular file; pipe it to standard input instead")));
                }
                Box::new(File::open(path).map_err(fail)?)
            }
        };
        Ok(InputBytes { source, counter })
    }
}

/// Counts the bytes read from an input.
#[derive(Debug, Clone, Default)]
pub struct ByteCounter(Arc<AtomicU64>);

impl ByteCounter {
    /// Bytes so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The bytes of an opened input.
pub struct InputBytes {
    source: Box<dyn Read + Send>,
    counter: ByteCounter,
}

impl InputBytes {
    /// Tells how far the reading is, while something else reads.
    pub fn counter(&self) -> ByteCounter {
        self.counter.clone()
    }
}

impl Read for InputBytes {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.counter.0.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
