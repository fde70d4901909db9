//! A killed scan goes on where its report was whole, and ends with the bytes of an unbroken one.
//!
//! The kills are those of the system for a file that grows beyond a limit: at a byte of the report that the
//! test chooses, in the middle of a write, and with no chance for the program to tidy up.
#![cfg(unix)]

use std::fmt::Write as _;
use std::process::Command;

use crate::workdir::{Run, Workdir};

const TEXTS: [&str; 4] = [
    "You greet our guests at the reception and answer the phone.",
    "You post invoices and keep the accounts of our company in the back office.",
    "Sie beraten unsere Kunden und verkaufen Versicherungen im Außendienst.",
    "12345 67890",
];

/// Several batches, so that several parts can end; every 700th record is a bad one.
fn write_table(folder: &Workdir) {
    let mut table = "id,text\n".to_owned();
    for number in 0..2600 {
        let text = TEXTS[number % TEXTS.len()];
        let row = if number % 700 == 699 { format!("{number},a\0b") } else { format!("{number},\"{text}\"") };
        writeln!(table, "{row}").expect("memory takes it");
    }
    folder.write("jobs.csv", table);
}

/// Small enough for a part to end with every batch.
const ARGUMENTS: [&str; 6] = ["scan", "jobs.csv", "--part", "1K", "--rejects", "bad.csv"];

fn scan(folder: &Workdir, output: &str, more: &[&str]) -> Run {
    folder.run([&ARGUMENTS[..], &["-o", output], more].concat())
}

/// Runs a scan that the system kills when a file of it reaches so many blocks of 1024 bytes.
fn scan_until_killed(folder: &Workdir, output: &str, blocks: u64, more: &[&str]) {
    let script = format!("ulimit -f {blocks}; ulimit -c 0; exec \"$0\" \"$@\"");
    let status = Command::new("bash")
        .current_dir(folder.path(""))
        .args(["-c", &script, env!("CARGO_BIN_EXE_frontback")])
        .args([&ARGUMENTS[..], &["-o", output, "-q"], more].concat())
        .stderr(std::process::Stdio::null())
        .status()
        .expect("bash is there");
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(25), "SIGXFSZ did not come: {status}");
}

fn bytes(folder: &Workdir, name: &str) -> Vec<u8> {
    std::fs::read(folder.path(name)).expect("the file is there")
}

#[test]
fn a_killed_scan_goes_on_and_ends_like_an_unbroken_one() {
    // Parts of the CSV end at some 140 and 280 KiB; 60 is within the first, with nothing to go on with yet.
    let kills = [("out.csv", 200), ("out.csv", 60), ("out.jsonl", 600), ("out.tsv.gz", 8), ("out.csv.zst", 4)];
    for (output, blocks) in kills {
        let folder = Workdir::new();
        write_table(&folder);
        scan(&folder, output, &[]).expect_status(1);
        let (expected, rejects) = (bytes(&folder, output), bytes(&folder, "bad.csv"));
        let names = folder.names();
        for file in [output, "bad.csv"] {
            std::fs::remove_file(folder.path(file)).expect("the file is there");
        }
        scan_until_killed(&folder, output, blocks, &[]);
        assert!(!folder.names().contains(&output.to_owned()), "a half report has its name");
        let run = scan(&folder, output, &["--resume", "--jobs", "1"]).expect_status(1);
        assert_eq!(run.stderr.contains("resuming after"), blocks != 60, "{output} at {blocks}: {}", run.stderr);
        assert!(run.stderr.contains("2597 documents"), "counts go on too: {}", run.stderr);
        assert!(bytes(&folder, output) == expected, "{output} killed at {blocks} KiB differs");
        assert!(bytes(&folder, "bad.csv") == rejects, "the rejects of {output} differ");
        // Only the killed run's unfinished rejects stay, a temporary file that nobody could remove.
        let left: Vec<String> = folder.names().into_iter().filter(|name| !name.starts_with(".frontback")).collect();
        assert_eq!(left, names);
    }
}

#[test]
fn a_scan_killed_twice_goes_on_twice() {
    let folder = Workdir::new();
    write_table(&folder);
    scan(&folder, "out.csv", &[]).expect_status(1);
    let expected = bytes(&folder, "out.csv");
    scan_until_killed(&folder, "out.csv", 200, &[]);
    scan_until_killed(&folder, "out.csv", 300, &["--resume"]);
    scan(&folder, "out.csv", &["--resume"]).expect_status(1);
    assert!(bytes(&folder, "out.csv") == expected);
}

#[test]
fn another_command_or_input_does_not_go_on() {
    let folder = Workdir::new();
    write_table(&folder);
    scan_until_killed(&folder, "out.csv", 200, &[]);
    let before = folder.names();
    let check = |more: &[&str], what: &str| {
        let run = scan(&folder, "out.csv", &[&["--resume"], more].concat()).expect_status(2);
        assert!(run.stderr.contains(&format!("cannot resume, the {what} changed")), "{}", run.stderr);
        assert_eq!(folder.names(), before, "a refused run changes nothing");
    };
    check(&["--per", "sentence"], "report");
    check(&["--lang", "de"], "language");
    check(&["--keep", "id"], "report");
    check(&["--max-record", "2K"], "way of reading");
    folder.write("mine.csv", "term,side\nzebra*,front\n");
    let run = scan(&folder, "out.csv", &["--resume", "--lexicon", "mine.csv"]).expect_status(2);
    assert!(run.stderr.contains("the lexicon changed"), "{}", run.stderr);
    folder.write("jobs.csv", "id,text\n1,Another table\n");
    let run = scan(&folder, "out.csv", &["--resume"]).expect_status(2);
    assert!(run.stderr.contains("the input changed"), "{}", run.stderr);
    // Without the flag the run begins anew.
    scan(&folder, "out.csv", &[]).expect_status(0);
    assert_eq!(folder.read("out.csv").lines().count(), 2);
    assert!(!folder.names().iter().any(|name| name.starts_with(".out")), "{:?}", folder.names());
}

#[test]
fn what_cannot_be_resumed_says_so() {
    let folder = Workdir::new();
    write_table(&folder);
    for output in ["out.xlsx", "out.parquet"] {
        let run = scan(&folder, output, &["--resume"]).expect_status(2);
        assert!(run.stderr.contains("of use only whole"), "{}", run.stderr);
    }
    let run = folder.pipe(["scan", "-", "--resume", "-o", "out.csv"], b"text").expect_status(2);
    assert!(run.stderr.contains("standard input"), "{}", run.stderr);
    folder.run(["scan", "jobs.csv", "--resume"]).expect_status(2);
    let fresh = scan(&folder, "out.csv", &["--resume"]).expect_status(1);
    assert!(fresh.stderr.contains("nothing to resume"), "{}", fresh.stderr);
}
