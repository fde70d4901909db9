//! Which columns of a table play which part: named by the user, or found by their usual names.

use crate::config::ColumnSettings;
use crate::error::{Error, Result};

/// The usual names, best first. Case, blanks, hyphens and underscores do not matter.
const TITLE_NAMES: &[&str] = &["title", "job_title", "jobtitle"];
const TEXT_NAMES: &[&str] = &["description", "job_description", "jobdescription", "text", "body", "content"];
const ID_NAMES: &[&str] = &["id", "job_id", "jobid", "url", "uri"];
const LANGUAGE_NAMES: &[&str] = &["lang", "language"];

/// A column named `tasks?` may be missing: for several tables, of which not all have it.
pub const OPTIONAL_MARK: char = '?';

/// The number of a kept column that a table does not have; no row has that many cells.
const ABSENT: usize = usize::MAX;

/// Column numbers (from 0) for each part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Roles {
    /// The text columns in order; never empty once resolved.
    pub text: Vec<usize>,
    /// The title column.
    pub title: Option<usize>,
    /// The id column.
    pub id: Option<usize>,
    /// The language column.
    pub language: Option<usize>,
    /// The columns that are copied through.
    pub keep: Vec<usize>,
}

/// Finds the parts among `columns`, the column names in order, of the table `source`.
///
/// # Errors
/// [`Error::NoColumn`] if a named column is not there or no text column can be found.
pub fn resolve(source: &str, columns: &[&str], settings: &ColumnSettings) -> Result<Roles> {
    let missing = |role, wanted: Option<&str>, flag| Error::NoColumn {
        path: source.to_owned(),
        role,
        wanted: wanted.map(|name| format!(" named '{name}'")).unwrap_or_default(),
        columns: columns.join(", "),
        flag,
    };
    let named = |name: &str, role, flag| find_named(columns, name).ok_or_else(|| missing(role, Some(name), flag));
    let named_or_absent = |name: &str, role, flag| match name.strip_suffix(OPTIONAL_MARK) {
        Some(optional) => Ok(find_named(columns, optional)),
        None => named(name, role, flag).map(Some),
    };
    let optional = |name: &Option<String>, usual, role, flag| match name {
        Some(name) => named(name, role, flag).map(Some),
        None => Ok(find_usual(columns, usual)),
    };
    let mut roles = Roles {
        text: settings
            .text
            .iter()
            .filter_map(|name| named_or_absent(name, "text", "--text").transpose())
            .collect::<Result<_>>()?,
        title: optional(&settings.title, TITLE_NAMES, "title", "--title")?,
        id: optional(&settings.id, ID_NAMES, "id", "--id")?,
        language: optional(&settings.language, LANGUAGE_NAMES, "language", "--lang-column")?,
        keep: settings
            .keep
            .iter()
            .map(|name| Ok(named_or_absent(name, "kept", "--keep")?.unwrap_or(ABSENT)))
            .collect::<Result<_>>()?,
    };
    if roles.text.is_empty() {
        let wanted = settings.text.first().map(String::as_str);
        let found = find_usual(columns, TEXT_NAMES).filter(|_| wanted.is_none());
        let found = found.ok_or_else(|| missing("text", wanted, "--text"))?;
        roles.text.push(found);
    }
    // A column asked for as text is not also the title, or its words would count twice.
    if settings.title.is_none() && roles.title.is_some_and(|title| roles.text.contains(&title)) {
        roles.title = None;
    }
    Ok(roles)
}

/// The parts that can be found among `columns`; what is missing is left out. For records whose fields vary.
pub fn resolve_present(columns: &[&str], settings: &ColumnSettings) -> Roles {
    let optional = |name: &Option<String>, usual| match name {
        Some(name) => find_named(columns, name),
        None => find_usual(columns, usual),
    };
    let text = if settings.text.is_empty() {
        find_usual(columns, TEXT_NAMES).into_iter().collect()
    } else {
        settings.text.iter().filter_map(|name| find_named(columns, name)).collect()
    };
    Roles {
        text,
        title: optional(&settings.title, TITLE_NAMES),
        id: optional(&settings.id, ID_NAMES),
        language: optional(&settings.language, LANGUAGE_NAMES),
        keep: Vec::new(),
    }
}

/// All names that `settings` asks for, without the mark of those that may be missing.
pub fn names(settings: &ColumnSettings) -> impl Iterator<Item = &str> {
    let single = [&settings.title, &settings.id, &settings.language].into_iter().flatten();
    settings.text.iter().chain(single).chain(&settings.keep).map(|name| without_mark(name))
}

/// A name without the mark of columns that may be missing.
pub fn without_mark(name: &str) -> &str {
    name.strip_suffix(OPTIONAL_MARK).unwrap_or(name)
}

/// Whether one of the usual text columns is among `columns`.
pub fn has_text_column(columns: &[&str]) -> bool {
    find_usual(columns, TEXT_NAMES).is_some()
}

fn find_named(columns: &[&str], name: &str) -> Option<usize> {
    let name = without_mark(name);
    let exactly = columns.iter().position(|column| *column == name);
    exactly.or_else(|| columns.iter().position(|column| normalized(column) == normalized(name)))
}

fn find_usual(columns: &[&str], usual: &[&str]) -> Option<usize> {
    usual.iter().find_map(|name| columns.iter().position(|column| normalized(column) == *name))
}

fn normalized(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_names_are_found() {
        #[track_caller]
        fn check(columns: &[&str], text: &[usize], title: Option<usize>, id: Option<usize>) {
            let roles = resolve("jobs.csv", columns, &ColumnSettings::default()).expect("a text column is there");
            assert_eq!((roles.text.as_slice(), roles.title, roles.id), (text, title, id));
        }
        check(&["id", "title", "description"], &[2], Some(1), Some(0));
        check(&["Job Title", "Job-Description"], &[1], Some(0), None);
        check(&["text", "description"], &[1], None, None);
        check(&["URL", "body"], &[1], None, Some(0));
    }

    #[test]
    fn named_columns_win_and_missing_ones_are_named() {
        let settings = ColumnSettings { text: vec!["tasks".into(), "title".into()], ..ColumnSettings::default() };
        let roles = resolve("jobs.csv", &["title", "tasks"], &settings).expect("both are there");
        assert_eq!((roles.text, roles.title), (vec![1, 0], None));
        let error = resolve("jobs.csv", &["a", "b"], &settings).expect_err("no such column").to_string();
        assert_eq!(
            error,
            "jobs.csv: no text column found named 'tasks'; the columns are: a, b. Name one with --text COLUMN"
        );
    }
}
