//! Lists: the bullet, number or letter before an item, at the start of a line or in the middle of one.

use super::marks::{is_bullet, is_dash, is_opener, is_terminator};
use super::rules::{Abbreviation, SegmentationRules, WordKind};
use super::words::is_alphanumeric;

/// Numbers before items have at most this many digits: `12.`, but not `2014.`.
const MOST_DIGITS: usize = 2;

/// Marks that stand before items only with a blank behind them: `- `, but not `-5`.
fn is_spaced_bullet(character: char) -> bool {
    is_dash(character) || matches!(character, '*' | '·' | '→')
}

/// How a list counts; only marks of one style follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Number(Close),
    Letter(Close),
    Roman(Close),
}

/// What stands behind the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Close {
    Period,
    Bracket,
    PeriodBracket,
    Brackets,
}

/// `2.`, `b)`, `(iv)`.
#[derive(Debug, Clone, Copy)]
struct Counter {
    style: Style,
    value: u32,
    /// Bytes from its start to the blank behind it.
    length: usize,
}

/// The bytes at the start of `line` that are the bullet or number of an item, without the blank behind
/// them; 0 if it is no item.
pub(super) fn mark_length(line: &str) -> usize {
    let bullet = bullet_length(line);
    let behind = &line[bullet..];
    let text = behind.trim_start();
    match counter(text) {
        // `• 9. Item`, but `• a) ` alone would be odd enough to be left alone.
        Some(counter) if bullet == 0 || matches!(counter.style, Style::Number(_)) => {
            bullet + (behind.len() - text.len()) + counter.length
        }
        _ => bullet,
    }
}

/// The length of a bullet that `line` starts with, in bytes.
fn bullet_length(line: &str) -> usize {
    let mut characters = line.chars();
    let Some(first) = characters.next() else { return 0 };
    let rest = characters.as_str();
    let spaced = rest.starts_with(char::is_whitespace);
    let is_mark = is_bullet(first) || is_spaced_bullet(first) && spaced || first == 'o' && rest.starts_with('\t');
    if is_mark && !rest.trim_start().is_empty() { first.len_utf8() } else { 0 }
}

fn counter(text: &str) -> Option<Counter> {
    let inner = text.strip_prefix('(').unwrap_or(text);
    let end = inner.find(|character: char| !is_alphanumeric(character)).unwrap_or(inner.len().min(MOST_LETTERS));
    if end == 0 || end > MOST_LETTERS {
        return None;
    }
    let (name, behind) = inner.split_at_checked(end)?;
    let close = match () {
        () if inner.len() < text.len() => behind.starts_with(')').then_some((Close::Brackets, 1))?,
        () if behind.starts_with(".)") => (Close::PeriodBracket, 2),
        () if behind.starts_with(')') => (Close::Bracket, 1),
        () if behind.starts_with('.') => (Close::Period, 1),
        () => return None,
    };
    let (style, value) = value_of(name, close.0)?;
    let length = text.len() - inner.len() + end + close.1;
    let rest = &text[length..];
    let item = rest.trim_start();
    // `e. g. this` is no item; `a. Greet guests` is one.
    let plain_letter = matches!(style, Style::Letter(Close::Period) | Style::Roman(Close::Period));
    let fits = !plain_letter || item.starts_with(char::is_uppercase) && item.chars().nth(1) != Some('.');
    let is_item = rest.starts_with(char::is_whitespace) && !item.is_empty() && fits;
    is_item.then_some(Counter { style, value, length })
}

/// The longest number or letter before an item in bytes: `viii`, and digits of other scripts.
const MOST_LETTERS: usize = 8;

fn value_of(name: &str, close: Close) -> Option<(Style, u32)> {
    if name.chars().all(char::is_numeric) && name.chars().count() <= MOST_DIGITS {
        // Digits of other scripts are marks too, but nobody counts on with them here.
        return Some((Style::Number(close), name.parse().unwrap_or(0)));
    }
    const ROMAN: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
    if let Some(position) = ROMAN.iter().position(|&roman| roman == name).filter(|_| name != "v" && name != "x") {
        return Some((Style::Roman(close), u32::try_from(position).ok()? + 1));
    }
    let letter = name.chars().next().filter(|first| name.len() == first.len_utf8())?;
    match close {
        // `A. Smith` is a person.
        Close::Period if !letter.is_ascii_lowercase() => None,
        _ => letter.is_alphabetic().then_some((Style::Letter(close), u32::from(letter))),
    }
}

impl Counter {
    fn is_first(self) -> bool {
        match self.style {
            Style::Number(_) | Style::Roman(_) => self.value == 1,
            Style::Letter(_) => matches!(char::from_u32(self.value), Some('a' | 'A' | 'а' | 'А')),
        }
    }

    fn follows(self, before: Counter) -> bool {
        self.style == before.style && self.value == before.value + 1
            // `i.` is the letter in `h. ... i. ...` and a number in `i. ... ii. ...`.
            || matches!((self.style, before.style), (Style::Roman(close), Style::Letter(other)) if close == other)
                && self.value == 1
                && before.value == u32::from('h')
    }
}

/// Where items begin inside `content`, a block without line ends that mean something: the bytes at which
/// it is to be cut, rising.
pub(super) fn inner_items(content: &str, rules: &SegmentationRules) -> Vec<usize> {
    let mut cuts = Vec::new();
    if !may_hold_items(content) {
        return cuts;
    }
    let mut last: Option<(Counter, usize)> = None;
    let mut at = 0;
    while at < content.len() {
        let rest = &content[at..];
        let bullet = if rest.starts_with(is_bullet) || at == 0 { bullet_length(rest) } else { 0 };
        if bullet > 0 && at > 0 {
            cuts.push(at);
        }
        let inner = rest[bullet..].trim_start();
        if let Some(found) = counter(inner) {
            let place = Place { before: content[..at].trim_end(), behind: &inner[found.length..] };
            if let Some((_, start)) = last.filter(|(earlier, _)| found.follows(*earlier) && place.takes(found, rules)) {
                // That the first one is an item is certain only now that there is a second.
                cuts.extend([start, at]);
                last = Some((found, at));
            } else if at == 0 || bullet > 0 || found.is_first() && place.begins_list(found) {
                last = Some((found, at));
            }
        }
        at = next_word(content, at);
    }
    cuts.retain(|&cut| cut > 0);
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// A quick look: without a bullet or a first number there is no list.
fn may_hold_items(content: &str) -> bool {
    let bytes = content.as_bytes();
    if counter(content[bullet_length(content)..].trim_start()).is_some() {
        return true;
    }
    // The bullets among others begin with the byte E2 in UTF-8.
    memchr::memchr3_iter(b'1', b')', 0xE2, bytes).any(|at| match bytes[at] {
        b'1' => {
            let starts = at == 0 || matches!(bytes[at - 1], b'(' | b' ' | b'\n' | b'\t' | 0xA0);
            starts && matches!(bytes.get(at + 1), Some(b'.' | b')'))
        }
        b')' => at > 0 && matches!(bytes[at - 1], b'a' | b'A' | b'i'),
        _ => at > 0 && content[at..].starts_with(is_bullet),
    })
}

fn next_word(content: &str, at: usize) -> usize {
    let rest = &content[at..];
    let Some(blank) = rest.find(char::is_whitespace) else { return content.len() };
    content.len() - rest[blank..].trim_start().len()
}

/// What stands around a number that may belong to an item.
struct Place<'a> {
    before: &'a str,
    behind: &'a str,
}

impl Place<'_> {
    /// Whether a list may begin in the middle of a line here.
    fn begins_list(&self, found: Counter) -> bool {
        let plain_letter = matches!(found.style, Style::Letter(Close::Period) | Style::Roman(Close::Period));
        !plain_letter && self.before.ends_with(|last: char| last == ':' || last == ';' || is_terminator(last))
    }

    /// Whether the number is one of an item and not one of the text: `p. 2.`, `am 2. Mai`.
    fn takes(&self, found: Counter, rules: &SegmentationRules) -> bool {
        let behind = self.behind.trim_start();
        let starts = behind.trim_start_matches(is_opener).chars().next().is_some_and(is_alphanumeric);
        let Style::Number(Close::Period) = found.style else { return starts };
        let word = behind.split(|character: char| !is_alphanumeric(character)).next().unwrap_or_default();
        let from = self.before.rfind(char::is_whitespace).map_or(0, |blank| blank + 1);
        let token = self.before.get(from..).unwrap_or_default();
        let counted = token.strip_suffix('.').and_then(|token| rules.abbreviation(token)) == Some(Abbreviation::Number);
        let ordinal = rules.is(word, WordKind::OrdinalNoun) || rules.is(token, WordKind::BeforeOrdinal);
        starts && !counted && !ordinal && !behind.starts_with(char::is_lowercase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_before_items() {
        #[track_caller]
        fn check(line: &str, expected: usize) {
            assert_eq!(mark_length(line), expected, "{line}");
        }
        check("- greet guests", 1);
        check("-5 degrees", 0);
        check("• greet guests", 3);
        check("•greet guests", 3);
        check("• 9. Greet guests", 6);
        check("12. Greet guests", 3);
        check("12.) Greet guests", 4);
        check("(3) greet guests", 3);
        check("b) greet guests", 2);
        check("iv. Greet guests", 3);
        check("a. Greet guests", 2);
        check("e. g. this", 0);
        check("A. Smith", 0);
        check("2014. A year", 0);
        check("3.5 years", 0);
        check("-", 0);
    }

    #[test]
    fn items_inside_a_line() {
        #[track_caller]
        fn check(line: &str, expected: &[&str]) {
            let rules = SegmentationRules::parse("kind,text,note\nnumber,p,\nordinal,May,\n").expect("sound");
            let mut cuts = inner_items(line, &rules);
            cuts.insert(0, 0);
            cuts.push(line.len());
            let pieces: Vec<&str> = cuts.windows(2).map(|pair| line[pair[0]..pair[1]].trim()).collect();
            assert_eq!(pieces, expected);
        }
        check("1. Sell cars 2. Wash cars", &["1. Sell cars", "2. Wash cars"]);
        check("You will: 1) sell cars, 2) wash them", &["You will:", "1) sell cars,", "2) wash them"]);
        check("• Sell • Wash •Drive", &["• Sell", "• Wash", "•Drive"]);
        check("See chapter 1. Then 2. Or 3. It is", &["See chapter 1. Then 2. Or 3. It is"]);
        check("1. See p. 2. There you are", &["1. See p. 2. There you are"]);
        check("1. May to 2. May", &["1. May to 2. May"]);
        check("i. Sell ii. Wash iii. Drive", &["i. Sell", "ii. Wash", "iii. Drive"]);
        check("Costs 5 (in 1) or 6 (in 2) each", &["Costs 5 (in 1) or 6 (in 2) each"]);
    }
}
