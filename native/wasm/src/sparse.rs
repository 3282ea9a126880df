//! Sparse rows on their way in.

use sagelocal_core::sparse::Rows;
use std::slice;

/// Traps where the arrays contradict each other.
pub unsafe fn sparse_rows<'a>(
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    rows: usize,
    entries: usize,
    cols: usize,
) -> Rows<'a> {
    let rows = unsafe {
        Rows {
            row_starts: slice::from_raw_parts(row_starts, rows + 1),
            columns: slice::from_raw_parts(columns, entries),
            values: slice::from_raw_parts(values, entries),
            cols,
        }
    };
    assert!(rows.are_sound());
    rows
}
