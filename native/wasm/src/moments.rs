//! Mean and scatter of rows.

use crate::sparse::sparse_rows;
use sagelocal_core::dense::Rows;
use sagelocal_core::moments::{self, Input, Moments};
use sagelocal_core::simd::Level;
use sagelocal_core::sparse;
use std::slice;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_moments(
    points: *const f32,
    rows: usize,
    cols: usize,
    stride: usize,
    chunk_rows: usize,
    seen: usize,
    mean: *mut f64,
    scatter: *mut f64,
) {
    unsafe {
        let points = slice::from_raw_parts(points, Rows::reach(rows, cols, stride).unwrap_or(0));
        let input = Input {
            points: Rows::apart(points, cols, stride),
            chunk_rows,
            seen,
        };
        let moments = Moments {
            mean: slice::from_raw_parts_mut(mean, cols),
            scatter: slice::from_raw_parts_mut(scatter, cols * cols),
        };
        moments::add_moments(Level::widest(), input, moments);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_sparse_products(
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    rows: usize,
    entries: usize,
    cols: usize,
    sums: *mut f64,
    products: *mut f64,
) {
    unsafe {
        let rows = sparse_rows(row_starts, columns, values, rows, entries, cols);
        let sums = slice::from_raw_parts_mut(sums, cols);
        sparse::add_products(rows, sums, slice::from_raw_parts_mut(products, cols * cols));
    }
}
