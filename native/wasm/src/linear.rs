//! Linear models.

use sagelocal_core::linear::{self, Input, Loss, Optimizer, Points, State, Training};
use sagelocal_core::simd::Level;
use std::slice;

/// Dense where `row_starts` is null. `entries` counts the values.
unsafe fn points<'a>(
    values: *const f32,
    columns: *const u32,
    row_starts: *const u32,
    entries: usize,
    rows: usize,
) -> Points<'a> {
    unsafe {
        let values = slice::from_raw_parts(values, entries);
        if row_starts.is_null() {
            return Points::Dense(values);
        }
        Points::Sparse {
            values,
            columns: slice::from_raw_parts(columns, entries),
            row_starts: slice::from_raw_parts(row_starts, rows + 1),
        }
    }
}

/// Columns of all panels.
fn padded(columns: usize) -> usize {
    columns.next_multiple_of(16)
}

/// Addresses and sizes of an [`Input`], as the host lays them out: one 32-bit number after the other.
#[repr(C)]
pub struct InputParts {
    values: *const f32,
    columns: *const u32,
    row_starts: *const u32,
    entries: usize,
    rows: usize,
    cols: usize,
    means: *const f32,
    scales: *const f32,
    labels: *const f32,
    /// May be null.
    row_weights: *const f32,
    models: usize,
    classes: usize,
    loss: u32,
}

impl InputParts {
    fn columns(&self) -> usize {
        padded(self.models * self.classes)
    }

    /// Values of all panels.
    fn panels(&self) -> usize {
        (self.cols + 1) * self.columns()
    }

    unsafe fn input<'a>(&self, parameter: f32) -> Input<'a> {
        unsafe {
            let row_weights = !self.row_weights.is_null();
            Input {
                points: points(self.values, self.columns, self.row_starts, self.entries, self.rows),
                cols: self.cols,
                means: slice::from_raw_parts(self.means, self.cols),
                scales: slice::from_raw_parts(self.scales, self.cols),
                labels: slice::from_raw_parts(self.labels, self.rows),
                row_weights: row_weights.then(|| slice::from_raw_parts(self.row_weights, self.rows)),
                models: self.models,
                classes: self.classes,
                loss: Loss::ALL[self.loss as usize],
                parameter,
            }
        }
    }
}

/// `outputs` may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_linear_losses(
    parts: *const InputParts,
    parameter: f32,
    weights: *const f32,
    shift: f32,
    stretch: f32,
    outputs: *mut f32,
    losses: *mut f64,
) {
    unsafe {
        let parts = &*parts;
        let length = parts.rows * parts.models * parts.classes;
        let wanted = !outputs.is_null();
        linear::add_losses(
            Level::widest(),
            parts.input(parameter),
            slice::from_raw_parts(weights, parts.panels()),
            (shift, stretch),
            wanted.then(|| slice::from_raw_parts_mut(outputs, length)),
            slice::from_raw_parts_mut(losses, parts.models),
        );
    }
}

/// Addresses and sizes of a [`Training`] and of what it moves.
#[repr(C)]
pub struct TrainingParts {
    batch_rows: usize,
    rows_before: usize,
    /// May be null.
    positive_weights: *const f32,
    optimizer: u32,
    /// `[steps, columns]`
    steps: *const f32,
    /// `[columns]`, as `l1`
    decays: *const f32,
    l1: *const f32,
    weights: *mut f32,
    gradients: *mut f32,
    first: *mut f32,
    second: *mut f32,
    /// `[mini-batches, models]`
    losses: *mut f64,
}

/// `numbers` are the bias's step and decay, momentum and beta2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn train_linear(
    parts: *const InputParts,
    parameter: f32,
    training: *const TrainingParts,
    numbers: *const f32,
) {
    unsafe {
        let (parts, own) = (&*parts, &*training);
        let &[bias_step, bias_decay, momentum, beta2] = &*numbers.cast::<[f32; 4]>();
        let (rows, columns, size) = (own.rows_before + parts.rows, parts.columns(), parts.panels());
        let positive = !own.positive_weights.is_null();
        let training = Training {
            batch_rows: own.batch_rows,
            rows_before: own.rows_before,
            positive_weights: positive.then(|| slice::from_raw_parts(own.positive_weights, parts.models)),
            optimizer: Optimizer::ALL[own.optimizer as usize],
            steps: slice::from_raw_parts(own.steps, rows / own.batch_rows * columns),
            decays: slice::from_raw_parts(own.decays, columns),
            l1: slice::from_raw_parts(own.l1, columns),
            bias_step,
            bias_decay,
            momentum,
            beta2,
        };
        let state = State {
            weights: slice::from_raw_parts_mut(own.weights, size),
            gradients: slice::from_raw_parts_mut(own.gradients, size),
            first: slice::from_raw_parts_mut(own.first, size),
            second: slice::from_raw_parts_mut(own.second, size),
        };
        let losses = slice::from_raw_parts_mut(own.losses, rows.div_ceil(own.batch_rows) * parts.models);
        linear::train(Level::widest(), parts.input(parameter), training, state, losses);
    }
}

/// Dense where `row_starts` is null.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn linear_scores(
    values: *const f32,
    columns: *const u32,
    row_starts: *const u32,
    entries: usize,
    rows: usize,
    cols: usize,
    weights: *const f32,
    bias: *const f32,
    classes: usize,
    scores: *mut f32,
) {
    unsafe {
        linear::scores(
            Level::widest(),
            points(values, columns, row_starts, entries, rows),
            cols,
            slice::from_raw_parts(weights, cols * classes),
            slice::from_raw_parts(bias, classes),
            slice::from_raw_parts_mut(scores, rows * classes),
        );
    }
}
