//! What lies about on disks: loops, pipes, devices, odd names, files nobody may read, disks that are full.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::{Command, Stdio};

use crate::workdir::{Run, Workdir, command};

const FRONT: &str = "You greet our guests at the reception and answer their questions.";

#[test]
fn links_that_lead_in_a_circle_are_named_and_end() {
    let folder = Workdir::new();
    folder.write("in/a.txt", FRONT);
    symlink(folder.path("in"), folder.path("in/loop")).expect("a link");
    symlink(folder.path("in/self"), folder.path("in/self")).expect("a link");
    let run = folder.run(["scan", "in"]).expect_status(1);
    assert_eq!(run.column("id"), ["in/a.txt"]);
    assert!(run.stderr.contains("loop"), "{}", run.stderr);
}

#[test]
fn pipes_and_devices_are_refused_and_the_rest_is_done() {
    let folder = Workdir::new();
    folder.write("in/a.txt", FRONT);
    let made = Command::new("mkfifo").arg(folder.path("in/pipe.txt")).status().expect("mkfifo is there");
    assert!(made.success());
    // In a folder a pipe is no file; named, it is refused, since it might never end.
    assert_eq!(folder.run(["scan", "in"]).expect_status(0).column("id"), ["in/a.txt"]);
    let run = folder.run(["scan", "in/pipe.txt", "/dev/zero", "in/a.txt"]).expect_status(1);
    assert_eq!(run.column("id"), ["in/a.txt"]);
    for name in ["in/pipe.txt", "/dev/zero"] {
        assert!(run.stderr.contains(&format!("{name}: cannot open: not a regular file")), "{}", run.stderr);
    }
}

#[test]
fn files_that_nobody_may_read_are_named() {
    let folder = Workdir::new();
    folder.write("in/a.txt", FRONT).write("in/closed.txt", FRONT).write("in/b.txt", FRONT);
    fs::set_permissions(folder.path("in/closed.txt"), Permissions::from_mode(0o000)).expect("it is ours");
    // The administrator may read everything; then there is nothing to see here.
    if fs::read(folder.path("in/closed.txt")).is_ok() {
        return;
    }
    let run = folder.run(["scan", "in"]).expect_status(1);
    assert_eq!(run.column("id"), ["in/a.txt", "in/b.txt"]);
    assert!(run.stderr.contains("in/closed.txt: cannot open: "), "{}", run.stderr);
}

#[test]
fn odd_names_are_read_and_told() {
    let folder = Workdir::new();
    folder.write("in/two\nlines.txt", FRONT).write("in/=cmd.txt", FRONT);
    fs::write(folder.path("in").join(OsStr::from_bytes(b"not-\xff-utf8.txt")), FRONT).expect("the disk takes it");
    let run = folder.run(["scan", "in"]).expect_status(0);
    assert_eq!(run.column("source"), ["in/=cmd.txt", "in/not-\u{fffd}-utf8.txt", "in/two\nlines.txt"]);
    assert_eq!(run.column("label"), ["front"; 3]);
    let broken = folder.run(["scan", "missing\nname.txt", "in/=cmd.txt"]).expect_status(1);
    assert!(broken.stderr.contains("name.txt: cannot open"), "{}", broken.stderr);
}

#[test]
fn a_report_onto_an_input_is_refused_however_it_is_named() {
    let folder = Workdir::new();
    let table = format!("id,text\n1,{FRONT}\n");
    folder.write("in/jobs.csv", &table);
    symlink(folder.path("in/jobs.csv"), folder.path("link.csv")).expect("a link");
    for arguments in [
        ["scan", "in/jobs.csv", "-o", "in/../in/jobs.csv"],
        ["scan", "in/jobs.csv", "-o", "link.csv"],
        ["scan", "link.csv", "-o", "in/jobs.csv"],
        ["scan", "in", "-o", "in/jobs.csv"],
        ["scan", "in", "--rejects", "in/jobs.csv"],
    ] {
        let run = folder.run(arguments).expect_status(2);
        assert!(run.stderr.contains("cannot be the output too"), "{arguments:?}: {}", run.stderr);
        assert_eq!(folder.read("in/jobs.csv"), table);
    }
    let both = folder.run(["scan", "in", "-o", "out.csv", "--rejects", "out.csv"]).expect_status(2);
    assert!(both.stderr.contains("the report's own file"), "{}", both.stderr);
}

#[test]
fn a_report_into_the_folder_it_is_made_from_does_not_read_itself() {
    let folder = Workdir::new();
    folder.write("a.txt", FRONT);
    let run = folder.run(["scan", ".", "--resume", "-o", "out.csv"]).expect_status(0);
    assert!(run.stderr.contains("1 documents"), "{}", run.stderr);
    assert_eq!(folder.names(), ["a.txt", "out.csv"]);
}

#[test]
fn a_report_through_a_link_leaves_the_link() {
    let folder = Workdir::new();
    folder.write("a.txt", FRONT).write("real/out.csv", "older");
    symlink(folder.path("real/out.csv"), folder.path("out.csv")).expect("a link");
    folder.run(["scan", "a.txt", "-o", "out.csv"]).expect_status(0);
    assert!(folder.path("out.csv").is_symlink() && folder.read("real/out.csv").starts_with("id,"));
}

#[test]
fn a_full_disk_is_named() {
    let folder = Workdir::new();
    folder.write("a.txt", FRONT);
    for format in ["csv", "jsonl", "html", "xlsx", "parquet"] {
        let full = fs::File::options().write(true).open("/dev/full").expect("a device of Linux");
        let mut scan = command(&folder.path(""));
        let output = scan.args(["scan", "a.txt", "--to", format]).stdout(full).stderr(Stdio::piped()).output();
        let run = Run::from(output.expect("the program starts")).expect_status(2);
        assert!(run.stderr.contains("standard output: cannot write: No space left"), "{format}: {}", run.stderr);
    }
    let run = folder.run(["scan", "a.txt", "-o", "/dev/full"]).expect_status(2);
    assert!(run.stderr.contains("no regular file"), "{}", run.stderr);
}

#[test]
fn a_report_that_cannot_be_written_to_its_end_leaves_nothing() {
    let folder = Workdir::new();
    let table: String = (0..4000).map(|number| format!("{number},{FRONT}\n")).collect();
    folder.write("jobs.csv", format!("id,text\n{table}")).write("out.csv", "older report");
    for output in ["out.csv", "out.xlsx", "out.parquet"] {
        // With the signal ignored, a file that grows beyond the limit is an error like a full disk.
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
        let mut bash = Command::new("bash");
        bash.current_dir(folder.path("")).args(["-c", script, env!("CARGO_BIN_EXE_frontback")]);
        let run = Run::from(bash.args(["scan", "jobs.csv", "-o", output]).output().expect("bash is there"));
        let run = run.expect_status(2);
        assert!(run.stderr.contains("File too large"), "{output}: {}", run.stderr);
        assert_eq!(folder.names(), ["jobs.csv", "out.csv"], "{output}");
    }
    assert_eq!(folder.read("out.csv"), "older report");
}
