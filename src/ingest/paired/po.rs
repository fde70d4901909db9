//! Gettext catalogues: `msgid` with its `msgstr`, every plural form a pair of its own.

use std::io::{BufRead, Read};

use super::{Item, Segment};
use crate::document::Lang;
use crate::error::Reject;
use crate::language;

/// Reads a catalogue.
pub struct Po<R> {
    name: String,
    text: R,
    max_record_bytes: usize,
    language: Option<Lang>,
    line: u64,
    record: u64,
    message: Message,
    waiting: std::collections::VecDeque<Item>,
    ended: bool,
}

/// A message as it is read.
#[derive(Default)]
struct Message {
    id: String,
    plural: String,
    strings: Vec<String>,
    place: Place,
    first_line: u64,
    broken: Option<String>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Nowhere,
    Context,
    Id,
    Plural,
    Strings,
}

impl<R: BufRead> Po<R> {
    /// Reads from `text`.
    pub fn new(name: &str, text: R, max_record_bytes: usize) -> Po<R> {
        Po {
            name: name.to_owned(),
            text,
            max_record_bytes,
            language: None,
            line: 0,
            record: 0,
            message: Message::default(),
            waiting: std::collections::VecDeque::new(),
            ended: false,
        }
    }

    fn read_line(&mut self) -> Option<String> {
        let mut bytes = Vec::new();
        let most = self.max_record_bytes as u64 + 1;
        let read = self.text.by_ref().take(most).read_until(b'\n', &mut bytes);
        self.line += 1;
        match read {
            Ok(0) => None,
            Ok(read) if read as u64 >= most => {
                let most = self.max_record_bytes;
                self.end_with(format!("a line larger than {most} bytes (--max-record)"))
            }
            Ok(_) => Some(String::from_utf8_lossy(&bytes).trim().to_owned()),
            Err(reason) => self.end_with(format!("cannot read on: {reason}")),
        }
    }

    fn end_with(&mut self, reason: String) -> Option<String> {
        self.ended = true;
        let reject = Reject { record: self.record + 1, line: self.line, ..Reject::file(&self.name, reason) };
        self.waiting.push_back(Err(reject));
        None
    }

    fn take_line(&mut self, line: &str) {
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        let (keyword, rest) =
            if line.starts_with('"') { ("", line) } else { line.split_once(char::is_whitespace).unwrap_or((line, "")) };
        match keyword {
            "" => {}
            "msgctxt" => {
                self.finish_message();
                self.message.place = Place::Context;
            }
            "msgid" => {
                if self.message.place != Place::Context {
                    self.finish_message();
                }
                self.message.place = Place::Id;
                self.message.first_line = self.line;
            }
            "msgid_plural" => self.message.place = Place::Plural,
            keyword if keyword.starts_with("msgstr") => {
                self.message.place = Place::Strings;
                self.message.strings.push(String::new());
            }
            other => self.message.broken = Some(format!("unknown keyword '{other}'; expected msgid or msgstr")),
        }
        match (unquote(rest.trim()), self.message.place) {
            (None, _) => self.message.broken = Some("a quotation mark is missing; expected \"text\"".to_owned()),
            (Some(text), Place::Id) => self.message.id.push_str(&text),
            (Some(text), Place::Plural) => self.message.plural.push_str(&text),
            (Some(text), Place::Strings) => {
                if let Some(string) = self.message.strings.last_mut() {
                    string.push_str(&text);
                }
            }
            (Some(_), Place::Context | Place::Nowhere) => {}
        }
        if self.message.id.len() + self.message.strings.iter().map(String::len).sum::<usize>() > self.max_record_bytes {
            let most = self.max_record_bytes;
            self.message = Message {
                broken: Some(format!("larger than {most} bytes (--max-record)")),
                first_line: self.line,
                ..Message::default()
            };
        }
    }

    fn finish_message(&mut self) {
        let message = std::mem::take(&mut self.message);
        if let Some(reason) = message.broken {
            self.record += 1;
            let reject = Reject { record: self.record, line: message.first_line, ..Reject::file(&self.name, reason) };
            self.waiting.push_back(Err(reject));
            return;
        }
        if message.place != Place::Strings {
            return;
        }
        if message.id.is_empty() {
            // The message without an id is the catalogue's header.
            let header = message.strings.concat();
            let code = header.lines().find_map(|line| line.strip_prefix("Language:"));
            self.language = code.and_then(Lang::parse).map(language::canonical);
            return;
        }
        self.record += 1;
        for (number, target) in message.strings.into_iter().enumerate() {
            let source = if number == 0 || message.plural.is_empty() { &message.id } else { &message.plural };
            let segment =
                Segment { source: source.clone(), target, source_language: None, target_language: self.language };
            self.waiting.push_back(Ok(segment));
        }
    }
}

impl<R: BufRead> Iterator for Po<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.waiting.is_empty() && !self.ended {
            match self.read_line() {
                Some(line) => self.take_line(&line),
                None => {
                    self.ended = true;
                    self.finish_message();
                }
            }
        }
        self.waiting.pop_front()
    }
}

/// The text of a string in quotation marks, with its escapes.
fn unquote(quoted: &str) -> Option<String> {
    let inner = quoted.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match (character, if character == '\\' { characters.next() } else { None }) {
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('t')) => text.push('\t'),
            ('\\', Some('r')) => text.push('\r'),
            ('\\', Some(other)) => text.push(other),
            ('\\', None) | ('"', _) => return None,
            (other, _) => text.push(other),
        }
    }
    Some(text)
}
