//! The words of the trade: what goes in (`Document`), and the plain values that every stage shares.
//!
//! This module knows no other one. Offsets are bytes into UTF-8 text unless a name says characters.

use std::fmt;
use std::ops::Range;

/// One text with an id: a file, a table row, a JSON line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The id column's value or, where there is none, `source#record` (`source` alone for a one-document file).
    pub id: String,
    /// The file it came from, as the user named it; `stdin` for standard input.
    pub source: String,
    /// 1-based record in its source.
    pub record: u64,
    /// The job or article title; empty where there is none. It becomes the first sentence.
    pub title: String,
    /// The text, without the title.
    pub body: String,
    /// The language that the input claims (a language column), as a lower-case BCP 47 primary tag.
    pub claimed_language: Option<Lang>,
    /// Values of the columns that are copied through, in the order in which they were asked for.
    pub kept: Vec<String>,
}

impl Document {
    /// The text that offsets count in: the title, then the body, joined by a blank line.
    pub fn text(&self) -> String {
        match (self.title.is_empty(), self.body.is_empty()) {
            (true, _) => self.body.clone(),
            (false, true) => self.title.clone(),
            (false, false) => format!("{}\n\n{}", self.title, self.body),
        }
    }
}

/// A byte range of a text; both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to, and without, `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two share at least one byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The part of `text` that this span covers.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The same as a standard range.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A language: its BCP 47 primary tag in lower case (`en`, `nb`, `uk`), two to eight letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; Lang::MAX_LETTERS]);

impl Lang {
    /// BCP 47 allows primary tags of up to eight letters.
    const MAX_LETTERS: usize = 8;

    /// ISO 639's code for a language that is not known: `und`.
    pub const UNDETERMINED: Lang = Lang(*b"und\0\0\0\0\0");

    /// Reads a tag in any case and drops region and script: `de-AT` and `DE_at` are `de`.
    ///
    /// Returns `None` for anything that does not start with a primary tag.
    pub fn parse(tag: &str) -> Option<Lang> {
        let primary = tag.trim().split(['-', '_']).next()?;
        let long_enough = (2..=Lang::MAX_LETTERS).contains(&primary.len());
        if !long_enough || !primary.bytes().all(|byte| byte.is_ascii_alphabetic()) {
            return None;
        }
        let mut letters = [0; Lang::MAX_LETTERS];
        for (letter, byte) in letters.iter_mut().zip(primary.bytes()) {
            *letter = byte.to_ascii_lowercase();
        }
        Some(Lang(letters))
    }

    /// The tag as text.
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|&byte| byte == 0).unwrap_or(Lang::MAX_LETTERS);
        // `parse` lets only ASCII letters in.
        std::str::from_utf8(&self.0[..length]).unwrap_or_default()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Lang({self})")
    }
}

/// What tells a language apart, from the data files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageProfile {
    /// The language.
    pub lang: Lang,
    /// Its most frequent words, in lower case.
    pub words: Vec<String>,
    /// Single letters that few other languages use.
    pub letters: Vec<String>,
}

/// Which office a concept speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Work that faces clients, customers or the public.
    Front,
    /// Work out of their sight.
    Back,
    /// Neither; such a concept only helps to align translations.
    Neutral,
}

impl Side {
    /// The name used in the data files and reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Side::Front => "front",
            Side::Back => "back",
            Side::Neutral => "neutral",
        }
    }

    /// The reverse of [`Side::as_str`].
    pub fn parse(name: &str) -> Option<Side> {
        [Side::Front, Side::Back, Side::Neutral].into_iter().find(|side| side.as_str() == name)
    }
}

/// The judgement on a sentence or a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// Front office.
    Front,
    /// Back office.
    Back,
    /// Clearly both.
    Mixed,
    /// No clear evidence: a judgement, never a failure.
    Neutral,
}

impl Label {
    /// All labels, in the order in which reports list them.
    pub const ALL: [Label; 4] = [Label::Front, Label::Back, Label::Mixed, Label::Neutral];

    /// The name used in reports and in `examples.csv`.
    pub fn as_str(self) -> &'static str {
        match self {
            Label::Front => "front",
            Label::Back => "back",
            Label::Mixed => "mixed",
            Label::Neutral => "neutral",
        }
    }

    /// The reverse of [`Label::as_str`].
    pub fn parse(name: &str) -> Option<Label> {
        Label::ALL.into_iter().find(|label| label.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_tags_are_reduced_to_the_primary_tag() {
        #[track_caller]
        fn check(tag: &str, expected: Option<&str>) {
            assert_eq!(Lang::parse(tag).map(|lang| lang.to_string()).as_deref(), expected);
        }
        check("en", Some("en"));
        check(" DE_at ", Some("de"));
        check("zh-Hant-TW", Some("zh"));
        check("abcdefgh", Some("abcdefgh"));
        check("e", None);
        check("abcdefghi", None);
        check("d3", None);
        check("", None);
    }

    #[test]
    fn the_title_stands_before_the_body() {
        let document =
            |title: &str, body: &str| Document { title: title.into(), body: body.into(), ..Document::default() };
        assert_eq!(document("Cook", "Fry fish.").text(), "Cook\n\nFry fish.");
        assert_eq!(document("Cook", "").text(), "Cook");
        assert_eq!(document("", "Fry fish.").text(), "Fry fish.");
    }
}
