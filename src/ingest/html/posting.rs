//! Job postings that a page describes as data for search engines: schema.org's `JobPosting`, in JSON-LD, or as
//! microdata or RDFa in the page's own elements.
//!
//! What the organisation says of itself is left out: it describes no job.

use serde_json::Value;

use super::tag::{Attribute, Tag};
use super::tree::{NodeId, Tree};
use super::{fragment_text, layout, one_line};
use crate::document::Lang;

/// The type's name behind its vocabulary's: `http://schema.org/JobPosting`, `schema:JobPosting`.
const TYPE: &str = "JobPosting";

/// The type of the scripts that hold JSON-LD.
const JSON_LD: &str = "application/ld+json";

/// Properties whose texts make the posting's text, in the order in which postings are read.
const TEXTS: [&str; 5] = ["description", "responsibilities", "qualifications", "skills", "experienceRequirements"];

/// Names of the title, best first.
const TITLES: [&str; 2] = ["title", "name"];

/// Texts are joined as paragraphs.
const PARAGRAPH_BREAK: &str = "\n\n";

/// A posting as the page describes it.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The job's title.
    pub title: String,
    /// The texts about the job, joined as paragraphs.
    pub body: String,
    /// The language that it claims.
    pub language: Option<Lang>,
}

impl Posting {
    /// Adds a text, unless another holds it already: some pages repeat parts of the description.
    fn add(&mut self, text: &str) {
        if text.is_empty() || self.body.contains(text) {
            return;
        }
        if !self.body.is_empty() {
            self.body.push_str(PARAGRAPH_BREAK);
        }
        self.body.push_str(text);
    }
}

/// The postings of a page that have a text, in order: those in JSON-LD, else those in the page's elements.
pub fn postings(tree: &Tree, max_depth: usize) -> Vec<Posting> {
    let in_json: Vec<Posting> = (0..tree.len())
        .filter(|&node| tree.tag(node) == Tag::Script)
        .filter(|&node| tree.attribute(node, Attribute::Type).is_some_and(|kind| kind.trim().starts_with(JSON_LD)))
        .flat_map(|script| in_json(tree.text(script + 1), max_depth))
        .filter(|posting| !posting.body.is_empty())
        .collect();
    if in_json.is_empty() { in_elements(tree) } else { in_json }
}

/// The postings in one script of JSON-LD. One that is no JSON holds none.
fn in_json(script: &str, max_depth: usize) -> Vec<Posting> {
    // Line breaks within strings are against the rules and common.
    let script = script.replace(|character: char| character.is_ascii_control(), " ");
    let script = script.trim().trim_start_matches("<!--").trim_end_matches(';').trim_end().trim_end_matches("-->");
    let Ok(root) = serde_json::from_str::<Value>(script) else { return Vec::new() };
    let mut found = Vec::new();
    // What is still to be looked at, the next at the end.
    let mut waiting = vec![&root];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Array(items) => waiting.extend(items.iter().rev()),
            Value::Object(object) if object.get("@type").is_some_and(is_posting) => {
                found.push(from_object(object, max_depth));
            }
            Value::Object(object) => {
                let values: Vec<&Value> = object.values().collect();
                waiting.extend(values.into_iter().rev());
            }
            _ => {}
        }
    }
    found
}

fn is_posting(kind: &Value) -> bool {
    match kind {
        Value::String(kind) => is_posting_name(kind),
        Value::Array(kinds) => kinds.iter().any(|kind| kind.as_str().is_some_and(is_posting_name)),
        _ => false,
    }
}

fn is_posting_name(kinds: &str) -> bool {
    kinds.split_whitespace().any(|kind| kind.rsplit(['/', ':', '#']).next() == Some(TYPE))
}

fn from_object(object: &serde_json::Map<String, Value>, max_depth: usize) -> Posting {
    let texts = |name: &str| {
        object.get(name).map(texts_of).unwrap_or_default().into_iter().map(|text| fragment_text(text, max_depth))
    };
    let mut posting = Posting::default();
    posting.title = TITLES.iter().flat_map(|name| texts(name)).find(|title| !title.is_empty()).unwrap_or_default();
    posting.title = one_line(&posting.title);
    TEXTS.iter().flat_map(|name| texts(name)).for_each(|text| posting.add(&text));
    posting.language = object.get("inLanguage").and_then(Value::as_str).and_then(Lang::parse);
    posting
}

/// The texts of a property: a string, several, or an object that has a description or a name.
fn texts_of(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(values) => values.iter().filter_map(text_of).collect(),
        value => text_of(value).into_iter().collect(),
    }
}

fn text_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(text) => Some(text),
        Value::Object(object) => ["description", "@value", "name"].iter().find_map(|name| object.get(*name)?.as_str()),
        _ => None,
    }
}

/// The postings that a page's elements describe.
fn in_elements(tree: &Tree) -> Vec<Posting> {
    let is_item = |node: NodeId| tree.attribute(node, Attribute::ItemType);
    let postings = (0..tree.len()).filter(|&node| is_item(node).is_some_and(is_posting_name));
    let found = postings.map(|posting| {
        // Items inside, such as the organisation, have properties of their own.
        let inside = || tree.walk(posting + 1..tree.end(posting), |node| is_item(node).is_some());
        let values = |name: &'static str| {
            let named = inside().filter(move |&node| {
                tree.attribute(node, Attribute::Property).is_some_and(|names| {
                    names.split_whitespace().any(|given| given.rsplit([':', '/']).next() == Some(name))
                })
            });
            named.map(|node| match tree.attribute(node, Attribute::Content) {
                Some(content) => content.to_owned(),
                None => layout::nodes(tree, node + 1..tree.end(node), |_| false),
            })
        };
        let mut posting = Posting::default();
        let title = TITLES.into_iter().flat_map(|name| values(name)).find(|title| !title.trim().is_empty());
        posting.title = one_line(&title.unwrap_or_default());
        TEXTS.into_iter().flat_map(|name| values(name)).for_each(|text| posting.add(text.trim()));
        posting
    });
    found.filter(|posting| !posting.body.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, expected: &[(&str, &str)]) {
        let found = postings(&Tree::parse(page, 100), 100);
        let found: Vec<(&str, &str)> = found.iter().map(|found| (found.title.as_str(), found.body.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[track_caller]
    fn check_json(json: &str, expected: &[(&str, &str)]) {
        check(&format!("<p>Around</p><script type=\"application/ld+json\">{json}</script>"), expected);
    }

    #[test]
    fn json_ld_is_read_in_all_its_shapes() {
        let cook = r#"{"@context":"https://schema.org","@type":"JobPosting","title":"Cook","description":"Fry"}"#;
        check_json(cook, &[("Cook", "Fry")]);
        check_json(&format!("[{cook}, {cook}]"), &[("Cook", "Fry"), ("Cook", "Fry")]);
        check_json(&format!(r#"{{"@graph":[{{"@type":"WebPage","name":"x"}},{cook}]}}"#), &[("Cook", "Fry")]);
        check_json(&format!(r#"{{"@type":"ItemList","itemListElement":[{{"item":{cook}}}]}}"#), &[("Cook", "Fry")]);
        check_json(&format!("\n<!--{cook}-->\n;"), &[("Cook", "Fry")]);
        check_json(&cook.replace("\"JobPosting\"", "[\"Thing\",\"http://schema.org/JobPosting\"]"), &[("Cook", "Fry")]);
        check_json(
            r#"{"@type":"JobPosting","title":"A &amp;\nB","description":"a
b"}"#,
            &[("A & B", "a b")],
        );
        check_json(
            r#"{"@type":"JobPosting","name":"Cook","description":"&lt;p&gt;Fry&lt;/p&gt;&lt;ul&gt;&lt;li&gt;fish&lt;/li&gt;&lt;/ul&gt;"}"#,
            &[("Cook", "Fry\n\n- fish")],
        );
        check_json(
            r#"{"@type":"JobPosting","title":"Cook","description":"<h3>Tasks</h3><p>Fry fish</p>","responsibilities":["Fry fish","Bake"],
            "qualifications":{"@type":"X","description":"Diploma"},"experienceRequirements":{"monthsOfExperience":3},
            "hiringOrganization":{"@type":"Organization","name":"Acme","description":"We sell to customers"}}"#,
            &[("Cook", "### Tasks\n\nFry fish\n\nBake\n\nDiploma")],
        );
        check_json(r#"{"@type":"Organization","description":"We sell"}"#, &[]);
        check_json(r#"{"@type":"JobPosting","title":"Cook"}"#, &[]);
        check_json("{\"@type\":\"JobPosting\", broken", &[]);
        check_json(&"[".repeat(100_000), &[]);
    }

    #[test]
    fn elements_are_read_where_there_is_no_json() {
        check(
            "<div itemscope itemtype=\"https://schema.org/JobPosting\"><h1 itemprop=title>Cook</h1>\
            <div itemprop=hiringOrganization itemscope itemtype=https://schema.org/Organization>\
            <p itemprop=name>Acme</p><p itemprop=description>We sell</p></div>\
            <div itemprop=\"description\"><p>Fry<ul><li>fish</ul></div>\
            <meta itemprop=skills content=Knives></div>",
            &[("Cook", "Fry\n\n- fish\n\nKnives")],
        );
        check(
            "<div vocab=http://schema.org/ typeof=JobPosting><b property=title>Cook</b><p property=description>Fry</div>",
            &[("Cook", "Fry")],
        );
        check("<div itemscope itemtype=https://schema.org/JobPosting><p>Fry</div>", &[]);
    }
}
