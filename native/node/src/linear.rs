//! Linear models.

use crate::arrays::{at_least_one, check_apart, check_length, invalid, size, span};
use crate::job::{Promise, promise};
use crate::level;
use crate::sparse::MatrixRows;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Float64Array};
use napi_derive::napi;
use sagelocal_core::linear::{self, Input, Loss, Optimizer, Points, State, Training};
use std::ops::Range;

fn points(rows: &MatrixRows) -> Points<'_> {
    match rows.sparse() {
        Some((row_starts, columns)) => Points::Sparse {
            values: &rows.values,
            columns,
            row_starts,
        },
        None => Points::Dense(&rows.values),
    }
}

/// Loss is an index into LINEAR_LOSSES.
#[napi(object, object_to_js = false)]
pub struct LinearInput {
    pub points: MatrixRows,
    pub means: Float32Array,
    pub scales: Float32Array,
    pub labels: Float32Array,
    pub row_weights: Option<Float32Array>,
    pub models: i64,
    pub classes: i64,
    pub loss: u32,
    pub parameter: f64,
}

impl LinearInput {
    fn check(&self, weights: &Float32Array) -> Result<()> {
        let (rows, cols) = self.points.check()?;
        let (models, classes) = (
            at_least_one("models", self.models)?,
            at_least_one("classes", self.classes)?,
        );
        check_length("means", &self.means, cols, 1)?;
        check_length("scales", &self.scales, cols, 1)?;
        check_length("labels", &self.labels, rows, 1)?;
        check_length("weights", weights, cols + 1, padded(models.saturating_mul(classes)))?;
        if let Some(weights) = &self.row_weights {
            check_length("rowWeights", weights, rows, 1)?;
        }
        self.loss().map(|_| ())
    }

    fn loss(&self) -> Result<Loss> {
        let loss = Loss::ALL.get(self.loss as usize);
        loss.copied()
            .ok_or_else(|| invalid(format!("there is no loss {}", self.loss)))
    }

    fn spans(&self) -> Vec<Range<usize>> {
        let mut spans = self.points.spans();
        spans.extend([span(&self.means), span(&self.scales), span(&self.labels)]);
        spans.extend(self.row_weights.as_ref().map(|weights| span(weights)));
        spans
    }

    fn input(&self) -> Input<'_> {
        Input {
            points: points(&self.points),
            cols: self.points.cols as usize,
            means: &self.means,
            scales: &self.scales,
            labels: &self.labels,
            row_weights: self.row_weights.as_deref(),
            models: self.models as usize,
            classes: self.classes as usize,
            loss: Loss::ALL[self.loss as usize],
            parameter: self.parameter as f32,
        }
    }
}

/// Columns of all panels.
fn padded(columns: usize) -> usize {
    columns.div_ceil(16).saturating_mul(16)
}

#[napi(catch_unwind)]
pub fn add_linear_losses(
    input: LinearInput,
    weights: Float32Array,
    shift: f64,
    stretch: f64,
    mut outputs: Option<Float32Array>,
    mut losses: Float64Array,
) -> Result<Promise<()>> {
    input.check(&weights)?;
    check_length("losses", &losses, input.models as usize, 1)?;
    let mut written = vec![span(&losses)];
    if let Some(outputs) = &outputs {
        check_length(
            "outputs",
            outputs,
            input.labels.len(),
            (input.models * input.classes) as usize,
        )?;
        written.push(span(outputs));
    }
    let mut read = input.spans();
    read.push(span(&weights));
    check_apart(&written, &read)?;
    Ok(promise(move || {
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (outputs, losses) = unsafe { (outputs.as_mut().map(|outputs| outputs.as_mut()), losses.as_mut()) };
        let unit = (shift as f32, stretch as f32);
        linear::add_losses(level(), input.input(), &weights, unit, outputs, losses);
    }))
}

/// Optimizer is an index into LINEAR_OPTIMIZERS.
#[napi(object, object_to_js = false)]
pub struct LinearTraining {
    pub batch_rows: i64,
    pub rows_before: i64,
    pub positive_weights: Option<Float32Array>,
    pub optimizer: u32,
    pub steps: Float32Array,
    pub decays: Float32Array,
    pub l1: Float32Array,
    pub bias_step: f64,
    pub bias_decay: f64,
    pub momentum: f64,
    pub beta2: f64,
}

impl LinearTraining {
    fn check(&self, input: &LinearInput, losses: &Float64Array) -> Result<()> {
        let batch_rows = at_least_one("batchRows", self.batch_rows)?;
        let before = size("rowsBefore", self.rows_before)?;
        if before >= batch_rows {
            return Err(invalid(format!("rowsBefore is {before}, a whole mini-batch")));
        }
        if Optimizer::ALL.get(self.optimizer as usize).is_none() {
            return Err(invalid(format!("there is no optimizer {}", self.optimizer)));
        }
        let (rows, models) = (before.saturating_add(input.labels.len()), input.models as usize);
        let columns = padded(models.saturating_mul(input.classes as usize));
        check_length("steps", &self.steps, rows / batch_rows, columns)?;
        check_length("decays", &self.decays, columns, 1)?;
        check_length("l1", &self.l1, columns, 1)?;
        check_length("losses", losses, rows.div_ceil(batch_rows), models)?;
        if let Some(positive) = &self.positive_weights {
            check_length("positiveWeights", positive, models, 1)?;
        }
        Ok(())
    }

    fn spans(&self) -> Vec<Range<usize>> {
        let mut spans = vec![span(&self.steps), span(&self.decays), span(&self.l1)];
        spans.extend(self.positive_weights.as_ref().map(|weights| span(weights)));
        spans
    }

    fn training(&self) -> Training<'_> {
        Training {
            batch_rows: self.batch_rows as usize,
            rows_before: self.rows_before as usize,
            positive_weights: self.positive_weights.as_deref(),
            optimizer: Optimizer::ALL[self.optimizer as usize],
            steps: &self.steps,
            decays: &self.decays,
            l1: &self.l1,
            bias_step: self.bias_step as f32,
            bias_decay: self.bias_decay as f32,
            momentum: self.momentum as f32,
            beta2: self.beta2 as f32,
        }
    }
}

#[napi(catch_unwind)]
pub fn train_linear(
    input: LinearInput,
    training: LinearTraining,
    mut weights: Float32Array,
    mut gradients: Float32Array,
    mut first: Float32Array,
    mut second: Float32Array,
    mut losses: Float64Array,
) -> Result<Promise<()>> {
    input.check(&weights)?;
    training.check(&input, &losses)?;
    for (name, array) in [("gradients", &gradients), ("first", &first), ("second", &second)] {
        check_length(name, array, weights.len(), 1)?;
    }
    let state = [span(&weights), span(&gradients), span(&first), span(&second)];
    let written = [&state[..], &[span(&losses)]].concat();
    check_apart(&written, &[input.spans(), training.spans()].concat())?;
    Ok(promise(move || {
        // SAFETY: as above.
        let (state, losses) = unsafe {
            let state = State {
                weights: weights.as_mut(),
                gradients: gradients.as_mut(),
                first: first.as_mut(),
                second: second.as_mut(),
            };
            (state, losses.as_mut())
        };
        linear::train(level(), input.input(), training.training(), state, losses);
    }))
}

#[napi(catch_unwind)]
pub fn linear_scores(
    points: MatrixRows,
    weights: Float32Array,
    bias: Float32Array,
    classes: i64,
    mut scores: Float32Array,
) -> Result<Promise<()>> {
    let (rows, cols) = points.check()?;
    let classes = at_least_one("classes", classes)?;
    check_length("weights", &weights, cols, classes)?;
    check_length("bias", &bias, classes, 1)?;
    check_length("scores", &scores, rows, classes)?;
    let mut inputs = points.spans();
    inputs.extend([span(&weights), span(&bias)]);
    check_apart(&[span(&scores)], &inputs)?;
    Ok(promise(move || {
        // SAFETY: as above.
        linear::scores(level(), self::points(&points), cols, &weights, &bias, unsafe {
            scores.as_mut()
        });
    }))
}
