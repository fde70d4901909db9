//! ZIP packages of named parts: what office files and electronic books are made of.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::Source;
use super::spool::{Spool, SpoolCursor};
use crate::config::InputFormat;
use crate::decode::{Budget, limit_met};

/// The part in which OpenDocument files and electronic books name their type.
const TYPE_PART: &str = "mimetype";

/// Longest type that is read.
const TYPE_BYTES: u64 = 100;

/// A package whose parts are read by name, each charged to the budget of its input.
pub struct Package {
    /// The archive as it is, for those who read all of it.
    pub archive: ZipArchive<SpoolCursor>,
    /// What unpacking may still cost.
    pub budget: Budget,
}

impl Package {
    /// Opens the package that `spool` holds.
    ///
    /// # Errors
    /// A directory that is damaged, or the limit of entries with its flag.
    pub fn open(spool: &Spool, source: &Source) -> io::Result<Package> {
        let limit = source.settings.max_entries;
        if listed_entries(spool)? > limit {
            return Err(limit_met(format!("more than {limit} entries; raise --max-entries")));
        }
        let archive = ZipArchive::new(spool.cursor(0)).map_err(damaged)?;
        Ok(Package { archive, budget: source.budget.clone() })
    }

    /// What the package is, by its parts; [`InputFormat::Zip`] for a mere archive.
    pub fn format(&mut self) -> InputFormat {
        let mut declared = String::new();
        if let Ok(part) = self.part(TYPE_PART) {
            // A type that cannot be read is none.
            let _read = part.take(TYPE_BYTES).read_to_string(&mut declared);
        }
        match declared.trim() {
            "application/vnd.oasis.opendocument.text" => return InputFormat::Odt,
            "application/vnd.oasis.opendocument.spreadsheet" => return InputFormat::Ods,
            "application/epub+zip" => return InputFormat::Epub,
            _ => {}
        }
        let has = |start: &str| self.archive.file_names().flatten().any(|name| name.starts_with(start));
        match () {
            () if !has("[Content_Types].xml") => InputFormat::Zip,
            () if has("word/") => InputFormat::Docx,
            () if has("xl/") => InputFormat::Xlsx,
            () => InputFormat::Zip,
        }
    }

    /// The names of all parts, in the order of the directory; names that are no text are left out.
    pub fn part_names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(|name| name.to_string()).collect()
    }

    /// The content of the part `name`.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] if there is none, else what is wrong with it; the reader's own errors name a
    /// limit that is met.
    pub fn part(&mut self, name: &str) -> io::Result<impl Read + '_> {
        let part = self.archive.by_name(name).map_err(damaged)?;
        Ok(self.budget.charge(part))
    }
}

/// The archive reader's error as one of reading.
pub fn damaged(error: zip::result::ZipError) -> io::Error {
    match error {
        zip::result::ZipError::Io(error) => error,
        zip::result::ZipError::FileNotFound => io::Error::from(io::ErrorKind::NotFound),
        other => io::Error::new(io::ErrorKind::InvalidData, other.to_string()),
    }
}

/// How many entries the end of the archive announces. The archive reader makes room for all of them at once, so
/// they are counted before it is let near.
fn listed_entries(spool: &Spool) -> io::Result<u64> {
    const END_RECORD: &[u8] = b"PK\x05\x06";
    const END_RECORD_BYTES: u64 = 22;
    /// The end record is followed by a comment of at most so many bytes.
    const MAX_COMMENT_BYTES: u64 = 0xffff;
    /// The place of the 64-bit end record stands so many bytes before the end record.
    const LOCATOR_BYTES: usize = 20;
    /// Says that the count stands in the 64-bit end record.
    const COUNT_ELSEWHERE: u64 = 0xffff;
    let tail_bytes = spool.len().min(END_RECORD_BYTES + MAX_COMMENT_BYTES + LOCATOR_BYTES as u64);
    let tail_start = spool.len() - tail_bytes;
    let mut tail = Vec::new();
    spool.cursor(tail_start).read_to_end(&mut tail)?;
    // Without an end record the archive reader says what is wrong.
    let Some(end) = memchr::memmem::rfind(&tail, END_RECORD) else { return Ok(0) };
    let count = little_endian(&tail, end + 10, 2);
    if count < COUNT_ELSEWHERE || end < LOCATOR_BYTES {
        return Ok(count);
    }
    let record = little_endian(&tail, end - LOCATOR_BYTES + 8, 8);
    let mut large = vec![0; 40];
    let mut cursor = spool.cursor(0);
    match cursor.seek(SeekFrom::Start(record)).and_then(|_| cursor.read_exact(&mut large)) {
        Ok(()) if large.starts_with(b"PK\x06\x06") => Ok(little_endian(&large, 32, 8)),
        _ => Ok(count),
    }
}

/// The number that stands in `length` bytes from `start`; 0 past the end.
fn little_endian(bytes: &[u8], start: usize, length: usize) -> u64 {
    let bytes = bytes.get(start..start + length).unwrap_or_default();
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}
