//! Every folder under `data/languages` that has a lexicon keeps the same promises; one without only says how
//! its language's sentences are cut. A failing test says what to change, with
//! file and line. `UPDATE=1 cargo test languages` sorts the data files in place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use frontback::Analyzer;
use frontback::config::AnalysisSettings;
use frontback::document::{Document, Label, Lang, Side};
use frontback::lexicon::{Lexicons, embedded_languages, read_terms, segmentation_rules};
use frontback::segment::{self, SegmentationRules};

use crate::workdir::project;

/// A language with fewer terms is not deep enough to be called supported.
const LEAST_TERMS: usize = 800;

/// Fewer examples test nothing.
const LEAST_EXAMPLES: usize = 70;

/// Macro F1 over the labels that a language's own examples must reach.
const LEAST_MACRO_F1: f64 = 0.9;

/// The share of a language's examples that nobody who writes its terms looks at.
const LEAST_HELD_SHARE: f64 = 0.25;

/// Macro F1 over the labels that those must reach: the floor that all keep; 0.75 is aimed at, and most have it.
const LEAST_HELD_MACRO_F1: f64 = 0.72;

/// The folders of languages that have a lexicon.
fn folders() -> Vec<(Lang, PathBuf)> {
    all_folders().into_iter().filter(|(_, path)| path.join("lexicon.csv").is_file()).collect()
}

fn all_folders() -> Vec<(Lang, PathBuf)> {
    let entries = fs::read_dir(project().join("data/languages")).expect("data/languages");
    let mut folders: Vec<(Lang, PathBuf)> = entries
        .map(|entry| {
            let path = entry.expect("readable").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (Lang::parse(&name).unwrap_or_else(|| panic!("{name}: not a language code")), path)
        })
        .collect();
    folders.sort();
    folders
}

fn rows(path: &Path) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    reader.records().map(|row| row.unwrap_or_else(|error| panic!("{}: {error}", path.display()))).collect()
}

#[test]
fn every_folder_is_embedded() {
    let embedded: BTreeSet<&str> = embedded_languages().iter().map(|language| language.code).collect();
    for (lang, path) in all_folders() {
        assert!(embedded.contains(lang.as_str()), "{} is not embedded", path.display());
        assert!(path.join("abbreviations.csv").is_file(), "{} lacks abbreviations.csv", path.display());
    }
    for (_, path) in folders() {
        for file in ["lexicon.csv", "cues.csv", "headings.csv", "abbreviations.csv", "examples.csv"] {
            assert!(path.join(file).is_file(), "{} lacks {file}", path.display());
        }
    }
}

#[test]
fn no_row_breaks_the_rules() {
    let lexicons = Lexicons::new(Vec::new()).expect("sound concepts");
    for (lang, _) in folders() {
        let problems: Vec<String> = lexicons.problems(lang).iter().map(ToString::to_string).collect();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
    }
}

#[test]
fn every_row_on_segmentation_is_sound() {
    let shared = project().join("data/shared/abbreviations.csv");
    let own = all_folders().into_iter().map(|(_, folder)| folder.join("abbreviations.csv"));
    for path in own.chain([shared]) {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if let Err(error) = SegmentationRules::parse(&text) {
            panic!("{}:{}: {}", path.display(), error.line, error.message);
        }
        // One abbreviation, one meaning; a word may be several things.
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for (number, row) in text.lines().enumerate().skip(1) {
            let cells: Vec<&str> = row.split(',').collect();
            let [kind, text, _] = cells[..] else { panic!("{}:{}: not kind,text,note", path.display(), number + 1) };
            let is_abbreviation = ["any", "title", "number", "may-end", "name", "time"].contains(&kind);
            let spelling: String = text.to_lowercase().split_whitespace().collect();
            if let Some(other) = known.insert(spelling, kind.to_owned()).filter(|_| is_abbreviation) {
                let words = ["starter", "opening", "capital", "ordinal", "before-ordinal", "joint"];
                assert!(
                    words.contains(&other.as_str()),
                    "{}:{}: '{text}' is {other} and {kind}",
                    path.display(),
                    number + 1
                );
            }
        }
    }
}

#[test]
fn languages_without_a_lexicon_have_segmentation_only() {
    let lexicons = Lexicons::new(Vec::new()).expect("sound concepts");
    let with_lexicon: Vec<Lang> = folders().into_iter().map(|(lang, _)| lang).collect();
    assert_eq!(lexicons.languages().collect::<Vec<_>>(), with_lexicon);
    let text = "Ο κ. Παππάς; Ναι.";
    let greek = segmentation_rules(Lang::parse("el").expect("a code"));
    assert_eq!(segment::sentences(text, &greek).len(), 2);
    let unknown = segmentation_rules(Lang::UNDETERMINED);
    assert_eq!(segment::sentences("Dr. No. Yes!", &unknown).len(), 2);
}

#[test]
fn files_are_sorted_and_free_of_repetition() {
    let shared = project().join("data/shared/lexicon.csv");
    let shared_terms: BTreeSet<String> = rows(&shared).iter().map(|row| row[1].to_lowercase()).collect();
    let mut files: Vec<PathBuf> = vec![shared, project().join("data/shared/abbreviations.csv")];
    files.extend(all_folders().into_iter().map(|(_, folder)| folder.join("abbreviations.csv")));
    for (_, folder) in folders() {
        files.extend(["lexicon.csv", "cues.csv", "headings.csv"].map(|file| folder.join(file)));
        for row in rows(&folder.join("lexicon.csv")) {
            let line = row.position().map_or(0, csv::Position::line);
            let path = folder.join("lexicon.csv");
            assert!(
                !shared_terms.contains(&row[1].to_lowercase()),
                "{}:{line}: '{}' stands in data/shared/lexicon.csv already",
                path.display(),
                &row[1]
            );
        }
    }
    for path in files {
        let text = fs::read_to_string(&path).expect("readable");
        let mut lines = text.lines();
        let header = lines.next().unwrap_or_default();
        let found: Vec<&str> = lines.collect();
        let sorted: Vec<&str> = found.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        if found != sorted && std::env::var_os("UPDATE").is_some() {
            fs::write(&path, format!("{header}\n{}\n", sorted.join("\n"))).expect("writable");
            continue;
        }
        let first = found.iter().zip(&sorted).position(|(found, sorted)| found != sorted);
        assert!(
            found == sorted,
            "{}:{}: not sorted, or a row twice; UPDATE=1 sorts it",
            path.display(),
            first.unwrap_or(0) + 2
        );
    }
}

#[test]
fn a_term_means_one_concept() {
    for (_, folder) in folders() {
        let path = folder.join("lexicon.csv");
        let text = fs::read_to_string(&path).expect("readable");
        let mut known: BTreeMap<String, String> = BTreeMap::new();
        for term in read_terms(&path.display().to_string(), &text).unwrap_or_else(|error| panic!("{error}")) {
            if let Some(other) = known.insert(term.term.to_lowercase(), term.concept.clone()) {
                panic!("{}:{}: '{}' stands under {other} and {}", path.display(), term.line, term.term, term.concept);
            }
        }
    }
}

#[test]
fn every_language_is_deep_enough() {
    let lexicons = Lexicons::new(Vec::new()).expect("sound concepts");
    let sided: BTreeSet<&str> = lexicons
        .concepts()
        .iter()
        .filter(|concept| concept.side != Side::Neutral)
        .map(|concept| concept.name.as_str())
        .collect();
    for (lang, _) in folders() {
        let terms = lexicons.terms(lang);
        assert!(terms.len() >= LEAST_TERMS, "{lang}: {} terms, expected {LEAST_TERMS}", terms.len());
        let covered: BTreeSet<&str> =
            terms.iter().map(|term| term.concept.as_str()).filter(|name| sided.contains(name)).collect();
        let missing: Vec<&&str> = sided.difference(&covered).collect();
        // Nine in ten, as a few concepts have no name of their own in a language.
        assert!(10 * covered.len() >= 9 * sided.len(), "{lang}: no term for {missing:?}");
    }
}

/// A language's judgement of the examples in `path`: right and found labels, and what is wrong.
fn judge_examples(lang: Lang, path: &Path) -> (Vec<(Label, Label)>, Vec<String>) {
    let settings = AnalysisSettings { forced_language: Some(lang), ..AnalysisSettings::default() };
    let analyzer = Analyzer::new(Lexicons::new(Vec::new()).expect("sound concepts"), settings);
    let (mut pairs, mut wrong) = (Vec::new(), Vec::new());
    for row in rows(path) {
        let line = row.position().map_or(0, csv::Position::line);
        let expected =
            Label::parse(&row[1]).unwrap_or_else(|| panic!("{}:{line}: no label '{}'", path.display(), &row[1]));
        let document = Document { body: row[0].to_owned(), ..Document::default() };
        let analysis = analyzer.analyze(&document);
        let found = analysis.judgement.map_or(Label::Neutral, |judgement| judgement.label);
        pairs.push((expected, found));
        if found != expected {
            let (found, expected) = (found.as_str(), expected.as_str());
            let evidence = frontback::report::evidence_of(&analysis);
            wrong.push(format!("{}:{line}: {found} not {expected}: {} [{evidence}]", path.display(), &row[0]));
        }
    }
    (pairs, wrong)
}

/// Fails unless every language reaches `least_f1` on the examples of the file called `name`.
fn check_examples(name: &str, least_f1: f64) {
    let mut failures = Vec::new();
    for (lang, folder) in folders() {
        let (pairs, wrong) = judge_examples(lang, &folder.join(name));
        let f1 = macro_f1(&pairs);
        if std::env::var_os("SHOW_WRONG").is_some() {
            println!("{lang}: {name}: macro F1 {f1:.3}\n{}", wrong.join("\n"));
        }
        if f1 < least_f1 {
            failures.push(format!("{lang}: macro F1 {f1:.3} on {name}:\n{}", wrong.join("\n")));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn every_language_passes_its_own_examples() {
    check_examples("examples.csv", LEAST_MACRO_F1);
}

#[test]
fn every_language_passes_examples_that_its_writers_never_saw() {
    check_examples("examples-held.csv", LEAST_HELD_MACRO_F1);
}

#[test]
fn every_language_has_examples_enough() {
    for (lang, folder) in folders() {
        let [own, held] = ["examples.csv", "examples-held.csv"].map(|name| rows(&folder.join(name)).len());
        assert!(own + held >= LEAST_EXAMPLES, "{lang}: {own} and {held} examples, expected {LEAST_EXAMPLES}");
        let share = held as f64 / (own + held) as f64;
        assert!(share >= LEAST_HELD_SHARE, "{lang}: {held} of {} examples are held out", own + held);
    }
}

fn macro_f1(pairs: &[(Label, Label)]) -> f64 {
    let f1 = |label: Label| {
        let count = |fits: &dyn Fn(&(Label, Label)) -> bool| pairs.iter().filter(|pair| fits(pair)).count() as f64;
        let both = count(&|pair| pair.0 == label && pair.1 == label);
        let either = count(&|pair| pair.0 == label) + count(&|pair| pair.1 == label);
        if either == 0.0 { 1.0 } else { 2.0 * both / either }
    };
    Label::ALL.iter().map(|&label| f1(label)).sum::<f64>() / Label::ALL.len() as f64
}
