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

use rustc_hash::FxHashMap;

use super::marks::TERMINATORS;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordKind {
    Starter,
    Opening,
    Capital,
    OrdinalNoun,
    BeforeOrdinal,
    Exclamation,
    Joint,
}

/// What the rules say of a word in lower case, without white space.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    /// What it abbreviates, without its last period.
    pub abbreviation: Option<Abbreviation>,
    /// Whether an abbreviation in several parts begins so: `z` of `z. B`.
    pub begins: bool,
    /// Whether it is the last part of such a one.
    pub ends: bool,
    /// A bit for each [`WordKind`].
    kinds: u8,
}

impl Facts {
    /// Whether it is a word of this kind.
    pub(super) fn is(self, kind: WordKind) -> bool {
        self.kinds & 1 << kind as u8 != 0
    }
}

/// The rules of one language.
#[derive(Debug, Clone, Default)]
pub struct SegmentationRules {
    facts: FxHashMap<String, Facts>,
    writes_ordinals: bool,
    ends: Vec<char>,
    end_bytes: EndBytes,
    pauses: Vec<char>,
}

/// Whether a mark that may end a sentence begins with a byte of UTF-8.
#[derive(Debug, Clone)]
struct EndBytes([bool; 256]);

impl Default for EndBytes {
    fn default() -> EndBytes {
        let mut bytes = EndBytes([false; 256]);
        TERMINATORS.chars().for_each(|mark| bytes.add(mark));
        bytes
    }
}

impl EndBytes {
    fn add(&mut self, mark: char) {
        let first = mark.encode_utf8(&mut [0; 4]).as_bytes()[0];
        self.0[usize::from(first)] = true;
    }
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
                Some(Rule::End) => rules.add_ends(text.chars()),
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
                self.facts.entry(joined.trim_end_matches('.').to_owned()).or_default().begins = true;
            } else if joined.len() > part.len() {
                self.facts.entry(part.to_lowercase()).or_default().ends = true;
            }
        }
        self.facts.entry(joined).or_default().abbreviation = Some(abbreviation);
    }

    fn add_word(&mut self, text: &str, word: WordKind) {
        self.writes_ordinals |= word == WordKind::OrdinalNoun;
        self.facts.entry(text.to_lowercase()).or_default().kinds |= 1 << word as u8;
    }

    fn add_ends(&mut self, marks: impl Iterator<Item = char>) {
        for mark in marks {
            self.ends.push(mark);
            self.end_bytes.add(mark);
        }
    }

    /// These rules and others; where both know a word, the others win.
    #[must_use]
    pub fn with(mut self, others: &SegmentationRules) -> SegmentationRules {
        for (text, other) in &others.facts {
            let facts = self.facts.entry(text.clone()).or_default();
            facts.abbreviation = other.abbreviation.or(facts.abbreviation);
            facts.begins |= other.begins;
            facts.ends |= other.ends;
            facts.kinds |= other.kinds;
        }
        self.writes_ordinals |= others.writes_ordinals;
        self.add_ends(others.ends.iter().copied());
        self.pauses.extend(&others.pauses);
        self
    }

    /// What is known of `word`, an abbreviation without its last period and without white space.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        self.facts(word).abbreviation
    }

    /// Whether `word` and `next` are both parts of one abbreviation: `z` and `B`.
    pub(super) fn goes_on_with(&self, word: &str, next: &str) -> bool {
        if !self.facts(word).begins {
            return false;
        }
        let both = self.facts.get(&format!("{word}.{next}").to_lowercase()).copied().unwrap_or_default();
        both.abbreviation.is_some() || both.begins
    }

    /// Whether `word` is of a kind.
    pub(super) fn is(&self, word: &str, kind: WordKind) -> bool {
        self.facts(word).is(kind)
    }

    /// All that is known of `word`, in whatever case it is written.
    pub(super) fn facts(&self, word: &str) -> Facts {
        with_lower(word, |word| self.facts.get(word).copied()).flatten().unwrap_or_default()
    }

    pub(super) fn writes_ordinals(&self) -> bool {
        self.writes_ordinals
    }

    /// Whether the language has end marks of its own; nearly all have none.
    pub(super) fn has_own_ends(&self) -> bool {
        !self.ends.is_empty()
    }

    /// Whether a mark that ends sentences may begin with this byte; it may say so in vain.
    pub(super) fn may_end(&self, byte: u8) -> bool {
        self.end_bytes.0[usize::from(byte)]
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

/// No character takes more bytes in lower case than this many times its own.
const MOST_GROWTH: usize = 3;

/// Calls `look_up` with `word` in lower case, unless it is too long to be found. Nearly all words take the
/// short way without allocation.
fn with_lower<T>(word: &str, look_up: impl FnOnce(&str) -> T) -> Option<T> {
    if word.len() > MOST_BYTES {
        return None;
    }
    let mut lower = [0; MOST_GROWTH * MOST_BYTES];
    let mut length = word.len();
    if word.is_ascii() {
        let lower = &mut lower[..length];
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
    } else if word.contains('Σ') {
        // Its lower case depends on what stands around it.
        return Some(look_up(&word.to_lowercase()));
    } else {
        length = 0;
        for character in word.chars().flat_map(char::to_lowercase) {
            length += character.encode_utf8(lower.get_mut(length..length + character.len_utf8())?).len();
        }
    }
    std::str::from_utf8(&lower[..length]).ok().map(look_up)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn lower_case_is_that_of_the_whole_word(word in "([A-Za-zÄΣİßЖж.Ⱥ]|\\PC){0,16}") {
            let lower = with_lower(&word, str::to_owned);
            prop_assert_eq!(lower, (word.len() <= MOST_BYTES).then(|| word.to_lowercase()));
        }
    }

    #[test]
    fn a_word_may_have_several_kinds() {
        let rules = SegmentationRules::parse("kind,text,note\nstarter,At,\nopening,At,\n").expect("sound");
        assert!(rules.is("at", WordKind::Starter) && rules.is("At", WordKind::Opening));
        assert!(!rules.is("at", WordKind::Capital));
    }
}
