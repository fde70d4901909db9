//! Rows that are kept for a while before they are written.

use super::{Cells, Row};

/// A row of cells of its own.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line(pub Vec<Cell>);

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A text.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A number.
    Number(f64),
    /// Nothing.
    Empty,
}

impl From<Option<f64>> for Cell {
    fn from(value: Option<f64>) -> Cell {
        value.map_or(Cell::Empty, Cell::Number)
    }
}

impl Line {
    /// Keeps what a row tells.
    pub fn of(row: &dyn Row) -> Line {
        let mut line = Line::default();
        row.cells(&mut line);
        line
    }
}

impl Row for Line {
    fn cells(&self, cells: &mut dyn Cells) {
        for cell in &self.0 {
            match cell {
                Cell::Text(text) => cells.text(text),
                Cell::Count(count) => cells.count(*count),
                Cell::Number(number) => cells.number(*number),
                Cell::Empty => cells.empty(),
            }
        }
    }
}

impl Cells for Line {
    fn text(&mut self, text: &str) {
        self.0.push(Cell::Text(text.to_owned()));
    }

    fn count(&mut self, count: u64) {
        self.0.push(Cell::Count(count));
    }

    fn number(&mut self, number: f64) {
        self.0.push(Cell::Number(number));
    }

    fn empty(&mut self) {
        self.0.push(Cell::Empty);
    }
}
