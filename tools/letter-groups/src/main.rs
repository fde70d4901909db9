//! Makes `data/shared/letter-groups.csv`: how likely groups of letters are in each language.
//!
//! ```sh
//! cargo run --release -- 60000 en=PATH/ngrams.fst de=PATH/ngrams.fst ... > ../../data/shared/letter-groups.csv
//! ```
//!
//! The paths are those of the crates `lingua-english-language-model` and so on (Apache-2.0), whose models
//! hold the logarithm of the probability of a group's last letter after the letters before it. Of all groups
//! of two to four letters, those are kept that are frequent in some language and rare in others.

use std::collections::HashMap;
use std::io::Write as _;

use fst::Streamer as _;

/// Groups of this many letters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=4;

/// What an unseen group counts at the least, as a natural logarithm.
const FLOOR: f64 = -9.5;

/// What each letter costs that must be dropped from the front until the group is known.
const BACKOFF: f64 = 2.0;

/// A level is this much below the best language, as a natural logarithm; see `src/language/letters.rs`.
const LEVEL: f64 = 0.45;

/// Levels are one hexadecimal digit.
const MOST_LEVEL: f64 = 15.0;

type Model = HashMap<String, f64>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let most_groups: usize = arguments.next().ok_or("expected a number of groups, then LANG=PATH...")?.parse()?;
    let mut models: Vec<(String, Model)> = Vec::new();
    for argument in arguments {
        let (lang, path) = argument.split_once('=').ok_or("expected LANG=PATH")?;
        models.push((lang.to_owned(), read(path)?));
    }
    let mut groups: Vec<&String> = models
        .iter()
        .flat_map(|(_, model)| model.keys())
        .filter(|group| LENGTHS.contains(&group.chars().count()))
        .filter(|group| group.chars().all(|letter| u32::from(letter) <= 0xffff))
        .collect();
    groups.sort_unstable();
    groups.dedup();
    let mut rated: Vec<(f64, &String, Vec<f64>)> = groups
        .into_iter()
        .map(|group| {
            let values: Vec<f64> = models.iter().map(|(_, model)| conditional(model, group)).collect();
            let best = values.iter().copied().fold(f64::MIN, f64::max);
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            let frequency = models.iter().filter_map(|(_, model)| joint(model, group)).fold(0.0, f64::max);
            let levels = values.iter().map(|value| ((best - value) / LEVEL).round().min(MOST_LEVEL)).collect();
            (frequency * (best - mean), group, levels)
        })
        .collect();
    rated.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
    rated.truncate(most_groups);
    rated.sort_by(|one, other| one.1.cmp(other.1));
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let languages: Vec<&str> = models.iter().map(|(lang, _)| lang.as_str()).collect();
    writeln!(out, "group,{}", languages.join(" "))?;
    for (_, group, levels) in rated {
        let digits: String = levels.iter().map(|&level| char::from_digit(level as u32, 16).unwrap_or('f')).collect();
        writeln!(out, "{group},{digits}")?;
    }
    Ok(())
}

fn read(path: &str) -> Result<Model, Box<dyn std::error::Error>> {
    let map = fst::Map::new(std::fs::read(path).map_err(|error| format!("{path}: {error}"))?)?;
    let mut model = Model::new();
    let mut stream = map.stream();
    while let Some((group, bits)) = stream.next() {
        let group = std::str::from_utf8(group)?;
        if group.chars().count() <= *LENGTHS.end() {
            model.insert(group.to_owned(), f64::from_bits(bits));
        }
    }
    Ok(model)
}

/// The logarithm of the probability of the last letter after the others. Where the language knows the letters
/// before it but not this last one, letters are dropped from the front until it does; where it does not know
/// even those, the group is none of its.
fn conditional(model: &Model, group: &str) -> f64 {
    if let Some(value) = model.get(group) {
        return value.max(FLOOR);
    }
    let before = group.char_indices().last().map_or("", |(last, _)| &group[..last]);
    if !model.contains_key(before) {
        return FLOOR;
    }
    let mut dropped = 0.0;
    for (start, _) in group.char_indices() {
        if let Some(value) = model.get(&group[start..]) {
            return (value - BACKOFF * dropped).max(FLOOR);
        }
        dropped += 1.0;
    }
    FLOOR
}

/// The probability of the whole group.
fn joint(model: &Model, group: &str) -> Option<f64> {
    let ends = group.char_indices().skip(1).map(|(end, _)| end).chain([group.len()]);
    let logs: Option<Vec<f64>> = ends.map(|end| model.get(&group[..end]).copied()).collect();
    Some(logs?.iter().sum::<f64>().exp())
}
