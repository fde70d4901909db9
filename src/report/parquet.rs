//! Parquet for data pipelines: typed columns, missing values as nulls, texts unchanged, packed with Zstandard.

use std::io::{self, Write};
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::SerializedFileWriter;
use ::parquet::schema::types::Type;

use super::{Book, Cells, Column, Kind, Row, rounded, system_error};

/// A row group ends with this many rows: readers take groups in parallel and skip them by their statistics.
const GROUP_ROWS: usize = 1 << 16;

/// Or with this many bytes of text, since a group waits in memory until it is whole.
const GROUP_TEXT_BYTES: usize = 32 << 20;

/// A Parquet file being written.
pub struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    group: Group,
}

impl<W: Write + Send> Parquet<W> {
    /// Begins the file.
    ///
    /// # Errors
    /// What `out` answers.
    pub fn new(columns: &[Column], out: W) -> io::Result<Parquet<W>> {
        let fields = columns.iter().map(field).collect::<Result<_, _>>().map_err(system_error)?;
        let schema = Type::group_type_builder("frontback").with_fields(fields).build().map_err(system_error)?;
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_created_by(concat!("frontback version ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(system_error)?;
        Ok(Parquet { writer, group: Group::new(columns) })
    }

    fn write_group(&mut self) -> io::Result<()> {
        self.group.write(&mut self.writer).map_err(system_error)
    }
}

/// Any cell may be empty, so every column is optional.
fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match column.kind {
        Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        Kind::Count => (Physical::INT64, None),
        Kind::Number => (Physical::DOUBLE, None),
    };
    let builder = Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(Repetition::OPTIONAL);
    builder.build().map(Arc::new)
}

impl<W: Write + Send> Book<W> for Parquet<W> {
    fn row(&mut self, row: &dyn Row) -> io::Result<()> {
        let mut cells = GroupCells { columns: self.group.columns.iter_mut(), text_bytes: 0, misfits: false };
        row.cells(&mut cells);
        if cells.misfits || cells.columns.next().is_some() {
            return Err(io::Error::other("a row does not fit the columns"));
        }
        self.group.text_bytes += cells.text_bytes;
        self.group.rows += 1;
        if self.group.rows >= GROUP_ROWS || self.group.text_bytes >= GROUP_TEXT_BYTES {
            self.write_group()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<W> {
        if self.group.rows > 0 {
            self.write_group()?;
        }
        self.writer.into_inner().map_err(system_error)
    }
}

/// The rows that wait to be written together.
struct Group {
    columns: Vec<ColumnValues>,
    rows: usize,
    text_bytes: usize,
}

/// The values of a column that there are, and for each row whether there is one.
struct ColumnValues {
    values: Values,
    /// Parquet's definition levels: 1 for a value, 0 for none.
    defined: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Count(Vec<i64>),
    Number(Vec<f64>),
}

impl Group {
    fn new(columns: &[Column]) -> Group {
        let values = |column: &Column| match column.kind {
            Kind::Text => Values::Text(Vec::new()),
            Kind::Count => Values::Count(Vec::new()),
            Kind::Number => Values::Number(Vec::new()),
        };
        let columns = columns.iter().map(|column| ColumnValues { values: values(column), defined: Vec::new() });
        Group { columns: columns.collect(), rows: 0, text_bytes: 0 }
    }

    /// Writes the rows and forgets them.
    fn write<W: Write + Send>(&mut self, file: &mut SerializedFileWriter<W>) -> Result<(), ParquetError> {
        let mut group = file.next_row_group()?;
        for column in &mut self.columns {
            let Some(mut writer) = group.next_column()? else { break };
            let defined = Some(column.defined.as_slice());
            match &mut column.values {
                Values::Text(values) => {
                    writer.typed::<ByteArrayType>().write_batch(values, defined, None)?;
                    values.clear();
                }
                Values::Count(values) => {
                    writer.typed::<Int64Type>().write_batch(values, defined, None)?;
                    values.clear();
                }
                Values::Number(values) => {
                    writer.typed::<DoubleType>().write_batch(values, defined, None)?;
                    values.clear();
                }
            }
            writer.close()?;
            column.defined.clear();
        }
        group.close()?;
        (self.rows, self.text_bytes) = (0, 0);
        Ok(())
    }
}

struct GroupCells<'a> {
    columns: std::slice::IterMut<'a, ColumnValues>,
    text_bytes: usize,
    misfits: bool,
}

impl GroupCells<'_> {
    /// Adds a value to the next column, if it takes such values.
    fn add(&mut self, push: impl FnOnce(&mut Values) -> bool) {
        let Some(column) = self.columns.next() else {
            self.misfits = true;
            return;
        };
        if push(&mut column.values) {
            column.defined.push(1);
        } else {
            self.misfits = true;
        }
    }
}

impl Cells for GroupCells<'_> {
    fn text(&mut self, text: &str) {
        self.text_bytes += text.len();
        self.add(|values| match values {
            Values::Text(values) => {
                values.push(ByteArray::from(text));
                true
            }
            _ => false,
        });
    }

    fn count(&mut self, count: u64) {
        self.add(|values| match values {
            // Nothing here counts beyond 2^63.
            Values::Count(values) => {
                values.push(i64::try_from(count).unwrap_or(i64::MAX));
                true
            }
            _ => false,
        });
    }

    fn number(&mut self, number: f64) {
        self.add(|values| match values {
            Values::Number(values) => {
                values.push(rounded(number));
                true
            }
            _ => false,
        });
    }

    fn empty(&mut self) {
        match self.columns.next() {
            Some(column) => column.defined.push(0),
            None => self.misfits = true,
        }
    }
}
