//! A term is refused, or has spellings that are words.
#![no_main]

use frontback::lexicon::notation;

libfuzzer_sys::fuzz_target!(|term: &str| {
    let _parsed = notation::parse(term);
    let _spellings = notation::spellings(term);
});
