//! CSV and TSV: delimiter found, quoted line breaks kept, broken quotes survived.
//!
//! Records are framed here, so that a quote that never closes costs one line and not the rest of the
//! file; csv-core takes the fields of a framed record apart.

use std::io::BufRead;

use super::columns::{self, Roles};
use super::frame::{Frame, too_large};
use super::lines::{Line, Lines, Place};
use super::{Item, broken_input};
use crate::config::ColumnSettings;
use crate::document::{Document, Lang};
use crate::error::{Error, Reject, Result};

/// Separators looked for in the header, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Texts of several columns are joined as paragraphs.
const PARAGRAPH_BREAK: &str = "\n\n";

/// Reads a table from `lines`; `delimiter` is found in the header where `None`.
///
/// # Errors
/// [`Error::NoColumn`] or [`Error::Unreadable`] if the header cannot be used.
pub fn read<R: BufRead>(
    source: &str,
    lines: Lines<R>,
    delimiter: Option<u8>,
    settings: &ColumnSettings,
) -> Result<impl Iterator<Item = Item> + use<R>> {
    let mut table = Table {
        source: source.to_owned(),
        frames: Frames { lines, delimiter: delimiter.unwrap_or(DELIMITERS[0]), buffer: Vec::new() },
        fields: Fields::new(delimiter.unwrap_or(DELIMITERS[0])),
        roles: Roles::default(),
        record: 0,
        ended: false,
    };
    table.read_header(delimiter, settings)?;
    Ok(table)
}

/// Whether a line is a header of at least two columns, one of which is a usual text column.
pub fn is_header_with_text_column(line: &str) -> bool {
    let delimiter = find_delimiter(line.as_bytes());
    let mut fields = Fields::new(delimiter);
    fields.parse(line.as_bytes());
    let columns: Vec<&str> = fields.iter().collect();
    columns.len() > 1 && columns::has_text_column(&columns)
}

fn find_delimiter(header: &[u8]) -> u8 {
    let count = |delimiter: u8| {
        let mut quoted = false;
        let outside_quotes = header.iter().filter(|&&byte| {
            quoted ^= byte == b'"';
            !quoted && byte == delimiter
        });
        outside_quotes.count()
    };
    // `max_by_key` takes the last of equals, hence the reversal: the likeliest wins a tie.
    DELIMITERS.into_iter().rev().max_by_key(|&delimiter| count(delimiter)).unwrap_or(DELIMITERS[0])
}

/// Excel writes and reads a first line `sep=;`.
fn declared_delimiter(line: &[u8]) -> Option<u8> {
    match line {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => Some(*delimiter),
        _ => None,
    }
}

struct Table<R> {
    source: String,
    frames: Frames<R>,
    fields: Fields,
    roles: Roles,
    record: u64,
    ended: bool,
}

impl<R: BufRead> Table<R> {
    fn read_header(&mut self, delimiter: Option<u8>, settings: &ColumnSettings) -> Result<()> {
        let unreadable = |reason: String| Error::Unreadable { path: self.source.clone(), reason };
        let mut line = Vec::new();
        let mut start = self.frames.lines.place();
        while super::lines::without_break(&line).is_empty() {
            line.clear();
            start = self.frames.lines.place();
            match self.frames.lines.next_line(&mut line) {
                Line::Complete => {}
                Line::TooLong => return Err(unreadable("the first line is too long for a table's header".to_owned())),
                Line::End => {
                    self.ended = true;
                    return Ok(());
                }
                Line::Broken(reason) => return Err(unreadable(broken_input(&reason))),
            }
        }
        let mut delimiter = delimiter;
        if let Some(declared) = declared_delimiter(super::lines::without_break(&line)) {
            delimiter = delimiter.or(Some(declared));
        } else {
            delimiter = delimiter.or(Some(find_delimiter(&line)));
            self.frames.lines.give_back(&line, start);
        }
        self.frames.delimiter = delimiter.unwrap_or(DELIMITERS[0]);
        self.fields = Fields::new(self.frames.delimiter);
        match self.frames.next_frame() {
            Frame::Record { .. } => self.fields.parse(&self.frames.buffer),
            Frame::End => {
                self.ended = true;
                return Ok(());
            }
            Frame::Bad { reason, place } => {
                return Err(unreadable(format!("line {}: the header cannot be read: {reason}", place.line)));
            }
            Frame::Broken(reason) => return Err(unreadable(broken_input(&reason))),
        }
        let columns: Vec<&str> = self.fields.iter().collect();
        self.roles = columns::resolve(&self.source, &columns, settings)?;
        Ok(())
    }

    fn document(&self) -> Document {
        let field = |column: usize| self.fields.get(column).unwrap_or_default();
        let optional = |column: Option<usize>| column.map(field).unwrap_or_default();
        let texts: Vec<&str> =
            self.roles.text.iter().map(|&column| field(column)).filter(|text| !text.is_empty()).collect();
        let id = match optional(self.roles.id) {
            "" => format!("{}#{}", self.source, self.record),
            id => id.to_owned(),
        };
        Document {
            id,
            source: self.source.clone(),
            record: self.record,
            title: optional(self.roles.title).to_owned(),
            body: texts.join(PARAGRAPH_BREAK),
            claimed_language: Lang::parse(optional(self.roles.language)),
            kept: self.roles.keep.iter().map(|&column| field(column).to_owned()).collect(),
        }
    }

    fn reject(&self, place: Place, reason: String) -> Reject {
        Reject {
            source: self.source.clone(),
            record: self.record,
            line: place.line,
            byte: place.byte,
            reason,
            excerpt: Reject::excerpt_of(&self.frames.buffer),
        }
    }
}

impl<R: BufRead> Iterator for Table<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        self.record += 1;
        match self.frames.next_frame() {
            Frame::Record { place } => {
                if memchr::memchr(0, &self.frames.buffer).is_some() {
                    let reason = "a NUL byte in the record; expected text".to_owned();
                    return Some(Err(self.reject(place, reason)));
                }
                self.fields.parse(&self.frames.buffer);
                Some(Ok(self.document()))
            }
            Frame::Bad { reason, place } => Some(Err(self.reject(place, reason))),
            Frame::End => None,
            Frame::Broken(reason) => {
                self.ended = true;
                Some(Err(self.reject(self.frames.lines.place(), broken_input(&reason))))
            }
        }
    }
}

/// Puts the lines of one record together.
struct Frames<R> {
    lines: Lines<R>,
    delimiter: u8,
    buffer: Vec<u8>,
}

impl<R: BufRead> Frames<R> {
    fn next_frame(&mut self) -> Frame {
        self.buffer.clear();
        let mut place = self.lines.place();
        let mut state = QuoteState::FieldStart;
        let mut first_line_end = 0;
        let mut second_line = place;
        loop {
            let scanned = self.buffer.len();
            match self.lines.next_line(&mut self.buffer) {
                Line::Complete => {}
                Line::TooLong if first_line_end == 0 => {
                    return Frame::Bad { reason: too_large(self.lines.max_bytes()), place };
                }
                Line::End if first_line_end == 0 => return Frame::End,
                Line::Broken(reason) => return Frame::Broken(reason),
                Line::End | Line::TooLong => return self.give_up_quote(place, first_line_end, second_line),
            }
            let quotes = state.scan(&self.buffer[scanned..], self.delimiter);
            if first_line_end == 0 {
                if super::lines::without_break(&self.buffer).is_empty() {
                    self.buffer.clear();
                    place = self.lines.place();
                    state = QuoteState::FieldStart;
                    continue;
                }
                first_line_end = self.buffer.len();
                second_line = self.lines.place();
            }
            let spans_lines = self.buffer.len() > first_line_end;
            match quotes {
                // A stray quote in one line is read as it stands; across lines it means a lost quote.
                Quotes::Stray if spans_lines => return self.give_up_quote(place, first_line_end, second_line),
                Quotes::Open if self.buffer.len() > self.lines.max_bytes() => {
                    return self.give_up_quote(place, first_line_end, second_line);
                }
                Quotes::Open => {}
                Quotes::Closed | Quotes::Stray => return Frame::Record { place },
            }
        }
    }

    /// The quote that the first line opened is not closed where it should be: only that line is lost.
    fn give_up_quote(&mut self, place: Place, first_line_end: usize, second_line: Place) -> Frame {
        let (_, rest) = self.buffer.split_at(first_line_end);
        if !rest.is_empty() {
            self.lines.give_back(rest, second_line);
        }
        self.buffer.truncate(first_line_end);
        let reason = "a quote is opened and not closed properly; expected \"...\" with inner quotes doubled".to_owned();
        Frame::Bad { reason, place }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum QuoteState {
    FieldStart,
    Unquoted,
    Quoted,
    /// Just behind a quote inside a quoted field: its end, or the first half of a doubled quote.
    QuoteInQuoted,
}

enum Quotes {
    /// The line ends outside quotes.
    Closed,
    /// The line ends inside a quoted field.
    Open,
    /// Text follows a closing quote.
    Stray,
}

impl QuoteState {
    fn scan(&mut self, line: &[u8], delimiter: u8) -> Quotes {
        let may_skip = matches!(self, QuoteState::FieldStart | QuoteState::Unquoted);
        if may_skip && memchr::memchr(b'"', line).is_none() {
            *self = QuoteState::FieldStart;
            return Quotes::Closed;
        }
        let mut stray = false;
        let mut position = 0;
        while let Some(&byte) = line.get(position) {
            position += 1;
            *self = match *self {
                QuoteState::FieldStart | QuoteState::Unquoted if byte == delimiter => QuoteState::FieldStart,
                QuoteState::FieldStart if byte == b'"' => QuoteState::Quoted,
                QuoteState::FieldStart | QuoteState::Unquoted => QuoteState::Unquoted,
                QuoteState::Quoted if byte == b'"' => QuoteState::QuoteInQuoted,
                QuoteState::Quoted => {
                    position = memchr::memchr(b'"', &line[position..]).map_or(line.len(), |next| position + next);
                    QuoteState::Quoted
                }
                QuoteState::QuoteInQuoted if byte == b'"' => QuoteState::Quoted,
                QuoteState::QuoteInQuoted if byte == delimiter => QuoteState::FieldStart,
                QuoteState::QuoteInQuoted if byte == b'\r' || byte == b'\n' => QuoteState::Unquoted,
                QuoteState::QuoteInQuoted => {
                    stray = true;
                    QuoteState::Unquoted
                }
            };
        }
        match (stray, *self) {
            (true, _) => Quotes::Stray,
            (false, QuoteState::Quoted) => Quotes::Open,
            (false, _) => Quotes::Closed,
        }
    }
}

/// The fields of one record.
struct Fields {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl Fields {
    fn new(delimiter: u8) -> Self {
        let reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        Fields { reader, text: Vec::new(), ends: vec![0; 16], count: 0 }
    }

    fn parse(&mut self, record: &[u8]) {
        self.reader.reset();
        // Fields are never longer than the record they stand in.
        self.text.resize(record.len().max(1), 0);
        self.count = 0;
        let (mut input, mut written) = (record, 0);
        loop {
            let (result, read, wrote, ended) =
                self.reader.read_record(input, &mut self.text[written..], &mut self.ends[self.count..]);
            input = &input[read..];
            written += wrote;
            self.count += ended;
            match result {
                csv_core::ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                csv_core::ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2, 0),
                // No input left: the empty input of the next turn tells the reader so.
                csv_core::ReadRecordResult::InputEmpty => {}
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
            }
        }
    }

    fn get(&self, column: usize) -> Option<&str> {
        if column >= self.count {
            return None;
        }
        let start = if column == 0 { 0 } else { self.ends[column - 1] };
        // The input is UTF-8 and fields are cut at ASCII characters, so this never fails.
        Some(std::str::from_utf8(&self.text[start..self.ends[column]]).unwrap_or_default().trim())
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.count).filter_map(|column| self.get(column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &str) -> Vec<String> {
        let lines = Lines::new(table.as_bytes(), 1000);
        let documents = read("t.csv", lines, None, &ColumnSettings::default()).expect("the header is fine");
        documents
            .map(|item| match item {
                Ok(document) => format!("{}|{}|{}", document.id, document.title, document.body),
                Err(reject) => format!("{} line {} byte {}", reject.record, reject.line, reject.byte),
            })
            .collect()
    }

    #[test]
    fn tables_are_read_in_all_their_shapes() {
        #[track_caller]
        fn check(table: &str, expected: &[&str]) {
            assert_eq!(rows(table), expected);
        }
        check("id,title,text\n1,Cook,Fry\n", &["1|Cook|Fry"]);
        check("id;title;text\r\n1;Cook, senior;Fry\r\n", &["1|Cook, senior|Fry"]);
        check("sep=;\nid;text\n1;Fry\n", &["1||Fry"]);
        check("id\ttext\n1\tFry", &["1||Fry"]);
        check("id|text\n1|Fry", &["1||Fry"]);
        check("text\nFry\n", &["t.csv#1||Fry"]);
        check("id,text\n1,\"two\nlines, \"\"quoted\"\"\"\n2,b\n", &["1||two\nlines, \"quoted\"", "2||b"]);
        check("id,text\n1\n2,b,c\n", &["1||", "2||b"]);
        check("\nid,text\n\n1,a\n\n", &["1||a"]);
        check("id,text\n1,5\" pipe\n", &["1||5\" pipe"]);
        check("id,text\n,\n", &["t.csv#1||"]);
        check("", &[]);
    }

    #[test]
    fn a_lost_quote_costs_one_line() {
        #[track_caller]
        fn check(table: &str, expected: &[&str]) {
            assert_eq!(rows(table), expected);
        }
        check("id,text\n1,a\n2,\"open\n3,b\n", &["1||a", "2 line 3 byte 12", "3||b"]);
        check("id,text\n2,\"open\n3,\"b, c\"\n4,d\n", &["1 line 2 byte 8", "3||b, c", "4||d"]);
        check("id,text\n1,a\u{0}b\n2,c\n", &["1 line 2 byte 8", "2||c"]);
        let long = "x".repeat(2000);
        check(&format!("id,text\n1,{long}\n2,b\n"), &["1 line 2 byte 8", "2||b"]);
    }
}
