//! Findings about terms that are never found, and about those whose place another term of their concept
//! could take.

use super::{Context, Finding, FindingKind, Severity, mention};
use crate::document::Span;
use crate::lexicon::entries::Entry;
use crate::lexicon::meaning::Meaning;
use crate::lexicon::notation::{Element, MOST_WORDS_IN_GAP, WordPattern, spellings};
use crate::lexicon::select::{Candidate, Matches};
use crate::lexicon::sentence::Sentence;

/// Letters of no language that has a lexicon: they stand for "any letters" where a pattern is open, and for
/// "any word" in a gap.
const ANY_LETTERS: &str = "ʘʘ";

pub(super) fn check(context: &Context, findings: &mut Vec<Finding>) {
    for (number, entry) in context.entries.all.iter().enumerate() {
        if !context.is_subject(entry) || context.concept(entry).is_none() {
            continue;
        }
        if let Some(finding) = never_found(context, number, entry) {
            findings.push(finding);
        } else if let Some(finding) = outdone(context, number, entry) {
            findings.push(finding);
        } else if let Some(other) = covering(context, number, entry) {
            let problem = format!("whatever '{}' finds, {} finds for the same concept", entry.written, mention(other));
            let advice = "remove one of them";
            findings.push(Finding::at(entry, Severity::Advice, FindingKind::Covered, problem, advice));
        }
    }
}

/// The entry that a candidate stands for.
pub(super) fn number_of(candidate: &Candidate) -> usize {
    match candidate.meaning {
        Meaning::Concept(id) => id.number() as usize,
        Meaning::Cue(_) => usize::MAX,
    }
}

/// A term whose words, as they are written, never come out of the word finder.
fn never_found(context: &Context, number: usize, entry: &Entry) -> Option<Finding> {
    let is_found = |spelling: &String| {
        let plain: Vec<&str> = spelling
            .split(' ')
            .filter(|&word| word != "...")
            .map(|word| word.trim_start_matches('*').trim_end_matches('!').trim_end_matches('*'))
            .collect();
        // The word behind it keeps a term in capitals from being a text in capitals.
        let text = format!("{} {ANY_LETTERS}", plain.join(" "));
        let mut sentence = Sentence::default();
        context.matcher.read_words(&text, Span::new(0, text.len()), &mut sentence);
        let candidates = context.matcher.candidates(&sentence);
        candidates.iter().any(|candidate| has_a_form_of(context, number_of(candidate), number))
    };
    // What cannot be read is not among the entries.
    if spellings(&entry.written).unwrap_or_default().iter().any(is_found) {
        return None;
    }
    let problem = format!("'{}' is never found: the words of a text never come out so", entry.written);
    let advice = "write it as a text would, in words that are not tails of inclusive writing";
    Some(Finding::at(entry, Severity::Mistake, FindingKind::Unreachable, problem, advice))
}

/// Where two rows have a form in common, matches name only the later one.
fn has_a_form_of(context: &Context, found: usize, number: usize) -> bool {
    let all = &context.entries.all;
    found == number
        || all.get(found).is_some_and(|other| other.forms.iter().any(|form| all[number].forms.contains(form)))
}

/// A term whose every plain form another concept's term finds as well, letter for letter, and wins.
fn outdone(context: &Context, number: usize, entry: &Entry) -> Option<Finding> {
    let mut winner = None;
    for form in &entry.forms {
        let probe = probes(form).into_iter().next()?;
        let candidates = candidates(context, &probe);
        let own = candidates.iter().find(|candidate| number_of(candidate) == number)?;
        let wins = |candidate: &&Candidate| {
            let other = &context.entries.all[number_of(candidate)];
            let same_place = (candidate.start, candidate.end) == (own.start, own.end);
            same_place && context.concept(other).is_some() && other.meaning < entry.meaning
        };
        winner = Some(number_of(candidates.iter().find(wins)?));
    }
    let other = &context.entries.all[winner?];
    let (concept, known) = (context.concept(entry)?, context.concept(other)?);
    let severity = if concept.side == known.side { Severity::Advice } else { Severity::Mistake };
    let problem = format!(
        "'{}' of '{}' is never found: {} of '{}' ({}) finds the same words and comes first",
        entry.written,
        concept.name,
        mention(other),
        known.name,
        known.side.as_str()
    );
    let advice = "write it in the same way (with or without '!'), or remove one of them";
    Some(Finding::at(entry, severity, FindingKind::Unreachable, problem, advice))
}

/// A term of the same concept that finds all that `entry` finds, where `entry` keeps no other concept's term
/// from being found inside it.
fn covering<'a>(context: &'a Context, number: usize, entry: &Entry) -> Option<&'a Entry> {
    let mut covering = None;
    for form in &entry.forms {
        for probe in probes(form) {
            covering = Some(sole_other(context, number, entry, &probe)?);
        }
        if form.iter().any(|element| matches!(element, Element::Word(word) if word.inflects)) {
            inflections_are_found(context, number, entry, form).then_some(())?;
        }
    }
    covering
}

/// The one term that is found in all of the probe if `entry` is not there; it must be of the same concept.
fn sole_other<'a>(context: &'a Context, number: usize, entry: &Entry, probe: &[Word]) -> Option<&'a Entry> {
    let mut others = candidates(context, probe);
    // Where a form stands twice, that is a finding of its own.
    others.retain(|other| !has_a_form_of(context, number_of(other), number));
    others.retain(|other| context.concept(&context.entries.all[number_of(other)]).is_some());
    let matches = Matches::of(others);
    let [found] = matches.concepts.as_slice() else { return None };
    let other = &context.entries.all[found.meaning.number() as usize];
    let whole = found.first_word == 0 && found.last_word + 1 == probe.len();
    (whole && other.meaning == entry.meaning).then_some(other)
}

/// Whether the other terms find a form with endings too, or it is an inflected form of theirs itself.
fn inflections_are_found(context: &Context, number: usize, entry: &Entry, form: &[Element]) -> bool {
    let Some(plain) = probes(form).into_iter().next() else { return false };
    form.iter().enumerate().all(|(position, element)| {
        let Element::Word(WordPattern { inflects: true, core, .. }) = element else { return true };
        // A gap is empty in the first probe.
        let word = position - form[..position].iter().filter(|element| **element == Element::Gap).count();
        let found = |text: String| {
            let mut probe = plain.clone();
            probe[word].0 = text;
            sole_other(context, number, entry, &probe).is_some()
        };
        let mut endings = context.entries.affixes.endings.iter().filter(|ending| !ending.starts_with('\''));
        let is_inflected = endings.clone().any(|ending| {
            core.strip_suffix(ending.as_str()).is_some_and(|stem| !stem.is_empty() && found(stem.to_owned()))
        });
        is_inflected || endings.all(|ending| found(format!("{core}{ending}")))
    })
}

/// A folded word, and whether it is in capitals.
type Word = (String, bool);

/// Phrases that stand for all that a form finds: without a word in its gaps, and with as many as there may be.
fn probes(form: &[Element]) -> Vec<Vec<Word>> {
    let probe = |words_in_gap: usize| {
        let mut words = Vec::new();
        for element in form {
            match element {
                Element::Gap => words.extend((0..words_in_gap).map(|_| (ANY_LETTERS.to_owned(), false))),
                Element::Word(pattern) => {
                    let before = if pattern.open_left { ANY_LETTERS } else { "" };
                    let after = if pattern.open_right { ANY_LETTERS } else { "" };
                    words.push((format!("{before}{}{after}", pattern.core), pattern.capitals));
                }
            }
        }
        words
    };
    if form.contains(&Element::Gap) { vec![probe(0), probe(MOST_WORDS_IN_GAP)] } else { vec![probe(0)] }
}

/// All entries that fit a phrase.
pub(super) fn candidates(context: &Context, words: &[Word]) -> Vec<Candidate> {
    let sentence = context.matcher.phrase(words.iter().map(|(word, capitals)| (word.as_str(), *capitals)));
    context.matcher.candidates(&sentence)
}
