//! Segments that somebody has paired already: translation memories and catalogues, one file per format.

mod po;
mod tmx;
mod xliff;

use std::io::{BufReader, Read};
use std::path::Path;

use super::format::without_packing;
use super::source::Source;
use crate::config::IngestSettings;
use crate::decode;
use crate::document::Lang;
use crate::error::{Error, Reject, Result};

/// A source and its translation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Segment {
    /// The source; empty where there is none.
    pub source: String,
    /// The translation; empty where there is none.
    pub target: String,
    /// The language of the source, if the file tells it.
    pub source_language: Option<Lang>,
    /// The language of the translation, if the file tells it.
    pub target_language: Option<Lang>,
}

/// What a reader yields for each segment.
pub type Item = std::result::Result<Segment, Reject>;

/// Formats of paired segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PairedFormat {
    /// Translation Memory eXchange 1.4.
    Tmx,
    /// XLIFF 1.2 or 2.x.
    Xliff,
    /// A gettext catalogue.
    Po,
}

impl PairedFormat {
    /// The format that a file's name tells, whatever it is packed in.
    pub fn of(name: &str) -> Option<PairedFormat> {
        match Path::new(&without_packing(name)).extension()?.to_str()? {
            "tmx" => Some(PairedFormat::Tmx),
            "xlf" | "xliff" | "mqxliff" | "sdlxliff" => Some(PairedFormat::Xliff),
            "po" | "pot" => Some(PairedFormat::Po),
            _ => None,
        }
    }
}

/// Reads `raw`, which the user knows as `source`, as paired segments, one at a time; none may be larger than
/// `max_record_bytes`.
///
/// # Errors
/// [`Error::Unreadable`] if the first bytes cannot be read.
pub fn segments<'a>(
    source: &str,
    raw: impl Read + 'a,
    format: PairedFormat,
    max_record_bytes: usize,
) -> Result<Box<dyn Iterator<Item = Item> + 'a>> {
    let broken = |reason: std::io::Error| Error::Unreadable {
        path: source.to_owned(),
        reason: format!("cannot read it: {reason}"),
    };
    let settings = IngestSettings::default();
    let budget = Source::new(source, &settings).budget;
    let mut unpacked = decode::decompress(budget.count_input(raw), &budget).map_err(broken)?;
    let mut head = Vec::with_capacity(decode::SNIFF_BYTES);
    unpacked.by_ref().take(decode::SNIFF_BYTES as u64).read_to_end(&mut head).map_err(broken)?;
    let sniffed = decode::sniff(&head, head.len() < decode::SNIFF_BYTES);
    let text = decode::Utf8Reader::new(std::io::Cursor::new(head).chain(unpacked), sniffed.encoding);
    let text = BufReader::new(text);
    Ok(match format {
        PairedFormat::Tmx => Box::new(tmx::Tmx::new(source, text, max_record_bytes)),
        PairedFormat::Xliff => Box::new(xliff::Xliff::new(source, text, max_record_bytes)),
        PairedFormat::Po => Box::new(po::Po::new(source, text, max_record_bytes)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: PairedFormat, text: &str, expected: &[(&str, &str, &str, &str)]) {
        let found = segments("f", text.as_bytes(), format, 10_000).expect("readable");
        let found: Vec<Segment> = found.map(|item| item.expect("a segment")).collect();
        let language = |code: &str| (!code.is_empty()).then(|| Lang::parse(code)).flatten();
        let expected: Vec<Segment> = expected
            .iter()
            .map(|(source, target, from, to)| Segment {
                source: (*source).to_owned(),
                target: (*target).to_owned(),
                source_language: language(from),
                target_language: language(to),
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn tmx_gives_a_pair_for_each_target() {
        let head = "<?xml version=\"1.0\"?><!DOCTYPE tmx SYSTEM \"tmx14.dtd\"><tmx version=\"1.4\"><header srclang=\"en-US\"/><body>";
        let unit = "<tu><prop>x</prop><tuv xml:lang=\"de\"><seg>Die <bpt i=\"1\">&lt;b&gt;</bpt>Rezeption<ept i=\"1\">&lt;/b&gt;</ept> &amp; mehr</seg></tuv>\
            <tuv xml:lang=\"en-US\"><note>n</note><seg>The <hi>reception</hi> &#38; more</seg></tuv><tuv lang=\"fr\"><seg><![CDATA[La <réception>]]></seg></tuv></tu>";
        check(
            PairedFormat::Tmx,
            &format!("{head}{unit}<tu><tuv xml:lang=\"en\"><seg>Alone</seg></tuv></tu></body></tmx>"),
            &[
                ("The reception & more", "Die Rezeption & mehr", "en", "de"),
                ("The reception & more", "La <réception>", "en", "fr"),
                ("Alone", "", "en", ""),
            ],
        );
        check(PairedFormat::Tmx, "<tmx><header srclang=\"*all*\"/><body></body></tmx>", &[]);
    }

    #[test]
    fn both_xliff_versions_are_read() {
        check(
            PairedFormat::Xliff,
            "<xliff version=\"1.2\"><file source-language=\"de\" target-language=\"en\"><body><trans-unit id=\"1\">\
             <source>Die <g id=\"1\">Kasse</g><x id=\"2\"/></source><target>The <mrk mtype=\"seg\">checkout</mrk></target>\
             <alt-trans><source>other</source><target>other</target></alt-trans><note>n</note></trans-unit>\
             <trans-unit id=\"2\"><source>Leer</source></trans-unit></body></file></xliff>",
            &[("Die Kasse", "The checkout", "de", "en"), ("Leer", "", "de", "en")],
        );
        check(
            PairedFormat::Xliff,
            "<xliff version=\"2.0\" srcLang=\"en\" trgLang=\"fi\"><file id=\"f\"><unit id=\"1\"><segment><source>One <pc id=\"1\">two</pc></source>\
             <target>Yksi <ph id=\"1\"/>kaksi</target></segment><ignorable><source> </source></ignorable>\
             <segment><source>Three</source><target>Kolme</target></segment></unit></file></xliff>",
            &[("One two", "Yksi kaksi", "en", "fi"), ("Three", "Kolme", "en", "fi")],
        );
    }

    #[test]
    fn po_gives_every_form() {
        check(
            PairedFormat::Po,
            "# c\nmsgid \"\"\nmsgstr \"\"\n\"Language: nb_NO\\n\"\n\n#: a.c:1\nmsgctxt \"x\"\nmsgid \"Front \"\n\"desk\\n\"\nmsgstr \"Resepsjon \\\"A\\\"\"\n\n\
             msgid \"one file\"\nmsgid_plural \"many files\"\nmsgstr[0] \"en fil\"\nmsgstr[1] \"mange filer\"\n\n#, fuzzy\nmsgid \"f\"\nmsgstr \"g\"\n#~ msgid \"old\"\n#~ msgstr \"gammel\"\n",
            &[
                ("Front desk\n", "Resepsjon \"A\"", "", "nb"),
                ("one file", "en fil", "", "nb"),
                ("many files", "mange filer", "", "nb"),
                ("f", "g", "", "nb"),
            ],
        );
    }

    #[test]
    fn broken_files_are_named() {
        #[track_caller]
        fn check(format: PairedFormat, text: &str, kept: usize, expected: &str) {
            let found: Vec<Item> = segments("f", text.as_bytes(), format, 200).expect("readable").collect();
            assert_eq!(found.iter().filter(|item| item.is_ok()).count(), kept, "{found:?}");
            let reject = found.iter().find_map(|item| item.as_ref().err());
            assert!(reject.is_some_and(|reject| reject.reason.contains(expected)), "{found:?}");
        }
        let unit = "<tu><tuv xml:lang=\"en\"><seg>a</seg></tuv><tuv xml:lang=\"de\"><seg>b</seg></tuv></tu>";
        check(PairedFormat::Tmx, &format!("<tmx><body>{unit}<tu><tuv"), 1, "XML");
        check(PairedFormat::Tmx, &format!("<tmx><body>{unit}</wrong>"), 1, "XML");
        // An entity that the file itself defines is never expanded.
        let bomb =
            "<!DOCTYPE t [<!ENTITY a \"aaaaaaaaaa\">]><tmx><body><tu><tuv xml:lang=\"en\"><seg>&a;</seg></tuv></tu>";
        check(PairedFormat::Tmx, &format!("{bomb}{unit}</body></tmx>"), 1, "entity");
        let long = "x".repeat(1_000_000);
        check(
            PairedFormat::Tmx,
            &format!("<tmx><body>{unit}<tu><tuv xml:lang=\"en\"><seg>{long}</seg></tuv></tu></body></tmx>"),
            1,
            "larger",
        );
        check(
            PairedFormat::Po,
            "msgid \"a\"\nmsgstr \"b\"\nmsgid \"open\nmsgstr \"c\"\nmsgid \"d\"\nmsgstr \"e\"\n",
            2,
            "quotation mark",
        );
    }
}
