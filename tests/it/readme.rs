//! README's listings are run: what it shows is what the program prints. `UPDATE=1` writes what it prints.

use std::fs;

use crate::workdir::{Run, command, project};

/// Commands with a listing: a line `$ frontback ...` in a block marked `console`, and the lines below it.
fn listings() -> Vec<(String, String)> {
    let readme = fs::read_to_string(project().join("README.md")).expect("README.md");
    let mut listings = Vec::new();
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        for listing in block.split("$ ").skip(1) {
            let (command, output) = listing.split_once('\n').unwrap_or((listing, ""));
            listings.push((command.to_owned(), output.to_owned()));
        }
    }
    listings
}

#[test]
fn listings_show_what_the_program_prints() {
    let listings: Vec<_> = listings().into_iter().filter(|(command, _)| command.starts_with("frontback ")).collect();
    assert!(listings.len() >= 3, "README shows too little");
    for (line, expected) in listings {
        let words: Vec<String> =
            line.split_whitespace().skip(1).map(|word| word.trim_matches('\'').to_owned()).collect();
        let run = Run::from(command(project()).args(&words).output().expect("the program starts"));
        assert_eq!(run.status, 0, "$ {line}\n{}", run.stderr);
        if run.stdout.trim_end() != expected.trim_end() && std::env::var_os("UPDATE").is_some() {
            let path = project().join("README.md");
            let readme = fs::read_to_string(&path).expect("README.md");
            let [old, new] = [&expected, &run.stdout].map(|output| format!("$ {line}\n{}\n", output.trim_end()));
            fs::write(&path, readme.replacen(&old, &new, 1)).expect("writable");
            continue;
        }
        assert_eq!(run.stdout.trim_end(), expected.trim_end(), "README's listing of\n$ {line}");
    }
}
