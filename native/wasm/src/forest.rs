//! Random cut forests.

use sagelocal_core::forest::{self, Forest, Grown};
use sagelocal_core::simd::Level;
use std::slice;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn grow_trees(
    samples: *const f32,
    seeds: *const u32,
    trees: usize,
    size: usize,
    cols: usize,
    leaf_counts: *mut i32,
    cut_columns: *mut i32,
    cut_values: *mut f32,
    left_leaves: *mut i32,
    leaf_rows: *mut i32,
    masses: *mut i32,
) {
    unsafe {
        let grown = Grown {
            leaf_counts: slice::from_raw_parts_mut(leaf_counts, trees),
            cut_columns: slice::from_raw_parts_mut(cut_columns, trees * (size - 1)),
            cut_values: slice::from_raw_parts_mut(cut_values, trees * (size - 1)),
            left_leaves: slice::from_raw_parts_mut(left_leaves, trees * (size - 1)),
            leaf_rows: slice::from_raw_parts_mut(leaf_rows, trees * size),
            masses: slice::from_raw_parts_mut(masses, trees * size),
        };
        let samples = slice::from_raw_parts(samples, trees * size * cols);
        forest::grow_trees(samples, slice::from_raw_parts(seeds, trees), size, cols, grown);
    }
}

unsafe fn forest<'a>(
    [cols, trees, leaves]: [usize; 3],
    leaf_counts: *const i32,
    cut_columns: *const i32,
    cut_values: *const f32,
    left_leaves: *const i32,
    points: *const f32,
) -> Forest<'a> {
    unsafe {
        Forest {
            cols,
            leaf_counts: slice::from_raw_parts(leaf_counts, trees),
            cut_columns: slice::from_raw_parts(cut_columns, leaves - trees),
            cut_values: slice::from_raw_parts(cut_values, leaves - trees),
            left_leaves: slice::from_raw_parts(left_leaves, leaves - trees),
            points: slice::from_raw_parts(points, leaves * cols),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bound_cuts(
    cols: usize,
    trees: usize,
    leaves: usize,
    leaf_counts: *const i32,
    cut_columns: *const i32,
    cut_values: *const f32,
    left_leaves: *const i32,
    points: *const f32,
    boxes: *mut f32,
    extents: *mut f64,
) {
    unsafe {
        let shape = [cols, trees, leaves];
        let forest = forest(shape, leaf_counts, cut_columns, cut_values, left_leaves, points);
        let boxes = slice::from_raw_parts_mut(boxes, (leaves - trees) * 2 * cols);
        forest::bound_cuts(forest, boxes, slice::from_raw_parts_mut(extents, leaves - trees));
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_inverse_depths(
    cols: usize,
    trees: usize,
    leaves: usize,
    leaf_counts: *const i32,
    cut_columns: *const i32,
    cut_values: *const f32,
    left_leaves: *const i32,
    leaf_points: *const f32,
    boxes: *const f32,
    extents: *const f64,
    log_masses: *const f64,
    points: *const f32,
    rows: usize,
    sums: *mut f64,
) {
    unsafe {
        let shape = [cols, trees, leaves];
        let forest = forest(shape, leaf_counts, cut_columns, cut_values, left_leaves, leaf_points);
        let boxes = slice::from_raw_parts(boxes, (leaves - trees) * 2 * cols);
        let bounds = (boxes, slice::from_raw_parts(extents, leaves - trees));
        let log_masses = slice::from_raw_parts(log_masses, leaves);
        let points = slice::from_raw_parts(points, rows * cols);
        let sums = slice::from_raw_parts_mut(sums, rows);
        forest::add_inverse_depths(Level::widest(), forest, bounds, log_masses, points, sums);
    }
}
