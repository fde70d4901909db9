//! Sides, departments and roles, mention by mention: flips, losses, gains.
//!
//! Mentions of the two sentences are paired, the likest first: the same concept, then the same department, then
//! the same office by another word. What is left over on both sides and speaks for opposite offices is a flip;
//! what is left over alone is lost or gained. Where nothing is left over, the two offices may still have changed
//! places: see [`swapped`].

use super::{Aligned, Bead, Finding, Kind};
use crate::audit::version::{Mention, Sentence, Word};
use crate::document::{Side, Span};
use crate::lexicon::Named;

/// A mention with its department.
#[derive(Clone, Copy)]
struct Placed<'a> {
    mention: &'a Mention,
    function: &'a str,
}

/// The flips, losses and gains of a bead.
pub fn find(pair: Aligned, bead: &Bead) -> Vec<Finding> {
    if pair.lacks_lexicon() {
        return Vec::new();
    }
    let source = pair.placed(pair.source_sentences(bead));
    let target = pair.placed(pair.target_sentences(bead));
    let (mut source_left, mut target_left) = (source.clone(), target.clone());
    let mut matched: Vec<(Placed, Placed)> = Vec::new();
    for likeness in LIKENESSES {
        source_left.retain(|one| {
            let Some(at) = target_left.iter().position(|other| likeness(one, other)) else { return true };
            matched.push((*one, target_left.remove(at)));
            false
        });
    }
    let mut findings = Vec::new();
    // Opposite offices left over on both sides.
    source_left.retain(|one| {
        let opposite = |other: &Placed| {
            let is_sure = is_office(one) || is_office(other) || (one.mention.steady && other.mention.steady);
            let stands_alone = || !names_side(&source, other) && !names_side(&target, one);
            let is_told = both_name(one, other) && !one.mention.is_inner && !other.mention.is_inner;
            is_told && !same_side(one, other) && (is_sure || stands_alone())
        };
        let Some(at) = target_left.iter().position(opposite) else { return true };
        let other = target_left.remove(at);
        findings.push(Finding::in_bead(Kind::Flip, bead, flip_detail(pair, one.mention, other.mention)));
        false
    });
    for one in &source_left {
        if is_lost(one, &source, &target) {
            let detail = format!("source names {}, target does not", pair.in_words(one.mention, pair.source));
            findings.push(Finding::in_bead(Kind::Lost, bead, detail));
        }
    }
    for other in &target_left {
        if is_lost(other, &target, &source) {
            let detail = format!("target names {}, source does not", pair.in_words(other.mention, pair.target));
            findings.push(Finding::in_bead(Kind::Gained, bead, detail));
        }
    }
    if findings.is_empty()
        && let Some((one, other)) = swapped(pair, bead, &matched)
    {
        findings.push(Finding::in_bead(Kind::Flip, bead, flip_detail(pair, one, other)));
    }
    findings
}

fn flip_detail(pair: Aligned, one: &Mention, other: &Mention) -> String {
    format!("source names {}, target names {}", pair.in_words(one, pair.source), pair.in_words(other, pair.target))
}

/// How two mentions can be the same, the likest first.
const LIKENESSES: [fn(&Placed, &Placed) -> bool; 4] = [
    |one, other| one.mention.concept == other.mention.concept,
    |one, other| same_side(one, other) && both_name(one, other) && same_function(one, other),
    |one, other| same_side(one, other) && is_office(one) == is_office(other) && both_name(one, other),
    |one, other| same_side(one, other) && same_function(one, other),
];

fn same_side(one: &Placed, other: &Placed) -> bool {
    one.mention.side == other.mention.side
}

fn both_name(one: &Placed, other: &Placed) -> bool {
    one.mention.named.is_some() && other.mention.named.is_some()
}

fn is_office(one: &Placed) -> bool {
    one.mention.named == Some(Named::Office)
}

/// Departments whose names stand for each other: the front desk is the reception.
const SAME_DEPARTMENTS: [[&str; 2]; 2] = [["front-office", "reception"], ["front-office", "customer-contact"]];

fn same_function(one: &Placed, other: &Placed) -> bool {
    let pair = [one.function, other.function];
    one.function == other.function
        || SAME_DEPARTMENTS.iter().any(|[first, second]| pair == [*first, *second] || pair == [*second, *first])
}

/// Whether a sentence names anything explicit on the side of `one`.
fn names_side(mentions: &[Placed], one: &Placed) -> bool {
    mentions.iter().any(|other| other.mention.named.is_some() && same_side(one, other))
}

/// Whether what a sentence names, beside `own` other things, is nowhere in the other sentence. An office must be
/// named as often there; of a department or role once is enough, the rest is pronouns, and for one that the
/// lexicons do not see steadily anything on its side stands. What a sentence says twice ("in the front office at the
/// reception") it may say once.
fn is_lost(one: &Placed, own: &[Placed], others: &[Placed]) -> bool {
    let is_there = || match one.mention.named {
        None => true,
        Some(Named::Office) => false,
        Some(Named::Department | Named::Role) if one.mention.steady => {
            others.iter().any(|other| other.mention.concept == one.mention.concept)
        }
        Some(Named::Department | Named::Role) => others.iter().any(|other| same_side(one, other)),
    };
    !one.mention.is_inner && !is_there() && !own.iter().any(|other| says_again(one, other))
}

/// Whether two mentions stand so near each other that they name one thing twice.
fn says_again(one: &Placed, other: &Placed) -> bool {
    let (first, second) = (one.mention.span, other.mention.span);
    let between = second.start.saturating_sub(first.end).max(first.start.saturating_sub(second.end));
    first != second && same_side(one, other) && same_function(one, other) && between <= APPOSITION_BYTES
}

/// An apposition follows within a short word or two: "im Frontoffice am Empfang".
const APPOSITION_BYTES: usize = 12;

/// The first mention of an office that stands in the other's place: two mentions of opposite offices whose
/// counterparts come in the other order, while what stands around them does not.
fn swapped<'a>(
    pair: Aligned<'a>,
    bead: &Bead,
    matched: &[(Placed<'a>, Placed<'a>)],
) -> Option<(&'a Mention, &'a Mention)> {
    let named: Vec<(&Mention, &Mention)> = matched
        .iter()
        .filter(|(one, other)| both_name(one, other))
        .map(|(one, other)| (one.mention, other.mention))
        .collect();
    for &(one, its) in &named {
        for &(two, other_its) in &named {
            let is_inverted =
                one.side != two.side && one.span.start < two.span.start && its.span.start > other_its.span.start;
            if !is_inverted {
                continue;
            }
            // If what stands around them changed places too, the sentence was only built differently.
            let straight = likeness_around(pair, bead, one, its) + likeness_around(pair, bead, two, other_its);
            let crossed = likeness_around(pair, bead, one, other_its) + likeness_around(pair, bead, two, its);
            if crossed > straight {
                return Some((one, other_its));
            }
        }
    }
    None
}

/// How much of what stands around two mentions is the same: shared concepts and words, counted the more the nearer
/// they stand to both.
fn likeness_around(pair: Aligned, bead: &Bead, one: &Mention, other: &Mention) -> f64 {
    let near = |span: Span, mention: &Mention| {
        let distance = if span.start >= mention.span.end {
            span.start - mention.span.end
        } else {
            mention.span.start.saturating_sub(span.end)
        };
        1.0 / (1.0 + distance as f64 / REACH_BYTES)
    };
    let mut likeness = 0.0;
    for sentence in pair.source_sentences(bead) {
        for anchor in sentence.mentions.iter().filter(|anchor| anchor.named.is_none()) {
            for counterpart in pair.target_sentences(bead).iter().flat_map(|sentence| &sentence.mentions) {
                if anchor.concept == counterpart.concept {
                    likeness += near(anchor.span, one) * near(counterpart.span, other);
                }
            }
        }
        let tells = |word: &&Word| word.is_capitalized || word.folded.chars().count() >= LEAST_LETTERS_OF_ANCHOR;
        for word in sentence.words.iter().filter(tells) {
            for counterpart in pair.target_sentences(bead).iter().flat_map(|sentence| &sentence.words) {
                if word.folded == counterpart.folded {
                    likeness += near(word.span, one) * near(counterpart.span, other);
                }
            }
        }
    }
    likeness
}

/// Shorter words are the same in two languages by accident; names are not.
const LEAST_LETTERS_OF_ANCHOR: usize = 4;

/// Within so many bytes, some five words, what stands beside a mention belongs to it rather than not.
const REACH_BYTES: f64 = 30.0;

impl<'a> Aligned<'a> {
    fn function_of(self, mention: &Mention) -> &'a str {
        &self.analyzer.concept(mention.concept).function
    }

    /// The mentions of some sentences that are on a side.
    fn placed(self, sentences: &'a [Sentence]) -> Vec<Placed<'a>> {
        let mentions = sentences.iter().flat_map(|sentence| &sentence.mentions);
        let sided = mentions.filter(|mention| mention.side != Side::Neutral);
        sided.map(|mention| Placed { mention, function: self.function_of(mention) }).collect()
    }
}
