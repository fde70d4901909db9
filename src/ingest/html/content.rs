//! The main content of a page: without menus, headers, footers, sidebars, forms and banners.

use std::ops::Range;

use super::layout;
use super::tag::{Attribute, Tag};
use super::tree::{NodeId, Tree};

/// A page's own text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Its main heading or, where it has none, its title for browsers.
    pub title: String,
    /// Its text without the heading.
    pub body: String,
}

/// A part that holds more of the page's text than this (percent) is the page, whatever it calls itself: a form
/// around everything, a body with the class `cookies-accepted`.
const WHOLE_PERCENT: usize = 50;

/// A block that holds this much (percent) of the page's text is its main content: what stands around it is little.
const MAIN_PERCENT: usize = 75;

/// A `<main>` or `<article>` with less text than this (percent of the page's) is an empty frame.
const LEAST_PERCENT: usize = 10;

/// A list or block of which this much (percent) is links leads elsewhere: a menu, related jobs.
const LINKS_PERCENT: usize = 70;

/// Finds it.
pub fn main_content(tree: &Tree) -> Content {
    let all = Letters::count(tree, |node| is_never_read(tree, node));
    let out = left_out(tree, &all);
    let leaves_out = |node: NodeId| out.get(node).copied().unwrap_or_default();
    let root = root(tree, &Letters::count(tree, leaves_out), leaves_out);
    let heading = heading(tree, root.clone());
    let title = match heading {
        Some(heading) => layout::nodes(tree, heading + 1..tree.end(heading), |_| false),
        None => tree.title().to_owned(),
    };
    let body = layout::nodes(tree, root, |node| leaves_out(node) || Some(node) == heading);
    Content { title: super::one_line(&title), body }
}

/// For each node, whether it is left out with all inside it.
fn left_out(tree: &Tree, all: &Letters) -> Vec<bool> {
    let of_page = all.in_run(0..tree.len());
    let mut content_end = 0;
    let judge = |node: NodeId| {
        let tag = tree.tag(node);
        if matches!(tag, Tag::Main | Tag::Article) {
            content_end = content_end.max(tree.end(node));
        }
        let run = node..tree.end(node);
        let is_whole = || all.in_run(run.clone()) * 100 > of_page * WHOLE_PERCENT;
        // The header of an article is its own.
        let is_around = tag == Tag::Header && node >= content_end
            || matches!(tag, Tag::Around | Tag::Form)
            || is_named_around(tree, node)
            || leads_elsewhere(tag, all, run.clone());
        is_never_read(tree, node) || is_around && !is_whole()
    };
    (0..tree.len()).map(judge).collect()
}

/// The nodes of the main content.
fn root(tree: &Tree, read: &Letters, leaves_out: impl Fn(NodeId) -> bool) -> Range<NodeId> {
    let page = 0..tree.len();
    let of_page = read.in_run(page.clone());
    let letters = |node: NodeId| read.in_run(node..tree.end(node));
    let holds = |node: NodeId, percent: usize| of_page > 0 && letters(node) * 100 >= of_page * percent;
    let (mut main, mut article, mut dense) = (None, None::<NodeId>, None);
    for node in tree.walk(page.clone(), leaves_out) {
        let tag = tree.tag(node);
        if tag == Tag::Main || tree.attribute(node, Attribute::Role) == Some("main") {
            main = main.or(Some(node).filter(|&node| holds(node, LEAST_PERCENT)));
        } else if tag == Tag::Article && holds(node, LEAST_PERCENT) {
            // Among several articles the longest is the page's; the others are teasers.
            article = article.filter(|&longest| letters(longest) >= letters(node)).or(Some(node));
        } else if tag.is_block() && holds(node, MAIN_PERCENT) {
            // The innermost comes last.
            dense = Some(node);
        }
    }
    main.or(article).or(dense).map_or(page, |node| node..tree.end(node))
}

/// The first main heading of the content, else the only one of the page.
fn heading(tree: &Tree, root: Range<NodeId>) -> Option<NodeId> {
    let main_headings =
        |run| tree.walk(run, |node| is_never_read(tree, node)).filter(|&node| tree.tag(node) == Tag::Heading(1));
    main_headings(root).next().or_else(|| {
        let mut headings = main_headings(0..tree.len());
        headings.next().filter(|_| headings.next().is_none())
    })
}

/// Whether nobody who opens the page sees the text.
fn is_never_read(tree: &Tree, node: NodeId) -> bool {
    if matches!(tree.tag(node), Tag::Text) {
        return false;
    }
    let is_styled_away = |style: &str| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    };
    matches!(tree.tag(node), Tag::Script | Tag::Unread | Tag::Foreign | Tag::Title)
        || tree.attribute(node, Attribute::Hidden).is_some()
        || tree.attribute(node, Attribute::AriaHidden) == Some("true")
        || tree.attribute(node, Attribute::Style).is_some_and(is_styled_away)
}

/// Whether an element's role, class or id says that it stands around the content.
fn is_named_around(tree: &Tree, node: NodeId) -> bool {
    const ROLES: [&str; 7] =
        ["navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alertdialog"];
    const NAMES: [&str; 16] = [
        "nav",
        "navbar",
        "navigation",
        "menu",
        "footer",
        "site-footer",
        "page-footer",
        "site-header",
        "page-header",
        "sidebar",
        "breadcrumb",
        "breadcrumbs",
        "skip-link",
        "visually-hidden",
        "sr-only",
        "screen-reader-text",
    ];
    /// Parts of the names of consent banners, the makers' among them.
    const CONSENT: [&str; 8] = ["cookie", "consent", "gdpr", "onetrust", "usercentrics", "didomi", "cmpbox", "truste"];
    if tree.attribute(node, Attribute::Role).is_some_and(|role| ROLES.contains(&role)) {
        return true;
    }
    [Attribute::Class, Attribute::Id].into_iter().filter_map(|attribute| tree.attribute(node, attribute)).any(|names| {
        let names = names.to_ascii_lowercase();
        CONSENT.iter().any(|part| names.contains(part)) || names.split_whitespace().any(|name| NAMES.contains(&name))
    })
}

/// Whether a list or a block is little but links.
fn leads_elsewhere(tag: Tag, all: &Letters, run: Range<NodeId>) -> bool {
    let letters = all.in_run(run.clone());
    matches!(tag, Tag::List | Tag::Table | Tag::Block)
        && letters > 0
        && all.in_links(run) * 100 >= letters * LINKS_PERCENT
}

/// How many letters of a page are read before each node, so that those of any run are a difference.
struct Letters {
    before: Vec<u32>,
    in_links_before: Vec<u32>,
}

impl Letters {
    fn count(tree: &Tree, leaves_out: impl Fn(NodeId) -> bool) -> Letters {
        let mut counted = Letters { before: vec![0], in_links_before: vec![0] };
        let (mut letters, mut in_links) = (0_u32, 0_u32);
        let (mut out_end, mut link_end) = (0, 0);
        for node in 0..tree.len() {
            if node >= out_end && leaves_out(node) {
                out_end = tree.end(node);
            }
            match tree.tag(node) {
                Tag::Link => link_end = tree.end(node),
                Tag::Text if node >= out_end => {
                    let bytes = tree.text(node).bytes().filter(|byte| !byte.is_ascii_whitespace()).count();
                    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
                    letters = letters.saturating_add(bytes);
                    in_links = in_links.saturating_add(if node < link_end { bytes } else { 0 });
                }
                _ => {}
            }
            counted.before.push(letters);
            counted.in_links_before.push(in_links);
        }
        counted
    }

    fn in_run(&self, run: Range<NodeId>) -> usize {
        difference(&self.before, run)
    }

    fn in_links(&self, run: Range<NodeId>) -> usize {
        difference(&self.in_links_before, run)
    }
}

fn difference(before: &[u32], run: Range<NodeId>) -> usize {
    let at = |node: NodeId| before.get(node).copied().unwrap_or_default() as usize;
    at(run.end).saturating_sub(at(run.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, title: &str, body: &str) {
        let expected = Content { title: title.to_owned(), body: body.to_owned() };
        assert_eq!(main_content(&Tree::parse(page, 100)), expected);
    }

    #[test]
    fn what_stands_around_is_left_out() {
        let task = "You greet our guests at the reception and answer the telephone.";
        for around in [
            "<nav>Home Jobs</nav>",
            "<header><p>Acme careers</p></header>",
            "<footer>Imprint</footer>",
            "<aside>News</aside>",
            "<form><label>Search</label><button>Go</button></form>",
            "<div class='modal cookie-banner'>We use cookies <button>Yes</button></div>",
            "<div id=onetrust-consent-sdk>Privacy</div>",
            "<div role=navigation>Jobs</div>",
            "<div class='Menu'>Jobs</div>",
            "<div hidden>Old</div>",
            "<p style='color: red; Display : none'>Old</p>",
            "<p aria-hidden=true>x</p>",
            "<noscript>Turn on scripts</noscript><style>p{}</style><script>let a = '<p>no';</script>",
            "<template><p>x</p></template><svg><text>logo</text></svg><select><option>a<option>b</select>",
            "<ul><li><a href=1>Cook</a><li><a href=2>Baker</a></ul>",
            "<div>See <a href=1>other jobs for cooks</a></div>",
        ] {
            check(&format!("<body>{around}<h1>Cook</h1><p>{task}</p>{around}</body>"), "Cook", task);
        }
    }

    #[test]
    fn the_content_is_found() {
        let task = "You greet our guests at the reception and answer the telephone.";
        let more = "More about us and where to find us.";
        check(&format!("<p>{more}</p><main><p>{task}</p></main>"), "", task);
        check(&format!("<p>{more}</p><div role=main><h1>A</h1>{task}</div>"), "A", task);
        check(&format!("<article>{more}</article><article><h1>A</h1><p>{task}</p></article>"), "A", task);
        check(
            &format!("<div><p>Acme</p><div><p>{task}</p><p>{task}</p></div></div>"),
            "",
            &format!("{task}\n\n{task}"),
        );
        check(&format!("<main></main><p>{task}</p><p>{more}</p>"), "", &format!("{task}\n\n{more}"));
        check(&format!("<form id=aspnetForm><p>{task}</p></form>"), "", task);
        check(&format!("<body class='cookies-accepted'><p>{task}</p></body>"), "", task);
        check(
            &format!("<article><header><h1>A</h1><p>{more}</p></header><p>{task}</p></article>"),
            "A",
            &format!("{more}\n\n{task}"),
        );
        check(&format!("<header><h1>A</h1></header><main>{task}</main>"), "A", task);
        check(&format!("<title>A – Acme\n</title><p>{task}</p>"), "A – Acme", task);
        check("<title>A</title>", "A", "");
        check("", "", "");
    }
}
