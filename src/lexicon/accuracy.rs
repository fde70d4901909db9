//! How well each language does against ground truth, as measured: `data/accuracy.csv`.

use std::collections::BTreeMap;

use super::csv_rows::{Rows, data_error};
use crate::document::Lang;
use crate::error::Result;

const ACCURACY_PATH: &str = "data/accuracy.csv";
const ACCURACY: &str = include_str!("../../data/accuracy.csv");

/// A figure of `data/accuracy.csv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Spearman's rank correlation of scores and ratings, -1..=1.
    Rho,
    /// Area under the ROC curve of the top against the bottom third of ratings, 0..=1.
    Auc,
    /// Share of texts that get the label of their English version, 0..=1.
    Agreement,
}

impl Measure {
    /// All, in the order of their columns.
    pub const ALL: [Measure; 3] = [Measure::Rho, Measure::Auc, Measure::Agreement];

    /// The name used in the file and as a column.
    pub fn as_str(self) -> &'static str {
        match self {
            Measure::Rho => "rho",
            Measure::Auc => "auc",
            Measure::Agreement => "agreement",
        }
    }
}

/// The measured figures of each language.
///
/// # Errors
/// [`crate::error::Error::Data`] if the embedded data is broken, which its tests rule out.
pub fn accuracy() -> Result<BTreeMap<Lang, BTreeMap<Measure, f64>>> {
    parse(ACCURACY_PATH, ACCURACY)
}

fn parse(path: &str, text: &str) -> Result<BTreeMap<Lang, BTreeMap<Measure, f64>>> {
    let columns = ["language", "measure", "value"];
    let mut figures: BTreeMap<Lang, BTreeMap<Measure, f64>> = BTreeMap::new();
    for row in Rows::new(path, text, &columns, &columns)? {
        let row = row?;
        let bad = |problem: String, expected: &str| data_error(path, row.line, problem, expected);
        let (code, name, value) = (row.get("language"), row.get("measure"), row.get("value"));
        let language =
            Lang::parse(code).ok_or_else(|| bad(format!("no language code '{code}'"), "a code such as en"))?;
        let measure = Measure::ALL
            .into_iter()
            .find(|measure| measure.as_str() == name)
            .ok_or_else(|| bad(format!("unknown measure '{name}'"), "rho, auc or agreement"))?;
        let value: f64 = value
            .parse()
            .ok()
            .filter(|value| (-1.0..=1.0).contains(value))
            .ok_or_else(|| bad(format!("value '{value}'"), "a number from -1 to 1"))?;
        if figures.entry(language).or_default().insert(measure, value).is_some() {
            return Err(bad(format!("'{name}' of '{code}' stands here twice"), "every figure once"));
        }
    }
    Ok(figures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_figures_are_sound() {
        accuracy().unwrap_or_else(|problem| panic!("{problem}"));
    }

    #[test]
    fn figures_are_read_and_mistakes_named() {
        let figures = parse("a.csv", "language,measure,value\nde,rho,0.61\nde,auc,0.9\nen,auc,0.8\n").expect("sound");
        let german = &figures[&Lang::parse("de").expect("a code")];
        assert_eq!(german.iter().collect::<Vec<_>>(), [(&Measure::Rho, &0.61), (&Measure::Auc, &0.9)]);
        #[track_caller]
        fn refuses(row: &str, expected: &str) {
            let problem = parse("a.csv", &format!("language,measure,value\n{row}\n")).expect_err("a mistake");
            assert!(problem.to_string().starts_with(expected), "{problem}");
        }
        refuses("d,rho,0.5", "a.csv:2: no language code 'd'");
        refuses("de,f1,0.5", "a.csv:2: unknown measure 'f1'");
        refuses("de,rho,2", "a.csv:2: value '2'");
        refuses("de,rho,0.5\nde,rho,0.6", "a.csv:3: 'rho' of 'de' stands here twice");
    }
}
