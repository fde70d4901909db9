//! Each stage alone, in MB/s of text: `cargo bench --bench stages`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use frontback::config::IngestSettings;
use frontback::document::{Document, Lang, Span};
use frontback::language::Detector;
use frontback::lexicon::{Lexicons, Sentence, language_profiles};
use frontback::report::tables::{DOCUMENT_COLUMNS, DocumentRow};
use frontback::report::{Csv, CsvStyle, Format};
use frontback::{Analyzer, ingest, segment};

const ENGLISH: &str = include_str!("../data/samples/front-desk.en.txt");
const GERMAN: &str = include_str!("../data/samples/lohnbuchhaltung.de.md");

fn stages(criterion: &mut Criterion) {
    let lexicons = Lexicons::new(Vec::new()).unwrap_or_else(|error| unreachable!("embedded data: {error}"));
    let analyzer = Analyzer::with_embedded_lexicons().unwrap_or_else(|error| unreachable!("embedded data: {error}"));
    let detector = Detector::new(&language_profiles());
    for (code, text) in [("en", ENGLISH), ("de", GERMAN)] {
        let lang = Lang::parse(code).unwrap_or(Lang::UNDETERMINED);
        let Some(lexicon) = lexicons.get(lang) else { continue };
        let document = Document { id: "1".into(), body: text.to_owned(), ..Document::default() };
        let sentences = segment::sentences(text, lexicon.segmentation());
        let mut group = criterion.benchmark_group(code);
        group.throughput(Throughput::Bytes(text.len() as u64));

        group.bench_function("decode and ingest", |bencher| {
            let settings = IngestSettings::default();
            bencher.iter(|| {
                let count = ingest::documents("a.txt", text.as_bytes(), &settings).map_or(0, Iterator::count);
                assert_eq!(count, 1);
            });
        });
        group.bench_function("detect language", |bencher| {
            bencher.iter(|| assert_eq!(detector.detect(text, None, None).lang, Some(lang)));
        });
        group.bench_function("segment sentences", |bencher| {
            bencher.iter(|| assert_eq!(segment::sentences(text, lexicon.segmentation()).len(), sentences.len()));
        });
        group.bench_function("segment words", |bencher| {
            bencher.iter(|| assert!(segment::words(text).len() > 50));
        });
        group.bench_function("match terms", |bencher| {
            let mut words = Sentence::default();
            bencher.iter(|| {
                lexicon.matcher().read_words(text, Span::new(0, text.len()), &mut words);
                assert!(lexicon.matcher().find(&words).concepts.len() > 5);
            });
        });
        group.bench_function("analyze", |bencher| {
            bencher.iter(|| assert_eq!(analyzer.analyze(&document).sentences.len(), sentences.len()));
        });
        let analysis = analyzer.analyze(&document);
        group.bench_function("write row", |bencher| {
            let columns = DOCUMENT_COLUMNS.map(str::to_owned);
            let row = DocumentRow { document: &document, analysis: &analysis, analyzer: &analyzer };
            let mut out = Vec::new();
            bencher.iter(|| {
                out.clear();
                Csv::new(CsvStyle::CSV).row(&columns, &row, &mut out);
                assert!(out.ends_with(b"\n"));
            });
        });
        group.finish();
    }
}

criterion_group!(benches, stages);
criterion_main!(benches);
