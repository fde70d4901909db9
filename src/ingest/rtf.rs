//! Rich Text Format 1.9: its text without fonts, styles, pictures, headers and hidden data.

use super::markup::{Block, Text};
use super::source::Source;
use super::spool::Spool;
use super::{Item, Items};
use crate::decode::CodePage;
use crate::error::{Reject, Result};

/// Groups that hold no text of the document.
const LEFT_OUT: [&str; 17] = [
    "fonttbl",
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "fldinst",
    "listtext",
    "pntext",
];

/// The code page of texts that name none.
const DEFAULT_CODE_PAGE: u16 = 1252;

/// Reads the document that `spool` holds.
///
/// # Errors
/// None; what is wrong with it is a reject.
pub fn read<'a>(source: Source<'a>, spool: &Spool) -> Result<Items<'a>> {
    let spool = spool.clone();
    Ok(Box::new(std::iter::once_with(move || -> Item {
        let bytes = spool.read_whole(&source)?;
        Ok(text_of(&bytes, &source)?.into_document(&source))
    })))
}

/// What holds within a group.
#[derive(Clone)]
struct Group {
    is_left_out: bool,
    /// How many characters stand behind a Unicode one, for readers that do not know it.
    substitutes: usize,
}

struct Parser<'a> {
    bytes: &'a [u8],
    at: usize,
    text: Text,
    groups: Vec<Group>,
    code_page: CodePage,
    /// Bytes of a code page that wait for the rest of their character.
    undecoded: Vec<u8>,
    /// The first half of a character outside the Basic Multilingual Plane.
    surrogate: Option<u16>,
    /// Substitutes yet to be skipped.
    to_skip: usize,
}

fn text_of(bytes: &[u8], source: &Source) -> std::result::Result<Text, Reject> {
    let mut parser = Parser {
        bytes,
        at: 0,
        text: Text::new(source.settings.max_record_bytes),
        groups: vec![Group { is_left_out: false, substitutes: 1 }],
        code_page: CodePage::new(DEFAULT_CODE_PAGE),
        undecoded: Vec::new(),
        surrogate: None,
        to_skip: 0,
    };
    while let Some(byte) = parser.next() {
        match byte {
            b'{' => {
                parser.flush();
                let group = parser.group().clone();
                parser.groups.push(group);
                source.check_depth(parser.groups.len())?;
            }
            b'}' => {
                parser.flush();
                // A brace too many is read over.
                if parser.groups.len() > 1 {
                    parser.groups.pop();
                }
                parser.to_skip = 0;
            }
            b'\\' => parser.control(),
            b'\r' | b'\n' => {}
            byte => parser.put(byte),
        }
        parser.text.check(source)?;
    }
    parser.flush();
    Ok(parser.text)
}

impl Parser<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        byte
    }

    fn group(&self) -> &Group {
        // The outermost group is never taken away.
        self.groups.last().unwrap_or(&Group { is_left_out: false, substitutes: 1 })
    }

    fn group_mut(&mut self, change: impl FnOnce(&mut Group)) {
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }

    /// A byte of text in the code page.
    fn put(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if !self.group().is_left_out {
            self.undecoded.push(byte);
        }
    }

    fn put_text(&mut self, text: &str) {
        self.flush();
        if !self.group().is_left_out {
            self.text.push(text);
        }
    }

    /// Decodes what was put so far.
    fn flush(&mut self) {
        if !self.undecoded.is_empty() {
            self.text.push(&self.code_page.decode(&self.undecoded));
            self.undecoded.clear();
        }
        self.surrogate = None;
    }

    fn control(&mut self) {
        let Some(first) = self.next() else { return };
        match first {
            b'\'' => {
                let digits = self.bytes.get(self.at..self.at + 2).and_then(|two| std::str::from_utf8(two).ok());
                // Two digits were promised; where there are none, what stands there is text.
                if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                    self.at += 2;
                    self.put(byte);
                }
            }
            b'*' => self.group_mut(|group| group.is_left_out = true),
            b'~' => self.put_text("\u{a0}"),
            b'_' => self.put_text("-"),
            b'\\' | b'{' | b'}' => self.put(first),
            b'\r' | b'\n' => self.end_paragraph(),
            first if first.is_ascii_alphabetic() => self.word(),
            _ => {}
        }
    }

    /// A control word, whose first letter was read.
    fn word(&mut self) {
        let start = self.at - 1;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_alphabetic) {
            self.at += 1;
        }
        let word = String::from_utf8_lossy(&self.bytes[start..self.at]).into_owned();
        let number_start = self.at;
        if self.bytes.get(self.at) == Some(&b'-') {
            self.at += 1;
        }
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        let number: Option<i64> =
            std::str::from_utf8(&self.bytes[number_start..self.at]).ok().and_then(|digits| digits.parse().ok());
        if self.bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        self.apply(&word, number);
    }

    fn apply(&mut self, word: &str, number: Option<i64>) {
        match word {
            "par" | "sect" | "page" | "row" => self.end_paragraph(),
            "cell" | "nestcell" => self.end_paragraph(),
            "line" => {
                self.flush();
                if !self.group().is_left_out {
                    self.text.break_line();
                }
            }
            "tab" => self.put_text(" "),
            "emdash" => self.put_text("—"),
            "endash" => self.put_text("–"),
            "bullet" => self.put_text("•"),
            "lquote" | "rquote" => self.put_text("'"),
            "ldblquote" | "rdblquote" => self.put_text("\""),
            // List 0 is none.
            "ls" if number != Some(0) => self.mark_block(Block::Item),
            "outlinelevel" => {
                let level = number.and_then(|level| u32::try_from(level).ok()).unwrap_or(0);
                self.mark_block(Block::Heading(level + 1));
            }
            "ansicpg" => {
                let page = number.and_then(|page| u16::try_from(page).ok()).unwrap_or(DEFAULT_CODE_PAGE);
                self.code_page = CodePage::new(page);
            }
            "uc" => {
                let substitutes = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1);
                self.group_mut(|group| group.substitutes = substitutes);
            }
            "u" => self.unicode(number.unwrap_or(0)),
            "bin" => self.at += number.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(0),
            word if LEFT_OUT.contains(&word) => self.group_mut(|group| group.is_left_out = true),
            _ => {}
        }
    }

    fn mark_block(&mut self, block: Block) {
        if !self.group().is_left_out {
            self.text.set_block(block);
        }
    }

    /// A UTF-16 unit as a signed number.
    fn unicode(&mut self, number: i64) {
        let first = self.surrogate;
        self.flush();
        // Sixteen bits, however they are written.
        let unit = u16::try_from(number.rem_euclid(1 << 16)).unwrap_or_default();
        let units = [first.unwrap_or(unit), unit];
        let units = if first.is_some() { &units[..] } else { &units[1..] };
        match char::decode_utf16(units.iter().copied()).next() {
            Some(Ok(character)) => self.put_text(character.encode_utf8(&mut [0; 4])),
            _ if (0xd800..0xdc00).contains(&unit) => self.surrogate = Some(unit),
            _ => self.put_text("\u{fffd}"),
        }
        let surrogate = self.surrogate;
        self.to_skip = self.group().substitutes;
        self.surrogate = surrogate;
    }

    fn end_paragraph(&mut self) {
        self.flush();
        if !self.group().is_left_out {
            self.text.end_block();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::documents;
    use crate::config::IngestSettings;

    #[track_caller]
    fn check(rtf: &str, expected: &str) {
        let settings = IngestSettings::default();
        let mut found = documents("d.rtf", rtf.as_bytes(), &settings).expect("readable");
        let document = found.next().expect("one document").expect("no reject");
        assert_eq!(document.body, expected);
        assert!(found.next().is_none());
    }

    #[test]
    fn text_is_told_from_layout() {
        check(r"{\rtf1\ansi{\fonttbl\f0 Arial;}\f0 One.\par Two\line three.}", "One.\n\nTwo\nthree.");
        check(r"{\rtf1\ansi\ansicpg1252 K\'e4ufer \{x\}}", "Käufer {x}");
        check(r"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет");
        check(r"{\rtf1\uc1 \u8211? \u-10179?\u-8704?}", "– 😀");
        check(r"{\rtf1{\*\generator x;}{\info{\title T}}{\header H\par}Body}", "Body");
        check(r"{\rtf1{\field{\*\fldinst HYPERLINK x}{\fldrslt link}} end}", "link end");
        check(r"{\rtf1 \outlinelevel0 Head\par\pard {\listtext\bullet\tab}\ls1 a\par\ls1 b\par}", "# Head\n\n- a\n- b");
    }

    #[test]
    fn broken_texts_are_read_as_far_as_they_go() {
        check(r"{\rtf1 open {group", "open group");
        check(r"{\rtf1 }}}}too many", "too many");
        check(r"{\rtf1 \'zz \bin99999999999 gone}", "zz");
        check("{\\rtf1 end\\", "end");
        let settings = IngestSettings::default();
        let deep = format!("{{\\rtf1 {}", "{".repeat(1_000_000));
        let mut found = documents("d.rtf", deep.as_bytes(), &settings).expect("readable");
        let reject = found.next().expect("one").expect_err("too deep");
        assert!(reject.reason.contains("--max-depth"), "{}", reject.reason);
    }
}
