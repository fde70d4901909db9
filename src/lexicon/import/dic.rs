//! LIWC's dictionaries until 2015: numbered categories between two lines `%`, then a term a line with the
//! numbers of its categories, separated by tabs or blanks.
//!
//! LIWC 2007 has conditions such as `<of>131/125` and `(2 134)125/464`: the number behind the slash, which
//! holds where the condition does not, is taken.

use std::collections::HashMap;

use super::ForeignTerm;
use crate::error::{Error, Result};
use crate::lexicon::csv_rows::data_error;

pub(super) fn parse(path: &str, text: &str) -> Result<Vec<ForeignTerm>> {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    if lines.next().is_none_or(|(_, line)| line.trim() != "%") {
        let expected = "a line '%', then the categories with their numbers";
        return Err(data_error(path, 1, "no '%' at the beginning", expected));
    }
    let mut categories: HashMap<u64, &str> = HashMap::new();
    let mut last = 1;
    loop {
        let Some((number, line)) = lines.next() else {
            return Err(data_error(path, last, "the categories do not end", "a second line '%'"));
        };
        last = number;
        let line = line.trim();
        if line == "%" {
            break;
        }
        let (key, name) = category(line).ok_or_else(|| {
            data_error(path, number, format!("category '{line}'"), "a number and a name, such as '1<tab>front'")
        })?;
        categories.insert(key, name);
    }
    lines.map(|(number, line)| term(path, number, line, &categories)).collect()
}

/// `1<tab>front (Front Office)`: LIWC 2015 explains its names in brackets.
fn category(line: &str) -> Option<(u64, &str)> {
    let (number, name) = line.split_once(char::is_whitespace)?;
    let name = name.split_once(" (").map_or(name, |(name, _)| name).trim();
    Some((number.parse().ok()?, name)).filter(|(_, name)| !name.is_empty())
}

fn term(path: &str, line: u64, text: &str, categories: &HashMap<u64, &str>) -> Result<ForeignTerm> {
    let bad = |problem: String| -> Error {
        data_error(path, line, problem, "a term and the numbers of its categories, separated by tabs")
    };
    let text = text.trim();
    // A phrase has blanks of its own; a tab, or else the first number, ends it.
    let (written, rest) = match text.split_once('\t') {
        Some(parts) => parts,
        None => {
            let first = text.split_inclusive(char::is_whitespace).scan(0, |at, part| {
                let start = *at;
                *at += part.len();
                Some((start, part))
            });
            let mut first = first.skip(1).filter(|(_, part)| part.trim().parse::<u64>().is_ok());
            let (at, _) = first.next().ok_or_else(|| bad(format!("'{text}' without a category")))?;
            text.split_at(at)
        }
    };
    let mut names = Vec::new();
    for number in without_conditions(rest).split_whitespace() {
        let key: u64 = number.parse().map_err(|_| bad(format!("'{number}' is no number")))?;
        let name = categories.get(&key).ok_or_else(|| bad(format!("no category {key}")))?;
        names.push((*name).to_owned());
    }
    let written = written.trim();
    if written.is_empty() {
        return Err(bad("no term".to_owned()));
    }
    Ok(ForeignTerm { written: written.to_owned(), categories: names, language: None, line })
}

/// Takes `(...)1/2` and `<...>1/2` for `2`.
fn without_conditions(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0_u32;
    for letter in text.chars() {
        match letter {
            '(' | '<' => depth += 1,
            ')' | '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    let last = |number: &str| number.rsplit('/').next().unwrap_or(number).to_owned();
    plain.split_whitespace().map(last).collect::<Vec<_>>().join(" ")
}
