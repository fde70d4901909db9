//! `frontback lexicon suggest`: terms that a labelled table has and no lexicon.

use frontback::analyze::Analysis;
use frontback::document::{Label, Side};
use frontback::error::Error;
use frontback::pipeline::Output;
use frontback::suggest::{PhraseCounter, Ranking, Suggestion, phrases};

use super::Outcome;
use super::labelled::observe_each;
use super::lexicon_flags::{RankFlag, SuggestFlags};
use super::listing::{Cell, Line, write_rows};

const COLUMNS: [&str; 8] = ["term", "language", "side", "score", "front_count", "back_count", "documents", "example"];

/// Runs the command.
pub fn run(flags: &SuggestFlags) -> anyhow::Result<Outcome> {
    if flags.labelled.label.is_none() {
        return Err(Error::Usage("nothing to tell apart: name the column with --label COLUMN".to_owned()).into());
    }
    let mut counter = PhraseCounter::default();
    let failed = observe_each(
        &flags.labelled,
        &[],
        |analyzer, _, analysis: &Analysis| {
            let language = analysis.judgement.and(analysis.language)?;
            let phrases = phrases(&analysis.text, analyzer.lexicons().get(language)?);
            Some((language, analysis.text.clone(), phrases))
        },
        |row| {
            let Some((language, text, phrases)) = row.observation else { return };
            let side = match row.expected {
                Some(Label::Front) => Side::Front,
                Some(Label::Back) => Side::Back,
                Some(Label::Mixed | Label::Neutral) => Side::Neutral,
                None => return,
            };
            counter.add(language, side, &text, &phrases);
        },
    )?;
    refuse_one_side(&counter)?;
    let ranking = match flags.rank {
        RankFlag::LogOdds => Ranking::LogOdds,
        RankFlag::LogLikelihood => Ranking::LogLikelihood,
    };
    let suggestions = counter.suggestions(ranking, flags.top);
    let mut output = Output::open(flags.output.as_deref())?;
    output.write(&write_rows(flags.to, &COLUMNS, suggestions.iter().map(row)))?;
    output.finish()?;
    if !flags.labelled.quiet {
        summarize(&counter, suggestions.len());
    }
    Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// With texts of one side alone there is nothing to tell apart.
fn refuse_one_side(counter: &PhraseCounter) -> Result<(), Error> {
    if counter.texts().any(|(_, front, back)| front > 0 && back > 0) {
        return Ok(());
    }
    let (front, back) = counter.texts().fold((0, 0), |sum, (_, front, back)| (sum.0 + front, sum.1 + back));
    Err(Error::Usage(format!(
        "no language with texts of both sides ({front} labelled front, {back} back); \
         --map front=VALUE,... says which labels are which"
    )))
}

fn summarize(counter: &PhraseCounter, suggestions: usize) {
    let texts: Vec<String> =
        counter.texts().map(|(language, front, back)| format!("{language} {front} front and {back} back")).collect();
    eprintln!("frontback: {suggestions} suggestions from {}", texts.join(", "));
    if counter.forgotten() > 0 {
        eprintln!(
            "frontback: the table has too many phrases to keep; counts may be too low by {}",
            counter.forgotten()
        );
    }
}

fn row(suggestion: &Suggestion) -> Line {
    Line(vec![
        Cell::Text(suggestion.term.clone()),
        Cell::Text(suggestion.language.to_string()),
        Cell::Text(suggestion.side.as_str().to_owned()),
        Cell::Number(suggestion.score),
        Cell::Count(u64::from(suggestion.front_count)),
        Cell::Count(u64::from(suggestion.back_count)),
        Cell::Count(u64::from(suggestion.documents)),
        Cell::Text(suggestion.example.clone()),
    ])
}
