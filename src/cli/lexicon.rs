//! `frontback lexicon`: what the labels rest on.

use std::collections::{BTreeMap, BTreeSet};

use frontback::document::{Lang, Side};
use frontback::lexicon::{Concept, Lexicons, Measure, accuracy};
use frontback::pipeline::Output;

use super::arguments::ReportFormat;
use super::check::measure_examples;
use super::lexicon_flags::{LanguagesFlags, LexiconCommand, LexiconListFlags};
use super::listing::{Cell, Line, write_rows};
use super::{Outcome, load_lexicons, supported};

/// Runs the command.
pub fn run(command: LexiconCommand) -> anyhow::Result<Outcome> {
    match command {
        LexiconCommand::Languages(flags) => languages(&flags),
        LexiconCommand::List { language: None, flags } => concepts(&flags),
        LexiconCommand::List { language: Some(language), flags } => terms(language, &flags),
        LexiconCommand::Calibrate(flags) => super::calibrate::run(&flags),
        LexiconCommand::Export(flags) => super::export::run(&flags),
        LexiconCommand::Suggest(flags) => super::suggest::run(&flags),
        LexiconCommand::Fit(flags) => super::fit::run(&flags),
        LexiconCommand::Check(flags) => super::check::run(&flags),
    }
}

fn print(format: ReportFormat, columns: &[&str], rows: impl Iterator<Item = Line>) -> anyhow::Result<Outcome> {
    let mut output = Output::open(None)?;
    output.write(&write_rows(format, columns, rows))?;
    output.finish()?;
    Ok(Outcome::Done)
}

const LANGUAGE_COLUMNS: [&str; 12] = [
    "language",
    "name",
    "tier",
    "terms",
    "concepts",
    "concept_coverage",
    "cues",
    "examples",
    "example_macro_f1",
    "rho",
    "auc",
    "agreement",
];

fn languages(flags: &LanguagesFlags) -> anyhow::Result<Outcome> {
    let lexicons = load_lexicons(&flags.list.lexicon)?;
    let figures = accuracy()?;
    let none = BTreeMap::new();
    let mut rows = Vec::new();
    for language in lexicons.languages() {
        let macro_f1 = if flags.measure {
            // An analyzer takes its lexicons with it.
            measure_examples(load_lexicons(&flags.list.lexicon)?, language)?.confusion.macro_f1()
        } else {
            None
        };
        let figures = figures.get(&language).unwrap_or(&none);
        let mut row = language_row(&lexicons, language, !figures.is_empty())?;
        row.push(macro_f1.into());
        row.extend(Measure::ALL.map(|measure| figures.get(&measure).copied().into()));
        rows.push(Line(row));
    }
    print(flags.list.to, &LANGUAGE_COLUMNS, rows.into_iter())
}

/// What a language has, up to its examples. Tier A is measured against ground truth, tier B on its own
/// examples alone.
fn language_row(lexicons: &Lexicons, language: Lang, is_measured: bool) -> anyhow::Result<Vec<Cell>> {
    let is_sided = |concept: &&Concept| concept.side != Side::Neutral;
    let terms = lexicons.terms(language);
    let names: BTreeSet<&str> = terms.iter().map(|term| term.concept.as_str()).collect();
    let concepts = names.iter().filter_map(|name| lexicons.concepts().find(name));
    let sided = concepts.map(|id| lexicons.concepts().get(id)).filter(is_sided).count();
    let total = lexicons.concepts().iter().filter(is_sided).count();
    Ok(vec![
        Cell::Text(language.to_string()),
        Cell::Text(frontback::language::english_name(&language).to_owned()),
        Cell::Text(if is_measured { "A" } else { "B" }.to_owned()),
        Cell::Count(terms.len() as u64),
        Cell::Count(names.len() as u64),
        // Concepts are counted in hundreds; the share is exact enough.
        Cell::Number(sided as f64 / total.max(1) as f64),
        Cell::Count(lexicons.cue_count(language) as u64),
        Cell::Count(lexicons.examples(language)?.len() as u64),
    ])
}

fn concepts(flags: &LexiconListFlags) -> anyhow::Result<Outcome> {
    let lexicons = load_lexicons(&flags.lexicon)?;
    let rows = lexicons.concepts().iter().map(|concept| {
        Line(vec![
            Cell::Text(concept.name.clone()),
            Cell::Text(concept.side.as_str().to_owned()),
            Cell::Text(concept.function.clone()),
            Cell::Number(concept.weight),
            Cell::Text(concept.gloss.clone()),
        ])
    });
    print(flags.to, &["concept", "side", "function", "weight", "gloss"], rows)
}

fn terms(language: Lang, flags: &LexiconListFlags) -> anyhow::Result<Outcome> {
    let lexicons = load_lexicons(&flags.lexicon)?;
    supported(&lexicons, language)?;
    let rows = lexicons.terms(language).into_iter().map(|term| {
        let concept = lexicons.concepts().find(&term.concept).map(|id| lexicons.concepts().get(id));
        Line(vec![
            Cell::Text(term.concept.clone()),
            Cell::Text(term.term),
            Cell::Text(concept.map_or("", |concept| concept.side.as_str()).to_owned()),
            Cell::Text(concept.map_or(String::new(), |concept| concept.function.clone())),
            Cell::Number(concept.map_or(0.0, |concept| concept.weight)),
        ])
    });
    print(flags.to, &["concept", "term", "side", "function", "weight"], rows)
}
