//! Derivatives and margins.

use super::{check_weights, spans};
use crate::arrays::{at_least_one, check_apart, check_length, invalid, prefer_large_pages, size};
use crate::job::{Promise, promise};
use crate::level;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Float64Array, Int32Array};
use napi_derive::napi;
use sagelocal_core::boosting::{self, Loss, Rows};

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn loss_gradients(
    loss: u32,
    parameter: f64,
    positive_weight: f64,
    margins: Float32Array,
    labels: Float32Array,
    weights: Option<Float32Array>,
    mut gradients: Float32Array,
) -> Result<Promise<()>> {
    let loss = Loss::at(loss, parameter as f32).ok_or_else(|| invalid(format!("there is no loss {loss}")))?;
    let rows = margins.len();
    check_length("labels", &labels, rows, 1)?;
    check_length("gradients", &gradients, rows, 2)?;
    check_weights(&weights, rows)?;
    check_apart(&spans![gradients], &spans![margins, labels; weights])?;
    prefer_large_pages(&gradients);
    Ok(promise(move || {
        let rows = Rows {
            margins: &margins,
            labels: &labels,
            weights: weights.as_deref(),
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        boosting::loss_gradients(level(), rows, loss, positive_weight as f32, unsafe {
            gradients.as_mut()
        });
    }))
}

#[napi(catch_unwind)]
pub fn softmax_gradients(
    margins: Float32Array,
    labels: Float32Array,
    weights: Option<Float32Array>,
    classes: i64,
    mut gradients: Float32Array,
) -> Result<Promise<()>> {
    let (rows, classes) = (labels.len(), at_least_one("classes", classes)?);
    check_length("margins", &margins, rows, classes)?;
    check_length("gradients", &gradients, 2 * rows, classes)?;
    check_weights(&weights, rows)?;
    check_apart(&spans![gradients], &spans![margins, labels; weights])?;
    prefer_large_pages(&gradients);
    Ok(promise(move || {
        let rows = Rows {
            margins: &margins,
            labels: &labels,
            weights: weights.as_deref(),
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        boosting::softmax_gradients(level(), rows, classes, unsafe { gradients.as_mut() });
    }))
}

#[napi(catch_unwind)]
pub fn measure_gradients(
    gradients: Float32Array,
    mut sums: Float64Array,
    mut magnitudes: Float64Array,
    mut largest: Float64Array,
) -> Result<Promise<()>> {
    for (name, output) in [("sums", &sums), ("magnitudes", &magnitudes), ("largest", &largest)] {
        check_length(name, output, 2, 1)?;
    }
    check_apart(&spans![sums, magnitudes, largest], &spans![gradients])?;
    Ok(promise(move || {
        let extent = boosting::measure_gradients(level(), &gradients);
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        unsafe {
            sums.as_mut().copy_from_slice(&extent.sums);
            magnitudes.as_mut().copy_from_slice(&extent.magnitudes);
            largest.as_mut().copy_from_slice(&extent.largest);
        }
    }))
}

#[napi(catch_unwind)]
pub fn round_gradients(
    gradients: Float32Array,
    units: Float64Array,
    mut steps: Int32Array,
    mut sums: Float64Array,
) -> Result<Promise<()>> {
    check_length("units", &units, 2, 1)?;
    check_length("sums", &sums, 2, 1)?;
    check_length("steps", &steps, gradients.len(), 1)?;
    check_apart(&spans![steps, sums], &spans![gradients, units])?;
    prefer_large_pages(&steps);
    Ok(promise(move || {
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (steps, sums) = unsafe { (steps.as_mut(), sums.as_mut()) };
        sums.copy_from_slice(&boosting::round_gradients(
            level(),
            &gradients,
            [units[0], units[1]],
            steps,
        ));
    }))
}

#[napi(catch_unwind)]
pub fn add_leaf_values(
    leaf_of_row: Int32Array,
    leaf_values: Float32Array,
    groups: i64,
    group: i64,
    mut margins: Float32Array,
) -> Result<Promise<()>> {
    let (groups, group) = (at_least_one("groups", groups)?, size("group", group)?);
    check_length("margins", &margins, leaf_of_row.len(), groups)?;
    check_apart(&spans![margins], &spans![leaf_of_row, leaf_values])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let margins = unsafe { margins.as_mut() };
        boosting::add_leaf_values(&leaf_of_row, &leaf_values, (groups, group), margins);
    }))
}
