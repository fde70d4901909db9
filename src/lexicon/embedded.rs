//! The files of languages: those that come with the tool, packed into the binary, and those of the user's.

use std::borrow::Cow;
use std::io::Read as _;

use flate2::read::ZlibDecoder;

/// The data files of one language, as text; empty where it has none. A language without a lexicon is not
/// supported, but its sentences can be cut.
#[derive(Debug, Clone, Default)]
pub struct LanguageFiles {
    /// Where the folder lies, for messages.
    pub folder: Cow<'static, str>,
    /// Its code: the folder's name.
    pub code: Cow<'static, str>,
    /// `lexicon.csv`: concept,term,note.
    pub lexicon: Cow<'static, str>,
    /// `cues.csv`: cue,term,note.
    pub cues: Cow<'static, str>,
    /// `headings.csv`: section,heading,note.
    pub headings: Cow<'static, str>,
    /// `abbreviations.csv`: kind,text,note.
    pub abbreviations: Cow<'static, str>,
    /// `examples.csv`: text,label,why.
    pub examples: Cow<'static, str>,
    /// `numbers.csv`: word,value.
    pub numbers: Cow<'static, str>,
    /// `workplace-nouns.csv`: noun,stands.
    pub workplace_nouns: Cow<'static, str>,
    /// `anchors.csv`: anchor,word.
    pub anchors: Cow<'static, str>,
}

/// A language that comes with the tool. Judging texts takes what the build made of its files; the files
/// themselves are packed, for listing, checking and mixing with a user's terms.
#[derive(Debug)]
pub struct EmbeddedLanguage {
    /// Its code: the folder's name.
    pub code: &'static str,
    /// Its terms, as [`super::compile`] writes them; empty where it has no lexicon.
    pub(super) terms: &'static [u8],
    /// Its function words, each in a line.
    pub(super) function_words: &'static str,
    /// `abbreviations.csv`.
    pub(super) abbreviations: &'static str,
    /// `numbers.csv`.
    pub(super) numbers: &'static str,
    /// `workplace-nouns.csv`.
    pub(super) workplace_nouns: &'static str,
    /// `anchors.csv`.
    pub(super) anchors: &'static str,
    /// `lexicon.csv`, `cues.csv`, `headings.csv` and `examples.csv`, each followed by [`END_OF_FILE`], as one
    /// zlib stream.
    pub(super) packed: &'static [u8],
}

/// Stands behind each packed file; no text file holds it.
const END_OF_FILE: char = '\0';

include!(concat!(env!("OUT_DIR"), "/languages.rs"));

impl EmbeddedLanguage {
    /// Whether its texts can be judged.
    pub fn has_lexicon(&self) -> bool {
        !self.terms.is_empty()
    }

    /// Where its folder lies among the sources.
    pub fn folder(&self) -> String {
        format!("data/languages/{}", self.code)
    }

    /// Its files, unpacked on each call.
    pub fn files(&self) -> LanguageFiles {
        let mut texts = String::new();
        // A test reads all that is packed.
        let _packed_by_the_build = ZlibDecoder::new(self.packed).read_to_string(&mut texts);
        let mut texts = texts.split(END_OF_FILE).map(str::to_owned);
        let mut next = || Cow::Owned(texts.next().unwrap_or_default());
        LanguageFiles {
            folder: self.folder().into(),
            code: self.code.into(),
            lexicon: next(),
            cues: next(),
            headings: next(),
            examples: next(),
            abbreviations: self.abbreviations.into(),
            numbers: self.numbers.into(),
            workplace_nouns: self.workplace_nouns.into(),
            anchors: self.anchors.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::compiled::CompiledTerms;

    #[test]
    fn what_is_packed_is_what_the_folders_hold() {
        for language in LANGUAGES {
            let files = language.files();
            for (name, text) in [
                ("lexicon.csv", files.lexicon),
                ("cues.csv", files.cues),
                ("headings.csv", files.headings),
                ("abbreviations.csv", files.abbreviations),
                ("examples.csv", files.examples),
                ("numbers.csv", files.numbers),
                ("workplace-nouns.csv", files.workplace_nouns),
                ("anchors.csv", files.anchors),
            ] {
                let path = format!("{}/{}/{name}", env!("CARGO_MANIFEST_DIR"), language.folder());
                assert_eq!(text, std::fs::read_to_string(&path).unwrap_or_default(), "{path}");
            }
            assert_eq!(language.has_lexicon(), CompiledTerms::open(language.terms.into()).is_some());
        }
    }
}
