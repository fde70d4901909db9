//! Which texts are versions of one article: by the names of their files, or by a column of a table.

use std::collections::HashMap;
use std::path::{Component, Path};

use super::article::{Article, Versions};
use crate::document::{Document, Lang};
use crate::language;

/// The group and the language that a path names: `intro.en.md`, `intro_de.txt`, `en/intro.md`. The group is the
/// path without the language and without the extension.
pub fn by_name(path: &str) -> Option<(String, Lang)> {
    let whole = Path::new(path);
    let folder = whole.parent().unwrap_or(Path::new(""));
    let stem = whole.file_stem()?.to_str()?;
    let named = |rest: &str| folder.join(rest).display().to_string();
    if let Some((at, lang)) = stem.rmatch_indices(['.', '_', '-']).find_map(|(at, _)| Some((at, tag(&stem[at + 1..])?)))
        && at > 0
    {
        return Some((named(&stem[..at]), lang));
    }
    // "en/intro.md" beside "de/intro.md": the innermost folder that is named like a language.
    let parts: Vec<Component> = folder.components().collect();
    let (at, lang) =
        parts.iter().enumerate().rev().find_map(|(at, part)| Some((at, tag(part.as_os_str().to_str()?)?)))?;
    let rest: std::path::PathBuf =
        parts.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, part)| part).collect();
    Some((rest.join(stem).display().to_string(), lang))
}

/// A language tag, `de` or `pt-BR`, of a language that can be detected.
fn tag(text: &str) -> Option<Lang> {
    let mut parts = text.split(['-', '_']);
    let primary = parts.next().filter(|primary| (2..=3).contains(&primary.len()))?;
    let rest_is_region =
        parts.all(|part| (2..=4).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric()));
    let lang = Lang::parse(primary).map(language::canonical)?;
    (rest_is_region && language::english_name(&lang) != lang.as_str()).then_some(lang)
}

/// Articles being gathered.
#[derive(Debug, Default)]
pub struct Groups {
    articles: Vec<(String, Vec<Document>)>,
    by_name: HashMap<String, usize>,
}

/// Why a text is in no article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// The text's name.
    pub name: String,
    /// What is wrong and what to do.
    pub reason: String,
}

impl Groups {
    /// Adds a version to the article called `group`.
    pub fn add(&mut self, group: &str, version: Document) {
        let at = *self.by_name.entry(group.to_owned()).or_insert(self.articles.len());
        if at == self.articles.len() {
            self.articles.push((group.to_owned(), Vec::new()));
        }
        self.articles[at].1.push(version);
    }

    /// The articles in the order in which their first versions came, and the texts that stand alone.
    ///
    /// `source` is the language or the name of the source; where it is not given, the source is the English version
    /// or, where there is none, the first.
    pub fn finish(self, source: Option<&str>) -> (Vec<Article>, Vec<Apart>) {
        let (mut articles, mut apart) = (Vec::new(), Vec::new());
        for (group, versions) in self.articles {
            match article(group, versions, source, &mut apart) {
                Ok(article) => articles.push(article),
                Err(alone) => apart.push(alone),
            }
        }
        (articles, apart)
    }
}

/// Puts the source first and leaves out second versions in one language.
fn article(
    group: String,
    versions: Vec<Document>,
    source: Option<&str>,
    apart: &mut Vec<Apart>,
) -> Result<Article, Apart> {
    let mut kept: Vec<Document> = Vec::new();
    for version in versions {
        let rival = kept
            .iter()
            .find(|other| version.claimed_language.is_some() && other.claimed_language == version.claimed_language);
        if let (Some(rival), Some(lang)) = (rival, version.claimed_language) {
            let reason =
                format!("'{group}' has another version in '{lang}' already, {}; this one is left out", rival.id);
            apart.push(Apart { name: version.id, reason });
        } else {
            kept.push(version);
        }
    }
    if kept.len() < 2 {
        let name = kept.pop().map_or(group, |only| only.id);
        return Err(Apart { name, reason: "no other version to compare it with".to_owned() });
    }
    let named = |wanted: &str| {
        let lang = Lang::parse(wanted).map(language::canonical);
        kept.iter().position(|version| version.id == wanted || (lang.is_some() && version.claimed_language == lang))
    };
    let first = match source {
        Some(wanted) => named(wanted).ok_or_else(|| {
            let versions = kept.iter().map(|version| version.id.as_str()).collect::<Vec<_>>().join(", ");
            Apart {
                name: if group.is_empty() { kept[0].id.clone() } else { group.clone() },
                reason: format!("no version '{wanted}' to be the source; there are {versions}"),
            }
        })?,
        None => named("en").unwrap_or(0),
    };
    kept[..=first].rotate_right(1);
    Ok(Article { group, versions: Versions::Whole(kept) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_group_and_language() {
        #[track_caller]
        fn check(path: &str, expected: Option<(&str, &str)>) {
            let found = by_name(path).map(|(group, lang)| (group.replace('\\', "/"), lang.to_string()));
            assert_eq!(found.as_ref().map(|(group, lang)| (group.as_str(), lang.as_str())), expected, "{path}");
        }
        check("intro.en.md", Some(("intro", "en")));
        check("a/intro_de.txt", Some(("a/intro", "de")));
        check("a/intro-pt-BR.txt", Some(("a/intro", "pt")));
        check("site/en/intro.md", Some(("site/intro", "en")));
        check("site/en/deep/intro.md", Some(("site/deep/intro", "en")));
        check("no/intro.md", Some(("intro", "nb")));
        check("intro.md", None);
        check("intro.final.md", None);
        check("en.md", None);
    }

    fn version(id: &str, lang: &str) -> Document {
        Document { id: id.into(), claimed_language: Lang::parse(lang), ..Document::default() }
    }

    #[test]
    fn the_source_stands_first() {
        #[track_caller]
        fn check(versions: &[(&str, &str)], source: Option<&str>, expected: Result<&[&str], &str>) {
            let mut groups = Groups::default();
            versions.iter().for_each(|(id, lang)| groups.add("g", version(id, lang)));
            let (articles, apart) = groups.finish(source);
            match expected {
                Ok(ids) => {
                    let Some(Article { versions: Versions::Whole(found), .. }) = articles.first() else {
                        panic!("{apart:?}")
                    };
                    assert_eq!(found.iter().map(|version| version.id.as_str()).collect::<Vec<_>>(), ids);
                }
                Err(reason) => assert!(apart[0].reason.contains(reason), "{apart:?}"),
            }
        }
        let three = [("a", "de"), ("b", "en"), ("c", "fr")];
        check(&three, None, Ok(&["b", "a", "c"]));
        check(&three, Some("fr"), Ok(&["c", "a", "b"]));
        check(&three, Some("a"), Ok(&["a", "b", "c"]));
        check(&three, Some("fi"), Err("no version 'fi'"));
        check(&[("a", "de"), ("b", "pl")], None, Ok(&["a", "b"]));
        check(&[("a", "de"), ("b", "de")], None, Err("another version"));
        check(&[("a", "de")], None, Err("no other version"));
    }
}
