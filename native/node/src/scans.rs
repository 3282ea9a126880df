//! RecordIO-protobuf and CSV. Counts of bytes may exceed 32 bits: they travel as float64.

use crate::arrays::{check_apart, invalid, prefer_large_pages, size, span};
use crate::job::{Promise, promise};
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Uint8Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::{csv, problem, records};

#[napi(object)]
pub struct Problem {
    pub code: String,
    pub offset: f64,
    pub row: f64,
    pub column: Option<f64>,
    pub expected: Option<f64>,
    pub actual: Option<f64>,
}

impl From<problem::Problem> for Problem {
    fn from(problem: problem::Problem) -> Self {
        Self {
            code: problem.code.to_owned(),
            offset: problem.offset as f64,
            row: problem.row as f64,
            column: problem.column.map(|column| column as f64),
            expected: problem.expected.map(|expected| expected as f64),
            actual: problem.actual.map(|actual| actual as f64),
        }
    }
}

/// Types are indices into TENSOR_TYPES.
#[napi(object)]
pub struct Schema {
    pub sparse: bool,
    pub cols: i64,
    pub feature_type: u32,
    pub label_size: i64,
    pub label_type: Option<u32>,
}

impl From<records::Schema> for Schema {
    fn from(schema: records::Schema) -> Self {
        Self {
            sparse: schema.sparse,
            cols: schema.cols as i64,
            feature_type: schema.feature_type as u32,
            label_size: schema.label_size as i64,
            label_type: schema.label_type.map(|label_type| label_type as u32),
        }
    }
}

impl TryFrom<Schema> for records::Schema {
    type Error = napi::Error;

    fn try_from(schema: Schema) -> Result<Self> {
        Ok(Self {
            sparse: schema.sparse,
            cols: size("cols", schema.cols)?,
            feature_type: tensor_type(schema.feature_type)?,
            label_size: size("labelSize", schema.label_size)?,
            label_type: schema.label_type.map(tensor_type).transpose()?,
        })
    }
}

fn tensor_type(index: u32) -> Result<records::TensorType> {
    use records::TensorType::{Float32, Float64, Int32};
    let types = [Float32, Float64, Int32];
    types
        .get(index as usize)
        .copied()
        .ok_or_else(|| invalid(format!("tensor type is {index}")))
}

/// What the first record says: a schema, or a problem, or neither where no record is complete yet.
#[napi(object)]
pub struct Described {
    pub schema: Option<Schema>,
    pub problem: Option<Problem>,
}

#[napi(catch_unwind)]
pub fn describe_records(bytes: Uint8Array, is_final: bool) -> Promise<Described> {
    promise(move || match records::describe(&bytes, is_final) {
        Ok(schema) => Described {
            schema: schema.map(Schema::from),
            problem: None,
        },
        Err(problem) => Described {
            schema: None,
            problem: Some(problem.into()),
        },
    })
}

#[napi(object)]
pub struct RecordScan {
    pub rows: f64,
    pub consumed: f64,
    pub entries: f64,
    pub padding_missing: bool,
    pub problem: Option<Problem>,
}

/// `columns` and `row_starts` are empty for dense records.
#[napi(catch_unwind)]
pub fn scan_records(
    bytes: Uint8Array,
    schema: Schema,
    is_final: bool,
    mut values: Float32Array,
    mut columns: Uint32Array,
    mut row_starts: Uint32Array,
    mut labels: Float32Array,
) -> Result<Promise<RecordScan>> {
    let schema = records::Schema::try_from(schema)?;
    check_apart(
        &[span(&values), span(&columns), span(&row_starts), span(&labels)],
        &[span(&bytes)],
    )?;
    Ok(promise(move || {
        prefer_large_pages(&values);
        prefer_large_pages(&columns);
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let output = unsafe {
            records::Output {
                values: values.as_mut(),
                columns: columns.as_mut(),
                row_starts: row_starts.as_mut(),
                labels: labels.as_mut(),
            }
        };
        let scan = records::scan(&bytes, &schema, is_final, output);
        RecordScan {
            rows: scan.rows as f64,
            consumed: scan.consumed as f64,
            entries: scan.entries as f64,
            padding_missing: scan.padding_missing,
            problem: scan.problem.map(Problem::from),
        }
    }))
}

#[napi(object)]
pub struct CsvScan {
    pub rows: f64,
    pub consumed: f64,
    pub problem: Option<Problem>,
}

#[napi(catch_unwind)]
pub fn scan_csv(
    bytes: Uint8Array,
    cells: i64,
    label_size: i64,
    is_final: bool,
    mut values: Float32Array,
    mut labels: Float32Array,
) -> Result<Promise<CsvScan>> {
    let (cells, label_size) = (size("cells", cells)?, size("labelSize", label_size)?);
    check_apart(&[span(&values), span(&labels)], &[span(&bytes)])?;
    Ok(promise(move || {
        prefer_large_pages(&values);
        // SAFETY: the outputs share no memory, and the caller leaves all arrays alone until the promise settles.
        let (values, labels) = unsafe { (values.as_mut(), labels.as_mut()) };
        let scan = csv::scan(&bytes, cells, label_size, is_final, values, labels);
        CsvScan {
            rows: scan.rows as f64,
            consumed: scan.consumed as f64,
            problem: scan.problem.map(Problem::from),
        }
    }))
}
