//! JSON objects to documents, wherever they stand: one a line, or in arrays. Only the fields that play a part are
//! kept.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::columns::{self, Roles};
use super::frame::{Frame, Frames};
use super::lines::{Place, without_break};
use super::{Item, broken_input};
use crate::config::ColumnSettings;
use crate::document::{Document, Lang};
use crate::error::{Error, Reject, Result};

/// Texts of several fields, and of the items of a list, are joined as paragraphs.
const PARAGRAPH_BREAK: &str = "\n\n";

/// Parts a path into nested objects: `job.description.text`.
const PATH_MARK: char = '.';

/// Most paths that an error lists; more would hide what it says.
const MOST_LISTED: usize = 60;

/// Reads the objects that `frames` cuts out, none nested deeper than `max_depth`.
///
/// # Errors
/// [`Error::NoColumn`] if the first object has no field that the text could be taken from.
pub fn read<F: Frames>(
    source: &str,
    frames: F,
    settings: &ColumnSettings,
    max_depth: usize,
) -> Result<impl Iterator<Item = Item> + use<F>> {
    let mut reader = Objects {
        source: source.to_owned(),
        settings: settings.clone(),
        max_depth,
        frames,
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

/// Whether a text is a JSON object.
pub fn is_object(text: &str) -> bool {
    serde_json::from_str::<Object>(text).is_ok()
}

/// Whether a text is an object with a field that the text can be taken from.
pub fn is_record(text: &[u8], settings: &ColumnSettings) -> bool {
    serde_json::from_slice::<Object>(text).is_ok_and(|object| {
        let columns = object.columns(settings);
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_ref()).collect();
        columns::resolve("", &names, settings).is_ok()
    })
}

/// Whether brackets nest deeper than `max_depth` in a JSON text.
fn is_too_deep(text: &[u8], max_depth: usize) -> bool {
    // Few objects have as many brackets, however they stand.
    if memchr::memchr2_iter(b'{', b'[', text).nth(max_depth).is_none() {
        return false;
    }
    let mut scan = Scan::default();
    text.iter().any(|&byte| {
        scan.step(byte);
        scan.depth > max_depth
    })
}

/// Follows the brackets and strings of a JSON text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scan {
    /// Brackets that are open.
    pub depth: usize,
    /// Whether a string is open.
    pub in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Takes the next byte.
    pub fn step(&mut self, byte: u8) {
        match (self.in_string, byte) {
            (true, _) if self.escaped => self.escaped = false,
            (true, b'\\') => self.escaped = true,
            (_, b'"') => self.in_string = !self.in_string,
            (false, b'{' | b'[') => self.depth += 1,
            (false, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
    }
}

/// An object's fields in order.
struct Object<'a>(Vec<(Cow<'a, str>, Value)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Fields;
        impl<'de> serde::de::Visitor<'de> for Fields {
            type Value = Vec<(Cow<'de, str>, Value)>;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a JSON object")
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

impl Object<'_> {
    /// The columns of the object: its keys and, behind them, the paths that are asked for and lead somewhere. A key
    /// with dots in it thus wins over a path.
    fn columns(&self, settings: &ColumnSettings) -> Vec<(Cow<'_, str>, Cow<'_, Value>)> {
        let mut columns: Vec<_> =
            self.0.iter().map(|(key, value)| (Cow::Borrowed(key.as_ref()), Cow::Borrowed(value))).collect();
        for name in columns::names(settings).filter(|name| name.contains(PATH_MARK)) {
            if columns.iter().any(|(column, _)| column == name) {
                continue;
            }
            let mut found = Vec::new();
            self.0.iter().for_each(|(key, value)| follow(key, value, name, &mut found));
            match found.as_slice() {
                [] => {}
                [value] => columns.push((Cow::Owned(name.to_owned()), Cow::Borrowed(value))),
                _ => {
                    let values = found.into_iter().cloned().collect();
                    columns.push((Cow::Owned(name.to_owned()), Cow::Owned(Value::Array(values))));
                }
            }
        }
        columns
    }

    /// The paths to all values, for messages.
    fn paths(&self) -> Vec<String> {
        let mut paths = Vec::new();
        // What is still to be looked at, the next at the end.
        let mut waiting: Vec<(String, &Value)> =
            self.0.iter().rev().map(|(key, value)| (key.to_string(), value)).collect();
        while let Some((path, value)) = waiting.pop() {
            let inner = match value {
                Value::Array(items) => items.first().unwrap_or(value),
                value => value,
            };
            match inner {
                Value::Object(fields) if paths.len() < MOST_LISTED => {
                    let inner: Vec<_> =
                        fields.iter().map(|(key, value)| (format!("{path}{PATH_MARK}{key}"), value)).collect();
                    waiting.extend(inner.into_iter().rev());
                }
                _ => paths.push(path),
            }
        }
        paths.truncate(MOST_LISTED);
        paths
    }
}

/// Adds to `found` what stands at `path`, which begins with `key`, the name of `value`. Through an array it leads to
/// each item.
fn follow<'a>(key: &str, value: &'a Value, path: &str, found: &mut Vec<&'a Value>) {
    let Some(rest) = path.strip_prefix(key) else { return };
    if rest.is_empty() {
        found.push(value);
        return;
    }
    let Some(rest) = rest.strip_prefix(PATH_MARK) else { return };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, value)| follow(key, value, rest, found)),
        // The parser bounds how deep arrays nest.
        Value::Array(items) => items.iter().for_each(|item| follow("", item, &format!("{PATH_MARK}{rest}"), found)),
        _ => {}
    }
}

struct Objects<F> {
    source: String,
    settings: ColumnSettings,
    max_depth: usize,
    frames: F,
    buffer: Vec<u8>,
    record: u64,
    /// The keys that `roles` was resolved for; most files repeat them in every record.
    keys: Vec<String>,
    roles: Roles,
    ended: bool,
    first: Option<std::vec::IntoIter<Item>>,
}

impl<F: Frames> Objects<F> {
    fn next_record(&mut self) -> Result<Option<Item>> {
        if self.ended {
            return Ok(None);
        }
        self.buffer.clear();
        let frame = self.frames.next_frame(&mut self.buffer);
        self.record += 1;
        match frame {
            Frame::Record { place } => self.parse(place).map(Some),
            Frame::Bad { reason, place } => Ok(Some(Err(self.reject(place, reason)))),
            Frame::Broken(reason) => {
                self.ended = true;
                Ok(Some(Err(self.reject(self.frames.place(), broken_input(&reason)))))
            }
            Frame::End => {
                self.ended = true;
                Ok(None)
            }
        }
    }

    fn parse(&mut self, place: Place) -> Result<Item> {
        if is_too_deep(&self.buffer, self.max_depth) {
            let limit = self.max_depth;
            return Ok(Err(self.reject(place, format!("nested deeper than {limit}; raise --max-depth"))));
        }
        let buffer = std::mem::take(&mut self.buffer);
        let item = match serde_json::from_slice::<Object>(without_break(&buffer)) {
            Ok(object) => {
                let columns = object.columns(&self.settings);
                // Columns that differ from the first record's are that record's fault alone.
                match self.resolve(&columns) {
                    Err(error) if self.keys.is_empty() => return Err(with_paths(error, &object)),
                    _ => Ok(self.document(&columns)),
                }
            }
            Err(error) => {
                let reason = format!("no JSON object: {}", without_position(&error));
                self.buffer.clone_from(&buffer);
                Err(self.reject(place, reason))
            }
        };
        self.buffer = buffer;
        Ok(item)
    }

    fn resolve(&mut self, columns: &[(Cow<str>, Cow<Value>)]) -> Result<()> {
        let same =
            self.keys.len() == columns.len() && self.keys.iter().zip(columns).all(|(known, (key, _))| known == key);
        if same && !self.keys.is_empty() {
            return Ok(());
        }
        let keys: Vec<&str> = columns.iter().map(|(key, _)| key.as_ref()).collect();
        match columns::resolve(&self.source, &keys, &self.settings) {
            Ok(roles) => self.roles = roles,
            Err(error) if self.keys.is_empty() => return Err(error),
            Err(_) => self.roles = columns::resolve_present(&keys, &self.settings),
        }
        self.keys = keys.into_iter().map(str::to_owned).collect();
        Ok(())
    }

    fn document(&self, columns: &[(Cow<str>, Cow<Value>)]) -> Document {
        let field = |column: usize| columns.get(column).map(|(_, value)| as_text(value)).unwrap_or_default();
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
                    let name = columns::without_mark(name);
                    let found = columns.iter().find(|(key, _)| key == name);
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

impl<F: Frames> Iterator for Objects<F> {
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

/// The same error with the paths that lead into nested objects among the columns.
fn with_paths(error: Error, object: &Object) -> Error {
    match error {
        Error::NoColumn { path, role, wanted, columns: _, flag } => {
            Error::NoColumn { path, role, wanted, columns: object.paths().join(", "), flag }
        }
        other => other,
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
