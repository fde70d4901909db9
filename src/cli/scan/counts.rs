//! What a scan counts, for the line that it ends with.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

use frontback::analyze::Status;
use serde::{Deserialize, Serialize};

/// What came out.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Counts {
    documents: u64,
    languages: BTreeMap<String, u64>,
    labels: BTreeMap<String, u64>,
    statuses: BTreeMap<String, u64>,
}

impl Counts {
    /// Counts a document.
    pub fn count(&mut self, analysis: &frontback::Analysis) {
        self.documents += 1;
        if let Some(language) = analysis.language {
            *self.languages.entry(language.to_string()).or_insert(0) += 1;
        }
        let (counts, name) = match &analysis.judgement {
            Some(judgement) => (&mut self.labels, judgement.label.as_str()),
            None => (&mut self.statuses, analysis.status.as_str()),
        };
        *counts.entry(name.to_owned()).or_insert(0) += 1;
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: &Counts) {
        self.documents += other.documents;
        let add = |to: &mut BTreeMap<String, u64>, from: &BTreeMap<String, u64>| {
            from.iter().for_each(|(name, count)| *to.entry(name.clone()).or_insert(0) += count);
        };
        add(&mut self.languages, &other.languages);
        add(&mut self.labels, &other.labels);
        add(&mut self.statuses, &other.statuses);
    }

    /// Documents so far.
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// Documents that the analysis could not cope with.
    pub fn failed(&self) -> u64 {
        self.statuses.get(Status::Failed.as_str()).copied().unwrap_or(0)
    }

    /// Says on standard error what came out.
    pub fn summarize(&self, rejects: u64, replacements: u64, time: Duration) {
        let list = |counts: Vec<(&String, &u64)>| {
            let mut counts = counts;
            counts.sort_by(|one, other| other.1.cmp(one.1).then_with(|| one.0.cmp(other.0)));
            counts.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
        };
        let mut lines = vec![format!("{} documents in {}", self.documents, readable_time(time))];
        if !self.languages.is_empty() {
            lines.push(format!("languages: {}", list(self.languages.iter().collect())));
        }
        let outcomes = list(self.labels.iter().chain(&self.statuses).collect());
        if !outcomes.is_empty() {
            lines.push(format!("labels: {outcomes}"));
        }
        if rejects > 0 {
            lines.push(format!("rejected: {rejects}"));
        }
        if replacements > 0 {
            lines.push(format!("undecodable places, written as U+FFFD: {replacements}"));
        }
        // Standard error may be closed; there is nobody to tell then.
        let _unless_closed = writeln!(std::io::stderr(), "frontback: {}", lines.join("\n  "));
    }
}

fn readable_time(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{} ms", time.as_millis())
    } else if time < Duration::from_secs(60) {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {} s", time.as_secs() / 60, time.as_secs() % 60)
    }
}
