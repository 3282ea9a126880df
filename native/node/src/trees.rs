//! Trained trees: margins, leaves, contributions.

use crate::arrays::{at_least_one, check_apart, check_length, invalid, span};
use crate::job::{Promise, promise};
use crate::level;
use crate::sparse::sound_rows;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Int32Array, Uint8Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::trees::{self, Statistics, Table, TreeRows};
use std::ops::Range;

/// The rows and the trees.
struct Inputs {
    /// Empty where the rows are dense
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    cols: usize,
    groups: usize,
    used_columns: Uint32Array,
    tree_starts: Uint32Array,
    tree_groups: Int32Array,
    left_offsets: Uint32Array,
    slots: Uint32Array,
    default_left: Uint8Array,
    node_values: Float32Array,
    category_starts: Uint32Array,
    categories: Int32Array,
}

impl Inputs {
    /// Refuses an output that is not `[rows, width]` or that shares memory with an input.
    fn check(&self, name: &str, length: usize, output: Range<usize>, width: usize) -> Result<()> {
        let rows = match self.row_starts.len() {
            0 if self.values.len().is_multiple_of(self.cols) => self.values.len() / self.cols,
            0 => return Err(invalid("values are no whole rows".to_owned())),
            starts => starts - 1,
        };
        if rows.checked_mul(width) != Some(length) {
            return Err(invalid(format!("{name} has {length} elements, not {rows} x {width}")));
        }
        let inputs = [
            span(&self.row_starts),
            span(&self.columns),
            span(&self.values),
            span(&self.used_columns),
            span(&self.tree_starts),
            span(&self.tree_groups),
            span(&self.left_offsets),
            span(&self.slots),
            span(&self.default_left),
            span(&self.node_values),
            span(&self.category_starts),
            span(&self.categories),
        ];
        check_apart(&[output], &inputs)
    }

    fn rows(&self) -> TreeRows<'_> {
        match self.row_starts.len() {
            0 => TreeRows::Dense {
                values: &self.values,
                cols: self.cols,
            },
            _ => TreeRows::Sparse(sound_rows(&self.row_starts, &self.columns, &self.values, self.cols)),
        }
    }

    /// # Panics
    /// Where the arrays contradict each other.
    fn table(&self) -> Table<'_> {
        let table = Table {
            groups: self.groups,
            used_columns: &self.used_columns,
            tree_starts: &self.tree_starts,
            tree_groups: &self.tree_groups,
            left_offsets: &self.left_offsets,
            slots: &self.slots,
            default_left: &self.default_left,
            values: &self.node_values,
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
#[allow(clippy::too_many_arguments)]
pub fn add_margins(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    cols: i64,
    groups: i64,
    used_columns: Uint32Array,
    tree_starts: Uint32Array,
    tree_groups: Int32Array,
    left_offsets: Uint32Array,
    slots: Uint32Array,
    default_left: Uint8Array,
    node_values: Float32Array,
    category_starts: Uint32Array,
    categories: Int32Array,
    mut margins: Float32Array,
) -> Result<Promise<()>> {
    let inputs = Inputs {
        row_starts,
        columns,
        values,
        cols: at_least_one("cols", cols)?,
        groups: at_least_one("groups", groups)?,
        used_columns,
        tree_starts,
        tree_groups,
        left_offsets,
        slots,
        default_left,
        node_values,
        category_starts,
        categories,
    };
    inputs.check("margins", margins.len(), span(&margins), inputs.groups)?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let margins = unsafe { margins.as_mut() };
        trees::add_margins(level(), inputs.table(), inputs.rows(), margins);
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn find_leaves(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    cols: i64,
    groups: i64,
    used_columns: Uint32Array,
    tree_starts: Uint32Array,
    tree_groups: Int32Array,
    left_offsets: Uint32Array,
    slots: Uint32Array,
    default_left: Uint8Array,
    node_values: Float32Array,
    category_starts: Uint32Array,
    categories: Int32Array,
    mut leaves: Uint32Array,
) -> Result<Promise<()>> {
    let inputs = Inputs {
        row_starts,
        columns,
        values,
        cols: at_least_one("cols", cols)?,
        groups: at_least_one("groups", groups)?,
        used_columns,
        tree_starts,
        tree_groups,
        left_offsets,
        slots,
        default_left,
        node_values,
        category_starts,
        categories,
    };
    inputs.check("leaves", leaves.len(), span(&leaves), inputs.tree_groups.len())?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let leaves = unsafe { leaves.as_mut() };
        trees::find_leaves(inputs.table(), inputs.rows(), leaves);
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn add_contributions(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    cols: i64,
    groups: i64,
    used_columns: Uint32Array,
    tree_starts: Uint32Array,
    tree_groups: Int32Array,
    left_offsets: Uint32Array,
    slots: Uint32Array,
    default_left: Uint8Array,
    node_values: Float32Array,
    category_starts: Uint32Array,
    categories: Int32Array,
    covers: Float32Array,
    model_cols: i64,
    approximate: bool,
    mut contributions: Float32Array,
) -> Result<Promise<()>> {
    let inputs = Inputs {
        row_starts,
        columns,
        values,
        cols: at_least_one("cols", cols)?,
        groups: at_least_one("groups", groups)?,
        used_columns,
        tree_starts,
        tree_groups,
        left_offsets,
        slots,
        default_left,
        node_values,
        category_starts,
        categories,
    };
    let model_cols = at_least_one("modelCols", model_cols)?;
    check_length("covers", &covers, inputs.node_values.len(), 1)?;
    let width = answer_width(inputs.groups, model_cols, Some)?;
    inputs.check("contributions", contributions.len(), span(&contributions), width)?;
    check_apart(&[span(&contributions)], &[span(&covers)])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let contributions = unsafe { contributions.as_mut() };
        let statistics = inputs.statistics(&covers, model_cols, approximate);
        trees::add_contributions(inputs.table(), statistics, inputs.rows(), contributions);
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn add_interactions(
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    cols: i64,
    groups: i64,
    used_columns: Uint32Array,
    tree_starts: Uint32Array,
    tree_groups: Int32Array,
    left_offsets: Uint32Array,
    slots: Uint32Array,
    default_left: Uint8Array,
    node_values: Float32Array,
    category_starts: Uint32Array,
    categories: Int32Array,
    covers: Float32Array,
    model_cols: i64,
    mut interactions: Float32Array,
) -> Result<Promise<()>> {
    let inputs = Inputs {
        row_starts,
        columns,
        values,
        cols: at_least_one("cols", cols)?,
        groups: at_least_one("groups", groups)?,
        used_columns,
        tree_starts,
        tree_groups,
        left_offsets,
        slots,
        default_left,
        node_values,
        category_starts,
        categories,
    };
    let model_cols = at_least_one("modelCols", model_cols)?;
    check_length("covers", &covers, inputs.node_values.len(), 1)?;
    let width = answer_width(inputs.groups, model_cols, |side| side.checked_mul(side))?;
    inputs.check("interactions", interactions.len(), span(&interactions), width)?;
    check_apart(&[span(&interactions)], &[span(&covers)])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let interactions = unsafe { interactions.as_mut() };
        let statistics = inputs.statistics(&covers, model_cols, false);
        trees::add_interactions(inputs.table(), statistics, inputs.rows(), interactions);
    }))
}
