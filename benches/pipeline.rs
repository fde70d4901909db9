//! The whole way from a table's bytes to a report's bytes, in MB/s of input: `cargo bench --bench pipeline`.

use std::fmt::Write as _;
use std::sync::atomic::AtomicBool;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use frontback::config::{IngestSettings, PipelineSettings};
use frontback::document::Document;
use frontback::pipeline::{Inputs, Run};
use frontback::report::tables::{DOCUMENT_COLUMNS, DocumentRow};
use frontback::report::{Csv, CsvStyle, Format};
use frontback::{Analyzer, error};

const SAMPLES: [&str; 3] = [
    include_str!("../data/samples/front-desk.en.txt"),
    include_str!("../data/samples/lohnbuchhaltung.de.md"),
    include_str!("../data/samples/kundeservice.nb.txt"),
];

/// Enough for many batches.
const ROWS: usize = 6000;

fn table() -> String {
    let mut table = "id,text\n".to_owned();
    for number in 0..ROWS {
        // Writing into a string cannot fail.
        let _infallible = writeln!(table, "{number},\"{}\"", SAMPLES[number % SAMPLES.len()].replace('"', "\"\""));
    }
    table
}

fn scan(analyzer: &Analyzer, inputs: &Inputs, jobs: usize) -> error::Result<u64> {
    let columns = DOCUMENT_COLUMNS.map(str::to_owned);
    let format = Csv::new(CsvStyle::CSV);
    let ingest = IngestSettings::default();
    let stop = AtomicBool::new(false);
    let run = Run { inputs, ingest: &ingest, settings: PipelineSettings { jobs }, done: 0, stop: &stop };
    let mut written = 0;
    let totals = run.process(
        |batch: Vec<Document>| {
            let mut out = Vec::new();
            for (document, analysis) in batch.iter().zip(analyzer.analyze_all(&batch)) {
                format.row(&columns, &DocumentRow { document, analysis: &analysis, analyzer }, &mut out);
            }
            out
        },
        |bytes| {
            written += bytes.len();
            Ok(())
        },
        |_| Ok(()),
        |_| {},
    )?;
    assert!(written > 0);
    Ok(totals.documents)
}

fn pipeline(criterion: &mut Criterion) {
    let table = table();
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("jobs.csv");
    if std::fs::write(&path, &table).is_err() {
        return;
    }
    let analyzer = Analyzer::with_embedded_lexicons().unwrap_or_else(|error| unreachable!("embedded data: {error}"));
    let inputs = Inputs::find(&[path]);
    let mut group = criterion.benchmark_group("scan");
    group.throughput(Throughput::Bytes(table.len() as u64)).sample_size(10);
    for jobs in [1, 2] {
        group.bench_function(format!("documents, {jobs} threads"), |bencher| {
            bencher.iter(|| assert_eq!(scan(&analyzer, &inputs, jobs).unwrap_or(0), ROWS as u64));
        });
    }
    group.finish();
}

criterion_group!(benches, pipeline);
criterion_main!(benches);
