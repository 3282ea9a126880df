//! Sorted columns.

use super::splits::Search;
use super::{check_starts, spans};
use crate::arrays::{check_apart, check_length, invalid};
use crate::job::{Promise, promise};
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Int32Array, Uint8Array, Uint16Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::boosting::{self, Sorted};

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn sweep_columns(
    column_starts: Uint32Array,
    entry_rows: Uint32Array,
    entry_bins: Uint16Array,
    gradients: Float32Array,
    node_numbers: Int32Array,
    node_of_row: Int32Array,
    mut search: Search,
) -> Result<Promise<()>> {
    check_length("entryBins", &entry_bins, entry_rows.len(), 1)?;
    check_length("gradients", &gradients, node_of_row.len(), 2)?;
    check_length("nodeNumbers", &node_numbers, search.node_gains.len(), 1)?;
    check_starts("columnStarts", &column_starts, entry_rows.len())?;
    let inputs = spans![
        column_starts,
        entry_rows,
        entry_bins,
        gradients,
        node_numbers,
        node_of_row
    ];
    search.check(column_starts.len() - 1, &inputs)?;
    Ok(promise(move || {
        let columns = Sorted {
            starts: &column_starts,
            rows: &entry_rows,
            bins: &entry_bins,
        };
        let whose = (&node_numbers[..], &node_of_row[..]);
        search.run(|rules, nodes, found| boosting::sweep_columns(columns, rules, nodes, &gradients, whose, found));
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn move_rows(
    column_starts: Uint32Array,
    entry_rows: Uint32Array,
    entry_bins: Uint16Array,
    columns: Int32Array,
    bins: Int32Array,
    default_left: Uint8Array,
    parents: Int32Array,
    children: Int32Array,
    mut node_of_row: Int32Array,
) -> Result<Promise<()>> {
    let nodes = parents.len();
    check_length("entryBins", &entry_bins, entry_rows.len(), 1)?;
    check_length("columns", &columns, nodes, 1)?;
    check_length("bins", &bins, nodes, 1)?;
    check_length("defaultLeft", &default_left, nodes, 1)?;
    check_length("children", &children, nodes, 2)?;
    check_starts("columnStarts", &column_starts, entry_rows.len())?;
    if default_left.iter().any(|&left| left > 1) {
        return Err(invalid("defaultLeft has something else than 0 and 1".to_owned()));
    }
    let inputs = spans![
        column_starts,
        entry_rows,
        entry_bins,
        columns,
        bins,
        default_left,
        parents,
        children
    ];
    check_apart(&spans![node_of_row], &inputs)?;
    Ok(promise(move || {
        let sorted = Sorted {
            starts: &column_starts,
            rows: &entry_rows,
            bins: &entry_bins,
        };
        let splits = (&columns[..], &bins[..], &default_left[..]);
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        boosting::move_rows(sorted, splits, &parents, &children, unsafe { node_of_row.as_mut() });
    }))
}
