//! Trained trees: margins, leaves, contributions.

use crate::sparse::sparse_rows;
use sagelocal_core::simd::Level;
use sagelocal_core::trees::{self, Statistics, Table, TreeRows};
use std::slice;

/// # Panics
/// Where the arrays contradict each other.
fn sound(table: Table) -> Table {
    assert!(table.is_sound(), "the trees are not sound");
    table
}

/// Dense rows have no row starts, and `entries` is rows x cols.
unsafe fn tree_rows<'a>(
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    entries: usize,
    rows: usize,
    cols: usize,
) -> TreeRows<'a> {
    unsafe {
        if row_starts.is_null() {
            let values = slice::from_raw_parts(values, entries);
            return TreeRows::Dense { values, cols };
        }
        TreeRows::Sparse(sparse_rows(row_starts, columns, values, rows, entries, cols))
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_margins(
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
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    entries: usize,
    rows: usize,
    cols: usize,
    margins: *mut f32,
) {
    unsafe {
        let table = sound(Table {
            groups,
            used_columns: slice::from_raw_parts(used_columns, used),
            tree_starts: slice::from_raw_parts(tree_starts, trees + 1),
            tree_groups: slice::from_raw_parts(tree_groups, trees),
            left_offsets: slice::from_raw_parts(left_offsets, nodes),
            slots: slice::from_raw_parts(slots, nodes),
            default_left: slice::from_raw_parts(default_left, nodes),
            values: slice::from_raw_parts(node_values, nodes),
            category_starts: slice::from_raw_parts(category_starts, if category_count == 0 { 0 } else { nodes + 1 }),
            categories: slice::from_raw_parts(categories, category_count),
        });
        let asked = tree_rows(row_starts, columns, values, entries, rows, cols);
        let margins = slice::from_raw_parts_mut(margins, rows * groups);
        trees::add_margins(Level::widest(), table, asked, margins);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn find_leaves(
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
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    entries: usize,
    rows: usize,
    cols: usize,
    leaves: *mut u32,
) {
    unsafe {
        let table = sound(Table {
            groups,
            used_columns: slice::from_raw_parts(used_columns, used),
            tree_starts: slice::from_raw_parts(tree_starts, trees + 1),
            tree_groups: slice::from_raw_parts(tree_groups, trees),
            left_offsets: slice::from_raw_parts(left_offsets, nodes),
            slots: slice::from_raw_parts(slots, nodes),
            default_left: slice::from_raw_parts(default_left, nodes),
            values: slice::from_raw_parts(node_values, nodes),
            category_starts: slice::from_raw_parts(category_starts, if category_count == 0 { 0 } else { nodes + 1 }),
            categories: slice::from_raw_parts(categories, category_count),
        });
        let asked = tree_rows(row_starts, columns, values, entries, rows, cols);
        trees::find_leaves(table, asked, slice::from_raw_parts_mut(leaves, rows * trees));
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_contributions(
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
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    entries: usize,
    rows: usize,
    cols: usize,
    covers: *const f32,
    model_cols: usize,
    approximate: u32,
    contributions: *mut f32,
) {
    unsafe {
        let table = sound(Table {
            groups,
            used_columns: slice::from_raw_parts(used_columns, used),
            tree_starts: slice::from_raw_parts(tree_starts, trees + 1),
            tree_groups: slice::from_raw_parts(tree_groups, trees),
            left_offsets: slice::from_raw_parts(left_offsets, nodes),
            slots: slice::from_raw_parts(slots, nodes),
            default_left: slice::from_raw_parts(default_left, nodes),
            values: slice::from_raw_parts(node_values, nodes),
            category_starts: slice::from_raw_parts(category_starts, if category_count == 0 { 0 } else { nodes + 1 }),
            categories: slice::from_raw_parts(categories, category_count),
        });
        let asked = tree_rows(row_starts, columns, values, entries, rows, cols);
        let statistics = Statistics {
            covers: slice::from_raw_parts(covers, nodes),
            approximate: approximate != 0,
            cols: model_cols,
        };
        let contributions = slice::from_raw_parts_mut(contributions, rows * groups * (model_cols + 1));
        trees::add_contributions(table, statistics, asked, contributions);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn add_interactions(
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
    row_starts: *const u32,
    columns: *const u32,
    values: *const f32,
    entries: usize,
    rows: usize,
    cols: usize,
    covers: *const f32,
    model_cols: usize,
    interactions: *mut f32,
) {
    unsafe {
        let table = sound(Table {
            groups,
            used_columns: slice::from_raw_parts(used_columns, used),
            tree_starts: slice::from_raw_parts(tree_starts, trees + 1),
            tree_groups: slice::from_raw_parts(tree_groups, trees),
            left_offsets: slice::from_raw_parts(left_offsets, nodes),
            slots: slice::from_raw_parts(slots, nodes),
            default_left: slice::from_raw_parts(default_left, nodes),
            values: slice::from_raw_parts(node_values, nodes),
            category_starts: slice::from_raw_parts(category_starts, if category_count == 0 { 0 } else { nodes + 1 }),
            categories: slice::from_raw_parts(categories, category_count),
        });
        let asked = tree_rows(row_starts, columns, values, entries, rows, cols);
        let statistics = Statistics {
            covers: slice::from_raw_parts(covers, nodes),
            approximate: false,
            cols: model_cols,
        };
        let side = model_cols + 1;
        let interactions = slice::from_raw_parts_mut(interactions, rows * groups * side * side);
        trees::add_interactions(table, statistics, asked, interactions);
    }
}
