//! Workbooks, Parquet files and pages hold what the CSV holds.

use std::fs::File;
use std::io::Read as _;

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;

use crate::workdir::Workdir;

const TABLE: &str = "id,text,note\n\
    =1+1,You greet our guests at the reception and answer the phone.,<b>&\n\
    2,\"You post invoices, keep the accounts and prepare the payroll.\",\"=HYPERLINK(\"\"http://x\"\")\"\n\
    3,,0012\n";

fn scan(output: &str) -> Workdir {
    let folder = Workdir::new();
    folder.write("jobs.csv", TABLE);
    folder.run(["scan", "jobs.csv", "--keep", "note", "-o", output]).expect_status(0);
    assert_eq!(folder.names(), ["jobs.csv", output], "only the report stays");
    folder
}

#[test]
fn parquet_holds_typed_values_and_nulls() {
    let folder = scan("out.parquet");
    let reader = SerializedFileReader::new(File::open(folder.path("out.parquet")).expect("written")).expect("Parquet");
    let rows: Vec<Vec<(String, Field)>> = reader
        .get_row_iter(None)
        .expect("rows")
        .map(|row| row.expect("a row").get_column_iter().map(|(name, field)| (name.clone(), field.clone())).collect())
        .collect();
    let csv = folder.run(["scan", "jobs.csv", "--keep", "note"]).expect_status(0);
    let text = |row: usize, name: &str| {
        let (_, field) = rows[row].iter().find(|(column, _)| column == name).expect("the column");
        match field {
            Field::Null => String::new(),
            Field::Str(text) => text.clone(),
            Field::Long(number) => number.to_string(),
            Field::Double(number) => number.to_string(),
            other => panic!("an unexpected type: {other}"),
        }
    };
    let header = csv.stdout.lines().next().expect("a header");
    assert_eq!(rows[0].iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(","), header);
    for name in header.split(',') {
        let guarded = |cell: &String| cell.strip_prefix('\'').unwrap_or(cell).to_owned();
        let expected: Vec<String> = csv.column(name).iter().map(guarded).collect();
        assert_eq!((0..rows.len()).map(|row| text(row, name)).collect::<Vec<_>>(), expected, "{name}");
    }
    assert!(matches!(rows[2].iter().find(|(name, _)| name == "label"), Some((_, Field::Null))));
}

/// The parts of a workbook by name.
fn part(folder: &Workdir, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(File::open(folder.path("out.xlsx")).expect("written")).expect("a zip");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("XML");
    text
}

#[test]
fn workbooks_hold_numbers_texts_and_no_formula() {
    let folder = scan("out.xlsx");
    let rows = part(&folder, "xl/worksheets/sheet1.xml");
    assert!(rows.contains("=1+1") && rows.contains("=HYPERLINK(&quot;") || rows.contains("=HYPERLINK(\""), "{rows}");
    assert!(!rows.contains("<f>"), "a formula in {rows}");
    assert!(rows.contains("&lt;b&gt;&amp;") && rows.contains(">0012<"), "{rows}");
    assert!(rows.contains("state=\"frozen\"") && rows.contains("<autoFilter ref=\"A1:W4\"/>"), "{rows}");
    let summary = part(&folder, "xl/worksheets/sheet2.xml");
    assert!(summary.contains("<drawing"), "no chart in {summary}");
    assert!(part(&folder, "xl/workbook.xml").contains("name=\"Rows\""));
    let first = std::fs::read(folder.path("out.xlsx")).expect("written");
    folder.run(["scan", "jobs.csv", "--keep", "note", "-o", "out.xlsx"]).expect_status(0);
    assert!(std::fs::read(folder.path("out.xlsx")).expect("written") == first, "the same rows, other bytes");
}

#[test]
fn pages_are_whole_and_escaped() {
    let page = scan("out.html").read("out.html");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"), "{page}");
    assert!(page.contains("<td>&lt;b&gt;&amp;</td>") && page.contains("<td class=\"front\">front</td>"), "{page}");
    assert_eq!(page.matches("<tr>").count(), 4);
    assert_eq!(page.matches("<td").count(), 3 * page.matches("<th>").count());
}

#[test]
fn sentences_go_into_books_too() {
    let folder = Workdir::new();
    folder.write("jobs.csv", TABLE);
    for output in ["out.xlsx", "out.parquet", "out.html"] {
        folder.run(["scan", "jobs.csv", "--per", "sentence", "-o", output]).expect_status(0);
    }
    let piped = |format: &str| {
        let mut command = crate::workdir::command(&folder.path(""));
        command.args(["scan", "jobs.csv", "--to", format, "-q"]).output().expect("the program starts").stdout
    };
    assert!(piped("xlsx").starts_with(b"PK") && piped("parquet").starts_with(b"PAR1"));
}
