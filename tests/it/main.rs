//! All integration tests in one binary: it links once and runs in parallel.

// A test that cannot go on has failed; a panic says so.
#![allow(clippy::expect_used, clippy::panic)]

mod audit;
mod cases;
mod explain;
mod formats;
mod hazards;
mod hostile;
mod languages;
mod lexicon;
mod outputs;
mod properties;
mod readme;
mod resume;
mod scan;
mod segmentation;
mod threads;
mod tidy;
mod workdir;
