//! k-means.

use sagelocal_core::kmeans::{self, Input};
use sagelocal_core::{finite, simd::Level};
use std::slice;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn nearest_centroids(
    points: *const f32,
    centroids: *const f32,
    rows: usize,
    cols: usize,
    k: usize,
    labels: *mut i32,
    distances: *mut f32,
) {
    unsafe {
        let input = input(points, centroids, rows, cols, k);
        let labels = slice::from_raw_parts_mut(labels, rows);
        kmeans::nearest_centroids(
            Level::widest(),
            input,
            labels,
            slice::from_raw_parts_mut(distances, rows),
        );
    }
}

/// `weights` may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn assign_and_sum(
    points: *const f32,
    weights: *const f64,
    centroids: *const f32,
    rows: usize,
    cols: usize,
    k: usize,
    sums: *mut f64,
    counts: *mut f64,
) -> f64 {
    unsafe {
        let input = input(points, centroids, rows, cols, k);
        let weights = (!weights.is_null()).then(|| slice::from_raw_parts(weights, rows));
        let sums = slice::from_raw_parts_mut(sums, k * cols);
        kmeans::assign_and_sum(
            Level::widest(),
            input,
            weights,
            sums,
            slice::from_raw_parts_mut(counts, k),
        )
    }
}

unsafe fn input<'a>(points: *const f32, centroids: *const f32, rows: usize, cols: usize, k: usize) -> Input<'a> {
    unsafe {
        Input {
            points: slice::from_raw_parts(points, rows * cols),
            centroids: slice::from_raw_parts(centroids, k * cols),
            cols,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn lower_to_nearest(
    points: *const f32,
    centre: *const f32,
    rows: usize,
    cols: usize,
    nearest: *mut f32,
) -> f64 {
    unsafe {
        let points = slice::from_raw_parts(points, rows * cols);
        let centre = slice::from_raw_parts(centre, cols);
        kmeans::lower_to_nearest(
            Level::widest(),
            points,
            centre,
            slice::from_raw_parts_mut(nearest, rows),
        )
    }
}

/// Index of the first NaN or infinity, or -1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn find_non_finite(values: *const f32, length: usize) -> f64 {
    let values = unsafe { slice::from_raw_parts(values, length) };
    finite::find_non_finite(Level::widest(), values).map_or(-1.0, |index| index as f64)
}
