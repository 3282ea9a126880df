//! One row of cells, gone through as dmlc does.

use super::delimited::{BLANK, BORROWED, DelimitedNotes, NARROW, TEXT};
use super::line_end;
use super::number::{self, byte_at, is_space};

/// How rows are cut into cells.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    pub delimiter: u8,
    /// Features of a row.
    pub cols: usize,
    /// The second cell is a weight.
    pub weighted: bool,
}

impl Shape {
    /// Padding a row of `cells` features would cost more than a block of its own.
    pub fn is_much_wider_than(&self, cells: usize) -> bool {
        self.cols > 1024 && cells * 16 < self.cols
    }
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Row {
    pub label: f32,
    pub weight: f32,
    /// Features, those that are missing too.
    pub cells: usize,
    /// Up to the last feature that is there.
    pub width: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: &'static str,
    pub offset: usize,
    pub column: Option<usize>,
}

const fn fault(code: &'static str, offset: usize) -> Fault {
    Fault {
        code,
        offset,
        column: None,
    }
}

/// A blank last cell takes the number of a line below, which may not be there yet. Behind a space stands no other delimiter.
pub fn borrows_beyond(bytes: &[u8], start: usize, end: usize) -> bool {
    if end == start || !is_space(bytes[end - 1]) {
        return false;
    }
    let mut below = end;
    while is_space(byte_at(bytes, below)) {
        below += 1;
    }
    line_end(bytes, below) == bytes.len()
}

/// Reads the line `start..end` into `values`, which has room for `shape.cols` features; further cells are counted only.
#[inline(never)]
pub fn read(
    bytes: &[u8],
    start: usize,
    end: usize,
    shape: Shape,
    values: &mut [f32],
    notes: &mut DelimitedNotes,
) -> Result<Row, Fault> {
    let lead = 1 + usize::from(shape.weighted);
    let mut row = Row::default();
    let mut at = if bytes[start..end].starts_with(b"\xef\xbb\xbf") {
        start + 3
    } else {
        start
    };
    if at == end {
        return Err(fault("delimiter", start));
    }
    values.fill(f32::NAN);
    let mut column = 0;
    while at < end {
        let (value, stop) = number::parse(bytes, at).map_err(|_| fault("nan-literal", at))?;
        let behind = stop.min(end);
        let next = memchr::memchr(shape.delimiter, &bytes[behind..end]).map_or(end, |length| behind + length);
        if let Some(kind) = oddity(bytes, at, stop, next, end) {
            notes.add(kind, at);
        }
        if column == 0 {
            row.label = value;
        } else if column < lead {
            row.weight = value;
            if value.is_nan() {
                return Err(fault("weight-missing", at));
            }
        } else {
            if stop > at {
                if value.is_infinite() {
                    return Err(Fault {
                        column: Some(row.cells),
                        ..fault("infinite", at)
                    });
                }
                if let Some(slot) = values.get_mut(row.cells) {
                    *slot = value;
                }
                row.width = row.cells + 1;
            }
            row.cells += 1;
        }
        if next == end && row.cells == 0 {
            return Err(fault("delimiter", start));
        }
        column += 1;
        at = next + 1;
    }
    if row.cells < shape.cols {
        notes.add(NARROW, start);
    }
    Ok(row)
}

/// What is odd about a cell that starts at `from`, whose number ends at `to` and whose delimiter stands at `next`.
fn oddity(bytes: &[u8], from: usize, to: usize, next: usize, end: usize) -> Option<usize> {
    if from == next {
        return None;
    }
    if to > end {
        return Some(BORROWED);
    }
    let taken = &bytes[from..to];
    if taken.is_empty() {
        return Some(TEXT);
    }
    if taken.iter().all(|byte| is_space(*byte)) {
        return Some(if to == next { BLANK } else { TEXT });
    }
    let is_number =
        taken.iter().any(u8::is_ascii_digit) || taken.windows(3).any(|word| word.eq_ignore_ascii_case(b"nan"));
    let is_whole = bytes[to.min(next)..next].iter().all(|byte| is_space(*byte));
    (!(is_number && is_whole)).then_some(TEXT)
}
