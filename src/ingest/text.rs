//! Plain text and Markdown: one document a file.

use std::io::BufRead;

use super::lines::{Line, Lines};
use super::source::Source;
use super::{Item, broken_input};
use crate::error::Reject;

/// Reads the whole input as one document.
pub fn read<'a, R: BufRead>(source: &Source<'a>, lines: Lines<R>) -> impl Iterator<Item = Item> + use<'a, R> {
    let source = source.clone();
    std::iter::once_with(move || Ok(source.document(whole(&source, lines)?)))
}

/// All lines as one text.
///
/// # Errors
/// The reject that the text is larger than a record may be, or breaks off.
pub fn whole<R: BufRead>(source: &Source, mut lines: Lines<R>) -> std::result::Result<String, Reject> {
    let mut bytes = Vec::new();
    loop {
        let line = lines.next_line(&mut bytes);
        if matches!(line, Line::TooLong) || bytes.len() > lines.max_bytes() {
            let limit = lines.max_bytes();
            let reason = format!("larger than the record limit of {limit} bytes; raise --max-record or split it");
            return Err(Reject { excerpt: Reject::excerpt_of(&bytes), ..source.reject(reason) });
        }
        match line {
            Line::Complete => {}
            Line::End | Line::TooLong => break,
            Line::Broken(reason) => return Err(source.reject(broken_input(&reason))),
        }
    }
    // The lines are valid UTF-8, so nothing is replaced here.
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}
