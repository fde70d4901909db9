//! Where a record of an input begins and ends; what stands in it is for others to read.

use super::lines::Place;

/// What was found where a record should be.
#[derive(Debug)]
pub enum Frame {
    /// The buffer holds a record.
    Record {
        /// Where it starts.
        place: Place,
    },
    /// The buffer holds the beginning of something that is given up.
    Bad {
        /// What is wrong and what was expected.
        reason: String,
        /// Where it starts.
        place: Place,
    },
    /// The input broke off.
    Broken(std::io::Error),
    /// There is no further record.
    End,
}

/// Why a record is given up that is larger than the limit.
pub fn too_large(limit: usize) -> String {
    format!("larger than the record limit of {limit} bytes; raise --max-record")
}

/// Cuts an input into records.
pub trait Frames {
    /// Puts the next record into `buffer`, which is empty.
    fn next_frame(&mut self, buffer: &mut Vec<u8>) -> Frame;

    /// Where the input is read now.
    fn place(&self) -> Place;
}
