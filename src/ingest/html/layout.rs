//! Elements to text: blocks become paragraphs, headings and items get the marks of Markdown, so that sentences are
//! cut where the page cuts them.

use std::ops::Range;

use super::tag::Tag;
use super::tree::{NodeId, Tree};

/// Between the cells of a row; a line with it is taken for a table's.
const CELL_BREAK: &str = " | ";

/// Marks that pages write before items themselves.
const BULLETS: [char; 8] = ['•', '·', '-', '–', '—', '*', '▪', '●'];

/// The text of the nodes of `run`, without those that `leaves_out` is true for and all inside them.
pub fn nodes(tree: &Tree, run: Range<NodeId>, leaves_out: impl Fn(NodeId) -> bool) -> String {
    let mut writer = Writer::default();
    // Open elements and where they end. The tree bounds how many there are.
    let mut open: Vec<(Tag, NodeId)> = Vec::new();
    let mut preformatted = 0_usize;
    let mut node = run.start;
    while node < run.end {
        while let Some((tag, _)) = open.pop_if(|(_, end)| *end <= node) {
            writer.end(tag);
            preformatted -= usize::from(tag == Tag::Preformatted);
        }
        let tag = tree.tag(node);
        if tag != Tag::Text && is_unread(tag) || leaves_out(node) {
            // What is left out still parts what stands around it.
            writer.end(tag);
            node = tree.end(node);
            continue;
        }
        match tag {
            Tag::Text if preformatted > 0 => writer.lines(tree.text(node)),
            Tag::Text => writer.words(tree.text(node)),
            _ => {
                writer.start(tag);
                preformatted += usize::from(tag == Tag::Preformatted);
                open.push((tag, tree.end(node)));
            }
        }
        node += 1;
    }
    writer.text
}

fn is_unread(tag: Tag) -> bool {
    matches!(tag, Tag::Script | Tag::Unread | Tag::Foreign | Tag::Title | Tag::Meta | Tag::Void)
}

/// What parts two words, the strongest last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Break {
    #[default]
    None,
    Blank,
    Cell,
    Line,
    Paragraph,
}

#[derive(Default)]
struct Writer {
    text: String,
    /// What is to be written before the next word.
    pending: Break,
    /// Of a heading or an item, before its first word.
    mark: Mark,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Mark {
    #[default]
    None,
    Item,
    Heading(u8),
}

impl Writer {
    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Break if self.pending >= Break::Line => self.part(Break::Paragraph),
            Tag::Break => self.part(Break::Line),
            Tag::Heading(level) => {
                self.part(Break::Paragraph);
                self.mark = Mark::Heading(level);
            }
            Tag::Item => {
                self.part(Break::Line);
                self.mark = Mark::Item;
            }
            Tag::Row => self.part(Break::Line),
            Tag::Cell => self.part(Break::Cell),
            _ if tag.is_block() => self.part(Break::Paragraph),
            _ => {}
        }
    }

    fn end(&mut self, tag: Tag) {
        match tag {
            Tag::Item | Tag::Row => self.part(Break::Line),
            Tag::Cell => self.part(Break::Cell),
            Tag::Void => self.part(Break::Blank),
            _ if tag.is_block() => self.part(Break::Paragraph),
            _ => {}
        }
        if matches!(tag, Tag::Heading(_) | Tag::Item) {
            self.mark = Mark::None;
        }
    }

    fn part(&mut self, by: Break) {
        self.pending = self.pending.max(by);
    }

    /// Writes a text in which any white space is one blank.
    fn words(&mut self, text: &str) {
        let mut words = text.split([' ', '\n', '\t', '\r', '\u{c}']).filter(|word| !word.is_empty()).peekable();
        if text.starts_with([' ', '\n', '\t', '\r', '\u{c}']) {
            self.part(Break::Blank);
        }
        while let Some(word) = words.next() {
            self.word(word);
            if words.peek().is_some() {
                self.part(Break::Blank);
            }
        }
        if text.ends_with([' ', '\n', '\t', '\r', '\u{c}']) {
            self.part(Break::Blank);
        }
    }

    /// Writes a text whose line breaks count.
    fn lines(&mut self, text: &str) {
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            self.words(line);
            if lines.peek().is_some() {
                self.start(Tag::Break);
            }
        }
    }

    fn word(&mut self, word: &str) {
        match std::mem::take(&mut self.pending) {
            _ if self.text.is_empty() => {}
            Break::None => {}
            Break::Blank => self.text.push(' '),
            Break::Cell => self.text.push_str(CELL_BREAK),
            Break::Line => self.text.push('\n'),
            Break::Paragraph => self.text.push_str("\n\n"),
        }
        match std::mem::take(&mut self.mark) {
            Mark::Item if !word.starts_with(BULLETS) => self.text.push_str("- "),
            Mark::None | Mark::Item => {}
            Mark::Heading(level) => {
                (0..level).for_each(|_| self.text.push('#'));
                self.text.push(' ');
            }
        }
        self.text.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_becomes_lines_and_marks() {
        #[track_caller]
        fn check(page: &str, expected: &str) {
            let tree = Tree::parse(page, 100);
            assert_eq!(nodes(&tree, 0..tree.len(), |_| false), expected);
        }
        check(
            "<h2>Your  <b>tasks</b></h2><ul><li>Fry</li>\n<li>Bake</ul><p>Apply",
            "## Your tasks\n\n- Fry\n- Bake\n\nApply",
        );
        check("a<br>b<br><br>c<br/>\n<br />d", "a\nb\n\nc\n\nd");
        check("<div>a</div><div>b<div>c</div></div>d", "a\n\nb\n\nc\n\nd");
        check("<b>Front</b>office <i>work</i>s<img>x", "Frontoffice works x");
        check("<table><tr><th>Site<th>Pay<tr><td>Oslo<td><p>1</p></table>", "Site | Pay\nOslo\n\n1");
        check("<table><tr><td></td><td>a</td></tr></table>", "a");
        check("<pre>a\n b\n\nc</pre>d", "a\nb\n\nc\n\nd");
        check("<ul><li><p>a</p><ul><li>• b</ul><li><h3>c</h3></ul>", "- a\n\n• b\n\n### c");
        check("a&nbsp;b &lt;p&gt; &uuml;<style>p{}</style><!-- no -->", "a\u{a0}b <p> ü");
        check("<p>a<script>x</script>b</p><title>t</title>", "ab");
        check("<dl><dt>Place<dd>Oslo<dt>Pay<dd>1</dl>", "Place\n\nOslo\n\nPay\n\n1");
        check("", "");
    }

    #[test]
    fn parts_can_be_left_out() {
        let tree = Tree::parse("<p>a</p><div>b<p>c</p></div>d", 100);
        assert_eq!(nodes(&tree, 0..tree.len(), |node| tree.tag(node) == Tag::Block), "a\n\nd");
        assert_eq!(nodes(&tree, 2..tree.end(2), |_| false), "b\n\nc");
    }
}
