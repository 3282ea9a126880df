//! A run of whole lines to rows, 64 bytes at a time.
//!
//! The fast way reads unquoted cells between the bits of a block's masks, so that the conversions of neighbouring cells
//! overlap. Whatever it does not understand (quotes, an odd number of cells, text that is no number, the last few bytes)
//! it leaves to [`line::read`], one line at a time, which alone decides what is wrong.

use super::{line, number};
use crate::problem::Problem;
use crate::simd::text::{Text, TextTask};
use std::ops::Range;

/// Reads past a cell's end reach this far: a block and one 16-byte load that starts at its last byte.
const LOOKAHEAD: usize = 64 + 16;

/// Powers of ten that float64 holds exactly, as many as 16 characters can ask for.
const POWERS_OF_TEN: [f64; 17] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
];

/// Integers up to here are exact in float64.
const LAST_EXACT_INTEGER: u64 = 1 << 53;

/// Counts the lines of `bytes` that are not blank. The first byte starts a line.
pub struct CountRows<'a>(pub &'a [u8]);

impl TextTask for CountRows<'_> {
    type Output = usize;

    #[inline(always)]
    fn run<T: Text>(self, text: T) -> usize {
        // A line end that follows another one, or the LF of a CRLF, ends no row.
        let mut after_line_end = 1u64;
        let mut rows = 0;
        let mut count = |line_ends: u64| {
            rows += (line_ends & !(line_ends << 1 | after_line_end)).count_ones() as usize;
            after_line_end = line_ends >> 63;
        };
        let (blocks, rest) = self.0.as_chunks::<64>();
        for block in blocks {
            count(text.marks(block).line_ends);
        }
        let mut last = [0; 64];
        last[..rest.len()].copy_from_slice(rest);
        count(text.marks(&last).line_ends);
        let is_open = self.0.last().is_some_and(|byte| !is_line_end(*byte));
        rows + usize::from(is_open)
    }
}

pub fn is_line_end(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// The lines in `range` of `bytes`, and the room for the rows they make.
pub struct ReadRows<'a> {
    pub bytes: &'a [u8],
    pub range: Range<usize>,
    pub rows: usize,
    pub label_size: usize,
    /// Cells per row without the label.
    pub cols: usize,
    /// `[rows, cols]`
    pub values: &'a mut [f32],
    /// `[rows, label_size]`
    pub labels: &'a mut [f32],
}

pub struct RowsRead {
    pub rows: usize,
    /// End of the last row's line, or start of the one with the problem.
    pub end: usize,
    /// `row` counts within the chunk.
    pub problem: Option<Problem>,
}

impl TextTask for ReadRows<'_> {
    type Output = RowsRead;

    #[inline(always)]
    fn run<T: Text>(mut self, text: T) -> RowsRead {
        let mut rows = 0;
        let mut position = self.range.start;
        loop {
            (rows, position) = self.fast_rows(text, rows, position);
            if rows == self.rows || position >= self.range.end {
                return RowsRead {
                    rows,
                    end: position,
                    problem: None,
                };
            }
            match self.exact_row(rows, position) {
                Ok(end) => {
                    rows += usize::from(end > position);
                    position = end + 1;
                }
                Err(problem) => {
                    return RowsRead {
                        rows,
                        end: position,
                        problem: Some(problem),
                    };
                }
            }
        }
    }
}

impl ReadRows<'_> {
    fn row(&mut self, row: usize) -> (&mut [f32], &mut [f32]) {
        let (label_size, cols) = (self.label_size, self.cols);
        (
            &mut self.labels[row * label_size..][..label_size],
            &mut self.values[row * cols..][..cols],
        )
    }

    /// Reads rows from the line start `line` on until something is in doubt, and returns how many there are then and where
    /// the line in doubt starts.
    #[inline(always)]
    fn fast_rows<T: Text>(&mut self, text: T, mut row: usize, mut line: usize) -> (usize, usize) {
        let (bytes, end) = (self.bytes, self.range.end);
        let (label_size, cells, room) = (self.label_size, self.label_size + self.cols, self.rows);
        if row == room {
            return (row, line);
        }
        let (mut labels, mut values) = self.row(row);
        let mut column = 0;
        let mut start = line;
        let mut at = line;
        while at < end && at + LOOKAHEAD <= bytes.len() {
            let Some(block) = bytes[at..].first_chunk() else { break };
            let marks = text.marks(block);
            let below_quote = marks.quotes.wrapping_sub(1) & !marks.quotes;
            let within = if end - at < 64 { (1 << (end - at)) - 1 } else { u64::MAX };
            let mut ends = (marks.commas | marks.line_ends) & below_quote & within;
            while ends != 0 {
                let bit = ends.trailing_zeros();
                ends &= ends - 1;
                let stop = at + bit as usize;
                let ends_line = marks.line_ends >> bit & 1 != 0;
                let Some(value) = cell(text, bytes, start, stop) else {
                    if ends_line && stop == line {
                        line += 1;
                        start = line;
                        continue;
                    }
                    return (row, line);
                };
                let slot = if column < label_size {
                    labels.get_mut(column)
                } else {
                    values.get_mut(column - label_size)
                };
                let Some(slot) = slot else { return (row, line) };
                *slot = value;
                column += 1;
                start = stop + 1;
                if ends_line {
                    if column != cells {
                        return (row, line);
                    }
                    line = start;
                    column = 0;
                    row += 1;
                    if row == room {
                        return (row, line);
                    }
                    (labels, values) = self.row(row);
                }
            }
            if marks.quotes & within != 0 {
                return (row, line);
            }
            at += 64;
        }
        (row, line)
    }

    /// Reads the one line at `line` and returns where its text ends; a blank line leaves no trace.
    #[inline(never)]
    fn exact_row(&mut self, row: usize, line: usize) -> Result<usize, Problem> {
        let text = &self.bytes[line..self.range.end];
        let text = &text[..memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len())];
        if text.is_empty() {
            return Ok(line);
        }
        let cells = self.label_size + self.cols;
        let (labels, values) = self.row(row);
        line::read(text, cells, labels.iter_mut().chain(values)).map_err(|fault| match fault {
            line::Fault::Cell { code, column, offset } => Problem {
                column: Some(column),
                ..Problem::new(code, line + offset, row)
            },
            line::Fault::Ragged { cells: actual } => Problem {
                expected: Some(cells as u64),
                actual: Some(actual as u64),
                ..Problem::new(line::RAGGED, line, row)
            },
        })?;
        Ok(line + text.len())
    }
}

/// The unquoted cell `start..end`, or nothing where it is no number. 16 bytes may be read from its start on.
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
        // One rounding to float64 and one to float32, as the definition has it.
        let magnitude = (decimal.digits as f64 / POWERS_OF_TEN[decimal.scale]) as f32;
        return Some(if is_negative { -magnitude } else { magnitude });
    }
    number::parse(&bytes[start..end]).ok()
}
