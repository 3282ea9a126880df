//! Rows with all their values.

use super::{Block, Input};
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level, PANEL, Panel, Strided, add_product};

/// `(x - mean) * scale` of rows `[rows, cols]`.
#[inline(always)]
pub(super) fn scaled(input: &Input, values: &[f32]) -> Vec<f32> {
    let mut scaled = Vec::with_capacity(values.len());
    for row in values.chunks_exact(input.cols) {
        let means_and_scales = input.means.iter().zip(input.scales);
        scaled.extend(
            row.iter()
                .zip(means_and_scales)
                .map(|(x, (mean, scale))| (x - mean) * scale),
        );
    }
    scaled
}

/// Adds `points . weights` onto outputs `[rows, columns]`.
#[inline(always)]
pub(super) fn add_outputs<L: Lanes>(lanes: L, input: &Input, weights: &[f32], points: &[f32], outputs: &mut [f32]) {
    let columns = weights.len() / (input.cols + 1);
    let left = Strided {
        values: points,
        rows: points.len() / input.cols,
        steps: input.cols,
        row_stride: input.cols,
        step_stride: 1,
    };
    for (panel, values) in weights.chunks_exact(input.panel_len()).enumerate() {
        let right = Panel { values, stride: PANEL };
        add_product(lanes, left, right, &mut outputs[panel * PANEL..], columns);
    }
}

/// Features of one panel that are worth a thread's while; a multiple of every tile's height.
const FEATURES: usize = 48;

/// Parts that one panel is cut into at most.
const MOST_PARTS: usize = 32;

/// Adds `points^T . slopes` of all blocks onto the gradients, panels of `[cols + 1, columns]`, but for the biases.
pub(super) fn add_gradients(level: Level, input: &Input, blocks: &[Block], gradients: &mut [f32]) {
    let features = input.cols.div_ceil(MOST_PARTS).next_multiple_of(12).max(FEATURES);
    let columns = gradients.len() / (input.cols + 1);
    let mut parts = Vec::new();
    for (panel, values) in gradients.chunks_exact_mut(input.panel_len()).enumerate() {
        let of_features = values[..input.cols * PANEL].chunks_mut(features * PANEL);
        parts.extend(
            of_features
                .enumerate()
                .map(|(part, values)| (panel, part * features, values)),
        );
    }
    map_items(parts, |(panel, feature, gradients)| {
        level.run(GradientPart {
            cols: input.cols,
            columns,
            blocks,
            panel,
            feature,
            gradients,
        });
    });
}

/// Consecutive features of one panel.
struct GradientPart<'a> {
    cols: usize,
    /// Of all panels.
    columns: usize,
    blocks: &'a [Block],
    panel: usize,
    /// The first of them.
    feature: usize,
    /// `[features, 16]`
    gradients: &'a mut [f32],
}

impl Kernel for GradientPart<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        for block in self.blocks {
            let left = Strided {
                values: &block.points[self.feature..],
                rows: self.gradients.len() / PANEL,
                steps: block.rows,
                row_stride: 1,
                step_stride: self.cols,
            };
            let right = Panel {
                values: &block.slopes[self.panel * PANEL..],
                stride: self.columns,
            };
            add_product(lanes, left, right, self.gradients, PANEL);
        }
    }
}
