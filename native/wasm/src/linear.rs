//! Linear models.

use sagelocal_core::linear::{self, Input, Loss, Optimizer, Points, State, Step};
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
    weights: *const f32,
    models: usize,
    classes: usize,
    loss: u32,
}

impl InputParts {
    fn panels(&self) -> usize {
        (self.cols + 1) * padded(self.models * self.classes)
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
                weights: slice::from_raw_parts(self.weights, self.panels()),
                models: self.models,
                classes: self.classes,
                loss: Loss::ALL[self.loss as usize],
                parameter,
            }
        }
    }
}

/// `positive_weights` may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_linear_gradients(
    parts: *const InputParts,
    parameter: f32,
    positive_weights: *const f32,
    gradients: *mut f32,
    losses: *mut f64,
) {
    unsafe {
        let parts = &*parts;
        let positive = !positive_weights.is_null();
        linear::add_gradients(
            Level::widest(),
            parts.input(parameter),
            positive.then(|| slice::from_raw_parts(positive_weights, parts.models)),
            slice::from_raw_parts_mut(gradients, parts.panels()),
            slice::from_raw_parts_mut(losses, parts.models),
        );
    }
}

/// `outputs` may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_linear_losses(
    parts: *const InputParts,
    parameter: f32,
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
            (shift, stretch),
            wanted.then(|| slice::from_raw_parts_mut(outputs, length)),
            slice::from_raw_parts_mut(losses, parts.models),
        );
    }
}

#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn step_linear(
    optimizer: u32,
    cols: usize,
    columns: usize,
    per_column: *const f32,
    numbers: *const f32,
    weights: *mut f32,
    gradients: *mut f32,
    first: *mut f32,
    second: *mut f32,
) {
    unsafe {
        // steps, decays, l1 · biasStep, biasDecay, momentum, beta2, rows
        let per_column = slice::from_raw_parts(per_column, 3 * columns);
        let numbers = slice::from_raw_parts(numbers, 5);
        let size = (cols + 1) * columns;
        let step = Step {
            optimizer: Optimizer::ALL[optimizer as usize],
            cols,
            steps: &per_column[..columns],
            decays: &per_column[columns..2 * columns],
            l1: &per_column[2 * columns..],
            bias_step: numbers[0],
            bias_decay: numbers[1],
            momentum: numbers[2],
            beta2: numbers[3],
            rows: numbers[4],
        };
        let state = State {
            weights: slice::from_raw_parts_mut(weights, size),
            gradients: slice::from_raw_parts_mut(gradients, size),
            first: slice::from_raw_parts_mut(first, size),
            second: slice::from_raw_parts_mut(second, size),
        };
        linear::step(Level::widest(), step, state);
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
