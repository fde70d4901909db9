//! Sentences are parts of the text, in order, with nothing but white space between them.
#![no_main]

use frontback::document::Lang;
use frontback::lexicon::segmentation_rules;
use frontback::segment::sentences;

libfuzzer_sys::fuzz_target!(|input: (&str, u8)| {
    let (text, choice) = input;
    let languages = ["en", "de", "fr", "ru", "ja", "ar"];
    let language = languages.get(usize::from(choice) % languages.len()).copied().unwrap_or("en");
    let rules = segmentation_rules(Lang::parse(language).unwrap_or(Lang::UNDETERMINED));
    let mut end = 0;
    for sentence in sentences(text, &rules) {
        assert!(sentence.span.start >= end && text[end..sentence.span.start].trim().is_empty());
        assert!(!sentence.span.of(text).trim().is_empty());
        end = sentence.span.end;
    }
    assert!(text[end..].trim().is_empty());
});
