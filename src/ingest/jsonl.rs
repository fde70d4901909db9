//! JSON Lines: one object a line. Only the fields that play a part are kept.

use std::borrow::Cow;
use std::io::BufRead;

use serde::Deserialize;
use serde_json::Value;

use super::columns::{self, Roles};
use super::lines::{Line, Lines, Place, without_break};
use super::{Item, broken_input};
use crate::config::ColumnSettings;
use crate::document::{Document, Lang};
use crate::error::{Reject, Result};

/// Texts of several fields, and of the items of a list, are joined as paragraphs.
const PARAGRAPH_BREAK: &str = "\n\n";

/// Reads objects from `lines`.
///
/// # Errors
/// [`crate::error::Error::NoColumn`] if the first object has no field that the text could be taken from.
pub fn read<R: BufRead>(
    source: &str,
    lines: Lines<R>,
    settings: &ColumnSettings,
) -> Result<impl Iterator<Item = Item> + use<R>> {
    let mut reader = JsonLines {
        source: source.to_owned(),
        settings: settings.clone(),
        lines,
        buffer: Vec::new(),
        record: 0,
        keys: Vec::new(),
        roles: Roles::default(),
        ended: false,
        first: None,
    };
    // The columns are known from the first object that can be read; rejects before it are kept for later.
    let mut waiting = Vec::new();
    while reader.keys.is_empty() {
        match reader.next_record()? {
            Some(item) => waiting.push(item),
            None => break,
        }
        // A file in which nothing can be read is reported record by record, in bounded memory.
        const MOST_WAITING: usize = 1000;
        if waiting.len() >= MOST_WAITING {
            break;
        }
    }
    reader.first = Some(waiting.into_iter());
    Ok(reader)
}

/// Whether a line is a JSON object.
pub fn is_object(line: &str) -> bool {
    serde_json::from_str::<Object>(line).is_ok()
}

/// An object's fields in order, borrowed from the line where JSON's escapes allow.
struct Object<'a>(Vec<(Cow<'a, str>, Value)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Fields;
        impl<'de> serde::de::Visitor<'de> for Fields {
            type Value = Vec<(Cow<'de, str>, Value)>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a JSON object, one a line")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> std::result::Result<Self::Value, A::Error> {
                let mut fields = Vec::new();
                while let Some((key, value)) = map.next_entry::<Cow<'de, str>, Value>()? {
                    fields.push((key, value));
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Fields).map(Object)
    }
}

struct JsonLines<R> {
    source: String,
    settings: ColumnSettings,
    lines: Lines<R>,
    buffer: Vec<u8>,
    record: u64,
    /// The keys that `roles` was resolved for; most files repeat them in every record.
    keys: Vec<String>,
    roles: Roles,
    ended: bool,
    first: Option<std::vec::IntoIter<Item>>,
}

impl<R: BufRead> JsonLines<R> {
    fn next_record(&mut self) -> Result<Option<Item>> {
        loop {
            if self.ended {
                return Ok(None);
            }
            let place = self.lines.place();
            self.buffer.clear();
            let line = self.lines.next_line(&mut self.buffer);
            if matches!(line, Line::Complete) && without_break(&self.buffer).trim_ascii().is_empty() {
                continue;
            }
            self.record += 1;
            return match line {
                Line::Complete => self.parse(place).map(Some),
                Line::TooLong => {
                    let limit = self.lines.max_bytes();
                    let reason = format!("larger than the record limit of {limit} bytes; raise --max-record");
                    Ok(Some(Err(self.reject(place, reason))))
                }
                Line::End => {
                    self.ended = true;
                    Ok(None)
                }
                Line::Broken(reason) => {
                    self.ended = true;
                    Ok(Some(Err(self.reject(place, broken_input(&reason)))))
                }
            };
        }
    }

    fn parse(&mut self, place: Place) -> Result<Item> {
        let line = std::mem::take(&mut self.buffer);
        let item = match serde_json::from_slice::<Object>(without_break(&line)) {
            Ok(object) => {
                let resolved = self.resolve(&object);
                // Columns that differ from the first record's are that record's fault alone.
                match resolved {
                    Err(error) if self.keys.is_empty() => return Err(error),
                    _ => Ok(self.document(object)),
                }
            }
            Err(error) => {
                let reason = format!("no JSON object: {}", without_position(&error));
                self.buffer.clone_from(&line);
                Err(self.reject(place, reason))
            }
        };
        self.buffer = line;
        Ok(item)
    }

    fn resolve(&mut self, object: &Object) -> Result<()> {
        let same =
            self.keys.len() == object.0.len() && self.keys.iter().zip(&object.0).all(|(known, (key, _))| known == key);
        if same && !self.keys.is_empty() {
            return Ok(());
        }
        let keys: Vec<&str> = object.0.iter().map(|(key, _)| key.as_ref()).collect();
        match columns::resolve(&self.source, &keys, &self.settings) {
            Ok(roles) => {
                self.roles = roles;
                self.keys = keys.into_iter().map(str::to_owned).collect();
                Ok(())
            }
            Err(error) if self.keys.is_empty() => Err(error),
            Err(_) => {
                self.roles = columns::resolve_present(&keys, &self.settings);
                self.keys = keys.into_iter().map(str::to_owned).collect();
                Ok(())
            }
        }
    }

    fn document(&self, object: Object) -> Document {
        let field = |column: usize| object.0.get(column).map(|(_, value)| as_text(value)).unwrap_or_default();
        let optional = |column: Option<usize>| column.map(field).unwrap_or_default();
        let texts: Vec<String> =
            self.roles.text.iter().map(|&column| field(column)).filter(|text| !text.is_empty()).collect();
        let id = match optional(self.roles.id) {
            id if id.is_empty() => format!("{}#{}", self.source, self.record),
            id => id,
        };
        Document {
            id,
            source: self.source.clone(),
            record: self.record,
            title: optional(self.roles.title),
            body: texts.join(PARAGRAPH_BREAK),
            claimed_language: Lang::parse(&optional(self.roles.language)),
            kept: self
                .settings
                .keep
                .iter()
                .map(|name| {
                    let found = object.0.iter().find(|(key, _)| key == name);
                    found.map(|(_, value)| as_text(value)).unwrap_or_default()
                })
                .collect(),
        }
    }

    fn reject(&self, place: Place, reason: String) -> Reject {
        Reject {
            source: self.source.clone(),
            record: self.record,
            line: place.line,
            byte: place.byte,
            reason,
            excerpt: Reject::excerpt_of(&self.buffer),
        }
    }
}

impl<R: BufRead> Iterator for JsonLines<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if let Some(item) = self.first.as_mut().and_then(Iterator::next) {
            return Some(item);
        }
        // Only the very first object can fail to show its columns, and `read` has seen that one.
        self.next_record().unwrap_or_else(|error| {
            self.ended = true;
            Some(Err(Reject::file(&self.source, error.to_string())))
        })
    }
}

/// The text of a value: strings as they are, lists item by item, numbers as written.
fn as_text(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) => String::new(),
        Value::String(text) => text.trim().to_owned(),
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(as_text).filter(|text| !text.is_empty()).collect();
            texts.join(PARAGRAPH_BREAK)
        }
        Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// The record's own place is reported; the parser's "at line 1" would contradict it.
fn without_position(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let column = error.column();
    match message.rfind(" at line ") {
        Some(position) => format!("{} at byte {column} of the line", &message[..position]),
        None => message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, settings: &ColumnSettings) -> Vec<String> {
        let documents = read("t.jsonl", Lines::new(text.as_bytes(), 1000), settings).expect("a text field is there");
        documents
            .map(|item| match item {
                Ok(document) => {
                    format!("{}|{}|{}|{}", document.id, document.title, document.body, document.kept.join(","))
                }
                Err(reject) => format!("{} line {}: {}", reject.record, reject.line, reject.reason),
            })
            .collect()
    }

    #[test]
    fn objects_become_documents() {
        #[track_caller]
        fn check(text: &str, keep: &[&str], expected: &[&str]) {
            let keep = keep.iter().map(|&name| name.to_owned()).collect();
            assert_eq!(rows(text, &ColumnSettings { keep, ..ColumnSettings::default() }), expected);
        }
        check("{\"id\":7,\"title\":\"Cook\",\"text\":\"Fry\"}\n", &[], &["7|Cook|Fry|"]);
        check("{\"text\":[\"a\",\"b\",null]}\n\n{\"text\":null}\n", &[], &["t.jsonl#1||a\n\nb|", "t.jsonl#2|||"]);
        check(
            "{\"text\":\"a\",\"x\":1.50}\n{\"x\":true,\"text\":\"b\"}\n",
            &["x"],
            &["t.jsonl#1||a|1.5", "t.jsonl#2||b|true"],
        );
        check(
            "{\"text\":\"a\"}\n{\"body\":\"b\"}\n{\"other\":1}\n",
            &[],
            &["t.jsonl#1||a|", "t.jsonl#2||b|", "t.jsonl#3|||"],
        );
    }

    #[test]
    fn broken_lines_are_rejected_alone() {
        let found = rows("[1]\n{\"text\":\"a\"}\n{\"text\":\"b\n{\"text\":\"c\"}\n", &ColumnSettings::default());
        assert_eq!(found.len(), 4);
        assert!(found[0].starts_with("1 line 1: no JSON object: invalid type: sequence"), "{}", found[0]);
        assert_eq!(found[1], "t.jsonl#2||a|");
        assert!(found[2].starts_with("3 line 3: no JSON object"), "{}", found[2]);
        assert_eq!(found[3], "t.jsonl#4||c|");
    }
}
