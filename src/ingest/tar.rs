//! Tape archives: every entry in the order of the archive, each read as a file of its name would be, while the
//! archive itself is read on.

use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::rc::Rc;

use tar::{EntryType, Header};

use super::source::Source;
use super::{Item, Items, broken_input, is_hidden, read};
use crate::error::Reject;

/// Headers and contents begin at multiples of this.
const BLOCK_BYTES: usize = 512;

/// Names and attributes that stand in an entry of their own are not longer than this, in bytes.
const MAX_NAME_BYTES: u64 = 64 << 10;

/// Reads the entries of the archive `bytes`.
pub fn entries<'a, R: Read + 'a>(source: &Source<'a>, bytes: R) -> impl Iterator<Item = Item> + use<'a, R> {
    let bytes: Box<dyn Read + 'a> = Box::new(bytes);
    let archive = Archive { bytes: Rc::new(RefCell::new(bytes)), content: Rc::default(), padding: 0 };
    Entries { source: source.clone(), archive, header: None, name: None, current: None, ended: false }
}

/// The archive as it is read on, by turns by itself and by the reader of an entry.
struct Archive<'a> {
    bytes: Rc<RefCell<Box<dyn Read + 'a>>>,
    /// Bytes of the entry's content that are still to be read.
    content: Rc<Cell<u64>>,
    /// Bytes behind the content up to the next header.
    padding: u64,
}

/// The content of an entry.
struct Content<'a> {
    bytes: Rc<RefCell<Box<dyn Read + 'a>>>,
    left: Rc<Cell<u64>>,
}

impl Read for Content<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left.get()).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.bytes.borrow_mut().read(buffer.get_mut(..most).unwrap_or_default())?;
        if read == 0 && most > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left.set(self.left.get() - read as u64);
        Ok(read)
    }
}

impl<'a> Archive<'a> {
    /// The next header that is whole; `None` at the end. The flag says whether rubbish stood before it.
    fn next_header(&mut self) -> io::Result<Option<(Header, bool)>> {
        io::copy(&mut self.content(), &mut io::sink())?;
        let bytes = self.bytes.clone();
        let mut bytes = bytes.borrow_mut();
        io::copy(&mut bytes.by_ref().take(self.padding), &mut io::sink())?;
        self.padding = 0;
        let mut is_clean = true;
        loop {
            let mut block = Vec::with_capacity(BLOCK_BYTES);
            bytes.by_ref().take(BLOCK_BYTES as u64).read_to_end(&mut block)?;
            if block.is_empty() || is_clean && block.iter().all(|&byte| byte == 0) {
                return Ok(None);
            }
            if block.len() < BLOCK_BYTES {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let header = Header::from_byte_slice(&block);
            if let (true, Ok(size)) = (has_right_sum(header), header.entry_size()) {
                self.expect(size);
                return Ok(Some((header.clone(), is_clean)));
            }
            is_clean = false;
        }
    }

    /// Says how long the content is that comes next.
    fn expect(&mut self, size: u64) {
        let block = BLOCK_BYTES as u64;
        self.content.set(size);
        self.padding = (block - size % block) % block;
    }

    fn content(&self) -> Content<'a> {
        Content { bytes: self.bytes.clone(), left: self.content.clone() }
    }
}

/// Whether the sum in a header is that of its bytes, the sum's own taken as blanks.
fn has_right_sum(header: &Header) -> bool {
    const SUM: std::ops::Range<usize> = 148..156;
    let bytes = header.as_bytes().iter().enumerate();
    let sum: u32 = bytes.map(|(place, &byte)| u32::from(if SUM.contains(&place) { b' ' } else { byte })).sum();
    header.cksum().is_ok_and(|written| written == sum)
}

struct Entries<'a> {
    source: Source<'a>,
    archive: Archive<'a>,
    /// The next header, if it is read already.
    header: Option<Header>,
    /// The name of the next entry, where it stands in one of its own.
    name: Option<String>,
    /// The documents of the entry that is being read.
    current: Option<Items<'a>>,
    ended: bool,
}

impl<'a> Entries<'a> {
    /// Opens the next entry that holds something to read; `None` at the end.
    fn open(&mut self) -> std::result::Result<Option<Items<'a>>, Reject> {
        while let Some(header) = self.next_header()? {
            let kind = header.entry_type();
            if matches!(kind, EntryType::GNULongName | EntryType::XHeader) {
                let mut content = Vec::new();
                let read = self.archive.content().take(MAX_NAME_BYTES).read_to_end(&mut content);
                read.map_err(|reason| self.broken(&reason))?;
                self.name = if kind == EntryType::XHeader { extended_path(&content) } else { Some(name_of(&content)) };
                continue;
            }
            let name = self.name.take().unwrap_or_else(|| name_of(&header.path_bytes()));
            if !(kind.is_file() || kind.is_contiguous()) || is_hidden(&name) {
                continue;
            }
            let entry = self.source.entry(&name).map_err(|limit| self.broken(&limit))?;
            let documents = read(entry, Box::new(self.archive.content()), None);
            let name = format!("{}/{name}", self.source.name);
            return documents.map(Some).map_err(|error| Reject::of(&name, error));
        }
        Ok(None)
    }

    fn next_header(&mut self) -> std::result::Result<Option<Header>, Reject> {
        if let Some(header) = self.header.take() {
            return Ok(Some(header));
        }
        match self.archive.next_header() {
            Ok(Some((header, true))) => Ok(Some(header)),
            Ok(Some((header, false))) => {
                let name = name_of(&header.path_bytes());
                self.header = Some(header);
                Err(self.source.reject(format!("damaged before the entry '{name}'; what stood there is lost")))
            }
            Ok(None) => Ok(None),
            Err(reason) => Err(self.broken(&reason)),
        }
    }

    /// Ends the reading.
    fn broken(&mut self, reason: &io::Error) -> Reject {
        self.ended = true;
        self.source.reject(match reason.kind() {
            io::ErrorKind::UnexpectedEof => "the archive ends too early; fetch it anew".to_owned(),
            _ => broken_input(reason),
        })
    }
}

/// The path in the attributes of POSIX archives: lines such as `21 path=inner/cook.md`.
fn extended_path(attributes: &[u8]) -> Option<String> {
    let lines = attributes.split(|&byte| byte == b'\n');
    let mut paths = lines.filter_map(|line| {
        let place = memchr::memmem::find(line, b" path=")?;
        line.get(place + b" path=".len()..)
    });
    paths.next().map(name_of)
}

/// A name without the zero byte that ends it.
fn name_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.split(|&byte| byte == 0).next().unwrap_or_default()).into_owned()
}

impl Iterator for Entries<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.as_mut().and_then(Iterator::next) {
                return Some(item);
            }
            self.current = None;
            if self.ended {
                return None;
            }
            match self.open() {
                Ok(Some(documents)) => self.current = Some(documents),
                Ok(None) => self.ended = true,
                Err(reject) => return Some(Err(reject)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use crate::config::IngestSettings;
    use crate::ingest::documents;

    fn archive(entries: &[(&str, &str)]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, text) in entries {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            builder.append_data(&mut header, name, text.as_bytes()).expect("memory takes it");
        }
        builder.into_inner().expect("memory takes it")
    }

    #[track_caller]
    fn check(archive: &[u8], settings: &IngestSettings, expected: &[&str]) {
        let found = documents("t.tar", archive, settings).expect("an archive");
        let found: Vec<String> = found
            .map(|item| match item {
                Ok(document) => format!("{}: {}", document.id, document.body),
                Err(reject) => reject.to_string(),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn entries_are_read_as_files() {
        let settings = IngestSettings::default();
        let long = format!("{}/a.txt", "x".repeat(150));
        let whole = archive(&[
            ("a.txt", "Fry"),
            ("b/c.csv", "id,text\n7,Bake\n"),
            (".git/x", "no"),
            (&long, "Boil"),
            ("d.bin", "\0\u{1}"),
        ]);
        let expected = [
            "t.tar/a.txt: Fry",
            "7: Bake",
            &format!("t.tar/{long}: Boil"),
            "t.tar/d.bin: not a text, nor a table, web page, mail, office file or archive that is read; see --format in --help",
        ];
        check(&whole, &settings, &expected);
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&whole).expect("memory takes it");
        check(&gzip.finish().expect("memory takes it"), &settings, &expected);
        let inner = String::from_utf8(archive(&[("a.txt", "Fry")])).expect("zeros and letters");
        let outer = archive(&[("in.tar", &inner), ("b.txt", "Bake")]);
        check(&outer, &settings, &["t.tar/in.tar/a.txt: Fry", "t.tar/b.txt: Bake"]);
    }

    #[test]
    fn damage_costs_what_it_hits() {
        let settings = IngestSettings::default();
        let mut bytes = archive(&[("a.txt", "Fry"), ("b.txt", "Bake"), ("c.txt", "Boil")]);
        bytes[1024] = b'!';
        check(
            &bytes,
            &settings,
            &[
                "t.tar/a.txt: Fry",
                "t.tar: damaged before the entry 'c.txt'; what stood there is lost",
                "t.tar/c.txt: Boil",
            ],
        );
        check(
            &bytes[..514],
            &settings,
            &[
                "t.tar/a.txt: the compressed data ends too early; unpack it again or fetch it anew",
                "t.tar: the archive ends too early; fetch it anew",
            ],
        );
    }

    #[test]
    fn limits_name_themselves() {
        let entries = archive(&[("a.txt", "Fry"), ("b.txt", "Bake")]);
        let one = IngestSettings { max_entries: 1, ..IngestSettings::default() };
        check(&entries, &one, &["t.tar/a.txt: Fry", "t.tar: more than 1 entries; raise --max-entries"]);
        let inner = String::from_utf8(entries).expect("zeros and letters");
        let flat = IngestSettings { max_nesting: 1, ..IngestSettings::default() };
        let nested = "t.tar/in.tar: inside more than 1 archives; raise --max-nesting or unpack it first";
        check(&archive(&[("in.tar", &inner)]), &flat, &[nested]);
    }
}
