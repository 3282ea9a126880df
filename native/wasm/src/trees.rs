//! Trained trees: margins, leaves, contributions.

use crate::sparse::sparse_rows;
use sagelocal_core::simd::Level;
use sagelocal_core::trees::{self, Statistics, Table, TreeRows};
use std::slice;

/// Addresses and sizes of trees and rows, as the host lays them out: one 32-bit number after the other.
#[repr(C)]
pub struct TreeParts {
    groups: usize,
    used_columns: *const u32,
    used: usize,
    tree_starts: *const u32,
    tree_groups: *const i32,
    trees: usize,
    left_offsets: *const u32,
    slots: *const u32,
    default_left: *const u8,
    node_values: *const f32,
    nodes: usize,
    category_starts: *const u32,
    categories: *const i32,
    category_count: usize,
    /// Null where the rows are dense; `entries` is then rows x cols.
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    entries: usize,
    rows: usize,
    cols: usize,
}

impl TreeParts {
    /// # Panics
    /// Where the arrays contradict each other.
    unsafe fn table<'a>(&self) -> Table<'a> {
        let category_starts = if self.category_count == 0 { 0 } else { self.nodes + 1 };
        let table = unsafe {
            Table {
                groups: self.groups,
                used_columns: slice::from_raw_parts(self.used_columns, self.used),
                tree_starts: slice::from_raw_parts(self.tree_starts, self.trees + 1),
                tree_groups: slice::from_raw_parts(self.tree_groups, self.trees),
                left_offsets: slice::from_raw_parts(self.left_offsets, self.nodes),
                slots: slice::from_raw_parts(self.slots, self.nodes),
                default_left: slice::from_raw_parts(self.default_left, self.nodes),
                values: slice::from_raw_parts(self.node_values, self.nodes),
                category_starts: slice::from_raw_parts(self.category_starts, category_starts),
                categories: slice::from_raw_parts(self.categories, self.category_count),
            }
        };
        assert!(table.is_sound(), "the trees are not sound");
        table
    }

    unsafe fn rows<'a>(&self) -> TreeRows<'a> {
        let Self {
            entries, rows, cols, ..
        } = *self;
        unsafe {
            if self.row_starts.is_null() {
                let values = slice::from_raw_parts(self.values, entries);
                return TreeRows::Dense { values, cols };
            }
            TreeRows::Sparse(sparse_rows(
                self.row_starts,
                self.columns,
                self.values,
                rows,
                entries,
                cols,
            ))
        }
    }

    unsafe fn statistics<'a>(&self, covers: *const f32, cols: usize, approximate: bool) -> Statistics<'a> {
        Statistics {
            covers: unsafe { slice::from_raw_parts(covers, self.nodes) },
            approximate,
            cols,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_margins(parts: *const TreeParts, margins: *mut f32) {
    unsafe {
        let parts = &*parts;
        let margins = slice::from_raw_parts_mut(margins, parts.rows * parts.groups);
        trees::add_margins(Level::widest(), parts.table(), parts.rows(), margins);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn find_leaves(parts: *const TreeParts, leaves: *mut u32) {
    unsafe {
        let parts = &*parts;
        let leaves = slice::from_raw_parts_mut(leaves, parts.rows * parts.trees);
        trees::find_leaves(parts.table(), parts.rows(), leaves);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_contributions(
    parts: *const TreeParts,
    covers: *const f32,
    model_cols: usize,
    approximate: u32,
    contributions: *mut f32,
) {
    unsafe {
        let parts = &*parts;
        let statistics = parts.statistics(covers, model_cols, approximate != 0);
        let contributions = slice::from_raw_parts_mut(contributions, parts.rows * parts.groups * (model_cols + 1));
        trees::add_contributions(parts.table(), statistics, parts.rows(), contributions);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_interactions(
    parts: *const TreeParts,
    covers: *const f32,
    model_cols: usize,
    interactions: *mut f32,
) {
    unsafe {
        let parts = &*parts;
        let statistics = parts.statistics(covers, model_cols, false);
        let side = model_cols + 1;
        let interactions = slice::from_raw_parts_mut(interactions, parts.rows * parts.groups * side * side);
        trees::add_interactions(parts.table(), statistics, parts.rows(), interactions);
    }
}
