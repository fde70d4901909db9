//! Mail messages (RFC 5322, MIME): the subject is the title, the plain text the text or, where there is none, that of
//! the HTML. Attachments and forwarded messages are not the message's own.

use std::io::{BufRead, Read};

use mail_parser::{Message, MessageParser, PartType};

use super::frame::too_large;
use super::source::Source;
use super::{Item, broken_input, html};
use crate::document::{Document, Lang};

/// Texts of several parts are joined as paragraphs.
const PARAGRAPH_BREAK: &str = "\n\n";

/// Reads the whole input as one message.
pub fn read<'a, R: BufRead + 'a>(source: &Source<'a>, bytes: R) -> impl Iterator<Item = Item> + use<'a, R> {
    let source = source.clone();
    std::iter::once_with(move || {
        let limit = source.settings.max_record_bytes;
        let mut message = Vec::new();
        let read = bytes.take(limit as u64 + 1).read_to_end(&mut message);
        read.map_err(|reason| source.reject(broken_input(&reason)))?;
        if message.len() > limit {
            return Err(source.reject(too_large(limit)));
        }
        document(&source, &message).map_err(|reason| source.reject(reason))
    })
}

/// The document that a message is.
///
/// # Errors
/// Why the bytes are no message.
pub fn document(source: &Source, bytes: &[u8]) -> Result<Document, String> {
    let limit = source.settings.max_depth;
    if count_messages(bytes) > limit {
        return Err(format!("messages within messages, deeper than {limit}; raise --max-depth"));
    }
    let Some(message) = MessageParser::default().parse(bytes) else {
        return Err("no mail message; expected headers such as 'Subject: ...'".to_owned());
    };
    let document = source.document(text(&message, source.settings.max_depth));
    let language = message.header_raw("Content-Language").and_then(Lang::parse);
    let id = message.message_id().unwrap_or_default();
    Ok(Document {
        id: if id.is_empty() { document.id } else { id.to_owned() },
        title: super::html::one_line(message.subject().unwrap_or_default()),
        claimed_language: language,
        ..document
    })
}

/// The parser takes messages within messages apart by going into them, so how many there are is bounded first.
fn count_messages(bytes: &[u8]) -> usize {
    let bytes = bytes.to_ascii_lowercase();
    [&b"message/"[..], b"multipart/digest"].iter().map(|kind| memchr::memmem::find_iter(&bytes, kind).count()).sum()
}

fn text(message: &Message, max_depth: usize) -> String {
    let parts = |ids: &[u32]| -> Vec<String> {
        let parts = ids.iter().filter_map(|&id| message.part(id));
        let texts = parts.filter_map(|part| match &part.body {
            PartType::Text(text) => Some(text.replace("\r\n", "\n").trim().to_owned()),
            PartType::Html(page) => Some(html::fragment_text(page, max_depth)),
            _ => None,
        });
        texts.filter(|text| !text.is_empty()).collect()
    };
    parts(&message.text_body).join(PARAGRAPH_BREAK)
}

#[cfg(test)]
mod tests {
    use crate::config::IngestSettings;
    use crate::ingest::documents;

    #[track_caller]
    fn check(message: &str, expected: &str) {
        let message = message.replace('\n', "\r\n");
        let settings = IngestSettings { max_record_bytes: 2000, max_depth: 10, ..IngestSettings::default() };
        let found = documents("t.eml", message.as_bytes(), &settings).expect("its first bytes can be read");
        let found: Vec<String> = found
            .map(|item| match item {
                Ok(document) => format!("{}: {}|{}", document.id, document.title, document.body),
                Err(reject) => reject.to_string(),
            })
            .collect();
        assert_eq!(found, [expected]);
    }

    #[test]
    fn messages_are_read() {
        let head = "From: a@b\nMessage-ID: <1@b>\n";
        check(&format!("{head}Subject: Cook\n\nFry\n\nBake\n"), "1@b: Cook|Fry\n\nBake");
        check("From: a@b\nSubject: =?utf-8?q?K=C3=B6chin?=\n\nFry", "t.eml: Köchin|Fry");
        check(
            &format!(
                "{head}Subject: A\n B\nContent-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nf=FCr=\n alle"
            ),
            "1@b: A B|für alle",
        );
        check(&format!("{head}Content-Type: text/html\n\n<ul><li>Fry<li>Bake</ul>"), "1@b: |- Fry\n- Bake");
        let parts = "--x\nContent-Type: text/html\n\n<b>Html</b>\n--x\nContent-Type: text/plain\n\nPlain\n--x--\n";
        check(&format!("{head}Content-Type: multipart/alternative; boundary=x\n\n{parts}"), "1@b: |Plain");
        let attached = "--x\n\nOwn\n--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nNot own\n--x--\n";
        check(&format!("{head}Content-Type: multipart/mixed; boundary=x\n\n{attached}"), "1@b: |Own");
    }

    #[test]
    fn limits_reject_the_message() {
        check(
            &format!("From: a@b\n\n{}", "x".repeat(3000)),
            "t.eml: larger than the record limit of 2000 bytes; raise --max-record",
        );
        check(
            &"Content-Type: message/rfc822\n\n".repeat(20),
            "t.eml: messages within messages, deeper than 10; raise --max-depth",
        );
    }
}
