//! Hits to score, label and confidence: arithmetic only.
//!
//! A sentence is cut into clauses; cues change the weight of the evidence in their reach; what remains is
//! summed by side. A document sums its sentences, repeated evidence damped, its title counting more.
//! Every number that decides is a named constant below, with its reason.

use rustc_hash::FxHashMap;

use crate::document::{Label, Side};

/// Less evidence than this leaves a sentence neutral: a weak hint ("service") is no judgement. A role alone
/// is one, as `fit` keeps its weight above this.
pub const LEAST_SENTENCE_EVIDENCE: f64 = 0.5;

/// Less evidence than this leaves a document neutral.
pub const LEAST_DOCUMENT_EVIDENCE: f64 = 0.5;

/// A sentence is mixed only if its weaker side has at least this evidence: an activity, not a hint.
pub const LEAST_MIXED_EVIDENCE: f64 = 0.75;

/// A sentence is mixed only if its weaker side has at least this share of all evidence.
pub const LEAST_MIXED_SENTENCE_SHARE: f64 = 0.2;

/// A document is mixed only if its weaker side has at least this share: most postings name some work of
/// the other side and are still clearly one or the other.
pub const LEAST_MIXED_DOCUMENT_SHARE: f64 = 0.4;

/// Added to the mentions that a score averages over, so that a score near 1 or -1 takes more than one hint.
pub const MENTIONS_SMOOTHING: f64 = 1.0;

/// The average weight at which a score bends: a text whose mentions all weigh this much scores 0.7.
pub const SCORE_BEND: f64 = 0.5;

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

/// The title's evidence counts this many times: it is what the advertiser chose to say first. Chosen among 2
/// to 5 by the cross-validated fit of the weights.
pub const TITLE_FACTOR: f64 = 4.0;

/// The evidence of the sentence after a title counts this many times: it mostly says what the work is.
/// Chosen among 1 to 3 in the same way.
pub const LEAD_FACTOR: f64 = 2.0;

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
    /// The share of its weight that it counts now: 1 untouched, 0 if it was cancelled.
    pub share: f64,
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

/// The hits of a sentence after its cues.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighing {
    /// The hits, in the order in which they were given.
    pub hits: Vec<Weighed>,
    /// Which cue changed which hit: the numbers of both, by cue; empty where no cue reached a hit.
    pub reaches: Vec<(usize, usize)>,
}

/// Applies the cues of a sentence to its hits; both are in order of position.
pub fn weigh(hits: &[Hit], modifiers: &[Modifier], breaks: &[Break]) -> Weighing {
    // Without a cue nobody asks.
    let clauses = if modifiers.is_empty() { Vec::new() } else { clauses(modifiers, breaks) };
    let clause_of = |word: usize| clauses.get(word).copied().unwrap_or(0);
    let mut weighed: Vec<Weighed> =
        hits.iter().map(|hit| Weighed { side: hit.side, share: 1.0, negated: false }).collect();
    let mut reaches = Vec::new();
    for (cue, modifier) in modifiers.iter().enumerate() {
        for number in reach(modifier, hits, modifiers, breaks, &clause_of) {
            let weighed = &mut weighed[number];
            match modifier.effect {
                Effect::Negate | Effect::NegateBefore => weighed.negated = true,
                Effect::Exclude => weighed.share = 0.0,
                Effect::Intensify => weighed.share *= INTENSIFIED,
                Effect::Diminish => weighed.share *= DIMINISHED,
                Effect::Product => weighed.share = SOLD_OBJECT_SHARE,
                Effect::Contrast | Effect::EndScope => continue,
            }
            reaches.push((cue, number));
        }
    }
    let mut repeats = Repeats::default();
    for (number, hit) in hits.iter().enumerate() {
        if weighed[number].negated {
            turn(&mut weighed[number], hit);
        }
        weighed[number].share *= REPEAT_IN_SENTENCE.powi(repeats.count(&hits[..number], hit.concept));
    }
    Weighing { hits: weighed, reaches }
}

/// How often concepts were mentioned before in a sentence.
#[derive(Default)]
struct Repeats(FxHashMap<u32, i32>);

impl Repeats {
    /// How often `concept` was mentioned among the hits before, which must be one more on each call.
    fn count(&mut self, before: &[Hit], concept: u32) -> i32 {
        /// So few are looked through faster than counted.
        const FEW: usize = 16;
        /// More repeats are nothing already.
        const MOST: i32 = 30;
        if before.len() < FEW {
            return before.iter().map(|hit| i32::from(hit.concept == concept)).sum();
        }
        if before.len() == FEW {
            before.iter().for_each(|hit| *self.0.entry(hit.concept).or_insert(0) += 1);
        }
        let repeats = self.0.entry(concept).or_insert(0);
        let count = (*repeats).min(MOST);
        *repeats = count + 1;
        count
    }
}

/// The numbers of the hits that a cue changes.
fn reach(
    modifier: &Modifier,
    hits: &[Hit],
    modifiers: &[Modifier],
    breaks: &[Break],
    clause_of: &impl Fn(usize) -> usize,
) -> Vec<usize> {
    let clause = clause_of(modifier.words.0);
    let all = |reached: &dyn Fn(&Hit) -> bool| (0..hits.len()).filter(|&number| reached(&hits[number])).collect();
    match modifier.effect {
        Effect::Negate => reach_of_negation(modifier, hits, modifiers, breaks, clause_of),
        Effect::NegateBefore => all(&|hit: &Hit| hit.words.1 < modifier.words.0 && clause_of(hit.words.1) == clause),
        Effect::Exclude => all(&|hit: &Hit| clause_of(hit.words.0) == clause),
        Effect::Intensify | Effect::Diminish => all(&|hit: &Hit| {
            let near = hit.words.0 <= modifier.words.1 + DEGREE_REACH_WORDS
                && hit.words.1 + DEGREE_REACH_WORDS >= modifier.words.0;
            near && clause_of(hit.words.0) == clause
        }),
        Effect::Product => all(&|hit: &Hit| is_sold_object(hit, modifier, hits, clause_of)),
        Effect::Contrast | Effect::EndScope => Vec::new(),
    }
}

/// The clause that each word belongs to, counted from 0.
fn clauses(modifiers: &[Modifier], breaks: &[Break]) -> Vec<usize> {
    let mut clauses: Vec<usize> = vec![0; breaks.len()];
    let behind_breaks = (1..).zip(breaks).filter(|(_, before)| **before == Break::Clause).map(|(word, _)| word);
    let contrasts = modifiers.iter().filter(|modifier| modifier.effect == Effect::Contrast);
    for word in behind_breaks.chain(contrasts.map(|contrast| contrast.words.0)).filter(|&word| word > 0) {
        if let Some(start) = clauses.get_mut(word) {
            *start = 1;
        }
    }
    let mut clause = 0;
    for number in &mut clauses {
        clause += *number;
        *number = clause;
    }
    clauses
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

/// In "sell accounting software to firms", a back word that a product noun follows is what is sold.
fn is_sold_object(object: &Hit, product: &Modifier, hits: &[Hit], clause_of: &impl Fn(usize) -> usize) -> bool {
    let clause = clause_of(product.words.0);
    let named_by_product = object.words.1 + 1 == product.words.0
        || (object.words.0 <= product.words.1 && object.words.1 >= product.words.0);
    let sells_before = |hit: &Hit| hit.sells && hit.words.1 < object.words.0 && clause_of(hit.words.0) == clause;
    object.side == Side::Back && named_by_product && hits.iter().any(sells_before)
}

/// What negated evidence becomes.
fn turn(weighed: &mut Weighed, hit: &Hit) {
    match hit.side {
        Side::Front => {
            weighed.side = Side::Back;
            weighed.share *= NEGATED_FRONT_SHARE;
        }
        Side::Back if hit.weight >= LEAST_WEIGHT_TO_TURN_FRONT => {
            weighed.side = Side::Front;
            weighed.share *= NEGATED_FRONT_SHARE;
        }
        Side::Back | Side::Neutral => weighed.share = 0.0,
    }
}

/// The evidence of a sentence or document, summed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Evidence {
    /// Weight for the front, at least 0.
    pub front: f64,
    /// Weight for the back, at least 0.
    pub back: f64,
    /// How many mentions there are, each counted by its share: what the weights are an average over.
    pub mentions: f64,
}

impl Evidence {
    /// Adds a mention of a concept of this weight, counted by `share`; a neutral one is no evidence.
    pub fn add(&mut self, side: Side, weight: f64, share: f64) {
        match side {
            Side::Front => self.front += weight * share,
            Side::Back => self.back += weight * share,
            Side::Neutral => return,
        }
        self.mentions += share;
    }

    /// All of it, counted `share` times.
    pub fn scaled(self, share: f64) -> Evidence {
        Evidence { front: self.front * share, back: self.back * share, mentions: self.mentions * share }
    }

    /// The balance of the weights, averaged over the mentions, so that a text of many weak hints does not
    /// score like one of a few strong ones.
    pub fn average_weight(self) -> f64 {
        (self.front - self.back) / (self.mentions + MENTIONS_SMOOTHING)
    }

    /// -1 (all back) to +1 (all front); 0 where nothing was found: the average weight, bent into -1..=1,
    /// which keeps the order.
    fn score(self) -> f64 {
        let average = self.average_weight();
        average / (average * average + SCORE_BEND * SCORE_BEND).sqrt()
    }
}

/// What it takes to get a label other than neutral.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Thresholds {
    /// Less evidence than this is none.
    pub least_evidence: f64,
    /// Both sides count only if the weaker one has this share of all evidence.
    pub least_mixed_share: f64,
}

/// Those of a sentence.
pub const SENTENCE_THRESHOLDS: Thresholds =
    Thresholds { least_evidence: LEAST_SENTENCE_EVIDENCE, least_mixed_share: LEAST_MIXED_SENTENCE_SHARE };

/// Those of a document.
pub const DOCUMENT_THRESHOLDS: Thresholds =
    Thresholds { least_evidence: LEAST_DOCUMENT_EVIDENCE, least_mixed_share: LEAST_MIXED_DOCUMENT_SHARE };

/// The rule that gives a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Neutral: there is less evidence than it takes.
    TooLittle,
    /// Neutral: the sides are too close to tell, and neither is strong.
    TooClose,
    /// Mixed: each side has enough of its own.
    BothSides,
    /// Front or back: the stronger side.
    StrongerSide,
}

impl Thresholds {
    /// The rule that decides on this evidence.
    pub fn rule(self, front: f64, back: f64) -> Rule {
        let (total, weaker) = (front + back, front.min(back));
        let clearly_both = weaker >= LEAST_MIXED_EVIDENCE && weaker >= self.least_mixed_share * total;
        if total < self.least_evidence {
            Rule::TooLittle
        } else if clearly_both {
            Rule::BothSides
        } else if (front - back).abs() < self.least_margin() {
            Rule::TooClose
        } else {
            Rule::StrongerSide
        }
    }

    /// A side must be stronger than the other by this much.
    pub fn least_margin(self) -> f64 {
        self.least_evidence / 2.0
    }
}

/// The judgement on evidence that these thresholds apply to.
pub fn judge(evidence: Evidence, thresholds: Thresholds, curves: &Curves) -> Judgement {
    let Evidence { front, back, .. } = evidence;
    let label = match thresholds.rule(front, back) {
        Rule::TooLittle | Rule::TooClose => Label::Neutral,
        Rule::BothSides => Label::Mixed,
        Rule::StrongerSide if front > back => Label::Front,
        Rule::StrongerSide => Label::Back,
    };
    let unit = if thresholds == SENTENCE_THRESHOLDS { &curves.sentence } else { &curves.document };
    let confidence = unit.of(label).probability(Certainty::of(label, front, back));
    Judgement { label, score: evidence.score(), confidence, front, back }
}

/// What a label's probability to be right depends on.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Certainty {
    /// How much evidence speaks for just this label, as a logarithm: the lead of front or back, the weaker
    /// side of mixed, all that there is of neutral.
    pub evidence: f64,
    /// The weaker side's share of all evidence, 0..=0.5; 0 where there is none.
    pub balance: f64,
}

impl Certainty {
    /// That of a label given on this evidence.
    pub fn of(label: Label, front: f64, back: f64) -> Certainty {
        let (total, weaker) = (front + back, front.min(back));
        let evidence = match label {
            Label::Front | Label::Back => (front - back).abs(),
            Label::Mixed => weaker,
            Label::Neutral => total,
        };
        Certainty { evidence: evidence.ln_1p(), balance: if total > 0.0 { weaker / total } else { 0.0 } }
    }
}

/// The log-odds that a label is right, as a line over its [`Certainty`] (logistic calibration: Platt 1999).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Curve {
    /// Log-odds without any evidence.
    pub offset: f64,
    /// Log-odds gained with each unit of [`Certainty::evidence`].
    pub evidence: f64,
    /// Log-odds gained with each unit of [`Certainty::balance`].
    pub balance: f64,
}

impl Curve {
    /// The probability in 0..=1 that a label of this certainty is right.
    pub fn probability(self, certainty: Certainty) -> f64 {
        let log_odds = self.offset + self.evidence * certainty.evidence + self.balance * certainty.balance;
        1.0 / (1.0 + (-log_odds).exp())
    }
}

/// The curves of one unit, by label; front and back share one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct UnitCurves {
    /// Front or back.
    pub side: Curve,
    /// Mixed.
    pub mixed: Curve,
    /// Neutral.
    pub neutral: Curve,
}

impl UnitCurves {
    /// The curve of a label.
    pub fn of(&self, label: Label) -> Curve {
        match label {
            Label::Front | Label::Back => self.side,
            Label::Mixed => self.mixed,
            Label::Neutral => self.neutral,
        }
    }
}

/// How confidence follows from evidence: fitted, and kept in `data/calibration.csv`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Curves {
    /// For sentences, and documents of one sentence.
    pub sentence: UnitCurves,
    /// For documents.
    pub document: UnitCurves,
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
        let weighed = weigh(hits, modifiers, &breaks).hits;
        let found: Vec<_> = hits.iter().zip(&weighed).map(|(hit, now)| (now.side, hit.weight * now.share)).collect();
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
            let judgement = judge(Evidence { front, back, mentions: 2.0 }, SENTENCE_THRESHOLDS, &Curves::default());
            assert_eq!(judgement.label, label);
            assert!((-1.0..=1.0).contains(&judgement.score) && (0.0..=1.0).contains(&judgement.confidence));
        }
        check(0.0, 0.0, Label::Neutral);
        check(0.9 * LEAST_SENTENCE_EVIDENCE, 0.0, Label::Neutral);
        check(2.0, 0.0, Label::Front);
        check(0.5, 3.0, Label::Back);
        check(2.0, 2.0, Label::Mixed);
    }
}
