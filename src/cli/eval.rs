//! `frontback eval`: how good the labels and scores are, against a column that knows.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use frontback::analyze::{Analysis, Status};
use frontback::document::{Document, Label, Lang};
use frontback::error::Error;
use frontback::evaluation::{Calibration, Confusion, auc_of_thirds, mean, share, spearman};
use frontback::pipeline::Output;

use super::Outcome;
use super::arguments::{EvalFlags, LabelledFlags, ReportFormat};
use super::labelled::{Observed, observe};
use super::listing::{Cell, Line, aligned, write_rows};

/// What is kept of a judged row.
struct Found {
    label: Option<Label>,
    score: f64,
    confidence: f64,
    language: Option<Lang>,
    status: Status,
    functions: String,
    evidence: String,
    excerpt: String,
}

/// Characters of a row's text that the errors file shows: enough to see why.
const EXCERPT_CHARACTERS: usize = 600;

fn look(analyzer: &frontback::Analyzer, _: &Document, analysis: &Analysis) -> Found {
    let judgement = analysis.judgement;
    Found {
        label: judgement.map(|judgement| judgement.label),
        score: judgement.map_or(0.0, |judgement| judgement.score),
        confidence: judgement.map_or(0.0, |judgement| judgement.confidence),
        language: analysis.language,
        status: analysis.status,
        functions: frontback::report::functions_of(analysis, analyzer),
        evidence: frontback::report::evidence_of(analysis),
        excerpt: analysis.text.chars().take(EXCERPT_CHARACTERS).collect(),
    }
}

/// Runs the command.
pub fn run(flags: &EvalFlags) -> anyhow::Result<Outcome> {
    let LabelledFlags { label, rating, language_truth, .. } = &flags.labelled;
    if label.is_none() && rating.is_none() && language_truth.is_none() && flags.group.is_none() {
        let hint = "nothing to compare with: name --label COLUMN, --rating COLUMN, --language-truth COLUMN, or \
                    --group COLUMN with --by COLUMN";
        return Err(Error::Usage(hint.to_owned()).into());
    }
    if flags.group.is_some() && flags.by.is_none() {
        let hint = "--group COLUMN says which rows are one item; --by COLUMN must say what tells its versions apart";
        return Err(Error::Usage(hint.to_owned()).into());
    }
    let extra: Vec<String> = flags.by.iter().chain(&flags.group).cloned().collect();
    let observations = observe(&flags.labelled, &extra, look)?;
    let rows = &observations.rows;
    if rows.is_empty() {
        return Err(Error::Usage("no row passes the filters; see --where".to_owned()).into());
    }
    let by = |row: &Observed<Found>| {
        if flags.by.is_some() { row.extra.first().cloned().unwrap_or_default() } else { "all".to_owned() }
    };
    let known: HashSet<Label> = rows.iter().filter_map(|row| row.expected).collect();
    let mut cards: BTreeMap<String, Scorecard> = BTreeMap::new();
    for row in rows {
        cards.entry(by(row)).or_default().add(row, &known);
    }
    if flags.group.is_some() {
        compare_versions(rows, flags.reference.as_deref(), &mut cards)?;
    }
    let mut output = Output::open(flags.output.as_deref())?;
    match flags.to {
        None | Some(ReportFormat::Table) => {
            let text = if flags.by.is_some() { table(&cards) } else { sheet(&cards) };
            output.write(text.as_bytes())?;
        }
        Some(format) => {
            let lines = cards.iter().map(|(name, card)| card.line(name));
            output.write(&write_rows(format, &COLUMNS, lines))?;
        }
    }
    output.finish()?;
    if let Some(path) = &flags.errors {
        let mut errors = Output::open(Some(path))?;
        errors.write(&write_rows(ReportFormat::Csv, &ERROR_COLUMNS, worst_first(rows).into_iter()))?;
        errors.finish()?;
    }
    Ok(if observations.failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// All figures of one set of rows.
#[derive(Default)]
struct Scorecard {
    rows: u64,
    judged: u64,
    confusion: Confusion,
    /// Rows whose known label is front or back, and that were given front or back.
    decided: Confusion,
    calibration: Calibration,
    rated: Vec<(f64, f64)>,
    /// Rows of known language, and how many of them were taken for it.
    languages: u64,
    languages_right: u64,
    items: u64,
    agreeing: u64,
}

fn is_side(label: Label) -> bool {
    matches!(label, Label::Front | Label::Back)
}

impl Scorecard {
    /// Counts a row of a table whose label column has these labels.
    fn add(&mut self, row: &Observed<Found>, known: &HashSet<Label>) {
        self.rows += 1;
        if let Some(language) = row.language {
            self.languages += 1;
            self.languages_right += u64::from(row.observation.language == Some(language));
        }
        let Some(label) = row.observation.label else { return };
        self.judged += 1;
        if let Some(expected) = row.expected {
            self.confusion.add(expected, label);
            // Where no row is known to be mixed, a mixed label can be neither right nor wrong.
            if known.contains(&label) {
                self.calibration.add(row.observation.confidence, expected == label);
            }
            if is_side(expected) && is_side(label) {
                self.decided.add(expected, label);
            }
        }
        if let Some(rating) = row.rating {
            self.rated.push((row.observation.score, rating));
        }
    }

    /// Share of the rows known to be front or back that were given front or back.
    fn decided_share(&self) -> Option<f64> {
        let sided = self.confusion.class(Label::Front).expected + self.confusion.class(Label::Back).expected;
        share(self.decided.total(), sided)
    }

    fn line(&self, name: &str) -> Line {
        let mut cells = vec![
            Cell::Text(name.to_owned()),
            Cell::Count(self.rows),
            Cell::Count(self.judged),
            Cell::Count(self.confusion.total()),
            Cell::from(self.confusion.accuracy()),
            Cell::from(self.confusion.macro_f1()),
            Cell::from(self.decided_share()),
            Cell::from(self.decided.macro_f1()),
            Cell::from(self.calibration.expected_error()),
        ];
        for label in Label::ALL {
            let class = self.confusion.class(label);
            cells.extend([class.precision, class.recall, class.f1].map(Cell::from));
        }
        cells.push(Cell::Count(self.rated.len() as u64));
        cells.push(Cell::from(spearman(&self.rated)));
        cells.push(Cell::from(auc_of_thirds(&self.rated)));
        cells.push(Cell::Count(self.languages));
        cells.push(Cell::from(share(self.languages_right, self.languages)));
        cells.push(Cell::Count(self.items));
        cells.push(Cell::from(share(self.agreeing, self.items)));
        Line(cells)
    }
}

const COLUMNS: [&str; 28] = [
    "by",
    "rows",
    "judged",
    "labelled",
    "accuracy",
    "macro_f1",
    "decided_share",
    "decided_macro_f1",
    "calibration_error",
    "front_precision",
    "front_recall",
    "front_f1",
    "back_precision",
    "back_recall",
    "back_f1",
    "mixed_precision",
    "mixed_recall",
    "mixed_f1",
    "neutral_precision",
    "neutral_recall",
    "neutral_f1",
    "rated",
    "spearman",
    "auc",
    "known_languages",
    "language_accuracy",
    "items",
    "agreement",
];

/// The version that the others are compared with where none is named and the table has it.
const USUAL_REFERENCE: &str = "en";

/// Of the items whose reference version is front or back: how many versions have the same label.
fn compare_versions(
    rows: &[Observed<Found>],
    reference: Option<&str>,
    cards: &mut BTreeMap<String, Scorecard>,
) -> anyhow::Result<()> {
    let reference = reference.unwrap_or(USUAL_REFERENCE);
    let version = |row: &Observed<Found>| row.extra.first().cloned().unwrap_or_default();
    let item = |row: &Observed<Found>| row.extra.get(1).cloned().unwrap_or_default();
    let expected: HashMap<String, Label> = rows
        .iter()
        .filter(|row| version(row) == reference)
        .filter_map(|row| Some((item(row), row.observation.label.filter(|&label| is_side(label))?)))
        .collect();
    if expected.is_empty() {
        let versions: Vec<&str> = cards.keys().map(String::as_str).collect();
        let hint = format!(
            "no item has a version '{reference}' labelled front or back; name another by --reference: {}",
            versions.join(", ")
        );
        return Err(Error::Usage(hint).into());
    }
    for row in rows.iter().filter(|row| version(row) != reference) {
        let (Some(&label), Some(card)) = (expected.get(&item(row)), cards.get_mut(&version(row))) else { continue };
        card.items += 1;
        card.agreeing += u64::from(row.observation.label == Some(label));
    }
    Ok(())
}

const ERROR_COLUMNS: [&str; 12] = [
    "id",
    "source",
    "record",
    "language",
    "status",
    "expected",
    "label",
    "score",
    "confidence",
    "functions",
    "evidence",
    "text",
];

/// Rows with a wrong label, the surest first; then rated rows by how far their rank is from the rating's.
fn worst_first(rows: &[Observed<Found>]) -> Vec<Line> {
    let line = |row: &Observed<Found>, expected: Cell| {
        let found = &row.observation;
        Line(vec![
            Cell::Text(row.id.clone()),
            Cell::Text(row.source.clone()),
            Cell::Count(row.record),
            Cell::Text(found.language.map(|language| language.to_string()).unwrap_or_default()),
            Cell::Text(found.status.as_str().to_owned()),
            expected,
            Cell::Text(found.label.map(Label::as_str).unwrap_or_default().to_owned()),
            Cell::Number(found.score),
            Cell::Number(found.confidence),
            Cell::Text(found.functions.clone()),
            Cell::Text(found.evidence.clone()),
            Cell::Text(found.excerpt.clone()),
        ])
    };
    let mut wrong: Vec<(&Observed<Found>, Label)> = rows
        .iter()
        .filter_map(|row| Some((row, row.expected?)))
        .filter(|(row, expected)| row.observation.label != Some(*expected))
        .collect();
    wrong.sort_by(|one, other| other.0.observation.confidence.total_cmp(&one.0.observation.confidence));
    let wrong = wrong.into_iter().map(|(row, expected)| line(row, Cell::Text(expected.as_str().to_owned())));
    let rated: Vec<(&Observed<Found>, f64)> =
        rows.iter().filter(|row| row.observation.label.is_some()).filter_map(|row| Some((row, row.rating?))).collect();
    let ranks_of_scores = frontback::evaluation::ranks(rated.iter().map(|(row, _)| row.observation.score));
    let ranks_of_ratings = frontback::evaluation::ranks(rated.iter().map(|(_, rating)| *rating));
    let mut misranked: Vec<(f64, &Observed<Found>, f64)> = rated
        .iter()
        .enumerate()
        .map(|(number, &(row, rating))| ((ranks_of_scores[number] - ranks_of_ratings[number]).abs(), row, rating))
        .collect();
    misranked.sort_by(|one, other| other.0.total_cmp(&one.0));
    let misranked = misranked.into_iter().map(|(_, row, rating)| line(row, Cell::Number(rating)));
    wrong.chain(misranked).collect()
}

fn figure(value: Option<f64>) -> String {
    value.map_or("-".to_owned(), |value| format!("{value:.3}"))
}

/// One set of rows, all its figures.
fn sheet(cards: &BTreeMap<String, Scorecard>) -> String {
    let mut text = String::new();
    for card in cards.values() {
        // Writing into a string cannot fail; so for all below.
        let _infallible = writeln!(text, "{} rows, {} judged", card.rows, card.judged);
        if card.confusion.total() > 0 {
            text.push_str(&label_figures(card));
        }
        if card.languages > 0 {
            let right = figure(share(card.languages_right, card.languages));
            let _infallible = writeln!(text, "\nlanguage right in {right} of {} rows", card.languages);
        }
        if !card.rated.is_empty() {
            let _infallible = writeln!(
                text,
                "\nranking of {} rated rows\n  Spearman's rho                       {}\n  AUC, highest against lowest third    {}",
                card.rated.len(),
                figure(spearman(&card.rated)),
                figure(auc_of_thirds(&card.rated))
            );
        }
    }
    text
}

fn label_figures(card: &Scorecard) -> String {
    let mut rows =
        vec![["expected", "front", "back", "mixed", "neutral", "precision", "recall", "F1"].map(str::to_owned)];
    for label in Label::ALL {
        let class = card.confusion.class(label);
        let [front, back, mixed, neutral] = Label::ALL.map(|found| card.confusion.count(label, found).to_string());
        let [precision, recall, f1] = [class.precision, class.recall, class.f1].map(figure);
        rows.push([label.as_str().to_owned(), front, back, mixed, neutral, precision, recall, f1]);
    }
    let mut text = format!("\n{} labelled rows; found:\n{}", card.confusion.total(), aligned(&rows));
    let _infallible = writeln!(
        text,
        "\n  accuracy                             {}\n  macro F1                             {}\n  \
         front or back: share decided         {}\n  front or back: macro F1 of decided   {}\n  \
         expected calibration error           {}",
        figure(card.confusion.accuracy()),
        figure(card.confusion.macro_f1()),
        figure(card.decided_share()),
        figure(card.decided.macro_f1()),
        figure(card.calibration.expected_error())
    );
    let mut bins = vec![["confidence", "labels", "mean confidence", "share right"].map(str::to_owned)];
    for (from, bin) in card.calibration.bins().filter(|(_, bin)| bin.count > 0) {
        let range = format!("{from:.1} to {:.1}", from + 0.1);
        bins.push([range, bin.count.to_string(), figure(bin.confidence()), figure(bin.accuracy())]);
    }
    text + "\nreliability of the confidence\n" + &aligned(&bins)
}

/// Many sets of rows, a line each, and their mean.
fn table(cards: &BTreeMap<String, Scorecard>) -> String {
    type Figure = fn(&Scorecard) -> Option<f64>;
    let all: [(&str, Figure); 10] = [
        ("accuracy", |card| card.confusion.accuracy()),
        ("macro F1", |card| card.confusion.macro_f1()),
        ("decided", Scorecard::decided_share),
        ("decided F1", |card| card.decided.macro_f1()),
        ("calib. error", |card| card.calibration.expected_error()),
        ("rho", |card| spearman(&card.rated)),
        ("AUC", |card| auc_of_thirds(&card.rated)),
        ("language", |card| share(card.languages_right, card.languages)),
        ("items", |card| (card.items > 0).then_some(card.items as f64)),
        ("agreement", |card| share(card.agreeing, card.items)),
    ];
    let used: Vec<_> =
        all.into_iter().filter(|(_, figure)| cards.values().any(|card| figure(card).is_some())).collect();
    let mut rows = vec![
        ["by", "rows", "judged"].into_iter().chain(used.iter().map(|(name, _)| *name)).map(str::to_owned).collect(),
    ];
    for (name, card) in cards {
        let mut row = vec![name.clone(), card.rows.to_string(), card.judged.to_string()];
        row.extend(used.iter().map(|(name, value)| match (*name, value(card)) {
            ("items", Some(_)) => card.items.to_string(),
            (_, value) => figure(value),
        }));
        rows.push(row);
    }
    let mut means: Vec<String> = ["mean", "", ""].map(str::to_owned).to_vec();
    means.extend(used.iter().map(|(name, value)| match *name {
        "items" => String::new(),
        _ => figure(mean(&cards.values().filter_map(value).collect::<Vec<_>>())),
    }));
    rows.push(means);
    aligned(&rows)
}
