//! Plain settings with defaults. No stage sees a command-line flag; these are what flags become.

use crate::document::Lang;

/// How documents are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestSettings {
    /// The format of every input; `None` finds it by extension and content.
    pub format: Option<InputFormat>,
    /// Which table columns play which part.
    pub columns: ColumnSettings,
    /// Largest record (a file of one document, a table row, a JSON line) in bytes of decoded text.
    /// A larger one is rejected, so that one endless line cannot fill the memory.
    pub max_record_bytes: usize,
}

impl Default for IngestSettings {
    fn default() -> Self {
        IngestSettings {
            format: None,
            columns: ColumnSettings::default(),
            max_record_bytes: IngestSettings::DEFAULT_MAX_RECORD_BYTES,
        }
    }
}

impl IngestSettings {
    /// 8 MiB: some four thousand pages, a hundred times the longest posting seen, and small enough that
    /// the records in flight stay far below 100 MB of memory.
    pub const DEFAULT_MAX_RECORD_BYTES: usize = 8 << 20;
}

/// Input formats, by what a file is, not by how it is packed: `.gz` and `.zst` are looked through.
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
