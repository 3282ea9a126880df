//! Topic models by the method of moments.

use crate::arrays::{at_least_one, check_apart, check_length, invalid, size, span};
use crate::job::{Promise, promise};
use crate::level;
use crate::sparse::sound_rows;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Float64Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::topics::{self, Components, Mixing};

/// Refuses row starts that are not `rows + 1`, or entries that do not end where the last row does.
fn check_sparse(row_starts: &[u32], columns: &[u32], values: &[f32], rows: usize) -> Result<()> {
    check_length("rowStarts", row_starts, rows + 1, 1)?;
    check_length("columns", columns, row_starts[rows] as usize, 1)?;
    check_length("values", values, columns.len(), 1)
}

/// Elements in front of the last place of a symmetric tensor.
fn pairs(k: usize) -> Result<usize> {
    k.checked_mul(k + 1)
        .map(|twice| twice / 2)
        .ok_or_else(|| invalid(format!("k is {k}")))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn sparse_product(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    factor: Float64Array,
    scale: Option<Float64Array>,
    rows: i64,
    cols: i64,
    k: i64,
    mut product: Float64Array,
) -> Result<Promise<()>> {
    let (rows, cols, k) = (size("rows", rows)?, at_least_one("cols", cols)?, at_least_one("k", k)?);
    check_sparse(&row_starts, &columns, &values, rows)?;
    check_length("factor", &factor, cols, k)?;
    check_length("product", &product, rows, k)?;
    let mut inputs = vec![span(&row_starts), span(&columns), span(&values), span(&factor)];
    if let Some(scale) = &scale {
        check_length("scale", scale, rows, 1)?;
        inputs.push(span(scale));
    }
    check_apart(&[span(&product)], &inputs)?;
    Ok(promise(move || {
        let matrix = sound_rows(&row_starts, &columns, &values, cols);
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let product = unsafe { product.as_mut() };
        topics::sparse_product(level(), matrix, &factor, scale.as_deref(), k, product);
    }))
}

#[napi(catch_unwind)]
pub fn dense_product(
    left: Float64Array,
    right: Float64Array,
    rows: i64,
    inner: i64,
    k: i64,
    mut product: Float64Array,
) -> Result<Promise<()>> {
    let (rows, inner, k) = (
        size("rows", rows)?,
        at_least_one("inner", inner)?,
        at_least_one("k", k)?,
    );
    check_length("left", &left, rows, inner)?;
    check_length("right", &right, inner, k)?;
    check_length("product", &product, rows, k)?;
    check_apart(&[span(&product)], &[span(&left), span(&right)])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        topics::dense_product(level(), &left, &right, k, unsafe { product.as_mut() });
    }))
}

#[napi(catch_unwind)]
pub fn add_cross_product(
    left: Float64Array,
    right: Float64Array,
    rows: i64,
    m: i64,
    n: i64,
    mut sum: Float64Array,
) -> Result<Promise<()>> {
    let (rows, m, n) = (size("rows", rows)?, at_least_one("m", m)?, at_least_one("n", n)?);
    check_length("left", &left, rows, m)?;
    check_length("right", &right, rows, n)?;
    check_length("sum", &sum, m, n)?;
    check_apart(&[span(&sum)], &[span(&left), span(&right)])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        topics::add_cross_product(level(), &left, &right, n, unsafe { sum.as_mut() });
    }))
}

#[napi(catch_unwind)]
pub fn add_triple_product(
    left: Float64Array,
    right: Float64Array,
    rows: i64,
    k: i64,
    mut sum: Float64Array,
) -> Result<Promise<()>> {
    let (rows, k) = (size("rows", rows)?, at_least_one("k", k)?);
    check_length("left", &left, rows, k)?;
    check_length("right", &right, rows, k)?;
    check_length("sum", &sum, pairs(k)?, k)?;
    check_apart(&[span(&sum)], &[span(&left), span(&right)])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        topics::add_triple_product(level(), &left, &right, k, unsafe { sum.as_mut() });
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn update_components(
    tensor: Float64Array,
    first: Float64Array,
    second: Float64Array,
    k: i64,
    rank: i64,
    mut third: Float64Array,
    mut weights: Float64Array,
    mut fit: Float64Array,
) -> Result<Promise<()>> {
    let (k, rank) = (at_least_one("k", k)?, at_least_one("rank", rank)?);
    check_length("tensor", &tensor, pairs(k)?, k)?;
    check_length("first", &first, k, rank)?;
    check_length("second", &second, k, rank)?;
    check_length("third", &third, k, rank)?;
    check_length("weights", &weights, rank, 1)?;
    check_length("fit", &fit, 2, 1)?;
    let inputs = [span(&tensor), span(&first), span(&second)];
    check_apart(&[span(&third), span(&weights), span(&fit)], &inputs)?;
    Ok(promise(move || {
        let input = Components {
            tensor: &tensor,
            first: &first,
            second: &second,
            rank,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (third, weights, fit) = unsafe { (third.as_mut(), weights.as_mut(), fit.as_mut()) };
        fit.copy_from_slice(&topics::update(level(), input, third, weights));
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn fit_components(
    tensor: Float64Array,
    first: Float64Array,
    second: Float64Array,
    third: Float64Array,
    k: i64,
    rank: i64,
    mut fit: Float64Array,
) -> Result<Promise<()>> {
    let (k, rank) = (at_least_one("k", k)?, at_least_one("rank", rank)?);
    check_length("tensor", &tensor, pairs(k)?, k)?;
    for (name, factor) in [("first", &first), ("second", &second), ("third", &third)] {
        check_length(name, factor, k, rank)?;
    }
    check_length("fit", &fit, 2, 1)?;
    check_apart(
        &[span(&fit)],
        &[span(&tensor), span(&first), span(&second), span(&third)],
    )?;
    Ok(promise(move || {
        let input = Components {
            tensor: &tensor,
            first: &first,
            second: &second,
            rank,
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        unsafe { fit.as_mut() }.copy_from_slice(&topics::fit(level(), input, &third));
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn topic_mixtures(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    topics: Float32Array,
    start: Float64Array,
    rows: i64,
    cols: i64,
    k: i64,
    max_iterations: i64,
    tolerance: f64,
    mut mixtures: Float32Array,
    mut log_likelihoods: Float64Array,
) -> Result<Promise<()>> {
    let (rows, cols, k) = (size("rows", rows)?, at_least_one("cols", cols)?, at_least_one("k", k)?);
    let max_iterations = at_least_one("maxIterations", max_iterations)?;
    check_sparse(&row_starts, &columns, &values, rows)?;
    check_length("topics", &topics, cols, k)?;
    check_length("start", &start, k, 1)?;
    check_length("mixtures", &mixtures, rows, k)?;
    check_length("logLikelihoods", &log_likelihoods, rows, 1)?;
    let inputs = [
        span(&row_starts),
        span(&columns),
        span(&values),
        span(&topics),
        span(&start),
    ];
    check_apart(&[span(&mixtures), span(&log_likelihoods)], &inputs)?;
    Ok(promise(move || {
        let input = Mixing {
            counts: sound_rows(&row_starts, &columns, &values, cols),
            topics: &topics,
            start: &start,
            max_iterations,
            tolerance,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (mixtures, log_likelihoods) = unsafe { (mixtures.as_mut(), log_likelihoods.as_mut()) };
        sagelocal_core::topics::mixtures(level(), input, mixtures, log_likelihoods);
    }))
}
