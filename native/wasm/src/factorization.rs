//! Factorization machines.

use sagelocal_core::factorization::{self, Adam, Distribution, Group, Loss, Parameters, Rows, SLOTS, State, Training};
use sagelocal_core::simd::Level;
use std::slice;

unsafe fn rows<'a>(starts: *const u32, columns: *const u32, values: *const f32, rows: usize) -> Rows<'a> {
    unsafe {
        let starts = slice::from_raw_parts(starts, rows + 1);
        let entries = starts[rows] as usize;
        Rows {
            starts,
            columns: slice::from_raw_parts(columns, entries),
            values: slice::from_raw_parts(values, entries),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn factorization_scores(
    starts: *const u32,
    columns: *const u32,
    values: *const f32,
    count: usize,
    features: usize,
    bias: f32,
    linear: *const f32,
    factors: *const f32,
    width: usize,
    scores: *mut f32,
) {
    unsafe {
        let parameters = Parameters {
            bias,
            linear: slice::from_raw_parts(linear, features),
            factors: slice::from_raw_parts(factors, features * width),
            slots: 1,
            width,
        };
        let rows = rows(starts, columns, values, count);
        factorization::scores(
            Level::widest(),
            rows,
            &parameters,
            slice::from_raw_parts_mut(scores, count),
        );
    }
}

/// `settings` are batch rows, steps, the learning rates and weight decays of bias, weights and factors, rescale (NaN where the mean
/// is meant), clip and epsilon.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn train_factorization(
    starts: *const u32,
    columns: *const u32,
    values: *const f32,
    labels: *const f32,
    count: usize,
    features: usize,
    width: usize,
    logistic: u32,
    settings: *const f64,
    bias: *mut f32,
    linear: *mut f32,
    factors: *mut f32,
    scores: *mut f32,
) {
    unsafe {
        let settings = slice::from_raw_parts(settings, 11);
        let group = |at: usize| Group {
            learning_rate: settings[2 + at],
            weight_decay: settings[5 + at] as f32,
        };
        let adam = Adam {
            bias: group(0),
            linear: group(1),
            factors: group(2),
            steps: settings[1] as u64,
            rescale: Some(settings[8] as f32).filter(|rescale| !rescale.is_nan()),
            clip: settings[9] as f32,
            epsilon: settings[10] as f32,
        };
        let mut state = State {
            bias: slice::from_raw_parts_mut(bias, SLOTS),
            linear: slice::from_raw_parts_mut(linear, features * SLOTS),
            factors: slice::from_raw_parts_mut(factors, features * SLOTS * width),
            width,
        };
        let rows = rows(starts, columns, values, count);
        let labels = slice::from_raw_parts(labels, count);
        let scores = slice::from_raw_parts_mut(scores, count);
        let training = Training {
            batch_rows: settings[0] as usize,
            loss: if logistic == 1 { Loss::Logistic } else { Loss::Squared },
            adam,
        };
        factorization::train(Level::widest(), rows, labels, &training, &mut state, scores);
    }
}

/// Rows of `stride` values, of which the first `width` are filled; `first` is the number of the first draw.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn fill_random(
    low: u32,
    high: u32,
    first: f64,
    normal: u32,
    scale: f64,
    width: usize,
    stride: usize,
    values: *mut f32,
    length: usize,
) {
    let distribution = if normal == 1 {
        Distribution::Normal(scale)
    } else {
        Distribution::Uniform(scale)
    };
    let values = unsafe { slice::from_raw_parts_mut(values, length) };
    factorization::fill_random([low, high], first as u64, distribution, width, stride, values);
}
