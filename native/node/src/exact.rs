//! The exact greedy search of XGBoost.

use crate::arrays::{check_apart, check_length, invalid, size, span};
use crate::job::{Promise, promise};
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Float64Array, Int8Array, Int32Array, Uint8Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::exact::{self, Best, Entries, Penalty, Route, Search};

/// The number of columns.
fn check_entries(starts: &[u32], values: &[f32], rows: &[u32]) -> Result<usize> {
    if starts.len() < 2 || starts[0] != 0 || starts.is_sorted_by(|a, b| a <= b).eq(&false) {
        return Err(invalid("starts must rise from 0".to_owned()));
    }
    let columns = starts.len() - 1;
    check_length("values", values, starts[columns] as usize, 1)?;
    check_length("rows", rows, starts[columns] as usize, 1)?;
    Ok(columns)
}

#[napi(catch_unwind)]
pub fn sort_columns(starts: Uint32Array, mut values: Float32Array, mut rows: Uint32Array) -> Result<Promise<()>> {
    check_entries(&starts, &values, &rows)?;
    check_apart(&[span(&values), span(&rows)], &[span(&starts)])?;
    Ok(promise(move || {
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (values, rows) = unsafe { (values.as_mut(), rows.as_mut()) };
        exact::sort_columns(&starts, values, rows);
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn find_exact_splits(
    starts: Uint32Array,
    values: Float32Array,
    rows: Uint32Array,
    first_column: i32,
    walks: Uint8Array,
    monotone: Option<Int8Array>,
    node_of_row: Int32Array,
    gradients: Float32Array,
    node_sums: Float64Array,
    node_gains: Float32Array,
    node_bounds: Float32Array,
    allowed: Option<Uint8Array>,
    penalty: Float32Array,
    mut best_gains: Float32Array,
    mut best_columns: Int32Array,
    mut best_values: Float32Array,
    mut default_left: Uint8Array,
) -> Result<Promise<()>> {
    let (columns, nodes) = (check_entries(&starts, &values, &rows)?, node_gains.len());
    check_length("walks", &walks, columns, 1)?;
    check_length("gradients", &gradients, node_of_row.len(), 2)?;
    check_length("nodeSums", &node_sums, nodes, 2)?;
    check_length("nodeBounds", &node_bounds, nodes, 2)?;
    check_length("penalty", &penalty, 4, 1)?;
    check_length("gains", &best_gains, nodes, 1)?;
    check_length("columns", &best_columns, nodes, 1)?;
    check_length("values", &best_values, nodes, 1)?;
    check_length("defaultLeft", &default_left, nodes, 1)?;
    let mut inputs = vec![
        span(&starts),
        span(&values),
        span(&rows),
        span(&walks),
        span(&node_of_row),
    ];
    inputs.extend([
        span(&gradients),
        span(&node_sums),
        span(&node_gains),
        span(&node_bounds),
        span(&penalty),
    ]);
    if let Some(monotone) = &monotone {
        check_length("monotone", monotone, columns, 1)?;
        inputs.push(span(monotone));
    }
    if let Some(allowed) = &allowed {
        check_length("allowed", allowed, nodes, columns)?;
        inputs.push(span(allowed));
    }
    let outputs = [
        span(&best_gains),
        span(&best_columns),
        span(&best_values),
        span(&default_left),
    ];
    check_apart(&outputs, &inputs)?;
    Ok(promise(move || {
        let search = Search {
            entries: Entries {
                starts: &starts,
                values: &values,
                rows: &rows,
            },
            first_column,
            walks: &walks,
            monotone: monotone.as_deref(),
            node_of_row: &node_of_row,
            gradients: &gradients,
            node_sums: &node_sums,
            node_gains: &node_gains,
            node_bounds: &node_bounds,
            allowed: allowed.as_deref(),
            penalty: penalty_of(&penalty),
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let mut best = unsafe {
            Best {
                gains: best_gains.as_mut(),
                columns: best_columns.as_mut(),
                values: best_values.as_mut(),
                default_left: default_left.as_mut(),
            }
        };
        exact::find_splits(&search, &mut best);
    }))
}

fn penalty_of(numbers: &[f32]) -> Penalty {
    Penalty {
        lambda: numbers[0],
        alpha: numbers[1],
        max_delta_step: numbers[2],
        min_child_weight: numbers[3],
    }
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn route_rows(
    starts: Uint32Array,
    values: Float32Array,
    rows: Uint32Array,
    first_column: i32,
    node_of_row: Int32Array,
    split_columns: Int32Array,
    split_values: Float32Array,
    mut goes_left: Uint8Array,
) -> Result<Promise<()>> {
    check_entries(&starts, &values, &rows)?;
    size("firstColumn", i64::from(first_column))?;
    check_length("splitValues", &split_values, split_columns.len(), 1)?;
    check_length("goesLeft", &goes_left, node_of_row.len(), 1)?;
    let inputs = [
        span(&starts),
        span(&values),
        span(&rows),
        span(&node_of_row),
        span(&split_columns),
        span(&split_values),
    ];
    check_apart(&[span(&goes_left)], &inputs)?;
    Ok(promise(move || {
        let route = Route {
            entries: Entries {
                starts: &starts,
                values: &values,
                rows: &rows,
            },
            first_column,
            node_of_row: &node_of_row,
            split_columns: &split_columns,
            split_values: &split_values,
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        exact::route_rows(&route, unsafe { goes_left.as_mut() });
    }))
}
