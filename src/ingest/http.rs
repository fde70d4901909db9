//! Answers of web servers (RFC 9112) as crawlers keep them: a status, headers, and a body that may be packed.

use std::io::{self, Read};

use crate::decode::{Budget, decompress};

/// An answer; its body is still as it was sent.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// Whether the server gave what was asked for.
    pub is_success: bool,
    head: &'a str,
    body: &'a [u8],
}

impl<'a> Answer<'a> {
    /// Takes an answer apart; `None` if the bytes are none.
    pub fn parse(bytes: &'a [u8]) -> Option<Answer<'a>> {
        let (head, body) = split_head(bytes);
        // Headers beyond ASCII are legacy text that nothing here looks at.
        let head = head.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let status = head.lines().next()?.strip_prefix("HTTP/")?.split(' ').nth(1)?;
        Some(Answer { is_success: status.starts_with('2'), head, body })
    }

    /// The media type in lower case, such as `text/html`, without parameters.
    pub fn media_type(&self) -> Option<String> {
        Some(self.header("content-type")?.split(';').next()?.trim().to_ascii_lowercase())
    }

    /// The encoding that the server declares.
    pub fn charset(&self) -> Option<&'a str> {
        let parameters = self.header("content-type")?.split(';').skip(1);
        let charset = parameters
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
        charset.map(|(_, value)| value.trim().trim_matches(['"', '\'']))
    }

    /// The body as it was before it was sent, at most `max_bytes` of it and one more.
    ///
    /// # Errors
    /// A packing that is damaged or not known, or a limit of `budget`.
    pub fn body(&self, budget: &Budget, max_bytes: usize) -> io::Result<Vec<u8>> {
        let is_chunked =
            self.header("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
        // Many crawlers join the chunks and leave the header as it was.
        let joined = if is_chunked { join_chunks(self.body) } else { None };
        let sent: &[u8] = joined.as_deref().unwrap_or(self.body);
        let packing = self.header("content-encoding").unwrap_or("identity").trim().to_ascii_lowercase();
        match packing.as_str() {
            "identity" | "" | "gzip" | "x-gzip" | "zstd" => {}
            // Unpacked by the crawler, the header left as it was.
            _ if sent.trim_ascii_start().starts_with(b"<") => return Ok(sent.to_vec()),
            other => {
                return Err(io::Error::new(
                    io::ErrorKind::Unsupported,
                    format!("packed as '{other}'; expected gzip or zstd"),
                ));
            }
        }
        let mut body = Vec::new();
        decompress(sent, budget)?.take(max_bytes as u64 + 1).read_to_end(&mut body)?;
        Ok(body)
    }

    fn header(&self, name: &str) -> Option<&'a str> {
        header(self.head, name)
    }
}

/// The value of a header, the first of that name in any case.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let fields = head.lines().filter_map(|line| line.split_once(':'));
    fields.into_iter().find(|(field, _)| field.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Parts headers from what follows their empty line.
fn split_head(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = [&b"\r\n\r\n"[..], b"\n\n"]
        .into_iter()
        .filter_map(|blank| memchr::memmem::find(bytes, blank).map(|place| (place, place + blank.len())))
        .min();
    match end {
        Some((head_end, body_start)) => {
            (bytes.get(..head_end).unwrap_or(bytes), bytes.get(body_start..).unwrap_or_default())
        }
        None => (bytes, &[]),
    }
}

/// The chunks of a body joined; `None` if it is not in chunks.
fn join_chunks(body: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::new();
    let mut rest = body;
    loop {
        let line_end = memchr::memchr(b'\n', rest)?;
        let line = std::str::from_utf8(rest.get(..line_end)?).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(line_end + 1..)?;
        if size == 0 {
            return Some(joined);
        }
        let chunk = rest.get(..size).unwrap_or(rest);
        joined.extend_from_slice(chunk);
        rest = rest.get(size..).unwrap_or_default();
        if rest.is_empty() {
            // The crawler cut it off.
            return Some(joined);
        }
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n"))?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::UnpackLimits;

    #[track_caller]
    fn check(headers: &str, body: &[u8], expected: &str) {
        let bytes = [format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes(), body].concat();
        let answer = Answer::parse(&bytes).expect("an answer");
        let budget = Budget::new(UnpackLimits { max_bytes: 1 << 20, max_ratio: 100, max_entries: 1 });
        let found = match answer.body(&budget, 100) {
            Ok(body) => String::from_utf8_lossy(&body).into_owned(),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn bodies_are_as_before_they_were_sent() {
        check("", b"abc", "abc");
        check("Transfer-Encoding: chunked\r\n", b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n", "abcde");
        check("transfer-encoding: Chunked\r\n", b"<p>joined already", "<p>joined already");
        check("Transfer-Encoding: chunked\r\n", b"ff\r\ncut", "cut");
        check("Content-Encoding: zstd\r\n", &zstd::encode_all(&b"abc"[..], 1).expect("memory"), "abc");
        check("Content-Encoding: gzip\r\n", b"unpacked already", "unpacked already");
        check("Content-Encoding: br\r\n", b"<p>unpacked already", "<p>unpacked already");
        check("Content-Encoding: br\r\n", b"\x0b\x01", "packed as 'br'; expected gzip or zstd");
        check("Content-Encoding: zstd\r\n", &zstd::encode_all(&[b'a'; 5000][..], 1).expect("memory"), &"a".repeat(101));
    }

    #[test]
    fn headers_are_found() {
        let answer = Answer::parse(b"HTTP/1.1 404 Not Found\ncontent-TYPE: Text/HTML; x; Charset=\"koi8-r\"\n\nabc")
            .expect("an answer");
        assert_eq!(
            (answer.is_success, answer.media_type().as_deref(), answer.charset()),
            (false, Some("text/html"), Some("koi8-r"))
        );
        assert_eq!(Answer::parse(b"GET / HTTP/1.1\r\n\r\n"), None);
        assert_eq!(Answer::parse(b""), None);
    }
}
