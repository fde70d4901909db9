//! Makes the tables of `data/shared/letter-groups/`: how likely groups of letters are in each language of a script.
//!
//! ```sh
//! cargo run --release -- latin 64000 ~/.cargo/registry/src/*/ > ../../data/shared/letter-groups/latin.csv
//! ```
//!
//! Needs the crates `lingua-english-language-model` and so on (Apache-2.0) in that folder: `cargo fetch` in any
//! project that depends on the crate `lingua` brings them. Their models hold the logarithm of the probability of a group's last letter after the
//! letters before it. Of all groups of one to four letters, those are kept that are frequent in some language and
//! tell it from its nearest ones.

use std::collections::HashMap;
use std::io::Write as _;
use std::path::Path;

use fst::Streamer as _;

/// Groups of this many letters.
const LENGTHS: std::ops::RangeInclusive<usize> = 1..=4;

/// What an unseen group counts at the least, as a natural logarithm.
const FLOOR: f64 = -9.5;

/// What each letter costs that must be dropped from the front until the group is known.
const BACKOFF: f64 = 2.0;

/// A level is this much below the best language, as a natural logarithm; see `src/language/letters.rs`.
const LEVEL: f64 = 0.45;

/// Levels are one hexadecimal digit.
const MOST_LEVEL: f64 = 15.0;

/// Groups rarer than this in a language say nothing about how near two languages are.
const LEAST_FREQUENCY: f64 = 1e-5;

/// The columns of each script's table and the crates that they come from; `sr` in Latin letters is
/// transliterated.
const SCRIPTS: &[(&str, &str)] = &[
    (
        "latin",
        "af=afrikaans az=azerbaijani bs=bosnian ca=catalan cs=czech cy=welsh da=danish de=german en=english \
         eo=esperanto es=spanish et=estonian eu=basque fi=finnish fr=french ga=irish hr=croatian hu=hungarian \
         id=indonesian is=icelandic it=italian la=latin lg=ganda lt=lithuanian lv=latvian mi=maori ms=malay \
         nb=bokmal nl=dutch nn=nynorsk pl=polish pt=portuguese ro=romanian sk=slovak sl=slovene sn=shona \
         so=somali sq=albanian sr=serbian st=sotho sv=swedish sw=swahili tl=tagalog tn=tswana tr=turkish \
         ts=tsonga vi=vietnamese xh=xhosa yo=yoruba zu=zulu",
    ),
    ("cyrillic", "be=belarusian bg=bulgarian kk=kazakh mk=macedonian mn=mongolian ru=russian sr=serbian uk=ukrainian"),
    ("arabic", "ar=arabic fa=persian ur=urdu"),
    ("devanagari", "hi=hindi mr=marathi"),
];

/// A group's letters in UTF-16, padded by zeros.
type Group = [u16; 4];
type Model = HashMap<Group, f64>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [script, most_groups, crates] = &arguments[..] else {
        return Err("expected a script, a number of groups and the folder of the crates".into());
    };
    let (_, sources) = SCRIPTS.iter().find(|(name, _)| name == script).ok_or("no such script")?;
    let mut languages = Vec::new();
    let mut models: Vec<Model> = Vec::new();
    for source in sources.split_whitespace() {
        let (lang, name) = source.split_once('=').ok_or("expected LANG=NAME")?;
        let path = Path::new(crates).join(format!("lingua-{name}-language-model-1.3.0/models/ngrams.fst"));
        languages.push(lang);
        models.push(read(&path, script == "latin" && lang == "sr")?);
    }
    let kept = choose(&models, most_groups.parse()?);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    writeln!(out, "group,{}", languages.join(" "))?;
    for group in kept {
        let values: Vec<f64> = models.iter().map(|model| conditional(model, group)).collect();
        let best = values.iter().copied().fold(f64::MIN, f64::max);
        let level = |value: &f64| ((best - value) / LEVEL).round().min(MOST_LEVEL) as u32;
        let digits: String = values.iter().map(|value| char::from_digit(level(value), 16).unwrap_or('f')).collect();
        writeln!(out, "{},{digits}", String::from_utf16_lossy(&group[..length(group)]))?;
    }
    Ok(())
}

/// The groups that tell most, in order.
fn choose(models: &[Model], most_groups: usize) -> Vec<Group> {
    let mut groups: Vec<Group> =
        models.iter().flat_map(|model| model.keys().copied()).filter(|&group| LENGTHS.contains(&length(group))).collect();
    groups.sort_unstable();
    groups.dedup();
    let count = models.len();
    let values_of = |group: Group| -> Vec<f64> { models.iter().map(|model| conditional(model, group)).collect() };
    let joint_of = |group: Group| -> Vec<f64> { models.iter().map(|model| joint(model, group)).collect() };
    // How far each language is from each other one, on average over its frequent groups.
    let mut distance = vec![vec![0.0; count]; count];
    let mut total = vec![0.0; count];
    for &group in &groups {
        let joint = joint_of(group);
        if joint.iter().all(|&joint| joint < LEAST_FREQUENCY) {
            continue;
        }
        let values = values_of(group);
        for (one, &joint) in joint.iter().enumerate().filter(|(_, joint)| **joint >= LEAST_FREQUENCY) {
            total[one] += joint;
            for other in 0..count {
                distance[one][other] += joint * (values[one] - values[other]);
            }
        }
    }
    let nearness = |one: usize, other: usize| {
        if one == other { 0.0 } else { (distance[one][other] / total[one]).max(0.1).powi(-2) }
    };
    let weights: Vec<Vec<f64>> = (0..count)
        .map(|one| {
            let near: Vec<f64> = (0..count).map(|other| nearness(one, other)).collect();
            let sum: f64 = near.iter().sum();
            near.into_iter().map(|near| near / sum).collect()
        })
        .collect();
    let mut rated: Vec<(f64, Group)> = groups
        .into_iter()
        .map(|group| {
            let values = values_of(group);
            let tells = |one: usize| -> f64 {
                (0..count).map(|other| weights[one][other] * (values[one] - values[other]).abs()).sum()
            };
            let joint = joint_of(group);
            let worth = (0..count).filter(|&one| joint[one] > 0.0).map(|one| joint[one] * tells(one)).fold(0.0, f64::max);
            (worth, group)
        })
        .collect();
    rated.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    rated.truncate(most_groups);
    let mut kept: Vec<Group> = rated.into_iter().map(|(_, group)| group).collect();
    kept.sort_unstable();
    kept
}

fn length(group: Group) -> usize {
    group.iter().position(|&letter| letter == 0).unwrap_or(group.len())
}

fn group_of(letters: &[u16]) -> Option<Group> {
    let mut group = [0; 4];
    group.get_mut(..letters.len())?.copy_from_slice(letters);
    Some(group)
}

fn read(path: &Path, transliterate: bool) -> Result<Model, Box<dyn std::error::Error>> {
    let map = fst::Map::new(std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?)?;
    let mut model = Model::new();
    let mut stream = map.stream();
    while let Some((text, bits)) = stream.next() {
        let text = std::str::from_utf8(text)?;
        let text = if transliterate { to_latin(text) } else { text.to_owned() };
        let letters: Vec<u16> = text.encode_utf16().collect();
        let Some(group) = group_of(&letters) else { continue };
        // Two groups of Cyrillic letters may be one in Latin ones.
        let value = model.entry(group).or_insert(f64::MIN);
        *value = value.max(f64::from_bits(bits));
    }
    Ok(model)
}

/// Serbian in its Latin letters.
fn to_latin(text: &str) -> String {
    const LETTERS: &str = "аaбbвvгgдdђđеeжžзzиiјjкkлlмmнnоoпpрrсsтtћćуuфfхhцcчčшš";
    let mut latin = String::new();
    for letter in text.chars() {
        match letter {
            'љ' => latin.push_str("lj"),
            'њ' => latin.push_str("nj"),
            'џ' => latin.push_str("dž"),
            _ => {
                let mut pairs = LETTERS.chars();
                let found = pairs.by_ref().position(|known| known == letter).and_then(|_| pairs.next());
                latin.push(found.unwrap_or(letter));
            }
        }
    }
    latin
}

/// The logarithm of the probability of the last letter after the others. Where the language knows the letters
/// before it but not this last one, letters are dropped from the front until it does; where it does not know
/// even those, the group is none of its.
fn conditional(model: &Model, group: Group) -> f64 {
    if let Some(value) = model.get(&group) {
        return value.max(FLOOR);
    }
    let letters = &group[..length(group)];
    let known = |letters: &[u16]| group_of(letters).and_then(|group| model.get(&group));
    if known(&letters[..letters.len() - 1]).is_none() {
        return FLOOR;
    }
    let mut dropped = 0.0;
    for start in 0..letters.len() {
        if let Some(value) = known(&letters[start..]) {
            return (value - BACKOFF * dropped).max(FLOOR);
        }
        dropped += 1.0;
    }
    FLOOR
}

/// The probability of the whole group; 0 where it is unknown.
fn joint(model: &Model, group: Group) -> f64 {
    let letters = &group[..length(group)];
    let known = |end: usize| group_of(&letters[..end]).and_then(|group| model.get(&group).copied());
    let logs: Option<Vec<f64>> = (1..=letters.len()).map(known).collect();
    logs.map_or(0.0, |logs| logs.iter().sum::<f64>().exp())
}
