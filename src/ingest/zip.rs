//! ZIP archives: every entry in the order of the archive's directory, each read as a file of its name would be.

use super::package::{self, Package};
use super::source::Source;
use super::spool::Spool;
use super::{Item, Items, broken_input, is_hidden, read};
use crate::error::{Reject, Result};

/// Reads the entries of the archive that `spool` holds.
///
/// # Errors
/// [`crate::error::Error::Unreadable`] if its directory cannot be read.
pub fn entries<'a>(source: Source<'a>, spool: &Spool) -> Result<Items<'a>> {
    let package = Package::open(spool, &source).map_err(|reason| source.unreadable(broken_input(&reason)))?;
    Ok(Box::new(Entries { source, package, next: 0, current: None }))
}

struct Entries<'a> {
    source: Source<'a>,
    package: Package,
    next: usize,
    /// The documents of the entry that is being read.
    current: Option<Items<'a>>,
}

impl<'a> Entries<'a> {
    /// Opens the next entry; `None` if it holds nothing to read.
    fn open(&mut self, index: usize) -> std::result::Result<Option<Items<'a>>, Reject> {
        // A name that cannot be decoded is replaced by the entry's number.
        let name = self.package.archive.name_for_index(index).and_then(std::result::Result::ok);
        let name = name.map_or_else(|| format!("entry {}", index + 1), std::borrow::Cow::into_owned);
        let mut file = match self.package.archive.by_index(index) {
            Ok(file) => file,
            Err(error) => {
                let reason = broken_input(&package::damaged(error));
                return Err(Reject::file(&format!("{}/{name}", self.source.name), reason));
            }
        };
        if !file.is_file() || is_hidden(&name) {
            return Ok(None);
        }
        let entry = self.source.entry(&name).map_err(|reason| self.source.reject(broken_input(&reason)))?;
        // A copy of the entry, as its reader and the archive's would otherwise hold on to one another.
        let spool = Spool::copy(self.package.budget.charge(&mut file), entry.settings.max_unpacked_bytes)
            .map_err(|reason| entry.reject(broken_input(&reason)))?;
        let name = entry.name.clone();
        let documents = read(entry, Box::new(spool.cursor(0)), None);
        documents.map(Some).map_err(|error| Reject::of(&name, error))
    }
}

impl Iterator for Entries<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            self.current = None;
            if self.next >= self.package.archive.len() {
                return None;
            }
            self.next += 1;
            match self.open(self.next - 1) {
                Ok(documents) => self.current = documents,
                Err(reject) => return Some(Err(reject)),
            }
        }
    }
}
