//! Cues: terms that change other evidence, and the sections that headings open.

/// What a cue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cue {
    /// Negates what follows in its clause: "without".
    Negation,
    /// Negates what stands before it in its clause: German "entfällt".
    NegationAfter,
    /// Cancels the evidence of its clause: "no ... experience needed".
    Exclusion,
    /// Starts a clause about something else: "while".
    Contrast,
    /// Ends the reach of a negation: "because".
    ScopeEnd,
    /// Makes evidence stronger: "mainly".
    Intensifier,
    /// Makes evidence weaker: "occasionally".
    Diminisher,
    /// Makes the word before it the name of a product: accounting "software".
    ProductNoun,
    /// Marks a sentence of a certain purpose.
    Context(Section),
    /// A heading that opens a section.
    Heading(Section),
    /// A word that only shows the language; counts for coverage.
    FunctionWord,
}

/// What a part of a posting is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Section {
    /// The company speaks of itself.
    About,
    /// The work.
    Duties,
    /// What applicants must bring.
    Requirements,
    /// What the employer offers.
    Benefits,
    /// How to apply.
    Apply,
    /// Equal opportunity and other legal text.
    Legal,
}

impl Section {
    const NAMES: [(Section, &'static str); 6] = [
        (Section::About, "about"),
        (Section::Duties, "duties"),
        (Section::Requirements, "requirements"),
        (Section::Benefits, "benefits"),
        (Section::Apply, "apply"),
        (Section::Legal, "legal"),
    ];

    /// Its place among all sections.
    pub(super) fn number(self) -> usize {
        self as usize
    }

    /// The section with that place.
    pub(super) fn numbered(number: usize) -> Option<Section> {
        Section::NAMES.get(number).map(|(section, _)| *section)
    }

    /// Reads the name used in `headings.csv`.
    pub fn parse(name: &str) -> Option<Section> {
        Section::NAMES.into_iter().find(|(_, known)| *known == name).map(|(section, _)| section)
    }
}

/// A row of `cues.csv` is a cue or something about how words are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueRow {
    /// A cue with a term.
    Cue(Cue),
    /// An ending that regular inflection appends.
    Ending,
    /// A tail of gender-inclusive writing: `in` of `Verkäufer:in`.
    GenderEnding,
    /// A word that is written together with the one behind it: Arabic `و`, Hebrew `ה`.
    Prefix,
    /// Letters that tell the language; for detection only.
    Letters,
}

impl CueRow {
    const NAMES: [(CueRow, &'static str); 18] = [
        (CueRow::Cue(Cue::Negation), "negation"),
        (CueRow::Cue(Cue::NegationAfter), "negation-after"),
        (CueRow::Cue(Cue::Exclusion), "exclusion"),
        (CueRow::Cue(Cue::Contrast), "contrast"),
        (CueRow::Cue(Cue::ScopeEnd), "scope-end"),
        (CueRow::Cue(Cue::Intensifier), "intensifier"),
        (CueRow::Cue(Cue::Diminisher), "diminisher"),
        (CueRow::Cue(Cue::ProductNoun), "product-noun"),
        (CueRow::Cue(Cue::Context(Section::About)), "praise"),
        (CueRow::Cue(Cue::Context(Section::Benefits)), "benefit"),
        (CueRow::Cue(Cue::Context(Section::Requirements)), "requirement"),
        (CueRow::Cue(Cue::Context(Section::Apply)), "apply"),
        (CueRow::Cue(Cue::Context(Section::Legal)), "equal-opportunity"),
        (CueRow::Cue(Cue::FunctionWord), "function-word"),
        (CueRow::Ending, "ending"),
        (CueRow::GenderEnding, "gender-ending"),
        (CueRow::Prefix, "prefix"),
        (CueRow::Letters, "letters"),
    ];

    /// Its place among all rows that there are.
    pub(super) fn number(self) -> usize {
        // A heading has no row here and is never asked for.
        CueRow::NAMES.iter().position(|(row, _)| *row == self).unwrap_or(CueRow::NAMES.len())
    }

    /// The row with that place.
    pub(super) fn numbered(number: usize) -> Option<CueRow> {
        CueRow::NAMES.get(number).map(|(row, _)| *row)
    }

    /// Reads the name used in `cues.csv`.
    pub fn parse(name: &str) -> Option<CueRow> {
        CueRow::NAMES.into_iter().find(|(_, known)| *known == name).map(|(row, _)| row)
    }

    /// All names, for messages.
    pub fn names() -> String {
        CueRow::NAMES.map(|(_, name)| name).join(", ")
    }
}
