//! The score of a row: `b + sum of w x + sum over pairs of <v_i, v_j> x_i x_j`.
//!
//! The pairs are added as they come, every feature against the sum of those before it: that costs as much as the usual
//! `half the square of the sum minus half the sum of squares`, and nothing cancels.

use super::Rows;
use crate::parallel::map_items;
use crate::simd::{BLOCK, BlockSum, Blocks, Kernel, Lanes, Level, OnPanel, PanelSum, over_panels};
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

/// Scores `[rows]`.
pub fn scores(level: Level, rows: Rows, parameters: &Parameters, scores: &mut [f32]) {
    let chunk = chunk_rows(&rows, parameters.width);
    let chunks = scores.chunks_mut(chunk).enumerate();
    map_items(chunks.collect(), |(index, scores)| {
        let first = index * chunk;
        let rows = rows.slice(first, first + scores.len());
        level.run(Score {
            rows,
            parameters,
            scores,
            sums: None,
        });
    });
}

/// What is wanted of every row of a mini-batch.
pub struct RowResults<'a> {
    /// `[rows]`
    pub scores: &'a mut [f32],
    /// `[rows]`, of the loss by the score
    pub gradients: &'a mut [f32],
    /// `[rows, width]`, of its factors times its values
    pub sums: &'a mut [f32],
}

/// Scores the rows of a mini-batch; `gradient` is told a score and its row.
pub fn score_and_sum(
    level: Level,
    rows: Rows,
    parameters: &Parameters,
    gradient: impl Fn(f32, usize) -> f32 + Sync,
    into: RowResults,
) {
    let chunk = chunk_rows(&rows, parameters.width);
    let sums = into.sums.chunks_mut(chunk * parameters.width);
    let outputs = into
        .scores
        .chunks_mut(chunk)
        .zip(into.gradients.chunks_mut(chunk))
        .zip(sums);
    map_items(outputs.enumerate().collect(), |(index, ((scores, gradients), sums))| {
        let first = index * chunk;
        let rows = rows.slice(first, first + scores.len());
        level.run(Score {
            rows,
            parameters,
            scores,
            sums: Some(sums.as_chunks_mut().0),
        });
        for (at, (into, &score)) in gradients.iter_mut().zip(&*scores).enumerate() {
            *into = gradient(score, first + at);
        }
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
    /// `[rows, width]`, where they are wanted
    sums: Option<&'a mut Blocks>,
}

impl Kernel for Score<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(mut self, lanes: L) {
        let Parameters {
            linear,
            factors,
            slots,
            width,
            bias,
        } = *self.parameters;
        let blocks = width / BLOCK;
        for (row, score) in self.scores.iter_mut().enumerate() {
            let entries = self.rows.starts[row] as usize..self.rows.starts[row + 1] as usize;
            let mut pairs = RowPairs {
                lanes,
                rows: &self.rows,
                entries: entries.clone(),
                factors: factors.as_chunks().0,
                stride: slots * blocks,
                sums: self
                    .sums
                    .as_mut()
                    .map(|sums| &mut sums[row * blocks..(row + 1) * blocks]),
                pairs: BlockSum::zero(lanes),
            };
            over_panels(blocks, &mut pairs);
            let mut total = f64::from(bias) + pairs.pairs.total(lanes);
            for entry in entries {
                let weight = linear[self.rows.columns[entry] as usize * slots];
                total += f64::from(weight) * f64::from(self.rows.values[entry]);
            }
            *score = total as f32;
        }
    }
}

/// How many entries ahead the numbers of a feature are asked for, so that memory answers in time.
const AHEAD: usize = 12;

struct RowPairs<'a, L: Lanes> {
    lanes: L,
    rows: &'a Rows<'a>,
    entries: Range<usize>,
    /// `[features, stride]`
    factors: &'a Blocks,
    stride: usize,
    /// `[blocks]`
    sums: Option<&'a mut Blocks>,
    pairs: BlockSum<L>,
}

impl<L: Lanes> OnPanel for RowPairs<'_, L> {
    #[inline(always)]
    fn run<const BLOCKS: usize>(&mut self, first: usize) {
        let lanes = self.lanes;
        let mut sum = PanelSum::<L, BLOCKS>::zero(lanes);
        let mut pairs = self.pairs;
        for entry in self.entries.clone() {
            if let Some(&ahead) = self.rows.columns.get(entry + AHEAD) {
                lanes.prefetch(self.factors[ahead as usize * self.stride + first..][..BLOCKS].as_flattened());
            }
            let own = &self.factors[self.rows.columns[entry] as usize * self.stride + first..];
            let own = own.first_chunk().expect("a panel lies within its row");
            sum.add_scaled_and_products(lanes, self.rows.values[entry], own, &mut pairs);
        }
        self.pairs = pairs;
        if let Some(sums) = &mut self.sums {
            sum.store(
                lanes,
                sums[first..].first_chunk_mut().expect("a panel lies within its row"),
            );
        }
    }
}
