//! libsvm lines to a sparse matrix. Chunks of lines are read on all threads into arrays of their own, which are joined in order.

use super::libsvm_line::{Fault, Line};
use super::{Notes, cut_at_line_ends, line_end};
use crate::parallel;
use crate::problem::Problem;
use std::ops::Range;

/// Kinds of [`Notes`].
pub const SKIPPED: usize = 0;
pub const COMMENT: usize = 1;
pub const TEXT: usize = 2;

pub type LibsvmNotes = Notes<3>;

const CHUNK_BYTES: usize = 128 << 10;

/// Bytes that an entry takes at the least, and that it takes often.
const USUAL_ENTRY_BYTES: usize = 8;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    pub rows: usize,
    /// Bytes of complete lines read.
    pub consumed: usize,
    pub entries: usize,
    /// Largest index and one more.
    pub width: usize,
    pub notes: LibsvmNotes,
    pub problem: Option<Problem>,
}

/// Where rows go.
pub struct Output<'a> {
    /// `[rows]`
    pub labels: &'a mut [f32],
    /// `[rows]`, NaN for a row without weight
    pub weights: &'a mut [f32],
    /// `[rows]`, NaN for a row without query
    pub query_ids: &'a mut [f64],
    /// `[rows + 1]`
    pub row_starts: &'a mut [u32],
    /// `[entries]`
    pub columns: &'a mut [u32],
    /// `[entries]`
    pub values: &'a mut [f32],
}

impl Output<'_> {
    fn room(&self) -> Room {
        let starts = self.row_starts.len().saturating_sub(1);
        Room {
            rows: self
                .labels
                .len()
                .min(self.weights.len())
                .min(self.query_ids.len())
                .min(starts),
            entries: self.columns.len().min(self.values.len()),
        }
    }
}

#[derive(Clone, Copy)]
struct Room {
    rows: usize,
    entries: usize,
}

/// Reads whole lines. Stops where they or the room end, or at the first that XGBoost fails on: the rows before it are good. `is_first`: the
/// first byte is the first of its file; `is_final`: no bytes follow.
pub fn scan(bytes: &[u8], is_first: bool, is_final: bool, mut output: Output) -> Scan {
    let whole = if is_final {
        bytes.len()
    } else {
        memchr::memrchr2(b'\n', b'\r', bytes).map_or(0, |last| last + 1)
    };
    let cuts = cut_at_line_ends(&bytes[..whole], CHUNK_BYTES);
    let ranges: Vec<_> = cuts.windows(2).map(|cut| cut[0]..cut[1]).collect();
    const ENDLESS: Room = Room {
        rows: usize::MAX,
        entries: usize::MAX,
    };
    let chunks = parallel::map_items(ranges, |range| Chunk::read(bytes, range, is_first, ENDLESS));
    let mut scan = Scan::default();
    if let Some(first) = output.row_starts.first_mut() {
        *first = 0;
    }
    for chunk in chunks {
        let room = output.room();
        let left = Room {
            rows: room.rows - scan.rows,
            entries: room.entries - scan.entries,
        };
        let fits = chunk.labels.len() <= left.rows && chunk.columns.len() <= left.entries;
        let chunk = if fits {
            chunk
        } else {
            Chunk::read(bytes, chunk.range, is_first, left)
        };
        let goes_on = fits && chunk.fault.is_none();
        chunk.append_to(&mut scan, &mut output);
        if !goes_on {
            break;
        }
    }
    scan
}

/// What the lines in a range hold.
struct Chunk {
    range: Range<usize>,
    /// Behind the last line that was read.
    end: usize,
    labels: Vec<f32>,
    weights: Vec<f32>,
    query_ids: Vec<f64>,
    /// `[rows]`: where each row's entries end.
    row_ends: Vec<u32>,
    columns: Vec<u32>,
    values: Vec<f32>,
    notes: LibsvmNotes,
    fault: Option<Fault>,
}

impl Chunk {
    fn read(bytes: &[u8], range: Range<usize>, is_first: bool, room: Room) -> Self {
        let entries = range.len() / USUAL_ENTRY_BYTES;
        let mut chunk = Self {
            end: range.start,
            range,
            labels: Vec::new(),
            weights: Vec::new(),
            query_ids: Vec::new(),
            row_ends: Vec::new(),
            columns: Vec::with_capacity(entries),
            values: Vec::with_capacity(entries),
            notes: LibsvmNotes::default(),
            fault: None,
        };
        while chunk.end < chunk.range.end && chunk.line(bytes, is_first, room) {}
        chunk
    }

    /// Reads the next line; says whether the reading goes on.
    #[inline(always)]
    fn line(&mut self, bytes: &[u8], is_first: bool, room: Room) -> bool {
        let start = self.end;
        let end = line_end(&bytes[..self.range.end], start);
        let before = self.columns.len();
        let mut notes = LibsvmNotes::default();
        let line = Line::new(bytes, start, end);
        let head = line.read(is_first && start == 0, &mut self.columns, &mut self.values, &mut notes);
        let has_room = self.labels.len() < room.rows && self.columns.len() <= room.entries;
        match head {
            Ok(Some(head)) if has_room => {
                self.labels.push(head.label);
                self.weights.push(head.weight);
                self.query_ids.push(head.query);
                self.row_ends.push(self.columns.len() as u32);
            }
            Ok(None) => {}
            stopped => {
                self.columns.truncate(before);
                self.values.truncate(before);
                self.fault = stopped.err();
                return false;
            }
        }
        self.notes.merge(&notes);
        self.end = (end + 1).min(self.range.end);
        true
    }

    fn append_to(self, scan: &mut Scan, output: &mut Output) {
        let (row, entry) = (scan.rows, scan.entries);
        let (rows, entries) = (self.labels.len(), self.columns.len());
        output.labels[row..][..rows].copy_from_slice(&self.labels);
        output.weights[row..][..rows].copy_from_slice(&self.weights);
        output.query_ids[row..][..rows].copy_from_slice(&self.query_ids);
        for (start, end) in output.row_starts[row..][1..].iter_mut().zip(&self.row_ends) {
            *start = entry as u32 + end;
        }
        output.columns[entry..][..entries].copy_from_slice(&self.columns);
        output.values[entry..][..entries].copy_from_slice(&self.values);
        scan.problem = self
            .fault
            .map(|fault| Problem::new(fault.code, fault.offset, row + rows));
        let widest = self.columns.iter().map(|column| *column as usize + 1).max();
        scan.width = scan.width.max(widest.unwrap_or(0));
        scan.rows += rows;
        scan.entries += entries;
        scan.consumed = self.end;
        scan.notes.merge(&self.notes);
    }
}
