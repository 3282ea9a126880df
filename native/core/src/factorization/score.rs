//! The score of a row: `b + sum of w x + sum over pairs of <v_i, v_j> x_i x_j`.
//!
//! The pairs are added as they come, every feature against the sum of those before it: that costs as much as the usual
//! `half the square of the sum minus half the sum of squares`, and nothing cancels.

use super::Rows;
use crate::parallel::map_items;
use crate::simd::{BlockSum, Kernel, Lanes, Level, add_scaled_and_products};
use std::ops::Range;

/// The numbers of a model.
#[derive(Clone, Copy)]
pub struct Parameters<'a> {
    pub bias: f32,
    /// `[features, slots]`, of which the first is the weight
    pub linear: &'a [f32],
    /// `[features, slots, width]`, of which the first `width` are the factors
    pub factors: &'a [f32],
    pub slots: usize,
    /// A multiple of [`super::LANES`].
    pub width: usize,
}

impl<'a> Parameters<'a> {
    #[inline(always)]
    fn of(&self, feature: u32) -> (f32, &'a [f32]) {
        let feature = feature as usize;
        let factors = &self.factors[feature * self.slots * self.width..];
        (self.linear[feature * self.slots], &factors[..self.width])
    }

    #[inline(always)]
    fn prefetch<L: Lanes>(&self, lanes: L, feature: u32) {
        lanes.prefetch(&self.linear[feature as usize * self.slots..][..1]);
        lanes.prefetch(self.of(feature).1);
    }
}

/// Scores `[rows]`.
pub fn scores(level: Level, rows: Rows, parameters: &Parameters, scores: &mut [f32]) {
    let chunk = chunk_rows(&rows, parameters.width);
    let chunks = scores.chunks_mut(chunk).enumerate();
    map_items(chunks.collect(), |(index, scores)| {
        let mut sums = vec![0.0; parameters.width];
        let first = index * chunk;
        let rows = rows.slice(first, first + scores.len());
        level.run(Score {
            rows,
            parameters,
            scores,
            sums: &mut sums,
            keep: false,
        });
    });
}

/// Scores `[rows]`, and for each row the sums `[rows, width]` of its factors times its values.
pub fn score_and_sum(level: Level, rows: Rows, parameters: &Parameters, scores: &mut [f32], sums: &mut [f32]) {
    let chunk = chunk_rows(&rows, parameters.width);
    let outputs = scores.chunks_mut(chunk).zip(sums.chunks_mut(chunk * parameters.width));
    map_items(outputs.enumerate().collect(), |(index, (scores, sums))| {
        let first = index * chunk;
        let rows = rows.slice(first, first + scores.len());
        level.run(Score {
            rows,
            parameters,
            scores,
            sums,
            keep: true,
        });
    });
}

/// Multiply-adds that are worth a chunk of their own: about 20 microseconds of work.
const CHUNK_OPERATIONS: usize = 1 << 16;

fn chunk_rows(rows: &Rows, width: usize) -> usize {
    let entries = (rows.starts[rows.len()] - rows.starts[0]) as usize;
    let per_row = (entries * width).div_ceil(rows.len().max(1)).max(1);
    CHUNK_OPERATIONS.div_ceil(per_row)
}

struct Score<'a> {
    rows: Rows<'a>,
    parameters: &'a Parameters<'a>,
    scores: &'a mut [f32],
    /// `[rows, width]`, or `[width]` where they need not be kept
    sums: &'a mut [f32],
    keep: bool,
}

impl Kernel for Score<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let width = self.parameters.width;
        for (row, score) in self.scores.iter_mut().enumerate() {
            let at = if self.keep { row * width } else { 0 };
            let entries = self.rows.starts[row] as usize..self.rows.starts[row + 1] as usize;
            *score = score_row(
                lanes,
                &self.rows,
                entries,
                self.parameters,
                &mut self.sums[at..at + width],
            );
        }
    }
}

/// How many entries ahead the numbers of a feature are asked for, so that memory answers in time.
const AHEAD: usize = 12;

#[inline(always)]
fn score_row<L: Lanes>(lanes: L, rows: &Rows, entries: Range<usize>, parameters: &Parameters, sums: &mut [f32]) -> f32 {
    sums.fill(0.0);
    let mut pairs = BlockSum::zero(lanes);
    let mut linear = f64::from(parameters.bias);
    for entry in entries {
        if let Some(&ahead) = rows.columns.get(entry + AHEAD) {
            parameters.prefetch(lanes, ahead);
        }
        let (weight, factors) = parameters.of(rows.columns[entry]);
        let value = rows.values[entry];
        linear += f64::from(weight) * f64::from(value);
        add_scaled_and_products(lanes, value, factors, sums, &mut pairs);
    }
    (linear + pairs.total(lanes)) as f32
}
