//! Cuts and bins.

use super::{Codes, check_codes, check_starts, check_weights, codes_span, prefer_large_pages_of, spans};
use crate::arrays::{at_least_one, check_apart, check_length, invalid, size};
use crate::job::{Promise, promise};
use napi::Result;
use napi::bindgen_prelude::{Either, Float32Array, Int32Array, Uint16Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::boosting::{self, Coding, Columns, CutOutput, Cuts, Dense};
use std::ops::Range;

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn gather_columns(
    cols: i64,
    row_starts: Uint32Array,
    columns: Uint32Array,
    values: Float32Array,
    mut column_starts: Uint32Array,
    mut entry_rows: Uint32Array,
    mut gathered: Float32Array,
) -> Result<Promise<()>> {
    let entries = columns.len();
    check_length("values", &values, entries, 1)?;
    check_length("entryRows", &entry_rows, entries, 1)?;
    check_length("gathered values", &gathered, entries, 1)?;
    check_length("columnStarts", &column_starts, size("cols", cols)? + 1, 1)?;
    check_starts("rowStarts", &row_starts, entries)?;
    check_apart(
        &spans![column_starts, entry_rows, gathered],
        &spans![row_starts, columns, values],
    )?;
    Ok(promise(move || {
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (starts, rows, gathered) = unsafe { (column_starts.as_mut(), entry_rows.as_mut(), gathered.as_mut()) };
        boosting::gather_columns(&row_starts, (&columns, &values), starts, (rows, gathered));
    }))
}

/// Where the cuts of some columns go.
struct CutArrays {
    counts: Uint32Array,
    present: Uint32Array,
    values: Float32Array,
    lowest: Float32Array,
}

impl CutArrays {
    fn check(&self, columns: usize) -> Result<()> {
        check_length("counts", &self.counts, columns, 1)?;
        check_length("present", &self.present, columns, 1)?;
        check_length("lowest", &self.lowest, columns, 1)?;
        let cuts = self.values.len();
        if columns == 0 || !cuts.is_multiple_of(columns) || cuts == 0 {
            return Err(invalid(format!("{cuts} cuts for {columns} columns")));
        }
        Ok(())
    }

    fn spans(&self) -> Vec<Range<usize>> {
        spans![self.counts, self.present, self.values, self.lowest]
    }

    /// # Safety
    /// As of [`Float32Array::as_mut`], for all four.
    unsafe fn output(&mut self) -> CutOutput<'_> {
        unsafe {
            CutOutput {
                counts: self.counts.as_mut(),
                present: self.present.as_mut(),
                values: self.values.as_mut(),
                lowest: self.lowest.as_mut(),
            }
        }
    }
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn cut_rows(
    values: Float32Array,
    rows: i64,
    cols: i64,
    from: i64,
    to: i64,
    weights: Option<Float32Array>,
    max_bins: i64,
    counts: Uint32Array,
    present: Uint32Array,
    cuts: Float32Array,
    lowest: Float32Array,
) -> Result<Promise<()>> {
    let (rows, cols, max_bins) = (
        size("rows", rows)?,
        at_least_one("cols", cols)?,
        at_least_one("maxBins", max_bins)?,
    );
    let (from, to) = (size("from", from)?, size("to", to)?.min(cols));
    check_length("values", &values, rows, cols)?;
    check_weights(&weights, rows)?;
    let mut output = CutArrays {
        counts,
        present,
        values: cuts,
        lowest,
    };
    output.check(to.saturating_sub(from))?;
    check_apart(&output.spans(), &spans![values; weights])?;
    Ok(promise(move || {
        let input = Dense { values: &values, cols };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let output = unsafe { output.output() };
        boosting::cut_rows(input, from, weights.as_deref(), max_bins, output);
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn cut_columns(
    column_starts: Uint32Array,
    entry_rows: Uint32Array,
    values: Float32Array,
    rows: i64,
    from: i64,
    to: i64,
    weights: Option<Float32Array>,
    max_bins: i64,
    sorted: bool,
    counts: Uint32Array,
    present: Uint32Array,
    cuts: Float32Array,
    lowest: Float32Array,
) -> Result<Promise<()>> {
    let max_bins = at_least_one("maxBins", max_bins)?;
    let (from, to) = (size("from", from)?, size("to", to)?.min(column_starts.len() - 1));
    check_length("values", &values, entry_rows.len(), 1)?;
    check_starts("columnStarts", &column_starts, entry_rows.len())?;
    check_weights(&weights, size("rows", rows)?)?;
    let mut output = CutArrays {
        counts,
        present,
        values: cuts,
        lowest,
    };
    output.check(to.saturating_sub(from))?;
    check_apart(&output.spans(), &spans![column_starts, entry_rows, values; weights])?;
    Ok(promise(move || {
        let columns = Columns {
            starts: &column_starts,
            rows: &entry_rows,
            values: &values,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let output = unsafe { output.output() };
        boosting::cut_columns(columns, from, weights.as_deref(), (max_bins, sorted), output);
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn bin_rows(
    values: Float32Array,
    rows: i64,
    cut_starts: Uint32Array,
    cut_values: Float32Array,
    by_column: Codes,
    all_rows: i64,
    first_row: i64,
) -> Result<Promise<()>> {
    let (rows, all_rows, first) = (
        size("rows", rows)?,
        size("allRows", all_rows)?,
        size("firstRow", first_row)?,
    );
    let cols = cut_starts.len().saturating_sub(1);
    check_length("values", &values, rows, cols)?;
    check_codes("byColumn", &by_column, cols, all_rows)?;
    check_starts("cutStarts", &cut_starts, cut_values.len())?;
    if first.checked_add(rows).is_none_or(|end| end > all_rows) {
        return Err(invalid(format!("rows from {first} on do not fit {all_rows}")));
    }
    check_apart(&[codes_span(&by_column)], &spans![values, cut_starts, cut_values])?;
    if first == 0 {
        prefer_large_pages_of(&by_column);
    }
    let mut by_column = by_column;
    Ok(promise(move || {
        let cuts = Cuts {
            starts: &cut_starts,
            values: &cut_values,
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        match &mut by_column {
            Either::A(codes) => boosting::bin_rows(&values, cuts, unsafe { codes.as_mut() }, (all_rows, first)),
            Either::B(codes) => boosting::bin_rows(&values, cuts, unsafe { codes.as_mut() }, (all_rows, first)),
        }
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn bin_columns(
    column_starts: Uint32Array,
    entry_rows: Uint32Array,
    values: Float32Array,
    cut_starts: Uint32Array,
    cut_values: Float32Array,
    mut sorted_rows: Uint32Array,
    mut entry_bins: Uint16Array,
) -> Result<Promise<()>> {
    let entries = entry_rows.len();
    check_length("values", &values, entries, 1)?;
    check_length("sorted entryRows", &sorted_rows, entries, 1)?;
    check_length("entryBins", &entry_bins, entries, 1)?;
    check_length("cutStarts", &cut_starts, column_starts.len(), 1)?;
    check_starts("columnStarts", &column_starts, entries)?;
    check_starts("cutStarts", &cut_starts, cut_values.len())?;
    check_apart(
        &spans![sorted_rows, entry_bins],
        &spans![column_starts, entry_rows, values, cut_starts, cut_values],
    )?;
    Ok(promise(move || {
        let columns = Columns {
            starts: &column_starts,
            rows: &entry_rows,
            values: &values,
        };
        let cuts = Cuts {
            starts: &cut_starts,
            values: &cut_values,
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (rows, bins) = unsafe { (sorted_rows.as_mut(), entry_bins.as_mut()) };
        boosting::bin_columns(columns, cuts, rows, bins);
    }))
}

#[napi(catch_unwind)]
pub fn bundle_columns(
    by_column: Codes,
    rows: i64,
    code_counts: Uint32Array,
    mut groups: Int32Array,
    mut hidden_bins: Int32Array,
) -> Result<Promise<()>> {
    let (rows, cols) = (size("rows", rows)?, code_counts.len());
    check_codes("byColumn", &by_column, cols, rows)?;
    check_length("groups", &groups, cols, 1)?;
    check_length("hiddenBins", &hidden_bins, cols, 1)?;
    check_apart(
        &spans![groups, hidden_bins],
        &[codes_span(&by_column), crate::arrays::span(&code_counts)],
    )?;
    Ok(promise(move || {
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (groups, hidden) = unsafe { (groups.as_mut(), hidden_bins.as_mut()) };
        match &by_column {
            Either::A(codes) => boosting::bundle_columns(codes, rows, &code_counts, groups, hidden),
            Either::B(codes) => boosting::bundle_columns(codes, rows, &code_counts, groups, hidden),
        }
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn code_rows(
    by_column: Codes,
    rows: i64,
    group_count: i64,
    groups: Int32Array,
    hidden_bins: Int32Array,
    first_codes: Uint32Array,
    codes: Codes,
) -> Result<Promise<()>> {
    let (rows, group_count, cols) = (
        size("rows", rows)?,
        at_least_one("groupCount", group_count)?,
        groups.len(),
    );
    check_codes("byColumn", &by_column, cols, rows)?;
    check_codes("codes", &codes, rows, group_count)?;
    check_length("hiddenBins", &hidden_bins, cols, 1)?;
    check_length("firstCodes", &first_codes, cols, 1)?;
    let inputs = [
        codes_span(&by_column),
        crate::arrays::span(&groups),
        crate::arrays::span(&hidden_bins),
        crate::arrays::span(&first_codes),
    ];
    check_apart(&[codes_span(&codes)], &inputs)?;
    prefer_large_pages_of(&codes);
    let mut codes = codes;
    Ok(promise(move || {
        let coding = Coding {
            group_count,
            groups: &groups,
            hidden_bins: &hidden_bins,
            first_codes: &first_codes,
        };
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        match (&by_column, &mut codes) {
            (Either::A(by_column), Either::A(codes)) => {
                boosting::code_rows(by_column, rows, coding, unsafe { codes.as_mut() })
            }
            (Either::B(by_column), Either::B(codes)) => {
                boosting::code_rows(by_column, rows, coding, unsafe { codes.as_mut() })
            }
            _ => panic!("codes are of another size"),
        }
    }))
}
