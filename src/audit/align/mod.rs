//! Which sentences of two versions go together.
//!
//! A dynamic programme over beads (Gale and Church 1993) of up to four sentences on a side. A bead's score is a
//! log-likelihood ratio, translation against chance: of the lengths, and of what the sentences hold, by a
//! mixture of background and translation for every token, as in Moore (2002). Tokens are concepts of the
//! lexicons, numbers, anchor words of both languages, words that are the same or look alike and, in a second pass over longer texts, words that
//! the first pass shows to go together.

mod dictionary;
mod evidence;
mod features;
mod length;

use std::ops::Range;

use super::version::Sentence;
use evidence::{Evidence, Shares, Text};
use features::Features;

/// Sentences that go together; one side may be empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Bead {
    /// Sentences of the source, counted from 0.
    pub source: Range<usize>,
    /// Sentences of the target, counted from 0.
    pub target: Range<usize>,
    /// How sure it is, 0..=1; 0 where a side is empty.
    pub alignment: f64,
}

impl Bead {
    /// Whether both sides hold sentences.
    pub fn is_pair(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
    }
}

/// From this alignment on a bead is taken for right.
pub const LEAST_SURE: f64 = 0.5;

/// Sentences that belong together with less than this sureness do not: where one text goes on with something
/// else, the path puts strangers side by side.
const LEAST_PLAUSIBLE: f64 = 0.35;

/// How many sentences of each side a bead holds, and how often beads with both sides are of that kind: Gale and
/// Church's counts, with the rarer kinds. Gaps have priors of their own.
const SHAPES: [(usize, usize, f64); 13] = [
    (1, 1, 0.84),
    (1, 0, 0.0),
    (0, 1, 0.0),
    (1, 2, 0.05),
    (2, 1, 0.05),
    (2, 2, 0.010),
    (1, 3, 0.006),
    (3, 1, 0.006),
    (2, 3, 0.002),
    (3, 2, 0.002),
    (3, 3, 0.001),
    (1, 4, 0.001),
    (4, 1, 0.001),
];

/// How often a gap opens within a text, ...
const GAP_WITHIN: f64 = 0.02;

/// ... at its ends, where menus, bylines and forms stand, ...
const GAP_AT_END: f64 = 0.1;

/// ... and goes on: what is left out is often a paragraph.
const GAP_GOES_ON: f64 = 0.5;

/// Texts of at least this many sentences on each side teach which words go together.
const LEAST_TO_LEARN: usize = 60;

/// How often the alignment is made again with what it taught.
const LESSONS: usize = 1;

/// Aligns two versions: beads in order, which hold every sentence of both once.
pub fn align(source: &[Sentence], target: &[Sentence]) -> Vec<Bead> {
    if source.is_empty() || target.is_empty() {
        let one = |range: Range<usize>, is_source: bool| Bead {
            source: if is_source { range.clone() } else { 0..0 },
            target: if is_source { 0..0 } else { range },
            alignment: 0.0,
        };
        let omitted = (0..source.len()).map(|number| one(number..number + 1, true));
        return omitted.chain((0..target.len()).map(|number| one(number..number + 1, false))).collect();
    }
    let mut features = Features::default();
    let has_anchors = [source, target].iter().all(|side| side.iter().any(holds_anchor));
    let (source_tokens, target_tokens) = (features.tokens(source, has_anchors), features.tokens(target, has_anchors));
    let mut forth = features.lookalikes(&source_tokens, &target_tokens);
    let mut back = features.lookalikes(&target_tokens, &source_tokens);
    let mut shares = Shares::FIRST;
    let lessons = if source.len().min(target.len()) >= LEAST_TO_LEARN { LESSONS } else { 0 };
    let mut beads = Vec::new();
    let mut band = evidence::band(source.len(), target.len(), &source_tokens, &target_tokens);
    for lesson in 0..=lessons {
        let (ours, theirs) =
            (Text { sentences: source, tokens: &source_tokens }, Text { sentences: target, tokens: &target_tokens });
        let evidence = Evidence::new(ours, theirs, &forth, &back, shares, band);
        beads = best_path(source, target, &evidence);
        if lesson == lessons {
            break;
        }
        shares = evidence.measure_shares(&beads);
        band = band_along(&beads, source.len(), target.len(), LESSON_REACH);
        let count = features.count();
        let learned = dictionary::learn(&beads, &source_tokens, &target_tokens, count);
        forth.take_better(learned);
        let turned: Vec<Bead> = beads
            .iter()
            .map(|bead| Bead { source: bead.target.clone(), target: bead.source.clone(), alignment: bead.alignment })
            .collect();
        back.take_better(dictionary::learn(&turned, &target_tokens, &source_tokens, count));
    }
    beads
}

fn holds_anchor(sentence: &Sentence) -> bool {
    sentence.words.iter().any(|word| word.anchor.is_some())
}

/// The best ways to a cell of the table, by what the last bead of the way is.
#[derive(Debug, Clone, Copy)]
struct Cell {
    pair: Way,
    gap: Way,
}

/// A way to a cell.
#[derive(Debug, Clone, Copy)]
struct Way {
    score: f64,
    /// The number of its last bead's shape.
    shape: u8,
    /// Whether the bead before that one is a gap.
    after_gap: bool,
}

impl Way {
    const NONE: Way = Way { score: f64::NEG_INFINITY, shape: u8::MAX, after_gap: false };

    fn take_better(&mut self, other: Way) {
        if other.score > self.score {
            *self = other;
        }
    }
}

impl Cell {
    const UNREACHED: Cell = Cell { pair: Way::NONE, gap: Way::NONE };

    /// The better of its ways, and whether that one ends in a gap.
    fn best(self) -> (f64, bool) {
        if self.gap.score > self.pair.score { (self.gap.score, true) } else { (self.pair.score, false) }
    }
}

/// The cells that are looked at: for each number of source sentences taken, the least and the most target
/// sentences taken.
type Band = Vec<(usize, usize)>;

/// How far the way of the next lesson may lie from that of the last, in sentences.
const LESSON_REACH: usize = 25;

/// How far the way of the exact score may lie from that of the rough one, in sentences.
const FINE_REACH: usize = 8;

/// The best way through the table: first with a score that is quick to tell, then, near that way, with the exact
/// one.
fn best_path(source: &[Sentence], target: &[Sentence], evidence: &Evidence) -> Vec<Bead> {
    let rough = path_within(evidence.band(), source, target, evidence, Accuracy::Rough);
    let band = band_along(&rough, source.len(), target.len(), FINE_REACH);
    path_within(&band, source, target, evidence, Accuracy::Exact)
}

/// The cells that lie at most `reach` target sentences from the way of `beads`.
fn band_along(beads: &[Bead], source: usize, target: usize, reach: usize) -> Band {
    let mut band = vec![(usize::MAX, 0); source + 1];
    let mut take = |i: usize, j: usize| {
        let (low, high): &mut (usize, usize) = &mut band[i];
        *low = (*low).min(j.saturating_sub(reach));
        *high = (*high).max((j + reach).min(target));
    };
    take(0, 0);
    for bead in beads {
        // Beads take several rows at once; the rows between lie on the way too.
        (bead.source.start..=bead.source.end).for_each(|i| {
            take(i, bead.target.start);
            take(i, bead.target.end);
        });
    }
    band
}

/// How a bead is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Accuracy {
    /// By what each pair of its sentences says alone.
    Rough,
    /// By what all of it says.
    Exact,
}

/// Shapes that the rough way is made of: the first ones.
const ROUGH_SHAPES: usize = 5;

fn path_within(
    band: &Band,
    source: &[Sentence],
    target: &[Sentence],
    evidence: &Evidence,
    accuracy: Accuracy,
) -> Vec<Bead> {
    let shapes = if accuracy == Accuracy::Rough { &SHAPES[..ROUGH_SHAPES] } else { &SHAPES[..] };
    let mut rows: Vec<Vec<Cell>> = Vec::with_capacity(source.len() + 1);
    for i in 0..=source.len() {
        let (low, high) = band[i];
        let mut row = vec![Cell::UNREACHED; high - low + 1];
        for j in low..=high {
            let mut cell = Cell::UNREACHED;
            if i == 0 && j == 0 {
                cell.pair.score = 0.0;
            }
            for (shape, &(take_source, take_target, prior)) in (0_u8..).zip(shapes) {
                let (Some(from_i), Some(from_j)) = (i.checked_sub(take_source), j.checked_sub(take_target)) else {
                    continue;
                };
                let (row_before, low_before) =
                    if take_source == 0 { (&row, low) } else { (&rows[from_i], band[from_i].0) };
                let before = from_j.checked_sub(low_before).and_then(|at| row_before.get(at)).copied();
                let Some(before) = before.filter(|before| before.best().0 > f64::NEG_INFINITY) else { continue };
                if take_source == 0 || take_target == 0 {
                    let at_end = from_i == 0 || from_j == 0 || from_i == source.len() || from_j == target.len();
                    let opening = if at_end { GAP_AT_END } else { GAP_WITHIN };
                    let opened = before.pair.score + opening.ln();
                    cell.gap.take_better(Way { score: opened, shape, after_gap: false });
                    let gone_on = before.gap.score + GAP_GOES_ON.ln();
                    cell.gap.take_better(Way { score: gone_on, shape, after_gap: true });
                } else {
                    let (sources, targets) = (from_i..i, from_j..j);
                    let said = match accuracy {
                        Accuracy::Rough => evidence.rough_bead(sources.clone(), targets.clone()),
                        Accuracy::Exact => evidence.bead(sources.clone(), targets.clone()),
                    };
                    let gain = said
                        + evidence.layout(sources.clone(), targets.clone())
                        + evidence.repeats(sources, targets)
                        + prior.ln();
                    let (score, after_gap) = before.best();
                    cell.pair.take_better(Way { score: score + gain, shape, after_gap });
                }
            }
            row[j - low] = cell;
        }
        rows.push(row);
    }
    let mut beads = Vec::new();
    let (mut i, mut j) = (source.len(), target.len());
    let mut ends_in_gap = rows[i][j - band[i].0].best().1;
    while i > 0 || j > 0 {
        let cell = rows[i][j - band[i].0];
        let way = if ends_in_gap { cell.gap } else { cell.pair };
        // The band joins both corners, so that every cell on the way was reached.
        let Some(&(take_source, take_target, _)) = SHAPES.get(usize::from(way.shape)) else { break };
        let (range_i, range_j) = (i - take_source..i, j - take_target..j);
        let alignment = if ends_in_gap { 0.0 } else { evidence.sureness(range_i.clone(), range_j.clone()) };
        if alignment < LEAST_PLAUSIBLE {
            // Better alone than with a stranger.
            beads.extend(range_j.rev().map(|one| Bead { source: i..i, target: one..one + 1, alignment: 0.0 }));
            let at = j - take_target;
            beads.extend(range_i.rev().map(|one| Bead { source: one..one + 1, target: at..at, alignment: 0.0 }));
        } else {
            beads.push(Bead { source: range_i, target: range_j, alignment });
        }
        ends_in_gap = way.after_gap;
        i -= take_source;
        j -= take_target;
    }
    beads.reverse();
    beads
}
