//! Files of a user's terms, in any of their formats, are read or refused.
#![no_main]

use frontback::lexicon::UserLexicon;

libfuzzer_sys::fuzz_target!(|input: (&str, u8)| {
    let (text, choice) = input;
    let names = ["terms.csv", "terms.dic", "terms.dicx", "terms.yaml"];
    let _result = UserLexicon::parse_leniently(names[usize::from(choice) % names.len()], text);
});
