//! `frontback scan`: documents or sentences to a table.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use frontback::analyze::{Analyzer, Status};
use frontback::document::{Document, Label};
use frontback::error::Error;
use frontback::pipeline::{Inputs, Output, Packing, Run};
use frontback::report::tables::{DOCUMENT_COLUMNS, DocumentRow, SENTENCE_COLUMNS, sentence_rows};
use frontback::report::{Csv, CsvStyle, Format, Jsonl, Table};

use super::arguments::{ExcelLocale, OutputFlags, Per, ReportFormat, ScanFlags, When};
use super::progress::ProgressBar;
use super::rejects::Rejects;
use super::{Outcome, load_lexicons, stop};

/// Runs the command.
pub fn run(flags: &ScanFlags) -> anyhow::Result<Outcome> {
    if flags.paths.is_empty() && std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        let hint = "nothing to read: name files or folders, or pipe text in; see frontback scan --help";
        return Err(Error::Usage(hint.to_owned()).into());
    }
    let inputs = Inputs::find(&flags.paths);
    refuse_output_onto_input(flags, &inputs)?;
    let analyzer = Analyzer::new(load_lexicons(&flags.lexicon)?, flags.language.settings());
    let table = Report::new(flags.per, &flags.input.keep, report_format(&flags.output, flags.run.color)?);
    let stop = stop::on_interrupt();
    let started = Instant::now();

    let mut rejects = Rejects::open(flags.output.rejects.as_deref())?;
    for missing in &inputs.missing {
        rejects.add(missing)?;
    }
    if inputs.is_empty() {
        rejects.finish()?;
        return Ok(Outcome::NothingDone);
    }
    let mut output = Output::open(flags.output.output.as_deref())?;
    let mut counts = Counts::default();
    output.write(&table.header())?;
    let progress = ProgressBar::new(flags.run.progress, flags.run.quiet, &inputs);
    let ingest = flags.input.settings();
    if flags.run.verbose {
        eprintln!("frontback: {} threads", flags.run.settings().jobs);
        inputs.iter().for_each(|input| eprintln!("frontback: reading {}", input.name()));
    }
    let run = Run { inputs: &inputs, ingest: &ingest, settings: flags.run.settings(), stop };
    let totals = run.process(
        |batch| table.rows(&analyzer, &batch),
        |result: Batch| {
            counts.add(&result.counts);
            output.write(&result.bytes)
        },
        |reject| progress.suspend(|| rejects.add(&reject)),
        |now| progress.update(now),
    );
    progress.finish();
    let totals = totals?;
    output.finish()?;
    let failed = rejects.finish()?;
    if !flags.run.quiet {
        counts.summarize(failed, totals.replacements, started.elapsed());
    }
    Ok(match (totals.documents, failed, counts.failed()) {
        (_, 0, 0) => Outcome::Done,
        (0, _, _) => Outcome::NothingDone,
        _ => Outcome::SomeFailed,
    })
}

fn report_format(flags: &OutputFlags, color: When) -> Result<Box<dyn Format>, Error> {
    let extension = flags.output.as_deref().map(|path| Packing::of(path).1);
    let by_extension = match extension.and_then(Path::extension).and_then(|extension| extension.to_str()) {
        Some("tsv" | "tab") => ReportFormat::Tsv,
        Some("jsonl" | "ndjson") => ReportFormat::Jsonl,
        _ => ReportFormat::Csv,
    };
    let format = flags.to.unwrap_or(by_extension);
    match (format, flags.excel) {
        (ReportFormat::Csv, Some(locale)) => {
            let (delimiter, decimal_mark) = match locale {
                ExcelLocale::Semicolon => (b';', ','),
                ExcelLocale::Comma => (b',', '.'),
            };
            Ok(Box::new(Csv::new(CsvStyle { delimiter, excel: true, decimal_mark })))
        }
        (_, Some(_)) => {
            Err(Error::Usage("--excel is a kind of CSV; leave --to and the file's extension at csv".to_owned()))
        }
        (format, None) => Ok(plain_format(format, color.colors_output() && flags.output.is_none())),
    }
}

/// The format without Excel's wishes.
pub fn plain_format(format: ReportFormat, color: bool) -> Box<dyn Format> {
    match format {
        ReportFormat::Csv => Box::new(Csv::new(CsvStyle::CSV)),
        ReportFormat::Tsv => Box::new(Csv::new(CsvStyle::TSV)),
        ReportFormat::Jsonl => Box::new(Jsonl),
        ReportFormat::Table => Box::new(Table { color }),
    }
}

/// A report may never overwrite what it is made from.
fn refuse_output_onto_input(flags: &ScanFlags, inputs: &Inputs) -> Result<(), Error> {
    let same = |path: &Path| {
        let target = path.canonicalize().ok()?;
        inputs.iter().find(|input| Path::new(&input.name()).canonicalize().is_ok_and(|source| source == target))
    };
    for path in [&flags.output.output, &flags.output.rejects].into_iter().flatten() {
        if let Some(input) = same(path) {
            let name = input.name();
            return Err(Error::Usage(format!("{name}: is an input and cannot be the output too; name another file")));
        }
    }
    Ok(())
}

/// The report of one batch.
struct Batch {
    bytes: Vec<u8>,
    counts: Counts,
}

struct Report {
    per: Per,
    columns: Vec<String>,
    format: Box<dyn Format>,
}

impl Report {
    fn new(per: Per, keep: &[String], format: Box<dyn Format>) -> Report {
        let own: &[&str] = match per {
            Per::Document => &DOCUMENT_COLUMNS,
            Per::Sentence => &SENTENCE_COLUMNS,
        };
        let columns =
            own.iter().copied().chain(keep.iter().map(|name| name.trim_end_matches('?'))).map(str::to_owned).collect();
        Report { per, columns, format }
    }

    fn header(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.format.begin(&self.columns, &mut bytes);
        bytes
    }

    fn rows(&self, analyzer: &Analyzer, documents: &[Document]) -> Batch {
        let mut batch = Batch { bytes: Vec::new(), counts: Counts::default() };
        for document in documents {
            let analysis = analyzer.analyze_or_fail(document);
            batch.counts.count(&analysis);
            match self.per {
                Per::Document => {
                    let row = DocumentRow { document, analysis: &analysis, analyzer };
                    self.format.row(&self.columns, &row, &mut batch.bytes);
                }
                Per::Sentence => sentence_rows(document, &analysis, analyzer, |row| {
                    self.format.row(&self.columns, row, &mut batch.bytes);
                }),
            }
        }
        batch
    }
}

/// What came out, for the summary.
#[derive(Default)]
struct Counts {
    documents: u64,
    languages: BTreeMap<String, u64>,
    labels: BTreeMap<Label, u64>,
    statuses: BTreeMap<&'static str, u64>,
}

impl Counts {
    fn count(&mut self, analysis: &frontback::Analysis) {
        self.documents += 1;
        if let Some(language) = analysis.language {
            *self.languages.entry(language.to_string()).or_insert(0) += 1;
        }
        match &analysis.judgement {
            Some(judgement) => *self.labels.entry(judgement.label).or_insert(0) += 1,
            None => *self.statuses.entry(analysis.status.as_str()).or_insert(0) += 1,
        }
    }

    fn add(&mut self, other: &Counts) {
        self.documents += other.documents;
        other.languages.iter().for_each(|(name, count)| *self.languages.entry(name.clone()).or_insert(0) += count);
        other.labels.iter().for_each(|(label, count)| *self.labels.entry(*label).or_insert(0) += count);
        other.statuses.iter().for_each(|(status, count)| *self.statuses.entry(status).or_insert(0) += count);
    }

    fn failed(&self) -> u64 {
        self.statuses.get(Status::Failed.as_str()).copied().unwrap_or(0)
    }

    fn summarize(&self, rejects: u64, replacements: u64, time: Duration) {
        let list = |counts: Vec<(String, u64)>| {
            let mut counts = counts;
            counts.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
            counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
        };
        let mut lines = vec![format!("{} documents in {}", self.documents, readable_time(time))];
        if !self.languages.is_empty() {
            lines.push(format!(
                "languages: {}",
                list(self.languages.iter().map(|(name, count)| (name.clone(), *count)).collect())
            ));
        }
        let labels = self.labels.iter().map(|(label, count)| (label.as_str().to_owned(), *count));
        let statuses = self.statuses.iter().map(|(status, count)| ((*status).to_owned(), *count));
        let outcomes = list(labels.chain(statuses).collect());
        if !outcomes.is_empty() {
            lines.push(format!("labels: {outcomes}"));
        }
        if rejects > 0 {
            lines.push(format!("rejected: {rejects}"));
        }
        if replacements > 0 {
            lines.push(format!("undecodable places, written as U+FFFD: {replacements}"));
        }
        // Standard error may be closed; there is nobody to tell then.
        let _unless_closed = writeln!(std::io::stderr(), "frontback: {}", lines.join("\n  "));
    }
}

fn readable_time(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else if time < Duration::from_secs(60) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}
