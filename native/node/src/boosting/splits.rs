//! Histograms, splits, and rows that follow them.

use super::{Codes, check_codes, check_stride, codes_span, spans};
use crate::arrays::{at_least_one, check_apart, check_length, invalid, size, span};
use crate::job::{Promise, promise};
use crate::level;
use napi::Result;
use napi::bindgen_prelude::{Either, Float32Array, Float64Array, Int8Array, Int32Array, Uint8Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::boosting::{self, Followed, Found, Histograms, Layout, Nodes, Rules, Singles, Steps};
use std::ops::Range;

/// `steps`: `gradients` are whole numbers, of these two units.
#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn add_histograms(
    codes: Codes,
    stride: i64,
    groups: i64,
    width: i64,
    by_column: Option<Codes>,
    gradients: Either<Float32Array, Int32Array>,
    units: Float64Array,
    order: Uint32Array,
    begins: Uint32Array,
    ends: Uint32Array,
    histograms: Uint32Array,
    clear: bool,
    mut pool: Float64Array,
) -> Result<Promise<()>> {
    let (stride, groups, width) = (
        at_least_one("stride", stride)?,
        at_least_one("groups", groups)?,
        at_least_one("width", width)?,
    );
    let rows = order.len();
    check_codes("codes", &codes, rows, stride)?;
    check_stride(&codes, stride, groups)?;
    check_length("units", &units, 2, 1)?;
    check_length("ends", &ends, begins.len(), 1)?;
    check_length("histograms", &histograms, begins.len(), 1)?;
    let mut inputs = spans![order, begins, ends, histograms, units];
    inputs.push(codes_span(&codes));
    if let Some(by_column) = &by_column {
        check_codes("byColumn", by_column, rows, groups)?;
        inputs.push(codes_span(by_column));
    }
    match &gradients {
        Either::A(singles) => {
            check_length("gradients", singles, rows, 2)?;
            inputs.push(span(singles));
        }
        Either::B(steps) => {
            check_length("gradients", steps, rows, 2)?;
            inputs.push(span(steps));
        }
    }
    check_apart(&spans![pool], &inputs)?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let pool = unsafe { pool.as_mut() };
        macro_rules! add {
            ($codes:expr, $by_column:expr, $gradients:expr) => {{
                let input = Histograms {
                    codes: $codes,
                    stride,
                    groups,
                    by_column: $by_column,
                    width,
                    gradients: $gradients,
                    order: &order,
                    begins: &begins,
                    ends: &ends,
                    histograms: &histograms,
                };
                boosting::add_histograms(level(), input, clear, pool)
            }};
        }
        let steps_of = |steps| Steps {
            steps,
            units: [units[0], units[1]],
        };
        let by_column = by_column.as_ref().and_then(|codes| match codes {
            Either::A(bytes) => Some(&bytes[..]),
            Either::B(_) => None,
        });
        match (&codes, &gradients) {
            (Either::A(codes), Either::A(singles)) => add!(&codes[..], by_column, Singles(singles.as_chunks().0)),
            (Either::A(codes), Either::B(steps)) => add!(&codes[..], by_column, steps_of(steps.as_chunks().0)),
            (Either::B(codes), Either::A(singles)) => add!(&codes[..], None, Singles(singles.as_chunks().0)),
            (Either::B(codes), Either::B(steps)) => add!(&codes[..], None, steps_of(steps.as_chunks().0)),
        }
    }))
}

/// Where the best split of each node is written.
#[napi(object, object_to_js = false)]
pub struct Splits {
    pub columns: Int32Array,
    pub bins: Int32Array,
    pub default_left: Uint8Array,
    pub gains: Float32Array,
    pub left_sums: Float64Array,
    pub right_sums: Float64Array,
}

impl Splits {
    pub fn check(&self, nodes: usize) -> Result<Vec<Range<usize>>> {
        check_length("columns", &self.columns, nodes, 1)?;
        check_length("bins", &self.bins, nodes, 1)?;
        check_length("defaultLeft", &self.default_left, nodes, 1)?;
        check_length("gains", &self.gains, nodes, 1)?;
        check_length("leftSums", &self.left_sums, nodes, 2)?;
        check_length("rightSums", &self.right_sums, nodes, 2)?;
        let mut spans = spans![self.columns, self.bins, self.default_left, self.gains];
        spans.extend(spans![self.left_sums, self.right_sums]);
        Ok(spans)
    }

    /// # Safety
    /// As of [`Float32Array::as_mut`], for all of them.
    pub unsafe fn found(&mut self) -> Found<'_> {
        unsafe {
            Found {
                columns: self.columns.as_mut(),
                bins: self.bins.as_mut(),
                default_left: self.default_left.as_mut(),
                gains: self.gains.as_mut(),
                left_sums: self.left_sums.as_mut(),
                right_sums: self.right_sums.as_mut(),
            }
        }
    }
}

/// `rules`: lambda, alpha, the least weight of a child, the most that an answer may be.
#[napi(object, object_to_js = false)]
pub struct Search {
    pub rules: Float32Array,
    pub monotone: Option<Int8Array>,
    pub sums: Float64Array,
    pub node_gains: Float32Array,
    pub bounds: Option<Float32Array>,
    pub allowed: Option<Uint8Array>,
    pub found: Splits,
}

impl Search {
    pub fn check(&self, cols: usize, others: &[Range<usize>]) -> Result<()> {
        let nodes = self.node_gains.len();
        check_length("rules", &self.rules, 4, 1)?;
        check_length("sums", &self.sums, nodes, 2)?;
        let outputs = self.found.check(nodes)?;
        let mut inputs = spans![self.rules, self.sums, self.node_gains; self.bounds];
        if let Some(bounds) = &self.bounds {
            check_length("bounds", bounds, nodes, 2)?;
        }
        if let Some(allowed) = &self.allowed {
            check_length("allowed", allowed, nodes, cols)?;
            inputs.push(span(allowed));
        }
        if let Some(monotone) = &self.monotone {
            check_length("monotone", monotone, cols, 1)?;
            inputs.push(span(monotone));
        }
        inputs.extend_from_slice(others);
        check_apart(&outputs, &inputs)
    }

    /// Runs the search. The arrays must have been checked.
    pub fn run(&mut self, find: impl FnOnce(Rules, Nodes, &mut Found)) {
        let rules = Rules {
            lambda: self.rules[0],
            alpha: self.rules[1],
            min_child_weight: self.rules[2],
            max_delta_step: self.rules[3],
            monotone: self.monotone.as_deref(),
        };
        let nodes = Nodes {
            sums: &self.sums,
            gains: &self.node_gains,
            bounds: self.bounds.as_deref(),
            allowed: self.allowed.as_deref(),
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let mut found = unsafe { self.found.found() };
        find(rules, nodes, &mut found);
    }
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn find_splits(
    slots: i64,
    column_slots: Uint32Array,
    bin_counts: Uint32Array,
    incomplete: Uint8Array,
    hidden_bins: Int32Array,
    histograms: Uint32Array,
    siblings: Int32Array,
    mut pool: Float64Array,
    mut search: Search,
) -> Result<Promise<()>> {
    let (slots, cols) = (at_least_one("slots", slots)?, column_slots.len());
    check_length("binCounts", &bin_counts, cols, 1)?;
    check_length("incomplete", &incomplete, cols, 1)?;
    check_length("hiddenBins", &hidden_bins, cols, 1)?;
    check_length("histograms", &histograms, search.node_gains.len(), 1)?;
    check_length("siblings", &siblings, histograms.len(), 1)?;
    let inputs = spans![column_slots, bin_counts, incomplete, hidden_bins, histograms, siblings];
    check_apart(&spans![pool], &inputs)?;
    let mut others = inputs;
    others.push(span(&pool));
    search.check(cols, &others)?;
    Ok(promise(move || {
        let layout = Layout {
            slots,
            column_slots: &column_slots,
            bin_counts: &bin_counts,
            incomplete: &incomplete,
            hidden_bins: &hidden_bins,
        };
        // SAFETY: as the outputs of the search.
        let pool = unsafe { pool.as_mut() };
        search.run(|rules, nodes, found| {
            boosting::find_splits(level(), layout, rules, nodes, (&histograms, &siblings), pool, found)
        });
    }))
}

/// Splits that rows follow.
#[napi(object, object_to_js = false)]
pub struct Applied {
    pub by_column: Either<Uint8Array, napi::bindgen_prelude::Uint16Array>,
    pub bin_counts: Uint32Array,
    pub begins: Uint32Array,
    pub ends: Uint32Array,
    pub columns: Int32Array,
    pub bins: Int32Array,
    pub default_left: Uint8Array,
}

impl Applied {
    fn check(&self, rows: usize) -> Result<Vec<std::ops::Range<usize>>> {
        let nodes = self.begins.len();
        check_codes("byColumn", &self.by_column, self.bin_counts.len(), rows)?;
        check_length("ends", &self.ends, nodes, 1)?;
        check_length("columns", &self.columns, nodes, 1)?;
        check_length("bins", &self.bins, nodes, 1)?;
        check_length("defaultLeft", &self.default_left, nodes, 1)?;
        if self.ends.iter().any(|&end| end as usize > rows) {
            return Err(invalid(format!("a node ends beyond {rows} rows")));
        }
        let mut spans = spans![
            self.bin_counts,
            self.begins,
            self.ends,
            self.columns,
            self.bins,
            self.default_left
        ];
        spans.push(codes_span(&self.by_column));
        Ok(spans)
    }

    fn followed<'a, C>(&'a self, by_column: &'a [C], rows: usize) -> Followed<'a, C> {
        Followed {
            by_column,
            rows,
            bin_counts: &self.bin_counts,
            begins: &self.begins,
            ends: &self.ends,
            columns: &self.columns,
            bins: &self.bins,
            default_left: &self.default_left,
        }
    }
}

#[napi(catch_unwind)]
pub fn partition_rows(
    applied: Applied,
    mut order: Uint32Array,
    mut scratch: Uint32Array,
    mut left_counts: Uint32Array,
) -> Result<Promise<()>> {
    let rows = order.len();
    let inputs = applied.check(rows)?;
    check_length("scratch", &scratch, rows, 1)?;
    check_length("leftCounts", &left_counts, applied.begins.len(), 1)?;
    check_apart(&spans![order, scratch, left_counts], &inputs)?;
    Ok(promise(move || {
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (order, scratch, counts) = unsafe { (order.as_mut(), scratch.as_mut(), left_counts.as_mut()) };
        match &applied.by_column {
            Either::A(codes) => {
                boosting::partition_rows(level(), applied.followed(codes, rows), order, scratch, counts)
            }
            Either::B(codes) => {
                boosting::partition_rows(level(), applied.followed(codes, rows), order, scratch, counts)
            }
        }
    }))
}

#[napi(catch_unwind)]
pub fn label_rows(
    applied: Applied,
    order: Uint32Array,
    children: Int32Array,
    mut leaf_of_row: Int32Array,
) -> Result<Promise<()>> {
    let rows = size("rows", leaf_of_row.len() as i64)?;
    let mut inputs = applied.check(rows)?;
    check_length("order", &order, rows, 1)?;
    check_length("children", &children, applied.begins.len(), 2)?;
    inputs.extend(spans![order, children]);
    check_apart(&spans![leaf_of_row], &inputs)?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        let leaves = unsafe { leaf_of_row.as_mut() };
        match &applied.by_column {
            Either::A(codes) => boosting::label_rows(applied.followed(codes, rows), &order, &children, leaves),
            Either::B(codes) => boosting::label_rows(applied.followed(codes, rows), &order, &children, leaves),
        }
    }))
}
