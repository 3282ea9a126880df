//! Adam as MXNet computes it with `lazy_update`: only what a mini-batch names moves, by the clock of all steps.

use super::batch::{Batch, Entry};
use super::{LANES, SLOTS, State};
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level, add_scaled};

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

/// Features in one chunk: about 20 microseconds of work.
const CHUNK_FEATURES: usize = 256;

/// How many features ahead their numbers are asked for, so that memory answers in time.
const AHEAD: usize = 4;

/// Moves the weights and factors of every feature of the batch.
pub(super) fn update_features(
    level: Level,
    batch: &Batch,
    sums: &[f32],
    gradients: &[f32],
    step: &Step,
    state: &mut State,
) {
    let width = state.width;
    let mut chunks = Vec::with_capacity(batch.features.len().div_ceil(CHUNK_FEATURES));
    let (mut linear, mut factors, mut first) = (&mut *state.linear, &mut *state.factors, 0);
    for (index, features) in batch.features.chunks(CHUNK_FEATURES).enumerate() {
        // Features ascend, so that every chunk can own a stretch of the state.
        let end = features[features.len() - 1] as usize + 1;
        let (own_linear, rest_linear) = linear.split_at_mut((end - first) * SLOTS);
        let (own_factors, rest_factors) = factors.split_at_mut((end - first) * SLOTS * width);
        chunks.push(Update {
            features,
            starts: &batch.starts[index * CHUNK_FEATURES..],
            entries: &batch.entries,
            sums,
            gradients,
            step,
            first,
            linear: own_linear,
            factors: own_factors,
            width,
        });
        (linear, factors, first) = (rest_linear, rest_factors, end);
    }
    map_items(chunks, |chunk| level.run(chunk));
}

struct Update<'a> {
    features: &'a [u32],
    /// `[features + 1]`, and those of later chunks
    starts: &'a [u32],
    entries: &'a [Entry],
    sums: &'a [f32],
    gradients: &'a [f32],
    step: &'a Step,
    /// The feature that `linear` and `factors` begin with.
    first: usize,
    linear: &'a mut [f32],
    factors: &'a mut [f32],
    width: usize,
}

impl Kernel for Update<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, lanes: L) {
        let width = self.width;
        let size = SLOTS * width;
        let mut gradient = vec![0.0; width];
        for (index, &feature) in self.features.iter().enumerate() {
            if let Some(&ahead) = self.features.get(index + AHEAD) {
                let ahead = ahead as usize - self.first;
                lanes.prefetch(&self.linear[ahead * SLOTS..][..SLOTS]);
                lanes.prefetch(&self.factors[ahead * size..][..size]);
            }
            let entries = &self.entries[self.starts[index] as usize..self.starts[index + 1] as usize];
            let (linear, own) = sum_gradients(lanes, entries, self.gradients, self.sums, &mut gradient);
            let at = feature as usize - self.first;
            let [weight, mean, square] = &mut self.linear[at * SLOTS..(at + 1) * SLOTS] else {
                unreachable!()
            };
            self.step.linear.apply(linear, weight, mean, square);
            let factors = &mut self.factors[at * size..(at + 1) * size];
            move_factors(&self.step.factors, &gradient, own, factors);
        }
    }
}

/// Sums over the entries of one feature: of `gradient * value * sums` into `into`; returned are those of `gradient * value`
/// and of `gradient * value^2`, which stands before the feature's own factors.
#[inline(always)]
fn sum_gradients<L: Lanes>(
    lanes: L,
    entries: &[Entry],
    gradients: &[f32],
    sums: &[f32],
    into: &mut [f32],
) -> (f32, f32) {
    into.fill(0.0);
    let (mut linear, mut own) = (0.0, 0.0);
    for &Entry { row, value } in entries {
        let row = row as usize;
        let weighted = gradients[row] * value;
        linear += weighted;
        own += weighted * value;
        let sums = &sums[row * into.len()..(row + 1) * into.len()];
        add_scaled(lanes, weighted, sums, into);
    }
    (linear, own)
}

#[inline(always)]
fn move_factors(rule: &Rule, gradient: &[f32], own: f32, factors: &mut [f32]) {
    let (values, moments) = factors.split_at_mut(gradient.len());
    let (means, squares) = moments.split_at_mut(gradient.len());
    let blocks = gradient.as_chunks::<LANES>().0.iter();
    let values = values.as_chunks_mut::<LANES>().0.iter_mut();
    let means = means.as_chunks_mut::<LANES>().0.iter_mut();
    let squares = squares.as_chunks_mut::<LANES>().0.iter_mut();
    for (((gradient, value), mean), square) in blocks.zip(values).zip(means).zip(squares) {
        for lane in 0..LANES {
            let gradient = gradient[lane] - own * value[lane];
            rule.apply(gradient, &mut value[lane], &mut mean[lane], &mut square[lane]);
        }
    }
}
