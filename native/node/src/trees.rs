//! Trained trees: margins, leaves, contributions.

use crate::arrays::{at_least_one, check_apart, check_length, invalid, span};
use crate::job::{Promise, promise};
use crate::level;
use crate::sparse::{MatrixRows, sound_rows};
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Int32Array, Uint8Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::trees::{self, Statistics, Table, TreeRows};
use std::ops::Range;

#[napi(object, object_to_js = false)]
pub struct TreeTable {
    pub cols: i64,
    pub groups: i64,
    pub used_columns: Uint32Array,
    pub tree_starts: Uint32Array,
    pub tree_groups: Int32Array,
    pub left_offsets: Uint32Array,
    pub slots: Uint32Array,
    pub default_left: Uint8Array,
    pub values: Float32Array,
    pub category_starts: Uint32Array,
    pub categories: Int32Array,
}

impl TreeTable {
    fn groups(&self) -> Result<usize> {
        at_least_one("groups", self.groups)
    }

    /// # Panics
    /// Where the arrays contradict each other.
    fn table(&self) -> Table<'_> {
        let table = Table {
            groups: self.groups as usize,
            used_columns: &self.used_columns,
            tree_starts: &self.tree_starts,
            tree_groups: &self.tree_groups,
            left_offsets: &self.left_offsets,
            slots: &self.slots,
            default_left: &self.default_left,
            values: &self.values,
            category_starts: &self.category_starts,
            categories: &self.categories,
        };
        assert!(table.is_sound(), "the trees are not sound");
        table
    }

    /// # Panics
    /// Where a tree asks for a column that the model does not have.
    fn statistics<'a>(&self, covers: &'a [f32], cols: usize, approximate: bool) -> Statistics<'a> {
        let last = self.used_columns.last();
        assert!(
            last.is_none_or(|&last| (last as usize) < cols),
            "the trees ask for column {last:?} of {cols}"
        );
        Statistics {
            covers,
            approximate,
            cols,
        }
    }

    fn spans(&self) -> [Range<usize>; 9] {
        [
            span(&self.used_columns),
            span(&self.tree_starts),
            span(&self.tree_groups),
            span(&self.left_offsets),
            span(&self.slots),
            span(&self.default_left),
            span(&self.values),
            span(&self.category_starts),
            span(&self.categories),
        ]
    }
}

/// Refuses an output that is not `[rows, width]` or that shares memory with an input.
fn check<T>(table: &TreeTable, rows: &MatrixRows, name: &str, output: &[T], width: usize) -> Result<()> {
    let (count, _) = rows.check()?;
    table.groups()?;
    check_length(name, output, count, width)?;
    let inputs = [&rows.spans()[..], &table.spans()].concat();
    check_apart(&[span(output)], &inputs)
}

fn tree_rows(rows: &MatrixRows) -> TreeRows<'_> {
    let cols = rows.cols as usize;
    match rows.sparse() {
        Some((row_starts, columns)) => TreeRows::Sparse(sound_rows(row_starts, columns, &rows.values, cols)),
        None => TreeRows::Dense {
            values: &rows.values,
            cols,
        },
    }
}

/// Numbers of a row's answer.
fn answer_width(groups: usize, cols: usize, places: impl Fn(usize) -> Option<usize>) -> Result<usize> {
    let width = cols
        .checked_add(1)
        .and_then(places)
        .and_then(|width| width.checked_mul(groups));
    width.ok_or_else(|| invalid("groups x cols overflows".to_owned()))
}

#[napi(catch_unwind)]
pub fn add_margins(table: TreeTable, rows: MatrixRows, mut margins: Float32Array) -> Result<Promise<()>> {
    check(&table, &rows, "margins", &margins, table.groups()?)?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let margins = unsafe { margins.as_mut() };
        trees::add_margins(level(), table.table(), tree_rows(&rows), margins);
    }))
}

#[napi(catch_unwind)]
pub fn find_leaves(table: TreeTable, rows: MatrixRows, mut leaves: Uint32Array) -> Result<Promise<()>> {
    check(&table, &rows, "leaves", &leaves, table.tree_groups.len())?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let leaves = unsafe { leaves.as_mut() };
        trees::find_leaves(table.table(), tree_rows(&rows), leaves);
    }))
}

#[napi(catch_unwind)]
pub fn add_contributions(
    table: TreeTable,
    rows: MatrixRows,
    covers: Float32Array,
    approximate: bool,
    mut contributions: Float32Array,
) -> Result<Promise<()>> {
    let cols = at_least_one("table.cols", table.cols)?;
    check_length("covers", &covers, table.values.len(), 1)?;
    let width = answer_width(table.groups()?, cols, Some)?;
    check(&table, &rows, "contributions", &contributions, width)?;
    check_apart(&[span(&contributions)], &[span(&covers)])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let contributions = unsafe { contributions.as_mut() };
        let statistics = table.statistics(&covers, cols, approximate);
        trees::add_contributions(table.table(), statistics, tree_rows(&rows), contributions);
    }))
}

#[napi(catch_unwind)]
pub fn add_interactions(
    table: TreeTable,
    rows: MatrixRows,
    covers: Float32Array,
    mut interactions: Float32Array,
) -> Result<Promise<()>> {
    let cols = at_least_one("table.cols", table.cols)?;
    check_length("covers", &covers, table.values.len(), 1)?;
    let width = answer_width(table.groups()?, cols, |side| side.checked_mul(side))?;
    check(&table, &rows, "interactions", &interactions, width)?;
    check_apart(&[span(&interactions)], &[span(&covers)])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let interactions = unsafe { interactions.as_mut() };
        let statistics = table.statistics(&covers, cols, false);
        trees::add_interactions(table.table(), statistics, tree_rows(&rows), interactions);
    }))
}
