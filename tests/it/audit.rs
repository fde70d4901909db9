//! The audit's own test set: article pairs under `tests/audit`, with what was planted in each translation.

use std::fs;
use std::path::{Path, PathBuf};

use frontback::audit::{Article, ArticleReport, Finding, Kind, Versions, audit};
use frontback::{Analyzer, Document, Lang};

use crate::workdir::{Run, command, project};

/// A difference that was put into a translation on purpose.
struct Planted {
    kind: String,
    source: String,
    target: String,
}

/// What became of the planted differences of all pairs.
#[derive(Default)]
struct Score {
    planted: usize,
    found: usize,
    findings: usize,
    right: usize,
    flips_in_clean_pairs: usize,
    wrong: Vec<String>,
}

fn pairs() -> Vec<PathBuf> {
    let folder = project().join("tests/audit");
    let mut pairs: Vec<PathBuf> =
        fs::read_dir(folder).expect("tests/audit").map(|entry| entry.expect("readable").path()).collect();
    pairs.sort();
    pairs
}

/// The version of a pair whose file begins with `role`: `source.en.md`.
fn version(pair: &Path, role: &str) -> Document {
    let mut files = fs::read_dir(pair).expect("a pair").map(|entry| entry.expect("readable").path());
    let is_it = |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(role));
    let path = files.find(is_it).unwrap_or_else(|| panic!("{}: no {role}", pair.display()));
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let claimed_language = name.split('.').nth(1).and_then(Lang::parse);
    Document { id: name, body: fs::read_to_string(&path).expect("a text"), claimed_language, ..Document::default() }
}

fn planted(pair: &Path) -> Vec<Planted> {
    let path = pair.join("planted.csv");
    let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let rows = reader.records().map(|row| row.expect("a row"));
    let cell = |row: &csv::StringRecord, column: usize| row.get(column).unwrap_or_default().to_owned();
    rows.map(|row| Planted { kind: cell(&row, 0), source: cell(&row, 1), target: cell(&row, 2) }).collect()
}

fn report(pair: &Path, analyzer: &Analyzer) -> ArticleReport {
    let versions = Versions::Whole(vec![version(pair, "source"), version(pair, "target")]);
    audit(&Article { group: String::new(), versions }, analyzer, analyzer)
}

/// Whether a finding is the planted one: of its kind, about its sentence. A repetition stands beside a sentence
/// of the source that other sentences of the target belong to.
fn is_planted(finding: &Finding, planted: &Planted, report: &ArticleReport) -> bool {
    let [source, target] = [&report.versions[0], &report.versions[1]];
    let in_target = || !planted.target.is_empty() && target.text_of(finding.target.clone()).contains(&planted.target);
    let in_source = || !planted.source.is_empty() && source.text_of(finding.source.clone()).contains(&planted.source);
    let any_place = finding.kind == Kind::Duplicated;
    // Menus, bylines and forms are added on purpose.
    let is_boilerplate = planted.kind == "boilerplate" && matches!(finding.kind, Kind::Omitted | Kind::Added);
    (finding.kind.as_str() == planted.kind || is_boilerplate) && (in_target() || in_source() || any_place)
}

fn score() -> Score {
    let analyzer = Analyzer::with_embedded_lexicons().expect("the data that comes with the tool");
    let mut score = Score::default();
    for pair in pairs() {
        let name = pair.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let planted = planted(&pair);
        let report = report(&pair, &analyzer);
        let findings = &report.pairs[0].findings;
        for row in &planted {
            let is_found = findings.iter().any(|finding| is_planted(finding, row, &report));
            score.planted += 1;
            score.found += usize::from(is_found);
            if !is_found {
                score.wrong.push(format!("{name}: missed {}: {}{}", row.kind, row.source, row.target));
            }
        }
        for finding in findings {
            let is_right = planted.iter().any(|row| is_planted(finding, row, &report));
            score.findings += 1;
            score.right += usize::from(is_right);
            if !is_right {
                let (kind, detail) = (finding.kind.as_str(), &finding.detail);
                let text = report.versions[1].text_of(finding.target.clone());
                score.wrong.push(format!("{name}: not planted {kind}: {detail}: {text}"));
            }
            score.flips_in_clean_pairs += usize::from(planted.is_empty() && finding.kind == Kind::Flip);
        }
    }
    score
}

#[test]
fn planted_differences_are_found_and_no_others() {
    /// What was reached when the set was new: a floor for changes, not what is aimed at (0.95 and 0.90).
    const LEAST_RECALL: f64 = 0.94;
    /// See above.
    const LEAST_PRECISION: f64 = 0.90;
    let score = score();
    assert!(score.planted >= 40, "too few planted differences");
    let recall = score.found as f64 / score.planted as f64;
    let precision = score.right as f64 / score.findings.max(1) as f64;
    let wrong = score.wrong.join("\n");
    if std::env::var_os("SHOW_WRONG").is_some() {
        println!("recall {recall:.3} of {}, precision {precision:.3} of {}\n{wrong}", score.planted, score.findings);
    }
    assert!(
        recall >= LEAST_RECALL && precision >= LEAST_PRECISION,
        "recall {recall:.3}, precision {precision:.3}\n{wrong}"
    );
    assert_eq!(score.flips_in_clean_pairs, 0, "{wrong}");
}

#[test]
fn mistakes_say_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("writable");
    write("a.de.md", "Das Backoffice zahlt.");
    write("a.en.md", "The back office pays.");
    write("t.csv", "page,lang,body\n1,de,Das Backoffice zahlt.\n1,en,The back office pays.\n");
    let check = |arguments: &[&str], status: i32, expected: &str| {
        let run = Run::from(command(folder.path()).arg("audit").args(arguments).output().expect("the program starts"));
        assert_eq!(run.status, status, "{arguments:?}: {}", run.stderr);
        assert!(run.stderr.contains(expected), "{arguments:?}: {}", run.stderr);
    };
    check(&["a.de.md"], 2, "one file alone cannot be compared");
    check(&["nothing.md", "a.de.md"], 2, "nothing.md: cannot open");
    check(&["a.de.md", "a.en.md", "-o", "a.en.md"], 2, "cannot be the output too");
    check(&["a.de.md", "a.en.md", "-o", "x.csv", "--summary", "x.csv"], 2, "the report's own file");
    check(&["a.de.md", "a.en.md", "-o", "x.xlsx"], 2, "csv, tsv or jsonl");
    check(&["a.de.md", "a.en.md", "--source", "fi"], 2, "no version 'fi'");
    check(&["a.de.md", "a.en.md", "--max-text", "10"], 2, "--max-text");
    check(&["t.csv", "--group", "pgae"], 2, "Name one with --group COLUMN");
    // A table among the files of a folder has no language in its name; the rest goes on.
    check(&["."], 1, "t.csv: its name tells no language");
    check(&["t.csv", "--group", "page", "--lang-column", "lang"], 0, "comparisons 1");
}
