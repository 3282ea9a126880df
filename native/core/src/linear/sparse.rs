//! Rows of which only some values are stored. They are never written out: with s for scales and m for means,
//!
//! ```text
//! (x - m) s . w  =  x s . w  -  m s . w          the second part is the same for all rows
//! ```
//!
//! and likewise for the gradient, where the sum of all slopes takes the place of w.

use super::{Block, Input, Points, add_bias_gradients, biases};
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level, PANEL};

type PanelRow = [f32; PANEL];

/// Outputs `[columns]` of a row without entries.
pub(super) fn origin(level: Level, input: &Input) -> Vec<f32> {
    if !is_centred(input) {
        return biases(input);
    }
    let panels = input.weights.chunks_exact(input.panel_len());
    let origins = map_items(panels.collect(), |panel| level.run(PanelOrigin { input, panel }));
    origins.concat()
}

fn is_centred(input: &Input) -> bool {
    input.means.iter().any(|&mean| mean != 0.0)
}

struct PanelOrigin<'a> {
    input: &'a Input<'a>,
    panel: &'a [f32],
}

impl Kernel for PanelOrigin<'_> {
    type Output = PanelRow;

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) -> PanelRow {
        let (weights, bias) = self.panel.as_chunks::<PANEL>().0.split_at(self.input.cols);
        let mut sums = bias[0].map(f64::from);
        for ((weights, mean), scale) in weights.iter().zip(self.input.means).zip(self.input.scales) {
            let shift = mean * scale;
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum -= f64::from(shift * weight);
            }
        }
        sums.map(|sum| sum as f32)
    }
}

/// Adds `x s . w` onto outputs `[rows, columns]`.
#[inline(always)]
pub(super) fn add_outputs(input: &Input, from: usize, rows: usize, outputs: &mut [f32]) {
    let columns = input.columns();
    let panels = input.weights.chunks_exact(input.panel_len());
    for (panel, weights) in panels.enumerate() {
        let weights = weights.as_chunks::<PANEL>().0;
        for row in 0..rows {
            let output = &mut outputs[row * columns + panel * PANEL..][..PANEL];
            let mut sums: PanelRow = [0.0; PANEL];
            for (feature, x) in entries(input, from + row) {
                for (sum, weight) in sums.iter_mut().zip(&weights[feature]) {
                    *sum += x * weight;
                }
            }
            for (output, sum) in output.iter_mut().zip(&sums) {
                *output += sum;
            }
        }
    }
}

/// Feature and scaled value of the entries of a row.
#[inline(always)]
fn entries<'a>(input: &'a Input, row: usize) -> impl Iterator<Item = (usize, f32)> + 'a {
    let Points::Sparse {
        values,
        columns,
        row_starts,
    } = input.points
    else {
        unreachable!("dense rows have no entries")
    };
    let range = row_starts[row] as usize..row_starts[row + 1] as usize;
    columns[range.clone()].iter().zip(&values[range]).map(|(&column, value)| {
        let feature = column as usize;
        (feature, value * input.scales[feature])
    })
}

/// Adds the derivatives of all blocks onto the gradients; a panel is one thread's work.
pub(super) fn add_gradients(level: Level, input: &Input, blocks: &[Block], gradients: &mut [f32]) {
    let panels = gradients.chunks_exact_mut(input.panel_len()).enumerate();
    map_items(panels.collect(), |(panel, gradients)| {
        level.run(PanelGradient {
            input,
            blocks,
            panel,
            gradients: gradients.as_chunks_mut::<PANEL>().0,
        });
    });
    add_bias_gradients(input, blocks, gradients);
}

struct PanelGradient<'a> {
    input: &'a Input<'a>,
    blocks: &'a [Block],
    panel: usize,
    /// `[cols + 1]`
    gradients: &'a mut [PanelRow],
}

impl Kernel for PanelGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let columns = self.input.columns();
        let mut total: PanelRow = [0.0; PANEL];
        for block in self.blocks {
            for (row, slopes) in block.slopes.chunks_exact(columns).enumerate() {
                let Some(slopes) = slopes[self.panel * PANEL..].first_chunk::<PANEL>() else {
                    continue;
                };
                for (feature, x) in entries(self.input, block.from + row) {
                    for (gradient, slope) in self.gradients[feature].iter_mut().zip(slopes) {
                        *gradient += x * slope;
                    }
                }
                for (sum, slope) in total.iter_mut().zip(slopes) {
                    *sum += slope;
                }
            }
        }
        if !is_centred(self.input) {
            return;
        }
        let shifts = self.input.means.iter().zip(self.input.scales).map(|(mean, scale)| mean * scale);
        for (gradients, shift) in self.gradients.iter_mut().zip(shifts) {
            for (gradient, slope) in gradients.iter_mut().zip(&total) {
                *gradient -= shift * slope;
            }
        }
    }
}
