//! `frontback lexicon check`: what is wrong or odd in lexicons, and how a language does on its examples.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use frontback::Analyzer;
use frontback::config::AnalysisSettings;
use frontback::document::{Document, Label, Lang};
use frontback::evaluation::Confusion;
use frontback::lexicon::check::{Finding, FindingKind, Severity, Subject, check};
use frontback::lexicon::import::{self, CategoryMap, ForeignFormat};
use frontback::lexicon::{LanguageFiles, Lexicons, UserLexicon};
use frontback::pipeline::Output;

use super::lexicon_flags::CheckFlags;
use super::listing::{Cell, Line, write_rows};
use super::{Outcome, category_map, read_language_folder, read_text};

/// Findings of a kind that are shown to read; more would hide those of other kinds.
const MOST_OF_A_KIND: usize = 50;

const COLUMNS: [&str; 6] = ["path", "line", "severity", "kind", "problem", "advice"];

/// Runs the command.
pub fn run(flags: &CheckFlags) -> anyhow::Result<Outcome> {
    let map = category_map(&flags.maps);
    let mut findings = Vec::new();
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for path in &flags.paths {
        if path.is_dir() {
            folders.push(read_language_folder(path)?);
        } else {
            files.extend(read(path, &map, &mut findings)?);
        }
    }
    check_files(&files, &mut findings)?;
    let mut summaries: Vec<String> = files.iter().map(|file| summary_of_file(file, &findings)).collect();
    for folder in folders {
        summaries.push(check_folder(folder, &files, &mut findings)?);
    }
    let mut output = Output::open(None)?;
    match flags.to {
        Some(format) => output.write(&write_rows(format, &COLUMNS, findings.iter().map(row)))?,
        None => output.write(readable(&findings).as_bytes())?,
    }
    output.finish()?;
    summaries.iter().for_each(|summary| eprintln!("{summary}"));
    Ok(if mistakes(&findings) > 0 { Outcome::SomeFailed } else { Outcome::Done })
}

/// Reads a user's file; what breaks a rule becomes a finding.
fn read(path: &Path, map: &CategoryMap, findings: &mut Vec<Finding>) -> anyhow::Result<Option<UserLexicon>> {
    let (name, text) = (path.display().to_string(), read_text(path)?);
    let lexicon = match ForeignFormat::of(&name, &text) {
        Some(format) => import::parse(&name, &text, format, map),
        None => UserLexicon::parse_leniently(&name, &text),
    };
    match lexicon {
        Ok((lexicon, errors)) => {
            findings.extend(errors.iter().filter_map(Finding::of_error));
            Ok(Some(lexicon))
        }
        Err(error) => {
            findings.push(Finding::of_error(&error).ok_or(error)?);
            Ok(None)
        }
    }
}

/// Files are checked together: one may define the concepts of another.
fn check_files(files: &[UserLexicon], findings: &mut Vec<Finding>) -> anyhow::Result<()> {
    let (lexicons, errors) = Lexicons::leniently(Vec::new(), files.to_vec())?;
    findings.extend(errors.iter().filter_map(Finding::of_error));
    for file in files {
        findings.extend(check(&lexicons, Subject::UserFile(file.path())));
    }
    Ok(())
}

fn summary_of_file(file: &UserLexicon, findings: &[Finding]) -> String {
    let mine: Vec<&Finding> = findings.iter().filter(|finding| finding.path == file.path()).collect();
    let mistakes = mine.iter().filter(|finding| finding.severity == Severity::Mistake).count();
    format!(
        "{}: {} terms, {} concepts of its own, {}, {}",
        file.path(),
        file.len(),
        file.concepts().len(),
        counted(mistakes, "mistake", "mistakes"),
        counted(mine.len() - mistakes, "piece of advice", "pieces of advice"),
    )
}

/// Finds all that is wrong with a language folder, and says how it does on its own examples.
fn check_folder(folder: LanguageFiles, files: &[UserLexicon], findings: &mut Vec<Finding>) -> anyhow::Result<String> {
    let name = folder.folder.to_string();
    let lang = Lang::parse(&folder.code).unwrap_or(Lang::UNDETERMINED);
    let (lexicons, _told_before) = Lexicons::leniently(vec![folder], files.to_vec())?;
    let found = check(&lexicons, Subject::Language(lang));
    let terms = lexicons.terms(lang);
    let concepts = terms.iter().map(|term| term.concept.as_str()).collect::<BTreeSet<_>>().len();
    let (terms, mistakes) = (terms.len(), mistakes(&found));
    let measured = measure_examples(lexicons, lang)?;
    measured.wrong.iter().for_each(|wrong| eprintln!("{name}/examples.csv:{wrong}"));
    let macro_f1 = measured.confusion.macro_f1().map_or("none".to_owned(), |f1| format!("{f1:.3}"));
    let summary = format!(
        "{name}: {terms} terms, {concepts} concepts, {}, {}; {} examples, macro F1 {macro_f1}",
        counted(mistakes, "mistake", "mistakes"),
        counted(found.len() - mistakes, "piece of advice", "pieces of advice"),
        measured.confusion.total(),
    );
    findings.extend(found);
    Ok(summary)
}

/// How a language does on its own examples.
pub struct MeasuredExamples {
    /// What was expected and found.
    pub confusion: Confusion,
    /// The wrong ones: line, labels, text and evidence.
    pub wrong: Vec<String>,
}

/// Judges all examples of a language.
pub fn measure_examples(lexicons: Lexicons, lang: Lang) -> anyhow::Result<MeasuredExamples> {
    let examples = lexicons.examples(lang)?;
    let settings = AnalysisSettings { forced_language: Some(lang), ..AnalysisSettings::default() };
    let analyzer = Analyzer::new(lexicons, settings);
    let mut measured = MeasuredExamples { confusion: Confusion::default(), wrong: Vec::new() };
    for example in &examples {
        let document = Document { body: example.text.clone(), ..Document::default() };
        let analysis = analyzer.analyze(&document);
        let found = analysis.judgement.map_or(Label::Neutral, |judgement| judgement.label);
        measured.confusion.add(example.label, found);
        if found != example.label {
            measured.wrong.push(format!(
                "{}: {} not {}: {} [{}]",
                example.line,
                found.as_str(),
                example.label.as_str(),
                example.text,
                frontback::report::evidence_of(&analysis)
            ));
        }
    }
    Ok(measured)
}

fn mistakes(findings: &[Finding]) -> usize {
    findings.iter().filter(|finding| finding.severity == Severity::Mistake).count()
}

fn counted(count: usize, one: &str, several: &str) -> String {
    match count {
        0 => format!("no {several}"),
        1 => format!("1 {one}"),
        _ => format!("{count} {several}"),
    }
}

fn row(finding: &Finding) -> Line {
    Line(vec![
        Cell::Text(finding.path.clone()),
        Cell::Count(finding.line),
        Cell::Text(finding.severity.as_str().to_owned()),
        Cell::Text(finding.kind.as_str().to_owned()),
        Cell::Text(finding.problem.clone()),
        Cell::Text(finding.advice.clone()),
    ])
}

/// Findings a line each, at most [`MOST_OF_A_KIND`] of a kind and severity.
fn readable(findings: &[Finding]) -> String {
    let mut by_kind: BTreeMap<(Severity, FindingKind), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        by_kind.entry((finding.severity, finding.kind)).or_default().push(finding);
    }
    let mut text = String::new();
    for ((severity, kind), findings) in by_kind {
        findings.iter().take(MOST_OF_A_KIND).for_each(|finding| text.push_str(&format!("{finding}\n")));
        if findings.len() > MOST_OF_A_KIND {
            let others = findings.len() - MOST_OF_A_KIND;
            text.push_str(&format!("{others} more of {} ({}); --to csv shows all\n", severity.as_str(), kind.as_str()));
        }
    }
    text
}
