//! `frontback scan`: documents or sentences to a table.

mod counts;
mod report;
mod settings;

use std::time::Instant;

use frontback::analyze::Analyzer;
use frontback::error::Error;
use frontback::pipeline::{Inputs, Run};
use frontback::report::{Csv, CsvStyle, Format, Jsonl, Table};

use super::arguments::{ReportFormat, ScanFlags};
use super::progress::ProgressBar;
use super::rejects::Rejects;
use super::{Outcome, load_lexicons, refuse_output_onto_input, stop};
use counts::Counts;
use report::{Batch, Report, Sink};

/// Runs the command.
pub fn run(flags: &ScanFlags) -> anyhow::Result<Outcome> {
    if flags.paths.is_empty() && std::io::IsTerminal::is_terminal(&std::io::stdin()) {
        let hint = "nothing to read: name files or folders, or pipe text in; see frontback scan --help";
        return Err(Error::Usage(hint.to_owned()).into());
    }
    let inputs = Inputs::find(&flags.paths);
    refuse_output_onto_input(&[&flags.output.output, &flags.output.rejects], &inputs)?;
    let report = Report::new(flags.per, &flags.input.keep, &flags.output, flags.run.color)?;
    let settings = settings::settings(flags, &inputs, &report);
    if flags.output.resume && settings.is_none() {
        let why = "--resume reads the input again from its beginning, which standard input does not allow; name a file";
        return Err(Error::Usage(why.to_owned()).into());
    }
    let analyzer = Analyzer::new(load_lexicons(&flags.lexicon)?, flags.language.settings());
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
    let (mut sink, checkpoint) = report.open(&flags.output, settings.as_ref())?;
    let mut counts = Counts::default();
    let mut done = 0;
    if let Some(checkpoint) = checkpoint {
        done = checkpoint.documents;
        counts = serde_json::from_value(checkpoint.counts)?;
    }
    if flags.output.resume && !flags.run.quiet {
        match done {
            0 => eprintln!("frontback: nothing to resume; beginning"),
            _ => eprintln!("frontback: resuming after {done} documents"),
        }
    }
    let progress = ProgressBar::new(flags.run.progress, flags.run.quiet, &inputs);
    let ingest = flags.input.settings();
    if flags.run.verbose {
        eprintln!("frontback: {} threads", flags.run.settings().jobs);
        inputs.iter().for_each(|input| eprintln!("frontback: reading {}", input.name()));
    }
    let run = Run { inputs: &inputs, ingest: &ingest, settings: flags.run.settings(), done, stop };
    let totals = run.process(
        |batch| report.rows(&analyzer, &batch),
        |batch: Batch| {
            counts.add(&batch.counts);
            sink.write(batch, &counts, &flags.output)
        },
        |reject| progress.suspend(|| rejects.add(&reject)),
        |now| progress.update(now),
    );
    progress.finish();
    let totals = match totals {
        Ok(totals) => totals,
        Err(error) => return Err(give_up(sink, error).into()),
    };
    report.finish(sink, &flags.output)?;
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

/// A run that failed after hours has not failed for nothing.
fn give_up(sink: Sink, error: Error) -> Error {
    match sink.give_up() {
        Ok(true) => {
            eprintln!("frontback: what is done is kept; the same command with --resume goes on with it");
            error
        }
        Ok(false) => error,
        // Why the run failed matters more.
        Err(_) => error,
    }
}

/// The format of a list.
pub fn plain_format(format: ReportFormat, color: bool) -> Box<dyn Format> {
    match format {
        ReportFormat::Csv => Box::new(Csv::new(CsvStyle::CSV)),
        ReportFormat::Tsv => Box::new(Csv::new(CsvStyle::TSV)),
        ReportFormat::Jsonl => Box::new(Jsonl),
        ReportFormat::Table => Box::new(Table { color }),
    }
}
