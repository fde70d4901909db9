//! Embeds every file of `data/`, so that adding a language is adding a folder.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("run by cargo"))?);
    let data = root.join("data");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=data");

    let mut languages = String::new();
    for folder in sorted_entries(&data.join("languages"))? {
        println!("cargo::rerun-if-changed={}", folder.display());
        let code = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file = |name: &str| include_expression(&folder.join(name));
        writeln!(
            languages,
            "    LanguageFiles {{ code: {code:?}, lexicon: {}, cues: {}, headings: {}, abbreviations: {}, examples: {} }},",
            file("lexicon.csv"),
            file("cues.csv"),
            file("headings.csv"),
            file("abbreviations.csv"),
            file("examples.csv"),
        )
        .map_err(io::Error::other)?;
    }
    let generated = format!(
        "/// One entry a folder of `data/languages`, by code.\npub static LANGUAGES: &[LanguageFiles] = &[\n{languages}];\n"
    );
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("run by cargo"))?);
    fs::write(out.join("languages.rs"), generated)
}

fn include_expression(path: &Path) -> String {
    if path.is_file() {
        println!("cargo::rerun-if-changed={}", path.display());
        format!("include_str!({:?})", path.display().to_string())
    } else {
        "\"\"".to_owned()
    }
}

fn sorted_entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.is_dir());
    paths.sort();
    Ok(paths)
}
