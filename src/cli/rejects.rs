//! Records that could not be read: named on standard error, kept in a file on request.

use std::path::Path;

use frontback::error::{Error, Reject};
use frontback::pipeline::Output;
use frontback::report::tables::REJECT_COLUMNS;
use frontback::report::{Csv, CsvStyle, Format as _};

/// Names every reject on standard error, up to a limit, and writes them to the file asked for.
pub struct Rejects {
    file: Option<Output>,
    format: Csv,
    columns: Vec<String>,
    count: u64,
}

/// More lines than this on a terminal help no one; the file has them all.
const MOST_NAMED_REJECTS: u64 = 20;

impl Rejects {
    /// Starts with no reject; `path` is the file asked for.
    pub fn open(path: Option<&Path>) -> Result<Rejects, Error> {
        let mut rejects = Rejects {
            file: path.map(|path| Output::open(Some(path))).transpose()?,
            format: Csv::new(CsvStyle::CSV),
            columns: REJECT_COLUMNS.map(str::to_owned).to_vec(),
            count: 0,
        };
        let mut header = Vec::new();
        rejects.format.begin(&rejects.columns, &mut header);
        rejects.write(&header)?;
        Ok(rejects)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.file.as_mut().map_or(Ok(()), |file| file.write(bytes))
    }

    /// Names a reject.
    pub fn add(&mut self, reject: &Reject) -> Result<(), Error> {
        self.count += 1;
        if self.count <= MOST_NAMED_REJECTS {
            eprintln!("frontback: {reject}");
        } else if self.count == MOST_NAMED_REJECTS + 1 {
            let all =
                if self.file.is_some() { "the rejects file has them all" } else { "see them all with --rejects FILE" };
            eprintln!("frontback: further rejects are not named here; {all}");
        }
        let mut row = Vec::new();
        self.format.row(&self.columns, reject, &mut row);
        self.write(&row)
    }

    /// Ends the file; how many there were.
    pub fn finish(self) -> Result<u64, Error> {
        if let Some(file) = self.file {
            file.finish()?;
        }
        Ok(self.count)
    }
}
