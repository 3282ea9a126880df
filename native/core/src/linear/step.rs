//! The update rules of MXNet's optimizers, in every weight of every model.

use super::PanelRow;
use super::losses::sign;
use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level, PANEL};

/// In the order of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimizer {
    Adam,
    Sgd,
    RmsProp,
}

impl Optimizer {
    pub const ALL: [Optimizer; 3] = [Optimizer::Adam, Optimizer::Sgd, Optimizer::RmsProp];
}

#[derive(Clone, Copy)]
pub struct Step<'a> {
    pub optimizer: Optimizer,
    pub cols: usize,
    /// `[columns]`, as `decays` and `l1`
    pub steps: &'a [f32],
    pub decays: &'a [f32],
    pub l1: &'a [f32],
    /// What steps and penalties of the biases are multiplied by.
    pub bias_step: f32,
    pub bias_decay: f32,
    /// Adam's beta 1, or the momentum of sgd
    pub momentum: f32,
    pub beta2: f32,
    /// Rows of the mini-batch.
    pub rows: f32,
}

/// Panels of `[cols + 1, columns]`.
pub struct State<'a> {
    pub weights: &'a mut [f32],
    pub gradients: &'a mut [f32],
    pub first: &'a mut [f32],
    pub second: &'a mut [f32],
}

/// Features of one panel that are worth a thread's while.
const FEATURES: usize = 512;

/// Moves all weights and sets the gradients to zero.
pub fn step(level: Level, step: Step, state: State) {
    let panel_len = (step.cols + 1) * PANEL;
    let mut parts = Vec::new();
    let panels = state
        .weights
        .chunks_exact_mut(panel_len)
        .zip(state.gradients.chunks_exact_mut(panel_len));
    let moments = state
        .first
        .chunks_exact_mut(panel_len)
        .zip(state.second.chunks_exact_mut(panel_len));
    for (panel, ((weights, gradients), (first, second))) in panels.zip(moments).enumerate() {
        let arrays = Arrays::of(weights, gradients, first, second);
        let (features, bias) = arrays.split_at(step.cols);
        parts.push((panel, true, bias));
        let mut rest = features;
        while !rest.weights.is_empty() {
            let length = FEATURES.min(rest.weights.len());
            let (part, more) = rest.split_at(length);
            parts.push((panel, false, part));
            rest = more;
        }
    }
    map_items(parts, |(panel, is_bias, arrays)| {
        let (step_times, penalty_times) = if is_bias {
            (step.bias_step, step.bias_decay)
        } else {
            (1.0, 1.0)
        };
        level.run(Part {
            step,
            steps: scaled(step.steps, panel, step_times),
            decays: scaled(step.decays, panel, penalty_times),
            l1: scaled(step.l1, panel, penalty_times),
            arrays,
        });
    });
}

fn scaled(columns: &[f32], panel: usize, times: f32) -> PanelRow {
    std::array::from_fn(|column| times * columns[panel * PANEL + column])
}

/// `[features, 16]` each
struct Arrays<'a> {
    weights: &'a mut [PanelRow],
    gradients: &'a mut [PanelRow],
    first: &'a mut [PanelRow],
    second: &'a mut [PanelRow],
}

impl<'a> Arrays<'a> {
    fn of(weights: &'a mut [f32], gradients: &'a mut [f32], first: &'a mut [f32], second: &'a mut [f32]) -> Self {
        Self {
            weights: weights.as_chunks_mut().0,
            gradients: gradients.as_chunks_mut().0,
            first: first.as_chunks_mut().0,
            second: second.as_chunks_mut().0,
        }
    }

    fn split_at(self, at: usize) -> (Self, Self) {
        let (weights, more_weights) = self.weights.split_at_mut(at);
        let (gradients, more_gradients) = self.gradients.split_at_mut(at);
        let (first, more_first) = self.first.split_at_mut(at);
        let (second, more_second) = self.second.split_at_mut(at);
        let head = Self {
            weights,
            gradients,
            first,
            second,
        };
        let tail = Self {
            weights: more_weights,
            gradients: more_gradients,
            first: more_first,
            second: more_second,
        };
        (head, tail)
    }
}

struct Part<'a> {
    step: Step<'a>,
    steps: PanelRow,
    decays: PanelRow,
    l1: PanelRow,
    arrays: Arrays<'a>,
}

const EPSILON: f32 = 1e-8;
const RMSPROP_DECAY: f32 = 0.9;

impl Kernel for Part<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Step { momentum, beta2, .. } = self.step;
        match self.step.optimizer {
            Optimizer::Adam => self.each(|step, g, w, m, v| {
                *m = momentum * *m + (1.0 - momentum) * g;
                *v = beta2 * *v + (1.0 - beta2) * (g * g);
                *w -= step * *m / (v.sqrt() + EPSILON);
            }),
            Optimizer::Sgd => self.each(|step, g, w, m, _| {
                *m = momentum * *m - step * g;
                *w += *m;
            }),
            Optimizer::RmsProp => self.each(|step, g, w, _, v| {
                *v = RMSPROP_DECAY * *v + (1.0 - RMSPROP_DECAY) * (g * g);
                *w -= step * g / (*v + EPSILON).sqrt();
            }),
        }
    }
}

impl Part<'_> {
    /// `rule` takes step, gradient, weight and both moments.
    #[inline(always)]
    fn each(self, rule: impl Fn(f32, f32, &mut f32, &mut f32, &mut f32)) {
        let share = 1.0 / self.step.rows;
        let Arrays {
            weights,
            gradients,
            first,
            second,
        } = self.arrays;
        for (((weights, gradients), first), second) in weights.iter_mut().zip(gradients).zip(first).zip(second) {
            for column in 0..PANEL {
                let weight = weights[column];
                let penalty = self.decays[column] * weight + self.l1[column] * sign(weight);
                let gradient = gradients[column] * share + penalty;
                gradients[column] = 0.0;
                rule(
                    self.steps[column],
                    gradient,
                    &mut weights[column],
                    &mut first[column],
                    &mut second[column],
                );
            }
        }
    }
}
