//! Lines for a terminal: styled text that wraps at the page's width and cannot harm the terminal.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Color, Style};
use unicode_width::UnicodeWidthChar;

/// Unstyled.
pub const PLAIN: Style = Style::new();
/// What the eye should find first.
pub const STRONG: Style = Style::new().bold();
/// What is there for those who look for it.
pub const QUIET: Style = Style::new().dimmed();
/// What speaks for the front.
pub const FRONT: Style = colored(AnsiColor::Cyan);
/// What speaks for the back.
pub const BACK: Style = colored(AnsiColor::Yellow);
/// What is both.
pub const MIXED: Style = colored(AnsiColor::Magenta);
/// What changes evidence.
pub const CUE: Style = colored(AnsiColor::Magenta);

const fn colored(color: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(color)))
}

/// A character as it is shown.
#[derive(Debug, Clone, Copy)]
struct Cell {
    character: char,
    style: Style,
}

impl Cell {
    fn width(self) -> usize {
        self.character.width().unwrap_or(0)
    }
}

/// A text with styles.
#[derive(Debug, Clone, Default)]
pub struct Styled(Vec<Cell>);

impl Styled {
    /// A text of one style.
    pub fn new(text: &str, style: Style) -> Styled {
        Styled::default().with(text, style)
    }

    /// The same with `text` behind it.
    pub fn with(mut self, text: &str, style: Style) -> Styled {
        self.push(text, style);
        self
    }

    /// Appends a text; characters that a terminal would obey are shown instead.
    pub fn push(&mut self, text: &str, style: Style) {
        text.chars().for_each(|character| self.push_char(character, style));
    }

    /// Appends a character; one that a terminal would obey is shown instead.
    pub fn push_char(&mut self, character: char, style: Style) {
        let harmless = |character| Cell { character, style };
        if character.is_whitespace() {
            self.0.push(harmless(' '));
        } else if !is_obeyed(character) {
            self.0.push(harmless(character));
        } else if let Some(picture) = control_picture(character) {
            self.0.push(harmless(picture));
        } else {
            self.0.extend(format!("<U+{:04X}>", u32::from(character)).chars().map(harmless));
        }
    }

    /// Appends a styled text.
    pub fn append(&mut self, other: &Styled) {
        self.0.extend(&other.0);
    }

    /// How many columns it takes on one line.
    pub fn width(&self) -> usize {
        width_of(&self.0)
    }

    /// At most `width` columns of it; `…` says that something is missing.
    pub fn cut(mut self, width: usize) -> Styled {
        if self.width() > width {
            while self.width() >= width.max(1) && self.0.pop().is_some() {}
            self.push_char('…', PLAIN);
        }
        self
    }

    /// The lines of it that fit into `width` columns, broken at spaces where there are any.
    fn wrapped(&self, width: usize) -> Vec<Vec<Cell>> {
        let mut lines = Vec::new();
        let (mut line, mut line_width) = (Vec::new(), 0);
        let mut space = None;
        for word in self.0.chunk_by(|one, other| (one.character == ' ') == (other.character == ' ')) {
            if word[0].character == ' ' {
                space = Some(word[0]).filter(|_| !line.is_empty());
                continue;
            }
            let word_width = width_of(word);
            if !line.is_empty() && line_width + 1 + word_width > width {
                lines.push(std::mem::take(&mut line));
                (line_width, space) = (0, None);
            }
            line_width += usize::from(space.is_some());
            line.extend(space.take());
            for &cell in word {
                // Only a word wider than the page is broken, and never before a mark that joins a letter.
                if line_width + cell.width() > width && cell.width() > 0 && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    line_width = 0;
                }
                line_width += cell.width();
                line.push(cell);
            }
        }
        if !line.is_empty() {
            lines.push(line);
        }
        lines
    }
}

fn width_of(cells: &[Cell]) -> usize {
    cells.iter().map(|cell| cell.width()).sum()
}

/// Whether a terminal, or the layout of text, would obey the character and not show it.
fn is_obeyed(character: char) -> bool {
    character.is_control()
        // Marks, embeddings, overrides and isolates of the writing direction; tags; annotations.
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
        || matches!(character, '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Unicode's picture of a control character: `␛`.
fn control_picture(character: char) -> Option<char> {
    match u32::from(character) {
        code @ 0..0x20 => char::from_u32(0x2400 + code),
        0x7f => Some('␡'),
        _ => None,
    }
}

/// How a column of a table is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Flush left.
    Left,
    /// Flush right.
    Right,
}

/// Between the columns of a table.
const GAP: usize = 2;

/// A last column narrower than this goes below its row.
const LEAST_LAST_COLUMN: usize = 24;

/// The page.
#[derive(Debug)]
pub struct Page {
    text: String,
    width: usize,
    color: bool,
}

impl Page {
    /// An empty page.
    pub fn new(width: usize, color: bool) -> Page {
        Page { text: String::new(), width, color }
    }

    /// How many columns there are.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether styles show.
    pub fn color(&self) -> bool {
        self.color
    }

    /// What was written.
    pub fn into_text(self) -> String {
        self.text
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A paragraph, `indent` columns from the left; its further lines `hanging` columns more.
    pub fn paragraph(&mut self, indent: usize, hanging: usize, text: &Styled) {
        let lines = text.wrapped(self.width.saturating_sub(indent + hanging).max(1));
        for (number, line) in lines.iter().enumerate() {
            self.spaces(if number == 0 { indent } else { indent + hanging });
            self.cells(line);
            self.text.push('\n');
        }
    }

    /// A paragraph with a word in its margin, which is `margin` columns wide.
    pub fn item(&mut self, margin: usize, word: &str, text: &Styled) {
        let lines = text.wrapped(self.width.saturating_sub(margin).max(1));
        for (number, line) in lines.iter().enumerate() {
            let word = if number == 0 { word } else { "" };
            self.cells(&Styled::new(word, STRONG).0);
            self.spaces(margin.saturating_sub(word.chars().count()));
            self.cells(line);
            self.text.push('\n');
        }
    }

    /// Rows of cells in columns as wide as they must be; the last column wraps, or goes below where there
    /// is no room for it.
    pub fn table<const COLUMNS: usize>(&mut self, indent: usize, align: [Align; COLUMNS], rows: &[[Styled; COLUMNS]]) {
        let column_width = |column: usize| rows.iter().map(|row| row[column].width()).max().unwrap_or(0);
        let widths: [usize; COLUMNS] = std::array::from_fn(column_width);
        let before_last: usize = widths[..COLUMNS - 1].iter().map(|width| width + GAP).sum();
        let room = self.width.saturating_sub(indent + before_last);
        let beside = widths[COLUMNS - 1] <= room || room >= LEAST_LAST_COLUMN;
        for row in rows {
            let mut line = Styled::default();
            for column in 0..COLUMNS - 1 {
                let padding = widths[column] - row[column].width();
                let (left, right) = if align[column] == Align::Right { (padding, 0) } else { (0, padding) };
                line.push(&" ".repeat(left), PLAIN);
                line.append(&row[column]);
                line.push(&" ".repeat(right + GAP), PLAIN);
            }
            let last = &row[COLUMNS - 1];
            let notes = last.wrapped(if beside { room } else { self.width.saturating_sub(indent + 2 * GAP).max(1) });
            let mut notes = notes.iter();
            if beside {
                line.0.extend(notes.next().into_iter().flatten());
            }
            while line.0.last().is_some_and(|cell| cell.character == ' ') {
                line.0.pop();
            }
            self.spaces(indent);
            self.cells(&line.0);
            self.text.push('\n');
            for note in notes {
                self.spaces(indent + if beside { before_last } else { 2 * GAP });
                self.cells(note);
                self.text.push('\n');
            }
        }
    }

    fn spaces(&mut self, count: usize) {
        self.text.extend(std::iter::repeat_n(' ', count));
    }

    fn cells(&mut self, cells: &[Cell]) {
        for run in cells.chunk_by(|one, other| one.style == other.style) {
            let style = if self.color { run[0].style } else { PLAIN };
            // Writing into a string cannot fail.
            let _infallible = write!(self.text, "{}", style.render());
            self.text.extend(run.iter().map(|cell| cell.character));
            let _infallible = write!(self.text, "{}", style.render_reset());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(width: usize, text: &str, expected: &str) {
        let mut page = Page::new(width, false);
        page.paragraph(0, 2, &Styled::new(text, FRONT));
        assert_eq!(page.into_text(), expected);
    }

    #[test]
    fn paragraphs_wrap_at_spaces() {
        check(20, "one two three\nfour  five", "one two three four\n  five\n");
        check(8, "abcdefghijk lm", "abcdef\n  ghijk\n  lm\n");
        check(9, "受付担当者です", "受付担\n  当者で\n  す\n");
        check(9, "", "");
    }

    #[test]
    fn nothing_reaches_the_terminal_that_it_would_obey() {
        check(60, "a\u{1b}[31mb\u{7}\u{7f}", "a␛[31mb␇␡\n");
        check(60, "a\u{202e}b\u{9b}c\u{e0041}", "a<U+202E>b<U+009B>c<U+E0041>\n");
        check(60, "क्‍ष e\u{301}", "क्‍ष e\u{301}\n");
    }

    #[test]
    fn styles_show_only_in_colour_and_end_with_their_text() {
        let text = Styled::new("in ", PLAIN).with("front", FRONT);
        let mut page = Page::new(60, true);
        page.paragraph(1, 0, &text);
        assert_eq!(page.into_text(), " in \u{1b}[36mfront\u{1b}[0m\n");
    }

    #[test]
    fn the_last_column_wraps_or_goes_below() {
        let cell = |text: &str| Styled::new(text, PLAIN);
        let rows = [[cell("a"), cell("1"), cell("a note of some words")], [cell("bcd"), cell("10"), cell("")]];
        let table = |width| {
            let mut page = Page::new(width, false);
            page.table(1, [Align::Left, Align::Right, Align::Left], &rows);
            page.into_text()
        };
        assert_eq!(table(60), " a     1  a note of some words\n bcd  10\n");
        assert_eq!(table(20), " a     1\n     a note of some\n     words\n bcd  10\n");
    }

    #[test]
    fn long_cells_are_cut() {
        let cut = |text: &str| Styled::new(text, PLAIN).cut(4).0.iter().map(|cell| cell.character).collect::<String>();
        assert_eq!([cut("abcd"), cut("abcde"), cut("受付担")], ["abcd", "abc…", "受…"]);
    }
}
