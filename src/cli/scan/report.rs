//! The table of a scan: its format, its rows, and where they go.

use std::path::Path;

use frontback::Analyzer;
use frontback::document::Document;
use frontback::error::Error;
use frontback::pipeline::journal::{Checkpoint, Settings};
use frontback::pipeline::{Output, Packing};
use frontback::report::tables::{DOCUMENT_COLUMNS, DocumentRow, SENTENCE_COLUMNS, kind, sentence_rows};
use frontback::report::{Book, Column, Csv, CsvStyle, Format, Html, Jsonl, Kind, Line, Parquet, Row, Table, Xlsx};

use super::super::arguments::{ExcelLocale, OutputFlags, Per, ScanFormat, When};
use super::counts::Counts;

/// How rows become a report.
enum Layout {
    /// Each row is bytes of its own, made where the row is.
    Rows(Box<dyn Format>),
    /// The report is made in one place of all rows.
    Book(BookFormat),
}

#[derive(Clone, Copy)]
enum BookFormat {
    Xlsx,
    Parquet,
}

/// The report of one batch: bytes or, for a book, rows.
#[derive(Default)]
pub struct Batch {
    bytes: Vec<u8>,
    lines: Vec<Line>,
    /// What was counted in it.
    pub counts: Counts,
}

/// The table and its format.
pub struct Report {
    per: Per,
    columns: Vec<Column>,
    names: Vec<String>,
    layout: Layout,
}

/// Where the report goes.
pub enum Sink {
    /// Rows one after another.
    Rows(Output),
    /// A book, which holds its output.
    Book(Box<dyn Book<Output>>),
}

impl Report {
    /// The report that the flags ask for.
    pub fn new(per: Per, keep: &[String], flags: &OutputFlags, color: When) -> Result<Report, Error> {
        let own: &[&str] = match per {
            Per::Document => &DOCUMENT_COLUMNS,
            Per::Sentence => &SENTENCE_COLUMNS,
        };
        let own = own.iter().map(|&name| Column { name: name.to_owned(), kind: kind(name) });
        let kept = keep.iter().map(|name| Column { name: name.trim_end_matches('?').to_owned(), kind: Kind::Text });
        let columns: Vec<Column> = own.chain(kept).collect();
        let names = columns.iter().map(|column| column.name.clone()).collect();
        let layout = layout(flags, color)?;
        if flags.resume && matches!(layout, Layout::Book(_)) {
            let why = "--resume: a workbook or Parquet file is of use only whole and cannot be gone on with; write \
                       CSV, TSV or JSONL";
            return Err(Error::Usage(why.to_owned()));
        }
        Ok(Report { per, columns, names, layout })
    }

    /// The rows of some documents.
    pub fn rows(&self, analyzer: &Analyzer, documents: &[Document]) -> Batch {
        let mut batch = Batch::default();
        for (document, analysis) in documents.iter().zip(analyzer.analyze_all(documents)) {
            batch.counts.count(&analysis);
            match self.per {
                Per::Document => self.row(&DocumentRow { document, analysis: &analysis, analyzer }, &mut batch),
                Per::Sentence => sentence_rows(document, &analysis, analyzer, |row| self.row(row, &mut batch)),
            }
        }
        batch
    }

    fn row(&self, row: &dyn Row, batch: &mut Batch) {
        match &self.layout {
            Layout::Rows(format) => format.row(&self.names, row, &mut batch.bytes),
            Layout::Book(_) => batch.lines.push(Line::of(row)),
        }
    }

    /// Opens the place that the flags name. A file of rows is journaled under `settings`, where there are any;
    /// the checkpoint is that of the run before, if this one goes on with it.
    pub fn open(&self, flags: &OutputFlags, settings: Option<&Settings>) -> Result<(Sink, Option<Checkpoint>), Error> {
        let path = flags.output.as_deref();
        let format = match &self.layout {
            Layout::Book(format) => return Ok((Sink::Book(self.open_book(*format, path)?), None)),
            Layout::Rows(format) => format,
        };
        let (mut output, checkpoint) = match (path, settings) {
            (Some(path), Some(settings)) => Output::open_journaled(path, settings, flags.resume, flags.part)?,
            _ => (Output::open(path)?, None),
        };
        if checkpoint.is_none() {
            let mut header = Vec::new();
            format.begin(&self.names, &mut header);
            output.write(&header)?;
        }
        Ok((Sink::Rows(output), checkpoint))
    }

    fn open_book(&self, format: BookFormat, path: Option<&Path>) -> Result<Box<dyn Book<Output>>, Error> {
        let output = Output::open(path)?;
        let columns = self.columns.clone();
        // What waits to be written waits where the report will need the room anyway.
        let folder = path.and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
        let book: std::io::Result<Box<dyn Book<Output>>> = match format {
            BookFormat::Xlsx => Xlsx::new(columns, folder, output).map(|book| Box::new(book) as Box<dyn Book<_>>),
            BookFormat::Parquet => Parquet::new(&columns, output).map(|book| Box::new(book) as Box<dyn Book<_>>),
        };
        book.map_err(|reason| failed_write(path, reason))
    }

    /// Completes the report.
    pub fn finish(&self, sink: Sink, flags: &OutputFlags) -> Result<(), Error> {
        let mut output = match sink {
            Sink::Rows(output) => output,
            Sink::Book(book) => book.finish().map_err(|reason| failed_write(flags.output.as_deref(), reason))?,
        };
        if let Layout::Rows(format) = &self.layout {
            let mut end = Vec::new();
            format.end(&mut end);
            output.write(&end)?;
        }
        output.finish()
    }

    /// What tells the format apart, for those who go on with a report.
    pub fn format_name(&self, flags: &OutputFlags) -> String {
        format!("{:?} {:?} {:?} {:?}", self.per, format_of(flags), flags.excel, self.names)
    }
}

impl Sink {
    /// Appends the rows of a batch; `counts` are those of all rows so far.
    pub fn write(&mut self, batch: Batch, counts: &Counts, flags: &OutputFlags) -> Result<(), Error> {
        match self {
            Sink::Rows(output) => {
                output.write(&batch.bytes)?;
                // Counts are plain numbers by name.
                output.mark(counts.documents(), || serde_json::to_value(counts).unwrap_or_default())
            }
            Sink::Book(book) => {
                let mut rows = batch.lines.iter();
                let written = rows.try_for_each(|line| book.row(line));
                written.map_err(|reason| failed_write(flags.output.as_deref(), reason))
            }
        }
    }

    /// Ends a run that failed; whether what is done was kept for `--resume`.
    pub fn give_up(self) -> Result<bool, Error> {
        match self {
            Sink::Rows(output) => output.keep_for_resuming(),
            Sink::Book(_) => Ok(false),
        }
    }
}

fn failed_write(path: Option<&Path>, reason: std::io::Error) -> Error {
    Error::write(path.unwrap_or(Path::new("standard output")), reason)
}

/// The format asked for, else that of the file's extension.
fn format_of(flags: &OutputFlags) -> ScanFormat {
    let name = flags.output.as_deref().map(|path| Packing::of(path).1);
    let extension = name.and_then(Path::extension).and_then(|extension| extension.to_str()).unwrap_or_default();
    flags.to.unwrap_or(match extension.to_ascii_lowercase().as_str() {
        "tsv" | "tab" => ScanFormat::Tsv,
        "jsonl" | "ndjson" => ScanFormat::Jsonl,
        "xlsx" => ScanFormat::Xlsx,
        "parquet" => ScanFormat::Parquet,
        "html" | "htm" => ScanFormat::Html,
        _ => ScanFormat::Csv,
    })
}

fn layout(flags: &OutputFlags, color: When) -> Result<Layout, Error> {
    let format: Box<dyn Format> = match (format_of(flags), flags.excel) {
        (ScanFormat::Csv, Some(locale)) => {
            let (delimiter, decimal_mark) = match locale {
                ExcelLocale::Semicolon => (b';', b','),
                ExcelLocale::Comma => (b',', b'.'),
            };
            Box::new(Csv::new(CsvStyle { delimiter, excel: true, decimal_mark }))
        }
        (_, Some(_)) => {
            let why = "--excel is a kind of CSV; leave --to and the file's extension at csv";
            return Err(Error::Usage(why.to_owned()));
        }
        (ScanFormat::Csv, None) => Box::new(Csv::new(CsvStyle::CSV)),
        (ScanFormat::Tsv, None) => Box::new(Csv::new(CsvStyle::TSV)),
        (ScanFormat::Jsonl, None) => Box::new(Jsonl),
        (ScanFormat::Html, None) => Box::new(Html),
        (ScanFormat::Table, None) => Box::new(Table { color: color.colors_output() && flags.output.is_none() }),
        (ScanFormat::Xlsx, None) => return Ok(Layout::Book(BookFormat::Xlsx)),
        (ScanFormat::Parquet, None) => return Ok(Layout::Book(BookFormat::Parquet)),
    };
    Ok(Layout::Rows(format))
}
