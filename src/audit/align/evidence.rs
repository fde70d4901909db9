//! What speaks for two groups of sentences being translations of each other.

use std::ops::Range;

use super::features::{Counterparts, Kind, Token, Tokens};
use super::{Band, Bead, LEAST_SURE, length};
use crate::audit::version::Sentence;

/// How often a token of each kind finds its counterpart in a translation, 0..=1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares([f64; Kind::COUNT]);

impl Shares {
    /// Before anything is known of the two texts: concepts, numbers and anchors are mostly kept, and of the other
    /// words some are names or look alike.
    pub const FIRST: Shares = Shares([0.5, 0.8, 0.2, 0.5]);

    /// No share is so low or high that a single token decides.
    const BOUNDS: (f64, f64) = (0.03, 0.9);

    fn of(self, kind: Kind) -> f64 {
        self.0[kind as usize]
    }
}

/// What one sentence says about another: for each token of it that has a counterpart there, how much likelier
/// the counterpart makes it.
#[derive(Debug, Default, Clone)]
struct Gains {
    /// By token.
    of: Vec<Gain>,
    /// The log-likelihood ratio of them all, for a bead of the two sentences alone.
    total: f64,
}

/// A token with a counterpart.
#[derive(Debug, Clone, Copy)]
struct Gain {
    token: u32,
    kind: Kind,
    /// How many times likelier than by chance the token is, if the other side holds nothing but its counterpart.
    /// Single precision: long texts have millions of these.
    odds: f32,
}

/// How many tokens of each kind some sentences hold.
type KindCounts = [u16; Kind::COUNT];

/// The gains of a pair of sentences, in both directions.
#[derive(Debug, Default, Clone)]
struct PairGains {
    target: usize,
    /// Of the target's tokens, explained by the source.
    forth: Gains,
    /// Of the source's tokens, explained by the target.
    back: Gains,
}

/// One of two texts.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    /// Its sentences.
    pub sentences: &'a [Sentence],
    /// What they hold.
    pub tokens: &'a Tokens,
}

/// All evidence on two texts.
pub struct Evidence<'a> {
    source: &'a [Sentence],
    target: &'a [Sentence],
    /// How many characters of the target a character of the source takes.
    ratio: f64,
    source_kinds: Vec<KindCounts>,
    target_kinds: Vec<KindCounts>,
    /// What the tokens of each sentence say if none has a counterpart.
    source_base: Vec<f64>,
    target_base: Vec<f64>,
    /// By source sentence, in order of the target's.
    pairs: Vec<Box<[PairGains]>>,
    band: Band,
    tokens: [&'a Tokens; 2],
    /// Which sentences of the source and the target stand in their text before.
    is_repeat: [Vec<bool>; 2],
}

/// Added to counts when the frequency of a feature is told from a short text.
const SMOOTHING: f64 = 150.0;

/// Both directions tell the same; each counts half.
const DIRECTION_SHARE: f64 = 0.5;

/// What a token without a counterpart counts of what the mixture says: words do not miss their counterparts
/// independently; a free translation has few, and a long sentence would outweigh all else. Between 0.3 and 0.7
/// it changes little.
const UNMATCHED_SHARE: f64 = 0.5;

/// What the lengths count beside the tokens.
const LENGTH_SHARE: f64 = 1.0;

/// Where a paragraph, heading or item begins on both sides, that speaks for the bead; on one, against it.
const BOTH_OPEN: f64 = 0.6;
const ONE_OPENS: f64 = -0.6;

/// A bead that reaches over the start of a paragraph is rare, and one over a heading more so.
const INNER_PARAGRAPH: f64 = -1.5;
const INNER_HEADING: f64 = -3.0;

/// A heading is translated by a heading.
const HEADING_AND_PROSE: f64 = -1.0;

/// What it says against a bead if only one of its sides asks something.
const QUESTION_AND_STATEMENT: f64 = -2.0;

/// What it says against a bead if only one of its sides stands for the second time in its text.
const REPEAT_AND_NEW: f64 = -5.0;

/// Shorter sentences ("Apply now") are repeated on purpose.
const LEAST_WORDS_OF_REPEAT: usize = 4;

/// The score at which a bead is as likely wrong as right, and how fast it becomes sure.
const SURE_FROM: f64 = -1.5;
const SURENESS_SLOPE: f64 = 0.5;

/// Texts with at most this many cells are aligned over all of the table; longer ones in a band.
const MOST_CELLS: usize = 500_000;

/// How far from the way through the anchors a band reaches, in sentences.
const BAND_REACH: usize = 60;

impl<'a> Evidence<'a> {
    /// Weighs what the two texts share.
    pub fn new(
        source: Text<'a>,
        target: Text<'a>,
        forth: &Counterparts,
        back: &Counterparts,
        shares: Shares,
        band: Band,
    ) -> Evidence<'a> {
        let (source_tokens, target_tokens) = (source.tokens, target.tokens);
        let (source, target) = (source.sentences, target.sentences);
        let base = |tokens: &Tokens| -> Vec<f64> {
            let of_token = |token: &Token| UNMATCHED_SHARE * (1.0 - shares.of(token.kind)).ln();
            tokens.sentences.iter().map(|held| held.iter().map(of_token).sum()).collect()
        };
        let characters = |sentences: &[Sentence]| sentences.iter().map(|sentence| sentence.length).sum::<usize>();
        let ratio = characters(target).max(1) as f64 / characters(source).max(1) as f64;
        let mut evidence = Evidence {
            source,
            target,
            ratio: ratio.clamp(1.0 / MOST_RATIO, MOST_RATIO),
            source_kinds: count_kinds(source_tokens),
            target_kinds: count_kinds(target_tokens),
            source_base: base(source_tokens),
            target_base: base(target_tokens),
            pairs: vec![Box::default(); source.len()],
            band,
            tokens: [source_tokens, target_tokens],
            is_repeat: [find_repeats(source), find_repeats(target)],
        };
        evidence.find_pairs(forth, back, shares);
        evidence
    }

    fn find_pairs(&mut self, forth: &Counterparts, back: &Counterparts, shares: Shares) {
        let [source_tokens, target_tokens] = self.tokens;
        // Back counterparts, turned round: which source features explain a target feature.
        let mut turned: Vec<Vec<(u32, f64)>> = vec![Vec::new(); back.of.len().max(forth.of.len())];
        for (from, found) in (0_u32..).zip(&back.of) {
            for &(feature, probability) in found {
                turned[feature as usize].push((from, probability));
            }
        }
        let mut postings: Vec<Vec<(u32, u32)>> = vec![Vec::new(); forth.of.len()];
        for (sentence, held) in (0_u32..).zip(&target_tokens.sentences) {
            for (number, token) in (0_u32..).zip(held) {
                for &feature in &token.features {
                    postings[feature as usize].push((sentence, number));
                }
            }
        }
        // Seven digits of such a rough figure are more than enough.
        #[expect(clippy::cast_possible_truncation)]
        let gain = |tokens: &Tokens, feature: u32, kind: Kind, probability: f64| -> f32 {
            let count = f64::from(tokens.counts.get(feature as usize).copied().unwrap_or(0));
            let background = (count + 0.5) / (f64::from(tokens.total) + SMOOTHING);
            let share = shares.of(kind);
            (share * probability / background / (1.0 - share)) as f32
        };
        let mut cells: Vec<PairGains> = Vec::new();
        let mut cell_of: Vec<u32> = vec![u32::MAX; self.target.len()];
        for (i, held) in source_tokens.sentences.iter().enumerate() {
            // Cells that the beads ending at this row and at the next ones can ask for.
            let last = (i + LONGEST_SIDE).min(self.source.len());
            let (low, high) = (self.band[i].0, self.band[last].1.min(self.target.len()));
            cells.clear();
            for (number, token) in (0_u32..).zip(held) {
                for &feature in &token.features {
                    let to_target = forth.of.get(feature as usize).map_or(&[][..], Vec::as_slice);
                    let from_target = turned.get(feature as usize).map_or(&[][..], Vec::as_slice);
                    for (counterparts, is_forth) in [(to_target, true), (from_target, false)] {
                        for &(other, probability) in counterparts {
                            let found = &postings[other as usize];
                            let first = found.partition_point(|(sentence, _)| (*sentence as usize) < low);
                            let odds = if is_forth {
                                gain(target_tokens, other, token.kind, probability)
                            } else {
                                gain(source_tokens, feature, token.kind, probability)
                            };
                            for &(sentence, other_number) in
                                found[first..].iter().take_while(|(at, _)| (*at as usize) < high)
                            {
                                let slot = &mut cell_of[sentence as usize];
                                if *slot == u32::MAX {
                                    *slot = u32::try_from(cells.len()).unwrap_or(u32::MAX);
                                    cells.push(PairGains { target: sentence as usize, ..PairGains::default() });
                                }
                                let cell = &mut cells[*slot as usize];
                                if is_forth {
                                    cell.forth.of.push(Gain { token: other_number, kind: token.kind, odds });
                                } else {
                                    cell.back.of.push(Gain { token: number, kind: token.kind, odds });
                                }
                            }
                        }
                    }
                }
            }
            cells.iter().for_each(|cell| cell_of[cell.target] = u32::MAX);
            for cell in &mut cells {
                cell.forth.keep_best(&self.source_kinds[i]);
                cell.back.keep_best(&self.target_kinds[cell.target]);
            }
            cells.sort_by_key(|cell| cell.target);
            self.pairs[i] = cells.as_slice().into();
        }
    }

    /// The cells that are looked at.
    pub fn band(&self) -> &Band {
        &self.band
    }

    /// As [`Evidence::bead`], but quickly: several sentences of a side say what each says alone.
    pub fn rough_bead(&self, source: Range<usize>, target: Range<usize>) -> f64 {
        let lengths = self.lengths(source.clone(), target.clone());
        let base: f64 = self.source_base[source.clone()].iter().chain(&self.target_base[target.clone()]).sum();
        let pairs = source.flat_map(|i| target.clone().map(move |j| (i, j)));
        let gains: f64 =
            pairs.filter_map(|(i, j)| self.pair(i, j)).map(|pair| pair.forth.total + pair.back.total).sum();
        LENGTH_SHARE * lengths + DIRECTION_SHARE * (base + gains)
    }

    /// A question is translated by a question, and a statement by a statement.
    fn questions(&self, source: &Range<usize>, target: &Range<usize>) -> f64 {
        let asks = |sentences: &[Sentence]| sentences.iter().any(|sentence| sentence.is_question);
        let (ours, theirs) = (asks(&self.source[source.clone()]), asks(&self.target[target.clone()]));
        if ours == theirs { 0.0 } else { QUESTION_AND_STATEMENT }
    }

    fn lengths(&self, source: Range<usize>, target: Range<usize>) -> f64 {
        let length = |sentences: &[Sentence]| sentences.iter().map(|sentence| sentence.length).sum::<usize>() as f64;
        length::log_ratio(length(&self.source[source]), length(&self.target[target]), self.ratio)
    }

    /// Log-likelihood ratio of a bead, translation against chance, without the prior of its shape; 0 where a
    /// side is empty.
    pub fn bead(&self, source: Range<usize>, target: Range<usize>) -> f64 {
        if source.is_empty() || target.is_empty() {
            return 0.0;
        }
        let lengths = self.lengths(source.clone(), target.clone());
        let questions = self.questions(&source, &target);
        LENGTH_SHARE * lengths + DIRECTION_SHARE * self.tokens_of(source, target) + questions
    }

    /// What the tokens of a bead say, of both directions.
    fn tokens_of(&self, source: Range<usize>, target: Range<usize>) -> f64 {
        let base: f64 = self.source_base[source.clone()].iter().chain(&self.target_base[target.clone()]).sum();
        if source.len() == 1 && target.len() == 1 {
            return base + self.pair(source.start, target.start).map_or(0.0, |pair| pair.forth.total + pair.back.total);
        }
        let (source_kinds, target_kinds) =
            (sum(&self.source_kinds[source.clone()]), sum(&self.target_kinds[target.clone()]));
        let mut total = base;
        for j in target.clone() {
            total +=
                Gains::merged(source.clone().filter_map(|i| self.pair(i, j)).map(|pair| &pair.forth), &source_kinds);
        }
        for i in source {
            total +=
                Gains::merged(target.clone().filter_map(|j| self.pair(i, j)).map(|pair| &pair.back), &target_kinds);
        }
        total
    }

    fn pair(&self, i: usize, j: usize) -> Option<&PairGains> {
        let row = &self.pairs[i];
        row.binary_search_by_key(&j, |pair| pair.target).ok().map(|at| &row[at])
    }

    /// What the layout says about a bead: paragraphs and headings begin together.
    pub fn layout(&self, source: Range<usize>, target: Range<usize>) -> f64 {
        let inner = |sentences: &[Sentence]| -> f64 {
            let break_cost = |pair: &[Sentence]| match (&pair[0], &pair[1]) {
                (one, two) if one.is_heading || two.is_heading => INNER_HEADING,
                (_, two) if two.opens_paragraph => INNER_PARAGRAPH,
                _ => 0.0,
            };
            sentences.windows(2).map(break_cost).sum()
        };
        let inside = inner(&self.source[source.clone()]) + inner(&self.target[target.clone()]);
        let (Some(first), Some(other)) = (self.source[source].first(), self.target[target].first()) else {
            return inside;
        };
        let opens = match (first.opens_paragraph, other.opens_paragraph) {
            (true, true) => BOTH_OPEN,
            (false, false) => 0.0,
            _ => ONE_OPENS,
        };
        let kinds = if first.is_heading == other.is_heading { 0.0 } else { HEADING_AND_PROSE };
        inside + opens + kinds
    }

    /// What it says against a bead if only one of its sides repeats an earlier sentence of its text.
    pub fn repeats(&self, source: Range<usize>, target: Range<usize>) -> f64 {
        let [ours, theirs] = &self.is_repeat;
        let has = |repeats: &[bool], range: Range<usize>| repeats.get(range).is_some_and(|found| found.contains(&true));
        if has(ours, source) == has(theirs, target) { 0.0 } else { REPEAT_AND_NEW }
    }

    /// How sure a bead is, 0..=1.
    pub fn sureness(&self, source: Range<usize>, target: Range<usize>) -> f64 {
        let score = self.bead(source, target);
        1.0 / (1.0 + (-(score - SURE_FROM) * SURENESS_SLOPE).exp())
    }

    /// How often tokens of each kind find their counterpart in the surer of `beads`.
    pub fn measure_shares(&self, beads: &[Bead]) -> Shares {
        let mut found = [1.0; Kind::COUNT];
        let mut all = [2.0; Kind::COUNT];
        for bead in beads.iter().filter(|bead| bead.alignment >= LEAST_SURE) {
            for j in bead.target.clone() {
                let held = &self.tokens[1].sentences[j];
                let mut is_found = vec![false; held.len()];
                for pair in bead.source.clone().filter_map(|i| self.pair(i, j)) {
                    pair.forth.of.iter().for_each(|gain| is_found[gain.token as usize] = true);
                }
                for (token, is_found) in held.iter().zip(is_found) {
                    all[token.kind as usize] += 1.0;
                    found[token.kind as usize] += f64::from(u8::from(is_found));
                }
            }
        }
        let (least, most) = Shares::BOUNDS;
        let mut shares = Shares::FIRST;
        for ((share, found), all) in shares.0.iter_mut().zip(found).zip(all) {
            *share = (found / all).clamp(least, most);
        }
        // The words of the next round are found by the dictionary too.
        let words = &mut shares.0[Kind::Word as usize];
        *words = words.max(LEARNED_WORDS);
        shares
    }
}

/// With a dictionary of the text's own, at least this share of the words finds its counterpart.
const LEARNED_WORDS: f64 = 0.35;

/// The most sentences that a bead takes of a side.
const LONGEST_SIDE: usize = 4;

/// Texts that differ more in length than this are no full translations; the lengths of their sentences may
/// still be like each other.
const MOST_RATIO: f64 = 3.0;

impl Gains {
    /// Keeps the best counterpart of each token.
    fn keep_best(&mut self, others: &KindCounts) {
        self.of.sort_by(|one, two| one.token.cmp(&two.token).then(two.odds.total_cmp(&one.odds)));
        self.of.dedup_by_key(|gain| gain.token);
        self.of.shrink_to_fit();
        self.total = self.of.iter().map(|gain| gain.among(others)).sum();
    }

    /// What several sentences gain together; the counterparts stand among tokens of these counts.
    fn merged<'a>(all: impl Iterator<Item = &'a Gains>, others: &KindCounts) -> f64 {
        let mut merged: Vec<Gain> = Vec::new();
        let mut several = 0;
        for gains in all {
            several += 1;
            merged.extend(&gains.of);
        }
        if several > 1 {
            merged.sort_by(|one, two| one.token.cmp(&two.token).then(two.odds.total_cmp(&one.odds)));
            merged.dedup_by_key(|gain| gain.token);
        }
        merged.iter().map(|gain| gain.among(others)).sum()
    }
}

impl Gain {
    /// Log-likelihood ratio of the token if its counterpart stands among so many tokens: the more there are,
    /// the less is said by one of them.
    fn among(self, others: &KindCounts) -> f64 {
        (f64::from(self.odds) / f64::from(others[self.kind as usize].max(1))).ln_1p()
    }
}

fn sum(counts: &[KindCounts]) -> KindCounts {
    counts
        .iter()
        .fold([0; Kind::COUNT], |sum, counts| std::array::from_fn(|kind| sum[kind].saturating_add(counts[kind])))
}

fn count_kinds(tokens: &Tokens) -> Vec<KindCounts> {
    let count = |held: &Vec<Token>| {
        let mut counts = [0_u16; Kind::COUNT];
        held.iter().for_each(|token| counts[token.kind as usize] = counts[token.kind as usize].saturating_add(1));
        counts
    };
    tokens.sentences.iter().map(count).collect()
}

fn find_repeats(sentences: &[Sentence]) -> Vec<bool> {
    let mut seen = std::collections::HashSet::new();
    let mut is_repeat = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let words: Vec<&str> = sentence.words.iter().map(|word| word.folded.as_str()).collect();
        is_repeat.push(words.len() >= LEAST_WORDS_OF_REPEAT && !seen.insert(words));
    }
    is_repeat
}

/// The cells around the way through the anchors: tokens that both texts hold once.
pub fn band(source: usize, target: usize, source_tokens: &Tokens, target_tokens: &Tokens) -> Band {
    if source.saturating_mul(target) <= MOST_CELLS {
        return vec![(0, target); source + 1];
    }
    let anchors = anchors(source, target, source_tokens, target_tokens);
    let mut band = Vec::with_capacity(source + 1);
    let mut next = 1;
    for i in 0..=source {
        while next + 1 < anchors.len() && anchors[next].0 < i {
            next += 1;
        }
        let ((from_i, from_j), (to_i, to_j)) = (anchors[next - 1], anchors[next]);
        let centre = from_j + (to_j - from_j) * (i - from_i).min(to_i - from_i) / (to_i - from_i).max(1);
        band.push((centre.saturating_sub(BAND_REACH), (centre + BAND_REACH).min(target)));
    }
    // Both corners lie inside, and no row begins before the one above.
    band[0].0 = 0;
    band[source].1 = target;
    for i in (0..source).rev() {
        band[i].0 = band[i].0.min(band[i + 1].0);
    }
    for i in 1..=source {
        band[i].1 = band[i].1.max(band[i - 1].1);
    }
    band
}

/// Places that surely go together, in order, both corners included: the longest rising row of features that
/// stand once in each text.
fn anchors(source: usize, target: usize, source_tokens: &Tokens, target_tokens: &Tokens) -> Vec<(usize, usize)> {
    let places = |tokens: &Tokens| -> Vec<Option<usize>> {
        let mut places = vec![None; tokens.counts.len()];
        for (sentence, held) in tokens.sentences.iter().enumerate() {
            for feature in held.iter().flat_map(|token| &token.features) {
                if tokens.counts[*feature as usize] == 1 {
                    places[*feature as usize] = Some(sentence);
                }
            }
        }
        places
    };
    let (ours, theirs) = (places(source_tokens), places(target_tokens));
    let mut both: Vec<(usize, usize)> = ours.iter().zip(&theirs).filter_map(|(i, j)| Some(((*i)?, (*j)?))).collect();
    both.sort_unstable();
    // Patience sorting: for each length of a rising row, the least end.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; both.len()];
    for (number, &(_, j)) in both.iter().enumerate() {
        let length = ends.partition_point(|&end| both[end].1 <= j);
        before[number] = length.checked_sub(1).map(|shorter| ends[shorter]);
        if length == ends.len() { ends.push(number) } else { ends[length] = number }
    }
    let mut chain = Vec::new();
    let mut at = ends.last().copied();
    while let Some(number) = at {
        chain.push(both[number]);
        at = before[number];
    }
    chain.push((0, 0));
    chain.reverse();
    chain.push((source, target));
    chain
}
