//! What the audit finds.

use std::ops::Range;

/// What kind of difference a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A front mention became back, or back became front.
    Flip,
    /// An explicit side, department or role is gone in the translation.
    Lost,
    /// The translation names a side, department or role that the source does not.
    Gained,
    /// A sentence of the source has no counterpart.
    Omitted,
    /// A sentence of the target has no counterpart.
    Added,
    /// The numbers differ.
    Number,
    /// A target sentence stands in the source's language.
    Untranslated,
    /// The target repeats a sentence that the source has once.
    Duplicated,
    /// One term of the source is rendered by different terms within one target.
    Terminology,
    /// The two are no translations of each other; nothing else is said about them.
    Unrelated,
    /// A version has no text.
    Missing,
    /// A check could not be made, as the language has no lexicon.
    Unchecked,
}

impl Kind {
    /// All kinds, in the order in which reports list them.
    pub const ALL: [Kind; 12] = [
        Kind::Flip,
        Kind::Lost,
        Kind::Gained,
        Kind::Omitted,
        Kind::Added,
        Kind::Number,
        Kind::Untranslated,
        Kind::Duplicated,
        Kind::Terminology,
        Kind::Unrelated,
        Kind::Missing,
        Kind::Unchecked,
    ];

    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Flip => "flip",
            Kind::Lost => "lost",
            Kind::Gained => "gained",
            Kind::Omitted => "omitted",
            Kind::Added => "added",
            Kind::Number => "number",
            Kind::Untranslated => "untranslated",
            Kind::Duplicated => "duplicated",
            Kind::Terminology => "terminology",
            Kind::Unrelated => "unrelated",
            Kind::Missing => "missing",
            Kind::Unchecked => "unchecked",
        }
    }

    /// How bad it is where nothing is doubtful.
    pub fn severity(self) -> Severity {
        match self {
            Kind::Flip | Kind::Unrelated => Severity::Critical,
            Kind::Lost
            | Kind::Gained
            | Kind::Omitted
            | Kind::Added
            | Kind::Number
            | Kind::Untranslated
            | Kind::Missing => Severity::Major,
            Kind::Duplicated | Kind::Terminology | Kind::Unchecked => Severity::Minor,
        }
    }
}

/// How bad a finding is; the worse, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look.
    Minor,
    /// The translation says something else.
    Major,
    /// The translation says the opposite.
    Critical,
}

impl Severity {
    /// All of them, the worst first.
    pub const ALL: [Severity; 3] = [Severity::Critical, Severity::Major, Severity::Minor];

    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Minor => "minor",
            Severity::Major => "major",
            Severity::Critical => "critical",
        }
    }

    /// The next milder one: what a finding in a doubtful place gets.
    pub fn milder(self) -> Severity {
        match self {
            Severity::Critical => Severity::Major,
            Severity::Major | Severity::Minor => Severity::Minor,
        }
    }
}

/// One difference between two versions.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Its kind.
    pub kind: Kind,
    /// How bad it is, milder where the sentences hardly belong together.
    pub severity: Severity,
    /// The sentences of the source that it is about, counted from 0.
    pub source: Range<usize>,
    /// The sentences of the target that it is about, counted from 0.
    pub target: Range<usize>,
    /// How surely the two belong together, 0..=1; `None` where there is no counterpart.
    pub alignment: Option<f64>,
    /// What differs and where, in plain words.
    pub detail: String,
}
