//! k-means.

use crate::arrays::{at_least_one, check_apart, check_length, size, span};
use crate::job::{Promise, promise};
use crate::level;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Float64Array, Int32Array};
use napi_derive::napi;
use sagelocal_core::kmeans::{self, Input};

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn nearest_centroids(
    points: Float32Array,
    centroids: Float32Array,
    rows: i64,
    cols: i64,
    k: i64,
    mut labels: Int32Array,
    mut distances: Float32Array,
) -> Result<Promise<()>> {
    let (rows, cols, k) = (size("rows", rows)?, at_least_one("cols", cols)?, at_least_one("k", k)?);
    check_length("points", &points, rows, cols)?;
    check_length("centroids", &centroids, k, cols)?;
    check_length("labels", &labels, rows, 1)?;
    check_length("distances", &distances, rows, 1)?;
    check_apart(&[span(&labels), span(&distances)], &[span(&points), span(&centroids)])?;
    Ok(promise(move || {
        let input = Input {
            points: &points,
            centroids: &centroids,
            cols,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (labels, distances) = unsafe { (labels.as_mut(), distances.as_mut()) };
        kmeans::nearest_centroids(level(), input, labels, distances);
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn assign_and_sum(
    points: Float32Array,
    weights: Option<Float64Array>,
    centroids: Float32Array,
    rows: i64,
    cols: i64,
    k: i64,
    mut sums: Float64Array,
    mut counts: Float64Array,
) -> Result<Promise<f64>> {
    let (rows, cols, k) = (size("rows", rows)?, at_least_one("cols", cols)?, at_least_one("k", k)?);
    check_length("points", &points, rows, cols)?;
    check_length("centroids", &centroids, k, cols)?;
    check_length("sums", &sums, k, cols)?;
    check_length("counts", &counts, k, 1)?;
    let mut inputs = vec![span(&points), span(&centroids)];
    if let Some(weights) = &weights {
        check_length("weights", weights, rows, 1)?;
        inputs.push(span(weights));
    }
    check_apart(&[span(&sums), span(&counts)], &inputs)?;
    Ok(promise(move || {
        let input = Input {
            points: &points,
            centroids: &centroids,
            cols,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (sums, counts) = unsafe { (sums.as_mut(), counts.as_mut()) };
        kmeans::assign_and_sum(level(), input, weights.as_deref(), sums, counts)
    }))
}

#[napi(catch_unwind)]
pub fn lower_to_nearest(
    points: Float32Array,
    centre: Float32Array,
    rows: i64,
    cols: i64,
    mut nearest: Float32Array,
) -> Result<Promise<f64>> {
    let (rows, cols) = (size("rows", rows)?, at_least_one("cols", cols)?);
    check_length("points", &points, rows, cols)?;
    check_length("centre", &centre, 1, cols)?;
    check_length("nearest", &nearest, rows, 1)?;
    check_apart(&[span(&nearest)], &[span(&points), span(&centre)])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        kmeans::lower_to_nearest(level(), &points, &centre, unsafe { nearest.as_mut() })
    }))
}

/// Index of the first NaN or infinity, or -1.
#[napi(catch_unwind)]
pub fn find_non_finite(values: Float32Array) -> Promise<f64> {
    promise(move || sagelocal_core::finite::find_non_finite(level(), &values).map_or(-1.0, |index| index as f64))
}
