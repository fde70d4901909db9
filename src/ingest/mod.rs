//! Decoded bytes to documents, streaming: one file per format, and the choice among them.
//!
//! A reader yields documents and rejects in the order of its input and holds one record at a time.
//! It opens nothing itself; the drivers hand it bytes.

mod columns;
mod jsonl;
mod lines;
pub mod paired;
mod table;
mod text;

use std::io::Read;
use std::path::Path;

use crate::config::{IngestSettings, InputFormat};
use crate::decode::{self, ReplacementCount};
use crate::document::Document;
use crate::error::{Error, Reject, Result};

/// What a reader yields for each record.
pub type Item = std::result::Result<Document, Reject>;

/// The documents of one input, in order.
pub struct Documents<'a> {
    items: Box<dyn Iterator<Item = Item> + 'a>,
    replacements: ReplacementCount,
}

impl Documents<'_> {
    /// How many sequences of the input could not be decoded so far; each became U+FFFD.
    pub fn replacements(&self) -> u64 {
        self.replacements.get()
    }
}

impl Iterator for Documents<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.items.next()
    }
}

/// Reads `raw`, which the user knows as `source`, as documents.
///
/// # Errors
/// [`Error::Io`] if the first bytes cannot be read, [`Error::Unreadable`] if they are not text,
/// [`Error::NoColumn`] if a table lacks a column that is needed.
pub fn documents<'a>(source: &str, raw: impl Read + 'a, settings: &'a IngestSettings) -> Result<Documents<'a>> {
    let broken = |reason: std::io::Error| Error::Unreadable { path: source.to_owned(), reason: broken_input(&reason) };
    let mut unpacked = decode::decompress(raw).map_err(broken)?;
    let mut head = Vec::with_capacity(decode::SNIFF_BYTES);
    unpacked.by_ref().take(decode::SNIFF_BYTES as u64).read_to_end(&mut head).map_err(broken)?;
    let names_a_table = matches!(settings.format, Some(format) if format != InputFormat::Text)
        || (settings.format.is_none() && find_format(source, "") != InputFormat::Text);
    if head.is_empty() && names_a_table {
        return Err(Error::Unreadable { path: source.to_owned(), reason: EMPTY_TABLE.to_owned() });
    }
    let is_whole_input = head.len() < decode::SNIFF_BYTES;
    let sniffed = decode::sniff(&head, is_whole_input);
    let format = settings.format.unwrap_or_else(|| find_format(source, &sniffed.head));
    // A table with a few stray NUL bytes is a table with a few bad records.
    if sniffed.binary && format == InputFormat::Text {
        return Err(Error::Unreadable {
            path: source.to_owned(),
            reason: "not a text; expected plain text, Markdown, CSV, TSV or JSONL".to_owned(),
        });
    }
    let utf8 = decode::Utf8Reader::new(std::io::Cursor::new(head).chain(unpacked), sniffed.encoding);
    let replacements = utf8.replacements();
    let lines = lines::Lines::new(utf8, settings.max_record_bytes);
    let items: Box<dyn Iterator<Item = Item> + 'a> = match format {
        InputFormat::Text => Box::new(text::read(source, lines, settings.columns.keep.len())),
        InputFormat::Csv => Box::new(table::read(source, lines, None, &settings.columns)?),
        InputFormat::Tsv => Box::new(table::read(source, lines, Some(b'\t'), &settings.columns)?),
        InputFormat::Jsonl => Box::new(jsonl::read(source, lines, &settings.columns)?),
    };
    Ok(Documents { items, replacements })
}

/// An empty text is a text; an empty table is a broken export.
const EMPTY_TABLE: &str = "the file is empty; expected a table with a header, or JSON lines";

/// The format by extension (that of the packed file: `jobs.csv.gz` is CSV), else by content.
fn find_format(source: &str, head: &str) -> InputFormat {
    let name = source.to_ascii_lowercase();
    let name = [".gz", ".zst"].iter().find_map(|packing| name.strip_suffix(packing)).unwrap_or(&name);
    match Path::new(name).extension().and_then(|extension| extension.to_str()) {
        Some("csv") => InputFormat::Csv,
        Some("tsv" | "tab") => InputFormat::Tsv,
        Some("jsonl" | "ndjson") => InputFormat::Jsonl,
        Some("txt" | "text" | "md" | "markdown") => InputFormat::Text,
        _ => find_format_by_content(head),
    }
}

fn find_format_by_content(head: &str) -> InputFormat {
    let first_line = head.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if first_line.trim_start().starts_with('{') && jsonl::is_object(first_line) {
        InputFormat::Jsonl
    } else if table::is_header_with_text_column(first_line) {
        InputFormat::Csv
    } else {
        InputFormat::Text
    }
}

/// Says in a user's words why an input stopped being readable.
fn broken_input(reason: &std::io::Error) -> String {
    match reason.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            "the compressed data ends too early; unpack it again or fetch it anew".to_owned()
        }
        std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
            format!("the compressed data is damaged ({reason}); fetch the file anew")
        }
        _ => format!("cannot read on: {reason}"),
    }
}
