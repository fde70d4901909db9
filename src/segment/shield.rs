//! Quotes and brackets that hold several sentences: a sentence does not end in the middle of one.
//!
//! One pass over a block with a stack of what is open. Quotes that look the same on both sides are told
//! apart by what stands around them; what is never closed shields nothing.

use super::marks::{is_dash, is_opener, is_terminator};

/// A longer stretch (bytes) between quotes or brackets is more likely two marks of different pairs.
const MOST_SHIELDED_BYTES: usize = 1200;

/// More open quotes and brackets than this are forgotten, the outermost first: keeps the search for the
/// partner of a closing mark short.
const MOST_OPEN: usize = 16;

/// The stretches of one block that are quoted or bracketed.
pub(super) struct Shield {
    /// Start and end in bytes, in order, apart from each other.
    regions: Vec<(usize, usize)>,
    next: usize,
    /// Where the first of them that is quoted ends.
    first_quoted: Option<usize>,
}

impl Shield {
    pub(super) fn of(content: &str) -> Shield {
        // No early end: this way it is vectorised.
        if !content.bytes().fold(false, |any, byte| any | may_open(byte)) {
            return Shield { regions: Vec::new(), next: 0, first_quoted: None };
        }
        let mut scan = Scan { content, open: Vec::new(), regions: Vec::new(), ends: [0, 0] };
        let bytes = content.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !MAY_MATTER[usize::from(bytes[at])] {
                at += 1;
                continue;
            }
            let Some(character) = content[at..].chars().next() else { break };
            at = scan.take(at, character);
        }
        let quoted = |region: &&(usize, usize)| !content[region.0..].starts_with(['(', '[', '{']);
        let first_quoted = scan.regions.iter().find(quoted).map(|region| region.1);
        Shield { regions: scan.regions, next: 0, first_quoted }
    }

    /// The end of the region that `at` stands in. Positions must be asked for in rising order.
    pub(super) fn end_around(&mut self, at: usize) -> Option<usize> {
        while self.regions.get(self.next).is_some_and(|region| region.1 <= at) {
            self.next += 1;
        }
        self.regions.get(self.next).filter(|region| region.0 <= at).map(|region| region.1)
    }

    /// Whether something was quoted before `at`.
    pub(super) fn quotes_before(&self, at: usize) -> bool {
        self.first_quoted.is_some_and(|end| end <= at)
    }

    /// Whether a region starts at `at`, which must not be before the last position asked for.
    pub(super) fn starts_at(&self, at: usize) -> bool {
        self.regions[self.next..].iter().take_while(|region| region.0 <= at).any(|region| region.0 == at)
    }
}

/// Whether an opening quote or bracket may start with this byte of UTF-8.
fn may_open(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`' | b'(' | b'[' | b'{' | 0xC2 | 0xE2 | 0xE3 | 0xEF)
}

/// Whether a quote, bracket or sentence end may start with a byte of UTF-8.
static MAY_MATTER: [bool; 256] = {
    let mut table = [false; 256];
    // « and » begin with C2, other quotes with E2, those of Chinese and Japanese with E3 and EF.
    let bytes = b"\"'`()[]{},.!?\xC2\xE2\xE3\xEF";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

/// A quote or bracket; two quotes that make one are named by a character that stands for them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Mark(char);

/// `''`, two straight single quotes.
const TWO_SINGLE: Mark = Mark('″');
/// A double backtick.
const TWO_BACKTICKS: Mark = Mark('‶');
/// `,,`, two commas for „.
const TWO_COMMAS: Mark = Mark('‚');

fn closes(open: Mark, close: Mark) -> bool {
    match open.0 {
        '(' | '（' => matches!(close.0, ')' | '）'),
        '[' | '［' => matches!(close.0, ']' | '］'),
        '{' | '｛' => matches!(close.0, '}' | '｝'),
        '「' => close.0 == '」',
        '『' => close.0 == '』',
        '【' => close.0 == '】',
        '《' => close.0 == '》',
        '〈' => close.0 == '〉',
        '〖' => close.0 == '〗',
        '〔' => close.0 == '〕',
        '"' => matches!(close.0, '"' | '”'),
        '″' => matches!(close.0, '″' | '"'),
        '‶' => matches!(close.0, '‶' | '″' | '"'),
        '`' => matches!(close.0, '`' | '\'' | '’'),
        '\'' => matches!(close.0, '\'' | '’'),
        '„' | '‟' => matches!(close.0, '“' | '”' | '"' | '″'),
        '‚' => matches!(close.0, '“' | '”' | '"' | '″' | '‘' | '’'),
        '“' => matches!(close.0, '”' | '“' | '"'),
        '”' => close.0 == '”',
        '‘' => matches!(close.0, '’' | '‘'),
        '«' => close.0 == '»',
        '»' => matches!(close.0, '«' | '»'),
        '‹' => close.0 == '›',
        '›' => matches!(close.0, '‹' | '›'),
        _ => false,
    }
}

/// What the neighbours of a quote say about it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
    /// A blank on both sides, or a word on one and a mark on the other.
    Either,
    /// An apostrophe or the like.
    Neither,
}

struct Open {
    mark: Mark,
    at: usize,
    /// Stands alone behind a sentence: it may as well close that one.
    doubtful: bool,
}

struct Scan<'a> {
    content: &'a str,
    open: Vec<Open>,
    regions: Vec<(usize, usize)>,
    /// Where the last two ends of sentences were, the latest first.
    ends: [usize; 2],
}

impl Scan<'_> {
    /// Takes the character at `at`; gives the position behind what was taken.
    fn take(&mut self, at: usize, character: char) -> usize {
        let mut end = at + character.len_utf8();
        let mut mark = Mark(character);
        if is_terminator(character) {
            let followed = self.content[end..].chars().next().is_some_and(char::is_whitespace);
            if followed {
                self.ends = [end, self.ends[0]];
            }
            return end;
        }
        let twin = match character {
            '\'' => Some(TWO_SINGLE),
            '`' => Some(TWO_BACKTICKS),
            ',' => Some(TWO_COMMAS),
            _ => None,
        };
        if let Some(twin) = twin
            && self.content[end..].starts_with(character)
        {
            mark = twin;
            end += character.len_utf8();
        }
        match self.side(mark, at, end) {
            Side::Neither => {}
            Side::Opens => self.push(mark, at, false),
            Side::Closes => {
                if let Some(index) = self.partner(mark, at) {
                    let shields = !self.open[index].doubtful || !self.ended_since(self.open[index].at, at);
                    self.close(index, end, shields);
                }
            }
            Side::Either => self.take_either(mark, at, end),
        }
        end
    }

    /// A quote that stands alone closes the one before it, unless whole sentences stand between them.
    fn take_either(&mut self, mark: Mark, at: usize, end: usize) {
        let behind_sentence = self.content[..at].trim_end().ends_with(is_terminator);
        let Some(index) = self.partner(mark, at) else {
            self.push(mark, at, behind_sentence);
            return;
        };
        let open = &self.open[index];
        let closes = !self.ended_since(open.at, at) || (behind_sentence && !open.doubtful);
        self.close(index, end, closes);
        if !closes {
            self.push(mark, at, behind_sentence);
        }
    }

    fn push(&mut self, mark: Mark, at: usize, doubtful: bool) {
        if self.open.len() == MOST_OPEN {
            self.open.remove(0);
        }
        self.open.push(Open { mark, at, doubtful });
    }

    fn close(&mut self, index: usize, end: usize, shields: bool) {
        let start = self.open[index].at;
        self.open.truncate(index);
        if shields && end - start <= MOST_SHIELDED_BYTES {
            while self.regions.last().is_some_and(|inner| inner.0 >= start) {
                self.regions.pop();
            }
            self.regions.push((start, end));
        }
    }

    /// The latest open mark that `mark` at `at` can close.
    fn partner(&self, mark: Mark, at: usize) -> Option<usize> {
        self.open.iter().rposition(|open| closes(open.mark, mark) && at - open.at <= MOST_SHIELDED_BYTES)
    }

    /// Whether a sentence ended between the two positions, not counting one directly before `at`.
    fn ended_since(&self, start: usize, at: usize) -> bool {
        let [last, before] = self.ends;
        let directly = self.content.get(last..at).is_some_and(|between| between.trim().is_empty());
        (if directly { before } else { last }) > start
    }

    fn side(&self, mark: Mark, at: usize, end: usize) -> Side {
        match mark.0 {
            '(' | '[' | '{' | '（' | '［' | '｛' | '「' | '『' | '【' | '《' | '〈' | '〖' | '〔' | '„' | '‟' => {
                Side::Opens
            }
            ')' | ']' | '}' | '）' | '］' | '｝' | '」' | '』' | '】' | '》' | '〉' | '〗' | '〕' => {
                Side::Closes
            }
            '‚' | '"' | '\'' | '`' | '″' | '‶' | '“' | '”' | '‘' | '’' | '«' | '»' | '‹' | '›' => {
                self.side_of_quote(mark, at, end)
            }
            _ => Side::Neither,
        }
    }

    fn side_of_quote(&self, mark: Mark, at: usize, end: usize) -> Side {
        let before = self.content[..at].chars().next_back();
        let behind = &self.content[end..];
        let after = behind.chars().next();
        let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        let is_blank = |character: Option<char>| character.is_none_or(char::is_whitespace);
        let single = matches!(mark.0, '\'' | '’' | '`' | '‘');
        if is_word(before) && is_word(after) || single && is_apostrophe(before, behind) {
            return Side::Neither;
        }
        if let Some(side) = self.side_of_directed(mark, at, is_word(before) && !is_word(after)) {
            return side;
        }
        if is_blank(before) && is_blank(after) {
            let next = behind.trim_start().chars().next();
            return match () {
                () if before.is_none() => Side::Opens,
                () if next.is_none_or(|next| matches!(next, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']')) => {
                    Side::Closes
                }
                () => Side::Either,
            };
        }
        let at_opening = before.is_none_or(|c| c.is_whitespace() || is_dash(c) || c == ':' || is_opener(c));
        match () {
            () if at_opening && !is_blank(after) => Side::Opens,
            () if !is_blank(before) && !is_word(after) => Side::Closes,
            () => Side::Either,
        }
    }

    /// Quotes that have a direction in most languages, though not the same in all.
    fn side_of_directed(&self, mark: Mark, at: usize, behind_word: bool) -> Option<Side> {
        match mark.0 {
            '“' | '”' | '‘' | '’' | '«' | '»' | '‹' | '›' if self.partner(mark, at).is_some() => {
                Some(Side::Closes)
            }
            '’' => Some(Side::Neither),
            '“' | '‘' | '«' | '‹' if !behind_word => Some(Side::Opens),
            _ => None,
        }
    }
}

/// `'80s`, `dogs' food` and the `'s` of texts whose words were set apart by blanks.
fn is_apostrophe(before: Option<char>, behind: &str) -> bool {
    let mut characters = behind.chars();
    let (first, second) = (characters.next(), characters.next());
    let starts = before.is_none_or(char::is_whitespace);
    let year = starts && first.is_some_and(|first| first.is_ascii_digit());
    let genitive = starts && first == Some('s') && second.is_none_or(char::is_whitespace);
    let plural = before == Some('s') && first == Some(' ') && second.is_some_and(char::is_lowercase);
    year || genitive || plural
}
