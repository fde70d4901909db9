//! Bytes that may be read again: what was tried as one thing can be read as another.

use std::io::BufRead;

use super::lines::Place;

/// Bytes with their place, some of which may be given back.
pub struct Bytes<R> {
    reader: R,
    /// Bytes given back, and bytes read again before them that are still kept.
    returned: Vec<u8>,
    /// Where in `returned` the next byte stands.
    next: usize,
    /// Bytes that came from the reader since all that was given back was read again.
    fresh: usize,
    place: Place,
}

impl<R: BufRead> Bytes<R> {
    /// Reads from `reader`, whose first byte stands at `place`.
    pub fn new(reader: R, place: Place) -> Self {
        Bytes { reader, returned: Vec::new(), next: 0, fresh: 0, place }
    }

    /// Where the next byte stands.
    pub fn place(&self) -> Place {
        self.place
    }

    /// The next bytes; none at the end.
    pub fn available(&mut self) -> std::io::Result<&[u8]> {
        match self.returned.get(self.next..) {
            Some(returned) if !returned.is_empty() => Ok(returned),
            _ => self.reader.fill_buf(),
        }
    }

    /// The next byte, which stays the next.
    pub fn peek(&mut self) -> std::io::Result<Option<u8>> {
        Ok(self.available()?.first().copied())
    }

    /// Goes on by `count` bytes, which must be available.
    pub fn skip(&mut self, count: usize) {
        let is_returned = self.next < self.returned.len();
        let skipped = match self.available() {
            Ok(available) => available.get(..count).unwrap_or(available),
            Err(_) => return,
        };
        let lines = memchr::memchr_iter(b'\n', skipped).count() as u64;
        let count = skipped.len();
        self.place = Place { line: self.place.line + lines, byte: self.place.byte + count as u64 };
        if is_returned {
            self.next += count;
        } else {
            self.fresh += count;
            self.reader.consume(count);
        }
    }

    /// Gives back `bytes`, the last ones read, which start at `place`. No byte is copied twice, so that containers
    /// may be tried at every depth.
    pub fn give_back(&mut self, bytes: &[u8], place: Place) {
        if bytes.is_empty() {
            return;
        }
        let from_returned = bytes.len().saturating_sub(self.fresh);
        if from_returned == 0 {
            self.returned.clear();
            self.next = 0;
        }
        self.returned.extend_from_slice(bytes.get(from_returned..).unwrap_or_default());
        self.next = self.next.saturating_sub(from_returned);
        if self.next > self.returned.len() / 2 {
            self.returned.drain(..self.next);
            self.next = 0;
        }
        self.fresh = 0;
        self.place = place;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_given_back_are_read_again() {
        let text: Vec<u8> = (0..=250).cycle().take(5000).collect();
        let mut bytes = Bytes::new(std::io::BufReader::with_capacity(7, &text[..]), Place { line: 1, byte: 0 });
        let read = |bytes: &mut Bytes<_>, count: usize| {
            let mut taken = Vec::new();
            while taken.len() < count {
                let piece =
                    bytes.available().expect("memory").iter().take(count - taken.len()).copied().collect::<Vec<_>>();
                bytes.skip(piece.len());
                taken.extend(piece);
            }
            taken
        };
        let mut at = 0;
        for (forward, back) in [(10, 10), (20, 3), (40, 40), (30, 30), (100, 99), (50, 20), (500, 450), (1000, 7)] {
            let start = bytes.place;
            let taken = read(&mut bytes, forward);
            assert_eq!(taken, text[at..at + forward]);
            let kept = forward - back;
            let place = Place { byte: start.byte + kept as u64, ..start };
            bytes.give_back(&taken[kept..], place);
            at += kept;
        }
        assert_eq!(read(&mut bytes, 100), text[at..at + 100]);
    }
}
