//! Mean and scatter of rows.

use crate::arrays::{at_least_one, check_apart, check_length, invalid, size, span};
use crate::job::{Promise, promise};
use crate::level;
use crate::sparse::sound_rows;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Float64Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::dense::Rows;
use sagelocal_core::moments::{self, Input, Moments};
use sagelocal_core::sparse;

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn add_moments(
    points: Float32Array,
    rows: i64,
    cols: i64,
    stride: i64,
    chunk_rows: i64,
    seen: i64,
    mut mean: Float64Array,
    mut scatter: Float64Array,
) -> Result<Promise<()>> {
    let (rows, cols) = (size("rows", rows)?, at_least_one("cols", cols)?);
    let (chunk_rows, seen) = (at_least_one("chunkRows", chunk_rows)?, size("seen", seen)?);
    let stride = size("stride", stride)?;
    if stride < cols || Rows::reach(rows, cols, stride) != Some(points.len()) {
        return Err(invalid(format!(
            "{} points are not {rows} rows of {cols}, {stride} apart",
            points.len()
        )));
    }
    check_length("mean", &mean, 1, cols)?;
    check_length("scatter", &scatter, cols, cols)?;
    check_apart(&[span(&mean), span(&scatter)], &[span(&points)])?;
    Ok(promise(move || {
        let input = Input {
            points: Rows::apart(&points, cols, stride),
            chunk_rows,
            seen,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (mean, scatter) = unsafe { (mean.as_mut(), scatter.as_mut()) };
        moments::add_moments(level(), input, Moments { mean, scatter });
    }))
}

#[napi(catch_unwind)]
pub fn add_sparse_products(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    cols: i64,
    mut sums: Float64Array,
    mut products: Float64Array,
) -> Result<Promise<()>> {
    let cols = at_least_one("cols", cols)?;
    check_length("sums", &sums, 1, cols)?;
    check_length("products", &products, cols, cols)?;
    let inputs = [span(&row_starts), span(&columns), span(&values)];
    check_apart(&[span(&sums), span(&products)], &inputs)?;
    Ok(promise(move || {
        let rows = sound_rows(&row_starts, &columns, &values, cols);
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (sums, products) = unsafe { (sums.as_mut(), products.as_mut()) };
        sparse::add_products(rows, sums, products);
    }))
}
