//! The innermost loop where rows follow each other: a few columns at a time, whose sums stay in the first cache.

use crate::boosting::addends::Addends;
use crate::simd::{Kernel, Lanes};
use std::ops::Range;

/// Rows whose derivatives stay in the second cache while all columns are added up.
const TILE_ROWS: usize = 4096;
/// Columns that are added up side by side.
const COLUMNS: usize = 4;
/// Codes of a column that are read at once.
const CODES: usize = 8;

/// Adds rows that follow each other to some columns of a histogram.
pub struct AddColumns<'a, A: Addends> {
    /// `[columns]`, those of all rows
    pub codes: Vec<&'a [u8]>,
    pub width: usize,
    pub gradients: A,
    pub rows: Range<usize>,
    /// `[columns, width]`
    pub sums: &'a mut [A::Sum],
}

impl<A: Addends> AddColumns<'_, A> {
    /// Where a column has so many slots, a byte cannot lead beyond them.
    #[inline(always)]
    fn bytes<const WIDTH: usize>(self) {
        let (sums, _) = self.sums.as_chunks_mut::<WIDTH>();
        let mut addends = [A::Addend::default(); TILE_ROWS];
        for start in self.rows.clone().step_by(TILE_ROWS) {
            let rows = start..self.rows.end.min(start + TILE_ROWS);
            let addends = &mut addends[..rows.len()];
            for (addend, row) in addends.iter_mut().zip(rows.clone()) {
                *addend = self.gradients.of(row);
            }
            let (four, rest) = sums.as_chunks_mut::<COLUMNS>();
            let (codes_of_four, codes_of_rest) = self.codes.as_chunks::<COLUMNS>();
            for (sums, codes) in four.iter_mut().zip(codes_of_four) {
                add::<A, WIDTH, COLUMNS>(sums, codes.map(|codes| &codes[rows.clone()]), addends);
            }
            for (sums, codes) in rest.iter_mut().zip(codes_of_rest) {
                add::<A, WIDTH, 1>(std::array::from_mut(sums), [&codes[rows.clone()]], addends);
            }
        }
    }
}

#[inline(always)]
fn add<A: Addends, const WIDTH: usize, const COLUMNS: usize>(
    sums: &mut [[A::Sum; WIDTH]; COLUMNS],
    codes: [&[u8]; COLUMNS],
    addends: &[A::Addend],
) {
    let (addends, last_addends) = addends.as_chunks::<CODES>();
    let words = codes.map(|codes| &codes.as_chunks::<CODES>().0[..addends.len()]);
    for (at, addends) in addends.iter().enumerate() {
        let mut words = words.map(|words| u64::from_le_bytes(words[at]));
        for &addend in addends {
            for (sums, word) in sums.iter_mut().zip(&mut words) {
                A::add(&mut sums[*word as usize & (WIDTH - 1)], addend);
                *word >>= 8;
            }
        }
    }
    let done = addends.len() * CODES;
    for (at, &addend) in (done..).zip(last_addends) {
        for (sums, codes) in sums.iter_mut().zip(codes) {
            A::add(&mut sums[codes[at] as usize & (WIDTH - 1)], addend);
        }
    }
}

impl<A: Addends> Kernel for AddColumns<'_, A> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        match self.width {
            16 => self.bytes::<16>(),
            32 => self.bytes::<32>(),
            64 => self.bytes::<64>(),
            128 => self.bytes::<128>(),
            _ => self.bytes::<256>(),
        }
    }
}
