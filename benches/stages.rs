//! Each stage alone, by script and length of the text, in MB/s of text: `cargo bench --bench stages`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use frontback::config::IngestSettings;
use frontback::document::{Document, Lang, Span};
use frontback::language::Detector;
use frontback::lexicon::{Lexicons, Matches, Sentence, language_profiles};
use frontback::report::tables::{DOCUMENT_COLUMNS, DocumentRow, SENTENCE_COLUMNS, sentence_rows};
use frontback::report::{Csv, CsvStyle, Format};
use frontback::{Analyzer, ingest, segment};

/// Latin letters with few and with more marks, Greek, Cyrillic.
const LANGUAGES: [&str; 4] = ["en", "cs", "el", "bg"];

/// A posting, and an article, in bytes of text.
const LENGTHS: [usize; 2] = [1_000, 100_000];

/// The examples of a language, again and again, in paragraphs.
fn text_of(lexicons: &Lexicons, lang: Lang, bytes: usize) -> String {
    let examples = lexicons.examples(lang).unwrap_or_default();
    let mut text = String::new();
    for (number, example) in examples.iter().cycle().enumerate() {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&example.text);
        text.push_str(if number % 6 == 5 { "\n\n" } else { " " });
    }
    text
}

fn stages(criterion: &mut Criterion) {
    let lexicons = Lexicons::new(Vec::new()).unwrap_or_else(|error| unreachable!("embedded data: {error}"));
    let analyzer = Analyzer::with_embedded_lexicons().unwrap_or_else(|error| unreachable!("embedded data: {error}"));
    let detector = Detector::new(&language_profiles());
    for (code, bytes) in LANGUAGES.iter().flat_map(|code| LENGTHS.map(|bytes| (code, bytes))) {
        let lang = Lang::parse(code).unwrap_or(Lang::UNDETERMINED);
        let Some(lexicon) = lexicons.get(lang) else { continue };
        let text = text_of(&lexicons, lang, bytes);
        let document = Document { id: "1".into(), body: text.clone(), ..Document::default() };
        let sentences = segment::sentences(&text, lexicon.segmentation());
        let words = segment::words(&text).len();
        let analysis = analyzer.analyze(&document);
        assert!(sentences.len() > bytes / 200 && words > bytes / 20 && analysis.sentences.len() == sentences.len());
        let mut group = criterion.benchmark_group(format!("{code}, {bytes} bytes"));
        group.throughput(Throughput::Bytes(text.len() as u64)).sample_size(20);

        group.bench_function("decode and ingest", |bencher| {
            let settings = IngestSettings::default();
            bencher.iter(|| {
                let count = ingest::documents("a.txt", text.as_bytes(), &settings).map_or(0, Iterator::count);
                assert_eq!(count, 1);
            });
        });
        group.bench_function("detect language", |bencher| {
            bencher.iter(|| assert_eq!(detector.detect(&text, None, None).lang, Some(lang)));
        });
        group.bench_function("segment sentences", |bencher| {
            bencher.iter(|| assert_eq!(segment::sentences(&text, lexicon.segmentation()).len(), sentences.len()));
        });
        group.bench_function("segment words", |bencher| {
            bencher.iter(|| assert_eq!(segment::words(&text).len(), words));
        });
        group.bench_function("match terms", |bencher| {
            let (mut sentence, mut matches) = (Sentence::default(), Matches::default());
            bencher.iter(|| {
                lexicon.matcher().read_words(&text, Span::new(0, text.len()), &mut sentence);
                lexicon.matcher().find_into(&sentence, &mut matches);
                assert!(matches.concepts.len() > bytes / 200);
            });
        });
        group.bench_function("analyze", |bencher| {
            bencher.iter(|| assert_eq!(analyzer.analyze(&document).sentences.len(), sentences.len()));
        });
        group.bench_function("write the document's row", |bencher| {
            let columns = DOCUMENT_COLUMNS.map(str::to_owned);
            let row = DocumentRow { document: &document, analysis: &analysis, analyzer: &analyzer };
            let mut out = Vec::new();
            bencher.iter(|| {
                out.clear();
                Csv::new(CsvStyle::CSV).row(&columns, &row, &mut out);
                assert!(out.ends_with(b"\n"));
            });
        });
        group.bench_function("write the sentences' rows", |bencher| {
            let columns = SENTENCE_COLUMNS.map(str::to_owned);
            let mut out = Vec::new();
            bencher.iter(|| {
                out.clear();
                let mut rows = 0;
                sentence_rows(&document, &analysis, &analyzer, |row| {
                    Csv::new(CsvStyle::CSV).row(&columns, row, &mut out);
                    rows += 1;
                });
                assert_eq!(rows, sentences.len());
            });
        });
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
