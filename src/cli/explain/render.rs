//! The page: head, sentences, sum.

use frontback::analyze::{Analysis, Analyzer, SentenceAnalysis, Status};
use frontback::document::{Document, Label};
use frontback::language::english_name;
use frontback::lexicon::Cue;
use frontback::score::SENTENCE_THRESHOLDS;

use super::marks::{Reasons, ShownCue, factor, is_evidence, marked, purpose, short, shown_cues, side_style, signed};
use super::page::{Align, BACK, CUE, FRONT, MIXED, PLAIN, Page, QUIET, STRONG, Styled};
use super::sum::{self, Place};
use super::words::{label_in_words, side_of, signed_score, status_in_words};

/// A sentence's text and table stand this far from the left.
const INDENT: usize = 4;

/// The scale of the score is this wide at most.
const SCALE_WIDTH: usize = 41;

/// The whole explanation.
pub fn explanation(document: &Document, analyzer: &Analyzer, forced: bool, mut page: Page) -> String {
    let analysis = analyzer.analyze_or_fail(document);
    write_head(&mut page, document, &analysis, forced);
    if analysis.status != Status::Ok {
        let supported: Vec<_> = analyzer.lexicons().languages().collect();
        page.paragraph(0, 0, &Styled::new(&status_in_words(analysis.status, analysis.language, &supported), PLAIN));
        return page.into_text();
    }
    let has_title = !document.title.is_empty();
    for number in 0..analysis.sentences.len() {
        write_sentence(&mut page, &analysis, number, Place::of(&analysis, number, has_title), analyzer);
        page.blank();
    }
    sum::write(&mut page, &analysis, analyzer, has_title);
    page.into_text()
}

fn label(label: Label) -> Styled {
    let style = match (side_of(label), label) {
        (Some(side), _) => side_style(side),
        (None, Label::Mixed) => MIXED,
        (None, _) => PLAIN,
    };
    Styled::new(label.as_str(), style.bold())
}

fn write_head(page: &mut Page, document: &Document, analysis: &Analysis, forced: bool) {
    let mut head = match &analysis.judgement {
        Some(judgement) => label(judgement.label)
            .with(&format!(" · score {}", signed_score(judgement.score)), PLAIN)
            .with(&format!(" · confidence {:.2}", judgement.confidence), PLAIN),
        None => Styled::new(analysis.status.as_str(), STRONG),
    };
    if let Some(lang) = &analysis.language {
        let told =
            if forced { "as told".to_owned() } else { format!("confidence {:.2}", analysis.language_confidence) };
        head.push(&format!(" · {} ({told})", english_name(lang)), PLAIN);
    }
    if !document.source.is_empty() {
        let record = if document.record > 1 { format!(", record {}", document.record) } else { String::new() };
        page.paragraph(0, 2, &Styled::new(&document.source, QUIET).with(&record, QUIET));
    }
    page.paragraph(0, 2, &head);
    if let Some(judgement) = &analysis.judgement {
        write_scale(page, judgement.score, judgement.label);
        write_legend(page);
    }
    page.blank();
}

/// `back ├─────────┼──────●──┤ front`
fn write_scale(page: &mut Page, score: f64, of: Label) {
    let half = (page.width().saturating_sub(12).min(SCALE_WIDTH) - 1) / 2;
    // Counted, not cast: the place nearest to the score.
    let place = (0..2 * half).filter(|&cell| (score + 1.0) * half as f64 >= cell as f64 + 0.5).count();
    let line: String = (0..=2 * half)
        .map(|cell| match cell {
            0 => '├',
            cell if cell == 2 * half => '┤',
            cell if cell == half => '┼',
            _ => '─',
        })
        .collect();
    let before: String = line.chars().take(place).collect();
    let behind: String = line.chars().skip(place + 1).collect();
    let style = side_of(of).map_or(STRONG, side_style);
    let scale = Styled::new("back ", BACK).with(&before, QUIET).with("●", style).with(&behind, QUIET);
    page.paragraph(0, 0, &scale.with(" front", FRONT));
}

fn write_legend(page: &mut Page) {
    let legend = if page.color() {
        Styled::new("front", FRONT)
            .with(", ", QUIET)
            .with("back", BACK)
            .with(", ", QUIET)
            .with("cue", CUE)
            .with(", ", QUIET)
            .with("negated", PLAIN.strikethrough())
            .with(", ", QUIET)
            .with("reach of a negation", PLAIN.underline())
    } else {
        Styled::new("[front +weight] [back -weight] {cue: what it does}", QUIET)
    };
    page.paragraph(0, 0, &legend);
}

fn write_sentence(page: &mut Page, analysis: &Analysis, number: usize, place: Place, analyzer: &Analyzer) {
    let (sentence, text) = (&analysis.sentences[number], &analysis.text);
    let judgement = &sentence.judgement;
    let mut head = label(judgement.label);
    head.push(&format!(" {} · confidence {:.2}", signed_score(judgement.score), judgement.confidence), PLAIN);
    if let Some(name) = place_name(place, sentence) {
        head.push(" · ", PLAIN);
        head.push(name, CUE);
    }
    page.item(INDENT, &format!("{} ", number + 1), &head);
    let cues = shown_cues(sentence, analyzer);
    page.paragraph(INDENT, 0, &marked(sentence, &cues, text, analyzer, page.color()));
    write_cues(page, &cues, text);
    write_hits(page, sentence, text, analyzer);
    // The only sentence is judged once more in the sum.
    if analysis.sentences.len() > 1 {
        write_verdict(page, sentence, place, analyzer);
    }
}

fn place_name(place: Place, sentence: &SentenceAnalysis) -> Option<&'static str> {
    match place {
        Place::Text | Place::Lead(_) => sentence.section.map(super::marks::section_name),
        _ => Some(place.name()),
    }
}

/// Which evidence each negation and exclusion reached; without brackets in the text, the other cues too.
fn write_cues(page: &mut Page, cues: &[ShownCue], text: &str) {
    let silences = |found: &ShownCue| matches!(found.cue, Cue::Negation | Cue::NegationAfter | Cue::Exclusion);
    let mut line = Styled::default();
    let color = page.color();
    for (number, found) in cues.iter().filter(|found| color || silences(found)).enumerate() {
        if number > 0 {
            line.push("; ", QUIET);
        }
        line.push(found.span.of(text), CUE);
        line.push(&format!(" ({})", purpose(found.cue)), QUIET);
        if silences(found) {
            let reached: Vec<&str> = found.reached.iter().map(|hit| hit.span.of(text)).collect();
            let none = "no evidence in its reach".to_owned();
            line.push(&format!(" → {}", if reached.is_empty() { none } else { reached.join(", ") }), QUIET);
        }
    }
    page.paragraph(INDENT, 2, &line);
}

/// What each hit counts, and why.
fn write_hits(page: &mut Page, sentence: &SentenceAnalysis, text: &str, analyzer: &Analyzer) {
    let reasons = Reasons::of(sentence, text, analyzer);
    // Shares of the page that leave room for the other columns.
    let (surface_width, concept_width) = (page.width() / 3, page.width() / 4);
    let mut rows = Vec::new();
    for (number, hit) in sentence.hits.iter().enumerate().filter(|(_, hit)| is_evidence(hit, analyzer)) {
        let concept = analyzer.concept(hit.concept);
        rows.push([
            Styled::new(&signed(hit.side, hit.weight), side_style(hit.side).bold()),
            Styled::new(hit.span.of(text), side_style(hit.side)).cut(surface_width),
            Styled::new(&concept.name, PLAIN).cut(concept_width),
            Styled::new(&format!("{} {}", concept.side.as_str(), short(concept.weight)), PLAIN),
            Styled::new(&reasons.of_hit(number), QUIET),
        ]);
    }
    page.table(INDENT, [Align::Right, Align::Left, Align::Left, Align::Left, Align::Left], &rows);
}

/// What the sentence's place and the rules make of it, where the evidence alone does not say it.
fn write_verdict(page: &mut Page, sentence: &SentenceAnalysis, place: Place, analyzer: &Analyzer) {
    let judgement = &sentence.judgement;
    if !sentence.hits.iter().any(|hit| hit.share > 0.0 && is_evidence(hit, analyzer)) {
        return;
    }
    let mut words = Vec::new();
    match place {
        Place::Lead(_) => {
            words.push(format!("first sentence after the title: counts {} in the sum", factor(place.share())));
        }
        Place::Title => words.push(format!("title: counts {} in the sum", factor(place.share()))),
        Place::Section(_) => words.push(format!(
            "{}: {} leaves front {:.2} and back {:.2}",
            place.name(),
            factor(place.share()),
            judgement.front,
            judgement.back
        )),
        Place::Text => {}
    }
    let total = judgement.front + judgement.back;
    let is_plain = side_of(judgement.label).is_some() && judgement.front.min(judgement.back) == 0.0;
    if total > 0.0 && !is_plain {
        words.push(label_in_words(judgement, SENTENCE_THRESHOLDS));
    }
    page.paragraph(INDENT, 2, &Styled::new(&words.join("; "), QUIET));
}
