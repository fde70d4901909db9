//! Dictionaries of other tools, read into a user's lexicon: one file per format, text in, terms out.
//!
//! | format | file | categories |
//! |---|---|---|
//! | LIWC 2001 to 2015 | `.dic` | numbered between two `%` lines; numbers behind each term |
//! | LIWC-22 | `.dicx` | columns behind `DicTerm`, an `X` where a term belongs to one |
//! | quanteda | `.yml`, `.yaml` | keys above a list of terms |
//! | any | CSV with `term` (or `word`) and `category` | the column |
//!
//! A category is a side if it is named like one (`front`, `Back-Office`) or is mapped to one. Terms keep
//! their `*`; they inflect like all other terms here, and save in CSV they match in any case.

mod category;
mod dic;
mod dicx;
mod quanteda;
mod table;

pub use category::CategoryMap;

use super::UserLexicon;
use super::csv_rows::data_error;
use super::user::UserTermRow;
use crate::document::Lang;
use crate::error::{Error, Result};
use crate::segment;

/// A term as a dictionary gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ForeignTerm {
    /// As it is written there.
    written: String,
    /// Its categories, each with those above it first: `front`, `front/sales`.
    categories: Vec<String>,
    /// The language, where the dictionary says one.
    language: Option<Lang>,
    /// 1-based line.
    line: u64,
}

/// Formats of other tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignFormat {
    /// LIWC until 2015.
    Dic,
    /// LIWC-22.
    Dicx,
    /// quanteda's YAML.
    Quanteda,
    /// CSV with a term and its category.
    Table,
}

impl ForeignFormat {
    /// The format by the name of a file and, for CSV, its header; `None` for a lexicon of our own.
    pub fn of(path: &str, text: &str) -> Option<ForeignFormat> {
        let name = path.to_lowercase();
        let ends = |extension: &str| name.ends_with(extension);
        if ends(".dic") {
            Some(ForeignFormat::Dic)
        } else if ends(".dicx") {
            Some(ForeignFormat::Dicx)
        } else if ends(".yml") || ends(".yaml") {
            Some(ForeignFormat::Quanteda)
        } else if table::fits(text) {
            Some(ForeignFormat::Table)
        } else {
            None
        }
    }
}

/// A longer dictionary is none: LIWC's have a few hundred kilobytes.
const MOST_BYTES: usize = 64 << 20;

/// Reads a dictionary; `path` is named in errors. Terms that cannot be used are left out and told.
///
/// # Errors
/// [`Error::Data`] where the file is not in its format, or no category is on a side.
pub fn parse(path: &str, text: &str, format: ForeignFormat, map: &CategoryMap) -> Result<(UserLexicon, Vec<Error>)> {
    if text.len() > MOST_BYTES {
        let expected = format!("a dictionary of at most {} MiB", MOST_BYTES >> 20);
        return Err(data_error(path, 1, format!("{} bytes", text.len()), expected));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let terms = match format {
        ForeignFormat::Dic => dic::parse(path, text)?,
        ForeignFormat::Dicx => dicx::parse(path, text)?,
        ForeignFormat::Quanteda => quanteda::parse(path, text, map)?,
        ForeignFormat::Table => table::parse(path, text)?,
    };
    map.check(path, &terms)?;
    let mut rows = Vec::new();
    let mut problems = Vec::new();
    for term in &terms {
        match read(path, term, format, map) {
            Ok(row) => rows.extend(row),
            Err(problem) => problems.push(problem),
        }
    }
    let (lexicon, clashes) = UserLexicon::of_rows(path, rows);
    problems.extend(clashes);
    Ok((lexicon, problems))
}

/// A term with its side; `None` if none of its categories has one.
fn read(path: &str, term: &ForeignTerm, format: ForeignFormat, map: &CategoryMap) -> Result<Option<UserTermRow>> {
    let mut sided = term.categories.iter().filter_map(|category| Some((category, map.side(category)?)));
    // The last category is the closest: `front/sales` stands behind `front`.
    let Some((mut closest, side)) = sided.next() else { return Ok(None) };
    for (category, other) in sided {
        if other != side {
            let problem = format!("'{}' is in '{closest}' ({}) and in '{category}'", term.written, side.as_str());
            return Err(data_error(path, term.line, problem, "categories of one side"));
        }
        closest = category;
    }
    let in_any_case = format != ForeignFormat::Table;
    let written = in_our_notation(&term.written, in_any_case)
        .map_err(|problem| data_error(path, term.line, problem, "words, with '*' at their ends at most"))?;
    // `front-sales` beside `front` is what the export for LIWC writes.
    let prefix = format!("{}-", side.as_str());
    let named = term.categories.iter().find_map(|category| category.strip_prefix(&prefix).map(str::to_owned));
    let function = named.filter(|name| name != "office").unwrap_or_else(|| function_of(closest));
    let row = UserTermRow { term: written, side, function, language: term.language, line: term.line };
    Ok(Some(row))
}

/// The department that a category names: its last part; empty if that is only a side.
fn function_of(category: &str) -> String {
    let last = category.rsplit('/').next().unwrap_or(category).trim();
    if category::named_side(last).is_some() { String::new() } else { last.to_lowercase() }
}

/// A foreign term in the notation of ours: its words, and `*` at their ends.
fn in_our_notation(written: &str, in_any_case: bool) -> std::result::Result<String, String> {
    let mut words: Vec<String> = Vec::new();
    for part in written.split_whitespace() {
        let (open_left, core) = part.strip_prefix('*').map_or((false, part), |core| (true, core));
        let (open_right, core) = core.strip_suffix('*').map_or((false, core), |core| (true, core));
        if core.contains('*') {
            return Err(format!("'{written}' has a '*' within a word"));
        }
        let spans = segment::words(core);
        for (number, span) in spans.iter().enumerate() {
            let letters = span.of(core);
            let letters = if in_any_case { letters.to_lowercase() } else { letters.to_owned() };
            let before = if open_left && number == 0 { "*" } else { "" };
            let after = if open_right && number + 1 == spans.len() { "*" } else { "" };
            words.push(format!("{before}{letters}{after}"));
        }
    }
    if words.is_empty() {
        return Err(format!("'{written}' has no letter or digit"));
    }
    let term = words.join(" ");
    super::notation::parse(&term)?;
    Ok(term)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Side;
    use crate::lexicon::Lexicons;
    use proptest::prelude::*;

    /// The terms as `term=side/function`, then the problems.
    fn read(name: &str, text: &str, maps: &[(Side, &str)]) -> std::result::Result<Vec<String>, String> {
        let mut map = CategoryMap::default();
        maps.iter().for_each(|(side, category)| map.add(category, *side));
        let format = ForeignFormat::of(name, text).expect("a foreign format");
        let (lexicon, problems) = parse(name, text, format, &map).map_err(|error| error.to_string())?;
        let english = Lang::parse("en").expect("a code");
        let lexicons = Lexicons::new(vec![lexicon.clone()]).expect("sound");
        let concept = |name: &str| lexicons.concepts().get(lexicons.concepts().find(name).expect("defined"));
        let terms = lexicon.terms(english).map(|(name, term, line)| {
            format!("{line}: {term}={}/{}", concept(name).side.as_str(), concept(name).function)
        });
        Ok(terms.chain(problems.iter().map(ToString::to_string)).collect())
    }

    #[track_caller]
    fn check(name: &str, text: &str, maps: &[(Side, &str)], expected: &[&str]) {
        assert_eq!(read(name, text, maps).unwrap_or_else(|problem| panic!("{problem}")), expected);
    }

    #[track_caller]
    fn refuses(name: &str, text: &str, expected: &str) {
        let problem = read(name, text, &[]).expect_err("a mistake");
        assert!(problem.contains(expected), "{problem}");
    }

    #[test]
    fn dic_is_read() {
        let liwc = "%\n1\tFront Office\n2 back\n10\tmood\n%\nGreet*\t1\t10\n\nfile the papers\t2\nhappy\t10\n";
        check("a.dic", liwc, &[], &["6: greet*=front/user", "8: file the papers=back/user"]);
        check("A.DIC", "%\n7\thr\n%\nhire*\t7", &[(Side::Back, "HR")], &["4: hire*=back/hr"]);
        check("a.dic", "%\n1\tfront\n2\tfront-sales\n%\nsell\t1\t2\n", &[], &["5: sell=front/sales"]);
        // LIWC 2007's conditions, and categories of two sides.
        check(
            "a.dic",
            "%\n1 front\n2 back\n%\nlike\t(2 1)1/1\nkind\t<of>1/1\nmix\t1 2\n:)\t1\n",
            &[],
            &[
                "5: like=front/user",
                "6: kind=front/user",
                "a.dic:7: 'mix' is in 'front' (front) and in 'back'; expected categories of one side",
                "a.dic:8: ':)' has no letter or digit; expected words, with '*' at their ends at most",
            ],
        );
        refuses("a.dic", "greet\t1\n", "a.dic:1: no '%'");
        refuses("a.dic", "%\n1 front\n", "a.dic:2: the categories do not end");
        refuses("a.dic", "%\none front\n%\n", "a.dic:2: category 'one front'");
        refuses("a.dic", "%\n1 front\n%\ngreet\t2\n", "a.dic:4: no category 2");
        refuses("a.dic", "%\n1 mood\n2 tone\n%\ngreet\t2\t1\n", "no category is on a side; there are: mood, tone");
    }

    #[test]
    fn dicx_is_read() {
        check(
            "a.dicx",
            "DicTerm,Front,Back\ngreet*,X,\nfile,,x\nhm,,\n",
            &[],
            &["2: greet*=front/user", "3: file=back/user"],
        );
        refuses("a.dicx", "Word,Front\ngreet,X\n", "a.dicx:1: no column 'DicTerm'");
        refuses("a.dicx", "", "a.dicx:1: no column 'DicTerm'");
    }

    #[test]
    fn quanteda_is_read() {
        let nested =
            "front:\n  sales: [sell*, 'new customers']\n  reception:\n    - greet\nback: [file]\nmood:\n  - glad\n";
        check(
            "a.yml",
            nested,
            &[],
            &["2: sell*=front/sales", "2: new customers=front/sales", "4: greet=front/reception", "5: file=back/user"],
        );
        check("a.yaml", "people:\n  hr: hire*\n", &[(Side::Back, "hr")], &["2: hire*=back/hr"]);
        check("a.yaml", "en:\n  front: [sell]\nde:\n  front: [verkauf]\n", &[], &["2: sell=front/user"]);
        refuses("a.yml", "front: &a [sell]\nback: *a\n", "a.yml:2: an alias");
        refuses("a.yml", "front: [sell\n", "a.yml:");
        refuses("a.yml", "- sell\n", "a.yml:1: a term without a category");
        refuses("a.yml", &format!("front: {}", "[".repeat(5000)), "a.yml:1:");
        refuses("a.yml", "front:\nback: ''\n", "a dictionary without a term in a category");
    }

    #[test]
    fn tables_are_read() {
        check("a.csv", "word,category\nHR,back\nsell,Front-Office\n", &[], &["2: HR=back/user", "3: sell=front/user"]);
        check("a.csv", "category;term\nfront/sales;sell\n", &[], &["2: sell=front/sales"]);
        check("a.csv", "term,category,language\nsell,front,en\nverkauf,front,de\n", &[], &["2: sell=front/user"]);
        assert_eq!(ForeignFormat::of("a.csv", "term,side\nsell,front\n"), None);
        refuses("a.csv", "word,category\n,front\n", "a.csv:2: an empty word");
        refuses("a.csv", "word,category\nsell,mood\n", "no category is on a side; there are: mood");
        refuses("a.csv", "word,category,language\nsell,front,e\n", "a.csv:2: no language code 'e'");
    }

    #[test]
    fn what_is_exported_can_be_imported() {
        use crate::lexicon::export::{liwc, plain_terms, quanteda};
        let lexicons = Lexicons::new(Vec::new()).expect("sound");
        let english = Lang::parse("en").expect("a code");
        let terms = plain_terms(&lexicons, english);
        for (name, text) in [("a.dic", liwc(&terms)), ("a.yml", quanteda(&terms))] {
            let format = ForeignFormat::of(name, &text).expect("a foreign format");
            let (lexicon, problems) = parse(name, &text, format, &CategoryMap::default()).expect("sound");
            let left_out = problems.len();
            assert!(lexicon.len() > 3000 && left_out * 20 < lexicon.len(), "{name}: {} and {left_out}", lexicon.len());
        }
    }

    proptest! {
        #[test]
        fn no_text_ends_the_program(text in "(\\PC|[\n\t%,:*&#'\"\\[\\]{}-]|front|back|- |term,category\n){0,60}") {
            let map = CategoryMap::default();
            for format in [ForeignFormat::Dic, ForeignFormat::Dicx, ForeignFormat::Quanteda, ForeignFormat::Table] {
                if let Err(problem) = parse("a", &text, format, &map) {
                    prop_assert!(problem.to_string().starts_with("a:"), "{}", problem);
                }
            }
            let _any = ForeignFormat::of("a.csv", &text);
        }
    }
}
