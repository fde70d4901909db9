//! Word 2007 and later (ECMA-376): paragraphs, headings, lists and tables of the main text; no headers, footers,
//! comments or deleted text.

use std::io::BufReader;

use super::markup::{Block, Text};
use super::package::Package;
use super::source::Source;
use super::spool::Spool;
use super::xml::{Events, Markup, attribute};
use super::{Item, Items, broken_input};
use crate::error::{Reject, Result};

/// The part that holds the main text.
const MAIN_PART: &str = "word/document.xml";

/// Elements whose content is no text of the document: deleted text, field codes, the second copy of a drawing.
const LEFT_OUT: [&str; 4] = ["del", "moveFrom", "instrText", "Fallback"];

/// Reads the document that `spool` holds.
///
/// # Errors
/// [`crate::error::Error::Unreadable`] if it is no package or lacks its main text.
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
    let (mut depth, mut left_out) = (0_usize, 0_usize);
    let mut in_run_text = false;
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
                    "t" => in_run_text = true,
                    "tab" | "ptab" => text.push(" "),
                    "br" | "cr" => text.break_line(),
                    "noBreakHyphen" => text.push("-"),
                    // Lists are told by their numbering, headings and titles by the name of their style.
                    "numPr" => text.set_block(Block::Item),
                    "pStyle" => {
                        let style = attribute(&attributes, &["w:val", "val"]).unwrap_or_default();
                        if let Some(block) = block_of(style) {
                            text.set_block(block);
                        }
                    }
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
                    "t" => in_run_text = false,
                    "p" => text.end_block(),
                    _ => {}
                }
            }
            Markup::Text(piece) if in_run_text && left_out == 0 => text.push(&piece),
            Markup::Text(_) | Markup::UnknownEntity(_) => {}
        }
        text.check(source)?;
    }
    Ok(text)
}

/// What paragraphs of a style are. Word keeps the English names of its own styles in every language's files, as
/// ids: `Heading1`; others write `heading 1` or their own language's word.
fn block_of(style: &str) -> Option<Block> {
    let style = style.to_lowercase().replace([' ', '-', '_'], "");
    let level = || style.chars().last().and_then(|last| last.to_digit(10)).unwrap_or(1);
    const HEADINGS: [&str; 6] = ["heading", "berschrift", "titre", "titolo", "título", "rubrik"];
    match style.as_str() {
        "title" => Some(Block::Title),
        _ if HEADINGS.iter().any(|name| style.contains(name)) => Some(Block::Heading(level())),
        _ if style.starts_with("list") => Some(Block::Item),
        _ => None,
    }
}
