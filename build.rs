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
            "    LanguageFiles {{ folder: Borrowed(\"data/languages/{code}\"), code: Borrowed({code:?}), lexicon: Borrowed({}), cues: Borrowed({}), headings: Borrowed({}), abbreviations: Borrowed({}), examples: Borrowed({}) }},",
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
    fs::write(out.join("languages.rs"), generated)?;
    lay_out_letter_groups(&data.join("shared/letter-groups.csv"), &out)
}

/// Slots for each group: with a quarter left empty, a search ends after two or three steps.
const SLOTS_PER_GROUP: (usize, usize) = (4, 3);

/// Turns the letter groups into the hash table that `src/language/letters.rs` looks into: slots of the
/// group in UTF-16 (eight bytes, zero where empty) and a nibble for each language.
fn lay_out_letter_groups(path: &Path, out: &Path) -> io::Result<()> {
    let text = fs::read_to_string(path)?;
    let broken = |line: &str| io::Error::other(format!("{}: cannot use the line '{line}'", path.display()));
    let mut lines = text.lines();
    let header = lines.next().unwrap_or_default();
    let languages: Vec<&str> = header.split_once(',').ok_or_else(|| broken(header))?.1.split(' ').collect();
    let level_bytes = languages.len().div_ceil(2);
    let slot_bytes = 8 + level_bytes;
    let slots = lines.clone().count() * SLOTS_PER_GROUP.0 / SLOTS_PER_GROUP.1 + 1;
    let mut table = vec![0_u8; slots * slot_bytes];
    for line in lines {
        let (group, digits) = line.split_once(',').ok_or_else(|| broken(line))?;
        let letters: Vec<u16> = group.encode_utf16().collect();
        let levels: Option<Vec<u8>> = digits.chars().map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect();
        let levels = levels.filter(|levels| levels.len() == languages.len()).ok_or_else(|| broken(line))?;
        let mut key = [0; 8];
        for (bytes, letter) in key.chunks_exact_mut(2).zip(letters) {
            bytes.copy_from_slice(&letter.to_le_bytes());
        }
        let spread = u64::from_le_bytes(key).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        let mut slot = ((spread * slots as u64) >> 32) as usize;
        while table[slot * slot_bytes..][..8] != [0; 8] {
            slot = (slot + 1) % slots;
        }
        let bytes = &mut table[slot * slot_bytes..][..slot_bytes];
        bytes[..8].copy_from_slice(&key);
        for (number, level) in levels.iter().enumerate() {
            bytes[8 + number / 2] |= if number % 2 == 0 { level << 4 } else { *level };
        }
    }
    fs::write(out.join("letter_groups.bin"), table)?;
    let count = languages.len();
    fs::write(out.join("letter_groups.rs"), format!("pub static LANGUAGES: [&str; {count}] = {languages:?};\n"))
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
