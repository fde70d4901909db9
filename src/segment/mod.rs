//! Sentences and words; the only user of unicode-segmentation.
//!
//! A text is first cut where its layout says so, by [`lines`]: blank lines, headings, bullets, table cells.
//! Only then does punctuation count, by [`ends`], with the abbreviations of the language as data.
//! We would rather keep two sentences together than tear one apart: a torn sentence loses its negation.

mod ends;
mod lines;
mod rules;
mod words;

pub use rules::{RuleError, SegmentationRules};
pub use words::{find_words, fold, fold_into, is_in_capitals, words};

use crate::document::Span;

/// What kind of unit a sentence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentenceKind {
    /// Running text.
    Prose,
    /// A heading or title.
    Heading,
    /// An item of a list, with its bullet or number.
    Item,
    /// A cell of a table line.
    Cell,
}

/// A unit of text that is judged on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, in bytes, without white space at its ends.
    pub span: Span,
    /// What it is.
    pub kind: SentenceKind,
}

/// Cuts a text into sentences, in order. Between them stands nothing but white space.
pub fn sentences(text: &str, rules: &SegmentationRules) -> Vec<Sentence> {
    let mut found = Vec::new();
    lines::blocks(text, |block| match block.kind {
        SentenceKind::Cell => found.push(block),
        SentenceKind::Prose | SentenceKind::Heading | SentenceKind::Item => {
            let first = found.len();
            ends::cut(text, block, rules, &mut found);
            // A line of several sentences is no heading, whatever it lacks at its end.
            if block.kind == SentenceKind::Heading && found.len() > first + 1 {
                found[first..].iter_mut().for_each(|sentence| sentence.kind = SentenceKind::Prose);
            }
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules(code: &str) -> SegmentationRules {
        let path = format!("{}/data/languages/{code}/abbreviations.csv", env!("CARGO_MANIFEST_DIR"));
        let shared = SegmentationRules::parse(include_str!("../../data/shared/abbreviations.csv")).expect("sound data");
        let own = std::fs::read_to_string(path).expect("the language has abbreviations");
        shared.with(&SegmentationRules::parse(&own).expect("sound data"))
    }

    #[track_caller]
    fn check(code: &str, text: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(text, &rules(code)).iter().map(|sentence| sentence.span.of(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn english() {
        check("en", "We sell. You buy!  Do they?", &["We sell.", "You buy!", "Do they?"]);
        check(
            "en",
            "Dr. Smith, e.g. on Monday, sees approx. 20 patients.",
            &["Dr. Smith, e.g. on Monday, sees approx. 20 patients."],
        );
        check(
            "en",
            "Ask for Ann B. Miller of Miller Inc. at 9 a.m. sharp.",
            &["Ask for Ann B. Miller of Miller Inc. at 9 a.m. sharp."],
        );
        check("en", "It is 5 p.m. The shop closes.", &["It is 5 p.m.", "The shop closes."]);
        check(
            "en",
            "\"Come in!\" she said. (We did.) Then we left.",
            &["\"Come in!\" she said.", "(We did.)", "Then we left."],
        );
        check("en", "Pay is $3.50 an hour... Nobody came.", &["Pay is $3.50 an hour...", "Nobody came."]);
        check(
            "en",
            "See www.example.org. Write to a.b@example.org.",
            &["See www.example.org.", "Write to a.b@example.org."],
        );
        check("en", "Apply before the deadline.We wait.", &["Apply before the deadline.", "We wait."]);
        check("en", "sitesSupporting with PR", &["sitesSupporting with PR"]);
    }

    #[test]
    fn german_and_norwegian() {
        check(
            "de",
            "Am 12. Juni ist z. B. Dr. Weber da. Er berät ca. 20 Kunden.",
            &["Am 12. Juni ist z. B. Dr. Weber da.", "Er berät ca. 20 Kunden."],
        );
        check(
            "de",
            "Vollzeit (m/w/d), mind. 30 Std. pro Woche inkl. Samstag.",
            &["Vollzeit (m/w/d), mind. 30 Std. pro Woche inkl. Samstag."],
        );
        check("nb", "Søk innen 15. april. Vi tilbyr bl.a. lunsj.", &["Søk innen 15. april.", "Vi tilbyr bl.a. lunsj."]);
    }

    #[test]
    fn layout_comes_first() {
        check(
            "en",
            "Your tasks\n- Greet guests\n- Answer calls\n\nWe offer",
            &["Your tasks", "- Greet guests", "- Answer calls", "We offer"],
        );
        check("en", "1. Pick goods\n2. Pack goods", &["1. Pick goods", "2. Pack goods"]);
        check(
            "en",
            "A line that is long and was broken by the editor because it\nreached the margin. Next.",
            &["A line that is long and was broken by the editor because it\nreached the margin.", "Next."],
        );
        check("en", "Cook\tKitchen\tOslo", &["Cook", "Kitchen", "Oslo"]);
        check("en", "# Title\nText here.", &["# Title", "Text here."]);
    }

    #[test]
    fn kinds_are_told() {
        let text = "Tasks\n• Sell things\nWe are kind. Really.";
        let kinds: Vec<SentenceKind> = sentences(text, &rules("en")).iter().map(|sentence| sentence.kind).collect();
        assert_eq!(kinds, [SentenceKind::Heading, SentenceKind::Item, SentenceKind::Prose, SentenceKind::Prose]);
    }

    proptest! {
        #[test]
        fn sentences_rejoin_to_the_text(text in "(\\PC|[.!?\n\r\t •\\-|]){0,200}") {
            let mut end = 0;
            for sentence in sentences(&text, &rules("en")) {
                prop_assert!(sentence.span.start >= end && !sentence.span.is_empty());
                let between = text.get(end..sentence.span.start);
                prop_assert!(between.is_some_and(|between| between.trim().is_empty()), "{between:?}");
                prop_assert!(text.get(sentence.span.range()).is_some_and(|part| part.trim() == part));
                end = sentence.span.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
