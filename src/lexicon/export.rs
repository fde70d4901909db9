//! The terms of lexicons as plain lists and dictionaries for other tools.
//!
//! A plain term has no brackets and no `+`: every spelling stands on its own. `*` stays, as other tools know
//! it too; what they do not know (`!`, and `...` between words) is left out or told.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::notation::spellings;
use super::{Concept, Lexicons};
use crate::document::{Lang, Side};

/// One spelling of a term.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainTerm<'a> {
    /// Its language.
    pub language: Lang,
    /// The spelling, with `*` where letters may follow or stand before, and `...` where words may.
    pub term: String,
    /// What it stands for.
    pub concept: &'a Concept,
}

impl PlainTerm<'_> {
    /// Whether other words may stand within it; few other tools can look for that.
    pub fn has_gap(&self) -> bool {
        self.term.contains("...")
    }

    /// The letters that a text must contain, for tools that look for fixed strings; `None` with a gap.
    pub fn fixed(&self) -> Option<String> {
        (!self.has_gap()).then(|| self.term.replace('*', ""))
    }
}

/// All spellings of all terms of a language, in the order of the files; the later of two concepts has a
/// spelling, as it has when texts are judged.
pub fn plain_terms(lexicons: &Lexicons, language: Lang) -> Vec<PlainTerm<'_>> {
    let mut terms: Vec<PlainTerm> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for term in lexicons.terms(language) {
        let Some(concept) = lexicons.concepts().find(&term.concept).map(|id| lexicons.concepts().get(id)) else {
            continue;
        };
        // Terms that cannot be read are not found in texts either.
        for spelling in spellings(&term.term).unwrap_or_default() {
            let words: Vec<&str> = spelling.split(' ').map(|word| word.trim_end_matches('!')).collect();
            let term = words.join(" ");
            match places.get(&term) {
                Some(&place) => terms[place].concept = concept,
                None => {
                    places.insert(term.clone(), terms.len());
                    terms.push(PlainTerm { language, term, concept });
                }
            }
        }
    }
    terms
}

/// One word or phrase a line, for tools that look for fixed strings (`grep -i -F -f`): open ends are cut at
/// the star, and terms with gaps left out.
pub fn fixed_strings<'a>(terms: impl IntoIterator<Item = &'a PlainTerm<'a>>) -> String {
    let strings: BTreeSet<String> = terms.into_iter().filter_map(PlainTerm::fixed).collect();
    strings.iter().fold(String::new(), |text, string| text + string + "\n")
}

/// A dictionary in the format of LIWC 2007: numbered categories between `%` lines, then a term a line with
/// its categories. The categories are the sides and, below each, its functions as `side-function`.
pub fn liwc<'a>(terms: impl IntoIterator<Item = &'a PlainTerm<'a>>) -> String {
    let mut categories: BTreeSet<String> = BTreeSet::new();
    let mut by_term: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for term in terms.into_iter().filter(|term| !term.has_gap()) {
        let side = term.concept.side.as_str().to_owned();
        let function = format!("{side}-{}", term.concept.function);
        categories.extend([side.clone(), function.clone()]);
        by_term.entry(term.term.to_lowercase()).or_default().extend([side, function]);
    }
    let numbers: BTreeMap<&str, usize> =
        categories.iter().enumerate().map(|(place, name)| (name.as_str(), place + 1)).collect();
    let mut text = "%\n".to_owned();
    for (name, number) in &numbers {
        // Writing to a string cannot fail.
        let _never = writeln!(text, "{number}\t{name}");
    }
    text.push_str("%\n");
    for (term, categories) in &by_term {
        text.push_str(term);
        for number in categories.iter().filter_map(|name| numbers.get(name.as_str())) {
            let _never = write!(text, "\t{number}");
        }
        text.push('\n');
    }
    text
}

/// A dictionary for quanteda, in YAML: side, function, terms; below the language where there are several.
pub fn quanteda<'a>(terms: impl IntoIterator<Item = &'a PlainTerm<'a>>) -> String {
    type Functions<'a> = BTreeMap<&'a str, BTreeSet<String>>;
    let mut languages: BTreeMap<Lang, BTreeMap<Side, Functions>> = BTreeMap::new();
    for term in terms.into_iter().filter(|term| !term.has_gap()) {
        let functions = languages.entry(term.language).or_default().entry(term.concept.side).or_default();
        functions.entry(&term.concept.function).or_default().insert(term.term.to_lowercase());
    }
    let several = languages.len() > 1;
    let mut text = String::new();
    for (language, sides) in &languages {
        let indent = if several { "  " } else { "" };
        if several {
            let _never = writeln!(text, "{}:", quoted(language.as_str()));
        }
        for (side, functions) in sides {
            let _never = writeln!(text, "{indent}{}:", side.as_str());
            for (function, terms) in functions {
                let _never = writeln!(text, "{indent}  {}:", quoted(function));
                for term in terms {
                    let _never = writeln!(text, "{indent}    - {}", quoted(term));
                }
            }
        }
    }
    text
}

/// A text in double quotes, which YAML reads as it stands: `no` and `1` are texts too.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::UserLexicon;

    /// The plain terms of a user's file in a language that the tool has.
    fn plain(text: &str, check: impl Fn(&[PlainTerm])) {
        let user = UserLexicon::parse("my.csv", text).expect("sound");
        let lexicons = Lexicons::new(vec![user]).expect("sound");
        let lang = Lang::parse("en").expect("a code");
        let terms: Vec<PlainTerm> =
            plain_terms(&lexicons, lang).into_iter().filter(|term| term.concept.function == "zoo").collect();
        check(&terms);
    }

    const ZOO: &str = "term,side,function\nzebra(s),front,zoo\nlion+tame[r|rs]!,back,zoo\n*keeper,back,zoo\n\
                       feed ... apes,back,zoo\nNO,neutral,zoo\n";

    #[test]
    fn spellings_are_written_out() {
        plain(ZOO, |terms| {
            let terms: Vec<(&str, Option<String>)> =
                terms.iter().map(|term| (term.term.as_str(), term.fixed())).collect();
            let same = |term: &'static str| (term, Some(term.to_owned()));
            assert_eq!(
                terms,
                [
                    same("zebra"),
                    same("zebras"),
                    same("liontamer"),
                    same("lion tamer"),
                    same("liontamers"),
                    same("lion tamers"),
                    ("*keeper", Some("keeper".to_owned())),
                    ("feed ... apes", None),
                    same("NO"),
                ]
            );
        });
        plain("concept,term,side,function\na,zebra,front,zoo\nb,zebra(s),back,zoo\n", |terms| {
            let sides: Vec<Side> = terms.iter().map(|term| term.concept.side).collect();
            assert_eq!(sides, [Side::Back, Side::Back]);
        });
    }

    #[test]
    fn dictionaries_of_other_tools_are_written() {
        plain(ZOO, |terms| {
            assert_eq!(
                fixed_strings(terms),
                "NO\nkeeper\nlion tamer\nlion tamers\nliontamer\nliontamers\nzebra\nzebras\n"
            );
            let expected = "%\n1\tback\n2\tback-zoo\n3\tfront\n4\tfront-zoo\n5\tneutral\n6\tneutral-zoo\n%\n\
                            *keeper\t1\t2\nlion tamer\t1\t2\nlion tamers\t1\t2\nliontamer\t1\t2\n\
                            liontamers\t1\t2\nno\t5\t6\nzebra\t3\t4\nzebras\t3\t4\n";
            assert_eq!(liwc(terms), expected);
            let expected = "front:\n  \"zoo\":\n    - \"zebra\"\n    - \"zebras\"\n\
                            back:\n  \"zoo\":\n    - \"*keeper\"\n";
            assert!(quanteda(terms).starts_with(expected), "{}", quanteda(terms));
            assert!(quanteda(terms).ends_with("neutral:\n  \"zoo\":\n    - \"no\"\n"), "{}", quanteda(terms));
        });
    }
}
