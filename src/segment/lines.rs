//! What the layout says: blank lines, headings, bullets, table cells, wrapped lines.

use super::{Sentence, SentenceKind};
use crate::document::Span;

/// A line at least this long (characters) may have been broken by a margin; shorter ones were meant to end.
const LEAST_WRAPPED_CHARACTERS: usize = 50;

/// A heading is not longer than this (characters).
const MOST_HEADING_CHARACTERS: usize = 90;

/// Marks that stand before the items of a list.
const BULLETS: [char; 17] = ['•', '‣', '◦', '▪', '▫', '■', '●', '○', '·', '*', '-', '–', '—', '✓', '✔', '➢', '→'];

/// A number or letter before an item has at most this many characters: `12.`, `b)`.
const MOST_NUMBER_CHARACTERS: usize = 3;

/// Calls `found` for every block of `text`, in order: text within which only punctuation ends a sentence.
pub fn blocks(text: &str, mut found: impl FnMut(Sentence)) {
    let mut open: Option<Open> = None;
    let mut position = 0;
    for line in text.split_inclusive(['\n', '\u{2028}', '\u{2029}', '\u{85}', '\u{0b}', '\u{0c}']) {
        let start = position;
        position += line.len();
        // Old line breaks without a line feed.
        let mut piece_start = start;
        for piece in line.split_inclusive('\r') {
            take_line(text, piece_start, piece, &mut open, &mut found);
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

fn take_line(text: &str, start: usize, line: &str, open: &mut Option<Open>, found: &mut impl FnMut(Sentence)) {
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
    let is_item = starts_item(trimmed);
    if let Some(current) = open.as_mut()
        && !is_item
        && !trimmed.starts_with('#')
        && goes_on(current.last_line.of(text), trimmed)
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
fn goes_on(before: &str, line: &str) -> bool {
    if before.ends_with(['.', '!', '?', ':', '…', '。', '！', '？', ';']) || before.starts_with('#') {
        return false;
    }
    let is_long = before.chars().nth(LEAST_WRAPPED_CHARACTERS).is_some();
    let starts_small = line.chars().next().is_some_and(char::is_lowercase);
    let breaks_off = before.ends_with([',', '-', '(', '/', '&']);
    starts_small || breaks_off || (is_long && !looks_like_heading(line))
}

fn looks_like_heading(line: &str) -> bool {
    let short = line.chars().nth(MOST_HEADING_CHARACTERS).is_none();
    short && !line.ends_with(['.', '!', ';', ',', '。', '！'])
}

fn starts_item(line: &str) -> bool {
    let mut characters = line.chars();
    let Some(first) = characters.next() else { return false };
    let rest = characters.as_str();
    if BULLETS.contains(&first) {
        // A dash or star needs a blank behind it: `-5`, `*note*` are no items. Real bullets do not.
        let needs_blank = matches!(first, '-' | '–' | '—' | '*' | '·' | '→');
        return !rest.trim().is_empty() && (!needs_blank || rest.starts_with(char::is_whitespace));
    }
    if first == 'o' && rest.starts_with('\t') {
        return true;
    }
    // `1.`, `12)`, `a)`, `(3)`.
    let numbered = line.strip_prefix('(').unwrap_or(line);
    let number: String =
        numbered.chars().take_while(|character| character.is_alphanumeric()).take(MOST_NUMBER_CHARACTERS + 1).collect();
    let behind = &numbered[number.len()..];
    let is_number =
        !number.is_empty() && number.chars().count() < MOST_NUMBER_CHARACTERS && number.chars().all(char::is_numeric);
    let is_letter = number.chars().count() == 1;
    let closed = behind.strip_prefix(')').or_else(|| behind.strip_prefix('.').filter(|_| is_number));
    (is_number || is_letter) && closed.is_some_and(|rest| rest.starts_with(char::is_whitespace))
}

fn is_table_line(line: &str) -> bool {
    line.contains('\t') && !starts_item(line) || line.contains(" | ")
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
