//! The same bytes for any number of threads, on any run.

use std::fmt::Write as _;

use crate::workdir::Workdir;

/// Enough text for several batches a thread.
fn table() -> String {
    let texts = [
        "You greet our guests at the reception and answer the phone.",
        "You post invoices and keep the accounts of our company in the back office.",
        "Sie beraten unsere Kunden und verkaufen Versicherungen im Außendienst.",
        "Du plukker og pakker varer på lageret og kjører truck.",
        "12345 67890",
        "",
    ];
    let mut table = "id,text\n".to_owned();
    for number in 0..6000 {
        let text = texts[number % texts.len()].repeat(1 + number % 5);
        writeln!(table, "{number},\"{text}\"").expect("memory takes it");
    }
    table
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let folder = Workdir::new();
    folder.write("jobs.csv", table());
    for per in ["document", "sentence"] {
        let run = |jobs: &str| folder.run(["scan", "jobs.csv", "--per", per, "--jobs", jobs]).expect_status(0).stdout;
        let expected = run("1");
        assert!(expected.lines().count() > 6000);
        for jobs in ["2", "3", "8"] {
            assert!(run(jobs) == expected, "--per {per} --jobs {jobs} differs");
        }
    }
}

#[test]
fn documents_keep_their_order_across_files() {
    let folder = Workdir::new();
    for number in 0..50 {
        folder
            .write(&format!("texts/{number:02}.txt"), "You greet our guests at the reception.".repeat(1 + number % 7));
    }
    let ids = folder.run(["scan", "texts", "--jobs", "4"]).expect_status(0).column("id");
    let mut sorted = ids.clone();
    sorted.sort();
    assert_eq!(ids, sorted);
    assert_eq!(ids.len(), 50);
}
