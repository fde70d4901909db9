//! Hits to score, label and confidence: arithmetic only.
//!
//! A sentence is cut into clauses; cues change the weight of the evidence in their reach; what remains is
//! summed by side. A document sums its sentences, repeated evidence damped, its title counting more.
//! Every number that decides is a named constant below, with its reason.

use crate::document::{Label, Side};

/// Less evidence than this leaves a sentence neutral: one weak hint ("a customer") is no judgement.
pub const LEAST_SENTENCE_EVIDENCE: f64 = 0.65;

/// Less evidence than this leaves a document neutral.
pub const LEAST_DOCUMENT_EVIDENCE: f64 = 0.65;

/// A sentence is mixed only if its weaker side has at least this evidence: an activity, not a hint.
pub const LEAST_MIXED_EVIDENCE: f64 = 0.9;

/// A sentence is mixed only if its weaker side has at least this share of all evidence.
pub const LEAST_MIXED_SENTENCE_SHARE: f64 = 0.25;

/// A document is mixed only if its weaker side has at least this share: most postings name some work of
/// the other side and are still clearly one or the other.
pub const LEAST_MIXED_DOCUMENT_SHARE: f64 = 0.4;

/// Added to the evidence when the score is formed, so that a score near 1 or -1 takes more than one hint.
pub const SCORE_SMOOTHING: f64 = 1.0;

/// Negated evidence of the front turns into this share of evidence for the back: work without customer
/// contact is out of their sight by definition, but a negation says less than a plain statement.
pub const NEGATED_FRONT_SHARE: f64 = 0.8;

/// Other negated evidence vanishes, save that of the office names themselves, from this weight on:
/// "not a back-office job" speaks for the front, "no accounting" says nothing.
pub const LEAST_WEIGHT_TO_TURN_FRONT: f64 = 2.5;

/// What evidence counts beside an intensifier ("mainly") and a diminisher ("occasionally").
pub const INTENSIFIED: f64 = 1.3;
/// See [`INTENSIFIED`].
pub const DIMINISHED: f64 = 0.5;
/// How many words an intensifier or diminisher reaches to each side.
pub const DEGREE_REACH_WORDS: usize = 5;

/// A negation reaches at most this many words ahead; clauses longer than that negate something else.
pub const NEGATION_REACH_WORDS: usize = 12;

/// A comma ends a negation's reach unless the next evidence follows within this many words: "without
/// guests, visitors or callers".
pub const LIST_STEP_WORDS: usize = 3;

/// What a thing that is sold counts: "sell accounting software" is selling.
pub const SOLD_OBJECT_SHARE: f64 = 0.1;

/// What a mention counts again within one sentence, for the second, third... time.
pub const REPEAT_IN_SENTENCE: f64 = 0.5;

/// The title's evidence counts this many times: it is what the advertiser chose to say first.
pub const TITLE_FACTOR: f64 = 3.0;

/// What evidence counts in parts that do not describe the work.
pub const ABOUT_SHARE: f64 = 0.15;
/// See [`ABOUT_SHARE`]. Requirements name what the work needs, but also much that it merely touches.
pub const REQUIREMENTS_SHARE: f64 = 0.4;
/// See [`ABOUT_SHARE`].
pub const BENEFITS_SHARE: f64 = 0.05;
/// See [`ABOUT_SHARE`].
pub const APPLY_SHARE: f64 = 0.05;
/// See [`ABOUT_SHARE`].
pub const LEGAL_SHARE: f64 = 0.0;

/// One piece of evidence in a sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The office that it speaks for, before cues.
    pub side: Side,
    /// Its weight, before cues; at least 0.
    pub weight: f64,
    /// A number that is the same for hits of one concept.
    pub concept: u32,
    /// Whether it is the act of selling or serving, which makes what follows its object.
    pub sells: bool,
    /// First and last word.
    pub words: (usize, usize),
}

/// What a cue does to the hits around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Negates what follows in the clause.
    Negate,
    /// Negates what stands before in the clause.
    NegateBefore,
    /// Cancels its clause.
    Exclude,
    /// Starts a clause.
    Contrast,
    /// Ends a negation's reach.
    EndScope,
    /// Strengthens.
    Intensify,
    /// Weakens.
    Diminish,
    /// Makes the words before it a product.
    Product,
}

/// A cue in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modifier {
    /// What it does.
    pub effect: Effect,
    /// First and last word.
    pub words: (usize, usize),
}

/// What stands behind each word of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// Nothing that matters.
    None,
    /// A comma or bracket.
    Comma,
    /// The end of a clause.
    Clause,
}

/// A hit after its cues.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// The office that it speaks for now.
    pub side: Side,
    /// What it counts now; 0 if it was cancelled.
    pub weight: f64,
    /// Whether a negation reached it.
    pub negated: bool,
}

/// A judgement with its numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// The label.
    pub label: Label,
    /// -1 (all back) to +1 (all front); 0 where nothing was found.
    pub score: f64,
    /// Probability in 0..=1 that the label is right.
    pub confidence: f64,
    /// Sum of the evidence for the front, at least 0.
    pub front: f64,
    /// Sum of the evidence for the back, at least 0.
    pub back: f64,
}

/// Applies the cues of a sentence to its hits; both are in order of position.
pub fn weigh(hits: &[Hit], modifiers: &[Modifier], breaks: &[Break]) -> Vec<Weighed> {
    let clauses = clauses(modifiers, breaks);
    let clause_of = |word: usize| clauses.get(word).copied().unwrap_or(0);
    let mut weighed: Vec<Weighed> =
        hits.iter().map(|hit| Weighed { side: hit.side, weight: hit.weight, negated: false }).collect();
    for modifier in modifiers {
        match modifier.effect {
            Effect::Negate => {
                for number in reach_of_negation(modifier, hits, modifiers, breaks, &clause_of) {
                    weighed[number].negated = true;
                }
            }
            Effect::NegateBefore => {
                let clause = clause_of(modifier.words.0);
                for (hit, weighed) in hits.iter().zip(&mut weighed) {
                    let reached = hit.words.1 < modifier.words.0 && clause_of(hit.words.1) == clause;
                    weighed.negated |= reached;
                }
            }
            Effect::Exclude => {
                let clause = clause_of(modifier.words.0);
                for (hit, weighed) in hits.iter().zip(&mut weighed) {
                    if clause_of(hit.words.0) == clause {
                        weighed.weight = 0.0;
                    }
                }
            }
            Effect::Intensify => scale_nearby(modifier, INTENSIFIED, hits, &mut weighed, &clause_of),
            Effect::Diminish => scale_nearby(modifier, DIMINISHED, hits, &mut weighed, &clause_of),
            Effect::Product => weaken_sold_objects(modifier, hits, &mut weighed, &clause_of),
            Effect::Contrast | Effect::EndScope => {}
        }
    }
    for (number, hit) in hits.iter().enumerate() {
        if weighed[number].negated {
            turn(&mut weighed[number], hit);
        }
        let repeats = hits[..number].iter().filter(|earlier| earlier.concept == hit.concept).count();
        // More than thirty repeats are nothing already.
        weighed[number].weight *= REPEAT_IN_SENTENCE.powi(i32::try_from(repeats.min(30)).unwrap_or(30));
    }
    weighed
}

/// The clause that each word belongs to, counted from 0.
fn clauses(modifiers: &[Modifier], breaks: &[Break]) -> Vec<usize> {
    let mut clause = 0;
    let starts_clause =
        |word: usize| modifiers.iter().any(|modifier| modifier.effect == Effect::Contrast && modifier.words.0 == word);
    (0..breaks.len())
        .map(|word| {
            let behind_break = word > 0 && breaks[word - 1] == Break::Clause;
            if behind_break || (word > 0 && starts_clause(word)) {
                clause += 1;
            }
            clause
        })
        .collect()
}

fn reach_of_negation(
    negation: &Modifier,
    hits: &[Hit],
    modifiers: &[Modifier],
    breaks: &[Break],
    clause_of: &impl Fn(usize) -> usize,
) -> Vec<usize> {
    let start = negation.words.1 + 1;
    let mut end = start + NEGATION_REACH_WORDS;
    if let Some(stop) = modifiers.iter().find(|other| other.effect == Effect::EndScope && other.words.0 >= start) {
        end = end.min(stop.words.0);
    }
    let mut reached = Vec::new();
    let mut from = start;
    for (number, hit) in hits.iter().enumerate() {
        if hit.words.0 < start {
            continue;
        }
        if hit.words.0 >= end || clause_of(hit.words.0) != clause_of(negation.words.1) {
            break;
        }
        let comma = (from..hit.words.0).rev().find(|&word| breaks.get(word) == Some(&Break::Comma));
        if let Some(comma) = comma
            && (reached.is_empty() || hit.words.0 - comma > LIST_STEP_WORDS || comma + 1 > from + LIST_STEP_WORDS)
        {
            break;
        }
        reached.push(number);
        from = hit.words.1;
    }
    reached
}

fn scale_nearby(
    modifier: &Modifier,
    factor: f64,
    hits: &[Hit],
    weighed: &mut [Weighed],
    clause_of: &impl Fn(usize) -> usize,
) {
    for (hit, weighed) in hits.iter().zip(weighed) {
        let near = hit.words.0 <= modifier.words.1 + DEGREE_REACH_WORDS
            && hit.words.1 + DEGREE_REACH_WORDS >= modifier.words.0;
        if near && clause_of(hit.words.0) == clause_of(modifier.words.0) {
            weighed.weight *= factor;
        }
    }
}

/// In "sell accounting software to firms", a back word that a product noun follows is what is sold.
fn weaken_sold_objects(product: &Modifier, hits: &[Hit], weighed: &mut [Weighed], clause_of: &impl Fn(usize) -> usize) {
    let clause = clause_of(product.words.0);
    let sold = |object: &Hit| {
        let sells_before = |hit: &Hit| hit.sells && hit.words.1 < object.words.0 && clause_of(hit.words.0) == clause;
        hits.iter().any(sells_before)
    };
    for (number, hit) in hits.iter().enumerate() {
        let named_by_product =
            hit.words.1 + 1 == product.words.0 || (hit.words.0 <= product.words.1 && hit.words.1 >= product.words.0);
        if hit.side == Side::Back && named_by_product && sold(hit) {
            weighed[number].weight = hit.weight * SOLD_OBJECT_SHARE;
        }
    }
}

/// What negated evidence becomes.
fn turn(weighed: &mut Weighed, hit: &Hit) {
    match hit.side {
        Side::Front => {
            weighed.side = Side::Back;
            weighed.weight *= NEGATED_FRONT_SHARE;
        }
        Side::Back if hit.weight >= LEAST_WEIGHT_TO_TURN_FRONT => {
            weighed.side = Side::Front;
            weighed.weight *= NEGATED_FRONT_SHARE;
        }
        Side::Back | Side::Neutral => weighed.weight = 0.0,
    }
}

/// The judgement on a sentence whose evidence sums to `front` and `back`.
pub fn judge_sentence(front: f64, back: f64) -> Judgement {
    let weaker = front.min(back);
    let clearly_both = weaker >= LEAST_MIXED_EVIDENCE && weaker >= LEAST_MIXED_SENTENCE_SHARE * (front + back);
    judge(front, back, LEAST_SENTENCE_EVIDENCE, clearly_both)
}

/// The judgement on a document whose evidence sums to `front` and `back`.
pub fn judge_document(front: f64, back: f64) -> Judgement {
    let weaker = front.min(back);
    let clearly_both = weaker >= LEAST_MIXED_EVIDENCE && weaker >= LEAST_MIXED_DOCUMENT_SHARE * (front + back);
    judge(front, back, LEAST_DOCUMENT_EVIDENCE, clearly_both)
}

fn judge(front: f64, back: f64, least_evidence: f64, clearly_both: bool) -> Judgement {
    let total = front + back;
    let label = if total < least_evidence || (front - back).abs() < least_evidence / 2.0 && !clearly_both {
        Label::Neutral
    } else if clearly_both {
        Label::Mixed
    } else if front > back {
        Label::Front
    } else {
        Label::Back
    };
    let score = if total > 0.0 { (front - back) / (total + SCORE_SMOOTHING) } else { 0.0 };
    Judgement { label, score, confidence: confidence(label, front, back), front, back }
}

/// Probability that a label is right: a logistic curve over how far the evidence lies from the nearest
/// other label, in units of evidence.
fn confidence(label: Label, front: f64, back: f64) -> f64 {
    let (total, margin) = (front + back, (front - back).abs());
    let distance = match label {
        Label::Front | Label::Back => margin / (1.0 + 0.25 * total).sqrt(),
        Label::Mixed => front.min(back).min(3.0) / 1.5,
        Label::Neutral => (LEAST_SENTENCE_EVIDENCE - margin).max(0.0) * 2.0,
    };
    logistic(CONFIDENCE_AT_BORDER + CONFIDENCE_SLOPE * distance)
}

/// Log-odds of a label with evidence at its very border: a little better than a coin.
const CONFIDENCE_AT_BORDER: f64 = 0.4;
/// Log-odds gained per unit of evidence beyond the border.
const CONFIDENCE_SLOPE: f64 = 0.8;

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// What the `count`-th mention of a concept counts in a document (from 1): each one less than the one before.
pub fn repeat_in_document(count: u32) -> f64 {
    1.0 / f64::from(count.max(1)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hit(side: Side, weight: f64, word: usize) -> Hit {
        // Every word is a concept of its own unless a test says otherwise.
        Hit { side, weight, concept: u32::try_from(word).unwrap_or(0), sells: false, words: (word, word) }
    }

    fn cue(effect: Effect, word: usize) -> Modifier {
        Modifier { effect, words: (word, word) }
    }

    #[track_caller]
    fn check(hits: &[Hit], modifiers: &[Modifier], breaks: &str, expected: &[(Side, f64)]) {
        let breaks: Vec<Break> = breaks
            .chars()
            .map(|mark| match mark {
                ',' => Break::Comma,
                ';' => Break::Clause,
                _ => Break::None,
            })
            .collect();
        let found: Vec<_> = weigh(hits, modifiers, &breaks).iter().map(|hit| (hit.side, hit.weight)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn negation_turns_the_front_and_silences_the_back() {
        use Side::{Back, Front};
        let negated = NEGATED_FRONT_SHARE;
        check(&[hit(Front, 1.0, 2)], &[cue(Effect::Negate, 0)], "____", &[(Back, negated)]);
        check(&[hit(Back, 1.0, 2)], &[cue(Effect::Negate, 0)], "____", &[(Back, 0.0)]);
        check(&[hit(Back, 3.0, 2)], &[cue(Effect::Negate, 0)], "____", &[(Front, 3.0 * negated)]);
        check(&[hit(Front, 1.0, 0)], &[cue(Effect::NegateBefore, 2)], "____", &[(Back, negated)]);
    }

    #[test]
    fn negation_ends_with_its_clause() {
        use Side::{Back, Front};
        let negated = NEGATED_FRONT_SHARE;
        check(&[hit(Front, 1.0, 3)], &[cue(Effect::Negate, 0)], "_;__", &[(Front, 1.0)]);
        check(&[hit(Front, 1.0, 3)], &[cue(Effect::Negate, 0), cue(Effect::Contrast, 2)], "____", &[(Front, 1.0)]);
        check(&[hit(Front, 1.0, 3)], &[cue(Effect::Negate, 0), cue(Effect::EndScope, 2)], "____", &[(Front, 1.0)]);
        check(
            &[hit(Front, 1.0, 1), hit(Front, 1.0, 2), hit(Front, 1.0, 8)],
            &[cue(Effect::Negate, 0)],
            "_,_,______",
            &[(Back, negated), (Back, negated), (Front, 1.0)],
        );
    }

    #[test]
    fn other_cues_change_the_weight() {
        use Side::{Back, Front};
        check(&[hit(Front, 1.0, 2)], &[cue(Effect::Exclude, 0)], "____", &[(Front, 0.0)]);
        check(&[hit(Front, 1.0, 2)], &[cue(Effect::Intensify, 0)], "____", &[(Front, INTENSIFIED)]);
        check(&[hit(Front, 1.0, 2)], &[cue(Effect::Diminish, 3)], "____", &[(Front, DIMINISHED)]);
        let sell = Hit { sells: true, ..hit(Front, 1.0, 0) };
        check(
            &[sell, hit(Back, 1.5, 1)],
            &[cue(Effect::Product, 2)],
            "____",
            &[(Front, 1.0), (Back, 1.5 * SOLD_OBJECT_SHARE)],
        );
        let again = Hit { concept: 0, ..hit(Front, 1.0, 2) };
        check(&[hit(Front, 1.0, 0), again], &[], "____", &[(Front, 1.0), (Front, REPEAT_IN_SENTENCE)]);
    }

    #[test]
    fn labels_follow_the_evidence() {
        #[track_caller]
        fn check(front: f64, back: f64, label: Label) {
            let judgement = judge_sentence(front, back);
            assert_eq!(judgement.label, label);
            assert!((-1.0..=1.0).contains(&judgement.score) && (0.0..=1.0).contains(&judgement.confidence));
        }
        check(0.0, 0.0, Label::Neutral);
        check(0.5, 0.0, Label::Neutral);
        check(2.0, 0.0, Label::Front);
        check(0.5, 3.0, Label::Back);
        check(2.0, 2.0, Label::Mixed);
    }
}
