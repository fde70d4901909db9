//! A seekable copy of an input, for formats whose parts are found from an index: archives, office files, Parquet.
//!
//! Inputs may be pipes or packed, so they cannot be read at any place as they are. The copy is kept in memory
//! while it is small, else in a file of the system's temporary folder that has no name and is gone with the run.
//! Only drivers open files that the user knows of; this one nobody can name, so it is opened here.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::SpooledTempFile;

use super::{Source, broken_input};
use crate::decode::limit_met;
use crate::error::Reject;

/// Larger copies go to disk: most office files are smaller, and a few of them at once fit any memory.
const MEMORY_BYTES: usize = 4 << 20;

/// Bytes are copied in pieces of this size.
const COPY_BYTES: usize = 64 << 10;

/// The copy. It is shared by all cursors over it.
#[derive(Debug, Clone)]
pub struct Spool {
    copy: Arc<Mutex<SpooledTempFile>>,
    bytes: u64,
}

impl Spool {
    /// Copies all of `raw`, at most `max_bytes` of it.
    ///
    /// # Errors
    /// What reading gives, what writing to the temporary folder gives, or the limit with its flag.
    pub fn copy(mut raw: impl Read, max_bytes: u64) -> io::Result<Spool> {
        let mut copy = tempfile::spooled_tempfile(MEMORY_BYTES);
        let mut bytes = 0;
        let mut piece = vec![0; COPY_BYTES];
        loop {
            let read = match raw.read(&mut piece) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            bytes += read as u64;
            if bytes > max_bytes {
                return Err(limit_met(format!("larger than {max_bytes} bytes; raise --max-unpacked")));
            }
            copy.write_all(piece.get(..read).unwrap_or_default())
                .map_err(|reason| io::Error::other(format!("cannot write to the temporary folder: {reason}")))?;
        }
        Ok(Spool { copy: Arc::new(Mutex::new(copy)), bytes })
    }

    /// Its size in bytes.
    pub fn len(&self) -> u64 {
        self.bytes
    }

    /// All of it, for formats that one record is made of.
    ///
    /// # Errors
    /// The reject that it is larger than a record may be, or cannot be read.
    pub fn read_whole(&self, source: &Source) -> std::result::Result<Vec<u8>, Reject> {
        let limit = source.settings.max_record_bytes;
        if self.bytes > limit as u64 {
            return Err(source.reject(format!("larger than the record limit of {limit} bytes; raise --max-record")));
        }
        let mut bytes = Vec::new();
        self.cursor(0).read_to_end(&mut bytes).map_err(|reason| source.reject(broken_input(&reason)))?;
        Ok(bytes)
    }

    /// A reader that starts at the byte `start`.
    pub fn cursor(&self, start: u64) -> SpoolCursor {
        SpoolCursor { spool: self.clone(), position: start }
    }
}

/// A place in a [`Spool`]; clones go their own ways.
#[derive(Debug, Clone)]
pub struct SpoolCursor {
    spool: Spool,
    position: u64,
}

impl Read for SpoolCursor {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A panic while the lock was held has not harmed the bytes.
        let mut copy = self.spool.copy.lock().unwrap_or_else(PoisonError::into_inner);
        copy.seek(SeekFrom::Start(self.position))?;
        let read = copy.read(buffer)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for SpoolCursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::End(offset) => self.spool.bytes.checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = position.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_place_can_be_read_in_memory_and_on_disk() {
        for bytes in [10, MEMORY_BYTES + COPY_BYTES + 1] {
            let original: Vec<u8> = (0..=250).cycle().take(bytes).collect();
            let spool = Spool::copy(&original[..], u64::MAX).expect("it can be copied");
            assert_eq!(spool.len(), bytes as u64);
            let mut cursor = spool.cursor(4);
            let mut apart = cursor.clone();
            for (reader, from) in [(&mut cursor, 4), (&mut apart, bytes - 3)] {
                reader.seek(SeekFrom::Start(from as u64)).expect("a place");
                let mut rest = Vec::new();
                reader.read_to_end(&mut rest).expect("readable");
                assert!(rest == original[from..]);
            }
            assert_eq!(apart.seek(SeekFrom::End(-2)).ok(), Some(bytes as u64 - 2));
            assert!(apart.seek(SeekFrom::Current(-(bytes as i64))).is_err());
        }
    }

    #[test]
    fn the_limit_names_its_flag() {
        let error = Spool::copy(&b"12345"[..], 4).expect_err("too large");
        assert_eq!(error.to_string(), "larger than 4 bytes; raise --max-unpacked");
        assert_eq!(Spool::copy(&b"1234"[..], 4).map(|spool| spool.len()).ok(), Some(4));
    }
}
