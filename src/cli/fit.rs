//! `frontback lexicon fit`: concept weights from a labelled or rated table.

use std::collections::{BTreeMap, HashMap};

use frontback::analyze::{Analysis, mentions};
use frontback::document::Label;
use frontback::error::Error;
use frontback::evaluation::{auc_of_thirds, mean, spearman};
use frontback::fit::{RatedText, add_mention, cross_validate, fit};
use frontback::pipeline::Output;

use super::arguments::ReportFormat;
use super::labelled::{Observed, observe};
use super::lexicon_flags::FitFlags;
use super::listing::{Cell, Line, aligned, write_rows};
use super::{Outcome, load_lexicons};

/// Runs the command.
pub fn run(flags: &FitFlags) -> anyhow::Result<Outcome> {
    if flags.labelled.label.is_none() && flags.labelled.rating.is_none() {
        let hint = "nothing to fit to: name --label COLUMN or --rating COLUMN";
        return Err(Error::Usage(hint.to_owned()).into());
    }
    let shown_by = flags.figures.iter().map(|filter| &filter.column);
    let extra: Vec<String> = shown_by.chain(&flags.group).chain(&flags.by).cloned().collect();
    let observations = observe(&flags.labelled, &extra, |_, _, analysis: &Analysis| {
        analysis.judgement.map(|_| {
            let mut text = RatedText::default();
            for mention in mentions(&analysis.sentences) {
                add_mention(&mut text, mention.concept.number() as usize, mention.side, mention.share);
            }
            text
        })
    })?;
    let lexicons = load_lexicons(&flags.labelled.lexicon)?;
    let by_hand = lexicons.weights_by_hand()?;
    let group = |row: &Observed<Option<RatedText>>| match flags.group {
        Some(_) => row.extra.get(flags.figures.len()).cloned().unwrap_or_default(),
        None => format!("{}#{}", row.source, row.record),
    };
    let by = |row: &Observed<Option<RatedText>>| match flags.by {
        Some(_) => row.extra.last().cloned().unwrap_or_default(),
        None => "all".to_owned(),
    };
    let rows: Vec<(&Observed<Option<RatedText>>, RatedText, f64)> =
        observations.rows.iter().filter_map(|row| Some((row, row.observation.clone()?, target(row)?))).collect();
    if rows.len() < usize::from(flags.folds) {
        let hint = format!("{} rows with a label or rating; a fit needs at least {}", rows.len(), flags.folds);
        return Err(Error::Usage(hint).into());
    }
    let mut versions: HashMap<String, u32> = HashMap::new();
    rows.iter().for_each(|(row, ..)| *versions.entry(group(row)).or_insert(0) += 1);
    let mut folds = Folds { count: usize::from(flags.folds), by_key: HashMap::new() };
    let texts: Vec<RatedText> = rows
        .iter()
        .map(|(row, text, target)| {
            // A source often rates several rows; they must not be told by one another.
            let key = row.rating.map_or_else(|| group(row), |rating| rating.to_string());
            RatedText {
                rating: *target,
                importance: 1.0 / f64::from(versions.get(&group(row)).copied().unwrap_or(1)),
                fold: folds.of(key),
                ..text.clone()
            }
        })
        .collect();
    let held_out = cross_validate(&texts, &by_hand);
    let weights = fit(&texts.iter().collect::<Vec<_>>(), &by_hand);

    let mut pairs: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    let is_shown = |row: &Observed<Option<RatedText>>| {
        flags.figures.iter().zip(&row.extra).all(|(filter, cell)| filter.values.contains(cell))
    };
    for ((row, _, target), &average) in rows.iter().zip(&held_out).filter(|((row, ..), _)| is_shown(row)) {
        pairs.entry(by(row)).or_default().push((average, *target));
    }
    if !flags.labelled.quiet {
        eprint!("cross-validated in {} parts:\n{}", flags.folds, figures(&pairs));
    }
    let lines = lexicons.concepts().iter().zip(&weights).map(|(concept, &weight)| {
        Line(vec![
            Cell::Text(concept.name.clone()),
            Cell::Text(concept.side.as_str().to_owned()),
            Cell::Text(concept.function.clone()),
            Cell::Number((weight * WEIGHT_STEPS).round() / WEIGHT_STEPS),
            Cell::Text(concept.gloss.clone()),
        ])
    });
    let mut output = Output::open(flags.output.as_deref())?;
    output.write(&write_rows(ReportFormat::Csv, &["concept", "side", "function", "weight", "gloss"], lines))?;
    output.finish()?;
    Ok(if observations.failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// Weights are written in hundredths: finer differences mean nothing.
const WEIGHT_STEPS: f64 = 100.0;

/// What a row is fitted to: its rating or, where there is none, its label on the scale of scores.
fn target<T>(row: &Observed<T>) -> Option<f64> {
    row.rating.or_else(|| {
        row.expected.map(|label| match label {
            Label::Front => 1.0,
            Label::Back => -1.0,
            Label::Mixed | Label::Neutral => 0.0,
        })
    })
}

/// Deals keys out to folds in the order in which they come, so that a run can be repeated.
struct Folds {
    count: usize,
    by_key: HashMap<String, usize>,
}

impl Folds {
    fn of(&mut self, key: String) -> usize {
        let next = self.by_key.len() % self.count;
        *self.by_key.entry(key).or_insert(next)
    }
}

fn figures(pairs: &BTreeMap<String, Vec<(f64, f64)>>) -> String {
    let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let mut rows = vec![["by", "rows", "rho", "AUC"].map(str::to_owned)];
    for (name, pairs) in pairs {
        rows.push([name.clone(), pairs.len().to_string(), figure(spearman(pairs)), figure(auc_of_thirds(pairs))]);
    }
    let rhos: Vec<f64> = pairs.values().filter_map(|pairs| spearman(pairs)).collect();
    let areas: Vec<f64> = pairs.values().filter_map(|pairs| auc_of_thirds(pairs)).collect();
    rows.push(["mean".to_owned(), String::new(), figure(mean(&rhos)), figure(mean(&areas))]);
    aligned(&rows)
}
