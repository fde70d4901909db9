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
pub fn find(pair: Aligned, bead: &Bead, before: Option<&Bead>) -> Vec<Finding> {
    if pair.lacks_lexicon() {
        return Vec::new();
    }
    let source = pair.placed(pair.source_sentences(bead));
    let target = pair.placed(pair.target_sentences(bead));
    let mut left = Left { source: source.clone(), target: target.clone(), matched: Vec::new() };
    left.match_by(&SAME_NAME);
    let mut flips = left.take_flips(is_sure_flip);
    left.match_by(&SAME_TRADE);
    flips.extend(left.take_flips(|one, other| is_flip(one, other, &source, &target)));
    // What the sentences before both name may be a pronoun in one of these: "from there it goes on to".
    let spoken_of = |one: &Placed| {
        let names = |sentences: &[Sentence]| {
            let mut mentions = sentences.iter().flat_map(|sentence| &sentence.mentions);
            mentions.any(|mention| mention.concept == one.mention.concept)
        };
        let names_in = |bead: &Bead| names(pair.source_sentences(bead)) && names(pair.target_sentences(bead));
        !is_office(one) && before.is_some_and(names_in)
    };
    let is_odd = |one: &Placed, own: &[Placed], others: &[Placed]| is_lost(one, own, others) && !spoken_of(one);
    // Of "the sales department sells" the name is gone in "the department sells".
    let bare = [pair.source_sentences(bead), pair.target_sentences(bead)].map(count_bare_nouns);
    let faded = |is_gone: bool, one: Placed, other: Placed| is_gone && is_department(&one) && !is_department(&other);
    let unnamed = left.matched.iter().filter(|(one, other)| faded(bare[1] > bare[0], *one, *other)).map(|pair| pair.0);
    let newly_named =
        left.matched.iter().filter(|(one, other)| faded(bare[0] > bare[1], *other, *one)).map(|pair| pair.1);
    let lost = left.source.iter().copied().filter(|one| is_odd(one, &source, &target)).chain(unnamed).map(|one| {
        let detail = format!("source names {}, target does not", pair.in_words(one.mention, pair.source));
        Finding::in_bead(Kind::Lost, bead, detail)
    });
    let gained =
        left.target.iter().copied().filter(|one| is_odd(one, &target, &source)).chain(newly_named).map(|other| {
            let detail = format!("target names {}, source does not", pair.in_words(other.mention, pair.target));
            Finding::in_bead(Kind::Gained, bead, detail)
        });
    let mut findings: Vec<Finding> = flips
        .iter()
        .map(|(one, other)| Finding::in_bead(Kind::Flip, bead, flip_detail(pair, one.mention, other.mention)))
        .chain(lost)
        .chain(gained)
        .collect();
    if findings.is_empty()
        && let Some((one, other)) = swapped(pair, bead, &left.matched)
    {
        findings.push(Finding::in_bead(Kind::Flip, bead, flip_detail(pair, one, other)));
    }
    findings
}

/// What of a bead's mentions has no counterpart yet, and what has.
struct Left<'a> {
    source: Vec<Placed<'a>>,
    target: Vec<Placed<'a>>,
    matched: Vec<(Placed<'a>, Placed<'a>)>,
}

impl<'a> Left<'a> {
    /// Gives mentions their counterparts, the likest first.
    fn match_by(&mut self, likenesses: &[fn(&Placed, &Placed) -> bool]) {
        for likeness in likenesses {
            self.source.retain(|one| {
                let Some(at) = self.target.iter().position(|other| likeness(one, other)) else { return true };
                self.matched.push((*one, self.target.remove(at)));
                false
            });
        }
    }

    /// Takes away the pairs of names that speak for opposite offices: each stands where the other should.
    fn take_flips(&mut self, is_flip: impl Fn(&Placed, &Placed) -> bool) -> Vec<(Placed<'a>, Placed<'a>)> {
        let mut flips = Vec::new();
        self.source.retain(|one| {
            let Some(at) = self.target.iter().position(|other| is_flip(one, other)) else { return true };
            flips.push((*one, self.target.remove(at)));
            false
        });
        flips
    }
}

/// Whether two names speak for opposite offices.
fn is_opposite(one: &Placed, other: &Placed) -> bool {
    both_name(one, other) && !one.mention.is_inner && !other.mention.is_inner && !same_side(one, other)
}

/// Whether two names of opposite offices are both such that translations keep them, whatever else the sentences
/// say of their trades.
fn is_sure_flip(one: &Placed, other: &Placed) -> bool {
    is_opposite(one, other) && is_kept(one) && is_kept(other)
}

/// Whether two names of opposite offices, for which no other word of their trade stands, changed places.
fn is_flip(one: &Placed, other: &Placed, source: &[Placed], target: &[Placed]) -> bool {
    let is_sure = || is_office(one) || is_office(other);
    // Nothing else in the two sentences names what the other lacks.
    let stands_alone = || !names_side(source, other) && !names_side(target, one);
    let is_new = || !names_function(source, other) && !names_function(target, one);
    is_opposite(one, other) && (is_sure() || stands_alone() || ((is_kept(one) || is_kept(other)) && is_new()))
}

/// Whether translations keep a name.
fn is_kept(one: &Placed) -> bool {
    one.mention.steady || is_department(one)
}

fn flip_detail(pair: Aligned, one: &Mention, other: &Mention) -> String {
    format!("source names {}, target names {}", pair.in_words(one, pair.source), pair.in_words(other, pair.target))
}

/// How two mentions can name the same, the likest first.
const SAME_NAME: [fn(&Placed, &Placed) -> bool; 3] = [
    same_concept,
    |one, other| same_side(one, other) && both_name(one, other) && same_function(one, other),
    |one, other| {
        let are_alike = is_office(one) == is_office(other) && is_department(one) == is_department(other);
        same_side(one, other) && both_name(one, other) && are_alike
    },
];

/// How a name can be kept by a word that names nothing: the bookkeeper by the books. A department that is named as
/// one is not.
const SAME_TRADE: [fn(&Placed, &Placed) -> bool; 1] =
    [|one, other| same_side(one, other) && same_function(one, other) && !is_department(one) && !is_department(other)];

fn count_bare_nouns(sentences: &[Sentence]) -> usize {
    sentences.iter().map(|sentence| sentence.bare_nouns).sum()
}

fn same_concept(one: &Placed, other: &Placed) -> bool {
    one.mention.concept == other.mention.concept
}

fn same_side(one: &Placed, other: &Placed) -> bool {
    one.mention.side == other.mention.side
}

fn both_name(one: &Placed, other: &Placed) -> bool {
    one.mention.named.is_some() && other.mention.named.is_some()
}

fn is_office(one: &Placed) -> bool {
    one.mention.named == Some(Named::Office)
}

/// Whether a mention names a department so that it cannot be taken for the work itself.
fn is_department(one: &Placed) -> bool {
    one.mention.named == Some(Named::Department) && one.mention.is_explicit
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

/// Whether a sentence names anything explicit in the department of `one`.
fn names_function(mentions: &[Placed], one: &Placed) -> bool {
    mentions.iter().any(|other| other.mention.named.is_some() && same_function(one, other))
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
            others.iter().any(|other| same_concept(one, other))
        }
        Some(Named::Department) if one.mention.is_explicit => others.iter().any(|other| {
            // What both sentences name stands for itself alone.
            let is_free =
                own.iter().all(|own| own.mention.concept != other.mention.concept) || same_concept(one, other);
            let is_like = same_side(one, other) && (same_function(one, other) || is_office(other));
            other.mention.named.is_some() && is_free && is_like
        }),
        Some(Named::Department | Named::Role) => others.iter().any(|other| same_side(one, other)),
    };
    (!one.mention.is_inner || is_department(one)) && !is_there() && !own.iter().any(|other| says_again(one, other))
}

/// Whether two mentions stand so near each other that they name one thing twice.
fn says_again(one: &Placed, other: &Placed) -> bool {
    let (first, second) = (one.mention.span, other.mention.span);
    let between = second.start.saturating_sub(first.end).max(first.start.saturating_sub(second.end));
    // "The payroll department and the HR department" are two, and "the sales department sells" names one.
    let is_place = matches!(other.mention.named, Some(Named::Office | Named::Department));
    let is_other = is_department(one) && (is_department(other) || !is_place);
    first != second && same_side(one, other) && same_function(one, other) && between <= APPOSITION_BYTES && !is_other
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
            if crossed >= straight {
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
        let is_named = |word: &Word| {
            let mut named = sentence.mentions.iter().filter(|mention| mention.named.is_some());
            named.any(|mention| mention.span.overlaps(word.span))
        };
        let is_long = |word: &Word| word.is_capitalized || word.folded.chars().count() >= LEAST_LETTERS_OF_ANCHOR;
        let tells = |word: &&Word| is_long(word) && !is_named(word);
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
