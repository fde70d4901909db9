//! A folder under `tests/cases` is a case: `args` (one a line), its input files, and what must come out:
//! `expected.csv` for standard output, `expected.stderr` for standard error (lines that must stand in it),
//! `expected.status` for the exit status (0 where absent). `UPDATE=1 cargo test cases` rewrites
//! `expected.csv`; the difference is reviewed like code.

use std::fs;
use std::path::{Path, PathBuf};

use crate::workdir::{Run, command, project};

#[test]
fn every_case_gives_what_it_must() {
    let folder = project().join("tests/cases");
    let mut cases: Vec<PathBuf> =
        fs::read_dir(&folder).expect("tests/cases").map(|entry| entry.expect("readable").path()).collect();
    cases.sort();
    assert!(!cases.is_empty(), "no case under {}", folder.display());
    let failures: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn check(case: &Path) -> Result<(), String> {
    let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let read = |file: &str| fs::read_to_string(case.join(file)).ok();
    let arguments = read("args").ok_or_else(|| format!("{name}: no file args"))?;
    let run = Run::from(command(case).args(arguments.lines()).output().map_err(|error| format!("{name}: {error}"))?);
    let status: i32 = read("expected.status")
        .map_or(Ok(0), |text| text.trim().parse())
        .map_err(|_| format!("{name}: expected.status is no number"))?;
    if run.status != status {
        return Err(format!("{name}: exit status {}, expected {status}\n{}", run.status, run.stderr));
    }
    for line in read("expected.stderr").unwrap_or_default().lines() {
        if !run.stderr.contains(line) {
            return Err(format!("{name}: standard error lacks\n{line}\nand has\n{}", run.stderr));
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        fs::write(case.join("expected.csv"), &run.stdout).map_err(|error| format!("{name}: {error}"))?;
        return Ok(());
    }
    let expected = read("expected.csv").ok_or_else(|| format!("{name}: no expected.csv; UPDATE=1 writes it"))?;
    let differs = expected.lines().zip(run.stdout.lines()).find(|(expected, found)| expected != found);
    match differs {
        Some((expected, found)) => Err(format!("{name}:\nexpected {expected}\nfound    {found}")),
        None if expected != run.stdout => Err(format!("{name}: expected\n{expected}\nfound\n{}", run.stdout)),
        None => Ok(()),
    }
}
