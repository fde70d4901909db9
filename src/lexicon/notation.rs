//! The notation that terms are written in, read into word patterns.
//!
//! | mark | meaning | example |
//! |---|---|---|
//! | `*` at an end of a word | any letters may stand there; a hyphen ends a word | `kunde*`, `*berater` |
//! | a space | also a hyphen or a line break | `front office` |
//! | `+` | joined, hyphenated or spaced | `front+office` |
//! | `(x\|y)` | may stand there, within a word or as words | `customer(s)` |
//! | `[x\|y]` | one of them must stand there | `vendeu[r\|se]` |
//! | `...` between words | up to [`MOST_WORDS_IN_GAP`] other words | `deal ... customers` |
//! | `!` at the end of a word | exactly this form, no automatic endings | `till!` |
//! | CAPITALS | only in capitals | `HR` |
//!
//! Every word without `*`, `!` or capitals also matches with the language's `ending` cues appended.

use super::letters;
use crate::segment;

/// A gap `...` reaches over this many words: enough for "deals directly with all our customers", too few to
/// tie two unrelated phrases together.
pub const MOST_WORDS_IN_GAP: usize = 3;

/// A term that multiplies into more forms than this is a mistake in its brackets.
const MOST_FORMS: usize = 512;

/// A prefix or part shorter than this would match by accident.
const LEAST_OPEN_LETTERS: usize = 2;

/// One word of a term.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WordPattern {
    /// The letters, folded by [`letters::fold`].
    pub core: String,
    /// Letters may stand before the core.
    pub open_left: bool,
    /// Letters may stand after the core.
    pub open_right: bool,
    /// The language's endings may be appended.
    pub inflects: bool,
    /// The word must be written in capitals.
    pub capitals: bool,
}

/// A part of a term's form.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Element {
    /// A word.
    Word(WordPattern),
    /// Up to [`MOST_WORDS_IN_GAP`] other words.
    Gap,
}

/// Reads a term into all its forms; each is a sequence of words and gaps that starts and ends with a word.
///
/// # Errors
/// What is wrong and what was expected, for whoever wrote the term.
pub fn parse(term: &str) -> Result<Vec<Vec<Element>>, String> {
    if term.trim().is_empty() {
        return Err("an empty term; expected a word or a phrase".to_owned());
    }
    let mut forms = Vec::new();
    for spelling in spellings(term)? {
        let form = parse_form(&spelling, term)?;
        if !forms.contains(&form) {
            forms.push(form);
        }
    }
    Ok(forms)
}

/// Writes a term out: no brackets and no `+`; `*`, `!` and `...` stay.
///
/// # Errors
/// What is wrong and what was expected, for whoever wrote the term.
pub fn spellings(term: &str) -> Result<Vec<String>, String> {
    let mut spellings: Vec<String> = Vec::new();
    for plain in expand_brackets(term)? {
        for spelling in expand_joins(&plain)? {
            // Brackets leave blanks where words were left out.
            let spelling = spelling.split_whitespace().collect::<Vec<_>>().join(" ");
            if !spellings.contains(&spelling) {
                spellings.push(spelling);
            }
        }
    }
    Ok(spellings)
}

/// Writes out `(x|y)` and `[x|y]`.
fn expand_brackets(term: &str) -> Result<Vec<String>, String> {
    let mut forms = vec![String::new()];
    let mut rest = term;
    while let Some(open) = rest.find(['(', '[']) {
        let (before, bracket) = rest.split_at(open);
        let closing = if bracket.starts_with('(') { ')' } else { ']' };
        let close = bracket
            .find(closing)
            .ok_or_else(|| format!("\"{term}\": a bracket is not closed; expected '{closing}'"))?;
        let inner = &bracket[1..close];
        if inner.contains(['(', '[', ')', ']']) {
            return Err(format!("\"{term}\": brackets inside brackets; expected one level"));
        }
        let mut alternatives: Vec<&str> = inner.split('|').collect();
        if closing == ')' {
            alternatives.insert(0, "");
        }
        forms = forms
            .iter()
            .flat_map(|form| alternatives.iter().map(move |alternative| format!("{form}{before}{alternative}")))
            .collect();
        if forms.len() > MOST_FORMS {
            return Err(format!("\"{term}\": more than {MOST_FORMS} forms; expected fewer brackets"));
        }
        rest = &bracket[close + 1..];
    }
    if rest.contains([')', ']']) {
        return Err(format!("\"{term}\": a bracket closes that was not opened"));
    }
    forms.iter_mut().for_each(|form| form.push_str(rest));
    Ok(forms)
}

/// Writes out `+`: once joined, once apart.
fn expand_joins(form: &str) -> Result<Vec<String>, String> {
    let mut parts = form.split('+').map(str::trim);
    let mut spellings = vec![parts.next().unwrap_or_default().to_owned()];
    for part in parts {
        if part.is_empty() || spellings.iter().any(String::is_empty) {
            return Err(format!("\"{form}\": '+' without a word on both sides"));
        }
        spellings =
            spellings.iter().flat_map(|before| [format!("{before}{part}"), format!("{before} {part}")]).collect();
        if spellings.len() > MOST_FORMS {
            return Err(format!("\"{form}\": more than {MOST_FORMS} forms; expected fewer '+'"));
        }
    }
    Ok(spellings)
}

fn parse_form(form: &str, term: &str) -> Result<Vec<Element>, String> {
    let mut elements = Vec::new();
    for written in form.split_whitespace() {
        if written == "..." {
            if elements.is_empty() || elements.last() == Some(&Element::Gap) {
                return Err(format!("\"{term}\": '...' must stand between two words"));
            }
            elements.push(Element::Gap);
        } else {
            parse_word(written, term, &mut elements)?;
        }
    }
    match elements.last() {
        None => Err(format!("\"{term}\": a form without a word; expected at least one letter or digit")),
        Some(Element::Gap) => Err(format!("\"{term}\": '...' must stand between two words")),
        Some(Element::Word(_)) => Ok(elements),
    }
}

/// A written word may be several to the word finder: `e-mail`, `don't`.
fn parse_word(written: &str, term: &str, elements: &mut Vec<Element>) -> Result<(), String> {
    let (open_left, rest) = match written.strip_prefix('*') {
        Some(rest) => (true, rest),
        None => (false, written),
    };
    let (exact, rest) = match rest.strip_suffix('!') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (open_right, core) = match rest.strip_suffix('*') {
        Some(core) => (true, core),
        None => (false, rest),
    };
    // A hyphen ends a word, so that whatever follows it is open without a mark: `HR-*` is `HR`.
    let (open_left, open_right) = (open_left && !core.starts_with('-'), open_right && !core.ends_with('-'));
    if core.contains(['*', '!']) {
        return Err(format!("\"{term}\": '*' and '!' stand only at the ends of a word"));
    }
    let words = segment::words(core);
    let Some(last) = words.len().checked_sub(1) else {
        return Err(format!("\"{term}\": '{written}' has no letter or digit"));
    };
    for (number, span) in words.iter().enumerate() {
        let written = span.of(core);
        let capitals = segment::is_in_capitals(written);
        let pattern = WordPattern {
            core: letters::fold(written),
            open_left: open_left && number == 0,
            open_right: open_right && number == last,
            inflects: !(exact || capitals || (open_right && number == last)),
            capitals,
        };
        let open = pattern.open_left || pattern.open_right;
        if open && pattern.core.chars().count() < LEAST_OPEN_LETTERS {
            return Err(format!("\"{term}\": '*' beside a single letter would match nearly every word"));
        }
        elements.push(Element::Word(pattern));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes a form back: `<` and `>` for open ends, `!` for exact, `^` for capitals, `_` for a gap.
    fn written(term: &str) -> Vec<String> {
        let forms = parse(term).unwrap_or_else(|problem| panic!("{problem}"));
        let word = |element: &Element| match element {
            Element::Gap => "_".to_owned(),
            Element::Word(word) => format!(
                "{}{}{}{}{}",
                if word.capitals { "^" } else { "" },
                if word.open_left { "<" } else { "" },
                word.core,
                if word.open_right { ">" } else { "" },
                if word.inflects || word.open_right || word.capitals { "" } else { "!" },
            ),
        };
        forms.iter().map(|form| form.iter().map(word).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn every_mark_is_read() {
        #[track_caller]
        fn check(term: &str, expected: &[&str]) {
            assert_eq!(written(term), expected);
        }
        check("Payroll", &["payroll"]);
        check("kunde*", &["kunde>"]);
        check("*logistik*", &["<logistik>"]);
        check("front+office*", &["frontoffice>", "front office>"]);
        check("customer(s)", &["customer", "customers"]);
        check("vendeu[r|se]", &["vendeur", "vendeuse"]);
        check("answer (the) phone", &["answer phone", "answer the phone"]);
        check("deal ... customer", &["deal _ customer"]);
        check("till!", &["till!"]);
        check("HR", &["^hr"]);
        check("HR manager", &["^hr manager"]);
        check("e-mail*", &["e mail>"]);
        check("it-*", &["it"]);
        check("*-kunde", &["kunde"]);
        check("don't", &["don t"]);
    }

    #[test]
    fn mistakes_are_explained() {
        #[track_caller]
        fn check(term: &str, expected: &str) {
            let problem = parse(term).expect_err("a mistake");
            assert!(problem.contains(expected), "{problem}");
        }
        check(" ", "an empty term");
        check("customer(s", "not closed");
        check("customer)s", "not opened");
        check("a([b])", "one level");
        check("... customer", "between two words");
        check("deal ...", "between two words");
        check("cu*er", "ends of a word");
        check("a*", "single letter");
        check("--", "no letter");
        check("front+", "both sides");
        check("[a|b][a|b][a|b][a|b][a|b][a|b][a|b][a|b][a|b][a|b]", "more than 512 forms");
    }
}
