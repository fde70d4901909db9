//! XML as a row of simple events, in bounded memory. No entity is expanded save XML's own five and characters by
//! number, and nothing outside the file is read.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use quick_xml::{XmlVersion, escape};

/// A piece of an XML text.
#[derive(Debug, PartialEq, Eq)]
pub enum Markup {
    /// An element begins: its name without a prefix, and its attributes.
    Open(String, Vec<(String, String)>),
    /// An element ends.
    Close(String),
    /// Text, with what it refers to resolved.
    Text(String),
    /// A reference to an entity that the file defines itself; it stands for nothing here.
    UnknownEntity(String),
}

/// Reads events; none may take more bytes than a limit.
pub struct Events<R> {
    reader: Reader<BufReader<Budgeted<R>>>,
    budget: Budget,
    buffer: Vec<u8>,
    /// The end of an element that began and ended at once.
    pending: Option<Markup>,
}

/// How many bytes may be read until the next event is complete.
#[derive(Debug, Clone)]
struct Budget {
    left: Rc<Cell<usize>>,
    whole: usize,
}

/// A reader that gives no more than its budget.
struct Budgeted<R> {
    inner: R,
    budget: Budget,
}

impl<R: Read> Read for Budgeted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.budget.left.get();
        if left == 0 {
            let most = self.budget.whole;
            return Err(io::Error::other(format!("a piece of text larger than {most} bytes (--max-record)")));
        }
        let most = buffer.len().min(left);
        let read = self.inner.read(&mut buffer[..most])?;
        self.budget.left.set(left - read);
        Ok(read)
    }
}

impl<R: BufRead> Events<R> {
    /// Reads from `text`, at most `most_bytes` for one event.
    pub fn new(text: R, most_bytes: usize) -> Events<R> {
        // What the buffers read ahead counts too.
        let budget = Budget { left: Rc::new(Cell::new(most_bytes)), whole: most_bytes };
        let mut reader = Reader::from_reader(BufReader::new(Budgeted { inner: text, budget: budget.clone() }));
        reader.config_mut().check_end_names = true;
        Events { reader, budget, buffer: Vec::new(), pending: None }
    }

    /// The next event; `None` at the end of the file.
    ///
    /// # Errors
    /// What is wrong with the XML, and where.
    pub fn next(&mut self) -> Result<Option<Markup>, String> {
        if let Some(pending) = self.pending.take() {
            return Ok(Some(pending));
        }
        loop {
            self.buffer.clear();
            self.budget.left.set(self.budget.whole);
            let event = self.reader.read_event_into(&mut self.buffer);
            let place = self.reader.buffer_position();
            let event = event.map_err(|error| format!("broken XML at byte {place}: {error}; export the file anew"))?;
            return Ok(Some(match event {
                Event::Start(start) => open(&start)?,
                Event::Empty(start) => {
                    let open = open(&start)?;
                    if let Markup::Open(name, _) = &open {
                        self.pending = Some(Markup::Close(name.clone()));
                    }
                    open
                }
                Event::End(end) => Markup::Close(text_of(end.local_name().as_ref())),
                Event::Text(text) => Markup::Text(text.xml_content(XmlVersion::Explicit1_0).into_owned()),
                Event::CData(data) => Markup::Text(data.xml_content(XmlVersion::Explicit1_0).into_owned()),
                Event::GeneralRef(reference) => {
                    let name = reference.xml_content(XmlVersion::Explicit1_0).into_owned();
                    match (reference.resolve_char_ref(), escape::resolve_predefined_entity(&name)) {
                        (Ok(Some(character)), _) => Markup::Text(character.to_string()),
                        (_, Some(known)) => Markup::Text(known.to_owned()),
                        _ => Markup::UnknownEntity(name),
                    }
                }
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }
}

fn text_of(name: impl AsRef<[u8]>) -> String {
    String::from_utf8_lossy(name.as_ref()).into_owned()
}

fn open(start: &BytesStart) -> Result<Markup, String> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| format!("broken XML: {error}; export the file anew"))?;
        let value =
            attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| format!("broken XML: {error}"))?;
        attributes.push((text_of(attribute.key.as_ref()), value.into_owned()));
    }
    Ok(Markup::Open(text_of(start.local_name().as_ref()), attributes))
}

/// The value of the first of these attributes that is there.
pub fn attribute<'a>(attributes: &'a [(String, String)], names: &[&str]) -> Option<&'a str> {
    names.iter().find_map(|name| attributes.iter().find(|(known, _)| known == name)).map(|(_, value)| value.as_str())
}
