//! Looks through gzip, Zstandard, bzip2 and xz, by content, within a budget that a bomb cannot exceed.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::rc::Rc;

use super::READ_BYTES;

/// Windows of Zstandard frames above this (as a power of two: 128 MiB) are refused: they bound its memory.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// Memory that xz may take in bytes: its largest preset (-9) needs 65 MiB.
const XZ_MEMORY_BYTES: u64 = 128 << 20;

/// Packings around one another that are looked through: nobody packs a packed file twice on purpose.
const MAX_LAYERS: usize = 3;

/// Bytes that the surest signature of a packing needs.
const SIGNATURE_BYTES: usize = 10;

/// What unpacking one input may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnpackLimits {
    /// Bytes that all packings and archive entries of one input may yield together.
    pub max_bytes: u64,
    /// Times that these bytes may be more than the input's own.
    pub max_ratio: u64,
    /// Entries that all archives of one input may have together.
    pub max_entries: u64,
}

impl UnpackLimits {
    /// Nothing is a bomb below this: small packed files of very even text exceed any ratio.
    const FREE_BYTES: usize = 64 << 20;
}

/// What is left of the limits for one input; clones share it, so that what is packed inside counts too.
#[derive(Debug, Clone)]
pub struct Budget {
    limits: UnpackLimits,
    packed: Rc<Cell<u64>>,
    unpacked: Rc<Cell<u64>>,
    entries: Rc<Cell<u64>>,
}

impl Budget {
    /// A whole budget, for one input.
    pub fn new(limits: UnpackLimits) -> Budget {
        Budget { limits, packed: Rc::default(), unpacked: Rc::default(), entries: Rc::default() }
    }

    /// Counts the input's own bytes, which the ratio is held against.
    pub fn count_input<R: Read>(&self, raw: R) -> impl Read + use<R> {
        let packed = self.packed.clone();
        Observed {
            reader: raw,
            observe: move |bytes| {
                packed.set(packed.get() + bytes);
                Ok(())
            },
        }
    }

    /// Charges what `unpacked` yields.
    pub fn charge<R: Read>(&self, unpacked: R) -> impl Read + use<R> {
        let budget = self.clone();
        Observed { reader: unpacked, observe: move |bytes| budget.spend(bytes) }
    }

    /// Charges one entry of an archive.
    ///
    /// # Errors
    /// The limit that is met, with its flag.
    pub fn charge_entry(&self) -> io::Result<()> {
        self.entries.set(self.entries.get() + 1);
        let limit = self.limits.max_entries;
        if self.entries.get() > limit {
            return Err(limit_met(format!("more than {limit} entries; raise --max-entries")));
        }
        Ok(())
    }

    /// Charges bytes that were unpacked.
    ///
    /// # Errors
    /// The limit that is met, with its flag.
    fn spend(&self, bytes: u64) -> io::Result<()> {
        let unpacked = self.unpacked.get().saturating_add(bytes);
        self.unpacked.set(unpacked);
        let UnpackLimits { max_bytes, max_ratio, .. } = self.limits;
        if unpacked > max_bytes {
            return Err(limit_met(format!("unpacks to more than {max_bytes} bytes; raise --max-unpacked")));
        }
        if unpacked > UnpackLimits::FREE_BYTES as u64 && unpacked > self.packed.get().saturating_mul(max_ratio) {
            let reason = format!("unpacks to more than {max_ratio} times its size, as a bomb does; raise --max-ratio");
            return Err(limit_met(reason));
        }
        Ok(())
    }
}

/// An error that says which limit was met and how to raise it.
pub fn limit_met(reason: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, reason.into())
}

/// Tells how much was read, and stops the reading if that was too much.
struct Observed<R, F> {
    reader: R,
    observe: F,
}

impl<R: Read, F: FnMut(u64) -> io::Result<()>> Read for Observed<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        (self.observe)(read as u64)?;
        Ok(read)
    }
}

/// Looks through compression, by content: the returned reader yields what was packed, charged to `budget`.
///
/// # Errors
/// What reading the first bytes of `raw` gives; a limit that is met.
pub fn decompress<'a>(raw: impl Read + 'a, budget: &Budget) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut layer: Box<dyn BufRead + 'a> = Box::new(BufReader::with_capacity(READ_BYTES, raw));
    for _ in 0..=MAX_LAYERS {
        let mut head = Vec::with_capacity(SIGNATURE_BYTES);
        // A pipe may yield fewer bytes at once.
        layer.by_ref().take(SIGNATURE_BYTES as u64).read_to_end(&mut head)?;
        let packing = Packing::of(&head);
        layer = Box::new(Cursor::new(head).chain(layer));
        let Some(packing) = packing else { return Ok(layer) };
        layer = Box::new(BufReader::with_capacity(READ_BYTES, budget.charge(packing.unpack(layer)?)));
    }
    Err(limit_met(format!("packed more than {MAX_LAYERS} times over; unpack it first")))
}

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

impl Packing {
    fn of(head: &[u8]) -> Option<Packing> {
        match head {
            [0x1f, 0x8b, ..] => Some(Packing::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
            // A skippable frame, with which parallel packers begin.
            [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Packing::Zstd),
            // The level, then a block or the end of a stream without any.
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Some(Packing::Bzip2),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Some(Packing::Xz),
            _ => None,
        }
    }

    /// Several streams behind one another are read as one, as the packers' own programs do.
    fn unpack<'a>(self, packed: Box<dyn BufRead + 'a>) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Packing::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
            Packing::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(packed)?;
                decoder.window_log_max(ZSTD_WINDOW_LOG_MAX)?;
                Box::new(decoder)
            }
            Packing::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
            Packing::Xz => {
                let streams = liblzma::stream::CONCATENATED;
                let stream = liblzma::stream::Stream::new_stream_decoder(XZ_MEMORY_BYTES, streams)?;
                Box::new(liblzma::bufread::XzDecoder::new_stream(packed, stream))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const LIMITS: UnpackLimits = UnpackLimits { max_bytes: 1 << 40, max_ratio: 100, max_entries: 3 };

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes it")
    }

    fn bzip2(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes it")
    }

    fn xz(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
        encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes it")
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 1).expect("memory takes it")
    }

    fn unpacked(bytes: &[u8], limits: UnpackLimits) -> io::Result<u64> {
        let budget = Budget::new(limits);
        let mut reader = decompress(budget.count_input(bytes), &budget)?;
        io::copy(&mut reader, &mut io::sink())
    }

    #[test]
    fn compression_is_found_by_content() {
        let text = "one document\n".repeat(10_000);
        for pack in [gzip, bzip2, xz, zstd] {
            #[track_caller]
            fn check(packed: &[u8], expected: &str) {
                let budget = Budget::new(LIMITS);
                let mut found = String::new();
                let mut reader = decompress(packed, &budget).expect("its first bytes are fine");
                reader.read_to_string(&mut found).expect("it is whole");
                assert!(found == expected);
            }
            check(&pack(text.as_bytes()), &text);
            check(&pack(b""), "");
            check(&[pack(b"one "), pack(b"two")].concat(), "one two");
            check(&gzip(&pack(b"twice")), "twice");
            let cut = pack(text.as_bytes());
            let kind = unpacked(&cut[..cut.len() - 3], LIMITS).expect_err("it is cut off").kind();
            assert!(matches!(kind, io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput), "{kind}");
        }
        for text in ["BZh9 is a name", "", "a", "\u{1f}"] {
            assert_eq!(unpacked(text.as_bytes(), LIMITS).ok(), Some(text.len() as u64));
        }
    }

    #[test]
    fn limits_name_themselves_and_their_flag() {
        #[track_caller]
        fn check(packed: &[u8], limits: UnpackLimits, expected: &str) {
            let error = unpacked(packed, limits).expect_err("a limit is met");
            assert_eq!((error.kind(), error.to_string()), (io::ErrorKind::FileTooLarge, expected.to_owned()));
        }
        let even = vec![b'a'; UnpackLimits::FREE_BYTES + 1_000_000];
        let ratio = "unpacks to more than 100 times its size, as a bomb does; raise --max-ratio";
        check(&zstd(&even), LIMITS, ratio);
        let total = UnpackLimits { max_bytes: 1000, ..LIMITS };
        check(&gzip(&[b'a'; 2000]), total, "unpacks to more than 1000 bytes; raise --max-unpacked");
        let layers = (0..4).fold(b"a".to_vec(), |inner, _| gzip(&inner));
        check(&layers, LIMITS, "packed more than 3 times over; unpack it first");
        let budget = Budget::new(LIMITS);
        let entries: io::Result<Vec<()>> = (0..4).map(|_| budget.clone().charge_entry()).collect();
        assert_eq!(entries.expect_err("the fourth").to_string(), "more than 3 entries; raise --max-entries");
    }
}
