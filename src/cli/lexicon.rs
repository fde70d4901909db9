//! `frontback lexicon`: what the labels rest on.

use std::collections::BTreeSet;

use anyhow::Context as _;
use frontback::document::{Lang, Side};
use frontback::error::Error;
use frontback::lexicon::{Lexicons, UserLexicon};
use frontback::pipeline::Output;
use frontback::report::{Cells, Row};

use super::arguments::{LexiconCommand, LexiconListFlags, ReportFormat};
use super::scan::plain_format;
use super::{Outcome, load_lexicons};

/// Runs the command.
pub fn run(command: LexiconCommand) -> anyhow::Result<Outcome> {
    match command {
        LexiconCommand::Languages(flags) => languages(&flags),
        LexiconCommand::List { language: None, flags } => concepts(&flags),
        LexiconCommand::List { language: Some(language), flags } => terms(language, &flags),
        LexiconCommand::Check { files } => check(&files),
    }
}

/// A row of a lexicon list.
struct Line(Vec<Cell>);

enum Cell {
    Text(String),
    Count(u64),
    Number(f64),
}

impl Row for Line {
    fn cells(&self, cells: &mut dyn Cells) {
        for cell in &self.0 {
            match cell {
                Cell::Text(text) => cells.text(text),
                Cell::Count(count) => cells.count(*count),
                Cell::Number(number) => cells.number(*number),
            }
        }
    }
}

fn print(format: ReportFormat, columns: &[&str], rows: impl Iterator<Item = Line>) -> anyhow::Result<Outcome> {
    let columns: Vec<String> = columns.iter().map(|&name| name.to_owned()).collect();
    let format = plain_format(format, false);
    let mut bytes = Vec::new();
    format.begin(&columns, &mut bytes);
    rows.for_each(|row| format.row(&columns, &row, &mut bytes));
    let mut output = Output::open(None)?;
    output.write(&bytes)?;
    output.finish()?;
    Ok(Outcome::Done)
}

fn languages(flags: &LexiconListFlags) -> anyhow::Result<Outcome> {
    let lexicons = load_lexicons(&flags.lexicon)?;
    let judging =
        |lexicons: &Lexicons| lexicons.concepts().iter().filter(|concept| concept.side != Side::Neutral).count();
    let total = judging(&lexicons);
    let rows = lexicons.languages().map(|language| {
        let terms = lexicons.terms(language);
        let names: BTreeSet<&str> = terms.iter().map(|term| term.concept.as_str()).collect();
        let sided = names.iter().filter(|name| {
            let concept = lexicons.concepts().find(name).map(|id| lexicons.concepts().get(id));
            concept.is_some_and(|concept| concept.side != Side::Neutral)
        });
        // Concepts are counted in hundreds; the share is exact enough.
        let coverage = sided.count() as f64 / total.max(1) as f64;
        Line(vec![
            Cell::Text(language.to_string()),
            Cell::Text(frontback::language::english_name(&language).to_owned()),
            Cell::Text("B".to_owned()),
            Cell::Count(terms.len() as u64),
            Cell::Count(names.len() as u64),
            Cell::Number(coverage),
        ])
    });
    print(flags.to, &["language", "name", "tier", "terms", "concepts", "concept_coverage"], rows)
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
    if !lexicons.languages().any(|known| known == language) {
        let known: Vec<String> = lexicons.languages().map(|known| known.to_string()).collect();
        let hint = format!("no lexicon for '{language}'; there are: {}", known.join(", "));
        return Err(Error::Usage(hint).into());
    }
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

fn check(files: &[std::path::PathBuf]) -> anyhow::Result<Outcome> {
    for path in files {
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{}: cannot read the lexicon", path.display()))?;
        let lexicon = UserLexicon::parse(&path.display().to_string(), &text)?;
        let counts = (lexicon.len(), lexicon.concepts().len());
        Lexicons::new(vec![lexicon])?;
        eprintln!("{}: {} terms, {} concepts of its own, no mistakes", path.display(), counts.0, counts.1);
    }
    Ok(Outcome::Done)
}
