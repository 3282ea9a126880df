//! Bins of dense rows.

use super::{Cuts, take};
use crate::parallel::{map_items, threads};

/// The number of a bin, in one byte or two.
pub trait Code: Copy + Default + Send + Sync + 'static {
    fn of(bin: usize) -> Self;
    fn bin(self) -> usize;
    /// The codes, where they are bytes.
    fn bytes(codes: &[Self]) -> Option<&[u8]>;
}

impl Code for u8 {
    #[inline(always)]
    fn of(bin: usize) -> Self {
        bin as u8
    }
    #[inline(always)]
    fn bin(self) -> usize {
        self.into()
    }
    #[inline(always)]
    fn bytes(codes: &[Self]) -> Option<&[u8]> {
        Some(codes)
    }
}

impl Code for u16 {
    #[inline(always)]
    fn of(bin: usize) -> Self {
        bin as u16
    }
    #[inline(always)]
    fn bin(self) -> usize {
        self.into()
    }
    #[inline(always)]
    fn bytes(_: &[Self]) -> Option<&[u8]> {
        None
    }
}

/// Rows that are read for all columns of a thread before the next ones.
const BLOCK_ROWS: usize = 512;
/// Columns that a thread reads side by side.
const COLUMNS_AT_ONCE: usize = 8;

/// Writes the bins of `values` `[rows, cols]` from `first_row` on into `by_column` `[cols, all_rows]`; NaN gets the number past the last bin.
pub fn bin_rows<C: Code>(values: &[f32], cuts: Cuts, by_column: &mut [C], (all_rows, first_row): (usize, usize)) {
    let cols = cuts.starts.len() - 1;
    let rows = values.len() / cols;
    if rows == 0 {
        return;
    }
    let at_once = cols.div_ceil(threads()).clamp(1, COLUMNS_AT_ONCE);
    let mut columns = by_column
        .chunks_mut(all_rows)
        .map(|column| &mut column[first_row..first_row + rows])
        .enumerate();
    let mut pieces = Vec::new();
    loop {
        let piece: Vec<_> = columns.by_ref().take(at_once).collect();
        if piece.is_empty() {
            break;
        }
        pieces.push(piece);
    }
    map_items(pieces, |piece| {
        let mut columns: Vec<_> = piece
            .into_iter()
            .map(|(column, bins)| (column, bins, Search::new(cuts.of(column))))
            .collect();
        let mut own: Vec<f32> = Vec::with_capacity(BLOCK_ROWS);
        for block in values.chunks(BLOCK_ROWS * cols) {
            for (column, bins, search) in &mut columns {
                // Copied first, since what waits for memory here waits for nothing else.
                own.clear();
                own.extend(block[*column..].iter().step_by(cols));
                search.write_bins(&own, take(bins, own.len()));
            }
        }
    });
}

/// Cuts padded with infinity to a power of two, so that a search takes the same steps for every value.
enum Search<'a> {
    Small(Box<[f32; 256]>, usize),
    Large(&'a [f32]),
}

impl<'a> Search<'a> {
    fn new(cuts: &'a [f32]) -> Self {
        if cuts.len() > 256 {
            return Self::Large(cuts);
        }
        let mut padded = Box::new([f32::INFINITY; 256]);
        padded[..cuts.len()].copy_from_slice(cuts);
        Self::Small(padded, cuts.len())
    }

    fn write_bins<C: Code>(&self, values: &[f32], bins: &mut [C]) {
        match self {
            Self::Small(cuts, count) => write_bins(values, bins, *count, |value| below_in(cuts, value)),
            Self::Large(cuts) => {
                write_bins(values, bins, cuts.len(), |value| {
                    cuts.partition_point(|&cut| cut <= value)
                });
            }
        }
    }
}

/// `below`: how many of the `count` cuts a value is not below.
#[inline(always)]
fn write_bins<C: Code>(values: &[f32], bins: &mut [C], count: usize, below: impl Fn(f32) -> usize) {
    for (bin, &value) in bins.iter_mut().zip(values) {
        *bin = C::of(if value.is_nan() {
            count
        } else {
            below(value).min(count - 1)
        });
    }
}

/// Cuts that the value is not below, 255 at most.
#[inline(always)]
fn below_in(cuts: &[f32; 256], value: f32) -> usize {
    let mut at = 0;
    for half in [128, 64, 32, 16, 8, 4, 2, 1] {
        at += usize::from(cuts[(at + half - 1) & 255] <= value) * half;
    }
    at
}
