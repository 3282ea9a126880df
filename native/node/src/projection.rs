//! Products of rows with a few axes.

use crate::arrays::{at_least_one, check_apart, check_length, size, span};
use crate::job::{Promise, promise};
use crate::level;
use crate::sparse::sound_rows;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Float64Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::projection::{self, Points};
use sagelocal_core::sparse;

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn project(
    points: Float32Array,
    origin: Option<Float64Array>,
    axes: Float32Array,
    rows: i64,
    cols: i64,
    count: i64,
    mut projections: Float32Array,
) -> Result<Promise<()>> {
    let (rows, cols, count) = (
        size("rows", rows)?,
        at_least_one("cols", cols)?,
        at_least_one("count", count)?,
    );
    check_length("points", &points, rows, cols)?;
    check_length("axes", &axes, count, cols)?;
    check_length("projections", &projections, rows, count)?;
    let mut inputs = vec![span(&points), span(&axes)];
    if let Some(origin) = &origin {
        check_length("origin", origin, 1, cols)?;
        inputs.push(span(origin));
    }
    check_apart(&[span(&projections)], &inputs)?;
    Ok(promise(move || {
        let points = Points {
            values: &points,
            cols,
            origin: origin.as_deref(),
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        projection::project(level(), points, &axes, unsafe { projections.as_mut() });
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn add_cross_products(
    weights: Float32Array,
    points: Float32Array,
    origin: Option<Float64Array>,
    rows: i64,
    cols: i64,
    count: i64,
    mut products: Float64Array,
) -> Result<Promise<()>> {
    let (rows, cols, count) = (
        size("rows", rows)?,
        at_least_one("cols", cols)?,
        at_least_one("count", count)?,
    );
    check_length("weights", &weights, rows, count)?;
    check_length("points", &points, rows, cols)?;
    check_length("products", &products, count, cols)?;
    let mut inputs = vec![span(&weights), span(&points)];
    if let Some(origin) = &origin {
        check_length("origin", origin, 1, cols)?;
        inputs.push(span(origin));
    }
    check_apart(&[span(&products)], &inputs)?;
    Ok(promise(move || {
        let points = Points {
            values: &points,
            cols,
            origin: origin.as_deref(),
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        projection::add_cross_products(level(), &weights, count, points, unsafe { products.as_mut() });
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn project_sparse(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    axes: Float32Array,
    rows: i64,
    cols: i64,
    count: i64,
    mut projections: Float32Array,
) -> Result<Promise<()>> {
    let (rows, cols, count) = (
        size("rows", rows)?,
        at_least_one("cols", cols)?,
        at_least_one("count", count)?,
    );
    check_length("rowStarts", &row_starts, rows + 1, 1)?;
    check_length("axes", &axes, count, cols)?;
    check_length("projections", &projections, rows, count)?;
    let inputs = [span(&row_starts), span(&columns), span(&values), span(&axes)];
    check_apart(&[span(&projections)], &inputs)?;
    Ok(promise(move || {
        let rows = sound_rows(&row_starts, &columns, &values, cols);
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        sparse::project(rows, &axes, unsafe { projections.as_mut() });
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn add_sparse_cross_products(
    weights: Float32Array,
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    rows: i64,
    cols: i64,
    count: i64,
    mut products: Float64Array,
) -> Result<Promise<()>> {
    let (rows, cols, count) = (
        size("rows", rows)?,
        at_least_one("cols", cols)?,
        at_least_one("count", count)?,
    );
    check_length("rowStarts", &row_starts, rows + 1, 1)?;
    check_length("weights", &weights, rows, count)?;
    check_length("products", &products, count, cols)?;
    let inputs = [span(&weights), span(&row_starts), span(&columns), span(&values)];
    check_apart(&[span(&products)], &inputs)?;
    Ok(promise(move || {
        let rows = sound_rows(&row_starts, &columns, &values, cols);
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        sparse::add_cross_products(rows, &weights, count, unsafe { products.as_mut() });
    }))
}
