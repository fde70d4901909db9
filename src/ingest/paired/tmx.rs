//! TMX 1.4: a translation unit holds a variant for each language; the header names that of the source.

use std::io::BufRead;

use super::super::xml::{Events, Markup, attribute};
use super::{Item, Segment};
use crate::document::Lang;
use crate::error::Reject;
use crate::language;

/// Elements whose text is code of the document's format, not text of the segment.
const CODE: [&str; 5] = ["bpt", "ept", "ph", "it", "ut"];

/// Reads a translation memory.
pub struct Tmx<R> {
    name: String,
    events: Events<R>,
    source_language: Option<Lang>,
    record: u64,
    /// Pairs of the last unit that are yet to be given.
    waiting: std::vec::IntoIter<Segment>,
    ended: bool,
}

/// A unit as it is read.
#[derive(Default)]
struct Unit {
    variants: Vec<(Option<Lang>, String)>,
    in_segment: bool,
    /// How deep in elements of code.
    code: usize,
    unknown_entity: Option<String>,
}

impl<R: BufRead> Tmx<R> {
    /// Reads from `text`.
    pub fn new(name: &str, text: R, max_record_bytes: usize) -> Tmx<R> {
        let events = Events::new(text, max_record_bytes);
        Tmx {
            name: name.to_owned(),
            events,
            source_language: None,
            record: 0,
            waiting: Vec::new().into_iter(),
            ended: false,
        }
    }

    fn read_unit(&mut self) -> Option<Result<Unit, Reject>> {
        let mut unit: Option<Unit> = None;
        loop {
            let markup = match self.events.next() {
                Ok(Some(markup)) => markup,
                Ok(None) if unit.is_none() => return None,
                Ok(None) => {
                    return Some(
                        Err(self.reject("broken XML: the file ends within a unit; export it anew".to_owned())),
                    );
                }
                Err(reason) => return Some(Err(self.reject(reason))),
            };
            match (markup, &mut unit) {
                (Markup::Open(name, attributes), None) if name == "header" => {
                    self.source_language = attribute(&attributes, &["srclang"]).and_then(Lang::parse).map(language_of);
                }
                (Markup::Open(name, _), None) if name == "tu" => {
                    self.record += 1;
                    unit = Some(Unit::default());
                }
                (Markup::Open(name, attributes), Some(unit)) => match name.as_str() {
                    "tuv" => {
                        let code = attribute(&attributes, &["xml:lang", "lang"]);
                        unit.variants.push((code.and_then(Lang::parse).map(language_of), String::new()));
                    }
                    "seg" => unit.in_segment = true,
                    name if CODE.contains(&name) => unit.code += 1,
                    _ => {}
                },
                (Markup::Close(name), Some(open)) => match name.as_str() {
                    "seg" => open.in_segment = false,
                    "tu" => return unit.map(Ok),
                    name if CODE.contains(&name) => open.code = open.code.saturating_sub(1),
                    _ => {}
                },
                (Markup::Text(text), Some(unit)) if unit.in_segment && unit.code == 0 => {
                    if let Some((_, segment)) = unit.variants.last_mut() {
                        segment.push_str(&text);
                    }
                }
                (Markup::UnknownEntity(name), Some(unit)) if unit.in_segment => unit.unknown_entity = Some(name),
                _ => {}
            }
        }
    }

    fn reject(&mut self, reason: String) -> Reject {
        // Nothing behind broken XML can be trusted.
        self.ended = true;
        Reject { record: self.record, ..Reject::file(&self.name, reason) }
    }

    /// A pair for each target of a unit; a source alone is a pair without a target.
    fn pairs(&self, unit: Unit) -> Vec<Segment> {
        let mut variants = unit.variants;
        let is_source = |(language, _): &(Option<Lang>, String)| {
            self.source_language.is_some() && *language == self.source_language
        };
        let at = variants.iter().position(is_source).unwrap_or(0);
        if variants.is_empty() {
            return Vec::new();
        }
        let (source_language, source) = variants.remove(at);
        if variants.is_empty() {
            variants.push((None, String::new()));
        }
        variants
            .into_iter()
            .map(|(target_language, target)| Segment {
                source: source.clone(),
                target,
                source_language,
                target_language,
            })
            .collect()
    }
}

fn language_of(lang: Lang) -> Lang {
    language::canonical(lang)
}

impl<R: BufRead> Iterator for Tmx<R> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(segment) = self.waiting.next() {
                return Some(Ok(segment));
            }
            if self.ended {
                return None;
            }
            let unit = match self.read_unit()? {
                Ok(unit) => unit,
                Err(reject) => return Some(Err(reject)),
            };
            if let Some(name) = &unit.unknown_entity {
                let reason = format!("the entity '&{name};' is not expanded; write its text into the segment");
                return Some(Err(Reject { record: self.record, ..Reject::file(&self.name, reason) }));
            }
            self.waiting = self.pairs(unit).into_iter();
        }
    }
}
