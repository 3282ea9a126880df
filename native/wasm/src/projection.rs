//! Products of rows with a few axes.

use crate::sparse::sparse_rows;
use sagelocal_core::projection::{self, Points};
use sagelocal_core::simd::Level;
use sagelocal_core::sparse;
use std::slice;

/// `origin` may be null.
unsafe fn moved<'a>(points: *const f32, origin: *const f64, rows: usize, cols: usize) -> Points<'a> {
    unsafe {
        Points {
            values: slice::from_raw_parts(points, rows * cols),
            cols,
            origin: (!origin.is_null()).then(|| slice::from_raw_parts(origin, cols)),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn project(
    points: *const f32,
    origin: *const f64,
    axes: *const f32,
    rows: usize,
    cols: usize,
    count: usize,
    projections: *mut f32,
) {
    unsafe {
        let axes = slice::from_raw_parts(axes, count * cols);
        let projections = slice::from_raw_parts_mut(projections, rows * count);
        projection::project(Level::widest(), moved(points, origin, rows, cols), axes, projections);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_cross_products(
    weights: *const f32,
    points: *const f32,
    origin: *const f64,
    rows: usize,
    cols: usize,
    count: usize,
    products: *mut f64,
) {
    unsafe {
        let weights = slice::from_raw_parts(weights, rows * count);
        let products = slice::from_raw_parts_mut(products, count * cols);
        let points = moved(points, origin, rows, cols);
        projection::add_cross_products(Level::widest(), weights, count, points, products);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn project_sparse(
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    axes: *const f32,
    rows: usize,
    entries: usize,
    cols: usize,
    count: usize,
    projections: *mut f32,
) {
    unsafe {
        let projections = slice::from_raw_parts_mut(projections, rows * count);
        let rows = sparse_rows(row_starts, columns, values, rows, entries, cols);
        sparse::project(rows, slice::from_raw_parts(axes, count * cols), projections);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_sparse_cross_products(
    weights: *const f32,
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    rows: usize,
    entries: usize,
    cols: usize,
    count: usize,
    products: *mut f64,
) {
    unsafe {
        let weights = slice::from_raw_parts(weights, rows * count);
        let products = slice::from_raw_parts_mut(products, count * cols);
        let rows = sparse_rows(row_starts, columns, values, rows, entries, cols);
        sparse::add_cross_products(rows, weights, count, products);
    }
}
