//! When a message is a row, and when a row is like the first one.

use super::message::{Kind, Record, Value};
use super::{Schema, TensorType};
use crate::problem::Problem;

/// Columns are numbered with 32 bits.
const MAX_COLS: u64 = u32::MAX as u64;

/// A problem of the message alone; who knows the file adds where it is.
fn problem(code: &'static str) -> Problem {
    Problem::new(code, 0, 0)
}

fn mismatch(code: &'static str, expected: usize, actual: usize) -> Problem {
    Problem {
        expected: Some(expected as u64),
        actual: Some(actual as u64),
        ..problem(code)
    }
}

/// What this message says of itself, if its parts fit together.
pub fn schema_of(record: &Record<'_>) -> Result<Schema, Problem> {
    if !record.has_features {
        return Err(problem("features-missing"));
    }
    if record.has_other_features {
        return Err(problem("features-unknown"));
    }
    let features = tensor_shape(&record.features)?;
    let mut schema = Schema {
        sparse: features.sparse,
        cols: features.cols,
        feature_type: features.element,
        label_size: 0,
        label_type: None,
    };
    if record.has_label {
        let label = tensor_shape(&record.label)?;
        if label.sparse {
            return Err(problem("value-unsupported"));
        }
        schema.label_size = label.cols;
        schema.label_type = (label.cols > 0).then_some(label.element);
    }
    Ok(schema)
}

struct TensorShape {
    element: TensorType,
    sparse: bool,
    cols: usize,
}

fn tensor_shape(value: &Value<'_>) -> Result<TensorShape, Problem> {
    let Kind::Tensor(element) = value.kind else {
        return Err(problem("value-unsupported"));
    };
    let (values, keys) = (value.values.count, value.keys.count);
    let has_shape = value.shape.count > 0;
    // An all-zero row has neither keys nor values: its shape says that it is sparse.
    let sparse = keys > 0 || (values == 0 && has_shape);
    if sparse && !has_shape {
        return Err(problem("shape-missing"));
    }
    let cols = if has_shape { flattened(value)? } else { values };
    if sparse && keys != values {
        return Err(mismatch("keys-values-count", keys, values));
    }
    if !sparse && cols != values {
        return Err(mismatch("value-count", cols, values));
    }
    Ok(TensorShape { element, sparse, cols })
}

fn flattened(value: &Value<'_>) -> Result<usize, Problem> {
    let mut is_empty = false;
    let mut product = 1u64;
    for size in value.shape.integers() {
        is_empty |= size == 0;
        product = product.saturating_mul(size);
    }
    if is_empty {
        return Ok(0);
    }
    if product > MAX_COLS {
        return Err(Problem {
            expected: Some(MAX_COLS),
            ..problem("shape-too-large")
        });
    }
    Ok(product as usize)
}

/// Every row must be what the first one was.
pub fn compare(expected: &Schema, found: &Schema) -> Result<(), Problem> {
    if found.feature_type != expected.feature_type {
        return Err(type_changed(expected.feature_type, found.feature_type));
    }
    if found.sparse != expected.sparse {
        return Err(problem("layout-changed"));
    }
    if found.cols != expected.cols {
        return Err(mismatch("shape-changed", expected.cols, found.cols));
    }
    if found.label_size != expected.label_size {
        return Err(mismatch("label-changed", expected.label_size, found.label_size));
    }
    match (expected.label_type, found.label_type) {
        (Some(expected), Some(found)) if expected != found => Err(type_changed(expected, found)),
        _ => Ok(()),
    }
}

fn type_changed(expected: TensorType, found: TensorType) -> Problem {
    mismatch("type-changed", expected as usize, found as usize)
}

pub fn key_out_of_range(entry: usize, cols: usize, key: u64) -> Problem {
    Problem {
        column: Some(entry),
        expected: Some(cols as u64),
        actual: Some(key),
        ..problem("key-out-of-range")
    }
}
