//! Tables whose rows have a known label or rating: read, filtered and judged, for `eval`, `suggest`, `fit`.

use frontback::analyze::{Analysis, Analyzer};
use frontback::document::{Document, Label, Lang};
use frontback::error::{Error, Reject};
use frontback::pipeline::{Inputs, Run};

use super::arguments::{LabelledFlags, When};
use super::progress::ProgressBar;
use super::rejects::Rejects;
use super::{load_lexicons, stop};

/// A row with what is known of it and what `observe` took from its analysis.
pub struct Observed<T> {
    /// Its id.
    pub id: String,
    /// The file.
    pub source: String,
    /// 1-based record in the file.
    pub record: u64,
    /// The known label; `None` where the row has none or one that is not mapped.
    pub expected: Option<Label>,
    /// The known rating.
    pub rating: Option<f64>,
    /// The known language.
    pub language: Option<Lang>,
    /// The values of the columns asked for besides, in that order.
    pub extra: Vec<String>,
    /// What was taken from the analysis.
    pub observation: T,
}

/// All rows of a table that pass its filters.
pub struct Observations<T> {
    /// The rows, in order.
    pub rows: Vec<Observed<T>>,
    /// Records that could not be read.
    pub failed: u64,
}

/// `--map front=Sales,Marketing`: values of the label column that mean a label.
#[derive(Debug, Clone)]
pub struct LabelMap {
    /// The label.
    pub label: Label,
    /// The values, compared without regard to case.
    pub values: Vec<String>,
}

/// `--where column=a,b`: only rows whose column has one of the values.
#[derive(Debug, Clone)]
pub struct Filter {
    /// The column.
    pub column: String,
    /// The values.
    pub values: Vec<String>,
}

/// Reads `front=Sales,Marketing`.
pub fn parse_label_map(text: &str) -> Result<LabelMap, String> {
    let (label, values) = name_and_values(text).ok_or("expected LABEL=VALUE,... such as front=Sales,Marketing")?;
    let label = Label::parse(&label).ok_or("expected front, back, mixed or neutral before '='")?;
    Ok(LabelMap { label, values })
}

/// Reads `match=exactMatch,closeMatch`.
pub fn parse_filter(text: &str) -> Result<Filter, String> {
    let (column, values) = name_and_values(text).ok_or("expected COLUMN=VALUE,... such as match=exactMatch")?;
    Ok(Filter { column, values })
}

fn name_and_values(text: &str) -> Option<(String, Vec<String>)> {
    let (name, values) = text.split_once('=')?;
    let values: Vec<String> = values.split(',').map(|value| value.trim().to_owned()).collect();
    (!name.trim().is_empty()).then(|| (name.trim().to_owned(), values))
}

/// The label that a cell means.
fn label_of(cell: &str, maps: &[LabelMap]) -> Option<Label> {
    let cell = cell.trim();
    let maps_to = |map: &&LabelMap| map.values.iter().any(|value| value.to_lowercase() == cell.to_lowercase());
    let mapped = maps.iter().find(maps_to).map(|map| map.label);
    mapped.or_else(|| Label::parse(&cell.to_lowercase()))
}

/// Where the parts of a row stand among the kept columns.
struct Plan {
    keep: Vec<String>,
    label: Option<usize>,
    rating: Option<usize>,
    language: Option<usize>,
    filters: Vec<usize>,
    extra: Vec<usize>,
}

impl Plan {
    fn new(flags: &LabelledFlags, extra: &[String]) -> Plan {
        let mut keep: Vec<String> = Vec::new();
        let mut number = |column: &String| {
            keep.iter().position(|known| known == column).unwrap_or_else(|| {
                keep.push(column.clone());
                keep.len() - 1
            })
        };
        let label = flags.label.as_ref().map(&mut number);
        let rating = flags.rating.as_ref().map(&mut number);
        let language = flags.language_truth.as_ref().map(&mut number);
        let filters = flags.filters.iter().map(|filter| number(&filter.column)).collect();
        let extra = extra.iter().map(&mut number).collect();
        Plan { keep, label, rating, language, filters, extra }
    }

    fn passes(&self, document: &Document, filters: &[Filter]) -> bool {
        self.filters.iter().zip(filters).all(|(&column, filter)| {
            let cell = document.kept.get(column).map(|cell| cell.trim()).unwrap_or_default();
            filter.values.iter().any(|value| value == cell)
        })
    }
}

/// Judges every row of the table that passes the filters. `extra` columns come along.
pub fn observe<T: Send>(
    flags: &LabelledFlags,
    extra: &[String],
    observe: impl Fn(&Analyzer, &Document, &Analysis) -> T + Sync,
) -> anyhow::Result<Observations<T>> {
    let mut rows = Vec::new();
    let failed = observe_each(flags, extra, observe, |row| rows.push(row))?;
    Ok(Observations { rows, failed })
}

/// As [`observe`], but hands every row to `take`, in order, so that none need be kept. Returns how many
/// records could not be read.
pub fn observe_each<T: Send>(
    flags: &LabelledFlags,
    extra: &[String],
    observe: impl Fn(&Analyzer, &Document, &Analysis) -> T + Sync,
    mut take: impl FnMut(Observed<T>) + Send,
) -> anyhow::Result<u64> {
    let plan = Plan::new(flags, extra);
    let inputs = Inputs::find(&flags.paths);
    let analyzer = Analyzer::new(load_lexicons(&flags.lexicon)?, flags.language.settings());
    let mut ingest = flags.input.settings();
    ingest.columns.keep.clone_from(&plan.keep);
    let mut rejects = Rejects::open(None)?;
    for missing in &inputs.missing {
        rejects.add(missing)?;
    }
    if inputs.is_empty() {
        return Err(Error::Usage("there is no table to read".to_owned()).into());
    }
    let progress = ProgressBar::new(if flags.quiet { When::Never } else { When::Auto }, flags.quiet, &inputs);
    let settings = flags.pipeline_settings();
    let run = Run { inputs: &inputs, ingest: &ingest, settings, done: 0, stop: stop::on_interrupt() };
    let one = |mut document: Document| -> Result<Observed<T>, Reject> {
        if plan.language.is_some() {
            document.claimed_language = None;
        }
        let document = &document;
        let cell = |column: usize| document.kept.get(column).map(String::as_str).unwrap_or_default();
        let rating = match plan.rating.map(cell).map(str::trim) {
            None | Some("") => None,
            Some(text) => Some(parse_rating(text).ok_or_else(|| Reject {
                record: document.record,
                ..Reject::file(&document.source, format!("rating '{text}'; expected a number"))
            })?),
        };
        let analysis = analyzer.analyze_or_fail(document);
        Ok(Observed {
            id: document.id.clone(),
            source: document.source.clone(),
            record: document.record,
            expected: plan.label.map(cell).and_then(|cell| label_of(cell, &flags.lexicon.maps)),
            rating,
            language: plan.language.map(cell).and_then(Lang::parse).map(frontback::language::canonical),
            extra: plan.extra.iter().map(|&column| cell(column).trim().to_owned()).collect(),
            observation: observe(&analyzer, document, &analysis),
        })
    };
    let mut bad_ratings = Vec::new();
    let outcome = run.process(
        |batch| batch.into_iter().filter(|document| plan.passes(document, &flags.filters)).map(one).collect::<Vec<_>>(),
        |batch| {
            for row in batch {
                match row {
                    Ok(row) => take(row),
                    Err(reject) => bad_ratings.push(reject),
                }
            }
            Ok(())
        },
        |reject| progress.suspend(|| rejects.add(&reject)),
        |now| progress.update(now),
    );
    progress.finish();
    outcome.map_err(|error| name_flag(error, flags))?;
    for reject in &bad_ratings {
        rejects.add(reject)?;
    }
    Ok(rejects.finish()?)
}

/// These columns are copied through on the way, but the user named them by another flag than `--keep`.
fn name_flag(error: Error, flags: &LabelledFlags) -> Error {
    let Error::NoColumn { path, role: "kept", wanted, columns, .. } = error else { return error };
    let is_wanted = |name: &String| wanted.contains(&format!("'{name}'"));
    let (role, flag) = if flags.label.as_ref().is_some_and(is_wanted) {
        ("label", "--label")
    } else if flags.rating.as_ref().is_some_and(is_wanted) {
        ("rating", "--rating")
    } else if flags.language_truth.as_ref().is_some_and(is_wanted) {
        ("language", "--language-truth")
    } else if flags.filters.iter().any(|filter| is_wanted(&filter.column)) {
        ("filter", "--where")
    } else {
        ("group", "--group or --by")
    };
    Error::NoColumn { path, role, wanted, columns, flag }
}

fn parse_rating(text: &str) -> Option<f64> {
    text.replace(',', ".").parse().ok().filter(|rating: &f64| rating.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_become_labels() {
        let maps = [parse_label_map("front=Sales, Field Sales").unwrap(), parse_label_map("back=IT").unwrap()];
        #[track_caller]
        fn check(maps: &[LabelMap], cell: &str, expected: Option<Label>) {
            assert_eq!(label_of(cell, maps), expected);
        }
        check(&maps, " field sales ", Some(Label::Front));
        check(&maps, "IT", Some(Label::Back));
        check(&maps, "Mixed", Some(Label::Mixed));
        check(&maps, "Farming", None);
        check(&maps, "", None);
        assert!(parse_label_map("sales=x").is_err() && parse_label_map("front").is_err());
    }

    #[test]
    fn ratings_are_numbers() {
        assert_eq!(parse_rating("3.5"), Some(3.5));
        assert_eq!(parse_rating("3,5"), Some(3.5));
        assert_eq!(parse_rating("many"), None);
        assert_eq!(parse_rating("NaN"), None);
    }
}
