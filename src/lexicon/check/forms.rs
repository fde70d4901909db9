//! Findings about forms that two rows have in common.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Context, Finding, FindingKind, Severity, Subject, mention};
use crate::document::Side;
use crate::lexicon::cue::Cue;
use crate::lexicon::entries::Entry;
use crate::lexicon::meaning::Meaning;
use crate::lexicon::notation::Element;

type Form = [Element];

pub(super) fn check(context: &Context, findings: &mut Vec<Finding>) {
    let mut owners: HashMap<&Form, Vec<usize>> = HashMap::new();
    for (number, entry) in context.entries.all.iter().enumerate() {
        for form in &entry.forms {
            owners.entry(form).or_default().push(number);
        }
    }
    let function_words = function_words(context);
    for (number, entry) in context.entries.all.iter().enumerate().filter(|(_, entry)| context.is_subject(entry)) {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for form in &entry.forms {
            let others = owners.get(form.as_slice()).into_iter().flatten();
            others.filter(|&&other| other != number).for_each(|&other| *shared.entry(other).or_insert(0) += 1);
        }
        let earlier = shared.keys().take_while(|&&other| other < number);
        for other in earlier.map(|&other| &context.entries.all[other]) {
            findings.extend(same_form(context, entry, other));
        }
        match entry.meaning {
            Meaning::Concept(_) => findings.extend(two_fold(context, entry, &owners, &function_words)),
            Meaning::Cue(cue) => findings.extend(negating_function_word(entry, cue, &function_words)),
        }
    }
}

/// The letters of each function word, and where it stands.
fn function_words<'a>(context: &'a Context) -> HashMap<String, &'a Entry> {
    let entries = context.entries.all.iter().filter(|entry| entry.meaning == Meaning::Cue(Cue::FunctionWord));
    entries.flat_map(|entry| entry.forms.iter().filter_map(move |form| Some((letters(form)?, entry)))).collect()
}

/// The words of a form without open ends, whatever their endings; `None` where a form is open or has a gap.
fn letters(form: &Form) -> Option<String> {
    let words: Option<Vec<&str>> = form
        .iter()
        .map(|element| match element {
            Element::Word(word) if !word.open_left && !word.open_right && !word.capitals => Some(word.core.as_str()),
            _ => None,
        })
        .collect();
    words.map(|words| words.join(" "))
}

/// What it means that `entry` has a form of `other`, which stands before it.
fn same_form(context: &Context, entry: &Entry, other: &Entry) -> Option<Finding> {
    let written = &entry.written;
    let (concept, known) = match (context.concept(entry), context.concept(other)) {
        (Some(concept), Some(known)) => (concept, known),
        (None, None) => return same_cue(entry, other),
        // `two_fold` says it.
        _ => return None,
    };
    let is_replacement = matches!(context.subject, Subject::UserFile(path) if &*other.path != path);
    let finding = |severity, kind, problem, advice: &str| Some(Finding::at(entry, severity, kind, problem, advice));
    if entry.meaning == other.meaning {
        let problem = format!("'{written}' of '{}' is {} as well", concept.name, mention(other));
        return finding(Severity::Advice, FindingKind::Duplicate, problem, "remove one of them");
    }
    if is_replacement {
        let verb = if concept.side == Side::Neutral { "silences" } else { "replaces" };
        let language = context.language.lang;
        let problem = format!(
            "'{written}' {verb} {} of concept '{}', which was {}, in '{language}'",
            mention(other),
            known.name,
            known.side.as_str()
        );
        return finding(Severity::Advice, FindingKind::Replaces, problem, "nothing to do if that is meant");
    }
    let problem = format!(
        "'{written}' of '{}' ({}) takes the place of {} of '{}' ({})",
        concept.name,
        concept.side.as_str(),
        mention(other),
        known.name,
        known.side.as_str()
    );
    if concept.side == known.side {
        finding(Severity::Advice, FindingKind::Duplicate, problem, "keep it under one concept")
    } else {
        finding(Severity::Mistake, FindingKind::SideClash, problem, "keep it under one concept")
    }
}

fn same_cue(entry: &Entry, other: &Entry) -> Option<Finding> {
    if entry.meaning == other.meaning {
        let problem = format!("'{}' is {} as well", entry.written.trim_end_matches('!'), mention(other));
        return Some(Finding::at(entry, Severity::Advice, FindingKind::Duplicate, problem, "remove one of them"));
    }
    let function_word = Meaning::Cue(Cue::FunctionWord);
    if entry.meaning == function_word || other.meaning == function_word {
        // The cue wins and nothing is lost; `negating_function_word` tells where it is one too many.
        return None;
    }
    if is_heading(entry) != is_heading(other) {
        return None;
    }
    let problem = format!("'{}' takes the place of {}, another cue", entry.written, mention(other));
    Some(Finding::at(entry, Severity::Advice, FindingKind::CueClash, problem, "keep it as one cue"))
}

/// A term that is a cue or a function word as well: it counts as both, which is seldom meant.
fn two_fold(
    context: &Context,
    entry: &Entry,
    owners: &HashMap<&Form, Vec<usize>>,
    function_words: &HashMap<String, &Entry>,
) -> Option<Finding> {
    let by_cue = |form: &Form| {
        let owners = owners.get(form)?.iter().map(|&number| &context.entries.all[number]);
        owners.rev().find(|owner| context.concept(owner).is_none() && !is_heading(owner))
    };
    let by = |form: &Form| by_cue(form).or_else(|| function_words.get(&letters(form)?).copied());
    let other = entry.forms.iter().find_map(|form| by(form))?;
    let what = if other.meaning == Meaning::Cue(Cue::FunctionWord) { "a function word" } else { "a cue" };
    let problem = format!("'{}' is also {what}: {}", entry.written, mention(other));
    let advice = "keep both only if the word is evidence and does that too";
    Some(Finding::at(entry, Severity::Advice, FindingKind::TwoFold, problem, advice))
}

/// Headings count only where a line is one, whatever else their words mean.
fn is_heading(entry: &Entry) -> bool {
    matches!(entry.meaning, Meaning::Cue(Cue::Heading(_)))
}

/// A cue that cancels evidence and is a function word too.
fn negating_function_word(entry: &Entry, cue: Cue, function_words: &HashMap<String, &Entry>) -> Option<Finding> {
    if !matches!(cue, Cue::Negation | Cue::NegationAfter | Cue::Exclusion) {
        return None;
    }
    let words: HashSet<String> = entry.forms.iter().filter_map(|form| letters(form)).collect();
    let other = words.iter().filter_map(|word| function_words.get(word)).min_by_key(|other| other.line)?;
    let problem = format!("'{}' negates and is a function word too: {}", entry.written, mention(other));
    let advice = "remove the function word; a cue counts for the coverage as well";
    Some(Finding::at(entry, Severity::Advice, FindingKind::CueClash, problem, advice))
}
