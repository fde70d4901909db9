//! Lines of bounded length with their place in the input, and a way to go back to one.

use std::io::BufRead;

/// A place in the decoded input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// 1-based line.
    pub line: u64,
    /// Byte offset of the line's start.
    pub byte: u64,
}

/// What [`Lines::next_line`] found.
#[derive(Debug)]
pub enum Line {
    /// A line was appended to the buffer, with its line break.
    Complete,
    /// The line is longer than the limit; it was skipped. Its first bytes were appended.
    TooLong,
    /// There is no further line.
    End,
    /// The input broke off: compressed data that is damaged, a disk error.
    Broken(std::io::Error),
}

/// Reads lines, never holding more than the limit and one buffer of the reader.
pub struct Lines<R> {
    reader: R,
    /// Lines given back, to be read again before the reader goes on.
    returned: Vec<u8>,
    returned_from: usize,
    next: Place,
    line_break: Option<u8>,
    max_bytes: usize,
}

impl<R: BufRead> Lines<R> {
    /// Reads lines of at most `max_bytes` from `reader`.
    pub fn new(reader: R, max_bytes: usize) -> Self {
        let next = Place { line: 1, byte: 0 };
        Lines { reader, returned: Vec::new(), returned_from: 0, next, line_break: None, max_bytes }
    }

    /// The limit in bytes.
    pub fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// Where the next line starts.
    pub fn place(&self) -> Place {
        self.next
    }

    /// Appends the next line to `buffer`.
    pub fn next_line(&mut self, buffer: &mut Vec<u8>) -> Line {
        let start = buffer.len();
        let mut too_long = false;
        let mut taken = 0_u64;
        loop {
            let (available, from_returned) = if self.returned_from < self.returned.len() {
                (&self.returned[self.returned_from..], true)
            } else {
                match self.reader.fill_buf() {
                    Ok(available) => (available, false),
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                    Err(error) => return Line::Broken(error),
                }
            };
            if available.is_empty() {
                break;
            }
            let line_break = *self.line_break.get_or_insert_with(|| find_line_break(available));
            let (piece, complete) = match memchr::memchr(line_break, available) {
                Some(position) => (&available[..=position], true),
                None => (available, false),
            };
            let length = piece.len();
            if buffer.len() - start + length > self.max_bytes {
                too_long = true;
            } else if !too_long {
                buffer.extend_from_slice(piece);
            }
            taken += length as u64;
            if from_returned {
                self.returned_from += length;
            } else {
                self.reader.consume(length);
            }
            if complete {
                break;
            }
        }
        if taken == 0 {
            return Line::End;
        }
        self.next = Place { line: self.next.line + 1, byte: self.next.byte + taken };
        if too_long { Line::TooLong } else { Line::Complete }
    }

    /// Gives `bytes`, which must be the last ones read, back: the next line starts at `place` again.
    pub fn give_back(&mut self, bytes: &[u8], place: Place) {
        let mut returned = Vec::with_capacity(bytes.len() + self.returned.len() - self.returned_from);
        returned.extend_from_slice(bytes);
        returned.extend_from_slice(&self.returned[self.returned_from..]);
        self.returned = returned;
        self.returned_from = 0;
        self.next = place;
    }
}

/// Old Macintosh files break lines by a carriage return alone.
fn find_line_break(head: &[u8]) -> u8 {
    let only_carriage_returns = memchr::memchr(b'\n', head).is_none() && memchr::memchr(b'\r', head).is_some();
    // A lone `\r` at the very end may be half of `\r\n`.
    if only_carriage_returns && head.last() != Some(&b'\r') { b'\r' } else { b'\n' }
}

/// The line without its line break.
pub fn without_break(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, max_bytes: usize) -> Vec<(u64, u64, String)> {
        let mut lines = Lines::new(text.as_bytes(), max_bytes);
        let mut found = Vec::new();
        loop {
            let place = lines.place();
            let mut buffer = Vec::new();
            match lines.next_line(&mut buffer) {
                Line::End => return found,
                Line::Complete => found.push((place.line, place.byte, String::from_utf8_lossy(&buffer).into_owned())),
                Line::TooLong => found.push((place.line, place.byte, "too long".to_owned())),
                Line::Broken(error) => panic!("memory cannot break: {error}"),
            }
        }
    }

    #[test]
    fn lines_know_their_place() {
        let lines = |expected: &[(u64, u64, &str)]| {
            expected.iter().map(|(line, byte, text)| (*line, *byte, (*text).to_owned())).collect::<Vec<_>>()
        };
        assert_eq!(all("a\nbc\n\nd", 10), lines(&[(1, 0, "a\n"), (2, 2, "bc\n"), (3, 5, "\n"), (4, 6, "d")]));
        assert_eq!(all("a\rb", 10), lines(&[(1, 0, "a\r"), (2, 2, "b")]));
        assert_eq!(all("abcdef\nb\n", 4), lines(&[(1, 0, "too long"), (2, 7, "b\n")]));
        assert_eq!(all("", 4), []);
    }

    #[test]
    fn a_line_given_back_is_read_again() {
        let mut lines = Lines::new("a\nb\nc\n".as_bytes(), 10);
        let mut buffer = Vec::new();
        lines.next_line(&mut buffer);
        let second = lines.place();
        lines.next_line(&mut buffer);
        lines.next_line(&mut buffer);
        lines.give_back(b"b\nc\n", second);
        assert_eq!(lines.place(), second);
        buffer.clear();
        lines.next_line(&mut buffer);
        assert_eq!(buffer, b"b\n");
    }
}
