//! Findings about whole files: concepts without a term, rows out of order, concepts that are replaced.

use std::collections::HashSet;

use super::{Finding, FindingKind, Severity, Subject};
use crate::document::{Lang, Side};
use crate::lexicon::{CONCEPTS, CONCEPTS_PATH, Concept, Concepts, Lexicons};

pub(super) fn check(lexicons: &Lexicons, subject: Subject, findings: &mut Vec<Finding>) {
    match subject {
        Subject::Language(lang) => {
            findings.extend(missing_concepts(lexicons, lang));
            out_of_order(lexicons, lang, findings);
        }
        Subject::UserFile(path) => replaced_concepts(lexicons, path, findings),
    }
}

/// Concepts that speak for a side and have no term; neutral ones are only a help to the audit.
fn missing_concepts(lexicons: &Lexicons, lang: Lang) -> Option<Finding> {
    let language = lexicons.languages.iter().find(|language| language.lang == lang)?;
    let terms = lexicons.terms(lang);
    let named: HashSet<&str> = terms.iter().map(|term| term.concept.as_str()).collect();
    let sided: Vec<&Concept> = lexicons.concepts().iter().filter(|concept| concept.side != Side::Neutral).collect();
    let is_missing = |concept: &&Concept| !named.contains(concept.name.as_str());
    let all_missing: Vec<&str> =
        lexicons.concepts().iter().filter(is_missing).map(|concept| concept.name.as_str()).collect();
    if all_missing.is_empty() {
        return None;
    }
    let covered = sided.len() - sided.iter().filter(|concept| is_missing(concept)).count();
    let problem =
        format!("{covered} of {} concepts with a side have a term; none for {}", sided.len(), all_missing.join(", "));
    Some(Finding {
        path: format!("{}/lexicon.csv", language.files().folder),
        line: 1,
        severity: Severity::Advice,
        kind: FindingKind::MissingConcepts,
        problem,
        advice: "write a term for each that the language has a word for".to_owned(),
    })
}

/// The first row of each file that does not stand behind the one above it.
fn out_of_order(lexicons: &Lexicons, lang: Lang, findings: &mut Vec<Finding>) {
    let Some(language) = lexicons.languages.iter().find(|language| language.lang == lang) else { return };
    let files = language.files();
    for (name, text) in [
        ("lexicon.csv", &files.lexicon),
        ("cues.csv", &files.cues),
        ("headings.csv", &files.headings),
        ("abbreviations.csv", &files.abbreviations),
    ] {
        /// Lines count from 1, the first is the header, the second has nothing before it.
        const FIRST_WITH_ONE_BEFORE: u64 = 3;
        let rows: Vec<&str> = text.lines().skip(1).collect();
        if let Some(number) = rows.windows(2).position(|rows| rows[0] >= rows[1]) {
            findings.push(Finding {
                path: format!("{}/{name}", files.folder),
                line: FIRST_WITH_ONE_BEFORE + number as u64,
                severity: Severity::Advice,
                kind: FindingKind::Order,
                problem: "the row belongs before the one above it, or stands twice".to_owned(),
                advice: "sort the rows below the header (LC_ALL=C sort -u)".to_owned(),
            });
        }
    }
}

/// Built-in concepts that a user's file defines anew: it changes all terms of theirs.
fn replaced_concepts(lexicons: &Lexicons, path: &str, findings: &mut Vec<Finding>) {
    let Ok(built_in) = Concepts::parse(CONCEPTS_PATH, CONCEPTS) else { return };
    for user in lexicons.user.iter().filter(|user| user.path() == path) {
        for (concept, line) in user.concepts_with_lines() {
            let Some(known) = built_in.find(&concept.name).map(|id| built_in.get(id)) else { continue };
            if known.side == concept.side {
                // Another weight is what such a row is for.
                continue;
            }
            let (before, after) = (known.side.as_str(), concept.side.as_str());
            findings.push(Finding {
                path: path.to_owned(),
                line,
                severity: Severity::Advice,
                kind: FindingKind::Replaces,
                problem: format!("makes the concept '{}' {after}, which was {before}, with all its terms", known.name),
                advice: "nothing to do if that is meant; else give it a name of its own in a column concept".to_owned(),
            });
        }
    }
}
