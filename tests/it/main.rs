//! All integration tests in one binary: it links once and runs in parallel.

// A test that cannot go on has failed; a panic says so.
#![allow(clippy::expect_used, clippy::panic)]

mod cases;
mod explain;
mod formats;
mod languages;
mod lexicon;
mod properties;
mod readme;
mod scan;
mod segmentation;
mod threads;
mod tidy;
mod workdir;
