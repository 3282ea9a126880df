//! Topic models by the method of moments.

use crate::sparse::sparse_rows;
use sagelocal_core::simd::Level;
use sagelocal_core::sparse::Rows;
use sagelocal_core::topics::{self, Components, Mixing};
use std::slice;

unsafe fn sparse<'a>(
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    rows: usize,
    cols: usize,
) -> Rows<'a> {
    unsafe {
        let entries = *row_starts.add(rows) as usize;
        sparse_rows(row_starts, columns, values, rows, entries, cols)
    }
}

unsafe fn components<'a>(
    tensor: *const f64,
    first: *const f64,
    second: *const f64,
    k: usize,
    rank: usize,
) -> Components<'a> {
    unsafe {
        Components {
            tensor: slice::from_raw_parts(tensor, k * (k + 1) / 2 * k),
            first: slice::from_raw_parts(first, k * rank),
            second: slice::from_raw_parts(second, k * rank),
            rank,
        }
    }
}

/// `scale` may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparse_product(
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    factor: *const f64,
    scale: *const f64,
    rows: usize,
    cols: usize,
    k: usize,
    product: *mut f64,
) {
    unsafe {
        let matrix = sparse(row_starts, columns, values, rows, cols);
        let factor = slice::from_raw_parts(factor, cols * k);
        let scale = (!scale.is_null()).then(|| slice::from_raw_parts(scale, rows));
        let product = slice::from_raw_parts_mut(product, rows * k);
        topics::sparse_product(Level::widest(), matrix, factor, scale, k, product);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn dense_product(
    left: *const f64,
    right: *const f64,
    rows: usize,
    inner: usize,
    k: usize,
    product: *mut f64,
) {
    unsafe {
        let left = slice::from_raw_parts(left, rows * inner);
        let right = slice::from_raw_parts(right, inner * k);
        topics::dense_product(
            Level::widest(),
            left,
            right,
            k,
            slice::from_raw_parts_mut(product, rows * k),
        );
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_cross_product(
    left: *const f64,
    right: *const f64,
    rows: usize,
    m: usize,
    n: usize,
    sum: *mut f64,
) {
    unsafe {
        let left = slice::from_raw_parts(left, rows * m);
        let right = slice::from_raw_parts(right, rows * n);
        topics::add_cross_product(Level::widest(), left, right, n, slice::from_raw_parts_mut(sum, m * n));
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_triple_product(left: *const f64, right: *const f64, rows: usize, k: usize, sum: *mut f64) {
    unsafe {
        let left = slice::from_raw_parts(left, rows * k);
        let right = slice::from_raw_parts(right, rows * k);
        let sum = slice::from_raw_parts_mut(sum, k * (k + 1) / 2 * k);
        topics::add_triple_product(Level::widest(), left, right, k, sum);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn update_components(
    tensor: *const f64,
    first: *const f64,
    second: *const f64,
    k: usize,
    rank: usize,
    third: *mut f64,
    weights: *mut f64,
    fit: *mut f64,
) {
    unsafe {
        let input = components(tensor, first, second, k, rank);
        let third = slice::from_raw_parts_mut(third, k * rank);
        let weights = slice::from_raw_parts_mut(weights, rank);
        let found = topics::update(Level::widest(), input, third, weights);
        slice::from_raw_parts_mut(fit, 2).copy_from_slice(&found);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fit_components(
    tensor: *const f64,
    first: *const f64,
    second: *const f64,
    third: *const f64,
    k: usize,
    rank: usize,
    fit: *mut f64,
) {
    unsafe {
        let input = components(tensor, first, second, k, rank);
        let found = topics::fit(Level::widest(), input, slice::from_raw_parts(third, k * rank));
        slice::from_raw_parts_mut(fit, 2).copy_from_slice(&found);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn topic_mixtures(
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    topics: *const f32,
    start: *const f64,
    rows: usize,
    cols: usize,
    k: usize,
    max_iterations: usize,
    tolerance: f64,
    mixtures: *mut f32,
    log_likelihoods: *mut f64,
) {
    unsafe {
        let input = Mixing {
            counts: sparse(row_starts, columns, values, rows, cols),
            topics: slice::from_raw_parts(topics, cols * k),
            start: slice::from_raw_parts(start, k),
            max_iterations,
            tolerance,
        };
        let mixtures = slice::from_raw_parts_mut(mixtures, rows * k);
        let log_likelihoods = slice::from_raw_parts_mut(log_likelihoods, rows);
        sagelocal_core::topics::mixtures(Level::widest(), input, mixtures, log_likelihoods);
    }
}
