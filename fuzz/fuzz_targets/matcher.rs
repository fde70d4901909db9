//! Any text is judged in any language, and all numbers stay in their ranges.
#![no_main]

use std::sync::LazyLock;

use frontback::config::AnalysisSettings;
use frontback::document::{Document, Lang};
use frontback::lexicon::Lexicons;
use frontback::{Analyzer, document::Label};

const LANGUAGES: [&str; 6] = ["en", "de", "fr", "nb", "ru", "ar"];

static ANALYZERS: LazyLock<Vec<Analyzer>> = LazyLock::new(|| {
    let analyzer = |language| {
        let settings = AnalysisSettings { forced_language: Lang::parse(language), ..AnalysisSettings::default() };
        Analyzer::new(Lexicons::new(Vec::new()).expect("the data is sound"), settings)
    };
    LANGUAGES.into_iter().map(analyzer).collect()
});

libfuzzer_sys::fuzz_target!(|input: (&str, u8)| {
    let (text, choice) = input;
    let analyzer = &ANALYZERS[usize::from(choice) % LANGUAGES.len()];
    let analysis = analyzer.analyze(&Document { body: text.to_owned(), ..Document::default() });
    if let Some(judgement) = analysis.judgement {
        assert!((-1.0..=1.0).contains(&judgement.score) && (0.0..=1.0).contains(&judgement.confidence));
        assert!(judgement.label != Label::Front || judgement.score > 0.0);
    }
});
