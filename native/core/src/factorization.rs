//! The kernels of factorization machines: scores of sparse rows, and Adam on the features that a mini-batch names.
//!
//! Every sum runs in an order that the data alone decides, and nothing is fused: the bits are the same on any number of
//! threads and on any instruction set.

mod adam;
mod batch;
mod random;
mod score;
#[cfg(test)]
mod tests;

pub use adam::{Adam, Group};
pub use random::{Distribution, fill_random};
pub use score::{Parameters, scores};

use crate::parallel::{map_items, within_pool};
use crate::simd::Level;
use adam::update_features;
use batch::{Batch, by_feature};
use score::score_and_sum;

/// Factors are padded with zeros to a multiple of this: the lanes of the widest instruction set.
pub const LANES: usize = crate::simd::BLOCK;

/// What stands side by side for each number that is trained: the number, its first and its second moment.
pub const SLOTS: usize = 3;

/// Sparse rows: row `i` owns the entries `starts[i] .. starts[i + 1]`. No column occurs twice in a row.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// `[rows + 1]`
    pub starts: &'a [u32],
    /// `[entries]`, each below the number of features
    pub columns: &'a [u32],
    /// `[entries]`
    pub values: &'a [f32],
}

impl<'a> Rows<'a> {
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    #[inline(always)]
    fn row(&self, row: usize) -> (&'a [u32], &'a [f32]) {
        let entries = self.starts[row] as usize..self.starts[row + 1] as usize;
        (&self.columns[entries.clone()], &self.values[entries])
    }

    fn slice(&self, from: usize, to: usize) -> Rows<'a> {
        Rows {
            starts: &self.starts[from..=to],
            ..*self
        }
    }
}

/// What is trained, and the moments beside it.
pub struct State<'a> {
    /// `[SLOTS]`
    pub bias: &'a mut [f32],
    /// `[features, SLOTS]`
    pub linear: &'a mut [f32],
    /// `[features, SLOTS, width]`, `width` a multiple of [`LANES`]
    pub factors: &'a mut [f32],
    pub width: usize,
}

impl State<'_> {
    fn parameters(&self) -> Parameters<'_> {
        Parameters {
            bias: self.bias[0],
            linear: self.linear,
            factors: self.factors,
            slots: SLOTS,
            width: self.width,
        }
    }
}

/// What the score of a row is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// Half the squared error; the gradient is `score - label`.
    Squared,
    /// Cross entropy of the logistic of the score; labels are 0 and 1, the gradient is `logistic(score) - label`.
    Logistic,
}

impl Loss {
    #[inline(always)]
    fn gradient(self, score: f32, label: f32) -> f32 {
        match self {
            Loss::Squared => score - label,
            Loss::Logistic => (1.0 / (1.0 + (-f64::from(score)).exp()) - f64::from(label)) as f32,
        }
    }
}

/// How rows become steps.
#[derive(Clone, Copy, Debug)]
pub struct Training {
    /// Rows of a mini-batch.
    pub batch_rows: usize,
    pub loss: Loss,
    pub adam: Adam,
}

/// One step of Adam for each mini-batch of consecutive rows, of which the last may be smaller. `scores` `[rows]` are those
/// before the step that the row is part of.
pub fn train(level: Level, rows: Rows, labels: &[f32], training: &Training, state: &mut State, scores: &mut [f32]) {
    within_pool(|| train_in_pool(level, rows, labels, training, state, scores));
}

fn train_in_pool(level: Level, rows: Rows, labels: &[f32], training: &Training, state: &mut State, scores: &mut [f32]) {
    let batch_rows = training.batch_rows;
    let starts: Vec<usize> = (0..rows.len()).step_by(batch_rows).collect();
    let batches = map_items(starts, |from| {
        let to = rows.len().min(from + batch_rows);
        by_feature(from..to, rows.slice(from, to))
    });
    let mut sums = vec![0.0; batch_rows.min(rows.len()) * state.width];
    let mut gradients = vec![0.0; batch_rows.min(rows.len())];
    for (index, batch) in batches.iter().enumerate() {
        let (labels, scores) = (&labels[batch.range.clone()], &mut scores[batch.range.clone()]);
        let (sums, gradients) = (&mut sums[..scores.len() * state.width], &mut gradients[..scores.len()]);
        score_and_sum(level, batch.rows, &state.parameters(), scores, sums);
        for ((gradient, &score), &label) in gradients.iter_mut().zip(&*scores).zip(labels) {
            *gradient = training.loss.gradient(score, label);
        }
        step(level, batch, sums, gradients, &training.adam.after(index), state);
    }
}

/// The step that follows from the gradients `[rows]` of the scores and the sums `[rows, width]` of the factors.
fn step(level: Level, batch: &Batch, sums: &[f32], gradients: &[f32], adam: &Adam, state: &mut State) {
    let step = adam.step(gradients.len());
    step.bias(gradients, state.bias);
    update_features(level, batch, sums, gradients, &step, state);
}
