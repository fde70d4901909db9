//! Findings about stems that reach too far: `custom*` finds customs, `pr*` finds products.

use std::collections::{BTreeSet, HashSet};

use super::reach::{candidates, number_of};
use super::{Context, Finding, FindingKind, Severity, mention};
use crate::document::Side;
use crate::lexicon::csv_rows::Rows;
use crate::lexicon::cue::Cue;
use crate::lexicon::entries::Entry;
use crate::lexicon::meaning::Meaning;
use crate::lexicon::notation::Element;
use crate::lexicon::select::Candidate;
use crate::lexicon::{FUNCTION_WORDS, FUNCTION_WORDS_PATH, letters};

pub(super) fn check(context: &Context, findings: &mut Vec<Finding>) {
    let words = known_words(context);
    let mut seen: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (number, entry) in context.entries.all.iter().enumerate() {
        let Some(side) = context.sided(entry) else { continue };
        for core in entry.forms.iter().filter_map(|form| plain_word(form)) {
            for (found, stem) in reaching(context, core, &words) {
                let other_side = context.sided(stem).is_some_and(|other| other != side);
                let is_asked = context.is_subject(stem) || context.is_subject(entry);
                if found != number && other_side && is_asked && seen.insert((found, number)) {
                    findings.push(collision(context, stem, entry, core));
                }
            }
        }
    }
    for (word, place) in function_words(context) {
        for (_, stem) in reaching(context, &word, &words) {
            if context.is_subject(stem) && context.sided(stem).is_some() {
                let problem = format!("'{}' also finds the function word '{word}' ({place})", stem.written);
                findings.push(finding(stem, problem));
            }
        }
    }
}

fn collision(context: &Context, stem: &Entry, entry: &Entry, word: &str) -> Finding {
    let side = |entry: &Entry| context.sided(entry).map_or("neutral", Side::as_str);
    let (place, other) = if context.is_subject(stem) { (stem, entry) } else { (entry, stem) };
    let problem = if std::ptr::eq(place, stem) {
        format!("'{}' ({}) also finds '{word}' of {} ({})", stem.written, side(stem), mention(other), side(other))
    } else {
        format!("'{word}' ({}) is also found by {} ({})", side(entry), mention(other), side(other))
    };
    finding(place, problem)
}

fn finding(entry: &Entry, problem: String) -> Finding {
    let advice = "give the stem more letters, or write its forms out with '!'";
    Finding::at(entry, Severity::Advice, FindingKind::StemCollision, problem, advice)
}

/// The letters of a form of one word, without open ends and not only in capitals.
fn plain_word(form: &[Element]) -> Option<&str> {
    match form {
        [Element::Word(word)] if !word.open_left && !word.open_right && !word.capitals => Some(&word.core),
        _ => None,
    }
}

/// The one-word terms that find a word of which they are only a part, and not as a part of a compound.
fn reaching<'a>(context: &'a Context, word: &str, words: &HashSet<&str>) -> Vec<(usize, &'a Entry)> {
    let found = candidates(context, &[(word.to_owned(), false)]);
    let fits = |candidate: &&Candidate| {
        let (start, end) = (candidate.start.1 as usize, candidate.end.1 as usize);
        let stem = &context.entries.all[number_of(candidate)];
        let forms = stem.forms.iter().filter_map(|form| match form.as_slice() {
            [Element::Word(word)] => Some(word),
            _ => None,
        });
        let mut forms = forms.filter(|pattern| word[start..].starts_with(&pattern.core));
        forms.any(|pattern| {
            if pattern.core == word {
                return false;
            }
            let behind = &word[start + pattern.core.len()..];
            let is_inflected = !pattern.open_right && end == word.len();
            if is_inflected && !pattern.open_left {
                return pattern.inflects && context.entries.affixes.endings.iter().any(|ending| ending == behind);
            }
            let known_before = start == 0 || (pattern.open_left && is_known(context, &word[..start], words));
            let known_behind = !pattern.open_right || behind.is_empty() || is_known(context, behind, words);
            !(known_before && known_behind)
        })
    };
    found
        .iter()
        .filter(fits)
        .map(|candidate| (number_of(candidate), &context.entries.all[number_of(candidate)]))
        .collect()
}

/// Shorter words turn up inside others by accident.
const LEAST_WORD_LETTERS: usize = 4;

/// All words that terms, cues and headings are made of.
fn known_words<'a>(context: &'a Context) -> HashSet<&'a str> {
    let forms = context.entries.all.iter().flat_map(|entry| &entry.forms);
    let words = forms.flatten().filter_map(|element| match element {
        Element::Word(word) => Some(word.core.as_str()),
        Element::Gap => None,
    });
    words.filter(|word| word.chars().count() >= LEAST_WORD_LETTERS).collect()
}

/// Whether the rest of a word is a part of a compound: it begins with a known word, perhaps behind a linking
/// element, which is written like an ending; or it is only an ending.
fn is_known(context: &Context, rest: &str, words: &HashSet<&str>) -> bool {
    let begins_with_word =
        |rest: &str| rest.char_indices().any(|(at, last)| words.contains(&rest[..at + last.len_utf8()]));
    let endings = context.entries.affixes.endings.iter();
    let mut behind_links = endings.filter_map(|ending| rest.strip_prefix(ending.as_str()));
    begins_with_word(rest) || behind_links.any(|rest| rest.is_empty() || begins_with_word(rest))
}

/// The frequent words of the language, from its cues and from the list of all languages, with their places.
fn function_words(context: &Context) -> Vec<(String, String)> {
    let of_cues = context.entries.all.iter().filter(|entry| entry.meaning == Meaning::Cue(Cue::FunctionWord));
    let mut words: Vec<(String, String)> = of_cues
        .flat_map(|entry| {
            let place = format!("{}:{}", entry.path, entry.line);
            entry.forms.iter().filter_map(move |form| Some((plain_word(form)?.to_owned(), place.clone())))
        })
        .collect();
    // The embedded data is checked by its tests.
    let shared = Rows::new(FUNCTION_WORDS_PATH, FUNCTION_WORDS, &["language", "words", "letters"], &["language"]);
    for row in shared.into_iter().flatten().flatten() {
        if row.get("language") == context.language.lang.as_str() {
            let place = format!("{FUNCTION_WORDS_PATH}:{}", row.line);
            words.extend(row.get("words").split_whitespace().map(|word| (letters::fold(word), place.clone())));
        }
    }
    words.sort();
    words.dedup_by(|one, other| one.0 == other.0);
    words
}
