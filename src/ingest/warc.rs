//! Web archives (WARC 1.0 and 1.1, ISO 28500) as crawlers write them: every page and text that a server gave.
//!
//! Requests, errors, images and the crawler's own records hold no posting and are passed over. A record that is
//! broken is rejected, and reading goes on at the next one.

use std::io::{self, BufRead, Read};

use super::http::{Answer, header};
use super::source::Source;
use super::{Item, broken_input, html};
use crate::decode::{Utf8Reader, page_encoding};
use crate::document::Document;
use crate::error::Reject;

/// A record begins with this and its version.
const BEGINNING: &[u8] = b"WARC/";

/// Headers of a record that are larger than this (bytes) are none.
const MAX_HEAD_BYTES: usize = 64 << 10;

/// Reads the records of `bytes`.
pub fn read<'a, R: BufRead + 'a>(source: &Source<'a>, bytes: R) -> impl Iterator<Item = Item> + use<'a, R> {
    let records = Records { source: source.clone(), bytes, place: 0, record: 0, begun: false, ended: false };
    records.flatten()
}

/// Yields the documents of one record after another, or why there are none.
struct Records<'a, R> {
    source: Source<'a>,
    bytes: R,
    /// How many bytes were read.
    place: u64,
    record: u64,
    /// Whether the first line of the next record is read already.
    begun: bool,
    ended: bool,
}

/// What a record turned out to be.
type Record = Result<Vec<Document>, String>;

impl<R: BufRead> Records<'_, R> {
    /// Reads the next record; `None` at the end.
    fn next_record(&mut self) -> io::Result<Option<Record>> {
        if !std::mem::take(&mut self.begun) {
            let is_clean = self.find_beginning()?;
            if !is_clean {
                return Ok(Some(Err("no WARC record: expected 'WARC/1.0' or 'WARC/1.1'".to_owned())));
            }
            if !std::mem::take(&mut self.begun) {
                return Ok(None);
            }
        }
        self.record += 1;
        let Some(head) = self.head()? else {
            return Ok(Some(Err(format!("its headers do not end within {MAX_HEAD_BYTES} bytes"))));
        };
        let Some(length) = header(&head, "content-length").and_then(|length| length.parse::<u64>().ok()) else {
            return Ok(Some(Err("no Content-Length; expected a number of bytes".to_owned())));
        };
        if !is_of_interest(&head) {
            self.skip(length)?;
            return Ok(Some(Ok(Vec::new())));
        }
        let limit = self.source.settings.max_record_bytes;
        if length > limit as u64 {
            self.skip(length)?;
            return Ok(Some(Err(super::frame::too_large(limit))));
        }
        let mut block = Vec::new();
        let read = self.bytes.by_ref().take(length).read_to_end(&mut block)?;
        self.place += read as u64;
        if (read as u64) < length {
            return Ok(Some(Err("the file ends inside the record; fetch it anew".to_owned())));
        }
        Ok(Some(self.documents(&head, &block)))
    }

    /// Goes to the next record, or the end; whether nothing but blank lines stands before.
    fn find_beginning(&mut self) -> io::Result<bool> {
        let mut line = Vec::new();
        let mut is_clean = true;
        loop {
            line.clear();
            if self.next_line(&mut line)? == 0 {
                return Ok(is_clean);
            }
            if line.starts_with(BEGINNING) {
                self.begun = true;
                return Ok(is_clean);
            }
            is_clean &= line.trim_ascii().is_empty();
        }
    }

    /// The headers up to their empty line; `None` if there is none near.
    fn head(&mut self) -> io::Result<Option<String>> {
        let mut head = Vec::new();
        loop {
            let before = head.len();
            let read = self.next_line(&mut head)?;
            let is_blank = head.get(before..).unwrap_or_default().trim_ascii().is_empty();
            if read == 0 || is_blank {
                return Ok(Some(String::from_utf8_lossy(&head).into_owned()));
            }
            if head.len() > MAX_HEAD_BYTES {
                return Ok(None);
            }
        }
    }

    /// Appends the next line, or the part of a long one that fits; returns how many bytes were read.
    fn next_line(&mut self, line: &mut Vec<u8>) -> io::Result<usize> {
        let read = self.bytes.by_ref().take(MAX_HEAD_BYTES as u64).read_until(b'\n', line)?;
        self.place += read as u64;
        Ok(read)
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        self.place += io::copy(&mut self.bytes.by_ref().take(length), &mut io::sink())?;
        Ok(())
    }

    fn documents(&self, head: &str, block: &[u8]) -> Record {
        let is_answer = header(head, "content-type").is_some_and(|kind| kind.starts_with("application/http"));
        let limit = self.source.settings.max_record_bytes;
        let (media_type, charset, body) = if is_answer {
            let Some(answer) = Answer::parse(block) else {
                return Err("no answer of a web server; expected 'HTTP/1.1 200 OK' and headers".to_owned());
            };
            let media_type =
                header(head, "warc-identified-payload-type").map(str::to_owned).or_else(|| answer.media_type());
            if !answer.is_success || kind(media_type.as_deref()) == Kind::Other {
                return Ok(Vec::new());
            }
            let body = answer.body(&self.source.budget, limit).map_err(|error| broken_input(&error))?;
            (media_type, answer.charset().map(str::to_owned), body)
        } else {
            (header(head, "content-type").map(str::to_owned), None, block.to_vec())
        };
        if body.len() > limit {
            return Err(super::frame::too_large(limit));
        }
        let encoding = page_encoding(&body, true, charset.as_deref());
        let mut text = String::new();
        let mut utf8 = Utf8Reader::counting(body.as_slice(), encoding, self.source.replacements.clone());
        utf8.read_to_string(&mut text).map_err(|error| broken_input(&error))?;
        let mut documents = match kind(media_type.as_deref()) {
            Kind::Page => html::documents(&self.source, &text),
            Kind::Text => vec![self.source.document(text)],
            Kind::Other => Vec::new(),
        };
        let id = match header(head, "warc-target-uri") {
            // WARC 1.0 put the address in brackets.
            Some(uri) => uri.trim_matches(['<', '>']).to_owned(),
            None => format!("{}#{}", self.source.name, self.record),
        };
        let is_alone = documents.len() == 1;
        for (number, document) in (1..).zip(&mut documents) {
            document.id = if is_alone { id.clone() } else { format!("{id}#{number}") };
            document.record = self.record;
        }
        Ok(documents)
    }
}

/// What a body is, by its media type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Text,
    Other,
}

/// Servers that give no type mostly give pages.
fn kind(media_type: Option<&str>) -> Kind {
    match media_type.map(|kind| kind.split(';').next().unwrap_or_default().trim()) {
        None | Some("" | "text/html" | "application/xhtml+xml") => Kind::Page,
        Some("text/plain" | "text/markdown") => Kind::Text,
        Some(_) => Kind::Other,
    }
}

/// Whether a record may hold a page or a text: what a server gave, or what was made of it.
fn is_of_interest(head: &str) -> bool {
    match header(head, "warc-type") {
        Some("response") => true,
        Some("resource" | "conversion") => kind(header(head, "content-type")) != Kind::Other,
        _ => false,
    }
}

impl<R: BufRead> Iterator for Records<'_, R> {
    type Item = Vec<Item>;

    fn next(&mut self) -> Option<Vec<Item>> {
        if self.ended {
            return None;
        }
        let byte = self.place;
        let reason = match self.next_record() {
            Ok(None) => return None,
            Ok(Some(Ok(documents))) => return Some(documents.into_iter().map(Ok).collect()),
            Ok(Some(Err(reason))) => reason,
            Err(error) => {
                self.ended = true;
                broken_input(&error)
            }
        };
        Some(vec![Err(Reject { record: self.record, byte, ..self.source.reject(reason) })])
    }
}

#[cfg(test)]
mod tests {
    use crate::config::IngestSettings;
    use crate::ingest::documents;

    fn record(kind: &str, content_type: &str, block: &str) -> String {
        let length = block.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.b/{length}\r\nContent-Type: {content_type}\r\n\
            Content-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    }

    fn page(status: u16, content_type: &str, body: &str) -> String {
        let block = format!("HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\n\r\n{body}");
        record("response", "application/http; msgtype=response", &block)
    }

    #[track_caller]
    fn check(archive: &[u8], expected: &[&str]) {
        let settings = IngestSettings { max_record_bytes: 1000, ..IngestSettings::default() };
        let found = documents("t.warc", archive, &settings).expect("it begins well");
        let found: Vec<String> = found
            .map(|item| match item {
                Ok(document) => format!("{} {}: {}|{}", document.record, document.id, document.title, document.body),
                Err(reject) => format!("{} byte {}: {}", reject.record, reject.byte, reject.reason),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn pages_and_texts_are_read() {
        let archive = [
            record("warcinfo", "application/warc-fields", "software: x"),
            record("request", "application/http; msgtype=request", "GET / HTTP/1.1\r\n\r\n"),
            page(200, "text/html; charset=utf-8", "<h1>Cook</h1><p>Fry"),
            page(404, "text/html", "<p>Gone"),
            page(200, "image/png", "\u{1}"),
            page(200, "text/plain", "Bake"),
            record("conversion", "text/plain", "Boil"),
            record("metadata", "text/plain", "x"),
        ];
        let expected = ["3 https://a.b/77: Cook|Fry", "6 https://a.b/48: |Bake", "7 https://a.b/4: |Boil"];
        check(archive.concat().as_bytes(), &expected);
        check(&zstd::encode_all(archive.concat().as_bytes(), 1).expect("memory"), &expected);
        check(archive.concat().replace("\r\n\r\nWARC", "\r\nWARC").as_bytes(), &expected);
        let posting = "{\"@type\":\"JobPosting\",\"title\":\"Cook\",\"description\":\"Fry\"}";
        let two = page(200, "text/html", &format!("<script type=application/ld+json>[{posting},{posting}]</script>"));
        check(two.as_bytes(), &["1 https://a.b/202#1: Cook|Fry", "1 https://a.b/202#2: Cook|Fry"]);
    }

    #[test]
    fn the_server_may_tell_the_encoding() {
        let (before, after) = page(200, "text/html; charset=windows-1251", "<p>XX</p>")
            .split_once("XX")
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .expect("it is there");
        check(&[before.as_bytes(), b"\xcf\xee", after.as_bytes()].concat(), &["1 https://a.b/74: |По"]);
    }

    #[test]
    fn broken_records_are_given_up_alone() {
        let good = page(200, "text/html", "<p>Fry");
        let id = "https://a.b/49: |Fry";
        check(
            format!("{good}rubbish\r\nmore\r\n{good}").as_bytes(),
            &[&format!("1 {id}"), "1 byte 185: no WARC record: expected 'WARC/1.0' or 'WARC/1.1'", &format!("2 {id}")],
        );
        check(
            format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: x\r\n\r\n{good}").as_bytes(),
            &["1 byte 0: no Content-Length; expected a number of bytes", &format!("2 {id}")],
        );
        check(
            format!("{}{good}", record("response", "application/http", "no answer")).as_bytes(),
            &["1 byte 0: no answer of a web server; expected 'HTTP/1.1 200 OK' and headers", &format!("2 {id}")],
        );
        check(
            format!("{}{good}", page(200, "text/html", &"x".repeat(2000))).as_bytes(),
            &["1 byte 0: larger than the record limit of 1000 bytes; raise --max-record", &format!("2 {id}")],
        );
        let cut = &good.as_bytes()[..good.len() - 10];
        check(cut, &["1 byte 0: the file ends inside the record; fetch it anew"]);
        check(
            format!("{good}rubbish").as_bytes(),
            &[&format!("1 {id}"), "1 byte 185: no WARC record: expected 'WARC/1.0' or 'WARC/1.1'"],
        );
    }
}
