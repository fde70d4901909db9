//! Inputs that are damaged or made to do harm, in every format: none ends the scan, none is lost without a word, the
//! good ones beside them are all kept, and memory stays bounded.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::Command;

use crate::workdir::{Run, Workdir, project};

const FRONT: &str = "You greet our guests at the reception and answer their questions.";

/// What a scan may take of memory of its own, in KiB: 512 MiB.
const MEMORY_KIB: usize = 512 << 10;

/// What becomes of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// So many rows, and no reject.
    Rows(usize),
    /// No row; a reject whose reason has this in it.
    Rejected(&'static str),
    /// A row and a reject whose reason has this in it.
    Both(&'static str),
    /// A row or a reject.
    Named,
}

use Fate::{Both, Named, Rejected, Rows};

type Inputs = BTreeMap<String, (Vec<u8>, Fate)>;

fn packed(pack: impl Fn(&[u8]) -> Vec<u8>, name: &str, bytes: &[u8]) -> (String, Vec<u8>) {
    (name.to_owned(), pack(bytes))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes it")
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory takes it")
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("memory takes it");
        writer.write_all(bytes).expect("memory takes it");
    }
    writer.finish().expect("memory takes it").into_inner()
}

fn tar_header(size: u64, name: &str) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_path(name).expect("short enough");
    header.set_size(size);
    header.set_cksum();
    header
}

/// Samples of every format, cut off at several places and with single bits turned.
fn damaged(inputs: &mut Inputs) {
    let folder = project().join("tests/data/formats");
    let mut samples: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .expect("the samples")
        .map(|entry| entry.expect("readable").path())
        .map(|path| {
            (
                path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                std::fs::read(path).expect("readable"),
            )
        })
        .collect();
    samples.push(("t.csv".to_owned(), format!("id,text\n1,\"{FRONT}\"\n2,{FRONT}\n").into_bytes()));
    samples.push(("t.jsonl".to_owned(), format!("{{\"text\":\"{FRONT}\"}}\n").repeat(3).into_bytes()));
    samples.push(packed(gzip, "t.txt.gz", FRONT.as_bytes()));
    samples.push(packed(xz, "t.txt.xz", FRONT.as_bytes()));
    for (name, bytes) in samples {
        for quarter in 1..4 {
            let cut = &bytes[..bytes.len() * quarter / 4];
            inputs.insert(format!("cut-{quarter}-{name}"), (cut.to_vec(), Named));
        }
        for turn in 1..5_usize {
            let mut turned = bytes.clone();
            // Places that are spread over the file, always the same ones.
            let place = turned.len() * (turn * 2 - 1) / 8;
            turned[place] ^= 1 << turn;
            inputs.insert(format!("turned-{turn}-{name}"), (turned, Named));
        }
    }
}

fn bombs(inputs: &mut Inputs) {
    let zeros = vec![b'0'; 1 << 20];
    let ratio = "times its size";
    let many = |member: Vec<u8>| member.repeat(120);
    let mut add = |name: &str, bytes: Vec<u8>, fate| inputs.insert(format!("bomb-{name}"), (bytes, fate));
    add("gz.txt.gz", many(gzip(&zeros)), Rejected(ratio));
    add("gz.jsonl.gz", many(gzip(&zeros)), Rejected(ratio));
    add("zst.csv.zst", many(zstd::encode_all(&zeros[..], 1).expect("memory takes it")), Rejected(ratio));
    add("xz.json.xz", many(xz(&zeros)), Rejected(ratio));
    add("layers.gz", (0..6).fold(b"a".to_vec(), |inner, _| gzip(&inner)), Rejected("times over"));
    let member = many(gzip(&zeros));
    add("in.zip", zip(&[("a.jsonl.gz", &member), ("b.txt", FRONT.as_bytes())]), Named);
    let nested = (0..6).fold(zip(&[("a.txt", FRONT.as_bytes())]), |inner, _| zip(&[("in.zip", &inner)]));
    add("nested.zip", nested, Rejected("--max-nesting"));
    let large = vec![b'x'; 20 << 20];
    let types: &[u8] = b"<Types/>";
    add("large.docx", zip(&[("[Content_Types].xml", types), ("word/document.xml", &large)]), Named);
    let laughs = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">\
        <!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">]>";
    let document = format!(
        "<?xml version=\"1.0\"?>{laughs}<w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>&d;</w:t></w:r></w:p></w:body></w:document>"
    );
    add("entities.docx", zip(&[("[Content_Types].xml", types), ("word/document.xml", document.as_bytes())]), Named);
    add(
        "entities.xhtml",
        format!("<?xml version=\"1.0\"?>{laughs}<html><p>{FRONT}&d;</p></html>").into_bytes(),
        Rows(1),
    );
    let deep = format!("{}{}", "<w:p>".repeat(1_000_000), FRONT);
    add("deep.docx", zip(&[("[Content_Types].xml", types), ("word/document.xml", deep.as_bytes())]), Named);
    let mut overlap = zip(&[("a.txt", FRONT.as_bytes())]);
    overlap.extend_from_slice(&zip(&[("b.txt", FRONT.as_bytes())]));
    add("two.zip", overlap, Named);
}

fn deep(inputs: &mut Inputs) {
    const MANY: usize = 1_000_000;
    let mut add = |name: &str, bytes: String, fate| inputs.insert(format!("deep-{name}"), (bytes.into_bytes(), fate));
    let arrays = format!("{}{}", "[".repeat(MANY), "]".repeat(MANY));
    add("arrays.json", arrays.clone(), Named);
    add("arrays.jsonl", format!("{{\"text\":\"{FRONT}\"}}\n{arrays}\n"), Both("deeper"));
    add("value.jsonl", format!("{{\"text\":\"{FRONT}\",\"x\":1}}\n{{\"text\":{arrays}}}\n"), Both("--max-depth"));
    add("value.json", format!("[{{\"text\":\"{FRONT}\"}},{{\"text\":{arrays}}}]"), Both("--max-depth"));
    add("objects.json", "{\"text\":".repeat(MANY), Named);
    add("open.json", format!("[{{\"text\":\"{FRONT}\"}},{}", "[".repeat(MANY)), Both("expected {...}"));
    for tag in ["div", "b", "p", "ul><li", "table><tr><td", "svg", "select", "blockquote", "form", "template"] {
        // One of them as deep as can be; the others only differ in how they are closed.
        let many = if tag == "div" { MANY } else { MANY / 5 };
        add(&format!("{}.html", tag.replace(['<', '>'], "-")), format!("<{tag}>").repeat(many) + FRONT, Named);
    }
    add("ends.html", format!("{FRONT}{}", "</div>".repeat(MANY)), Rows(1));
    add("attributes.html", format!("<p {}>{FRONT}</p>", "id=a class ".repeat(MANY / 2)), Rows(1));
    add("entities.html", format!("<p>{FRONT}{}", "&amp;".repeat(MANY)), Rows(1));
    add("comment.html", format!("<p>{FRONT}<!--{}", "<!--".repeat(MANY)), Rows(1));
    add("script.html", format!("<p>{FRONT}<script>{}", "<script>".repeat(MANY)), Rows(1));
    add("ld.html", format!("<p>{FRONT}<script type=application/ld+json>{arrays}</script>"), Rows(1));
    add("groups.rtf", format!("{{\\rtf1 {}", "{".repeat(MANY)), Named);
    add("mail.eml", "Content-Type: message/rfc822\n\n".repeat(100_000), Rejected("--max-depth"));
    add("parts.eml", "Content-Type: multipart/mixed; boundary=x\n\n--x\n".repeat(100_000), Named);
    add("digest.eml", "Content-Type: multipart/digest; boundary=x\n\n--x\n\n".repeat(100_000), Rejected("--max-depth"));
    add("starts.mbox", "From x\n\n".repeat(10_000), Named);
    add("quotes.csv", format!("id,text\n1,{}\n2,{FRONT}\n", "\"".repeat(MANY)), Named);
    add("columns.csv", format!("text{}\n{FRONT}\n", ",a".repeat(MANY / 4)), Rows(1));
    add("line.csv", format!("id,text\n1,{}\n2,{FRONT}\n", "x".repeat(9 << 20)), Both("--max-record"));
    add(
        "line.jsonl",
        format!("{{\"text\":\"{}\"}}\n{{\"text\":\"{FRONT}\"}}\n", "x".repeat(9 << 20)),
        Both("--max-record"),
    );
    add("text.txt", "x ".repeat(5 << 20), Rejected("--max-record"));
    add("page.html", "<p>x".repeat(3 << 20), Rejected("--max-record"));
}

fn odd(inputs: &mut Inputs) {
    let mut add = |name: &str, bytes: &[u8], fate| inputs.insert(name.to_owned(), (bytes.to_vec(), fate));
    let extensions = "csv tsv jsonl json html warc eml mbox zip tar parquet xlsx xls ods docx odt rtf pdf epub";
    for extension in extensions.split(' ') {
        add(&format!("empty.{extension}"), b"", Rejected("the file is empty"));
        let garbage: Vec<u8> = (0..4000_u32).filter_map(|place| u8::try_from(place * place % 251).ok()).collect();
        add(&format!("garbage.{extension}"), &garbage, Named);
    }
    add("empty.txt", b"", Rows(1));
    add("nul.txt", format!("{FRONT}\0{FRONT}").as_bytes(), Rows(1));
    add("nul.csv", format!("id,text\n1,a\0b\n2,{FRONT}\n").as_bytes(), Both("NUL"));
    add("nul.html", format!("<p>{FRONT}\0</p>").as_bytes(), Rows(1));
    add("nul.json", format!("[{{\"text\":\"\0\"}},{{\"text\":\"{FRONT}\"}}]").as_bytes(), Both("no JSON object"));
    add(
        "surrogate.jsonl",
        format!("{{\"text\":\"\\ud800\"}}\n{{\"text\":\"{FRONT}\"}}\n").as_bytes(),
        Both("no JSON object"),
    );
    add(
        "surrogate.json",
        format!("[{{\"text\":\"\\udc00x\"}},{{\"text\":\"{FRONT}\"}}]").as_bytes(),
        Both("no JSON object"),
    );
    add("override.txt", format!("\u{202e}{FRONT}\u{202c}").as_bytes(), Rows(1));
    add("formula.csv", format!("id,text\n=cmd|' /C calc'!A1,{FRONT}\n").as_bytes(), Rows(1));
    add("two\nlines.csv", format!("id,text\n1,{FRONT}\n").as_bytes(), Rows(1));
    let record = |length: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: response\r\nContent-Type: application/http\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
        )
    };
    let page = |headers: &str, body: &str| format!("HTTP/1.1 200 OK\r\n{headers}\r\n{body}");
    let good = page("Content-Type: text/html\r\n", &format!("<p>{FRONT}"));
    let good = record(&good.len().to_string(), &good);
    add("length.warc", format!("{good}{}", record("99999999999999999999", "x")).as_bytes(), Both("Content-Length"));
    add("long.warc", format!("{good}{}", record("9000000000", "x")).as_bytes(), Both("--max-record"));
    add("negative.warc", format!("{}{good}", record("-1", "x")).as_bytes(), Both("Content-Length"));
    add("headers.warc", format!("{good}WARC/1.0\r\n{}", "X: y\r\n".repeat(100_000)).as_bytes(), Both("headers"));
    let chunks = page("Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\nx");
    add("chunks.warc", format!("{}{good}", record(&chunks.len().to_string(), &chunks)).as_bytes(), Named);
    let sized = |size, body: &[u8]| [tar_header(size, "a.txt").as_bytes(), body].concat();
    add("size.tar", &sized(u64::MAX >> 1, FRONT.as_bytes()), Rejected("too early"));
    let mut padded = FRONT.as_bytes().to_vec();
    padded.resize(512, 0);
    add("end.tar", &sized(FRONT.len() as u64, &padded), Rows(1));
    add("header.pdf", b"%PDF-1.7\n%%EOF", Named);
    add("loop.pdf", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1>>endobj\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \ntrailer<</Root 1 0 R/Size 3>>\nstartxref\n110\n%%EOF", Named);
    add("footer.parquet", b"PAR1\x15\x04\xff\xff\xff\x7fPAR1", Named);
    add("header.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\xff\xff\xff\xff", Named);
    add("end.zip", b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0", Named);
    add("image.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Rejected("not a text"));
}

#[test]
fn nothing_hostile_ends_a_scan() {
    let mut inputs = Inputs::new();
    damaged(&mut inputs);
    bombs(&mut inputs);
    deep(&mut inputs);
    odd(&mut inputs);
    assert!(inputs.len() >= 150, "{} inputs", inputs.len());
    let folder = Workdir::new();
    for (name, (bytes, _)) in &inputs {
        folder.write(&format!("in/{name}"), bytes);
    }
    for place in ["0-good.txt", "m-good.txt", "z-good.txt"] {
        folder.write(&format!("in/{place}"), FRONT);
    }
    let script = format!("ulimit -d {MEMORY_KIB}; exec \"$0\" \"$@\"");
    let mut bash = Command::new("bash");
    bash.current_dir(folder.path("")).args([
        "-c",
        &script,
        env!("CARGO_BIN_EXE_frontback"),
        "scan",
        "in",
        "--jobs",
        "1",
    ]);
    bash.args(["--rejects", "rejects.csv", "--keep", "none?"]);
    let run = Run::from(bash.output().expect("bash is there"));
    assert_eq!(run.status, 1, "{}", run.stderr.lines().rev().take(5).collect::<Vec<_>>().join("\n"));
    let rows = run.column("source");
    let mut rejects = Vec::new();
    for row in csv::Reader::from_path(folder.path("rejects.csv")).expect("rejects").records() {
        let row = row.expect("valid CSV");
        rejects.push((row[0].to_owned(), row[4].to_owned()));
    }
    for place in ["0-good.txt", "m-good.txt", "z-good.txt"] {
        assert!(rows.contains(&format!("in/{place}")), "{place} is lost");
    }
    let mut wrong = Vec::new();
    for (name, (_, fate)) in &inputs {
        let is_of = |source: &String| {
            source.strip_prefix(&format!("in/{name}")).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let found = rows.iter().filter(|source| is_of(source)).count();
        let reasons: Vec<&str> =
            rejects.iter().filter(|(source, _)| is_of(source)).map(|(_, reason)| reason.as_str()).collect();
        let says = |part: &str| reasons.iter().any(|reason| reason.contains(part));
        let fits = match *fate {
            Rows(expected) => found == expected && reasons.is_empty(),
            Rejected(part) => found == 0 && says(part),
            Both(part) => found > 0 && says(part),
            Named => found > 0 || !reasons.is_empty(),
        };
        if !fits {
            wrong.push(format!("{name}: expected {fate:?}, found {found} rows and {reasons:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
