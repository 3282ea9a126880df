//! Rows of which only some values are stored. They are never written out: with s for scales and m for means,
//!
//! ```text
//! (x - m) s . w  =  x s . w  -  m s . w          the second part is the same for all rows
//! ```
//!
//! and likewise for the gradient, where the sum of all slopes takes the place of w. Entries are taken feature by feature: the weights of a wide matrix, which no cache
//! holds, are then read in order and once, and what is touched at random are the outputs of a few rows.

use super::{Block, Input, PanelRow, add_bias_gradients};
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level, PANEL};

/// The entries of all rows, feature by feature; within one in the order of the rows.
pub(super) struct ByFeature {
    /// `[cols + 1]`
    starts: Vec<u32>,
    /// `[entries]`: row and scaled value
    entries: Vec<(u32, f32)>,
}

impl ByFeature {
    pub fn new(input: &Input, values: &[f32], columns: &[u32], row_starts: &[u32]) -> Self {
        let mut starts = vec![0; input.cols + 1];
        for &column in columns {
            starts[column as usize + 1] += 1;
        }
        for feature in 0..input.cols {
            starts[feature + 1] += starts[feature];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); values.len()];
        for row in 0..input.rows() {
            let range = row_starts[row] as usize..row_starts[row + 1] as usize;
            for (&column, value) in columns[range.clone()].iter().zip(&values[range]) {
                let at = &mut next[column as usize];
                entries[*at as usize] = (row as u32, value * input.scales[column as usize]);
                *at += 1;
            }
        }
        Self { starts, entries }
    }

    #[inline(always)]
    fn of(&self, feature: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[feature] as usize..self.starts[feature + 1] as usize]
    }
}

/// `(x - m) s . w + bias` of all rows, panel by panel: `[panels][rows]`. A panel is one thread's work.
pub(super) fn outputs(level: Level, input: &Input, sorted: &ByFeature) -> Vec<Vec<PanelRow>> {
    let panels = input.weights.chunks_exact(input.panel_len());
    map_items(panels.collect(), |panel| {
        level.run(PanelOutputs {
            input,
            sorted,
            weights: panel.as_chunks().0,
        })
    })
}

struct PanelOutputs<'a> {
    input: &'a Input<'a>,
    sorted: &'a ByFeature,
    /// `[cols + 1]`
    weights: &'a [PanelRow],
}

impl Kernel for PanelOutputs<'_> {
    type Output = Vec<PanelRow>;

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> Vec<PanelRow> {
        let Self { input, sorted, weights } = self;
        let mut outputs = vec![[0.0; PANEL]; input.rows()];
        let mut origin = weights[input.cols].map(f64::from);
        for feature in 0..input.cols {
            let (weights, shift) = (&weights[feature], input.means[feature] * input.scales[feature]);
            if shift != 0.0 {
                for (sum, weight) in origin.iter_mut().zip(weights) {
                    *sum -= f64::from(shift * weight);
                }
            }
            for &(row, x) in sorted.of(feature) {
                for (output, weight) in outputs[row as usize].iter_mut().zip(weights) {
                    *output += x * weight;
                }
            }
        }
        let origin = origin.map(|sum| sum as f32);
        for output in &mut outputs {
            for (output, origin) in output.iter_mut().zip(&origin) {
                *output += origin;
            }
        }
        outputs
    }
}

/// Adds the derivatives of all blocks onto the gradients. Features of one panel are one thread's work.
pub(super) fn add_gradients(level: Level, input: &Input, sorted: &ByFeature, blocks: &[Block], gradients: &mut [f32]) {
    let slopes: Vec<f32> = blocks.iter().flat_map(|block| &block.slopes).copied().collect();
    let mut parts = Vec::new();
    let panels = gradients.chunks_exact_mut(input.panel_len()).enumerate();
    for (panel, gradients) in panels {
        let total = total(input, &slopes, panel);
        let slopes = &slopes;
        let of_features = gradients.as_chunks_mut().0[..input.cols].chunks_mut(FEATURES);
        parts.extend(of_features.enumerate().map(|(part, gradients)| GradientPart {
            input,
            sorted,
            slopes,
            panel,
            total,
            feature: part * FEATURES,
            gradients,
        }));
    }
    map_items(parts, |part| level.run(part));
    add_bias_gradients(input, blocks, gradients);
}

/// Features of one panel that are worth a thread's while.
const FEATURES: usize = 4096;

/// Sum of the slopes of all rows.
fn total(input: &Input, slopes: &[f32], panel: usize) -> PanelRow {
    let mut total = [0.0; PANEL];
    for slopes in slopes.chunks_exact(input.columns()) {
        for (sum, slope) in total.iter_mut().zip(&slopes[panel * PANEL..]) {
            *sum += f64::from(*slope);
        }
    }
    total.map(|sum| sum as f32)
}

struct GradientPart<'a> {
    input: &'a Input<'a>,
    sorted: &'a ByFeature,
    /// `[rows, columns]`
    slopes: &'a [f32],
    panel: usize,
    total: PanelRow,
    /// The first of them.
    feature: usize,
    /// `[features]`
    gradients: &'a mut [PanelRow],
}

impl Kernel for GradientPart<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let columns = self.input.columns();
        for (index, gradients) in self.gradients.iter_mut().enumerate() {
            let feature = self.feature + index;
            let shift = self.input.means[feature] * self.input.scales[feature];
            let mut sums = self.total.map(|slope| -shift * slope);
            for &(row, x) in self.sorted.of(feature) {
                let slopes = &self.slopes[row as usize * columns + self.panel * PANEL..][..PANEL];
                for (sum, slope) in sums.iter_mut().zip(slopes) {
                    *sum += x * slope;
                }
            }
            for (gradient, sum) in gradients.iter_mut().zip(&sums) {
                *gradient += sum;
            }
        }
    }
}
