//! Rows of which only some values are stored. They are never written out: with s for scales and m for means,
//!
//! ```text
//! (x - m) s . w  =  x s . w  -  m s . w          the second part is the same for all rows
//! ```
//!
//! and likewise for the gradient, where the sum of all slopes takes the place of w. Entries are taken feature by feature: the weights of a wide matrix, which no cache
//! holds, are then read in order and once, and what is touched at random are the outputs of a few rows.

use super::step::{Arrays, PanelRule, Rule, State, panels};
use super::{Block, Input, PanelRow, Points};
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
    /// Nothing where rows have all their values.
    pub fn of_sparse(input: &Input) -> Option<Self> {
        let Points::Sparse {
            values,
            columns,
            row_starts,
        } = input.points
        else {
            return None;
        };
        let range = row_starts[0] as usize..row_starts[input.rows()] as usize;
        let mut starts = vec![0; input.cols + 1];
        for &column in &columns[range.clone()] {
            starts[column as usize + 1] += 1;
        }
        for feature in 0..input.cols {
            starts[feature + 1] += starts[feature];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); range.len()];
        for row in 0..input.rows() {
            let range = row_starts[row] as usize..row_starts[row + 1] as usize;
            for (&column, value) in columns[range.clone()].iter().zip(&values[range]) {
                let at = &mut next[column as usize];
                entries[*at as usize] = (row as u32, value * input.scales[column as usize]);
                *at += 1;
            }
        }
        Some(Self { starts, entries })
    }

    #[inline(always)]
    fn of(&self, feature: usize) -> &[(u32, f32)] {
        &self.entries[self.starts[feature] as usize..self.starts[feature + 1] as usize]
    }
}

/// `(x - m) s . w + bias` of all rows, panel by panel: `[panels][rows]`. A panel is one thread's work.
pub(super) fn outputs(level: Level, input: &Input, weights: &[f32], sorted: &ByFeature) -> Vec<Vec<PanelRow>> {
    let panels = weights.chunks_exact(input.panel_len());
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

/// The derivatives of all blocks by the weights, but for the biases. Where a step ends the mini-batch they are used up at once, feature by feature, and never
/// stand in memory; else they are added onto the gradients. `carried` are those that lie there from earlier rows.
/// Features of one panel are one thread's work.
pub(super) fn train(
    level: Level,
    input: &Input,
    sorted: &ByFeature,
    blocks: &[Block],
    (rule, carried): (Option<&Rule>, bool),
    state: &mut State,
) {
    let slopes: Vec<f32> = blocks.iter().flat_map(|block| &block.slopes).copied().collect();
    let columns = slopes.len() / input.rows().max(1);
    let mut parts = Vec::new();
    for (panel, (features, _)) in panels(state, input.cols).into_iter().enumerate() {
        let slopes = slopes.get(panel * PANEL..).unwrap_or_default();
        let total = total(slopes, columns);
        let rule = rule.map(|rule| rule.of_panel(panel));
        let chunks = features.chunks(FEATURES).into_iter().enumerate();
        parts.extend(chunks.map(|(chunk, arrays)| Features {
            input,
            sorted,
            slopes,
            columns,
            total,
            rule,
            carried,
            first: chunk * FEATURES,
            arrays,
        }));
    }
    map_items(parts, |part| level.run(part));
}

/// Features of one panel that are worth a thread's while.
const FEATURES: usize = 4096;

/// Sum of the slopes of all rows.
fn total(slopes: &[f32], columns: usize) -> PanelRow {
    let mut total = [0.0; PANEL];
    for slopes in slopes.chunks(columns.max(1)) {
        for (sum, slope) in total.iter_mut().zip(slopes) {
            *sum += f64::from(*slope);
        }
    }
    total.map(|sum| sum as f32)
}

/// Consecutive features of one panel.
struct Features<'a> {
    input: &'a Input<'a>,
    sorted: &'a ByFeature,
    /// `[rows, columns]`, from the panel's first column on
    slopes: &'a [f32],
    columns: usize,
    total: PanelRow,
    rule: Option<PanelRule>,
    carried: bool,
    first: usize,
    arrays: Arrays<'a>,
}

impl Kernel for Features<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Arrays {
            weights,
            gradients,
            first,
            second,
        } = self.arrays;
        for index in 0..weights.len() {
            let feature = self.first + index;
            let shift = self.input.means[feature] * self.input.scales[feature];
            let mut sums = self.total.map(|slope| -shift * slope);
            for &(row, x) in self.sorted.of(feature) {
                let slopes = &self.slopes[row as usize * self.columns..][..PANEL];
                for (sum, slope) in sums.iter_mut().zip(slopes) {
                    *sum += x * slope;
                }
            }
            if self.carried || self.rule.is_none() {
                for (gradient, sum) in gradients[index].iter().zip(&mut sums) {
                    *sum += gradient;
                }
            }
            let Some(rule) = &self.rule else {
                gradients[index] = sums;
                continue;
            };
            if self.carried {
                gradients[index].fill(0.0);
            }
            rule.apply(&sums, &mut weights[index], &mut first[index], &mut second[index]);
        }
    }
}
