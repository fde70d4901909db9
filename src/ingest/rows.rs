//! Tables whose cells come as texts, one row at a time: workbooks and Parquet.

use super::Source;
use super::columns::{self, Roles};
use crate::document::{Document, Lang};
use crate::error::{Reject, Result};

/// Texts of several columns are joined as paragraphs.
const PARAGRAPH_BREAK: &str = "\n\n";

/// The columns of a table, and which part each plays.
#[derive(Debug, Clone)]
pub struct Header {
    roles: Roles,
}

impl Header {
    /// Finds the parts among the columns called `names`.
    ///
    /// # Errors
    /// [`Error::NoColumn`](crate::error::Error::NoColumn) as [`columns::resolve`] says.
    pub fn new(source: &Source, names: &[&str]) -> Result<Header> {
        Ok(Header { roles: columns::resolve(&source.name, names, &source.settings.columns)? })
    }

    /// The numbers of the columns that play a part.
    pub fn used(&self) -> impl Iterator<Item = usize> + '_ {
        let Roles { text, title, id, language, keep } = &self.roles;
        text.iter().chain(title).chain(id).chain(language).chain(keep).copied()
    }

    /// The row that has the 1-based number `record` and whose cells `cell` gives by column.
    ///
    /// # Errors
    /// The reject that the row is larger than a record may be.
    pub fn document(
        &self,
        source: &Source,
        record: u64,
        cell: impl Fn(usize) -> String,
    ) -> std::result::Result<Document, Reject> {
        let optional = |column: Option<usize>| column.map(&cell).unwrap_or_default();
        let texts: Vec<String> =
            self.roles.text.iter().map(|&column| cell(column)).filter(|text| !text.is_empty()).collect();
        let id = match optional(self.roles.id) {
            id if id.is_empty() => format!("{}#{record}", source.name),
            id => id,
        };
        let document = Document {
            id,
            source: source.name.clone(),
            record,
            title: optional(self.roles.title),
            body: texts.join(PARAGRAPH_BREAK),
            claimed_language: Lang::parse(&optional(self.roles.language)),
            kept: self.roles.keep.iter().map(|&column| cell(column)).collect(),
        };
        let bytes = document.title.len() + document.body.len() + document.kept.iter().map(String::len).sum::<usize>();
        let limit = source.settings.max_record_bytes;
        if bytes > limit {
            let reason = format!("larger than the record limit of {limit} bytes; raise --max-record");
            let excerpt = Reject::excerpt_of(document.body.as_bytes());
            return Err(Reject { record, excerpt, ..source.reject(reason) });
        }
        Ok(document)
    }
}
