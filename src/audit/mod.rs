//! Translated articles held against each other: group, align, compare.

pub mod align;
pub mod article;
pub mod compare;
pub mod finding;
pub mod group;
pub mod number;
pub mod version;

pub use align::Bead;
pub use article::{Article, ArticleReport, PairReport, PairedSegments, Versions, audit};
pub use finding::{Finding, Kind, Severity};
pub use group::{Apart, Groups};
pub use version::Version;
