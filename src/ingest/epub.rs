//! Electronic books (EPUB 2 and 3): the chapters in reading order as one document.

use std::io::{BufReader, Read};

use super::html;
use super::package::Package;
use super::source::Source;
use super::spool::Spool;
use super::xml::{Events, Markup, attribute};
use super::{Item, Items, broken_input};
use crate::document::{Document, Lang};
use crate::error::{Reject, Result};

/// Names the file that describes the book.
const CONTAINER: &str = "META-INF/container.xml";

/// Reads the book that `spool` holds.
///
/// # Errors
/// [`crate::error::Error::Unreadable`] if it is no package or does not describe itself.
pub fn read<'a>(source: Source<'a>, spool: &Spool) -> Result<Items<'a>> {
    let broken = |reason: std::io::Error| source.unreadable(broken_input(&reason));
    let mut package = Package::open(spool, &source).map_err(broken)?;
    let described = describe(&mut package, &source).map_err(|reject| source.unreadable(reject.reason))?;
    let document = text_of(&mut package, &described, &source);
    Ok(Box::new(std::iter::once::<Item>(document)))
}

/// What a book says of itself.
#[derive(Default)]
struct Book {
    title: String,
    language: Option<Lang>,
    /// The parts of its chapters, in reading order.
    chapters: Vec<String>,
}

fn describe(package: &mut Package, source: &Source) -> std::result::Result<Book, Reject> {
    let mut path = String::new();
    each_event(package, CONTAINER, source, |event| {
        if let Markup::Open(name, attributes) = event
            && name == "rootfile"
            && path.is_empty()
        {
            path = attribute(attributes, &["full-path"]).unwrap_or_default().to_owned();
        }
    })?;
    let folder = path.rsplit_once('/').map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    let (mut book, mut files, mut order) = (Book::default(), Vec::new(), Vec::new());
    let mut open = String::new();
    each_event(package, &path, source, |event| match event {
        Markup::Open(name, attributes) => {
            open.clone_from(name);
            let value = |name: &str| attribute(attributes, &[name]).unwrap_or_default().to_owned();
            match name.as_str() {
                // The table of contents repeats the headings.
                "item" if value("properties").split(' ').any(|property| property == "nav") => {}
                "item" => files.push((value("id"), value("href"))),
                "itemref" if value("linear") != "no" => order.push(value("idref")),
                _ => {}
            }
        }
        Markup::Text(text) if open == "title" && book.title.is_empty() => book.title = text.trim().to_owned(),
        Markup::Text(text) if open == "language" => book.language = book.language.or(Lang::parse(text)),
        Markup::Close(_) => open.clear(),
        _ => {}
    })?;
    let chapter = |id: &String| files.iter().find(|(known, _)| known == id).map(|(_, href)| part_name(&folder, href));
    book.chapters = order.iter().filter_map(chapter).collect();
    Ok(book)
}

/// The part that a link from a file in `folder` leads to.
fn part_name(folder: &str, href: &str) -> String {
    let path = href.split('#').next().unwrap_or_default();
    let mut parts: Vec<&str> = Vec::new();
    let whole = format!("{folder}{path}");
    for part in whole.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/").replace("%20", " ")
}

fn each_event(
    package: &mut Package,
    part: &str,
    source: &Source,
    mut each: impl FnMut(&Markup),
) -> std::result::Result<(), Reject> {
    let reader = package.part(part).map_err(|reason| source.reject(format!("'{part}': {}", broken_input(&reason))))?;
    let mut events = Events::new(BufReader::new(reader), source.settings.max_record_bytes);
    let mut depth = 0_usize;
    while let Some(event) = events.next().map_err(|reason| source.reject(reason))? {
        match event {
            Markup::Open(..) => depth += 1,
            Markup::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        source.check_depth(depth)?;
        each(&event);
    }
    Ok(())
}

fn text_of(package: &mut Package, book: &Book, source: &Source) -> std::result::Result<Document, Reject> {
    let limit = source.settings.max_record_bytes;
    let mut body = String::new();
    for chapter in &book.chapters {
        let broken = |reason: std::io::Error| source.reject(format!("'{chapter}': {}", broken_input(&reason)));
        let mut bytes = Vec::new();
        // One byte more shows that there is more.
        package.part(chapter).map_err(broken)?.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(broken)?;
        // The standard allows UTF-8 and, before version 3, UTF-16.
        let page = crate::decode::decode_whole(&bytes);
        let text = html::fragment_text(&page, source.settings.max_depth);
        if !body.is_empty() && !text.is_empty() {
            body.push_str("\n\n");
        }
        body.push_str(&text);
        if bytes.len() > limit || body.len() > limit {
            let reason = format!("larger than the record limit of {limit} bytes; raise --max-record or split it");
            return Err(Reject { excerpt: Reject::excerpt_of(body.as_bytes()), ..source.reject(reason) });
        }
    }
    let body = without_title(&body, &book.title).to_owned();
    Ok(Document { title: book.title.clone(), claimed_language: book.language, ..source.document(body) })
}

/// The text behind the title page and the headings that repeat the title.
fn without_title<'a>(body: &'a str, title: &str) -> &'a str {
    let mut rest = body;
    while let Some((first, behind)) = rest.split_once('\n')
        && first.trim_start_matches(['#', ' ']) == title
        && !title.is_empty()
    {
        rest = behind.trim_start_matches('\n');
    }
    rest
}
