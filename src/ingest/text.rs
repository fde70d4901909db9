//! Plain text and Markdown: one document a file.

use std::io::BufRead;

use super::Item;
use super::lines::{Line, Lines};
use crate::document::Document;
use crate::error::Reject;

/// Reads the whole input as one document. It has no columns: those that are to be kept are empty.
pub fn read<R: BufRead>(source: &str, mut lines: Lines<R>, kept_columns: usize) -> impl Iterator<Item = Item> + use<R> {
    let source = source.to_owned();
    std::iter::once_with(move || {
        let mut bytes = Vec::new();
        loop {
            let line = lines.next_line(&mut bytes);
            if matches!(line, Line::TooLong) || bytes.len() > lines.max_bytes() {
                let limit = lines.max_bytes();
                return Err(Reject {
                    excerpt: Reject::excerpt_of(&bytes),
                    ..Reject::file(
                        &source,
                        format!("larger than the record limit of {limit} bytes; raise --max-record or split it"),
                    )
                });
            }
            match line {
                Line::Complete => {}
                Line::End | Line::TooLong => break,
                Line::Broken(reason) => return Err(Reject::file(&source, super::broken_input(&reason))),
            }
        }
        // The reader below yields valid UTF-8 only, so nothing is replaced here.
        let body =
            String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        let kept = vec![String::new(); kept_columns];
        Ok(Document { id: source.clone(), source: source.clone(), record: 1, body, kept, ..Document::default() })
    })
}
