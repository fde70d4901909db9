//! The text of a document with layout, put together from its blocks so that sentences are cut where its reader
//! sees them end: a blank line between paragraphs, `# ` before headings, `- ` before items.

use super::source::Source;
use crate::document::Document;
use crate::error::Reject;

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// The title of the whole document.
    Title,
    /// A heading of a level from 1.
    Heading(u32),
    /// An item of a list.
    Item,
    /// A paragraph.
    Paragraph,
}

/// Markdown knows no deeper headings.
const DEEPEST_HEADING: u32 = 6;

/// A text as it grows.
#[derive(Debug)]
pub struct Text {
    title: String,
    body: String,
    /// The block that is open.
    open: String,
    kind: Block,
    last: Block,
    most_bytes: usize,
}

impl Text {
    /// An empty text, which may grow to `most_bytes`.
    pub fn new(most_bytes: usize) -> Text {
        let kind = Block::Paragraph;
        Text { title: String::new(), body: String::new(), open: String::new(), kind, last: kind, most_bytes }
    }

    /// Adds to the open block.
    pub fn push(&mut self, piece: &str) {
        self.open.push_str(piece);
    }

    /// Breaks the line within the open block.
    pub fn break_line(&mut self) {
        self.open.push('\n');
    }

    /// Says what the open block is.
    pub fn set_block(&mut self, kind: Block) {
        self.kind = kind;
    }

    /// Ends the open block.
    pub fn end_block(&mut self) {
        let kind = std::mem::replace(&mut self.kind, Block::Paragraph);
        let open = std::mem::take(&mut self.open);
        // Line breaks are the author's, other white space is layout.
        let lines = open.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        if lines.is_empty() {
            return;
        }
        if kind == Block::Title && self.title.is_empty() && self.body.is_empty() {
            self.title = lines.join(" ");
            return;
        }
        if !self.body.is_empty() {
            let is_next_item = kind == Block::Item && self.last == Block::Item;
            self.body.push_str(if is_next_item { "\n" } else { "\n\n" });
        }
        match kind {
            Block::Title => self.body.push_str("# "),
            Block::Heading(level) => {
                let marks = level.clamp(1, DEEPEST_HEADING);
                (0..marks).for_each(|_| self.body.push('#'));
                self.body.push(' ');
            }
            Block::Item => self.body.push_str("- "),
            Block::Paragraph => {}
        }
        let is_one_line = matches!(kind, Block::Title | Block::Heading(_));
        self.body.push_str(&lines.join(if is_one_line { " " } else { "\n" }));
        self.last = kind;
    }

    /// Whether it has not grown too large.
    ///
    /// # Errors
    /// The reject that says so, with the flag.
    pub fn check(&self, source: &Source) -> Result<(), Reject> {
        let bytes = self.title.len() + self.body.len() + self.open.len();
        if bytes <= self.most_bytes {
            return Ok(());
        }
        let limit = self.most_bytes;
        let reason = format!("larger than the record limit of {limit} bytes; raise --max-record or split it");
        Err(Reject { excerpt: Reject::excerpt_of(self.body.as_bytes()), ..source.reject(reason) })
    }

    /// The document that has this text.
    pub fn into_document(mut self, source: &Source) -> Document {
        self.end_block();
        Document { title: self.title, ..source.document(self.body) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_told_apart() {
        let mut text = Text::new(1000);
        for (kind, piece) in [
            (Block::Title, "The  job"),
            (Block::Paragraph, " One\nline. "),
            (Block::Paragraph, "  \n "),
            (Block::Heading(2), "Tasks\nand more"),
            (Block::Item, "greet"),
            (Block::Item, "answer"),
            (Block::Paragraph, "End."),
        ] {
            text.set_block(kind);
            text.push(piece);
            text.end_block();
        }
        assert_eq!(text.title, "The job");
        assert_eq!(text.body, "One\nline.\n\n## Tasks and more\n\n- greet\n- answer\n\nEnd.");
    }
}
