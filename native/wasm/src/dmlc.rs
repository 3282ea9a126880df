//! Text as XGBoost reads it. Answers are rows of float64, as in [`crate::scans`].

use crate::scans::{PROBLEM, write_problem};
use sagelocal_core::dmlc::delimited::{self, Shape};
use sagelocal_core::dmlc::{Notes, libsvm};
use std::slice;

/// `[rows, consumed, entries, width, ...problem]`
const SCAN: usize = 4 + PROBLEM;

#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn scan_delimited(
    bytes: *const u8,
    length: usize,
    is_final: bool,
    delimiter: u32,
    cols: usize,
    weighted: bool,
    values: *mut f32,
    values_room: usize,
    labels: *mut f32,
    labels_room: usize,
    weights: *mut f32,
    weights_room: usize,
    notes: *mut [f64; 8],
    answer: *mut [f64; SCAN],
) {
    let shape = Shape {
        delimiter: delimiter as u8,
        cols,
        weighted,
    };
    let (bytes, output, notes, answer) = unsafe {
        let output = delimited::Output {
            values: slice::from_raw_parts_mut(values, values_room),
            labels: slice::from_raw_parts_mut(labels, labels_room),
            weights: slice::from_raw_parts_mut(weights, weights_room),
        };
        (slice::from_raw_parts(bytes, length), output, &mut *notes, &mut *answer)
    };
    let scan = delimited::scan(bytes, shape, is_final, output);
    write_notes(&scan.notes, notes);
    answer[..4].copy_from_slice(&[scan.rows as f64, scan.consumed as f64, 0.0, scan.width as f64]);
    write_problem(&mut answer[4..], scan.problem.as_ref());
}

#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn scan_libsvm(
    bytes: *const u8,
    length: usize,
    is_first: bool,
    is_final: bool,
    rows_room: usize,
    entries_room: usize,
    labels: *mut f32,
    weights: *mut f32,
    query_ids: *mut f64,
    row_starts: *mut u32,
    columns: *mut u32,
    values: *mut f32,
    notes: *mut [f64; 6],
    answer: *mut [f64; SCAN],
) {
    let (bytes, output, notes, answer) = unsafe {
        let output = libsvm::Output {
            labels: slice::from_raw_parts_mut(labels, rows_room),
            weights: slice::from_raw_parts_mut(weights, rows_room),
            query_ids: slice::from_raw_parts_mut(query_ids, rows_room),
            row_starts: slice::from_raw_parts_mut(row_starts, rows_room + 1),
            columns: slice::from_raw_parts_mut(columns, entries_room),
            values: slice::from_raw_parts_mut(values, entries_room),
        };
        (slice::from_raw_parts(bytes, length), output, &mut *notes, &mut *answer)
    };
    let scan = libsvm::scan(bytes, is_first, is_final, output);
    write_notes(&scan.notes, notes);
    let counts = [scan.rows, scan.consumed, scan.entries, scan.width];
    answer[..4].copy_from_slice(&counts.map(|count| count as f64));
    write_problem(&mut answer[4..], scan.problem.as_ref());
}

/// `[count, first byte]` for each kind.
fn write_notes<const KINDS: usize>(found: &Notes<KINDS>, notes: &mut [f64]) {
    for (note, found) in notes.chunks_exact_mut(2).zip(&found.0) {
        note.copy_from_slice(&[found.count as f64, found.first as f64]);
    }
}
