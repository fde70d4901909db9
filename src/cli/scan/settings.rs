//! What the rows of a scan depend on: a report may be gone on with only where all of it is as it was.

use std::fs::Metadata;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::Path;
use std::time::UNIX_EPOCH;

use frontback::pipeline::journal::Settings;
use frontback::pipeline::{Input, Inputs};

use super::super::arguments::ScanFlags;
use super::report::Report;

/// The settings by name; `None` if there is an input that cannot be read twice. How many threads there are,
/// what is shown, and where rejects go change no row.
pub fn settings(flags: &ScanFlags, inputs: &Inputs, report: &Report) -> Option<Settings> {
    if inputs.iter().any(|input| *input == Input::Standard) {
        return None;
    }
    let lexicons =
        if flags.lexicon.lexicon.is_empty() { Inputs::default() } else { Inputs::find(&flags.lexicon.lexicon) };
    let named = |name: &str, value: String| (name.to_owned(), value);
    Some(vec![
        named("program", program()),
        named("report", report.format_name(&flags.output)),
        named("size of parts", flags.output.part.to_string()),
        named("way of reading", format!("{:?}", flags.input.settings())),
        named("language", format!("{:?}", flags.language.settings())),
        named("lexicon", format!("{} {:?}", state(&lexicons), flags.lexicon.maps)),
        named("input", state(inputs)),
    ])
}

/// Another build may know other words.
fn program() -> String {
    let state = std::env::current_exe().ok().and_then(|path| path.metadata().ok()).map(|metadata| stamp(&metadata));
    format!("{} ({:016x})", env!("CARGO_PKG_VERSION"), hash(&state))
}

/// How many files there are, and a number that changes when a name, a size or a time does.
fn state(inputs: &Inputs) -> String {
    let files: Vec<_> = inputs
        .iter()
        .map(|input| {
            let name = input.name();
            let stamp = Path::new(&name).metadata().ok().map(|metadata| stamp(&metadata));
            (name, stamp)
        })
        .collect();
    let bytes = inputs.bytes;
    format!("{} files, {bytes} bytes ({:016x})", files.len(), hash(&files))
}

/// Size in bytes, and nanoseconds of the last change since 1970 where the system tells.
fn stamp(metadata: &Metadata) -> (u64, Option<u128>) {
    let changed = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    (metadata.len(), changed.map(|time| time.as_nanos()))
}

fn hash(value: &impl std::hash::Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
