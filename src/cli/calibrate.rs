//! `frontback lexicon calibrate`: how often labels of a certain evidence are right, from a labelled table.

use std::collections::{BTreeMap, HashSet};

use frontback::analyze::{Analysis, document_thresholds};
use frontback::document::Label;
use frontback::error::Error;
use frontback::evaluation::Calibration;
use frontback::fit::fit_curve;
use frontback::pipeline::Output;
use frontback::score::{Certainty, SENTENCE_THRESHOLDS};

use super::Outcome;
use super::arguments::ReportFormat;
use super::labelled::observe;
use super::lexicon_flags::CalibrateFlags;
use super::listing::{Cell, Line, write_rows};

/// Which curve a label is on.
type Kind = (&'static str, &'static str);

/// Runs the command.
pub fn run(flags: &CalibrateFlags) -> anyhow::Result<Outcome> {
    if flags.labelled.label.is_none() {
        return Err(Error::Usage("nothing to calibrate with: name --label COLUMN".to_owned()).into());
    }
    let observations = observe(&flags.labelled, &[], |_, _, analysis: &Analysis| {
        let judgement = analysis.judgement?;
        let is_sentence = document_thresholds(&analysis.sentences) == SENTENCE_THRESHOLDS;
        let unit = if is_sentence { "sentence" } else { "document" };
        Some((unit, judgement.label, Certainty::of(judgement.label, judgement.front, judgement.back)))
    })?;
    let known: HashSet<Label> = observations.rows.iter().filter_map(|row| row.expected).collect();
    let mut labels: BTreeMap<Kind, Vec<(Certainty, bool)>> = BTreeMap::new();
    for row in &observations.rows {
        let (Some(expected), Some((unit, label, certainty))) = (row.expected, row.observation) else { continue };
        // A label that the column never has can be neither right nor wrong.
        if known.contains(&label) {
            labels.entry((unit, name_of(label))).or_default().push((certainty, label == expected));
        }
    }
    if labels.is_empty() {
        return Err(Error::Usage("no row with a known label was judged; see --label and --map".to_owned()).into());
    }
    let lines = labels.iter().map(|(&(unit, label), rows)| {
        let curve = fit_curve(rows);
        Line(vec![
            Cell::Text(unit.to_owned()),
            Cell::Text(label.to_owned()),
            Cell::Number(curve.offset),
            Cell::Number(curve.evidence),
            Cell::Number(curve.balance),
            Cell::Count(rows.len() as u64),
        ])
    });
    let bytes = write_rows(ReportFormat::Csv, &["unit", "label", "offset", "evidence", "balance", "rows"], lines);
    let mut output = Output::open(None)?;
    output.write(&bytes)?;
    output.finish()?;
    if !flags.labelled.quiet {
        let error = cross_validated_error(&labels, usize::from(flags.folds));
        let error = error.map_or("-".to_owned(), |error| format!("{error:.3}"));
        eprintln!("expected calibration error, cross-validated in {} parts: {error}", flags.folds);
    }
    Ok(if observations.failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

fn name_of(label: Label) -> &'static str {
    match label {
        Label::Front | Label::Back => "side",
        Label::Mixed => "mixed",
        Label::Neutral => "neutral",
    }
}

fn cross_validated_error(labels: &BTreeMap<Kind, Vec<(Certainty, bool)>>, folds: usize) -> Option<f64> {
    let mut calibration = Calibration::default();
    for rows in labels.values() {
        for fold in 0..folds {
            let in_fold = |number: usize| number % folds == fold;
            let others = rows.iter().enumerate().filter(|(number, _)| !in_fold(*number)).map(|(_, row)| *row);
            let curve = fit_curve(&others.collect::<Vec<_>>());
            for (_, &(certainty, right)) in rows.iter().enumerate().filter(|(number, _)| in_fold(*number)) {
                calibration.add(curve.probability(certainty), right);
            }
        }
    }
    calibration.expected_error()
}
