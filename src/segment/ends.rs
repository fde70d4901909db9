//! Where punctuation ends a sentence.

use super::rules::{Abbreviation, SegmentationRules};
use super::{Sentence, SentenceKind};
use crate::document::Span;

/// A sentence can end at these; the first three need a second look.
fn is_terminator(character: char) -> bool {
    matches!(character, '.' | '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉' | '‽') || is_full_stop(character)
}

/// Marks that stand for nothing but the end of a sentence.
fn is_full_stop(character: char) -> bool {
    matches!(character, '。' | '！' | '？' | '｡' | '．' | '।' | '॥' | '؟' | '۔' | '።' | '፧' | '፨' | '။' | '។' | '։')
}

/// Closing quotes and brackets belong to the sentence that they close.
fn is_closer(character: char) -> bool {
    matches!(
        character,
        '"' | '\'' | '”' | '“' | '’' | '»' | '«' | '›' | ')' | ']' | '}' | '」' | '』' | '）' | '】' | '》'
    )
}

fn is_opener(character: char) -> bool {
    matches!(
        character,
        '"' | '\'' | '“' | '„' | '‘' | '‚' | '«' | '»' | '‹' | '(' | '[' | '{' | '¿' | '¡' | '「' | '『' | '（'
    )
}

/// Cuts `block` and appends its sentences to `found`.
pub fn cut(text: &str, block: Sentence, rules: &SegmentationRules, found: &mut Vec<Sentence>) {
    let content = block.span.of(text);
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        let piece = &content[from..to];
        let trimmed = piece.trim();
        if !trimmed.is_empty() {
            let begin = block.span.start + from + (piece.len() - piece.trim_start().len());
            found.push(Sentence { span: Span::new(begin, begin + trimmed.len()), kind: block.kind });
        }
    };
    // The number before an item ends nothing.
    let mut position = if block.kind == SentenceKind::Item { item_mark(content) } else { 0 };
    while let Some(offset) = content[position..].find(is_terminator) {
        let at = position + offset;
        let run_end = at + content[at..].find(|character| !is_terminator(character)).unwrap_or(content.len() - at);
        let end = closers_end(content, start, run_end);
        if ends_sentence(content, start, at, run_end, end, rules) {
            push(start, end);
            start = end;
        }
        position = end;
    }
    push(start, content.len());
}

fn item_mark(content: &str) -> usize {
    content.find(char::is_whitespace).unwrap_or(0)
}

/// The end of a sentence with the quotes and brackets that close behind its mark. An ambiguous quote
/// closes only if it stands directly behind the mark and no letter follows it.
fn closers_end(content: &str, _start: usize, run_end: usize) -> usize {
    let mut end = run_end;
    for character in content[run_end..].chars() {
        if !is_closer(character) {
            // An opening quote directly before a word belongs to what follows.
            if character.is_alphanumeric() && end > run_end {
                let last = content[..end].chars().next_back().map_or(0, char::len_utf8);
                let ambiguous = content[..end].ends_with(['"', '\'', '“', '«', '»', '’']);
                return if ambiguous { end - last } else { end };
            }
            break;
        }
        end += character.len_utf8();
    }
    end
}

fn ends_sentence(
    content: &str,
    start: usize,
    at: usize,
    run_end: usize,
    end: usize,
    rules: &SegmentationRules,
) -> bool {
    let run = &content[at..run_end];
    if run.contains(is_full_stop) {
        return true;
    }
    let behind = &content[end..];
    let next = behind.trim_start();
    if next.is_empty() {
        return true;
    }
    let glued = !behind.starts_with(char::is_whitespace);
    let Some(first) = next.chars().next() else { return true };
    let starts_like_sentence = |text: &str| {
        let opened = text.trim_start_matches(is_opener).trim_start();
        opened
            .chars()
            .next()
            .is_some_and(|character| !character.is_lowercase() && (character.is_alphanumeric() || is_opener(character)))
    };
    if glued {
        return end == run_end && ends_glued(&content[start..at], run, next);
    }
    if first.is_lowercase() {
        return false;
    }
    match run {
        "." if end == run_end => period_ends(&content[start..at], next, rules),
        _ if run.starts_with('.') || run.starts_with('…') => starts_like_sentence(next),
        _ => starts_like_sentence(next) || !first.is_alphanumeric(),
    }
}

/// `deadline.We wait`: a word, a mark, and a capitalised word without a blank between.
fn ends_glued(before: &str, run: &str, next: &str) -> bool {
    let word = last_token(before);
    let mut letters = next.chars();
    let capitalised = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    let plain = word.chars().count() >= 2
        && word.chars().all(char::is_alphabetic)
        && word.chars().next_back().is_some_and(char::is_lowercase);
    let continues = next.split(char::is_whitespace).next().unwrap_or_default();
    // A second period or a slash further on: a name of a host or file.
    let is_name = continues.trim_end_matches(['.', ',', '!', '?']).contains(['.', '/', '@', '(']);
    capitalised && plain && !is_name && run.len() == 1
}

/// What stands before the mark, back to white space or an opening bracket.
fn last_token(before: &str) -> &str {
    let from = before
        .rfind(|character: char| character.is_whitespace() || is_opener(character))
        .map_or(0, |position| position + before[position..].chars().next().map_or(1, char::len_utf8));
    &before[from..]
}

fn first_word(next: &str) -> &str {
    let end = next.find(|character: char| !character.is_alphanumeric()).unwrap_or(next.len());
    &next[..end]
}

fn period_ends(before: &str, next: &str, rules: &SegmentationRules) -> bool {
    let token = last_token(before);
    let follower = first_word(next.trim_start_matches(is_opener));
    let followed_by_capital = follower.chars().next().is_some_and(char::is_uppercase);
    let followed_by_digit = follower.starts_with(|character: char| character.is_numeric());
    match rules.abbreviation(token.rsplit(['-', '/', '’', '\'']).next().unwrap_or(token)) {
        Some(Abbreviation::Any) => return false,
        Some(Abbreviation::Title) => return !followed_by_capital,
        Some(Abbreviation::Number) => return !followed_by_digit,
        Some(Abbreviation::MayEnd) => return followed_by_capital,
        None => {}
    }
    let is_number = !token.is_empty() && token.chars().all(|character| character.is_ascii_digit());
    if is_number {
        let at_start = before.trim() == token;
        let ordinal =
            rules.writes_ordinals() && (rules.is_ordinal_noun(follower) || token.len() <= 2 && followed_by_digit);
        return !(at_start || ordinal);
    }
    // `J. K. Rowling`, `U.S. Army`: letters with periods between them.
    let initials = token.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
    let is_initial = initials && token.chars().any(char::is_uppercase);
    if is_initial {
        return false;
    }
    !follower.is_empty() || next.starts_with(is_opener) || !next.starts_with([',', ';', ':', '-', '–'])
}
