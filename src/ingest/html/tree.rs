//! A page as a flat tree: its elements and texts in the order of the page, each knowing where its content ends.
//!
//! html5gum reads the tags as browsers do; what they enclose is worked out here, more simply than by the standard,
//! but in linear time and without recursion however broken or deep the page is. Elements nested deeper than the
//! limit lose their place in the tree, not their text.

use std::convert::Infallible;
use std::ops::Range;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::tag::{Attribute, Tag};

/// A node's number, in the order of the page; content comes behind what encloses it.
pub type NodeId = usize;

/// A page.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    attributes: Vec<(NodeId, Attribute, Piece)>,
    /// All texts and attribute values, behind one another.
    text: String,
}

#[derive(Debug, Clone, Copy)]
struct Node {
    tag: Tag,
    /// One past the last node inside.
    end: u32,
    /// The text of a text node; empty for elements.
    piece: Piece,
}

/// A part of the page's texts. A page is bounded by the largest record, far below what 32 bits count.
#[derive(Debug, Clone, Copy, Default)]
struct Piece {
    start: u32,
    end: u32,
}

impl Tree {
    /// Reads a page or a piece of one.
    pub fn parse(page: &str, max_depth: usize) -> Tree {
        let mut builder =
            Builder { tree: Tree::default(), open: Vec::new(), beyond: 0, max_depth, tag: None, attribute: None };
        let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
            builder.take(event);
            None
        });
        emitter.naively_switch_states(true);
        let Ok(()) = Tokenizer::new_with_emitter(page, emitter).finish();
        builder.close_to(0);
        builder.tree
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// What a node is.
    pub fn tag(&self, node: NodeId) -> Tag {
        self.nodes.get(node).map_or(Tag::Text, |node| node.tag)
    }

    /// One past the last node inside `node`.
    pub fn end(&self, node: NodeId) -> NodeId {
        self.nodes.get(node).map_or(node + 1, |node| node.end as usize)
    }

    /// The text of a text node.
    pub fn text(&self, node: NodeId) -> &str {
        self.nodes.get(node).map_or("", |node| self.piece(node.piece))
    }

    /// The value of an attribute, if the element has it.
    pub fn attribute(&self, node: NodeId, wanted: Attribute) -> Option<&str> {
        let first = self.attributes.partition_point(|(owner, _, _)| *owner < node);
        let own = self.attributes.iter().skip(first).take_while(|(owner, _, _)| *owner == node);
        // A repeated attribute does not count, as in browsers.
        own.into_iter().find(|(_, attribute, _)| *attribute == wanted).map(|(_, _, piece)| self.piece(*piece))
    }

    /// The page's title for browsers.
    pub fn title(&self) -> &str {
        (0..self.len()).find(|&node| self.tag(node) == Tag::Title).map_or("", |title| self.text(title + 1))
    }

    /// The nodes of `run` in order, but those that `leaves_out` is true for, with all inside them.
    pub fn walk(&self, run: Range<NodeId>, leaves_out: impl Fn(NodeId) -> bool) -> impl Iterator<Item = NodeId> {
        let mut next = run.start;
        std::iter::from_fn(move || {
            while next < run.end && leaves_out(next) {
                next = self.end(next);
            }
            let node = next;
            next += 1;
            (node < run.end).then_some(node)
        })
    }

    fn piece(&self, piece: Piece) -> &str {
        self.text.get(piece.start as usize..piece.end as usize).unwrap_or_default()
    }
}

struct Builder {
    tree: Tree,
    /// The elements that are open, outermost first.
    open: Vec<NodeId>,
    /// How many elements are open beyond the limit.
    beyond: usize,
    max_depth: usize,
    /// The start tag that is being read.
    tag: Option<(Tag, NodeId)>,
    /// Its attribute that is being read, if it is looked at.
    attribute: Option<Attribute>,
}

impl Builder {
    fn take(&mut self, event: CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => self.start(Tag::of(name)),
            CallbackEvent::AttributeName { name } => {
                self.attribute = Attribute::of(name);
                if let (Some((_, node)), Some(attribute)) = (self.tag, self.attribute) {
                    self.tree.attributes.push((node, attribute, Piece::default()));
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if self.tag.is_some() && self.attribute.is_some() {
                    let piece = self.store(value);
                    if let Some((_, _, stored)) = self.tree.attributes.last_mut() {
                        *stored = piece;
                    }
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let Some((tag, node)) = self.tag.take() else { return };
                let closes_itself = self_closing && tag == Tag::Foreign;
                if tag.is_void() || closes_itself {
                    return;
                }
                // What is no text to read must not become one by standing too deep.
                let limit = self.max_depth + usize::from(tag.is_apart());
                if self.open.len() < limit {
                    self.open.push(node);
                } else {
                    self.beyond += 1;
                }
            }
            CallbackEvent::EndTag { name } => self.end(Tag::of(name)),
            CallbackEvent::String { value } => {
                let piece = self.store(value);
                self.add(Tag::Text, piece);
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
    }

    fn store(&mut self, value: &[u8]) -> Piece {
        let start = self.tree.text.len();
        self.tree.text.push_str(&String::from_utf8_lossy(value));
        let place = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        Piece { start: place(start), end: place(self.tree.text.len()) }
    }

    fn add(&mut self, tag: Tag, piece: Piece) -> NodeId {
        let node = self.tree.nodes.len();
        // Until it is closed it ends behind itself.
        let end = u32::try_from(node + 1).unwrap_or(u32::MAX);
        self.tree.nodes.push(Node { tag, end, piece });
        node
    }

    fn start(&mut self, tag: Tag) {
        // End tags that may be left out.
        if tag.closes_paragraph() && self.beyond == 0 {
            self.close_open(|open| open == Tag::Paragraph, |open| open.is_block());
        }
        match tag {
            _ if self.beyond > 0 => {}
            Tag::Item | Tag::Definition => self.close_open(|open| open == tag, |open| open == Tag::List),
            Tag::Cell => self.close_open(|open| open == Tag::Cell, |open| matches!(open, Tag::Row | Tag::Table)),
            Tag::Row => self.close_open(|open| open == Tag::Row, |open| open == Tag::Table),
            _ => {}
        }
        let node = self.add(tag, Piece::default());
        self.tag = Some((tag, node));
    }

    fn end(&mut self, tag: Tag) {
        self.tag = None;
        if tag.is_void() {
            return;
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        // An end tag without a start closes nothing: not what a cell of a table stands in, and inline ones no block.
        self.close_open(
            |open| open == tag,
            |open| (open == Tag::Cell && !tag.is_of_table()) || (!tag.is_block() && open.is_block()),
        );
    }

    /// Closes the innermost open element that `wanted` is true for, and all inside it, unless `barrier` stands before.
    fn close_open(&mut self, wanted: impl Fn(Tag) -> bool, barrier: impl Fn(Tag) -> bool) {
        for (depth, &node) in self.open.iter().enumerate().rev() {
            let tag = self.tree.tag(node);
            if wanted(tag) {
                return self.close_to(depth);
            }
            if barrier(tag) {
                return;
            }
        }
    }

    /// Closes all open elements but the outermost `depth`.
    fn close_to(&mut self, depth: usize) {
        let end = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        for node in self.open.drain(depth..) {
            if let Some(node) = self.tree.nodes.get_mut(node) {
                node.end = end;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page with every element closed where the tree closes it.
    fn written(page: &str, max_depth: usize) -> String {
        let tree = Tree::parse(page, max_depth);
        let mut open: Vec<NodeId> = Vec::new();
        let mut out = String::new();
        for node in 0..=tree.len() {
            while open.last().is_some_and(|&last| tree.end(last) <= node) {
                open.pop();
                out.push(')');
            }
            if node == tree.len() {
                break;
            }
            match tree.tag(node) {
                Tag::Text => out.push_str(tree.text(node)),
                tag => {
                    out.push_str(&format!("{tag:?}("));
                    open.push(node);
                }
            }
        }
        out
    }

    #[test]
    fn elements_end_where_they_must() {
        #[track_caller]
        fn check(page: &str, expected: &str) {
            assert_eq!(written(page, 10), expected);
        }
        check("<p>a<p>b", "Paragraph(a)Paragraph(b)");
        check("<ul><li>a<li>b<ul><li>c</ul><li>d</ul>e", "List(Item(a)Item(bList(Item(c)))Item(d))e");
        check("<table><tr><td>a<td>b<tr><td>c</table>d", "Table(Row(Cell(a)Cell(b))Row(Cell(c)))d");
        check("<b><p>a</b>b</p>c", "Inline(Paragraph(ab)c)");
        check("<div><table><tr><td>a</div>b</td></tr></table>c</div>d", "Block(Table(Row(Cell(ab)))c)d");
        check("a<br>b<br/>c<img src=x>d", "aBreak()bBreak()cVoid()d");
        check("</div>a</p>", "a");
        check("<p>a<div>b</div>", "Paragraph(a)Block(b)");
        check("<title>a &amp; <b></title><script>1<2</script>", "Title(a & <b>)Script(1<2)");
        check("<svg><path/>x</svg>y", "Foreign(Foreign()x)y");
        check("", "");
    }

    #[test]
    fn what_is_too_deep_keeps_its_text() {
        let page = "<div>".repeat(4) + "a" + &"</div>".repeat(2) + "b" + &"</div>".repeat(2) + "c";
        assert_eq!(written(&page, 2), "Block(Block(Block()Block()ab))c");
    }

    #[test]
    fn attributes_are_those_of_their_element() {
        let tree = Tree::parse("<p id=a data-x=1 class='b c' hidden><b id=\"&amp;\" id=no>", 10);
        #[track_caller]
        fn check(tree: &Tree, node: NodeId, attribute: Attribute, expected: Option<&str>) {
            assert_eq!(tree.attribute(node, attribute), expected);
        }
        check(&tree, 0, Attribute::Id, Some("a"));
        check(&tree, 0, Attribute::Class, Some("b c"));
        check(&tree, 0, Attribute::Hidden, Some(""));
        check(&tree, 0, Attribute::Role, None);
        check(&tree, 1, Attribute::Id, Some("&"));
        check(&tree, 1, Attribute::Class, None);
    }
}
