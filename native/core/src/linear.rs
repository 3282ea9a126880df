//! The kernels of linear models, many of them at once: a batch is multiplied with all of their weights, and all take their step together.
//!
//! Weights `[cols + 1, columns]` lie in panels of 16 columns, panel after panel, each `[cols + 1, 16]`, the bias last. A gradient is the work of one
//! thread, which adds up its rows in order; threads share features and panels. So their number never shows.

mod dense;
mod elementary;
mod losses;
mod scores;
mod sparse;
mod step;
#[cfg(test)]
mod tests;

pub use losses::Loss;
pub use scores::scores;
pub use step::{Optimizer, State, Step, step};

use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level, PANEL};
use losses::Rows;
use sparse::ByFeature;

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
    /// Panels of `[cols + 1, models * classes]`
    pub weights: &'a [f32],
    pub models: usize,
    /// 1, unless the loss is [`Loss::Softmax`], whose labels must be whole numbers below it.
    pub classes: usize,
    pub loss: Loss,
    pub parameter: f32,
}

impl Input<'_> {
    fn rows(&self) -> usize {
        self.labels.len()
    }

    /// Those that fill the last panel up included.
    fn columns(&self) -> usize {
        (self.models * self.classes).next_multiple_of(PANEL)
    }

    /// Values of one panel of weights.
    fn panel_len(&self) -> usize {
        (self.cols + 1) * PANEL
    }
}

/// Consecutive rows, as the models see them.
struct Block {
    /// First row in the piece.
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

/// Adds the losses of the rows onto `losses` `[models]` and their derivatives by the weights onto `gradients`, which are panels as the weights.
/// `positive_weights` are `[models]`.
pub fn add_gradients(
    level: Level,
    input: Input,
    positive_weights: Option<&[f32]>,
    gradients: &mut [f32],
    losses: &mut [f64],
) {
    let mut forward = Forward::new(level, &input);
    for (at, positive) in positive_weights.unwrap_or_default().iter().enumerate() {
        forward.positive[at * input.classes..][..input.classes].fill(*positive);
    }
    let blocks = forward.run(losses);
    match &forward.rows {
        SeenRows::Dense(_) => dense::add_gradients(level, &input, &blocks, gradients),
        SeenRows::Sparse { sorted, .. } => sparse::add_gradients(level, &input, sorted, &blocks, gradients),
    }
}

/// Adds the losses of the rows onto `losses` `[models]`. Outputs are `shift + stretch * (x.w + b)`; they are written to `outputs`
/// `[rows, models * classes]`.
pub fn add_losses(level: Level, input: Input, unit: (f32, f32), outputs: Option<&mut [f32]>, losses: &mut [f64]) {
    let mut forward = Forward::new(level, &input);
    forward.unit = unit;
    forward.keep_outputs = outputs.is_some();
    let blocks = forward.run(losses);
    if let Some(outputs) = outputs {
        let width = input.models * input.classes;
        for block in &blocks {
            outputs[block.from * width..][..block.outputs.len()].copy_from_slice(&block.outputs);
        }
    }
}

/// From rows to the losses of all models and their derivatives.
struct Forward<'a> {
    level: Level,
    input: &'a Input<'a>,
    /// `[columns]`: 1, and 0 in those that only fill the last panel up
    mask: Vec<f32>,
    /// `[columns]`: what the derivatives of rows labelled 1 are multiplied by
    positive: Vec<f32>,
    rows: SeenRows<'a>,
    unit: (f32, f32),
    keep_outputs: bool,
}

impl<'a> Forward<'a> {
    fn new(level: Level, input: &'a Input<'a>) -> Self {
        let mut mask = vec![1.0; input.models * input.classes];
        mask.resize(input.columns(), 0.0);
        let rows = match input.points {
            Points::Dense(values) => SeenRows::Dense(values),
            Points::Sparse {
                values,
                columns,
                row_starts,
            } => {
                let sorted = ByFeature::new(input, values, columns, row_starts);
                let outputs = sparse::outputs(level, input, &sorted);
                SeenRows::Sparse { sorted, outputs }
            }
        };
        Self {
            level,
            input,
            positive: mask.clone(),
            mask,
            rows,
            unit: (0.0, 1.0),
            keep_outputs: false,
        }
    }

    /// All rows, block by block, in order.
    fn run(&self, losses: &mut [f64]) -> Vec<Block> {
        let rows = self.input.rows();
        let size = block_rows(self.input);
        let starts: Vec<usize> = (0..rows).step_by(size).collect();
        let blocks = map_items(starts, |from| {
            self.level.run(BlockWork {
                forward: self,
                from,
                rows: size.min(rows - from),
            })
        });
        for block in &blocks {
            for (loss, own) in losses.iter_mut().zip(&block.losses) {
                *loss += own;
            }
        }
        blocks
    }
}

/// Dense rows are multiplied block by block; sparse ones all at once, beforehand.
enum SeenRows<'a> {
    /// `[rows, cols]`
    Dense(&'a [f32]),
    Sparse {
        sorted: ByFeature,
        /// `[panels][rows]`
        outputs: Vec<Vec<PanelRow>>,
    },
}

fn biases(input: &Input) -> Vec<f32> {
    let panels = input.weights.chunks_exact(input.panel_len());
    panels.flat_map(|panel| &panel[input.cols * PANEL..]).copied().collect()
}

/// Values of scaled rows that stay in the cache next to a core.
const BLOCK_VALUES: usize = 1 << 14;

/// Multiply-adds that are worth a block of their own.
const BLOCK_OPERATIONS: usize = 1 << 17;

/// Rows of a block: a function of the shape alone.
fn block_rows(input: &Input) -> usize {
    let values = match input.points {
        Points::Dense(_) => input.cols,
        Points::Sparse { values, .. } => values.len().div_ceil(input.rows().max(1)).max(1),
    };
    let worth_it = BLOCK_OPERATIONS.div_ceil(values * input.columns());
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
                let mut outputs = biases(input).repeat(rows);
                dense::add_outputs(lanes, input, &points, &mut outputs);
                (points, outputs)
            }
            SeenRows::Sparse { outputs, .. } => {
                let rows = from..from + rows;
                let outputs = rows.flat_map(|row| outputs.iter().flat_map(move |panel| panel[row]));
                (Vec::new(), outputs.collect())
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
        let mut losses = vec![0.0; input.models];
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
    fn labelled(&self) -> Rows<'_> {
        let input = self.forward.input;
        let range = self.from..self.from + self.rows;
        Rows {
            labels: &input.labels[range.clone()],
            weights: input.row_weights.map(|weights| &weights[range]),
            mask: &self.forward.mask,
            positive: &self.forward.positive,
            models: input.models,
            classes: input.classes,
            loss: input.loss,
            parameter: input.parameter,
        }
    }

    /// Without the columns that fill the last panel up.
    fn trimmed(&self, outputs: &[f32]) -> Vec<f32> {
        let input = self.forward.input;
        let rows = outputs.chunks_exact(input.columns());
        rows.flat_map(|row| &row[..input.models * input.classes])
            .copied()
            .collect()
    }
}

/// Adds the derivatives by the biases: what each panel's last row is.
fn add_bias_gradients(input: &Input, blocks: &[Block], gradients: &mut [f32]) {
    for (panel, gradients) in gradients.chunks_exact_mut(input.panel_len()).enumerate() {
        let bias = &mut gradients[input.cols * PANEL..];
        for slopes in blocks
            .iter()
            .flat_map(|block| block.slopes.chunks_exact(input.columns()))
        {
            for (sum, slope) in bias.iter_mut().zip(&slopes[panel * PANEL..]) {
                *sum += slope;
            }
        }
    }
}
