//! One term of the source, several in the target.

use std::collections::BTreeMap;

use super::{Aligned, Finding, Kind, surface};
use crate::audit::version::{Mention, Version};
use crate::document::Side;

/// Forms of one word begin alike: this share of the shorter one's letters.
const LEAST_SHARED_STEM: f64 = 0.6;

/// A rendering, and the first bead that has it.
struct Rendering {
    stem: String,
    surface: String,
    bead: usize,
    count: usize,
}

/// Terms that are rendered in several ways.
pub fn find(pair: Aligned) -> Vec<Finding> {
    let mut terms: BTreeMap<(&str, String), Vec<Rendering>> = BTreeMap::new();
    for (number, bead) in pair.beads.iter().enumerate().filter(|(_, bead)| bead.is_pair()) {
        let named = |mention: &&Mention| mention.named.is_some() && mention.side != Side::Neutral;
        let ours: Vec<&Mention> =
            pair.source_sentences(bead).iter().flat_map(|one| &one.mentions).filter(named).collect();
        let theirs: Vec<&Mention> =
            pair.target_sentences(bead).iter().flat_map(|one| &one.mentions).filter(named).collect();
        for one in &ours {
            if let Some(other) = rendering_of(pair, one, &ours, &theirs) {
                // "at the reception" is the term "reception", and one department is not the other.
                let term = longest_word(&stem_of(one, pair.source)).to_owned();
                let renderings = terms.entry((department(pair, one), term)).or_default();
                let stem = stem_of(other, pair.target);
                match renderings.iter_mut().find(|known| is_one_term(&known.stem, &stem)) {
                    Some(known) => known.count += 1,
                    None => renderings.push(Rendering {
                        stem,
                        surface: surface(other, pair.target),
                        bead: number,
                        count: 1,
                    }),
                }
            }
        }
    }
    let mut findings = Vec::new();
    for ((_, term), renderings) in terms {
        // The most frequent rendering is the term; of equals, the first.
        let Some(usual) =
            renderings.iter().enumerate().max_by_key(|(at, one)| (one.count, usize::MAX - at)).map(|(at, _)| at)
        else {
            continue;
        };
        for (at, other) in renderings.iter().enumerate() {
            if at != usual {
                let detail =
                    format!("'{term}' is '{}' here and '{}' elsewhere", other.surface, renderings[usual].surface);
                findings.push(Finding::in_bead(Kind::Terminology, &pair.beads[other.bead], detail));
            }
        }
    }
    findings
}

/// What a mention became, only where nothing can be mistaken: each sentence has one mention of its department or,
/// where the departments differ, of its office.
fn rendering_of<'a>(pair: Aligned, one: &Mention, ours: &[&Mention], theirs: &[&'a Mention]) -> Option<&'a Mention> {
    let alone = |is_like: &dyn Fn(&Mention) -> bool| {
        let mut like = theirs.iter().filter(|other| is_like(other));
        let first = like.next().filter(|_| like.next().is_none())?;
        (ours.iter().filter(|other| is_like(other)).count() == 1).then_some(*first)
    };
    alone(&|other| department(pair, other) == department(pair, one)).or_else(|| alone(&|other| other.side == one.side))
}

/// Departments whose names stand for each other are one.
fn department<'a>(pair: Aligned<'a>, mention: &Mention) -> &'a str {
    match pair.analyzer.concept(mention.concept).function.as_str() {
        "front-office" => "reception",
        other => other,
    }
}

fn stem_of(mention: &Mention, version: &Version) -> String {
    let written = mention.span.of(&version.text).to_lowercase();
    let words: Vec<&str> =
        written.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Whether two surface forms are inflections of one term: their longest words begin alike, or all of them.
fn is_one_term(one: &str, other: &str) -> bool {
    begins_alike(longest_word(one), longest_word(other)) || begins_alike(&one.replace(' ', ""), &other.replace(' ', ""))
}

fn longest_word(text: &str) -> &str {
    text.split(' ').max_by_key(|word| word.chars().count()).unwrap_or_default()
}

fn begins_alike(one: &str, other: &str) -> bool {
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let shorter = one.chars().count().min(other.chars().count());
    shared as f64 >= LEAST_SHARED_STEM * shorter as f64
}
