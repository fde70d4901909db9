//! Bytes to documents, streaming: one file per format, and the choice among them.
//!
//! A reader yields documents and rejects in the order of its input and holds one record at a time.
//! It opens nothing itself; the drivers hand it bytes. There are three shapes of reader: of decoded lines, of one
//! decoded page, and of a seekable copy ([`spool`]).

mod columns;
mod docx;
mod epub;
mod format;
mod frame;
mod html;
mod http;
mod json;
mod jsonl;
mod lines;
mod mail;
mod markup;
mod mbox;
mod objects;
mod odt;
mod package;
pub mod paired;
mod parquet;
mod pdf;
mod rewind;
mod rows;
mod rtf;
mod source;
mod spool;
mod table;
mod tar;
mod text;
mod warc;
mod workbook;
mod xml;
mod zip;

use std::io::{BufRead, Cursor, Read};

use crate::config::{IngestSettings, InputFormat};
use crate::decode::{self, ReplacementCount, Utf8Reader};
use crate::document::Document;
use crate::error::{Reject, Result};

use lines::Lines;
use package::Package;
use source::Source;
use spool::Spool;

/// What a reader yields for each record.
pub type Item = std::result::Result<Document, Reject>;

/// What a reader is.
type Items<'a> = Box<dyn Iterator<Item = Item> + 'a>;

/// The documents of one input, in order.
pub struct Documents<'a> {
    items: Items<'a>,
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

/// Reads `raw`, which the user knows as `name`, as documents.
///
/// # Errors
/// [`Error::Unreadable`](crate::error::Error::Unreadable) if the first bytes cannot be read or are in no format that
/// is, [`Error::NoColumn`](crate::error::Error::NoColumn) if a table lacks a column that is needed.
pub fn documents<'a>(name: &str, raw: impl Read + 'a, settings: &'a IngestSettings) -> Result<Documents<'a>> {
    let source = Source::new(name, settings);
    let replacements = source.replacements.clone();
    let raw = source.budget.count_input(raw);
    Ok(Documents { items: read(source, Box::new(raw), settings.format)?, replacements })
}

/// Reads an input, or an entry of an archive in one, in the format `wanted` or the one that it is found to have.
fn read<'a>(source: Source<'a>, raw: Box<dyn Read + 'a>, wanted: Option<InputFormat>) -> Result<Items<'a>> {
    let broken = |reason: std::io::Error| source.unreadable(broken_input(&reason));
    let mut unpacked = decode::decompress(raw, &source.budget).map_err(broken)?;
    let mut head = Vec::with_capacity(decode::SNIFF_BYTES);
    unpacked.by_ref().take(decode::SNIFF_BYTES as u64).read_to_end(&mut head).map_err(broken)?;
    let named = wanted.or_else(|| format::by_extension(&source.name));
    if let (true, Some(named)) = (head.is_empty(), named.filter(|&named| named != InputFormat::Text)) {
        return Err(source.unreadable(format!("the file is empty; expected {}", content_of(named))));
    }
    let is_whole_input = head.len() < decode::SNIFF_BYTES;
    let sniffed = decode::sniff(&head, is_whole_input);
    let format = wanted.unwrap_or_else(|| format::find(&source.name, &head, &sniffed));
    // A table with a few stray NUL bytes is a table with a few bad records.
    if sniffed.binary && format == InputFormat::Text {
        return Err(source.unreadable(NOT_READABLE));
    }
    let encoding = match format {
        InputFormat::Html => decode::page_encoding(&head, is_whole_input, None),
        _ => sniffed.encoding,
    };
    let bytes = Cursor::new(head).chain(unpacked);
    let utf8 = |bytes| Utf8Reader::counting(bytes, encoding, source.replacements.clone());
    let lines = |bytes| Lines::new(utf8(bytes), source.settings.max_record_bytes);
    let (columns, max_depth) = (&source.settings.columns, source.settings.max_depth);
    Ok(match format {
        InputFormat::Text => Box::new(text::read(&source, lines(bytes))),
        InputFormat::Csv => Box::new(table::read(&source.name, lines(bytes), None, columns)?),
        InputFormat::Tsv => Box::new(table::read(&source.name, lines(bytes), Some(b'\t'), columns)?),
        InputFormat::Jsonl => Box::new(jsonl::read(&source.name, lines(bytes), columns, max_depth)?),
        InputFormat::Json => Box::new(json::read(&source, utf8(bytes))?),
        InputFormat::Html => Box::new(html::read(&source, lines(bytes))),
        InputFormat::Warc => Box::new(warc::read(&source, bytes)),
        InputFormat::Mail => Box::new(mail::read(&source, bytes)),
        InputFormat::Mbox => Box::new(mbox::read(&source, bytes)),
        InputFormat::Tar => Box::new(tar::entries(&source, bytes)),
        _ => read_from_copy(source, bytes, format, wanted.is_none())?,
    })
}

/// Reads what is found from an index. A format that was not asked for may turn out to be a package of another kind.
fn read_from_copy<'a>(
    source: Source<'a>,
    bytes: impl BufRead,
    format: InputFormat,
    may_be_another: bool,
) -> Result<Items<'a>> {
    let broken = |reason: std::io::Error| source.unreadable(broken_input(&reason));
    let spool = Spool::copy(bytes, source.settings.max_unpacked_bytes).map_err(broken)?;
    let mut format = format;
    if format == InputFormat::Zip && may_be_another {
        format = Package::open(&spool, &source).map_err(broken)?.format();
    }
    use InputFormat as F;
    match format {
        F::Parquet => parquet::read(source, &spool),
        F::Xlsx | F::Xls | F::Ods => workbook::read(source, &spool, format),
        F::Docx => docx::read(source, &spool),
        F::Odt => odt::read(source, &spool),
        F::Rtf => rtf::read(source, &spool),
        F::Pdf => pdf::read(source, &spool),
        F::Epub => epub::read(source, &spool),
        F::Zip => zip::entries(source, &spool),
        F::Text | F::Csv | F::Tsv | F::Jsonl | F::Json | F::Html | F::Warc | F::Mail | F::Mbox | F::Tar => {
            Err(source.unreadable(NOT_READABLE))
        }
    }
}

/// Why an input is in no format that is read.
const NOT_READABLE: &str =
    "not a text, nor a table, web page, mail, office file or archive that is read; see --format in --help";

/// Whether a file of an archive is none that its packer knew of: as in folders, hidden files are left out.
fn is_hidden(name: &str) -> bool {
    /// Archives from macOS keep icons and the like there.
    const RESOURCE_FORKS: &str = "__MACOSX";
    name.split(['/', '\\'])
        .any(|part| part == RESOURCE_FORKS || (part.starts_with('.') && !part.trim_matches('.').is_empty()))
}

/// What a file of the format holds, for messages.
fn content_of(format: InputFormat) -> &'static str {
    use InputFormat as F;
    match format {
        F::Text => "a text",
        F::Csv | F::Tsv | F::Jsonl | F::Parquet => "a table with a header, or JSON lines",
        F::Json => "a JSON array of objects",
        F::Html => "a web page",
        F::Warc => "a web archive",
        F::Mail | F::Mbox => "a mail message",
        F::Zip | F::Tar => "an archive",
        F::Xlsx | F::Xls | F::Ods => "a workbook",
        F::Docx | F::Odt | F::Rtf | F::Pdf => "a document",
        F::Epub => "a book",
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
        std::io::ErrorKind::FileTooLarge => reason.to_string(),
        _ => format!("cannot read on: {reason}"),
    }
}
