//! What is wrong with a lexicon, or odd about it: every finding with its place and what to do.
//!
//! Whatever breaks a rule or makes a term say something else than it says is a mistake; the rest is advice.

mod forms;
mod reach;
mod rows;
mod stems;

use std::fmt;

use super::compile::compile;
use super::compiled::CompiledTerms;
use super::concept::{Concept, ConceptId};
use super::entries::{Entries, Entry};
use super::matcher::Matcher;
use super::meaning::Meaning;
use super::memo::WordMemos;
use super::{Language, Lexicons};
use crate::document::{Lang, Side};
use crate::error::Error;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A rule is broken, or a term does not do what it says.
    Mistake,
    /// It works; it could be better.
    Advice,
}

impl Severity {
    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Mistake => "mistake",
            Severity::Advice => "advice",
        }
    }
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// A row that cannot be used.
    Rule,
    /// One form under concepts of different sides.
    SideClash,
    /// A term is a cue or function word as well.
    TwoFold,
    /// A term that is never found.
    Unreachable,
    /// One form twice.
    Duplicate,
    /// A term whose every form another term of its concept finds.
    Covered,
    /// A term that finds a word of the other side, or a function word, by its open end or an ending.
    StemCollision,
    /// One form for two cues.
    CueClash,
    /// A term or concept of the user's that stands in for a built-in one.
    Replaces,
    /// Concepts without a term.
    MissingConcepts,
    /// Rows that are not sorted.
    Order,
}

impl FindingKind {
    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            FindingKind::Rule => "rule",
            FindingKind::SideClash => "side-clash",
            FindingKind::TwoFold => "two-fold",
            FindingKind::Unreachable => "unreachable",
            FindingKind::Duplicate => "duplicate",
            FindingKind::Covered => "covered",
            FindingKind::StemCollision => "stem-collision",
            FindingKind::CueClash => "cue-clash",
            FindingKind::Replaces => "replaces",
            FindingKind::MissingConcepts => "missing-concepts",
            FindingKind::Order => "order",
        }
    }
}

/// One thing that is wrong or odd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub path: String,
    /// 1-based line.
    pub line: u64,
    /// How bad it is.
    pub severity: Severity,
    /// What it is about.
    pub kind: FindingKind,
    /// What stands there.
    pub problem: String,
    /// What to do.
    pub advice: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Finding { path, line, severity, kind, problem, advice } = self;
        write!(formatter, "{path}:{line}: {} ({}): {problem}; {advice}", severity.as_str(), kind.as_str())
    }
}

impl Finding {
    /// A broken rule as a finding; `None` for errors that have no place in a data file.
    pub fn of_error(error: &Error) -> Option<Finding> {
        let Error::Data { path, line, problem, expected } = error else { return None };
        Some(Finding {
            path: path.clone(),
            line: *line,
            severity: Severity::Mistake,
            kind: FindingKind::Rule,
            problem: problem.clone(),
            advice: format!("expected {expected}"),
        })
    }

    fn at(entry: &Entry, severity: Severity, kind: FindingKind, problem: String, advice: &str) -> Finding {
        let path = entry.path.to_string();
        Finding { path, line: entry.line, severity, kind, problem, advice: advice.to_owned() }
    }
}

/// What is looked at: only findings about it are given, whatever else they mention.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// The folder of a language.
    Language(Lang),
    /// A lexicon of the user's, by its path.
    UserFile(&'a str),
}

/// All findings, mistakes first, then by kind and place.
pub fn check(lexicons: &Lexicons, subject: Subject) -> Vec<Finding> {
    let mut findings = Vec::new();
    let of_subject = |language: &&Language| match subject {
        Subject::Language(lang) => language.lang == lang,
        Subject::UserFile(path) => {
            lexicons.user.iter().any(|user| user.path() == path && user.terms(language.lang).next().is_some())
        }
    };
    for language in lexicons.languages.iter().filter(of_subject) {
        // More terms than can be compiled cannot be judged one by one either; their rows still are.
        let Some(context) = Context::new(lexicons, language, subject, &mut findings) else { continue };
        forms::check(&context, &mut findings);
        reach::check(&context, &mut findings);
        stems::check(&context, &mut findings);
    }
    rows::check(lexicons, subject, &mut findings);
    findings.sort_by(|one, other| {
        let key = |finding: &Finding| (finding.severity, finding.kind, finding.line);
        key(one).cmp(&key(other)).then_with(|| one.path.cmp(&other.path)).then_with(|| one.problem.cmp(&other.problem))
    });
    findings.dedup();
    findings
}

/// The entries of one language, and a matcher that tells which of them are found.
struct Context<'a> {
    lexicons: &'a Lexicons,
    language: &'a Language,
    subject: Subject<'a>,
    entries: Entries,
    /// Its matches name entries by their number.
    matcher: Matcher,
}

impl<'a> Context<'a> {
    fn new(
        lexicons: &'a Lexicons,
        language: &'a Language,
        subject: Subject<'a>,
        findings: &mut Vec<Finding>,
    ) -> Option<Context<'a>> {
        let mut report = |error: Error| {
            if matches!(subject, Subject::Language(_)) {
                findings.extend(Finding::of_error(&error));
            }
        };
        let entries = lexicons.entries(language, &mut report);
        let forms = entries.all.iter().enumerate().flat_map(|(number, entry)| {
            let meaning = Meaning::Concept(ConceptId::numbered(u32::try_from(number).unwrap_or(u32::MAX)));
            entry.forms.iter().map(move |form| (form.clone(), meaning))
        });
        let terms = compile(forms, entries.affixes.clone()).ok()?;
        let matcher = Matcher::new(CompiledTerms::open(terms.into())?, WordMemos::default());
        Some(Context { lexicons, language, subject, entries, matcher })
    }

    /// Whether findings about this entry are asked for.
    fn is_subject(&self, entry: &Entry) -> bool {
        match self.subject {
            Subject::UserFile(path) => &*entry.path == path,
            Subject::Language(_) => {
                entry.path.strip_prefix(&*self.language.files().folder).is_some_and(|rest| rest.starts_with('/'))
            }
        }
    }

    /// The concept that an entry is a term of; `None` for cues and headings.
    fn concept(&self, entry: &Entry) -> Option<&Concept> {
        match entry.meaning {
            Meaning::Concept(id) => Some(self.lexicons.concepts().get(id)),
            Meaning::Cue(_) => None,
        }
    }

    /// The side that an entry speaks for; `None` for cues, headings and neutral concepts.
    fn sided(&self, entry: &Entry) -> Option<Side> {
        self.concept(entry).map(|concept| concept.side).filter(|&side| side != Side::Neutral)
    }
}

/// An entry as findings mention it: what it is and where it stands.
fn mention(entry: &Entry) -> String {
    format!("'{}' ({}:{})", entry.written.trim_end_matches('!'), entry.path, entry.line)
}
