//! Accuracy of the alignment on a text cut into sentences, one a line, with a gold alignment.
//!
//! `cargo run --release --example alignment_accuracy -- SOURCE TARGET GOLD`: the languages are the extensions of
//! the files (`dev.de`), a line of GOLD is a bead, `[0, 1]:[1]`. Beads are counted as Vecalign's scorer does
//! (Thompson and Koehn 2019): precision over all beads found, recall over the gold beads with both sides;
//! strict means the same bead, lax one that shares a sentence on both sides.

use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::path::Path;

use frontback::audit::align::align;
use frontback::audit::version::Version;
use frontback::config::{AnalysisSettings, Split};
use frontback::lexicon::Lexicons;
use frontback::{Analyzer, Document, Lang};

type Bead = (Vec<usize>, Vec<usize>);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [source, target, gold, rest @ ..] = arguments.as_slice() else {
        return Err("expected three files: SOURCE TARGET GOLD".into());
    };
    let settings = AnalysisSettings { split: Split::Lines, ..AnalysisSettings::default() };
    let analyzer = Analyzer::new(Lexicons::new(Vec::new())?, settings);
    let read = |path: &str| -> Result<Version, Box<dyn Error>> {
        let claimed_language = Path::new(path).extension().and_then(|code| Lang::parse(&code.to_string_lossy()));
        let document = Document { body: std::fs::read_to_string(path)?, claimed_language, ..Document::default() };
        Ok(Version::read(path, &document, &analyzer))
    };
    let (source, target) = (read(source)?, read(target)?);
    let gold = std::fs::read_to_string(gold)?;
    let gold = gold.lines().map(read_bead).collect::<Option<Vec<Bead>>>().ok_or("a gold line is no bead")?;
    let started = std::time::Instant::now();
    let aligned = align(&source.sentences, &target.sentences);
    let time = started.elapsed();
    let found: Vec<Bead> =
        aligned.iter().map(|bead| (bead.source.clone().collect(), bead.target.clone().collect())).collect();
    if rest.iter().any(|flag| flag == "--show") {
        let gold: BTreeSet<&Bead> = gold.iter().collect();
        for (bead, scored) in found.iter().zip(&aligned) {
            let mark = if gold.contains(bead) { ' ' } else { '!' };
            println!("{mark} {:?}:{:?} {:.2}", bead.0, bead.1, scored.alignment);
        }
    }
    let precision = hits(&gold, &found);
    let pairs = |beads: &[Bead]| -> Vec<Bead> {
        beads.iter().filter(|(source, target)| !source.is_empty() && !target.is_empty()).cloned().collect()
    };
    let recall = hits(&pairs(&found), &pairs(&gold));
    println!(
        "{} sentences, {} sentences, {} beads in {time:?}",
        source.sentences.len(),
        target.sentences.len(),
        found.len()
    );
    for (name, strict) in [("strict", true), ("lax", false)] {
        let share = |(strict_hits, lax_hits, all): (usize, usize, usize)| {
            (if strict { strict_hits } else { lax_hits }) as f64 / all.max(1) as f64
        };
        let (precision, recall) = (share(precision), share(recall));
        let f1 = 2.0 * precision * recall / (precision + recall);
        println!("{name}: precision {precision:.3}, recall {recall:.3}, F1 {f1:.3}");
    }
    Ok(())
}

/// How many of `beads` are among `truth`, how many share a sentence on both sides with one, and how many there are.
fn hits(truth: &[Bead], beads: &[Bead]) -> (usize, usize, usize) {
    let exact: BTreeSet<&Bead> = truth.iter().collect();
    let mut targets_of: HashMap<usize, BTreeSet<usize>> = HashMap::new();
    for (source, target) in truth {
        for &sentence in source {
            targets_of.entry(sentence).or_default().extend(target);
        }
    }
    let (mut strict, mut lax) = (0, 0);
    for bead in beads {
        let overlaps = || {
            bead.0
                .iter()
                .filter_map(|sentence| targets_of.get(sentence))
                .any(|known| bead.1.iter().any(|sentence| known.contains(sentence)))
        };
        if exact.contains(bead) {
            strict += 1;
            lax += 1;
        } else if overlaps() {
            lax += 1;
        }
    }
    (strict, lax, beads.len())
}

/// Reads `[0, 1]:[1]`.
fn read_bead(line: &str) -> Option<Bead> {
    let (source, target) = line.trim().split_once(':')?;
    let side = |list: &str| -> Option<Vec<usize>> {
        let list = list.trim().strip_prefix('[')?.strip_suffix(']')?;
        list.split(',').map(str::trim).filter(|number| !number.is_empty()).map(|number| number.parse().ok()).collect()
    };
    Some((side(source)?, side(target)?))
}
