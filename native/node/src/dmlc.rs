//! Text as XGBoost reads it. Notes are added to the caller's array: `[count, first byte]` for each kind.

use crate::arrays::{check_apart, check_length, invalid, prefer_large_pages, size, span};
use crate::job::{Promise, promise};
use crate::scans::Problem;
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Float64Array, Uint8Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::dmlc::delimited::{self, Shape};
use sagelocal_core::dmlc::{Notes, libsvm};

#[napi(object)]
pub struct TextScan {
    pub rows: f64,
    pub consumed: f64,
    pub entries: f64,
    pub width: f64,
    pub problem: Option<Problem>,
}

/// `weights` is empty where rows have none.
#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn scan_delimited(
    bytes: Uint8Array,
    delimiter: u32,
    cols: i64,
    weighted: bool,
    is_final: bool,
    mut values: Float32Array,
    mut labels: Float32Array,
    mut weights: Float32Array,
    mut notes: Float64Array,
) -> Result<Promise<TextScan>> {
    let delimiter = u8::try_from(delimiter).map_err(|_| invalid(format!("delimiter is {delimiter}")))?;
    let shape = Shape {
        delimiter,
        cols: size("cols", cols)?,
        weighted,
    };
    check_length("notes", &notes, 4, 2)?;
    check_apart(
        &[span(&values), span(&labels), span(&weights), span(&notes)],
        &[span(&bytes)],
    )?;
    Ok(promise(move || {
        prefer_large_pages(&values);
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (output, notes) = unsafe {
            let output = delimited::Output {
                values: values.as_mut(),
                labels: labels.as_mut(),
                weights: weights.as_mut(),
            };
            (output, notes.as_mut())
        };
        let scan = delimited::scan(&bytes, shape, is_final, output);
        add(&scan.notes, notes);
        TextScan {
            rows: scan.rows as f64,
            consumed: scan.consumed as f64,
            entries: 0.0,
            width: scan.width as f64,
            problem: scan.problem.map(Problem::from),
        }
    }))
}

#[napi(catch_unwind)]
#[allow(clippy::too_many_arguments)]
pub fn scan_libsvm(
    bytes: Uint8Array,
    is_first: bool,
    is_final: bool,
    mut labels: Float32Array,
    mut weights: Float32Array,
    mut query_ids: Float64Array,
    mut row_starts: Uint32Array,
    mut columns: Uint32Array,
    mut values: Float32Array,
    mut notes: Float64Array,
) -> Result<Promise<TextScan>> {
    check_length("notes", &notes, 3, 2)?;
    let rows = [span(&labels), span(&weights), span(&query_ids), span(&row_starts)];
    let entries = [span(&columns), span(&values), span(&notes)];
    check_apart(&[rows.as_slice(), entries.as_slice()].concat(), &[span(&bytes)])?;
    Ok(promise(move || {
        prefer_large_pages(&columns);
        prefer_large_pages(&values);
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (output, notes) = unsafe {
            let output = libsvm::Output {
                labels: labels.as_mut(),
                weights: weights.as_mut(),
                query_ids: query_ids.as_mut(),
                row_starts: row_starts.as_mut(),
                columns: columns.as_mut(),
                values: values.as_mut(),
            };
            (output, notes.as_mut())
        };
        let scan = libsvm::scan(&bytes, is_first, is_final, output);
        add(&scan.notes, notes);
        TextScan {
            rows: scan.rows as f64,
            consumed: scan.consumed as f64,
            entries: scan.entries as f64,
            width: scan.width as f64,
            problem: scan.problem.map(Problem::from),
        }
    }))
}

fn add<const KINDS: usize>(found: &Notes<KINDS>, notes: &mut [f64]) {
    for (note, found) in notes.chunks_exact_mut(2).zip(&found.0) {
        if note[0] == 0.0 {
            note[1] = found.first as f64;
        }
        note[0] += found.count as f64;
    }
}
