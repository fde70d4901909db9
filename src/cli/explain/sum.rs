//! The sum over a document: what each concept brings, and how that makes the label and the score.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use frontback::analyze::{Analysis, Analyzer, document_thresholds, mentions, section_share};
use frontback::document::Side;
use frontback::lexicon::{ConceptId, Section};
use frontback::score;

use super::marks::{factor, section_name, side_style};
use super::page::{Align, PLAIN, Page, QUIET, STRONG, Styled};
use super::words::{label_in_words, score_in_words};

/// More concepts than this are summed up in a line each for front and back: they change little.
const MOST_CONCEPTS: usize = 24;

/// Concept names are cut at this many columns, or at a third of the page.
const CONCEPT_WIDTH: usize = 24;

/// A narrower page has shorter bars and says less.
const WIDE_PAGE: usize = 80;

/// Room for a word before a paragraph.
const MARGIN: usize = 9;

/// Where a mention stands, as far as that changes what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the title.
    Title,
    /// In the sentence after the title.
    Lead(Option<Section>),
    /// In a part that counts less.
    Section(Section),
    /// Anywhere else.
    Text,
}

impl Place {
    /// The place of a sentence.
    pub fn of(analysis: &Analysis, sentence: usize, has_title: bool) -> Place {
        match analysis.sentences[sentence].section {
            _ if has_title && sentence == 0 => Place::Title,
            section if has_title && sentence == 1 => Place::Lead(section),
            Some(section) if section_share(Some(section)) != 1.0 => Place::Section(section),
            _ => Place::Text,
        }
    }

    /// What a mention there counts.
    pub fn share(self) -> f64 {
        match self {
            Place::Title => score::TITLE_FACTOR,
            Place::Lead(section) => score::LEAD_FACTOR * section_share(section),
            Place::Section(section) => section_share(Some(section)),
            Place::Text => 1.0,
        }
    }

    /// What a reader calls it.
    pub fn name(self) -> &'static str {
        match self {
            Place::Title => "title",
            Place::Lead(_) => "first sentence",
            Place::Section(section) => section_name(section),
            Place::Text => "text",
        }
    }
}

/// What a concept brings to one side.
struct Total {
    concept: ConceptId,
    side: Side,
    shares: f64,
    weight: f64,
    places: BTreeMap<Place, usize>,
}

impl Total {
    fn counts(&self) -> f64 {
        self.weight * self.shares
    }
}

/// What each concept brings, strongest first.
fn totals(analysis: &Analysis, analyzer: &Analyzer, has_title: bool) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    let mut numbers: HashMap<(ConceptId, Side), usize> = HashMap::new();
    for mention in mentions(&analysis.sentences).into_iter().filter(|mention| mention.side != Side::Neutral) {
        let number = *numbers.entry((mention.concept, mention.side)).or_insert_with(|| {
            let weight = analyzer.concept(mention.concept).weight;
            let (concept, side) = (mention.concept, mention.side);
            totals.push(Total { concept, side, shares: 0.0, weight, places: BTreeMap::new() });
            totals.len() - 1
        });
        totals[number].shares += mention.share;
        *totals[number].places.entry(Place::of(analysis, mention.sentence, has_title)).or_insert(0) += 1;
    }
    // The sort is stable: of equals, the first in the text comes first.
    totals.sort_by(|one, other| other.counts().total_cmp(&one.counts()));
    totals
}

/// Writes the sum.
pub fn write(page: &mut Page, analysis: &Analysis, analyzer: &Analyzer, has_title: bool) {
    let Some(judgement) = &analysis.judgement else {
        return;
    };
    let totals = totals(analysis, analyzer, has_title);
    page.paragraph(0, 0, &Styled::new("The sum", STRONG));
    if !totals.is_empty() {
        write_totals(page, &totals, analyzer);
        write_factors(page, &totals);
    }
    page.blank();
    let evidence = analyzer.evidence(&analysis.sentences);
    let label = label_in_words(judgement, document_thresholds(&analysis.sentences));
    page.item(MARGIN, "  label", &Styled::new(&label, PLAIN));
    page.item(MARGIN, "  score", &Styled::new(&score_in_words(judgement, evidence), PLAIN));
}

fn write_totals(page: &mut Page, totals: &[Total], analyzer: &Analyzer) {
    let is_wide = page.width() >= WIDE_PAGE;
    // Half of a bar.
    let half = if is_wide { 10 } else { 6 };
    let concept_width = CONCEPT_WIDTH.min(page.width() / 3);
    let most = totals.first().map_or(1.0, Total::counts);
    let row = |side: Side, counts: f64, name: &str, rest: [Styled; 2]| {
        let [weight, places] = rest;
        let sign = if side == Side::Back { '-' } else { '+' };
        let counts_text = Styled::new(&format!("{sign}{counts:.2}"), side_style(side));
        [bar(side, counts / most, half), counts_text, Styled::new(name, PLAIN).cut(concept_width), weight, places]
    };
    let mut rows = Vec::new();
    for total in totals.iter().take(MOST_CONCEPTS) {
        let concept = analyzer.concept(total.concept);
        let turned = if concept.side == total.side { "" } else { "not: " };
        let weight = Styled::new(&format!("{:.2} × {:.2}", total.weight, total.shares), PLAIN);
        let rest = [weight, Styled::new(&places_in_words(&total.places, is_wide), QUIET)];
        rows.push(row(total.side, total.counts(), &format!("{turned}{}", concept.name), rest));
    }
    for side in [Side::Front, Side::Back] {
        let weaker = || totals.iter().skip(MOST_CONCEPTS).filter(|total| total.side == side);
        if weaker().next().is_some() {
            let name = format!("{} weaker ones", weaker().count());
            let rest = [Styled::default(), Styled::default()];
            rows.push(row(side, weaker().map(Total::counts).sum(), &name, rest));
        }
    }
    let axis = Styled::new(&format!("{:>half$} │ {:<half$}", "back", "front", half = half - 1), QUIET);
    let heading = |text: &str| Styled::new(text, QUIET);
    let head = [
        axis,
        heading("counts"),
        heading("concept"),
        heading(if is_wide { "weight × mentions" } else { "weight × n" }),
        heading(""),
    ];
    rows.insert(0, head);
    page.table(2, [Align::Left, Align::Right, Align::Left, Align::Left, Align::Left], &rows);
}

/// Nothing for a plain mention in the text.
fn places_in_words(places: &BTreeMap<Place, usize>, is_wide: bool) -> String {
    let (place, count) = match places.first_key_value() {
        Some((place, count)) if places.len() == 1 => (*place, *count),
        _ => (Place::Title, 0),
    };
    if place == Place::Text {
        return if count > 1 && is_wide { format!("{count} times") } else { String::new() };
    }
    let places: Vec<String> = places.iter().map(|(place, count)| format!("{count} in {}", place.name())).collect();
    places.join(", ")
}

/// A bar from the middle to the side that it speaks for.
fn bar(side: Side, share: f64, half: usize) -> Styled {
    let cells = (1..=half).filter(|&cell| cell == 1 || share * half as f64 >= cell as f64 - 0.5).count();
    let (blocks, rest) = ("█".repeat(cells), " ".repeat(half - cells));
    let axis = |styled: Styled| styled.with("│", QUIET);
    match side {
        Side::Back => axis(Styled::new(&rest, PLAIN).with(&blocks, side_style(side))).with(&" ".repeat(half), PLAIN),
        Side::Front | Side::Neutral => {
            axis(Styled::new(&" ".repeat(half), PLAIN)).with(&blocks, side_style(side)).with(&rest, PLAIN)
        }
    }
}

/// Says what a mention counts where it does not count 1.
fn write_factors(page: &mut Page, totals: &[Total]) {
    let mut factors: Vec<String> = Vec::new();
    let places: BTreeSet<Place> = totals.iter().flat_map(|total| total.places.keys().copied()).collect();
    for place in places.iter().filter(|&&place| place != Place::Text) {
        factors.push(format!("in {} {}", place.name(), factor(place.share())));
    }
    if totals.iter().any(|total| total.places.values().sum::<usize>() > 1) {
        let again = |count| factor(score::repeat_in_document(count));
        factors.push(format!("a concept's second mention {}, its third {} and so on", again(2), again(3)));
    }
    if !factors.is_empty() {
        page.blank();
        let text = format!("A mention counts what its sentence leaves of it; {}.", factors.join("; "));
        page.paragraph(2, 0, &Styled::new(&text, QUIET));
    }
}
