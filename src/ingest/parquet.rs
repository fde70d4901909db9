//! Parquet: only the columns that play a part are read, one row group's pages at a time.

use std::io::Read;

use bytes::Bytes;
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length};
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use super::rows::Header;
use super::source::Source;
use super::spool::{Spool, SpoolCursor};
use super::{Item, Items};
use crate::error::{Reject, Result};

/// Items of a list are joined as paragraphs.
const PARAGRAPH_BREAK: &str = "\n\n";

/// Reads the table that `spool` holds.
///
/// # Errors
/// [`crate::error::Error::Unreadable`] if its footer cannot be read,
/// [`crate::error::Error::NoColumn`] if a column is missing.
pub fn read<'a>(source: Source<'a>, spool: &Spool) -> Result<Items<'a>> {
    let damaged = |reason: String| source.unreadable(format!("the Parquet file is damaged ({reason}); fetch it anew"));
    let reader = guarded(|| SerializedFileReader::new(spool.clone())).map_err(damaged)?;
    let schema = reader.metadata().file_metadata().schema().clone();
    let names: Vec<String> = schema.get_fields().iter().map(|field| field.name().to_owned()).collect();
    let header = Header::new(&source, &names.iter().map(String::as_str).collect::<Vec<_>>())?;
    // Columns that play no part are not even unpacked.
    let used: Vec<usize> = (0..names.len()).filter(|column| header.used().any(|used| used == *column)).collect();
    let fields = used.iter().filter_map(|&column| schema.get_fields().get(column).cloned()).collect();
    let wanted = guarded(|| Type::group_type_builder(schema.name()).with_fields(fields).build()).map_err(damaged)?;
    let rows = guarded(|| RowIter::from_file_into(Box::new(reader)).project(Some(wanted))).map_err(damaged)?;
    Ok(Box::new(Rows { source, header, used, rows, record: 0, ended: false }))
}

/// Calls the reader; should it panic over a damaged file, that is an error like others.
fn guarded<T>(call: impl FnOnce() -> std::result::Result<T, ParquetError>) -> std::result::Result<T, String> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(_) => Err("its reader failed".to_owned()),
    }
}

struct Rows<'a> {
    source: Source<'a>,
    header: Header,
    /// The table's number of each column that is read.
    used: Vec<usize>,
    rows: RowIter<'static>,
    record: u64,
    ended: bool,
}

impl Iterator for Rows<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        self.record += 1;
        match guarded(|| self.rows.next().transpose()) {
            Ok(None) => None,
            Ok(Some(row)) => Some(self.document(&row)),
            Err(reason) => {
                self.ended = true;
                let reason = format!("the Parquet file cannot be read on ({reason}); fetch it anew");
                Some(Err(Reject { record: self.record, ..self.source.reject(reason) }))
            }
        }
    }
}

impl Rows<'_> {
    fn document(&self, row: &Row) -> Item {
        let cells: Vec<String> = row.get_column_iter().map(|(_, field)| text_of(field)).collect();
        let cell = |column: usize| {
            let at = self.used.iter().position(|used| *used == column);
            at.and_then(|at| cells.get(at)).cloned().unwrap_or_default()
        };
        self.header.document(&self.source, self.record, cell)
    }
}

/// A value as a text: lists as paragraphs, groups by their values.
fn text_of(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.trim().to_owned(),
        Field::Bytes(bytes) => String::from_utf8_lossy(bytes.data()).trim().to_owned(),
        Field::ListInternal(list) => joined(list.elements().iter().map(text_of)),
        Field::Group(group) => joined(group.get_column_iter().map(|(_, field)| text_of(field))),
        other => other.to_string(),
    }
}

fn joined(texts: impl Iterator<Item = String>) -> String {
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(PARAGRAPH_BREAK)
}

impl Length for Spool {
    fn len(&self) -> u64 {
        Spool::len(self)
    }
}

impl ChunkReader for Spool {
    type T = SpoolCursor;

    fn get_read(&self, start: u64) -> parquet::errors::Result<SpoolCursor> {
        Ok(self.cursor(start))
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        // A length that the file cannot have would take all memory before it fails.
        if start.saturating_add(length as u64) > Spool::len(self) {
            return Err(ParquetError::EOF("the file ends too early".to_owned()));
        }
        let mut bytes = Vec::with_capacity(length);
        self.cursor(start).take(length as u64).read_to_end(&mut bytes)?;
        Ok(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;
    use ::parquet::schema::parser::parse_message_type;

    use super::super::documents;
    use crate::config::IngestSettings;

    fn table() -> Vec<u8> {
        let schema = "message t { required int64 id; optional binary text (UTF8); required int64 unused; }";
        let schema = Arc::new(parse_message_type(schema).expect("a schema"));
        let mut bytes = Vec::new();
        let properties = Arc::new(WriterProperties::default());
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties).expect("a writer");
        let mut group = writer.next_row_group().expect("a group");
        for column in 0.. {
            let Some(mut next) = group.next_column().expect("a column") else { break };
            match column {
                1 => {
                    let values: Vec<ByteArray> = vec!["Greet.".into(), "Cook.".into()];
                    let written = next.typed::<ByteArrayType>().write_batch(&values, Some(&[1, 0, 1]), None);
                    written.expect("memory takes it");
                }
                _ => {
                    next.typed::<Int64Type>().write_batch(&[7, 8, 9], None, None).expect("memory takes it");
                }
            }
            next.close().expect("memory takes it");
        }
        group.close().expect("memory takes it");
        writer.close().expect("memory takes it");
        bytes
    }

    #[test]
    fn rows_become_documents() {
        let settings = IngestSettings::default();
        let table = table();
        let found: Vec<String> = documents("t", &table[..], &settings)
            .expect("a table")
            .map(|item| item.map(|one| format!("{}|{}|{}", one.record, one.id, one.body)).expect("a row"))
            .collect();
        assert_eq!(found, ["1|7|Greet.", "2|8|", "3|9|Cook."]);
    }

    /// A file of fewer bytes is told by its content alone.
    const SIGNATURE_BYTES: usize = 4;

    #[test]
    fn damaged_tables_are_named() {
        let settings = IngestSettings::default();
        let whole = table();
        for place in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[place] ^= 0x55;
            // No panic, no endless rows.
            if let Ok(items) = documents("t.parquet", &bytes[..], &settings) {
                assert!(items.take(1000).count() < 1000);
            }
            let cut = documents("t.parquet", &whole[..place], &settings);
            assert!(cut.is_err() || place <= SIGNATURE_BYTES, "cut at {place}");
        }
    }
}
