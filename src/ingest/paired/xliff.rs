//! XLIFF 1.2 (`trans-unit`) and 2.x (`segment`): a source with its target.

use std::io::BufRead;

use super::super::xml::{Events, Markup, attribute};
use super::{Item, Segment};
use crate::document::Lang;
use crate::error::Reject;
use crate::language;

/// Elements that hold a source and a target.
const UNITS: [&str; 2] = ["trans-unit", "segment"];

/// Elements whose sources and targets are something else: suggestions, and white space between segments.
const OTHERS: [&str; 3] = ["alt-trans", "ignorable", "matches"];

/// Elements whose text is code of the document's format.
const CODE: [&str; 4] = ["bpt", "ept", "ph", "it"];

/// Reads a file of translations.
pub struct Xliff<R> {
    name: String,
    events: Events<R>,
    languages: (Option<Lang>, Option<Lang>),
    record: u64,
    ended: bool,
}

/// Where the text goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Nowhere,
    Source,
    Target,
}

impl<R: BufRead> Xliff<R> {
    /// Reads from `text`.
    pub fn new(name: &str, text: R, max_record_bytes: usize) -> Xliff<R> {
        Xliff {
            name: name.to_owned(),
            events: Events::new(text, max_record_bytes),
            languages: (None, None),
            record: 0,
            ended: false,
        }
    }

    fn reject(&self, reason: String) -> Item {
        Err(Reject { record: self.record, ..Reject::file(&self.name, reason) })
    }

    fn broken(&mut self, reason: String) -> Item {
        // Nothing behind broken XML can be trusted.
        self.ended = true;
        self.reject(reason)
    }

    fn read_languages(&mut self, attributes: &[(String, String)]) {
        let read = |names: &[&str]| attribute(attributes, names).and_then(Lang::parse).map(language::canonical);
        self.languages.0 = read(&["srcLang", "source-language"]).or(self.languages.0);
        self.languages.1 = read(&["trgLang", "target-language"]).or(self.languages.1);
    }
}

impl<R: BufRead> Iterator for Xliff<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let mut unit: Option<Segment> = None;
        let mut place = Place::Nowhere;
        let (mut others, mut code) = (0_usize, 0_usize);
        let mut unknown_entity = None;
        while !self.ended {
            let markup = match self.events.next() {
                Ok(Some(markup)) => markup,
                Ok(None) if unit.is_none() => return None,
                Ok(None) => {
                    return Some(self.broken("broken XML: the file ends within a unit; export it anew".to_owned()));
                }
                Err(reason) => return Some(self.broken(reason)),
            };
            match markup {
                Markup::Open(name, attributes) => match name.as_str() {
                    "xliff" | "file" => self.read_languages(&attributes),
                    name if UNITS.contains(&name) => {
                        self.record += 1;
                        let (source_language, target_language) = self.languages;
                        unit = Some(Segment { source_language, target_language, ..Segment::default() });
                    }
                    name if OTHERS.contains(&name) => others += 1,
                    name if CODE.contains(&name) => code += 1,
                    "source" if others == 0 => place = Place::Source,
                    "target" if others == 0 => place = Place::Target,
                    _ => {}
                },
                Markup::Close(name) => match name.as_str() {
                    name if OTHERS.contains(&name) => others = others.saturating_sub(1),
                    name if CODE.contains(&name) => code = code.saturating_sub(1),
                    "source" | "target" if others == 0 => place = Place::Nowhere,
                    name if UNITS.contains(&name) && unit.is_some() => {
                        if let Some(name) = unknown_entity {
                            let reason =
                                format!("the entity '&{name};' is not expanded; write its text into the segment");
                            return Some(self.reject(reason));
                        }
                        return unit.map(Ok);
                    }
                    _ => {}
                },
                Markup::Text(text) if code == 0 => {
                    if let Some(unit) = &mut unit {
                        match place {
                            Place::Source => unit.source.push_str(&text),
                            Place::Target => unit.target.push_str(&text),
                            Place::Nowhere => {}
                        }
                    }
                }
                Markup::UnknownEntity(name) if place != Place::Nowhere => unknown_entity = Some(name),
                Markup::Text(_) | Markup::UnknownEntity(_) => {}
            }
        }
        None
    }
}
