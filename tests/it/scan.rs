//! What a user meets: good input, bad input, and what the exit status says of it.

use std::process::Stdio;

use crate::workdir::{Workdir, command};

const FRONT: &str = "You greet our guests at the reception and answer their questions.";
const BACK: &str = "You post invoices, keep the accounts and prepare the payroll.";

#[test]
fn columns_are_those_of_the_contract() {
    let folder = Workdir::new();
    folder.write("a.txt", FRONT);
    let header = |per: &str| {
        let run = folder.run(["scan", "a.txt", "--per", per]).expect_status(0);
        run.stdout.lines().next().unwrap_or_default().to_owned()
    };
    assert_eq!(
        header("document"),
        "id,source,record,language,language_confidence,status,label,score,confidence,front,back,front_hits,back_hits,\
         coverage,words,sentences,front_sentences,back_sentences,mixed_sentences,neutral_sentences,functions,evidence"
    );
    assert_eq!(
        header("sentence"),
        "id,source,record,sentence,start,end,language,language_confidence,status,label,score,confidence,front,back,\
         functions,evidence,text"
    );
}

#[test]
fn every_input_has_its_row_and_its_status() {
    let folder = Workdir::new();
    folder
        .write("texts/1-front.txt", FRONT)
        .write("texts/2-back.md", BACK)
        .write("texts/3-empty.txt", "")
        .write("texts/4-blank.txt", " \n\t\n")
        .write("texts/5-digits.txt", "12345 67890\n👍👍")
        .write("texts/6-japanese.txt", "営業スタッフを募集しています。お客様への対応をお願いします。")
        .write("texts/.hidden.txt", FRONT);
    let run = folder.run(["scan", "texts"]).expect_status(0);
    assert_eq!(run.column("status"), ["ok", "ok", "empty", "empty", "undetected-language", "unsupported-language"]);
    assert_eq!(run.column("label"), ["front", "back", "", "", "", ""]);
    assert_eq!(run.column("score")[2..], ["", "", "", ""]);
    assert_eq!(run.column("language")[5], "ja");
    assert!(run.stderr.contains("6 documents"), "{}", run.stderr);
}

#[test]
fn sentences_of_unsupported_languages_are_rows_without_a_label() {
    let folder = Workdir::new();
    folder.write("a.txt", "Мы ищем администратора. Қызметкер керек! Он будет встречать гостей и отвечать на звонки.");
    let run = folder.run(["scan", "--per", "sentence", "a.txt", "--lang", "kk"]).expect_status(0);
    assert_eq!(run.column("sentence"), ["1", "2", "3"]);
    assert_eq!(run.column("start"), ["0", "24", "41"]);
    assert_eq!(run.column("text")[1], "Қызметкер керек!");
    assert_eq!(run.column("status"), ["unsupported-language"; 3]);
    assert_eq!(run.column("label"), [""; 3]);
}

#[test]
fn sentences_carry_character_offsets() {
    let folder = Workdir::new();
    let text = "Grüße! Für unsere Gäste öffnen wir früh. Die Buchhaltung prüft Rechnungen.";
    folder.write("a.txt", text);
    let run = folder.run(["scan", "--per", "sentence", "a.txt", "--lang", "de"]).expect_status(0);
    let characters: Vec<char> = text.chars().collect();
    for ((start, end), sentence) in run.column("start").iter().zip(run.column("end")).zip(run.column("text")) {
        let range = start.parse::<usize>().expect("a number")..end.parse::<usize>().expect("a number");
        assert_eq!(characters[range].iter().collect::<String>(), sentence);
    }
    assert_eq!(run.column("sentence"), ["1", "2", "3"]);
}

#[test]
fn bad_paths_are_named_and_the_rest_is_done() {
    let folder = Workdir::new();
    folder
        .write("good.txt", FRONT)
        .write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0")
        .write("broken.txt.gz", b"\x1f\x8b\x08nonsense");
    std::fs::create_dir(folder.path("nothing")).expect("a new folder");
    let run =
        folder.run(["scan", "missing.txt", "nothing", "picture.png", "broken.txt.gz", "good.txt"]).expect_status(1);
    assert_eq!(run.column("id"), ["good.txt"]);
    for message in [
        "missing.txt: cannot open: ",
        "nothing: the folder holds no file",
        "picture.png: not a text",
        "broken.txt.gz: ",
    ] {
        assert!(run.stderr.contains(message), "no '{message}' in {}", run.stderr);
    }
    folder.run(["scan", "missing.txt"]).expect_status(2);
    folder.run(["scan", "picture.png"]).expect_status(2);
}

#[test]
fn empty_tables_are_named_and_empty_columns_kept() {
    let folder = Workdir::new();
    folder.write("a.txt", FRONT).write("b.csv", "").write("c.jsonl", "").write("d.csv", "id,text,region\n");
    folder.write("e.csv", format!("id,text,region\n1,\"{BACK}\",North\n"));
    let run = folder.run(["scan", "a.txt", "b.csv", "c.jsonl", "d.csv", "e.csv", "--keep", "region"]).expect_status(1);
    assert_eq!(run.column("region"), ["", "North"]);
    for name in ["b.csv", "c.jsonl"] {
        assert!(run.stderr.contains(&format!("{name}: the file is empty")), "{}", run.stderr);
    }
    assert!(!run.stderr.contains("d.csv"), "{}", run.stderr);
}

#[test]
fn a_table_without_a_text_column_says_what_it_has() {
    let folder = Workdir::new();
    folder.write("jobs.csv", "number,duties\n1,Greet guests\n");
    let run = folder.run(["scan", "jobs.csv"]).expect_status(2);
    assert!(run.stderr.contains("jobs.csv: no text column found; the columns are: number, duties"), "{}", run.stderr);
    assert!(run.stderr.contains("--text COLUMN"), "{}", run.stderr);
    let run = folder.run(["scan", "jobs.csv", "--text", "duties", "--keep", "number", "--lang", "en"]).expect_status(0);
    assert_eq!(run.column("number"), ["1"]);
    folder.run(["scan", "jobs.csv", "--text", "duty"]).expect_status(2);
}

#[test]
fn bad_records_go_to_the_rejects_and_good_ones_stay() {
    let folder = Workdir::new();
    let table = format!("id,text\n1,{FRONT}\n2,\"never closed\n3,{BACK}\n4,a\0b\n5,{FRONT}\n");
    folder.write("jobs.csv", table);
    let run = folder.run(["scan", "jobs.csv", "--rejects", "rejects.csv"]).expect_status(1);
    assert_eq!(run.column("id"), ["1", "3", "5"]);
    let rejects = folder.read("rejects.csv");
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines[0], "source,record,line,byte,reason,excerpt");
    assert!(lines[1].starts_with("jobs.csv,2,3,"), "{}", lines[1]);
    assert!(lines[2].starts_with("jobs.csv,4,5,"), "{}", lines[2]);
    assert!(run.stderr.contains("jobs.csv: record 2 (line 3): a quote is opened"), "{}", run.stderr);

    folder.write("jobs.jsonl", format!("{{\"text\":\"{FRONT}\"}}\nnonsense\n{{\"text\":\"{BACK}\"}}\n"));
    let run = folder.run(["scan", "jobs.jsonl"]).expect_status(1);
    assert_eq!(run.column("label"), ["front", "back"]);
    assert!(run.stderr.contains("jobs.jsonl: record 2 (line 2): no JSON object"), "{}", run.stderr);
}

#[test]
fn a_record_over_the_limit_is_rejected() {
    let folder = Workdir::new();
    folder.write("jobs.csv", format!("id,text\n1,{}\n2,{BACK}\n", "x".repeat(5000)));
    let run = folder.run(["scan", "jobs.csv", "--max-record", "2K"]).expect_status(1);
    assert_eq!(run.column("id"), ["2"]);
    assert!(run.stderr.contains("record limit of 2048 bytes"), "{}", run.stderr);
}

#[test]
fn damaged_text_is_read_and_counted() {
    let folder = Workdir::new();
    folder.write("a.txt", b"Wir begr\xc3\xbc\xc3\x9fen unsere G\xc3\xa4ste und f\xc3\xbchren sie \xff zum Tisch.");
    let run = folder.run(["scan", "a.txt"]).expect_status(0);
    assert_eq!(run.column("language"), ["de"]);
    assert!(run.stderr.contains("U+FFFD: 1"), "{}", run.stderr);
}

#[test]
fn a_closed_pipe_is_a_success() {
    let folder = Workdir::new();
    let table: String = (0..20_000).map(|number| format!("{number},{FRONT}\n")).collect();
    folder.write("jobs.csv", format!("id,text\n{table}"));
    let mut child = command(&folder.path(""))
        .args(["scan", "jobs.csv", "-q"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn reports_are_there_whole_or_not_at_all() {
    let folder = Workdir::new();
    folder.write("jobs.csv", "number\n1\n").write("report.csv", "older report");
    folder.run(["scan", "jobs.csv", "-o", "report.csv"]).expect_status(2);
    assert_eq!(folder.read("report.csv"), "older report");
    assert_eq!(folder.names(), ["jobs.csv", "report.csv"]);
    folder.run(["scan", "jobs.csv", "--text", "number", "-o", "report.csv"]).expect_status(0);
    assert!(folder.read("report.csv").starts_with("id,source"));
    let onto_itself = folder.run(["scan", "jobs.csv", "--text", "number", "-o", "jobs.csv"]).expect_status(2);
    assert!(onto_itself.stderr.contains("cannot be the output too"), "{}", onto_itself.stderr);
    folder.run(["scan", "jobs.csv", "-o", "no/such/folder.csv"]).expect_status(2);
}

#[test]
fn spreadsheets_run_no_formula_from_a_table() {
    let folder = Workdir::new();
    folder.write("jobs.csv", format!("id,text,note\n=1+1,\"{FRONT}\",@SUM(A1)\n0012,\"{BACK}\",-5\n"));
    let run = folder.run(["scan", "jobs.csv", "--keep", "note"]).expect_status(0);
    assert_eq!(run.column("id"), ["'=1+1", "0012"]);
    assert_eq!(run.column("note"), ["'@SUM(A1)", "'-5"]);
    assert!(run.column("score")[1].starts_with('-'), "numbers stay numbers");
}

#[test]
fn languages_can_be_forced_and_limited() {
    let folder = Workdir::new();
    folder.write("jobs.csv", format!("text,lang\n{FRONT},\nDirektør,da\n"));
    let language = |arguments: &[&str]| {
        let all = [&["scan", "jobs.csv"], arguments].concat();
        folder.run(all).expect_status(0).column("language")
    };
    assert_eq!(language(&[]), ["en", "da"]);
    assert_eq!(language(&["--lang", "de"]), ["de", "de"]);
    assert_eq!(language(&["--langs", "en,nb"])[0], "en");
    let run = folder.run(["scan", "jobs.csv", "--lang", "english!"]).expect_status(2);
    assert!(run.stderr.contains("a language code such as en"), "{}", run.stderr);
}

#[test]
fn user_lexicons_add_replace_and_are_checked() {
    let folder = Workdir::new();
    folder.write("a.txt", "We are looking for a person who will wrangle zebras for the whole of the year.");
    folder.write("mine.csv", "term,side,weight\nwrangle zebras,front,2\n");
    let run = folder.run(["scan", "a.txt", "--lexicon", "mine.csv"]).expect_status(0);
    assert_eq!(
        (run.column("label"), run.column("evidence")),
        (vec!["front".to_owned()], vec!["wrangle zebras×1".to_owned()])
    );

    folder.write("b.txt", FRONT).write("mute.csv", "term,side\ngreet*,neutral\n");
    let evidence = |arguments: &[&str]| folder.run(arguments).expect_status(0).column("evidence").remove(0);
    assert!(evidence(&["scan", "b.txt"]).contains("greet"));

    folder.write("bad.csv", "term,side\nzebra,sideways\n");
    let run = folder.run(["scan", "a.txt", "--lexicon", "bad.csv"]).expect_status(2);
    assert!(
        run.stderr.contains("bad.csv:2: unknown side 'sideways'; expected front, back or neutral"),
        "{}",
        run.stderr
    );
    folder.write("lost.csv", "concept,term\nno-such-concept,zebra\n");
    let run = folder.run(["lexicon", "check", "lost.csv"]).expect_status(1);
    assert!(run.stdout.contains("lost.csv:2: mistake (rule): unknown concept 'no-such-concept'"), "{}", run.stdout);
    folder.run(["lexicon", "check", "mine.csv"]).expect_status(0);
}

#[test]
fn help_completions_and_the_manual_are_there() {
    let folder = Workdir::new();
    assert!(folder.run(["--help"]).expect_status(0).stdout.contains("frontback scan postings/"));
    assert!(folder.run(["completions", "bash"]).expect_status(0).stdout.contains("_frontback"));
    let page = folder.run(["man"]).expect_status(0).stdout;
    assert!(page.contains(".TH frontback") && page.contains("max\\-record"), "{page}");
    assert!(folder.run(["--version"]).expect_status(0).stdout.contains(env!("CARGO_PKG_VERSION")));
    folder.run(["scan", "--no-such-flag"]).expect_status(2);
    let languages = folder.run(["lexicon", "languages"]).expect_status(0).column("language");
    assert!(languages.contains(&"en".to_owned()));
}

#[test]
fn globs_and_standard_input_are_inputs() {
    let folder = Workdir::new();
    folder.write("in/a.txt", FRONT).write("in/b.md", BACK).write("in/deep/c.txt", BACK);
    assert_eq!(folder.run(["scan", "in/*.txt"]).expect_status(0).column("id"), ["in/a.txt"]);
    assert_eq!(folder.run(["scan", "in/**/*.txt"]).expect_status(0).column("id"), ["in/a.txt", "in/deep/c.txt"]);
    let piped = folder.pipe(["scan", "-", "in/b.md"], FRONT.as_bytes()).expect_status(0);
    assert_eq!(piped.column("source"), ["stdin", "in/b.md"]);
}

#[test]
fn the_table_for_people_is_coloured_only_on_request() {
    let folder = Workdir::new();
    folder.write("a.txt", FRONT);
    let table = |color: &str| folder.run(["scan", "a.txt", "--to", "table", "--color", color]).expect_status(0).stdout;
    assert!(table("always").contains("\u{1b}[36mfront"));
    assert!(!table("auto").contains('\u{1b}') && !table("never").contains('\u{1b}'));
    assert!(folder.run(["scan", "a.txt", "-v"]).expect_status(0).stderr.contains("reading a.txt"));
}

#[test]
fn progress_shows_only_when_it_should() {
    let folder = Workdir::new();
    folder.write("a.txt", FRONT);
    assert!(folder.run(["scan", "a.txt", "-q"]).expect_status(0).stderr.is_empty());
    assert!(!folder.run(["scan", "a.txt"]).expect_status(0).stderr.contains("left"));
    assert!(folder.run(["scan", "a.txt", "--progress", "always"]).expect_status(0).stderr.contains("1 documents"));
}
