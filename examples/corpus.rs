//! Writes a corpus of made-up postings for measuring speed: `cargo run --release --example corpus -- 200 > big.jsonl`.
//!
//! The sentences are those of the languages' own examples, all supported languages in turn; the numbers that
//! choose them come from a fixed seed, so every run writes the same bytes.
//!
//! Arguments: megabytes, then `jsonl` (default) or `csv`, then bytes of text a document (1000 by default).

use std::io::Write as _;

use frontback::document::Lang;
use frontback::lexicon::Lexicons;

/// Any number would do; this one makes the corpus that README's figures were measured on.
const SEED: u64 = 20_240_501;

/// Every so many sentences of a text start a paragraph.
const SENTENCES_PER_PARAGRAPH: u64 = 6;

/// Xorshift (Marsaglia 2003): all that a shuffle of sentences needs.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit.max(1)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let megabytes: u64 = arguments.first().ok_or("expected a number of megabytes")?.parse()?;
    let as_csv = match arguments.get(1).map(String::as_str) {
        None | Some("jsonl") => false,
        Some("csv") => true,
        Some(other) => return Err(format!("unknown format '{other}'; expected jsonl or csv").into()),
    };
    let text_bytes: usize = arguments.get(2).map_or(Ok(1000), |text| text.parse())?;
    let lexicons = Lexicons::new(Vec::new())?;
    let mut languages: Vec<(Lang, Vec<String>)> = Vec::new();
    for lang in lexicons.languages() {
        let texts: Vec<String> = lexicons.examples(lang)?.into_iter().map(|example| example.text).collect();
        if !texts.is_empty() {
            languages.push((lang, texts));
        }
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut random = Random(SEED);
    let mut written = 0_u64;
    if as_csv {
        writeln!(out, "id,title,text")?;
    }
    for (number, (_, sentences)) in (1_u64..).zip(languages.iter().cycle()) {
        if written >= megabytes * 1_000_000 {
            break;
        }
        let mut sentence = || sentences[usize::try_from(random.below(sentences.len() as u64)).unwrap_or(0)].as_str();
        let title: Vec<&str> = sentence().split(' ').take(4).collect();
        let title = title.join(" ");
        let mut text = String::new();
        for count in 1.. {
            text.push_str(sentence());
            if text.len() >= text_bytes {
                break;
            }
            text.push_str(if count % SENTENCES_PER_PARAGRAPH == 0 { "\n\n" } else { " " });
        }
        let line = if as_csv {
            let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
            format!("{number},{},{}\n", quoted(&title), quoted(&text))
        } else {
            format!("{}\n", serde_json::json!({ "id": number, "title": title, "text": text }))
        };
        out.write_all(line.as_bytes())?;
        written += line.len() as u64;
    }
    out.flush()?;
    Ok(())
}
