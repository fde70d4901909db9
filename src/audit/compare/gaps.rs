//! Sentences without a counterpart.

use std::ops::Range;

use super::{Aligned, Bead, Finding, Kind, overlap};

/// Omitted and added sentences; neighbours of one kind make one finding. What `explained` holds of the target is
/// told by other findings.
pub fn find(pair: Aligned, explained: &[Range<usize>]) -> Vec<Finding> {
    let mut runs: Vec<Bead> = Vec::new();
    for bead in pair.beads {
        if bead.is_pair() || explained.iter().any(|range| overlap(range, &bead.target)) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if run.source.is_empty() == bead.source.is_empty() && touches(run, bead) => {
                run.source = run.source.start.min(bead.source.start)..bead.source.end;
                run.target = run.target.start.min(bead.target.start)..bead.target.end;
            }
            _ => runs.push(bead.clone()),
        }
    }
    runs.iter()
        .map(|run| {
            let (kind, range, where_not) = if run.target.is_empty() {
                (Kind::Omitted, &run.source, "target")
            } else {
                (Kind::Added, &run.target, "source")
            };
            let whose = if run.target.is_empty() { "source" } else { "target" };
            let (first, last) = (range.start + 1, range.end);
            let detail = if range.len() == 1 {
                format!("sentence {first} of the {whose} has no counterpart in the {where_not}")
            } else {
                format!("sentences {first} to {last} of the {whose} have no counterpart in the {where_not}")
            };
            Finding::in_bead(kind, run, detail)
        })
        .collect()
}

fn touches(run: &Bead, bead: &Bead) -> bool {
    run.source.end == bead.source.start && run.target.end == bead.target.start
}
