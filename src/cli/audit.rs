//! `audit`: language versions of articles held against each other.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use frontback::analyze::Analyzer;
use frontback::audit::group::{self, Groups};
use frontback::audit::{self, Article, ArticleReport, PairedSegments, Severity, Versions};
use frontback::config::{AnalysisSettings, Split};
use frontback::document::{Document, Lang};
use frontback::error::{Error, Reject};
use frontback::ingest::paired::{self, PairedFormat};
use frontback::pipeline::{self, Inputs, Output, Packing, Run, Stop};
use frontback::report::audit_page;
use frontback::report::audit_tables::{ALIGNMENT_COLUMNS, FINDING_COLUMNS, SUMMARY_COLUMNS, pairs};
use frontback::report::{Format, Row};

use super::arguments::{InputFlags, LanguageFlags, LexiconFlags, ReportFormat, RunFlags};
use super::progress::ProgressBar;
use super::rejects::Rejects;
use super::scan::plain_format;
use super::{Outcome, load_lexicons, refuse_output_onto_input, stop};

pub const EXAMPLES: &str = "\
Examples:
  frontback audit intro.de.md intro.en.md              the German article is the source
  frontback audit articles/ --source de -o found.csv   grouped by name: intro.de.md, en/intro.md
  frontback audit pages.csv --group page --text body --lang-column lang
  frontback audit memory.tmx --fail-on critical        segments that are paired already
  frontback audit a.en.txt a.fr.txt --summary sum.csv --alignment beads.csv --html report.html";

/// Flags of `audit`.
#[derive(Debug, Args)]
pub struct AuditFlags {
    /// Versions of one article, the source first; or a folder, a table, TMX, XLIFF or PO files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// The source: a language, or one of the files [default: the first file; in groups English, else the first]
    #[arg(long, value_name = "CODE|FILE", help_heading = "Versions")]
    pub source: Option<String>,

    /// Column whose value tells which rows of a table are versions of one article
    #[arg(long, value_name = "COLUMN", help_heading = "Versions")]
    pub group: Option<String>,

    /// Column with the source of segments that are paired already
    #[arg(long, value_name = "COLUMN", requires = "target_text", conflicts_with = "group", help_heading = "Versions")]
    pub source_text: Option<String>,

    /// Column with their target
    #[arg(long, value_name = "COLUMN", requires = "source_text", help_heading = "Versions")]
    pub target_text: Option<String>,

    /// How texts are cut into sentences
    #[arg(long, value_enum, default_value_t = SplitFlag::Sentences, help_heading = "Versions")]
    pub split: SplitFlag,

    /// Most text that is held while articles are put together, in bytes (K, M, G allowed)
    #[arg(long, value_name = "BYTES", value_parser = super::arguments::parse_bytes, default_value = "1G", help_heading = "Versions")]
    pub max_text: usize,

    #[command(flatten)]
    pub input: InputFlags,

    #[command(flatten)]
    pub language: LanguageFlags,

    #[command(flatten)]
    pub lexicon: LexiconFlags,

    /// Write the findings to FILE instead of standard output; .gz and .zst compress
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub output: Option<PathBuf>,

    /// Format of the findings; else by the extension of FILE, else csv
    #[arg(long, value_enum, value_name = "FORMAT", help_heading = "Output")]
    pub to: Option<ReportFormat>,

    /// Write a row for each source and target to FILE
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub summary: Option<PathBuf>,

    /// Write which sentences go together to FILE
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub alignment: Option<PathBuf>,

    /// Write a page to FILE that shows source and target side by side with the findings
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub html: Option<PathBuf>,

    /// Write what could not be read to FILE as CSV
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub rejects: Option<PathBuf>,

    /// End with status 1 if there is a finding this bad
    #[arg(long, value_enum, value_name = "SEVERITY", help_heading = "Output")]
    pub fail_on: Option<SeverityFlag>,

    #[command(flatten)]
    pub run: RunFlags,
}

/// How texts are cut into sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SplitFlag {
    /// By layout and punctuation
    Sentences,
    /// Each line is a sentence
    Lines,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SeverityFlag {
    /// The translation says the opposite
    Critical,
    /// It says something else
    Major,
    /// Worth a look
    Minor,
}

impl From<SeverityFlag> for Severity {
    fn from(flag: SeverityFlag) -> Severity {
        match flag {
            SeverityFlag::Critical => Severity::Critical,
            SeverityFlag::Major => Severity::Major,
            SeverityFlag::Minor => Severity::Minor,
        }
    }
}

/// Runs the command.
pub fn run(flags: &AuditFlags) -> anyhow::Result<Outcome> {
    let mut inputs = Inputs::find(&flags.paths);
    let outputs = [&flags.output, &flags.summary, &flags.alignment, &flags.html, &flags.rejects];
    refuse_output_onto_input(&outputs, &inputs)?;
    let stop = stop::on_interrupt();
    let mut rejects = Rejects::open(flags.rejects.as_deref())?;
    for missing in &inputs.missing {
        rejects.add(missing)?;
    }
    let grouping = Grouping::of(flags, &inputs)?;
    if grouping == Grouping::Names {
        leave_out_nameless(&mut inputs, &mut rejects)?;
    }
    let progress = ProgressBar::new(flags.run.progress, flags.run.quiet, &inputs);
    let gathered = gather(flags, grouping, &inputs, stop, &progress, &mut rejects)?;
    if gathered.is_empty() {
        progress.finish();
        rejects.finish()?;
        return Ok(Outcome::NothingDone);
    }
    let auditor = Auditor::new(flags)?;
    let mut reports = Reports::open(flags)?;
    let found = pipeline::in_order(
        flags.run.settings().jobs,
        |hand_over| gathered.into_iter().try_for_each(hand_over),
        |article| auditor.audit(&article),
        |article| reports.write(&article, &auditor.texts),
    );
    progress.finish();
    found?;
    let counts = reports.finish()?;
    let failed = rejects.finish()?;
    if !flags.run.quiet {
        counts.summarize();
    }
    Ok(match (counts.pairs, failed, flags.fail_on.is_some_and(|least| counts.has(least.into()))) {
        (0, _, _) => Outcome::NothingDone,
        (_, 0, false) => Outcome::Done,
        _ => Outcome::SomeFailed,
    })
}

/// What compares articles: an analyzer of texts, and one that takes each line for a sentence.
struct Auditor {
    texts: Analyzer,
    lines: Analyzer,
}

impl Auditor {
    fn new(flags: &AuditFlags) -> anyhow::Result<Auditor> {
        let settings = |split| AnalysisSettings { split, ..flags.language.settings() };
        let split = match flags.split {
            SplitFlag::Sentences => Split::Sentences,
            SplitFlag::Lines => Split::Lines,
        };
        let analyzer = |split| anyhow::Ok(Analyzer::new(load_lexicons(&flags.lexicon)?, settings(split)));
        Ok(Auditor { texts: analyzer(split)?, lines: analyzer(Split::Lines)? })
    }

    fn audit(&self, article: &Article) -> ArticleReport {
        audit::audit(article, &self.texts, &self.lines)
    }
}

/// Names the files whose names tell no language, and leaves them unread.
fn leave_out_nameless(inputs: &mut Inputs, rejects: &mut Rejects) -> Result<(), Error> {
    let is_named = |name: &str| group::by_name(name).is_some();
    for name in inputs.iter().map(frontback::pipeline::Input::name).filter(|name| !is_named(name)) {
        rejects.add(&Reject::file(&name, "its name tells no language; name files like intro.en.md or en/intro.md"))?;
    }
    inputs.retain(|input| is_named(&input.name()));
    Ok(())
}

/// Reads all versions and puts the articles together.
fn gather(
    flags: &AuditFlags,
    grouping: Grouping,
    inputs: &Inputs,
    stop: &Stop,
    progress: &ProgressBar,
    rejects: &mut Rejects,
) -> anyhow::Result<Vec<Article>> {
    let mut ingest = flags.input.settings();
    ingest.columns.keep = match &grouping {
        Grouping::Column(column) => vec![column.clone()],
        Grouping::Segments { source, target } => vec![source.clone(), target.clone()],
        Grouping::OneArticle | Grouping::Names | Grouping::PairedFiles => Vec::new(),
    };
    if let Grouping::Segments { source, .. } = &grouping
        && ingest.columns.text.is_empty()
    {
        ingest.columns.text = vec![source.clone()];
    }
    if grouping == Grouping::PairedFiles {
        return read_paired_files(inputs, ingest.max_record_bytes, flags.max_text, stop, rejects);
    }
    let run = Run { inputs, ingest: &ingest, settings: frontback::config::PipelineSettings { jobs: 1 }, stop, done: 0 };
    let mut gathering = Gathering { grouping, groups: Groups::default(), segments: Vec::new(), bytes: 0 };
    run.process(
        |batch| batch,
        |batch| {
            batch.into_iter().for_each(|document| gathering.add(document));
            check_size(gathering.bytes, flags.max_text)
        },
        |reject| progress.suspend(|| rejects.add(&reject)),
        |now| progress.update(now),
    )
    .map_err(|error| gathering.grouping.name_flag(error))?;
    let Gathering { groups, segments, grouping, bytes: _ } = gathering;
    let first = match &grouping {
        Grouping::OneArticle => {
            flags.source.clone().or_else(|| inputs.iter().next().map(frontback::pipeline::Input::name))
        }
        _ => flags.source.clone(),
    };
    let (mut articles, alone) = groups.finish(first.as_deref());
    for apart in alone {
        rejects.add(&Reject::file(&apart.name, apart.reason))?;
    }
    articles.extend(
        segments.into_iter().map(|paired| Article { group: paired.name.clone(), versions: Versions::Paired(paired) }),
    );
    Ok(articles)
}

/// What tells which texts belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Grouping {
    /// All files are versions of one article.
    OneArticle,
    /// The names of the files.
    Names,
    /// A column of a table.
    Column(String),
    /// The files hold segments that are paired already.
    PairedFiles,
    /// Each row is a pair of segments.
    Segments { source: String, target: String },
}

impl Grouping {
    /// Says of a missing column by which flag of this command it was named.
    fn name_flag(&self, error: Error) -> Error {
        let Error::NoColumn { path, role: "kept", wanted, columns, flag: _ } = error else { return error };
        let (role, flag) = match self {
            Grouping::Segments { .. } => ("segment", "--source-text COLUMN --target-text"),
            _ => ("group", "--group"),
        };
        Error::NoColumn { path, role, wanted, columns, flag }
    }

    fn of(flags: &AuditFlags, inputs: &Inputs) -> Result<Grouping, Error> {
        let files = inputs.iter().count();
        match (&flags.group, &flags.source_text, &flags.target_text) {
            (Some(column), ..) => Ok(Grouping::Column(column.clone())),
            (None, Some(source), Some(target)) => {
                Ok(Grouping::Segments { source: source.clone(), target: target.clone() })
            }
            _ if files > 0 && inputs.iter().all(|input| PairedFormat::of(&input.name()).is_some()) => {
                Ok(Grouping::PairedFiles)
            }
            _ if flags.paths.iter().any(|path| path.is_dir()) => Ok(Grouping::Names),
            _ if files == 1 => Err(Error::Usage(
                "one file alone cannot be compared: name its translations too, or a folder; for a table add --group COLUMN, or --source-text and --target-text".to_owned(),
            )),
            _ => Ok(Grouping::OneArticle),
        }
    }
}

/// Texts on their way into articles.
struct Gathering {
    grouping: Grouping,
    groups: Groups,
    segments: Vec<PairedSegments>,
    /// Bytes of text held.
    bytes: usize,
}

/// Segments of one table are compared in portions of this many: enough to see how terms are rendered, and a
/// memory of millions of segments is never held as one text.
const SEGMENTS_PER_PORTION: usize = 2_000;

impl Gathering {
    fn add(&mut self, mut document: Document) {
        self.bytes += document.title.len() + document.body.len() + document.kept.iter().map(String::len).sum::<usize>();
        let named = group::by_name(&document.source);
        match &self.grouping {
            Grouping::OneArticle => {
                if document.claimed_language.is_none() {
                    document.claimed_language = named.map(|(_, lang)| lang);
                }
                self.groups.add("", document);
            }
            Grouping::Names => {
                // Nameless files were left out before.
                let (group, lang) = named.map_or((document.source.clone(), None), |(group, lang)| (group, Some(lang)));
                document.claimed_language = document.claimed_language.or(lang);
                self.groups.add(&group, document);
            }
            Grouping::Column(_) => {
                let group = document.kept.first().cloned().unwrap_or_default();
                self.groups.add(&group, document);
            }
            // Read by themselves.
            Grouping::PairedFiles => {}
            Grouping::Segments { .. } => {
                let mut kept = document.kept.into_iter();
                let pair = (kept.next().unwrap_or_default(), kept.next().unwrap_or_default());
                add_segment(&mut self.segments, &document.source, (None, None), pair);
            }
        }
    }
}

/// Refuses more text than may be held at once.
fn check_size(bytes: usize, most: usize) -> Result<(), Error> {
    if bytes <= most {
        return Ok(());
    }
    Err(Error::Usage(format!(
        "the articles hold more than {most} bytes of text (--max-text); audit fewer of them at once"
    )))
}

/// Reads files of paired segments.
fn read_paired_files(
    inputs: &Inputs,
    max_record_bytes: usize,
    max_text_bytes: usize,
    stop: &Stop,
    rejects: &mut Rejects,
) -> anyhow::Result<Vec<Article>> {
    let mut portions = Vec::new();
    let mut bytes = 0;
    for input in inputs.iter() {
        let name = input.name();
        let Some(format) = PairedFormat::of(&name) else { continue };
        let segments = match input.open().and_then(|raw| paired::segments(&name, raw, format, max_record_bytes)) {
            Ok(segments) => segments,
            Err(error) => {
                rejects.add(&Reject::file(&name, error.to_string()))?;
                continue;
            }
        };
        for segment in segments {
            if stop.load(std::sync::atomic::Ordering::Relaxed) {
                return Err(Error::Interrupted.into());
            }
            match segment {
                Ok(segment) => {
                    let languages = (segment.source_language, segment.target_language);
                    bytes += segment.source.len() + segment.target.len();
                    check_size(bytes, max_text_bytes)?;
                    add_segment(&mut portions, &name, languages, (segment.source, segment.target));
                }
                Err(reject) => rejects.add(&reject)?,
            }
        }
    }
    Ok(portions
        .into_iter()
        .map(|paired| Article { group: paired.name.clone(), versions: Versions::Paired(paired) })
        .collect())
}

/// Adds a pair to the last portion that takes it: of the same file and languages, and not full.
fn add_segment(
    portions: &mut Vec<PairedSegments>,
    name: &str,
    (source_language, target_language): (Option<Lang>, Option<Lang>),
    pair: (String, String),
) {
    let takes = |portion: &&mut PairedSegments| {
        portion.name == name
            && portion.source_language == source_language
            // A source alone belongs to whatever language it was to be translated into.
            && (portion.target_language == target_language || (target_language.is_none() && pair.1.is_empty()))
            && portion.segments.len() < SEGMENTS_PER_PORTION
    };
    // A memory of many languages gives them in turn; the portions of each stand near the end.
    match portions.iter_mut().rev().take(MOST_OPEN_PORTIONS).find(takes) {
        Some(portion) => portion.segments.push(pair),
        None => portions.push(PairedSegments {
            name: name.to_owned(),
            source_language,
            target_language,
            segments: vec![pair],
        }),
    }
}

/// A translation memory holds at most so many languages that portions of them are kept apart.
const MOST_OPEN_PORTIONS: usize = 64;

/// The reports of a run.
struct Reports {
    findings: Report,
    summary: Option<Report>,
    alignment: Option<Report>,
    page: Option<Output>,
    counts: Counts,
}

/// One report being written.
struct Report {
    columns: Vec<String>,
    format: Box<dyn Format>,
    output: Output,
    bytes: Vec<u8>,
}

impl Report {
    fn open(columns: &[&str], path: Option<&Path>, to: Option<ReportFormat>, color: bool) -> Result<Report, Error> {
        let columns: Vec<String> = columns.iter().copied().map(str::to_owned).collect();
        let extension = path.map(|path| Packing::of(path).1).and_then(Path::extension).and_then(|name| name.to_str());
        let by_extension = match extension {
            Some("tsv" | "tab") => ReportFormat::Tsv,
            Some("jsonl" | "ndjson") => ReportFormat::Jsonl,
            Some(other @ ("xlsx" | "parquet" | "html")) if to.is_none() => {
                let name = path.unwrap_or(Path::new("")).display();
                let expected = "an audit is written as csv, tsv or jsonl, and its page by --html FILE";
                return Err(Error::Usage(format!("{name}: no report in the format '{other}'; {expected}")));
            }
            _ => ReportFormat::Csv,
        };
        let format = plain_format(to.unwrap_or(by_extension), color);
        let mut report = Report { columns, format, output: Output::open(path)?, bytes: Vec::new() };
        report.format.begin(&report.columns, &mut report.bytes);
        Ok(report)
    }

    fn row(&mut self, row: &dyn Row) {
        self.format.row(&self.columns, row, &mut self.bytes);
    }

    fn flush(&mut self) -> Result<(), Error> {
        self.output.write(&self.bytes)?;
        self.bytes.clear();
        Ok(())
    }
}

impl Reports {
    fn open(flags: &AuditFlags) -> Result<Reports, Error> {
        let color = flags.run.color.colors_output() && flags.output.is_none();
        let also = |columns: &[&str], path: &Option<PathBuf>| {
            path.as_deref().map(|path| Report::open(columns, Some(path), None, false)).transpose()
        };
        Ok(Reports {
            findings: Report::open(&FINDING_COLUMNS, flags.output.as_deref(), flags.to, color)?,
            summary: also(&SUMMARY_COLUMNS, &flags.summary)?,
            alignment: also(&ALIGNMENT_COLUMNS, &flags.alignment)?,
            page: flags.html.as_deref().map(open_page).transpose()?,
            counts: Counts::default(),
        })
    }

    fn write(&mut self, article: &ArticleReport, analyzer: &Analyzer) -> Result<(), Error> {
        self.counts.add(article);
        if let Some(page) = &mut self.page {
            page.write(audit_page::article(article, analyzer).as_bytes())?;
        }
        for pair in pairs(article) {
            pair.findings().for_each(|row| self.findings.row(&row));
            if let Some(summary) = &mut self.summary {
                summary.row(&pair.summary());
            }
            if let Some(alignment) = &mut self.alignment {
                pair.beads().for_each(|row| alignment.row(&row));
            }
        }
        self.all().try_for_each(Report::flush)
    }

    fn all(&mut self) -> impl Iterator<Item = &mut Report> {
        [Some(&mut self.findings), self.summary.as_mut(), self.alignment.as_mut()].into_iter().flatten()
    }

    fn finish(mut self) -> Result<Counts, Error> {
        self.all().try_for_each(Report::flush)?;
        for report in [Some(self.findings), self.summary, self.alignment].into_iter().flatten() {
            report.output.finish()?;
        }
        if let Some(mut page) = self.page {
            page.write(audit_page::END.as_bytes())?;
            page.finish()?;
        }
        Ok(self.counts)
    }
}

fn open_page(path: &Path) -> Result<Output, Error> {
    let mut page = Output::open(Some(path))?;
    page.write(audit_page::begin().as_bytes())?;
    Ok(page)
}

/// What was found, for the summary.
#[derive(Default)]
struct Counts {
    articles: usize,
    pairs: usize,
    by_severity: [usize; 3],
}

impl Counts {
    fn add(&mut self, article: &ArticleReport) {
        self.articles += 1;
        self.pairs += article.pairs.len();
        for (count, severity) in self.by_severity.iter_mut().zip(Severity::ALL) {
            *count += article.pairs.iter().map(|pair| pair.count(severity)).sum::<usize>();
        }
    }

    fn has(&self, least: Severity) -> bool {
        Severity::ALL.iter().zip(self.by_severity).any(|(severity, count)| *severity >= least && count > 0)
    }

    fn summarize(&self) {
        use std::io::Write as _;
        let findings: Vec<String> = Severity::ALL
            .iter()
            .zip(self.by_severity)
            .map(|(severity, count)| format!("{} {count}", severity.as_str()))
            .collect();
        let (articles, pairs) = (self.articles, self.pairs);
        // Standard error may be closed; there is nobody to tell then.
        let _unless_closed = writeln!(
            std::io::stderr(),
            "frontback: articles {articles}, comparisons {pairs}\n  findings: {}",
            findings.join(", ")
        );
    }
}
