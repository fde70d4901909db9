//! An input of any format is read, and every document of it judged.
#![no_main]

use std::sync::LazyLock;

use frontback::{Analyzer, ingest};

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::with_embedded_lexicons().expect("the data is sound"));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    frontback_fuzz::allow_caught_panics();
    let settings = frontback_fuzz::settings(None);
    let Ok(documents) = ingest::documents("fuzz", bytes, &settings) else { return };
    for document in documents.flatten() {
        let analysis = ANALYZER.analyze(&document);
        assert_eq!(analysis.text, document.text());
    }
});
