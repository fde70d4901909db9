//! Web pages: the postings that a page describes as data, else its main content.

mod content;
mod layout;
mod posting;
mod tag;
mod tree;

use std::io::BufRead;

use super::lines::Lines;
use super::source::Source;
use super::{Item, text};
use crate::document::{Document, Lang};

use posting::Posting;
use tag::{Attribute, Tag};
use tree::Tree;

/// Reads a page.
pub fn read<'a, R: BufRead + 'a>(source: &Source<'a>, lines: Lines<R>) -> impl Iterator<Item = Item> + use<'a, R> {
    let source = source.clone();
    let mut lines = Some(lines);
    let mut found = Vec::new().into_iter();
    std::iter::from_fn(move || {
        if let Some(lines) = lines.take() {
            match text::whole(&source, lines) {
                Ok(page) => found = documents(&source, &page).into_iter(),
                Err(reject) => return Some(Err(reject)),
            }
        }
        found.next().map(Ok)
    })
}

/// The documents of a page: one for each posting that it describes as data, else one with its main content.
pub fn documents(source: &Source, page: &str) -> Vec<Document> {
    let max_depth = source.settings.max_depth;
    let tree = Tree::parse(page, max_depth);
    let mut postings = posting::postings(&tree, max_depth);
    if postings.is_empty() {
        let content = content::main_content(&tree);
        postings.push(Posting { title: content.title, body: content.body, language: None });
    }
    let of_page = language(&tree);
    let is_alone = postings.len() == 1;
    let document = |(number, posting): (u64, Posting)| {
        let document = source.document(posting.body);
        let id = if is_alone { document.id } else { format!("{}#{number}", document.id) };
        let claimed_language = posting.language.or(of_page);
        Document { id, record: number, title: posting.title, claimed_language, ..document }
    };
    (1..).zip(postings).map(document).collect()
}

/// The text of a piece of HTML without any page around it; a text without HTML stays as it is.
pub fn fragment_text(fragment: &str, max_depth: usize) -> String {
    let text = unescaped(fragment.trim(), max_depth);
    // Some escape their HTML before they put it where it is escaped again.
    let is_still_html = ["</", "<br", "&nbsp;", "&amp;", "&#"].iter().any(|mark| text.contains(mark));
    if is_still_html { unescaped(&text, max_depth) } else { text }
}

fn unescaped(text: &str, max_depth: usize) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let tree = Tree::parse(text, max_depth);
    let is_plain = tree.len() == 1 && tree.tag(0) == Tag::Text;
    if is_plain { tree.text(0).to_owned() } else { layout::nodes(&tree, 0..tree.len(), |_| false) }
}

fn language(tree: &Tree) -> Option<Lang> {
    let page = (0..tree.len()).find(|&node| tree.tag(node) == Tag::Page)?;
    Lang::parse(tree.attribute(page, Attribute::Language)?)
}

/// The words of a text in one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
