//! Nearest neighbours.

use crate::arrays::{at_least_one, check_apart, check_length, invalid, size, span};
use crate::job::{Promise, promise};
use crate::level;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Float64Array, Int16Array, Int32Array, Uint8Array};
use napi_derive::napi;
use sagelocal_core::neighbors::{self, Codes, Metric, Nearest, PANEL_ROWS, Probes, Queries, Rows, Sketch};

/// `starts` and `lists` are absent where every query looks at everything.
#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn offer_rows(
    queries: Float32Array,
    rows: i64,
    cols: i64,
    k: i64,
    inner_product: bool,
    values: Float32Array,
    sketch: Option<Int16Array>,
    sketch_scale: f64,
    half_norms: Float32Array,
    row_ids: Int32Array,
    starts: Option<Int32Array>,
    lists: Option<Int32Array>,
    mut ids: Int32Array,
    mut distances: Float64Array,
) -> Result<Promise<()>> {
    let (rows, cols, k) = (size("rows", rows)?, at_least_one("cols", cols)?, at_least_one("k", k)?);
    check_length("queries", &queries, rows, cols)?;
    check_length("panels.ids", &row_ids, row_ids.len() / PANEL_ROWS, PANEL_ROWS)?;
    check_length("panels.halfNorms", &half_norms, row_ids.len(), 1)?;
    check_length("panels.values", &values, row_ids.len(), cols)?;
    check_length("ids", &ids, rows, k)?;
    check_length("distances", &distances, rows, k)?;
    let mut inputs = vec![span(&queries), span(&values), span(&half_norms), span(&row_ids)];
    if let Some(sketch) = &sketch {
        check_length("panels.sketch", sketch, row_ids.len(), cols.next_multiple_of(2))?;
        inputs.push(span(sketch));
    }
    if let (Some(starts), Some(lists)) = (&starts, &lists) {
        check_probes(starts, lists, rows, row_ids.len() / PANEL_ROWS)?;
        inputs.extend([span(starts), span(lists)]);
    }
    check_apart(&[span(&ids), span(&distances)], &inputs)?;
    Ok(promise(move || {
        let queries = Queries {
            values: &queries,
            cols,
            k,
        };
        let candidates = Rows {
            values: &values,
            sketch: sketch.as_deref().map(|values| Sketch {
                values,
                scale: sketch_scale,
            }),
            half_norms: &half_norms,
            ids: &row_ids,
            probes: starts
                .as_deref()
                .zip(lists.as_deref())
                .map(|(starts, lists)| probes(starts, lists, rows)),
        };
        let metric = if inner_product {
            Metric::InnerProduct
        } else {
            Metric::SquaredDistance
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (ids, distances) = unsafe { (ids.as_mut(), distances.as_mut()) };
        neighbors::offer_rows(level(), metric, queries, candidates, Nearest { ids, distances });
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn offer_codes(
    queries: Float32Array,
    rows: i64,
    cols: i64,
    k: i64,
    m: i64,
    centres: Float32Array,
    codewords: Float32Array,
    codes: Uint8Array,
    code_ids: Int32Array,
    starts: Int32Array,
    lists: Int32Array,
    mut ids: Int32Array,
    mut distances: Float64Array,
) -> Result<Promise<()>> {
    let (rows, cols, k) = (size("rows", rows)?, at_least_one("cols", cols)?, at_least_one("k", k)?);
    let m = at_least_one("m", m)?;
    if cols % m != 0 {
        return Err(invalid(format!("m is {m}, which does not divide {cols}")));
    }
    check_length("queries", &queries, rows, cols)?;
    check_length("codewords", &codewords, cols, 256)?;
    check_length("codes", &codes, code_ids.len(), m)?;
    check_probes(&starts, &lists, rows, code_ids.len())?;
    check_length("centres", &centres, starts.len() - 1, cols)?;
    check_length("ids", &ids, rows, k)?;
    check_length("distances", &distances, rows, k)?;
    let inputs = [
        [span(&queries), span(&centres), span(&codewords), span(&codes)],
        [span(&code_ids), span(&starts), span(&lists), 0..0],
    ];
    check_apart(&[span(&ids), span(&distances)], &inputs.concat())?;
    Ok(promise(move || {
        let queries = Queries {
            values: &queries,
            cols,
            k,
        };
        let codes = Codes {
            centres: &centres,
            codewords: &codewords,
            codes: &codes,
            ids: &code_ids,
            m,
            probes: probes(&starts, &lists, rows),
        };
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (ids, distances) = unsafe { (ids.as_mut(), distances.as_mut()) };
        neighbors::offer_codes(level(), queries, codes, Nearest { ids, distances });
    }))
}

fn probes<'a>(starts: &'a [i32], lists: &'a [i32], rows: usize) -> Probes<'a> {
    Probes {
        starts,
        lists,
        probed: lists.len() / rows.max(1),
    }
}

/// TypeScript has looked at the contents; here only what the core would stumble over.
fn check_probes(starts: &[i32], lists: &[i32], rows: usize, end: usize) -> Result<()> {
    let ascending = starts.windows(2).all(|pair| pair[0] <= pair[1]);
    let within = |start: Option<&i32>| start.is_some_and(|&start| start >= 0 && start as usize <= end);
    if !ascending || !within(starts.first()) || !within(starts.last()) {
        return Err(invalid("starts are no positions in ascending order".to_owned()));
    }
    if !lists.len().is_multiple_of(rows.max(1)) || lists.iter().any(|&list| list >= starts.len() as i32 - 1) {
        return Err(invalid("lists name a list that there is not".to_owned()));
    }
    Ok(())
}

#[napi(catch_unwind)]
pub fn project_rows(
    points: Float32Array,
    matrix: Float32Array,
    rows: i64,
    cols: i64,
    width: i64,
    mut projected: Float32Array,
) -> Result<Promise<()>> {
    let (rows, cols, width) = (
        size("rows", rows)?,
        at_least_one("cols", cols)?,
        at_least_one("width", width)?,
    );
    check_length("points", &points, rows, cols)?;
    check_length("matrix", &matrix, cols, width)?;
    check_length("projected", &projected, rows, width)?;
    check_apart(&[span(&projected)], &[span(&points), span(&matrix)])?;
    Ok(promise(move || {
        // SAFETY: the output shares no memory, and the caller leaves all arrays alone until the promise settles.
        neighbors::project_rows(level(), &points, &matrix, cols, unsafe { projected.as_mut() })
    }))
}

#[napi(catch_unwind)]
pub fn hadamard_rows(mut values: Float32Array, rows: i64, cols: i64) -> Result<Promise<()>> {
    let (rows, cols) = (size("rows", rows)?, at_least_one("cols", cols)?);
    check_length("values", &values, rows, cols)?;
    if !cols.is_power_of_two() {
        return Err(invalid(format!("cols is {cols}, not a power of two")));
    }
    Ok(promise(move || {
        // SAFETY: the caller leaves the array alone until the promise settles.
        neighbors::hadamard_rows(level(), unsafe { values.as_mut() }, cols)
    }))
}
