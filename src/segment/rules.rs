//! The abbreviations of a language, as data.
//!
//! `abbreviations.csv` has the columns `kind,text,note`; `text` is written without its last period. Where
//! parts are spaced (`z. B`), both spellings are found if the row has the space.
//!
//! | kind | meaning | example |
//! |---|---|---|
//! | `any` | never ends a sentence | `z. B`, `e.g`, `bl.a` |
//! | `title` | stands before a name | `Dr`, `Hr` |
//! | `number` | stands before a number | `Nr`, `p` |
//! | `may-end` | ends a sentence only if a capital follows | `etc`, `Ph.D` |
//! | `name` | ends one only if a `starter` follows; other capitals go on its name | `U.S`, `Inc` |
//! | `time` | ends one if a capital follows, unless the sentence began with an `opening` | `a.m`, `B.C` |
//! | `starter` | a word that, with a capital, begins a sentence and no name | `The`, `How` |
//! | `opening` | a word that begins sentences with a time or place | `At`, `In` |
//! | `capital` | a word that has a capital everywhere, so that it begins no sentence by it | `I` |
//! | `ordinal` | the language writes ordinals with a period, and this noun may follow one | `Juni` |
//! | `before-ordinal` | a number with a period behind this word is an ordinal | `am`, `der` |
//! | `joint` | a word that no line ends with unless it goes on in the next one | `and`, `of` |
//! | `exclamation` | a name with a mark (which is written here) | `Yahoo!` |
//! | `end` | a mark that ends sentences in this language only | `;` in Greek |
//! | `pause` | a mark that ends sentences elsewhere but not in this language | `.` in Armenian |

use rustc_hash::{FxHashMap, FxHashSet};

/// What a period behind a word may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    Any,
    Title,
    Number,
    MayEnd,
    Name,
    Time,
}

/// What a word tells about the sentence that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum WordKind {
    Starter,
    Opening,
    Capital,
    OrdinalNoun,
    BeforeOrdinal,
    Exclamation,
    Joint,
}

/// The rules of one language.
#[derive(Debug, Clone, Default)]
pub struct SegmentationRules {
    /// By their lower-case text without white space.
    abbreviations: FxHashMap<String, Abbreviation>,
    /// The beginnings of abbreviations in several parts: `z` of `z. B`.
    beginnings: FxHashSet<String>,
    /// Their last parts.
    endings: FxHashSet<String>,
    words: FxHashMap<String, Vec<WordKind>>,
    writes_ordinals: bool,
    ends: Vec<char>,
    pauses: Vec<char>,
}

/// A row that is no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// 1-based line.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

/// What a row says.
enum Rule {
    Abbreviation(Abbreviation),
    Word(WordKind),
    End,
    Pause,
}

fn rule(kind: &str) -> Option<Rule> {
    Some(match kind {
        "any" => Rule::Abbreviation(Abbreviation::Any),
        "title" => Rule::Abbreviation(Abbreviation::Title),
        "number" => Rule::Abbreviation(Abbreviation::Number),
        "may-end" => Rule::Abbreviation(Abbreviation::MayEnd),
        "name" => Rule::Abbreviation(Abbreviation::Name),
        "time" => Rule::Abbreviation(Abbreviation::Time),
        "starter" => Rule::Word(WordKind::Starter),
        "opening" => Rule::Word(WordKind::Opening),
        "capital" => Rule::Word(WordKind::Capital),
        "ordinal" => Rule::Word(WordKind::OrdinalNoun),
        "before-ordinal" => Rule::Word(WordKind::BeforeOrdinal),
        "joint" => Rule::Word(WordKind::Joint),
        "exclamation" => Rule::Word(WordKind::Exclamation),
        "end" => Rule::End,
        "pause" => Rule::Pause,
        _ => return None,
    })
}

impl SegmentationRules {
    /// Reads an `abbreviations.csv`; cells hold no commas or quotes.
    ///
    /// # Errors
    /// The first row that is no rule.
    pub fn parse(csv: &str) -> Result<SegmentationRules, RuleError> {
        let mut rules = SegmentationRules::default();
        for (number, row) in csv.lines().enumerate().skip(1) {
            let fail = |message: String| RuleError { line: number + 1, message };
            let mut cells = row.split(',');
            let (kind, text) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            if text.trim().is_empty() {
                return Err(fail(format!("no text in '{row}'; expected kind,text,note")));
            }
            match rule(kind) {
                Some(Rule::Abbreviation(abbreviation)) => rules.add_abbreviation(text, abbreviation),
                Some(Rule::Word(word)) => rules.add_word(text, word),
                Some(Rule::End) => rules.ends.extend(text.chars()),
                Some(Rule::Pause) => rules.pauses.extend(text.chars()),
                None => {
                    return Err(fail(format!(
                        "unknown kind '{kind}'; expected any, title, number, may-end, name, time, starter, opening, \
                         capital, ordinal, before-ordinal, joint, exclamation, end or pause"
                    )));
                }
            }
        }
        Ok(rules)
    }

    fn add_abbreviation(&mut self, text: &str, abbreviation: Abbreviation) {
        let mut joined = String::new();
        let mut parts = text.split_whitespace().peekable();
        while let Some(part) = parts.next() {
            joined.push_str(&part.to_lowercase());
            if parts.peek().is_some() {
                self.beginnings.insert(joined.trim_end_matches('.').to_owned());
            } else if joined.len() > part.len() {
                self.endings.insert(part.to_lowercase());
            }
        }
        self.abbreviations.insert(joined, abbreviation);
    }

    fn add_word(&mut self, text: &str, word: WordKind) {
        self.writes_ordinals |= word == WordKind::OrdinalNoun;
        let kinds = self.words.entry(text.to_lowercase()).or_default();
        if !kinds.contains(&word) {
            kinds.push(word);
        }
    }

    /// These rules and others; where both know a word, the others win.
    #[must_use]
    pub fn with(mut self, others: &SegmentationRules) -> SegmentationRules {
        self.abbreviations.extend(others.abbreviations.iter().map(|(text, kind)| (text.clone(), *kind)));
        self.beginnings.extend(others.beginnings.iter().cloned());
        self.endings.extend(others.endings.iter().cloned());
        for (text, kinds) in &others.words {
            kinds.iter().for_each(|&kind| self.add_word(text, kind));
        }
        self.writes_ordinals |= others.writes_ordinals;
        self.ends.extend(&others.ends);
        self.pauses.extend(&others.pauses);
        self
    }

    /// What is known of `word`, an abbreviation without its last period and without white space.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        with_lower(word, |word| self.abbreviations.get(word).copied())?
    }

    /// Whether `word` and `next` are both parts of one abbreviation: `z` and `B`.
    pub(super) fn goes_on_with(&self, word: &str, next: &str) -> bool {
        if self.beginnings.is_empty() || with_lower(word, |word| self.beginnings.contains(word)) != Some(true) {
            return false;
        }
        let both = format!("{word}.{next}").to_lowercase();
        self.abbreviations.contains_key(&both) || self.beginnings.contains(&both)
    }

    /// Whether an abbreviation of several parts ends with `word`.
    pub(super) fn may_be_last_part(&self, word: &str) -> bool {
        with_lower(word, |word| self.endings.contains(word)) == Some(true)
    }

    pub(super) fn is(&self, word: &str, kind: WordKind) -> bool {
        with_lower(word, |word| self.words.get(word).is_some_and(|kinds| kinds.contains(&kind))) == Some(true)
    }

    pub(super) fn writes_ordinals(&self) -> bool {
        self.writes_ordinals
    }

    /// Whether the language has end marks of its own; nearly all have none.
    pub(super) fn has_own_ends(&self) -> bool {
        !self.ends.is_empty()
    }

    /// Whether `mark` ends sentences in this language, though not in others.
    pub(super) fn is_end(&self, mark: char) -> bool {
        self.ends.contains(&mark)
    }

    pub(super) fn is_pause(&self, mark: &str) -> bool {
        !self.pauses.is_empty() && mark.chars().all(|character| self.pauses.contains(&character))
    }
}

/// No word of a rule is longer, in bytes; longer words need not be lower-cased and looked up.
const MOST_BYTES: usize = 32;

/// Calls `look_up` with `word` in lower case, unless it is too long to be found. Nearly all words take the
/// short way without allocation.
fn with_lower<T>(word: &str, look_up: impl FnOnce(&str) -> T) -> Option<T> {
    if word.len() > MOST_BYTES {
        return None;
    }
    if !word.is_ascii() {
        return Some(look_up(&word.to_lowercase()));
    }
    let mut lower = [0; MOST_BYTES];
    let lower = &mut lower[..word.len()];
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok().map(look_up)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_name_their_line() {
        let problem = SegmentationRules::parse("kind,text,note\nany,e.g,\nsome,x,\n").expect_err("a mistake");
        assert_eq!(problem.line, 3);
        assert!(SegmentationRules::parse("kind,text,note\nany,,\n").is_err());
    }

    #[test]
    fn spaced_abbreviations_are_known_by_their_parts() {
        let rules = SegmentationRules::parse("kind,text,note\nany,i. d. R,\n").expect("sound");
        assert_eq!(rules.abbreviation("i.d.R"), Some(Abbreviation::Any));
        assert!(rules.goes_on_with("i", "d") && rules.goes_on_with("i.d", "R"));
        assert!(!rules.goes_on_with("i", "R") && !rules.goes_on_with("d", "R"));
        assert_eq!(rules.abbreviation("R"), None);
    }

    #[test]
    fn a_word_may_have_several_kinds() {
        let rules = SegmentationRules::parse("kind,text,note\nstarter,At,\nopening,At,\n").expect("sound");
        assert!(rules.is("at", WordKind::Starter) && rules.is("At", WordKind::Opening));
        assert!(!rules.is("at", WordKind::Capital));
    }
}
