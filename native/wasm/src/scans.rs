//! RecordIO-protobuf and CSV. Answers are rows of float64, written where the host says; NaN stands for what is absent.

use sagelocal_core::csv;
use sagelocal_core::problem::Problem;
use sagelocal_core::records::{self, Output, Schema, TensorType};
use std::slice;

/// `[code address, code length, offset, row, column, expected, actual]`; all NaN where there is no problem.
pub const PROBLEM: usize = 7;

/// `[rows, consumed, entries, padding missing, ...problem]`
const SCAN: usize = 4 + PROBLEM;

/// `[found, sparse, cols, feature type, label size, label type, ...problem]`
const DESCRIBED: usize = 6 + PROBLEM;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn describe_records(
    bytes: *const u8,
    length: usize,
    is_final: bool,
    answer: *mut [f64; DESCRIBED],
) {
    let (bytes, answer) = unsafe { (slice::from_raw_parts(bytes, length), &mut *answer) };
    let (head, problem) = answer.split_at_mut(DESCRIBED - PROBLEM);
    let described = records::describe(bytes, is_final);
    write_problem(problem, described.as_ref().err());
    head.fill(f64::NAN);
    if let Ok(Some(schema)) = described {
        head.copy_from_slice(&[
            1.0,
            f64::from(schema.sparse),
            schema.cols as f64,
            f64::from(schema.feature_type as u8),
            schema.label_size as f64,
            schema
                .label_type
                .map_or(f64::NAN, |label_type| f64::from(label_type as u8)),
        ]);
    }
}

/// Types are indices into TENSOR_TYPES, any other index for a label without type. The host gives room, not shapes.
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn scan_records(
    bytes: *const u8,
    length: usize,
    is_final: bool,
    sparse: bool,
    cols: usize,
    feature_type: u32,
    label_size: usize,
    label_type: u32,
    values: *mut f32,
    values_room: usize,
    columns: *mut u32,
    columns_room: usize,
    row_starts: *mut u32,
    row_starts_room: usize,
    labels: *mut f32,
    labels_room: usize,
    answer: *mut [f64; SCAN],
) {
    let schema = Schema {
        sparse,
        cols,
        feature_type: tensor_type(feature_type).unwrap_or(TensorType::Float32),
        label_size,
        label_type: tensor_type(label_type),
    };
    let (bytes, output, answer) = unsafe {
        let output = Output {
            values: slice::from_raw_parts_mut(values, values_room),
            columns: slice::from_raw_parts_mut(columns, columns_room),
            row_starts: slice::from_raw_parts_mut(row_starts, row_starts_room),
            labels: slice::from_raw_parts_mut(labels, labels_room),
        };
        (slice::from_raw_parts(bytes, length), output, &mut *answer)
    };
    let scan = records::scan(bytes, &schema, is_final, output);
    let missing = f64::from(scan.padding_missing);
    answer[..4].copy_from_slice(&[scan.rows as f64, scan.consumed as f64, scan.entries as f64, missing]);
    write_problem(&mut answer[4..], scan.problem.as_ref());
}

fn tensor_type(index: u32) -> Option<TensorType> {
    [TensorType::Float32, TensorType::Float64, TensorType::Int32]
        .get(index as usize)
        .copied()
}

#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments)]
pub unsafe extern "C" fn scan_csv(
    bytes: *const u8,
    length: usize,
    is_final: bool,
    cells: usize,
    label_size: usize,
    values: *mut f32,
    values_room: usize,
    labels: *mut f32,
    labels_room: usize,
    answer: *mut [f64; SCAN],
) {
    let (bytes, values, labels, answer) = unsafe {
        (
            slice::from_raw_parts(bytes, length),
            slice::from_raw_parts_mut(values, values_room),
            slice::from_raw_parts_mut(labels, labels_room),
            &mut *answer,
        )
    };
    let scan = csv::scan(bytes, cells, label_size, is_final, values, labels);
    answer[..4].copy_from_slice(&[scan.rows as f64, scan.consumed as f64, 0.0, 0.0]);
    write_problem(&mut answer[4..], scan.problem.as_ref());
}

pub fn write_problem(answer: &mut [f64], problem: Option<&Problem>) {
    let Some(problem) = problem else {
        return answer.fill(f64::NAN);
    };
    answer.copy_from_slice(&[
        problem.code.as_ptr() as usize as f64,
        problem.code.len() as f64,
        problem.offset as f64,
        problem.row as f64,
        problem.column.map_or(f64::NAN, |column| column as f64),
        problem.expected.map_or(f64::NAN, |expected| expected as f64),
        problem.actual.map_or(f64::NAN, |actual| actual as f64),
    ]);
}
