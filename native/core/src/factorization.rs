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

use crate::parallel::{both, within_pool};
use crate::simd::Level;
use adam::update_features;
use batch::Parts;
use score::{RowResults, score_and_sum};

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
    let most_rows = training.batch_rows.min(rows.len());
    let mut room = vec![0.0; most_rows * state.width + LANES];
    let sums = from_cache_line(&mut room);
    let mut gradients = vec![0.0; most_rows];
    for (index, scores) in scores.chunks_mut(training.batch_rows).enumerate() {
        let first = index * training.batch_rows;
        let rows = rows.slice(first, first + scores.len());
        let gradients = &mut gradients[..scores.len()];
        let results = RowResults {
            sums: &mut sums[..scores.len() * state.width],
            gradients,
            scores,
        };
        let gradient = |score, row| training.loss.gradient(score, labels[first + row]);
        let features = state.linear.len() / SLOTS;
        let (mut parts, ()) = both(
            || Parts::new(rows, features),
            || score_and_sum(level, rows, &state.parameters(), gradient, results),
        );
        let step = training.adam.after(index).step(gradients.len());
        step.bias(gradients, state.bias);
        update_features(level, &mut parts, gradients, sums, &step, state);
    }
}

/// Bytes of a line of the cache, which is what memory is read by.
const CACHE_LINE: usize = 64;

/// What is read here and there had better begin with a line than share two of them.
fn from_cache_line(room: &mut [f32]) -> &mut [f32] {
    let ahead = room.as_ptr().align_offset(CACHE_LINE).min(LANES);
    &mut room[ahead..]
}
