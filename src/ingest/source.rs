//! What is read, by which name, and what holds for all that is read from it.

use std::io;

use crate::config::IngestSettings;
use crate::decode::{Budget, ReplacementCount, UnpackLimits, limit_met};
use crate::document::Document;
use crate::error::{Error, Reject};

/// An input, or an entry of an archive in it.
#[derive(Debug, Clone)]
pub struct Source<'a> {
    /// The input as the user named it; an entry's name follows behind a slash: `jobs.zip/inner/cook.html`.
    pub name: String,
    /// How it is read.
    pub settings: &'a IngestSettings,
    /// What unpacking may still cost; shared with all entries.
    pub budget: Budget,
    /// The running count of undecodable sequences; shared with all entries.
    pub replacements: ReplacementCount,
    /// How many archives it is in.
    nesting: usize,
}

impl<'a> Source<'a> {
    /// An input of its own.
    pub fn new(name: &str, settings: &'a IngestSettings) -> Source<'a> {
        let limits = UnpackLimits {
            max_bytes: settings.max_unpacked_bytes,
            max_ratio: settings.max_ratio,
            max_entries: settings.max_entries,
        };
        let replacements = ReplacementCount::default();
        Source { name: name.to_owned(), settings, budget: Budget::new(limits), replacements, nesting: 0 }
    }

    /// The entry `name` of this archive.
    ///
    /// # Errors
    /// The limit of entries or of nesting, with its flag.
    pub fn entry(&self, name: &str) -> io::Result<Source<'a>> {
        self.budget.charge_entry()?;
        let limit = self.settings.max_nesting;
        if self.nesting >= limit {
            let reason = format!("inside more than {limit} archives; raise --max-nesting or unpack it first");
            return Err(limit_met(reason));
        }
        Ok(Source { name: format!("{}/{name}", self.name), nesting: self.nesting + 1, ..self.clone() })
    }

    /// The whole source as one document with the text `body`. It has no columns: those that are to be kept are
    /// empty.
    pub fn document(&self, body: String) -> Document {
        let kept = vec![String::new(); self.settings.columns.keep.len()];
        Document { id: self.name.clone(), source: self.name.clone(), record: 1, body, kept, ..Document::default() }
    }

    /// Whether elements may nest as deep as `depth`.
    ///
    /// # Errors
    /// The reject that they may not, with the flag.
    pub fn check_depth(&self, depth: usize) -> std::result::Result<(), Reject> {
        let limit = self.settings.max_depth;
        if depth <= limit { Ok(()) } else { Err(self.reject(format!("nested deeper than {limit}; raise --max-depth"))) }
    }

    /// The error that nothing of it can be read.
    pub fn unreadable(&self, reason: impl Into<String>) -> Error {
        Error::Unreadable { path: self.name.clone(), reason: reason.into() }
    }

    /// The reject that the whole of it is lost.
    pub fn reject(&self, reason: impl Into<String>) -> Reject {
        Reject::file(&self.name, reason)
    }
}
