//! Training: mini-batch after mini-batch, every model by itself.
//!
//! Models share the rows and nothing else, so that a thread may take some of them through all mini-batches without waiting for anybody. Where there are more
//! threads than such groups, they share the rows and features of each.

use super::sparse::{self, ByFeature};
use super::step::{Optimizer, Rule, State, step, step_biases};
use super::{Columns, Forward, Input, Points, add_bias_gradients, add_losses_of, block_rows, dense};
use crate::parallel::{map_items, threads, within_pool};
use crate::simd::{Level, PANEL};
use std::ops::Range;

/// How rows become steps.
#[derive(Clone, Copy)]
pub struct Training<'a> {
    /// Rows of a mini-batch.
    pub batch_rows: usize,
    /// Rows of the first mini-batch that earlier calls have seen; their gradients are in the state.
    pub rows_before: usize,
    /// `[models]`, what the derivatives of rows labelled 1 are multiplied by
    pub positive_weights: Option<&'a [f32]>,
    pub optimizer: Optimizer,
    /// `[steps, columns]`, learning rates of the mini-batches that end among these rows
    pub steps: &'a [f32],
    /// `[columns]`, as `l1`
    pub decays: &'a [f32],
    pub l1: &'a [f32],
    /// What steps and penalties of the biases are multiplied by.
    pub bias_step: f32,
    pub bias_decay: f32,
    /// Adam's beta 1, or the momentum of sgd
    pub momentum: f32,
    pub beta2: f32,
}

impl Training<'_> {
    /// The rule of one step for some columns.
    fn rule(&self, step: usize, columns: Range<usize>) -> Rule<'_> {
        let all = self.decays.len();
        Rule {
            optimizer: self.optimizer,
            steps: &self.steps[step * all..][columns.clone()],
            decays: &self.decays[columns.clone()],
            l1: &self.l1[columns],
            bias_step: self.bias_step,
            bias_decay: self.bias_decay,
            momentum: self.momentum,
            beta2: self.beta2,
            rows: self.batch_rows as f32,
        }
    }
}

/// Takes one step after each mini-batch of consecutive rows. What a mini-batch that does not end here adds to its gradients stays in the state. Losses of the rows are added onto
/// `losses` `[mini-batches, models]`, each by the weights before its step.
pub fn train(level: Level, input: Input, training: Training, state: State, losses: &mut [f64]) {
    within_pool(|| {
        let cuts = cuts(input.labels.len(), &training);
        let batches = map_items(cuts, |cut| MiniBatch::new(input.slice(cut.rows.clone()), &cut));
        let groups = groups(&input, &training, state);
        let alone = groups.len() >= threads();
        let found = map_items(groups, |group| {
            (group.models.clone(), group.train(level, &batches, alone))
        });
        for (models, own) in found {
            let own = own.chunks_exact(models.len());
            for (losses, own) in losses.chunks_exact_mut(input.models).zip(own) {
                for (loss, own) in losses[models.clone()].iter_mut().zip(own) {
                    *loss += own;
                }
            }
        }
    });
}

/// Rows of one mini-batch, or what of it is there.
struct Cut {
    rows: Range<usize>,
    /// Others went before.
    carried: bool,
    /// The step that ends it.
    step: Option<usize>,
}

fn cuts(rows: usize, training: &Training) -> Vec<Cut> {
    let Training {
        batch_rows,
        rows_before,
        ..
    } = *training;
    let count = (rows_before + rows).div_ceil(batch_rows);
    let cut = |index: usize| {
        let end = (index + 1) * batch_rows;
        let from = (index * batch_rows).max(rows_before);
        Cut {
            rows: from - rows_before..end.min(rows_before + rows) - rows_before,
            carried: index == 0 && rows_before > 0,
            step: (end <= rows_before + rows).then_some(index),
        }
    };
    (0..count).map(cut).collect()
}

struct MiniBatch<'a> {
    input: Input<'a>,
    /// The entries of sparse rows.
    sorted: Option<ByFeature>,
    carried: bool,
    step: Option<usize>,
}

impl<'a> MiniBatch<'a> {
    fn new(input: Input<'a>, &Cut { carried, step, .. }: &Cut) -> Self {
        Self {
            sorted: ByFeature::of_sparse(&input),
            input,
            carried,
            step,
        }
    }
}

/// Models that share no panel with others.
struct Group<'a> {
    training: &'a Training<'a>,
    models: Range<usize>,
    /// Of these models.
    columns: Columns,
    /// Where they stand among all.
    range: Range<usize>,
    state: State<'a>,
}

/// The smallest groups there are.
fn groups<'a>(input: &Input, training: &'a Training<'a>, state: State<'a>) -> Vec<Group<'a>> {
    let common = greatest_common_divisor(PANEL, input.classes);
    let (panels, models) = (input.classes / common, PANEL / common);
    let groups = state.groups(panels, input.cols).into_iter().enumerate();
    let group = |(index, state): (usize, State<'a>)| {
        let models = index * models..input.models.min((index + 1) * models);
        let positive = training.positive_weights.map(|weights| &weights[models.clone()]);
        let columns = Columns::new(models.len(), input.classes, positive);
        let first = index * panels * PANEL;
        Group {
            training,
            range: first..first + columns.count(),
            models,
            columns,
            state,
        }
    };
    groups.map(group).collect()
}

fn greatest_common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

impl Group<'_> {
    /// `alone` says that no other thread will help. @returns losses `[mini-batches, models]`
    fn train(mut self, level: Level, batches: &[MiniBatch], alone: bool) -> Vec<f64> {
        let models = self.models.len();
        let mut losses = vec![0.0; batches.len() * models];
        for (batch, losses) in batches.iter().zip(losses.chunks_exact_mut(models)) {
            let rule = batch.step.map(|step| self.training.rule(step, self.range.clone()));
            match batch.input.points {
                Points::Dense(_) => self.dense(level, batch, rule, alone, losses),
                Points::Sparse { .. } => self.sparse(level, batch, rule, losses),
            }
        }
        losses
    }

    fn dense(&mut self, level: Level, batch: &MiniBatch, rule: Option<Rule>, alone: bool, losses: &mut [f64]) {
        let input = &batch.input;
        let forward = Forward::new(level, input, &self.columns, self.state.weights, None);
        let at_once = if alone {
            cached_rows(input, &self.columns)
        } else {
            input.rows()
        };
        for from in (0..input.rows()).step_by(at_once.max(1)) {
            let blocks = forward.run(from..input.rows().min(from + at_once));
            add_losses_of(&blocks, losses);
            dense::add_gradients(level, input, &blocks, self.state.gradients);
            add_bias_gradients(input, &blocks, self.state.gradients);
        }
        if let Some(rule) = rule {
            step(level, &rule, input.cols, &mut self.state);
        }
    }

    fn sparse(&mut self, level: Level, batch: &MiniBatch, rule: Option<Rule>, losses: &mut [f64]) {
        let MiniBatch {
            input, sorted, carried, ..
        } = batch;
        let Some(sorted) = sorted else { return };
        let forward = Forward::new(level, input, &self.columns, self.state.weights, Some(sorted));
        let blocks = forward.run(0..input.rows());
        add_losses_of(&blocks, losses);
        add_bias_gradients(input, &blocks, self.state.gradients);
        sparse::train(
            level,
            input,
            sorted,
            &blocks,
            (rule.as_ref(), *carried),
            &mut self.state,
        );
        if let Some(rule) = rule {
            step_biases(level, &rule, input.cols, &mut self.state);
        }
    }
}

/// Fewer are not worth fetching the gradients for.
const LEAST_AT_ONCE: usize = 96;

/// Whole blocks, so that the bits are those of all rows at once: their scaled values are still in the cache when the gradients are added up.
fn cached_rows(input: &Input, columns: &Columns) -> usize {
    let block = block_rows(input, columns);
    block * LEAST_AT_ONCE.div_ceil(block)
}
