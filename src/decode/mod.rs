//! Bytes to text: looks through compression, finds the encoding, and yields valid UTF-8, streaming.
//!
//! The encoding is decided once, from the first [`SNIFF_BYTES`]: a byte order mark, else the zero bytes
//! that UTF-16 without a mark shows, else UTF-8 if the bytes are valid, else what chardetng (the detector
//! of Firefox) guesses among the legacy encodings of the web. What cannot be decoded becomes U+FFFD and
//! is counted.

mod declared;
mod unpack;

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

pub use declared::page_encoding;
pub use unpack::{Budget, UnpackLimits, decompress, limit_met};

/// Enough for the detector to see a few hundred words, cheap enough to hold for each open file.
pub const SNIFF_BYTES: usize = 64 * 1024;

/// Raw input is read in pieces of this size.
const READ_BYTES: usize = 64 * 1024;

/// How many characters of an input could not be decoded; shared between the reader and its owner.
#[derive(Debug, Clone, Default)]
pub struct ReplacementCount(Arc<AtomicU64>);

impl ReplacementCount {
    /// Replaced sequences so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A legacy encoding, by the number that Windows gives it.
#[derive(Debug, Clone, Copy)]
pub struct CodePage(&'static Encoding);

impl CodePage {
    /// The code page `number`; Windows-1252, that of Western Europe, where none has the number.
    pub fn new(number: u16) -> CodePage {
        CodePage(codepage::to_encoding(number).unwrap_or(encoding_rs::WINDOWS_1252))
    }

    /// The text that `bytes` stand for.
    pub fn decode(self, bytes: &[u8]) -> String {
        self.0.decode_without_bom_handling(bytes).0.into_owned()
    }
}

/// Decodes a text that is held as a whole, in the encoding that it is found to have.
pub fn decode_whole(bytes: &[u8]) -> String {
    sniff(bytes, true).encoding.decode_with_bom_removal(bytes).0.into_owned()
}

/// What the first bytes of an input show, once decompressed.
#[derive(Debug)]
pub struct Sniffed {
    /// The encoding to decode with.
    pub encoding: &'static Encoding,
    /// Whether the bytes look like no text at all (an image, a program).
    pub binary: bool,
    /// The decoded beginning of the text, without a byte order mark.
    pub head: String,
}

/// Decides the encoding of an input from its first bytes.
pub fn sniff(head: &[u8], is_whole_input: bool) -> Sniffed {
    let (encoding, binary) = match Encoding::for_bom(head) {
        Some((encoding, _)) => (encoding, false),
        None => guess_encoding(head, is_whole_input),
    };
    let (text, _) = encoding.decode_with_bom_removal(head);
    Sniffed { encoding, binary, head: text.into_owned() }
}

fn guess_encoding(head: &[u8], is_whole_input: bool) -> (&'static Encoding, bool) {
    if let Some(encoding) = utf16_without_mark(head) {
        return (encoding, false);
    }
    let binary = looks_binary(head);
    let valid = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The end of the piece may cut a character in two.
        Err(error) => !is_whole_input && error.error_len().is_none(),
    };
    if valid || binary {
        return (UTF_8, binary);
    }
    if is_mostly_utf8(head) {
        return (UTF_8, false);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, is_whole_input);
    (detector.guess(None, chardetng::Utf8Detection::Deny), false)
}

/// A few broken bytes in a text whose other non-ASCII bytes are UTF-8 are damage, not another encoding.
fn is_mostly_utf8(head: &[u8]) -> bool {
    let (mut broken, mut multibyte) = (0_usize, 0_usize);
    for chunk in head.utf8_chunks() {
        multibyte += chunk.valid().chars().filter(|character| !character.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    /// A legacy text almost never forms valid UTF-8 sequences by accident, so a clear majority decides.
    const VALID_PER_BROKEN: usize = 4;
    multibyte >= VALID_PER_BROKEN * broken
}

/// UTF-16 text in Latin script has a zero in every other byte.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    /// Fewer bytes prove nothing.
    const LEAST_BYTES: usize = 8;
    if head.len() < LEAST_BYTES {
        return None;
    }
    let pairs = head.len() / 2;
    let zeros = |offset: usize| head.iter().skip(offset).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // Two thirds: Latin script with some typographic characters; the other half nearly free of zeros.
    if odd * 3 >= pairs * 2 && even * 20 <= pairs {
        Some(UTF_16LE)
    } else if even * 3 >= pairs * 2 && odd * 20 <= pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Control bytes that no text has, or the signature of a common binary format.
fn looks_binary(head: &[u8]) -> bool {
    const SIGNATURES: [&[u8]; 9] = [
        b"%PDF-",
        b"PK\x03\x04",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"\x7fELF",
        b"\xd0\xcf\x11\xe0",
        b"BZh",
        b"\xfd7zXZ",
    ];
    if SIGNATURES.iter().any(|signature| head.starts_with(signature)) {
        return true;
    }
    let controls =
        head.iter().filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    /// One control byte in a hundred: damaged text has fewer, programs and images have more.
    const TEXT_BYTES_PER_CONTROL: usize = 100;
    controls * TEXT_BYTES_PER_CONTROL > head.len()
}

/// Reads an input as valid UTF-8, whatever its encoding, without its byte order mark.
pub struct Utf8Reader<R> {
    raw: R,
    decoder: Decoder,
    decoded: Vec<u8>,
    position: usize,
    raw_is_done: bool,
    finished: bool,
    replacements: ReplacementCount,
}

impl<R: BufRead> Utf8Reader<R> {
    /// Decodes `raw` from `encoding`; a byte order mark is dropped.
    pub fn new(raw: R, encoding: &'static Encoding) -> Self {
        Utf8Reader::counting(raw, encoding, ReplacementCount::default())
    }

    /// The same, adding what cannot be decoded to `replacements`.
    pub fn counting(raw: R, encoding: &'static Encoding, replacements: ReplacementCount) -> Self {
        Utf8Reader {
            raw,
            decoder: encoding.new_decoder_with_bom_removal(),
            decoded: Vec::with_capacity(READ_BYTES * 3),
            position: 0,
            raw_is_done: false,
            finished: false,
            replacements,
        }
    }

    /// The running count of undecodable sequences.
    pub fn replacements(&self) -> ReplacementCount {
        self.replacements.clone()
    }

    fn refill(&mut self) -> io::Result<()> {
        self.decoded.clear();
        self.position = 0;
        while self.decoded.is_empty() && !self.finished {
            let raw = self.raw.fill_buf()?;
            self.raw_is_done = raw.is_empty();
            let room = self
                .decoder
                .max_utf8_buffer_length(raw.len())
                .ok_or_else(|| io::Error::other("piece too large to decode"))?;
            self.decoded.resize(room, 0);
            let mut output = 0;
            let mut input = 0;
            loop {
                let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                    &raw[input..],
                    &mut self.decoded[output..],
                    self.raw_is_done,
                );
                input += read;
                output += written;
                match result {
                    encoding_rs::DecoderResult::InputEmpty => {
                        self.finished = self.raw_is_done;
                        break;
                    }
                    encoding_rs::DecoderResult::OutputFull => self.decoded.resize(self.decoded.len() * 2, 0),
                    encoding_rs::DecoderResult::Malformed(..) => {
                        let mark = char::REPLACEMENT_CHARACTER.len_utf8();
                        if output + mark > self.decoded.len() {
                            self.decoded.resize(self.decoded.len() * 2 + mark, 0);
                        }
                        char::REPLACEMENT_CHARACTER.encode_utf8(&mut self.decoded[output..]);
                        output += mark;
                        self.replacements.0.fetch_add(1, Ordering::Relaxed);
                    }
                }
            }
            self.decoded.truncate(output);
            self.raw.consume(input);
        }
        Ok(())
    }
}

impl<R: BufRead> BufRead for Utf8Reader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position == self.decoded.len() && !self.finished {
            self.refill()?;
        }
        Ok(&self.decoded[self.position..])
    }

    fn consume(&mut self, amount: usize) {
        self.position += amount;
    }
}

impl<R: BufRead> Read for Utf8Reader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode(bytes: &[u8]) -> (String, u64) {
        let encoding = sniff(bytes, true).encoding;
        let mut utf8 = Utf8Reader::new(bytes, encoding);
        let mut text = String::new();
        utf8.read_to_string(&mut text).expect("the reader yields valid UTF-8");
        (text, utf8.replacements().get())
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn encodings_are_found() {
        #[track_caller]
        fn check(bytes: &[u8], expected: &str, replaced: u64) {
            assert_eq!(decode(bytes), (expected.to_owned(), replaced));
        }
        let text = "Die Bürokräfte prüfen Rechnungen für die Käufer.";
        check(text.as_bytes(), text, 0);
        check(format!("\u{feff}{text}").as_bytes(), text, 0);
        check(&utf16(&format!("\u{feff}{text}"), u16::to_le_bytes), text, 0);
        check(&utf16(&format!("\u{feff}{text}"), u16::to_be_bytes), text, 0);
        check(&utf16(text, u16::to_le_bytes), text, 0);
        check(&utf16(text, u16::to_be_bytes), text, 0);
        let (windows_1252, _, _) = encoding_rs::WINDOWS_1252.encode(text);
        check(&windows_1252, text, 0);
        let russian = "Бухгалтер ведёт учёт и готовит отчёты для налоговой службы.";
        let (windows_1251, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
        check(&windows_1251, russian, 0);
        check("für Gäste\u{0}".as_bytes(), "für Gäste\u{0}", 0);
        check(
            b"f\xc3\xbcr G\xc3\xa4ste, K\xc3\xb6che und B\xc3\xa4cker \xff.",
            "für Gäste, Köche und Bäcker \u{fffd}.",
            1,
        );
        check(b"", "", 0);
    }

    #[test]
    fn binary_files_are_told_from_text() {
        #[track_caller]
        fn check(bytes: &[u8], binary: bool) {
            assert_eq!(sniff(bytes, true).binary, binary);
        }
        check(b"%PDF-1.7 and so on", true);
        check(&[0, 1, 2, 3, 200, 201, 0, 0, 7], true);
        check(b"plain\ttext\r\nwith lines", false);
        check(b"", false);
    }
}
