//! The kernels of linear models, many of them at once: a mini-batch is multiplied with all of their weights, and all take their step.
//!
//! Weights `[cols + 1, columns]` lie in panels of 16 columns, panel after panel, each `[cols + 1, 16]`, the bias last. A gradient is the work of one
//! thread, which adds up its rows in order; threads share groups of models, features and panels. So their number never shows.

mod dense;
mod elementary;
mod losses;
mod scores;
mod sparse;
mod step;
#[cfg(test)]
mod tests;
mod train;

pub use losses::Loss;
pub use scores::scores;
pub use step::{Optimizer, State};
pub use train::{Training, train};

use crate::parallel::map_chunks;
use crate::simd::{Kernel, Lanes, Level, PANEL};
use losses::Rows;
use sparse::ByFeature;
use std::ops::Range;

/// One row of a panel.
type PanelRow = [f32; PANEL];

/// Rows of one piece of a mini-batch.
#[derive(Clone, Copy)]
pub enum Points<'a> {
    /// `[rows, cols]`
    Dense(&'a [f32]),
    /// Row `i` owns the entries `row_starts[i] .. row_starts[i + 1]`.
    Sparse {
        values: &'a [f32],
        columns: &'a [u32],
        row_starts: &'a [u32],
    },
}

/// Rows and the models that look at them.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    pub points: Points<'a>,
    pub cols: usize,
    /// `[cols]`; a model sees `(x - mean) * scale`
    pub means: &'a [f32],
    /// `[cols]`
    pub scales: &'a [f32],
    /// `[rows]`
    pub labels: &'a [f32],
    /// `[rows]`
    pub row_weights: Option<&'a [f32]>,
    pub models: usize,
    /// 1, unless the loss is [`Loss::Softmax`], whose labels must be whole numbers below it.
    pub classes: usize,
    pub loss: Loss,
    pub parameter: f32,
}

impl<'a> Input<'a> {
    fn rows(&self) -> usize {
        self.labels.len()
    }

    /// Values of one panel of weights.
    fn panel_len(&self) -> usize {
        (self.cols + 1) * PANEL
    }

    /// Values of one row, on average, that are stored.
    fn values_per_row(&self) -> usize {
        match self.points {
            Points::Dense(_) => self.cols,
            Points::Sparse { row_starts, .. } => {
                let entries = row_starts[self.rows()] - row_starts[0];
                (entries as usize).div_ceil(self.rows().max(1)).max(1)
            }
        }
    }

    fn slice(&self, rows: Range<usize>) -> Input<'a> {
        let points = match self.points {
            Points::Dense(values) => Points::Dense(&values[rows.start * self.cols..rows.end * self.cols]),
            Points::Sparse {
                values,
                columns,
                row_starts,
            } => Points::Sparse {
                values,
                columns,
                row_starts: &row_starts[rows.start..=rows.end],
            },
        };
        Input {
            points,
            labels: &self.labels[rows.clone()],
            row_weights: self.row_weights.map(|weights| &weights[rows]),
            ..*self
        }
    }
}

/// Models whose columns fill whole panels, but for the last one.
struct Columns {
    models: usize,
    /// `[columns]`: 1, and 0 in those that only fill the last panel up
    mask: Vec<f32>,
    /// `[columns]`: what the derivatives of rows labelled 1 are multiplied by
    positive: Vec<f32>,
}

impl Columns {
    /// `positive_weights` are `[models]`.
    fn new(models: usize, classes: usize, positive_weights: Option<&[f32]>) -> Self {
        let mut mask = vec![1.0; models * classes];
        mask.resize((models * classes).next_multiple_of(PANEL), 0.0);
        let mut positive = mask.clone();
        for (at, weight) in positive_weights.unwrap_or_default().iter().enumerate() {
            positive[at * classes..][..classes].fill(*weight);
        }
        Self { models, mask, positive }
    }

    /// Those that fill the last panel up included.
    fn count(&self) -> usize {
        self.mask.len()
    }
}

/// Consecutive rows, as the models see them.
struct Block {
    /// First row in the input.
    from: usize,
    rows: usize,
    /// `[rows, cols]`, scaled; empty where rows are sparse
    points: Vec<f32>,
    /// `[rows, columns]`, derivatives of the losses by the outputs
    slopes: Vec<f32>,
    /// `[rows, models * classes]`; empty where nobody wants them
    outputs: Vec<f32>,
    /// `[models]`
    losses: Vec<f64>,
}

/// Adds the losses of the rows onto `losses` `[models]`. Outputs are `shift + stretch * (x.w + b)`; they are written to `outputs`
/// `[rows, models * classes]`. Weights are panels of `[cols + 1, models * classes]`.
pub fn add_losses(
    level: Level,
    input: Input,
    weights: &[f32],
    unit: (f32, f32),
    outputs: Option<&mut [f32]>,
    losses: &mut [f64],
) {
    let columns = Columns::new(input.models, input.classes, None);
    let sorted = ByFeature::of_sparse(&input);
    let mut forward = Forward::new(level, &input, &columns, weights, sorted.as_ref());
    forward.unit = unit;
    forward.keep_outputs = outputs.is_some();
    let blocks = forward.run(0..input.rows());
    add_losses_of(&blocks, losses);
    if let Some(outputs) = outputs {
        let width = input.models * input.classes;
        for block in &blocks {
            outputs[block.from * width..][..block.outputs.len()].copy_from_slice(&block.outputs);
        }
    }
}

/// In order.
fn add_losses_of(blocks: &[Block], losses: &mut [f64]) {
    for block in blocks {
        for (loss, own) in losses.iter_mut().zip(&block.losses) {
            *loss += own;
        }
    }
}

/// From rows to the losses of all models and their derivatives.
struct Forward<'a> {
    level: Level,
    input: &'a Input<'a>,
    columns: &'a Columns,
    /// Panels of `[cols + 1, columns]`
    weights: &'a [f32],
    rows: SeenRows<'a>,
    unit: (f32, f32),
    keep_outputs: bool,
}

/// Dense rows are multiplied block by block; sparse ones all at once, beforehand.
enum SeenRows<'a> {
    /// `[rows, cols]`
    Dense(&'a [f32]),
    /// `[panels][rows]`
    Multiplied(Vec<Vec<PanelRow>>),
}

impl<'a> Forward<'a> {
    /// `sorted` are the entries of sparse rows.
    fn new(
        level: Level,
        input: &'a Input<'a>,
        columns: &'a Columns,
        weights: &'a [f32],
        sorted: Option<&ByFeature>,
    ) -> Self {
        let rows = match (input.points, sorted) {
            (Points::Sparse { .. }, Some(sorted)) => {
                SeenRows::Multiplied(sparse::outputs(level, input, weights, sorted))
            }
            (Points::Dense(values), _) => SeenRows::Dense(values),
            (Points::Sparse { .. }, None) => unreachable!("sparse rows are sorted beforehand"),
        };
        Self {
            level,
            input,
            columns,
            weights,
            rows,
            unit: (0.0, 1.0),
            keep_outputs: false,
        }
    }

    /// Some of the rows, block by block, in order.
    fn run(&self, rows: Range<usize>) -> Vec<Block> {
        let size = block_rows(self.input, self.columns);
        map_chunks(rows.len(), size, |block| {
            self.level.run(BlockWork {
                forward: self,
                from: rows.start + block.start,
                rows: block.len(),
            })
        })
    }
}

/// Values of scaled rows that stay in the cache next to a core.
const BLOCK_VALUES: usize = 1 << 14;

/// Multiply-adds that are worth a block of their own.
const BLOCK_OPERATIONS: usize = 1 << 17;

/// Rows of a block: a function of the shape alone.
fn block_rows(input: &Input, columns: &Columns) -> usize {
    let values = input.values_per_row();
    let worth_it = BLOCK_OPERATIONS.div_ceil(values * columns.count());
    (BLOCK_VALUES / values)
        .clamp(24, 192)
        .max(worth_it)
        .next_multiple_of(12)
}

struct BlockWork<'a> {
    forward: &'a Forward<'a>,
    from: usize,
    rows: usize,
}

impl Kernel for BlockWork<'_> {
    type Output = Block;

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) -> Block {
        let Self { forward, from, rows } = self;
        let input = forward.input;
        let (points, mut slopes) = match &forward.rows {
            SeenRows::Dense(values) => {
                let points = dense::scaled(input, &values[from * input.cols..][..rows * input.cols]);
                let mut outputs = self.biases().repeat(rows);
                dense::add_outputs(lanes, input, forward.weights, &points, &mut outputs);
                (points, outputs)
            }
            SeenRows::Multiplied(outputs) => {
                let mut side_by_side = Vec::with_capacity(rows * outputs.len() * PANEL);
                for row in from..from + rows {
                    outputs
                        .iter()
                        .for_each(|panel| side_by_side.extend_from_slice(&panel[row]));
                }
                (Vec::new(), side_by_side)
            }
        };
        let (shift, stretch) = forward.unit;
        if forward.unit != (0.0, 1.0) {
            slopes.iter_mut().for_each(|output| *output = shift + stretch * *output);
        }
        let outputs = if forward.keep_outputs {
            self.trimmed(&slopes)
        } else {
            Vec::new()
        };
        let mut losses = vec![0.0; forward.columns.models];
        self.labelled().apply(&mut slopes, &mut losses);
        Block {
            from,
            rows,
            points,
            slopes,
            outputs,
            losses,
        }
    }
}

impl BlockWork<'_> {
    /// `[columns]`
    fn biases(&self) -> Vec<f32> {
        let input = self.forward.input;
        let panels = self.forward.weights.chunks_exact(input.panel_len());
        panels.flat_map(|panel| &panel[input.cols * PANEL..]).copied().collect()
    }

    fn labelled(&self) -> Rows<'_> {
        let Forward { input, columns, .. } = self.forward;
        let range = self.from..self.from + self.rows;
        Rows {
            labels: &input.labels[range.clone()],
            weights: input.row_weights.map(|weights| &weights[range]),
            mask: &columns.mask,
            positive: &columns.positive,
            models: columns.models,
            classes: input.classes,
            loss: input.loss,
            parameter: input.parameter,
        }
    }

    /// Without the columns that fill the last panel up.
    fn trimmed(&self, outputs: &[f32]) -> Vec<f32> {
        let Forward { input, columns, .. } = self.forward;
        let rows = outputs.chunks_exact(columns.count());
        rows.flat_map(|row| &row[..columns.models * input.classes])
            .copied()
            .collect()
    }
}

/// Adds the derivatives by the biases: what each panel's last row is.
fn add_bias_gradients(input: &Input, blocks: &[Block], gradients: &mut [f32]) {
    let panels = gradients.len() / input.panel_len();
    for (panel, gradients) in gradients.chunks_exact_mut(input.panel_len()).enumerate() {
        let bias = &mut gradients[input.cols * PANEL..];
        for slopes in blocks
            .iter()
            .flat_map(|block| block.slopes.chunks_exact(panels * PANEL))
        {
            for (sum, slope) in bias.iter_mut().zip(&slopes[panel * PANEL..]) {
                *sum += slope;
            }
        }
    }
}
