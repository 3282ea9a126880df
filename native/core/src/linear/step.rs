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

/// Panels of `[cols + 1, columns]`.
pub struct State<'a> {
    pub weights: &'a mut [f32],
    /// Of the rows since the last step.
    pub gradients: &'a mut [f32],
    pub first: &'a mut [f32],
    pub second: &'a mut [f32],
}

impl<'a> State<'a> {
    /// Groups of so many panels; the last may have fewer.
    pub(super) fn groups(self, panels: usize, cols: usize) -> Vec<State<'a>> {
        let length = panels * (cols + 1) * PANEL;
        let values = self.weights.chunks_mut(length).zip(self.gradients.chunks_mut(length));
        let moments = self.first.chunks_mut(length).zip(self.second.chunks_mut(length));
        let groups = values
            .zip(moments)
            .map(|((weights, gradients), (first, second))| State {
                weights,
                gradients,
                first,
                second,
            });
        groups.collect()
    }
}

/// What one step is taken by.
#[derive(Clone, Copy)]
pub(super) struct Rule<'a> {
    pub optimizer: Optimizer,
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

impl Rule<'_> {
    pub fn of_panel(&self, panel: usize) -> PanelRule {
        self.times(panel, 1.0, 1.0)
    }

    fn of_bias(&self, panel: usize) -> PanelRule {
        self.times(panel, self.bias_step, self.bias_decay)
    }

    fn times(&self, panel: usize, step: f32, penalty: f32) -> PanelRule {
        let scaled = |columns: &[f32], times: f32| std::array::from_fn(|at| times * columns[panel * PANEL + at]);
        PanelRule {
            optimizer: self.optimizer,
            steps: scaled(self.steps, step),
            decays: scaled(self.decays, penalty),
            l1: scaled(self.l1, penalty),
            momentum: self.momentum,
            beta2: self.beta2,
            share: 1.0 / self.rows,
        }
    }
}

/// Features of one panel that are worth a thread's while.
const FEATURES: usize = 512;

/// Moves all weights and sets the gradients to zero.
pub(super) fn step(level: Level, rule: &Rule, cols: usize, state: &mut State) {
    let mut parts = Vec::new();
    for (panel, (features, bias)) in panels(state, cols).into_iter().enumerate() {
        let rules = (rule.of_panel(panel), rule.of_bias(panel));
        parts.push((rules.1, bias));
        parts.extend(features.chunks(FEATURES).into_iter().map(|arrays| (rules.0, arrays)));
    }
    map_items(parts, |(rule, arrays)| level.run(Part { rule, arrays }));
}

/// The same for the biases alone.
pub(super) fn step_biases(level: Level, rule: &Rule, cols: usize, state: &mut State) {
    for (panel, (_, arrays)) in panels(state, cols).into_iter().enumerate() {
        let rule = rule.of_bias(panel);
        level.run(Part { rule, arrays });
    }
}

/// Features and bias of every panel.
pub(super) fn panels<'a>(state: &'a mut State, cols: usize) -> Vec<(Arrays<'a>, Arrays<'a>)> {
    let groups = State {
        weights: &mut *state.weights,
        gradients: &mut *state.gradients,
        first: &mut *state.first,
        second: &mut *state.second,
    };
    let panels = groups.groups(1, cols).into_iter();
    panels.map(|panel| Arrays::of(panel).split_at(cols)).collect()
}

/// `[features, 16]` each
pub(super) struct Arrays<'a> {
    pub weights: &'a mut [PanelRow],
    pub gradients: &'a mut [PanelRow],
    pub first: &'a mut [PanelRow],
    pub second: &'a mut [PanelRow],
}

impl<'a> Arrays<'a> {
    fn of(panel: State<'a>) -> Self {
        Self {
            weights: panel.weights.as_chunks_mut().0,
            gradients: panel.gradients.as_chunks_mut().0,
            first: panel.first.as_chunks_mut().0,
            second: panel.second.as_chunks_mut().0,
        }
    }

    /// In parts of so many features.
    pub fn chunks(self, features: usize) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut rest = self;
        while !rest.weights.is_empty() {
            let length = features.min(rest.weights.len());
            let (part, more) = rest.split_at(length);
            parts.push(part);
            rest = more;
        }
        parts
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

/// A [`Rule`] for one panel.
#[derive(Clone, Copy)]
pub(super) struct PanelRule {
    optimizer: Optimizer,
    steps: PanelRow,
    decays: PanelRow,
    l1: PanelRow,
    momentum: f32,
    beta2: f32,
    share: f32,
}

const EPSILON: f32 = 1e-8;
const RMSPROP_DECAY: f32 = 0.9;

impl PanelRule {
    /// `gradients` are sums over the rows.
    #[inline(always)]
    pub fn apply(&self, gradients: &PanelRow, weights: &mut PanelRow, first: &mut PanelRow, second: &mut PanelRow) {
        let Self { momentum, beta2, .. } = *self;
        match self.optimizer {
            Optimizer::Adam => self.each(gradients, weights, first, second, |step, g, w, m, v| {
                *m = momentum * *m + (1.0 - momentum) * g;
                *v = beta2 * *v + (1.0 - beta2) * (g * g);
                *w -= step * *m / (v.sqrt() + EPSILON);
            }),
            Optimizer::Sgd => self.each(gradients, weights, first, second, |step, g, w, m, _| {
                *m = momentum * *m - step * g;
                *w += *m;
            }),
            Optimizer::RmsProp => self.each(gradients, weights, first, second, |step, g, w, _, v| {
                *v = RMSPROP_DECAY * *v + (1.0 - RMSPROP_DECAY) * (g * g);
                *w -= step * g / (*v + EPSILON).sqrt();
            }),
        }
    }

    /// `rule` takes step, gradient, weight and both moments.
    #[inline(always)]
    fn each(
        &self,
        gradients: &PanelRow,
        weights: &mut PanelRow,
        first: &mut PanelRow,
        second: &mut PanelRow,
        rule: impl Fn(f32, f32, &mut f32, &mut f32, &mut f32),
    ) {
        // Of its own, so that the compiler knows that they lie apart.
        let (sums, [mut w, mut m, mut v]) = (*gradients, [*weights, *first, *second]);
        for column in 0..PANEL {
            let penalty = self.decays[column] * w[column] + self.l1[column] * sign(w[column]);
            let gradient = sums[column] * self.share + penalty;
            let (w, m, v) = (&mut w[column], &mut m[column], &mut v[column]);
            rule(self.steps[column], gradient, w, m, v);
        }
        (*weights, *first, *second) = (w, m, v);
    }
}

struct Part<'a> {
    rule: PanelRule,
    arrays: Arrays<'a>,
}

impl Kernel for Part<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(self, _: L) {
        let Arrays {
            weights,
            gradients,
            first,
            second,
        } = self.arrays;
        for (((weights, gradients), first), second) in weights.iter_mut().zip(gradients).zip(first).zip(second) {
            self.rule.apply(gradients, weights, first, second);
            gradients.fill(0.0);
        }
    }
}
