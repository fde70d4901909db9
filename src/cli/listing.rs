//! Small lists: rows of plain cells in any report format, or aligned for a terminal.

pub use frontback::report::{Cell, Line};

use super::arguments::ReportFormat;
use super::scan::plain_format;

/// The bytes of a list; the table shows all columns.
pub fn write_rows(format: ReportFormat, columns: &[&str], rows: impl Iterator<Item = Line>) -> Vec<u8> {
    let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
    if format == ReportFormat::Table {
        return table(columns, rows).into_bytes();
    }
    let format = plain_format(format, false);
    let mut bytes = Vec::new();
    format.begin(&columns, &mut bytes);
    rows.for_each(|row| format.row(&columns, &row, &mut bytes));
    bytes
}

/// Texts flush left, numbers right.
fn table(columns: Vec<String>, rows: impl Iterator<Item = Line>) -> String {
    let mut is_number = vec![false; columns.len()];
    let mut texts = vec![columns];
    for row in rows {
        for (column, cell) in row.0.iter().enumerate() {
            if matches!(cell, Cell::Count(_) | Cell::Number(_)) {
                is_number[column] = true;
            }
        }
        texts.push(row.0.into_iter().map(shown).collect());
    }
    aligned_by(&texts, "", |column| is_number[column])
}

/// A cell as people read it: numbers with two decimals, lines in one.
fn shown(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Cell::Count(count) => count.to_string(),
        Cell::Number(number) => format!("{number:.2}"),
        Cell::Empty => String::new(),
    }
}

/// Rows in columns as wide as they must be, indented: the first flush left, the others right.
pub fn aligned<R: AsRef<[String]>>(rows: &[R]) -> String {
    aligned_by(rows, "  ", |column| column > 0)
}

fn aligned_by<R: AsRef<[String]>>(rows: &[R], indent: &str, flush_right: impl Fn(usize) -> bool) -> String {
    let columns = rows.iter().map(|row| row.as_ref().len()).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.as_ref().get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row
            .as_ref()
            .iter()
            .zip(&widths)
            .enumerate()
            .map(|(column, (cell, &width))| {
                let padding = " ".repeat(width.saturating_sub(cell.chars().count()));
                if flush_right(column) { format!("{padding}{cell}") } else { format!("{cell}{padding}") }
            })
            .collect();
        text.push_str(indent);
        text.push_str(cells.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_show_all_columns() {
        let row = |name: &str, count: u64, share: Option<f64>| {
            Line(vec![Cell::Text(name.to_owned()), Cell::Count(count), share.into(), Cell::Text("é".to_owned())])
        };
        let rows = [row("one\nline", 7, Some(0.256)), row("b", 1234, None)];
        let table = write_rows(ReportFormat::Table, &["name", "count", "share", "mark"], rows.into_iter());
        let expected = "\
name      count  share  mark
one line      7   0.26  é
b          1234         é
";
        assert_eq!(String::from_utf8_lossy(&table), expected);
    }

    #[test]
    fn listings_are_indented() {
        let rows = [["by", "rows"].map(str::to_owned), ["English", "12"].map(str::to_owned)];
        assert_eq!(aligned(&rows), "  by       rows\n  English    12\n");
    }
}
