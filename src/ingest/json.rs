//! JSON texts that are no lines: an array of objects, an object that holds one somewhere, or an object alone.
//! Elements are cut out one by one, so that a dump of any size is read in the memory of one record.

use std::io::BufRead;

use super::frame::{Frame, Frames, too_large};
use super::lines::Place;
use super::objects::{self, Scan};
use super::rewind::Bytes;
use super::{Item, Source};
use crate::config::{ColumnSettings, IngestSettings};
use crate::error::Result;

/// Containers around records are looked into to this depth; dumps nest one or two.
const MOST_CONTAINERS: usize = 8;

/// Reads objects from `text`.
///
/// # Errors
/// [`crate::error::Error::NoColumn`] if the first object has no field that the text could be taken from.
pub fn read<R: BufRead>(source: &Source, text: R) -> Result<impl Iterator<Item = Item> + use<R>> {
    let settings = source.settings;
    objects::read(&source.name, Elements::new(text, settings), &settings.columns, settings.max_depth)
}

/// Cuts out the elements of arrays whose objects have a text.
struct Elements<R> {
    bytes: Bytes<R>,
    columns: ColumnSettings,
    max_record: usize,
    max_depth: usize,
    /// The containers around the next record, outermost first.
    open: Vec<Container>,
    /// Whether a record was found in the outermost container.
    found: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Container {
    /// An object, some value of which may be an array of records.
    Object,
    /// An array that no record was found in yet.
    Array,
    /// An array of records.
    Records,
}

/// What became of a value that was to be put into the buffer.
enum Cut {
    Whole,
    /// It is larger than a record; its end is not reached.
    TooLarge,
    /// A string in it is not closed in its line.
    OpenString,
    Unfinished,
}

impl<R: BufRead> Elements<R> {
    fn new(text: R, settings: &IngestSettings) -> Self {
        Elements {
            bytes: Bytes::new(text, Place { line: 1, byte: 0 }),
            columns: settings.columns.clone(),
            max_record: settings.max_record_bytes,
            max_depth: settings.max_depth,
            open: Vec::new(),
            found: false,
        }
    }

    fn find(&mut self, buffer: &mut Vec<u8>) -> std::io::Result<Frame> {
        loop {
            let Some(byte) = self.bytes.peek()? else { return Ok(self.at_end()) };
            let place = self.bytes.place();
            match (self.open.last().copied(), byte) {
                (_, b' ' | b'\t' | b'\r' | b'\n' | b',') => self.bytes.skip(1),
                (Some(Container::Object), b'}') | (Some(Container::Array | Container::Records), b']') => {
                    self.bytes.skip(1);
                    let closed = self.open.pop();
                    let is_outermost = self.open.is_empty();
                    let found = self.found || closed == Some(Container::Records);
                    self.found = found && !is_outermost;
                    if is_outermost && !found {
                        let reason = "no array of objects with a text in it; name the text with --text PATH".to_owned();
                        return Ok(Frame::Bad { reason, place });
                    }
                }
                (Some(Container::Records), b'{') => return self.record(buffer, place),
                (None | Some(Container::Array), b'{') => {
                    if self.is_record(buffer)? {
                        self.found = true;
                        if let Some(container) = self.open.last_mut() {
                            *container = Container::Records;
                        }
                        return Ok(Frame::Record { place });
                    }
                    self.enter(Container::Object)?;
                }
                (Some(Container::Object), b'{') => self.enter(Container::Object)?,
                // The outermost array is one of records, whatever its objects hold.
                (None, b'[') => self.enter(Container::Records)?,
                (Some(Container::Object | Container::Array), b'[') => self.enter(Container::Array)?,
                (Some(Container::Object | Container::Array), _) => self.skip_value()?,
                (None | Some(Container::Records), _) => return self.junk(buffer, place),
            }
        }
    }

    fn at_end(&mut self) -> Frame {
        let place = self.bytes.place();
        if self.open.is_empty() {
            return Frame::End;
        }
        self.open.clear();
        Frame::Bad { reason: "the file ends inside an array or object; fetch it anew".to_owned(), place }
    }

    /// Cuts out an element of an array of records.
    fn record(&mut self, buffer: &mut Vec<u8>, place: Place) -> std::io::Result<Frame> {
        self.found = true;
        let reason = match self.cut(buffer, self.max_record)? {
            Cut::Whole => return Ok(Frame::Record { place }),
            Cut::OpenString => {
                "a string is not closed in its line; expected \"...\" with \\n for line breaks".to_owned()
            }
            Cut::Unfinished => {
                self.open.clear();
                "the file ends inside the object; fetch it anew".to_owned()
            }
            Cut::TooLarge => {
                // Its end is looked for, but not kept.
                self.bytes.give_back(buffer, place);
                self.skip_value()?;
                too_large(self.max_record)
            }
        };
        Ok(Frame::Bad { reason, place })
    }

    /// Whether the object that comes next is a record; it is then in `buffer`, else it is still to come.
    fn is_record(&mut self, buffer: &mut Vec<u8>) -> std::io::Result<bool> {
        if self.open.len() > MOST_CONTAINERS {
            return Ok(false);
        }
        buffer.clear();
        let place = self.bytes.place();
        let is_whole = matches!(self.cut(buffer, self.max_record)?, Cut::Whole);
        // An outermost object without any records in it is one itself: it shows which fields there are.
        let is_record = is_whole
            && (objects::is_record(buffer, &self.columns) || self.open.is_empty() && !self.holds_records(buffer));
        if !is_record {
            self.bytes.give_back(buffer, place);
            buffer.clear();
        }
        Ok(is_record)
    }

    /// Whether some array in an object has records in it.
    fn holds_records(&self, object: &[u8]) -> bool {
        let bytes = Bytes::new(object, self.bytes.place());
        let mut inside = Elements {
            bytes,
            columns: self.columns.clone(),
            max_record: self.max_record,
            max_depth: self.max_depth,
            open: Vec::new(),
            found: false,
        };
        let found = inside.enter(Container::Object).and_then(|()| inside.find(&mut Vec::new()));
        matches!(found, Ok(Frame::Record { .. }))
    }

    /// Goes into the container that begins here or, where that would be too deep, past it.
    fn enter(&mut self, container: Container) -> std::io::Result<()> {
        if self.open.len() > MOST_CONTAINERS {
            return self.skip_value();
        }
        self.bytes.skip(1);
        self.open.push(container);
        Ok(())
    }

    /// Gives up what is no object.
    fn junk(&mut self, buffer: &mut Vec<u8>, place: Place) -> std::io::Result<Frame> {
        let max_record = self.max_record;
        let mut scan = Scan::default();
        let mut is_first = true;
        self.take_while(|byte| {
            let is_outside = scan.depth == 0 && !scan.in_string && !is_first;
            let breaks_off = scan.in_string && byte == b'\n';
            if breaks_off || is_outside && matches!(byte, b',' | b'{' | b']' | b'\n') {
                return false;
            }
            is_first = false;
            scan.step(byte);
            if buffer.len() < max_record {
                buffer.push(byte);
            }
            true
        })?;
        Ok(Frame::Bad { reason: "no JSON object: expected {...}, one for each record".to_owned(), place })
    }

    /// Goes past a value, or a key with its colon.
    fn skip_value(&mut self) -> std::io::Result<()> {
        let mut scan = Scan::default();
        let mut is_first = true;
        let mut is_past = false;
        self.take_while(|byte| {
            let is_outside = scan.depth == 0 && !scan.in_string;
            if is_past || is_outside && !is_first && matches!(byte, b',' | b'{' | b'[' | b'}' | b']') {
                return false;
            }
            is_first = false;
            scan.step(byte);
            is_past = scan.depth == 0 && !scan.in_string && matches!(byte, b'}' | b']' | b':');
            true
        })
    }

    /// Goes past the bytes that `takes` is true for.
    fn take_while(&mut self, mut takes: impl FnMut(u8) -> bool) -> std::io::Result<()> {
        loop {
            let available = self.bytes.available()?;
            if available.is_empty() {
                return Ok(());
            }
            let all = available.len();
            let taken = available.iter().position(|&byte| !takes(byte)).unwrap_or(all);
            self.bytes.skip(taken);
            if taken < all {
                return Ok(());
            }
        }
    }

    /// Puts the object that begins here into `buffer`, at most `limit` bytes of it.
    fn cut(&mut self, buffer: &mut Vec<u8>, limit: usize) -> std::io::Result<Cut> {
        let mut scan = Scan::default();
        loop {
            let available = self.bytes.available()?;
            if available.is_empty() {
                return Ok(Cut::Unfinished);
            }
            let room = limit.saturating_sub(buffer.len());
            let mut taken = 0;
            let mut end = None;
            for &byte in available.iter().take(room) {
                taken += 1;
                scan.step(byte);
                if scan.depth == 0 && !scan.in_string {
                    end = Some(Cut::Whole);
                    break;
                }
                if scan.in_string && byte == b'\n' {
                    end = Some(Cut::OpenString);
                    break;
                }
            }
            buffer.extend_from_slice(available.get(..taken).unwrap_or_default());
            self.bytes.skip(taken);
            if let Some(end) = end {
                return Ok(end);
            }
            if taken == room {
                return Ok(Cut::TooLarge);
            }
        }
    }
}

impl<R: BufRead> Frames for Elements<R> {
    fn next_frame(&mut self, buffer: &mut Vec<u8>) -> Frame {
        self.find(buffer).unwrap_or_else(Frame::Broken)
    }

    fn place(&self) -> Place {
        self.bytes.place()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::documents;

    #[track_caller]
    fn check_with(text: &str, settings: &IngestSettings, expected: &[&str]) {
        let found = documents("t.json", text.as_bytes(), settings).expect("there is a text");
        let found: Vec<String> = found
            .map(|item| match item {
                Ok(document) => format!("{}|{}|{}", document.id, document.title, document.body),
                Err(reject) => {
                    format!("{} line {} byte {}: {}", reject.record, reject.line, reject.byte, reject.reason)
                }
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        check_with(text, &IngestSettings::default(), expected);
    }

    #[test]
    fn records_are_found_wherever_they_stand() {
        let two = "{\"id\":1,\"text\":\"a\"},\n{\"id\":2,\"text\":\"b }]\\\"\"}";
        let expected = ["1||a", "2||b }]\""];
        check(&format!("[{two}]"), &expected);
        check(&format!("[\n {two}\n]\n"), &expected);
        check(&format!("{{\"count\":2,\"jobs\":[{two}],\"next\":null}}"), &expected);
        check(&format!("{{\"tags\":[{{\"name\":\"x\"}}],\"data\":{{\"n\":[1,2],\"jobs\":[{two}]}}}}"), &expected);
        check(&format!("{{\"firms\":[{{\"name\":\"x\",\"jobs\":[{two}]}}]}}"), &expected);
        check(&two.replace(",\n", "\n"), &expected);
        check("{\n\"text\":\"a\",\n\"places\":[{\"text\":\"no\"}]}", &["t.json#1||a"]);
        check("[]", &[]);
    }

    #[test]
    fn bad_elements_are_given_up_alone() {
        let object = "no JSON object: expected {...}, one for each record";
        check(
            "[{\"text\":\"a\"},\n7,\n[1,{\"text\":\"x\"}],\n{\"text\":\"b\"}]",
            &[
                "t.json#1||a",
                &format!("2 line 2 byte 15: {object}"),
                &format!("3 line 3 byte 18: {object}"),
                "t.json#4||b",
            ],
        );
        check(
            "[\n{\"text\":\"a\n},\n{\"text\":\"b\"}\n]",
            &[
                "1 line 2 byte 2: a string is not closed in its line; expected \"...\" with \\n for line breaks",
                &format!("2 line 3 byte 13: {object}"),
                "t.json#3||b",
            ],
        );
        check(
            "[{\"text\":\"a\"},{\"text\":\"b",
            &["t.json#1||a", "2 line 1 byte 14: the file ends inside the object; fetch it anew"],
        );
        check(
            "[{\"text\":\"a\"}",
            &["t.json#1||a", "2 line 1 byte 13: the file ends inside an array or object; fetch it anew"],
        );
    }

    #[test]
    fn limits_reject_the_record_alone() {
        let small = IngestSettings { max_record_bytes: 30, max_depth: 3, ..IngestSettings::default() };
        let long = "x".repeat(100);
        let large = "larger than the record limit of 30 bytes; raise --max-record";
        check_with(
            &format!("[{{\"text\":\"a\"}},{{\"text\":\"{long}\"}},{{\"text\":\"b\"}}]"),
            &small,
            &["t.json#1||a", &format!("2 line 1 byte 14: {large}"), "t.json#3||b"],
        );
        check_with(&format!("{{\"about\":\"{long}\",\"jobs\":[{{\"text\":\"a\"}}]}}"), &small, &["t.json#1||a"]);
        check_with(
            "[{\"text\":\"a\"},{\"text\":[[[1]]]},{\"text\":\"b\"}]",
            &small,
            &["t.json#1||a", "2 line 1 byte 14: nested deeper than 3; raise --max-depth", "t.json#3||b"],
        );
    }

    #[test]
    fn paths_lead_into_objects() {
        let names = |text: &[&str], title: &str| IngestSettings {
            columns: ColumnSettings {
                text: text.iter().map(|&name| name.to_owned()).collect(),
                title: Some(title.to_owned()),
                ..ColumnSettings::default()
            },
            ..IngestSettings::default()
        };
        let job = "[{\"job\":{\"name\":\"Cook\",\"parts\":[{\"text\":\"Fry\"},{\"text\":[\"Bake\",\"Boil\"]}]},\"job.x\":\"key\"}]";
        check_with(job, &names(&["job.parts.text"], "job.name"), &["t.json#1|Cook|Fry\n\nBake\n\nBoil"]);
        check_with(job, &names(&["job.x"], "job.name"), &["t.json#1|Cook|key"]);
        let error = documents("t.json", job.as_bytes(), &names(&["job.parts.body"], "job.name")).err();
        assert_eq!(
            error.map(|error| error.to_string()).as_deref(),
            Some(
                "t.json: no text column found named 'job.parts.body'; the columns are: job.name, job.parts.text, job.x. Name one with --text COLUMN"
            )
        );
    }
}
