//! Nearest neighbours.

use sagelocal_core::neighbors::{self, Codes, Metric, Nearest, PANEL_ROWS, Probes, Queries, Rows};
use sagelocal_core::simd::Level;
use std::slice;

/// `starts` and `lists` may be null: every query looks at everything.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn offer_rows(
    queries: *const f32,
    rows: usize,
    cols: usize,
    k: usize,
    inner_product: usize,
    values: *const f32,
    half_norms: *const f32,
    row_ids: *const i32,
    panels: usize,
    starts: *const i32,
    list_count: usize,
    lists: *const i32,
    probed: usize,
    ids: *mut i32,
    distances: *mut f64,
) {
    let metric = if inner_product == 0 {
        Metric::SquaredDistance
    } else {
        Metric::InnerProduct
    };
    unsafe {
        let probes = (!starts.is_null()).then(|| probes(starts, list_count, lists, rows, probed));
        let candidates = Rows {
            values: slice::from_raw_parts(values, panels * PANEL_ROWS * cols),
            sketch: None,
            half_norms: slice::from_raw_parts(half_norms, panels * PANEL_ROWS),
            ids: slice::from_raw_parts(row_ids, panels * PANEL_ROWS),
            probes,
        };
        let (queries, nearest) = (queries_of(queries, rows, cols, k), nearest_of(ids, distances, rows, k));
        neighbors::offer_rows(Level::widest(), metric, queries, candidates, nearest);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn offer_codes(
    queries: *const f32,
    rows: usize,
    cols: usize,
    k: usize,
    m: usize,
    centres: *const f32,
    codewords: *const f32,
    codes: *const u8,
    code_ids: *const i32,
    count: usize,
    starts: *const i32,
    list_count: usize,
    lists: *const i32,
    probed: usize,
    ids: *mut i32,
    distances: *mut f64,
) {
    unsafe {
        let codes = Codes {
            centres: slice::from_raw_parts(centres, list_count * cols),
            codewords: slice::from_raw_parts(codewords, 256 * cols),
            codes: slice::from_raw_parts(codes, count * m),
            ids: slice::from_raw_parts(code_ids, count),
            m,
            probes: probes(starts, list_count, lists, rows, probed),
        };
        let (queries, nearest) = (queries_of(queries, rows, cols, k), nearest_of(ids, distances, rows, k));
        neighbors::offer_codes(Level::widest(), queries, codes, nearest);
    }
}

unsafe fn queries_of<'a>(values: *const f32, rows: usize, cols: usize, k: usize) -> Queries<'a> {
    Queries {
        values: unsafe { slice::from_raw_parts(values, rows * cols) },
        cols,
        k,
    }
}

unsafe fn nearest_of<'a>(ids: *mut i32, distances: *mut f64, rows: usize, k: usize) -> Nearest<'a> {
    unsafe {
        Nearest {
            ids: slice::from_raw_parts_mut(ids, rows * k),
            distances: slice::from_raw_parts_mut(distances, rows * k),
        }
    }
}

unsafe fn probes<'a>(
    starts: *const i32,
    list_count: usize,
    lists: *const i32,
    rows: usize,
    probed: usize,
) -> Probes<'a> {
    unsafe {
        Probes {
            starts: slice::from_raw_parts(starts, list_count + 1),
            lists: slice::from_raw_parts(lists, rows * probed),
            probed,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn project_rows(
    points: *const f32,
    matrix: *const f32,
    rows: usize,
    cols: usize,
    width: usize,
    projected: *mut f32,
) {
    unsafe {
        let points = slice::from_raw_parts(points, rows * cols);
        let matrix = slice::from_raw_parts(matrix, cols * width);
        let projected = slice::from_raw_parts_mut(projected, rows * width);
        neighbors::project_rows(Level::widest(), points, matrix, cols, projected);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn hadamard_rows(values: *mut f32, rows: usize, cols: usize) {
    let values = unsafe { slice::from_raw_parts_mut(values, rows * cols) };
    neighbors::hadamard_rows(Level::widest(), values, cols);
}
