//! Sparse rows on their way in.

use sagelocal_core::sparse::Rows;

/// # Panics
/// Where the arrays contradict each other: an index out of place must not pass.
pub fn sound_rows<'a>(row_starts: &'a [u32], columns: &'a [u32], values: &'a [f32], cols: usize) -> Rows<'a> {
    let rows = Rows {
        row_starts,
        columns,
        values,
        cols,
    };
    assert!(rows.are_sound(), "the sparse rows are not sound");
    rows
}
