//! Adam as MXNet computes it with `lazy_update`: only what a mini-batch names moves, by the clock of all steps.

use super::batch::{Entry, Part, Parts};
use super::{SLOTS, State};
use crate::parallel::map_items;
use crate::simd::{BLOCK, Blocks, Kernel, Lanes, Level, OnPanel, PanelSum, over_panels};
use std::ops::Range;

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;

/// Learning rate and weight decay of bias, weights or factors.
#[derive(Clone, Copy, Debug)]
pub struct Group {
    pub learning_rate: f64,
    pub weight_decay: f32,
}

#[derive(Clone, Copy, Debug)]
pub struct Adam {
    pub bias: Group,
    pub linear: Group,
    pub factors: Group,
    /// Steps already taken.
    pub steps: u64,
    /// What sums of gradients are multiplied by; the mean over the mini-batch where there is none.
    pub rescale: Option<f32>,
    /// Largest absolute value of a gradient; infinite where none is cut.
    pub clip: f32,
    pub epsilon: f32,
}

impl Adam {
    pub(super) fn after(&self, steps: usize) -> Adam {
        Adam {
            steps: self.steps + steps as u64,
            ..*self
        }
    }

    pub(super) fn step(&self, rows: usize) -> Step {
        let t = (self.steps + 1) as f64;
        let correction = (1.0 - 0.999f64.powf(t)).sqrt() / (1.0 - 0.9f64.powf(t));
        let rescale = self.rescale.unwrap_or(1.0 / rows as f32);
        let rule = |group: &Group| Rule {
            rate: (group.learning_rate * correction) as f32,
            decay: group.weight_decay,
            rescale,
            clip: self.clip,
            epsilon: self.epsilon,
        };
        Step {
            bias: rule(&self.bias),
            linear: rule(&self.linear),
            factors: rule(&self.factors),
        }
    }
}

/// The rules of one step.
pub struct Step {
    bias: Rule,
    linear: Rule,
    factors: Rule,
}

struct Rule {
    /// Corrected for the bias of both moments.
    rate: f32,
    decay: f32,
    rescale: f32,
    clip: f32,
    epsilon: f32,
}

impl Rule {
    #[inline(always)]
    fn apply(&self, gradient: f32, value: &mut f32, mean: &mut f32, square: &mut f32) {
        let gradient = gradient * self.rescale + *value * self.decay;
        let gradient = if gradient > self.clip {
            self.clip
        } else if gradient < -self.clip {
            -self.clip
        } else {
            gradient
        };
        *mean = BETA1 * *mean + (1.0 - BETA1) * gradient;
        *square = BETA2 * *square + (1.0 - BETA2) * (gradient * gradient);
        *value -= self.rate * *mean / (square.sqrt() + self.epsilon);
    }
}

impl Step {
    pub(super) fn bias(&self, gradients: &[f32], bias: &mut [f32]) {
        let sum: f64 = gradients.iter().map(|&gradient| f64::from(gradient)).sum();
        let [value, mean, square] = bias else {
            unreachable!("bias is [3]")
        };
        self.bias.apply(sum as f32, value, mean, square);
    }
}

/// How many features ahead their numbers are asked for, so that memory answers in time.
const AHEAD: usize = 4;

/// How many entries ahead the sums of a row are asked for.
const SUMS_AHEAD: usize = 12;

/// Moves the weights and factors of every feature of the mini-batch; `gradients` `[rows]` and `sums` `[rows, width]` are those of its rows.
pub(super) fn update_features(
    level: Level,
    parts: &mut Parts,
    gradients: &[f32],
    sums: &[f32],
    step: &Step,
    state: &mut State,
) {
    let width = state.width;
    let (mut linear, mut factors, mut first) = (&mut *state.linear, &mut *state.factors, 0);
    let updates = parts.each().map(|(end, part)| {
        // Parts ascend, so that each can own a stretch of the state.
        let features = (end - first).min(linear.len() / SLOTS);
        let (own_linear, rest_linear) = std::mem::take(&mut linear).split_at_mut(features * SLOTS);
        let (own_factors, rest_factors) = std::mem::take(&mut factors).split_at_mut(features * SLOTS * width);
        (linear, factors) = (rest_linear, rest_factors);
        Update {
            part,
            gradients,
            sums: sums.as_chunks().0,
            step,
            first: std::mem::replace(&mut first, end),
            linear: own_linear,
            factors: own_factors.as_chunks_mut().0,
            blocks: width / BLOCK,
        }
    });
    map_items(updates.collect(), |update| level.run(update));
}

struct Update<'a> {
    part: Part<'a>,
    gradients: &'a [f32],
    /// `[rows, blocks]`
    sums: &'a Blocks,
    step: &'a Step,
    /// The feature that `linear` and `factors` begin with.
    first: usize,
    /// `[features, SLOTS]`
    linear: &'a mut [f32],
    /// `[features, SLOTS, blocks]`
    factors: &'a mut Blocks,
    blocks: usize,
}

impl Kernel for Update<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let entries = self.part.sorted();
        let starts: Vec<usize> = (0..entries.len())
            .filter(|&at| at == 0 || entries[at].feature != entries[at - 1].feature)
            .collect();
        let size = SLOTS * self.blocks;
        let place = |start: usize| entries[start].feature as usize - self.first;
        for (index, &start) in starts.iter().enumerate() {
            if let Some(&ahead) = starts.get(index + AHEAD) {
                lanes.prefetch(&self.linear[place(ahead) * SLOTS..][..SLOTS]);
                lanes.prefetch(self.factors[place(ahead) * size..][..size].as_flattened());
            }
            let own = start..starts.get(index + 1).copied().unwrap_or(entries.len());
            let (linear, square) = sum_gradients(&entries[own.clone()], self.gradients);
            let [weight, mean, variance] = &mut self.linear[place(start) * SLOTS..][..SLOTS] else {
                unreachable!()
            };
            self.step.linear.apply(linear, weight, mean, variance);
            over_panels(
                self.blocks,
                &mut MoveFactors {
                    lanes,
                    rule: &self.step.factors,
                    entries: &entries,
                    own,
                    gradients: self.gradients,
                    square,
                    sums: self.sums,
                    factors: &mut self.factors[place(start) * size..][..size],
                    blocks: self.blocks,
                },
            );
        }
    }
}

/// Sums over the entries of one feature: of `gradient * value`, and of `gradient * value^2`.
#[inline(always)]
fn sum_gradients(entries: &[Entry], gradients: &[f32]) -> (f32, f32) {
    let (mut linear, mut square) = (0.0, 0.0);
    for &Entry { row, value, .. } in entries {
        let weighted = gradients[row as usize] * value;
        linear += weighted;
        square += weighted * value;
    }
    (linear, square)
}

/// Moves the factors of one feature.
struct MoveFactors<'a, L: Lanes> {
    lanes: L,
    rule: &'a Rule,
    /// Of this feature and of others.
    entries: &'a [Entry],
    /// Which of them are the feature's.
    own: Range<usize>,
    gradients: &'a [f32],
    /// What stands before the feature's own factors in the gradient.
    square: f32,
    /// `[rows, blocks]`
    sums: &'a Blocks,
    /// `[SLOTS, blocks]`
    factors: &'a mut Blocks,
    blocks: usize,
}

impl<L: Lanes> OnPanel for MoveFactors<'_, L> {
    #[inline(always)]
    fn run<const BLOCKS: usize>(&mut self, first: usize) {
        let mut gradient = [[0.0; BLOCK]; BLOCKS];
        self.sum::<BLOCKS>(first).store(self.lanes, &mut gradient);
        for (block, gradient) in gradient.iter().enumerate() {
            let [at, mean_at, variance_at] = [0, 1, 2].map(|slot| slot * self.blocks + first + block);
            let (mut values, mut means, mut variances) =
                (self.factors[at], self.factors[mean_at], self.factors[variance_at]);
            for lane in 0..BLOCK {
                let gradient = gradient[lane] - self.square * values[lane];
                self.rule
                    .apply(gradient, &mut values[lane], &mut means[lane], &mut variances[lane]);
            }
            (self.factors[at], self.factors[mean_at], self.factors[variance_at]) = (values, means, variances);
        }
    }
}

impl<L: Lanes> MoveFactors<'_, L> {
    /// Over the feature's entries, of `gradient * value * sums`.
    #[inline(always)]
    fn sum<const BLOCKS: usize>(&self, first: usize) -> PanelSum<L, BLOCKS> {
        let mut sum = PanelSum::zero(self.lanes);
        let of_row = |row: u32| {
            let panel = self.sums[row as usize * self.blocks + first..].first_chunk();
            panel.expect("a panel lies within its row")
        };
        for at in self.own.clone() {
            if let Some(ahead) = self.entries.get(at + SUMS_AHEAD) {
                self.lanes.prefetch(of_row(ahead.row).as_flattened());
            }
            let Entry { row, value, .. } = self.entries[at];
            sum.add_scaled(self.lanes, self.gradients[row as usize] * value, of_row(row));
        }
        sum
    }
}
