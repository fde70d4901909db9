//! Mail messages behind one another (RFC 4155): each begins with a line `From ...` behind an empty one.

use std::io::{BufRead, Read};

use super::frame::too_large;
use super::source::Source;
use super::{Item, broken_input, mail};
use crate::error::Reject;

/// Begins the line before a message.
const BEGINNING: &[u8] = b"From ";

/// Lines are read in pieces of at most this, in bytes; the parts of longer ones are joined again.
const LINE_BYTES: u64 = 64 << 10;

/// Reads the messages of `bytes`.
pub fn read<'a, R: BufRead + 'a>(source: &Source<'a>, bytes: R) -> impl Iterator<Item = Item> + use<'a, R> {
    Messages { source: source.clone(), bytes, record: 0, place: 0, begun: false, ended: false }
}

struct Messages<'a, R> {
    source: Source<'a>,
    bytes: R,
    record: u64,
    /// How many bytes were read.
    place: u64,
    /// Whether the line before the next message is read already.
    begun: bool,
    ended: bool,
}

/// What became of a message.
enum Cut {
    Whole,
    TooLarge,
    /// There is none.
    End,
}

impl<R: BufRead> Messages<'_, R> {
    /// Puts the next message into `message`.
    fn cut(&mut self, message: &mut Vec<u8>) -> std::io::Result<Cut> {
        let limit = self.source.settings.max_record_bytes;
        let mut has_begun = std::mem::take(&mut self.begun);
        let mut cut = Cut::Whole;
        let mut is_line_start = true;
        let mut is_behind_blank = true;
        let mut line = Vec::new();
        loop {
            line.clear();
            let read = self.bytes.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line)?;
            if read == 0 {
                self.ended = true;
                return Ok(if has_begun { cut } else { Cut::End });
            }
            self.place += read as u64;
            if is_line_start && is_behind_blank && line.starts_with(BEGINNING) {
                if has_begun {
                    self.begun = true;
                    return Ok(cut);
                }
                has_begun = true;
            } else if has_begun || !line.trim_ascii().is_empty() {
                // What stands before the first such line is a message without one.
                has_begun = true;
                // A line of the message that looks like a beginning is marked by one more `>`.
                let is_marked =
                    is_line_start && line.trim_ascii_start().starts_with(b">") && is_quoted_beginning(&line);
                let line = line.get(usize::from(is_marked)..).unwrap_or_default();
                if message.len() + line.len() > limit {
                    cut = Cut::TooLarge;
                } else if matches!(cut, Cut::Whole) {
                    message.extend_from_slice(line);
                }
            }
            is_behind_blank = is_line_start && line.trim_ascii().is_empty();
            is_line_start = line.ends_with(b"\n");
        }
    }
}

fn is_quoted_beginning(line: &[u8]) -> bool {
    let marks = line.iter().take_while(|&&byte| byte == b'>').count();
    line.get(marks..).unwrap_or_default().starts_with(BEGINNING)
}

impl<R: BufRead> Iterator for Messages<'_, R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        let byte = self.place;
        let mut message = Vec::new();
        let cut = self.cut(&mut message);
        self.record += 1;
        let reason = match cut {
            Ok(Cut::End) => return None,
            Ok(Cut::Whole) => match mail::document(&self.source, &message) {
                Ok(mut document) => {
                    if document.id == self.source.name {
                        document.id = format!("{}#{}", self.source.name, self.record);
                    }
                    document.record = self.record;
                    return Some(Ok(document));
                }
                Err(reason) => reason,
            },
            Ok(Cut::TooLarge) => too_large(self.source.settings.max_record_bytes),
            Err(reason) => {
                self.ended = true;
                broken_input(&reason)
            }
        };
        let excerpt = Reject::excerpt_of(&message);
        Some(Err(Reject { record: self.record, byte, excerpt, ..self.source.reject(reason) }))
    }
}

#[cfg(test)]
mod tests {
    use crate::config::IngestSettings;
    use crate::ingest::documents;

    #[track_caller]
    fn check(mailbox: &str, expected: &[&str]) {
        let settings = IngestSettings { max_record_bytes: 200, ..IngestSettings::default() };
        let found = documents("t.mbox", mailbox.as_bytes(), &settings).expect("its first bytes can be read");
        let found: Vec<String> = found
            .map(|item| match item {
                Ok(document) => format!("{}: {}|{}", document.id, document.title, document.body),
                Err(reject) => reject.to_string(),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn messages_are_parted() {
        let first =
            "From a@b Mon Jan  5 09:00:00 2026\nFrom: a@b\nSubject: Cook\nMessage-ID: <1@b>\n\nFry\n\n>From dawn on\n";
        let second = "From c@d Mon Jan  5 09:00:00 2026\nFrom: c@d\nSubject: Baker\n\nBake\nFrom dawn on\n";
        let expected = ["1@b: Cook|Fry\n\nFrom dawn on", "t.mbox#2: Baker|Bake\nFrom dawn on"];
        check(&format!("{first}\n{second}"), &expected);
        check(&format!("\n\n{first}\n{second}\n\n"), &expected);
        check(&format!("{first}\n{second}").replace('\n', "\r\n"), &expected);
        let large = format!("From x\nSubject: A\n\n{}\n", "x".repeat(300));
        let limit = "t.mbox: record 1: larger than the record limit of 200 bytes; raise --max-record";
        check(&format!("{large}\n{second}"), &[limit, expected[1]]);
    }
}
