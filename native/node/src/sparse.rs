//! Rows on their way in.

use crate::arrays::{at_least_one, check_length, size, span};
use napi::Result;
use napi::bindgen_prelude::{Float32Array, Uint32Array};
use napi_derive::napi;
use sagelocal_core::sparse::Rows;
use std::ops::Range;

/// Rows with all their values; sparse where there are columns.
#[napi(object, object_to_js = false)]
pub struct MatrixRows {
    pub values: Float32Array,
    pub columns: Option<Uint32Array>,
    pub row_starts: Option<Uint32Array>,
    pub rows: i64,
    pub cols: i64,
}

impl MatrixRows {
    /// Rows and columns, once the arrays were seen to have as many.
    pub fn check(&self) -> Result<(usize, usize)> {
        let (rows, cols) = (size("rows", self.rows)?, at_least_one("cols", self.cols)?);
        match self.sparse() {
            Some((starts, columns)) => {
                check_length("columns", columns, self.values.len(), 1)?;
                check_length("rowStarts", starts, rows + 1, 1)?;
            }
            None => check_length("values", &self.values, rows, cols)?,
        }
        Ok((rows, cols))
    }

    /// Row starts and columns.
    pub fn sparse(&self) -> Option<(&[u32], &[u32])> {
        self.row_starts.as_deref().zip(self.columns.as_deref())
    }

    pub fn spans(&self) -> Vec<Range<usize>> {
        let mut spans = vec![span(&self.values)];
        if let Some((starts, columns)) = self.sparse() {
            spans.extend([span(starts), span(columns)]);
        }
        spans
    }
}

/// # Panics
/// Where the arrays contradict each other: an index out of place must not pass.
pub fn sound_rows<'a>(row_starts: &'a [u32], columns: &'a [u32], values: &'a [f32], cols: usize) -> Rows<'a> {
    let rows = Rows {
        row_starts,
        columns,
        values,
        cols,
    };
    assert!(rows.are_sound(), "the sparse rows are not sound");
    rows
}
