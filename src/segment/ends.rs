//! Where punctuation ends a sentence.

use super::items::{inner_items, mark_length};
use super::marks::{is_ambiguous_quote, is_closer, is_full_stop, is_opener, is_terminator};
use super::period;
use super::rules::{SegmentationRules, WordKind};
use super::shield::Shield;
use super::words::is_alphanumeric;
use super::{Sentence, SentenceKind};
use crate::document::Span;

/// Cuts `block` and appends its sentences to `found`.
pub(super) fn cut(text: &str, block: Sentence, rules: &SegmentationRules, found: &mut Vec<Sentence>) {
    let content = block.span.of(text);
    let mut kind = block.kind;
    let mut start = 0;
    for item in inner_items(content, rules) {
        let piece = Sentence { span: Span::new(block.span.start + start, block.span.start + item), kind };
        cut_piece(text, piece, rules, found);
        (start, kind) = (item, SentenceKind::Item);
    }
    cut_piece(text, Sentence { span: Span::new(block.span.start + start, block.span.end), kind }, rules, found);
}

/// Cuts a stretch that holds no list.
fn cut_piece(text: &str, piece: Sentence, rules: &SegmentationRules, found: &mut Vec<Sentence>) {
    let content = piece.span.of(text);
    let mut push = |from: usize, to: usize| {
        let part = &content[from..to];
        let trimmed = part.trim();
        if !trimmed.is_empty() {
            let begin = piece.span.start + from + (part.len() - part.trim_start().len());
            found.push(Sentence { span: Span::new(begin, begin + trimmed.len()), kind: piece.kind });
        }
    };
    let mut cutter = Cutter { content, rules, is_plain: is_plain(content, rules), shield: None };
    // The number before an item ends nothing.
    let (mut start, mut position) = (0, mark_length(content));
    while let Some(at) = cutter.next_mark(position) {
        let end = cutter.end_at(start, at);
        if end.is_sentence {
            push(start, end.at);
            start = end.at;
        }
        position = end.at;
    }
    push(start, content.len());
}

/// What a terminator, or a run of them, comes to.
struct End {
    /// Behind the marks, the closing quotes and the references, in bytes.
    at: usize,
    is_sentence: bool,
}

struct Cutter<'a> {
    content: &'a str,
    rules: &'a SegmentationRules,
    is_plain: bool,
    /// Made when it is first needed: most blocks never need it.
    shield: Option<Shield>,
}

impl Cutter<'_> {
    fn is_end_mark(&self, character: char) -> bool {
        is_terminator(character) || self.rules.is_end(character)
    }

    fn next_mark(&self, position: usize) -> Option<usize> {
        let bytes = self.content.as_bytes();
        if self.is_plain {
            return memchr::memchr3(b'.', b'!', b'?', &bytes[position..]).map(|offset| position + offset);
        }
        let mut at = position;
        loop {
            at += bytes[at..].iter().position(|&byte| self.rules.may_end(byte))?;
            let character = self.content[at..].chars().next()?;
            if self.is_end_mark(character) {
                return Some(at);
            }
            at += character.len_utf8();
        }
    }

    /// Judges the terminators that begin at `at`, in the sentence that began at `start`.
    fn end_at(&mut self, start: usize, at: usize) -> End {
        let run_end = self.run_end(at);
        let mut end = references_end(self.content, closers_end(self.content, run_end));
        if !self.ends(start, at, run_end, end) {
            return End { at: end, is_sentence: false };
        }
        let content = self.content;
        let shield = self.shield.get_or_insert_with(|| Shield::of(content));
        if let Some(region_end) = shield.end_around(at) {
            // Only the last sentence inside quotes or brackets may end with them.
            let is_last = |rest: &str| rest.chars().all(|c| c.is_whitespace() || is_closer(c) || is_terminator(c));
            if region_end > end && !content.get(run_end..region_end).is_some_and(is_last) {
                return End { at: end, is_sentence: false };
            }
            end = references_end(content, closers_end(content, end.max(region_end)));
            return End { at: end, is_sentence: self.ends(start, at, run_end, end) };
        }
        End { at: lone_closer_end(content, end, shield), is_sentence: true }
    }

    /// Behind the terminators that follow each other, with or without a blank between: `. . .`, `! ?`.
    fn run_end(&self, at: usize) -> usize {
        let content = self.content;
        let marks_end = |from: usize| {
            content[from..].find(|character| !self.is_end_mark(character)).map_or(content.len(), |offset| from + offset)
        };
        let mut end = marks_end(at);
        while let Some(rest) = content[end..].strip_prefix(' ')
            && rest.starts_with(|character| self.is_end_mark(character))
        {
            let next = marks_end(end + 1);
            // `...and so on`, `.NET`: these marks belong to the word.
            if content[next..].starts_with(is_alphanumeric) {
                break;
            }
            end = next;
        }
        // `It was left out. . . . The rest`: the sentence ends before an omission of three periods.
        let glued = !content[..at].ends_with(char::is_whitespace);
        if glued && content[at..end] == *". . . ." && content[end..].trim_start().starts_with(char::is_uppercase) {
            return at + 1;
        }
        end
    }

    fn ends(&self, start: usize, at: usize, run_end: usize, end: usize) -> bool {
        let (content, rules) = (self.content, self.rules);
        let run = &content[at..run_end];
        let behind = &content[end..];
        let next = behind.trim_start();
        if next.is_empty() {
            return true;
        }
        let glued = !behind.starts_with(char::is_whitespace);
        if run.contains(is_full_stop) {
            return full_stop_ends(run, end > run_end, behind);
        }
        if glued {
            return end == run_end && ends_glued(&content[start..at], run, next, rules);
        }
        if rules.is_pause(run) || is_omission(content, at, run_end) {
            return false;
        }
        // An omission may begin a sentence.
        let begins = content[start..at].trim_start().is_empty();
        let periods = run.bytes().filter(|&byte| byte == b'.').count();
        match run {
            "." if end == run_end => period::ends(&content[start..at], next, rules),
            "!" if end == run_end && is_exclamation(&content[start..at], rules) => is_starter(next, rules),
            // Three periods may leave something out; more of them hold the one that ends the sentence.
            _ if run.starts_with('…') || (periods == 3 && !run.contains(['!', '?'])) => {
                !begins && starts_sentence(next) && !rules.is(first_word(next), WordKind::Capital)
            }
            _ => starts_sentence(next),
        }
    }
}

/// Whether only `.`, `!` and `?` can end a sentence of `content`: it is written in Latin, Cyrillic or Greek
/// letters without marks of three bytes.
fn is_plain(content: &str, rules: &SegmentationRules) -> bool {
    // Armenian, Arabic and Urdu, and all marks of three bytes. No early end: this way it is vectorised.
    let exotic = |byte: u8| matches!(byte, 0xD6 | 0xD8 | 0xDB) | (byte >= 0xE0);
    !rules.has_own_ends() && !content.bytes().fold(false, |any, byte| any | exotic(byte))
}

/// `。` and the like end a sentence without a blank behind them, but not inside a number, and not where
/// the sentence goes on behind what it quotes: `「行く。」と言った`.
fn full_stop_ends(run: &str, closed: bool, behind: &str) -> bool {
    let Some(next) = behind.chars().next() else { return true };
    if closed {
        return next.is_whitespace() || is_opener(next) || !run.contains(['。', '！', '？', '｡', '．']);
    }
    let goes_on = matches!(next, '、' | '，' | ',') || run == "．" && next.is_numeric();
    !goes_on
}

/// `[...]`: something was left out.
fn is_omission(content: &str, at: usize, run_end: usize) -> bool {
    content[..at].ends_with(['[', '(']) && content[run_end..].starts_with([']', ')'])
}

/// `Yahoo!`, a name with a mark.
fn is_exclamation(before: &str, rules: &SegmentationRules) -> bool {
    let token = period::last_token(before.trim_end());
    rules.is(&format!("{token}!"), WordKind::Exclamation)
}

/// The end of a sentence with the quotes and brackets that close directly behind its mark. An ambiguous
/// quote closes only if no letter follows it.
fn closers_end(content: &str, run_end: usize) -> usize {
    let mut end = run_end;
    let mut last_quote = None;
    for character in content[run_end..].chars() {
        if !is_closer(character) {
            // An opening quote directly before a word belongs to what follows.
            return last_quote.filter(|_| is_alphanumeric(character)).unwrap_or(end);
        }
        last_quote = is_ambiguous_quote(character).then_some(end);
        end += character.len_utf8();
    }
    end
}

/// `martyr.[1] The emperor`, `a gas. [2, 3] It`: references belong to the sentence before them.
fn references_end(content: &str, end: usize) -> usize {
    let mut found = end;
    loop {
        let rest = content[found..].trim_start_matches(' ');
        let Some(inner) = rest.strip_prefix('[') else { break };
        let digits = inner
            .find(|character: char| !(character.is_numeric() || matches!(character, ',' | ' ' | '-' | '–')))
            .unwrap_or(inner.len());
        if digits == 0 || !inner[digits..].starts_with(']') {
            break;
        }
        found = content.len() - inner.len() + digits + 1;
    }
    // Glued to what follows they are something else.
    if content[found..].chars().next().is_none_or(char::is_whitespace) { found } else { end }
}

/// A quote that stands alone behind a sentence closes it, unless a region begins with it, or earlier quotes
/// of the block were in pairs.
fn lone_closer_end(content: &str, end: usize, shield: &Shield) -> usize {
    let behind = &content[end..];
    let next = behind.trim_start();
    let quote = if next.starts_with("''") { 2 } else { usize::from(next.starts_with(['\'', '"'])) };
    let at = content.len() - next.len();
    let stands_alone = quote > 0 && next[quote..].starts_with(char::is_whitespace);
    if stands_alone && !shield.starts_at(at) && !shield.quotes_before(at) { at + quote } else { end }
}

/// `deadline.We wait`: a word, a mark, and a capitalised word without a blank between.
fn ends_glued(before: &str, run: &str, next: &str, rules: &SegmentationRules) -> bool {
    let mut letters = next.chars();
    let is_capital = letters.next().is_some_and(char::is_uppercase);
    if !is_capital || run.chars().count() != 1 {
        return false;
    }
    // `We`, or a word of one letter: `I`. Names of hosts and files are ASCII, so behind other words `HR` will do.
    let capitalised = letters.next().is_some_and(|second| second.is_lowercase() || second == ' ');
    let word = period::last_token(before);
    if !(capitalised || before.ends_with(|last: char| !last.is_ascii())) || rules.abbreviation(word).is_some() {
        return false;
    }
    let is_word = word.chars().count() >= 2
        && word.chars().all(char::is_alphabetic)
        && word.chars().next_back().is_some_and(char::is_lowercase);
    // `1,000.That`, but not `1.Milk`.
    let is_number = word.len() > 2 && word.bytes().rev().take(3).all(|byte| byte.is_ascii_digit());
    let continues = period::head(next).split(char::is_whitespace).next().unwrap_or_default();
    // A second period or a slash further on: a name of a host or file.
    let is_name = continues.trim_end_matches(['.', ',', '!', '?']).contains(['.', '/', '@', '(']);
    (is_word || is_number) && !is_name
}

/// The first word of `next`, behind quotes and brackets.
pub(super) fn first_word(next: &str) -> &str {
    let word = next.trim_start_matches(|character: char| is_opener(character) || character == ' ');
    let end = word.find(|character: char| !is_alphanumeric(character)).unwrap_or(word.len());
    &word[..end]
}

pub(super) fn is_starter(next: &str, rules: &SegmentationRules) -> bool {
    let asks = next.starts_with(['¿', '¡']);
    let word = first_word(next);
    asks || !starts_with_initial(next) && word.starts_with(char::is_uppercase) && rules.is(word, WordKind::Starter)
}

/// `A. Smith`: a single letter with a period.
pub(super) fn starts_with_initial(next: &str) -> bool {
    let mut characters = next.chars();
    characters.next().is_some_and(char::is_uppercase) && characters.next() == Some('.')
}

/// Whether `next` looks like the beginning of a sentence: no small letter, and nothing that goes on.
pub(super) fn starts_sentence(next: &str) -> bool {
    let inner = next.trim_start_matches(|character: char| {
        is_opener(character) || super::marks::is_dash(character) || character.is_whitespace()
    });
    let Some(first) = inner.chars().next() else { return true };
    if is_alphanumeric(first) {
        return !first.is_lowercase();
    }
    match first {
        // `...and then`, `.NET`.
        '…' => true,
        '.' => inner.starts_with("...") || inner.starts_with(". .") || inner[1..].starts_with(char::is_uppercase),
        ',' | ';' | ':' | '!' | '?' | '/' | '%' | '=' | '+' | '&' | '|' | '、' | '،' | '؛' => false,
        _ => !is_closer(first),
    }
}
