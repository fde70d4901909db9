//! Plain settings with defaults. No stage sees a command-line flag; these are what flags become.

use crate::document::Lang;

/// How documents are read, and within which limits. A limit that is met rejects the record, the entry or the
/// file that met it, by name; the run goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestSettings {
    /// The format of every input; `None` finds it by extension and content.
    pub format: Option<InputFormat>,
    /// Which table columns play which part.
    pub columns: ColumnSettings,
    /// The sheet of a workbook, by its name or its number from 1; `None` takes the first.
    pub sheet: Option<String>,
    /// Largest record (a file of one document, a table row, a JSON line) in bytes of decoded text.
    /// A larger one is rejected, so that one endless line cannot fill the memory.
    pub max_record_bytes: usize,
    /// Bytes that what is packed in one input (compressed, in archives) may have together.
    pub max_unpacked_bytes: u64,
    /// Times that these bytes may be more than the input's own, from 64 MiB on.
    pub max_ratio: u64,
    /// Entries that the archives in one input may have together.
    pub max_entries: u64,
    /// Values within values of a JSON text, elements within elements of a page or an XML file.
    pub max_depth: usize,
    /// Archives within archives; a file on its own is in none.
    pub max_nesting: usize,
}

impl Default for IngestSettings {
    fn default() -> Self {
        IngestSettings {
            format: None,
            columns: ColumnSettings::default(),
            sheet: None,
            max_record_bytes: IngestSettings::DEFAULT_MAX_RECORD_BYTES,
            max_unpacked_bytes: IngestSettings::DEFAULT_MAX_UNPACKED_BYTES,
            max_ratio: IngestSettings::DEFAULT_MAX_RATIO,
            max_entries: IngestSettings::DEFAULT_MAX_ENTRIES,
            max_depth: IngestSettings::DEFAULT_MAX_DEPTH,
            max_nesting: IngestSettings::DEFAULT_MAX_NESTING,
        }
    }
}

impl IngestSettings {
    /// 8 MiB: some four thousand pages, a hundred times the longest posting seen, and small enough that
    /// the records in flight stay far below 100 MB of memory.
    pub const DEFAULT_MAX_RECORD_BYTES: usize = 8 << 20;

    /// 64 GiB: a dump of some twenty million postings; at a few MB a second, a night's work.
    pub const DEFAULT_MAX_UNPACKED_BYTES: u64 = 64 << 30;

    /// 200: dumps of postings pack to a tenth, very even ones to a fiftieth; bombs begin at a thousandth.
    pub const DEFAULT_MAX_RATIO: u64 = 200;

    /// A hundred thousand: what archives list of their entries stays below 100 MB of memory.
    pub const DEFAULT_MAX_ENTRIES: u64 = 100_000;

    /// 100: postings nest some ten values, pages some fifty elements.
    pub const DEFAULT_MAX_DEPTH: usize = 100;

    /// The JSON parser goes no deeper.
    pub const LARGEST_MAX_DEPTH: usize = 127;

    /// 3: an office file in a packed folder in a mailed archive.
    pub const DEFAULT_MAX_NESTING: usize = 3;
}

/// Input formats, by what a file is, not by how it is packed: `.gz`, `.zst`, `.bz2` and `.xz` are looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputFormat {
    /// One document a file, plain text or Markdown.
    Text,
    /// Values separated by commas, semicolons, tabs or pipes, whichever the header shows.
    Csv,
    /// Values separated by tabs.
    Tsv,
    /// One JSON object a line.
    Jsonl,
    /// A JSON array of objects, an object that holds one, or a single object.
    Json,
    /// A web page.
    Html,
    /// A web archive (WARC 1.0 or 1.1): every page in it.
    Warc,
    /// One mail message (RFC 5322).
    Mail,
    /// Mail messages behind one another.
    Mbox,
    /// A ZIP archive of files in any format.
    Zip,
    /// A tape archive of files in any format.
    Tar,
    /// An Apache Parquet table.
    Parquet,
    /// A workbook of Excel 2007 and later.
    Xlsx,
    /// A workbook of Excel 97 to 2003.
    Xls,
    /// An OpenDocument spreadsheet.
    Ods,
    /// A document of Word 2007 and later.
    Docx,
    /// An OpenDocument text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// The text of a PDF.
    Pdf,
    /// An electronic book.
    Epub,
}

/// Which table columns play which part. Empty means: find the usual names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnSettings {
    /// The text; several are joined as paragraphs.
    pub text: Vec<String>,
    /// The title.
    pub title: Option<String>,
    /// The record's id.
    pub id: Option<String>,
    /// The language that the table claims for a record.
    pub language: Option<String>,
    /// Columns that are copied through to the report.
    pub keep: Vec<String>,
}

/// How documents are judged.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnalysisSettings {
    /// The language of every document; `None` detects it.
    pub forced_language: Option<Lang>,
    /// The only languages that may be detected; `None` allows all.
    pub allowed_languages: Option<Vec<Lang>>,
    /// How texts are cut into sentences.
    pub split: Split,
}

/// How texts are cut into sentences.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Split {
    /// By layout and punctuation.
    #[default]
    Sentences,
    /// Each line is a sentence.
    Lines,
}

/// How the work is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PipelineSettings {
    /// Threads that analyze; 1 does everything on the calling thread.
    pub jobs: usize,
}

impl Default for PipelineSettings {
    fn default() -> Self {
        let jobs = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        PipelineSettings { jobs }
    }
}
