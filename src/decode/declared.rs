//! The encoding that a page declares, by its server or in itself, and how far it is to be trusted.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Declarations stand in the beginning of a page; browsers look at 1,024 bytes, some pages need more.
const DECLARED_WITHIN_BYTES: usize = 4096;

/// Decides the encoding of a page from its first bytes; `by_server` is the label in the header it came with.
///
/// The bytes are believed before what is said of them: a byte order mark, then UTF-8 that is no accident, then the
/// declaration, then the guess that any text gets.
pub fn page_encoding(head: &[u8], is_whole_input: bool, by_server: Option<&str>) -> &'static Encoding {
    let guessed = super::sniff(head, is_whole_input).encoding;
    let is_told_by_bytes = Encoding::for_bom(head).is_some() || guessed != UTF_8 && is_utf16(guessed);
    let is_sure_utf8 = guessed == UTF_8 && !head.is_ascii();
    if is_told_by_bytes || is_sure_utf8 {
        return guessed;
    }
    let declared = by_server.and_then(|label| Encoding::for_label(label.trim().as_bytes())).or_else(|| in_page(head));
    // A declaration that could be read was not written in UTF-16; and the bytes are no UTF-8 if they are not ASCII.
    declared.filter(|&encoding| !is_utf16(encoding) && encoding != UTF_8).unwrap_or(guessed)
}

fn is_utf16(encoding: &Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// `<meta charset=...>`, `<meta http-equiv=content-type content="text/html; charset=...">`, `<?xml encoding=...?>`.
fn in_page(head: &[u8]) -> Option<&'static Encoding> {
    let head = head.get(..DECLARED_WITHIN_BYTES).unwrap_or(head).to_ascii_lowercase();
    let xml = head.starts_with(b"<?xml").then_some((0, &b"encoding"[..]));
    let metas = memchr::memmem::find_iter(&head, b"<meta").map(|place| (place, &b"charset"[..]));
    xml.into_iter().chain(metas).find_map(|(place, name)| {
        let tag = head.get(place..)?;
        let tag = tag.get(..memchr::memchr(b'>', tag)?)?;
        let value = tag.get(memchr::memmem::find(tag, name)? + name.len()..)?.trim_ascii_start();
        let value = value.strip_prefix(b"=")?.trim_ascii_start();
        let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
        let end = value.iter().position(|byte| b"\"' ;/?\t\r\n".contains(byte)).unwrap_or(value.len());
        Encoding::for_label(value.get(..end)?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{ISO_2022_JP, WINDOWS_1251, WINDOWS_1252};

    #[track_caller]
    fn check(page: &[u8], by_server: Option<&str>, expected: &'static Encoding) {
        assert_eq!(page_encoding(page, true, by_server), expected);
    }

    #[test]
    fn declarations_are_read() {
        check(b"<meta charset=windows-1251>\xcf\xee\xe2\xe0\xf0", None, WINDOWS_1251);
        check(b"<META CharSet = \"windows-1251\"/>\xcf", None, WINDOWS_1251);
        check(b"<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>\xcf", None, WINDOWS_1251);
        check(b"<?xml version='1.0' encoding='windows-1251'?>\xcf", None, WINDOWS_1251);
        check(b"<p>\xcf", Some("windows-1251"), WINDOWS_1251);
        check(b"<meta charset=windows-1252>\xcf", Some("windows-1251"), WINDOWS_1251);
        check(b"<meta charset=iso-2022-jp>\x1b$B", None, ISO_2022_JP);
        check(b"<meta name=charset><p>abc", None, UTF_8);
    }

    #[test]
    fn bytes_are_believed_first() {
        check("<meta charset=iso-8859-1>für Gäste".as_bytes(), None, UTF_8);
        check(b"\xef\xbb\xbf<meta charset=iso-8859-1>", None, UTF_8);
        check(b"<meta charset=utf-8>f\xfcr unsere G\xe4ste und K\xf6che", None, WINDOWS_1252);
        check(b"<meta charset=utf-16>abc", None, UTF_8);
    }
}
