//! How good judgements are, against labels and ratings that are known: arithmetic only.
//!
//! Classes are compared by precision, recall and F1 (van Rijsbergen 1979), rankings by Spearman's rho with
//! mean ranks for ties and by the area under the ROC curve (Hanley, `McNeil` 1982), probabilities by the
//! expected calibration error over equal bins (Naeini, Cooper and Hauskrecht 2015).

use crate::document::Label;

/// How often each label was expected and found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confusion {
    counts: [[u64; Label::ALL.len()]; Label::ALL.len()],
}

fn number(label: Label) -> usize {
    Label::ALL.iter().position(|&known| known == label).unwrap_or(0)
}

/// How well one label is found; shares in 0..=1, `None` where there is nothing to share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClassScores {
    /// Rows that have this label.
    pub expected: u64,
    /// Rows that got this label.
    pub found: u64,
    /// Share of those found that are right.
    pub precision: Option<f64>,
    /// Share of those expected that were found.
    pub recall: Option<f64>,
    /// The harmonic mean of both.
    pub f1: Option<f64>,
}

/// A share, or nothing where there is nothing to share. Rows are counted far below what a float holds exactly.
pub fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl Confusion {
    /// Counts a row.
    pub fn add(&mut self, expected: Label, found: Label) {
        self.counts[number(expected)][number(found)] += 1;
    }

    /// How many rows have the one label and got the other.
    pub fn count(&self, expected: Label, found: Label) -> u64 {
        self.counts[number(expected)][number(found)]
    }

    /// All rows.
    pub fn total(&self) -> u64 {
        self.counts.iter().flatten().sum()
    }

    /// Share of rows that got their label.
    pub fn accuracy(&self) -> Option<f64> {
        share(Label::ALL.iter().map(|&label| self.count(label, label)).sum(), self.total())
    }

    /// How well a label is found.
    pub fn class(&self, label: Label) -> ClassScores {
        let right = self.count(label, label);
        let expected = Label::ALL.iter().map(|&found| self.count(label, found)).sum();
        let found = Label::ALL.iter().map(|&known| self.count(known, label)).sum();
        ClassScores {
            expected,
            found,
            precision: share(right, found),
            recall: share(right, expected),
            f1: share(2 * right, expected + found),
        }
    }

    /// Mean F1 of the labels that are expected somewhere: a label that no row has cannot be found well.
    pub fn macro_f1(&self) -> Option<f64> {
        let scores: Vec<f64> = Label::ALL
            .iter()
            .map(|&label| self.class(label))
            .filter(|class| class.expected > 0)
            .filter_map(|class| class.f1)
            .collect();
        mean(&scores)
    }
}

/// The arithmetic mean; `None` of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// Spearman's rank correlation in -1..=1, ties at their mean rank. `None` for fewer than two pairs or where
/// one side never varies.
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    let first = ranks(pairs.iter().map(|pair| pair.0));
    let second = ranks(pairs.iter().map(|pair| pair.1));
    pearson(&first, &second)
}

fn pearson(first: &[f64], second: &[f64]) -> Option<f64> {
    let (mean_first, mean_second) = (mean(first)?, mean(second)?);
    let (mut both, mut squares_first, mut squares_second) = (0.0, 0.0, 0.0);
    for (one, other) in first.iter().zip(second) {
        let (one, other) = (one - mean_first, other - mean_second);
        both += one * other;
        squares_first += one * one;
        squares_second += other * other;
    }
    let spread = (squares_first * squares_second).sqrt();
    (spread > 0.0).then(|| both / spread)
}

/// Ranks from 1, equal values at the mean of their ranks.
pub fn ranks(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&one, &other| values[one].total_cmp(&values[other]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    while from < order.len() {
        let equal = order[from..].iter().take_while(|&&index| values[index] == values[order[from]]).count();
        // The mean of from + 1 ..= from + equal.
        let rank = from as f64 + (equal as f64 + 1.0) / 2.0;
        order[from..from + equal].iter().for_each(|&index| ranks[index] = rank);
        from += equal;
    }
    ranks
}

/// Area under the ROC curve of `scores` telling `true` from `false`: the probability that a random positive
/// scores above a random negative, ties counting half. `None` where one of both is missing.
pub fn auc(scores: &[(f64, bool)]) -> Option<f64> {
    let ranks = ranks(scores.iter().map(|score| score.0));
    let positives = scores.iter().filter(|score| score.1).count() as f64;
    let negatives = scores.len() as f64 - positives;
    if positives == 0.0 || negatives == 0.0 {
        return None;
    }
    let ranks_of_positives: f64 = ranks.iter().zip(scores).filter(|(_, score)| score.1).map(|(rank, _)| rank).sum();
    Some((ranks_of_positives - positives * (positives + 1.0) / 2.0) / (positives * negatives))
}

/// As [`auc`], of the third with the highest ratings against the third with the lowest. Pairs are (score,
/// rating); rows that tie with the border of a third belong to it.
pub fn auc_of_thirds(pairs: &[(f64, f64)]) -> Option<f64> {
    let mut ratings: Vec<f64> = pairs.iter().map(|pair| pair.1).collect();
    ratings.sort_by(f64::total_cmp);
    let third = ratings.len() / 3;
    let low = *ratings.get(third.checked_sub(1)?)?;
    let high = *ratings.get(ratings.len() - third)?;
    if low >= high {
        return None;
    }
    let chosen: Vec<(f64, bool)> = pairs
        .iter()
        .filter(|pair| pair.1 <= low || pair.1 >= high)
        .map(|&(score, rating)| (score, rating >= high))
        .collect();
    auc(&chosen)
}

/// Equal bins of probability.
const CALIBRATION_BINS: usize = 10;

/// How often labels given with a confidence were right.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calibration {
    bins: [CalibrationBin; CALIBRATION_BINS],
}

/// The labels whose confidence lies in one tenth of 0..=1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct CalibrationBin {
    /// How many there are.
    pub count: u64,
    /// How many of them are right.
    pub right: u64,
    /// The sum of their confidences.
    pub confidence_sum: f64,
}

impl CalibrationBin {
    /// Their mean confidence, 0..=1.
    pub fn confidence(&self) -> Option<f64> {
        (self.count > 0).then(|| self.confidence_sum / self.count as f64)
    }

    /// The share of them that is right, 0..=1.
    pub fn accuracy(&self) -> Option<f64> {
        share(self.right, self.count)
    }
}

impl Calibration {
    /// Counts a label given with this confidence.
    pub fn add(&mut self, confidence: f64, right: bool) {
        // The comparison keeps the number small and positive; a NaN falls into the first bin.
        let number = (0..CALIBRATION_BINS)
            .rev()
            .find(|&number| confidence >= number as f64 / CALIBRATION_BINS as f64)
            .unwrap_or(0);
        let bin = &mut self.bins[number];
        bin.count += 1;
        bin.right += u64::from(right);
        bin.confidence_sum += confidence;
    }

    /// The bins with their lower bounds, from the least confidence to the most.
    pub fn bins(&self) -> impl Iterator<Item = (f64, &CalibrationBin)> {
        self.bins.iter().enumerate().map(|(number, bin)| (number as f64 / CALIBRATION_BINS as f64, bin))
    }

    /// Expected calibration error, 0..=1: the mean distance of confidence and accuracy, bins weighted by
    /// their counts.
    pub fn expected_error(&self) -> Option<f64> {
        let total: u64 = self.bins.iter().map(|bin| bin.count).sum();
        let distance = |bin: &CalibrationBin| (bin.confidence_sum - bin.right as f64).abs();
        (total > 0).then(|| self.bins.iter().map(distance).sum::<f64>() / total as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn near(found: Option<f64>, expected: f64) {
        let found = found.expect("a number");
        assert!((found - expected).abs() < 1e-9, "{found}, expected {expected}");
    }

    #[test]
    fn classes_are_scored() {
        let mut confusion = Confusion::default();
        for (expected, found, times) in [
            (Label::Front, Label::Front, 3),
            (Label::Front, Label::Neutral, 1),
            (Label::Back, Label::Back, 2),
            (Label::Back, Label::Front, 2),
        ] {
            (0..times).for_each(|_| confusion.add(expected, found));
        }
        near(confusion.accuracy(), 5.0 / 8.0);
        near(confusion.class(Label::Front).precision, 0.6);
        near(confusion.class(Label::Front).recall, 0.75);
        near(confusion.class(Label::Front).f1, 6.0 / 9.0);
        near(confusion.macro_f1(), (6.0 / 9.0 + 4.0 / 6.0) / 2.0);
        assert_eq!(confusion.class(Label::Mixed).recall, None);
        assert_eq!(Confusion::default().macro_f1(), None);
    }

    #[test]
    fn rankings_are_compared() {
        near(spearman(&[(1.0, 10.0), (2.0, 20.0), (3.0, 30.0)]), 1.0);
        near(spearman(&[(1.0, 30.0), (2.0, 20.0), (3.0, 10.0)]), -1.0);
        // Ranks 1.5, 1.5, 3 and 1, 2, 3: covariance 1.5, variances 1.5 and 2.
        near(spearman(&[(1.0, 1.0), (1.0, 2.0), (2.0, 3.0)]), 1.5 / (1.5_f64 * 2.0).sqrt());
        assert_eq!(spearman(&[(1.0, 1.0), (1.0, 2.0)]), None);
        assert_eq!(spearman(&[]), None);
    }

    #[test]
    fn the_area_under_the_curve_counts_ties_half() {
        near(auc(&[(1.0, false), (2.0, true)]), 1.0);
        near(auc(&[(2.0, false), (2.0, true)]), 0.5);
        near(auc(&[(3.0, false), (1.0, true), (2.0, false), (4.0, true)]), 0.5);
        assert_eq!(auc(&[(3.0, true)]), None);
        let rated: Vec<(f64, f64)> = (0..9).map(|number| (f64::from(number), f64::from(number))).collect();
        near(auc_of_thirds(&rated), 1.0);
        assert_eq!(auc_of_thirds(&rated[..2]), None);
    }

    #[test]
    fn calibration_is_measured() {
        let mut calibration = Calibration::default();
        for right in [true, true, true, true, false] {
            calibration.add(0.85, right);
        }
        calibration.add(1.0, true);
        near(calibration.expected_error(), (5.0 * 0.05) / 6.0);
        assert_eq!(calibration.bins().map(|(_, bin)| bin.count).sum::<u64>(), 6);
    }
}
