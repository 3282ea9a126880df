//! Delimited rows to a matrix in which NaN stands for what is missing.
//!
//! Two parallel passes, as in [`crate::csv`]: the first counts the lines of every chunk, which says where their rows belong; the second
//! reads them into place. Cells between commas that are plain decimals are read 64 bytes of text at a time; whatever else there is,
//! a line at a time by [`delimited_row::read`](super::delimited_row::read), which alone decides.

use super::delimited_row;
pub use super::delimited_row::Shape;
use super::{Notes, cut_at_line_ends, is_line_end, line_end, number};
use crate::csv::CountRows;
use crate::parallel;
use crate::problem::Problem;
use crate::simd::text::{Text, TextTask};
use crate::simd::{Level, text::dispatch};
use std::ops::Range;

/// Kinds of [`Notes`].
pub const TEXT: usize = 0;
pub const BLANK: usize = 1;
pub const BORROWED: usize = 2;
pub const NARROW: usize = 3;

pub type DelimitedNotes = Notes<4>;

const CHUNK_BYTES: usize = 128 << 10;

/// Reads past a cell's end reach this far: a block and one 16-byte load that starts at its last byte.
const LOOKAHEAD: usize = 64 + 16;

/// Integers up to here are exact in float64.
const LAST_EXACT_INTEGER: u64 = 1 << 53;

const POWERS_OF_TEN: [u64; 17] = {
    let mut powers = [1; 17];
    let mut index = 1;
    while index < 17 {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    pub rows: usize,
    /// Bytes of complete lines read.
    pub consumed: usize,
    /// Features up to the last one that some row has.
    pub width: usize,
    pub notes: DelimitedNotes,
    pub problem: Option<Problem>,
}

/// Where rows go.
pub struct Output<'a> {
    /// `[rows, cols]`
    pub values: &'a mut [f32],
    /// `[rows]`
    pub labels: &'a mut [f32],
    /// `[rows]` where there are weights
    pub weights: &'a mut [f32],
}

/// Reads whole lines. Stops where they or the room end, or at the first that makes no row of `shape.cols` features: the rows before it
/// are good. `is_final`: no bytes follow.
pub fn scan(bytes: &[u8], shape: Shape, is_final: bool, output: Output) -> Scan {
    let whole = if is_final {
        bytes.len()
    } else {
        memchr::memrchr2(b'\n', b'\r', bytes).map_or(0, |last| last + 1)
    };
    let level = Level::widest();
    let cuts = cut_at_line_ends(&bytes[..whole], CHUNK_BYTES);
    let counts = parallel::map_chunks(cuts.len() - 1, 1, |chunk| {
        dispatch(level, CountRows(&bytes[cuts[chunk.start]..cuts[chunk.end]]))
    });
    let chunks = share_out(bytes, shape, is_final, &cuts, &counts, output);
    join(bytes, parallel::map_items(chunks, |chunk| dispatch(level, chunk)))
}

fn share_out<'a>(
    bytes: &'a [u8],
    shape: Shape,
    is_final: bool,
    cuts: &[usize],
    counts: &[usize],
    output: Output<'a>,
) -> Vec<ReadRows<'a>> {
    let Output {
        mut values,
        mut labels,
        mut weights,
    } = output;
    let mut room = labels
        .len()
        .min(values.len().checked_div(shape.cols).unwrap_or(usize::MAX));
    if shape.weighted {
        room = room.min(weights.len());
    }
    let mut chunks = Vec::with_capacity(counts.len());
    for (range, count) in cuts.windows(2).zip(counts) {
        let rows = (*count).min(room);
        room -= rows;
        let weight_rows = if shape.weighted { rows } else { 0 };
        chunks.push(ReadRows {
            bytes,
            range: range[0]..range[1],
            rows,
            shape,
            is_final,
            values: values.split_off_mut(..rows * shape.cols).unwrap_or_default(),
            labels: labels.split_off_mut(..rows).unwrap_or_default(),
            weights: weights.split_off_mut(..weight_rows).unwrap_or_default(),
        });
        if rows < *count {
            break;
        }
    }
    chunks
}

/// The first chunk that did not go through ends the scan, however far later ones got.
fn join(bytes: &[u8], chunks: Vec<RowsRead>) -> Scan {
    let mut scan = Scan::default();
    for chunk in chunks {
        let rows_before = scan.rows;
        scan.rows += chunk.rows;
        scan.consumed = chunk.end;
        scan.width = scan.width.max(chunk.width);
        scan.notes.merge(&chunk.notes);
        if chunk.problem.is_some() || chunk.is_waiting {
            scan.problem = chunk.problem.map(|problem| Problem {
                row: rows_before + problem.row,
                ..problem
            });
            return scan;
        }
    }
    let blank = bytes[scan.consumed..].iter().take_while(|byte| is_line_end(**byte));
    scan.consumed += blank.count();
    scan
}

/// The lines in `range` of `bytes`, and the room for the rows they make.
struct ReadRows<'a> {
    bytes: &'a [u8],
    range: Range<usize>,
    rows: usize,
    shape: Shape,
    is_final: bool,
    values: &'a mut [f32],
    labels: &'a mut [f32],
    weights: &'a mut [f32],
}

#[derive(Default)]
struct RowsRead {
    rows: usize,
    /// Behind the last row's line, or start of the one that ended the reading.
    end: usize,
    width: usize,
    notes: DelimitedNotes,
    /// The line at `end` needs more bytes.
    is_waiting: bool,
    /// `row` counts within the chunk.
    problem: Option<Problem>,
}

impl TextTask for ReadRows<'_> {
    type Output = RowsRead;

    #[inline(always)]
    fn run<T: Text>(mut self, text: T) -> RowsRead {
        let mut read = RowsRead {
            end: self.range.start,
            ..RowsRead::default()
        };
        loop {
            if self.shape.delimiter == b',' {
                self.fast_rows(text, &mut read);
            }
            if read.rows == self.rows || read.end >= self.range.end {
                return read;
            }
            if is_line_end(self.bytes[read.end]) {
                read.end += 1;
            } else if !self.exact_row(&mut read) {
                return read;
            }
        }
    }
}

impl ReadRows<'_> {
    /// Reads the line at `read.end`; says whether the reading goes on.
    #[inline(never)]
    fn exact_row(&mut self, read: &mut RowsRead) -> bool {
        let (bytes, start, shape) = (self.bytes, read.end, self.shape);
        let end = line_end(&bytes[..self.range.end], start);
        if !self.is_final && delimited_row::borrows_beyond(bytes, start, end) {
            read.is_waiting = true;
            return false;
        }
        let values = &mut self.values[read.rows * shape.cols..][..shape.cols];
        let mut notes = DelimitedNotes::default();
        let row = match delimited_row::read(bytes, start, end, shape, values, &mut notes) {
            Ok(row) => row,
            Err(fault) => {
                read.problem = Some(Problem {
                    column: fault.column,
                    ..Problem::new(fault.code, fault.offset, read.rows)
                });
                return false;
            }
        };
        if row.cells > shape.cols || shape.is_much_wider_than(row.cells) {
            read.problem = Some(Problem {
                expected: Some(shape.cols as u64),
                actual: Some(row.cells as u64),
                ..Problem::new("width", start, read.rows)
            });
            return false;
        }
        self.labels[read.rows] = row.label;
        if shape.weighted {
            self.weights[read.rows] = row.weight;
        }
        read.notes.merge(&notes);
        read.width = read.width.max(row.width);
        read.rows += 1;
        read.end = (end + 1).min(self.range.end);
        true
    }

    /// Reads rows from the line start `read.end` on until something is in doubt, and leaves `read` at the line in doubt.
    #[inline(always)]
    fn fast_rows<T: Text>(&mut self, text: T, read: &mut RowsRead) {
        let (bytes, end) = (self.bytes, self.range.end);
        let mut line = Line::at(read.end);
        let mut at = read.end;
        while read.rows < self.rows && at < end && at + LOOKAHEAD <= bytes.len() {
            let Some(block) = bytes[at..].first_chunk() else { return };
            let marks = text.marks(block);
            let within = if end - at < 64 { (1 << (end - at)) - 1 } else { u64::MAX };
            let mut ends = (marks.commas | marks.line_ends) & within;
            while ends != 0 {
                let bit = ends.trailing_zeros();
                ends &= ends - 1;
                let stop = at + bit as usize;
                let ends_line = marks.line_ends >> bit & 1 != 0;
                if !self.take_cell(text, read.rows, &mut line, stop, ends_line) {
                    return;
                }
                if ends_line {
                    if stop > read.end && !self.take_row(read, &line) {
                        return;
                    }
                    read.end = stop + 1;
                    line = Line::at(read.end);
                    if read.rows == self.rows {
                        return;
                    }
                }
            }
            at += 64;
        }
    }

    /// The cell up to `stop`; false where it is in doubt.
    #[inline(always)]
    fn take_cell<T: Text>(&mut self, text: T, row: usize, line: &mut Line, stop: usize, ends_line: bool) -> bool {
        let (column, start) = (line.column, line.start);
        let lead = 1 + usize::from(self.shape.weighted);
        line.start = stop + 1;
        if start == stop && ends_line {
            return true;
        }
        line.column += 1;
        let value = if start == stop {
            if column < lead { 0.0 } else { f32::NAN }
        } else {
            match cell(text, self.bytes, start, stop) {
                Some(value) => value,
                None => return false,
            }
        };
        if column >= lead {
            let feature = column - lead;
            if feature >= self.shape.cols {
                return false;
            }
            self.values[row * self.shape.cols + feature] = value;
            if start < stop {
                line.width = feature + 1;
            }
        } else if column == 0 {
            self.labels[row] = value;
        } else {
            self.weights[row] = value;
        }
        true
    }

    /// The row is whole; false where it is in doubt.
    #[inline(always)]
    fn take_row(&mut self, read: &mut RowsRead, line: &Line) -> bool {
        let cols = self.shape.cols;
        let cells = line.column.saturating_sub(1 + usize::from(self.shape.weighted));
        if cells == 0 || self.shape.is_much_wider_than(cells) {
            return false;
        }
        if cells != cols {
            self.values[read.rows * cols..][cells..cols].fill(f32::NAN);
            read.notes.add(NARROW, read.end);
        }
        read.width = read.width.max(line.width);
        read.rows += 1;
        true
    }
}

/// How far a line has been read.
struct Line {
    column: usize,
    /// Of the current cell.
    start: usize,
    width: usize,
}

impl Line {
    fn at(start: usize) -> Self {
        Self {
            column: 0,
            start,
            width: 0,
        }
    }
}

/// The cell `start..end`, or nothing where it is not a number and nothing else. 16 bytes may be read from its start on.
#[inline(always)]
fn cell<T: Text>(text: T, bytes: &[u8], start: usize, end: usize) -> Option<f32> {
    let is_negative = bytes[start] == b'-';
    let first = start + usize::from(is_negative);
    let length = end - first;
    if length <= 16
        && let Some(window) = bytes[first..].first_chunk()
        && let Some(decimal) = text.decimal(window, length)
        && decimal.digits <= LAST_EXACT_INTEGER
    {
        let magnitude = float_of(decimal.digits, decimal.scale);
        return Some(if is_negative { -magnitude } else { magnitude });
    }
    let (value, stop) = number::parse(&bytes[..end], start).ok()?;
    (stop == end && bytes[end - 1].is_ascii_digit() && value.is_finite()).then_some(value)
}

/// `digits / 10^scale` as dmlc has it: the whole part and the fraction are rounded to float32, and so is their sum.
#[inline(always)]
fn float_of(digits: u64, scale: usize) -> f32 {
    let power = POWERS_OF_TEN[scale];
    // The quotient is exact or, where it was rounded up to an integer, one too large.
    let mut whole = (digits as i64 as f64 / power as i64 as f64) as i64;
    let mut rest = digits as i64 - whole * power as i64;
    if rest < 0 {
        whole -= 1;
        rest += power as i64;
    }
    whole as f32 + (rest as f64 / power as i64 as f64) as f32
}
