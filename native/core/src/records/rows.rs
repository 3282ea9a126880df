//! A chunk of records to rows.

use super::Schema;
use super::frames::{CHUNK_BYTES, Chunk, next_record};
use super::message::{Record, write_floats};
use super::schema::{compare, key_out_of_range};
use super::sparse_template::{SparseTemplate, StoredRow};
use super::template::Template;
use super::varints::write_varints;
use crate::problem::Problem;

pub struct DenseRows<'a, 'o> {
    pub bytes: &'a [u8],
    pub schema: &'a Schema,
    pub chunk: Chunk,
    /// `[records, cols]`
    pub values: &'o mut [f32],
    /// `[records, label_size]`
    pub labels: &'o mut [f32],
}

pub struct DenseRead {
    pub rows: usize,
    /// Where the last good record ends.
    pub end: usize,
    pub problem: Option<Problem>,
}

impl DenseRows<'_, '_> {
    pub fn read(self) -> DenseRead {
        let Self {
            bytes, schema, chunk, ..
        } = self;
        let mut message = Record::default();
        let mut template: Option<Template> = None;
        let mut at = chunk.start;
        for row in 0..chunk.records {
            let values = &mut self.values[row * schema.cols..][..schema.cols];
            let labels = &mut self.labels[row * schema.label_size..][..schema.label_size];
            let copied = template
                .as_ref()
                .and_then(|template| template.read(bytes, at, values, labels));
            if let Some(end) = copied {
                at = end;
                continue;
            }
            let read = next_record(bytes, at, chunk.is_final).and_then(|record| {
                let Some(record) = record else { return Ok(None) };
                record.understand(bytes, &mut message, |message, found| {
                    compare(schema, &found)?;
                    message.features.write_values(values);
                    message.label.write_values(labels);
                    Ok(())
                })?;
                Ok(Some(record))
            });
            match read {
                Ok(Some(record)) => {
                    template = Template::of(bytes, &record, &message, schema);
                    at = record.end;
                }
                Ok(None) => {
                    return DenseRead {
                        rows: row,
                        end: at,
                        problem: None,
                    };
                }
                Err(problem) => {
                    let problem = Some(Problem { row, ..problem });
                    return DenseRead {
                        rows: row,
                        end: at,
                        problem,
                    };
                }
            }
        }
        DenseRead {
            rows: chunk.records,
            end: at,
            problem: None,
        }
    }
}

pub struct SparseRows<'a, 'o> {
    pub bytes: &'a [u8],
    pub schema: &'a Schema,
    pub chunk: Chunk,
    /// `[records, label_size]`
    pub labels: &'o mut [f32],
}

#[derive(Default)]
pub struct SparseRead {
    pub rows: Vec<SparseRow>,
    /// `[entries]`
    pub values: Vec<f32>,
    /// `[entries]`
    pub columns: Vec<u32>,
    pub problem: Option<Problem>,
}

pub struct SparseRow {
    /// Entries of the chunk up to and with this row.
    pub entries_end: usize,
    /// Where the record ends.
    pub end: usize,
}

impl SparseRows<'_, '_> {
    pub fn read(self) -> SparseRead {
        let Self {
            bytes, schema, chunk, ..
        } = self;
        let mut message = Record::default();
        let mut template: Option<SparseTemplate> = None;
        let mut read = SparseRead::for_chunk();
        let mut at = chunk.start;
        for row in 0..chunk.records {
            let labels = &mut self.labels[row * schema.label_size..][..schema.label_size];
            let record = next_record(bytes, at, chunk.is_final).and_then(|record| {
                let Some(record) = record else { return Ok(None) };
                let stored = template.as_ref().zip(record.payload);
                let stored = stored.and_then(|(template, payload)| template.read(payload, labels));
                if stored.is_some_and(|stored| read.push_stored(&stored, schema.cols)) {
                    return Ok(Some(record));
                }
                record.understand(bytes, &mut message, |message, found| {
                    compare(schema, &found)?;
                    read.push_entries(message, schema.cols)?;
                    message.label.write_values(labels);
                    Ok(())
                })?;
                template = SparseTemplate::of(record.payload, &message, schema);
                Ok(Some(record))
            });
            match record {
                Ok(Some(record)) => {
                    at = record.end;
                    read.rows.push(SparseRow {
                        entries_end: read.values.len(),
                        end: at,
                    });
                }
                Ok(None) => break,
                Err(problem) => {
                    read.problem = Some(Problem { row, ..problem });
                    break;
                }
            }
        }
        read
    }
}

/// What an entry takes at least: a number, and a key.
const ENTRY_BYTES: usize = 5;

impl SparseRead {
    /// With room for the entries of an ordinary chunk.
    fn for_chunk() -> Self {
        let entries = CHUNK_BYTES / ENTRY_BYTES;
        Self {
            values: Vec::with_capacity(entries),
            columns: Vec::with_capacity(entries),
            ..Self::default()
        }
    }

    fn push_entries(&mut self, message: &Record<'_>, cols: usize) -> Result<(), Problem> {
        let Record { features, .. } = message;
        let keys = &features.keys;
        let write_keys = |columns: &mut [u32]| keys.write_integers(columns);
        if self.push_row(keys.count, cols, write_keys, |values| features.write_values(values)) {
            return Ok(());
        }
        let key = keys.integers().enumerate().find(|&(_, key)| key >= cols as u64);
        let (entry, key) = key.unwrap_or_default();
        Err(key_out_of_range(entry, cols, key))
    }

    /// False, and nothing pushed, where a key is out of range.
    #[inline]
    fn push_stored(&mut self, row: &StoredRow<'_>, cols: usize) -> bool {
        let write_keys = |columns: &mut [u32]| _ = write_varints(row.keys, columns);
        self.push_row(row.entries, cols, write_keys, |values| {
            write_floats(row.values, row.element, values);
        })
    }

    /// Makes room for a row and has its entries written. False, and nothing pushed, where a key is out of range.
    #[inline]
    fn push_row(
        &mut self,
        entries: usize,
        cols: usize,
        write_keys: impl FnOnce(&mut [u32]),
        write_values: impl FnOnce(&mut [f32]),
    ) -> bool {
        let before = self.columns.len();
        self.columns.resize(before + entries, 0);
        let columns = &mut self.columns[before..];
        write_keys(columns);
        // No early exit: that is what lets the compiler use vectors.
        let largest = columns.iter().fold(0, |largest, &key| largest.max(key));
        if entries > 0 && largest as usize >= cols {
            self.columns.truncate(before);
            return false;
        }
        self.values.resize(before + entries, 0.0);
        write_values(&mut self.values[before..]);
        true
    }
}
