//! CSV and TSV that a spreadsheet opens safely.
//!
//! Text cells that a spreadsheet would take for a formula (they start with `=`, `+`, `-`, `@`, a tab or a
//! carriage return) get an apostrophe before them, as the OWASP page on CSV injection advises.

use super::digits::{push_count, push_number};
use super::{Cells, Format, Row};

/// How a table of separated values is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvStyle {
    /// Stands between cells.
    pub delimiter: u8,
    /// For a double click in Excel: byte order mark, CRLF, cells within its limit.
    pub excel: bool,
    /// What stands for the decimal point. Excel in a locale that separates by semicolons expects a comma.
    pub decimal_mark: u8,
}

impl CsvStyle {
    /// Commas, LF.
    pub const CSV: CsvStyle = CsvStyle { delimiter: b',', excel: false, decimal_mark: b'.' };
    /// Tabs, LF.
    pub const TSV: CsvStyle = CsvStyle { delimiter: b'\t', excel: false, decimal_mark: b'.' };
}

/// Excel cuts cells silently at this many UTF-16 units; we cut before and say so.
const MOST_EXCEL_UNITS: usize = 32_767;

/// Stands at the end of a cell that was cut.
const CUT_NOTICE: &str = " … [cut: the cell was longer than Excel allows]";

/// The format.
#[derive(Debug, Clone, Copy)]
pub struct Csv {
    style: CsvStyle,
}

impl Csv {
    /// Writes in this style.
    pub fn new(style: CsvStyle) -> Csv {
        Csv { style }
    }
}

impl Format for Csv {
    fn begin(&self, columns: &[String], out: &mut Vec<u8>) {
        if self.style.excel {
            out.extend_from_slice("\u{feff}".as_bytes());
        }
        let mut cells = CsvCells { style: self.style, out, first: true };
        for column in columns {
            cells.text(column);
        }
        cells.end();
    }

    fn row(&self, _columns: &[String], row: &dyn Row, out: &mut Vec<u8>) {
        let mut cells = CsvCells { style: self.style, out, first: true };
        row.cells(&mut cells);
        cells.end();
    }
}

struct CsvCells<'a> {
    style: CsvStyle,
    out: &'a mut Vec<u8>,
    first: bool,
}

impl CsvCells<'_> {
    fn separate(&mut self) {
        if !self.first {
            self.out.push(self.style.delimiter);
        }
        self.first = false;
    }

    fn end(&mut self) {
        self.out.extend_from_slice(if self.style.excel { b"\r\n" } else { b"\n" });
    }
}

impl Cells for CsvCells<'_> {
    fn text(&mut self, text: &str) {
        self.separate();
        let guarded = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
        let (text, notice) = if self.style.excel { clipped(text) } else { (text, "") };
        let delimiter = self.style.delimiter;
        let special = |byte: u8| byte == delimiter || matches!(byte, b'"' | b'\n' | b'\r');
        // No early end: this way it is vectorised.
        let is_special = text.bytes().fold(false, |any, byte| any | special(byte));
        let quoted = is_special || text.starts_with(' ') || text.ends_with(' ');
        if quoted {
            self.out.push(b'"');
        }
        if guarded {
            self.out.push(b'\'');
        }
        if quoted {
            for piece in text.split_inclusive('"') {
                self.out.extend_from_slice(piece.as_bytes());
                if piece.ends_with('"') {
                    self.out.push(b'"');
                }
            }
        } else {
            self.out.extend_from_slice(text.as_bytes());
        }
        self.out.extend_from_slice(notice.as_bytes());
        if quoted {
            self.out.push(b'"');
        }
    }

    fn count(&mut self, count: u64) {
        self.separate();
        push_count(count, self.out);
    }

    fn number(&mut self, number: f64) {
        self.separate();
        push_number(number, self.style.decimal_mark, self.out);
    }

    fn empty(&mut self) {
        self.separate();
    }
}

/// The part of a text that Excel takes, and a notice if there is more.
pub(super) fn clipped(text: &str) -> (&str, &'static str) {
    // A text of few bytes has few units; the guard may add one.
    if text.len() < MOST_EXCEL_UNITS {
        return (text, "");
    }
    let room = MOST_EXCEL_UNITS - 1 - CUT_NOTICE.encode_utf16().count();
    let (mut units, mut cut) = (0, None);
    for (position, character) in text.char_indices() {
        units += character.len_utf16();
        if units > room && cut.is_none() {
            cut = Some(position);
        }
        if units >= MOST_EXCEL_UNITS {
            return (&text[..cut.unwrap_or(position)], CUT_NOTICE);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Texts(Vec<String>);

    impl Row for Texts {
        fn cells(&self, cells: &mut dyn Cells) {
            self.0.iter().for_each(|text| cells.text(text));
        }
    }

    fn line(style: CsvStyle, texts: &[&str]) -> String {
        let mut out = Vec::new();
        let row = Texts(texts.iter().map(|&text| text.to_owned()).collect());
        Csv::new(style).row(&[], &row, &mut out);
        String::from_utf8(out).expect("text in, text out")
    }

    #[test]
    fn cells_are_quoted_and_guarded() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            assert_eq!(line(CsvStyle::CSV, &[text]), format!("{expected}\n"));
        }
        check("plain", "plain");
        check("a,b", "\"a,b\"");
        check("say \"hi\"", "\"say \"\"hi\"\"\"");
        check("two\nlines", "\"two\nlines\"");
        check("=1+1", "'=1+1");
        check("@cmd", "'@cmd");
        check("-5", "'-5");
        check("+49 30", "'+49 30");
        check("\tx", "'\tx");
        check("\rx", "\"'\rx\"");
        check("0012", "0012");
        check("", "");
    }

    #[test]
    fn long_cells_are_cut_for_excel_with_a_notice() {
        let style = CsvStyle { excel: true, ..CsvStyle::CSV };
        let units = |text: &str| text.trim_end().encode_utf16().count();
        assert_eq!(units(&line(style, &["a".repeat(32_767 - 1).as_str()])), 32_766);
        let cut = line(style, &["💼".repeat(20_000).as_str()]);
        assert!(units(&cut) <= MOST_EXCEL_UNITS && cut.trim_end().ends_with("allows]"), "{}", units(&cut));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(texts in prop::collection::vec(any::<String>(), 2..6)) {
            for style in [CsvStyle::CSV, CsvStyle::TSV] {
                let borrowed: Vec<&str> = texts.iter().map(String::as_str).collect();
                let written = line(style, &borrowed);
                let mut reader = ::csv::ReaderBuilder::new()
                    .has_headers(false)
                    .delimiter(style.delimiter)
                    .from_reader(written.as_bytes());
                let rows: Vec<_> = reader.records().collect::<Result<_, _>>().expect("valid CSV");
                prop_assert_eq!(rows.len(), 1);
                for (text, cell) in texts.iter().zip(&rows[0]) {
                    let guarded = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
                    prop_assert_eq!(if guarded { format!("'{text}") } else { text.clone() }, cell);
                }
            }
        }
    }
}
