//! Reads job postings and articles and tells **front office** work (facing clients) from **back office**
//! work (out of their sight), in many languages, with the evidence.
//!
//! The modules stand in the order of the flow: bytes → decode → ingest → detect language → segment →
//! match → score → row. From detection to score it is one pure function, [`Analyzer::analyze`]; only the
//! drivers at the end touch files and threads.
//!
//! ```
//! use frontback::{Analyzer, Document, Label};
//!
//! let analyzer = Analyzer::with_embedded_lexicons()?;
//! let document = Document { body: "You welcome our guests at the reception.".into(), ..Document::default() };
//! let analysis = analyzer.analyze(&document);
//! assert_eq!(analysis.judgement.map(|judgement| judgement.label), Some(Label::Front));
//! # Ok::<(), frontback::error::Error>(())
//! ```

pub mod error;

pub mod config;
pub mod document;

pub mod decode;
pub mod ingest;

pub mod language;
pub mod lexicon;
pub mod score;
pub mod segment;

pub mod analyze;
pub mod audit;
pub mod evaluation;
pub mod fit;
pub mod suggest;

pub mod report;

pub mod pipeline;

pub use analyze::{Analysis, Analyzer};
pub use document::{Document, Label, Lang, Side, Span};
