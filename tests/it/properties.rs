//! What holds for any input at all.

use std::sync::LazyLock;

use frontback::config::IngestSettings;
use frontback::document::{Document, Lang};
use frontback::{Analyzer, ingest};
use proptest::prelude::*;

static ANALYZER: LazyLock<Analyzer> = LazyLock::new(|| Analyzer::with_embedded_lexicons().expect("sound data"));

static ENGLISH: LazyLock<Analyzer> = LazyLock::new(|| {
    let settings = frontback::config::AnalysisSettings { forced_language: Lang::parse("en"), ..Default::default() };
    Analyzer::new(frontback::lexicon::Lexicons::new(Vec::new()).expect("sound data"), settings)
});

fn document(body: String) -> Document {
    Document { body, ..Document::default() }
}

/// Text with many words that mean something, so that cues and clauses are met.
fn wordy() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "front office",
        "back-office",
        "customers",
        "without",
        "not",
        "while",
        "payroll",
        ",",
        ".",
        ";",
        "\n- ",
        "no experience needed",
        "sell",
        "software",
        "mainly",
        "the",
        "é",
        "HR",
        "(m/w/d)",
        "\n\n",
        "it's",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn any_text_is_analyzed(text in "(\\PC|[\n\t\r\u{0}]){0,300}") {
        let analysis = ANALYZER.analyze(&document(text.clone()));
        prop_assert_eq!(&analysis.text, &text);
        prop_assert!((0.0..=1.0).contains(&analysis.coverage));
        prop_assert!((0.0..=1.0).contains(&analysis.language_confidence));
    }

    #[test]
    fn numbers_stay_in_their_ranges_and_spans_in_the_text(text in wordy()) {
        let analysis = ENGLISH.analyze(&document(text.clone()));
        if let Some(judgement) = analysis.judgement {
            prop_assert!((-1.0..=1.0).contains(&judgement.score) && (0.0..=1.0).contains(&judgement.confidence));
            prop_assert!(judgement.front >= 0.0 && judgement.back >= 0.0);
        }
        let mut end = 0;
        for sentence in &analysis.sentences {
            prop_assert!(sentence.span.start >= end);
            end = sentence.span.end;
            prop_assert!((-1.0..=1.0).contains(&sentence.judgement.score));
            let mut last = sentence.span.start;
            for hit in &sentence.hits {
                prop_assert!(hit.span.start >= last && hit.span.end <= sentence.span.end && hit.weight >= 0.0);
                prop_assert!(text.get(hit.span.range()).is_some());
                last = hit.span.start;
            }
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..2000), name in prop::sample::select(vec!["a.csv", "a.jsonl", "a.txt", "a.tsv", "a"])) {
        let settings = IngestSettings { max_record_bytes: 500, ..IngestSettings::default() };
        if let Ok(documents) = ingest::documents(name, &bytes[..], &settings) {
            for item in documents {
                match item {
                    Ok(document) => prop_assert!(document.record > 0),
                    Err(reject) => prop_assert!(!reject.reason.is_empty()),
                }
            }
        }
    }

    #[test]
    fn tables_give_every_row_or_a_reject(cells in prop::collection::vec("[a-z \",\n;éü]{0,30}", 1..20)) {
        let mut table = csv::Writer::from_writer(Vec::new());
        table.write_record(["id", "text"]).expect("memory takes it");
        for (number, cell) in cells.iter().enumerate() {
            table.write_record([number.to_string().as_str(), cell]).expect("memory takes it");
        }
        let bytes = table.into_inner().expect("memory takes it");
        let settings = IngestSettings::default();
        let documents: Vec<_> = ingest::documents("a.csv", &bytes[..], &settings).expect("a table").collect();
        prop_assert_eq!(documents.len(), cells.len());
        for (item, cell) in documents.into_iter().zip(&cells) {
            let document = item.expect("a well-formed record");
            prop_assert_eq!(document.body, cell.trim());
        }
    }
}
