//! Workbooks: one sheet, its first row the header. Those of Excel 2007 and later are read row by row; the older
//! ones and OpenDocument's have no such order and are loaded whole, up to [`LOADED_BYTES`].

use std::io::{self, BufReader};

use calamine::{CellErrorType, Data, DataType, ExcelDateTime, Ods, Range, Reader, Xls, Xlsx, XlsxCellReader};
use self_cell::{MutBorrow, self_cell};

use super::package::Package;
use super::rows::Header;
use super::source::Source;
use super::spool::{Spool, SpoolCursor};
use super::{Item, Items, broken_input};
use crate::config::InputFormat;
use crate::decode::limit_met;
use crate::error::{Error, Result};

/// What of a workbook must be held at once (all of an old one, the texts of a new one) may have so many bytes:
/// ten times the largest price lists met, and little beside other programs.
const LOADED_BYTES: u64 = 256 << 20;

/// Where the rows of a new workbook stand; they are not loaded.
const SHEETS: &str = "xl/worksheets/";

type Bytes = BufReader<SpoolCursor>;

/// Reads a sheet of the workbook that `spool` holds: the one that the settings name, else the first.
///
/// # Errors
/// [`Error::Unreadable`] if it is no workbook or lacks the sheet, [`Error::NoColumn`] if the sheet lacks a column.
pub fn read<'a>(source: Source<'a>, spool: &Spool, format: InputFormat) -> Result<Items<'a>> {
    check_size(&source, spool, format).map_err(|reason| source.unreadable(broken_input(&reason)))?;
    let bytes = BufReader::new(spool.cursor(0));
    let damaged = |reason: &dyn std::fmt::Display| damaged(&source, reason);
    match format {
        InputFormat::Xls => {
            let mut book = guarded(|| Xls::new(bytes)).map_err(|reason| damaged(&reason))?;
            let sheet = find_sheet(&source, &book.sheet_names())?;
            let range = guarded(|| book.worksheet_range(&sheet)).map_err(|reason| damaged(&reason))?;
            loaded(source, range)
        }
        InputFormat::Ods => {
            let mut book = guarded(|| Ods::new(bytes)).map_err(|reason| damaged(&reason))?;
            let sheet = find_sheet(&source, &book.sheet_names())?;
            let range = guarded(|| book.worksheet_range(&sheet)).map_err(|reason| damaged(&reason))?;
            loaded(source, range)
        }
        _ => {
            let book = guarded(|| Xlsx::new(bytes)).map_err(|reason| damaged(&reason))?;
            let sheet = find_sheet(&source, &book.sheet_names())?;
            let cells =
                StreamedCells::try_new(MutBorrow::new(book), |book| book.borrow_mut().worksheet_cells_reader(&sheet));
            let cells = cells.map_err(|reason| damaged(&reason))?;
            streamed(source, cells)
        }
    }
}

fn damaged(source: &Source, reason: &dyn std::fmt::Display) -> Error {
    source.unreadable(format!("the workbook is damaged ({reason}); save it anew"))
}

/// Calls the reader of workbooks; should it panic over a damaged one, that is an error like others.
fn guarded<T, E: std::fmt::Display>(
    call: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, String> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("its reader failed".to_owned()),
    }
}

/// Unpacks all parts once, before the library that reads workbooks does so unwatched.
fn check_size(source: &Source, spool: &Spool, format: InputFormat) -> io::Result<()> {
    let too_large = || {
        let most = LOADED_BYTES >> 20;
        limit_met(format!("takes more than {most} MiB of memory; save the sheet as CSV"))
    };
    if format == InputFormat::Xls {
        return if spool.len() > LOADED_BYTES { Err(too_large()) } else { Ok(()) };
    }
    let mut package = Package::open(spool, source)?;
    let mut loaded = 0;
    for name in package.part_names() {
        let streams = format == InputFormat::Xlsx && name.starts_with(SHEETS);
        let bytes = io::copy(&mut package.part(&name)?, &mut io::sink())?;
        loaded += if streams { 0 } else { bytes };
        if loaded > LOADED_BYTES {
            return Err(too_large());
        }
    }
    Ok(())
}

/// The sheet asked for, by its name or its number from 1; the first one where none is.
fn find_sheet(source: &Source, sheets: &[String]) -> Result<String> {
    let wanted = source.settings.sheet.as_deref();
    let found = match wanted {
        None => sheets.first(),
        Some(wanted) => sheets.iter().find(|name| *name == wanted).or_else(|| {
            let number: usize = wanted.parse().ok()?;
            sheets.get(number.checked_sub(1)?)
        }),
    };
    found.cloned().ok_or_else(|| match wanted {
        Some(wanted) => source.unreadable(format!(
            "no sheet '{wanted}'; the sheets are: {}. Name one with --sheet NAME",
            sheets.join(", ")
        )),
        None => source.unreadable("the workbook has no sheet"),
    })
}

/// A row of cells as texts.
type Row = Vec<String>;

/// Makes documents of rows, of which the first is the header. Rows without any text are left out.
fn documents<'a>(
    source: Source<'a>,
    mut rows: impl Iterator<Item = std::result::Result<Row, String>> + 'a,
) -> Result<Items<'a>> {
    let header = loop {
        match rows.next() {
            None => return Err(source.unreadable("the sheet is empty; expected a header and rows")),
            Some(Err(reason)) => return Err(damaged(&source, &reason)),
            Some(Ok(row)) if row.iter().all(String::is_empty) => {}
            Some(Ok(row)) => break row,
        }
    };
    let names: Vec<&str> = header.iter().map(String::as_str).collect();
    let header = Header::new(&source, &names)?;
    let mut record = 0;
    let filled = rows.filter(|row| !matches!(row, Ok(cells) if cells.iter().all(String::is_empty)));
    Ok(Box::new(filled.map(move |row| -> Item {
        record += 1;
        match row {
            Ok(cells) => header.document(&source, record, |column| cells.get(column).cloned().unwrap_or_default()),
            Err(reason) => {
                let reason = format!("the sheet cannot be read on ({reason}); save the workbook anew");
                Err(crate::error::Reject { record, ..source.reject(reason) })
            }
        }
    })))
}

fn loaded<'a>(source: Source<'a>, range: Range<Data>) -> Result<Items<'a>> {
    let mut next = 0;
    let rows = std::iter::from_fn(move || {
        let width = range.width();
        if next >= range.height() {
            return None;
        }
        let row = (0..width).map(|column| range.get((next, column)).map(text_of).unwrap_or_default()).collect();
        next += 1;
        Some(Ok(row))
    });
    documents(source, rows)
}

type CellReader<'a> = XlsxCellReader<'a, Bytes>;

self_cell!(
    /// The cells of a sheet, in order, with the workbook that they are read from.
    struct StreamedCells {
        owner: MutBorrow<Xlsx<Bytes>>,
        #[not_covariant]
        dependent: CellReader,
    }
);

/// Most columns that a sheet may have, by Excel's own limit.
const MOST_COLUMNS: usize = 16_384;

fn streamed<'a>(source: Source<'a>, cells: StreamedCells) -> Result<Items<'a>> {
    documents(source, StreamedRows { cells, ahead: None, ended: false })
}

/// The rows of a sheet.
struct StreamedRows {
    cells: StreamedCells,
    /// The first cell of the next row.
    ahead: Option<(u32, usize, String)>,
    ended: bool,
}

impl StreamedRows {
    /// The next cell that is not empty: its row, its column and its text.
    fn next_cell(&mut self) -> std::result::Result<Option<(u32, usize, String)>, String> {
        if let Some(cell) = self.ahead.take() {
            return Ok(Some(cell));
        }
        self.cells.with_dependent_mut(|_, cells| {
            loop {
                match guarded(|| cells.next_cell())? {
                    None => return Ok(None),
                    Some(cell) => {
                        let (row, column) = cell.get_position();
                        let text = text_of(cell.get_value());
                        if !text.is_empty() && (column as usize) < MOST_COLUMNS {
                            return Ok(Some((row, column as usize, text)));
                        }
                    }
                }
            }
        })
    }
}

impl Iterator for StreamedRows {
    type Item = std::result::Result<Row, String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let mut cells = Row::new();
        let mut number = None;
        loop {
            match self.next_cell() {
                Ok(Some((row, column, text))) if *number.get_or_insert(row) == row => {
                    if cells.len() <= column {
                        cells.resize(column + 1, String::new());
                    }
                    cells[column] = text;
                }
                Ok(Some(of_next_row)) => {
                    self.ahead = Some(of_next_row);
                    return Some(Ok(cells));
                }
                Ok(None) => {
                    self.ended = true;
                    return number.map(|_| Ok(cells));
                }
                Err(reason) => {
                    self.ended = true;
                    return Some(Err(reason));
                }
            }
        }
    }
}

/// A cell as a text: whole numbers without a fraction, dates as ISO 8601 writes them, errors as nothing.
fn text_of(cell: &impl DataType) -> String {
    if let Some(text) = cell.get_string().or(cell.get_datetime_iso()).or(cell.get_duration_iso()) {
        return text.trim().to_owned();
    }
    if let Some(date) = cell.get_datetime() {
        return date_of(date);
    }
    if let Some(truth) = cell.get_bool() {
        return truth.to_string();
    }
    let _shown_as_nothing: Option<&CellErrorType> = cell.get_error();
    match (cell.get_int(), cell.get_float()) {
        (Some(whole), _) => whole.to_string(),
        (None, Some(number)) => number.to_string(),
        (None, None) => String::new(),
    }
}

fn date_of(date: ExcelDateTime) -> String {
    if date.is_duration() {
        return date.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
    let day = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => day,
        _ => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::config::IngestSettings;

    /// A workbook with two sheets, as our own writer makes it.
    fn book() -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        let rows = [["id", "title", "text"], ["", "", ""], ["7", "Cook", "Fry."], ["8", "", "Bake."]];
        for (row, cells) in (0..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write(row, column, cell).expect("it fits");
            }
        }
        sheet.write(4, 0, 9.0).expect("it fits");
        sheet.write(4, 2, true).expect("it fits");
        let other = book.add_worksheet();
        other.set_name("Other").expect("a name");
        other.write(0, 0, "body").expect("it fits");
        other.write(1, 0, "Greet.").expect("it fits");
        book.save_to_buffer().expect("memory takes it")
    }

    fn rows(sheet: Option<&str>) -> std::result::Result<Vec<String>, String> {
        let settings = IngestSettings { sheet: sheet.map(str::to_owned), ..IngestSettings::default() };
        let book = book();
        let items = super::super::documents("b.xlsx", &book[..], &settings).map_err(|error| error.to_string())?;
        let shown = items.map(|item| match item {
            Ok(found) => format!("{}|{}|{}|{}", found.record, found.id, found.title, found.body),
            Err(reject) => reject.to_string(),
        });
        Ok(shown.collect())
    }

    #[test]
    fn sheets_are_read_by_name_number_or_order() {
        #[track_caller]
        fn check(sheet: Option<&str>, expected: &[&str]) {
            assert_eq!(
                rows(sheet).as_deref(),
                Ok(expected.iter().map(|row| (*row).to_owned()).collect::<Vec<_>>().as_slice())
            );
        }
        check(None, &["1|7|Cook|Fry.", "2|8||Bake.", "3|9||true"]);
        check(Some("1"), &["1|7|Cook|Fry.", "2|8||Bake.", "3|9||true"]);
        check(Some("Other"), &["1|b.xlsx#1||Greet."]);
        let error = rows(Some("third")).expect_err("no such sheet");
        assert_eq!(error, "b.xlsx: no sheet 'third'; the sheets are: Sheet1, Other. Name one with --sheet NAME");
    }

    #[test]
    fn damaged_workbooks_are_named() {
        let settings = IngestSettings::default();
        let whole = book();
        for end in (0..whole.len()).step_by(97) {
            // No panic; whatever can be read is.
            if let Ok(items) = super::super::documents("b.xlsx", &whole[..end], &settings) {
                assert!(items.count() <= 3);
            }
        }
    }
}
