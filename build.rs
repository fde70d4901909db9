//! Embeds every file of `data/`, so that adding a language is adding a folder, and compiles the terms of each
//! language by the code that a run compiles the user's with.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io, thread};

use flate2::Compression;
use flate2::write::ZlibEncoder;

// The modules that compiling takes; they know no others. What only a run needs of them is unused here.
#[allow(dead_code)]
#[path = "src/document.rs"]
mod document;
#[allow(dead_code)]
#[path = "src/error.rs"]
mod error;
#[allow(dead_code, unused_imports)]
#[path = "src/segment"]
mod segment {
    mod words;
    pub use words::{fold, fold_into, is_in_capitals, words};
}
#[allow(dead_code)]
#[path = "src/lexicon"]
mod lexicon {
    pub mod compile;
    pub mod compiled;
    pub mod concept;
    pub mod csv_rows;
    pub mod cue;
    pub mod entries;
    pub mod letters;
    pub mod meaning;
    pub mod notation;
    pub mod phrases;
    pub mod rows;

    /// What a run needs of a language's files without reading them.
    pub struct Compiled {
        /// Its terms, as `compile` writes them.
        pub terms: Vec<u8>,
        /// Its function words, each in a line.
        pub function_words: String,
        /// Rows that break a rule, which are left out.
        pub problems: Vec<String>,
    }

    /// Compiles a language; `lexicons`, `cues` and `headings` are paths and texts.
    pub fn compile_language(
        lexicons: &[(&str, &str)],
        cues: (&str, &str),
        headings: (&str, &str),
        concepts: &concept::Concepts,
    ) -> Result<Compiled, compile::CompileError> {
        let mut problems = Vec::new();
        let sources = entries::Sources { lexicons, additions: &[], cues, headings };
        let entries = entries::Entries::read(&sources, concepts, &mut |problem| problems.push(problem.to_string()));
        let is_function_word = |cue: &&rows::CueTerm| cue.row == cue::CueRow::Cue(cue::Cue::FunctionWord);
        let cues = rows::read_cues(cues.0, cues.1).unwrap_or_default();
        let function_words = cues.iter().filter(is_function_word).map(|cue| cue.term.as_str());
        let function_words = function_words.collect::<Vec<_>>().join("\n");
        Ok(Compiled { terms: entries.compile()?, function_words, problems })
    }
}

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or_else(|| io::Error::other("run by cargo"))?);
    let data = root.join("data");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=data");

    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("run by cargo"))?);
    let languages = embed_languages(&data, &out)?;
    let generated = format!(
        "/// One entry a folder of `data/languages`, by code.\npub static LANGUAGES: &[EmbeddedLanguage] = &[\n{languages}];\n"
    );
    fs::write(out.join("languages.rs"), generated)?;
    lay_out_letter_groups(&data.join("shared/letter-groups"), &out)
}

/// Compiles and packs every language into files of its own, and gives the source that embeds them.
fn embed_languages(data: &Path, out: &Path) -> io::Result<String> {
    let concepts = fs::read_to_string(data.join("concepts.csv"))?;
    let concepts = lexicon::concept::Concepts::parse("data/concepts.csv", &concepts).map_err(io::Error::other)?;
    let shared = fs::read_to_string(data.join("shared/lexicon.csv"))?;
    let folders = sorted_entries(&data.join("languages"))?;
    let embed = |folder: &PathBuf| embed_language(folder, ("data/shared/lexicon.csv", &shared), &concepts, out);
    // Several at once: without optimisation, one language takes a good part of a second.
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let parts = folders.chunks(folders.len().div_ceil(threads).max(1));
    let sources: Vec<io::Result<String>> = thread::scope(|scope| {
        let running: Vec<_> =
            parts.map(|part| scope.spawn(|| part.iter().map(embed).collect::<io::Result<String>>())).collect();
        let failed = |_| Err(io::Error::other("compiling a language panicked"));
        running.into_iter().map(|thread| thread.join().unwrap_or_else(failed)).collect()
    });
    sources.into_iter().collect()
}

fn embed_language(
    folder: &Path,
    shared: (&str, &str),
    concepts: &lexicon::concept::Concepts,
    out: &Path,
) -> io::Result<String> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let code = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let read = |name: &str| {
        let path = folder.join(name);
        if !path.is_file() {
            return Ok(String::new());
        }
        println!("cargo::rerun-if-changed={}", path.display());
        fs::read_to_string(&path)
    };
    let [own, cues, headings, examples] = ["lexicon.csv", "cues.csv", "headings.csv", "examples.csv"].map(read);
    let (own, cues, headings, examples) = (own?, cues?, headings?, examples?);

    let mut terms = Vec::new();
    let mut function_words = String::new();
    if !own.is_empty() {
        let paths = ["lexicon.csv", "cues.csv", "headings.csv"].map(|name| format!("data/languages/{code}/{name}"));
        let lexicons = [shared, (&paths[0], &own)];
        let compiled = lexicon::compile_language(&lexicons, (&paths[1], &cues), (&paths[2], &headings), concepts);
        let compiled = compiled.map_err(io::Error::other)?;
        for problem in &compiled.problems {
            println!("cargo::warning={problem}");
        }
        (terms, function_words) = (compiled.terms, compiled.function_words);
    }
    let terms_path = out.join(format!("{code}.terms"));
    fs::write(&terms_path, terms)?;

    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    for text in [own, cues, headings, examples] {
        packed.write_all(text.as_bytes())?;
        packed.write_all(b"\0")?;
    }
    let packed_path = out.join(format!("{code}.files"));
    fs::write(&packed_path, packed.finish()?)?;

    let include = |what: &str, path: &Path| format!("{what}!({:?})", path.display().to_string());
    let include_or_empty = |name: &str| -> io::Result<String> {
        Ok(match read(name)?.is_empty() {
            true => "\"\"".to_owned(),
            false => include("include_str", &folder.join(name)),
        })
    };
    let (abbreviations, numbers) = (include_or_empty("abbreviations.csv")?, include_or_empty("numbers.csv")?);
    let (workplace_nouns, anchors) = (include_or_empty("workplace-nouns.csv")?, include_or_empty("anchors.csv")?);
    let (terms, packed) = (include("include_bytes", &terms_path), include("include_bytes", &packed_path));
    Ok(format!(
        "    EmbeddedLanguage {{ code: {code:?}, terms: {terms}, function_words: {function_words:?}, \
         abbreviations: {abbreviations}, numbers: {numbers}, workplace_nouns: {workplace_nouns}, anchors: {anchors}, \
         packed: {packed} }},\n"
    ))
}

/// Slots for each group: with a ninth left empty, most searches end after two or three steps.
const SLOTS_PER_GROUP: (usize, usize) = (9, 8);

/// Turns the tables of letter groups, one a script, into the hash tables that `src/language/letters.rs` looks into:
/// slots of the group's mark in four bytes (zero where empty) and a nibble for each language.
fn lay_out_letter_groups(folder: &Path, out: &Path) -> io::Result<()> {
    let mut tables = String::new();
    for script in ["latin", "cyrillic", "arabic", "devanagari"] {
        let path = folder.join(format!("{script}.csv"));
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path)?;
        let broken = |line: &str| io::Error::other(format!("{}: cannot use the line '{line}'", path.display()));
        let mut lines = text.lines();
        let header = lines.next().unwrap_or_default();
        let languages: Vec<&str> = header.split_once(',').ok_or_else(|| broken(header))?.1.split(' ').collect();
        let slot_bytes = 4 + languages.len().div_ceil(2);
        let slots = lines.clone().count() * SLOTS_PER_GROUP.0 / SLOTS_PER_GROUP.1 + 1;
        let mut table = vec![0_u8; slots * slot_bytes];
        for line in lines {
            let (group, digits) = line.split_once(',').ok_or_else(|| broken(line))?;
            let group = group.encode_utf16().fold(0_u64, |group, letter| group << 16 | u64::from(letter));
            let levels: Option<Vec<u8>> = digits.chars().map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect();
            let levels = levels.filter(|levels| levels.len() == languages.len()).ok_or_else(|| broken(line))?;
            let (mut slot, mark) = place_of(group, slots);
            while table[slot * slot_bytes..][..4] != [0; 4] {
                slot = (slot + 1) % slots;
            }
            let bytes = &mut table[slot * slot_bytes..][..slot_bytes];
            bytes[..4].copy_from_slice(&mark);
            for (number, level) in levels.iter().enumerate() {
                bytes[4 + number / 2] |= if number % 2 == 0 { level << 4 } else { *level };
            }
        }
        let laid_out = out.join(format!("letter_groups_{script}.bin"));
        fs::write(&laid_out, table)?;
        let name = script.to_uppercase();
        writeln!(
            tables,
            "pub static {name}: Table = Table {{ languages: &{languages:?}, slots: include_bytes!({laid_out:?}) }};"
        )
        .map_err(io::Error::other)?;
    }
    fs::write(out.join("letter_groups.rs"), tables)
}

/// Where a group's search begins, and its mark: the rule of `src/language/letters.rs`.
fn place_of(group: u64, slots: usize) -> (usize, [u8; 4]) {
    let mut hash = (group ^ (group >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^= hash >> 33;
    let [a, b, c, d, ..] = (hash | 1).to_le_bytes();
    ((((hash >> 32) * slots as u64) >> 32) as usize, [a, b, c, d])
}

fn sorted_entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.is_dir());
    paths.sort();
    Ok(paths)
}
