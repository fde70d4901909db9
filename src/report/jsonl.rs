//! JSON Lines: one object a row, missing values as `null`, texts unchanged.

use super::digits::{push_count, push_number};
use super::{Cells, Format, Row};

/// The format.
#[derive(Debug, Clone, Copy)]
pub struct Jsonl;

impl Format for Jsonl {
    fn begin(&self, _columns: &[String], _out: &mut Vec<u8>) {}

    fn row(&self, columns: &[String], row: &dyn Row, out: &mut Vec<u8>) {
        out.push(b'{');
        row.cells(&mut JsonCells { columns: columns.iter(), out, first: true });
        out.extend_from_slice(b"}\n");
    }
}

struct JsonCells<'a> {
    columns: std::slice::Iter<'a, String>,
    out: &'a mut Vec<u8>,
    first: bool,
}

impl JsonCells<'_> {
    fn key(&mut self) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
        let column = self.columns.next().map(String::as_str).unwrap_or_default();
        self.string(column);
        self.out.push(b':');
    }

    fn string(&mut self, text: &str) {
        // Writing a string into memory cannot fail.
        let _infallible = serde_json::to_writer(&mut *self.out, text);
    }
}

impl Cells for JsonCells<'_> {
    fn text(&mut self, text: &str) {
        self.key();
        self.string(text);
    }

    fn count(&mut self, count: u64) {
        self.key();
        push_count(count, self.out);
    }

    fn number(&mut self, number: f64) {
        self.key();
        push_number(number, b'.', self.out);
    }

    fn empty(&mut self) {
        self.key();
        self.out.extend_from_slice(b"null");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sample;

    impl Row for Sample {
        fn cells(&self, cells: &mut dyn Cells) {
            cells.text("=say \"hi\"\n");
            cells.count(3);
            cells.number(-0.123_456);
            cells.number(-0.000_01);
            cells.empty();
        }
    }

    #[test]
    fn a_row_is_an_object() {
        let columns = ["a", "b", "c", "d", "e"].map(str::to_owned);
        let mut out = Vec::new();
        Jsonl.row(&columns, &Sample, &mut out);
        let expected = "{\"a\":\"=say \\\"hi\\\"\\n\",\"b\":3,\"c\":-0.1235,\"d\":0,\"e\":null}\n";
        assert_eq!(String::from_utf8_lossy(&out), expected);
    }
}
