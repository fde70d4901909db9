//! Concept weights from texts of known rating: regularised, cross-validated, one weight for all languages.
//!
//! The model is the score itself: the average signed weight of a text's mentions, on a straight line with the
//! rating. Its squared error is minimised over the logarithms of the weights, with a penalty for every step
//! away from the weights set by hand (ridge regression in log space: Hoerl and Kennard 1970), within bounds
//! that keep a role a role and a hint a hint. Adam (Kingma and Ba 2015) does the minimising. What a weight
//! may not do is change a concept's side: that is a matter of meaning, not of fit.

use crate::document::Side;
use crate::score::{Certainty, Curve};

/// Steps away from the hand-set weights cost this much per squared unit of log weight, against a squared
/// error of 1 for no fit at all. From 0.0001 to 0.001 the cross-validated rank correlation with ESCO moves by no
/// more than 0.003; this one ranks as well as less, and leaves more sentences the label they had by hand.
pub const PENALTY: f64 = 0.0003;

/// A concept that by hand weighs at least [`LEAST_ROLE_WEIGHT`] names work of one side by itself. Whatever
/// a rating says of that work, a sentence about it must stay labelled, so its weight stays at least this.
pub const LEAST_FITTED_ROLE_WEIGHT: f64 = 0.7;
/// See [`LEAST_FITTED_ROLE_WEIGHT`].
pub const LEAST_ROLE_WEIGHT: f64 = 1.0;
/// Other concepts keep at least this weight, so that they stay visible as evidence.
pub const LEAST_HINT_WEIGHT: f64 = 0.1;
/// A hint by hand may not grow into a role: at most this many times its weight.
pub const MOST_HINT_GROWTH: f64 = 1.5;
/// No concept weighs more than this: a third more than what names the office itself.
pub const MOST_FITTED_WEIGHT: f64 = 4.0;

/// Steps of the optimiser; the loss no longer moves after some three hundred.
const STEPS: u32 = 500;
/// First step width in log weight; it shrinks to a tenth by the end.
const STEP_WIDTH: f64 = 0.05;

/// A text of known rating.
#[derive(Debug, Clone, Default)]
pub struct RatedText {
    /// Its mentions: concept number, share, positive for the front and negative for the back.
    pub mentions: Vec<(usize, f64)>,
    /// The rating; higher is more front.
    pub rating: f64,
    /// How much the text counts, above 0: less where several texts are versions of one item.
    pub importance: f64,
    /// Texts of one fold are predicted by weights that saw none of them.
    pub fold: usize,
}

/// Adds a mention, if it is of a side.
pub fn add_mention(text: &mut RatedText, concept: usize, side: Side, share: f64) {
    match side {
        Side::Front => text.mentions.push((concept, share)),
        Side::Back => text.mentions.push((concept, -share)),
        Side::Neutral => {}
    }
}

/// The average signed weight of a text's mentions: what its score is bent from.
pub fn average(text: &RatedText, weights: &[f64]) -> f64 {
    let sum: f64 = text.mentions.iter().map(|&(concept, share)| weights[concept] * share).sum();
    sum / denominator(text)
}

fn denominator(text: &RatedText) -> f64 {
    text.mentions.iter().map(|(_, share)| share.abs()).sum::<f64>() + crate::score::MENTIONS_SMOOTHING
}

/// A concept that by hand weighs this much or more names one of the offices itself. That is a matter of words
/// and not of ratings, and "front office and back office" must balance: it keeps its weight.
pub const OFFICE_NAME_WEIGHT: f64 = 3.0;

/// The bounds of a concept's fitted weight, given its weight by hand.
pub fn bounds(by_hand: f64) -> (f64, f64) {
    if by_hand >= OFFICE_NAME_WEIGHT {
        (by_hand, by_hand)
    } else if by_hand >= LEAST_ROLE_WEIGHT {
        (LEAST_FITTED_ROLE_WEIGHT, MOST_FITTED_WEIGHT)
    } else {
        (LEAST_HINT_WEIGHT, (MOST_HINT_GROWTH * by_hand).clamp(LEAST_HINT_WEIGHT, MOST_FITTED_WEIGHT))
    }
}

/// Fits the weights; `by_hand` has one for each concept, 0 for a neutral one, which stays 0.
pub fn fit(texts: &[&RatedText], by_hand: &[f64]) -> Vec<f64> {
    let start: Vec<f64> = by_hand
        .iter()
        .map(|&weight| {
            let (least, most) = bounds(weight);
            weight.clamp(least, most).ln()
        })
        .collect();
    let targets = standardised(texts);
    let denominators: Vec<f64> = texts.iter().map(|text| denominator(text)).collect();
    let total: f64 = texts.iter().map(|text| text.importance).sum();
    let mut logs = start.clone();
    let mut optimiser = Adam::new(logs.len());
    for step in 1..=STEPS {
        let weights: Vec<f64> = logs.iter().map(|log| log.exp()).collect();
        let averages: Vec<f64> = texts.iter().map(|text| average(text, &weights)).collect();
        let (offset, slope) = line(&averages, &targets, texts);
        let mut gradient: Vec<f64> =
            logs.iter().zip(&start).map(|(log, start)| 2.0 * PENALTY * (log - start)).collect();
        for (number, text) in texts.iter().enumerate() {
            let residual = offset + slope * averages[number] - targets[number];
            let pull = 2.0 * text.importance / total * residual * slope / denominators[number];
            for &(concept, share) in &text.mentions {
                gradient[concept] += pull * share * weights[concept];
            }
        }
        optimiser.step(step, &gradient, &mut logs);
        for (log, &weight) in logs.iter_mut().zip(by_hand) {
            let (least, most) = bounds(weight);
            *log = log.clamp(least.ln(), most.ln());
        }
    }
    let fitted = logs.iter().map(|log| log.exp());
    by_hand.iter().zip(fitted).map(|(&weight, fitted)| if weight > 0.0 { fitted } else { 0.0 }).collect()
}

/// Each text's average under weights fitted without its fold.
pub fn cross_validate(texts: &[RatedText], by_hand: &[f64]) -> Vec<f64> {
    let mut folds: Vec<usize> = texts.iter().map(|text| text.fold).collect();
    folds.sort_unstable();
    folds.dedup();
    let mut averages = vec![0.0; texts.len()];
    for fold in folds {
        let others: Vec<&RatedText> = texts.iter().filter(|text| text.fold != fold).collect();
        let weights = fit(&others, by_hand);
        for (average_of, text) in averages.iter_mut().zip(texts).filter(|(_, text)| text.fold == fold) {
            *average_of = average(text, &weights);
        }
    }
    averages
}

/// The ranks of the ratings, with mean 0 and variance 1: ratings crowd at their ends, and what counts is which
/// text is rated above which.
fn standardised(texts: &[&RatedText]) -> Vec<f64> {
    let ranks = crate::evaluation::ranks(texts.iter().map(|text| text.rating));
    let total: f64 = texts.iter().map(|text| text.importance).sum();
    let mean_of = |value: &dyn Fn(f64) -> f64| {
        texts.iter().zip(&ranks).map(|(text, &rank)| text.importance * value(rank)).sum::<f64>() / total
    };
    let mean = mean_of(&|rank| rank);
    let variance = mean_of(&|rank| (rank - mean).powi(2));
    let spread = if variance > 0.0 { variance.sqrt() } else { 1.0 };
    ranks.iter().map(|rank| (rank - mean) / spread).collect()
}

/// The straight line of least squares from averages to targets: offset and slope.
fn line(averages: &[f64], targets: &[f64], texts: &[&RatedText]) -> (f64, f64) {
    let (mut sum, mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for ((average, target), text) in averages.iter().zip(targets).zip(texts) {
        let importance = text.importance;
        sum += importance;
        x += importance * average;
        y += importance * target;
        xx += importance * average * average;
        xy += importance * average * target;
    }
    let spread = xx * sum - x * x;
    let slope = if spread > 0.0 { (xy * sum - x * y) / spread } else { 0.0 };
    ((y - slope * x) / sum, slope)
}

/// A squared coefficient costs this much, against the log-likelihood of one row: enough to keep a handful of
/// rows from a coefficient of their own.
const CURVE_PENALTY: f64 = 0.05;

/// Newton's method settles within a few steps.
const CURVE_STEPS: usize = 30;

/// The curve that best tells from their certainty which labels were right: logistic regression with a ridge
/// penalty on all but the offset, by Newton's method (Platt 1999).
pub fn fit_curve(labels: &[(Certainty, bool)]) -> Curve {
    // Coefficients of the offset, the evidence and the balance.
    let mut curve = [0.0_f64; 3];
    for _ in 0..CURVE_STEPS {
        let mut gradient = [0.0; 3];
        let mut hessian = [[0.0; 3]; 3];
        for &(certainty, right) in labels {
            let inputs = [1.0, certainty.evidence, certainty.balance];
            let line = Curve { offset: curve[0], evidence: curve[1], balance: curve[2] };
            let probability = line.probability(certainty);
            for (row, &input) in inputs.iter().enumerate() {
                gradient[row] += (f64::from(u8::from(right)) - probability) * input;
                for (column, &other) in inputs.iter().enumerate() {
                    hessian[row][column] += probability * (1.0 - probability) * input * other;
                }
            }
        }
        for number in 0..3 {
            let penalty = if number == 0 { LEAST_CURVATURE } else { CURVE_PENALTY };
            gradient[number] -= penalty * curve[number];
            hessian[number][number] += penalty;
        }
        let step = solve(hessian, gradient);
        for (coefficient, step) in curve.iter_mut().zip(step) {
            *coefficient += step.clamp(-MOST_CURVE_STEP, MOST_CURVE_STEP);
        }
    }
    Curve { offset: curve[0], evidence: curve[1], balance: curve[2] }
}

/// Keeps the equations solvable where all labels are right or there is none.
const LEAST_CURVATURE: f64 = 1e-3;

/// Steps in log-odds are held in, so that Newton's method does not run off where rows are few.
const MOST_CURVE_STEP: f64 = 2.0;

/// Solves three linear equations by Cramer's rule; nothing where they have no single solution.
fn solve(matrix: [[f64; 3]; 3], right: [f64; 3]) -> [f64; 3] {
    let determinant = |m: &[[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = determinant(&matrix);
    if whole == 0.0 {
        return [0.0; 3];
    }
    std::array::from_fn(|column| {
        let mut replaced = matrix;
        replaced.iter_mut().zip(right).for_each(|(row, value)| row[column] = value);
        determinant(&replaced) / whole
    })
}

/// Moments of the gradient, as Kingma and Ba define them.
struct Adam {
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Adam {
    const FIRST_DECAY: f64 = 0.9;
    const SECOND_DECAY: f64 = 0.999;
    const EPSILON: f64 = 1e-12;

    fn new(length: usize) -> Adam {
        Adam { first: vec![0.0; length], second: vec![0.0; length] }
    }

    fn step(&mut self, step: u32, gradient: &[f64], values: &mut [f64]) {
        let done = f64::from(step) / f64::from(STEPS);
        let width = STEP_WIDTH * (1.0 - 0.9 * done);
        let (first_bias, second_bias) =
            (1.0 - Adam::FIRST_DECAY.powf(f64::from(step)), 1.0 - Adam::SECOND_DECAY.powf(f64::from(step)));
        for (number, &slope) in gradient.iter().enumerate() {
            self.first[number] = Adam::FIRST_DECAY * self.first[number] + (1.0 - Adam::FIRST_DECAY) * slope;
            self.second[number] = Adam::SECOND_DECAY * self.second[number] + (1.0 - Adam::SECOND_DECAY) * slope * slope;
            let spread = (self.second[number] / second_bias).sqrt() + Adam::EPSILON;
            values[number] -= width * self.first[number] / first_bias / spread;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of two front concepts, of which the first goes with twice the rating.
    fn texts() -> Vec<RatedText> {
        (0..40)
            .map(|number| {
                let mut text = RatedText { importance: 1.0, fold: number % 5, ..RatedText::default() };
                let concept = number % 2;
                add_mention(&mut text, concept, Side::Front, 2.0);
                add_mention(&mut text, 2, Side::Back, if number % 4 < 2 { 1.0 } else { 0.0 });
                add_mention(&mut text, 3, Side::Neutral, 1.0);
                text.rating = if concept == 0 { 4.0 } else { 2.0 } - if number % 4 < 2 { 2.0 } else { 0.0 };
                text
            })
            .collect()
    }

    #[test]
    fn weights_follow_the_ratings_within_their_bounds() {
        let texts = texts();
        let by_hand = [1.5, 1.5, 1.5, 0.0];
        let weights = fit(&texts.iter().collect::<Vec<_>>(), &by_hand);
        assert!(weights[0] > weights[1], "{weights:?}");
        assert_eq!(weights[3], 0.0);
        for (weight, by_hand) in weights.iter().zip(by_hand).filter(|(_, by_hand)| *by_hand > 0.0) {
            let (least, most) = bounds(by_hand);
            assert!((least - 1e-9..=most + 1e-9).contains(weight), "{weights:?}");
        }
    }

    #[test]
    fn held_out_texts_are_ranked() {
        let texts = texts();
        let averages = cross_validate(&texts, &[1.5, 1.5, 1.5, 0.0]);
        let pairs: Vec<(f64, f64)> = averages.into_iter().zip(texts.iter().map(|text| text.rating)).collect();
        assert!(crate::evaluation::spearman(&pairs).is_some_and(|rho| rho > 0.9));
    }

    #[test]
    fn a_curve_gives_the_share_that_is_right() {
        let certainty = |evidence: f64| Certainty { evidence, balance: 0.0 };
        let labels: Vec<(Certainty, bool)> = (0..400)
            .map(|number| match number % 4 {
                0 => (certainty(0.0), number % 8 == 0),
                _ => (certainty(2.0), number % 40 != 1),
            })
            .collect();
        let curve = fit_curve(&labels);
        let near = |evidence: f64, expected: f64| (curve.probability(certainty(evidence)) - expected).abs() < 0.02;
        assert!(near(0.0, 0.5) && near(2.0, 29.0 / 30.0), "{curve:?}");
        // All right, or nothing at all, is no reason for infinite trust.
        assert!(fit_curve(&[(certainty(1.0), true)]).probability(certainty(1.0)) < 1.0);
        assert_eq!(fit_curve(&[]), Curve::default());
    }

    #[test]
    fn nothing_to_learn_leaves_the_weights_alone() {
        let text = RatedText { importance: 1.0, rating: 3.0, ..RatedText::default() };
        let weights = fit(&[&text], &[1.5, 0.4]);
        assert!((weights[0] - 1.5).abs() < 1e-9 && (weights[1] - 0.4).abs() < 1e-9, "{weights:?}");
    }
}
