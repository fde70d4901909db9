//! What the layout says: blank lines, headings, bullets, table cells, wrapped lines.

use super::items::mark_length;
use super::rules::{SegmentationRules, WordKind};
use super::{Sentence, SentenceKind};
use crate::document::Span;

/// A line at least this long (characters) may have been broken by a margin; shorter ones were meant to end.
const LEAST_WRAPPED_CHARACTERS: usize = 50;

/// A heading is not longer than this (characters).
const MOST_HEADING_CHARACTERS: usize = 90;

/// Calls `found` for every block of `text`, in order: text within which only punctuation ends a sentence.
pub fn blocks(text: &str, rules: &SegmentationRules, mut found: impl FnMut(Sentence)) {
    let mut open: Option<Open> = None;
    let mut start = 0;
    while start < text.len() {
        let end = line_end(text, start);
        take_line(text, start, &text[start..end], rules, &mut open, &mut found);
        start = end;
    }
    close(text, &mut open, &mut found);
}

/// Where the line that begins at `start` ends, behind its break. A carriage return is a break of its own: old texts
/// have no line feed behind it.
fn line_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b' '..=0x7F => {}
            b'\n' | b'\r' | 0x0B | 0x0C => return at,
            // U+0085.
            0xC2 if bytes.get(at) == Some(&0x85) => return at + 1,
            // U+2028 and U+2029.
            0xE2 if matches!(bytes.get(at..at + 2), Some([0x80, 0xA8 | 0xA9])) => return at + 2,
            _ => {}
        }
    }
    text.len()
}

struct Open {
    span: Span,
    kind: SentenceKind,
    lines: usize,
    last_line: Span,
}

fn take_line(
    text: &str,
    start: usize,
    line: &str,
    rules: &SegmentationRules,
    open: &mut Option<Open>,
    found: &mut impl FnMut(Sentence),
) {
    let trimmed = line.trim();
    if trimmed.is_empty() {
        // `\r\n` is one break: the piece between the two is no blank line.
        if line != "\n" || !text[..start].ends_with('\r') {
            close(text, open, found);
        }
        return;
    }
    let from = start + (line.len() - line.trim_start().len());
    let span = Span::new(from, from + trimmed.len());
    if is_table_line(trimmed) {
        close(text, open, found);
        cells(text, span, found);
        return;
    }
    if is_ruler(trimmed) {
        close(text, open, found);
        found(Sentence { span, kind: SentenceKind::Prose });
        return;
    }
    let is_item = mark_length(trimmed) > 0;
    if let Some(current) = open.as_mut()
        && !is_item
        && !trimmed.starts_with('#')
        && goes_on(current.last_line.of(text), trimmed, rules)
    {
        current.span.end = span.end;
        current.last_line = span;
        current.lines += 1;
        return;
    }
    close(text, open, found);
    let kind = match () {
        () if trimmed.starts_with('#') => SentenceKind::Heading,
        () if is_item => SentenceKind::Item,
        () => SentenceKind::Prose,
    };
    *open = Some(Open { span, kind, lines: 1, last_line: span });
}

fn close(text: &str, open: &mut Option<Open>, found: &mut impl FnMut(Sentence)) {
    let Some(block) = open.take() else { return };
    let kind = if block.kind == SentenceKind::Prose && block.lines == 1 && looks_like_heading(block.span.of(text)) {
        SentenceKind::Heading
    } else {
        block.kind
    };
    found(Sentence { span: block.span, kind });
}

/// Whether `line` is the rest of the sentence that `before`, the line above it, began.
fn goes_on(before: &str, line: &str, rules: &SegmentationRules) -> bool {
    if before.ends_with(['.', '!', '?', ':', '…', '。', '！', '？', ';']) || before.starts_with('#') {
        return false;
    }
    let is_long = !has_at_most(before, LEAST_WRAPPED_CHARACTERS);
    let starts_small = line.chars().next().is_some_and(char::is_lowercase);
    let breaks_off = before.ends_with([',', '-', '(', '/', '&']);
    starts_small || breaks_off || (is_long && !looks_like_heading(line)) || ends_in_joint(before, rules)
}

/// `Experience with`: the line breaks off where no sentence or item ends.
fn ends_in_joint(line: &str, rules: &SegmentationRules) -> bool {
    let word = line.rsplit(char::is_whitespace).next().unwrap_or_default();
    // A capital is that of a title: `Who We Work For`.
    word.len() < line.len() && word.starts_with(char::is_lowercase) && rules.is(word, WordKind::Joint)
}

/// `-----`: parts a page, and is no text itself.
fn is_ruler(line: &str) -> bool {
    line.len() >= LEAST_RULER_BYTES && line.bytes().all(|byte| matches!(byte, b'-' | b'_' | b'=' | b'*' | b'~' | b' '))
}

/// Fewer marks are bullets or dashes, in bytes.
const LEAST_RULER_BYTES: usize = 3;

fn looks_like_heading(line: &str) -> bool {
    has_at_most(line, MOST_HEADING_CHARACTERS) && !line.ends_with(['.', '!', ';', ',', '。', '！'])
}

/// Whether a line has no more than this many characters; only lines near the limit are counted.
fn has_at_most(line: &str, characters: usize) -> bool {
    line.len() <= characters || line.len() <= 4 * characters && line.chars().nth(characters).is_none()
}

fn is_table_line(line: &str) -> bool {
    let bytes = line.as_bytes();
    let stands_apart = |at: usize| at > 0 && bytes[at - 1] == b' ' && bytes.get(at + 1) == Some(&b' ');
    memchr::memchr(b'\t', bytes).is_some() && mark_length(line) == 0
        || memchr::memchr_iter(b'|', bytes).any(stands_apart)
}

fn cells(text: &str, line: Span, found: &mut impl FnMut(Sentence)) {
    let content = line.of(text);
    let mut position = 0;
    for cell in content.split_inclusive(['\t', '|']) {
        let start = position;
        position += cell.len();
        let trimmed = cell.trim();
        if trimmed.is_empty() {
            continue;
        }
        let from = line.start + start + (cell.len() - cell.trim_start().len());
        found(Sentence { span: Span::new(from, from + trimmed.len()), kind: SentenceKind::Cell });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_end_at_every_break(text in "([ a.|é“…\u{2027}\u{202A}\u{84}]|[\n\r\u{2028}\u{2029}\u{85}\u{0b}\u{0c}]|\\PC){0,40}") {
            let breaks = ['\n', '\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{0b}', '\u{0c}'];
            let mut start = 0;
            for line in text.split_inclusive(breaks) {
                let end = line_end(&text, start);
                prop_assert_eq!(&text[start..end], line);
                start = end;
            }
            prop_assert_eq!(start, text.len());
            let characters = text.chars().count();
            for limit in [0, 1, 5, characters, characters + 1] {
                prop_assert_eq!(has_at_most(&text, limit), characters <= limit);
            }
            prop_assert_eq!(is_table_line(&text), text.contains('\t') && mark_length(&text) == 0 || text.contains(" | "));
        }
    }
}
