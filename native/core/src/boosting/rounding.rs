//! Derivatives as whole numbers.

use super::CHUNK_ROWS;
use crate::parallel::{map_chunks, map_items};
use crate::simd::{Kernel, Lanes, Level};

/// Of both derivatives of all rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Extent {
    pub sums: [f64; 2],
    /// Sums of their absolute values.
    pub magnitudes: [f64; 2],
    /// The largest absolute value; one that is no number is passed over, and shows in the sums.
    pub largest: [f64; 2],
}

/// By chunks: the same bits whichever thread sums which.
pub fn measure_gradients(level: Level, gradients: &[f32]) -> Extent {
    let (pairs, _) = gradients.as_chunks::<2>();
    let chunks = map_chunks(pairs.len(), CHUNK_ROWS, |range| level.run(Measure(&pairs[range])));
    chunks.into_iter().fold(Extent::default(), |all, chunk| Extent {
        sums: [0, 1].map(|at| all.sums[at] + chunk.sums[at]),
        magnitudes: [0, 1].map(|at| all.magnitudes[at] + chunk.magnitudes[at]),
        largest: [0, 1].map(|at| all.largest[at].max(chunk.largest[at])),
    })
}

struct Measure<'a>(&'a [[f32; 2]]);

impl Kernel for Measure<'_> {
    type Output = Extent;

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> Extent {
        let (whole, rest) = self.0.as_flattened().as_chunks::<LANES>();
        let mut side_by_side = SideBySide::default();
        for values in whole {
            side_by_side.add(values);
        }
        let mut last = [0.0; LANES];
        last[..rest.len()].copy_from_slice(rest);
        side_by_side.add(&last);
        side_by_side.extent()
    }
}

/// Numbers that are measured side by side: both derivatives of every fourth row.
const LANES: usize = 8;

#[derive(Default)]
struct SideBySide {
    sums: [f64; LANES],
    magnitudes: [f64; LANES],
    largest: [f32; LANES],
}

impl SideBySide {
    #[inline(always)]
    fn add(&mut self, values: &[f32; LANES]) {
        for (lane, &value) in values.iter().enumerate() {
            let size = value.abs();
            self.sums[lane] += f64::from(value);
            self.magnitudes[lane] += f64::from(size);
            self.largest[lane] = if size > self.largest[lane] {
                size
            } else {
                self.largest[lane]
            };
        }
    }

    fn extent(&self) -> Extent {
        let lanes = |which| (which..LANES).step_by(2);
        Extent {
            sums: [0, 1].map(|which| lanes(which).map(|lane| self.sums[lane]).sum()),
            magnitudes: [0, 1].map(|which| lanes(which).map(|lane| self.magnitudes[lane]).sum()),
            largest: [0, 1].map(|which| lanes(which).map(|lane| self.largest[lane]).fold(0.0, f32::max).into()),
        }
    }
}

/// Rows that a thread takes at once.
const PIECE_ROWS: usize = 8192;

/// Writes derivatives as whole numbers of their unit `[rows, 2]`; see `roundGradients` in `src/kernels/interface/boosting.ts`.
///
/// Returns the derivatives so rounded, added up: an exact sum.
pub fn round_gradients(level: Level, gradients: &[f32], units: [f64; 2], steps: &mut [i32]) -> [f64; 2] {
    let pieces = gradients.chunks(2 * PIECE_ROWS).zip(steps.chunks_mut(2 * PIECE_ROWS));
    let sums = map_items(
        pieces.enumerate().collect(),
        |(piece, (gradients, steps)): (usize, (&[f32], &mut [i32]))| {
            level.run(Round {
                first_row: (piece * PIECE_ROWS) as u32,
                gradients,
                units,
                steps,
            })
        },
    );
    [0, 1].map(|at| sums.iter().map(|sums| sums[at]).sum::<i64>() as f64 * units[at])
}

struct Round<'a> {
    first_row: u32,
    gradients: &'a [f32],
    units: [f64; 2],
    steps: &'a mut [i32],
}

/// Steps of 18 bits and a sign.
const LEAST: f32 = -262_144.0;
const MOST: f32 = 262_143.0;

/// Numbers that are rounded side by side.
const AT_ONCE: usize = 64;

impl Kernel for Round<'_> {
    type Output = [i64; 2];

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> [i64; 2] {
        let steps_in_one: [f32; AT_ONCE] = std::array::from_fn(|at| (1.0 / self.units[at % 2]) as f32);
        let mut sums = [0; AT_ONCE];
        let blocks = self.gradients.chunks(AT_ONCE).zip(self.steps.chunks_mut(AT_ONCE));
        for (first, (gradients, steps)) in (self.first_row..).step_by(AT_ONCE / 2).zip(blocks) {
            let turned = first.wrapping_mul(GOLDEN_RATIO);
            let thresholds = OFFSETS.map(|offset| threshold_of(turned.wrapping_add(offset)));
            let scales = steps_in_one.iter().zip(&thresholds);
            let numbers = gradients.iter().zip(steps).zip(&mut sums).zip(scales);
            for (((gradient, step), sum), (scale, threshold)) in numbers {
                let rounded = (gradient * scale + threshold).floor();
                *step = rounded.clamp(LEAST, MOST) as i32;
                *sum += *step;
            }
        }
        [0, 1].map(|which| sums.iter().skip(which).step_by(2).map(|&sum| i64::from(sum)).sum())
    }
}

/// Of 2^32.
const GOLDEN_RATIO: u32 = 2_654_435_769;

/// What the rows of a block are ahead of its first, of both derivatives.
const OFFSETS: [u32; AT_ONCE] = {
    let mut offsets = [0; AT_ONCE];
    let mut at = 0;
    while at < AT_ONCE {
        offsets[at] = (at as u32 / 2).wrapping_mul(GOLDEN_RATIO);
        at += 1;
    }
    offsets
};

/// A number between 0 and 1 for a row's multiple of the golden ratio, of which 2^32 is the whole; spread evenly over any stretch of rows. An odd number of
/// 64ths: added to a whole number of 18 bits it leaves that as its whole part.
#[inline(always)]
fn threshold_of(turned: u32) -> f32 {
    ((turned >> 27) * 2 + 1) as f32 / 64.0
}
