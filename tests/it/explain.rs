//! `frontback explain`: what people see of one text. Weights and scores change; they are masked here.

use std::fs;

use crate::workdir::{Workdir, command, project};

/// The text with each number as `#`, each bar as `█` and each run of spaces as one.
fn masked(text: &str) -> String {
    let mut masked = String::new();
    for character in text.chars() {
        let last = masked.chars().last();
        match character {
            '0'..='9' if last == Some('#') => {}
            '0'..='9' => masked.push('#'),
            // The decimals of a number.
            '.' if last == Some('#') => {}
            ' ' | '█' if last == Some(character) => {}
            _ => masked.push(character),
        }
    }
    masked.replace("\n ", "\n")
}

/// The explanation of a text given as an argument, on lines that need no wrapping.
#[track_caller]
fn explain(arguments: &[&str]) -> String {
    let run = Workdir::new().run([&["explain", "--width", "300"], arguments].concat()).expect_status(0);
    assert_eq!(run.stderr, "");
    run.stdout
}

#[test]
fn the_whole_page() {
    let text = "We smile while accounting sings. She sits without visitors.";
    let page = masked(&explain(&["--title", "Receptionist", "--lang", "en", text]));
    // The place of the score on its scale is a number too.
    let page: Vec<&str> = page.lines().filter(|line| !line.contains('●')).collect();
    let expected = "\
front · score +# · confidence # · English (as told)
[front +weight] [back -weight] {cue: what it does}

# front +# · confidence # · title
[Receptionist +#]
+# Receptionist receptionist front #
title: counts ×# in the sum
";
    assert_eq!(page[..8].join("\n"), expected, "{page:#?}");
    for line in [
        "We smile {while: new clause} [accounting -#] sings.",
        "She sits {without: negation} [visitors -# negated].",
        "without (negation) → visitors",
        "-# visitors visitor front # ×# negated by \"without\", so it speaks for the back",
        "The sum",
        "back │ front counts concept weight × mentions",
        "│█ +# receptionist # × # # in title",
        "A mention counts what its sentence leaves of it; in title ×#; in first sentence ×#",
    ] {
        assert!(page.contains(&line), "no line\n{line}\nin\n{page:#?}");
    }
    // How long a bar is, is a number too.
    let accounting = page.iter().find(|line| line.contains("│ -# accounting"));
    assert!(accounting.is_some_and(|line| line.ends_with("# × # # in first sentence")), "{page:#?}");
    let labels: Vec<&str> = page.iter().copied().filter(|line| line.contains("· confidence")).collect();
    assert_eq!(labels.len(), 4, "one for the text, one for each sentence");
    assert!(page[page.len() - 2].starts_with("label front # against back #"));
    assert!(page[page.len() - 1].starts_with("score +#: (# - #) / (# mentions + #)"));
}

#[test]
fn a_small_page_is_there_as_a_whole() {
    let page = masked(&explain(&["--lang", "en", "The receptionist smiles."]));
    let page: Vec<&str> = page.lines().filter(|line| !line.contains('●')).collect();
    assert_eq!(
        page,
        [
            "front · score +# · confidence # · English (as told)",
            "[front +weight] [back -weight] {cue: what it does}",
            "",
            "# front +# · confidence #",
            "The [receptionist +#] smiles.",
            "+# receptionist receptionist front #",
            "",
            "The sum",
            "back │ front counts concept weight × mentions",
            "│█ +# receptionist # × #",
            "",
            "label front #, at least the # that a label takes, and nothing for the back, so front",
            "score +#: (# - #) / (# mentions + #) is an average weight x of +#, bent into -# by x / √(x² + #²)",
        ],
    );
}

#[test]
fn labels_are_those_of_scan() {
    for sample in ["front-desk.en.txt", "kundeservice.nb.txt", "lohnbuchhaltung.de.md", "two-doors.en.md"] {
        let path = format!("data/samples/{sample}");
        let run = |arguments: &[&str]| {
            let output = command(project()).args(arguments).output().expect("the program starts");
            String::from_utf8(output.stdout).expect("UTF-8")
        };
        let scanned = run(&["scan", &path, "--per", "sentence", "--to", "tsv"]);
        let labels: Vec<&str> = scanned.lines().skip(1).filter_map(|line| line.split('\t').nth(9)).collect();
        let page = run(&["explain", &path]);
        let heads = page.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit()));
        let explained: Vec<&str> = heads.filter_map(|line| line.split_whitespace().nth(1)).collect();
        assert_eq!(explained, labels, "{sample}");
    }
}

#[test]
fn colour_replaces_brackets_and_is_there_on_request_only() {
    let text = "The receptionist works without accountants.";
    for arguments in [&["--color", "never", text][..], &["--color", "auto", text]] {
        assert!(!explain(arguments).contains('\u{1b}'));
    }
    let colored = explain(&["--color", "always", text]);
    assert!(colored.contains("\u{1b}[36mreceptionist\u{1b}[0m"), "{colored}");
    assert!(colored.contains("\u{1b}[9m"), "nothing is struck: {colored}");
    assert!(!colored.contains('{') && !colored.contains("[receptionist"));
}

#[test]
fn the_text_cannot_command_the_terminal() {
    let folder = Workdir::new();
    // With more of them it would be no text.
    let plain = "All day long and every day of the week the same thing happens here. ".repeat(20);
    let evil = "The \u{1b}[31mreceptionist\u{7} \u{202e}smiles\u{9b}2J at our guests.\u{1b}]0;title\u{7} ";
    folder.write("evil.txt", format!("{evil}{plain}"));
    for color in ["never", "always"] {
        let page = folder.run(["explain", "evil.txt", "--lang", "en", "--color", color]).expect_status(0).stdout;
        assert!(page.contains("␛") && page.contains("<U+202E>") && page.contains("<U+009B>") && page.contains("␇"));
        // The page's own sequences are styles, which end in m and hold nothing but digits.
        for sequence in page.split('\u{1b}').skip(1) {
            let style = sequence.strip_prefix('[').and_then(|rest| rest.split_once('m'));
            assert!(style.is_some_and(|(style, _)| style.chars().all(|c| c.is_ascii_digit() || c == ';')));
            assert!(!sequence.starts_with("[31m"));
        }
        let harmless = |c: char| !c.is_control() || c == '\n' || c == '\u{1b}' && color == "always";
        assert!(page.chars().all(harmless));
    }
}

#[test]
fn lines_fit_the_page() {
    for width in [60, 100] {
        for entry in fs::read_dir(project().join("data/samples")).expect("samples") {
            let path = entry.expect("readable").path();
            if !path.extension().is_some_and(|extension| extension == "txt" || extension == "md") {
                continue;
            }
            let width_flag = width.to_string();
            let arguments = ["explain".as_ref(), path.as_os_str(), "--width".as_ref(), width_flag.as_ref()];
            let page = Workdir::new().run(arguments).expect_status(0).stdout;
            for line in page.lines() {
                assert!(line.chars().count() <= width, "{}: wider than {width}:\n{line}", path.display());
                assert_eq!(line.trim_end(), line);
            }
        }
    }
}

#[test]
fn texts_come_from_arguments_files_tables_and_standard_input() {
    let folder = Workdir::new();
    folder
        .write("latin.txt", b"Die B\xfcrokr\xe4fte pr\xfcfen Rechnungen f\xfcr die Buchhaltung.")
        .write("jobs.csv", "title,description\nCook,Fry fish.\nReceptionist,You greet our guests at the reception.\n");
    let latin = folder.run(["explain", "latin.txt"]).expect_status(0).stdout;
    assert!(latin.starts_with("latin.txt\nback · ") && latin.contains("Bürokräfte"), "{latin}");
    let record = folder.run(["explain", "jobs.csv", "--record", "2"]).expect_status(0).stdout;
    assert!(record.starts_with("jobs.csv, record 2\nfront · ") && record.contains("· title"), "{record}");
    for arguments in [&["explain"][..], &["explain", "-"]] {
        let piped = folder.pipe(arguments, b"You greet our guests at the reception.").expect_status(0).stdout;
        assert!(piped.starts_with("stdin\nfront · "), "{piped}");
    }
}

#[test]
fn what_was_not_judged_says_what_to_do() {
    #[track_caller]
    fn check(arguments: &[&str], expected: &[&str]) {
        let page = explain(arguments);
        expected.iter().for_each(|part| assert!(page.contains(part), "no '{part}' in\n{page}"));
    }
    check(&[" \n "], &["empty\n", "There is no text"]);
    check(&["12345"], &["undetected-language\n", "--lang CODE", "English (en)"]);
    check(
        &["営業スタッフを募集しています。お客様への対応をお願いします。"],
        &["unsupported-language · Japanese", "which has no lexicon", "German (de)"],
    );
}

#[test]
fn what_cannot_be_read_is_an_error() {
    let folder = Workdir::new();
    folder
        .write("two.csv", "text\nFry fish.\nBake bread.\n")
        .write("none.csv", "text\n")
        .write("texts/a.txt", "Fry fish.")
        .write("picture.txt", b"\x89PNG\0\0\0\0\0\0\0\0\0\0");
    let fails = |arguments: &[&str], expected: &str| {
        let run = folder.run([&["explain"], arguments].concat()).expect_status(2);
        assert_eq!(run.stdout, "");
        assert!(run.stderr.contains(expected), "no '{expected}' in {}", run.stderr);
    };
    fails(&["two.csv"], "--record N");
    fails(&["two.csv", "--record", "3"], "has no record 3");
    fails(&["none.csv"], "holds no record");
    fails(&["texts"], "is a folder");
    fails(&["texts/b.txt"], "no such file");
    fails(&["picture.txt"], "not a text");
    fails(&["texts/a.txt", "--max-record", "5"], "raise --max-record");
    fails(&["Fry fish.", "--max-record", "5"], "raise --max-record");
    fails(&["Fry fish.", "--record", "1"], "names no file");
}
