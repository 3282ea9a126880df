//! Cuts, bins, derivatives and margins.

use super::optional;
use sagelocal_core::boosting::{self, Coding, Columns, CutOutput, Cuts, Dense, Loss, Rows};
use sagelocal_core::simd::Level;
use std::slice;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn gather_columns(
    rows: usize,
    cols: usize,
    entries: usize,
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    column_starts: *mut u32,
    entry_rows: *mut u32,
    gathered: *mut f32,
) {
    unsafe {
        let columns = slice::from_raw_parts(columns, entries);
        let entry_rows = slice::from_raw_parts_mut(entry_rows, entries);
        boosting::gather_columns(
            slice::from_raw_parts(row_starts, rows + 1),
            (columns, slice::from_raw_parts(values, entries)),
            slice::from_raw_parts_mut(column_starts, cols + 1),
            (entry_rows, slice::from_raw_parts_mut(gathered, entries)),
        );
    }
}

unsafe fn cut_output<'a>(
    [columns, room]: [usize; 2],
    counts: *mut u32,
    present: *mut u32,
    values: *mut f32,
    lowest: *mut f32,
) -> CutOutput<'a> {
    unsafe {
        CutOutput {
            counts: slice::from_raw_parts_mut(counts, columns),
            present: slice::from_raw_parts_mut(present, columns),
            values: slice::from_raw_parts_mut(values, columns * room),
            lowest: slice::from_raw_parts_mut(lowest, columns),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn cut_rows(
    values: *const f32,
    rows: usize,
    cols: usize,
    from: usize,
    to: usize,
    weights: *const f32,
    max_bins: usize,
    room: usize,
    counts: *mut u32,
    present: *mut u32,
    cuts: *mut f32,
    lowest: *mut f32,
) {
    unsafe {
        let values = slice::from_raw_parts(values, rows * cols);
        let output = cut_output([to - from, room], counts, present, cuts, lowest);
        boosting::cut_rows(Dense { values, cols }, from, optional(weights, rows), max_bins, output);
    }
}

unsafe fn columns<'a>(
    [cols, entries]: [usize; 2],
    starts: *const u32,
    rows: *const u32,
    values: *const f32,
) -> Columns<'a> {
    unsafe {
        Columns {
            starts: slice::from_raw_parts(starts, cols + 1),
            rows: slice::from_raw_parts(rows, entries),
            values: slice::from_raw_parts(values, entries),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn cut_columns(
    cols: usize,
    entries: usize,
    column_starts: *const u32,
    entry_rows: *const u32,
    values: *const f32,
    rows: usize,
    from: usize,
    to: usize,
    weights: *const f32,
    max_bins: usize,
    sorted: u32,
    room: usize,
    counts: *mut u32,
    present: *mut u32,
    cuts: *mut f32,
    lowest: *mut f32,
) {
    unsafe {
        let columns = columns([cols, entries], column_starts, entry_rows, values);
        let output = cut_output([to - from, room], counts, present, cuts, lowest);
        boosting::cut_columns(columns, from, optional(weights, rows), (max_bins, sorted == 1), output);
    }
}

unsafe fn cuts<'a>([cols, bins]: [usize; 2], starts: *const u32, values: *const f32) -> Cuts<'a> {
    unsafe {
        Cuts {
            starts: slice::from_raw_parts(starts, cols + 1),
            values: slice::from_raw_parts(values, bins),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bin_rows(
    values: *const f32,
    rows: usize,
    cols: usize,
    bins: usize,
    cut_starts: *const u32,
    cut_values: *const f32,
    code_bytes: u32,
    by_column: *mut u8,
) {
    unsafe {
        let values = slice::from_raw_parts(values, rows * cols);
        let cuts = cuts([cols, bins], cut_starts, cut_values);
        let place = (rows, 0);
        if code_bytes == 1 {
            boosting::bin_rows(values, cuts, slice::from_raw_parts_mut(by_column, rows * cols), place);
        } else {
            let by_column = slice::from_raw_parts_mut(by_column.cast::<u16>(), rows * cols);
            boosting::bin_rows(values, cuts, by_column, place);
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bin_columns(
    cols: usize,
    entries: usize,
    bins: usize,
    column_starts: *const u32,
    entry_rows: *const u32,
    values: *const f32,
    cut_starts: *const u32,
    cut_values: *const f32,
    sorted_rows: *mut u32,
    entry_bins: *mut u16,
) {
    unsafe {
        boosting::bin_columns(
            columns([cols, entries], column_starts, entry_rows, values),
            cuts([cols, bins], cut_starts, cut_values),
            slice::from_raw_parts_mut(sorted_rows, entries),
            slice::from_raw_parts_mut(entry_bins, entries),
        );
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bundle_columns(
    code_bytes: u32,
    by_column: *const u8,
    rows: usize,
    cols: usize,
    code_counts: *const u32,
    groups: *mut i32,
    hidden_bins: *mut i32,
) {
    unsafe {
        let counts = slice::from_raw_parts(code_counts, cols);
        let groups = slice::from_raw_parts_mut(groups, cols);
        let hidden = slice::from_raw_parts_mut(hidden_bins, cols);
        if code_bytes == 1 {
            let by_column = slice::from_raw_parts(by_column, rows * cols);
            boosting::bundle_columns(by_column, rows, counts, groups, hidden);
        } else {
            let by_column = slice::from_raw_parts(by_column.cast::<u16>(), rows * cols);
            boosting::bundle_columns(by_column, rows, counts, groups, hidden);
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn code_rows(
    code_bytes: u32,
    by_column: *const u8,
    rows: usize,
    cols: usize,
    group_count: usize,
    groups: *const i32,
    hidden_bins: *const i32,
    first_codes: *const u32,
    codes: *mut u8,
) {
    unsafe {
        let coding = Coding {
            group_count,
            groups: slice::from_raw_parts(groups, cols),
            hidden_bins: slice::from_raw_parts(hidden_bins, cols),
            first_codes: slice::from_raw_parts(first_codes, cols),
        };
        let count = rows * group_count;
        if code_bytes == 1 {
            let by_column = slice::from_raw_parts(by_column, rows * cols);
            boosting::code_rows(by_column, rows, coding, slice::from_raw_parts_mut(codes, count));
        } else {
            let by_column = slice::from_raw_parts(by_column.cast::<u16>(), rows * cols);
            let codes = slice::from_raw_parts_mut(codes.cast::<u16>(), count);
            boosting::code_rows(by_column, rows, coding, codes);
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn loss_gradients(
    loss: u32,
    parameter: f32,
    positive_weight: f32,
    rows: usize,
    margins: *const f32,
    labels: *const f32,
    weights: *const f32,
    gradients: *mut f32,
) {
    unsafe {
        let input = Rows {
            margins: slice::from_raw_parts(margins, rows),
            labels: slice::from_raw_parts(labels, rows),
            weights: optional(weights, rows),
        };
        let gradients = slice::from_raw_parts_mut(gradients, 2 * rows);
        let loss = Loss::at(loss, parameter).expect("the host knows the losses");
        boosting::loss_gradients(Level::widest(), input, loss, positive_weight, gradients);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn softmax_gradients(
    rows: usize,
    classes: usize,
    margins: *const f32,
    labels: *const f32,
    weights: *const f32,
    gradients: *mut f32,
) {
    unsafe {
        let input = Rows {
            margins: slice::from_raw_parts(margins, rows * classes),
            labels: slice::from_raw_parts(labels, rows),
            weights: optional(weights, rows),
        };
        let gradients = slice::from_raw_parts_mut(gradients, 2 * rows * classes);
        boosting::softmax_gradients(Level::widest(), input, classes, gradients);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn measure_gradients(
    count: usize,
    gradients: *const f32,
    sums: *mut f64,
    magnitudes: *mut f64,
    largest: *mut f64,
) {
    unsafe {
        let found = boosting::measure_gradients(Level::widest(), slice::from_raw_parts(gradients, count));
        slice::from_raw_parts_mut(sums, 2).copy_from_slice(&found.sums);
        slice::from_raw_parts_mut(magnitudes, 2).copy_from_slice(&found.magnitudes);
        slice::from_raw_parts_mut(largest, 2).copy_from_slice(&found.largest);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn round_gradients(
    count: usize,
    gradients: *const f32,
    first_unit: f64,
    second_unit: f64,
    steps: *mut i32,
    sums: *mut f64,
) {
    unsafe {
        let gradients = slice::from_raw_parts(gradients, count);
        let steps = slice::from_raw_parts_mut(steps, count);
        let found = boosting::round_gradients(Level::widest(), gradients, [first_unit, second_unit], steps);
        slice::from_raw_parts_mut(sums, 2).copy_from_slice(&found);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_leaf_values(
    rows: usize,
    nodes: usize,
    groups: usize,
    group: usize,
    leaf_of_row: *const i32,
    leaf_values: *const f32,
    margins: *mut f32,
) {
    unsafe {
        let leaves = slice::from_raw_parts(leaf_of_row, rows);
        let values = slice::from_raw_parts(leaf_values, nodes);
        let margins = slice::from_raw_parts_mut(margins, rows * groups);
        boosting::add_leaf_values(leaves, values, (groups, group), margins);
    }
}
