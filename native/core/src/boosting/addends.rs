//! The derivatives of a row, as a histogram adds them up.

use super::codes::Code;
use super::histograms::{Histograms, add_by_chunk, add_by_range};
use crate::simd::{Level, prefetch};

/// The derivatives of rows.
pub trait Addends: Copy + Send + Sync {
    /// What one row adds.
    type Addend: Copy + Default;
    /// What a slot holds while rows are added.
    type Sum: Copy;

    fn of(self, row: usize) -> Self::Addend;
    fn prefetch(self, row: usize);
    fn add(sum: &mut Self::Sum, addend: Self::Addend);
    /// Adds rows to histograms, in an order that is sure to give the same bits.
    fn add_histograms<C: Code>(level: Level, input: &Histograms<C, Self>, clear: bool, pool: &mut [f64]);
}

/// `[rows, 2]`, single precision, added up in double precision.
#[derive(Clone, Copy)]
pub struct Singles<'a>(pub &'a [[f32; 2]]);

impl Addends for Singles<'_> {
    type Addend = [f64; 2];
    type Sum = [f64; 2];

    #[inline(always)]
    fn of(self, row: usize) -> [f64; 2] {
        self.0[row].map(f64::from)
    }

    #[inline(always)]
    fn prefetch(self, row: usize) {
        prefetch(std::slice::from_ref(&self.0[row]));
    }

    #[inline(always)]
    fn add(sum: &mut [f64; 2], addend: [f64; 2]) {
        *sum = [sum[0] + addend[0], sum[1] + addend[1]];
    }

    fn add_histograms<C: Code>(level: Level, input: &Histograms<C, Self>, clear: bool, pool: &mut [f64]) {
        add_by_chunk(level, input, clear, pool);
    }
}

/// Whole numbers of a unit each, from -2^18 to 2^18 - 1. Both sums share eight bytes: the first in the upper half, the second in the lower one, whose sign the
/// upper half has borrowed.
#[derive(Clone, Copy)]
pub struct Steps<'a> {
    /// `[rows, 2]`
    pub steps: &'a [[i32; 2]],
    pub units: [f64; 2],
}

impl Steps<'_> {
    /// Whose sum a slot can hold.
    pub const MOST_ROWS: usize = 1 << 13;

    #[inline(always)]
    pub fn total(self, sum: i64) -> [f64; 2] {
        let second = sum as i32;
        let first = (sum.wrapping_sub(i64::from(second)) >> 32) as i32;
        [f64::from(first) * self.units[0], f64::from(second) * self.units[1]]
    }
}

impl Addends for Steps<'_> {
    type Addend = i64;
    type Sum = i64;

    #[inline(always)]
    fn of(self, row: usize) -> i64 {
        let [first, second] = self.steps[row].map(i64::from);
        (first << 32) + second
    }

    #[inline(always)]
    fn prefetch(self, row: usize) {
        prefetch(std::slice::from_ref(&self.steps[row]));
    }

    #[inline(always)]
    fn add(sum: &mut i64, addend: i64) {
        *sum = sum.wrapping_add(addend);
    }

    fn add_histograms<C: Code>(level: Level, input: &Histograms<C, Self>, clear: bool, pool: &mut [f64]) {
        add_by_range(level, input, clear, pool);
    }
}

#[cfg(test)]
mod tests {
    use super::{Addends, Steps};

    #[test]
    fn the_largest_steps_fit_either_half() {
        let (least, most) = (-(1 << 18), (1 << 18) - 1);
        for steps in [[least, least], [least, most], [most, least], [-1, 1]] {
            let rows = Steps {
                steps: &[steps],
                units: [1.0, 0.5],
            };
            let mut sum = 0;
            for _ in 0..Steps::MOST_ROWS {
                Steps::add(&mut sum, rows.of(0));
            }
            let [first, second] = steps.map(|step| f64::from(step) * Steps::MOST_ROWS as f64);
            assert_eq!(rows.total(sum), [first, second * 0.5]);
        }
    }
}
