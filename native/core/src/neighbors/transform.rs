//! Rows made shorter before they are compared.

use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level};

/// Multiply-adds of one chunk: about 50 microseconds of work.
const CHUNK_OPERATIONS: usize = 1 << 19;

/// Multiplies `points` `[rows, cols]` with `matrix` `[cols, width]`; sums in float64, in the order of the features.
pub fn project_rows(level: Level, points: &[f32], matrix: &[f32], cols: usize, projected: &mut [f32]) {
    let width = matrix.len() / cols;
    let rows = (CHUNK_OPERATIONS / matrix.len()).max(1);
    let chunks = points.chunks(rows * cols).zip(projected.chunks_mut(rows * width));
    map_items(chunks.collect(), |(points, projected)| {
        level.run(Project {
            points,
            matrix,
            cols,
            projected,
        });
    });
}

struct Project<'a> {
    points: &'a [f32],
    matrix: &'a [f32],
    cols: usize,
    projected: &'a mut [f32],
}

impl Kernel for Project<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let width = self.matrix.len() / self.cols;
        let mut sums = vec![0.0; width];
        let rows = self.points.chunks_exact(self.cols);
        for (point, projected) in rows.zip(self.projected.chunks_exact_mut(width)) {
            sums.fill(0.0);
            for (&value, weights) in point.iter().zip(self.matrix.chunks_exact(width)) {
                for (sum, &weight) in sums.iter_mut().zip(weights) {
                    *sum += f64::from(value) * f64::from(weight);
                }
            }
            for (projected, &sum) in projected.iter_mut().zip(&sums) {
                *projected = sum as f32;
            }
        }
    }
}

/// Replaces every row by its Walsh-Hadamard transform, in natural order and not scaled. `cols` is a power of two.
pub fn hadamard_rows(level: Level, values: &mut [f32], cols: usize) {
    let rows = (CHUNK_OPERATIONS / (cols * (cols.ilog2() as usize + 1))).max(1);
    map_items(values.chunks_mut(rows * cols).collect(), |values| {
        level.run(Hadamard { values, cols });
    });
}

struct Hadamard<'a> {
    values: &'a mut [f32],
    cols: usize,
}

impl Kernel for Hadamard<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        for row in self.values.chunks_exact_mut(self.cols) {
            let mut half = 1;
            while half < self.cols {
                for pair in row.chunks_exact_mut(2 * half) {
                    let (low, high) = pair.split_at_mut(half);
                    for (low, high) in low.iter_mut().zip(high) {
                        (*low, *high) = (*low + *high, *low - *high);
                    }
                }
                half *= 2;
            }
        }
    }
}
