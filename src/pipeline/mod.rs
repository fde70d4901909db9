//! Read → parallel analyze → ordered write, in bounded memory. Written once, for every command.
//!
//! The calling thread reads and forms batches; a pool works on them; one thread writes the results in the
//! order of the input. At most [`BATCHES_PER_JOB`] batches a job are under way, whatever the input's size.

mod inputs;
pub mod journal;
mod output;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

pub use inputs::{Input, InputBytes, Inputs};
pub use output::{Output, PART_BYTES, Packing};

use crate::config::{IngestSettings, PipelineSettings};
use crate::document::Document;
use crate::error::{Error, Reject, Result};
use crate::ingest;

/// A batch ends with the record that fills this many bytes of text: large enough that handing it over costs nothing and
/// that its texts in one language share their words, small enough that all threads are busy to the end.
const BATCH_BYTES: usize = 512 << 10;

/// Or with this many records, however short.
const BATCH_RECORDS: usize = 1024;

/// Batches under way for each job: one being worked on, one read, one waiting to be written.
const BATCHES_PER_JOB: usize = 3;

/// Set from outside (Ctrl-C) to end a run.
pub type Stop = AtomicBool;

/// What the run has done so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of input read, as they lie on disk.
    pub bytes: u64,
    /// Records read.
    pub records: u64,
}

/// What a run has read.
#[derive(Debug, Default)]
pub struct Totals {
    /// Documents handed to the analysis.
    pub documents: u64,
    /// Records and files that could not be read.
    pub rejects: u64,
    /// Sequences of bytes that were no text in their encoding.
    pub replacements: u64,
}

/// A run over inputs.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// What is read.
    pub inputs: &'a Inputs,
    /// How it is read.
    pub ingest: &'a IngestSettings,
    /// How the work is spread.
    pub settings: PipelineSettings,
    /// Documents at the beginning that a run before has done. They are read again, so that numbers and rejects
    /// are those of an unbroken run, but not handed to the work.
    pub done: u64,
    /// Ends the run when set.
    pub stop: &'a Stop,
}

impl Run<'_> {
    /// Hands every batch of documents to `work`, in parallel, and the results to `write`, in order. Rejects
    /// go to `reject` as they are met, and how far the run is to `progress`, now and then.
    ///
    /// # Errors
    /// The first error of `write` or `reject`, [`Error::NoColumn`] for a table without a usable column, or
    /// [`Error::Interrupted`].
    pub fn process<T: Send>(
        self,
        work: impl Fn(Vec<Document>) -> T + Sync,
        mut write: impl FnMut(T) -> Result<()> + Send,
        mut reject: impl FnMut(Reject) -> Result<()>,
        mut progress: impl FnMut(Progress),
    ) -> Result<Totals> {
        let mut reader = Reader { run: self, totals: Totals::default() };
        in_order(self.settings.jobs, |hand_over| reader.read(hand_over, &mut reject, &mut progress), work, &mut write)?;
        Ok(reader.totals)
    }
}

/// Hands everything that `produce` hands over to `work`, in parallel, and the results to `write`, in order. At
/// most [`BATCHES_PER_JOB`] results a job are under way; `produce` waits for its turn.
///
/// # Errors
/// The first error of `produce` or `write`.
pub fn in_order<I: Send, T: Send>(
    jobs: usize,
    produce: impl FnOnce(&mut dyn FnMut(I) -> Result<()>) -> Result<()>,
    work: impl Fn(I) -> T + Sync,
    mut write: impl FnMut(T) -> Result<()> + Send,
) -> Result<()> {
    if jobs <= 1 {
        return produce(&mut |item| write(work(item)));
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .thread_name(|number| format!("analyze-{number}"))
        .build()
        .map_err(|error| Error::Usage(format!("cannot start {jobs} threads: {error}")))?;
    let under_way = jobs * BATCHES_PER_JOB;
    // A permit is taken for each batch read and given back when its result is written.
    let (give_permit, take_permit) = sync_channel::<()>(under_way);
    for _ in 0..under_way {
        // The channel holds exactly as many.
        let _fits = give_permit.try_send(());
    }
    let (send, results) = sync_channel(under_way);
    let failure = Mutex::new(None);
    let produced = std::thread::scope(|threads| {
        let failure = &failure;
        // The permits move in: when the writer fails and ends, the producer's wait for one ends too.
        threads.spawn(move || write_in_order(results, write, give_permit, failure));
        let produced = pool.in_place_scope_fifo(|scope| {
            let mut number = 0_u64;
            let work = &work;
            let mut hand_over = |item| {
                // The writer ends early only when it has failed.
                take_permit.recv().map_err(|_| Error::Interrupted)?;
                let send: SyncSender<(u64, T)> = send.clone();
                let this = number;
                number += 1;
                scope.spawn_fifo(move |_| {
                    // Without a receiver the run has failed already.
                    let _unless_failed = send.send((this, work(item)));
                });
                Ok(())
            };
            produce(&mut hand_over)
        });
        // The writer ends when no one can send any more.
        drop(send);
        produced
    });
    // The writer's failure is the cause of whatever stopped the producer.
    match failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        Some(error) => Err(error),
        None => produced,
    }
}

fn write_in_order<T>(
    results: Receiver<(u64, T)>,
    mut write: impl FnMut(T) -> Result<()>,
    give_permit: SyncSender<()>,
    failure: &Mutex<Option<Error>>,
) {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for (number, result) in results {
        waiting.insert(number, result);
        while let Some(result) = waiting.remove(&next) {
            if let Err(error) = write(result) {
                let mut failure = failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                *failure = Some(error);
                return;
            }
            next += 1;
            // The reader may have ended.
            let _unless_ended = give_permit.try_send(());
        }
    }
}

impl Run<'_> {
    /// Whether an input's failure is one of the command line, which the other inputs would meet too: a column
    /// that was asked for by name, or that is missing in all there is to read. One table of many that has no
    /// text is that table's fault alone.
    fn ends_with(&self, error: &Error) -> bool {
        match error {
            Error::NoColumn { wanted, .. } => !wanted.is_empty() || self.inputs.len() == 1,
            Error::Usage(_) => true,
            _ => false,
        }
    }
}

struct Reader<'a> {
    run: Run<'a>,
    totals: Totals,
}

impl Reader<'_> {
    fn read(
        &mut self,
        hand_over: &mut dyn FnMut(Vec<Document>) -> Result<()>,
        reject: &mut dyn FnMut(Reject) -> Result<()>,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<()> {
        let mut batch = Vec::new();
        let mut batch_bytes = 0;
        let mut bytes_before = 0;
        for input in self.run.inputs.iter() {
            let mut raw = match input.open() {
                Ok(raw) => raw,
                Err(error) => {
                    self.totals.rejects += 1;
                    reject(Reject::of(&input.name(), error))?;
                    continue;
                }
            };
            let read_bytes = raw.counter();
            let documents = match ingest::documents(&input.name(), &mut raw, self.run.ingest) {
                Ok(documents) => documents,
                Err(error) if self.run.ends_with(&error) => return Err(error),
                Err(error) => {
                    self.totals.rejects += 1;
                    reject(Reject::of(&input.name(), error))?;
                    continue;
                }
            };
            let mut documents = documents;
            for item in documents.by_ref() {
                if self.run.stop.load(Ordering::Relaxed) {
                    return Err(Error::Interrupted);
                }
                match item {
                    Ok(_) if self.totals.documents < self.run.done => self.totals.documents += 1,
                    Ok(document) => {
                        self.totals.documents += 1;
                        batch_bytes += document.title.len() + document.body.len();
                        batch.push(document);
                    }
                    Err(bad) => {
                        self.totals.rejects += 1;
                        reject(bad)?;
                    }
                }
                if batch_bytes >= BATCH_BYTES || batch.len() >= BATCH_RECORDS {
                    batch_bytes = 0;
                    hand_over(std::mem::take(&mut batch))?;
                    let bytes = bytes_before + read_bytes.get();
                    progress(Progress { bytes, records: self.totals.documents + self.totals.rejects });
                }
            }
            self.totals.replacements += documents.replacements();
            bytes_before += read_bytes.get();
            progress(Progress { bytes: bytes_before, records: self.totals.documents + self.totals.rejects });
        }
        if !batch.is_empty() {
            hand_over(batch)?;
        }
        Ok(())
    }
}
