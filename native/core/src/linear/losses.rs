//! How far the outputs of all models are from a label, and which way each should move.

use super::elementary::{exp, ln};
use crate::simd::PANEL;

/// In the order of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    Logistic,
    Hinge,
    Squared,
    Absolute,
    EpsInsensitiveSquared,
    EpsInsensitiveAbsolute,
    Quantile,
    Huber,
    Softmax,
}

impl Loss {
    pub const ALL: [Loss; 9] = [
        Loss::Logistic,
        Loss::Hinge,
        Loss::Squared,
        Loss::Absolute,
        Loss::EpsInsensitiveSquared,
        Loss::EpsInsensitiveAbsolute,
        Loss::Quantile,
        Loss::Huber,
        Loss::Softmax,
    ];
}

/// MXNet's: keeps the logarithm of a certain mistake finite.
const EPSILON: f32 = 1e-8;

/// What [`Rows::apply`] reads of each row.
pub(super) struct Rows<'a> {
    /// `[rows]`
    pub labels: &'a [f32],
    /// `[rows]`
    pub weights: Option<&'a [f32]>,
    /// `[columns]`: 1, 0 in columns that only fill the last panel up
    pub mask: &'a [f32],
    /// `[columns]`: the mask times what each model adds to rows labelled 1
    pub positive: &'a [f32],
    pub models: usize,
    pub classes: usize,
    pub loss: Loss,
    pub parameter: f32,
}

impl Rows<'_> {
    /// Turns outputs `[rows, columns]` into the derivatives of the losses, which are added onto `losses` `[models]`.
    #[inline(always)]
    pub fn apply(&self, outputs: &mut [f32], losses: &mut [f64]) {
        let parameter = self.parameter;
        match self.loss {
            Loss::Logistic => self.pointwise(outputs, losses, logistic),
            Loss::Hinge => self.pointwise(outputs, losses, |z, label| hinge(z, label, parameter)),
            Loss::Squared => self.pointwise(outputs, losses, |z, label| squared(z - label, 0.0)),
            Loss::Absolute => self.pointwise(outputs, losses, |z, label| absolute(z - label, 0.0)),
            Loss::EpsInsensitiveSquared => self.pointwise(outputs, losses, |z, label| squared(z - label, parameter)),
            Loss::EpsInsensitiveAbsolute => self.pointwise(outputs, losses, |z, label| absolute(z - label, parameter)),
            Loss::Quantile => self.pointwise(outputs, losses, |z, label| quantile(label - z, parameter)),
            Loss::Huber => self.pointwise(outputs, losses, |z, label| huber(z - label, parameter)),
            Loss::Softmax => self.softmax(outputs, losses),
        }
    }

    fn weight(&self, row: usize) -> f32 {
        self.weights.map_or(1.0, |weights| weights[row])
    }

    /// `loss` makes value and derivative of an output and a label.
    #[inline(always)]
    fn pointwise(&self, outputs: &mut [f32], losses: &mut [f64], loss: impl Fn(f32, f32) -> (f32, f32)) {
        let columns = self.mask.len();
        let (mask, positive) = (self.mask.as_chunks::<PANEL>().0, self.positive.as_chunks::<PANEL>().0);
        let mut sums = vec![[0.0; PANEL]; mask.len()];
        for (row, outputs) in outputs.chunks_exact_mut(columns).enumerate() {
            let (label, weight) = (self.labels[row], self.weight(row));
            let factors = if label == 1.0 { positive } else { mask };
            let panels = outputs.as_chunks_mut::<PANEL>().0.iter_mut();
            for ((outputs, sums), factors) in panels.zip(&mut sums).zip(factors) {
                // A loop of known length over arrays: that the compiler turns into vectors.
                for column in 0..PANEL {
                    let output = outputs[column];
                    let (value, slope) = loss(output, label);
                    // An output that is not finite, which some losses would forgive, makes NaN.
                    sums[column] += weight * value + 0.0 * output;
                    outputs[column] = slope * (weight * factors[column]);
                }
            }
        }
        for (loss, sum) in losses.iter_mut().zip(sums.as_flattened()) {
            *loss += f64::from(*sum);
        }
    }

    #[inline(always)]
    fn softmax(&self, outputs: &mut [f32], losses: &mut [f64]) {
        let columns = self.mask.len();
        for (row, outputs) in outputs.chunks_exact_mut(columns).enumerate() {
            let (label, weight) = (self.labels[row] as usize, self.weight(row));
            let (outputs, rest) = outputs.split_at_mut(self.models * self.classes);
            rest.fill(0.0);
            for (outputs, loss) in outputs.chunks_exact_mut(self.classes).zip(losses.iter_mut()) {
                let highest = outputs.iter().fold(f32::NEG_INFINITY, |most, &output| most.max(output));
                for output in outputs.iter_mut() {
                    *output = exp(*output - highest);
                }
                let sum: f32 = outputs.iter().sum();
                *loss += f64::from(-weight * ln(outputs[label] / sum + EPSILON));
                for output in outputs.iter_mut() {
                    *output *= weight / sum;
                }
                outputs[label] -= weight;
            }
        }
    }
}

/// The smaller of the two probabilities is computed, and the other from it: so that one that is almost 1 is rounded once, as the twin rounds it.
#[inline(always)]
fn logistic(z: f32, label: f32) -> (f32, f32) {
    let power = exp(-z.abs());
    let smaller = power / (1.0 + power);
    let probability = if z < 0.0 { smaller } else { 1.0 - smaller };
    let given = if label == 1.0 { probability } else { 1.0 - probability };
    (-ln(given + EPSILON), probability - label)
}

#[inline(always)]
fn hinge(z: f32, label: f32, margin: f32) -> (f32, f32) {
    let sign = 2.0 * label - 1.0;
    let short = margin - sign * z;
    // Written so that NaN stays NaN.
    if short <= 0.0 { (0.0, 0.0) } else { (short, -sign) }
}

/// What of an error lies outside of -margin to margin.
#[inline(always)]
fn outside(error: f32, margin: f32) -> f32 {
    let beyond = if error > 0.0 { error - margin } else { error + margin };
    if error.abs() <= margin { 0.0 } else { beyond }
}

#[inline(always)]
fn squared(error: f32, margin: f32) -> (f32, f32) {
    let beyond = outside(error, margin);
    (beyond * beyond, beyond)
}

#[inline(always)]
fn absolute(error: f32, margin: f32) -> (f32, f32) {
    let beyond = outside(error, margin);
    (beyond.abs(), sign(beyond))
}

#[inline(always)]
fn quantile(below: f32, quantile: f32) -> (f32, f32) {
    let value = if below > 0.0 {
        quantile * below
    } else {
        (quantile - 1.0) * below
    };
    let slope = if below < 0.0 { 1.0 - quantile } else { 0.0 };
    (value, if below > 0.0 { -quantile } else { slope })
}

#[inline(always)]
fn huber(error: f32, delta: f32) -> (f32, f32) {
    let size = error.abs();
    let inside = (0.5 * error * error, error);
    let outside = (delta * (size - 0.5 * delta), delta * sign(error));
    if size <= delta { inside } else { outside }
}

#[inline(always)]
pub(super) fn sign(x: f32) -> f32 {
    let negative = if x < 0.0 { -1.0 } else { 0.0 };
    if x > 0.0 { 1.0 } else { negative }
}
