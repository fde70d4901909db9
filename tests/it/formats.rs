//! The same documents in every format, encoding and packing give the same rows.

use std::io::Write as _;

use crate::workdir::Workdir;

const TITLES: [&str; 3] = ["Receptionist", "Lohnbuchhalter", "Regnskapsfører"];
const TEXTS: [&str; 3] = [
    "You greet our guests, \"smile\" and answer the phone; the front office is yours.",
    "Sie prüfen Rechnungen, führen Konten und erstellen die monatliche Lohnabrechnung für unser Büro.",
    "Du fører regnskap, behandler fakturaer og bistår ved årsoppgjøret på kontoret vårt.",
];

fn delimited(delimiter: char, line_break: &str) -> String {
    let mut table = ["id", "title", "text"].join(&delimiter.to_string()) + line_break;
    for (number, (title, text)) in TITLES.iter().zip(TEXTS).enumerate() {
        let quoted = text.replace('"', "\"\"");
        table += &format!("{number}{delimiter}{title}{delimiter}\"{quoted}\"{line_break}");
    }
    table
}

fn json_lines() -> String {
    let object = |number: usize| {
        serde_json::json!({"id": number, "title": TITLES[number], "text": TEXTS[number]}).to_string() + "\n"
    };
    (0..TITLES.len()).map(object).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn every_format_gives_the_same_rows() {
    let csv = delimited(',', "\n");
    let latin1: Vec<u8> = csv.chars().map(|letter| u8::try_from(u32::from(letter)).expect("Latin-1")).collect();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("comma.csv", csv.clone().into_bytes()),
        ("semicolon.csv", delimited(';', "\r\n").into_bytes()),
        ("pipe.csv", delimited('|', "\n").into_bytes()),
        ("tabs.tsv", delimited('\t', "\n").into_bytes()),
        ("tabs.csv", delimited('\t', "\n").into_bytes()),
        ("mark.csv", [b"\xef\xbb\xbf", csv.as_bytes()].concat()),
        ("utf16.csv", utf16(&csv)),
        ("latin1.csv", latin1),
        ("packed.csv.gz", gzip(csv.as_bytes())),
        ("packed-without-extension.csv", gzip(csv.as_bytes())),
        ("packed.csv.zst", zstd::encode_all(csv.as_bytes(), 1).expect("memory takes it")),
        ("objects.jsonl", json_lines().into_bytes()),
        ("objects.jsonl.gz", gzip(json_lines().as_bytes())),
        ("unnamed-table", csv.clone().into_bytes()),
        ("unnamed-objects", json_lines().into_bytes()),
    ];
    let folder = Workdir::new();
    let rows = |name: &str| {
        let run = folder.run(["scan", name]).expect_status(0);
        run.stdout.replace(name, "SOURCE")
    };
    folder.write("first.csv", &csv);
    let expected = rows("first.csv");
    assert_eq!(expected.lines().count(), 1 + TITLES.len());
    for (name, bytes) in files {
        folder.write(name, bytes);
        assert_eq!(rows(name), expected, "{name}");
    }
    let piped = folder.pipe(["scan"], csv.as_bytes()).expect_status(0);
    assert_eq!(piped.stdout.replace(",stdin,", ",SOURCE,"), expected);
}

#[test]
fn reports_agree_in_every_format() {
    let folder = Workdir::new();
    folder.write("jobs.csv", delimited(',', "\n"));
    let csv = folder.run(["scan", "jobs.csv"]).expect_status(0);
    let scores = csv.column("score");
    let objects = folder.run(["scan", "jobs.csv", "--to", "jsonl"]).expect_status(0).stdout;
    for (line, score) in objects.lines().zip(&scores) {
        let object: serde_json::Value = serde_json::from_str(line).expect("one object a line");
        assert_eq!(&object["score"].to_string(), score);
    }
    assert_eq!(objects.lines().count(), scores.len());
    folder.run(["scan", "jobs.csv", "-o", "report.tsv.gz"]).expect_status(0);
    let packed = std::fs::read(folder.path("report.tsv.gz")).expect("written");
    let mut unpacked = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&packed[..]), &mut unpacked).expect("gzip");
    assert_eq!(unpacked.lines().next(), csv.stdout.lines().next().map(|line| line.replace(',', "\t")).as_deref());
    assert_eq!(unpacked.lines().count(), scores.len() + 1);
}

#[test]
fn excel_gets_what_a_double_click_needs() {
    let folder = Workdir::new();
    folder.write("jobs.csv", delimited(',', "\n"));
    let european = folder.run(["scan", "jobs.csv", "--excel"]).expect_status(0).stdout;
    assert!(european.starts_with("\u{feff}id;source;record;"), "{european}");
    assert!(european.lines().count() == 4 && european.matches("\r\n").count() == 4);
    let score = european.lines().nth(1).and_then(|row| row.split(';').nth(7)).unwrap_or_default();
    assert!(score.starts_with("0,"), "a decimal comma in {score}");
    let english = folder.run(["scan", "jobs.csv", "--excel=comma"]).expect_status(0).stdout;
    assert!(english.starts_with("\u{feff}id,source,record,"));
    folder.run(["scan", "jobs.csv", "--excel", "--to", "jsonl"]).expect_status(2);
}

/// The same posting in every format, by the programs that people write such files with.
#[track_caller]
fn check_samples(names: &[&str], has_title: bool, flags: &[&str]) {
    const TEXT: &str = "You welcome our guests at the reception and answer the telephone.\n\nCustomers come to you with \
        their questions, and you advise them gladly.\n\n- Greet visitors and hand out their badges\n- Sell tickets at \
        the counter";
    let folder = Workdir::new();
    folder.write("titled.csv", format!("id,title,text\n1,Receptionist,\"{TEXT}\"\n"));
    folder.write("plain.txt", format!("Receptionist\n\n{TEXT}\n"));
    let samples = crate::workdir::project().join("tests/data/formats");
    let columns = |run: &crate::workdir::Run| {
        ["status", "label", "score", "evidence", "front_hits", "sentences"].map(|name| run.column(name)).concat()
    };
    let expected = columns(&folder.run(["scan", if has_title { "titled.csv" } else { "plain.txt" }]));
    for name in names {
        let sample = samples.join(name).display().to_string();
        let run = folder.run(["scan", sample.as_str()].into_iter().chain(flags.iter().copied()));
        assert_eq!(columns(&run), expected, "{name}: {}", run.stderr);
    }
}

#[test]
fn office_files_give_the_label_of_their_text() {
    let tables = ["openpyxl.xlsx", "libreoffice.xlsx", "libreoffice.ods", "libreoffice.xls", "pyarrow.parquet"];
    check_samples(&tables, true, &[]);
    check_samples(&["pandoc.docx", "pandoc.odt", "pandoc.epub", "libreoffice.docx", "libreoffice.odt"], true, &[]);
    // These do not tell a title from other paragraphs.
    check_samples(&["pandoc.rtf", "libreoffice.rtf", "libreoffice.pdf", "chromium.pdf"], false, &[]);
}

#[test]
fn pages_mails_and_archives_give_the_label_of_their_text() {
    check_samples(&["posting.html", "pages.warc.gz", "message.eml", "messages.mbox"], true, &[]);
    check_samples(&["nested.json"], true, &["--title", "job.title", "--text", "job.parts.text"]);
    check_samples(&["receptionist.md", "posting.zip", "posting.tar.xz"], false, &[]);
}
