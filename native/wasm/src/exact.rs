//! The exact greedy search of XGBoost.

use sagelocal_core::exact::{self, Best, Entries, Penalty, Route, Search};
use std::slice;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn sort_columns(columns: usize, starts: *const u32, values: *mut f32, rows: *mut u32) {
    unsafe {
        let starts = slice::from_raw_parts(starts, columns + 1);
        let entries = starts[columns] as usize;
        let values = slice::from_raw_parts_mut(values, entries);
        exact::sort_columns(starts, values, slice::from_raw_parts_mut(rows, entries));
    }
}

unsafe fn entries<'a>(columns: usize, starts: *const u32, values: *const f32, rows: *const u32) -> Entries<'a> {
    unsafe {
        let starts = slice::from_raw_parts(starts, columns + 1);
        let entries = starts[columns] as usize;
        Entries {
            starts,
            values: slice::from_raw_parts(values, entries),
            rows: slice::from_raw_parts(rows, entries),
        }
    }
}

/// `monotone` and `allowed` may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn find_exact_splits(
    columns: usize,
    starts: *const u32,
    values: *const f32,
    rows: *const u32,
    first_column: i32,
    walks: *const u8,
    monotone: *const i8,
    data_rows: usize,
    node_of_row: *const i32,
    gradients: *const f32,
    nodes: usize,
    node_sums: *const f64,
    node_gains: *const f32,
    node_bounds: *const f32,
    allowed: *const u8,
    penalty: *const f32,
    gains: *mut f32,
    best_columns: *mut i32,
    best_values: *mut f32,
    default_left: *mut u8,
) {
    unsafe {
        let penalty = slice::from_raw_parts(penalty, 4);
        let search = Search {
            entries: entries(columns, starts, values, rows),
            first_column,
            walks: slice::from_raw_parts(walks, columns),
            monotone: (!monotone.is_null()).then(|| slice::from_raw_parts(monotone, columns)),
            node_of_row: slice::from_raw_parts(node_of_row, data_rows),
            gradients: slice::from_raw_parts(gradients, 2 * data_rows),
            node_sums: slice::from_raw_parts(node_sums, 2 * nodes),
            node_gains: slice::from_raw_parts(node_gains, nodes),
            node_bounds: slice::from_raw_parts(node_bounds, 2 * nodes),
            allowed: (!allowed.is_null()).then(|| slice::from_raw_parts(allowed, nodes * columns)),
            penalty: Penalty {
                lambda: penalty[0],
                alpha: penalty[1],
                max_delta_step: penalty[2],
                min_child_weight: penalty[3],
            },
        };
        let mut best = Best {
            gains: slice::from_raw_parts_mut(gains, nodes),
            columns: slice::from_raw_parts_mut(best_columns, nodes),
            values: slice::from_raw_parts_mut(best_values, nodes),
            default_left: slice::from_raw_parts_mut(default_left, nodes),
        };
        exact::find_splits(&search, &mut best);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn route_rows(
    columns: usize,
    starts: *const u32,
    values: *const f32,
    rows: *const u32,
    first_column: i32,
    data_rows: usize,
    node_of_row: *const i32,
    nodes: usize,
    split_columns: *const i32,
    split_values: *const f32,
    goes_left: *mut u8,
) {
    unsafe {
        let route = Route {
            entries: entries(columns, starts, values, rows),
            first_column,
            node_of_row: slice::from_raw_parts(node_of_row, data_rows),
            split_columns: slice::from_raw_parts(split_columns, nodes),
            split_values: slice::from_raw_parts(split_values, nodes),
        };
        exact::route_rows(&route, slice::from_raw_parts_mut(goes_left, data_rows));
    }
}
