//! The innermost loop: every code of every row.

use super::{Histograms, WORD};
use crate::boosting::addends::Addends;
use crate::boosting::codes::Code;
use crate::simd::{Kernel, Lanes, prefetch};
use std::ops::Range;

/// Rows that are fetched ahead.
const AHEAD: usize = 24;

/// Begins to fetch the codes of some groups of a row, and its derivatives.
#[inline(always)]
fn fetch<C, A: Addends>(input: &Histograms<C, A>, groups: &Range<usize>, row: usize) {
    let first = row * input.stride;
    // No more than two lines of the cache.
    for end in [first + groups.start, first + groups.end - 1] {
        prefetch(std::slice::from_ref(&input.codes[end]));
    }
    input.gradients.prefetch(row);
}

/// Begins to fetch the first of `rows`.
pub fn fetch_first<C, A: Addends>(input: &Histograms<C, A>, groups: Range<usize>, rows: &[u32]) {
    for &row in rows.iter().take(AHEAD) {
        fetch(input, &groups, row as usize);
    }
}

/// Adds rows to some groups of a histogram.
pub struct AddRows<'a, C, A: Addends> {
    pub input: &'a Histograms<'a, C, A>,
    pub first_group: usize,
    pub rows: &'a [u32],
    /// `[groups, width]`
    pub sums: &'a mut [A::Sum],
}

impl<C: Code, A: Addends> AddRows<'_, C, A> {
    /// Where a group has so many slots, a byte cannot lead beyond them.
    #[inline(always)]
    fn bytes<const WIDTH: usize>(self, codes: &[u8]) {
        let (groups, _) = self.sums.as_chunks_mut::<WIDTH>();
        let used = self.first_group..self.first_group + groups.len();
        let (words, rest) = groups.as_chunks_mut::<WORD>();
        let Histograms { stride, gradients, .. } = *self.input;
        let own = |row: usize| &codes[row * stride + used.start..row * stride + used.end];
        for (at, &row) in self.rows.iter().enumerate() {
            if let Some(&next) = self.rows.get(at + AHEAD) {
                fetch(self.input, &used, next as usize);
            }
            let addend = gradients.of(row as usize);
            let (own_words, own_rest) = own(row as usize).as_chunks::<WORD>();
            for (sums, codes) in words.iter_mut().zip(own_words) {
                let mut codes = u32::from_le_bytes(*codes);
                for sums in sums {
                    A::add(&mut sums[codes as usize & (WIDTH - 1)], addend);
                    codes >>= 8;
                }
            }
            for (sums, &code) in rest.iter_mut().zip(own_rest) {
                A::add(&mut sums[code as usize & (WIDTH - 1)], addend);
            }
        }
    }

    #[inline(always)]
    fn any(self) {
        let Histograms { stride, width, .. } = *self.input;
        let used = self.first_group..self.first_group + self.sums.len() / width;
        for &row in self.rows {
            let row = row as usize;
            let addend = self.input.gradients.of(row);
            let own = &self.input.codes[row * stride + used.start..row * stride + used.end];
            for (sums, code) in self.sums.chunks_exact_mut(width).zip(own) {
                A::add(&mut sums[code.bin()], addend);
            }
        }
    }
}

impl<C: Code, A: Addends> Kernel for AddRows<'_, C, A> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Some(codes) = C::bytes(self.input.codes) else {
            return self.any();
        };
        match self.input.width {
            16 => self.bytes::<16>(codes),
            32 => self.bytes::<32>(codes),
            64 => self.bytes::<64>(codes),
            128 => self.bytes::<128>(codes),
            256 => self.bytes::<256>(codes),
            _ => self.any(),
        }
    }
}
