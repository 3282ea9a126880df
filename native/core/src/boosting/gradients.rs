//! Derivatives of losses, and margins.

use crate::parallel::map_items;
use crate::simd::{Kernel, Lanes, Level};
use std::ops::Range;

/// Losses of one margin a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    SquaredError,
    Logistic,
    /// `max_delta_step`
    Poisson(f32),
    Gamma,
    /// The power of the variance.
    Tweedie(f32),
}

impl Loss {
    /// The loss of that place in `ROW_LOSSES` of `src/kernels/interface/boosting.ts`.
    pub fn at(place: u32, parameter: f32) -> Option<Self> {
        let losses = [
            Self::SquaredError,
            Self::Logistic,
            Self::Poisson(parameter),
            Self::Gamma,
            Self::Tweedie(parameter),
        ];
        losses.get(place as usize).copied()
    }
}

#[derive(Clone, Copy)]
pub struct Rows<'a> {
    /// `[rows]`, or `[rows, classes]`
    pub margins: &'a [f32],
    /// `[rows]`
    pub labels: &'a [f32],
    /// `[rows]`
    pub weights: Option<&'a [f32]>,
}

/// Rows that a thread takes at once.
const PIECE_ROWS: usize = 8192;
const SMALLEST_HESSIAN: f32 = 1e-16;

/// Both derivatives of every row `[rows, 2]`, times its weight; rows of label 1 count for `positive_weight`.
pub fn loss_gradients(level: Level, rows: Rows, loss: Loss, positive_weight: f32, gradients: &mut [f32]) {
    let pieces = gradients.chunks_mut(2 * PIECE_ROWS).enumerate().collect();
    map_items(pieces, |(piece, gradients): (usize, &mut [f32])| {
        let range = piece * PIECE_ROWS..piece * PIECE_ROWS + gradients.len() / 2;
        level.run(LossGradients {
            margins: &rows.margins[range.clone()],
            labels: &rows.labels[range.clone()],
            loss,
            positive_weight,
            gradients,
        });
        if let Some(weights) = rows.weights {
            for (pair, weight) in gradients.chunks_exact_mut(2).zip(&weights[range]) {
                pair[0] *= weight;
                pair[1] *= weight;
            }
        }
    });
}

struct LossGradients<'a> {
    margins: &'a [f32],
    labels: &'a [f32],
    loss: Loss,
    positive_weight: f32,
    gradients: &'a mut [f32],
}

impl LossGradients<'_> {
    #[inline(always)]
    fn each(&mut self, derivatives: impl Fn(f32, f32) -> (f32, f32)) {
        let rows = self.margins.iter().zip(self.labels);
        for (pair, (&margin, &label)) in self.gradients.chunks_exact_mut(2).zip(rows) {
            let weight = if label == 1.0 { self.positive_weight } else { 1.0 };
            let (first, second) = derivatives(margin, label);
            pair[0] = first * weight;
            pair[1] = second * weight;
        }
    }
}

impl Kernel for LossGradients<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(mut self, _: L) {
        match self.loss {
            Loss::SquaredError => self.each(|margin, label| (margin - label, 1.0)),
            Loss::Logistic => self.each(|margin, label| {
                let x = -margin;
                let p = 1.0 / (exp(if x < 88.7 { x } else { 88.7 }) + 1.0);
                let curvature = p * (1.0 - p);
                let least = SMALLEST_HESSIAN;
                (p - label, if curvature > least { curvature } else { least })
            }),
            Loss::Poisson(step) => self.each(|margin, label| (exp(margin) - label, exp(margin + step))),
            Loss::Gamma => self.each(|margin, label| {
                let ratio = label / exp(margin);
                (1.0 - ratio, ratio)
            }),
            Loss::Tweedie(power) => {
                let (one, two) = (1.0 - power, 2.0 - power);
                self.each(|margin, label| {
                    let (a, b) = (exp(one * margin), exp(two * margin));
                    (-label * a + b, -label * one * a + two * b)
                });
            }
        }
    }
}

/// Derivatives of the softmax loss `[classes, rows, 2]`.
pub fn softmax_gradients(level: Level, rows: Rows, classes: usize, gradients: &mut [f32]) {
    let count = rows.labels.len();
    let mut rests: Vec<_> = gradients.chunks_mut(2 * count.max(1)).collect();
    let pieces = (0..count).step_by(PIECE_ROWS).map(|first| {
        let length = PIECE_ROWS.min(count - first);
        let places: Vec<_> = rests.iter_mut().map(|rest| super::take(rest, 2 * length)).collect();
        (first, places)
    });
    map_items(pieces.collect(), |(first, mut gradients)| {
        level.run(Softmax {
            rows,
            classes,
            first,
            gradients: &mut gradients,
        });
    });
}

struct Softmax<'a, 'b> {
    rows: Rows<'a>,
    classes: usize,
    first: usize,
    /// By class
    gradients: &'a mut [&'b mut [f32]],
}

impl Kernel for Softmax<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Lanes>(mut self, _: L) {
        let count = self.gradients[0].len() / 2;
        let mut powers = vec![0.0; BLOCK_ROWS * self.classes];
        for from in (0..count).step_by(BLOCK_ROWS) {
            self.block(from..count.min(from + BLOCK_ROWS), &mut powers);
        }
    }
}

/// Rows whose exponentials stay in the first cache.
const BLOCK_ROWS: usize = 256;

impl Softmax<'_, '_> {
    /// `powers`: room for those of the rows, class by class, so that neighbours in memory are rows and are computed side by side.
    #[inline(always)]
    fn block(&mut self, range: Range<usize>, powers: &mut [f32]) {
        let (count, classes) = (range.len(), self.classes);
        let (mut most, mut sums) = ([f32::MIN_POSITIVE; BLOCK_ROWS], [0.0; BLOCK_ROWS]);
        let given = self.first + range.start..self.first + range.end;
        let margins = &self.rows.margins[given.start * classes..given.end * classes];
        for (own, most) in margins.chunks_exact(classes).zip(&mut most) {
            *most = own.iter().fold(*most, |a, &b| if b > a { b } else { a });
        }
        for (k, powers) in powers.chunks_exact_mut(BLOCK_ROWS).enumerate() {
            for ((power, margin), most) in powers.iter_mut().zip(margins[k..].iter().step_by(classes)).zip(&most) {
                *power = margin - most;
            }
            for (power, sum) in powers[..count].iter_mut().zip(&mut sums) {
                *power = exp(*power);
                *sum += f64::from(*power);
            }
        }
        let sums = sums.map(|sum| sum as f32);
        let last = classes as f32;
        let labels = &self.rows.labels[given.clone()];
        let places = self.gradients.iter_mut().zip(powers.chunks_exact(BLOCK_ROWS));
        for (k, (gradients, powers)) in places.enumerate() {
            let pairs = gradients[2 * range.start..2 * range.end].chunks_exact_mut(2);
            for (((pair, power), sum), &label) in pairs.zip(powers).zip(&sums).zip(labels) {
                let share = power / sum;
                // What is no class counts as the first.
                let label = if label >= 0.0 && label < last { label } else { 0.0 };
                pair[0] = if label == k as f32 { share - 1.0 } else { share };
                pair[1] = 2.0 * share * (1.0 - share);
            }
            let pairs = gradients[2 * range.start..2 * range.end].chunks_exact_mut(2);
            match self.rows.weights {
                Some(weights) => pairs
                    .zip(&weights[given.clone()])
                    .for_each(|(pair, weight)| scale(pair, *weight)),
                None => pairs.for_each(|pair| scale(pair, 1.0)),
            }
        }
    }
}

#[inline(always)]
fn scale(pair: &mut [f32], weight: f32) {
    pair[0] *= weight;
    let curvature = pair[1] * weight;
    pair[1] = if curvature > SMALLEST_HESSIAN {
        curvature
    } else {
        SMALLEST_HESSIAN
    };
}

/// Adds to margin `group` of each row what its leaf answers.
pub fn add_leaf_values(leaf_of_row: &[i32], leaf_values: &[f32], (groups, group): (usize, usize), margins: &mut [f32]) {
    let pieces = margins
        .chunks_mut(PIECE_ROWS * groups)
        .zip(leaf_of_row.chunks(PIECE_ROWS));
    map_items(pieces.collect(), |(margins, leaves): (&mut [f32], &[i32])| {
        for (margin, &leaf) in margins[group..].iter_mut().step_by(groups).zip(leaves) {
            *margin += leaf_values[leaf as usize];
        }
    });
}

/// Adding it rounds to a whole number, which then stands in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Computed in double precision and rounded once, without a branch: the nearest float in all but one of millions of cases.
#[inline(always)]
#[allow(clippy::excessive_precision)]
fn exp(x: f32) -> f32 {
    let x = f64::from(x);
    let x = if x > 200.0 { 200.0 } else { x };
    let x = if x < -200.0 { -200.0 } else { x };
    let rounded = x * std::f64::consts::LOG2_E + ROUND;
    let n = rounded - ROUND;
    let r = (x - n * 0.693_147_180_369_123_816) - n * 1.908_214_929_270_587_7e-10;
    let mut sum = 1.0 / 3_628_800.0;
    for factor in [362_880.0, 40_320.0, 5_040.0, 720.0, 120.0, 24.0, 6.0, 2.0, 1.0, 1.0] {
        sum = sum * r + 1.0 / factor;
    }
    let power = f64::from_bits((rounded.to_bits() << 52).wrapping_add(1023 << 52));
    (sum * power) as f32
}
