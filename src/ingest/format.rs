//! Which format an input has: a signature that cannot be mistaken, else its extension, else its content.
//!
//! A name may lie: a page saved as `.xls` is still a page. A text that its name calls a text stays one, whatever
//! it begins with.

use std::path::Path;

use super::{objects, table};
use crate::config::InputFormat;
use crate::decode::Sniffed;

/// Endings that tell how a file is packed, not what it is. The short forms stand for `.tar` in a packing.
const PACKINGS: [&str; 4] = [".gz", ".zst", ".bz2", ".xz"];

/// Place of a tape archive's signature: the name, modes, sizes and link of its first entry stand before it.
const TAR_SIGNATURE_PLACE: usize = 257;

/// The format of the input that the user knows as `name`, from its first bytes and what they show as text.
///
/// A package (an office file, an electronic book) is [`InputFormat::Zip`] here; what it is shows only inside.
pub fn find(name: &str, head: &[u8], sniffed: &Sniffed) -> InputFormat {
    if let Some(format) = by_signature(head) {
        return format;
    }
    match by_extension(name) {
        // Its signature is not there: the name lies.
        Some(format) if has_signature(format) => by_content(&sniffed.head),
        Some(InputFormat::Json) if is_lines_of_json(&sniffed.head) => InputFormat::Jsonl,
        Some(format) => format,
        None => by_content(&sniffed.head),
    }
}

/// The name without the ending of what it is packed in: `jobs.csv.gz` is `jobs.csv`.
pub fn without_packing(name: &str) -> String {
    let name = name.to_ascii_lowercase();
    match PACKINGS.iter().find_map(|packing| name.strip_suffix(packing)) {
        Some(name) => name.to_owned(),
        None => name,
    }
}

/// The format that a name tells.
pub fn by_extension(name: &str) -> Option<InputFormat> {
    let name = without_packing(name);
    Some(match Path::new(&name).extension()?.to_str()? {
        "txt" | "text" | "md" | "markdown" => InputFormat::Text,
        "csv" => InputFormat::Csv,
        "tsv" | "tab" => InputFormat::Tsv,
        "jsonl" | "ndjson" => InputFormat::Jsonl,
        "json" => InputFormat::Json,
        "html" | "htm" | "xhtml" => InputFormat::Html,
        "warc" => InputFormat::Warc,
        "eml" => InputFormat::Mail,
        "mbox" => InputFormat::Mbox,
        "zip" => InputFormat::Zip,
        "tar" | "tgz" | "tbz2" | "txz" | "tzst" => InputFormat::Tar,
        "parquet" => InputFormat::Parquet,
        "xlsx" | "xlsm" => InputFormat::Xlsx,
        "xls" => InputFormat::Xls,
        "ods" => InputFormat::Ods,
        "docx" | "docm" => InputFormat::Docx,
        "odt" => InputFormat::Odt,
        "rtf" => InputFormat::Rtf,
        "pdf" => InputFormat::Pdf,
        "epub" => InputFormat::Epub,
        _ => return None,
    })
}

/// Whether every file of the format begins with its signature.
fn has_signature(format: InputFormat) -> bool {
    use InputFormat as F;
    match format {
        F::Text | F::Csv | F::Tsv | F::Jsonl | F::Json | F::Html | F::Mail | F::Mbox => false,
        F::Warc | F::Zip | F::Tar | F::Parquet | F::Xlsx | F::Xls | F::Ods => true,
        F::Docx | F::Odt | F::Rtf | F::Pdf | F::Epub => true,
    }
}

/// The format whose signature no text begins with.
fn by_signature(head: &[u8]) -> Option<InputFormat> {
    let is_tar = || head.get(TAR_SIGNATURE_PLACE..).is_some_and(|rest| rest.starts_with(b"ustar"));
    Some(match head {
        // The header of the first page follows; its first byte is a control character.
        [b'P', b'A', b'R', b'1', 0..0x20, ..] => InputFormat::Parquet,
        [b'%', b'P', b'D', b'F', b'-', b'0'..=b'9', ..] => InputFormat::Pdf,
        [b'{', b'\\', b'r', b't', b'f', ..] => InputFormat::Rtf,
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => InputFormat::Xls,
        // An entry, or the end of an archive without any.
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => InputFormat::Zip,
        [b'W', b'A', b'R', b'C', b'/', b'0' | b'1', b'.', ..] => InputFormat::Warc,
        _ if is_tar() => InputFormat::Tar,
        _ => return None,
    })
}

/// The format that a text without a telling name seems to have.
fn by_content(head: &str) -> InputFormat {
    let start = head.trim_start();
    let first_line = start.lines().next().unwrap_or_default();
    if start.starts_with('{') && objects::is_object(first_line) {
        InputFormat::Jsonl
    } else if start.starts_with(['{', '[']) && begins_json(start) {
        InputFormat::Json
    } else if begins_page(start) {
        InputFormat::Html
    } else if first_line.starts_with("From ")
        && begins_mail(start.get(first_line.len()..).unwrap_or_default().trim_start())
    {
        InputFormat::Mbox
    } else if begins_mail(start) {
        InputFormat::Mail
    } else if table::is_header_with_text_column(first_line) {
        InputFormat::Csv
    } else {
        InputFormat::Text
    }
}

/// Whether a text called JSON holds one object a line.
fn is_lines_of_json(head: &str) -> bool {
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    lines.next().is_some_and(objects::is_object) && lines.next().is_some_and(|line| line.trim_start().starts_with('{'))
}

/// Whether a text that begins with a bracket goes on as JSON does: `[text in brackets]` does not.
fn begins_json(start: &str) -> bool {
    let inside = start.get(1..).unwrap_or_default().trim_start();
    match start.chars().next() {
        Some('{') => inside.starts_with('"'),
        _ => inside.starts_with('{'),
    }
}

fn begins_page(start: &str) -> bool {
    const BEGINNINGS: [&str; 3] = ["<!doctype html", "<html", "<head"];
    let begins =
        |beginning: &&str| start.get(..beginning.len()).is_some_and(|start| start.eq_ignore_ascii_case(beginning));
    let is_xhtml = || start.starts_with("<?xml") && start.get(..1000).unwrap_or(start).contains("<html");
    BEGINNINGS.iter().any(begins) || is_xhtml()
}

/// Whether the lines before the first empty one are headers of a mail message, the necessary ones among them.
fn begins_mail(start: &str) -> bool {
    /// Headers that mail programs write and that no table or text begins with.
    const TELLING: [&str; 7] =
        ["received", "return-path", "message-id", "mime-version", "delivered-to", "dkim-signature", "x-mailer"];
    let mut has_sender = false;
    let mut has_telling = false;
    for line in start.lines().take_while(|line| !line.is_empty()) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
            return false;
        }
        has_sender |= name.eq_ignore_ascii_case("from");
        has_telling |= TELLING.iter().any(|telling| name.eq_ignore_ascii_case(telling));
    }
    has_sender && has_telling
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::sniff;

    #[track_caller]
    fn check(name: &str, head: &[u8], expected: InputFormat) {
        assert_eq!(find(name, head, &sniff(head, true)), expected, "{name}");
    }

    #[test]
    fn signatures_win_over_names() {
        check("jobs.csv", b"PAR1\x15\x04\x15", InputFormat::Parquet);
        check("jobs.txt", b"%PDF-1.7\n", InputFormat::Pdf);
        check("jobs.doc", b"{\\rtf1\\ansi text}", InputFormat::Rtf);
        check("jobs.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", InputFormat::Xls);
        check("jobs.pdf", b"PK\x03\x04\x14", InputFormat::Zip);
        check("crawl.txt", b"WARC/1.0\r\n", InputFormat::Warc);
        let mut tar = vec![0; 512];
        tar[TAR_SIGNATURE_PLACE..TAR_SIGNATURE_PLACE + 5].copy_from_slice(b"ustar");
        check("jobs", &tar, InputFormat::Tar);
    }

    #[test]
    fn texts_stay_what_their_name_says() {
        check("a.txt", b"<html><body>", InputFormat::Text);
        check("a.md", b"{\"text\":\"a\"}\n", InputFormat::Text);
        check("a.txt", b"From: me\nMessage-ID: <1>\n\nHi", InputFormat::Text);
        check("a.csv", b"[\n{\"text\":1}\n]", InputFormat::Csv);
        check("a.csv.gz", b"a,b", InputFormat::Csv);
        check("a.TSV.bz2", b"a,b", InputFormat::Tsv);
    }

    #[test]
    fn names_that_lie_are_looked_through() {
        check("jobs.xls", b"<html><table>", InputFormat::Html);
        check("jobs.xls", b"id,text\n1,a\n", InputFormat::Csv);
        check("jobs.docx", b"plain words", InputFormat::Text);
    }

    #[test]
    fn content_tells_where_names_do_not() {
        check("a", b"", InputFormat::Text);
        check("a", b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n", InputFormat::Jsonl);
        check("a.json", b"{\"text\":\"a\"}\n{\"text\":\"b\"}\n", InputFormat::Jsonl);
        check("a.json", b"{\"text\":\"a\"}", InputFormat::Json);
        check("a", b"[\n {\"text\":\"a\"}\n]", InputFormat::Json);
        check("a", b"{\n \"text\":\"a\"\n}", InputFormat::Json);
        check("a", b"[Remote] Cook wanted", InputFormat::Text);
        check("a", b"{braces}", InputFormat::Text);
        check("a", b"\n<!DOCTYPE HTML><p>", InputFormat::Html);
        check("a", b"<?xml version=\"1.0\"?>\n<html xmlns=\"x\">", InputFormat::Html);
        check("a", b"<b>Cook</b>", InputFormat::Text);
        check("a", b"Return-Path: <a@b>\nFrom: a\n b\nSubject: c\n\nd", InputFormat::Mail);
        check("a", b"From a@b Mon Jan  1\nMessage-ID: <1>\nFrom: a\n\nd", InputFormat::Mbox);
        check("a", b"From the start: you cook.\n", InputFormat::Text);
        check("a", b"From: our head office\nTo: all\n\nCooks wanted", InputFormat::Text);
        check("a", b"id,text\n1,a", InputFormat::Csv);
    }
}
