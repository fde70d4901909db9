//! Measures how sentences are cut, against a folder of cases:
//! `cargo run --release --example segmentation_rules -- FOLDER [--show] [LANGUAGE]...`
//!
//! The folder holds one `<language>.tsv` a language with the columns `source`, `input_json` (the text as a
//! JSON string) and `expected_json` (its sentences as a JSON array). Sources that end in `:xfail` or
//! `:disabled` are left out. A case passes if the sentences, each without white space at its ends, are the
//! expected ones. `--show` prints the cases that fail.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

use anyhow::{Context as _, Result, bail};
use frontback::Lang;
use frontback::lexicon::segmentation_rules;
use frontback::segment::{SegmentationRules, sentences};

/// Cases that their own source does not pass either.
const LEFT_OUT: [&str; 2] = [":xfail", ":disabled"];

#[derive(Default, Clone, Copy)]
struct Count {
    passed: usize,
    cases: usize,
    /// Cases whose sentences are not parts of the text: white space or comments were taken out of them.
    out_of_reach: usize,
}

impl Count {
    fn add(&mut self, passed: bool, case: &Case) {
        self.passed += usize::from(passed);
        self.cases += 1;
        self.out_of_reach += usize::from(!case.is_within_reach());
    }

    fn add_all(&mut self, other: Count) {
        self.passed += other.passed;
        self.cases += other.cases;
        self.out_of_reach += other.out_of_reach;
    }

    /// Share of the cases that pass, in percent.
    fn percent(self) -> f64 {
        if self.cases == 0 { 0.0 } else { 100.0 * self.passed as f64 / self.cases as f64 }
    }
}

struct Case {
    source: String,
    text: String,
    expected: Vec<String>,
}

impl Case {
    fn is_within_reach(&self) -> bool {
        let mut rest = self.text.as_str();
        let parts = self.expected.iter().all(|sentence| match rest.trim_start().strip_prefix(sentence.as_str()) {
            Some(behind) => {
                rest = behind;
                true
            }
            None => false,
        });
        parts && rest.trim().is_empty()
    }
}

fn main() -> Result<()> {
    let mut arguments: Vec<String> = env::args().skip(1).collect();
    let show = arguments.iter().any(|argument| argument == "--show");
    arguments.retain(|argument| argument != "--show");
    let Some((folder, only)) = arguments.split_first() else {
        bail!("expected a folder of <language>.tsv files");
    };
    let mut out = io::stdout().lock();
    let mut counts: BTreeMap<(String, String), Count> = BTreeMap::new();
    for path in tables(Path::new(folder))? {
        let language = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !only.is_empty() && !only.contains(&language) {
            continue;
        }
        let lang = Lang::parse(&language).with_context(|| format!("{}: no language code", path.display()))?;
        let rules = segmentation_rules(lang);
        for case in cases(&path)? {
            let found = cut(&case.text, &rules);
            let passed = found == case.expected;
            counts.entry((language.clone(), case.source.clone())).or_default().add(passed, &case);
            if show && !passed {
                writeln!(out, "{language} {}\n  text     {:?}", case.source, case.text)?;
                writeln!(out, "  expected {:?}\n  found    {found:?}", case.expected)?;
            }
        }
    }
    print(&counts, &mut out)
}

fn tables(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "tsv"));
    paths.sort();
    Ok(paths)
}

fn cases(path: &Path) -> Result<Vec<Case>> {
    let content = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut cases = Vec::new();
    for (number, line) in content.lines().enumerate().skip(1) {
        let place = || format!("{}:{}: expected source, input_json, expected_json", path.display(), number + 1);
        let cells: Vec<&str> = line.split('\t').collect();
        let [source, text, expected] = cells[..] else { bail!(place()) };
        if LEFT_OUT.iter().any(|ending| source.ends_with(ending)) {
            continue;
        }
        let expected: Vec<String> = serde_json::from_str(expected).with_context(place)?;
        cases.push(Case {
            source: source.to_owned(),
            text: serde_json::from_str(text).with_context(place)?,
            expected: expected.iter().map(|sentence| sentence.trim().to_owned()).collect(),
        });
    }
    Ok(cases)
}

fn cut(text: &str, rules: &SegmentationRules) -> Vec<String> {
    sentences(text, rules).iter().map(|sentence| sentence.span.of(text).trim().to_owned()).collect()
}

fn print(counts: &BTreeMap<(String, String), Count>, out: &mut impl io::Write) -> Result<()> {
    let mut languages: BTreeMap<&str, Count> = BTreeMap::new();
    for ((language, source), count) in counts {
        write_row(language, source, *count, out)?;
        languages.entry(language).or_default().add_all(*count);
    }
    let mut all = Count::default();
    for (language, count) in &languages {
        write_row(language, "all", *count, out)?;
        all.add_all(*count);
    }
    write_row("all", "all", all, out)
}

fn write_row(language: &str, source: &str, count: Count, out: &mut impl io::Write) -> Result<()> {
    write!(out, "{language}\t{source}\t{}/{}\t{:.1}%", count.passed, count.cases, count.percent())?;
    if count.out_of_reach > 0 {
        write!(out, "\t({} cannot be passed: their sentences are no parts of the text)", count.out_of_reach)?;
    }
    writeln!(out)?;
    Ok(())
}
