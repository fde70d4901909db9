//! XLSX for people with spreadsheets: typed numbers, texts that are never formulas, a header that stays,
//! filters, colours by label, and a summary with a chart on the last sheet.
//!
//! Rows wait on disk, not in memory, until the file is put together. They come first, as programs that read
//! a workbook take its first sheet.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rust_xlsxwriter::{
    Chart, ChartType, Color, DocProperties, ExcelDateTime, Format as Look, Workbook, Worksheet, XlsxError,
};

use super::csv::clipped;
use super::{Book, Cells, Column, Row, rounded, system_error};

/// Rows that a sheet holds, with its header; Excel's own limit.
const SHEET_ROWS: u32 = 1_048_576;

/// Widths of columns in characters; others are as wide as their names, and at least [`LEAST_WIDTH`].
const WIDTHS: &[(&str, f64)] =
    &[("id", 24.0), ("source", 24.0), ("status", 12.0), ("functions", 30.0), ("evidence", 50.0), ("text", 80.0)];

/// Characters.
const LEAST_WIDTH: f64 = 10.0;

/// Room for the filter's button beside a column's name, in characters.
const BUTTON_WIDTH: f64 = 3.0;

/// The labels in the order of the summary, with their colours: background in cells, fill in the chart.
const LABELS: [(&str, u32, u32); 4] = [
    ("front", 0x00D5_ECF7, 0x003A_9BC8),
    ("back", 0x00FB_E6C2, 0x00E0_9A27),
    ("mixed", 0x00EC_DCF5, 0x0093_58B5),
    ("neutral", 0x00F0_F0F0, 0x00A0_A0A0),
];

/// The chart shows the most frequent languages; more could not be told apart.
const CHART_LANGUAGES: usize = 20;

/// An XLSX file being written.
pub struct Xlsx<W> {
    out: W,
    workbook: Workbook,
    columns: Vec<Column>,
    looks: Looks,
    /// Sheets of rows so far.
    sheets: usize,
    /// The row that comes next, from 0, in the last sheet.
    next_row: u32,
    summary: Summary,
}

struct Looks {
    header: Look,
    number: Look,
    labels: [Look; LABELS.len()],
}

impl<W: Write + Send> Xlsx<W> {
    /// Begins the file; what waits to be written lies in `folder` (that for temporary files, if there is none).
    ///
    /// # Errors
    /// If the folder takes no files.
    pub fn new(columns: Vec<Column>, folder: Option<&Path>, out: W) -> io::Result<Xlsx<W>> {
        let mut workbook = Workbook::new();
        if let Some(folder) = folder {
            workbook.set_tempdir(folder).map_err(system_error)?;
        }
        // The same rows give the same bytes: no time of day is in them.
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(system_error)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
        let looks = Looks {
            header: Look::new().set_bold().set_background_color(Color::RGB(0x00F3_F3F3)),
            // Two decimals to read, four where there are more.
            number: Look::new().set_num_format("0.00##"),
            labels: LABELS.map(|(_, background, _)| Look::new().set_background_color(Color::RGB(background))),
        };
        let mut book = Xlsx { out, workbook, columns, looks, sheets: 0, next_row: 0, summary: Summary::default() };
        book.add_sheet().map_err(system_error)?;
        Ok(book)
    }

    fn add_sheet(&mut self) -> Result<(), XlsxError> {
        self.end_sheet()?;
        self.sheets += 1;
        let name = if self.sheets == 1 { "Rows".to_owned() } else { format!("Rows {}", self.sheets) };
        let sheet = self.workbook.add_worksheet_with_constant_memory();
        let sheet = sheet?.set_name(name)?;
        for (number, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(number, width_of(&column.name))?;
        }
        sheet.set_freeze_panes(1, 0)?;
        print_in_one_width(sheet)?;
        for (number, column) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, number, &column.name, &self.looks.header)?;
        }
        self.next_row = 1;
        Ok(())
    }

    /// Filters reach over the rows that the last sheet has come to have.
    fn end_sheet(&mut self) -> Result<(), XlsxError> {
        let last_column = u16::try_from(self.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        if let Some(last) = self.sheets.checked_sub(1) {
            let last_row = self.next_row.saturating_sub(1);
            self.workbook.worksheet_from_index(last)?.autofilter(0, 0, last_row, last_column)?;
        }
        Ok(())
    }

    fn write_row(&mut self, row: &dyn Row) -> Result<(), XlsxError> {
        if self.next_row >= SHEET_ROWS {
            self.add_sheet()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheets.saturating_sub(1))?;
        let mut cells = XlsxCells {
            sheet,
            row: self.next_row,
            next_column: 0,
            columns: &self.columns,
            looks: &self.looks,
            language: String::new(),
            label: None,
            failure: None,
        };
        row.cells(&mut cells);
        let XlsxCells { language, label, failure, .. } = cells;
        self.summary.count(language, label);
        self.next_row += 1;
        failure.map_or(Ok(()), Err)
    }

    fn complete(&mut self) -> Result<(), XlsxError> {
        self.end_sheet()?;
        self.summary.write(self.workbook.add_worksheet(), &self.looks)?;
        self.workbook.save_to_writer(&mut self.out)
    }
}

/// On paper all columns stand side by side, under the header on every page.
fn print_in_one_width(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    // Zero pages: as many as it takes.
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(())
}

fn width_of(column: &str) -> f64 {
    let known = WIDTHS.iter().find(|(name, _)| *name == column);
    let characters = u32::try_from(column.chars().count()).unwrap_or(u32::MAX);
    // Excel takes no width beyond 255; a name that long is no name.
    known.map_or((f64::from(characters) + BUTTON_WIDTH).clamp(LEAST_WIDTH, 80.0), |(_, width)| *width)
}

/// The writing crate panics when the disk for waiting rows is full or broken; here that is an error like any
/// other. After it the book is of no use and is dropped.
fn unless_it_panics<T>(write: impl FnOnce() -> Result<T, XlsxError>) -> io::Result<T> {
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(result) => result.map_err(system_error),
        Err(panic) => {
            let reason = panic.downcast_ref::<String>().map_or("unknown reason", String::as_str);
            Err(io::Error::other(format!("the workbook's rows cannot be kept on disk ({reason})")))
        }
    }
}

impl<W: Write + Send> Book<W> for Xlsx<W> {
    fn row(&mut self, row: &dyn Row) -> io::Result<()> {
        unless_it_panics(|| self.write_row(row))
    }

    fn finish(mut self: Box<Self>) -> io::Result<W> {
        unless_it_panics(|| self.complete())?;
        Ok(self.out)
    }
}

struct XlsxCells<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    next_column: u16,
    columns: &'a [Column],
    looks: &'a Looks,
    /// What the summary counts: the language's code, and which label.
    language: String,
    label: Option<usize>,
    failure: Option<XlsxError>,
}

impl XlsxCells<'_> {
    /// The place of the next cell, and the name of its column.
    fn place(&mut self) -> (u16, &str) {
        let column = self.next_column;
        self.next_column = column.saturating_add(1);
        (column, self.columns.get(usize::from(column)).map_or("", |column| &column.name))
    }

    fn note(&mut self, result: Result<(), XlsxError>) {
        if let Err(error) = result {
            self.failure.get_or_insert(error);
        }
    }
}

impl Cells for XlsxCells<'_> {
    fn text(&mut self, text: &str) {
        let row = self.row;
        let (column, name) = self.place();
        let label = LABELS.iter().position(|(label, ..)| name == "label" && *label == text);
        if name == "language" {
            text.clone_into(&mut self.language);
        }
        self.label = self.label.or(label);
        let (head, notice) = clipped(text);
        let whole = if notice.is_empty() { None } else { Some(format!("{head}{notice}")) };
        let text = whole.as_deref().unwrap_or(head);
        let result = match label.and_then(|label| self.looks.labels.get(label)) {
            Some(look) => self.sheet.write_string_with_format(row, column, text, look).map(|_| ()),
            None => self.sheet.write_string(row, column, text).map(|_| ()),
        };
        self.note(result);
    }

    fn count(&mut self, count: u64) {
        let row = self.row;
        let (column, _) = self.place();
        let result = self.sheet.write_number(row, column, as_number(count)).map(|_| ());
        self.note(result);
    }

    fn number(&mut self, number: f64) {
        let row = self.row;
        let (column, _) = self.place();
        let result = self.sheet.write_number_with_format(row, column, rounded(number), &self.looks.number).map(|_| ());
        self.note(result);
    }

    fn empty(&mut self) {
        self.place();
    }
}

/// Excel knows only floating point; counts beyond 2^53 would lose digits, and nothing here counts so far.
#[allow(clippy::cast_precision_loss)]
fn as_number(count: u64) -> f64 {
    count as f64
}

/// How many rows each language has of each label, and of none.
#[derive(Default)]
struct Summary {
    languages: BTreeMap<String, [u64; LABELS.len() + 1]>,
}

impl Summary {
    fn count(&mut self, language: String, label: Option<usize>) {
        let counts = self.languages.entry(language).or_default();
        if let Some(count) = counts.get_mut(label.unwrap_or(LABELS.len())) {
            *count += 1;
        }
    }

    fn write(&self, sheet: &mut Worksheet, looks: &Looks) -> Result<(), XlsxError> {
        const NAME: &str = "Summary";
        sheet.set_name(NAME)?.set_freeze_panes(1, 0)?;
        print_in_one_width(sheet)?;
        let labels = LABELS.iter().map(|(label, ..)| *label);
        let header = ["language"].into_iter().chain(labels).chain(["not judged", "all"]);
        for (number, name) in (0..).zip(header) {
            sheet.set_column_width(number, width_of(name))?;
            sheet.write_string_with_format(0, number, name, &looks.header)?;
        }
        // Most frequent first; the map's order decides between equals.
        let mut languages: Vec<_> = self.languages.iter().collect();
        languages.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.iter().sum::<u64>()));
        let mut totals = [0; LABELS.len() + 1];
        let mut row = 0;
        for (language, counts) in languages {
            row += 1;
            let name = if language.is_empty() { "unknown" } else { language };
            write_counts(sheet, row, name, counts)?;
            totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        }
        write_counts(sheet, row + 1, "all", &totals)?;
        if row == 0 {
            return Ok(());
        }
        let last = row.min(u32::try_from(CHART_LANGUAGES).unwrap_or(u32::MAX));
        let mut chart = Chart::new(ChartType::ColumnStacked);
        chart.title().set_name("Labels by language");
        chart.y_axis().set_name("Rows");
        for (column, (label, _, fill)) in (1..).zip(LABELS) {
            let series = chart.add_series();
            series.set_name(label).set_categories((NAME, 1, 0, last, 0)).set_values((NAME, 1, column, last, column));
            series.set_format(
                rust_xlsxwriter::ChartFormat::new()
                    .set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(Color::RGB(fill))),
            );
        }
        /// Right of the table, with a column between; in pixels, the usual width of a screen's half.
        const CHART: (u16, u32, u32) = (8, 640, 400);
        chart.set_width(CHART.1).set_height(CHART.2);
        sheet.insert_chart(1, CHART.0, &chart)?;
        Ok(())
    }
}

fn write_counts(
    sheet: &mut Worksheet,
    row: u32,
    name: &str,
    counts: &[u64; LABELS.len() + 1],
) -> Result<(), XlsxError> {
    sheet.write_string(row, 0, name)?;
    let all = counts.iter().sum();
    for (column, count) in (1..).zip(counts.iter().copied().chain([all])) {
        sheet.write_number(row, column, as_number(count))?;
    }
    Ok(())
}
