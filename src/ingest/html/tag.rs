//! The elements and attributes that tell what a page's text is.

/// What an element does to the text inside it; elements that do the same are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// No element: a text.
    Text,
    /// The page, with its language.
    Page,
    /// The page's title for browsers.
    Title,
    /// A heading of level 1 to 6.
    Heading(u8),
    /// The main content.
    Main,
    /// Content that stands for itself.
    Article,
    /// A paragraph.
    Paragraph,
    /// Any other block.
    Block,
    /// A list.
    List,
    /// An item of a list.
    Item,
    /// A term of a list, or what is said of it.
    Definition,
    /// A table.
    Table,
    /// A row of a table.
    Row,
    /// A cell of a table.
    Cell,
    /// A text with its own line breaks.
    Preformatted,
    /// A line break.
    Break,
    /// A link.
    Link,
    /// A form: some systems wrap the whole page in one.
    Form,
    /// The header of a page or an article.
    Header,
    /// Navigation, footers, sidebars: around the content.
    Around,
    /// Scripts, which may hold structured data.
    Script,
    /// Never text to read: styles, controls, media with what browsers show in their place.
    Unread,
    /// Drawings and formulas, where empty elements close themselves.
    Foreign,
    /// Structured data without text.
    Meta,
    /// Other elements without content.
    Void,
    /// Anything within a line, and unknown elements.
    Inline,
}

impl Tag {
    /// What the element with this name in lower case is.
    pub fn of(name: &[u8]) -> Tag {
        match name {
            b"html" => Tag::Page,
            b"title" => Tag::Title,
            b"h1" => Tag::Heading(1),
            b"h2" => Tag::Heading(2),
            b"h3" => Tag::Heading(3),
            b"h4" => Tag::Heading(4),
            b"h5" => Tag::Heading(5),
            b"h6" => Tag::Heading(6),
            b"main" => Tag::Main,
            b"article" => Tag::Article,
            b"p" => Tag::Paragraph,
            b"body" | b"div" | b"section" | b"blockquote" | b"figure" | b"figcaption" | b"address" | b"center"
            | b"details" | b"summary" | b"fieldset" | b"legend" | b"hgroup" | b"caption" => Tag::Block,
            b"ul" | b"ol" | b"dl" | b"menu" | b"dir" => Tag::List,
            b"dt" | b"dd" => Tag::Definition,
            b"li" => Tag::Item,
            b"table" => Tag::Table,
            b"tr" => Tag::Row,
            b"td" | b"th" => Tag::Cell,
            b"pre" | b"listing" | b"xmp" | b"plaintext" => Tag::Preformatted,
            b"br" => Tag::Break,
            b"a" => Tag::Link,
            b"form" => Tag::Form,
            b"header" => Tag::Header,
            b"nav" | b"footer" | b"aside" => Tag::Around,
            b"script" => Tag::Script,
            b"style" | b"noscript" | b"template" | b"iframe" | b"object" | b"canvas" | b"video" | b"audio"
            | b"button" | b"select" | b"datalist" | b"textarea" | b"dialog" | b"noembed" | b"noframes" | b"map" => {
                Tag::Unread
            }
            b"svg" | b"math" | b"path" | b"g" | b"use" | b"circle" | b"rect" => Tag::Foreign,
            b"meta" => Tag::Meta,
            b"area" | b"base" | b"basefont" | b"bgsound" | b"col" | b"embed" | b"frame" | b"hr" | b"img" | b"input"
            | b"keygen" | b"link" | b"param" | b"source" | b"track" | b"wbr" => Tag::Void,
            _ => Tag::Inline,
        }
    }

    /// Whether it has no content and no end tag.
    pub fn is_void(self) -> bool {
        matches!(self, Tag::Break | Tag::Meta | Tag::Void)
    }

    /// Whether it stands on lines of its own.
    pub fn is_block(self) -> bool {
        match self {
            Tag::Page | Tag::Heading(_) | Tag::Main | Tag::Article | Tag::Paragraph | Tag::Block | Tag::List => true,
            Tag::Item | Tag::Definition | Tag::Table | Tag::Row | Tag::Cell => true,
            Tag::Preformatted | Tag::Form | Tag::Header | Tag::Around => true,
            Tag::Text | Tag::Title | Tag::Break | Tag::Link | Tag::Script | Tag::Unread | Tag::Foreign => false,
            Tag::Meta | Tag::Void | Tag::Inline => false,
        }
    }

    /// Whether its start ends a paragraph that is open.
    pub fn closes_paragraph(self) -> bool {
        self.is_block() && !matches!(self, Tag::Row | Tag::Cell | Tag::Page)
    }

    /// Whether what is inside it may be left out of the page's text.
    pub fn is_apart(self) -> bool {
        matches!(self, Tag::Title | Tag::Script | Tag::Unread | Tag::Header | Tag::Around)
    }

    /// Whether it may end a cell of a table.
    pub fn is_of_table(self) -> bool {
        matches!(self, Tag::Table | Tag::Row | Tag::Cell)
    }
}

/// An attribute that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// `id`
    Id,
    /// `class`
    Class,
    /// `role`
    Role,
    /// `lang`, `xml:lang`
    Language,
    /// `hidden`
    Hidden,
    /// `aria-hidden`
    AriaHidden,
    /// `style`
    Style,
    /// `type`, of scripts
    Type,
    /// `content`, of structured data
    Content,
    /// `itemtype`, `typeof`
    ItemType,
    /// `itemprop`, `property`
    Property,
}

impl Attribute {
    /// The attribute with this name in lower case, if it is looked at.
    pub fn of(name: &[u8]) -> Option<Attribute> {
        Some(match name {
            b"id" => Attribute::Id,
            b"class" => Attribute::Class,
            b"role" => Attribute::Role,
            b"lang" | b"xml:lang" => Attribute::Language,
            b"hidden" => Attribute::Hidden,
            b"aria-hidden" => Attribute::AriaHidden,
            b"style" => Attribute::Style,
            b"type" => Attribute::Type,
            b"content" => Attribute::Content,
            b"itemtype" | b"typeof" => Attribute::ItemType,
            b"itemprop" | b"property" => Attribute::Property,
            _ => return None,
        })
    }
}
