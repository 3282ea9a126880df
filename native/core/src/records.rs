//! RecordIO-protobuf frames to matrices.
//!
//! A file is a row of frames ([`frames`]); a frame carries a protocol buffer message ([`wire`], [`message`]); a message is
//! a row if its tensors fit together ([`schema`]). Rows are read in parallel ([`rows`]), and a row that differs from
//! the one before it in nothing but its numbers is copied without being parsed ([`template`], [`sparse_template`]).

mod frames;
mod message;
mod rows;
mod schema;
mod sparse_template;
mod template;
mod varints;
mod wire;

use crate::parallel;
use crate::problem::Problem;
use frames::Walk;
use rows::{DenseRows, SparseRead, SparseRows};

/// Element type of a tensor, in the order the host counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum TensorType {
    Float32,
    Float64,
    Int32,
}

/// What the first record of a file says all others must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schema {
    /// Sparse rows: keys and values; else dense.
    pub sparse: bool,
    /// Features per row; a tensor of higher rank counts as its flattened self.
    pub cols: usize,
    pub feature_type: TensorType,
    /// Values in the label tensor, 0 where there is none.
    pub label_size: usize,
    pub label_type: Option<TensorType>,
}

/// Where a scan writes. Its lengths are the room; a scan that runs out of room stops before the row that does not fit.
pub struct Output<'a> {
    /// dense: `[rows, cols]`; sparse: `[entries]`
    pub values: &'a mut [f32],
    /// sparse: `[entries]`; dense: empty
    pub columns: &'a mut [u32],
    /// sparse: `[rows + 1]`, first element 0; dense: empty
    pub row_starts: &'a mut [u32],
    /// `[rows, label_size]`
    pub labels: &'a mut [f32],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Rows written.
    pub rows: usize,
    /// Bytes of complete frames read.
    pub consumed: usize,
    /// Sparse only: entries written.
    pub entries: usize,
    /// The last frame of the file lacks its padding.
    pub padding_missing: bool,
    pub problem: Option<Problem>,
}

/// Schema of the first complete record; `None` where no complete record lies in `bytes` yet.
pub fn describe(bytes: &[u8], is_final: bool) -> Result<Option<Schema>, Problem> {
    let Some(record) = frames::next_record(bytes, 0, is_final)? else {
        return Ok(None);
    };
    let mut message = message::Record::default();
    record.understand(bytes, &mut message, |_, schema| Ok(schema)).map(Some)
}

/// Reads whole frames into a matrix, converting every tensor type to float32. What stands behind the last row that there is
/// room for is looked at too: a problem there is told at once.
pub fn scan(bytes: &[u8], schema: &Schema, is_final: bool, output: Output<'_>) -> Scan {
    let room = if schema.sparse {
        output.row_starts.len().saturating_sub(1)
    } else {
        rows_that_fit(output.values.len(), schema.cols)
    };
    let room = room.min(rows_that_fit(output.labels.len(), schema.label_size));
    let mut walk = Walk::new(bytes, is_final, room);
    let mut scan = if schema.sparse {
        scan_sparse(bytes, schema, &mut walk, output)
    } else {
        scan_dense(bytes, schema, &mut walk, output)
    };
    if scan.rows == walk.records && scan.problem.is_none() {
        scan.padding_missing = walk.padding_missing;
        scan.problem = look_behind(bytes, schema, is_final, &scan);
    }
    scan
}

fn look_behind(bytes: &[u8], schema: &Schema, is_final: bool, scan: &Scan) -> Option<Problem> {
    let next = frames::next_record(bytes, scan.consumed, is_final).and_then(|record| {
        record.map_or(Ok(()), |record| {
            let mut message = message::Record::default();
            record.understand(bytes, &mut message, |_, found| schema::compare(schema, &found))
        })
    });
    next.err().map(|problem| problem.after_rows(scan.rows))
}

fn rows_that_fit(length: usize, width: usize) -> usize {
    length.checked_div(width).unwrap_or(usize::MAX)
}

fn scan_dense(bytes: &[u8], schema: &Schema, walk: &mut Walk<'_>, output: Output<'_>) -> Scan {
    let (mut values, mut labels) = (output.values, output.labels);
    let chunks = walk.map(|chunk| DenseRows {
        bytes,
        schema,
        chunk,
        values: values.split_off_mut(..chunk.records * schema.cols).unwrap_or_default(),
        labels: labels
            .split_off_mut(..chunk.records * schema.label_size)
            .unwrap_or_default(),
    });
    let mut scan = Scan::default();
    for read in parallel::map_stream(chunks, DenseRows::read) {
        scan.consumed = read.end;
        scan.problem = read.problem.map(|problem| problem.after_rows(scan.rows));
        scan.rows += read.rows;
        if scan.problem.is_some() {
            break;
        }
    }
    scan
}

/// Where a sparse row goes depends on the entries of all rows before it: chunks are read aside, then laid end to end.
fn scan_sparse(bytes: &[u8], schema: &Schema, walk: &mut Walk<'_>, output: Output<'_>) -> Scan {
    let mut labels = output.labels;
    let chunks = walk.map(|chunk| SparseRows {
        bytes,
        schema,
        chunk,
        labels: labels
            .split_off_mut(..chunk.records * schema.label_size)
            .unwrap_or_default(),
    });
    let reads = parallel::map_stream(chunks, SparseRows::read);
    let (scan, taken) = take_rows(&reads, output.values.len().min(output.columns.len()), output.row_starts);
    let (mut values, mut columns) = (output.values, output.columns);
    let places = reads
        .iter()
        .zip(taken)
        .map(|(read, entries)| {
            let columns = columns.split_off_mut(..entries).unwrap_or_default();
            (read, values.split_off_mut(..entries).unwrap_or_default(), columns)
        })
        .collect();
    parallel::map_items(
        places,
        |(read, values, columns): (&SparseRead, &mut [f32], &mut [u32])| {
            values.copy_from_slice(&read.values[..values.len()]);
            columns.copy_from_slice(&read.columns[..columns.len()]);
        },
    );
    scan
}

/// Says where the rows start, as many as there is room for up to the first problem. Returns the entries of each chunk, too.
fn take_rows(reads: &[SparseRead], room: usize, row_starts: &mut [u32]) -> (Scan, Vec<usize>) {
    let room = room.min(u32::MAX as usize);
    let mut scan = Scan::default();
    let mut taken = Vec::with_capacity(reads.len());
    if let Some(first) = row_starts.first_mut() {
        *first = 0;
    }
    for read in reads {
        let (entries_before, rows_before) = (scan.entries, scan.rows);
        for row in &read.rows {
            let entries = entries_before + row.entries_end;
            if entries > room {
                break;
            }
            scan.rows += 1;
            scan.entries = entries;
            scan.consumed = row.end;
            row_starts[scan.rows] = entries as u32;
        }
        taken.push(scan.entries - entries_before);
        if scan.rows - rows_before < read.rows.len() {
            break;
        }
        scan.problem = read.problem.map(|problem| problem.after_rows(rows_before));
        if scan.problem.is_some() {
            break;
        }
    }
    (scan, taken)
}

impl Problem {
    fn after_rows(self, rows: usize) -> Self {
        Self {
            row: rows + self.row,
            ..self
        }
    }
}

#[cfg(test)]
mod tests;
