//! `frontback lexicon export`: plain terms for other tools.

use frontback::error::Error;
use frontback::lexicon::export::{PlainTerm, fixed_strings, liwc, plain_terms, quanteda};
use frontback::pipeline::Output;

use super::arguments::ReportFormat;
use super::lexicon_flags::{ExportFlags, ExportFormat};
use super::listing::{Cell, Line, write_rows};
use super::{Outcome, load_lexicons, supported};

const COLUMNS: [&str; 6] = ["language", "term", "concept", "side", "function", "weight"];

/// Runs the command.
pub fn run(flags: &ExportFlags) -> anyhow::Result<Outcome> {
    if flags.to == ExportFormat::Dic && flags.language.is_none() && !flags.plain {
        let hint = "a .dic dictionary has no place for languages; name one: frontback lexicon export en --to dic";
        return Err(Error::Usage(hint.to_owned()).into());
    }
    let lexicons = load_lexicons(&flags.lexicon)?;
    let languages = match flags.language {
        Some(language) => vec![supported(&lexicons, language)?],
        None => lexicons.languages().collect(),
    };
    let terms: Vec<PlainTerm> = languages.iter().flat_map(|&language| plain_terms(&lexicons, language)).collect();
    let rows = |format: ReportFormat| {
        let columns = if flags.language.is_some() { &COLUMNS[1..] } else { &COLUMNS[..] };
        write_rows(format, columns, terms.iter().map(|term| row(term, flags.language.is_none())))
    };
    let bytes = match flags.to {
        _ if flags.plain => fixed_strings(&terms).into_bytes(),
        ExportFormat::Csv => rows(ReportFormat::Csv),
        ExportFormat::Tsv => rows(ReportFormat::Tsv),
        ExportFormat::Jsonl => rows(ReportFormat::Jsonl),
        ExportFormat::Dic => liwc(&terms).into_bytes(),
        ExportFormat::Quanteda => quanteda(&terms).into_bytes(),
    };
    let mut output = Output::open(flags.output.as_deref())?;
    output.write(&bytes)?;
    output.finish()?;
    let gaps = terms.iter().filter(|term| term.has_gap()).count();
    if gaps > 0 && (flags.plain || matches!(flags.to, ExportFormat::Dic | ExportFormat::Quanteda)) {
        eprintln!("frontback: left out {gaps} terms with '...', which this format cannot express");
    }
    Ok(Outcome::Done)
}

fn row(term: &PlainTerm, with_language: bool) -> Line {
    let language = with_language.then(|| Cell::Text(term.language.to_string()));
    let cells = [
        Cell::Text(term.term.clone()),
        Cell::Text(term.concept.name.clone()),
        Cell::Text(term.concept.side.as_str().to_owned()),
        Cell::Text(term.concept.function.clone()),
        Cell::Number(term.concept.weight),
    ];
    Line(language.into_iter().chain(cells).collect())
}
