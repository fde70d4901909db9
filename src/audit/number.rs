//! Numbers by value, however they are written: `9,000`, `9.000`, `9 000`, `nine`, `1.5 million`.

use std::collections::HashMap;

/// A number of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// What it may mean, the likeliest first: `9.000` is nine thousand or nine, `2 pm` two or fourteen.
    pub readings: Vec<f64>,
    /// As the text writes it.
    pub surface: String,
    /// Where it begins, in bytes of the text that was read.
    pub start: usize,
    /// How much its absence elsewhere says.
    pub form: Form,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In digits.
    Digits,
    /// In digits that may be a month or day of a date, which others write as a name.
    DatePart,
    /// As a word.
    Word,
}

impl Number {
    /// Whether the two may mean the same.
    pub fn may_equal(&self, other: &Number) -> bool {
        self.readings.iter().any(|one| other.readings.iter().any(|two| is_same(*one, *two)))
    }
}

fn is_same(one: f64, two: f64) -> bool {
    /// Readings of the same digits differ by rounding alone.
    const RELATIVE_ERROR: f64 = 1e-9;
    (one - two).abs() <= RELATIVE_ERROR * one.abs().max(two.abs())
}

/// The number words of a language: `twelve` is 12, `million` is 1,000,000. Folded, single words.
pub type NumberWords = HashMap<String, f64>;

/// From this value on a number word scales what stands before it: "1.5 million".
const LEAST_SCALE: f64 = 1000.0;

/// Digits longer than this are codes; as numbers they would lose digits.
const MOST_DIGITS: usize = 15;

/// The numbers of `text`, in order; `fold` makes a word comparable with `words`.
pub fn numbers(text: &str, words: &NumberWords, fold: impl Fn(&str) -> String) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut position = 0;
    // The end of the last number, for "1.5 million" and "2 pm".
    let mut behind_number = None;
    while let Some(first) = text[position..].chars().next() {
        if decimal_digit(first).is_some() {
            // The second part of "3.4.2021" does not begin a decimal number.
            let mark_before = behind_number.and_then(|end| text.get(end..position)).and_then(only_character);
            let written = Written::read(&text[position..], mark_before);
            let readings = written.readings();
            if !readings.is_empty() {
                found.push(Number {
                    readings,
                    surface: written.surface.to_owned(),
                    start: position,
                    form: Form::Digits,
                });
                behind_number = Some(position + written.surface.len());
            }
            position += written.surface.len();
            // "3rd", "24h": the letters belong to the number and are no word of their own.
            position += letters_at(&text[position..]);
        } else if first.is_alphabetic() {
            let length = letters_at(&text[position..]);
            let folded = fold(&text[position..position + length]);
            let follows = behind_number.is_some_and(|end| text[end..position].chars().all(is_blank));
            match (words.get(&folded), found.last_mut()) {
                (Some(&scale), Some(last)) if follows && scale >= LEAST_SCALE => {
                    let scaled: Vec<f64> = last.readings.iter().map(|reading| reading * scale).collect();
                    last.readings.splice(0..0, scaled);
                }
                (Some(&value), _) => {
                    let surface = text[position..position + length].to_owned();
                    found.push(Number { readings: vec![value], surface, start: position, form: Form::Word });
                    behind_number = Some(position + length);
                }
                (None, Some(last)) if follows && is_afternoon(&text[position..]) => {
                    let hours: Vec<f64> =
                        last.readings.iter().filter(|hour| **hour < 12.0).map(|hour| hour + 12.0).collect();
                    last.readings.extend(hours);
                }
                _ => {}
            }
            position += length;
        } else {
            position += first.len_utf8();
        }
    }
    mark_dates(text, &mut found);
    found
}

/// A character that may stand between a number and the word that belongs to it.
fn is_blank(character: char) -> bool {
    character == ' ' || character == '\u{A0}' || character == '\u{202F}' || character == '-'
}

fn only_character(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

fn is_afternoon(text: &str) -> bool {
    let head: String = text.chars().take(4).filter(|character| character.is_alphabetic()).collect();
    head.to_lowercase().starts_with("pm")
}

/// How many bytes of letters and digits stand at the start: a word such as `B2B` is none of our numbers.
fn letters_at(text: &str) -> usize {
    let mut length = 0;
    for character in text.chars() {
        if !(character.is_alphanumeric() || unicode_normalization::char::is_combining_mark(character)) {
            break;
        }
        length += character.len_utf8();
    }
    length
}

/// Marks day and month of `3.4.2021`, `2021-04-03` and `4/3/2021`.
fn mark_dates(text: &str, found: &mut [Number]) {
    for first in 0..found.len().saturating_sub(2) {
        let joined = |one: &Number, two: &Number| {
            let between = one.start + one.surface.len()..two.start;
            matches!(text.get(between).map(str::trim), Some("." | "/" | "-"))
        };
        let [one, two, three] = &mut found[first..first + 3] else { continue };
        if joined(one, two) && joined(two, three) {
            for part in [one, two, three] {
                if part.readings.iter().all(|reading| *reading <= 31.0) {
                    part.form = Form::DatePart;
                }
            }
        }
    }
}

/// The digits at the start of a text, with their marks.
struct Written<'a> {
    surface: &'a str,
    /// Digits that marks group by threes, without the marks.
    whole: String,
    /// How many marks group them.
    grouping_marks: usize,
    /// Digits behind a decimal mark; empty where there is none.
    decimals: String,
}

impl<'a> Written<'a> {
    fn read(text: &'a str, mark_before: Option<char>) -> Written<'a> {
        let (mut whole, mut end) = digits_at(text);
        let first_length = whole.len();
        let mut grouping_mark = None;
        let mut grouping_marks = 0;
        // A year is no group, and neither is the zero of a code: "2021 300", "007 123".
        while first_length <= 3 && (first_length == 1 || !whole.starts_with('0')) {
            let Some((mark, digits, length)) = marked_digits(&text[end..]) else { break };
            if digits.len() != 3 || grouping_mark.is_some_and(|known| known != mark) {
                break;
            }
            grouping_mark = Some(mark);
            grouping_marks += 1;
            whole.push_str(&digits);
            end += length;
        }
        let mut decimals = String::new();
        if let Some((mark, digits, length)) = marked_digits(&text[end..])
            && (is_decimal_mark(mark) || (is_hour_mark(mark) && digits.len() == MINUTE_DIGITS))
            && grouping_mark != Some(mark)
            && mark_before != Some(mark)
            // "3.4.2021" is a date, or a section.
            && marked_digits(&text[end + length..]).is_none_or(|(next, ..)| next != mark)
        {
            decimals = digits;
            end += length;
        }
        Written { surface: &text[..end], whole, grouping_marks, decimals }
    }

    fn readings(&self) -> Vec<f64> {
        if self.whole.len() + self.decimals.len() > MOST_DIGITS {
            return Vec::new();
        }
        let as_grouped = format!("{}.{}", self.whole, self.decimals).parse().ok();
        // One mark before three digits may be a decimal mark, where it is one at all: "9.000", not "9 000".
        let is_ambiguous =
            self.grouping_marks == 1 && self.decimals.is_empty() && self.surface.contains(is_decimal_mark);
        let split = self.whole.len().saturating_sub(3);
        let as_decimal = format!("{}.{}", &self.whole[..split], &self.whole[split..]).parse().ok();
        as_grouped.into_iter().chain(as_decimal.filter(|_| is_ambiguous)).collect()
    }
}

/// The digits at the start, as ASCII, and how many bytes they take.
fn digits_at(text: &str) -> (String, usize) {
    let mut digits = String::new();
    let mut length = 0;
    for character in text.chars() {
        let Some(digit) = decimal_digit(character) else { break };
        digits.extend(char::from_digit(digit, 10));
        length += character.len_utf8();
    }
    (digits, length)
}

/// A mark that numbers are written with and the digits behind it, and how many bytes both take.
fn marked_digits(text: &str) -> Option<(char, String, usize)> {
    let is_mark = |mark: &char| is_grouping_mark(*mark) || is_decimal_mark(*mark) || is_hour_mark(*mark);
    let mark = text.chars().next().filter(is_mark)?;
    let (digits, length) = digits_at(&text[mark.len_utf8()..]);
    (!digits.is_empty()).then_some((mark, digits, mark.len_utf8() + length))
}

fn is_grouping_mark(character: char) -> bool {
    matches!(character, '.' | ',' | '\'' | '’' | ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '٬')
}

/// "14h30" is 14:30 and 14.30.
fn is_hour_mark(character: char) -> bool {
    character == 'h'
}

/// Minutes have two digits.
const MINUTE_DIGITS: usize = 2;

fn is_decimal_mark(character: char) -> bool {
    matches!(character, '.' | ',' | '٫' | ':')
}

/// The value of a decimal digit of any script that texts write numbers in.
fn decimal_digit(character: char) -> Option<u32> {
    /// The zeros; each is followed by one to nine.
    const ZEROS: [char; 14] = ['0', '٠', '۰', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '๐', '０'];
    ZEROS.iter().find_map(|&zero| {
        let digit = u32::from(character).checked_sub(u32::from(zero))?;
        (digit <= 9).then_some(digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> NumberWords {
        [("three", 3.0), ("twelve", 12.0), ("million", 1e6), ("thousand", 1e3)]
            .map(|(word, value)| (word.to_owned(), value))
            .into()
    }

    #[test]
    fn numbers_are_read_by_value() {
        #[track_caller]
        fn check(text: &str, expected: &[&[f64]]) {
            let found = numbers(text, &words(), str::to_lowercase);
            let readings: Vec<&[f64]> = found.iter().map(|number| number.readings.as_slice()).collect();
            assert_eq!(readings, expected, "{text}");
        }
        check("9,000 or 9.000 or 9 000 or 9000", &[&[9000.0, 9.0], &[9000.0, 9.0], &[9000.0], &[9000.0]]);
        check("1.234.567,89", &[&[1_234_567.89]]);
        check("1,234,567.5 and 3,5", &[&[1_234_567.5], &[3.5]]);
        check("on 3.4.2021 and 2021-04-03", &[&[3.0], &[4.0], &[2021.0], &[2021.0], &[4.0], &[3.0]]);
        check("in 2021 300 people", &[&[2021.0], &[300.0]]);
        check("Twelve of three", &[&[12.0], &[3.0]]);
        check("1.5 million, 3 thousand", &[&[1_500_000.0, 1.5], &[3000.0, 3.0]]);
        check("the 3rd at 14:30, 14.30, 14h30, 2 pm", &[&[3.0], &[14.3], &[14.3], &[14.3], &[2.0, 14.0]]);
        check("B2B and CO2 in 4 rooms", &[&[4.0]]);
        check("٢٠٢١ and १२", &[&[2021.0], &[12.0]]);
        check("00012345678901234567890", &[]);
        check("5.", &[&[5.0]]);
    }

    #[test]
    fn parts_of_dates_are_known() {
        let forms = |text: &str| {
            numbers(text, &words(), str::to_lowercase).iter().map(|number| number.form).collect::<Vec<_>>()
        };
        assert_eq!(forms("3.4.2021"), [Form::DatePart, Form::DatePart, Form::Digits]);
        assert_eq!(forms("3 of 4 in 2021"), [Form::Digits; 3]);
        assert_eq!(forms("three"), [Form::Word]);
    }
}
