//! What a finished model answers. Products of float32 are exact in float64, and sums run in an order that neither the threads, nor the instruction set,
//! nor sparse storage changes.

use super::Points;
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level};

/// Sums side by side where there is one output: feature `i` is added to sum `i % 8`.
const TURNS: usize = 8;

/// Values of one chunk: about 20 microseconds of work.
const CHUNK_VALUES: usize = 1 << 16;

/// `x . weights + bias` into `scores` `[rows, classes]`; weights are `[cols, classes]`, the bias `[classes]`.
pub fn scores(level: Level, points: Points, cols: usize, weights: &[f32], bias: &[f32], scores: &mut [f32]) {
    let classes = bias.len();
    let rows = scores.len() / classes;
    let values = match points {
        Points::Dense(_) => cols,
        Points::Sparse { values, .. } => values.len().div_ceil(rows.max(1)),
    };
    let chunk = (CHUNK_VALUES / (values * classes).max(1)).max(1);
    map_items(
        scores.chunks_mut(chunk * classes).enumerate().collect(),
        |(index, scores)| {
            level.run(ScoreChunk {
                points,
                from: index * chunk,
                cols,
                weights,
                bias,
                scores,
            });
        },
    );
}

struct ScoreChunk<'a> {
    points: Points<'a>,
    from: usize,
    cols: usize,
    weights: &'a [f32],
    bias: &'a [f32],
    scores: &'a mut [f32],
}

impl Kernel for ScoreChunk<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Self {
            points,
            from,
            cols,
            weights,
            bias,
            scores,
        } = self;
        let mut sums = vec![0.0; bias.len()];
        for (row, scores) in scores.chunks_exact_mut(bias.len()).enumerate() {
            let row = from + row;
            match points {
                Points::Dense(values) => {
                    let values = &values[row * cols..][..cols];
                    if let [bias] = bias {
                        scores[0] = finish(dot(values, weights), *bias);
                        continue;
                    }
                    sums.fill(0.0);
                    for (value, weights) in values.iter().zip(weights.chunks_exact(bias.len())) {
                        add_times(&mut sums, *value, weights);
                    }
                }
                Points::Sparse {
                    values,
                    columns,
                    row_starts,
                } => {
                    let range = row_starts[row] as usize..row_starts[row + 1] as usize;
                    let entries = columns[range.clone()].iter().zip(&values[range]);
                    if let [bias] = bias {
                        let mut turns = [0.0; TURNS];
                        for (&column, &value) in entries {
                            let column = column as usize;
                            turns[column % TURNS] += f64::from(value) * f64::from(weights[column]);
                        }
                        scores[0] = finish(turns, *bias);
                        continue;
                    }
                    sums.fill(0.0);
                    for (&column, &value) in entries {
                        add_times(&mut sums, value, &weights[column as usize * bias.len()..][..bias.len()]);
                    }
                }
            }
            for ((score, sum), bias) in scores.iter_mut().zip(&sums).zip(bias) {
                *score = (sum + f64::from(*bias)) as f32;
            }
        }
    }
}

#[inline(always)]
fn dot(values: &[f32], weights: &[f32]) -> [f64; TURNS] {
    let mut turns = [0.0; TURNS];
    let (chunks, rest) = values.as_chunks::<TURNS>();
    let (weight_chunks, weight_rest) = weights.as_chunks::<TURNS>();
    for (values, weights) in chunks.iter().zip(weight_chunks) {
        for turn in 0..TURNS {
            turns[turn] += f64::from(values[turn]) * f64::from(weights[turn]);
        }
    }
    for ((turn, value), weight) in turns.iter_mut().zip(rest).zip(weight_rest) {
        *turn += f64::from(*value) * f64::from(*weight);
    }
    turns
}

#[inline(always)]
fn add_times(sums: &mut [f64], value: f32, weights: &[f32]) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += f64::from(value) * f64::from(*weight);
    }
}

fn finish(turns: [f64; TURNS], bias: f32) -> f32 {
    let sum = turns.iter().skip(1).fold(turns[0], |sum, turn| sum + turn);
    (sum + f64::from(bias)) as f32
}
