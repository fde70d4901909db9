//! A table for people at a terminal: the columns that matter, in fixed widths, so that rows can be shown
//! as they come. For programs there are the other formats.

use anstyle::AnsiColor;

use super::{Cells, Format, Row, rounded};

/// A column that is shown, with its width in characters.
const SHOWN: &[(&str, usize)] = &[
    ("id", 34),
    ("sentence", 8),
    ("language", 8),
    ("status", 20),
    ("label", 7),
    ("score", 7),
    ("confidence", 10),
    ("evidence", 52),
    ("text", 60),
    // Of an audit:
    ("kind", 12),
    ("severity", 8),
    ("target", 34),
    ("source_sentence", 15),
    ("target_sentence", 15),
    ("detail", 96),
];

/// Between columns.
const GAP: &str = "  ";

/// Ends a cell that was cut.
const CUT: char = '…';

/// The format.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Whether labels are coloured.
    pub color: bool,
}

/// A label's colour at a terminal.
fn color_of(label: &str) -> Option<AnsiColor> {
    match label {
        "front" => Some(AnsiColor::Cyan),
        "back" => Some(AnsiColor::Yellow),
        "mixed" => Some(AnsiColor::Magenta),
        _ => None,
    }
}

impl Format for Table {
    fn begin(&self, columns: &[String], out: &mut Vec<u8>) {
        let mut header = Line { columns: columns.iter(), shown: Vec::new(), color: false };
        columns.iter().for_each(|column| header.text(column));
        header.write(out);
    }

    fn row(&self, columns: &[String], row: &dyn Row, out: &mut Vec<u8>) {
        let mut line = Line { columns: columns.iter(), shown: Vec::new(), color: self.color };
        row.cells(&mut line);
        line.write(out);
    }
}

struct Line<'a> {
    columns: std::slice::Iter<'a, String>,
    shown: Vec<(usize, String, bool)>,
    color: bool,
}

impl Line<'_> {
    fn cell(&mut self, text: &str, is_number: bool) {
        let column = self.columns.next().map(String::as_str).unwrap_or_default();
        if let Some(&(_, width)) = SHOWN.iter().find(|(name, _)| *name == column) {
            self.shown.push((width, cut(text, width), is_number));
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        let cells: Vec<String> = self
            .shown
            .iter()
            .map(|(width, text, is_number)| {
                let padding = " ".repeat(width.saturating_sub(text.chars().count()));
                match color_of(text).filter(|_| self.color) {
                    Some(color) => format!("{}{text}{}{padding}", color.render_fg(), anstyle::Reset.render()),
                    None if *is_number => format!("{padding}{text}"),
                    None => format!("{text}{padding}"),
                }
            })
            .collect();
        out.extend_from_slice(cells.join(GAP).trim_end().as_bytes());
        out.push(b'\n');
    }
}

/// One line of at most `width` characters, without anything that could move a terminal's cursor.
fn cut(text: &str, width: usize) -> String {
    let mut line = String::new();
    for (number, word) in text
        .split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .enumerate()
    {
        if number > 0 {
            line.push(' ');
        }
        line.push_str(word);
        if line.chars().nth(width).is_some() {
            line = line.chars().take(width - 1).collect();
            line.push(CUT);
            break;
        }
    }
    line
}

impl Cells for Line<'_> {
    fn text(&mut self, text: &str) {
        self.cell(text, false);
    }

    fn count(&mut self, count: u64) {
        self.cell(&count.to_string(), true);
    }

    fn number(&mut self, number: f64) {
        self.cell(&format!("{:.2}", rounded(number)), true);
    }

    fn empty(&mut self) {
        self.cell("", false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_coloured_on_request() {
        let columns = ["label".to_owned()];
        for (color, expected) in [(false, "front\n"), (true, "\u{1b}[36mfront\u{1b}[0m\n")] {
            let mut out = Vec::new();
            Table { color }.row(&columns, &Label, &mut out);
            assert_eq!(String::from_utf8_lossy(&out), expected);
        }
    }

    struct Label;

    impl Row for Label {
        fn cells(&self, cells: &mut dyn Cells) {
            cells.text("front");
        }
    }

    #[test]
    fn cells_are_cut_to_one_line() {
        assert_eq!(cut("a\nb\tc", 9), "a b c");
        assert_eq!(cut("abcdef", 4), "abc…");
        assert_eq!(cut("\u{1b}[31mred", 20), "[31mred");
        assert_eq!(cut("äöü", 3), "äöü");
    }
}
