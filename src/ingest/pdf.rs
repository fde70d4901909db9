//! PDF (ISO 32000): the text layer, page by page, its lines put together by where they stand.
//!
//! A page that cannot be read, or over which its reader panics, is a reject; the others make the document.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::content::Content;
use lopdf::{Document as Pdf, Encoding, LoadOptions, Object, ObjectId};

use super::Items;
use super::source::Source;
use super::spool::Spool;
use crate::error::{Reject, Result};

/// Larger files hold pictures or whole libraries; all of the file is held at once.
const LOADED_BYTES: u64 = 256 << 20;

/// No page's text takes more, unpacked; bombs do.
const PAGE_BYTES: usize = 64 << 20;

/// Reads the document that `spool` holds.
///
/// # Errors
/// [`crate::error::Error::Unreadable`] if it is no PDF, is locked by a password, or is too large.
pub fn read<'a>(source: Source<'a>, spool: &Spool) -> Result<Items<'a>> {
    if spool.len() > LOADED_BYTES {
        let most = LOADED_BYTES >> 20;
        return Err(source.unreadable(format!("larger than the {most} MiB that a PDF may have; split it")));
    }
    let options = LoadOptions { max_decompressed_size: Some(PAGE_BYTES), ..LoadOptions::default() };
    let damaged = |reason: &str| source.unreadable(format!("the PDF is damaged ({reason}); print or export it anew"));
    let pdf = match catch_unwind(AssertUnwindSafe(|| Pdf::load_from_with_options(spool.cursor(0), options))) {
        Ok(Ok(pdf)) => pdf,
        Ok(Err(lopdf::Error::InvalidPassword | lopdf::Error::Unimplemented(_))) => {
            return Err(source.unreadable("the PDF is locked by a password; save it without one"));
        }
        Ok(Err(error)) => return Err(damaged(&error.to_string())),
        Err(_) => return Err(damaged("its reader failed")),
    };
    let mut rejects = Vec::new();
    let mut text = String::new();
    let limit = source.settings.max_record_bytes;
    for (number, page) in (1_u64..).zip(pdf.page_iter()) {
        match catch_unwind(AssertUnwindSafe(|| page_text(&pdf, page))) {
            Ok(Ok(page)) if page.is_empty() => {}
            Ok(Ok(page)) => {
                if !text.is_empty() {
                    text.push_str("\n\n");
                }
                text.push_str(&page);
            }
            Ok(Err(error)) => rejects.push(format!("page {number} cannot be read ({error}); export it anew")),
            Err(_) => rejects.push(format!("page {number} cannot be read (its reader failed); export it anew")),
        }
        if text.len() > limit || rejects.len() > MOST_REJECTS {
            break;
        }
    }
    let document = if text.len() > limit {
        let reason = format!("larger than the record limit of {limit} bytes; raise --max-record or split it");
        Some(Err(Reject { excerpt: Reject::excerpt_of(text.as_bytes()), ..source.reject(reason) }))
    } else if text.is_empty() && rejects.is_empty() {
        let reason = "no text in it, perhaps pictures of text; run text recognition on it first";
        Some(Err(source.reject(reason)))
    } else {
        (!text.is_empty()).then(|| Ok(source.document(text)))
    };
    let rejects: Vec<Reject> = rejects.into_iter().map(|reason| source.reject(reason)).collect();
    Ok(Box::new(document.into_iter().chain(rejects.into_iter().map(Err))))
}

/// More bad pages are not named one by one.
const MOST_REJECTS: usize = 100;

/// The text of a page, in the order in which it is drawn.
fn page_text(pdf: &Pdf, page: ObjectId) -> lopdf::Result<String> {
    let fonts = pdf.get_page_fonts(page)?;
    // A font that cannot be read leaves the text of the others.
    let encodings: BTreeMap<Vec<u8>, Encoding> = fonts
        .into_iter()
        .filter_map(|(name, font)| Some((name, font.get_font_encoding_with_limit(pdf, PAGE_BYTES).ok()?)))
        .collect();
    let content = Content::decode(&pdf.get_page_content_with_limit(page, PAGE_BYTES)?)?;
    let mut pen = Pen::default();
    let mut encoding = None;
    for operation in &content.operations {
        let operands = operation.operands.as_slice();
        let number = |at: usize| operands.get(at).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0);
        let matrix = || [number(0), number(1), number(2), number(3), number(4), number(5)];
        match operation.operator.as_str() {
            "q" => pen.saved.push(pen.page),
            "Q" => pen.page = pen.saved.pop().unwrap_or(IDENTITY),
            "cm" => pen.page = times(matrix(), pen.page),
            "BT" => pen.line = IDENTITY,
            "Tf" => {
                encoding = operands.first().and_then(|name| name.as_name().ok()).and_then(|name| encodings.get(name));
                pen.size = number(1);
            }
            "TL" => pen.leading = number(0),
            "Td" => pen.step(number(0), number(1)),
            "TD" => {
                pen.leading = -number(1);
                pen.step(number(0), number(1));
            }
            "Tm" => pen.line = matrix(),
            "T*" => pen.step(0.0, -pen.leading),
            "Tj" | "TJ" => pen.show(encoding, operands),
            "'" | "\"" => {
                pen.step(0.0, -pen.leading);
                pen.show(encoding, operands);
            }
            _ => {}
        }
    }
    Ok(without_page_number(&pen.text).trim().to_owned())
}

/// The page without a last line that only numbers it.
fn without_page_number(page: &str) -> &str {
    /// A book of more pages is none.
    const MOST_DIGITS: usize = 4;
    let page = page.trim_end();
    let (rest, last) = page.rsplit_once('\n').unwrap_or(("", page));
    let number = last.trim_matches([' ', '-', '–']);
    let is_number =
        !number.is_empty() && number.len() <= MOST_DIGITS && number.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { rest } else { page }
}

/// A transformation, as PDF writes it: `a b c d e f`.
type Matrix = [f32; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `one`, then `two`.
fn times(one: Matrix, two: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = one;
    let [g, h, i, j, k, l] = two;
    [a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l]
}

/// Lines that lie further apart than this many times their letters' size have a blank line between them; the
/// usual distance is 1.15 to 1.5 times.
const PARAGRAPH_GAP: f32 = 1.75;

/// Text that is shifted by less than this share of its size stands on the same line: indices, accents.
const SAME_LINE: f32 = 0.5;

/// In thousandths of the size: letters are moved by less, words by more (a blank is 250 to 330 wide).
const WORD_GAP: f32 = 180.0;

/// Letters are about this share of their size wide, and hardly any text is half as wide again. What follows at a
/// greater distance is another word or column.
const LETTER_WIDTH: f32 = 0.5;
const WIDEST: f32 = 1.5;

/// Where text is drawn, and what was drawn.
struct Pen {
    text: String,
    /// The page's transformation, and those to return to.
    page: Matrix,
    saved: Vec<Matrix>,
    /// Where the line starts.
    line: Matrix,
    leading: f32,
    size: f32,
    /// Where the last piece began, how high its letters are, and how many they were.
    last: Option<(f32, f32, f32, usize)>,
}

impl Default for Pen {
    fn default() -> Pen {
        let (page, line) = (IDENTITY, IDENTITY);
        Pen { text: String::new(), page, saved: Vec::new(), line, leading: 0.0, size: 0.0, last: None }
    }
}

impl Pen {
    fn step(&mut self, right: f32, up: f32) {
        self.line = times([1.0, 0.0, 0.0, 1.0, right, up], self.line);
    }

    fn show(&mut self, encoding: Option<&Encoding>, operands: &[Object]) {
        let Some(encoding) = encoding else { return };
        let mut piece = String::new();
        for operand in operands {
            add_piece(&mut piece, encoding, operand);
        }
        if piece.is_empty() {
            return;
        }
        let place = times(self.line, self.page);
        let (x, y) = (place[4], place[5]);
        let height = (self.size * place[3].hypot(place[2])).abs();
        if let Some((last_x, last_y, last_height, letters)) = self.last {
            let size = height.max(last_height).max(f32::MIN_POSITIVE);
            let (down, right) = ((last_y - y).abs(), x - last_x);
            if down > PARAGRAPH_GAP * size {
                self.text.push_str("\n\n");
            } else if down > SAME_LINE * size {
                self.text.push('\n');
            } else if right < 0.0 || right > (letters as f32 * LETTER_WIDTH * WIDEST + 1.0) * size {
                self.text.push(' ');
            }
        }
        // Pieces that follow without a move go on from the last one.
        let letters = piece.chars().count();
        self.last = match self.last {
            Some((last_x, last_y, _, before)) if (last_x, last_y) == (x, y) => Some((x, y, height, before + letters)),
            _ => Some((x, y, height, letters)),
        };
        self.text.push_str(&piece);
    }
}

/// Adds a string, or the strings of an array with the gaps between them.
fn add_piece(piece: &mut String, encoding: &Encoding, operand: &Object) {
    match operand {
        Object::String(bytes, _) => {
            // Letters that the font does not name are left out.
            piece.push_str(&Pdf::decode_text(encoding, bytes).unwrap_or_default());
        }
        Object::Array(items) => {
            for item in items {
                match item {
                    Object::String(..) => add_piece(piece, encoding, item),
                    gap if gap.as_float().is_ok_and(|gap| gap < -WORD_GAP) && !piece.ends_with(' ') => piece.push(' '),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}
