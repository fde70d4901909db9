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
    let mut position = 0;
    for line in text.split_inclusive(['\n', '\u{2028}', '\u{2029}', '\u{85}', '\u{0b}', '\u{0c}']) {
        let start = position;
        position += line.len();
        // Old line breaks without a line feed.
        let mut piece_start = start;
        for piece in line.split_inclusive('\r') {
            take_line(text, piece_start, piece, rules, &mut open, &mut found);
            piece_start += piece.len();
        }
    }
    close(text, &mut open, &mut found);
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
    let is_long = before.chars().nth(LEAST_WRAPPED_CHARACTERS).is_some();
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
    let short = line.chars().nth(MOST_HEADING_CHARACTERS).is_none();
    short && !line.ends_with(['.', '!', ';', ',', '。', '！'])
}

fn is_table_line(line: &str) -> bool {
    line.contains('\t') && mark_length(line) == 0 || line.contains(" | ")
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
