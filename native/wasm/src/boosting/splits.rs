//! Histograms, splits, and rows that follow them. Of a search the host gives the addresses of all its arrays in one list.

use super::optional;
use sagelocal_core::boosting::{self, Followed, Found, Histograms, Layout, Nodes, Rules, Singles, Sorted, Steps};
use sagelocal_core::simd::Level;
use std::slice;

/// `steps`: whether `gradients` are whole numbers, of these two units.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_histograms(
    code_bytes: u32,
    codes: *const u8,
    rows: usize,
    stride: usize,
    groups: usize,
    width: usize,
    steps: u32,
    gradients: *const u8,
    first_unit: f64,
    second_unit: f64,
    order: *const u32,
    nodes: usize,
    begins: *const u32,
    ends: *const u32,
    histograms: *const u32,
    clear: u32,
    pool: *mut f64,
    pool_length: usize,
) {
    unsafe {
        let pool = slice::from_raw_parts_mut(pool, pool_length);
        macro_rules! add {
            ($codes:expr, $gradients:expr) => {{
                let input = Histograms {
                    codes: slice::from_raw_parts($codes, rows * stride),
                    stride,
                    groups,
                    by_column: None,
                    width,
                    gradients: $gradients,
                    order: slice::from_raw_parts(order, rows),
                    begins: slice::from_raw_parts(begins, nodes),
                    ends: slice::from_raw_parts(ends, nodes),
                    histograms: slice::from_raw_parts(histograms, nodes),
                };
                boosting::add_histograms(Level::widest(), input, clear == 1, pool)
            }};
        }
        let singles = || Singles(slice::from_raw_parts(gradients.cast(), rows));
        let whole = || Steps {
            steps: slice::from_raw_parts(gradients.cast(), rows),
            units: [first_unit, second_unit],
        };
        match (code_bytes, steps) {
            (1, 0) => add!(codes, singles()),
            (1, _) => add!(codes, whole()),
            (_, 0) => add!(codes.cast::<u16>(), singles()),
            (_, _) => add!(codes.cast::<u16>(), whole()),
        }
    }
}

/// Addresses in the order of the fields below.
#[repr(C)]
pub struct Search {
    rules: *const f32,
    monotone: *const i8,
    sums: *const f64,
    node_gains: *const f32,
    bounds: *const f32,
    allowed: *const u8,
    columns: *mut i32,
    bins: *mut i32,
    default_left: *mut u8,
    gains: *mut f32,
    left_sums: *mut f64,
    right_sums: *mut f64,
}

impl Search {
    unsafe fn run(&self, nodes: usize, cols: usize, find: impl FnOnce(Rules, Nodes, &mut Found)) {
        unsafe {
            let rules = slice::from_raw_parts(self.rules, 4);
            let rules = Rules {
                lambda: rules[0],
                alpha: rules[1],
                min_child_weight: rules[2],
                max_delta_step: rules[3],
                monotone: optional(self.monotone, cols),
            };
            let asked = Nodes {
                sums: slice::from_raw_parts(self.sums, 2 * nodes),
                gains: slice::from_raw_parts(self.node_gains, nodes),
                bounds: optional(self.bounds, 2 * nodes),
                allowed: optional(self.allowed, nodes * cols),
            };
            let mut found = Found {
                columns: slice::from_raw_parts_mut(self.columns, nodes),
                bins: slice::from_raw_parts_mut(self.bins, nodes),
                default_left: slice::from_raw_parts_mut(self.default_left, nodes),
                gains: slice::from_raw_parts_mut(self.gains, nodes),
                left_sums: slice::from_raw_parts_mut(self.left_sums, 2 * nodes),
                right_sums: slice::from_raw_parts_mut(self.right_sums, 2 * nodes),
            };
            find(rules, asked, &mut found);
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn find_splits(
    slots: usize,
    cols: usize,
    column_slots: *const u32,
    bin_counts: *const u32,
    incomplete: *const u8,
    hidden_bins: *const i32,
    nodes: usize,
    histograms: *const u32,
    siblings: *const i32,
    pool: *mut f64,
    pool_length: usize,
    search: *const Search,
) {
    unsafe {
        let layout = Layout {
            slots,
            column_slots: slice::from_raw_parts(column_slots, cols),
            bin_counts: slice::from_raw_parts(bin_counts, cols),
            incomplete: slice::from_raw_parts(incomplete, cols),
            hidden_bins: slice::from_raw_parts(hidden_bins, cols),
        };
        let histograms = slice::from_raw_parts(histograms, nodes);
        let siblings = slice::from_raw_parts(siblings, nodes);
        let pool = slice::from_raw_parts_mut(pool, pool_length);
        (*search).run(nodes, cols, |rules, asked, found| {
            boosting::find_splits(
                Level::widest(),
                layout,
                rules,
                asked,
                (histograms, siblings),
                pool,
                found,
            )
        });
    }
}

/// Addresses in the order of the fields below, and counts.
#[repr(C)]
pub struct Applied {
    code_bytes: u32,
    by_column: *const u8,
    rows: usize,
    cols: usize,
    nodes: usize,
    bin_counts: *const u32,
    begins: *const u32,
    ends: *const u32,
    columns: *const i32,
    bins: *const i32,
    default_left: *const u8,
}

impl Applied {
    unsafe fn followed<C>(&self) -> Followed<'_, C> {
        unsafe {
            Followed {
                by_column: slice::from_raw_parts(self.by_column.cast::<C>(), self.rows * self.cols),
                rows: self.rows,
                bin_counts: slice::from_raw_parts(self.bin_counts, self.cols),
                begins: slice::from_raw_parts(self.begins, self.nodes),
                ends: slice::from_raw_parts(self.ends, self.nodes),
                columns: slice::from_raw_parts(self.columns, self.nodes),
                bins: slice::from_raw_parts(self.bins, self.nodes),
                default_left: slice::from_raw_parts(self.default_left, self.nodes),
            }
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn partition_rows(
    applied: *const Applied,
    order: *mut u32,
    scratch: *mut u32,
    left_counts: *mut u32,
) {
    unsafe {
        let applied = &*applied;
        let order = slice::from_raw_parts_mut(order, applied.rows);
        let scratch = slice::from_raw_parts_mut(scratch, applied.rows);
        let counts = slice::from_raw_parts_mut(left_counts, applied.nodes);
        if applied.code_bytes == 1 {
            boosting::partition_rows(Level::widest(), applied.followed::<u8>(), order, scratch, counts);
        } else {
            boosting::partition_rows(Level::widest(), applied.followed::<u16>(), order, scratch, counts);
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn label_rows(
    applied: *const Applied,
    order: *const u32,
    children: *const i32,
    leaf_of_row: *mut i32,
) {
    unsafe {
        let applied = &*applied;
        let order = slice::from_raw_parts(order, applied.rows);
        let children = slice::from_raw_parts(children, 2 * applied.nodes);
        let leaves = slice::from_raw_parts_mut(leaf_of_row, applied.rows);
        if applied.code_bytes == 1 {
            boosting::label_rows(applied.followed::<u8>(), order, children, leaves);
        } else {
            boosting::label_rows(applied.followed::<u16>(), order, children, leaves);
        }
    }
}

unsafe fn sorted<'a>(
    [cols, entries]: [usize; 2],
    starts: *const u32,
    rows: *const u32,
    bins: *const u16,
) -> Sorted<'a> {
    unsafe {
        Sorted {
            starts: slice::from_raw_parts(starts, cols + 1),
            rows: slice::from_raw_parts(rows, entries),
            bins: slice::from_raw_parts(bins, entries),
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn sweep_columns(
    cols: usize,
    entries: usize,
    column_starts: *const u32,
    entry_rows: *const u32,
    entry_bins: *const u16,
    rows: usize,
    gradients: *const f32,
    nodes: usize,
    node_numbers: *const i32,
    node_of_row: *const i32,
    search: *const Search,
) {
    unsafe {
        let columns = sorted([cols, entries], column_starts, entry_rows, entry_bins);
        let gradients = slice::from_raw_parts(gradients, 2 * rows);
        let numbers = slice::from_raw_parts(node_numbers, nodes);
        let whose = (numbers, slice::from_raw_parts(node_of_row, rows));
        (*search).run(nodes, cols, |rules, asked, found| {
            boosting::sweep_columns(columns, rules, asked, gradients, whose, found)
        });
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn move_rows(
    cols: usize,
    entries: usize,
    column_starts: *const u32,
    entry_rows: *const u32,
    entry_bins: *const u16,
    nodes: usize,
    columns: *const i32,
    bins: *const i32,
    default_left: *const u8,
    parents: *const i32,
    children: *const i32,
    rows: usize,
    node_of_row: *mut i32,
) {
    unsafe {
        let splits = (
            slice::from_raw_parts(columns, nodes),
            slice::from_raw_parts(bins, nodes),
            slice::from_raw_parts(default_left, nodes),
        );
        boosting::move_rows(
            sorted([cols, entries], column_starts, entry_rows, entry_bins),
            splits,
            slice::from_raw_parts(parents, nodes),
            slice::from_raw_parts(children, 2 * nodes),
            slice::from_raw_parts_mut(node_of_row, rows),
        );
    }
}
