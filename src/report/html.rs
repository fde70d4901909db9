//! A page for people: one table in one file that needs nothing else, to be read, searched and printed.

use std::fmt::Write as _;

use super::{Cells, Format, Row, rounded};

/// The format.
#[derive(Debug, Clone, Copy)]
pub struct Html;

/// Everything that the page needs; nothing is loaded and nothing runs, whatever a text holds.
const HEAD: &str = "\
<!DOCTYPE html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">
<title>Front office and back office</title>
<style>
body { font: 14px/1.4 system-ui, sans-serif; margin: 1em; color: #1b1b1b; background: #fff; }
table { border-collapse: collapse; }
th, td { padding: .25em .6em; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd;
  max-width: 32em; overflow-wrap: anywhere; white-space: pre-wrap; unicode-bidi: isolate; }
th { position: sticky; top: 0; background: #f3f3f3; white-space: nowrap; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.front { background: #d5ecf7; } td.back { background: #fbe6c2; } td.mixed { background: #ecdcf5; }
@media print { body { font-size: 7pt; margin: 0; } th { position: static; } thead { display: table-header-group; }
  tr { break-inside: avoid; } td { print-color-adjust: exact; } @page { size: landscape; margin: 1cm; } }
</style>
</head>
<body>
<table>
<thead>
<tr>";

impl Format for Html {
    fn begin(&self, columns: &[String], out: &mut Vec<u8>) {
        let mut page = HEAD.to_owned();
        for column in columns {
            page.push_str("<th>");
            escape(column, &mut page);
            page.push_str("</th>");
        }
        page.push_str("</tr>\n</thead>\n<tbody>\n");
        out.extend_from_slice(page.as_bytes());
    }

    fn row(&self, columns: &[String], row: &dyn Row, out: &mut Vec<u8>) {
        let mut cells = HtmlCells { columns: columns.iter(), line: "<tr>".to_owned() };
        row.cells(&mut cells);
        out.extend_from_slice(cells.line.as_bytes());
        out.extend_from_slice(b"</tr>\n");
    }

    fn end(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"</tbody>\n</table>\n</body>\n</html>\n");
    }
}

struct HtmlCells<'a> {
    columns: std::slice::Iter<'a, String>,
    line: String,
}

impl Cells for HtmlCells<'_> {
    fn text(&mut self, text: &str) {
        let is_label = self.columns.next().is_some_and(|column| column == "label");
        let class = match text {
            "front" | "back" | "mixed" if is_label => format!(" class=\"{text}\""),
            _ => String::new(),
        };
        // Writing into a string cannot fail, here and below.
        let _infallible = write!(self.line, "<td{class}>");
        escape(text, &mut self.line);
        self.line.push_str("</td>");
    }

    fn count(&mut self, count: u64) {
        self.columns.next();
        let _infallible = write!(self.line, "<td class=\"number\">{count}</td>");
    }

    fn number(&mut self, number: f64) {
        self.columns.next();
        let number = rounded(number);
        let _infallible = write!(self.line, "<td class=\"number\">{number}</td>");
    }

    fn empty(&mut self) {
        self.columns.next();
        self.line.push_str("<td></td>");
    }
}

/// Text as HTML shows it; characters that HTML does not allow become U+FFFD.
fn escape(text: &str, page: &mut String) {
    for character in text.chars() {
        match character {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '"' => page.push_str("&quot;"),
            '\'' => page.push_str("&#39;"),
            '\n' | '\t' => page.push(character),
            '\r' => page.push_str("&#13;"),
            control if control.is_control() => page.push(char::REPLACEMENT_CHARACTER),
            other => page.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Cell, Line};
    use super::*;

    #[test]
    fn cells_are_escaped_and_labels_marked() {
        let columns = ["id", "label", "score", "note"].map(str::to_owned);
        let cells = vec![
            Cell::Text("<script>\"a\" & 'b'\0".to_owned()),
            Cell::Text("front".to_owned()),
            Cell::Number(0.5),
            Cell::Text("front".to_owned()),
        ];
        let mut out = Vec::new();
        Html.row(&columns, &Line(cells), &mut out);
        assert_eq!(
            String::from_utf8_lossy(&out),
            "<tr><td>&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;\u{fffd}</td><td class=\"front\">front</td>\
             <td class=\"number\">0.5</td><td>front</td></tr>\n"
        );
    }
}
