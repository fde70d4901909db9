//! JSON Lines: one object a line.

use std::io::BufRead;

use super::frame::{Frame, Frames, too_large};
use super::lines::{Line, Lines, Place, without_break};
use super::{Item, objects};
use crate::config::ColumnSettings;
use crate::error::Result;

/// Reads objects from `lines`, none nested deeper than `max_depth`.
///
/// # Errors
/// [`crate::error::Error::NoColumn`] if the first object has no field that the text could be taken from.
pub fn read<R: BufRead>(
    source: &str,
    lines: Lines<R>,
    settings: &ColumnSettings,
    max_depth: usize,
) -> Result<impl Iterator<Item = Item> + use<R>> {
    objects::read(source, FilledLines(lines), settings, max_depth)
}

/// Every line that is not blank is a record.
struct FilledLines<R>(Lines<R>);

impl<R: BufRead> Frames for FilledLines<R> {
    fn next_frame(&mut self, buffer: &mut Vec<u8>) -> Frame {
        loop {
            let place = self.0.place();
            buffer.clear();
            match self.0.next_line(buffer) {
                Line::Complete if without_break(buffer).trim_ascii().is_empty() => {}
                Line::Complete => return Frame::Record { place },
                Line::TooLong => return Frame::Bad { reason: too_large(self.0.max_bytes()), place },
                Line::End => return Frame::End,
                Line::Broken(reason) => return Frame::Broken(reason),
            }
        }
    }

    fn place(&self) -> Place {
        self.0.place()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, settings: &ColumnSettings) -> Vec<String> {
        let documents =
            read("t.jsonl", Lines::new(text.as_bytes(), 1000), settings, 100).expect("a text field is there");
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
