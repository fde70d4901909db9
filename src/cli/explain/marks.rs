//! A sentence's text with its evidence and cues marked: by colour, or by brackets where there is none.

use std::collections::HashMap;

use anstyle::Style;
use frontback::analyze::{Analyzer, EvidenceHit, SentenceAnalysis, section_share};
use frontback::document::{Side, Span};
use frontback::lexicon::{Cue, Section};
use frontback::score;
use frontback::segment::SentenceKind;

use super::page::{BACK, CUE, FRONT, PLAIN, Styled};

/// A cue that says something about the sentence's label.
pub struct ShownCue<'a> {
    /// Where it stands in the document's text.
    pub span: Span,
    /// What it does.
    pub cue: Cue,
    /// The evidence that it changed.
    pub reached: Vec<&'a EvidenceHit>,
}

/// The cues to show: those that changed evidence or could have; others would only distract.
pub fn shown_cues<'a>(sentence: &'a SentenceAnalysis, analyzer: &Analyzer) -> Vec<ShownCue<'a>> {
    let mut cues: Vec<ShownCue> =
        sentence.cues.iter().map(|found| ShownCue { span: found.span, cue: found.cue, reached: Vec::new() }).collect();
    for reach in &sentence.reaches {
        let hit = &sentence.hits[reach.hit];
        if is_evidence(hit, analyzer) {
            cues[reach.cue].reached.push(hit);
        }
    }
    let has_negation = cues.iter().any(|found| matches!(found.cue, Cue::Negation));
    cues.retain(|found| match found.cue {
        Cue::Negation | Cue::NegationAfter | Cue::Exclusion | Cue::Contrast => true,
        Cue::ScopeEnd => has_negation,
        Cue::Intensifier | Cue::Diminisher | Cue::ProductNoun | Cue::Context(_) => !found.reached.is_empty(),
        Cue::Heading(section) => sentence.kind == SentenceKind::Heading && sentence.section == Some(section),
        Cue::FunctionWord => false,
    });
    cues
}

/// Whether a hit stands for a side at all; neutral concepts only help to compare translations.
pub fn is_evidence(hit: &EvidenceHit, analyzer: &Analyzer) -> bool {
    analyzer.concept(hit.concept).side != Side::Neutral
}

/// What a cue does, in a word or two.
pub fn purpose(cue: Cue) -> String {
    match cue {
        Cue::Negation | Cue::NegationAfter => "negation".to_owned(),
        Cue::Exclusion => "exclusion".to_owned(),
        Cue::Contrast => "new clause".to_owned(),
        Cue::ScopeEnd => "ends a negation".to_owned(),
        Cue::Intensifier => "stronger".to_owned(),
        Cue::Diminisher => "weaker".to_owned(),
        Cue::ProductNoun => "a product".to_owned(),
        Cue::Context(section) => section_name(section).to_owned(),
        Cue::Heading(section) => format!("section: {}", section_name(section)),
        Cue::FunctionWord => String::new(),
    }
}

/// A section in the words of a reader.
pub fn section_name(section: Section) -> &'static str {
    match section {
        Section::About => "about the company",
        Section::Duties => "duties",
        Section::Requirements => "requirements",
        Section::Benefits => "benefits",
        Section::Apply => "how to apply",
        Section::Legal => "legal text",
    }
}

/// Why a hit does not count its whole weight: a factor and a reason for each.
pub struct Reasons {
    by_hit: Vec<Vec<(f64, String)>>,
}

impl Reasons {
    /// Those of all hits of a sentence.
    pub fn of(sentence: &SentenceAnalysis, text: &str, analyzer: &Analyzer) -> Reasons {
        let mut by_hit: Vec<Vec<(f64, String)>> = vec![Vec::new(); sentence.hits.len()];
        let mut negated = vec![false; sentence.hits.len()];
        for reach in &sentence.reaches {
            let (cue, hit) = (&sentence.cues[reach.cue], &sentence.hits[reach.hit]);
            let word = cue.span.of(text);
            let reason = match cue.cue {
                // A second negation of the same word changes nothing more.
                Cue::Negation | Cue::NegationAfter if std::mem::replace(&mut negated[reach.hit], true) => continue,
                Cue::Negation | Cue::NegationAfter if hit.side == analyzer.concept(hit.concept).side => {
                    (0.0, format!("negated by \"{word}\""))
                }
                Cue::Negation | Cue::NegationAfter => {
                    let side = hit.side.as_str();
                    (score::NEGATED_FRONT_SHARE, format!("negated by \"{word}\", so it speaks for the {side}"))
                }
                Cue::Exclusion => (0.0, format!("excluded by \"{word}\"")),
                Cue::Intensifier => (score::INTENSIFIED, format!("near \"{word}\"")),
                Cue::Diminisher => (score::DIMINISHED, format!("near \"{word}\"")),
                Cue::ProductNoun => (score::SOLD_OBJECT_SHARE, format!("what is sold (\"{word}\")")),
                Cue::Context(section) => {
                    (section_share(Some(section)), format!("{} (\"{word}\")", section_name(section)))
                }
                Cue::Contrast | Cue::ScopeEnd | Cue::Heading(_) | Cue::FunctionWord => continue,
            };
            by_hit[reach.hit].push(reason);
        }
        let mut seen = HashMap::new();
        for (hit, reasons) in sentence.hits.iter().zip(&mut by_hit) {
            let count = seen.entry(hit.concept).or_insert(0_i32);
            if *count > 0 {
                reasons.push((score::REPEAT_IN_SENTENCE.powi(*count), "named before".to_owned()));
            }
            *count += 1;
        }
        Reasons { by_hit }
    }

    /// Those of one hit in words; empty where it counts its whole weight.
    pub fn of_hit(&self, number: usize) -> String {
        let reasons = &self.by_hit[number];
        // What is cancelled cannot be changed any more.
        let cancelled = reasons.iter().position(|(factor, _)| *factor == 0.0);
        let told = cancelled.map_or(reasons.as_slice(), |first| &reasons[first..=first]);
        let words: Vec<String> = told.iter().map(|(share, why)| format!("{} {why}", factor(*share))).collect();
        words.join("; ")
    }
}

/// A factor: `×0.8`.
pub fn factor(factor: f64) -> String {
    if factor == 0.0 { "×0".to_owned() } else { format!("×{}", short(factor)) }
}

/// At least one decimal, at most two.
pub fn short(number: f64) -> String {
    let text = format!("{number:.2}");
    text.strip_suffix('0').unwrap_or(&text).to_owned()
}

/// What a hit counts, with the sign of its side: `+2.5` for the front, `-2.0` for the back.
pub fn signed(side: Side, weight: f64) -> String {
    match side {
        _ if weight == 0.0 => "0".to_owned(),
        Side::Back => format!("-{}", short(weight)),
        Side::Front | Side::Neutral => format!("+{}", short(weight)),
    }
}

/// The style of what speaks for a side.
pub fn side_style(side: Side) -> Style {
    match side {
        Side::Front => FRONT,
        Side::Back => BACK,
        Side::Neutral => PLAIN,
    }
}

/// Something marked in the text.
struct Mark {
    span: Span,
    style: Style,
    open: &'static str,
    close: String,
}

/// The sentence's text with everything marked.
pub fn marked(sentence: &SentenceAnalysis, cues: &[ShownCue], text: &str, analyzer: &Analyzer, color: bool) -> Styled {
    let marks = marks(sentence, cues, analyzer);
    let reaches = if color { reaches(cues) } else { Vec::new() };
    let mut marks = marks.into_iter().peekable();
    let mut open: Vec<Mark> = Vec::new();
    let mut reaches = reaches.into_iter().peekable();
    let mut styled = Styled::default();
    let close = |mark: Mark, styled: &mut Styled| {
        if !color {
            styled.push(&mark.close, mark.style);
        }
    };
    for (offset, character) in sentence.span.of(text).char_indices() {
        let position = sentence.span.start + offset;
        while let Some(mark) = open.pop_if(|mark| mark.span.end <= position) {
            close(mark, &mut styled);
        }
        while let Some(mut mark) = marks.next_if(|mark| mark.span.start <= position) {
            if !color {
                styled.push(mark.open, mark.style);
            }
            // Inner marks end with the outer one, so that brackets pair.
            mark.span.end = open.last().map_or(mark.span.end, |outer: &Mark| mark.span.end.min(outer.span.end));
            open.push(mark);
        }
        while reaches.next_if(|reach| reach.end <= position).is_some() {}
        let reached = reaches.peek().is_some_and(|reach| reach.start <= position);
        let style = open.last().map_or(PLAIN, |mark| mark.style);
        styled.push_char(character, if reached { style.underline() } else { style });
    }
    while let Some(mark) = open.pop() {
        close(mark, &mut styled);
    }
    styled
}

/// The marks in the order in which they open, outer ones first.
fn marks(sentence: &SentenceAnalysis, cues: &[ShownCue], analyzer: &Analyzer) -> Vec<Mark> {
    let excluded = |hit: &EvidenceHit| {
        let by = |found: &&ShownCue| found.reached.iter().any(|reached| reached.span == hit.span);
        cues.iter().filter(by).any(|found| found.cue == Cue::Exclusion)
    };
    let mark_hit = |hit: &EvidenceHit| {
        let style = side_style(hit.side);
        let (style, why) = match hit {
            _ if hit.negated => (style.strikethrough(), " negated"),
            _ if hit.share == 0.0 && excluded(hit) => (style.strikethrough(), " excluded"),
            _ => (style, ""),
        };
        let close = format!(" {}{why}]", signed(hit.side, hit.weight));
        Mark { span: hit.span, style, open: "[", close }
    };
    let mut marks: Vec<Mark> = sentence.hits.iter().filter(|hit| is_evidence(hit, analyzer)).map(mark_hit).collect();
    let hits = marks.len();
    for found in cues {
        // Hits stand in order of position: only those near the cue need a look.
        let near = marks[..hits].partition_point(|hit| hit.span.end <= found.span.start);
        let mut overlapping = marks[near..hits].iter().take_while(|hit| hit.span.start < found.span.end);
        // A cue that runs across the end of a hit cannot be bracketed with it; it is listed below the text.
        if !overlapping.any(|hit| cross(hit.span, found.span)) {
            let close = format!(": {}}}", purpose(found.cue));
            marks.push(Mark { span: found.span, style: CUE, open: "{", close });
        }
    }
    marks.sort_by_key(|mark| (mark.span.start, std::cmp::Reverse(mark.span.end)));
    marks
}

/// Whether two overlapping spans each hold something that the other does not.
fn cross(one: Span, other: Span) -> bool {
    let contains = |outer: Span, inner: Span| outer.start <= inner.start && inner.end <= outer.end;
    one.overlaps(other) && !contains(one, other) && !contains(other, one)
}

/// The stretches of text from each negation or exclusion to the evidence that it reached, without overlaps.
fn reaches(cues: &[ShownCue]) -> Vec<Span> {
    let mut reaches: Vec<Span> = cues
        .iter()
        .filter(|found| matches!(found.cue, Cue::Negation | Cue::NegationAfter | Cue::Exclusion))
        .filter(|found| !found.reached.is_empty())
        .map(|found| {
            let spans = || found.reached.iter().map(|hit| hit.span).chain([found.span]);
            let start = spans().map(|span| span.start).min().unwrap_or(found.span.start);
            Span::new(start, spans().map(|span| span.end).max().unwrap_or(found.span.end))
        })
        .collect();
    reaches.sort_unstable();
    let mut merged: Vec<Span> = Vec::new();
    for reach in reaches {
        match merged.last_mut() {
            Some(last) if reach.start <= last.end => last.end = last.end.max(reach.end),
            _ => merged.push(reach),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::super::page::Page;
    use super::*;
    use frontback::config::AnalysisSettings;
    use frontback::document::{Document, Lang};
    use frontback::lexicon::Lexicons;

    fn analyzer(code: &str) -> Analyzer {
        let settings = AnalysisSettings { forced_language: Lang::parse(code), ..AnalysisSettings::default() };
        Analyzer::new(Lexicons::new(Vec::new()).expect("sound data"), settings)
    }

    /// Weights change; a number that a mark shows becomes `#`.
    fn without_numbers(text: &str) -> String {
        let masked: String =
            text.chars().map(|character| if character.is_ascii_digit() { '#' } else { character }).collect();
        let mut short = masked.replace("#.", "#");
        while short.contains("##") {
            short = short.replace("##", "#");
        }
        short
    }

    #[test]
    fn evidence_and_cues_are_bracketed() {
        #[track_caller]
        fn check(text: &str, expected: &str) {
            let analyzer = analyzer("en");
            let analysis = analyzer.analyze(&Document { body: text.to_owned(), ..Document::default() });
            let mut page = Page::new(200, false);
            for sentence in &analysis.sentences {
                let cues = shown_cues(sentence, &analyzer);
                page.paragraph(0, 0, &marked(sentence, &cues, &analysis.text, &analyzer, false));
            }
            assert_eq!(without_numbers(page.into_text().trim_end()), expected);
        }
        check("Walk the dog.", "Walk the dog.");
        check("The receptionist smiles.", "The [receptionist +#] smiles.");
        check("A job without customers.", "A job {without: negation} [customers -# negated].");
        check("Not for accountants.", "{Not: negation} for [accountants # negated].");
        check("No accounting experience.", "{No [accounting # excluded] experience: exclusion}.");
        check("Mainly payroll.", "{Mainly: stronger} [payroll -#].");
        check(
            "The receptionist sings while\n accounting works.",
            "The [receptionist +#] sings {while: new clause} [accounting -#] works.",
        );
        check("A receptionist\u{1b}[31m.", "A [receptionist +#]␛[#m.");
    }

    #[test]
    fn reasons_explain_what_is_left_of_a_weight() {
        for code in ["de", "en"] {
            let analyzer = analyzer(code);
            let lang = Lang::parse(code).expect("a tag");
            for example in analyzer.lexicons().examples(lang).expect("sound data") {
                let analysis = analyzer.analyze(&Document { body: example.text.clone(), ..Document::default() });
                for sentence in &analysis.sentences {
                    let reasons = Reasons::of(sentence, &analysis.text, &analyzer);
                    for (hit, reasons) in sentence.hits.iter().zip(&reasons.by_hit) {
                        let product: f64 = reasons.iter().map(|(factor, _)| factor).product();
                        assert!((product - hit.share).abs() < 1e-9, "{}: {reasons:?} {hit:?}", example.text);
                    }
                }
            }
        }
    }

    #[test]
    fn reaches_merge() {
        let hit = |start, end| EvidenceHit {
            span: Span::new(start, end),
            concept: analyzer("en").lexicons().concepts().find("customer").expect("a concept"),
            side: Side::Back,
            weight: 1.0,
            share: 1.0,
            negated: true,
        };
        let hits = [hit(4, 6), hit(8, 9), hit(20, 22)];
        let cue = |start, reached: &[usize]| ShownCue {
            span: Span::new(start, start + 2),
            cue: Cue::Negation,
            reached: reached.iter().map(|&number| &hits[number]).collect(),
        };
        let found = reaches(&[cue(0, &[0, 1]), cue(7, &[1]), cue(12, &[]), cue(24, &[2])]);
        assert_eq!(found, [Span::new(0, 9), Span::new(20, 26)]);
    }
}
