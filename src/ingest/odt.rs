//! OpenDocument texts (ISO/IEC 26300): paragraphs, headings, lists and tables; no comments, notes or deleted text.

use std::io::BufReader;

use super::markup::{Block, Text};
use super::package::Package;
use super::source::Source;
use super::spool::Spool;
use super::xml::{Events, Markup, attribute};
use super::{Item, Items, broken_input};
use crate::error::{Reject, Result};

/// The part that holds the text.
const MAIN_PART: &str = "content.xml";

/// Elements whose content is no text of the document.
const LEFT_OUT: [&str; 4] = ["annotation", "tracked-changes", "note", "automatic-styles"];

/// More blanks than this in a row mean nothing.
const MOST_BLANKS: usize = 80;

/// Reads the document that `spool` holds.
///
/// # Errors
/// [`crate::error::Error::Unreadable`] if it is no package or lacks its text.
pub fn read<'a>(source: Source<'a>, spool: &Spool) -> Result<Items<'a>> {
    let broken = |reason: std::io::Error| source.unreadable(broken_input(&reason));
    let mut package = Package::open(spool, &source).map_err(broken)?;
    let part = package.part(MAIN_PART).map_err(broken)?;
    let document = text_of(part, &source).map(|text| text.into_document(&source));
    Ok(Box::new(std::iter::once::<Item>(document)))
}

fn text_of(part: impl std::io::Read, source: &Source) -> std::result::Result<Text, Reject> {
    let most = source.settings.max_record_bytes;
    let mut events = Events::new(BufReader::new(part), most);
    let mut text = Text::new(most);
    // Text stands in paragraphs and headings; what stands between them is layout.
    let (mut depth, mut left_out, mut in_block, mut in_items) = (0_usize, 0_usize, 0_usize, 0_usize);
    while let Some(event) = events.next().map_err(|reason| source.reject(reason))? {
        match event {
            Markup::Open(name, attributes) => {
                depth += 1;
                source.check_depth(depth)?;
                if left_out > 0 || LEFT_OUT.contains(&name.as_str()) {
                    left_out += 1;
                    continue;
                }
                match name.as_str() {
                    "h" => {
                        in_block += 1;
                        let level =
                            attribute(&attributes, &["text:outline-level"]).and_then(|level| level.parse().ok());
                        text.set_block(Block::Heading(level.unwrap_or(1)));
                    }
                    "p" => {
                        in_block += 1;
                        let style = attribute(&attributes, &["text:style-name"]).unwrap_or_default();
                        match style {
                            "Title" => text.set_block(Block::Title),
                            _ if in_items > 0 => text.set_block(Block::Item),
                            _ => {}
                        }
                    }
                    "list-item" => in_items += 1,
                    "s" => {
                        let count = attribute(&attributes, &["text:c"]).and_then(|count| count.parse().ok());
                        text.push(&" ".repeat(count.unwrap_or(1).min(MOST_BLANKS)));
                    }
                    "tab" => text.push(" "),
                    "line-break" => text.break_line(),
                    _ => {}
                }
            }
            Markup::Close(name) => {
                depth = depth.saturating_sub(1);
                if left_out > 0 {
                    left_out -= 1;
                    continue;
                }
                match name.as_str() {
                    "h" | "p" => {
                        in_block = in_block.saturating_sub(1);
                        text.end_block();
                    }
                    "list-item" => in_items = in_items.saturating_sub(1),
                    _ => {}
                }
            }
            Markup::Text(piece) if in_block > 0 && left_out == 0 => text.push(&piece),
            Markup::Text(_) | Markup::UnknownEntity(_) => {}
        }
        text.check(source)?;
    }
    Ok(text)
}
