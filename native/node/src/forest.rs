//! Random cut forests.

use crate::arrays::{at_least_one, check_apart, check_length, invalid, span};
use crate::job::{Promise, promise, promise_unless_small};
use crate::level;
use napi::Result;
use napi::bindgen_prelude::{Either, Float32Array, Float64Array, Int32Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::forest::{self, Forest, Grown};

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn grow_trees(
    samples: Float32Array,
    seeds: Uint32Array,
    size: i64,
    cols: i64,
    mut leaf_counts: Int32Array,
    mut cut_columns: Int32Array,
    mut cut_values: Float32Array,
    mut left_leaves: Int32Array,
    mut leaf_rows: Int32Array,
    mut masses: Int32Array,
) -> Result<Promise<()>> {
    let (size, cols, trees) = (at_least_one("size", size)?, at_least_one("cols", cols)?, seeds.len());
    let values = size
        .checked_mul(cols)
        .ok_or_else(|| invalid("size x cols overflows".to_owned()))?;
    check_length("samples", &samples, trees, values)?;
    check_length("leafCounts", &leaf_counts, trees, 1)?;
    check_length("cutColumns", &cut_columns, trees, size - 1)?;
    check_length("cutValues", &cut_values, trees, size - 1)?;
    check_length("leftLeaves", &left_leaves, trees, size - 1)?;
    check_length("leafRows", &leaf_rows, trees, size)?;
    check_length("masses", &masses, trees, size)?;
    let outputs = [
        span(&leaf_counts),
        span(&cut_columns),
        span(&cut_values),
        span(&left_leaves),
        span(&leaf_rows),
        span(&masses),
    ];
    check_apart(&outputs, &[span(&samples), span(&seeds)])?;
    Ok(promise(move || {
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let grown = unsafe {
            Grown {
                leaf_counts: leaf_counts.as_mut(),
                cut_columns: cut_columns.as_mut(),
                cut_values: cut_values.as_mut(),
                left_leaves: left_leaves.as_mut(),
                leaf_rows: leaf_rows.as_mut(),
                masses: masses.as_mut(),
            }
        };
        forest::grow_trees(&samples, &seeds, size, cols, grown);
    }))
}

/// The cuts that a forest has, its lengths checked.
fn check_forest(cols: usize, leaf_counts: &[i32], cuts: [usize; 3], points: &[f32]) -> Result<(usize, usize)> {
    let mut leaves = 0usize;
    for &count in leaf_counts {
        if count < 1 {
            return Err(invalid(format!("leafCounts has {count}")));
        }
        leaves += count as usize;
    }
    let expected = leaves - leaf_counts.len();
    if let Some(found) = cuts.into_iter().find(|&found| found != expected) {
        return Err(invalid(format!("{found} cuts do not go with {leaves} leaves")));
    }
    check_length("points", points, leaves, cols)?;
    Ok((expected, leaves))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn bound_cuts(
    cols: i64,
    leaf_counts: Int32Array,
    cut_columns: Int32Array,
    cut_values: Float32Array,
    left_leaves: Int32Array,
    points: Float32Array,
    mut boxes: Float32Array,
    mut extents: Float64Array,
) -> Result<Promise<()>> {
    let cols = at_least_one("cols", cols)?;
    let lengths = [cut_columns.len(), cut_values.len(), left_leaves.len()];
    let (cuts, _) = check_forest(cols, &leaf_counts, lengths, &points)?;
    check_length("boxes", &boxes, cuts, 2 * cols)?;
    check_length("extents", &extents, cuts, 1)?;
    let inputs = [
        span(&leaf_counts),
        span(&cut_columns),
        span(&cut_values),
        span(&left_leaves),
        span(&points),
    ];
    check_apart(&[span(&boxes), span(&extents)], &inputs)?;
    Ok(promise(move || {
        let forest = Forest {
            cols,
            leaf_counts: &leaf_counts,
            cut_columns: &cut_columns,
            cut_values: &cut_values,
            left_leaves: &left_leaves,
            points: &points,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (boxes, extents) = unsafe { (boxes.as_mut(), extents.as_mut()) };
        forest::bound_cuts(forest, boxes, extents);
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn add_inverse_depths(
    cols: i64,
    leaf_counts: Int32Array,
    cut_columns: Int32Array,
    cut_values: Float32Array,
    left_leaves: Int32Array,
    leaf_points: Float32Array,
    boxes: Float32Array,
    extents: Float64Array,
    log_masses: Float64Array,
    points: Float32Array,
    mut sums: Float64Array,
) -> Result<Either<Promise<()>, ()>> {
    let cols = at_least_one("cols", cols)?;
    let lengths = [cut_columns.len(), cut_values.len(), left_leaves.len()];
    let (cuts, leaves) = check_forest(cols, &leaf_counts, lengths, &leaf_points)?;
    check_length("boxes", &boxes, cuts, 2 * cols)?;
    check_length("extents", &extents, cuts, 1)?;
    check_length("logMasses", &log_masses, leaves, 1)?;
    check_length("points", &points, sums.len(), cols)?;
    let inputs = [
        span(&leaf_counts),
        span(&cut_columns),
        span(&cut_values),
        span(&left_leaves),
        span(&leaf_points),
        span(&boxes),
        span(&extents),
        span(&log_masses),
        span(&points),
    ];
    check_apart(&[span(&sums)], &inputs)?;
    // A point passes about two nodes for each doubling of the leaves, and looks at each column there.
    let depth = 2 * (leaves / leaf_counts.len().max(1) + 1).ilog2() as usize;
    let values = sums.len() * leaf_counts.len() * depth * cols;
    Ok(promise_unless_small(values, move || {
        let forest = Forest {
            cols,
            leaf_counts: &leaf_counts,
            cut_columns: &cut_columns,
            cut_values: &cut_values,
            left_leaves: &left_leaves,
            points: &leaf_points,
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let sums = unsafe { sums.as_mut() };
        forest::add_inverse_depths(level(), forest, (&boxes, &extents), &log_masses, &points, sums);
    }))
}
