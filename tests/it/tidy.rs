//! Rules of the repository, held by tests: the layers, the data, README's map.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::workdir::project;

/// Which modules each module may use. Stages do not use each other; only `analyze` joins them, and only
/// the drivers touch files. One exception, with its reason: `lexicon` cuts its terms into words by the
/// same rule as texts are cut, and that rule is `segment`'s.
const LAYERS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("document", &[]),
    ("config", &["document"]),
    ("decode", &[]),
    ("ingest", &["error", "config", "document", "decode", "language"]),
    ("language", &["document"]),
    ("segment", &["document"]),
    ("lexicon", &["error", "document", "segment", "score"]),
    ("score", &["document"]),
    ("analyze", &["error", "config", "document", "language", "segment", "lexicon", "score"]),
    ("evaluation", &["document"]),
    ("fit", &["document", "score", "evaluation"]),
    ("suggest", &["document", "segment", "lexicon"]),
    ("audit", &["error", "document", "language", "segment", "lexicon", "analyze"]),
    ("report", &["error", "document", "analyze", "audit"]),
    ("pipeline", &["error", "config", "document", "ingest"]),
];

/// Modules of the library that may open files or start threads.
const DRIVERS: &[&str] = &["pipeline"];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a source folder") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The module of the library that a file belongs to: `src/lexicon/trie.rs` to `lexicon`.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(project().join("src")).expect("a source file");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file without its tests and comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("a source file");
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn library_sources() -> impl Iterator<Item = PathBuf> {
    let outside = ["main", "lib", "cli"];
    sources(&project().join("src")).into_iter().filter(move |path| !outside.contains(&module_of(path).as_str()))
}

#[test]
fn imports_run_one_way() {
    for path in library_sources() {
        let module = module_of(&path);
        let (_, allowed) = LAYERS
            .iter()
            .find(|(name, _)| *name == module)
            .unwrap_or_else(|| panic!("{}: the module '{module}' has no place in the table of layers", path.display()));
        for (position, _) in code(&path).match_indices("crate::") {
            let text = code(&path);
            let used: String =
                text[position + "crate::".len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let fine = used == module || allowed.contains(&used.as_str());
            assert!(fine, "{}: '{module}' must not use '{used}'", path.display());
        }
    }
}

#[test]
fn only_drivers_touch_files_and_threads() {
    for path in library_sources() {
        if DRIVERS.contains(&module_of(&path).as_str()) {
            continue;
        }
        for forbidden in
            ["std::fs", "File::", "std::thread::spawn", "std::thread::scope", "rayon::", "std::env", "println!"]
        {
            assert!(!code(&path).contains(forbidden), "{}: {forbidden} belongs to a driver", path.display());
        }
    }
}

#[test]
fn some_crates_have_one_user() {
    for (krate, module) in [
        ("whatlang", "language"),
        ("unicode_segmentation", "segment"),
        ("encoding_rs", "decode"),
        ("bzip2", "decode"),
        ("liblzma", "decode"),
        ("html5gum", "ingest"),
        ("rayon", "pipeline"),
        ("granit_parser", "lexicon"),
        ("rust_xlsxwriter", "report"),
    ] {
        for path in library_sources() {
            let uses = code(&path).contains(&format!("{krate}::"));
            assert!(!uses || module_of(&path) == module, "{}: only '{module}' uses {krate}", path.display());
        }
    }
}

#[test]
fn main_stays_a_table_of_contents() {
    let lines = fs::read_to_string(project().join("src/main.rs")).expect("src/main.rs").lines().count();
    assert!(lines < 40, "src/main.rs has {lines} lines, expected under 40");
}

#[test]
fn the_readme_maps_every_module() {
    let readme = fs::read_to_string(project().join("README.md")).expect("README.md");
    let modules: BTreeSet<String> = sources(&project().join("src")).iter().map(|path| module_of(path)).collect();
    for module in modules {
        let named = [format!("src/{module}.rs"), format!("src/{module}/")].iter().any(|name| readme.contains(name));
        assert!(named, "README's map of the code does not name '{module}'");
    }
}

#[test]
fn the_project_speaks_of_itself_alone() {
    for path in sources(&project().join("src")).into_iter().chain(sources(&project().join("tests"))) {
        // The test's own words are put together so that it does not find itself.
        for foreign in [["..", "shared"].join("/"), ["", "work", ""].join("/"), ["", "root", ""].join("/")] {
            let text = fs::read_to_string(&path).expect("a source file");
            assert!(!text.contains(&foreign), "{}: names {foreign}", path.display());
        }
    }
}
